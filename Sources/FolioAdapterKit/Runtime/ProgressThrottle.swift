/// Lets progress through at most ten times a second.
struct ProgressThrottle: Sendable {
    static let interval = Duration.milliseconds(100)

    private var last: Duration?
    private var isFinished = false

    /// Whether progress at this time, counted from anywhere, goes out; a finished count does so once at once.
    mutating func admits(at time: Duration, done: Int, total: Int?) -> Bool {
        let finishes = done == total && !isFinished
        if let last, time - last < Self.interval, !finishes { return false }
        (last, isFinished) = (time, done == total)
        return true
    }
}
