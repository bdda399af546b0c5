public import FolioModel

/// The opaque text of a cursor: a JSON value in URL-safe base64, so that hosts treat it as one word.
public enum CursorText {
    /// The longest cursor of the protocol.
    private static let maximumLength = 16 << 10

    /// Writes a value.
    public static func encode(_ value: JSONValue) -> String { Base64Text.encode(value.text, as: .urlSafe) }

    /// Reads what ``encode(_:)`` wrote; `nil` for anything else.
    public static func decode(_ text: String) -> JSONValue? {
        guard text.utf8.count <= maximumLength, let bytes = Base64Text.decode(text, as: .urlSafe) else { return nil }
        return try? JSONValue(parsing: bytes, limits: JSONLimits(depth: 4, bytes: maximumLength))
    }
}
