import FolioModel
import Testing

/// Weekdays without a session and sessions that end at 13:00, 2000 to 2030, as pandas_market_calendars 5.5.0 and
/// exchange_calendars 4.13.2 agree on them.
private enum Published {
    static let closed =
        """
        2000-01-17 2000-02-21 2000-04-21 2000-05-29 2000-07-04 2000-09-04 2000-11-23
        2000-12-25 2001-01-01 2001-01-15 2001-02-19 2001-04-13 2001-05-28 2001-07-04
        2001-09-03 2001-09-11 2001-09-12 2001-09-13 2001-09-14 2001-11-22 2001-12-25
        2002-01-01 2002-01-21 2002-02-18 2002-03-29 2002-05-27 2002-07-04 2002-09-02
        2002-11-28 2002-12-25 2003-01-01 2003-01-20 2003-02-17 2003-04-18 2003-05-26
        2003-07-04 2003-09-01 2003-11-27 2003-12-25 2004-01-01 2004-01-19 2004-02-16
        2004-04-09 2004-05-31 2004-06-11 2004-07-05 2004-09-06 2004-11-25 2004-12-24
        2005-01-17 2005-02-21 2005-03-25 2005-05-30 2005-07-04 2005-09-05 2005-11-24
        2005-12-26 2006-01-02 2006-01-16 2006-02-20 2006-04-14 2006-05-29 2006-07-04
        2006-09-04 2006-11-23 2006-12-25 2007-01-01 2007-01-02 2007-01-15 2007-02-19
        2007-04-06 2007-05-28 2007-07-04 2007-09-03 2007-11-22 2007-12-25 2008-01-01
        2008-01-21 2008-02-18 2008-03-21 2008-05-26 2008-07-04 2008-09-01 2008-11-27
        2008-12-25 2009-01-01 2009-01-19 2009-02-16 2009-04-10 2009-05-25 2009-07-03
        2009-09-07 2009-11-26 2009-12-25 2010-01-01 2010-01-18 2010-02-15 2010-04-02
        2010-05-31 2010-07-05 2010-09-06 2010-11-25 2010-12-24 2011-01-17 2011-02-21
        2011-04-22 2011-05-30 2011-07-04 2011-09-05 2011-11-24 2011-12-26 2012-01-02
        2012-01-16 2012-02-20 2012-04-06 2012-05-28 2012-07-04 2012-09-03 2012-10-29
        2012-10-30 2012-11-22 2012-12-25 2013-01-01 2013-01-21 2013-02-18 2013-03-29
        2013-05-27 2013-07-04 2013-09-02 2013-11-28 2013-12-25 2014-01-01 2014-01-20
        2014-02-17 2014-04-18 2014-05-26 2014-07-04 2014-09-01 2014-11-27 2014-12-25
        2015-01-01 2015-01-19 2015-02-16 2015-04-03 2015-05-25 2015-07-03 2015-09-07
        2015-11-26 2015-12-25 2016-01-01 2016-01-18 2016-02-15 2016-03-25 2016-05-30
        2016-07-04 2016-09-05 2016-11-24 2016-12-26 2017-01-02 2017-01-16 2017-02-20
        2017-04-14 2017-05-29 2017-07-04 2017-09-04 2017-11-23 2017-12-25 2018-01-01
        2018-01-15 2018-02-19 2018-03-30 2018-05-28 2018-07-04 2018-09-03 2018-11-22
        2018-12-05 2018-12-25 2019-01-01 2019-01-21 2019-02-18 2019-04-19 2019-05-27
        2019-07-04 2019-09-02 2019-11-28 2019-12-25 2020-01-01 2020-01-20 2020-02-17
        2020-04-10 2020-05-25 2020-07-03 2020-09-07 2020-11-26 2020-12-25 2021-01-01
        2021-01-18 2021-02-15 2021-04-02 2021-05-31 2021-07-05 2021-09-06 2021-11-25
        2021-12-24 2022-01-17 2022-02-21 2022-04-15 2022-05-30 2022-06-20 2022-07-04
        2022-09-05 2022-11-24 2022-12-26 2023-01-02 2023-01-16 2023-02-20 2023-04-07
        2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-11-23 2023-12-25 2024-01-01
        2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02
        2024-11-28 2024-12-25 2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18
        2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-11-27 2025-12-25 2026-01-01
        2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07
        2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31
        2027-06-18 2027-07-05 2027-09-06 2027-11-25 2027-12-24 2028-01-17 2028-02-21
        2028-04-14 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25
        2029-01-01 2029-01-15 2029-02-19 2029-03-30 2029-05-28 2029-06-19 2029-07-04
        2029-09-03 2029-11-22 2029-12-25 2030-01-01 2030-01-21 2030-02-18 2030-04-19
        2030-05-27 2030-06-19 2030-07-04 2030-09-02 2030-11-28 2030-12-25
        """

