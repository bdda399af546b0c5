/// A type that states once how it stands in JSON: reader, writer and schema come from that.
public protocol WireValue: Sendable {
    /// The JSON Schema of the value; named objects are put into the catalogue and referred to.
    static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue

    /// Writes one JSON value.
    func write(to writer: inout JSONWriter)

    /// Reads the value at a place in a message.
    init(wire value: JSONValue, at path: WirePath) throws(WireError)

    /// What a missing member means; `nil` where it must be there.
    static var whenAbsent: Self? { get }
}

extension WireValue {
    /// A member must be there unless its type says otherwise.
    public static var whenAbsent: Self? { nil }

    /// The compact JSON.
    public var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// The value as a tree.
    public var jsonValue: JSONValue {
        (try? JSONValue(parsing: json)) ?? .null
    }
}

/// Where in a message a value stands, and how strictly it is read.
public struct WirePath: Hashable, Sendable, CustomStringConvertible {
    /// What happens to members nobody asked for.
    public enum UnknownMembers: Hashable, Sendable {
        /// They are an error: a typo never passes in silence (the RPC).
        case refused
        /// They are left alone: additive change is not an error (the adapter protocol).
        case ignored
    }

    private enum Step: Hashable, Sendable {
        case top(String)
        case member(String)
        case element(Int)
    }

    /// Shared by the paths of everything in one object or array, for most paths are made and never shown.
    public struct Parent: Sendable {
        private final class Box: Sendable {
            let path: WirePath

            init(_ path: WirePath) { self.path = path }
        }

        private let box: Box

        fileprivate init(_ path: WirePath) { box = Box(path) }

        fileprivate var path: WirePath { box.path }

        /// The place of a member.
        public func member(_ name: String) -> WirePath { WirePath(self, .member(name)) }

        /// The place of an element.
        public func element(_ index: Int) -> WirePath { WirePath(self, .element(index)) }
    }

    /// What happens to unknown members here and below.
    public let unknownMembers: UnknownMembers

    private let parent: Parent?
    private let step: Step

    /// Makes the top of a message.
    public init(unknownMembers: UnknownMembers, _ description: String = "") {
        (self.unknownMembers, parent, step) = (unknownMembers, nil, .top(description))
    }

    private init(_ parent: Parent, _ step: Step) {
        (unknownMembers, self.parent, self.step) = (parent.path.unknownMembers, parent, step)
    }

    /// This place, to make the places of what is in it.
    public var asParent: Parent { Parent(self) }

    /// The place of a member.
    public func member(_ name: String) -> WirePath { asParent.member(name) }

    /// The place of an element.
    public func element(_ index: Int) -> WirePath { asParent.element(index) }

    /// Names and indices from the top, such as `sources[2].qty`; empty at the top.
    public var description: String {
        let above = parent?.path.description ?? ""
        return switch step {
        case .top(let name): name
        case .member(let name): above.isEmpty ? name : above + "." + name
        case .element(let index): above + "[\(index)]"
        }
    }

    /// Equal where they are the same place, however they were made.
    public static func == (left: WirePath, right: WirePath) -> Bool {
        left.unknownMembers == right.unknownMembers && left.description == right.description
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(unknownMembers)
        hasher.combine(description)
    }
}

/// Why a message could not be read, and where.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Names and indices from the top, such as `sources[2].qty`; empty at the top.
    public let path: String

    /// What was wrong: `"a date such as 2025-09-23 is expected, not 7"`.
    public let message: String

    /// Makes the error.
    public init(_ path: WirePath, _ message: String) {
        self.path = path.description
        self.message = message
    }

    /// One sentence for a person.
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

/// Named schemas met on the way, for `components.schemas`.
public struct SchemaCatalogue: Sendable {
    /// Schemas by name.
    public private(set) var schemas: [String: JSONValue] = [:]

    /// Where references point to, such as `"#/components/schemas/"`.
    public let prefix: String

    /// Makes an empty catalogue.
    public init(prefix: String = "#/components/schemas/") { self.prefix = prefix }

    /// Puts the schema in under its name once, and refers to it.
    public mutating func reference(_ name: String, _ make: (inout SchemaCatalogue) -> JSONValue) -> JSONValue {
        if schemas[name] == nil {
            schemas[name] = .null  // a type may contain itself
            schemas[name] = make(&self)
        }
        return ["$ref": .string(prefix + name)]
    }
}

/// An object on the wire: its fields are stated once, in order.
public protocol WireObject: WireValue {
    /// The type's name in the schema.
    static var wireName: String { get }

    /// One sentence on what it is, for the schema; empty for none.
    static var wireSummary: String { get }

    /// The fields in the order in which they are written.
    static var fields: [WireField<Self>] { get }

    /// Makes an object whose fields are all still unset.
    init()
}

extension WireObject {
    /// The Swift name.
    public static var wireName: String { String(describing: Self.self) }

    /// No summary.
    public static var wireSummary: String { "" }

    /// The schema of the object, put into the catalogue.
    public static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue {
        catalogue.reference(wireName) { catalogue in
            var properties = JSONObject()
            var required: [JSONValue] = []
            for field in fields {
                var schema = field.schema(&catalogue)
                if !field.summary.isEmpty {
                    if schema["$ref"] != nil { schema = ["allOf": [schema]] }
                    if case .object(var object) = schema {
                        object["description"] = .string(field.summary)
                        schema = .object(object)
                    }
                }
                properties[field.name] = schema
                if field.isRequired { required.append(.string(field.name)) }
            }
            var object: JSONObject = JSONObject([("type", "object"), ("properties", .object(properties))])
            if !wireSummary.isEmpty { object["description"] = .string(wireSummary) }
            if !required.isEmpty { object["required"] = .array(required) }
            object["additionalProperties"] = false
            return .object(object)
        }
    }

