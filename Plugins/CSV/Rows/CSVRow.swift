import FolioModel

/// One row of a known table, and what has been found wrong with it so far.
struct CSVRow: Sendable {
    let header: CSVHeader
    let record: CSVRecord
    /// In the order found.
    private(set) var faults: [CSVFault] = []

    init(_ record: CSVRecord, header: CSVHeader) { (self.record, self.header) = (record, header) }

    /// Checks that there are as many fields as the header has; surplus empty ones are overlooked.
    mutating func checkFields() {
        let surplus = (header.count..<max(header.count, record.count)).first { !record.isBlank($0) }
        if let surplus {
            let field = record.field(surplus)
            let message = "the row has more fields than the header, which has \(header.count)"
            faults.append(CSVFault(field.line, field.column, message))
        } else if record.count < header.count {
            let message = "the row has \(record.count) fields, the header has \(header.count)"
            faults.append(CSVFault(record.line, 1, message))
        } else {
            checkUnnamedColumns()
        }
    }

    private mutating func checkUnnamedColumns() {
        for index in 0..<header.count where header.isUnnamed(index) && !record.isBlank(index) {
            let field = record.field(index)
            faults.append(CSVFault(field.line, field.column, "this column has no name in the header"))
        }
    }

    /// What is to be said about the column's field, or about the row's start where the file does not have the column.
    func place(_ column: CSVColumn, _ message: String) -> CSVFault {
        let text = header.title(column) + ": " + message
        guard let position = header[column], position < record.count else { return CSVFault(record.line, 1, text) }
        let span = record.spans[position]
        return CSVFault(Int(span.line), Int(span.column), text)
    }

    /// Adds a fault at the column's field.
    mutating func fault(_ column: CSVColumn, _ message: String) { faults.append(place(column, message)) }

    // MARK: Cells

    /// The trimmed bytes; `nil` where there are none.
    func bytes(_ column: CSVColumn) -> ArraySlice<UInt8>? {
        guard let position = header[column], position < record.count else { return nil }
        let bytes = record.trimmed(position)
        return bytes.isEmpty ? nil : bytes
    }

    /// The trimmed text; `nil` where there is none.
    func raw(_ column: CSVColumn) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }

    /// A text within the column's limit.
    mutating func text(_ column: CSVColumn) -> String? {
        guard let text = raw(column) else { return nil }
        guard text.utf8.count <= column.textLimit else {
            fault(column, "at most \(column.textLimit) bytes are allowed")
            return nil
        }
        return text
    }

    /// A text on one line.
    mutating func label(_ column: CSVColumn) -> String? {
        guard let text = self.text(column) else { return nil }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x80 }) || !text.contains(where: \.isNewline) else {
            fault(column, "a text without line breaks is expected")
            return nil
        }
        return text
    }

    /// A plain decimal number.
    mutating func number<Number: FixedPoint>(_ column: CSVColumn, _ type: Number.Type = Number.self) -> Number? {
        read(column, "a plain number such as -1234.56 is expected") { Number(exactly: $0) }
    }

    /// A plain decimal number that is not negative.
    mutating func positive<Number: FixedPoint>(_ column: CSVColumn, _ type: Number.Type = Number.self) -> Number? {
        guard let number = self.number(column, type) else { return nil }
        guard !number.isNegative else {
            fault(column, "must not be negative")
            return nil
        }
        return number
    }

    /// A date.
    mutating func day(_ column: CSVColumn) -> Day? {
        read(column, "a date such as 2025-09-23 is expected") { Day($0) }
    }

    /// A date, meaning its midnight in UTC, or an instant.
    mutating func instant(_ column: CSVColumn) -> Timestamp? {
        read(column, "a date such as 2025-09-23, or a time such as 2025-09-23T20:00:00Z, is expected") {
            Day($0).map { Timestamp($0) } ?? Timestamp($0)
        }
    }

    /// A currency's code; the fallback where there is none.
    mutating func currency(_ fallback: Currency = .usd) -> Currency {
        guard let bytes = bytes(.currency) else { return fallback }
        if bytes.elementsEqual(fallback.code.utf8) { return fallback }
        return read(.currency, "a currency code such as USD is expected") { Currency($0.uppercased()) } ?? fallback
    }

    /// One of the words of an enumeration, in any case.
    mutating func word<Word: WireEnum>(_ column: CSVColumn, _ type: Word.Type = Word.self) -> Word? {
        guard let text = raw(column) else { return nil }
        if let word = Word(rawValue: text) ?? Word(rawValue: text.lowercased()) { return word }
        let words = Word.allCases.map(\.rawValue)
        let suggestion = NearMiss.nearest(to: text, among: words).map { ", did you mean \"\($0)\"?" }
        fault(column, "unknown word \(quoted(text))" + (suggestion ?? "; known: \(words.joined(separator: ", "))"))
        return nil
    }

    /// Capitals and digits, so many of them.
    mutating func code(_ column: CSVColumn, length: Int, example: String) -> String? {
        read(column, "\(length) letters and digits such as \(example) are expected") { text in
            let code = text.uppercased()
            let isCode = code.utf8.count == length && code.utf8.allSatisfy { Self.isCapitalOrDigit($0) }
            return isCode ? code : nil
        }
    }

    private static func isCapitalOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The cell as the parser takes it; a fault with the expectation where it does not.
    mutating func read<Value>(
        _ column: CSVColumn,
        _ expectation: @autoclosure () -> String,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = raw(column) else { return nil }
        if let value = parse(text) { return value }
        fault(column, "\(expectation()), not \(quoted(text))")
        return nil
    }

    /// The value, or a fault where the cell is empty; nothing more where it was wrong already.
    mutating func require<Value>(_ value: Value?, _ column: CSVColumn, _ why: String = "") -> Value? {
        if value == nil, bytes(column) == nil { fault(column, "required" + why) }
        return value
    }
}
