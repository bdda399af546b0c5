package import FolioModel
import Synchronization

/// The time by which a sandbox makes tokens expire, counts requests a minute and delays answers.
package final class SandboxClock: Sendable {
    /// The time of a clock that somebody moves; `nil` is the system's clock.
    private let moved: Mutex<Timestamp?>

    private init(_ start: Timestamp?) { moved = Mutex(start) }

    /// The system's clock.
    package static var system: SandboxClock { SandboxClock(nil) }

    /// A clock that stands still until it is moved: delays take no time, they move it.
    package static func manual(startingAt start: Timestamp) -> SandboxClock { SandboxClock(start) }

    /// The time.
    package var now: Timestamp { moved.withLock { $0 } ?? .now }

    /// Moves a manual clock forward; does nothing to the system's.
    package func advance(milliseconds: Int64) {
        moved.withLock { time in
            time = time.map { Timestamp(milliseconds: $0.milliseconds + milliseconds) }
        }
    }

    /// How long a delay really takes: nothing by a manual clock, which moves instead.
    func delay(milliseconds: Int) -> Int {
        moved.withLock { time in
            guard let now = time else { return milliseconds }
            time = Timestamp(milliseconds: now.milliseconds + Int64(milliseconds))
            return 0
        }
    }
}
