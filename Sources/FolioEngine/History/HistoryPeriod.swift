package import FolioModel

/// Which stretch of history is meant.
package enum HistoryPeriod: String, WireEnum {
    case week = "1W"
    case month = "1M"
    case quarter = "3M"
    case half = "6M"
    case yearToDate = "YTD"
    case year = "1Y"
    case twoYears = "2Y"
    case all = "ALL"

    /// Days back from today; `nil` where the period is no number of days.
    private var days: Int? {
        switch self {
        case .week: 7
        case .month: 30
        case .quarter: 91
        case .half: 182
        case .year: 365
        case .twoYears: 730
        case .yearToDate, .all: nil
        }
    }

    /// The first session of the period: on or after so many days ago, for the year to date the last one of last year.
    ///
    /// - Parameter today: The date in New York.
    /// - Returns: `nil` for everything that is known.
    package func firstDay(today: Day) -> Day? {
        if let days {
            let start = today.adding(days: -days)
            return ExchangeCalendar.isSession(start) ? start : ExchangeCalendar.nextSession(after: start)
        }
        guard self == .yearToDate, let newYear = Day(year: today.components.year, month: 1, day: 1) else { return nil }
        return ExchangeCalendar.previousSession(before: newYear)
    }
}

/// The rows of a scoped history between two dates, both included.
package struct HistoryWindow: Sendable, Hashable {
    /// `nil` for the first that is known.
    package var from: Day?
    /// `nil` for the last that is known.
    package var to: Day?

    /// Takes dates; either may be left out.
    package init(from: Day? = nil, to: Day? = nil) { (self.from, self.to) = (from, to) }

    /// The period that ends today.
    package init(_ period: HistoryPeriod, today: Day) { self.init(from: period.firstDay(today: today)) }
}

extension ScopedHistory {
    /// The rows of the window; empty where it has none.
    func rows(_ window: HistoryWindow) -> Range<Int> {
        let sessions = table.sessions
        let start = window.from.map { ExchangeCalendar.Sessions.number(onOrAfter: $0) } ?? sessions.lowerBound
        let end = window.to.map { ExchangeCalendar.Sessions.number(onOrBefore: $0) + 1 } ?? sessions.upperBound
        let wanted = (start..<max(start, end)).intersection(sessions)
        return wanted.isEmpty
            ? 0..<0 : wanted.lowerBound - sessions.lowerBound..<wanted.upperBound - sessions.lowerBound
    }
}
