package import FolioAdapterKit
package import FolioModel
package import FolioStore
package import Logging

/// Takes what an adapter says of itself, at each of its starts; must not wait.
package typealias AdapterManifestHandler = @Sendable (AdapterManifest) -> Void

/// Keeps one adapter running: starts it, hands it its configuration, starts it again when it dies, and carries calls.
///
/// Never is a second copy started before the first one is reaped, and never does it stop in silence: a failed adapter
/// is tried again every 15 minutes, and at once by ``restart()`` or ``reconfigure(_:features:)``. docs/supervision.md
/// says what it does against which fault.
package actor AdapterSupervisor {
    /// What the adapter is told.
    struct Wish {
        var configuration: JSONValue
        var features: [String: Bool]
        var dataDirectory: String
        var generation = 1
    }

    /// How long an adapter that has to leave may still work on calls that can't be sent again.
    package static let lastWork = Duration.seconds(5)

    /// How long a call waits for an adapter that is starting.
    package static let callPatience = Duration.seconds(10)

    /// The adapter's name, as in the configuration.
    package nonisolated let name: String

    let launch: AdapterLaunch
    let hostVersion: String
    let clock: any Clock<Duration>
    let now: @Sendable () -> Timestamp
    let redactor: Redactor
    let logger: Logger
    let onManifest: AdapterManifestHandler
    let onEvent: AdapterEventHandler
    let jitter: @Sendable () -> Double
    let numbers = CallNumbers()
    let store: Store?
    let rates: RateKeeper?

    var wish: Wish?
    var policy = RestartPolicy()
    var ledger = PoisonLedger()
    var life: AdapterLife?
    /// Whether the present life was ended by us, so that its end is no death.
    var isLeaving = false
    var current: AdapterStatus
    /// Opened, and replaced, at each change of state.
    var changed = Latch()
    /// Ends the pause before the next start.
    var nudge = Latch()
    /// Opened when the suspect that is carried has been answered; `nil` while none is.
    var suspectTurn: Latch?
    /// Calls on their way that can't be sent again.
    var unrepeatable = CallsUnderWay()
    private var runner: Task<Void, Never>?

    /// Makes a supervisor of an adapter that is stopped.
    ///
    /// - Parameters:
    ///   - name: The adapter's name.
    ///   - launch: How it is run.
    ///   - hostVersion: The daemon's version, for `describe`.
    ///   - clock: Measures deadlines and pauses.
    ///   - jitter: Gives numbers from 0 to 1 that keep restarts from falling in step.
    ///   - now: The time, for what is kept; has to move with the clock.
    ///   - secrets: Gives what is blanked out of all that is kept or logged.
    ///   - store: Keeps vendors' rates and resting calls; without one, rates are not kept, and calls rest in this run only.
    ///   - logger: Takes the changes of state.
    ///   - onManifest: Takes what it says of itself, at each start.
    ///   - onEvent: Takes progress, log lines and credentials, one after the other.
    package init(
        name: String,
        launch: AdapterLaunch,
        hostVersion: String = "",
        clock: any Clock<Duration> = SuspendingClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        now: @escaping @Sendable () -> Timestamp = { .now },
        secrets: @escaping @Sendable () -> [String] = { [] },
        store: Store? = nil,
        logger: Logger,
        onManifest: @escaping AdapterManifestHandler = { _ in },
        onEvent: @escaping AdapterEventHandler
    ) {
        self.onManifest = onManifest
        (self.name, self.launch, self.hostVersion, self.clock) = (name, launch, hostVersion, clock)
        (self.jitter, self.logger, self.now, self.store) = (jitter, logger, now, store)
        rates = store.map { RateKeeper(adapter: name, store: $0, clock: clock, now: now, logger: logger) }
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
        do throws(StoreError) {
            for rest in try store?.quarantines(provider: name, now: now()) ?? [] {
                ledger.load(QuarantinedCall(method: rest.method, connection: rest.connection, until: rest.until))
            }
        } catch {
            logger.error("Resting calls could not be read", metadata: ["adapter": "\(name)", "error": "\(error)"])
        }
    }

    /// What there is to say of it now.
    package var status: AdapterStatus {
        var status = current
        status.quarantined = ledger.quarantined(at: now())
        if case .process(let channel)? = life { status.pid = channel.processID }
        if let broken = life?.session.protocolErrors, let last = broken.last, status.lastError == nil {
            status.lastError = redactor.summary(
                "\(broken.count) lines or answers broke the protocol; the last: \(last)"
            )
        }
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
        await rates?.settle()
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

    /// Lets the calls of a connection go out again that rested for ending the adapter: somebody asked for it.
    package func pardon(connection: String) {
        guard ledger.pardon(connection) else { return }
        attempt("Resting calls could not be cleared") { () throws(StoreError) in
            try store?.endQuarantines(connection: connection)
        }
    }

    private func leave() async {
        guard let life else { return }
        isLeaving = true
        // A link that is being finished spends a token that is good for one time.
        await Task { await unrepeatable.wait(atMost: Self.lastWork, on: clock) }.value
        await life.channel.close()
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
            guard wish != nil else {
                current.nextAttemptAt = nil
                break
            }
            if let pause, !nudge.isOpen { _ = await nudge.wait(atMost: pause, on: clock) }
            current.nextAttemptAt = nil
        }
        runner = nil
    }

    func note(_ sentence: String) { current.lastError = redactor.summary(sentence) }

    func set(_ state: AdapterState, reason: String) {
        current.reason = reason
        guard state != current.state else { return }
        current.state = state
        changed.open()
        changed = Latch()
        let metadata: Logger.Metadata = ["adapter": "\(name)", "state": "\(state.rawValue)", "reason": "\(reason)"]
        logger.log(level: state == .failed ? .error : .notice, "Adapter changed its state", metadata: metadata)
    }

    func attempt(_ failure: String, _ body: () throws(StoreError) -> Void) {
        do throws(StoreError) {
            try body()
        } catch {
            logger.error("\(failure)", metadata: ["adapter": "\(name)", "error": "\(error)"])
        }
    }
}
