/// A calendar date without time or zone: the exchange's local date of a trade or a price.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before.
    public let number: Int32

    /// Makes the date so many days after 1970-01-01.
    public init(number: Int32) { self.number = number }

    /// Makes a date of the Gregorian calendar, years 1 to 9999; `nil` where there is none such.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.number = Int32(Self.daysFromEpoch(year: year, month: month, day: day))
    }

    /// Parses `"2025-09-23"`, ten ASCII characters; `nil` for anything else and for dates that do not exist.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        let parts = text.withUTF8 { bytes -> (year: Int, month: Int, day: Int)? in
            guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
                let year = Self.digits(bytes, 0..<4), let month = Self.digits(bytes, 5..<7),
                let day = Self.digits(bytes, 8..<10)
            else { return nil }
            return (year, month, day)
        }
        guard let parts else { return nil }
        self.init(year: parts.year, month: parts.month, day: parts.day)
    }

    private static func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return bytes.isEmpty ? nil : value
    }

    /// Days in the month: 28 to 31.
    public static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    private static func daysFromEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month (1 to 12) and day of month (1 to 31).
    public var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let index = (5 * dayOfYear + 2) / 153
        let month = index + (index < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1)
    }

    /// Day of the week, 0 for Monday to 6 for Sunday.
    public var weekday: Int { ((Int(number) + 3) % 7 + 7) % 7 }

    /// The date so many days later, or earlier for a negative count.
    public func adding(days: Int) -> Day { Day(number: number + Int32(days)) }

    /// The same day of the month so many months later, the month's last day where it is too short.
    public func adding(months: Int) -> Day {
        let (year, month, day) = components
        let index = year * 12 + (month - 1) + months
        let (newYear, newMonth) = (index / 12, index % 12 + 1)
        return Day(year: newYear, month: newMonth, day: min(day, Self.length(ofMonth: newMonth, year: newYear))) ?? self
    }

    /// `"2025-09-23"`.
    public var description: String {
        let (year, month, day) = components
        if (0...9999).contains(year) { return Self.text(year, month, day) }
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    /// Ten characters, made without a string for each part.
    private static func text(_ year: Int, _ month: Int, _ day: Int) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { buffer in
            buffer.initialize(repeating: UInt8(ascii: "-"))
            for (part, end, digits) in [(year, 4, 4), (month, 7, 2), (day, 10, 2)] as [(Int, Int, Int)] {
                var rest = part
                for index in (end - digits..<end).reversed() {
                    buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
            }
            return String(decoding: UnsafeBufferPointer(buffer), as: UTF8.self)
        }
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// Earlier dates first.
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}
