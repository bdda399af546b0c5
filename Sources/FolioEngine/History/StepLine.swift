/// A figure that changes on few sessions.
struct StepLine<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The figure after a session.
    struct Step: Sendable, Equatable {
        var session: Int
        var value: Value
    }

    /// Before the first step.
    var opening: Value
    /// By session, each session once.
    var steps: [Step] = []

    /// The figure after that session.
    func value(after session: Int) -> Value {
        let next = steps.partitioningIndex { $0.session > session }
        return next == 0 ? opening : steps[next - 1].value
    }

    /// Runs of sessions with the same figure, in order, that cover the range.
    func runs<Failure: Error>(
        _ range: Range<Int>,
        _ body: (Range<Int>, Value) throws(Failure) -> Void
    ) throws(Failure) {
        var next = steps.partitioningIndex { $0.session > range.lowerBound }
        var start = range.lowerBound
        while start < range.upperBound {
            let end = next < steps.count ? min(steps[next].session, range.upperBound) : range.upperBound
            try body(start..<end, next == 0 ? opening : steps[next - 1].value)
            (start, next) = (end, next + 1)
        }
    }

    /// The sessions for which this line and another differ; `nil` where none do.
    ///
    /// A line has a figure for every session, so the range may reach to the ends of time.
    func difference(from other: StepLine) -> Range<Int>? {
        let shared = zip(steps, other.steps).prefix { $0 == $1 }.count
        let isSame = opening == other.opening && shared == max(steps.count, other.steps.count)
        guard !isSame else { return nil }
        let lower =
            opening == other.opening
            ? [steps, other.steps].compactMap { $0.count > shared ? $0[shared].session : nil }.min() ?? Int.min
            : Int.min
        let limit = min(steps.count, other.steps.count) - (opening == other.opening ? shared : 0)
        var same = 0
        while same < limit, steps[steps.count - 1 - same] == other.steps[other.steps.count - 1 - same] { same += 1 }
        let ends = [self, other].map { line in line.steps.dropLast(same).last }
        if (ends[0]?.value ?? opening) == (ends[1]?.value ?? other.opening) {
            return lower..<max(lower, ends.compactMap { $0?.session }.max() ?? lower)
        }
        return lower..<(same > 0 ? steps[steps.count - same].session : Int.max)
    }
}
