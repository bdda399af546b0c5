import FolioModel
import Synchronization

/// Deadlines, cancellation, and the question whether a silent adapter still answers.
///
/// A request that the adapter does not take from its stdin has its idle limit for that, too; once it is written as a
/// whole, both limits run anew.
extension HostSession {
    func startTimers(_ id: String, _ state: inout State) {
        state.calls.update(id) { entry in
            guard entry.phase == .sent else { return }
            entry.call.stopTimers()
            let (idle, hard) = (entry.call.idleLimit, entry.call.hardLimit)
            entry.call.hardTimer = timer(hard) { await $0.expired(id, limit: hard) }
            if idle < hard { entry.call.idleTimer = timer(idle) { await $0.expired(id, limit: idle) } }
        }
    }

    /// Gives the adapter its idle limit again; the hard one runs on.
    func renewIdleTimer(_ id: String, _ state: inout State) {
        state.calls.update(id) { entry in
            guard entry.phase == .sent, let running = entry.call.idleTimer else { return }
            running.cancel()
            let idle = entry.call.idleLimit
            entry.call.idleTimer = timer(idle) { await $0.expired(id, limit: idle) }
        }
    }

    /// Owned by the call it belongs to; cancelled with it.
    private func timer(
        _ duration: Duration,
        _ action: @escaping @Sendable (HostSession) async -> Void
    ) -> Task<Void, Never> {
        Task { [clock] in
            do {
                try await clock.sleep(for: duration)
            } catch {
                return
            }
            if !Task.isCancelled { await action(self) }
        }
    }

    private func expired(_ id: String, limit: Duration) async {
        // The answer may be here already, and only not read yet: after a suspended machine, or a busy one.
        await drain()
        guard !Task.isCancelled else { return }
        let late: Call? = state.withLock { state in
            guard let entry = state.calls.entries[id], entry.phase == .sent else { return nil }
            if entry.isUrgent {
                // Nothing to cancel; an answer that still comes is none any more.
                return state.calls.remove(id)?.call
            }
            askToCancel(id, reason: "timeout", &state)
            state.calls.update(id) { $0.call.continuation = nil }
            return entry.call
        }
        guard let late else { return }
        late.stopTimers()
        let (method, seconds) = (late.subject.method, limit.components.seconds)
        let error = AdapterError(
            .adapterTimeout,
            "The adapter did not answer \(method) within \(seconds) s.",
            details: [("method", .string(method)), ("limit_s", .int(Int(seconds)))]
        )
        late.continuation?.resume(returning: .failure(error))
    }

    /// Gives a request up for its caller; it is still answered, by the adapter or after the grace period.
    func cancel(_ id: String) {
        let waiting: Call? = state.withLock { state in
            guard let entry = state.calls.entries[id] else { return nil }
            switch entry.phase {
            case .queued:
                state.heldBytes -= entry.call.frame.count
                return state.calls.remove(id)?.call
            case .sent where entry.isUrgent: return state.calls.remove(id)?.call
            case .sent: askToCancel(id, reason: "client", &state)
            case .cancelling: break
            }
            return nil
        }
        waiting?.stopTimers()
        waiting?.continuation?.resume(returning: .failure(Self.cancelled))
    }

    private static let cancelled = AdapterError(.cancelled, "The call was cancelled.")

    private func askToCancel(_ id: String, reason: String, _ state: inout State) {
        let params: JSONValue = ["id": .string(id), "reason": .string(reason)]
        yield(Frame(bytes: WireLine.notification("$/cancel", params: params), requestID: nil), &state)
        let grace = state.limits.cancelGrace
        state.calls.update(id) { entry in
            entry.phase = .cancelling
            entry.call.stopTimers()
            entry.call.idleTimer = nil
            entry.call.hardTimer = timer(grace) { await $0.graceEnded(id) }
        }
    }

    private func graceEnded(_ id: String) async {
        await drain()
        guard !Task.isCancelled else { return }
        let call: Call? = state.withLock { state in
            guard let call = state.calls.remove(id)?.call else { return nil }
            state.casualties.insert(call.subject)
            return call
        }
        guard let call else { return }
        call.continuation?.resume(returning: .failure(Self.cancelled))
        onFault(.unresponsive(method: call.subject.method))
    }

    // MARK: Silence

    /// Asks an adapter that has been silent whether it still answers, until the session ends.
    ///
    /// One that works on a single request at a time is asked only while it has nothing to do: it may be unable to
    /// answer anything else meanwhile, and the request has a deadline of its own.
    func watch() async {
        var missed = 0
        while !Task.isCancelled {
            let (limits, heard) = state.withLock { ($0.limits, $0.lastHeard) }
            let silence = uptime() - heard
            guard silence >= limits.silence || missed > 0 else {
                guard (try? await clock.sleep(for: limits.silence - silence)) != nil else { return }
                continue
            }
            guard limits.inflight > 1 || state.withLock({ $0.calls.sentCount == 0 }) else {
                missed = 0
                guard (try? await clock.sleep(for: limits.silence)) != nil else { return }
                continue
            }
            _ = try? await call(Ping.self, Ping.Params(), cause: "")
            guard state.withLock({ $0.ended == nil }) else { return }
            missed = state.withLock { $0.lastHeard > heard } ? 0 : missed + 1
            guard missed < limits.missedPings else { return onFault(.silent(pings: missed)) }
        }
    }
}
