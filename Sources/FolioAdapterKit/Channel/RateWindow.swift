/// Admits so many a second and counts the rest: decides without a clock.
package struct RateWindow: Hashable, Sendable {
    private let limit: Int
    private var second: Int64 = .min
    private var count = 0
    /// How many were refused since ``takeRefused()``.
    package private(set) var refused = 0

    /// Makes a window that admits so many in each second.
    package init(limit: Int) { self.limit = limit }

    /// Whether one more goes through at this time, counted from anywhere.
    package mutating func admits(at time: Duration) -> Bool {
        if time.components.seconds != second { (second, count) = (time.components.seconds, 0) }
        count += 1
        guard count > limit else { return true }
        refused += 1
        return false
    }

    /// How many were refused since the last time this was asked in another second; `nil` where there is nothing to say.
    package mutating func takeRefused(at time: Duration) -> Int? {
        guard refused > 0, time.components.seconds != second else { return nil }
        return takeRefused()
    }

    /// How many were refused since the last time; `nil` for none.
    package mutating func takeRefused() -> Int? {
        guard refused > 0 else { return nil }
        defer { refused = 0 }
        return refused
    }
}

/// Slows the reading of one that never stops talking: decides without a clock.
///
/// What is read in a second beyond the bounds is paid for with a pause until the second is over. The pipe fills
/// meanwhile and the writer waits, so that it costs a bounded part of one core and nothing of anybody else.
package struct FloodGate: Hashable, Sendable {
    /// Messages that are no answers, in a second: a hundred log lines and ten times the progress of 16 requests fit
    /// three times.
    package static let messagesPerSecond = 1000
    /// Bytes that belong to no answer, in a second.
    package static let bytesPerSecond = 4 << 20

    private var second: Int64 = .min
    private var messages = 0
    private var bytes = 0

    /// Makes a gate that has let nothing through yet.
    package init() {}

    /// Takes what was read at this time; how long to pause before the next read, `nil` for not at all.
    package mutating func pause(after messages: Int, bytes: Int, at time: Duration) -> Duration? {
        if time.components.seconds != second {
            (second, self.messages, self.bytes) = (time.components.seconds, 0, 0)
        }
        self.messages += messages
        self.bytes += bytes
        guard self.messages > Self.messagesPerSecond || self.bytes > Self.bytesPerSecond else { return nil }
        return .seconds(time.components.seconds + 1) - time
    }
}
