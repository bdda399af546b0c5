/// Numbers that look random and are the same for the same seed, on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Makes the generator of that seed; `purpose` gives each use a stream of its own.
    init(seed: UInt64, purpose: String) {
        state = seed ^ Self.hash(purpose)
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The 64-bit FNV-1a hash of a text: stable over runs, unlike `Hasher`.
    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

/// Identifiers in the vendors' forms, the same for the same seed and name.
struct IdentifierMaker: Sendable {
    let seed: UInt64

    /// An identifier as Plaid makes them: letters and digits, 37 by default.
    func plaid(_ name: String, length: Int = 37) -> String {
        var generator = SeededGenerator(seed: seed, purpose: name)
        let alphabet = Array("BDEGJKLMNPQRVWXZabdegjklmnpqrvwxz1345679".utf8)
        let bytes = (0..<length).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A version 4 UUID.
    func uuid(_ name: String) -> String {
        var generator = SeededGenerator(seed: seed, purpose: name)
        var bytes = (0..<16).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 24) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
