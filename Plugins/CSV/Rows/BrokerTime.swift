import FolioModel

/// The dates and times that brokers print among words: `as of 10:00 AM ET, 2026/01/02`,
/// `Date downloaded Apr-12-2026 6:21 p.m ET`, `January 1, 2026 - April 15, 2026`.
enum BrokerTime {
    /// The last date in the text with the time beside it, which is New York's; midnight UTC where there is no time.
    static func instant(_ text: String) -> Timestamp? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "_" || $0 == "(" || $0 == ")" }
        var day: Day?
        var seconds: Int?
        for (index, word) in words.enumerated() {
            if let found = self.day(words[index...]) { day = found }
            if let clock = clock(word, half: words.dropFirst(index + 1).first) { seconds = clock }
        }
        guard let day else { return nil }
        return seconds.map { Timestamp(newYork: day, seconds: $0) } ?? Timestamp(day)
    }

    /// A date of one word, or of three such as `April 15 2026`.
    private static func day(_ words: ArraySlice<Substring>) -> Day? {
        guard let first = words.first else { return nil }
        if let day = LenientDate.day(first.utf8) { return day }
        guard LenientDate.month(first) != nil, words.count >= 3 else { return nil }
        return LenientDate.day(words.prefix(3).joined(separator: " ").utf8)
    }

    /// Seconds since midnight of `6:21` or `02:21:05`, with `AM`, `p.m` or the like behind it.
    private static func clock(_ word: Substring, half: Substring?) -> Int? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2 || parts.count == 3, let hour = parts[0], let minute = parts[1],
            let second = parts.count == 3 ? parts[2] : 0,
            (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
        else { return nil }
        switch half?.lowercased().first {
        case "a" where hour <= 12: return hour % 12 * 3600 + minute * 60 + second
        case "p" where hour <= 12: return (hour % 12 + 12) * 3600 + minute * 60 + second
        default: return hour * 3600 + minute * 60 + second
        }
    }
}

extension Timestamp {
    /// The instant at which New York's clocks show that date and time.
    fileprivate init(newYork day: Day, seconds: Int) {
        let local = Timestamp(day).adding(seconds: Int64(seconds))
        let offset = local.adding(seconds: 5 * 3600).newYorkOffsetSeconds
        self = local.adding(seconds: Int64(-offset))
    }
}

extension CSVRow {
    /// Whether the row is one of a history: a date stands where one should, or else an action and an amount do.
    func isEvent(_ date: CSVColumn = .date) -> Bool {
        if beginsWithDigit(date) { return true }
        guard bytes(.type) != nil, let amount = bytes(.amount), LenientNumber.plain(amount) != nil else { return false }
        return raw(date)?.lowercased().contains("total") != true
    }

    /// The cell's digits and letters, where it is an account's number: one word with a digit in it.
    func accountNumber(_ column: CSVColumn = .accountNumber) -> String? {
        guard let bytes = bytes(column), bytes.count <= 30, bytes.contains(where: { $0 &- 0x30 < 10 }),
            !bytes.contains(0x20)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
