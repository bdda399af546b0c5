extension ExchangeCalendar {
    /// Numbers the sessions, so that "how many sessions between" is a subtraction and a series is a flat array.
    ///
    /// Session 0 is the first of 1990. Numbers are the same in every run and release for dates up to 2030; later ones
    /// follow the rules and move when a closure is added to them, so a number is never stored.
    package enum Sessions {
        /// The dates that have numbers: 1990 to 2059.
        package static let covered = Day(number: firstDate)...Day(number: lastDate)

        /// How many sessions are numbered.
        package static var count: Int { table.dates.count }

        /// The number of the first session on or after a date.
        ///
        /// Dates before 1990 give 0, those after the last session ``count``.
        package static func number(onOrAfter day: Day) -> Int {
            guard day.number > firstDate else { return 0 }
            guard day.number <= lastDate else { return count }
            return Int(table.firstOnOrAfter[Int(day.number - firstDate)])
        }

        /// The number of the last session on or before a date; −1 for dates before the first.
        package static func number(onOrBefore day: Day) -> Int { number(onOrAfter: day.adding(days: 1)) - 1 }

        /// The date of a session; the number must be that of one.
        package static func day(_ number: Int) -> Day { Day(number: table.dates[number]) }

        private static let firstDate: Int32 = 7305  // 1990-01-01
        private static let lastDate: Int32 = 32_871  // 2059-12-31

        private static let table = Table(firstDate...lastDate)
    }

    private struct Table {
        /// Of every session, in days since 1970-01-01.
        var dates: [Int32] = []
        /// By date.
        var firstOnOrAfter: [Int32] = []

        init(_ range: ClosedRange<Int32>) {
            firstOnOrAfter.reserveCapacity(range.count)
            for date in range {
                firstOnOrAfter.append(Int32(dates.count))
                if isSession(Day(number: date)) { dates.append(date) }
            }
        }
    }
}
