/// A CUSIP or CINS with its check digit: nine characters that name an issue of North America.
package struct CUSIP: Hashable, Sendable, CustomStringConvertible {
    /// The nine characters, upper case.
    package let description: String

    /// Takes nine characters whose check digit is right, blanks around them and lower case allowed; `nil` for others.
    package init?(_ text: some StringProtocol) {
        let code = SecurityCode.cleaned(text)
        let bytes = Array(code.utf8)
        guard bytes.count == 9, let check = SecurityCode.digit(bytes[8]), bytes != SecurityCode.zeros,
            SecurityCode.doubleAddDouble(bytes[..<8], allowsSigns: true) == check
        else { return nil }
        self.description = code
    }
}

/// An ISIN with its check digit (ISO 6166): country, nine characters, one digit.
package struct ISIN: Hashable, Sendable, CustomStringConvertible {
    /// The twelve characters, upper case.
    package let description: String

    /// Takes twelve characters whose check digit is right, blanks around them and lower case allowed; `nil` for others.
    package init?(_ text: some StringProtocol) {
        let code = SecurityCode.cleaned(text)
        let bytes = Array(code.utf8)
        guard bytes.count == 12, bytes[..<2].allSatisfy(SecurityCode.isLetter),
            SecurityCode.digit(bytes[11]) != nil
        else { return nil }
        var digits: [Int] = []
        for byte in bytes {
            guard let value = SecurityCode.value(byte, allowsSigns: false) else { return nil }
            if value >= 10 { digits.append(value / 10) }
            digits.append(value % 10)
        }
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let weighted = index % 2 == 1 ? digit * 2 : digit
            sum += weighted / 10 + weighted % 10
        }
        guard sum % 10 == 0 else { return nil }
        self.description = code
    }

    /// The CUSIP inside the ISIN of a United States or Canadian security; `nil` elsewhere.
    package var cusip: CUSIP? {
        guard description.hasPrefix("US") || description.hasPrefix("CA") else { return nil }
        return CUSIP(description.dropFirst(2).dropLast())
    }
}

/// A Financial Instrument Global Identifier with its check digit: twelve characters, the third a `G`.
package struct FIGI: Hashable, Sendable, CustomStringConvertible {
    /// The twelve characters, upper case.
    package let description: String

    /// Takes twelve characters whose check digit is right, blanks around them and lower case allowed; `nil` for others.
    package init?(_ text: some StringProtocol) {
        let code = SecurityCode.cleaned(text)
        let bytes = Array(code.utf8)
        guard bytes.count == 12, bytes[..<2].allSatisfy(SecurityCode.isLetter), bytes[2] == UInt8(ascii: "G"),
            let check = SecurityCode.digit(bytes[11]),
            SecurityCode.doubleAddDouble(bytes[..<11], allowsSigns: false) == check
        else { return nil }
        self.description = code
    }
}

/// A SEDOL with its check digit: seven characters that name an issue of the London market.
package struct SEDOL: Hashable, Sendable, CustomStringConvertible {
    /// The seven characters, upper case.
    package let description: String

    private static let weights = [1, 3, 1, 7, 3, 9]

    /// Takes seven characters whose check digit is right, blanks around them and lower case allowed; `nil` for others.
    package init?(_ text: some StringProtocol) {
        let code = SecurityCode.cleaned(text)
        let bytes = Array(code.utf8)
        guard bytes.count == 7, let check = SecurityCode.digit(bytes[6]), code != "0000000" else { return nil }
        var sum = 0
        for (byte, weight) in zip(bytes, Self.weights) {
            guard let value = SecurityCode.value(byte, allowsSigns: false), !SecurityCode.vowels.contains(byte)
            else { return nil }
            sum += value * weight
        }
        guard (10 - sum % 10) % 10 == check else { return nil }
        self.description = code
    }
}

