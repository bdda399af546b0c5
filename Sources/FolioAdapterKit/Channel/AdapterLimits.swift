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
    /// Frames on their way into the adapter's stdin; one more request is `overloaded`.
    public var unwrittenFrames = 64
    /// Bytes of all requests that wait or are on their way into its stdin; one more request is `overloaded`.
    public var heldBytes = 8 << 20
    /// How long an adapter may be silent before it is asked whether it still answers.
    public var silence = Duration.seconds(60)
    /// So many pings in a row without any answer end the adapter.
    public var missedPings = 3
    /// `$/progress` of a request in a second; more is dropped and counted.
    public var progressPerSecond = 10
    /// `$/log` in a second, and lines on stderr; more is dropped and counted.
    public var logLinesPerSecond = 100

    /// The most that a manifest can ask for.
    public static let maximumInflight = 16
    /// Bytes of a cursor or of a connection's state.
    public static let cursor = 16 << 10
    /// Bytes of credentials as JSON.
    public static let credentials = 64 << 10
    /// Bytes of a log line's message; the rest is cut.
    public static let logText = 16 << 10
    /// Fields of a log line; the rest is left out.
    public static let logFields = 32
    /// Bytes of a field's name or value; the rest is cut.
    public static let logFieldText = 1024
    /// Bytes of the texts of `$/progress`; the rest is cut.
    public static let progressText = 200
    /// Bytes of a manifest's name and version, and of each of its capabilities.
    public static let manifestText = 64
    /// Capabilities, or hosts, of a manifest.
    public static let manifestList = 100
    /// Bytes of a manifest as JSON.
    public static let manifest = 256 << 10
    /// Vendor calls that one answer can report.
    public static let vendorCalls = 10_000

    /// Makes the limits in force before the manifest is known.
    public init() {}

    /// Takes over what the manifest lowers or raises, within what the protocol allows.
    public mutating func adopt(_ manifest: AdapterManifest) {
        inflight = min(max(manifest.maximumInflight, 1), Self.maximumInflight)
        line = min(max(manifest.maximumLine, 1024), line)
    }
}
