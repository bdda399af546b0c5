public import FolioModel

/// What went wrong in or with an adapter, as it stands on the wire.
public struct AdapterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The codes of the protocol; adapters' are positive, the host's own have none.
    public enum Kind: String, WireEnum {
        case authRequired = "auth_required"
        case badCredentials = "bad_credentials"
        case rateLimited = "rate_limited"
        case unavailable
        case vendorError = "vendor_error"
        case notReady = "not_ready"
        case cursorInvalid = "cursor_invalid"
        case notFound = "not_found"
        case unsupported
        case configInvalid = "config_invalid"
        case badVendorData = "bad_vendor_data"
        case cancelled
        case consentRevoked = "consent_revoked"
        case overloaded
        case tooLarge = "too_large"
        case protocolUnsupported = "protocol_unsupported"
        case adapterCrashed = "adapter_crashed"
        case adapterTimeout = "adapter_timeout"
        case adapterProtocol = "adapter_protocol"
        case adapterNotRunning = "adapter_not_running"
        /// The call ended the adapter twice, and rests.
        case quarantined = "adapter_quarantined"
        /// The adapter ended during a call that must not be repeated.
        case unknownOutcome = "unknown_outcome"
        case unknownMethod = "method_not_found"
        case invalidParams = "invalid_params"
        case internalError = "internal"

        /// The number on the wire.
        public var code: Int {
            switch self {
            case .authRequired: 1001
            case .badCredentials: 1002
            case .rateLimited: 1003
            case .unavailable: 1004
            case .vendorError: 1005
            case .notReady: 1006
            case .cursorInvalid: 1007
            case .notFound: 1008
            case .unsupported: 1009
            case .configInvalid: 1010
            case .badVendorData: 1011
            case .cancelled: 1012
            case .consentRevoked: 1013
            case .overloaded: 1014
            case .tooLarge: 1015
            case .protocolUnsupported: 1016
            case .unknownMethod: -32601
            case .invalidParams: -32602
            case .internalError, .adapterCrashed, .adapterTimeout, .adapterProtocol, .adapterNotRunning, .quarantined,
                .unknownOutcome:
                -32603
            }
        }

        /// Whether the same call may succeed later without anybody doing anything.
        public var isTransient: Bool {
            switch self {
            case .rateLimited, .unavailable, .notReady, .cursorInvalid, .cancelled, .overloaded, .tooLarge,
                .adapterCrashed, .adapterTimeout, .adapterNotRunning:
                true
            case .authRequired, .badCredentials, .vendorError, .notFound, .unsupported, .configInvalid,
                .badVendorData, .consentRevoked, .protocolUnsupported, .adapterProtocol, .quarantined, .unknownOutcome,
                .unknownMethod, .invalidParams, .internalError:
                false
            }
        }

        /// Whether only the host makes it: an adapter can't speak of its own death.
        public var isHostMade: Bool {
            switch self {
            case .adapterCrashed, .adapterTimeout, .adapterProtocol, .adapterNotRunning, .quarantined, .unknownOutcome:
                true
            default: false
            }
        }

        /// What a person should do: `relink`, `retry`, `fix_config` or `contact_vendor`.
        public var action: String {
            switch self {
            case .authRequired, .consentRevoked: "relink"
            case .badCredentials, .configInvalid, .protocolUnsupported: "fix_config"
            case .rateLimited, .unavailable, .notReady, .cursorInvalid, .cancelled, .overloaded, .tooLarge,
                .adapterCrashed, .adapterTimeout, .adapterNotRunning, .quarantined, .unknownOutcome:
                "retry"
            case .vendorError, .notFound, .unsupported, .badVendorData, .adapterProtocol, .unknownMethod,
                .invalidParams, .internalError:
                "contact_vendor"
            }
        }

        var errorClass: ErrorClass {
            switch self {
            case .authRequired, .badCredentials, .configInvalid, .protocolUnsupported: .config
            case .unknownMethod, .invalidParams, .internalError, .adapterProtocol: .bug
            case _ where isTransient: .transient
            default: .permanent
            }
        }
    }

    /// What kind of trouble it is; nothing but ``transient`` is tried again by itself.
    public enum ErrorClass: String, WireEnum {
        /// It passes.
        case transient
        /// The same call fails again.
        case permanent
        /// Somebody has to change something.
        case config
        /// The adapter is wrong; also what an adapter's error counts as that does not say its class.
        case bug
    }

    /// What kind of error it is.
    public var kind: Kind
    /// One sentence without credentials or account numbers: what happened and what follows.
    public var message: String
    public var retryAfterSeconds: Int?
    /// The vendor's own code, such as `ITEM_LOGIN_REQUIRED`.
    public var vendorCode: String?
    /// The vendor's id of the request, for their support.
    public var vendorRequestID: String?
    /// `item`, `connection` or `adapter`.
    public var scope: String?
    /// Where to start again after ``Kind/cursorInvalid``; `nil` from the start.
    public var restartFrom: String?
    /// Places in files or in the configuration.
    public var faults: [DataFault] = []
    /// As the kind says, where the adapter does not say otherwise.
    public var errorClass: ErrorClass
    /// What the host adds to an error of its own: `signal`, `stderr_tail`, `method`, `limit_s`, `state` or
    /// `next_attempt_at`; empty for all others.
    public var details = JSONObject()

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
        errorClass = kind.errorClass
    }

    /// Makes an error of the host with what belongs to it.
    package init(_ kind: Kind, _ message: String, details: [(String, JSONValue)]) {
        self.init(kind, message)
        self.details = JSONObject(details)
    }

    /// Whether the same call may succeed later without anybody doing anything.
    public var isRetryable: Bool { errorClass == .transient }

    /// The sentence.
    public var description: String { message }
}

