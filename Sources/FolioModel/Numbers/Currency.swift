/// A currency by its ISO 4217 code, or by the unofficial code a vendor uses (`GBX`, `USDT`).
public struct Currency: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The upper-case code.
    public let code: String

    /// Takes 2 to 10 upper-case letters or digits; `nil` for anything else.
    public init?(_ code: some StringProtocol) {
        let bytes = code.utf8
        guard (2...10).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.code = String(code)
    }

    private init(known code: String) { self.code = code }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// United States dollar.
    public static let usd = Currency(known: "USD")

    /// Euro.
    public static let eur = Currency(known: "EUR")

    /// Pound sterling.
    public static let gbp = Currency(known: "GBP")

    /// Digits of the minor unit by ISO 4217: 2 for most, 0 for the yen, 3 for some dinars; 2 for unofficial codes.
    public var minorDigits: Int { Self.minorDigitsByCode[code] ?? 2 }

    private static let minorDigitsByCode: [String: Int] = [
        "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
        "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    ]

    /// The code.
    public var description: String { code }

    /// Alphabetical by code.
    public static func < (left: Currency, right: Currency) -> Bool { left.code < right.code }
}

/// An amount of one currency.
///
/// Amounts of different currencies never meet without an exchange rate.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    /// How much; negative when owed or paid.
    public let amount: Amount

    /// Of what.
    public let currency: Currency

    /// Makes so much of that currency.
    public init(_ amount: Amount, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    /// The sum.
    ///
    /// Throws ``MoneyError/currencyMismatch(_:_:)`` for different currencies, for mixed currencies are data.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
        do throws(ArithmeticOverflow) {
            return Money(try amount + other.amount, currency)
        } catch {
            throw .overflow
        }
    }

    /// The amount rounded half to even to the currency's minor unit.
    public var rounded: Money { Money(amount.rounded(to: currency.minorDigits), currency) }

    /// The amount with the currency's minor digits: `"25446.40"`.
    public var text: String { amount.text(decimals: currency.minorDigits) }

    /// `"25446.40 USD"`.
    public var description: String { "\(text) \(currency)" }
}

/// Why two amounts could not be added.
public enum MoneyError: Error, Hashable {
    /// They are of different currencies.
    case currencyMismatch(Currency, Currency)

    /// The sum is out of range.
    case overflow
}

/// The price of one unit of `base` in `quote`; the only bridge between currencies.
public struct FXRate: Hashable, Sendable {
    /// The currency that is priced.
    public let base: Currency

    /// The currency of the price.
    public let quote: Currency

    /// Units of `quote` for one `base`; positive.
    public let rate: Ratio

    /// When it was true.
    public let asOf: Timestamp

    /// Takes a positive rate; `nil` for any other.
    public init?(base: Currency, quote: Currency, rate: Ratio, asOf: Timestamp) {
        guard rate > .zero else { return nil }
        (self.base, self.quote, self.rate, self.asOf) = (base, quote, rate, asOf)
    }

    /// The amount in the other currency of the pair, either way round; `nil` for a currency outside the pair.
    ///
    /// Throws where the result would be out of range.
    public func converting(_ money: Money) throws(ArithmeticOverflow) -> Money? {
        if money.currency == base {
            return Money(try money.amount.scaled(by: rate, over: Ratio(1)), quote)
        }
        guard money.currency == quote else { return nil }
        return Money(try money.amount.scaled(by: Ratio(1), over: rate), base)
    }
}
