package import FolioModel

/// The answer of `portfolio.history`.
package struct HistoryResult: WireObject, Hashable {
    /// How a point came about.
    package enum Kind: String, WireEnum {
        case reconstructed
        case dailyEndOfDay = "daily_eod"
        case live
    }

    package var dates: [Day] = []
    package var values: [Figure] = []
    package var cash: [Figure] = []
    package var costBasis: [Figure?] = []
    package var netFlows: [Figure] = []
    package var quality: [Int] = []
    package var assumed: [Ratio] = []
    package var kinds: [Kind] = []
    package var change: Figure?
    package var changePercent: Ratio?
    package var from: Day?
    package var to: Day?
    package var isComplete = true
    package var gaps: [HistoryGap] = []

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("dates", \.dates, "Sessions of the exchange, oldest first, without gaps; the arrays are parallel."),
        WireField("values", \.values, "Holdings and cash after all of the date's transactions."),
        WireField("cash", \.cash),
        WireField("cost_basis", \.costBasis, "Of the holdings; null where a part is unknown."),
        WireField("net_flows", \.netFlows, "What came in from outside the slice less what went out."),
        WireField("quality", \.quality, "0 to 100, weighted by value."),
        WireField("assumed", \.assumed, "Share of the date's value that rests on a later price, a fraction."),
        WireField("kinds", \.kinds),
        WireField("change", \.change, "Last value less first; null without points."),
        WireField("change_percent", \.changePercent, "The same as a fraction of the first; null where that is zero."),
        WireField("from", \.from, "The first date; null without points."),
        WireField("to", \.to, "The last date; null without points."),
        WireField("complete", \.isComplete, "Whether every account is known for the whole window."),
        WireField("gaps", \.gaps),
    ]
}

/// Dates for which something is not known.
package struct HistoryGap: WireObject, Hashable {
    package var from = Day(number: 0)
    package var to = Day(number: 0)
    package var reason = ""

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("from", \.from),
        WireField("to", \.to),
        WireField("reason", \.reason, "One sentence."),
    ]
}

extension ScopedHistory {
    /// The points of a window.
    ///
    /// - Parameters:
    ///   - window: Both ends are included.
    ///   - live: The session that is not finished yet, where the last row is of one.
    /// - Returns: Parallel arrays; empty where the window has no session.
    /// - Throws: ``ArithmeticOverflow`` where a ratio is too large to be computed exactly.
    package func history(_ window: HistoryWindow, live: Day? = nil) throws(ArithmeticOverflow) -> HistoryResult {
        let rows = rows(window)
        var result = HistoryResult()
        let digits = base.minorDigits
        func total(_ metric: DayMetric, _ row: Int) -> Figure {
            Figure(rounded: table.amount(metric, row).rounded(to: digits), minimumDecimals: digits)
        }
        result.dates = rows.map(table.day)
        result.values = rows.map { total(.value, $0) }
        result.cash = rows.map { total(.cash, $0) }
        result.costBasis = rows.map { table.costBasis($0) == nil ? nil : total(.costBasis, $0) }
        result.netFlows = rows.map { total(.flow, $0) }
        result.quality = rows.map(table.quality)
        result.assumed = rows.map(table.assumedShare)
        result.kinds = rows.map { kind($0, live: live) }
        (result.from, result.to) = (result.dates.first, result.dates.last)
        if let first = rows.first, let last = rows.last {
            let change = try table.amount(.value, last) - table.amount(.value, first)
            result.change = change.total(in: base)
            result.changePercent = try change.ratio(to: table.amount(.value, first))
            result.gaps = gaps(from: window.from ?? table.day(first), through: table.day(last))
            result.isComplete = result.gaps.isEmpty
        }
        return result
    }

    private func kind(_ row: Int, live: Day?) -> HistoryResult.Kind {
        if let live, table.day(row) == live { return .live }
        return recorded.contains(table.sessions.lowerBound + row) ? .dailyEndOfDay : .reconstructed
    }

    /// Accounts of the slice that are not known for all of the dates.
    private func gaps(from first: Day, through last: Day) -> [HistoryGap] {
        unknownBefore.compactMap { unknown in
            let start = ExchangeCalendar.Sessions.day(unknown.session)
            guard start > first else { return nil }
            var gap = HistoryGap()
            (gap.from, gap.to) = (first, min(start.adding(days: -1), last))
            gap.reason = "account \(unknown.account) unknown before \(start)"
            return gap
        }
    }
}
