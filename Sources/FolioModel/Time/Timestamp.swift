import Glibc

/// An instant in UTC to the millisecond.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    public let milliseconds: Int64

    /// Makes the instant so many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Makes the instant so many seconds after 1970-01-01T00:00:00Z.
    public init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    /// Midnight UTC of a date.
    public init(_ day: Day) { self.milliseconds = Int64(day.number) * Self.millisecondsPerDay }

    static let millisecondsPerDay: Int64 = 86_400_000

    /// The system's clock, now.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Parses RFC 3339 such as `"2025-09-23T20:00:00Z"` or `"2020-01-15T13:25:17.766-05:00"`.
    ///
    /// Up to nine fractional digits are read and cut to milliseconds; a leap second counts as the next minute's start.
    /// `nil` for anything else: a zone is required, lower-case `t` and `z` are allowed. So is an instant whose date in
    /// UTC lies outside the years 1 to 9999, as it could not be written.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (20...35).contains(bytes.count), let day = Day(text.prefix(10)),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = Day.digits(bytes[11..<13]), let minute = Day.digits(bytes[14..<16]),
            let second = Day.digits(bytes[17..<19]), hour < 24, minute < 60, second <= 60,
            let (fraction, zoneStart) = Self.fraction(bytes), let offset = Self.offset(bytes[zoneStart...])
        else { return nil }
        let seconds = Int64(hour * 3600 + minute * 60 + second - offset)
        let milliseconds = Int64(day.number) * Self.millisecondsPerDay + seconds * 1000 + fraction
        guard Self.writable.contains(milliseconds) else { return nil }
        self.milliseconds = milliseconds
    }

    /// From 0001-01-01T00:00:00Z to before 10000-01-01T00:00:00Z.
    private static let writable = -719_162 * millisecondsPerDay..<2_932_897 * millisecondsPerDay

    private static func fraction(_ bytes: [UInt8]) -> (milliseconds: Int64, end: Int)? {
        guard bytes[19] == UInt8(ascii: ".") else { return (0, 19) }
        var index = 20
        var value: Int64 = 0
        while index < bytes.count, let digit = Day.digits(bytes[index...index]) {
            if index < 23 { value = value * 10 + Int64(digit) }
            index += 1
        }
        let count = index - 20
        guard (1...9).contains(count) else { return nil }
        for _ in count..<max(count, 3) { value *= 10 }
        return (value, index)
    }

    /// Seconds east of UTC.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
        guard let first = zone.first else { return nil }
        if first | 0x20 == UInt8(ascii: "z") { return zone.count == 1 ? 0 : nil }
        let start = zone.startIndex
        guard zone.count == 6, zone[start + 3] == UInt8(ascii: ":"),
            let hours = Day.digits(zone[(start + 1)..<(start + 3)]),
            let minutes = Day.digits(zone[(start + 4)..<(start + 6)]), hours < 24, minutes < 60
        else { return nil }
        switch first {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    /// The date in UTC.
    public var utcDay: Day { Day(number: Int32(milliseconds.floored(by: Self.millisecondsPerDay))) }

    /// The date in New York, by the daylight saving rules in force since 2007 (and those of 1987 to 2006 before).
    public var newYorkDay: Day {
        // Summer or winter time only matters in the hour between their midnights.
        let day = adding(seconds: Self.standardOffsetSeconds).utcDay
        guard adding(seconds: Self.standardOffsetSeconds + 3600).utcDay != day else { return day }
        return Timestamp(milliseconds: milliseconds + Int64(newYorkOffsetSeconds) * 1000).utcDay
    }

    private static let standardOffsetSeconds: Int64 = -5 * 3600

    /// Seconds to add to UTC for New York's wall clock: −14,400 in summer, −18,000 else.
    public var newYorkOffsetSeconds: Int {
        let (year, _, _) = utcDay.components
        let standard = Int(Self.standardOffsetSeconds)
        let start = Self.transition(year: year, isStart: true)
        let end = Self.transition(year: year, isStart: false)
        return self >= start && self < end ? standard + 3600 : standard
    }

    /// The instant at which summer time begins or ends, at two by the clock in force before it.
    private static func transition(year: Int, isStart: Bool) -> Timestamp {
        let (month, week): (Int, Int?)
        switch (year >= 2007, isStart) {
        case (true, true): (month, week) = (3, 2)  // second Sunday of March
        case (true, false): (month, week) = (11, 1)  // first Sunday of November
        case (false, true): (month, week) = (4, 1)  // first Sunday of April
        case (false, false): (month, week) = (10, nil)  // last Sunday of October
        }
        guard let first = Day(year: year, month: month, day: 1) else { return Timestamp(seconds: 0) }
        let toSunday = (6 - first.weekday + 7) % 7
        var sunday = first.adding(days: toSunday + 7 * ((week ?? 1) - 1))
        if week == nil {
            while sunday.adding(days: 7).components.month == month { sunday = sunday.adding(days: 7) }
        }
        let hoursToUTC: Int64 = isStart ? 2 + 5 : 2 + 4
        return Timestamp(milliseconds: Timestamp(sunday).milliseconds + hoursToUTC * 3_600_000)
    }

    /// The instant so many seconds later, or earlier for a negative count.
    public func adding(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1000) }

    /// RFC 3339 in UTC: `"2025-09-23T20:00:00Z"`, with `.123` only where there are milliseconds.
    public var description: String {
        let day = utcDay
        let rest = milliseconds - Int64(day.number) * Self.millisecondsPerDay
        let seconds = Int(rest / 1000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Day.padded($0, 2) }.joined(separator: ":")
        let fraction = Int(rest % 1000)
        return "\(day)T\(clock)" + (fraction == 0 ? "" : "." + Day.padded(fraction, 3)) + "Z"
    }

    /// Earlier instants first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

extension Int64 {
    /// The quotient, rounded down also below zero.
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
