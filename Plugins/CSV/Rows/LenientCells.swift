import FolioModel

/// Numbers as brokers print them: `$1,234.56`, `($1,234.50)`, `-€597.49`, `+1.20`.
enum LenientNumber {
    /// The number as plain decimal text; `nil` for anything else.
    ///
    /// A percent sign is taken off where it is allowed.
    static func plain(_ text: ArraySlice<UInt8>, decimalComma: Bool = false, allowsPercent: Bool = false) -> String? {
        if !decimalComma, let plain = unadorned(text) { return plain }
        var text = text
        var minuses = 0
        func drop(_ affix: [UInt8], atEnd: Bool = false) -> Bool {
            guard atEnd ? text.suffix(affix.count).elementsEqual(affix) : text.starts(with: affix) else { return false }
            text = atEnd ? text.dropLast(affix.count) : text.dropFirst(affix.count)
            return true
        }
        func dropSigns() {
            while drop([0x20]) || drop([0x20], atEnd: true) {}
            if drop([UInt8(ascii: "(")]) { minuses += drop([UInt8(ascii: ")")], atEnd: true) ? 1 : 2 }
            if minusSigns.contains(where: { drop($0) }) { minuses += 1 } else { _ = drop([UInt8(ascii: "+")]) }
            while drop([0x20]) || drop([0x20], atEnd: true) {}
        }
        dropSigns()
        if currencies.contains(where: { drop($0) || drop($0, atEnd: true) }) { dropSigns() }
        if allowsPercent, drop([UInt8(ascii: "%")], atEnd: true) { dropSigns() }
        guard minuses < 2, let digits = digits(text, decimalComma: decimalComma) else { return nil }
        return minuses == 0 ? digits : "-" + digits
    }

    /// The most frequent forms without much ado: `-$1234.56` without separators.
    private static func unadorned(_ text: ArraySlice<UInt8>) -> String? {
        let isNegative = text.first == UInt8(ascii: "-")
        var digits = isNegative ? text.dropFirst() : text
        let hasCurrency = digits.first == UInt8(ascii: "$")
        if hasCurrency { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }) else { return nil }
        if !hasCurrency { return String(decoding: text, as: UTF8.self) }
        return (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    }

    private static let minusSigns: [[UInt8]] = ["-", "\u{2212}", "\u{2013}"].map { Array($0.utf8) }
    private static let currencies: [[UInt8]] = ["$", "€", "£", "¥"].map { Array($0.utf8) }

    /// Digits with a point at most, groups of three taken together; an exponent stays.
    private static func digits(_ text: ArraySlice<UInt8>, decimalComma: Bool) -> String? {
        let point = UInt8(ascii: decimalComma ? "," : "."), group = UInt8(ascii: decimalComma ? "." : ",")
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var sinceGroup: Int?
        var index = text.startIndex
        while index < text.endIndex, text[index] != point, text[index] | 0x20 != UInt8(ascii: "e") {
            let byte = text[index]
            let isFixedSpace = byte == 0xC2 && index + 1 < text.endIndex && text[index + 1] == 0xA0
            if byte &- 0x30 < 10 {
                result.append(byte)
                sinceGroup = sinceGroup.map { $0 + 1 }
            } else if byte == group || byte == 0x20 || byte == UInt8(ascii: "'") || isFixedSpace {
                guard (1...3).contains(sinceGroup == nil ? result.count : 0) || sinceGroup == 3 else { return nil }
                sinceGroup = 0
                if isFixedSpace { index += 1 }
            } else {
                return nil
            }
            index += 1
        }
        guard sinceGroup == nil || sinceGroup == 3 else { return nil }
        if index < text.endIndex, text[index] == point {
            result.append(UInt8(ascii: "."))
            index += 1
        }
        result.append(contentsOf: text[index...])
        return String(decoding: result, as: UTF8.self)
    }
}

/// Dates as brokers print them: `04/18/2023`, `4/8/26`, `2026-04-18`, `2026/04/18`, `20260418`, `Apr-18-2026`,
/// `April 18, 2026`; what follows a date behind `T`, a blank, a comma or a semicolon is its time.
enum LenientDate {
    /// The date; `nil` where the text does not begin with one.
    static func day(_ text: some Collection<UInt8>) -> Day? {
        let bytes = Array(text.prefix(32))
        var scanner = Scanner(bytes: bytes)
        guard let first = scanner.number() else { return monthFirst(bytes) }
        if first.digits == 8 {
            guard scanner.isAtEndOfDate else { return nil }
            return Day(year: first.value / 10_000, month: first.value / 100 % 100, day: first.value % 100)
        }
        guard let separator = scanner.take(), separator == UInt8(ascii: "/") || separator == UInt8(ascii: "-"),
            let second = scanner.number(), scanner.take() == separator, let third = scanner.number(),
            scanner.isAtEndOfDate
        else { return nil }
        if first.digits == 4 { return Day(year: first.value, month: second.value, day: third.value) }
        guard separator == UInt8(ascii: "/"), first.digits <= 2, third.digits == 4 || third.digits == 2 else {
            return nil
        }
        let year = third.digits == 2 ? 2000 + third.value : third.value
        return Day(year: year, month: first.value, day: second.value)
    }

