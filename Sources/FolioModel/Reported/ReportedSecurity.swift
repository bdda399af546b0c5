/// A security as a provider states it; every identifier may be missing.
public struct ReportedSecurity: WireObject, Hashable {
    /// The provider's id, by which holdings and transactions of the same answer refer to it.
    public var externalID = ""
    /// The symbol as the provider writes it; the OCC symbol for an option.
    public var ticker: String?
    /// ISO 10383 code of the market.
    public var mic: String?
    /// The exchange by the provider's word (`NASDAQ`).
    public var exchange: String?
    public var cusip: String?
    public var isin: String?
    public var sedol: String?
    public var figi: String?
    /// For display.
    public var name: String?
    public var type = SecurityType.other
    /// The provider's flag; it counts only for cash, funds and bills.
    public var isCashEquivalent = false
    /// The currency of prices.
    public var currency = Currency.usd
    /// The last close the provider knows, per unit.
    public var closePrice: Price?
    public var closePriceAsOf: Day?
    public var option: OptionContract?
    public var fixedIncome: FixedIncome?
    public var sector: String?
    public var industry: String?
    /// ISO 3166 code of the issuer's country.
    public var country: String?
    public var marginable: Bool?
    public var shortable: Bool?

    /// Makes a security with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("external_id", \.externalID, "The provider's id, used within the answer."),
        WireField("ticker", \.ticker, "The symbol as the provider writes it; OCC symbol for an option."),
        WireField("mic", \.mic, "ISO 10383 code of the market."),
        WireField("exchange", \.exchange, "The exchange by the provider's word."),
        WireField("cusip", \.cusip),
        WireField("isin", \.isin),
        WireField("sedol", \.sedol),
        WireField("figi", \.figi),
        WireField("name", \.name, "For display."),
        WireField("type", \.type, optional: true),
        WireField("is_cash_equivalent", \.isCashEquivalent, "The provider's flag.", optional: true),
        WireField("currency", \.currency, "The currency of prices.", optional: true),
        WireField("close_price", \.closePrice, "The last close the provider knows, per unit."),
        WireField("close_price_as_of", \.closePriceAsOf),
        WireField("option", \.option),
        WireField("fixed_income", \.fixedIncome),
        WireField("sector", \.sector),
        WireField("industry", \.industry),
        WireField("country", \.country, "ISO 3166 code of the issuer's country."),
        WireField("marginable", \.marginable),
        WireField("shortable", \.shortable),
    ]
}

/// The terms of an option.
public struct OptionContract: WireObject, Hashable {
    /// The right it gives.
    public enum Right: String, WireEnum { case call, put }

    public var right = Right.call
    /// Last day of the right.
    public var expiration = Day(number: 0)
    /// Per unit of the underlying.
    public var strike = Price.zero
    /// Ticker of the underlying.
    public var underlying = ""
    /// Units of the underlying in one contract; 100 unless the provider says otherwise.
    public var multiplier = 100

    /// Makes a contract with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("type", \.right, "call or put"),
        WireField("expiration_date", \.expiration, "Last day of the right."),
        WireField("strike_price", \.strike, "Per unit of the underlying."),
        WireField("underlying", \.underlying, "Ticker of the underlying."),
        WireField("multiplier", \.multiplier, "Units of the underlying in one contract.", optional: true),
    ]
}

/// The terms of a bond or bill.
public struct FixedIncome: WireObject, Hashable {
    /// How its price is quoted.
    public enum PriceBasis: String, WireEnum {
        /// Currency per unit of quantity.
        case unit
        /// Percent of face, the quantity being face value: value = quantity × price / 100.
        case percentOfPar = "percent_of_par"
    }

    /// A fraction: `0.045` is 4.5 % a year.
    public var yieldRate: Ratio?
    /// `coupon`, `yield` …: the provider's word.
    public var yieldType: String?
    public var maturityDate: Day?
    public var issueDate: Day?
    /// Paid at maturity, per unit.
    public var faceValue: Amount?
    public var priceBasis = PriceBasis.unit

    /// Makes terms with nothing known.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("yield_rate", \.yieldRate, "A fraction: 0.045 is 4.5 % a year."),
        WireField("yield_type", \.yieldType, "The provider's word, such as coupon."),
        WireField("maturity_date", \.maturityDate),
        WireField("issue_date", \.issueDate),
        WireField("face_value", \.faceValue, "Paid at maturity, per unit."),
        WireField("price_basis", \.priceBasis, "Whether prices are per unit or percent of par.", optional: true),
    ]
}