/// One wrong place in an input: a row of a file, or a key of a configuration.
public struct DataFault: WireObject, Hashable {
    /// The file, or `nil` where ``path`` says it.
    public var file: String?
    /// From 1; `nil` where unknown.
    public var line: Int?
    /// From 1; `nil` where unknown.
    public var column: Int?
    /// JSON pointer into a configuration.
    public var path: String?
    /// What is wrong there.
    public var message = ""
    public init() {}

    /// Names a place in a file.
    public init(file: String, line: Int?, column: Int?, message: String) {
        (self.file, self.line, self.column, self.message) = (file, line, column, message)
    }

    public static let fields: [WireField<Self>] = [
        WireField("file", \.file), WireField("line", \.line), WireField("column", \.column),
        WireField("path", \.path), WireField("message", \.message),
    ]
}

extension AdapterError {
    /// The `error` member of a response.
    public var wire: JSONValue {
        var data: JSONObject = JSONObject([
            ("kind", .string(kind.rawValue)), ("class", .string(errorClass.rawValue)),
            ("retryable", .bool(isRetryable)), ("action", .string(kind.action)),
        ])
        if kind.isHostMade {
            data["origin"] = "host"
            for (name, value) in details { data[name] = value }
        }
        if let retryAfterSeconds { data["retry_after_s"] = .int(retryAfterSeconds) }
        if vendorCode != nil || vendorRequestID != nil {
            data["vendor"] = [
                "code": vendorCode.map(JSONValue.string) ?? .null,
                "request_id": vendorRequestID.map(JSONValue.string) ?? .null,
            ]
        }
        if let scope { data["scope"] = .string(scope) }
        if let restartFrom { data["restart_from"] = .string(restartFrom) }
        if !faults.isEmpty { data["errors"] = faults.jsonValue }
        return ["code": .int(kind.code), "message": .string(message), "data": .object(data)]
    }

    /// Names of ``details``.
    private static let detailNames = ["signal", "stderr_tail", "method", "limit_s", "state", "next_attempt_at"]

    /// Reads the `error` member of a response; an unknown code without a known kind is a bug of the adapter, and so is
    /// an error that does not say its class.
    public init(wire: JSONValue) {
        let data = wire["data"]
        let code = wire["code"]?.int
        let kind =
            data?["kind"]?.string.flatMap(Kind.init(rawValue:))
            ?? Kind.allCases.first { $0.code == code && $0.code != Kind.internalError.code } ?? .internalError
        self.init(kind, wire["message"]?.string ?? "the adapter gave an error without a message")
        errorClass = data?["class"]?.string.flatMap(ErrorClass.init(rawValue:)) ?? .bug
        retryAfterSeconds = data?["retry_after_s"]?.int
        vendorCode = data?["vendor"]?["code"]?.string
        vendorRequestID = data?["vendor"]?["request_id"]?.string
        scope = data?["scope"]?.string
        restartFrom = data?["restart_from"]?.string
        if let errors = data?["errors"] {
            let path = WirePath(unknownMembers: .ignored, "error.data.errors")
            faults = (try? [DataFault](wire: errors, at: path)) ?? []
        }
        guard kind.isHostMade else { return }
        for name in Self.detailNames { if let value = data?[name] { details[name] = value } }
    }
}

extension AdapterError {
    /// Bytes of an adapter's sentence.
    static let messageLength = 1000
    /// Bytes of a vendor's code or id of a request.
    static let vendorTextLength = 200
    /// Places in files or in the configuration.
    static let maximumFaults = 100
    /// The longest wait that an adapter can ask for, in seconds.
    static let longestRetryAfter = 24 * 3600

    /// Reads what an adapter says: cut to what may be kept, and never in the host's name.
    init(ofAdapter wire: JSONValue) {
        self.init(wire: wire)
        if kind.isHostMade {
            (kind, errorClass) = (.internalError, .bug)
            details = JSONObject()
        }
        message = message.cut(toBytes: Self.messageLength)
        vendorCode = vendorCode?.cut(toBytes: Self.vendorTextLength)
        vendorRequestID = vendorRequestID?.cut(toBytes: Self.vendorTextLength)
        retryAfterSeconds = retryAfterSeconds.map { min(max($0, 0), Self.longestRetryAfter) }
        if let scope, !["item", "connection", "adapter"].contains(scope) { self.scope = nil }
        if let restartFrom, restartFrom.utf8.count > AdapterLimits.cursor { self.restartFrom = nil }
        faults = faults.prefix(Self.maximumFaults).map { fault in
            var fault = fault
            fault.message = fault.message.cut(toBytes: Self.messageLength)
            fault.file = fault.file?.cut(toBytes: Self.messageLength)
            fault.path = fault.path?.cut(toBytes: Self.messageLength)
            return fault
        }
    }
}

extension String {
    /// As much of the beginning as fits into so many bytes; a scalar is whole or not there.
    package func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
