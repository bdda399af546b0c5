import FolioModel
import Testing

@Suite struct TimeTests {
    @Test func `every date from 1900 to 2100 is what it says, in order`() throws {
        var number = try #require(Day(year: 1900, month: 1, day: 1)).number
        #expect(number == -25_567)
        for year in 1900...2100 {
            for month in 1...12 {
                for date in 1...Day.length(ofMonth: month, year: year) {
                    let day = Day(number: number)
                    #expect(day.components == (year, month, date))
                    #expect(Day(day.description) == day)
                    number += 1
                }
            }
        }
        #expect(Day(number: number).description == "2101-01-01")
    }

    @Test(arguments: [
        "", "2025-2-03", "2025-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "0000-01-01", "2025/02/03", "20250203",
        "2025-02-03 ", "２０２５-02-03", "-025-01-01", "2025-02-3x",
    ])
    func `what is no date is refused`(text: String) { #expect(Day(text) == nil) }

    @Test func `days know their weekday and their distance`() throws {
        let day = try #require(Day("2025-09-23"))
        #expect(day.weekday == 1)  // Tuesday
        #expect(try #require(Day("1969-12-28")).weekday == 6)  // Sunday
        #expect(day.adding(days: 100).description == "2026-01-01")
        #expect(try #require(Day("2024-01-31")).adding(months: 1).description == "2024-02-29")
        #expect(try #require(Day("2024-03-31")).adding(months: -13).description == "2023-02-28")
        #expect(try #require(Day("2024-12-15")).adding(months: 1).description == "2025-01-15")
    }

    @Test(arguments: [
        ("2025-09-23T20:00:00Z", "2025-09-23T20:00:00Z"), ("2025-09-23t20:00:00z", "2025-09-23T20:00:00Z"),
        ("2020-01-15T13:25:17.766-05:00", "2020-01-15T18:25:17.766Z"),
        ("2025-01-01T00:30:00+05:45", "2024-12-31T18:45:00Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2025-09-23T20:00:00.1Z", "2025-09-23T20:00:00.100Z"),
        ("2025-09-23T20:00:00.123456789Z", "2025-09-23T20:00:00.123Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ])
    func `times are read with their zone and written in UTC`(text: String, written: String) throws {
        #expect(try #require(Timestamp(text)).description == written)
    }

    @Test(arguments: [
        "", "2025-09-23", "2025-09-23T20:00:00", "2025-09-23 20:00:00Z", "2025-09-23T24:00:00Z", "2025-09-23T20:60:00Z",
        "2025-09-23T20:00:61Z", "2025-09-23T20:00Z", "2025-09-23T20:00:00.Z", "2025-09-23T20:00:00.1234567890Z",
        "2025-09-23T20:00:00+5:00", "2025-09-23T20:00:00+0500", "2025-02-29T20:00:00Z", "2025-09-23T20:00:00Zx",
        "2025-09-23T20:00:00+24:00", "2025-09-23T20:00:00.12", "2025-09-23T20:00:00🙂", "🙂🙂🙂🙂🙂🙂🙂",
    ])
    func `what is no time is refused`(text: String) { #expect(Timestamp(text) == nil) }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a time reads back from its own text`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let milliseconds = Int64.random(in: -2_208_988_800_000...4_133_894_400_000, using: &generator)
            let time = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(time.description) == time)
            #expect(Timestamp(time.utcDay) <= time)
            #expect(time.milliseconds - Timestamp(time.utcDay).milliseconds < 86_400_000)
        }
    }

    @Test(arguments: [
        ("2025-03-09T06:59:59Z", -18_000), ("2025-03-09T07:00:00Z", -14_400),  // second Sunday of March
        ("2025-11-02T05:59:59Z", -14_400), ("2025-11-02T06:00:00Z", -18_000),  // first Sunday of November
        ("2026-03-08T07:00:00Z", -14_400), ("2026-11-01T06:00:00Z", -18_000),
        ("2006-04-02T06:59:59Z", -18_000), ("2006-04-02T07:00:00Z", -14_400),  // first Sunday of April
        ("2006-10-29T05:59:59Z", -14_400), ("2006-10-29T06:00:00Z", -18_000),  // last Sunday of October
        ("2024-12-31T23:59:59Z", -18_000), ("2025-07-04T00:00:00Z", -14_400),
    ])
    func `New York changes its clock when it should`(text: String, offset: Int) throws {
        #expect(try #require(Timestamp(text)).newYorkOffsetSeconds == offset)
    }

    @Test(arguments: [
        ("2023-10-14T00:00:00Z", "2023-10-13"), ("2025-01-02T04:59:59Z", "2025-01-01"),
        ("2025-01-02T05:00:00Z", "2025-01-02"), ("2025-07-02T04:00:00Z", "2025-07-02"),
        ("2025-01-01T02:00:00Z", "2024-12-31"),
    ])
    func `the date of New York is not that of UTC`(text: String, day: String) throws {
        #expect(try #require(Timestamp(text)).newYorkDay.description == day)
    }

    @Test(arguments: 2007...2100)
    func `summer time begins on a Sunday and ends on one, in every year`(year: Int) throws {
        let start = try #require(Day(year: year, month: 1, day: 1))
        var changes: [Day] = []
        var last = -18_000
        for offset in 0..<365 {
            let noon = Timestamp(start.adding(days: offset)).adding(seconds: 12 * 3600)
            if noon.newYorkOffsetSeconds != last { changes.append(noon.utcDay) }
            last = noon.newYorkOffsetSeconds
        }
        #expect(changes.map(\.weekday) == [6, 6])
        #expect(changes.map(\.components.month) == [3, 11])
        #expect(changes.map { ($0.components.day - 1) / 7 } == [1, 0])
    }
}
