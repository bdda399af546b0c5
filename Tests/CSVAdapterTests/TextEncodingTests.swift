import FolioAdapterKit
import FolioModel
import Testing

@testable import CSVAdapter

@Suite struct TextEncodingTests {
    private static let text = "\"Symbol\",\"Wert\"\r\n\"Müller €\",\"😀\"\r\n"

    private static func bytes(_ text: String, _ encoding: TextEncoding, mark: Bool) -> [UInt8] {
        let units = Array((mark ? "\u{FEFF}" : "").utf16) + text.utf16
        return switch encoding {
        case .utf16LittleEndian: units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case .utf16BigEndian: units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case .utf8, .latin1: Array((mark ? "\u{FEFF}" + text : text).utf8)
        }
    }

    @Test(arguments: [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian], [true, false])
    func `the encoding is found with and without a mark`(encoding: TextEncoding, mark: Bool) throws {
        let bytes = Self.bytes(Self.text, encoding, mark: mark)
        #expect(TextEncoding(detecting: bytes) == encoding)
        for chunk in 1...9 {
            let source = DecodedSource(MemorySource(bytes, chunk: chunk), encoding: encoding)
            var tokenizer = CSVTokenizer(source)
            var rows: [[String]] = []
            while let row = try tokenizer.next() { rows.append(row.fields.map(\.text)) }
            #expect(rows == [["Symbol", "Wert"], ["Müller €", "😀"]])
        }
    }

    @Test func `Latin-1 has the characters of Windows-1252`() throws {
        let source = DecodedSource(MemorySource([0x80, 0xFC, 0x93, 0x41]), encoding: .latin1)
        var tokenizer = CSVTokenizer(source)
        #expect(try tokenizer.next()?.fields.map(\.text) == ["€ü\u{201C}A"])
    }

    @Test(
        arguments: [
            ([0x61, 0x00, 0x00, 0xD8], .utf16LittleEndian, "1:2: the text is not UTF-16"),
            ([0x61, 0x00, 0x62], .utf16LittleEndian, "1:2: the text is not UTF-16"),
            ([0x61, 0x81], .latin1, "1:2: the text is not Latin-1"),
        ] as [([UInt8], TextEncoding, String)]
    )
    func `what no character is written as is refused with its place`(
        bytes: [UInt8],
        encoding: TextEncoding,
        expected: String
    ) {
        var dialect = CSVDialect()
        dialect.encoding = encoding
        var tokenizer = CSVTokenizer(DecodedSource(MemorySource(bytes), encoding: encoding), dialect: dialect)
        let failure = #expect(throws: CSVFailure.self) { while try tokenizer.next() != nil {} }
        guard case .malformed(let fault) = failure else {
            return #expect(Bool(false), "\(String(describing: failure))")
        }
        #expect("\(fault.line):\(fault.column): \(fault.message)" == expected)
    }

    static let robinhood =
        "\"Activity Date\",\"Process Date\",\"Settle Date\",\"Instrument\",\"Description\",\"Trans Code\",\"Quantity\","
        + "\"Price\",\"Amount\"\r\n\"4/27/2026\",\"4/27/2026\",\"4/27/2026\",\"\",\"Zahlung für Café\",\"ACH\",\"\",\"\",\"$5.00\"\r\n"

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian], [true, false])
    func `a broker's file may be UTF-16`(encoding: TextEncoding, mark: Bool) async throws {
        let box = try await ImportBox()
        try box.write("f.csv", bytes: Self.bytes(Self.robinhood, encoding, mark: mark))
        #expect(try await box.inspect().map(\.encoding) == [encoding.rawValue])
        #expect(try await box.transactionPage(nil).added.map(\.description) == ["Zahlung für Café"])
    }

    @Test func `a broker's file that is no UTF-8 is Latin-1, wherever that shows`() async throws {
        let box = try await ImportBox()
        let row = "\"4/27/2026\",\"4/27/2026\",\"4/27/2026\",\"\",\"plain\",\"ACH\",\"\",\"\",\"$5.00\"\r\n"
        let header = Self.robinhood.split(separator: "\r\n")[0] + "\r\n"
        var bytes = Array((header + String(repeating: row, count: 3000)).utf8)
        bytes +=
            Array("\"4/28/2026\",\"\",\"\",\"\",\"Caf".utf8) + [0xE9] + Array("\",\"ACH\",\"\",\"\",\"$6\"\r\n".utf8)
        try box.write("f.csv", bytes: bytes)
        #expect(try await box.inspect().map(\.encoding) == ["latin-1"])
        let rows = try await Normal(box).rows
        #expect(rows.count == 3001)
        #expect(rows.last?.description == "Café")
    }

    @Test func `folio's own layouts are UTF-8, or UTF-16`() async throws {
        let box = try await ImportBox()
        let text = "date,account,type,amount,description\n2025-09-23,A,deposit,5,caf"
        try box.write("a.csv", bytes: Array(text.utf8) + [0xE9, 0x0A])
        #expect(await box.faults() == ["a.csv:2:27: the text is not UTF-8"])
        try box.write("a.csv", bytes: Self.bytes(text + "\n", .utf16LittleEndian, mark: true))
        #expect(try await box.transactionPage(nil).added.count == 1)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `a broker's lines may end in any way`(end: String) async throws {
        let box = try await ImportBox()
        try box.write("f.csv", Self.robinhood.split(separator: "\r\n").joined(separator: end) + end)
        #expect(try await box.transactionPage(nil).added.count == 1)
    }

    @Test func `brokers' quoting is taken as it comes`() throws {
        var dialect = CSVDialect()
        dialect.isLenient = true
        #expect(try texts("\"Individual\" X001,a\n", dialect: dialect) == [["Individual X001", "a"]])
        #expect(try texts("a \"b\" c, \"d, e\" ,f\r", dialect: dialect) == [["a \"b\" c", "d, e ", "f"]])
        #expect(try texts("\"a\"\"b\" \"c\"\rx", dialect: dialect) == [["a\"b \"c\""], ["x"]])
        dialect.delimiter = UInt8(ascii: "\t")
        #expect(try texts("a,b\t\"c\td\"\n", dialect: dialect) == [["a,b", "c\td"]])
    }
}
