import FolioModel
import Testing

/// Weekdays without a session and sessions that end at 13:00, 2022 to 2028, as published.
private enum Published {
    static let closed =
        """
        2022-01-17 2022-02-21 2022-04-15 2022-05-30 2022-06-20 2022-07-04 2022-09-05
        2022-11-24 2022-12-26 2023-01-02 2023-01-16 2023-02-20 2023-04-07 2023-05-29
        2023-06-19 2023-07-04 2023-09-04 2023-11-23 2023-12-25 2024-01-01 2024-01-15
        2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-11-28
        2024-12-25 2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26
        2025-06-19 2025-07-04 2025-09-01 2025-11-27 2025-12-25 2026-01-01 2026-01-19
        2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26
        2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18
        2027-07-05 2027-09-06 2027-11-25 2027-12-24 2028-01-17 2028-02-21 2028-04-14
        2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25
        """

    static let early =
        """
        2022-11-25 2023-07-03 2023-11-24 2024-07-03 2024-11-29 2024-12-24 2025-07-03
        2025-11-28 2025-12-24 2026-11-27 2026-12-24 2027-11-26 2028-07-03 2028-11-24
        """

    static func days(_ text: String) -> Set<Day> {
        Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Day($0) })
    }
}

@Suite struct `The exchange calendar` {
    @Test func `agrees with the published calendar on every weekday from 2022 to 2028`() throws {
        let closed = Published.days(Published.closed)
        let early = Published.days(Published.early)
        #expect(closed.count == 69)
        #expect(early.count == 14)
        let first = try #require(Day("2022-01-01"))
        let last = try #require(Day("2028-12-31"))
        var sessions = 0
        for number in first.number...last.number {
            let day = Day(number: number)
            let isOpen = day.weekday < 5 && !closed.contains(day)
            #expect(ExchangeCalendar.isSession(day) == isOpen, "\(day)")
            #expect(ExchangeCalendar.session(on: day)?.isEarlyClose == (isOpen ? early.contains(day) : nil), "\(day)")
            sessions += isOpen ? 1 : 0
        }
        #expect(sessions == 1756)
        #expect(ExchangeCalendar.sessions(from: first, through: last).count == 1756)
    }

    @Test(arguments: [(2000, 252), (2001, 248), (2004, 252), (2007, 251), (2012, 250), (2018, 251), (2021, 252)])
    func `knows how many sessions a year had, exceptional closures left out`(year: Int, sessions: Int) throws {
        let first = try #require(Day(year: year, month: 1, day: 1))
        let last = try #require(Day(year: year, month: 12, day: 31))
        #expect(ExchangeCalendar.sessions(from: first, through: last).count == sessions)
    }

    @Test func `opens and closes by New York's clock in winter and in summer`() throws {
        let winter = try #require(Day("2025-01-02").flatMap(ExchangeCalendar.session))
        #expect(winter.open.description == "2025-01-02T14:30:00Z")
        #expect(winter.close.description == "2025-01-02T21:00:00Z")
        let summer = try #require(Day("2025-07-03").flatMap(ExchangeCalendar.session))
        #expect(summer.open.description == "2025-07-03T13:30:00Z")
        #expect(summer.close.description == "2025-07-03T17:00:00Z")
        #expect(summer.isEarlyClose)
    }

    @Test func `finds the sessions around a date`() throws {
        let friday = try #require(Day("2025-11-28"))
        let monday = try #require(Day("2025-12-01"))
        #expect(ExchangeCalendar.previousSession(before: monday) == friday)
        #expect(ExchangeCalendar.nextSession(after: friday) == monday)
        #expect(ExchangeCalendar.sessions(from: monday, through: friday) == [])
    }

    @Test(arguments: [
        ("2025-11-28T17:59:59Z", "2025-11-26"), ("2025-11-28T18:00:00Z", "2025-11-28"),
        ("2025-11-30T12:00:00Z", "2025-11-28"), ("2025-12-02T02:00:00Z", "2025-12-01"),
    ])
    func `the last finished session is the newest whose closing bell has rung`(at text: String, day: String) throws {
        let instant = try #require(Timestamp(text))
        #expect(ExchangeCalendar.lastFinishedSession(at: instant).description == day)
    }
}
