package import FolioAdapterKit
package import FolioModel
package import Logging

/// Takes what an adapter says of itself, at each of its starts; must not wait.
package typealias AdapterManifestHandler = @Sendable (AdapterManifest) -> Void

/// Keeps one adapter running: starts it, hands it its configuration, starts it again when it dies, and carries calls.
///
/// Never is a second copy started before the first one is reaped, and never does it stop in silence: a failed adapter
/// is tried again every 15 minutes, and at once by ``restart()`` or ``reconfigure(_:features:)``.
package actor AdapterSupervisor {
    /// What the adapter is told.
    private struct Wish {
        var configuration: JSONValue
        var features: [String: Bool]
        var dataDirectory: String
        var generation = 1
    }

    /// How long a call waits for an adapter that is starting.
    package static let callPatience = Duration.seconds(10)

    /// The adapter's name, as in the configuration.
    package nonisolated let name: String

    private let launch: AdapterLaunch
    private let hostVersion: String
    private let clock: any Clock<Duration>
    private let redactor: Redactor
    private let logger: Logger
    private let onManifest: AdapterManifestHandler
    private let onEvent: AdapterEventHandler
    private let jitter: @Sendable () -> Double
    private let numbers = CallNumbers()

    private var wish: Wish?
    private var policy = RestartPolicy()
    private var runner: Task<Void, Never>?
    private var life: AdapterLife?
    /// Whether the present life was ended by us, so that its end is no death.
    private var isLeaving = false
    private var current: AdapterStatus
    /// Opened, and replaced, at each change of state.
    private var changed = Latch()
    /// Ends the pause before the next start.
    private var nudge = Latch()

    /// Makes a supervisor of an adapter that is stopped.
    ///
    /// - Parameters:
    ///   - name: The adapter's name.
    ///   - launch: How it is run.
    ///   - hostVersion: The daemon's version, for `describe`.
    ///   - clock: Measures deadlines and pauses.
    ///   - jitter: Gives numbers from 0 to 1 that keep restarts from falling in step.
    ///   - secrets: Gives what is blanked out of all that is kept or logged.
    ///   - logger: Takes the changes of state.
    ///   - onManifest: Takes what it says of itself, at each start.
    ///   - onEvent: Takes progress, log lines and credentials, one after the other.
    package init(
        name: String,
        launch: AdapterLaunch,
        hostVersion: String = "",
        clock: any Clock<Duration> = SuspendingClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        secrets: @escaping @Sendable () -> [String] = { [] },
        logger: Logger,
        onManifest: @escaping AdapterManifestHandler = { _ in },
        onEvent: @escaping AdapterEventHandler
    ) {
        self.onManifest = onManifest
        (self.name, self.launch, self.hostVersion, self.clock) = (name, launch, hostVersion, clock)
        (self.jitter, self.logger) = (jitter, logger)
        let redactor = Redactor(secrets: secrets)
        self.redactor = redactor
        self.onEvent = { event in
            guard case .log(let line) = event else { return await onEvent(event) }
            await onEvent(.log(redactor.clean(line)))
        }
        current = AdapterStatus(
            name: name,
            kind: .provider,
            version: "",
            state: .stopped,
            launch: launch.name,
            restarts: 0,
            capabilities: [],
            reason: "not started"
        )
    }

    /// What there is to say of it now.
    package var status: AdapterStatus {
        var status = current
        if case .process(let channel)? = life { status.pid = channel.processID }
        return status
    }

    // MARK: Orders

    /// Starts it, and returns before it is ready; when it is started already, it takes over the configuration.
    package func start(configuration: JSONValue, features: [String: Bool], dataDirectory: String) async {
        guard wish == nil else {
            wish?.dataDirectory = dataDirectory
            return await reconfigure(configuration, features: features)
        }
        wish = Wish(configuration: configuration, features: features, dataDirectory: dataDirectory)
        policy = RestartPolicy()
        set(.starting, reason: "")
        // One that is about to end sees the new wish and goes on. Owned here, ended by stop(reason:).
        if runner == nil { runner = Task { await self.keepRunning() } }
    }

    /// Ends it and returns once it is gone; calls in flight are answered or fail.
    package func stop(reason: String) async {
        wish = nil
        set(.stopped, reason: reason)
        nudge.open()
        await leave()
    }

    /// Starts it anew, now, whatever it is doing; returns when the old one is gone.
    package func restart() async {
        guard wish != nil else { return }
        policy = RestartPolicy()
        set(.starting, reason: "")
        nudge.open()
        await leave()
    }

    /// Starts it anew as ``restart()`` does, with another configuration.
    package func restart(configuration: JSONValue, features: [String: Bool]) async {
        guard let old = wish else { return }
        wish?.configuration = configuration
        wish?.features = features
        wish?.generation = old.generation + 1
        await restart()
    }

    /// Hands it another configuration, by a new start where it can't take one while it runs.
    package func reconfigure(_ configuration: JSONValue, features: [String: Bool]) async {
        guard let old = wish else { return }
        wish?.configuration = configuration
        wish?.features = features
        wish?.generation = old.generation + 1
        guard current.state == .running, let life, current.capabilities.contains("reconfigure") else {
            return await restart()
        }
        do {
            try await configure(life)
        } catch {
            note(error.message)
            await restart()
        }
    }

    /// Takes it out of service because the vendor refused its keys; another configuration or ``restart()`` brings it
    /// back.
    package func refused(_ error: AdapterError) {
        guard current.state == .running else { return }
        note(error.message)
        set(.failed, reason: redactor.summary(error.message))
    }

    /// Ends its process by signal while ``stop(reason:)`` still waits for it to leave.
    package func hurry() {
        guard case .process(let channel)? = life else { return }
        channel.kill()
    }

    private func leave() async {
        guard let life else { return }
        isLeaving = true
        await life.channel.close()
    }

    // MARK: Calls

    /// Carries a call to the adapter, waiting up to ``callPatience`` for one that is starting.
    ///
    /// A repeatable call whose adapter dies under it is sent once more, to the next one.
    ///
    /// - Throws: The adapter's error or the host's, without secrets; `adapter_not_running` where there is nobody to
    ///   call; `adapter_crashed` for a call that must not be repeated means that its outcome is unknown.
    package func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        do throws(AdapterError) {
            return try await attempt(method, params, cause: cause)
        } catch {
            guard error.kind == .adapterCrashed else { throw redactor.clean(error) }
            guard M.isRepeatable else {
                throw AdapterError(
                    .adapterCrashed,
                    "The adapter ended during \(M.name); whether it took effect is unknown, and it is not repeated."
                )
            }
        }
        do throws(AdapterError) {
            return try await attempt(method, params, cause: cause)
        } catch {
            throw redactor.clean(error)
        }
    }

    private func attempt<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        if current.state != .running { await waitUntilReady() }
        guard current.state == .running, let life else { throw notRunning }
        do throws(AdapterError) {
            return try await life.channel.call(method, params, cause: cause)
        } catch {
            if error.kind == .adapterCrashed { lost(life) }
            throw error
        }
    }

    /// Takes a life whose end a call has seen out of service, before the end itself is known.
    private func lost(_ lost: AdapterLife) {
        guard current.state == .running, lost.session === life?.session else { return }
        set(.backingOff, reason: "The adapter ended during a call")
    }

    private var notRunning: AdapterError {
        var sentence = "The adapter \(name) is \(current.state.rawValue)"
        if !current.reason.isEmpty { sentence += ": " + current.reason }
        return AdapterError(.adapterNotRunning, sentence)
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

    // MARK: Life

    private func keepRunning() async {
        var isFirst = true
        while wish != nil {
            if !isFirst { current.restarts += 1 }
            isFirst = false
            set(.starting, reason: "")
            nudge = Latch()
            isLeaving = false
            let pause = await liveOnce()
            life = nil
            guard wish != nil else { break }
            if let pause, !nudge.isOpen {
                current.nextAttemptAt = Timestamp.now.adding(seconds: pause.components.seconds)
                _ = await nudge.wait(atMost: pause, on: clock)
                current.nextAttemptAt = nil
            }
        }
        runner = nil
    }

    /// Runs it once, and returns how long to wait before the next time; `nil` for not at all.
    private func liveOnce() async -> Duration? {
        switch launch {
        case .plugin(let plugin):
            let file = await plugin.inspect()
            current.file = file
            guard wish != nil else { return nil }  // stopped meanwhile
            guard let refusal = file.refusal else {
                let command = plugin.command(file)
                return await liveOnce(as: command.executable, command.arguments)
            }
            note(refusal)
            set(.failed, reason: redactor.summary(refusal))
            return RestartPolicy.failedDelay
        case .process(let executable, let arguments): return await liveOnce(as: executable, arguments)
        case .local(let adapter):
            let channel = LocalChannel(adapter, clock: clock, nextNumber: numbers.next, onEvent: onEvent)
            let life = AdapterLife.local(channel)
            self.life = life
            let handshake = await welcome(life)
            let start = ContinuousClock.now
            if case .ready = handshake { await channel.waitForEnd() }
            await channel.close()
            return outcome(handshake, after: ContinuousClock.now - start, "The adapter broke the protocol")
        }
    }

    private func liveOnce(as executable: String, _ arguments: [String]) async -> Duration? {
        let launch: ProcessLaunch
        do {
            launch = try prepare(executable, arguments)
        } catch {
            return died(after: .zero, error.description)
        }
        let channel = ProcessChannel(launch, clock: clock, nextNumber: numbers.next, onEvent: onEvent)
        let life = AdapterLife.process(channel)
        self.life = life
        async let end = channel.run()
        let handshake = await welcome(life)
        let start = ContinuousClock.now
        if case .ready = handshake {} else { await channel.close() }
        let sentence = await end.description
        return outcome(handshake, after: ContinuousClock.now - start, sentence)
    }

    private func prepare(_ executable: String, _ arguments: [String]) throws(PrivateDirectoryError) -> ProcessLaunch {
        let directory = wish?.dataDirectory ?? "/"
        try PrivateDirectory.make(directory)
        return ProcessLaunch(
            executable: executable,
            arguments: arguments,
            environment: AdapterEnvironment.variables(adapter: name),
            workingDirectory: directory
        )
    }

    private func welcome(_ life: AdapterLife) async -> AdapterWelcome {
        do throws(AdapterError) {
            var params = Describe.Params()
            params.host.version = hostVersion
            let manifest = try await life.channel.call(Describe.self, params, cause: "")
            guard manifest.protocolVersion == "1" else {
                return .refused(AdapterError(.protocolUnsupported, "The adapter speaks another protocol than 1."))
            }
            current.manifest = manifest
            onManifest(manifest)
            (current.kind, current.version) = (manifest.kind, manifest.version)
            current.capabilities = manifest.capabilities
            if let reason = manifest.disable { return .disabled(reason) }
            life.session.adopt(manifest)
            try await configure(life)
            guard !isLeaving else { return .ready }
            set(.running, reason: "")
            return .ready
        } catch {
            return [.configInvalid, .badCredentials, .protocolUnsupported].contains(error.kind)
                ? .refused(error) : .broken(error)
        }
    }

    private func configure(_ life: AdapterLife) async throws(AdapterError) {
        guard let wish else { return }
        var params = Configure.Params()
        params.config = wish.configuration
        params.features = wish.features
        params.dataDirectory = wish.dataDirectory
        params.generation = wish.generation
        let result = try await life.channel.call(Configure.self, params, cause: "")
        for warning in result.warnings {
            let message = redactor.clean(warning.message)
            await onEvent(.log(AdapterLogLine(level: "warning", message: message, fields: ["path": warning.path])))
        }
    }

    private func outcome(_ handshake: AdapterWelcome, after lifetime: Duration, _ sentence: String) -> Duration? {
        switch handshake {
        case _ where isLeaving: return nil
        case .ready: return died(after: lifetime, sentence)
        case .broken(let error):
            // A death under the handshake is told better by the process's end.
            return died(after: .zero, error.kind == .adapterCrashed ? sentence : error.message)
        case .refused(let error):
            let places = error.faults.map { "\($0.path ?? ""): \($0.message)" }
            let sentence = ([error.message] + places).joined(separator: " ")
            note(sentence)
            set(.failed, reason: redactor.summary(sentence))
            return RestartPolicy.failedDelay
        case .disabled(let reason):
            set(.disabled, reason: redactor.summary(reason))
            return RestartPolicy.failedDelay
        }
    }

    private func died(after lifetime: Duration, _ sentence: String) -> Duration {
        note(sentence)
        switch policy.died(afterRunning: lifetime, jitter: jitter()) {
        case .backOff(let delay):
            set(.backingOff, reason: redactor.summary(sentence))
            return delay
        case .fail(let delay):
            set(.failed, reason: redactor.summary(sentence))
            return delay
        }
    }

    private func note(_ sentence: String) { current.lastError = redactor.summary(sentence) }

    private func set(_ state: AdapterState, reason: String) {
        current.reason = reason
        guard state != current.state else { return }
        current.state = state
        changed.open()
        changed = Latch()
        let metadata: Logger.Metadata = ["adapter": "\(name)", "state": "\(state.rawValue)", "reason": "\(reason)"]
        logger.log(level: state == .failed ? .error : .notice, "Adapter changed its state", metadata: metadata)
    }
}
