public import FolioModel

/// What an adapter says beside its answers.
public enum AdapterEvent: Hashable, Sendable {
    /// How far a call is.
    case progress(AdapterProgress)
    /// A line for the log.
    case log(AdapterLogLine)
    /// Credentials that replace the ones of a connection.
    case credentials(RotatedCredentials)
}

/// How far a call is.
public struct AdapterProgress: Hashable, Sendable {
    /// The request's id, cause included.
    public var requestID: String
    public var done: Int
    /// `nil` where nobody knows yet.
    public var total: Int?
    /// What is counted: `"transactions"`.
    public var unit: String?
    public var message: String?
}

/// A line for the log, from `$/log` or from stderr.
public struct AdapterLogLine: Hashable, Sendable {
    /// The request it belongs to, where the adapter says so.
    public var requestID: String?
    /// `debug`, `info`, `notice`, `warning` or `error`.
    public var level: String
    public var message: String
    public var fields: [String: String] = [:]

    /// The words for ``level``.
    static let levels: Set<String> = ["debug", "info", "notice", "warning", "error"]

    /// Makes a line.
    public init(requestID: String? = nil, level: String, message: String, fields: [String: String] = [:]) {
        (self.requestID, self.level, self.message, self.fields) = (requestID, level, message, fields)
    }
}

/// Credentials that replace the ones of a connection: stored before anything later of that adapter is handled.
public struct RotatedCredentials: Hashable, Sendable {
    /// The request during which they changed.
    public var requestID: String
    /// The host's id of the connection.
    public var connection: String
    public var credentials: JSONValue
    /// Counts up within a request; `nil` where the adapter does not count.
    public var revision: Int?
}

/// Takes what an adapter says beside its answers.
///
/// Events of one adapter come one after the other; the next line of that adapter waits until this returns. It must
/// not call the same adapter and wait for the answer.
public typealias AdapterEventHandler = @Sendable (AdapterEvent) async -> Void

/// A way to an adapter: a child process, or one in this process; the limits are the same.
public protocol AdapterChannel: Sendable {
    /// Sends one request and waits for its answer.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - params: What goes in.
    ///   - cause: Where the call comes from, such as `cli:connections.refresh#12`; empty for the daemon's own.
    /// - Returns: The result, read and checked.
    /// - Throws: The adapter's own error, or one of the host's: `cancelled`, `overloaded`, `adapter_timeout`,
    ///   `adapter_crashed`, `adapter_protocol`, `adapter_not_running`.
    func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result

    /// Ends the adapter in an orderly way, and returns once it is gone.
    func close() async
}
