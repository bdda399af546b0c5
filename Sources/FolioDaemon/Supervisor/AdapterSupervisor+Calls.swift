package import FolioAdapterKit
import FolioModel

/// Carries calls: to whichever life there is, within the vendor's rate, and never a third time into death.
extension AdapterSupervisor {
    /// How long a call that fails for good waits to learn what ended its adapter.
    private static let deathNews = Duration.seconds(2)
    /// Bytes of an adapter's last words in an error.
    private static let tailLength = 1000

    /// Carries a call to the adapter, waiting up to ``callPatience`` for one that is starting, and up to
    /// ``RateBook/patience`` for the vendor's rate.
    ///
    /// A repeatable call whose adapter dies under it, or is ended, is sent once more, to the next one.
    ///
    /// - Throws: The adapter's error or the host's, without secrets; `adapter_not_running` where there is nobody to
    ///   call; `unknown_outcome` for a call that must not be repeated and whose adapter died; `adapter_quarantined` for
    ///   one that ended its adapter twice.
    @inline(never)
    package func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        do throws(AdapterError) {
            do throws(AdapterError) {
                return try await attempt(method, params, cause: cause, isLast: !M.isRepeatable)
            } catch {
                guard error.kind == .adapterCrashed, M.isRepeatable else { throw error }
            }
            return try await attempt(method, params, cause: cause, isLast: true)
        } catch {
            throw redactor.clean(error)
        }
    }

    /// What it says of itself; one that is starting and has not said it yet is waited for as a call does.
    ///
    /// `nil` where it does not get as far within ``callPatience``.
    package func manifestOnceReady() async -> AdapterManifest? {
        if current.manifest == nil { await waitUntilReady() }
        return current.manifest
    }

    private func attempt<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String,
        isLast: Bool
    ) async throws(AdapterError) -> M.Result {
        let subject = CallSubject(method, params)
        try await ready(for: subject)
        let isSuspect = ledger.isSuspect(subject, at: now())
        if isSuspect { try await takeSuspectTurn() }
        defer { if isSuspect { endSuspectTurn() } }
        try await rates?.admit(subject)
        // What was waited for may have taken its time.
        try await ready(for: subject)
        guard let life else { throw notRunning }
        if !M.isRepeatable { unrepeatable.begin() }
        defer { if !M.isRepeatable { unrepeatable.end() } }
        do throws(AdapterError) {
            let exchange = try await life.session.exchange(method, params, cause: cause)
            ledger.answered(subject)
            await rates?.answered(subject, vendorCalls: exchange.vendorCalls)
            return exchange.result
        } catch {
            switch error.kind {
            case .adapterCrashed:
                lost(life)
                guard isLast else { throw error }
                throw await explained(M.self, life)
            case .cancelled where isOver(life) && !Task.isCancelled, .overloaded where isOver(life) && !isLast:
                // Nobody cancelled the call: the adapter was told to leave, and gave up what it worked on.
                guard isLast else { throw AdapterError(.adapterCrashed, "The adapter was ended during \(M.name).") }
                throw await explained(M.self, life)
            case .rateLimited: await rates?.refused(error, subject)
            case .adapterTimeout, .cancelled: throw error
            default: break
            }
            ledger.answered(subject)
            throw error
        }
    }

    /// Whether a life has ended or is about to, by our own order.
    private func isOver(_ life: AdapterLife) -> Bool { isLeaving || self.life?.session !== life.session }

    /// Returns when the adapter can be called.
    private func ready(for subject: CallSubject) async throws(AdapterError) {
        if current.state != .running { await waitUntilReady() }
        guard current.state == .running, life != nil else { throw notRunning }
        guard let connection = subject.connection, let until = ledger.rest(of: subject, at: now()) else { return }
        throw AdapterError(
            .quarantined,
            "The adapter \(name) ended twice during \(subject.method) of \(connection): the call rests until \(until), "
                + "or until that connection is refreshed by hand."
        )
    }

    // MARK: Suspects, one at a time

    private func takeSuspectTurn() async throws(AdapterError) {
        while let turn = suspectTurn {
            await turn.wait()
            guard !Task.isCancelled else { throw AdapterError(.cancelled, "The call was cancelled.") }
        }
        suspectTurn = Latch()
    }

    private func endSuspectTurn() {
        suspectTurn?.open()
        suspectTurn = nil
    }

    // MARK: What to say

    /// The error of a call whose adapter died, with what it died of.
    private func explained<M: AdapterMethod>(_ method: M.Type, _ life: AdapterLife) async -> AdapterError {
        var details: [(String, JSONValue)] = []
        if case .process(let channel) = life, let end = await channel.end(within: Self.deathNews) {
            if case .signalled(let signal) = end.cause { details.append(("signal", .int(signal))) }
            let tail = redactor.clean(end.lastWords.joined(separator: "\n")).cut(toBytes: Self.tailLength)
            details.append(("stderr_tail", .string(tail)))
        }
        guard M.isRepeatable else {
            let sentence =
                "The adapter ended during \(M.name); whether it took effect is unknown, and it is not repeated."
            return AdapterError(.unknownOutcome, sentence, details: details)
        }
        return AdapterError(.adapterCrashed, "The adapter ended during \(M.name), twice.", details: details)
    }

    /// Takes a life whose end a call has seen out of service, before the end itself is known.
    private func lost(_ lost: AdapterLife) {
        guard current.state == .running, lost.session === life?.session else { return }
        set(.backingOff, reason: "The adapter ended during a call")
    }

    private var notRunning: AdapterError {
        var sentence = "The adapter \(name) is \(current.state.rawValue)"
        if !current.reason.isEmpty { sentence += ": " + current.reason }
        return AdapterError(
            .adapterNotRunning,
            sentence,
            details: [
                ("state", .string(current.state.rawValue)),
                ("next_attempt_at", current.nextAttemptAt.map { .string($0.description) } ?? .null),
            ]
        )
    }

    private func waitUntilReady() async {
        let clock = clock
        await withTaskGroup { group in
            group.addTask { await self.waitWhileStarting() }
            group.addTask { try? await clock.sleep(for: Self.callPatience) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitWhileStarting() async {
        while [.starting, .backingOff].contains(current.state), !Task.isCancelled { await changed.wait() }
    }
}
