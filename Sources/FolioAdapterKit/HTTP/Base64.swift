/// Bytes as text by RFC 4648.
package enum Base64 {
    static let standard = alphabet("+/")
    static let urlSafe = alphabet("-_")

    private static func alphabet(_ signs: String) -> [UInt8] {
        Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + signs).utf8)
    }

    /// Writes a text's UTF-8 with the standard alphabet, padded with `=` to a multiple of four.
    package static func encode(_ text: String) -> String {
        let encoded = encode(Array(text.utf8), with: standard)
        return encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
    }

    /// Writes bytes without padding.
    static func encode(_ bytes: [UInt8], with alphabet: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = (bits << 8) | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int((bits >> UInt32(count)) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int((bits << UInt32(6 - count)) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
