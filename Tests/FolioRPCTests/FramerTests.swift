import FolioModel
import Testing

@testable import FolioRPC

/// The framer against seeded garbage, in pieces of any size.
struct FramerTests {
    private func events(
        _ bytes: [UInt8],
        cuts: [Int] = [],
        limit: Int = 4096,
        depth: Int = 64
    ) -> [MessageFramer.Event] {
        var framer = MessageFramer(messageBytes: limit, depth: depth)
        var events: [MessageFramer.Event] = []
        var start = 0
        for cut in cuts + [bytes.count] {
            bytes[start..<cut].withUnsafeBytes { framer.append($0) }
            start = cut
            while let event = framer.next() { events.append(event) }
        }
        if let last = framer.finish() { events.append(last) }
        return events
    }

    private func message(_ text: String) -> MessageFramer.Event { .message(Array(text.utf8)) }

    @Test func `values end where their JSON ends`() {
        let text = #"{"a":[1,{}]}[]"x\"y"  -1.5e+3 true"#
        #expect(
            events(Array(text.utf8))
                == [#"{"a":[1,{}]}"#, "[]", #""x\"y""#, "-1.5e+3", "true"].map(message)
        )
        #expect(events(Array(#"1"a"null2"#.utf8)) == ["1", #""a""#, "null", "2"].map(message))
    }

    @Test(arguments: [
        "}", "]", ",", ":", "{]", "[}", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "[1 2]", "-x", "1.x",
        "1e+x", "tru ", "nul\n", "\"\\x\"", "\"\\u12g4\"", "\"\u{1}\"", "\"a\nb\"", "[01]", "\u{FEFF}1", "{\"a\" 1}",
        "[\"a\":1]", "+1", ".5", "\u{7F}",
    ])
    func `what is no JSON is one fault up to the next newline`(text: String) {
        let first = events(Array((text + " rest\n[7]").utf8)).filter { $0 != .malformed }
        #expect(first.last == message("[7]"))
        #expect(events(Array(text.utf8)).contains(.malformed))
    }

    @Test(arguments: ["{", "[1", "\"abc", "tru", "-", "1.", "1e", "{\"a\":1"])
    func `what is cut off is a fault at the end`(text: String) {
        #expect(events(Array(text.utf8)) == [.malformed])
    }

    @Test func `limits hold to the byte`() {
        func text(_ count: Int) -> [UInt8] { Array("\"\(String(repeating: "x", count: count - 2))\"\n1 ".utf8) }
        #expect(events(text(4096)).count == 2)
        #expect(events(text(4097)) == [.tooLong, message("1")])
        #expect(events([UInt8](repeating: UInt8(ascii: "["), count: 65)) == [.tooDeep])
        #expect(events(Array("}".utf8) + [UInt8](repeating: 0x78, count: 5000)) == [.malformed, .lost])
    }

    @Test func `white space between values is not kept`() {
        var framer = MessageFramer(messageBytes: 4096, depth: 64)
        for _ in 0..<1000 {
            [UInt8](repeating: 0x20, count: 1000).withUnsafeBytes { framer.append($0) }
            #expect(framer.next() == nil)
        }
        #expect(framer.heldBytes == 0)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `pieces of any size give the same events, and no value differs from the reader's judgement`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = garbage(using: &random)
        let whole = events(bytes, limit: 200, depth: 8)
        let cuts = (0..<Int.random(in: 1...40, using: &random))
            .map { _ in Int.random(in: 0...bytes.count, using: &random) }
            .sorted()
        #expect(events(bytes, cuts: cuts, limit: 200, depth: 8) == whole)
        #expect(events(bytes, cuts: Array(0..<bytes.count), limit: 200, depth: 8) == whole)
        for case .message(let message) in whole {
            do throws(JSONError) {
                _ = try JSONValue(parsing: message)
            } catch {
                // The two things the framer leaves to the reader.
                #expect(error.message == "half a surrogate pair" || error.message == "a name is given twice")
            }
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `valid values come out as they went in`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let values = (0..<20).map { _ in value(depth: 1, using: &random) }
        let texts = values.map { "[" + $0 + "]" }
        let separators = ["", "\n", " ", "\r\n\t"]
        let stream = texts.map { $0 + (separators.randomElement(using: &random) ?? "") }.joined()
        #expect(events(Array(stream.utf8), limit: 1 << 20) == texts.map(message))
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `the UTF-8 check agrees with the standard library`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let leads: [UInt8] = [0x41, 0xC1, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0x80, 0x9F, 0xA0, 0xBF]
        let bytes = (0..<8).map { _ in leads.randomElement(using: &random) ?? 0 }
        for count in 0...8 {
            let part = Array(bytes[..<count])
            #expect(UTF8Check.isValid(part) == (String(validating: part, as: UTF8.self) != nil))
        }
    }

    private func garbage(using random: inout SeededGenerator) -> [UInt8] {
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ", "1", "-", "e", ".", "true", "null", "\\u12", "é", "\0",
            #"{"a":1}"#, #"[1,2,{"b":"c"}]"#, #""text""#, "\u{FFFF}",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...120, using: &random) {
            bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
            if Int.random(in: 0..<20, using: &random) == 0 { bytes.append(.random(in: 0 ... .max, using: &random)) }
        }
        return bytes
    }

    private func value(depth: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth > 5 ? 4 : 6), using: &random) {
        case 0: return ["null", "true", "false"].randomElement(using: &random) ?? "null"
        case 1: return ["0", "-0.5", "12e-7", "1E+2", "98765432109876543210"].randomElement(using: &random) ?? "0"
        case 2: return ["\"\"", #""\"{[\\""#, #""\u00e9é😀\n""#].randomElement(using: &random) ?? "\"\""
        case 3: return [" [ ] ", "{ }"].randomElement(using: &random) ?? "[]"
        case 4:
            let count = Int.random(in: 0..<4, using: &random)
            return "[" + (0..<count).map { _ in value(depth: depth + 1, using: &random) }.joined(separator: " , ") + "]"
        default:
            let count = Int.random(in: 0..<4, using: &random)
            let members = (0..<count).map { "\"k\($0)\" :" + value(depth: depth + 1, using: &random) }
            return "{" + members.joined(separator: ",") + "}"
        }
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
