import FolioModel
import Synchronization

/// Why a session can't go on, so that its transport has to end the adapter.
package enum SessionFault: Error, Hashable, Sendable {
    /// So many broken lines in a row, or one that can't be assigned; what was wrong with the last one.
    case protocolErrors(String)
    /// A cancelled request was not answered in time; the method's name.
    case unresponsive(method: String)
}

/// The host's half of a channel: ids, correlation, deadlines and limits, whatever carries the lines.
///
/// A transport writes what ``outgoing`` gives, in order, calls ``wrote(_:)`` after each frame, hands each line it
/// reads to ``receive(_:)``, one after the other, and calls ``end(_:)`` when the adapter is gone.
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
        let method: String
        let frame: [UInt8]
        let idleLimit: Duration
        let hardLimit: Duration
        /// `nil` once the caller has its answer and only the adapter's is still awaited.
        var continuation: CheckedContinuation<Answer, Never>?
        var idleTimer: Task<Void, Never>?
        var hardTimer: Task<Void, Never>?

        func stopTimers() {
            idleTimer?.cancel()
            hardTimer?.cancel()
        }
    }

    private struct State {
        var limits: AdapterLimits
        var calls = CallTable<Call>()
        var ended: AdapterError?
        var errorsInARow = 0
        var errorCount = 0
        var lastError: String?
    }

    /// Requests on their way have a bound, so each of them and its cancellation fit.
    static let outgoingLimit = 256

    /// What to write, in order; ends when nothing more will come.
    package let outgoing: AsyncStream<Frame>

    private let frames: AsyncStream<Frame>.Continuation
    private let state: Mutex<State>
    private let nextNumber: @Sendable () -> Int
    private let clock: any Clock<Duration>
    private let onEvent: AdapterEventHandler
    private let onFault: @Sendable (SessionFault) -> Void

    /// Makes a session.
    ///
    /// - Parameters:
    ///   - limits: What holds until ``adopt(_:)``.
    ///   - clock: Measures the deadlines.
    ///   - nextNumber: Gives the numbers of requests, each once.
    ///   - onEvent: Takes what is said beside answers; awaited before the next line.
    ///   - onFault: Asks the transport to end the adapter; must not wait.
    package init(
        limits: AdapterLimits = AdapterLimits(),
        clock: any Clock<Duration>,
        nextNumber: @escaping @Sendable () -> Int,
        onEvent: @escaping AdapterEventHandler,
        onFault: @escaping @Sendable (SessionFault) -> Void
    ) {
        (outgoing, frames) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.outgoingLimit))
        state = Mutex(State(limits: limits))
        (self.clock, self.nextNumber, self.onEvent, self.onFault) = (clock, nextNumber, onEvent, onFault)
    }

    /// What holds now.
    package var limits: AdapterLimits { state.withLock { $0.limits } }

    /// How many lines could not be understood, and what was wrong with the last one.
    package var protocolErrors: (count: Int, last: String?) { state.withLock { ($0.errorCount, $0.lastError) } }

    /// Takes over the limits of a manifest.
    package func adopt(_ manifest: AdapterManifest) {
        state.withLock { state in
            state.limits.adopt(manifest)
            startWaiting(&state)
        }
    }

    // MARK: Calls

    /// Sends a request and returns its checked answer; see ``AdapterChannel/call(_:_:cause:)``.
    package func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        let id = (cause.isEmpty ? "" : cause + "/") + "foliod:\(M.name)#\(nextNumber())"
        let frame = WireLine.request(id: id, method: M.name, params: params)
        guard frame.count - 1 <= limits.line else {
            throw AdapterError(.tooLarge, "The request \(M.name) is longer than a line may be.")
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = Call(
                    method: M.name,
                    frame: frame,
                    idleLimit: M.idleLimit,
                    hardLimit: M.hardLimit,
                    continuation: continuation
                )
                submit(id, call)
                // Cancelled before there was anything to cancel.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
        return try ResultCheck.decode(M.self, try answer.get())
    }

    private func submit(_ id: String, _ call: Call) {
        let refusal: AdapterError? = state.withLock { state in
            if let ended = state.ended { return ended }
            // These work on an adapter that is busy with something else.
            let isUrgent = [Shutdown.name, Ping.name].contains(call.method)
            switch state.calls.submit(id, call, isUrgent: isUrgent, limits: state.limits) {
            case .send:
                transmit(id, &state)
                return nil
            case .wait: return nil
            case .overloaded: return AdapterError(.overloaded, "The adapter's queue is full.")
            }
        }
        if let refusal { call.continuation?.resume(returning: .failure(refusal)) }
    }

    private func transmit(_ id: String, _ state: inout State) {
        guard let frame = state.calls.entries[id]?.call.frame else { return }
        frames.yield(Frame(bytes: frame, requestID: id))
        startTimers(id, &state)
    }

    private func startWaiting(_ state: inout State) {
        while let id = state.calls.next(limits: state.limits) { transmit(id, &state) }
    }

    // MARK: Deadlines

    /// Says that a request has been written as a whole: its deadlines run from here.
    package func wrote(_ frame: Frame) {
        guard let id = frame.requestID else { return }
        state.withLock { startTimers(id, &$0) }
    }

    private func startTimers(_ id: String, _ state: inout State) {
        state.calls.update(id) { entry in
            guard entry.phase == .sent else { return }
            entry.call.stopTimers()
            let (idle, hard) = (entry.call.idleLimit, entry.call.hardLimit)
            entry.call.hardTimer = timer(hard) { $0.expired(id, limit: hard) }
            if idle < hard { entry.call.idleTimer = timer(idle) { $0.expired(id, limit: idle) } }
        }
    }

    private func renewIdleTimer(_ id: String) {
        state.withLock { state in
            state.calls.update(id) { entry in
                guard entry.phase == .sent, let running = entry.call.idleTimer else { return }
                running.cancel()
                let idle = entry.call.idleLimit
                entry.call.idleTimer = timer(idle) { $0.expired(id, limit: idle) }
            }
        }
    }

    /// Owned by the call it belongs to; cancelled with it.
    private func timer(
        _ duration: Duration,
        _ action: @escaping @Sendable (HostSession) -> Void
    ) -> Task<Void, Never> {
        Task { [clock] in
            do {
                try await clock.sleep(for: duration)
            } catch {
                return
            }
            if !Task.isCancelled { action(self) }
        }
    }

    private func expired(_ id: String, limit: Duration) {
        let (call, isLate): (Call?, Bool) = state.withLock { state in
            guard let entry = state.calls.entries[id], entry.phase == .sent else { return (nil, false) }
            askToCancel(id, reason: "timeout", &state)
            state.calls.update(id) { $0.call.continuation = nil }
            return (entry.call, true)
        }
        guard isLate, let call else { return }
        let message = "The adapter did not answer \(call.method) within \(limit.components.seconds) s."
        call.continuation?.resume(returning: .failure(AdapterError(.adapterTimeout, message)))
    }

    /// Gives a request up for its caller; it is still answered, by the adapter or after the grace period.
    private func cancel(_ id: String) {
        let waiting: Call? = state.withLock { state in
            guard let entry = state.calls.entries[id] else { return nil }
            switch entry.phase {
            case .queued: return state.calls.remove(id)?.call
            case .sent: askToCancel(id, reason: "client", &state)
            case .cancelling: break
            }
            return nil
        }
        waiting?.continuation?.resume(returning: .failure(Self.cancelled))
    }

    private static let cancelled = AdapterError(.cancelled, "The call was cancelled.")

    private func askToCancel(_ id: String, reason: String, _ state: inout State) {
        let params: JSONValue = ["id": .string(id), "reason": .string(reason)]
        frames.yield(Frame(bytes: WireLine.notification("$/cancel", params: params), requestID: nil))
        let grace = state.limits.cancelGrace
        state.calls.update(id) { entry in
            entry.phase = .cancelling
            entry.call.stopTimers()
            entry.call.idleTimer = nil
            entry.call.hardTimer = timer(grace) { $0.graceEnded(id) }
        }
    }

    private func graceEnded(_ id: String) {
        guard let call = state.withLock({ $0.calls.remove(id)?.call }) else { return }
        call.continuation?.resume(returning: .failure(Self.cancelled))
        onFault(.unresponsive(method: call.method))
    }

    // MARK: What comes in

    /// Handles one line of the adapter.
    package func receive(_ line: [UInt8]) async {
        do {
            switch try MessageToHost(line: line, limits: limits) {
            case .answer(let id, let answer): try answered(id, answer)
            case .event(let id, let event): try await happened(id, event)
            case .unknownNotification: break
            }
            state.withLock { $0.errorsInARow = 0 }
        } catch {
            countError(error.reason)
        }
    }

    /// Handles a line that was longer than allowed, and is gone.
    package func receiveOversizedLine() {
        let affected: (call: Call?, isClear: Bool) = state.withLock { state in
            let sent = state.calls.entries.filter { $0.value.phase != .queued }
            guard sent.count == 1, let id = sent.first?.key else { return (nil, sent.isEmpty) }
            let call = state.calls.remove(id)?.call
            startWaiting(&state)
            return (call, true)
        }
        affected.call?.stopTimers()
        let error = AdapterError(.adapterProtocol, "The adapter answered with a longer line than allowed.")
        affected.call?.continuation?.resume(returning: .failure(error))
        if affected.isClear {
            countError("a line is longer than allowed")
        } else {
            onFault(.protocolErrors("a line is longer than allowed"))
        }
    }

    private func answered(_ id: String, _ answer: Answer) throws(ProtocolFault) {
        let call: Call? = state.withLock { state in
            guard state.calls.entries[id]?.phase != .queued else { return nil }
            let call = state.calls.remove(id)?.call
            startWaiting(&state)
            return call
        }
        guard let call else { throw ProtocolFault("an answer to no request") }
        call.stopTimers()
        call.continuation?.resume(returning: answer)
    }

    private func happened(_ id: String?, _ event: AdapterEvent) async throws(ProtocolFault) {
        let isInFlight = id.map { id in state.withLock { $0.calls.entries[id].map { $0.phase != .queued } ?? false } }
        switch event {
        case .progress(let progress):
            // One that crosses its answer on the way is late, not wrong.
            guard isInFlight == true else { return }
            renewIdleTimer(progress.requestID)
        case .credentials:
            guard isInFlight == true else { throw ProtocolFault("$/credentials without a request in flight") }
        case .log: break
        }
        await onEvent(event)
    }

    private func countError(_ reason: String) {
        let isTooMany = state.withLock { state in
            state.errorsInARow += 1
            state.errorCount += 1
            state.lastError = reason
            return state.errorsInARow == state.limits.protocolErrorsInARow
        }
        if isTooMany { onFault(.protocolErrors(reason)) }
    }

    // MARK: The end

    /// Ends ``outgoing``: nothing more is sent, answers still count.
    package func finishSending() { frames.finish() }

    /// Fails every request, now and later.
    package func end(_ error: AdapterError) {
        let calls = state.withLock { state in
            if state.ended == nil { state.ended = error }
            return state.calls.removeAll().map(\.call)
        }
        frames.finish()
        for call in calls {
            call.stopTimers()
            call.continuation?.resume(returning: .failure(error))
        }
    }
}
