import FolioAdapterKit
import FolioModel
import Synchronization

/// Keeps requests from being sent that FMP would refuse, or that are more than it was agreed on.
final class FMPGate: Sendable {
    /// Waits after refusals in a row: FMP does not say whether the minute's limit is meant or the day's.
    static let limitWaits = [60, 300, 900, 3600]
    /// The wait after the bandwidth is used up.
    static let bandwidthWait = 6 * 3600
    /// How long a key that was refused is not tried again, unless the configuration changes.
    static let keyWait = 900
    /// How long an endpoint that the plan leaves out is not asked again.
    static let restrictionSeconds: Int64 = 86_400

    private struct State {
        var hold: (until: Timestamp, refusal: FMPRefusal)?
        var limitsInARow = 0
        var restricted: [FMPEndpoint: Timestamp] = [:]
        var bucket = FMPBucket(perMinute: FMPConfiguration().requestsPerMinute)
    }

    private let state = Mutex(State())

    /// Forgets everything.
    func reset(requestsPerMinute: Int) {
        state.withLock { state in
            state = State()
            state.bucket = FMPBucket(perMinute: requestsPerMinute)
        }
    }

    /// Whether the plan is known to leave out an endpoint.
    func isRestricted(_ endpoint: FMPEndpoint, at now: Timestamp) -> Bool {
        state.withLock { state in
            guard let until = state.restricted[endpoint] else { return false }
            if now < until { return true }
            state.restricted[endpoint] = nil
            return false
        }
    }

    /// How long a request has to wait before it may be sent.
    ///
    /// - Throws: The refusal that is to be expected.
    func admit(at now: Timestamp, longestPause: Duration, evenIfHeld: Bool) throws(FMPRefusal) -> Duration {
        let outcome: Result<Duration, FMPRefusal> = state.withLock { state in
            if let hold = state.hold, now < hold.until, !evenIfHeld || hold.refusal.isPassing {
                var refusal = hold.refusal
                if refusal.isPassing { refusal.retryAfterSeconds = Self.seconds(from: now, to: hold.until) }
                return .failure(refusal)
            }
            let wait = state.bucket.take(at: now)
            guard wait > longestPause else { return .success(wait) }
            state.bucket.giveBack()
            var refusal = FMPRefusal(.limitReached)
            refusal.retryAfterSeconds = Int(wait.components.seconds) + 1
            return .failure(refusal)
        }
        return try outcome.get()
    }

    private static func seconds(from now: Timestamp, to end: Timestamp) -> Int {
        Int((end.milliseconds - now.milliseconds + 999) / 1000)
    }

    /// Takes note of an answer that was one; where it was sent before a refusal came, that goes on to hold.
    func noteAnswer(at now: Timestamp, evenIfHeld: Bool) {
        state.withLock { state in
            if let hold = state.hold, now < hold.until, !evenIfHeld { return }
            (state.hold, state.limitsInARow) = (nil, 0)
        }
    }

    /// Takes note of a refusal, and adds how long to wait.
    func note(_ refusal: FMPRefusal, of endpoint: FMPEndpoint, at now: Timestamp) -> FMPRefusal {
        state.withLock { state in
            var refusal = refusal
            let wait: Int
            switch refusal.reason {
            case .limitReached:
                // Those that were on their way together are refused together.
                if state.hold.map({ now >= $0.until }) ?? true { state.limitsInARow += 1 }
                let place = max(0, min(state.limitsInARow, Self.limitWaits.count) - 1)
                wait = Self.limitWaits[place]
                refusal.retryAfterSeconds = wait
            case .bandwidth:
                wait = Self.bandwidthWait
                refusal.retryAfterSeconds = wait
            case .invalidKey, .suspended: wait = Self.keyWait
            case .restrictedEndpoint:
                state.restricted[endpoint] = now.adding(seconds: Self.restrictionSeconds)
                return refusal
            default: return refusal
            }
            state.hold = (now.adding(seconds: Int64(wait)), refusal)
            return refusal
        }
    }
}

/// Requests that may be sent: so many a minute, all at once at first.
struct FMPBucket {
    private static let perRequest: Int64 = 60_000

    private let perMinute: Int64
    /// In 60,000ths of a request; below zero where requests wait already.
    private var level: Int64
    private var filledAt: Timestamp?

    init(perMinute: Int) {
        self.perMinute = Int64(max(1, perMinute))
        level = self.perMinute * Self.perRequest
    }

    /// Takes one; returns how long it has to wait.
    mutating func take(at now: Timestamp) -> Duration {
        let elapsed = max(0, min(60_000, filledAt.map { now.milliseconds - $0.milliseconds } ?? 0))
        level = min(perMinute * Self.perRequest, level + elapsed * perMinute)
        filledAt = now
        level -= Self.perRequest
        guard level < 0 else { return .zero }
        return .milliseconds((-level + perMinute - 1) / perMinute)
    }

    /// Takes back what was not sent.
    mutating func giveBack() { level += Self.perRequest }
}
