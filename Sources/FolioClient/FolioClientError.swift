public import FolioModel

/// Why a call has no result.
public enum FolioClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No daemon answers at that path.
    case unreachable(path: String, reason: String)
    /// The daemon answered with an error: `hint` says what to do next, `data` holds the code's own members.
    case rpc(code: Int, name: String, message: String, hint: String, data: JSONValue)
    /// What came is not an answer of this protocol; the connection is closed.
    case protocolViolation(String)
    /// No answer came in time; it is dropped if it comes later.
    case timedOut
    /// The connection ended, or the calling task was cancelled.
    case closed

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .unreachable(let path, let reason): "No daemon answers at \(path): \(reason)"
        case .rpc(_, _, let message, _, _): message
        case .protocolViolation(let reason): "The daemon's answer is not understood: \(reason)"
        case .timedOut: "The daemon did not answer in time"
        case .closed: "The connection to the daemon ended"
        }
    }

    /// Reads the `error` member of an answer.
    init(wire error: JSONValue) {
        let data = error["data"] ?? .null
        self = .rpc(
            code: error["code"]?.int ?? 0,
            name: data["name"]?.string ?? "error",
            message: error["message"]?.string ?? "The daemon refused without a reason",
            hint: data["hint"]?.string ?? "",
            data: data
        )
    }
}

/// Something the daemon said without being asked, such as `portfolio.event`.
public struct FolioNotification: Hashable, Sendable {
    /// What it is about.
    public let method: String

    /// What it says.
    public let params: JSONValue

    /// Makes a notification.
    public init(method: String, params: JSONValue) {
        self.method = method
        self.params = params
    }
}
