package import FolioModel

/// The answer of `portfolio.value`.
package struct ValueResult: WireObject, Hashable {
    package var totalValue = Figure.zero
    package var holdingsValue = Figure.zero
    package var cash = Figure.zero
    package var costBasis: Figure?
    package var costBasisKnown = Figure.zero
    package var unrealizedGain: Figure?
    package var unrealizedGainRatio: Ratio?
    package var day = DayChange()
    package var currency = Currency.usd
    package var asOf: Timestamp?
    package var isLive = false
    package var accounts = 0
    package var dataQuality = 0
    package var stale: [StaleRow] = []

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("total_value", \.totalValue, "Holdings and cash."),
        WireField("holdings_value", \.holdingsValue),
        WireField("cash", \.cash),
        WireField("cost_basis", \.costBasis, "Of the holdings; null where a part is unknown."),
        WireField("cost_basis_known", \.costBasisKnown, "Of the parts whose cost basis is known."),
        WireField("unrealized_pl", \.unrealizedGain, "Holdings less cost basis; null where a part is unknown."),
        WireField("unrealized_plpc", \.unrealizedGainRatio, "The same as a fraction of the cost basis."),
        WireField("day", \.day),
        WireField("currency", \.currency, "Of every figure."),
        WireField("as_of", \.asOf, "The newest price or balance used; null where there is none."),
        WireField("live", \.isLive, "Whether a price is newer than the last finished session."),
        WireField("accounts", \.accounts, "How many accounts are in the slice."),
        WireField("data_quality", \.dataQuality, "0 to 100, weighted by value."),
        WireField("stale", \.stale, "Connections whose figures are old or incomplete, and why."),
    ]
}

/// What the last session, or the one that is on, changed.
package struct DayChange: WireObject, Hashable {
    /// What the change rests on.
    package enum Basis: String, WireEnum {
        /// Prices of the session that is on.
        case live
        /// The last close against the one before.
        case close
        /// Nothing: not every holding has the two prices.
        case none
    }

    package var change: Figure?
    package var changePercent: Ratio?
    package var open: Figure?
    package var high: Figure?
    package var low: Figure?
    package var previousClose: Figure?
    package var basis = Basis.none

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("change", \.change, "Gain of the holdings since the previous close."),
        WireField("change_percent", \.changePercent, "The same as a fraction of the previous close."),
        WireField("open", \.open),
        WireField("high", \.high),
        WireField("low", \.low),
        WireField("previous_close", \.previousClose, "Total value less the change."),
        WireField("basis", \.basis),
    ]
}

/// A connection whose figures are old or incomplete.
package struct StaleRow: WireObject, Hashable {
    package var connection = ""
    package var reason = ""
    package var asOf: Timestamp?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("connection", \.connection),
        WireField("reason", \.reason, "One sentence."),
        WireField("as_of", \.asOf, "When its holdings were true."),
    ]
}
