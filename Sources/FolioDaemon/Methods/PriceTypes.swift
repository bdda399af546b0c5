package import FolioModel
package import FolioStore
package import FolioAdapterKit

package struct LatestPricesParams: WireObject, Hashable {
    /// Symbols of one call.
    static let maximumSymbols = 100

    package var user: String?
    package var symbols: [String] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("symbols", \.symbols, "1 to 100; tickers, or any code of a security."),
    ]
}

package struct LatestPrices: WireObject, Hashable {
    package var prices: [LatestPriceRow] = []
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("prices", \.prices, "One for each symbol, in the order asked for.")
    ]
}

package struct LatestPriceRow: WireObject, Hashable {
    package var symbol = ""
    package var assetID: String?
    package var price: Price?
    package var currency: Currency?
    package var asOf: Timestamp?
    package var previousClose: Price?
    package var source: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("symbol", \.symbol, "As asked for."), WireField("asset_id", \.assetID),
        WireField("price", \.price, "The newest known; null where nobody has one."),
        WireField("currency", \.currency), WireField("as_of", \.asOf),
        WireField("previous_close", \.previousClose, "The close before, in units of today."),
        WireField("source", \.source, "The adapter that said so."),
    ]
}

package struct PriceHistoryParams: WireObject, Hashable {
    package var user: String?
    package var symbol = ""
    package var from: Day?
    package var to: Day?
    package var adjusted: PriceAdjustment?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("user", \.user, "The portfolio user."),
        WireField("symbol", \.symbol, "A ticker, or any code of a security."),
        WireField("from", \.from, "By default a year before `to`."), WireField("to", \.to, "By default today."),
        WireField("adjusted", \.adjusted, "splits, the default: in units of today; none: as traded."),
    ]
}

package struct PriceHistory: WireObject, Hashable {
    package var symbol = ""
    package var assetID: String?
    package var currency: Currency?
    package var adjusted = PriceAdjustment.splits
    package var dates: [Day] = []
    package var closes: [Price] = []
    package var sources: [String] = []
    package var splits: [SplitRow] = []
    package var state = PriceOutcome.State.known
    package var missing = 0
    package var detail: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("symbol", \.symbol), WireField("asset_id", \.assetID), WireField("currency", \.currency),
        WireField("adjusted", \.adjusted), WireField("dates", \.dates, "Oldest first."),
        WireField("closes", \.closes, "One a date."),
        WireField("sources", \.sources, "The price sources that said so."),
        WireField("splits", \.splits, "All that are known, oldest first, announced ones included."),
        WireField("state", \.state, "Whether sessions without a close are left, and why."),
        WireField("missing", \.missing, "Sessions without a close."), WireField("detail", \.detail),
    ]
}

package struct SplitRow: WireObject, Hashable {
    package var date = Day(number: 0)
    package var numerator = 1
    package var denominator = 1
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("date", \.date, "The first date of trading in new units."),
        WireField("numerator", \.numerator, "New units."), WireField("denominator", \.denominator, "Old units."),
    ]

    init(_ split: StoredSplit) {
        (date, numerator, denominator) = (split.day, Int(split.numerator), Int(split.denominator))
    }
}

package struct PriceUsageParams: WireObject, Hashable {
    /// Days of one answer.
    static let maximumDays = 366

    package var days: Int?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("days", \.days, "1 to 366, by default 30; today (UTC) is one.")
    ]
}

package struct PriceUsageList: WireObject, Hashable {
    package var usage: [PriceUsageEntry] = []
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("usage", \.usage, "Newest day first, then by source.")]
}

