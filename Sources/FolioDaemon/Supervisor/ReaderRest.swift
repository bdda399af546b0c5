import FolioAdapterKit
import Synchronization

/// Whether a pipe's reader has handled all that it was given, so that a deadline need not fire over an answer that
/// has come and is only not read yet.
final class ReaderRest: Sendable {
    /// How long the reader has to be without bytes until nothing is taken to be in the pipe.
    static let quiet = Duration.milliseconds(50)
    /// The longest wait for that: one that never stops talking delays no deadline for longer.
    static let patience = Duration.seconds(1)

    private struct State {
        var isResting = true
        /// How often bytes came.
        var wakes = 0
        var rest = Latch()
    }

    private let state = Mutex(State())

    /// Says that bytes came and are being handled.
    func wake() {
        state.withLock { state in
            state.wakes += 1
            guard state.isResting else { return }
            state.isResting = false
            state.rest = Latch()
        }
    }

    /// Says that all are handled.
    func sleep() {
        let rest = state.withLock { state in
            state.isResting = true
            return state.rest
        }
        rest.open()
    }

    /// Returns once the reader has been without bytes for a moment, or after ``patience``.
    func settle() async {
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end, !Task.isCancelled {
            let (isResting, wakes, rest) = state.withLock { ($0.isResting, $0.wakes, $0.rest) }
            guard isResting else {
                _ = await rest.wait(atMost: end - ContinuousClock.now, on: ContinuousClock())
                continue
            }
            guard (try? await Task.sleep(for: Self.quiet)) != nil else { return }
            if state.withLock({ $0.isResting && $0.wakes == wakes }) { return }
        }
    }
}
