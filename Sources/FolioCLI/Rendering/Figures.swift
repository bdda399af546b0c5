import FolioModel

/// Figures as people read them: thousands apart, few decimals, gains with their sign and colour.
struct Figures: Sendable {
    let look: Look

    /// A sum of money with the minor digits of its currency (2 where unknown).
    func money(_ value: JSONValue?, currency: String? = nil) -> TextTable.Cell {
        guard let amount = amount(value) else { return nothing }
        return TextTable.Cell(Self.grouped(amount.text(decimals: Self.digits(currency))))
    }

    /// A gain or loss.
    func gain(_ value: JSONValue?, currency: String? = nil) -> TextTable.Cell {
        guard let amount = amount(value) else { return nothing }
        return signed(Self.grouped(amount.text(decimals: Self.digits(currency))), amount.raw)
    }

    /// A fraction as a signed percentage: `"0.0108"` is `+1.08%`.
    func change(_ value: JSONValue?) -> TextTable.Cell {
        guard let percent = percent(value) else { return nothing }
        return signed(Self.grouped(percent.text(decimals: 2)) + "%", percent.raw)
    }

    /// A fraction as a percentage: `"0.25"` is `25.00%`.
    func share(_ value: JSONValue?) -> TextTable.Cell {
        guard let percent = percent(value) else { return nothing }
        return TextTable.Cell(Self.grouped(percent.text(decimals: 2)) + "%")
    }

    /// A quantity as it was stated.
    func quantity(_ value: JSONValue?) -> TextTable.Cell {
        guard let text = value?.string, let quantity = Quantity(exactly: text) else { return nothing }
        return TextTable.Cell(Self.grouped(quantity.description), quantity.isNegative ? .warning : .plain)
    }

    /// A price: at least two decimals, at most six.
    func price(_ value: JSONValue?) -> TextTable.Cell {
        guard let text = value?.string, let price = Price(exactly: text) else { return nothing }
        let short = price.text(atMost: 6)
        let decimals = short.split(separator: ".").dropFirst().first?.count ?? 0
        return TextTable.Cell(Self.grouped(decimals < 2 ? price.text(decimals: 2) : short))
    }

    /// A count.
    func count(_ value: JSONValue?) -> TextTable.Cell {
        guard let text = value?.figureText else { return nothing }
        return TextTable.Cell(Self.grouped(text))
    }

    /// A text, or nothing.
    func text(_ value: JSONValue?, _ tone: Look.Tone = .plain) -> TextTable.Cell {
        TextTable.Cell(value?.string ?? "", tone)
    }

    /// A time to the minute in UTC.
    func time(_ value: JSONValue?) -> TextTable.Cell {
        guard let text = value?.string, text.count >= 16 else { return TextTable.Cell("") }
        return TextTable.Cell(text.prefix(10) + " " + text.dropFirst(11).prefix(5))
    }

    /// An option's terms, such as `AAPL 2026-01-16 150 call`; empty where there are none.
    func contract(_ contract: JSONValue) -> String {
        let strike = contract["strike_price"]?.string.map { Self.grouped($0) }
        return [
            contract["underlying"]?.string, contract["expiration_date"]?.string, strike, contract["type"]?.string,
        ].compactMap { $0 }.joined(separator: " ")
    }

    var nothing: TextTable.Cell { TextTable.Cell(look.nothing, .faint) }

    private func amount(_ value: JSONValue?) -> Amount? { value?.string.flatMap { Amount(exactly: $0) } }

    private func percent(_ value: JSONValue?) -> Ratio? {
        guard let ratio = value?.string.flatMap({ Ratio(exactly: $0) }) else { return nil }
        return try? ratio.times(100)
    }

    private func signed(_ text: String, _ raw: Int128) -> TextTable.Cell {
        guard text.contains(where: { ("1"..."9").contains($0) }) else { return TextTable.Cell(text) }
        return raw > 0 ? TextTable.Cell("+" + text, .good) : TextTable.Cell(text, .bad)
    }

    private static func digits(_ currency: String?) -> Int {
        currency.flatMap { Currency($0) }?.minorDigits ?? 2
    }

    /// The text with a comma between thousands.
    static func grouped(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first else { return text }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return sign + result + (parts.count > 1 ? "." + parts[1] : "")
    }
}
