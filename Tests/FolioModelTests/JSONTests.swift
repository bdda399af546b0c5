import FolioModel
import Testing

@Suite struct JSONTests {
    // MARK: Reading

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1.50", "-1e3", "1E+2", "1e-7", "\"\"", "[]", "{}", "[1,[2,{}]]",
        #"{"a":{"b":null},"":1}"#, #""\"\\\n\r\t""#,
    ])
    func `valid JSON reads and writes back the same`(text: String) throws {
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "tru", "01", "-", "-01", "+1", "1.", ".5", "1e", "1e+", "1.e3", "0x1", "NaN",
        "Infinity", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}",
        "{a:1}", "{'a':1}", "{\"a\" 1}", "{1:2}", "{\"a\":1,\"a\":2}", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"",
        "\"\\u12G4\"", "\"\n\"", "\"\u{1}\"", "1 2", "{} {}", "// c", "[1]//", "\u{FEFF}1", "\u{B}1", "\"\\ud800\"",
        "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud83d\\\"", "\"\\u１２３４\"",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test func `white space is the four characters of the standard`() throws {
        let value = try JSONValue(parsing: " \t\r\n[ 1 ,\n2 ] \r\n")
        #expect(value == [1, 2])
    }

    @Test func `numbers keep their own text`() throws {
        let value = try JSONValue(parsing: "[3.133, 1.10, 123456789012345678901234567890, 1e400]")
        #expect(value.array?.compactMap(\.figureText) == ["3.133", "1.10", "123456789012345678901234567890", "1e400"])
    }

    @Test(arguments: [
        (#""\u0041\u00e9\u20ac""#, "Aé€"), (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00""#, "😀"),
        (#""\/\b\f""#, "/\u{8}\u{C}"),
        (#""\u0000""#, "\u{0}"), ("\"é😀\"", "é😀"), (#""e\u0301""#, "e\u{301}"),
        (#""\uFFFF\uE000""#, "\u{FFFF}\u{E000}"),
    ])
    func `escapes and surrogate pairs are read`(text: String, read: String) throws {
        let value = try #require(try JSONValue(parsing: text).string)
        #expect(Array(value.unicodeScalars) == Array(read.unicodeScalars))
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0xF8, 0x88],
        ] as [[UInt8]]
    )
    func `invalid UTF-8 is refused, in names too`(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSONValue(parsing: [quote] + bytes + [quote]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [quote] + Array(#"\n"#.utf8) + bytes + [quote]) }
        let object = Array("{".utf8) + [quote] + bytes + [quote] + Array(":1}".utf8)
        #expect(throws: JSONError.self) { try JSONValue(parsing: object) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test func `nesting goes to the limit and no further, whether arrays or objects`() throws {
        func arrays(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        func objects(_ depth: Int) -> String {
            String(repeating: #"{"a":"#, count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: arrays(64)) }
        #expect(throws: Never.self) { try JSONValue(parsing: objects(64)) }
        for text in [arrays(65), objects(65), String(repeating: "[", count: 1_000_000)] {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
            #expect(error?.kind == .tooDeep(limit: 64))
        }
        let wide = "[" + Array(repeating: "[[]]", count: 100).joined(separator: ",") + "]"
        #expect(throws: Never.self) { try JSONValue(parsing: wide, limits: JSONLimits(depth: 3)) }
    }

    @Test func `a text longer than the limit is refused`() {
        let limits = JSONLimits(bytes: 4)
        #expect(throws: Never.self) { try JSONValue(parsing: "1234", limits: limits) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "12345", limits: limits) }
        #expect(error?.kind == .tooLong(limit: 4))
    }

    @Test func `a doubled name is found in large objects, too, and by what it spells`() {
        let names = (0..<40).map { #""n\#($0)":1"# }
        #expect(throws: Never.self) { try JSONValue(parsing: "{" + names.joined(separator: ",") + "}") }
        for doubled in ["n0", "n11", "n12", "n13", "n39", #"\u006e5"#] {
            let text = "{" + (names + [#""\#(doubled)":2"#]).joined(separator: ",") + "}"
            #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        }
    }

    @Test func `an error says where`() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: #"{"a": tru}"#) }
        #expect(error?.offset == 6)
        #expect(error?.description == "a value is expected at byte 6")
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any bytes are read or refused, and what is read reads back`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array(#"[]{}:,"\ue0123456789-+.Eatrflsn \#u{80}😀"#.utf8)
        for _ in 0..<200 {
            let count = Int.random(in: 0...24, using: &generator)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            #expect(try JSONValue(parsing: value.text) == value)
        }
    }

    // MARK: Writing

    @Test func `a writer escapes what it must and nothing else`() {
        var writer = JSONWriter()
        writer.string("a\"b\\c/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}é😀")
        #expect(writer.text == #""a\"b\\c/\u0008\u000c\n\r\t\u0001\u001f"# + "\u{7F}é😀\"")
    }

    @Test func `a writer puts the commas itself`() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("a")
        writer.beginArray()
        writer.int(1)
        writer.bool(false)
        writer.null()
        writer.beginObject()
        writer.endObject()
        writer.endArray()
        writer.name("b")
        writer.raw("1.50")
        writer.endObject()
        #expect(writer.text == #"{"a":[1,false,null,{}],"b":1.50}"#)
    }

    @Test func `an object keeps its order, replaces and removes`() throws {
        var object = try #require(try JSONValue(parsing: #"{"b":1,"a":2,"c":3}"#).object)
        object["a"] = 7
        object["b"] = nil
        object["d"] = nil
        #expect(JSONValue.object(object).text == #"{"a":7,"c":3}"#)
        #expect(object.count == 2)
    }

    @Test func `suggestions are near misses only`() {
        #expect(NearMiss.nearest(to: "acount", among: ["connection", "account"]) == "account")
        #expect(NearMiss.nearest(to: "soruce", among: ["source"]) == "source")
        #expect(NearMiss.nearest(to: "x", among: ["source"]) == nil)
        #expect(NearMiss.nearest(to: "", among: []) == nil)
    }
}
