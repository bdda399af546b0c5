extension String: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue { ["type": "string"] }

    public func write(to writer: inout JSONWriter) { writer.string(self) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard case .string(let text) = value else {
            throw WireError(path, "a string is expected, not \(value.kindName)")
        }
        self = text
    }
}

extension Bool: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue { ["type": "boolean"] }

    public func write(to writer: inout JSONWriter) { writer.bool(self) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard case .bool(let flag) = value else {
            throw WireError(path, "true or false is expected, not \(value.kindName)")
        }
        self = flag
    }
}

extension Int: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue { ["type": "integer"] }

    public func write(to writer: inout JSONWriter) { writer.int(self) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard let number = value.int else {
            throw WireError(path, "a whole number is expected, not \(value.kindName)")
        }
        self = number
    }
}

extension Optional: WireValue where Wrapped: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["anyOf": [Wrapped.schema(in: &catalogue), ["type": "null"]]]
    }

    public func write(to writer: inout JSONWriter) {
        switch self {
        case .some(let value): value.write(to: &writer)
        case .none: writer.null()
        }
    }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        self = value.isNull ? .none : .some(try Wrapped(wire: value, at: path))
    }

    public static var whenAbsent: Wrapped?? { .some(.none) }
}

extension Array: WireValue where Element: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["type": "array", "items": Element.schema(in: &catalogue)]
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginArray()
        for element in self { element.write(to: &writer) }
        writer.endArray()
    }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard case .array(let values) = value else {
            throw WireError(path, "an array is expected, not \(value.kindName)")
        }
        self = []
        reserveCapacity(values.count)
        let here = path.asParent
        for (index, value) in values.enumerated() { append(try Element(wire: value, at: here.element(index))) }
    }
}

extension Dictionary: WireValue where Key == String, Value: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["type": "object", "additionalProperties": Value.schema(in: &catalogue)]
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in sorted(by: { $0.key < $1.key }) {
            writer.name(name)
            value.write(to: &writer)
        }
        writer.endObject()
    }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard case .object(let object) = value else {
            throw WireError(path, "an object is expected, not \(value.kindName)")
        }
        self = [:]
        for (name, value) in object { self[name] = try Value(wire: value, at: path.member(name)) }
    }
}

extension JSONValue: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue { [:] }

    public func write(to writer: inout JSONWriter) { writer.value(self) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) { self = value }
}

/// A closed set of words.
public protocol WireEnum: WireValue, RawRepresentable, CaseIterable, Hashable where RawValue == String {}

extension WireEnum {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["type": "string", "enum": .array(allCases.map { .string($0.rawValue) })]
    }

    public func write(to writer: inout JSONWriter) { writer.string(rawValue) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        if case .string(let text) = value, let known = Self(rawValue: text) {
            self = known
            return
        }
        let words = Self.allCases.map(\.rawValue)
        guard case .string(let text) = value else {
            throw WireError(path, "one of \(words.joined(separator: ", ")) is expected, not \(value.kindName)")
        }
        let hint = NearMiss.nearest(to: text, among: words).map { ", did you mean \"\($0)\"?" } ?? ""
        throw WireError(path, "one of \(words.joined(separator: ", ")) is expected\(hint)")
    }
}

extension FixedPoint {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["type": "string", "pattern": #"^-?[0-9]{1,20}(\.[0-9]{1,12})?$"#]
    }

    public func write(to writer: inout JSONWriter) { DecimalText.withBytes(of: raw) { writer.plain($0) } }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard case .string(let text) = value else {
            throw WireError(path, "a decimal in a string is expected, not \(value.kindName)")
        }
        guard let number = Self(exactly: text) else {
            throw WireError(path, "a plain decimal such as \"12.50\" is expected, at most 20 digits and 12 decimals")
        }
        self = number
    }
}

extension Day: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["type": "string", "format": "date"]
    }

    public func write(to writer: inout JSONWriter) { writer.string(description) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard let text = value.string, let day = Day(text) else {
            throw WireError(path, "a date such as \"2025-09-23\" is expected")
        }
        self = day
    }
}

extension Timestamp: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["type": "string", "format": "date-time"]
    }

    public func write(to writer: inout JSONWriter) { writer.string(description) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard let text = value.string, let time = Timestamp(text) else {
            throw WireError(path, "a time such as \"2025-09-23T20:00:00Z\" is expected")
        }
        self = time
    }
}

extension Currency: WireValue {
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        ["type": "string", "pattern": "^[A-Z0-9]{2,10}$"]
    }

    public func write(to writer: inout JSONWriter) { writer.string(code) }

    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard let text = value.string, let currency = Currency(text) else {
            throw WireError(path, "a currency code such as \"USD\" is expected")
        }
        self = currency
    }
}
