package import FolioModel

/// The opaque text of a cursor: a JSON value in URL-safe base64, so that hosts treat it as one word.
package enum CursorText {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The longest cursor of the protocol.
    private static let maximumLength = 16 << 10

    /// Writes a value.
    package static func encode(_ value: JSONValue) -> String {
        let bytes = Array(value.text.utf8)
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

    /// Reads what ``encode(_:)`` wrote; `nil` for anything else.
    package static func decode(_ text: String) -> JSONValue? {
        guard text.utf8.count <= maximumLength else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = (bits << 6) | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8((bits >> UInt32(count)) & 255))
            }
        }
        return try? JSONValue(parsing: bytes, limits: JSONLimits(depth: 4, bytes: maximumLength))
    }
}
