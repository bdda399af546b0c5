/// Splits CSV text into rows of fields, keeping no more than one chunk and one row of it in memory.
///
/// RFC 4180 over UTF-8: a byte order mark is dropped, lines end with LF or CRLF, the last one may lack its end. A field
/// in quotes may hold commas, doubled quotes and line breaks. Control characters other than tab are refused outside
/// quotes, and other than tab, CR and LF within.
package struct CSVTokenizer<Source: CSVByteSource>: Sendable {
    private let limits: CSVLimits
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
    package init(_ source: Source, limits: CSVLimits = CSVLimits()) {
        self.source = source
        self.limits = limits
    }

    /// The source, as far as it has been read.
    package var byteSource: Source { source }

    /// The next row; `nil` at the end.
    ///
    /// After a failure there is nothing more to be had.
    package mutating func next() throws(CSVFailure) -> CSVRecord? {
        if !hasStarted { try skipByteOrderMark() }
        guard try peek() != nil else { return nil }
        records += 1
        guard records <= limits.rows else { throw fault("the file has more than \(limits.rows) rows") }
        var record = CSVRecord(line: line, lastLine: line, fields: [])
        while true {
            guard record.fields.count < limits.columns else {
                throw fault("the row has more than \(limits.columns) fields")
            }
            record.fields.append(try field())
            record.lastLine = line
            guard try peek() == Byte.comma else { break }
            step()
        }
        if try peek() == Byte.carriageReturn { step() }
        if try peek() == Byte.lineFeed { stepOverLineFeed() }
        return record
    }

    // MARK: Fields

    private mutating func field() throws(CSVFailure) -> CSVField {
        let start = (line: line, column: column)
        var bytes: [UInt8] = []
        let isQuoted = try peek() == Byte.quote
        if isQuoted {
            step()
            try readQuoted(into: &bytes, from: start)
        } else {
            try readPlain(into: &bytes, from: start)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return CSVField(text: text, line: start.line, column: start.column, isQuoted: isQuoted)
    }

    private mutating func readPlain(into bytes: inout [UInt8], from start: (line: Int, column: Int)) throws(CSVFailure)
    {
        while let byte = try peek() {
            switch byte {
            case Byte.comma, Byte.lineFeed:
                return
            case Byte.carriageReturn:
                try checkLineFeedFollows()
                return
            case Byte.quote:
                throw fault("a quote stands inside a field that does not begin with one; write the field in quotes")
            default:
                try readCharacters(into: &bytes, from: start)
            }
        }
    }

    private mutating func readQuoted(
        into bytes: inout [UInt8],
        from start: (line: Int, column: Int)
    ) throws(CSVFailure) {
        while let byte = try peek() {
            switch byte {
            case Byte.quote:
                step()
                guard try peek() == Byte.quote else { return try checkFieldEnds() }
                step()
                try append(byte, to: &bytes, from: start)
            case Byte.lineFeed:
                stepOverLineFeed()
                try append(byte, to: &bytes, from: start)
            case Byte.carriageReturn, Byte.comma:
                step()
                try append(byte, to: &bytes, from: start)
            default:
                try readCharacters(into: &bytes, from: start)
            }
        }
        throw .fault(CSVFault(start.line, start.column, "the quote that begins here is never closed"))
    }

    private mutating func checkFieldEnds() throws(CSVFailure) {
        switch try peek() {
        case nil, Byte.comma, Byte.lineFeed: return
        case Byte.carriageReturn: try checkLineFeedFollows()
        default: throw fault("text follows a closing quote; a quote inside a field in quotes is written twice")
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
        from start: (line: Int, column: Int)
    ) throws(CSVFailure) {
        let end = chunk.withUnsafeBufferPointer { pointer in
            var end = index
            while end < pointer.count, Byte.isOrdinary(pointer[end]) { end += 1 }
            return end
        }
        if end > index {
            bytes.append(contentsOf: chunk[index..<end])
            column += end - index
            index = end
        } else {
            try readOtherCharacter(into: &bytes)
        }
        guard bytes.count <= limits.fieldBytes else { throw tooLong(from: start) }
    }

    private mutating func append(
        _ byte: UInt8,
        to bytes: inout [UInt8],
        from start: (line: Int, column: Int)
    ) throws(CSVFailure) {
        bytes.append(byte)
        guard bytes.count <= limits.fieldBytes else { throw tooLong(from: start) }
    }

    private func tooLong(from start: (line: Int, column: Int)) -> CSVFailure {
        .fault(CSVFault(start.line, start.column, "the field is longer than \(limits.fieldBytes) bytes"))
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
        // Unicode Standard, table 3-7: well-formed UTF-8 byte sequences.
        let second: ClosedRange<UInt8>
        let length: Int
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw notUTF8(lead)
        }
        bytes.append(lead)
        index += 1
        for position in 1..<length {
            guard let byte = try peek(), (position == 1 ? second : 0x80...0xBF).contains(byte) else {
                throw notUTF8(lead)
            }
            bytes.append(byte)
            index += 1
        }
        column += 1
    }

    private func notUTF8(_ byte: UInt8) -> CSVFailure {
        let isUTF16 = line == 1 && column == 1 && byte >= 0xFE
        return fault("the text is not UTF-8" + (isUTF16 ? " but UTF-16; save the file as UTF-8" : ""))
    }

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

    private mutating func stepOverLineFeed() {
        index += 1
        line += 1
        column = 1
    }

    private func fault(_ message: String) -> CSVFailure { .fault(CSVFault(line, column, message)) }
}

private enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")

    /// Printable ASCII that means nothing special.
    static func isOrdinary(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != quote && byte != comma
    }
}
