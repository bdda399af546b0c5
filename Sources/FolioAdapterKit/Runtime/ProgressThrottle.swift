/// Lets progress through at most ten times a second.
struct ProgressThrottle: Sendable {
    static let interval = Duration.milliseconds(100)

    private var last: Duration?

    /// Whether progress at this time, counted from anywhere, goes out; a finished count always does.
    mutating func admits(at time: Duration, done: Int, total: Int?) -> Bool {
        if let last, time - last < Self.interval, done != total { return false }
        last = time
        return true
    }
}