package struct PriceUsageEntry: WireObject, Hashable {
    package var date = Day(number: 0)
    package var source = ""
    package var calls = 0
    package var symbols = 0
    package var cacheHits = 0
    package var cacheMisses = 0
    package var hitRate: Ratio?
    package var callsSaved = 0
    package var estimatedCost: Amount?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("date", \.date, "In UTC."), WireField("source", \.source),
        WireField("calls", \.calls, "Requests sent to the vendor, by the adapter's count."),
        WireField("symbols", \.symbols, "Symbols asked for in them."),
        WireField("cache_hits", \.cacheHits, "Symbols that were wanted and needed no request."),
        WireField("cache_misses", \.cacheMisses, "Symbols that were wanted and had to be asked for."),
        WireField("hit_rate", \.hitRate, "Of the symbols wanted; null where none was."),
        WireField("calls_saved", \.callsSaved, "Requests that were not needed."),
        WireField("estimated_cost", \.estimatedCost, "In US dollars; null for a source without a known cost."),
    ]

    init(_ row: PriceUsageRow, costPer100k: Amount?) throws(ArithmeticOverflow) {
        (date, source) = (row.day, row.source)
        (calls, symbols) = (row.count.calls, row.count.symbols)
        (cacheHits, cacheMisses) = (row.count.cacheHits, row.count.cacheMisses)
        callsSaved = row.count.callsSaved
        hitRate = try Quantity(cacheHits).ratio(to: Quantity(cacheHits + cacheMisses))
        estimatedCost = try costPer100k?.scaled(by: Ratio(calls), over: Ratio(100_000)).rounded(to: 6)
    }
}

// MARK: Mappings

package struct MappingListParams: WireObject, Hashable {
    package var state: SymbolMapping.State?
    package var limit: Int?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("state", \.state), WireField("limit", \.limit, "1 to 500, by default 100."),
    ]
}

package struct MappingList: WireObject, Hashable {
    package var mappings: [MappingRow] = []
    package var nextCursor: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("mappings", \.mappings), WireField("next_cursor", \.nextCursor),
    ]
}

package struct MappingRow: WireObject, Hashable {
    package var security = ""
    package var source = ""
    package var state = SymbolMapping.State.pending
    package var name: String?
    package var ticker: String?
    package var cusip: String?
    package var isin: String?
    package var type = SecurityType.other
    package var currency = Currency.usd
    package var symbol: String?
    package var method: SymbolMapping.Method?
    package var confidence: Ratio?
    package var candidates: [MappingCandidate] = []
    package var reason: String?
    package var decidedAt = Timestamp(milliseconds: 0)
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("security", \.security, "The asset_id."), WireField("source", \.source, "The price source."),
        WireField("state", \.state, "pending: a person should look; unsupported: the source has nothing of the kind."),
        WireField("name", \.name), WireField("ticker", \.ticker), WireField("cusip", \.cusip),
        WireField("isin", \.isin), WireField("type", \.type), WireField("currency", \.currency),
        WireField("symbol", \.symbol, "As the source writes it."),
        WireField("method", \.method, "By what it was found."), WireField("confidence", \.confidence, "0 to 1."),
        WireField("candidates", \.candidates, "Symbols that may be meant, best first."),
        WireField("reason", \.reason, "Why it is pending or unsupported."), WireField("decided_at", \.decidedAt),
    ]

    init(_ mapping: SymbolMapping, _ known: Security) {
        (security, source, state) = (mapping.security, mapping.source, mapping.state)
        (name, ticker, cusip, isin) = (known.name, known.symbol, known.cusip, known.isin)
        (type, currency) = (known.type, known.currency)
        (symbol, method, confidence) = (mapping.symbol, mapping.method, mapping.confidence)
        (candidates, reason, decidedAt) = (mapping.candidates, mapping.reason, mapping.decidedAt)
    }
}

package struct MappingResolveParams: WireObject, Hashable {
    package var security = ""
    package var symbol = ""
    package var source: String?
    package init() {}
    package static let fields: [WireField<Self>] = [
        WireField("security", \.security, "The asset_id."), WireField("symbol", \.symbol, "As the source writes it."),
        WireField("source", \.source, "The price source; by default the first one beside the store."),
    ]
}

package struct MappingResolution: WireObject, Hashable {
    package var mapping = MappingRow()
    package var state = PriceOutcome.State.known
    package var missing = 0
    package var detail: String?
    package init() {}
    package static let fields: [WireField<Self>] =
        WireField.including(\.mapping) + [
            WireField("prices", \.state, "How fetching its closes anew went."),
            WireField("missing", \.missing, "Sessions without a close."), WireField("detail", \.detail),
        ]
}

package struct MappingIgnoreParams: WireObject, Hashable {
    package var security = ""
    package init() {}
    package static let fields: [WireField<Self>] = [WireField("security", \.security, "The asset_id.")]
}
