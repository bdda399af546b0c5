extension JSONValue {
    /// The text with a member or element a line; short arrays and objects without nesting stay on one.
    package func pretty(indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .array(let elements) where !elements.isEmpty && !isShort(elements):
            let lines = elements.map { inner + $0.pretty(indent: indent + 2) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .object(let object) where !object.isEmpty:
            let lines = object.map { name, value in
                inner + JSONValue.string(name).text + ": " + value.pretty(indent: indent + 2)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        default:
            return text
        }
    }

    private static let shortLength = 72

    private func isShort(_ elements: [JSONValue]) -> Bool {
        elements.allSatisfy { $0.array == nil && $0.object == nil } && text.utf8.count <= Self.shortLength
    }
}
