package import FolioModel

/// A run of sessions: the rows of every table of a history.
package struct HistoryFrame: Sendable, Hashable {
    /// Numbers of ``ExchangeCalendar/Sessions``.
    let sessions: Range<Int>

    /// Takes the sessions from one date through another, both included; none where there is no session between.
    package init(from first: Day, through last: Day) {
        let start = ExchangeCalendar.Sessions.number(onOrAfter: first)
        let end = ExchangeCalendar.Sessions.number(onOrBefore: last) + 1
        sessions = start..<max(start, end)
    }

    init(sessions: Range<Int>) { self.sessions = sessions }

    /// How many sessions there are.
    package var count: Int { sessions.count }

    /// The dates of the sessions, oldest first.
    package var days: [Day] { sessions.map(ExchangeCalendar.Sessions.day) }

    /// The first session that is enough to compute rows from that one on: rows need the session before them.
    package static func tail(from day: Day, through last: Day) -> HistoryFrame {
        let start = max(0, ExchangeCalendar.Sessions.number(onOrAfter: day) - 1)
        return HistoryFrame(
            from: ExchangeCalendar.Sessions.day(min(start, ExchangeCalendar.Sessions.count - 1)),
            through: last
        )
    }
}

extension Range<Int> {
    /// What both have; empty where they do not meet.
    func intersection(_ other: Range<Int>) -> Range<Int> {
        let start = Swift.max(lowerBound, other.lowerBound)
        return start..<Swift.max(start, Swift.min(upperBound, other.upperBound))
    }

    /// The least range that has both.
    func union(_ other: Range<Int>) -> Range<Int> {
        if isEmpty { return other }
        return other.isEmpty ? self : Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }
}
