/// How much of a CSV file is ever looked at; beyond it the file is refused.
package struct CSVLimits: Hashable, Sendable {
    /// Bytes of a file: 200 MB.
    package var fileBytes = 200_000_000
    /// Bytes of one field, quotes not counted: 64 KiB.
    package var fieldBytes = 64 << 10
    /// Fields of one row.
    package var columns = 256
    /// Rows of a file, header and empty lines counted.
    package var rows = 500_000

    /// Makes the limits that hold unless a test says otherwise.
    package init() {}
}

/// One wrong place in a CSV text.
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
    /// The bytes could not be had: the system's error number.
    case unreadable(errno: Int32)
}

/// Where a tokenizer has its bytes from.
package protocol CSVByteSource: Sendable {
    /// The next bytes in order, few enough to be kept in memory; empty at the end.
    mutating func nextChunk() throws(CSVFailure) -> [UInt8]
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

    /// Whether it holds nothing but white space.
    var isBlank: Bool { text.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
}

/// One row; never without fields: an empty line is a row of one empty field.
package struct CSVRecord: Hashable, Sendable {
    /// The line on which it begins.
    package var line: Int
    /// The line on which it ends, greater only where a quoted line break stands in it.
    package var lastLine: Int
    /// Its fields in order.
    package var fields: [CSVField]
}
