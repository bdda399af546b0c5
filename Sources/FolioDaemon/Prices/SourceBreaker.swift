import FolioAdapterKit
import FolioModel

/// Decides whether a price source is asked at all, by how it answered before.
struct SourceBreaker {
    /// Failures in a row after which nobody asks for a while.
    static let failuresToOpen = 5
    /// The first pause, in seconds; each further failure doubles it.
    static let firstPause: Int64 = 60
    /// The longest pause, in seconds.
    static let longestPause: Int64 = 3600
    /// The pause after a refusal that only a person can mend, in seconds.
    static let configurationPause: Int64 = 900

    /// Why it is not asked now.
    struct Refusal: Hashable {
        var reason: String
        var until: Timestamp
    }

    private var failures = 0
    private var pause = firstPause
    private var refusal: Refusal?

    /// Why the source is not asked at that moment; `nil` where it is.
    func refusal(at now: Timestamp) -> Refusal? {
        guard let refusal, now < refusal.until else { return nil }
        return refusal
    }

    /// Takes that the source answered.
    mutating func succeeded() { self = SourceBreaker() }

    /// Takes that the source, or an item because of the source, failed.
    mutating func failed(_ error: AdapterError, at now: Timestamp) {
        switch error.kind {
        case .rateLimited:
            let seconds = error.retryAfterSeconds.map { Int64($0) } ?? pause
            open(for: max(1, min(seconds, Self.longestPause)), error.message, now)
            if error.retryAfterSeconds == nil { pause = min(pause * 2, Self.longestPause) }
        case .badCredentials, .configInvalid, .authRequired, .consentRevoked, .protocolUnsupported:
            open(for: Self.configurationPause, error.message, now)
        case .adapterNotRunning, .cancelled, .quarantined: break  // its supervisor knows when it is back
        case .unavailable, .notReady, .vendorError, .overloaded, .tooLarge, .adapterCrashed, .adapterTimeout,
            .adapterProtocol, .badVendorData, .internalError, .cursorInvalid, .notFound, .unsupported,
            .unknownMethod, .invalidParams, .unknownOutcome:
            failures += 1
            guard failures >= Self.failuresToOpen else { return }
            open(for: pause, error.message, now)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private mutating func open(for seconds: Int64, _ reason: String, _ now: Timestamp) {
        let until = now.adding(seconds: seconds)
        if let refusal, refusal.until > until { return }
        refusal = Refusal(reason: reason, until: until)
    }
}
