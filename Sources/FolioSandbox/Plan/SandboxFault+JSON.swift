package import FolioModel

extension SandboxFault.Effect {
    private static let statuses = 200...599
    private static let milliseconds = 1...SandboxFault.maximumDelay
    private static let rows = 1...500
    private static let bytes = 1...65_536
    private static let seconds = 0...86_400

    private enum Kind: String, WireEnum {
        case status, error, truncated, garbled, html, empty, delayed, dripping, disconnected, silent
        case plainText = "plain_text"
        case okError = "ok_error"
        case rateLimited = "rate_limited"
        case cutOff = "cut_off"
        case repeatedRows = "repeated_rows"
        case wrongTotal = "wrong_total"
    }

    /// Reads a fault from its JSON, or from its kind alone where that needs nothing more.
    package init(json value: JSONValue, at path: WirePath) throws(WireError) {
        var fields = try PlanFields(value.string == nil ? value : ["kind": value], at: path)
        switch try fields.required("kind", as: Kind.self) {
        case .status: self = .status(try fields.count("status", in: Self.statuses))
        case .error: self = .error(try fields.required("code"))
        case .okError: self = .okError(try fields.required("code"))
        case .rateLimited:
            let isBounded = fields.has("seconds")
            self = isBounded ? .retryAfter(seconds: try fields.count("seconds", in: Self.seconds)) : .rateLimited
        case .truncated: self = .truncated
        case .garbled: self = .garbled
        case .cutOff: self = .cutOff
        case .html: self = .html(status: try fields.count("status", in: Self.statuses, default: 502))
        case .plainText: self = .plainText(status: try fields.count("status", in: Self.statuses, default: 504))
        case .empty: self = .empty
        case .delayed: self = .delayed(milliseconds: try fields.count("milliseconds", in: Self.milliseconds))
        case .dripping:
            self = .dripping(
                bytes: try fields.count("bytes", in: Self.bytes, default: 16),
                milliseconds: try fields.count("milliseconds", in: Self.milliseconds, default: 10)
            )
        case .disconnected: self = .disconnected
        case .silent: self = .silent
        case .repeatedRows: self = .repeatedRows(try fields.count("rows", in: Self.rows))
        case .wrongTotal: self = .wrongTotal(by: try fields.count("rows", in: -500...500))
        }
        try fields.finish()
    }

    /// Refuses the name of an error that the vendor of that path does not have.
    func check(for requestPath: String, at path: WirePath) throws(WireError) {
        guard case .error(let name) = self.plainError else { return }
        guard !requestPath.isEmpty else { throw WireError(path, "an error by name needs a path") }
        let names = SandboxVendor(path: requestPath).errorNames
        guard !names.contains(name) else { return }
        let hint = NearMiss.nearest(to: name, among: names).map { ", did you mean \"\($0)\"?" } ?? ""
        throw WireError(path.member("code"), "the vendor of \(requestPath) has no error \"\(name)\"\(hint)")
    }

    private var plainError: SandboxFault.Effect {
        if case .okError(let name) = self { return .error(name) }
        return self
    }

    /// The fault's JSON.
    package var json: JSONValue {
        func kind(_ kind: Kind, _ members: (String, JSONValue)...) -> JSONValue {
            JSONValue.members([("kind", .string(kind.rawValue))] + members.map { ($0.0, $0.1) })
        }
        return switch self {
        case .status(let status): kind(.status, ("status", .int(status)))
        case .error(let code): kind(.error, ("code", .string(code)))
        case .okError(let code): kind(.okError, ("code", .string(code)))
        case .rateLimited: kind(.rateLimited)
        case .retryAfter(let seconds): kind(.rateLimited, ("seconds", .int(seconds)))
        case .truncated: kind(.truncated)
        case .garbled: kind(.garbled)
        case .cutOff: kind(.cutOff)
        case .html(let status): kind(.html, ("status", .int(status)))
        case .plainText(let status): kind(.plainText, ("status", .int(status)))
        case .empty: kind(.empty)
        case .delayed(let milliseconds): kind(.delayed, ("milliseconds", .int(milliseconds)))
        case .dripping(let bytes, let milliseconds):
            kind(.dripping, ("bytes", .int(bytes)), ("milliseconds", .int(milliseconds)))
        case .disconnected: kind(.disconnected)
        case .silent: kind(.silent)
        case .repeatedRows(let rows): kind(.repeatedRows, ("rows", .int(rows)))
        case .wrongTotal(let rows): kind(.wrongTotal, ("rows", .int(rows)))
        }
    }
}
