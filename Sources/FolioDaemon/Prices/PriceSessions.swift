import FolioModel
import FolioStore

/// Dates of which a source said that it has not given its last word, as they lie before all that it has.
struct CutPast: Hashable {
    let days: ClosedRange<Day>
    let saidAt: Timestamp
}

/// Which dates of a listing are to be asked for, and which answers are final: decided from dates alone.
struct PriceSessions {
    /// How long after the closing bell vendors may still correct a close, in seconds.
    static let settling: Int64 = 8 * 3600
    /// The newest sessions without a close that are asked for again, as net asset values come late.
    static let lateSessions = 5
    /// How long a date that is asked for again is left alone, in seconds.
    static let askAgainAfter: Int64 = 900
    /// How long nothing must have come for a listing to count as gone, in days.
    static let dormantAfter = 30
    /// How often one that is gone is asked for, and a past that the source cut off, in seconds.
    static let dormantInterval: Int64 = 7 * 86_400
    /// The oldest date that is asked for.
    static let oldest = Day(year: 1990, month: 1, day: 2) ?? Day(number: 7306)

    let now: Timestamp
    /// The newest session that is over.
    let lastFinished: Day
    /// The newest session whose closes count as settled.
    let lastSettled: Day

    init(now: Timestamp) {
        self.now = now
        lastFinished = ExchangeCalendar.lastFinishedSession(at: now)
        lastSettled = ExchangeCalendar.lastFinishedSession(at: now.adding(seconds: -Self.settling))
    }

    /// The finished sessions within dates, oldest first.
    func sessions(from: Day, through: Day) -> [Day] {
        ExchangeCalendar.sessions(from: max(from, Self.oldest), through: min(through, lastFinished))
    }

    /// The dates to ask a listing's source for, so that every session wanted is known or known to have no close: one
    /// range from the first to the last that is missing, for a request costs the same however long it is.
    ///
    /// - Parameters:
    ///   - wanted: Sessions without a final close, ascending.
    ///   - state: What is known of the listing.
    ///   - past: What the source cut off of it when it was asked last; `nil` for nothing.
    /// - Returns: `nil` where nothing is missing, or where it is too soon to ask again.
    func missing(_ wanted: [Day], _ state: ListingState, past: CutPast? = nil) -> ClosedRange<Day>? {
        var open = wanted.filter { !state.finalDays.contains($0) && !state.coverage.contains($0) }
        if let past, now.milliseconds - past.saidAt.milliseconds < Self.dormantInterval * 1000 {
            open.removeAll { past.days.contains($0) }
        }
        guard let first = open.first, let last = open.last else { return nil }
        guard let askedAt = state.listing.askedAt, let askedThrough = state.listing.askedThrough,
            isTail(first, of: state)
        else { return first...last }
        let age = (now.milliseconds - askedAt.milliseconds) / 1000
        if last <= askedThrough, age < Self.askAgainAfter { return nil }
        return isDormant(state, askedThrough) && age < Self.dormantInterval ? nil : first...last
    }

    /// Whether from that date on, nothing has been settled: it was asked for before, or is new.
    private func isTail(_ first: Day, of state: ListingState) -> Bool {
        guard let covered = state.coverage.ranges.last?.upperBound else { return false }
        return first > covered
    }

    /// Whether the source had nothing for a long time when it was asked.
    private func isDormant(_ state: ListingState, _ askedThrough: Day) -> Bool {
        guard let newest = state.newest else { return true }
        return Int(askedThrough.number - newest.number) > Self.dormantAfter
    }

    /// Whether a close of that date may still change.
    func isProvisional(_ day: Day, completeTo: Day?) -> Bool {
        day > lastSettled || completeTo.map { day > $0 } ?? false
    }

    /// The dates that an answer settles: what is not there is not there.
    ///
    /// - Parameters:
    ///   - asked: What was asked for.
    ///   - newest: The newest close of the answer, or known before.
    ///   - completeTo: Up to where the source says that it knows all; `nil` where it does not say.
    /// - Returns: A range that touches the next session's, so that ranges of sessions in a row become one; `nil` for
    ///   none.
    func covered(_ asked: ClosedRange<Day>, newest: Day?, completeTo: Day?) -> ClosedRange<Day>? {
        var end = min(asked.upperBound, lastSettled)
        if let completeTo {
            end = min(end, completeTo)
        } else {
            let number = ExchangeCalendar.Sessions.number(onOrBefore: lastSettled) - Self.lateSessions
            let late = number >= 0 ? ExchangeCalendar.Sessions.day(number) : asked.lowerBound.adding(days: -1)
            end = min(end, max(newest ?? late, late))
        }
        guard end >= asked.lowerBound else { return nil }
        let first = ExchangeCalendar.previousSession(before: asked.lowerBound).adding(days: 1)
        let last = ExchangeCalendar.nextSession(after: end).adding(days: -1)
        return min(first, asked.lowerBound)...max(end, min(last, lastFinished))
    }
}
