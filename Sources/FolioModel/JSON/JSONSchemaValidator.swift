/// Checks values against the part of JSON Schema that ``WireValue`` generates.
///
/// A keyword outside that part is a violation itself: nothing in a schema passes unread.
package struct JSONSchemaValidator: Sendable {
    /// Where a value differs from its schema, and how.
    package struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// Names and indices from the top, such as `sources[2].qty`; empty at the top.
        package let path: String

        /// What was wrong: `"a string is expected, not a number"`.
        package let message: String

        /// One line for a person.
        package var description: String { path.isEmpty ? message : "\(path): \(message)" }
    }

    /// References that may follow each other; a schema that only refers to itself ends here.
    static let maximumDepth = 256

    private let document: JSONValue

    /// Takes the document that references point into, such as one with `components.schemas`.
    package init(document: JSONValue) { self.document = document }

    /// Everything in which the value differs from the schema, in the order of the schema; empty where it fits.
    package func violations(of value: JSONValue, against schema: JSONValue) -> [Violation] {
        check(value, against: schema, at: WirePath(unknownMembers: .ignored), depth: 0)
    }

    private func check(_ value: JSONValue, against schema: JSONValue, at path: WirePath, depth: Int) -> [Violation] {
        guard depth < Self.maximumDepth else { return fault(path, "the schema refers to itself without end") }
        if case .bool(let isAllowed) = schema { return isAllowed ? [] : fault(path, "nothing is allowed here") }
        guard case .object(let keywords) = schema else { return fault(path, "the schema is \(schema.kindName)") }
        var violations: [Violation] = []
        for (keyword, rule) in keywords {
            let found = apply(keyword, rule, of: keywords, to: value, at: path, depth: depth + 1)
            violations.append(contentsOf: found)
        }
        return violations
    }

    private func apply(
        _ keyword: String,
        _ rule: JSONValue,
        of keywords: JSONObject,
        to value: JSONValue,
        at path: WirePath,
        depth: Int
    ) -> [Violation] {
        switch keyword {
        case "description", "title", "default", "examples", "deprecated": return []
        case "$ref":
            guard let target = resolve(rule) else { return fault(path, "the reference \(rule.text) leads nowhere") }
            return check(value, against: target, at: path, depth: depth)
        case "allOf":
            return (rule.array ?? []).flatMap { check(value, against: $0, at: path, depth: depth) }
        case "anyOf": return checkAny(value, of: rule.array ?? [], at: path, depth: depth)
        case "type": return checkType(value, rule, at: path)
        case "enum":
            let isListed = (rule.array ?? []).contains(value)
            return isListed ? [] : fault(path, "one of \(rule.text) is expected, not \(value.text)")
        case "properties": return checkMembers(value, rule, at: path, depth: depth)
        case "required":
            guard case .object(let object) = value else { return [] }
            let names = (rule.array ?? []).compactMap(\.string)
            return names.filter { object[$0] == nil }.flatMap { fault(path.member($0), "missing") }
        case "additionalProperties":
            return checkOthers(value, rule, known: keywords["properties"]?.object, at: path, depth: depth)
        case "items":
            guard case .array(let elements) = value else { return [] }
            return elements.enumerated().flatMap { index, element in
                check(element, against: rule, at: path.element(index), depth: depth)
            }
        case "pattern": return checkPattern(value, rule, at: path)
        case "format": return checkFormat(value, rule, at: path)
        default: return fault(path, "the keyword \"\(keyword)\" is not known to the validator")
        }
    }

    private func fault(_ path: WirePath, _ message: String) -> [Violation] {
        [Violation(path: path.description, message: message)]
    }

    // MARK: References and alternatives

    /// The value a reference within the document points at (RFC 6901 after `#`).
    private func resolve(_ reference: JSONValue) -> JSONValue? {
        guard let text = reference.string, text.hasPrefix("#/") else { return nil }
        var value = document
        for part in text.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
            let name = part.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
                .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
            guard let member = value[name] else { return nil }
            value = member
        }
        return value
    }

    /// None where an alternative fits; else what the nearest one has against the value.
    private func checkAny(_ value: JSONValue, of schemas: [JSONValue], at path: WirePath, depth: Int) -> [Violation] {
        var nearest: [Violation]?
        for schema in schemas {
            let violations = check(value, against: schema, at: path, depth: depth)
            if violations.isEmpty { return [] }
            let isOther = violations.contains { $0.path == path.description }
            if nearest == nil || !isOther { nearest = violations }
        }
        return nearest ?? fault(path, "no alternative is allowed")
    }

    // MARK: Objects

    private func checkMembers(_ value: JSONValue, _ rule: JSONValue, at path: WirePath, depth: Int) -> [Violation] {
        guard case .object(let object) = value, case .object(let properties) = rule else { return [] }
        return properties.flatMap { name, schema in
            object[name].map { check($0, against: schema, at: path.member(name), depth: depth) } ?? []
        }
    }

    private func checkOthers(
        _ value: JSONValue,
        _ rule: JSONValue,
        known: JSONObject?,
        at path: WirePath,
        depth: Int
    ) -> [Violation] {
        guard case .object(let object) = value else { return [] }
        return object.filter { known?[$0.name] == nil }.flatMap { name, member in
            if rule == false { return fault(path.member(name), "unknown key") }
            return check(member, against: rule, at: path.member(name), depth: depth)
        }
    }

    // MARK: Scalars

    private func checkType(_ value: JSONValue, _ rule: JSONValue, at path: WirePath) -> [Violation] {
        let types = rule.array?.compactMap(\.string) ?? [rule.string].compactMap(\.self)
        guard !types.contains(where: { Self.isOfType(value, $0) }) else { return [] }
        return fault(path, "\(types.joined(separator: " or ")) is expected, not \(value.kindName)")
    }

    private static func isOfType(_ value: JSONValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"),
            (.number, "number"):
            true
        case (.number, "integer"): value.int != nil
        default: false
        }
    }

    private func checkPattern(_ value: JSONValue, _ rule: JSONValue, at path: WirePath) -> [Violation] {
        guard case .string(let text) = value else { return [] }
        guard let pattern = rule.string, let regex = try? Regex(pattern) else {
            return fault(path, "the pattern \(rule.text) is not a regular expression")
        }
        return text.firstMatch(of: regex) == nil ? fault(path, "\"\(text)\" does not match \(pattern)") : []
    }

    private func checkFormat(_ value: JSONValue, _ rule: JSONValue, at path: WirePath) -> [Violation] {
        guard case .string(let text) = value else { return [] }
        switch rule.string {
        case "date": return Day(text) == nil ? fault(path, "\"\(text)\" is not a date") : []
        case "date-time": return Timestamp(text) == nil ? fault(path, "\"\(text)\" is not a time") : []
        default: return fault(path, "the format \(rule.text) is not known to the validator")
        }
    }
}
