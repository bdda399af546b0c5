package import FolioModel

/// Parameters written on a command line.
package enum CallParameters {
    /// Reads `key=value` pairs: a value that is JSON counts as that, anything else as a text; `key:=json` insists on
    /// JSON, and `key==text` on a text.
    ///
    /// A single `{…}` is the whole object.
    package static func parse(_ arguments: [String]) throws(UsageError) -> JSONValue {
        if arguments.count == 1, let only = arguments.first, only.hasPrefix("{") {
            guard let value = try? JSONValue(parsing: only), value.object != nil else {
                throw UsageError("\(only) is not a JSON object")
            }
            return value
        }
        var object = JSONObject()
        for argument in arguments {
            let (name, value) = try pair(argument)
            guard object[name] == nil else { throw UsageError("\(name) is given twice") }
            object[name] = value
        }
        return .object(object)
    }

    private static func pair(_ argument: String) throws(UsageError) -> (String, JSONValue) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            throw UsageError("\(argument): key=value is expected, such as source=external")
        }
        let rest = String(argument[argument.index(after: equals)...])
        let name = String(argument[..<equals])
        if rest.hasPrefix("=") { return (name, .string(String(rest.dropFirst()))) }
        guard name.hasSuffix(":") else { return (name, (try? JSONValue(parsing: rest)) ?? .string(rest)) }
        let key = String(name.dropLast())
        guard let value = try? JSONValue(parsing: rest) else { throw UsageError("\(key): \(rest) is not JSON") }
        guard !key.isEmpty else { throw UsageError("\(argument): a key is expected before :=") }
        return (key, value)
    }

    /// Reads `name=value` pairs of texts; `name=@file` takes the first line of a file.
    package static func fields(
        _ arguments: [String],
        readLine: (_ path: String) -> String?
    ) throws(UsageError) -> JSONValue {
        var object = JSONObject()
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
                throw UsageError("a field is written name=value or name=@file")
            }
            let name = String(argument[..<equals])
            var value = String(argument[argument.index(after: equals)...])
            if value.hasPrefix("@") {
                let path = String(value.dropFirst())
                guard let line = readLine(path) else { throw UsageError("\(path) cannot be read") }
                value = line
            }
            object[name] = .string(value)
        }
        return .object(object)
    }
}

/// The slice of the portfolio a command is about.
package struct ScopeChoice: Sendable, Hashable {
    package var user: String?
    package var account: String?
    package var connection: String?
    package var source: String?
    package var symbol: String?
    package var assetClass: String?

    /// Makes the whole portfolio.
    package init() {}

    /// The parameters that are given, and further ones.
    package func params(_ more: [(String, JSONValue?)] = []) -> JSONValue {
        let own: [(String, JSONValue?)] = [
            ("user", user.map { .string($0) }), ("account", account.map { .string($0) }),
            ("connection", connection.map { .string($0) }), ("source", source.map { .string($0) }),
            ("symbol", symbol.map { .string($0) }), ("asset_class", assetClass.map { .string($0) }),
        ]
        return .object(JSONObject((own + more).compactMap { name, value in value.map { (name, $0) } }))
    }
}

/// The stretch of time a command is about.
package struct WindowChoice: Sendable, Hashable {
    /// Such as `1Y`; `nil` where dates or nothing was said.
    package var period: String?
    package var from: Day?
    package var to: Day?

    /// Makes what the daemon takes by default.
    package init() {}

    /// The parameters that are given.
    package var members: [(String, JSONValue?)] {
        [
            ("period", period.map { .string($0) }), ("from", from.map { .string($0.description) }),
            ("to", to.map { .string($0.description) }),
        ]
    }
}