    /// The month of an English name or its first three letters; `nil` for anything else.
    static func month(_ name: some StringProtocol) -> Int? {
        let name = name.lowercased()
        guard name.utf8.count >= 3 else { return nil }
        return months.firstIndex { $0 == name || $0.prefix(3) == name }.map { $0 + 1 }
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    private static func monthFirst(_ bytes: [UInt8]) -> Day? {
        let parts = String(decoding: bytes, as: UTF8.self).split { " -,".contains($0) }
        guard parts.count >= 3, let month = month(parts[0]), let day = Int(parts[1]), let year = Int(parts[2]) else {
            return nil
        }
        return Day(year: year, month: month, day: day)
    }

    private struct Scanner {
        let bytes: [UInt8]
        var index = 0

        mutating func number() -> (value: Int, digits: Int)? {
            var value = 0
            let start = index
            while index < bytes.count, bytes[index] &- 0x30 < 10, index - start < 9 {
                value = value * 10 + Int(bytes[index] &- 0x30)
                index += 1
            }
            return index > start ? (value, index - start) : nil
        }

        mutating func take() -> UInt8? {
            guard index < bytes.count else { return nil }
            defer { index += 1 }
            return bytes[index]
        }

        var isAtEndOfDate: Bool { index == bytes.count || " ,;T".utf8.contains(bytes[index]) }
    }
}

extension CSVRow {
    /// A number as brokers print them; `nil` where there is none, which `--` and `n/a` say, too.
    mutating func money<Number: FixedPoint>(
        _ column: CSVColumn,
        decimalComma: Bool = false,
        _ type: Number.Type = Number.self
    ) -> Number? {
        guard let bytes = filled(column) else { return nil }
        let plain = LenientNumber.plain(bytes, decimalComma: decimalComma, allowsPercent: column == .price)
        if let number = plain.flatMap({ Number(vendorText: $0) }) { return number }
        fault(column, "a number such as -1,234.56 is expected, not \(quoted(String(decoding: bytes, as: UTF8.self)))")
        return nil
    }

    /// A price that says something: neither missing nor zero.
    mutating func price(_ column: CSVColumn = .price, decimalComma: Bool = false) -> Price? {
        guard let price = money(column, decimalComma: decimalComma, Price.self), !price.isZero else { return nil }
        return price.magnitude
    }

    /// Units of the underlying in one contract.
    mutating func multiplier() -> Int? {
        guard let number = money(.multiplier, Quantity.self) else { return nil }
        if let multiplier = Int(number.description), (1...1_000_000).contains(multiplier) { return multiplier }
        fault(.multiplier, "a whole number such as 100 is expected")
        return nil
    }

    /// The sizes of two numbers together; `nil` where both are missing.
    mutating func sum(_ first: CSVColumn, _ second: CSVColumn) -> Amount? {
        guard let left = money(first, Amount.self)?.magnitude else { return money(second, Amount.self)?.magnitude }
        guard let right = money(second, Amount.self)?.magnitude else { return left }
        if let sum = try? left + right { return sum }
        fault(first, "the figures are too large")
        return nil
    }

    /// A date as brokers print them.
    mutating func date(_ column: CSVColumn) -> Day? {
        guard let bytes = filled(column) else { return nil }
        if let day = LenientDate.day(bytes) { return day }
        fault(column, "a date such as 04/18/2023 is expected, not \(quoted(String(decoding: bytes, as: UTF8.self)))")
        return nil
    }

    /// A text on one line, cut to the column's limit; `nil` where there is none, which `--` and `n/a` say, too.
    func words(_ column: CSVColumn) -> String? {
        guard let bytes = filled(column) else { return nil }
        var text = CSVHeader.words(String(decoding: bytes.prefix(column.textLimit * 2), as: UTF8.self))
        while text.utf8.count > column.textLimit { text.removeLast() }
        return text
    }

    /// The trimmed bytes; `nil` where there are none, or only what brokers print instead of nothing.
    private func filled(_ column: CSVColumn) -> ArraySlice<UInt8>? {
        guard let bytes = bytes(column) else { return nil }
        if bytes.count <= 3, Self.placeholders.contains(where: { bytes.elementsEqual($0) }) { return nil }
        return bytes
    }

    private static let placeholders: [[UInt8]] = ["--", "n/a", "N/A"].map { Array($0.utf8) }

    /// Whether the cell begins with a digit, as dates and most numbers do.
    func beginsWithDigit(_ column: CSVColumn) -> Bool { bytes(column)?.first.map { $0 &- 0x30 < 10 } ?? false }
}
