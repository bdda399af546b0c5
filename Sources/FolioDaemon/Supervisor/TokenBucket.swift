package import FolioModel

/// A vendor's rate as one number: when the bucket would be full again, if nothing more were taken from it.
///
/// A bucket holds as many tokens as the rate has requests a minute and is full at first, so that the calls of one sync
/// go out at once; each token taken moves ``fullAt`` by the time in which one comes back. Who takes one that is not
/// there yet owes it, and waits until it would be; debts are paid in the order in which they were made. Decides
/// without a clock.
package struct TokenBucket: Hashable, Sendable {
    /// The time that a rate counts by, in milliseconds.
    package static let window: Int64 = 60_000
    /// The longest wait after a refusal that is believed, in milliseconds.
    package static let longestBlock: Int64 = 3_600_000
    /// The wait after a refusal that names none, in seconds.
    package static let defaultBlockSeconds = 60

    /// When it would be full again.
    package private(set) var fullAt: Timestamp

    /// Makes a bucket that is full now, or when it says.
    package init(fullAt: Timestamp) { self.fullAt = fullAt }

    /// Milliseconds in which a token comes back; zero without a rate, which leaves only blocks.
    package static func interval(_ requestsPerMinute: Int?) -> Int64 {
        guard let requestsPerMinute, requestsPerMinute > 0 else { return 0 }
        return max(window / Int64(requestsPerMinute), 1)
    }

    /// Milliseconds until the next token is there.
    package func wait(at now: Timestamp, interval: Int64) -> Int64 {
        max(max(fullAt, now).milliseconds + interval - now.milliseconds - max(Self.window, interval), 0)
    }

    /// Takes tokens, or owes them.
    package mutating func take(_ tokens: Int = 1, at now: Timestamp, interval: Int64) {
        clamp(at: now)
        fullAt = Timestamp(milliseconds: max(fullAt, now).milliseconds + Int64(tokens) * interval)
    }

    /// Gives back a token that was not used after all.
    package mutating func giveBack(interval: Int64) {
        fullAt = Timestamp(milliseconds: fullAt.milliseconds - interval)
    }

    /// Empties it, so that the next token is there after so many seconds and no earlier.
    package mutating func block(seconds: Int, at now: Timestamp, interval: Int64) {
        let wait = min(Int64(max(seconds, 0)) * 1000, Self.longestBlock)
        let empty = now.milliseconds + wait + max(Self.window, interval) - interval
        fullAt = Timestamp(milliseconds: max(fullAt.milliseconds, empty))
        clamp(at: now)
    }

    /// A time further away than any that could have come about is a clock that was set, not a debt.
    package mutating func clamp(at now: Timestamp) {
        let last = now.milliseconds + Self.longestBlock + 2 * Self.window
        fullAt = Timestamp(milliseconds: min(fullAt.milliseconds, last))
    }
}
