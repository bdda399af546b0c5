import FolioModel

/// Splits CSV text into rows of fields, keeping no more than one chunk and one row of it in memory.
///
/// RFC 4180 over UTF-8: a byte order mark is dropped, lines end with LF or CRLF, the last one may lack its end. A field
/// in quotes may hold delimiters, doubled quotes and line breaks. Control characters other than tab are refused outside
/// quotes, and other than tab, CR and LF within. A lenient dialect takes more (``CSVDialect/isLenient``).
package struct CSVTokenizer<Source: CSVByteSource>: Sendable {
    private let limits: CSVLimits
    private let dialect: CSVDialect
    private var source: Source
    private var chunk: [UInt8] = []
    private var index = 0
    private var bytesRead = 0
    private var isAtEnd = false
    private var hasStarted = false
    private var records = 0
    private var line = 1
    private var column = 1

    /// Makes a tokenizer of the source's bytes.
    package init(_ source: Source, limits: CSVLimits = CSVLimits(), dialect: CSVDialect = CSVDialect()) {
        (self.source, self.limits, self.dialect) = (source, limits, dialect)
    }

    /// The source, as far as it has been read.
    package var byteSource: Source { source }

    /// The next row; `nil` at the end.
    ///
    /// After a failure there is nothing more to be had.
    package mutating func next() throws(CSVFailure) -> CSVRecord? {
        var record = CSVRecord()
        return try next(into: &record) ? record : nil
    }

    /// Reads the next row in place of an earlier one, whose memory is used again; `false` at the end.
    package mutating func next(into record: inout CSVRecord) throws(CSVFailure) -> Bool {
        if !hasStarted { try skipByteOrderMark() }
        guard try peek() != nil else { return false }
        records += 1
        guard records <= limits.rows else { throw fault("the file has more than \(limits.rows) rows") }
        record.line = line
        record.bytes.removeAll(keepingCapacity: true)
        record.spans.removeAll(keepingCapacity: true)
        while true {
            guard record.spans.count < limits.columns else {
                throw fault("the row has more than \(limits.columns) fields")
            }
            try readField(into: &record)
            guard try peek() == dialect.delimiter else { break }
            step()
        }
        record.lastLine = line
        record.isEnded = try endLine()
        return true
    }

    /// Passes the line end; `false` where there is none.
    private mutating func endLine() throws(CSVFailure) -> Bool {
        let isReturn = try peek() == Byte.carriageReturn
        if isReturn { index += 1 }
        let isFeed = try peek() == Byte.lineFeed
        if isFeed { index += 1 }
        guard isReturn || isFeed else { return false }
        (line, column) = (line + 1, 1)
        return true
    }

    // MARK: Fields

    private mutating func readField(into record: inout CSVRecord) throws(CSVFailure) {
        let start = record.bytes.count
        var span = CSVRecord.Span(
            start: Int32(start),
            end: 0,
            line: Int32(line),
            column: Int32(column),
            isQuoted: false
        )
        if try peek() == Byte.quote {
            step()
            try readQuoted(into: &record.bytes, span)
            span.isQuoted = true
        } else {
            span.isQuoted = try readPlain(into: &record.bytes, span)
        }
        span.end = Int32(record.bytes.count)
        record.spans.append(span)
    }

    /// Reads a field that does not begin with a quote; whether it turned out to be in quotes, behind blanks.
    private mutating func readPlain(
        into bytes: inout [UInt8],
        _ span: CSVRecord.Span
    ) throws(CSVFailure) -> Bool {
        while let byte = try peek() {
            switch byte {
            case dialect.delimiter, Byte.lineFeed:
                return false
            case Byte.carriageReturn:
                if !dialect.isLenient { try checkLineFeedFollows() }
                return false
            case Byte.quote:
                guard dialect.isLenient else {
                    throw fault("a quote stands inside a field that does not begin with one; write the field in quotes")
                }
                step()
                if bytes[Int(span.start)...].allSatisfy({ $0 == Byte.blank }) {
                    bytes.removeLast(bytes.count - Int(span.start))
                    try readQuoted(into: &bytes, span)
                    return true
                }
                try append(byte, to: &bytes, span)
            default:
                try readCharacters(into: &bytes, span)
            }
        }
        return false
    }

    private mutating func readQuoted(into bytes: inout [UInt8], _ span: CSVRecord.Span) throws(CSVFailure) {
        while let byte = try peek() {
            switch byte {
            case Byte.quote:
                step()
                guard try peek() == Byte.quote else { return try readBehindQuote(into: &bytes, span) }
                step()
                try append(byte, to: &bytes, span)
            case Byte.lineFeed:
                index += 1
                (line, column) = (line + 1, 1)
                try append(byte, to: &bytes, span)
            case Byte.carriageReturn, dialect.delimiter:
                step()
                try append(byte, to: &bytes, span)
            default:
                try readCharacters(into: &bytes, span)
            }
        }
        throw .fault(CSVFault(Int(span.line), Int(span.column), "the quote that begins here is never closed"))
    }

    private mutating func readBehindQuote(into bytes: inout [UInt8], _ span: CSVRecord.Span) throws(CSVFailure) {
        switch try peek() {
        case nil, dialect.delimiter, Byte.lineFeed:
            return
        case Byte.carriageReturn:
            if !dialect.isLenient { try checkLineFeedFollows() }
        default:
            guard dialect.isLenient else {
                throw fault("text follows a closing quote; a quote inside a field in quotes is written twice")
            }
            while let byte = try peek(), byte != dialect.delimiter, byte != Byte.lineFeed,
                byte != Byte.carriageReturn
            {
                if byte == Byte.quote {
                    step()
                    try append(byte, to: &bytes, span)
                } else {
                    try readCharacters(into: &bytes, span)
                }
            }
        }
    }

    /// Looks behind a carriage return without passing it.
    private mutating func checkLineFeedFollows() throws(CSVFailure) {
        if index + 1 == chunk.count {
            // Keep the carriage return and put the next chunk behind it.
            let more = try nextChunk()
            chunk = [Byte.carriageReturn] + more
            index = 0
        }
        guard index + 1 < chunk.count, chunk[index + 1] == Byte.lineFeed else {
            throw fault("a carriage return stands without a line feed")
        }
    }

    /// Reads a run of plain ASCII, or one other character, checking what it reads.
    private mutating func readCharacters(
        into bytes: inout [UInt8],
        _ span: CSVRecord.Span
    ) throws(CSVFailure) {
        let delimiter = dialect.delimiter
        let count = chunk.withUnsafeBufferPointer { pointer in
            var end = index
            while end < pointer.count, Byte.isOrdinary(pointer[end]), pointer[end] != delimiter { end += 1 }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: pointer[index..<end]))
            return end - index
        }
        index += count
        column += count
        if count == 0 { try readOtherCharacter(into: &bytes) }
        try checkLength(bytes, span)
    }

    private mutating func append(
        _ byte: UInt8,
        to bytes: inout [UInt8],
        _ span: CSVRecord.Span
    ) throws(CSVFailure) {
        bytes.append(byte)
        try checkLength(bytes, span)
    }

    private func checkLength(_ bytes: [UInt8], _ span: CSVRecord.Span) throws(CSVFailure) {
        guard bytes.count - Int(span.start) > limits.fieldBytes else { return }
        let message = "the field is longer than \(limits.fieldBytes) bytes"
        throw .fault(CSVFault(Int(span.line), Int(span.column), message))
    }

    // MARK: UTF-8

    private mutating func readOtherCharacter(into bytes: inout [UInt8]) throws(CSVFailure) {
        guard let lead = try peek() else { return }
        if lead < 0x80 {
            guard lead == Byte.tab else {
                throw fault("the control character with code \(lead) is not allowed")
            }
            bytes.append(lead)
            return step()
        }
        guard let sequence = UTF8Sequence(first: lead) else { throw .malformed(place(notEncoded)) }
        bytes.append(lead)
        index += 1
        for position in 1..<sequence.length {
            guard let byte = try peek() else { throw fault(notEncoded) }  // cut off, not another encoding
            let expected = position == 1 ? sequence.second : UTF8Sequence.others
            guard expected.contains(byte) else { throw .malformed(place(notEncoded)) }
            bytes.append(byte)
            index += 1
        }
        column += 1
    }

    private var notEncoded: String { "the text is not \(dialect.encoding.title)" }

    private mutating func skipByteOrderMark() throws(CSVFailure) {
        hasStarted = true
        while chunk.count < 3, !isAtEnd {
            let more = try nextChunk()
            chunk += more
        }
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    // MARK: Bytes

    private mutating func peek() throws(CSVFailure) -> UInt8? {
        while index == chunk.count {
            guard !isAtEnd else { return nil }
            chunk = try nextChunk()
            index = 0
        }
        return chunk[index]
    }

    private mutating func nextChunk() throws(CSVFailure) -> [UInt8] {
        let more = try source.nextChunk()
        isAtEnd = more.isEmpty
        bytesRead += more.count
        guard bytesRead <= limits.fileBytes else { throw fault("the file is longer than \(limits.fileBytes) bytes") }
        return more
    }

    private mutating func step() {
        index += 1
        column += 1
    }

    private func place(_ message: String) -> CSVFault { CSVFault(line, column, message) }

    private func fault(_ message: String) -> CSVFailure { .fault(place(message)) }
}

private enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")
    static let blank = UInt8(ascii: " ")

    /// Printable ASCII that means nothing special, unless it is the delimiter.
    static func isOrdinary(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7F && byte != quote }
}