    /// Writes every field, `null` where it is unset.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for field in Self.fields {
            writer.quotedName(field.quotedName)
            field.write(self, &writer)
        }
        writer.endObject()
    }

    /// Reads the fields; an unknown member is reported before a missing one.
    public init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        guard case .object(let object) = value else {
            throw WireError(path, "an object is expected, not \(value.kindName)")
        }
        self.init()
        let fields = Self.fields
        if path.unknownMembers == .refused {
            for (name, _) in object where !fields.contains(where: { $0.name == name }) {
                throw WireError(path.member(name), "unknown key" + Self.suggestion(for: name))
            }
        }
        let here = path.asParent
        for (index, field) in fields.enumerated() {
            if let member = object.member(field.name, near: index) {
                try field.read(&self, member, here.member(field.name))
            } else if field.isRequired {
                throw WireError(path.member(field.name), "missing")
            }
        }
    }

    private static func suggestion(for name: String) -> String {
        NearMiss.nearest(to: name, among: fields.map(\.name)).map { ", did you mean \"\($0)\"?" } ?? ""
    }
}

/// One field of a ``WireObject``.
public struct WireField<Root: Sendable>: Sendable {
    // Behind one reference, for fields are handed around for every object that is read or written.
    private final class Definition: Sendable {
        let name: String
        let quotedName: [UInt8]
        let summary: String
        let isRequired: Bool
        let schema: @Sendable (inout SchemaCatalogue) -> JSONValue
        let write: @Sendable (Root, inout JSONWriter) -> Void
        let read: @Sendable (inout Root, JSONValue, WirePath) throws(WireError) -> Void

        init(
            name: String,
            summary: String,
            isRequired: Bool,
            schema: @escaping @Sendable (inout SchemaCatalogue) -> JSONValue,
            write: @escaping @Sendable (Root, inout JSONWriter) -> Void,
            read: @escaping @Sendable (inout Root, JSONValue, WirePath) throws(WireError) -> Void
        ) {
            (self.name, self.summary, self.isRequired) = (name, summary, isRequired)
            quotedName = Array((JSONValue.string(name).text + ":").utf8)
            (self.schema, self.write, self.read) = (schema, write, read)
        }
    }

    private let definition: Definition

    /// The name on the wire, snake_case.
    public var name: String { definition.name }

    /// Meaning, unit and sign in a sentence; may be empty.
    public var summary: String { definition.summary }

    /// Whether a message without it is refused.
    public var isRequired: Bool { definition.isRequired }

    /// The name as it is written: in quotes, with its colon.
    var quotedName: [UInt8] { definition.quotedName }

    var schema: @Sendable (inout SchemaCatalogue) -> JSONValue { definition.schema }

    /// Writes the field of an object.
    func write(_ root: Root, _ writer: inout JSONWriter) { definition.write(root, &writer) }

    /// Reads the field into an object.
    func read(_ root: inout Root, _ value: JSONValue, _ path: WirePath) throws(WireError) {
        try definition.read(&root, value, path)
    }

    /// States a field: its name, where it is kept, what it means.
    ///
    /// Where `optional` is true, or the type has a meaning for absence, a message may leave it out and the initial
    /// value stays.
    public init<Value: WireValue>(
        _ name: String,
        _ property: any WritableKeyPath<Root, Value> & Sendable,
        _ summary: String = "",
        optional: Bool = false
    ) {
        let place = StoredPlace<Root, Value>(property)
        definition = Definition(
            name: name,
            summary: summary,
            isRequired: !optional && Value.whenAbsent == nil,
            schema: { catalogue in Value.schema(in: &catalogue) },
            write: { root, writer in
                if let place {
                    place.read(root) { $0.write(to: &writer) }
                } else {
                    root[keyPath: property].write(to: &writer)
                }
            },
            read: { (root, value, path) throws(WireError) in
                let value = try Value(wire: value, at: path)
                if let place { place.write(value, to: &root) } else { root[keyPath: property] = value }
            }
        )
    }
}

/// Where in its type a stored property lies: a key path finds the place anew at each use, which rows by the million feel.
private struct StoredPlace<Root: Sendable, Value: Sendable>: Sendable {
    private let offset: Int

    /// `nil` for a property that is not simply stored in the type.
    init?(_ property: WritableKeyPath<Root, Value>) {
        guard let offset = MemoryLayout<Root>.offset(of: property) else { return nil }
        self.offset = offset
    }

    // `MemoryLayout.offset(of:)` promises that the property's value lies at its offset in every value of the type.

    func read(_ root: Root, _ body: (Value) -> Void) {
        withUnsafePointer(to: root) { root in
            body((UnsafeRawPointer(root) + offset).assumingMemoryBound(to: Value.self).pointee)
        }
    }

    func write(_ value: Value, to root: inout Root) {
        withUnsafeMutablePointer(to: &root) { root in
            (UnsafeMutableRawPointer(root) + offset).assumingMemoryBound(to: Value.self).pointee = value
        }
    }
}

extension WireField {
    /// The fields of a part of the object, as if they were the object's own.
    public static func including<Part: WireObject>(
        _ part: any WritableKeyPath<Root, Part> & Sendable
    ) -> [WireField<Root>] {
        Part.fields.map { field in WireField(field, through: part) }
    }

    private init<Part>(_ field: WireField<Part>, through part: any WritableKeyPath<Root, Part> & Sendable) {
        definition = Definition(
            name: field.name,
            summary: field.summary,
            isRequired: field.isRequired,
            schema: field.schema,
            write: { root, writer in field.write(root[keyPath: part], &writer) },
            read: { (root, value, path) throws(WireError) in try field.read(&root[keyPath: part], value, path) }
        )
    }
}
