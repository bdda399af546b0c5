import FolioModel

/// Reads one object of a plan member by member; what is left over at the end is refused.
struct PlanFields {
    let path: WirePath
    private let object: JSONObject
    private var asked: [String] = []

    init(_ value: JSONValue, at path: WirePath) throws(WireError) {
        guard let object = value.object else { throw WireError(path, "an object is expected, not \(value.kindName)") }
        (self.object, self.path) = (object, path)
    }

    /// Whether there is a member of that name; asking for it takes it as known.
    mutating func has(_ name: String) -> Bool {
        asked.append(name)
        return object[name] != nil
    }

    /// The member of that name; `nil` without it, and for `null`.
    mutating func optional<Value: WireValue>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws(WireError) -> Value? {
        asked.append(name)
        guard let value = object[name], !value.isNull else { return nil }
        return try Value(wire: value, at: path.member(name))
    }

    /// The member of that name, which must be there.
    mutating func required<Value: WireValue>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws(WireError) -> Value {
        guard let value = try optional(name, as: type) else { throw WireError(path.member(name), "missing") }
        return value
    }

    /// A whole number within bounds; `standard` without it, an error where there is none.
    mutating func count(
        _ name: String,
        in bounds: ClosedRange<Int>,
        default standard: Int? = nil
    ) throws(WireError) -> Int {
        guard let number = try optional(name, as: Int.self) ?? standard else {
            throw WireError(path.member(name), "missing")
        }
        guard bounds.contains(number) else {
            throw WireError(
                path.member(name),
                "a number from \(bounds.lowerBound) to \(bounds.upperBound) is expected, not \(number)"
            )
        }
        return number
    }

    /// The elements of a member that is an array of at most so many; none without it.
    mutating func list<Value>(
        _ name: String,
        atMost maximum: Int,
        _ read: (JSONValue, WirePath) throws(WireError) -> Value
    ) throws(WireError) -> [Value] {
        let values = try optional(name, as: [JSONValue].self) ?? []
        guard values.count <= maximum else {
            throw WireError(path.member(name), "at most \(maximum) elements are allowed, not \(values.count)")
        }
        var list: [Value] = []
        for (index, value) in values.enumerated() { list.append(try read(value, path.member(name).element(index))) }
        return list
    }

    /// Refuses members nobody asked for.
    func finish() throws(WireError) {
        for name in object.memberNames where !asked.contains(name) {
            let hint = NearMiss.nearest(to: name, among: asked).map { ", did you mean \"\($0)\"?" } ?? ""
            throw WireError(path.member(name), "unknown key" + hint)
        }
    }
}
