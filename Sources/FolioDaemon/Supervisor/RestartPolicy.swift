/// When a dead adapter is started again: decides without a clock.
package struct RestartPolicy: Hashable, Sendable {
    /// What to do after a death.
    package enum Decision: Hashable, Sendable {
        /// Start again after so long.
        case backOff(Duration)
        /// Too many quick deaths: one try after so long, and at once when something changes.
        case fail(retryAfter: Duration)
    }

    /// The first wait; each further one is twice as long.
    package static let firstDelay = 1.0
    /// The longest wait.
    package static let longestDelay = 300.0
    /// How much a wait may be shorter or longer, so that adapters do not start in step.
    package static let jitterShare = 0.2
    /// Running at least so long forgives all earlier deaths.
    package static let healthyTime = Duration.seconds(600)
    /// Running less than this, or never, is a quick death.
    package static let quickTime = Duration.seconds(60)
    /// So many quick deaths in a row are a failure.
    package static let quickDeathLimit = 5
    /// How long a failed adapter rests.
    package static let failedDelay = Duration.seconds(15 * 60)

    private var deaths = 0
    private var quickDeaths = 0

    /// Starts with no deaths.
    package init() {}

    /// Counts a death.
    ///
    /// - Parameters:
    ///   - running: How long it was ready for calls; zero if never.
    ///   - jitter: From 0 to 1; 0.5 leaves the wait as it is.
    /// - Returns: Whether it rests a moment or for long.
    package mutating func died(afterRunning running: Duration, jitter: Double) -> Decision {
        if running >= Self.healthyTime { self = RestartPolicy() }
        deaths += 1
        quickDeaths = running < Self.quickTime ? quickDeaths + 1 : 0
        guard quickDeaths < Self.quickDeathLimit else { return .fail(retryAfter: Self.failedDelay) }
        var delay = Self.firstDelay
        for _ in 1..<max(deaths, 1) where delay < Self.longestDelay { delay *= 2 }
        let factor = 1 + Self.jitterShare * (2 * jitter - 1)
        return .backOff(.seconds(min(delay, Self.longestDelay) * factor))
    }
}
