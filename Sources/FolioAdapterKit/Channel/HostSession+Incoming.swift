import FolioModel
import Synchronization

/// What an adapter says, line by line.
extension HostSession {
    /// Handles one line of the adapter.
    package func receive(_ line: [UInt8]) async {
        do {
            switch try MessageToHost(line: line, limits: limits) {
            case .answer(let id, let answer): try answered(id, answer)
            case .event(let id, let event):
                state.withLock { $0.chatter += 1 }
                try await happened(id, event)
            case .unknownNotification: state.withLock { $0.chatter += 1 }
            }
            let now = uptime()
            state.withLock { state in
                state.errorsInARow = 0
                state.lastHeard = now
            }
        } catch {
            countError(error.reason)
        }
    }

    /// Handles a line that was longer than allowed, and is gone.
    package func receiveOversizedLine() {
        let affected: (call: Call?, isClear: Bool) = state.withLock { state in
            let sent = state.calls.entries.filter { $0.value.phase != .queued && !$0.value.isUrgent }
            guard sent.count == 1, let id = sent.first?.key else { return (nil, sent.isEmpty) }
            let call = state.calls.remove(id)?.call
            startWaiting(&state)
            return (call, true)
        }
        affected.call?.stopTimers()
        let error = AdapterError(.adapterProtocol, "The adapter answered with a longer line than allowed.")
        affected.call?.continuation?.resume(returning: .failure(error))
        countError("a line is longer than allowed")
        if !affected.isClear { onFault(.protocolErrors("a line is longer than allowed")) }
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
        switch event {
        case .progress(let progress):
            // One that crosses its answer on the way is late, not wrong.
            guard admits(progress) else { return }
            await onEvent(event)
        case .credentials(let rotated):
            let subject = state.withLock { state in id.flatMap { state.calls.entries[$0] } }
            guard let subject, subject.phase != .queued else {
                throw ProtocolFault("$/credentials without a request in flight")
            }
            guard subject.call.subject.connection == rotated.connection else {
                throw ProtocolFault("$/credentials for another connection than the request's")
            }
            await onEvent(event)
        case .log: await log(event)
        }
    }

    /// Whether progress goes on to whoever listens; beyond its rate it neither does nor renews anything.
    private func admits(_ progress: AdapterProgress) -> Bool {
        let now = uptime()
        return state.withLock { state in
            var (admits, isForward) = (false, false)
            state.calls.update(progress.requestID) { entry in
                guard entry.phase != .queued else { return }
                admits = entry.call.progress.admits(at: now)
                // One that goes back is a sign of life, but nothing to show.
                isForward = progress.done >= entry.call.done
                entry.call.done = max(entry.call.done, progress.done)
            }
            if admits { renewIdleTimer(progress.requestID, &state) } else { state.droppedProgress += 1 }
            return admits && isForward
        }
    }

    private func log(_ event: AdapterEvent) async {
        let now = uptime()
        let (dropped, admits) = state.withLock { state in
            let dropped = state.logs.takeRefused(at: now)
            return (dropped, state.logs.admits(at: now))
        }
        if let dropped { await onEvent(.log(.dropped(dropped))) }
        if admits { await onEvent(event) }
    }

    private func countError(_ reason: String) {
        let isTooMany = state.withLock { state in
            state.chatter += 1
            state.errorsInARow += 1
            state.errorCount += 1
            state.lastError = reason
            return state.errorsInARow == state.limits.protocolErrorsInARow
        }
        if isTooMany { onFault(.protocolErrors(reason)) }
    }
}

extension AdapterLogLine {
    /// What is logged in the place of lines that came too fast.
    package static func dropped(_ count: Int) -> AdapterLogLine {
        AdapterLogLine(
            level: "warning",
            message: "Lines were dropped from an adapter's log",
            fields: ["count": String(count)]
        )
    }
}
