import FolioAdapterKit
import FolioModel
import Testing

@Suite struct LineFramerTests {
    private func frames(_ text: String, limit: Int = 8, overflow: LineFramer.Overflow = .discard) -> [String] {
        var framer = LineFramer(limit: limit, overflow: overflow)
        return (framer.frames(adding: Array(text.utf8)) + framer.lastFrames()).map(Self.text)
    }

    private static func text(_ frame: LineFramer.Frame) -> String {
        switch frame {
        case .line(let bytes): String(decoding: bytes, as: UTF8.self)
        case .oversized: "<oversized>"
        }
    }

    @Test func `a stream is cut at line feeds, with or without a carriage return`() {
        #expect(frames("one\ntwo\r\nthree\n") == ["one", "two", "three"])
    }

    @Test func `empty lines are skipped`() {
        #expect(frames("\n\r\none\n\n\ntwo\n") == ["one", "two"])
    }

    @Test func `what stands at the end without a line feed is a line`() {
        #expect(frames("one\ntwo") == ["one", "two"])
    }

    @Test func `a line of exactly the limit passes, one more byte does not`() {
        #expect(frames("12345678\n123456789\nok\n") == ["12345678", "<oversized>", "ok"])
        #expect(frames("12345678\r\n") == ["12345678"])
    }

    @Test func `a line that is too long is cut where that is asked for`() {
        #expect(frames("1234567890abc\nok\n", overflow: .cut) == ["12345678", "ok"])
        #expect(frames("123456789\nok\n", overflow: .cut) == ["12345678", "ok"])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `the lines do not depend on how the bytes arrive`(seed: UInt64) {
        var random = SplitMix(state: seed)
        let text = "alpha\r\nbe\n\n0123456789\ngamma\n12345678\r\nend"
        var framer = LineFramer(limit: 8)
        var found: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = Int(random.next() % 5) + 1
            found += framer.frames(adding: rest.prefix(count)).map(Self.text)
            rest = rest.dropFirst(count)
        }
        found += framer.lastFrames().map(Self.text)
        #expect(found == ["alpha", "be", "<oversized>", "gamma", "12345678", "end"])
    }
}

/// Steele, Lea and Flood's generator: small, and the same everywhere.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
