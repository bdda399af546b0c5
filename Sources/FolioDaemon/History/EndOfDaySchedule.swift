package import FolioModel

/// Decides when the end of a session is recorded: pure, so that any moment can be asked about.
package struct EndOfDaySchedule: Sendable, Hashable {
    /// The time of the day in New York, in minutes after midnight.
    package let minutes: Int

    /// Takes a time of the day in New York.
    package init(minutes: Int) { self.minutes = minutes }

    /// What is due.
    package enum Decision: Sendable, Hashable {
        /// Nothing before that moment.
        case wait(until: Timestamp)
        /// The end of a session; `missed` is the first session before it that has not been recorded either.
        case run(Day, missed: Day?)
    }

    /// When the end of a session is recorded: at that time on its own date where that is after its close, else on the
    /// next date.
    package func due(_ session: Day) -> Timestamp {
        let close = ExchangeCalendar.session(on: session)?.close ?? Timestamp(session)
        let same = moment(on: session)
        return same > close ? same : moment(on: session.adding(days: 1))
    }

    /// What is due at a moment.
    ///
    /// - Parameters:
    ///   - now: The moment.
    ///   - last: The newest session that is recorded; `nil` where none is: then nothing was missed.
    /// - Returns: The newest session that is due, or when the next one is.
    package func decision(at now: Timestamp, last: Day?) -> Decision {
        var session = ExchangeCalendar.lastFinishedSession(at: now)
        if due(session) > now { session = ExchangeCalendar.previousSession(before: session) }
        if let last, last >= session {
            return .wait(until: due(ExchangeCalendar.nextSession(after: last)))
        }
        guard let last else { return .run(session, missed: nil) }
        let first = ExchangeCalendar.nextSession(after: last)
        return .run(session, missed: first < session ? first : nil)
    }

    /// That time on a date; where the clocks go forward over it, the moment they do.
    private func moment(on day: Day) -> Timestamp {
        let noon = Timestamp(day).adding(seconds: 12 * 3600)
        let guess = Timestamp(day).adding(seconds: Int64(minutes) * 60 - Int64(noon.newYorkOffsetSeconds))
        return Timestamp(day).adding(seconds: Int64(minutes) * 60 - Int64(guess.newYorkOffsetSeconds))
    }
}
