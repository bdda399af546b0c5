/// A code of the JSON-RPC specification or of this daemon's contract, with its name.
package struct RPCErrorCode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    package let rawValue: Int

    /// Takes any number; only the named ones have a name.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The text is not JSON.
    package static let parseError = RPCErrorCode(rawValue: -32700)
    /// The JSON is not a request.
    package static let invalidRequest = RPCErrorCode(rawValue: -32600)
    /// There is no such method.
    package static let methodNotFound = RPCErrorCode(rawValue: -32601)
    /// The parameters don't fit the method.
    package static let invalidParams = RPCErrorCode(rawValue: -32602)
    /// The daemon failed.
    package static let internalError = RPCErrorCode(rawValue: -32603)

    /// What was asked for does not exist.
    package static let notFound = RPCErrorCode(rawValue: -32001)
    /// The caller may not.
    package static let forbidden = RPCErrorCode(rawValue: -32002)
    /// The mode does not offer it.
    package static let unavailableInMode = RPCErrorCode(rawValue: -32003)
    /// A provider or its adapter failed.
    package static let providerError = RPCErrorCode(rawValue: -32004)
    /// The same work is under way.
    package static let conflict = RPCErrorCode(rawValue: -32005)
    /// Too many calls in too short a time.
    package static let rateLimited = RPCErrorCode(rawValue: -32006)
    /// A bound of the daemon is passed.
    package static let limitExceeded = RPCErrorCode(rawValue: -32007)
    /// The daemon is ending.
    package static let shuttingDown = RPCErrorCode(rawValue: -32008)
    /// A file given to the daemon has faults.
    package static let invalidData = RPCErrorCode(rawValue: -32009)

    /// Every code with a name, the standard ones first.
    package static let all: [RPCErrorCode] = [
        .parseError, .invalidRequest, .methodNotFound, .invalidParams, .internalError,
        .notFound, .forbidden, .unavailableInMode, .providerError, .conflict, .rateLimited, .limitExceeded,
        .shuttingDown, .invalidData,
    ]

    /// The word in `data.name`.
    package var name: String {
        switch self {
        case .parseError: "parse_error"
        case .invalidRequest: "invalid_request"
        case .methodNotFound: "method_not_found"
        case .invalidParams: "invalid_params"
        case .internalError: "internal"
        case .notFound: "not_found"
        case .forbidden: "forbidden"
        case .unavailableInMode: "unavailable_in_mode"
        case .providerError: "provider_error"
        case .conflict: "conflict"
        case .rateLimited: "rate_limited"
        case .limitExceeded: "limit_exceeded"
        case .shuttingDown: "shutting_down"
        case .invalidData: "invalid_data"
        default: "error"
        }
    }

    /// One sentence on what the code means, for the OpenRPC document.
    package var meaning: String {
        switch self {
        case .parseError: "The text is not JSON."
        case .invalidRequest: "The JSON is not a JSON-RPC 2.0 request."
        case .methodNotFound: "There is no such method."
        case .invalidParams: "The parameters do not fit the method; `path` names the place."
        case .internalError: "The daemon failed."
        case .notFound: "What was asked for does not exist."
        case .forbidden: "The caller may not do or see this."
        case .unavailableInMode: "The mode in force does not offer this."
        case .providerError: "A provider or its adapter failed."
        case .conflict: "The same work is under way already."
        case .rateLimited: "Too many calls in too short a time."
        case .limitExceeded: "A bound of the daemon is passed."
        case .shuttingDown: "The daemon is ending."
        case .invalidData: "A file given to the daemon has faults."
        default: "An error."
        }
    }
}
