import Synchronization

/// Which call is computed next where many wait: one connection's after another's, so that a client with many slow
/// requests holds up nobody else's.
final class CallTurns: Sendable {
    private struct State {
        /// Calls that are computed now.
        var count = 0
        /// The calls that wait, oldest first, by connection.
        var waiting: [Int: [CheckedContinuation<Void, Never>]] = [:]
        /// The connections that have some, the next one first.
        var order: [Int] = []
    }

    private let atOnce: Int
    private let state = Mutex(State())

    /// Starts without calls; so many are computed at once.
    init(atOnce: Int) { self.atOnce = atOnce }

    /// Returns when it is the turn of a call of that connection; whoever called ends it with ``end()``.
    func begin(connection: Int) async {
        let isNow = state.withLock { state in
            guard state.count < atOnce else { return false }
            state.count += 1
            return true
        }
        guard !isNow else { return }
        await withCheckedContinuation { continuation in
            let call = state.withLock { state in
                if state.waiting[connection]?.append(continuation) == nil {
                    state.waiting[connection] = [continuation]
                    state.order.append(connection)
                }
                return next(&state)
            }
            call?.resume()
        }
    }

    /// Ends a call, and lets the next one begin.
    func end() {
        let call = state.withLock { state in
            state.count -= 1
            return next(&state)
        }
        call?.resume()
    }

    /// Takes out the call whose turn it is; `nil` where none waits or as many are computed as may be.
    private func next(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        guard state.count < atOnce, !state.order.isEmpty else { return nil }
        let connection = state.order.removeFirst()
        guard var calls = state.waiting.removeValue(forKey: connection), !calls.isEmpty else { return nil }
        let call = calls.removeFirst()
        if !calls.isEmpty {
            state.waiting[connection] = calls
            state.order.append(connection)
        }
        state.count += 1
        return call
    }
}