/// The symbol of a listed option by the Options Clearing Corporation, such as `AAPL250117C00150000`.
package struct OCCSymbol: Hashable, Sendable, CustomStringConvertible {
    /// Ticker of the underlying, with a digit behind it for adjusted contracts, before it for those of one's own terms
    /// (FLEX); never digits alone.
    package let root: String

    /// Last day of the right.
    package let expiration: Day

    /// The right the option gives.
    package let right: OptionContract.Right

    /// Per unit of the underlying, in thousandths.
    package let strikeThousandths: Int

    /// Reads the symbol with or without the blanks behind its root, or with the prefix `O:`; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        var code = SecurityCode.cleaned(text).filter { $0 != " " }
        if code.hasPrefix("O:") { code.removeFirst(2) }
        let bytes = Array(code.utf8)
        guard (16...21).contains(bytes.count), code.utf8.count == code.count else { return nil }
        let root = bytes[..<(bytes.count - 15)]
        let rest = Array(bytes[(bytes.count - 15)...])
        guard root.allSatisfy({ SecurityCode.value($0, allowsSigns: false) != nil }),
            root.contains(where: SecurityCode.isLetter),
            let year = Day.digits(rest[0..<2]), let month = Day.digits(rest[2..<4]),
            let day = Day.digits(rest[4..<6]), let expiration = Day(year: 2000 + year, month: month, day: day),
            let strike = Day.digits(rest[7..<15])
        else { return nil }
        switch rest[6] {
        case UInt8(ascii: "C"): self.right = .call
        case UInt8(ascii: "P"): self.right = .put
        default: return nil
        }
        (self.root, self.expiration) = (String(decoding: root, as: UTF8.self), expiration)
        self.strikeThousandths = strike
    }

    /// Makes the symbol of a standard contract; `nil` where its terms do not fit into one.
    package init?(_ contract: OptionContract) {
        let root = contract.underlying.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let thousandths = contract.strike.raw / 1_000_000_000
        guard contract.multiplier == 100, (1...6).contains(root.utf8.count),
            root.utf8.contains(where: SecurityCode.isLetter),
            contract.strike.raw % 1_000_000_000 == 0, (1...99_999_999).contains(thousandths),
            (2000...2099).contains(contract.expiration.components.year)
        else { return nil }
        (self.root, self.expiration, self.right) = (root, contract.expiration, contract.right)
        self.strikeThousandths = Int(thousandths)
    }

    /// The symbol without blanks.
    package var description: String {
        let (year, month, day) = expiration.components
        let date = [year % 100, month, day].map { Day.padded($0, 2) }.joined()
        return root + date + (right == .call ? "C" : "P") + Day.padded(strikeThousandths, 8)
    }

    /// The contract's terms, with the usual multiplier of 100.
    package var contract: OptionContract {
        var contract = OptionContract()
        (contract.right, contract.expiration, contract.underlying) = (right, expiration, root)
        contract.strike = Price(raw: Int128(strikeThousandths) * 1_000_000_000)
        return contract
    }
}

/// What the codes have in common.
enum SecurityCode {
    static let zeros = Array("000000000".utf8)
    /// Letters that no SEDOL has.
    static let vowels = Set("AEIOU".utf8)

    static func cleaned(_ text: some StringProtocol) -> String {
        var characters = Substring(text.uppercased())
        while characters.first?.isWhitespace == true { characters.removeFirst() }
        while characters.last?.isWhitespace == true { characters.removeLast() }
        return String(characters)
    }

    static func digit(_ byte: UInt8) -> Int? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? Int(value) : nil
    }

    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    /// The check digit of a CUSIP or FIGI over the characters before it: every second value doubled, digits summed.
    static func doubleAddDouble(_ bytes: ArraySlice<UInt8>, allowsSigns: Bool) -> Int? {
        var sum = 0
        for (index, byte) in bytes.enumerated() {
            guard let value = value(byte, allowsSigns: allowsSigns) else { return nil }
            let weighted = index % 2 == 1 ? value * 2 : value
            sum += weighted / 10 + weighted % 10
        }
        return (10 - sum % 10) % 10
    }

    /// 0 to 9 for digits, 10 to 35 for letters, 36 to 38 for the three signs of a CUSIP.
    static func value(_ byte: UInt8, allowsSigns: Bool) -> Int? {
        if let digit = digit(byte) { return digit }
        if isLetter(byte) { return Int(byte - UInt8(ascii: "A")) + 10 }
        guard allowsSigns else { return nil }
        switch byte {
        case UInt8(ascii: "*"): return 36
        case UInt8(ascii: "@"): return 37
        case UInt8(ascii: "#"): return 38
        default: return nil
        }
    }
}
