import FolioModel
import Synchronization

/// Why a session can't go on, so that its transport has to end the adapter.
package enum SessionFault: Error, Hashable, Sendable {
    /// So many broken lines in a row, or one that can't be assigned; what was wrong with the last one.
    case protocolErrors(String)
    /// A cancelled request was not answered in time; the method's name.
    case unresponsive(method: String)
    /// So many pings in a row stayed without any answer.
    case silent(pings: Int)
}

/// An answer, with what it says of itself.
package struct Exchange<Result: Sendable>: Sendable {
    package let result: Result
    /// How many calls of the vendor it took, where the adapter says so (`usage.calls`).
    package let vendorCalls: Int?
}

/// The host's half of a channel: ids, correlation, deadlines and limits, whatever carries the lines.
///
/// A transport writes what ``outgoing`` gives, in order, calls ``wrote(_:)`` after each frame, hands each line it
/// reads to ``receive(_:)``, one after the other, and calls ``end(_:)`` when the adapter is gone. docs/supervision.md
/// lists the bounds.
package final class HostSession: Sendable {
    /// Lines to write, with the id of the request they carry, if any.
    package struct Frame: Sendable {
        /// A whole line with its LF.
        package let bytes: [UInt8]
        /// `nil` for a notification.
        package let requestID: String?
    }

    typealias Answer = Result<JSONValue, AdapterError>

    struct Call: Sendable {
        let subject: CallSubject
        let idleLimit: Duration
        let hardLimit: Duration
        /// Emptied once it is on its way.
        var frame: [UInt8]
        /// `nil` once the caller has its answer and only the adapter's is still awaited.
        var continuation: CheckedContinuation<Answer, Never>?
        var idleTimer: Task<Void, Never>?
        var hardTimer: Task<Void, Never>?
        var progress: RateWindow
        var done = Int.min

        func stopTimers() {
            idleTimer?.cancel()
            hardTimer?.cancel()
        }
    }

    struct State {
        var limits: AdapterLimits
        var calls = CallTable<Call>()
        var ended: AdapterError?
        var errorsInARow = 0
        var errorCount = 0
        var lastError: String?
        /// Frames, and bytes of requests, that are not written yet; the bytes of those that wait included.
        var unwrittenFrames = 0
        var heldBytes = 0
        var logs: RateWindow
        var droppedProgress = 0
        /// Lines so far that were no answers.
        var chatter = 0
        /// When the last line that was a message came.
        var lastHeard = Duration.zero
        var watch: Task<Void, Never>?
        /// What the adapter worked on when it ended, or was about to be ended for.
        var casualties: Set<CallSubject> = []
    }

    /// What to write, in order; ends when nothing more will come.
    ///
    /// What it holds is bounded by ``AdapterLimits/unwrittenFrames`` and ``AdapterLimits/heldBytes``: requests beyond
    /// are refused.
    package let outgoing: AsyncStream<Frame>

    let frames: AsyncStream<Frame>.Continuation
    let state: Mutex<State>
    let clock: any Clock<Duration>
    /// Time since the session began, on its clock.
    let uptime: @Sendable () -> Duration
    let onEvent: AdapterEventHandler
    let onFault: @Sendable (SessionFault) -> Void
    let drain: @Sendable () async -> Void
    private let nextNumber: @Sendable () -> Int

    /// Makes a session.
    ///
    /// - Parameters:
    ///   - limits: What holds until ``adopt(_:)``.
    ///   - clock: Measures the deadlines.
    ///   - nextNumber: Gives the numbers of requests, each once.
    ///   - onEvent: Takes what is said beside answers; awaited before the next line.
    ///   - onFault: Asks the transport to end the adapter; must not wait.
    ///   - drain: Returns once what the adapter has written by now has been received, or after a moment.
    package init(
        limits: AdapterLimits = AdapterLimits(),
        clock: any Clock<Duration>,
        nextNumber: @escaping @Sendable () -> Int,
        onEvent: @escaping AdapterEventHandler,
        onFault: @escaping @Sendable (SessionFault) -> Void,
        drain: @escaping @Sendable () async -> Void = {}
    ) {
        (outgoing, frames) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        state = Mutex(State(limits: limits, logs: RateWindow(limit: limits.logLinesPerSecond)))
        uptime = Self.stopwatch(clock)
        (self.clock, self.nextNumber, self.onEvent) = (clock, nextNumber, onEvent)
        (self.onFault, self.drain) = (onFault, drain)
    }

    private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// What holds now.
    package var limits: AdapterLimits { state.withLock { $0.limits } }

    /// How many lines could not be understood, and what was wrong with the last one.
    package var protocolErrors: (count: Int, last: String?) { state.withLock { ($0.errorCount, $0.lastError) } }

    /// How many lines so far were no answers: what ``FloodGate`` is asked about.
    package var chatter: Int { state.withLock { $0.chatter } }

    /// What the adapter worked on when it ended; empty before.
    package var casualties: Set<CallSubject> { state.withLock { $0.casualties } }

    /// Takes over the limits of a manifest, and from here on asks a silent adapter whether it still answers.
    package func adopt(_ manifest: AdapterManifest) {
        state.withLock { state in
            state.limits.adopt(manifest)
            startWaiting(&state)
            // Owned here, ended by end(_:).
            if state.watch == nil, state.ended == nil { state.watch = Task { await self.watch() } }
        }
    }

    // MARK: Calls

    /// Sends a request and returns its checked answer; see ``AdapterChannel/call(_:_:cause:)``.
    package func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        try await exchange(method, params, cause: cause).result
    }

    /// Sends a request and returns its checked answer with what it says of itself.
    package func exchange<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> Exchange<M.Result> {
        let id = (cause.isEmpty ? "" : cause + "/") + "foliod:\(M.name)#\(nextNumber())"
        let frame = WireLine.request(id: id, method: M.name, params: params)
        guard frame.count - 1 <= limits.line else {
            throw AdapterError(.tooLarge, "The request \(M.name) is longer than a line may be.")
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = Call(
                    subject: CallSubject(method, params),
                    idleLimit: M.idleLimit,
                    hardLimit: M.hardLimit,
                    frame: frame,
                    continuation: continuation,
                    progress: RateWindow(limit: limits.progressPerSecond)
                )
                submit(id, call)
                // Cancelled before there was anything to cancel.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
        let result = try answer.get()
        let calls = result["usage"]?["calls"]?.int.map { min(max($0, 0), AdapterLimits.vendorCalls) }
        do throws(AdapterError) {
            return Exchange(result: try ResultCheck.decode(M.self, result), vendorCalls: calls)
        } catch {
            note(error.message)
            throw error
        }
    }

    /// Counts an answer that was a message, but not one that can be used.
    private func note(_ reason: String) {
        state.withLock { state in
            state.errorCount += 1
            state.lastError = reason
        }
    }

    private func submit(_ id: String, _ call: Call) {
        let refusal: AdapterError? = state.withLock { state in
            if let ended = state.ended { return ended }
            // These work on an adapter that is busy with something else.
            let isUrgent = [Shutdown.name, Ping.name].contains(call.subject.method)
            let limits = state.limits
            let fits =
                state.unwrittenFrames < limits.unwrittenFrames
                && state.heldBytes + call.frame.count <= limits.heldBytes
            guard isUrgent || fits else {
                return AdapterError(.overloaded, "The adapter does not take its requests as fast as they come.")
            }
            switch state.calls.submit(id, call, isUrgent: isUrgent, limits: limits) {
            case .overloaded: return AdapterError(.overloaded, "The adapter's queue is full.")
            case .wait: state.heldBytes += call.frame.count
            case .send:
                state.heldBytes += call.frame.count
                transmit(id, &state)
            }
            return nil
        }
        if let refusal { call.continuation?.resume(returning: .failure(refusal)) }
    }

    private func transmit(_ id: String, _ state: inout State) {
        guard let frame = state.calls.entries[id]?.call.frame else { return }
        state.calls.update(id) { $0.call.frame = [] }
        yield(Frame(bytes: frame, requestID: id), &state)
        startTimers(id, &state)
    }

    func yield(_ frame: Frame, _ state: inout State) {
        state.unwrittenFrames += 1
        frames.yield(frame)
    }

    func startWaiting(_ state: inout State) {
        while let id = state.calls.next(limits: state.limits) { transmit(id, &state) }
    }

    /// Says that a request has been written as a whole: its deadlines run from here.
    package func wrote(_ frame: Frame) {
        state.withLock { state in
            state.unwrittenFrames -= 1
            guard let id = frame.requestID else { return }
            state.heldBytes -= frame.bytes.count
            startTimers(id, &state)
        }
    }

    // MARK: The end

    /// Ends ``outgoing``: nothing more is sent, answers still count.
    package func finishSending() { frames.finish() }

    /// Fails every request, now and later.
    package func end(_ error: AdapterError) {
        let (calls, watch) = state.withLock { state in
            if state.ended == nil {
                state.ended = error
                for entry in state.calls.entries.values where entry.phase != .queued {
                    state.casualties.insert(entry.call.subject)
                }
            }
            return (state.calls.removeAll().map(\.call), state.watch)
        }
        watch?.cancel()
        frames.finish()
        for call in calls {
            call.stopTimers()
            call.continuation?.resume(returning: .failure(error))
        }
    }
}
