/// What both sides of the adapter protocol keep to.
public struct AdapterLimits: Hashable, Sendable {
    /// Bytes of a line without its LF.
    public var line = 4 << 20
    /// Requests the adapter works on at the same time.
    public var inflight = 1
    /// Requests that wait for their turn; one more is `overloaded`.
    public var queue = 256
    /// Nesting of arrays and objects.
    public var depth = 64
    /// Broken lines in a row after which the adapter is ended.
    public var protocolErrorsInARow = 20
    /// How long a cancelled request may stay unanswered.
    public var cancelGrace = Duration.seconds(5)

    /// The most that a manifest can ask for.
    public static let maximumInflight = 16
    /// Bytes of a cursor or of a connection's state.
    public static let cursor = 16 << 10
    /// Bytes of credentials as JSON.
    public static let credentials = 64 << 10

    /// Makes the limits in force before the manifest is known.
    public init() {}

    /// Takes over what the manifest lowers or raises, within what the protocol allows.
    public mutating func adopt(_ manifest: AdapterManifest) {
        inflight = min(max(manifest.maximumInflight, 1), Self.maximumInflight)
        line = min(max(manifest.maximumLine, 1024), line)
    }
}
