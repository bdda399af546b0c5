import FolioAdapterKit

/// Counts calls that are on their way, for whoever wants to wait for their end.
struct CallsUnderWay: Sendable {
    private var count = 0
    private var done = Latch()

    mutating func begin() {
        if count == 0 { done = Latch() }
        count += 1
    }

    mutating func end() {
        count -= 1
        if count == 0 { done.open() }
    }

    /// Returns once none of those that are under way now is any more, or after so long.
    func wait(atMost limit: Duration, on clock: any Clock<Duration>) async {
        guard count > 0 else { return }
        _ = await done.wait(atMost: limit, on: clock)
    }
}
