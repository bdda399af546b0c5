/// The sessions of the New York Stock Exchange, by the exchange's own holiday rules and its exceptional closures.
///
/// Good for 1990 to 2030 (early closes from 2000). Delayed openings and halts within a day are not kept. Sessions of
/// the future follow the rules; a closure that is announced later is not known here.
package enum ExchangeCalendar {
    /// One day of trading.
    package struct Session: Hashable, Sendable {
        /// The date in New York.
        package let day: Day

        /// The opening bell: 9:30 in New York.
        package let open: Timestamp

        /// The closing bell: 16:00 in New York, 13:00 on an early close.
        package let close: Timestamp

        /// Whether the exchange closes at 13:00.
        package let isEarlyClose: Bool
    }

    /// Whether the exchange trades on that date.
    package static func isSession(_ day: Day) -> Bool {
        guard day.weekday < 5 else { return false }
        return !isHoliday(day) && !exceptionalClosures.contains(day.number)
    }

    /// The session of that date; `nil` where the exchange is closed.
    package static func session(on day: Day) -> Session? {
        guard isSession(day) else { return nil }
        let isEarly = isEarlyClose(day)
        return Session(
            day: day,
            open: newYork(day, minutes: 9 * 60 + 30),
            close: newYork(day, minutes: (isEarly ? 13 : 16) * 60),
            isEarlyClose: isEarly
        )
    }

    /// The dates of all sessions between two dates, both included, oldest first; empty where `end` is before `start`.
    package static func sessions(from start: Day, through end: Day) -> [Day] {
        guard start <= end else { return [] }
        return (start.number...end.number).map { Day(number: $0) }.filter(isSession)
    }

    /// The last session before that date.
    package static func previousSession(before day: Day) -> Day {
        var day = day.adding(days: -1)
        while !isSession(day) { day = day.adding(days: -1) }
        return day
    }

    /// The first session after that date.
    package static func nextSession(after day: Day) -> Day {
        var day = day.adding(days: 1)
        while !isSession(day) { day = day.adding(days: 1) }
        return day
    }

    /// The newest session whose closing bell has rung at that instant.
    package static func lastFinishedSession(at instant: Timestamp) -> Day {
        let today = instant.newYorkDay
        if let session = session(on: today), session.close <= instant { return today }
        return previousSession(before: today)
    }

    private static func newYork(_ day: Day, minutes: Int) -> Timestamp {
        let noon = Timestamp(day).adding(seconds: 12 * 3600)
        return Timestamp(day).adding(seconds: Int64(minutes * 60 - noon.newYorkOffsetSeconds))
    }

    // MARK: Rules

    private static let (monday, thursday, friday) = (0, 3, 4)

    private static func isHoliday(_ day: Day) -> Bool {
        let (year, month, date) = day.components
        let weekday = day.weekday
        // The nth such weekday of a month lies in a span of seven dates.
        func isNth(_ nth: Int, _ wanted: Int) -> Bool { weekday == wanted && (date + 6) / 7 == nth }
        // A holiday on a Sunday is kept on Monday, one on a Saturday on Friday.
        func isObserved(_ holiday: Int) -> Bool {
            date == holiday || (weekday == monday && date == holiday + 1) || (weekday == friday && date == holiday - 1)
        }
        switch month {
        case 1:  // New Year's Day, without a substitute for a Saturday; Martin Luther King Jr. Day
            return date == 1 || (weekday == monday && date == 2) || (year >= 1998 && isNth(3, monday))
        case 2: return isNth(3, monday)  // Washington's Birthday
        case 3, 4: return weekday == friday && day == easter(year).adding(days: -2)  // Good Friday
        case 5: return weekday == monday && date > 24  // Memorial Day
        case 6: return year >= 2022 && isObserved(19)  // Juneteenth
        case 7: return isObserved(4)  // Independence Day
        case 9: return isNth(1, monday)  // Labor Day
        case 11: return isNth(4, thursday)  // Thanksgiving Day
        case 12: return isObserved(25)  // Christmas Day
        default: return false
        }
    }

    /// Whether a session of that date ends at 13:00.
    private static func isEarlyClose(_ day: Day) -> Bool {
        let (year, month, date) = day.components
        let weekday = day.weekday
        switch (month, date) {
        case (11, 23...29): return weekday == friday  // the day after Thanksgiving
        case (12, 24): return weekday <= thursday
        case (12, 26): return year == 2003
        case (7, 3): return weekday <= thursday && (weekday != 2 || year >= 2013)
        case (7, 5): return weekday == friday && year < 2013
        default: return false
        }
    }

    // Meeus, Jones and Butcher's rule for the Gregorian calendar.
    private static func easter(_ year: Int) -> Day {
        let golden = year % 19
        let (century, rest) = (year / 100, year % 100)
        let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
        let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7
        let shift = (golden + 11 * epact + 22 * sunday) / 451
        let number = epact + sunday - 7 * shift + 114
        return Day(year: year, month: number / 31, day: number % 31 + 1) ?? Day(number: 0)
    }

    /// Closures no rule tells, in days since 1970-01-01.
    private static let exceptionalClosures: Set<Int32> = Set(
        [
            "1994-04-27",  // mourning for President Nixon
            "2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14",  // the attacks of September 11
            "2004-06-11", "2007-01-02", "2018-12-05", "2025-01-09",  // mourning for Presidents
            "2012-10-29", "2012-10-30",  // the storm Sandy
        ].compactMap { Day($0)?.number }
    )
}
