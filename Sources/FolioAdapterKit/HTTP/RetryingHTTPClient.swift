/// Asks again after a passing fault: for requests that may be sent twice, a few times, and never for long.
///
/// The host retries whole calls with a back-off of its own; this layer only spares it a single hiccup.
public struct RetryingHTTPClient: Sendable {
    /// Attempts after the first.
    static let maximumRetries = 2
    /// The pause before the first retry; four times as long before the second.
    static let firstPause = Duration.milliseconds(250)
    /// A longer attempt is not repeated, or a retry could outlast the caller.
    static let longestRepeatedAttempt = Duration.seconds(10)

    private let base: any HTTPClient
    private let pause: @Sendable (Duration) async -> Void

    /// Makes a client over another one; `pause` waits between attempts and returns early when the task is cancelled.
    public init(
        _ base: any HTTPClient,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        (self.base, self.pause) = (base, pause)
    }

    /// Sends one request; where `isRepeatable`, a 5xx or a broken or timed-out attempt is repeated.
    public func send(_ request: HTTPRequest, isRepeatable: Bool) async throws(HTTPFailure) -> HTTPResponse {
        var retries = 0
        while true {
            let start = ContinuousClock.now
            do throws(HTTPFailure) {
                let response = try await base.send(request)
                guard (500...599).contains(response.status), mayRepeat(isRepeatable, retries, start) else {
                    return response
                }
            } catch {
                guard error.isPassing, mayRepeat(isRepeatable, retries, start) else { throw error }
            }
            await pause(Self.firstPause * (retries == 0 ? 1 : 4))
            retries += 1
        }
    }

    private func mayRepeat(_ isRepeatable: Bool, _ retries: Int, _ start: ContinuousClock.Instant) -> Bool {
        isRepeatable && retries < Self.maximumRetries && !Task.isCancelled
            && ContinuousClock.now - start <= Self.longestRepeatedAttempt
    }
}

extension HTTPFailure {
    /// Whether the same request may succeed a moment later.
    var isPassing: Bool {
        switch kind {
        case .cannotConnect, .timedOut, .interrupted: true
        case .invalidURL, .tls, .tooLarge, .cancelled: false
        }
    }

    /// What the failure means for a call of an adapter.
    public var adapterError: AdapterError {
        switch kind {
        case .cannotConnect, .timedOut, .interrupted, .tls: AdapterError(.unavailable, message)
        case .cancelled: AdapterError(.cancelled, message)
        case .tooLarge: AdapterError(.badVendorData, message)
        case .invalidURL: AdapterError(.configInvalid, message)
        }
    }
}

/// Runs a long call while telling the host now and then that it is alive; what is said stops when the call ends.
///
/// The interval has to be shorter than the method's idle limit.
public func withHeartbeat<Value: Sendable>(
    every interval: Duration = .seconds(15),
    _ beat: @escaping @Sendable () -> Void,
    during call: () async throws(AdapterError) -> Value
) async throws(AdapterError) -> Value {
    async let _: Void = heartbeat(every: interval, beat)
    return try await call()
}

private func heartbeat(every interval: Duration, _ beat: @Sendable () -> Void) async {
    while (try? await Task.sleep(for: interval)) != nil { beat() }
}
