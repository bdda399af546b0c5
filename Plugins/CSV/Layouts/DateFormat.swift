import FolioModel

/// How a user's files write dates: `dd.MM.yyyy`, `M/d/yy`, `yyyy-MM-dd HH:mm:ss`.
struct DateFormat: Hashable, Sendable {
    private enum Part: Hashable {
        /// Digits, at least so many.
        case year(Int), month(Int), day(Int), time(Int)
        /// The first three letters of an English month, or all.
        case monthName
        case literal(UInt8)
    }

    private let parts: [Part]

    /// Reads `yyyy` `yy` `MM` `M` `MMM` `dd` `d` `HH` `mm` `ss`; everything but letters stands for itself.
    ///
    /// `nil` for other letters, and where year, month or day is missing or stands twice.
    init?(_ text: String) {
        var parts: [Part] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.first {
            let run = rest.prefix { $0 == first }
            rest = rest.dropFirst(run.count)
            switch (first, run.count) {
            case (UInt8(ascii: "y"), 2), (UInt8(ascii: "y"), 4): parts.append(.year(run.count))
            case (UInt8(ascii: "M"), 1...2): parts.append(.month(run.count))
            case (UInt8(ascii: "M"), 3): parts.append(.monthName)
            case (UInt8(ascii: "d"), 1...2): parts.append(.day(run.count))
            case (UInt8(ascii: "H"), 1...2), (UInt8(ascii: "m"), 1...2), (UInt8(ascii: "s"), 1...2):
                parts.append(.time(run.count))
            case (UInt8(ascii: "A")...UInt8(ascii: "Z"), _), (UInt8(ascii: "a")...UInt8(ascii: "z"), _): return nil
            default: parts += run.map(Part.literal)
            }
        }
        let kinds = parts.compactMap(Self.kind)
        guard kinds.count == 3, Set(kinds).count == 3 else { return nil }
        self.parts = parts
    }

    private static func kind(_ part: Part) -> Int? {
        switch part {
        case .year: 0
        case .month, .monthName: 1
        case .day: 2
        case .time, .literal: nil
        }
    }

    /// The date; `nil` where the text is not of this form.
    func day(_ text: some Collection<UInt8>) -> Day? {
        var bytes = Array(text)[...]
        var (year, month, day) = (0, 0, 0)
        func number(_ digits: Int) -> Int? {
            let run = bytes.prefix(digits == 1 ? 2 : digits).prefix { $0 &- 0x30 < 10 }
            guard run.count >= digits else { return nil }
            bytes = bytes.dropFirst(run.count)
            return run.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        }
        for part in parts {
            switch part {
            case .year(let digits):
                guard let value = number(digits) else { return nil }
                year = digits == 2 ? 2000 + value : value
            case .month(let digits):
                guard let value = number(digits) else { return nil }
                month = value
            case .day(let digits):
                guard let value = number(digits) else { return nil }
                day = value
            case .time(let digits): if number(digits) == nil { return nil }
            case .monthName:
                let name = bytes.prefix { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
                guard let value = LenientDate.month(String(decoding: name, as: UTF8.self)) else { return nil }
                (month, bytes) = (value, bytes.dropFirst(name.count))
            case .literal(let byte):
                guard bytes.first == byte else { return nil }
                bytes = bytes.dropFirst()
            }
        }
        return bytes.isEmpty ? Day(year: year, month: month, day: day) : nil
    }
}
