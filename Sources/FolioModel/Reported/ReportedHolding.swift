/// What one account holds of one security, as its provider states it.
public struct ReportedHolding: WireObject, Hashable {
    /// ``ReportedAccount/externalID``.
    public var account = ""
    /// ``ReportedSecurity/externalID``.
    public var security = ""
    public var side = PositionSide.long
    /// Signed: negative for a short position; contracts for options; face value for bonds in percent of par.
    public var quantity = Quantity.zero
    /// Total paid, fees included; negative for a short position; `nil` where unknown.
    public var costBasis: Amount?
    /// The provider's value, signed like the quantity.
    public var value: Amount?
    /// The provider's price per unit (per unit of the underlying for an option).
    public var price: Price?
    /// When the price was true; midnight UTC of the date where only a date is known.
    public var priceAsOf: Timestamp?
    /// The close of the session before, where the provider says it.
    public var previousClose: Price?
    /// Of cost basis, value and price.
    public var currency = Currency.usd

    /// Makes a holding with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("account", \.account, "external_id of the account."),
        WireField("security", \.security, "external_id of the security."),
        WireField("side", \.side, optional: true),
        WireField("qty", \.quantity, "Signed; contracts for options."),
        WireField("cost_basis", \.costBasis, "Total paid, fees included; negative when short."),
        WireField("value", \.value, "The provider's own value, signed like qty."),
        WireField("price", \.price, "The provider's own price per unit."),
        WireField("price_as_of", \.priceAsOf),
        WireField("previous_close", \.previousClose, "The close of the session before."),
        WireField("currency", \.currency, optional: true),
    ]
}

/// Cash of one currency in one account.
public struct ReportedCash: WireObject, Hashable {
    /// ``ReportedAccount/externalID``.
    public var account = ""
    public var currency = Currency.usd
    /// Negative when borrowed.
    public var amount = Amount.zero

    /// Makes a balance with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("account", \.account, "external_id of the account."),
        WireField("currency", \.currency, optional: true),
        WireField("amount", \.amount, "Negative when borrowed."),
    ]
}
