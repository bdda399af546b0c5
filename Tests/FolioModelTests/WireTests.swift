import FolioModel
import Testing

private struct Sample: WireObject, Hashable {
    enum Side: String, WireEnum { case long, short }

    var name = ""
    var amount: Amount?
    var side = Side.long
    var rows: [Sample] = []
    var count = 3

    static let fields: [WireField<Self>] = [
        WireField("name", \.name, "What it is called."),
        WireField("amount", \.amount),
        WireField("side", \.side, optional: true),
        WireField("rows", \.rows, optional: true),
        WireField("count", \.count, optional: true),
    ]
}

@Suite struct WireTests {
    private func read(_ text: String, _ unknown: WirePath.UnknownMembers = .refused) throws -> Sample {
        try Sample(wire: try JSONValue(parsing: text), at: WirePath(unknownMembers: unknown))
    }

    @Test func `an object is written in the order of its fields, null where nothing is known`() {
        var sample = Sample()
        sample.name = "a"
        sample.rows = [Sample()]
        let inner = #"{"name":"","amount":null,"side":"long","rows":[],"count":3}"#
        #expect(
            String(decoding: sample.json, as: UTF8.self)
                == #"{"name":"a","amount":null,"side":"long","rows":["# + inner + #"],"count":3}"#
        )
    }

    @Test func `what is left out keeps its initial value`() throws {
        let sample = try read(#"{"name":"a"}"#)
        #expect(sample.amount == nil)
        #expect(sample.count == 3)
        #expect(sample.side == .long)
    }

    @Test(arguments: [
        (#"{}"#, "name", "missing"),
        (#"{"nmae":"a"}"#, "nmae", #"unknown key, did you mean "name"?"#),
        (#"{"name":"a","x":1}"#, "x", "unknown key"),
        (#"{"name":7}"#, "name", "a string is expected, not a number"),
        (#"{"name":null}"#, "name", "a string is expected, not null"),
        (#"{"name":"a","side":"shrt"}"#, "side", #"one of long, short is expected, did you mean "short"?"#),
        (#"{"name":"a","count":1.5}"#, "count", "a whole number is expected, not a number"),
        (#"{"name":"a","amount":12}"#, "amount", "a decimal in a string is expected, not a number"),
        (#"{"name":"a","rows":[{"name":"b"},{"name":1}]}"#, "rows[1].name", "a string is expected, not a number"),
        (#"{"name":"a","rows":{}}"#, "rows", "an array is expected, not an object"),
        (#"[]"#, "", "an object is expected, not an array"),
    ])
    func `a strict reader says what is wrong and where`(text: String, path: String, message: String) throws {
        let error = #expect(throws: WireError.self) { try read(text) }
        #expect(error?.path == path)
        #expect(error?.message == message)
    }

    @Test func `a tolerant reader leaves unknown members alone, at every depth`() throws {
        let sample = try read(#"{"name":"a","x":1,"rows":[{"name":"b","y":{}}]}"#, .ignored)
        #expect(sample.rows.map(\.name) == ["b"])
        #expect(throws: WireError.self) { try read(#"{"x":1}"#, .ignored) }
    }

    @Test func `an amount must be a plain decimal in a string`() {
        for text in [#""1e3""#, #""""#, #""+1""#, #""1.0000000000001""#] {
            #expect(throws: WireError.self) { try read(#"{"name":"a","amount":\#(text)}"#) }
        }
    }

    @Test func `the schema of an object names its fields, and of a type within itself refers to it`() {
        var catalogue = SchemaCatalogue()
        #expect(Sample.schema(in: &catalogue) == ["$ref": "#/components/schemas/Sample"])
        let schema = catalogue.schemas["Sample"]
        #expect(schema?["required"] == ["name"])
        #expect(schema?["additionalProperties"] == false)
        #expect(schema?["properties"]?["name"] == ["type": "string", "description": "What it is called."])
        #expect(schema?["properties"]?["rows"]?["items"] == ["$ref": "#/components/schemas/Sample"])
        #expect(schema?["properties"]?["side"]?["enum"] == ["long", "short"])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `an object reads back from what it writes`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func make(_ depth: Int, _ generator: inout SeededGenerator) -> Sample {
            var sample = Sample()
            sample.name = String(
                String.UnicodeScalarView(
                    (0..<8).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 0...0x1_FFFF, using: &generator))
                    }
                )
            )
            let raw = Int128.random(in: -(1 << 100)...(1 << 100), using: &generator)
            sample.amount = Bool.random(using: &generator) ? Amount(raw: raw) : nil
            sample.side = Bool.random(using: &generator) ? .long : .short
            sample.count = Int.random(in: Int.min...Int.max, using: &generator)
            if depth > 0 { sample.rows = (0..<3).map { _ in make(depth - 1, &generator) } }
            return sample
        }
        let original = make(2, &generator)
        #expect(
            try Sample(wire: try JSONValue(parsing: original.json), at: WirePath(unknownMembers: .refused)) == original
        )
    }

    @Test func `dates, times and currencies are read strictly`() {
        let path = WirePath(unknownMembers: .refused)
        #expect(throws: WireError.self) { try Day(wire: "2025-02-29", at: path) }
        #expect(throws: WireError.self) { try Timestamp(wire: "2025-02-28", at: path) }
        #expect(throws: WireError.self) { try Currency(wire: "usd", at: path) }
        #expect(throws: WireError.self) { try Bool(wire: 1, at: path) }
        #expect(throws: WireError.self) { try [String](wire: ["a", 1], at: path) }
        #expect(throws: WireError.self) { try [String: Int](wire: ["a": "b"], at: path) }
    }
}
