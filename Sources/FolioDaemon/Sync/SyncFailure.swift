package import FolioAdapterKit
package import FolioModel

/// What an adapter's error means for its connection and for the job that met it: the one table.
package struct SyncFailure: Sendable, Hashable {
    /// What becomes of the connection; `nil` leaves its status as it is.
    package let status: ConnectionStatus?

    /// Whether the job tries again by itself.
    package let isRetried: Bool

    /// The least wait before that.
    package let leastDelay: Duration

    /// The least wait where the vendor refused for too many requests and named no time.
    private static let rateLimitDelay = Duration.seconds(60)

    /// Looks the error up; an adapter that says of a passing error that it does not pass is believed.
    package init(_ error: AdapterError) {
        let kind = SyncFailure(kindOf: error)
        guard kind.isRetried, !error.isRetryable else {
            self = kind
            return
        }
        self.init(status: .error, isRetried: false)
    }

    private init(kindOf error: AdapterError) {
        let asked = error.retryAfterSeconds.map { Duration.seconds($0) }
        switch error.kind {
        case .authRequired:
            self.init(status: .needsRelink, isRetried: false)
        case .consentRevoked, .badCredentials, .configInvalid, .badVendorData, .vendorError, .protocolUnsupported,
            .notFound, .unsupported, .adapterProtocol, .quarantined, .unknownOutcome, .unknownMethod, .invalidParams,
            .internalError:
            self.init(status: .error, isRetried: false)
        case .rateLimited:
            self.init(status: nil, isRetried: true, leastDelay: asked ?? Self.rateLimitDelay)
        case .unavailable, .notReady, .overloaded, .tooLarge, .cursorInvalid, .adapterCrashed, .adapterTimeout,
            .adapterNotRunning:
            self.init(status: nil, isRetried: true, leastDelay: asked ?? .zero)
        case .cancelled:
            self.init(status: nil, isRetried: false)
        }
    }

    private init(status: ConnectionStatus?, isRetried: Bool, leastDelay: Duration = .zero) {
        (self.status, self.isRetried, self.leastDelay) = (status, isRetried, leastDelay)
    }
}
