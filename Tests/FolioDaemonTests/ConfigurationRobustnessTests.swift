import FolioDaemon
import Testing

@Suite struct ConfigurationRobustnessTests {
    /// Reads a text; whatever it is, the answer is a configuration or at least one fault.
    private func attempt(_ text: String) {
        do throws(ConfigurationErrors) {
            _ = try Configuration.parse(text, file: "f")
        } catch {
            #expect(!error.faults.isEmpty)
        }
    }

    @Test(arguments: 0..<8) func `no prefix of the sample is too much`(remainder: Int) throws {
        let bytes = Array(try Sample.text().utf8)
        for length in stride(from: remainder * 3, to: bytes.count, by: 24) {
            attempt(String(decoding: bytes[..<length], as: UTF8.self))
        }
    }

    @Test(arguments: 0..<24 as Range<UInt64>) func `no mutation of the sample is too much`(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let original = Array(try Sample.text().utf8)
        let alphabet = Array("\n\n  \t:-[]{},\"'#&*!|>%@`?~0aé\u{0}\u{7F}".utf8)
        for _ in 0..<12 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                let length = Int.random(in: 0...3, using: &generator)
                let end = min(bytes.count, index + length)
                let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                bytes.replaceSubrange(index..<end, with: [byte])
            }
            attempt(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func `aliases of aliases are refused before they grow`() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        var last = "a"
        for name in "bcdefghijklmnop" {
            text +=
                "\(name): &\(name) [*\(last), *\(last), *\(last), *\(last), *\(last), *\(last), *\(last), *\(last)]\n"
            last = String(name)
        }
        let error = #expect(throws: ConfigurationErrors.self) { try Configuration.parse(text, file: "f") }
        #expect(
            error?.description
                == "f:4:9: anchors (&name) and aliases (*name) are not taken: write the value out"
        )
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "\"", "*a ", "&a ", "!!"])
    func `what repeats without end is refused`(piece: String) {
        attempt(String(repeating: piece, count: 20_000))
    }

    @Test func `a file of more than a mebibyte is refused`() {
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.parse(String(repeating: "#", count: 1 << 20 + 1), file: "f")
        }
        #expect(error?.description == "f: the file is longer than 1048576 bytes")
    }
}

/// A small generator of repeatable numbers (SplitMix64).
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
