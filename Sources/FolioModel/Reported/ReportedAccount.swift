/// An account as its provider states it.
public struct ReportedAccount: WireObject, Hashable {
    /// The provider's id, stable over refreshes.
    public var externalID = ""
    /// The name people know it by.
    public var name = ""
    /// The institution's own name for the product.
    public var officialName: String?
    /// The last two to four characters of the account's number; never more.
    public var mask: String?
    /// `investment`, `brokerage`, `crypto`, `depository`, `loan` …: the provider's word.
    public var type = "investment"
    /// `ira`, `401k`, `margin` …: the provider's word.
    public var subtype: String?
    /// The account's own currency.
    public var currency = Currency.usd
    /// What the provider says of its money.
    public var balances = ReportedBalances()
    /// Whether orders can be placed through the provider.
    public var tradable = false
    /// `active`, `closed` …: the provider's word.
    public var status: String?

    /// Makes an account with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("external_id", \.externalID, "The provider's id, stable over refreshes."),
        WireField("name", \.name, "The name people know it by."),
        WireField("official_name", \.officialName, "The institution's own name for the product."),
        WireField("mask", \.mask, "The last characters of the account's number."),
        WireField("type", \.type, "The provider's word for the kind of account."),
        WireField("subtype", \.subtype, "The provider's finer word."),
        WireField("currency", \.currency, "The account's own currency."),
        WireField("balances", \.balances, "What the provider says of its money.", optional: true),
        WireField("tradable", \.tradable, "Whether orders can be placed through the provider.", optional: true),
        WireField("status", \.status, "The provider's word for the account's state."),
    ]
}

/// What a provider says of an account's money.
public struct ReportedBalances: WireObject, Hashable {
    /// Everything in the account by the provider's own count.
    public var current: Amount?
    /// What could be taken out.
    public var available: Amount?
    /// Settled and unsettled cash; negative for a margin loan; `nil` where the provider says nothing of cash.
    public var cash: Amount?
    /// When it was true.
    public var asOf: Timestamp?

    /// Makes balances with nothing known.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("current", \.current, "Everything in the account by the provider's own count."),
        WireField("available", \.available, "What could be taken out."),
        WireField("cash", \.cash, "Cash; negative for a margin loan."),
        WireField("as_of", \.asOf, "When it was true."),
    ]
}
