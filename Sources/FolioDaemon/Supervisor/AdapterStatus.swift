package import FolioAdapterKit
package import FolioModel

/// Where an adapter's life stands.
package enum AdapterState: String, WireEnum {
    /// It says itself that it can't run here.
    case disabled
    /// Nobody wants it to run.
    case stopped
    /// Started, but not ready for calls yet.
    case starting
    /// Ready for calls.
    case running
    /// It died, and will be started again soon.
    case backingOff = "backing_off"
    /// It died too often, or refuses its configuration: tried again from time to time, and when something changes.
    case failed
}

/// What there is to say of an adapter, at one moment.
package struct AdapterStatus: Hashable, Sendable {
    package var name: String
    package var kind: AdapterKind
    /// Empty until it has been described.
    package var version: String
    package var state: AdapterState
    /// `process` or `local`.
    package var launch: String
    /// Of the child process, for display.
    package var pid: Int?
    /// How often it has been started again.
    package var restarts: Int
    /// What went wrong last, without secrets, at most 200 bytes; `nil` if nothing did.
    package var lastError: String?
    package var capabilities: [String]
    /// Why it is in this state; empty where that needs no reason.
    package var reason: String
    /// When it is started again; `nil` unless it waits for that.
    package var nextAttemptAt: Timestamp?
    /// Calls that rest because they ended it twice.
    package var quarantined: [QuarantinedCall] = []
    /// `nil` until it has been described.
    package var manifest: AdapterManifest?
    /// Of a third party's: the executable that was started or refused last.
    package var file: PluginFile?
}
