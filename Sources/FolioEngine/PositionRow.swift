package import FolioModel

/// How holdings are put together.
package enum PositionGroup: String, WireEnum {
    /// One position a security, over all accounts in scope.
    case security
    /// One position a security and account.
    case account
}

/// The answer of `portfolio.positions`.
package struct PositionsResult: WireObject, Hashable {
    package var positions: [PositionRow] = []
    package var cash: [CashRow] = []
    package var totals = PositionTotals()

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("positions", \.positions, "Largest value first, those without a known value last."),
        WireField("cash", \.cash, "Cash by currency; it is in the total and never a position."),
        WireField("totals", \.totals),
    ]
}

/// One security merged over the accounts in scope, with what each contributes.
///
/// Money is in the portfolio's base currency; prices are in ``currency``.
package struct PositionRow: WireObject, Hashable {
    package var assetID = ""
    package var symbol: String?
    package var name: String?
    package var exchange: String?
    package var assetClass = AssetClass.other
    package var securityType = SecurityType.other
    package var quantity = Quantity.zero
    package var side = PositionSide.long
    package var averageEntryPrice: Price?
    package var costBasis: Figure?
    package var marketValue: Figure?
    package var unrealizedGain: Figure?
    package var unrealizedGainRatio: Ratio?
    package var currentPrice: Price?
    package var priceAsOf: Timestamp?
    package var priceSource: String?
    package var changeToday: Ratio?
    package var unrealizedIntradayGain: Figure?
    package var weight: Ratio?
    package var currency = Currency.usd
    package var sector: String?
    package var industry: String?
    package var country: String?
    package var optionContract: OptionContract?
    package var fixedIncome: FixedIncome?
    package var isTradable = false
    package var isMarginable: Bool?
    package var isShortable: Bool?
    package var dataSource = ""
    package var institutions: [String] = []
    package var sources: [SourceRow] = []

    package init() {}

    package static let fields: [WireField<Self>] = identityFields + figureFields + originFields

    private static let identityFields: [WireField<Self>] = [
        WireField("asset_id", \.assetID, "The security's id."),
        WireField("symbol", \.symbol, "Normalised ticker; the OCC symbol of an option."),
        WireField("name", \.name),
        WireField("exchange", \.exchange),
        WireField("asset_class", \.assetClass),
        WireField("security_type", \.securityType),
    ]

    private static let figureFields: [WireField<Self>] = [
        WireField("qty", \.quantity, "Signed sum over the sources; contracts for options."),
        WireField("side", \.side, "The sign of qty."),
        WireField("avg_entry_price", \.averageEntryPrice, "Cost basis per unit (per share for an option), positive."),
        WireField("cost_basis", \.costBasis, "Total paid in the base currency; null where a part is unknown."),
        WireField("market_value", \.marketValue, "In the base currency; null where no price or rate is known."),
        WireField("unrealized_pl", \.unrealizedGain, "Market value less cost basis."),
        WireField("unrealized_plpc", \.unrealizedGainRatio, "The same as a fraction of the cost basis."),
        WireField("current_price", \.currentPrice, "The newest price used, in currency."),
        WireField("price_as_of", \.priceAsOf),
        WireField("price_source", \.priceSource, "The adapter that said the price."),
        WireField("change_today", \.changeToday, "Change of the price since the previous close, a fraction."),
        WireField("unrealized_intraday_pl", \.unrealizedIntradayGain, "Gain since the previous close."),
        WireField("weight", \.weight, "Market value as a fraction of the scope's total value."),
        WireField("currency", \.currency, "Of the prices."),
    ]

    private static let originFields: [WireField<Self>] = [
        WireField("sector", \.sector),
        WireField("industry", \.industry),
        WireField("country", \.country),
        WireField("option_contract", \.optionContract),
        WireField("fixed_income", \.fixedIncome),
        WireField("tradable", \.isTradable, "Whether any source can trade it."),
        WireField("marginable", \.isMarginable),
        WireField("shortable", \.isShortable),
        WireField("data_source", \.dataSource, "The adapter's name, or hybrid where several contribute."),
        WireField("institutions", \.institutions),
        WireField("sources", \.sources, "What each account contributes; it adds up to the position."),
    ]
}

/// What one account contributes to a position.
package struct SourceRow: WireObject, Hashable {
    package var adapter = ""
    package var connection = ""
    package var account = ""
    package var accountName = ""
    package var accountType = ""
    package var institution: String?
    package var quantity = Quantity.zero
    package var marketValue: Figure?
    package var costBasis: Figure?
    package var price: Price?
    package var asOf: Timestamp?
    package var isTradable = false

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("adapter", \.adapter),
        WireField("connection", \.connection),
        WireField("account", \.account),
        WireField("account_name", \.accountName),
        WireField("account_type", \.accountType),
        WireField("institution", \.institution),
        WireField("qty", \.quantity, "Signed."),
        WireField("market_value", \.marketValue, "In the base currency."),
        WireField("cost_basis", \.costBasis, "In the base currency; null where unknown."),
        WireField("price", \.price, "The price used."),
        WireField("as_of", \.asOf, "When the holding was true."),
        WireField("tradable", \.isTradable),
    ]
}

/// Cash of one currency.
package struct CashRow: WireObject, Hashable {
    package var currency = Currency.usd
    package var amount = Figure.zero
    package var value: Figure?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("currency", \.currency),
        WireField("amount", \.amount, "In that currency; negative when borrowed."),
        WireField("value", \.value, "In the base currency; null where no exchange rate is known."),
    ]
}

/// Sums over the positions and the cash.
package struct PositionTotals: WireObject, Hashable {
    package var positions = 0
    package var totalValue = Figure.zero
    package var holdingsValue = Figure.zero
    package var cash = Figure.zero
    package var costBasis: Figure?
    package var costBasisKnown = Figure.zero
    package var unrealizedGain: Figure?
    package var unrealizedGainRatio: Ratio?
    package var unrealizedIntradayGain: Figure?
    package var currency = Currency.usd

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("positions", \.positions, "How many there are."),
        WireField("total_value", \.totalValue),
        WireField("holdings_value", \.holdingsValue),
        WireField("cash", \.cash),
        WireField("cost_basis", \.costBasis, "Null where a part is unknown."),
        WireField("cost_basis_known", \.costBasisKnown, "Of the parts whose cost basis is known."),
        WireField("unrealized_pl", \.unrealizedGain),
        WireField("unrealized_plpc", \.unrealizedGainRatio),
        WireField("unrealized_intraday_pl", \.unrealizedIntradayGain),
        WireField("currency", \.currency, "Of every figure."),
    ]
}
