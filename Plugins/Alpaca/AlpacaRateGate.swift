import FolioAdapterKit
import FolioModel
import Synchronization

/// Keeps within the rate that Alpaca states in its answers, one limit for each key.
///
/// `X-RateLimit-Remaining: 0` says that the next request would be refused: it waits for `X-RateLimit-Reset` instead,
/// where that is soon, or is not sent at all.
final class AlpacaRateGate: Sendable {
    /// Keys remembered; a full memory is forgotten, which costs a refusal at worst.
    static let capacity = 1000
    /// The longest wait within a call, below the shortest idle limit of one.
    static let longestPauseSeconds = 10
    /// Alpaca counts by the minute: a reset further away is a clock that is off, ours or theirs.
    static let windowSeconds = 60
    /// The longest wait after a refusal that is believed.
    static let longestWaitSeconds = 3600

    private let resets = Mutex<[String: Timestamp]>([:])

    /// Seconds until a key may be used again; 0 where it may now.
    func secondsLeft(_ key: String, at now: Timestamp) -> Int {
        resets.withLock { resets in
            guard let reset = resets[key] else { return 0 }
            guard now < reset else {
                resets[key] = nil
                return 0
            }
            return Int((reset.milliseconds - now.milliseconds + 999) / 1000)
        }
    }

    /// Takes note of what an answer says of the key it was asked with.
    func note(_ response: HTTPResponse, _ key: String, at now: Timestamp) {
        guard let remaining = response.header("X-RateLimit-Remaining").flatMap({ Int($0) }) else { return }
        resets.withLock { resets in
            guard remaining <= 0, let seconds = Self.secondsToReset(response, at: now), seconds > 0 else {
                resets[key] = nil
                return
            }
            if resets.count >= Self.capacity { resets.removeAll() }
            resets[key] = now.adding(seconds: Int64(min(seconds, Self.windowSeconds)))
        }
    }

    /// How long to wait after a refusal: `Retry-After`, else until the reset, else a whole window.
    static func waitSeconds(_ response: HTTPResponse, at now: Timestamp) -> Int {
        let asked = response.header("Retry-After").flatMap { Int($0) } ?? secondsToReset(response, at: now)
        guard let asked, asked > -windowSeconds else { return windowSeconds }
        return max(1, min(asked, longestWaitSeconds))
    }

    /// Until `X-RateLimit-Reset`, which counts seconds since 1970; negative where that is past.
    private static func secondsToReset(_ response: HTTPResponse, at now: Timestamp) -> Int? {
        guard let reset = response.header("X-RateLimit-Reset").flatMap({ Int64($0) }) else { return nil }
        let (seconds, overflow) = reset.subtractingReportingOverflow(now.milliseconds / 1000)
        return overflow ? nil : Int(seconds)
    }
}
