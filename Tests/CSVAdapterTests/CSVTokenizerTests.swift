import Testing

@testable import CSVAdapter

@Suite struct CSVTokenizerTests {
    @Test(arguments: [1, 2, 3, 5, 64])
    func `quotes, commas and line breaks inside quotes belong to the field`(chunk: Int) throws {
        let text = "a,\"b,c\",\"d \"\"e\"\"\"\r\n\"f\r\ng\nh\",,\n"
        #expect(try texts(text, chunk: chunk) == [["a", "b,c", "d \"e\""], ["f\r\ng\nh", "", ""]])
    }

    @Test func `an empty line is a row of one empty field, and the last line needs no end`() throws {
        #expect(try texts("a\n\nb") == [["a"], [""], ["b"]])
        #expect(try texts("a,") == [["a", ""]])
        #expect(try texts("").isEmpty)
    }

    @Test(arguments: 1...9)
    func `a byte order mark is dropped`(chunk: Int) throws {
        #expect(try texts("\u{FEFF}a,b\r\n1,2\r\n", chunk: chunk) == [["a", "b"], ["1", "2"]])
        #expect(try texts("\u{FEFF}", chunk: chunk).isEmpty)
    }

    @Test func `a field knows its line and its column in characters`() throws {
        let rows = try records("\u{FEFF}ä,b\n\"x\ny\",z\n".utf8)
        #expect(rows.map { $0.fields.map { [$0.line, $0.column] } } == [[[1, 1], [1, 3]], [[2, 1], [3, 4]]])
        #expect(rows.map { [$0.line, $0.lastLine] } == [[1, 1], [2, 3]])
    }

    @Test(arguments: [
        ("a,\"b", "1:3: the quote that begins here is never closed"),
        ("a\n\"b\"c", "2:4: text follows a closing quote; a quote inside a field in quotes is written twice"),
        ("a,b\"c\"", "1:4: a quote stands inside a field that does not begin with one; write the field in quotes"),
        ("a\rb", "1:2: a carriage return stands without a line feed"),
        ("a\n\"b\"\r", "2:4: a carriage return stands without a line feed"),
        ("a,\u{0}", "1:3: the control character with code 0 is not allowed"),
        ("a\n\"\u{1B}[31m\"", "2:2: the control character with code 27 is not allowed"),
    ])
    func `a wrong text is refused with its place`(text: String, expected: String) {
        for chunk in [1, 2, 100] { #expect(fault(Array(text.utf8), chunk: chunk) == expected) }
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0x62, 0xFF], "2:2: the text is not UTF-8"),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1: the text is not UTF-8"),
            ([0x61, 0x2C, 0xC3], "1:3: the text is not UTF-8"),
            ([0xC3, 0x2C], "1:1: the text is not UTF-8"),
            ([0xED, 0xA0, 0x80], "1:1: the text is not UTF-8"),
            ([0xC0, 0x80], "1:1: the text is not UTF-8"),
            ([0xF4, 0x90, 0x80, 0x80], "1:1: the text is not UTF-8"),
            ([0x22, 0xE2, 0x82, 0x22], "1:2: the text is not UTF-8"),
        ] as [([UInt8], String)]
    )
    func `bytes that are not UTF-8 are refused with their place`(bytes: [UInt8], expected: String) {
        for chunk in [1, 2, 100] { #expect(fault(bytes, chunk: chunk) == expected) }
    }

    @Test func `fields, columns, rows and bytes have limits`() {
        var limits = CSVLimits()
        (limits.fieldBytes, limits.columns, limits.rows, limits.fileBytes) = (4, 3, 2, 20)
        #expect(fault(Array("abcd,1,2\n3".utf8), limits: limits) == nil)
        #expect(fault(Array("a,abcde".utf8), limits: limits) == "1:3: the field is longer than 4 bytes")
        #expect(fault(Array("\"abc\"\"d\"".utf8), limits: limits) == "1:1: the field is longer than 4 bytes")
        #expect(fault(Array("1,2,3,4".utf8), limits: limits) == "1:7: the row has more than 3 fields")
        #expect(fault(Array("1\n2\n3".utf8), limits: limits) == "3:1: the file has more than 2 rows")
        let long = Array("123,456,78\n123,456,789".utf8)
        #expect(fault(long, limits: limits)?.hasSuffix("the file is longer than 20 bytes") == true)
    }

    @Test func `an endless quoted field is given up at the limit`() {
        let bytes = [UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "\n"), count: 70_000)
        #expect(fault(bytes, chunk: 4096) == "1:1: the field is longer than 65536 bytes")
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `what is written is read`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rows = (0..<Int.random(in: 1...8, using: &random)).map { _ in
            (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.field(using: &random) }
        }
        let end = Bool.random(using: &random) ? "\n" : "\r\n"
        let text = rows.map { $0.map { Self.written($0, using: &random) }.joined(separator: ",") + end }.joined()
        #expect(try texts(text, chunk: Int.random(in: 1...40, using: &random)) == rows)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `every beginning of a text is read or refused`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rows = (0..<4).map { _ in
            (0..<3).map { _ in Self.written(Self.field(using: &random), using: &random) }.joined(separator: ",")
        }
        let bytes = Array(("\u{FEFF}" + rows.joined(separator: "\r\n")).utf8)
        for length in 0...bytes.count {
            for chunk in [1, 3, 64] {
                let whole = Result { () throws(CSVFailure) in try records(bytes.prefix(length), chunk: chunk) }
                let other = Result { () throws(CSVFailure) in try records(bytes.prefix(length), chunk: 4096) }
                #expect(whole == other)
            }
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random bytes are read alike in any chunks`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = Array("a\",\r\n\"\n, ".utf8) + [0xC3, 0xA4, 0xEF, 0xBB, 0xBF, 0xF0, 0x9F, 0x00]
        let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        }
        let whole = Result { () throws(CSVFailure) in try records(bytes, chunk: 4096) }
        for chunk in [1, 2, 3] {
            let parts = Result { () throws(CSVFailure) in try records(bytes, chunk: chunk) }
            #expect(parts == whole)
        }
    }

    private static func field(using random: inout SeededGenerator) -> String {
        let characters = Array("ab 1.-,\"\n\t;ä€😀\u{301}")
        let length = Int.random(in: 0...12, using: &random)
        return String((0..<length).map { _ in characters[Int.random(in: 0..<characters.count, using: &random)] })
    }

    private static func written(_ field: String, using random: inout SeededGenerator) -> String {
        let needsQuotes = field.unicodeScalars.contains { [",", "\"", "\n"].contains($0) }
        guard needsQuotes || Bool.random(using: &random) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private func fault(_ bytes: [UInt8], chunk: Int = 7, limits: CSVLimits = CSVLimits()) -> String? {
        do throws(CSVFailure) {
            _ = try records(bytes, chunk: chunk, limits: limits)
            return nil
        } catch {
            switch error {
            case .fault(let fault), .malformed(let fault): return "\(fault.line):\(fault.column): \(fault.message)"
            case .unreadable: return "unreadable"
            }
        }
    }
}
