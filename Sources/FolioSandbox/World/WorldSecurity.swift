package import FolioModel

/// One thing that can be held in the sandbox world, with everything its vendors know of it.
package struct WorldSecurity: Hashable, Sendable {
    /// What an option gives the right to.
    package struct OptionTerms: Hashable, Sendable {
        /// The key of the security behind the option.
        package let underlying: String

        /// Whether it is a call; else a put.
        package let isCall: Bool

        /// The price at which it is exercised, per share.
        package let strike: Price

        /// The last day.
        package let expiry: Day
    }

    /// What a bond or bill pays.
    package struct BondTerms: Hashable, Sendable {
        /// The day on which it is paid back.
        package let maturity: Day

        /// Yearly interest, as a percentage; nothing for a bill.
        package let couponPercent: Price
    }

    /// A split of the shares: `numerator` new ones for `denominator` old ones.
    package struct Split: Hashable, Sendable {
        /// The first day on which the shares trade after the split.
        package let day: Day

        /// New shares.
        package let numerator: Int

        /// Old shares.
        package let denominator: Int
    }

    /// The world's own name for it, unique: the ticker where there is one.
    package let key: String

    /// The ticker as New York writes it (`BRK.B`), the OCC symbol of an option; `nil` for what has none.
    package let symbol: String?

    /// The full name.
    package let name: String

    /// What kind of thing it is.
    package let type: SecurityType

    /// Nine characters; `nil` where none is known for certain or none exists.
    package let cusip: String?

    /// The listing exchange in Alpaca's spelling; empty where there is none.
    package let exchange: String

    /// A sector and an industry in Plaid's words; `nil` for what has none.
    package let sector: String?

    /// The industry within the sector.
    package let industry: String?

    /// The quarterly payment a share, in ten-thousandths of a dollar (after the split); zero for none.
    package let dividend: Int

    /// The terms of an option.
    package let option: OptionTerms?

    /// The terms of a bond or bill.
    package let bond: BondTerms?

    /// The split within the world's time.
    package let split: Split?

    /// Units one contract stands for: 100 for options, else 1.
    package var multiplier: Int { option == nil ? 1 : 100 }

    /// The twelve-character ISIN of the United States, made from the CUSIP; `nil` without one.
    package var isin: String? {
        guard let cusip else { return nil }
        let body = "US" + cusip
        return body + String(Self.luhn(body))
    }

    /// Decimals its quantities are kept with when bought for a round sum of money.
    var quantityDecimals: Int {
        switch type {
        case .cryptocurrency: 6
        case .mutualFund, .moneyMarketFund: 3
        default: 0
        }
    }

    /// Whether it trades on weekends, too.
    package var tradesEveryDay: Bool { type == .cryptocurrency }

    /// Whether a public exchange quotes it, so that a price source would know it.
    package var isQuoted: Bool {
        switch type {
        case .stock, .preferredStock, .depositaryReceipt, .etf, .mutualFund, .cryptocurrency: symbol != nil
        default: false
        }
    }

    // ISO 6166: letters count as two digits (A is 10), every second digit from the right doubled.
    private static func luhn(_ body: String) -> Int {
        var digits: [Int] = []
        for byte in body.utf8 {
            let isDigit = byte < UInt8(ascii: "A")
            let value = Int(byte) - (isDigit ? 48 : 55)
            digits += isDigit ? [value] : [value / 10, value % 10]
        }
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let doubled = index % 2 == 0 ? digit * 2 : digit
            sum += doubled / 10 + doubled % 10
        }
        return (10 - sum % 10) % 10
    }
}
