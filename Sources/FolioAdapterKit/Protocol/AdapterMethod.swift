public import FolioModel

/// One request of the adapter protocol: its name, and what goes in and out.
public protocol AdapterMethod: Sendable {
    /// What the host sends.
    associatedtype Params: WireObject

    /// What the adapter answers.
    associatedtype Result: WireObject

    /// The name on the wire.
    static var name: String { get }

    /// How long the adapter may be silent; renewed by progress.
    static var idleLimit: Duration { get }

    /// How long the call may take at all.
    static var hardLimit: Duration { get }

    /// Whether it may be sent again to a new process after the first one died.
    static var isRepeatable: Bool { get }
}

extension AdapterMethod {
    public static var isRepeatable: Bool { true }
}

/// Nothing.
public struct Empty: WireObject, Hashable {
    /// Makes nothing.
    public init() {}

    public static let fields: [WireField<Self>] = []
}

/// The connection that a provider call is about.
public struct ConnectionContext: WireObject, Hashable {
    /// The host's id.
    public var id = ""
    /// What ``LinkComplete`` gave: only in this request, never kept.
    public var credentials: JSONValue = .null
    /// The provider's id of the connection.
    public var externalID: String?
    /// Whatever the adapter gave the host to keep.
    public var state: String?
    /// Absolute path of a directory whose files are read as if they lay in the user's folder already (``ImportInspect``).
    public var overlay: String?

    /// Makes a context with nothing set.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("id", \.id, "The host's id."),
        WireField("credentials", \.credentials, "What link.complete gave.", optional: true),
        WireField("external_id", \.externalID, "The provider's id of the connection."),
        WireField("state", \.state, "What the adapter gave the host to keep."),
        WireField("overlay", \.overlay, "A directory of files to read as if they were imported already."),
    ]
}

/// A page of something has so many rows: the host refuses a page whose counts differ.
public struct RowCounts: WireObject, Hashable {
    public var added = 0
    public var modified = 0
    public var removed = 0

    /// Makes counts of nothing.
    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("added", \.added), WireField("modified", \.modified), WireField("removed", \.removed),
    ]
}
