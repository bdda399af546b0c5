/// How much of a CSV file is ever looked at; beyond it the file is refused.
package struct CSVLimits: Hashable, Sendable {
    /// Bytes of a file, as UTF-8: 200 MB.
    package var fileBytes = 200_000_000
    /// Bytes of one field, quotes not counted: 64 KiB.
    package var fieldBytes = 64 << 10
    /// Fields of one row.
    package var columns = 256
    /// Rows of a file, header and empty lines counted.
    package var rows = 2_000_000

    /// Makes the limits that hold unless a test says otherwise.
    package init() {}
}

/// One place in a CSV text, and what is wrong or doubtful there.
package struct CSVFault: Hashable, Sendable {
    /// From 1; a quoted line break counts as one.
    package var line: Int
    /// From 1, in characters (Unicode scalars) of the line; a byte order mark does not count.
    package var column: Int
    /// What is wrong there, in a sentence without its place.
    package var message: String

    /// Names a place and what is wrong there.
    package init(_ line: Int, _ column: Int, _ message: String) {
        (self.line, self.column, self.message) = (line, column, message)
    }
}

/// Why a CSV text could not be read to its end.
package enum CSVFailure: Error, Hashable {
    /// The text is wrong.
    case fault(CSVFault)
    /// The bytes are none of the encoding: another one may be meant.
    case malformed(CSVFault)
    /// The bytes could not be had: the system's error number.
    case unreadable(errno: Int32)
}

/// Where a tokenizer has its bytes from.
package protocol CSVByteSource: Sendable {
    /// The next bytes in order, few enough to be kept in memory; empty at the end.
    mutating func nextChunk() throws(CSVFailure) -> [UInt8]
}

/// What differs between CSV texts.
package struct CSVDialect: Hashable, Sendable {
    /// Between the fields: comma, semicolon, tab or `|`.
    package var delimiter = UInt8(ascii: ",")
    /// Whether quotes inside fields, text behind closing quotes, and lone carriage returns as line ends are taken as
    /// they come instead of refused.
    package var isLenient = false
    /// What the bytes were before they became UTF-8.
    package var encoding = TextEncoding.utf8

    /// Makes RFC 4180 over UTF-8.
    package init() {}
}

/// One field as it stands in a row.
package struct CSVField: Hashable, Sendable {
    /// The text without its quotes, blanks kept.
    package var text: String
    /// Where it begins (at its quote, if it has one).
    package var line: Int
    /// Where it begins, as in ``CSVFault/column``.
    package var column: Int
    /// Whether it stood in quotes.
    package var isQuoted: Bool
}

/// One row; never without fields: an empty line is a row of one empty field.
package struct CSVRecord: Hashable, Sendable {
    /// Where a field lies in the record's bytes, and in the file.
    struct Span: Hashable, Sendable {
        var start: Int32
        var end: Int32
        var line: Int32
        var column: Int32
        var isQuoted: Bool
    }

    /// The line on which it begins.
    package var line = 1
    /// The line on which it ends, greater only where a quoted line break stands in it.
    package var lastLine = 1
    /// Whether a line end follows it.
    package var isEnded = true
    /// The fields' texts, one behind the other.
    var bytes: [UInt8] = []
    var spans: [Span] = []

    /// The number of fields.
    package var count: Int { spans.count }

    /// Its fields in order.
    package var fields: [CSVField] { spans.indices.map(field) }

    /// The field at the place.
    func field(_ index: Int) -> CSVField {
        let span = spans[index]
        return CSVField(
            text: String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self),
            line: Int(span.line),
            column: Int(span.column),
            isQuoted: span.isQuoted
        )
    }

    /// The field's bytes without white space around them.
    func trimmed(_ index: Int) -> ArraySlice<UInt8> {
        var (start, end) = (Int(spans[index].start), Int(spans[index].end))
        while start < end {
            if Self.isSpace(bytes[start]) { start += 1 } else if isFixedSpace(start, end) { start += 2 } else { break }
        }
        while start < end {
            if Self.isSpace(bytes[end - 1]) { end -= 1 } else if isFixedSpace(end - 2, end) { end -= 2 } else { break }
        }
        return bytes[start..<end]
    }

    /// Whether a no-break space begins there.
    private func isFixedSpace(_ place: Int, _ end: Int) -> Bool {
        place >= 0 && place + 1 < end && bytes[place] == 0xC2 && bytes[place + 1] == 0xA0
    }

    /// The field's text without white space around it; empty for a field that is not there.
    func text(_ index: Int) -> String {
        index < spans.count ? String(decoding: trimmed(index), as: UTF8.self) : ""
    }

    /// Whether the field holds nothing but white space, or is not there.
    func isBlank(_ index: Int) -> Bool { index >= spans.count || trimmed(index).isEmpty }

    /// Whether there is nothing but white space in the row.
    var isBlank: Bool { spans.indices.allSatisfy(isBlank) }

    /// Whether a digit stands anywhere in the row.
    var hasDigits: Bool { bytes.contains { $0 &- 0x30 < 10 } }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
