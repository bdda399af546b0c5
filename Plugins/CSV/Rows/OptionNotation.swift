import FolioModel

/// The ways in which brokers write an option.
///
/// `SPY   250321C00500000` (OCC), `AMAT260424C400`, `DDD 12/18/2026 50.00 C`, `SPY 3/20/2026 Call $580.00`,
/// `TQQQ 24AUG26 70 P`, `AMAT APR 24 2026 $400 CALL`, `AAPL Jan 17 '25 $150 Call`, `CALL AAPL 01/19/24 150`.
enum OptionNotation {
    /// The contract, with a multiplier of 100; `nil` where the text is none of them.
    static func contract(_ text: String) -> OptionContract? {
        guard text.utf8.count >= 8, text.utf8.count <= 100, text.utf8.contains(where: { $0 &- 0x30 < 10 }) else {
            return nil
        }
        let words = text.uppercased().split(separator: " ")
        if words.count <= 2, let occ = OCCSymbol(text) { return occ.contract }
        return words.count == 1 ? compact(words[0]) : spaced(words)
    }

    /// A root, six digits of a date, `C` or `P`, and the strike as a plain number; read from its end, for a root may have
    /// digits, too.
    private static func compact(_ word: Substring) -> OptionContract? {
        guard let sign = word.lastIndex(where: { $0 == "C" || $0 == "P" }) else { return nil }
        let digits = word[..<sign].suffix(6)
        guard digits.utf8.count == 6, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let date = Int(digits),
            let day = Day(year: 2000 + date / 10_000, month: date / 100 % 100, day: date % 100)
        else { return nil }
        let root = word[..<digits.startIndex]
        return contract(root, day, right(word[sign...sign]), word[word.index(after: sign)...])
    }

    private static func spaced(_ words: [Substring]) -> OptionContract? {
        var words = words
        // Behind the root first, as a root may be the letter C or P.
        let places = words.indices.dropFirst() + [0]
        guard let place = places.first(where: { right(words[$0]) != nil }), let right = right(words[place]) else {
            return nil
        }
        words.remove(at: place)
        guard words.count >= 3 else { return nil }
        let root = words.removeFirst()
        if let day = LenientDate.day(words[0].utf8) ?? dayMonthYear(words[0]) {
            return words.count == 2 ? contract(root, day, right, words[1]) : nil
        }
        guard words.count == 4, let month = LenientDate.month(words[0]), let dayOfMonth = Int(words[1]),
            let year = Int(words[2].drop { $0 == "'" }),
            let day = Day(year: year % 100 + 2000, month: month, day: dayOfMonth)
        else { return nil }
        return contract(root, day, right, words[3])
    }

    /// `24AUG26`.
    private static func dayMonthYear(_ word: Substring) -> Day? {
        guard word.utf8.count == 7, let day = Int(word.prefix(2)), let year = Int(word.suffix(2)),
            let month = LenientDate.month(word.dropFirst(2).prefix(3))
        else { return nil }
        return Day(year: 2000 + year, month: month, day: day)
    }

    private static func right(_ word: Substring) -> OptionContract.Right? {
        switch word {
        case "C", "CALL": .call
        case "P", "PUT": .put
        default: nil
        }
    }

    private static func contract(
        _ root: Substring,
        _ day: Day,
        _ right: OptionContract.Right?,
        _ strike: Substring
    ) -> OptionContract? {
        let isRoot =
            (1...6).contains(root.utf8.count) && root.utf8.allSatisfy { $0 < 0x80 } && root.contains(where: \.isLetter)
        guard isRoot, let right,
            let text = LenientNumber.plain(Array(strike.utf8)[...]), let price = Price(exactly: text), price > .zero
        else { return nil }
        var contract = OptionContract()
        (contract.underlying, contract.expiration) = (String(root), day)
        (contract.right, contract.strike) = (right, price)
        return contract
    }
}
