package import FolioModel

/// JSON laid out for people and for line-by-line comparison.
package enum OpenRPCText {
    /// Two spaces a level, a member or element a line, and a newline at the end.
    package static func pretty(_ value: JSONValue) -> String {
        var text = ""
        append(value, indent: "", to: &text)
        return text + "\n"
    }

    private static func append(_ value: JSONValue, indent: String, to text: inout String) {
        let inner = indent + "  "
        switch value {
        case .object(let object) where !object.isEmpty:
            var separator = "{\n"
            for (name, member) in object {
                text += separator + inner + JSONValue.string(name).text + ": "
                append(member, indent: inner, to: &text)
                separator = ",\n"
            }
            text += "\n" + indent + "}"
        case .array(let values) where !values.isEmpty:
            var separator = "[\n"
            for element in values {
                text += separator + inner
                append(element, indent: inner, to: &text)
                separator = ",\n"
            }
            text += "\n" + indent + "]"
        case .null, .bool, .number, .string, .array, .object: text += value.text
        }
    }
}
