/// When a job that failed for a passing reason is tried again: twice the wait each time, with a cap and an end.
package struct RetryPolicy: Sendable, Hashable {
    /// Tries before a job has failed for good, unless its handler says otherwise.
    package static let maximumAttempts = 8

    /// The longest wait.
    package static let maximumDelay = Duration.seconds(3600)

    private static let firstDelay = Duration.seconds(30)
    private static let maximumDoublings = 16

    /// How long to wait after the failed attempt of that number (from 1), at least as long as the vendor asked.
    ///
    /// `jitter` is 0 to 1 and adds up to a quarter, so that a thousand
    /// connections do not come back in the same second.
    package static func delay(afterAttempt attempt: Int, vendorAsked: Duration?, jitter: Double) -> Duration {
        let doubled = firstDelay * (1 << min(max(attempt - 1, 0), maximumDoublings))
        let waited = min(max(doubled, vendorAsked ?? .zero), maximumDelay)
        return waited + waited * (min(max(jitter, 0), 1) / 4)
    }
}
