import NIOCore
import Synchronization

/// Which call begins next where many wait: one connection's after another's, so that a client with many slow requests
/// holds up nobody else's.
///
/// So many calls are at work at once. One that takes longer than a slice, because it waits for a job or a vendor, does
/// not count any more, so that those that wait never keep the others out.
final class CallTurns: Sendable {
    /// A call that has begun.
    struct Turn: Sendable {
        fileprivate let number: Int
    }

    private struct Waiting {
        let turn: Turn
        let continuation: CheckedContinuation<Turn, Never>
    }

    private struct State {
        /// When the calls that count began, by their numbers.
        var begun: [Int: NIODeadline] = [:]
        /// The calls that wait, oldest first, by connection.
        var waiting: [Int: [Waiting]] = [:]
        /// The connections that have some, the next one first.
        var order: [Int] = []
        var lastNumber = 0
        var isTicking = false
    }

    private let atOnce: Int
    private let slice: TimeAmount
    private let state = Mutex(State())

    /// Starts without calls.
    ///
    /// - Parameters:
    ///   - atOnce: Calls that count at a time.
    ///   - slice: How long a call counts at most.
    init(atOnce: Int, slice: TimeAmount) { (self.atOnce, self.slice) = (atOnce, slice) }

    /// Returns when it is the turn of a call of that connection; the call ends with ``end(_:)``.
    func begin(connection: Int, on loop: any EventLoop) async -> Turn {
        let now: Turn? = state.withLock { state in
            guard state.begun.count < atOnce, state.order.isEmpty else { return nil }
            return Self.begin(&state)
        }
        if let now { return now }
        return await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                state.lastNumber += 1
                let waiting = Waiting(turn: Turn(number: state.lastNumber), continuation: continuation)
                if state.waiting[connection]?.append(waiting) == nil {
                    state.waiting[connection] = [waiting]
                    state.order.append(connection)
                }
                defer { state.isTicking = true }
                return !state.isTicking
            }
            resume(state.withLock { next(&$0) })
            if isFirst { tick(on: loop) }
        }
    }

    /// Lets the next call begin in the place of this one.
    func end(_ turn: Turn) {
        resume(
            state.withLock { state in
                state.begun[turn.number] = nil
                return next(&state)
            }
        )
    }

    private static func begin(_ state: inout State) -> Turn {
        state.lastNumber += 1
        state.begun[state.lastNumber] = .now()
        return Turn(number: state.lastNumber)
    }

    /// Takes out the calls whose turn it is.
    private func next(_ state: inout State) -> [Waiting] {
        var calls: [Waiting] = []
        while state.begun.count < atOnce, let connection = state.order.first {
            state.order.removeFirst()
            guard var waiting = state.waiting.removeValue(forKey: connection) else { continue }
            let call = waiting.removeFirst()
            if !waiting.isEmpty {
                state.waiting[connection] = waiting
                state.order.append(connection)
            }
            state.begun[call.turn.number] = .now()
            calls.append(call)
        }
        return calls
    }

    private func resume(_ calls: [Waiting]) {
        for call in calls { call.continuation.resume(returning: call.turn) }
    }

    /// Looks for calls that do not count any more, for as long as others wait.
    private func tick(on loop: any EventLoop) {
        loop.scheduleTask(in: slice) {
            let (calls, goesOn) = self.state.withLock { state in
                let late = NIODeadline.now() - self.slice
                state.begun = state.begun.filter { $0.value > late }
                let calls = self.next(&state)
                state.isTicking = !state.order.isEmpty
                return (calls, state.isTicking)
            }
            self.resume(calls)
            if goesOn { self.tick(on: loop) }
        }
    }
}
