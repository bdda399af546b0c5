public import FolioModel

/// One object of a vendor's answer: reads its members, and where one is missing or garbled says which.
///
/// Members nobody asks for are left alone, as vendors add them without notice.
public struct VendorObject: Sendable, Hashable {
    /// The most an answer may be nested and weigh.
    public static let limits = JSONLimits(depth: 32, bytes: 32 << 20)

    /// The members.
    public let members: JSONObject
    /// Where the object stands, such as `holdings[3]`; empty at the top.
    public let path: String
    /// Whose answer it is, for messages: `Plaid`.
    public let vendor: String

    /// Takes a parsed value that must be an object.
    public init(_ value: JSONValue, vendor: String, path: String = "") throws(AdapterError) {
        guard case .object(let members) = value else {
            throw Self.fault(vendor, path, "an object is expected, not \(value.kindName)")
        }
        (self.members, self.path, self.vendor) = (members, path, vendor)
    }

    /// Parses an answer whose top is an object.
    public init(parsing body: [UInt8], vendor: String) throws(AdapterError) {
        try self.init(Self.parse(body, vendor: vendor), vendor: vendor)
    }

    /// Parses an answer whose top is an array of objects.
    public static func list(parsing body: [UInt8], vendor: String) throws(AdapterError) -> [VendorObject] {
        let value = try parse(body, vendor: vendor)
        guard case .array(let elements) = value else {
            throw fault(vendor, "", "an array is expected, not \(value.kindName)")
        }
        return try objects(elements, vendor: vendor, path: "")
    }

    private static func parse(_ body: [UInt8], vendor: String) throws(AdapterError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: body, limits: limits)
        } catch {
            throw AdapterError(.badVendorData, "\(vendor)'s answer is not JSON that can be used: \(error).")
        }
    }

    private static func objects(
        _ elements: [JSONValue],
        vendor: String,
        path: String
    ) throws(AdapterError) -> [VendorObject] {
        var objects: [VendorObject] = []
        objects.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            objects.append(try VendorObject(element, vendor: vendor, path: "\(path)[\(index)]"))
        }
        return objects
    }

    private static func fault(_ vendor: String, _ path: String, _ message: String) -> AdapterError {
        let place = path.isEmpty ? "the top" : path
        return AdapterError(.badVendorData, "\(vendor)'s answer cannot be used at \(place): \(message).")
    }

    /// The error that names a member and what was expected there.
    public func fault(_ name: String, _ message: String) -> AdapterError {
        Self.fault(vendor, path.isEmpty ? name : "\(path).\(name)", message)
    }

    /// A member that is there and not `null`.
    public func value(_ name: String) -> JSONValue? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    private func require<Value>(_ value: Value?, _ name: String, _ what: String) throws(AdapterError) -> Value {
        guard let value else { throw fault(name, "\(what) is expected, not \(members[name]?.kindName ?? "nothing")") }
        return value
    }
}

// MARK: Members

extension VendorObject {
    /// A text that must be there and not be empty.
    public func string(_ name: String) throws(AdapterError) -> String {
        try require(optionalString(name), name, "a text")
    }

    /// A text; `nil` where it is missing, `null` or empty.
    public func optionalString(_ name: String) throws(AdapterError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw fault(name, "a text is expected, not \(value.kindName)") }
        return text.isEmpty ? nil : text
    }

    /// A figure that must be there, read from its own text, never through binary floating point.
    public func figure<Figure: FixedPoint>(
        _ name: String,
        as type: Figure.Type = Figure.self
    ) throws(AdapterError)
        -> Figure
    {
        try require(optionalFigure(name), name, "a figure")
    }

    /// A figure, a number or a text that holds one; `nil` where it is missing, `null` or empty.
    public func optionalFigure<Figure: FixedPoint>(
        _ name: String,
        as type: Figure.Type = Figure.self
    ) throws(AdapterError) -> Figure? {
        guard let value = value(name), value != "" else { return nil }
        guard let text = value.figureText else { throw fault(name, "a figure is expected, not \(value.kindName)") }
        guard let figure = Figure(vendorText: text) else { throw fault(name, "a figure in range is expected") }
        return figure
    }

    /// A whole number that must be there.
    public func int(_ name: String) throws(AdapterError) -> Int {
        try require(value(name)?.int, name, "a whole number")
    }

    /// A truth; `nil` where it is missing or `null`.
    public func optionalBool(_ name: String) throws(AdapterError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else {
            throw fault(name, "true or false is expected, not \(value.kindName)")
        }
        return flag
    }

    /// A date that must be there: `2025-09-23`, whatever time may follow it.
    public func day(_ name: String) throws(AdapterError) -> Day {
        try require(optionalDay(name), name, "a date")
    }

    /// A date; `nil` where it is missing, `null` or empty.
    public func optionalDay(_ name: String) throws(AdapterError) -> Day? {
        guard let text = try optionalString(name) else { return nil }
        guard let day = Day(text.prefix(10)) else { throw fault(name, "a date such as 2025-09-23 is expected") }
        return day
    }

    /// An instant; `nil` where it is missing, `null` or empty.
    public func optionalTimestamp(_ name: String) throws(AdapterError) -> Timestamp? {
        guard let text = try optionalString(name) else { return nil }
        guard let timestamp = Timestamp(text) else {
            throw fault(name, "a time such as 2025-09-23T20:00:00Z is expected")
        }
        return timestamp
    }

    /// A currency by its code in any case; `nil` where it is missing, `null` or empty.
    public func optionalCurrency(_ name: String) throws(AdapterError) -> Currency? {
        guard let text = try optionalString(name) else { return nil }
        guard let currency = Currency(text.uppercased()) else { throw fault(name, "a currency code is expected") }
        return currency
    }

    /// An object that must be there.
    public func object(_ name: String) throws(AdapterError) -> VendorObject {
        try require(optionalObject(name), name, "an object")
    }

    /// An object; `nil` where it is missing or `null`.
    public func optionalObject(_ name: String) throws(AdapterError) -> VendorObject? {
        guard let value = value(name) else { return nil }
        return try VendorObject(value, vendor: vendor, path: path.isEmpty ? name : "\(path).\(name)")
    }

    /// Objects of an array that must be there.
    public func objects(_ name: String) throws(AdapterError) -> [VendorObject] {
        try require(optionalObjects(name), name, "an array")
    }

    /// Objects of an array; `nil` where it is missing or `null`.
    public func optionalObjects(_ name: String) throws(AdapterError) -> [VendorObject]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value else {
            throw fault(name, "an array is expected, not \(value.kindName)")
        }
        return try Self.objects(elements, vendor: vendor, path: path.isEmpty ? name : "\(path).\(name)")
    }
}
