/// The normal form of every provider's records; see docs/finance.md, Transactions.
public enum TransactionType: String, WireEnum {
    case buy, sell, short, cover, dividend, interest, fee, tax, deposit, withdrawal
    case transferIn = "transfer_in"
    case transferOut = "transfer_out"
    case split
    case spinOff = "spin_off"
    case merger, exercise, assignment, expiration, reinvestment
    case returnOfCapital = "return_of_capital"
    case adjustment
}

/// One event of an account in normal form.
public struct ReportedTransaction: WireObject, Hashable {
    /// The provider's id: with the connection it makes the record one and the same when read again.
    public var externalID = ""
    /// ``ReportedAccount/externalID``.
    public var account = ""
    /// The exchange's local date.
    public var date = Day(number: 0)
    /// The instant, where the provider knows it.
    public var occurredAt: Timestamp?
    public var type = TransactionType.adjustment
    /// The provider's own words, such as `cash/qualified dividend`.
    public var subtype: String?
    /// ``ReportedSecurity/externalID``; `nil` for pure cash.
    public var security: String?
    /// Signed change in units; contracts for options.
    public var quantityDelta = Quantity.zero
    /// Signed change of the account's cash, fees included.
    public var cashDelta = Amount.zero
    public var price: Price?
    /// Positive; contained in ``cashDelta``.
    public var fees: Amount?
    public var currency = Currency.usd
    public var description: String?
    /// Rows of one event share a group.
    public var group: String?

    /// Makes a transaction with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("external_id", \.externalID, "The provider's id."),
        WireField("account", \.account, "external_id of the account."),
        WireField("date", \.date, "The exchange's local date."),
        WireField("occurred_at", \.occurredAt, "The instant, where known."),
        WireField("type", \.type),
        WireField("subtype", \.subtype, "The provider's own words."),
        WireField("security", \.security, "external_id of the security; null for pure cash."),
        WireField("quantity_delta", \.quantityDelta, "Signed change in units.", optional: true),
        WireField("cash_delta", \.cashDelta, "Signed change of the account's cash, fees included.", optional: true),
        WireField("price", \.price),
        WireField("fees", \.fees, "Positive; contained in cash_delta."),
        WireField("currency", \.currency, optional: true),
        WireField("description", \.description),
        WireField("group", \.group, "Rows of one event share a group."),
    ]
}

/// An order as the brokerage states it.
public struct ReportedOrder: WireObject, Hashable {
    public var externalID = ""
    /// ``ReportedAccount/externalID``.
    public var account = ""
    /// `nil` for a parent of several legs.
    public var symbol: String?
    public var assetClass: String?
    /// `buy`, `sell` …: the brokerage's word; `nil` for a parent of several legs.
    public var side: String?
    /// The kind of order, such as `market` or `limit`.
    public var type: String?
    public var timeInForce: String?
    /// The brokerage's word, such as `new` or `filled`.
    public var status = ""
    public var quantity: Quantity?
    /// For orders by amount.
    public var notional: Amount?
    public var filledQuantity: Quantity?
    public var filledAveragePrice: Price?
    public var limitPrice: Price?
    public var stopPrice: Price?
    public var currency = Currency.usd
    public var submittedAt: Timestamp?
    public var filledAt: Timestamp?
    public var canceledAt: Timestamp?
    /// The parent's ``externalID`` for a leg.
    public var parent: String?

    /// Makes an order with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("external_id", \.externalID, "The brokerage's id."),
        WireField("account", \.account, "external_id of the account."),
        WireField("symbol", \.symbol),
        WireField("asset_class", \.assetClass),
        WireField("side", \.side),
        WireField("type", \.type),
        WireField("time_in_force", \.timeInForce),
        WireField("status", \.status, "The brokerage's word."),
        WireField("qty", \.quantity),
        WireField("notional", \.notional, "For orders by amount."),
        WireField("filled_qty", \.filledQuantity),
        WireField("filled_avg_price", \.filledAveragePrice),
        WireField("limit_price", \.limitPrice),
        WireField("stop_price", \.stopPrice),
        WireField("currency", \.currency, optional: true),
        WireField("submitted_at", \.submittedAt),
        WireField("filled_at", \.filledAt),
        WireField("canceled_at", \.canceledAt),
        WireField("parent", \.parent, "external_id of the parent for a leg."),
    ]
}
