import FolioModel

/// An option's symbol by the Options Clearing Corporation: root, expiration, right, strike in thousandths.
struct OCCSymbol: Hashable, Sendable {
    /// Without the blanks that pad the root: `TSLA230317P00180000`.
    let compact: String
    /// The terms, with a multiplier of 100.
    let contract: OptionContract

    /// Takes `TSLA  230317P00180000` with or without the blanks, in any case; `nil` for anything else.
    init?(_ text: String) {
        let bytes = text.uppercased().utf8.filter { $0 != UInt8(ascii: " ") }
        let rootLength = bytes.count - 15
        guard (1...6).contains(rootLength) else { return nil }
        let root = String(decoding: bytes[..<rootLength], as: UTF8.self)
        let date = bytes[rootLength..<(rootLength + 6)]
        let right: OptionContract.Right
        switch bytes[rootLength + 6] {
        case UInt8(ascii: "C"): right = .call
        case UInt8(ascii: "P"): right = .put
        default: return nil
        }
        guard root.utf8.allSatisfy(Self.isCapitalOrDigit), let number = Self.digits(date),
            let strike = Self.digits(bytes[(rootLength + 7)...]),
            let expiration = Day(year: 2000 + number / 10_000, month: number / 100 % 100, day: number % 100)
        else { return nil }
        compact = String(decoding: bytes, as: UTF8.self)
        var contract = OptionContract()
        (contract.right, contract.expiration, contract.underlying) = (right, expiration, root)
        contract.strike = Price(raw: Int128(strike) * 1_000_000_000)  // thousandths, in units of 10⁻¹²
        self.contract = contract
    }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func isCapitalOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
