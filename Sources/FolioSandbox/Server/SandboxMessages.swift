import FolioModel

/// An HTTP request as the vendors' parts of the sandbox see it.
struct SandboxRequest: Sendable {
    let method: String

    /// The path without query, percent-decoded.
    let path: String

    /// The query's members in order, percent-decoded.
    let query: [(name: String, value: String)]

    let headers: [(name: String, value: String)]
    let body: [UInt8]

    init(method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]) {
        self.method = method
        self.headers = headers
        self.body = body
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.decoded(parts[0])
        query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { member in
            let pair = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(pair[0]), pair.count > 1 ? Self.decoded(pair[1]) : "")
        }
    }

    /// The path's parts between slashes.
    var segments: [String] { path.split(separator: "/").map(String.init) }

    /// The first query member of that name; `nil` without one or where it is empty.
    func parameter(_ name: String) -> String? {
        query.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// The parts of a query member that lists values with commas.
    func list(_ name: String) -> [String]? {
        parameter(name).map { $0.split(separator: ",").map(String.init) }
    }

    /// The first header of that name, whatever its case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    private static func decoded(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let value = UInt8(String(decoding: source[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What the sandbox answers.
struct SandboxResponse: Sendable {
    var status: Int
    var contentType = "application/json"
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]

    /// A JSON answer.
    init(_ status: Int = 200, _ value: JSONValue) {
        self.status = status
        var writer = JSONWriter()
        writer.value(value)
        body = writer.bytes
    }

    /// An answer in plain text or HTML.
    init(_ status: Int, text: String, contentType: String = "text/plain; charset=utf-8") {
        self.status = status
        self.contentType = contentType
        body = Array(text.utf8)
    }
}

extension JSONValue {
    /// A number written from an exact decimal.
    static func figure(_ value: some FixedPoint) -> JSONValue { .number(value.description) }

    /// A string that holds an exact decimal.
    static func decimal(_ value: some FixedPoint) -> JSONValue { .string(value.description) }

    /// A string, or `null`.
    static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

    /// An object of the members that have a value.
    static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
    }
}

extension JSONValue? {
    /// The value where the condition holds, else no member at all.
    ///
    /// The literal `nil` beside a value would be the value `null`.
    static func when(_ condition: Bool, _ value: @autoclosure () -> JSONValue) -> JSONValue? {
        guard condition else { return .none }
        return .some(value())
    }
}