    static let early =
        """
        2000-07-03 2000-11-24 2001-07-03 2001-11-23 2001-12-24 2002-07-05 2002-11-29
        2002-12-24 2003-07-03 2003-11-28 2003-12-24 2003-12-26 2004-11-26 2005-11-25
        2006-07-03 2006-11-24 2007-07-03 2007-11-23 2007-12-24 2008-07-03 2008-11-28
        2008-12-24 2009-11-27 2009-12-24 2010-11-26 2011-11-25 2012-07-03 2012-11-23
        2012-12-24 2013-07-03 2013-11-29 2013-12-24 2014-07-03 2014-11-28 2014-12-24
        2015-11-27 2015-12-24 2016-11-25 2017-07-03 2017-11-24 2018-07-03 2018-11-23
        2018-12-24 2019-07-03 2019-11-29 2019-12-24 2020-11-27 2020-12-24 2021-11-26
        2022-11-25 2023-07-03 2023-11-24 2024-07-03 2024-11-29 2024-12-24 2025-07-03
        2025-11-28 2025-12-24 2026-11-27 2026-12-24 2027-11-26 2028-07-03 2028-11-24
        2029-07-03 2029-11-23 2029-12-24 2030-07-03 2030-11-29 2030-12-24
        """

    static func days(_ text: String) -> Set<Day> {
        Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Day($0) })
    }
}

@Suite struct `The exchange calendar` {
    @Test func `agrees with the published calendar on every weekday from 2000 to 2030`() throws {
        let closed = Published.days(Published.closed)
        let early = Published.days(Published.early)
        #expect(closed.count == 293)
        #expect(early.count == 69)
        let first = try #require(Day("2000-01-01"))
        let last = try #require(Day("2030-12-31"))
        var sessions = 0
        for number in first.number...last.number {
            let day = Day(number: number)
            let isOpen = day.weekday < 5 && !closed.contains(day)
            #expect(ExchangeCalendar.isSession(day) == isOpen, "\(day)")
            #expect(ExchangeCalendar.session(on: day)?.isEarlyClose == (isOpen ? early.contains(day) : nil), "\(day)")
            sessions += isOpen ? 1 : 0
        }
        #expect(sessions == 7794)
        #expect(ExchangeCalendar.sessions(from: first, through: last).count == 7794)
    }

    @Test(arguments: [
        (1990, 253), (1992, 254), (1994, 252), (1997, 253), (1998, 252), (1999, 252), (2000, 252), (2001, 248),
        (2004, 252), (2007, 251), (2012, 250), (2018, 251), (2021, 252),
    ])
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

    @Test(arguments: [
        ("1990-01-02", 0), ("2000-01-03", 2528), ("2001-09-17", 2954), ("2025-09-23", 8997), ("2030-12-31", 10_321),
    ])
    func `sessions are numbered from the first of 1990`(text: String, number: Int) throws {
        let day = try #require(Day(text))
        #expect(ExchangeCalendar.Sessions.number(onOrAfter: day) == number)
        #expect(ExchangeCalendar.Sessions.number(onOrBefore: day) == number)
        #expect(ExchangeCalendar.Sessions.day(number) == day)
    }

    @Test func `a date without a session has the numbers of its neighbours`() throws {
        let saturday = try #require(Day("2025-09-20"))
        #expect(
            ExchangeCalendar.Sessions.day(ExchangeCalendar.Sessions.number(onOrBefore: saturday)).description
                == "2025-09-19"
        )
        #expect(
            ExchangeCalendar.Sessions.day(ExchangeCalendar.Sessions.number(onOrAfter: saturday)).description
                == "2025-09-22"
        )
    }

    @Test func `dates beyond the numbered ones have the numbers of the ends`() {
        #expect(ExchangeCalendar.Sessions.number(onOrAfter: Day(number: 0)) == 0)
        #expect(ExchangeCalendar.Sessions.number(onOrBefore: Day(number: 0)) == -1)
        let end = ExchangeCalendar.Sessions.covered.upperBound
        #expect(ExchangeCalendar.Sessions.number(onOrAfter: end.adding(days: 1)) == ExchangeCalendar.Sessions.count)
        #expect(
            ExchangeCalendar.Sessions.number(onOrBefore: end.adding(days: 900)) == ExchangeCalendar.Sessions.count - 1
        )
    }

    @Test func `the numbers agree with the sessions themselves`() throws {
        let (first, last) = (try #require(Day("1999-11-30")), try #require(Day("2031-02-01")))
        let days = ExchangeCalendar.sessions(from: first, through: last)
        let start = ExchangeCalendar.Sessions.number(onOrAfter: first)
        #expect(days == (start..<start + days.count).map(ExchangeCalendar.Sessions.day))
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
