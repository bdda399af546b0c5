/// A JSON text as a tree.
///
/// Numbers keep their own text, so that no figure passes through binary floating point.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null

    /// `true` or `false`.
    case bool(Bool)

    /// A number by its text, as RFC 8259 allows it: `"-1.50"`, `"1e3"`.
    case number(String)

    /// A text.
    case string(String)

    /// Values in order.
    case array([JSONValue])

    /// Members in the order of the text, each name once.
    case object(JSONObject)

    /// The member of that name; `nil` where there is none or this is not an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    /// The text of a string; `nil` for anything else.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The values of an array; `nil` for anything else.
    public var array: [JSONValue]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    /// The members of an object; `nil` for anything else.
    public var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// The value of a boolean; `nil` for anything else.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// A number without fraction or exponent that fits; `nil` for anything else.
    public var int: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text)
    }

    /// The text of a number, or of a string that holds one: vendors write figures either way.
    public var figureText: String? {
        switch self {
        case .number(let text), .string(let text): text
        case .null, .bool, .array, .object: nil
        }
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// What kind of value this is, for error messages: `"a number"`.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Makes a number.
    public static func int(_ value: Int) -> JSONValue { .number(String(value)) }

    /// The compact text.
    public var text: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
    public init(nilLiteral: ()) { self = .null }
}

/// The members of a JSON object, in the order of the text.
public struct JSONObject: Hashable, Sendable, Sequence {
    /// A name and its value.
    public typealias Element = (name: String, value: JSONValue)

    private var names: [String] = []
    private var values: [JSONValue] = []

    /// Makes an object without members.
    public init() {}

    /// Makes an object of these members; a later one replaces an earlier one of the same name.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }

    /// The member of that name.
    ///
    /// Setting `nil` removes it.
    public subscript(name: String) -> JSONValue? {
        get { names.firstIndex(of: name).map { values[$0] } }
        set {
            switch (names.firstIndex(of: name), newValue) {
            case (let index?, let value?): values[index] = value
            case (let index?, nil):
                names.remove(at: index)
                values.remove(at: index)
            case (nil, let value?): appendUnchecked(name, value)
            case (nil, nil): break
            }
        }
    }

    /// The member of that name, looked for first where it stands in a message whose writer keeps to the same order.
    func member(_ name: String, near index: Int) -> JSONValue? {
        index < names.count && names[index] == name ? values[index] : self[name]
    }

    /// Makes room for so many members.
    mutating func reserve(_ count: Int) {
        names.reserveCapacity(count)
        values.reserveCapacity(count)
    }

    /// Adds a member whose name is known to be new.
    mutating func appendUnchecked(_ name: String, _ value: JSONValue) {
        names.append(name)
        values.append(value)
    }

    /// The number of members.
    public var count: Int { names.count }

    /// Whether there are no members.
    public var isEmpty: Bool { names.isEmpty }

    /// The names, in order.
    public var memberNames: [String] { names }

    /// The members in order.
    public func makeIterator() -> AnyIterator<Element> {
        var index = 0
        return AnyIterator {
            guard index < names.count else { return nil }
            defer { index += 1 }
            return (names[index], values[index])
        }
    }
}
