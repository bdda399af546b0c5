/// How the characters of a file are written.
package enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    /// Windows-1252, which has Latin-1's characters and more.
    case latin1 = "latin-1"

    /// The encoding by the first bytes of a file: by its mark, or by the zeros of UTF-16; UTF-8 unless shown otherwise.
    init(detecting head: [UInt8]) {
        if head.starts(with: [0xFF, 0xFE]) {
            self = .utf16LittleEndian
        } else if head.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else {
            let sample = head.prefix(Self.sampleBytes & ~1)
            let zeros = sample.indices.filter { sample[$0] == 0 }
            let (odd, even) = (zeros.count { $0 % 2 == 1 }, zeros.count { $0 % 2 == 0 })
            if odd * 4 > sample.count, odd > even * 4 {
                self = .utf16LittleEndian
            } else if even * 4 > sample.count, even > odd * 4 {
                self = .utf16BigEndian
            } else {
                self = .utf8
            }
        }
    }

    /// Bytes looked at for zeros.
    private static let sampleBytes = 64

    /// The name for people.
    var title: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian, .utf16BigEndian: "UTF-16"
        case .latin1: "Latin-1"
        }
    }
}

/// Another source's bytes as UTF-8.
///
/// What cannot be decoded becomes the byte 0xFF, which no UTF-8 has, so that whoever reads on finds the place.
struct DecodedSource<Base: CSVByteSource>: CSVByteSource {
    private(set) var base: Base
    private let encoding: TextEncoding
    /// Bytes of a character whose rest is still to come.
    private var rest: [UInt8] = []
    private var isAtEnd = false

    init(_ base: Base, encoding: TextEncoding) { (self.base, self.encoding) = (base, encoding) }

    mutating func nextChunk() throws(CSVFailure) -> [UInt8] {
        guard encoding != .utf8 else { return try base.nextChunk() }
        while !isAtEnd {
            let chunk = try base.nextChunk()
            isAtEnd = chunk.isEmpty
            if isAtEnd { return rest.isEmpty ? [] : [Self.undecodable] }
            let decoded = encoding == .latin1 ? Self.latin1(chunk) : utf16(chunk)
            if !decoded.isEmpty { return decoded }
        }
        return []
    }

    private static var undecodable: UInt8 { 0xFF }

    private mutating func utf16(_ chunk: [UInt8]) -> [UInt8] {
        let bytes = rest + chunk
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        let (low, high) = encoding == .utf16LittleEndian ? (0, 1) : (1, 0)
        func unit(_ index: Int) -> UInt16 { UInt16(bytes[index + high]) << 8 | UInt16(bytes[index + low]) }
        while index + 2 <= bytes.count {
            let first = unit(index)
            if UTF16.isLeadSurrogate(first) {
                guard index + 4 <= bytes.count else { break }
                let second = unit(index + 2)
                if UTF16.isTrailSurrogate(second) {
                    let value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
                    Self.append(value, to: &decoded)
                    index += 4
                    continue
                }
            }
            Self.append(UInt32(first), to: &decoded)
            index += 2
        }
        rest = Array(bytes[index...])
        return decoded
    }

    private static func latin1(_ chunk: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(chunk.count)
        for byte in chunk {
            if byte < 0x80 {
                decoded.append(byte)
            } else if byte < 0xA0 {
                append(UInt32(windows1252[Int(byte) - 0x80]), to: &decoded)
            } else {
                append(UInt32(byte), to: &decoded)
            }
        }
        return decoded
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        guard value != 0, let scalar = Unicode.Scalar(value) else { return bytes.append(undecodable) }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}

/// The characters of Windows-1252 from 0x80 to 0x9F; 0 where there is none (unicode.org, CP1252.TXT).
private let windows1252: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
]
