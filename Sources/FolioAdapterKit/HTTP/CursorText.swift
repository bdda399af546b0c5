public import FolioModel

/// The opaque text of a cursor: a JSON value in URL-safe base64, so that hosts treat it as one word.
public enum CursorText {
    /// The longest cursor of the protocol.
    private static let maximumLength = 16 << 10

    /// Writes a value.
    public static func encode(_ value: JSONValue) -> String {
        Base64.encode(Array(value.text.utf8), with: Base64.urlSafe)
    }

    /// Reads what ``encode(_:)`` wrote; `nil` for anything else.
    public static func decode(_ text: String) -> JSONValue? {
        guard text.utf8.count <= maximumLength else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 {
            guard let value = Base64.urlSafe.firstIndex(of: character) else { return nil }
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
