package import FolioAdapterKit
package import FolioModel
package import FolioStore
package import Logging

/// The adapters of the daemon: starts and stops them as the plan says, and keeps the credentials they rotate.
package actor AdapterPool {
    /// An adapter that has been wanted once.
    private struct Kept {
        let supervisor: AdapterSupervisor
        /// Of a third party's.
        let plugin: PluginLaunch?
    }

    private nonisolated let roster: AdapterRoster
    private let launches: [String: AdapterLaunch]
    private let trampoline: String?
    private let dataRoot: String
    private let makeSupervisor: @Sendable (String, AdapterLaunch, AdapterManifestHandler?) -> AdapterSupervisor

    private var kept: [String: Kept] = [:]
    private var plan: AdapterPlan
    private var features: [String: Bool] = [:]
    /// Whether the daemon is ending, so that nothing is started any more.
    private var isClosed = false
    /// Opened when the plan that came last is carried out: each waits for the one before it.
    private var lastTurn: Latch?

    /// Opened once it is known what is wanted; calls of a daemon that is just starting wait for it.
    private nonisolated let firstPlan = Latch()

    /// Tells that an adapter said what it is, and that the plan may have to change for it; the newest is kept.
    package nonisolated let discoveries: AsyncStream<String>
    private let discovered: AsyncStream<String>.Continuation

    /// Makes a pool of adapters that do not run yet.
    ///
    /// - Parameters:
    ///   - launches: How each of those that come with the daemon is run, by name.
    ///   - trampoline: The executable that starts third parties' adapters; `nil` where none is ever started.
    ///   - dataRoot: The directory under which each has a private one.
    ///   - plan: What is wanted, carried out by ``apply(_:features:)``.
    ///   - vault: Takes credentials that adapters rotate.
    ///   - progress: Takes what they say of how far calls are.
    ///   - secrets: The secret values in force, blanked out of whatever an adapter prints.
    ///   - store: Keeps vendors' rates and resting calls; without one, rates are not kept.
    ///   - awaitsPlan: Whether a plan is about to be carried out, so that calls wait for it.
    ///   - logger: Takes the adapters' changes of state.
    package init(
        launches: [(name: String, launch: AdapterLaunch)],
        trampoline: String? = nil,
        dataRoot: String,
        plan: AdapterPlan,
        vault: CredentialVault,
        progress: AdapterProgressBoard = AdapterProgressBoard(),
        secrets: @escaping @Sendable () -> [String],
        store: Store? = nil,
        awaitsPlan: Bool = false,
        logger: Logger
    ) {
        if !awaitsPlan { firstPlan.open() }
        self.launches = Dictionary(uniqueKeysWithValues: launches.map { ($0.name, $0.launch) })
        (self.trampoline, self.dataRoot, self.plan) = (trampoline, dataRoot, plan)
        roster = AdapterRoster(plan)
        (discoveries, discovered) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        makeSupervisor = { name, launch, onManifest in
            AdapterSupervisor(
                name: name,
                launch: launch,
                hostVersion: FolioVersion.current,
                secrets: secrets,
                store: store,
                logger: logger,
                onManifest: onManifest ?? { _ in },
                onEvent: { event in
                    progress.take(event)
                    await vault.take(event, of: name)
                }
            )
        }
    }

    deinit { discovered.finish() }

    // MARK: Plans

    /// Starts, stops and reconfigures until what runs is what the plan wants; returns what was done with each.
    ///
    /// An adapter whose part is the same keeps its process and its running calls. Plans are carried out one after the
    /// other.
    @discardableResult
    package func apply(_ plan: AdapterPlan, features: [String: Bool]) async -> [AdapterStep] {
        let (before, mine) = (lastTurn, Latch())
        lastTurn = mine
        defer { mine.open() }
        await before?.waitInAnyCase()
        guard !isClosed else { return [] }
        let steps = await steps(to: plan, features: features)
        (self.plan, self.features) = (plan, features)
        roster.take(plan)
        for entry in plan.entries { keep(entry) }
        firstPlan.open()
        await withTaskGroup { group in
            for step in steps where step.action != .keep {
                guard let supervisor = kept[step.adapter]?.supervisor else { continue }
                let entry = plan[step.adapter]
                let directory = dataRoot + "/" + step.adapter
                group.addTask { await supervisor.take(step, entry, features: features, dataDirectory: directory) }
            }
        }
        for name in kept.keys where plan[name] == nil { kept[name] = nil }
        return steps
    }

    /// What ``apply(_:features:)`` would do, in the order of the plan; those that it no longer names come last.
    package func steps(to plan: AdapterPlan, features: [String: Bool]) async -> [AdapterStep] {
        var steps: [AdapterStep] = []
        for entry in plan.entries { steps.append(await standing(of: entry).step(to: entry, features: features)) }
        for name in kept.keys.sorted() where plan[name] == nil {
            steps.append(AdapterStep(name, .stop, "plugins.enabled no longer names it"))
        }
        return steps
    }

    private func standing(of entry: AdapterPlan.Entry) async -> AdapterStanding {
        var standing = AdapterStanding(entry: plan[entry.name], features: features)
        standing.obstacle = obstacle(to: entry)
        guard let kept = kept[entry.name] else {
            if entry.isWanted, case .plugin(let plugin, let directories) = entry.home, let trampoline {
                let launch = PluginLaunch(plugin, directories: directories, trampoline: trampoline)
                standing.refusal = await launch.inspect().refusal
            }
            return standing
        }
        let status = await kept.supervisor.status
        standing.state = status.state
        standing.canReconfigure = status.capabilities.contains("reconfigure")
        if case .plugin(let plugin, let directories) = entry.home, let launch = kept.plugin, let file = status.file {
            let now = await launch.inspect(plugin, directories: directories)
            standing.isFileChanged = now != file
            standing.refusal = now.refusal
        }
        return standing
    }

    /// Why nothing can be started for an adapter, whatever the plan says.
    private func obstacle(to entry: AdapterPlan.Entry) -> String? {
        switch entry.home {
        case .store: nil
        case .bundled: launches[entry.name] == nil ? AdapterStanding.notBuilt : nil
        case .plugin: trampoline == nil ? "third parties' adapters are not in this build" : nil
        }
    }

    /// Makes what watches over an adapter, or tells it the choice that holds from now on.
    private func keep(_ entry: AdapterPlan.Entry) {
        guard obstacle(to: entry) == nil, entry.home != .store else { return }
        let name = entry.name
        guard case .plugin(let plugin, let directories) = entry.home else {
            guard kept[name] == nil, let launch = launches[name] else { return }
            kept[name] = Kept(supervisor: makeSupervisor(name, launch, nil), plugin: nil)
            return
        }
        if let launch = kept[name]?.plugin { return launch.choose(plugin, directories: directories) }
        let launch = PluginLaunch(plugin, directories: directories, trampoline: trampoline ?? "")
        let supervisor = makeSupervisor(name, .plugin(launch)) { [roster, discovered] manifest in
            if roster.learn(name, AdapterFacts(manifest)) { discovered.yield(name) }
        }
        kept[name] = Kept(supervisor: supervisor, plugin: launch)
    }

    /// What third parties' adapters have said of themselves, for the next plan.
    package nonisolated var known: [String: AdapterFacts] { roster.known }

    /// Takes what they said when they were asked aside.
    nonisolated func learn(_ facts: [String: AdapterFacts]) {
        for (name, facts) in facts { _ = roster.learn(name, facts) }
    }

    /// How long adapters may take to leave by themselves when the daemon ends; then they are told by signal.
    private static let farewell = Duration.seconds(3)

    /// How long ``stopAll()`` takes at most: an adapter that does not heed SIGTERM either is killed.
    package static let stopTime = farewell + ProcessPatience().term

    /// Ends every adapter, together; nothing is started any more.
    package func stopAll() async {
        isClosed = true
        await stopThem()
        // A plan that was being carried out may have started one meanwhile.
        await lastTurn?.waitInAnyCase()
        await stopThem()
    }

    private func stopThem() async {
        await withTaskGroup { group in
            for supervisor in kept.values.map(\.supervisor) {
                group.addTask {
                    let hurry = Task {
                        guard (try? await Task.sleep(for: Self.farewell)) != nil else { return }
                        await supervisor.hurry()
                    }
                    await supervisor.stop(reason: "the daemon is ending")
                    hurry.cancel()
                }
            }
        }
    }

    // MARK: One adapter

    /// The adapter, to be called; throws `adapter_not_running` where the plan does not want it.
    @inline(never)  // Swift 6.3.1 crashes where its optimiser puts this into some of its callers.
    package func running(_ name: String) async throws(AdapterError) -> AdapterSupervisor {
        await waitForPlan()
        return try wanted(name)
    }

    @inline(never)
    private func waitForPlan() async {
        guard !firstPlan.isOpen else { return }
        _ = await firstPlan.wait(atMost: AdapterSupervisor.callPatience, on: ContinuousClock())
    }

    private func wanted(_ name: String) throws(AdapterError) -> AdapterSupervisor {
        guard let entry = plan[name] else {
            throw AdapterError(.adapterNotRunning, "There is no adapter \(name).")
        }
        guard entry.isWanted else {
            throw AdapterError(.adapterNotRunning, "The adapter \(name) does not run: \(entry.reason).")
        }
        guard let supervisor = kept[name]?.supervisor else {
            let reason = obstacle(to: entry) ?? (entry.home == .store ? "it is the store" : "it is about to be started")
            throw AdapterError(.adapterNotRunning, "The adapter \(name) does not run: \(reason).")
        }
        return supervisor
    }

    /// Takes an adapter out of service whose vendor refused its keys, until its configuration changes.
    package func refused(_ name: String, _ error: AdapterError) async {
        await kept[name]?.supervisor.refused(error)
    }

    /// Lets calls of a connection go out again that rested for ending its adapter twice.
    package func pardon(_ connection: Connection) async {
        await kept[connection.provider]?.supervisor.pardon(connection: connection.id)
    }

    /// What the plan says of an adapter; `nil` for one that nobody knows.
    package func entry(_ name: String) -> AdapterPlan.Entry? { plan[name] }

    /// The adapters that read accounts, in the order of `adapters.list`.
    package nonisolated var providers: [String] { roster.providers }

    /// Whether its accounts are elsewhere or the brokerage's; of an adapter that nobody knows, elsewhere.
    package nonisolated func source(of name: String) -> SourceKind { roster.source(of: name) }

    /// What the adapter said it can do; empty until it has been described.
    package func capabilities(of name: String) async -> [String] {
        await kept[name]?.supervisor.status.capabilities ?? []
    }

    /// Ends an adapter's process and starts it again; `false` where nobody knows it.
    package func restart(_ name: String) async -> Bool {
        guard let entry = plan[name] else { return false }
        if entry.isWanted { await kept[name]?.supervisor.restart() }
        return true
    }

    /// How each is, with why the plan wants it or not.
    package func statuses() async -> [AdapterStatus] {
        var statuses: [AdapterStatus] = []
        for entry in plan.entries { statuses.append(await status(of: entry)) }
        return statuses
    }

    private func status(of entry: AdapterPlan.Entry) async -> AdapterStatus {
        var status = await kept[entry.name]?.supervisor.status ?? .unstarted(entry, obstacle: obstacle(to: entry))
        if let kind = entry.kind { status.kind = kind }
        if !entry.isWanted, status.state == .stopped, entry.isDisabled { status.state = .disabled }
        status.reason = entry.reason
        return status
    }
}

extension AdapterSupervisor {
    /// Does what a plan's step says.
    fileprivate func take(
        _ step: AdapterStep,
        _ entry: AdapterPlan.Entry?,
        features: [String: Bool],
        dataDirectory: String
    ) async {
        switch (step.action, entry) {
        case (.keep, _): break
        case (.reconfigure, let entry?): await reconfigure(entry.configuration, features: features)
        case (.restart, let entry?): await restart(configuration: entry.configuration, features: features)
        case (.start, let entry?):
            await start(configuration: entry.configuration, features: features, dataDirectory: dataDirectory)
        case (.stop, _), (_, nil): await stop(reason: step.reason)
        }
    }
}

extension AdapterStatus {
    /// How an adapter is that nothing watches over: the store, one that was never wanted, or one that can't be started.
    fileprivate static func unstarted(_ entry: AdapterPlan.Entry, obstacle: String?) -> AdapterStatus {
        let isStore = entry.home == .store
        var status = AdapterStatus(
            name: entry.name,
            kind: entry.kind ?? .provider,
            version: isStore ? FolioVersion.current : "",
            state: .stopped,
            launch: isStore ? "local" : "process",
            restarts: 0,
            capabilities: isStore ? ["prices.latest", "prices.eod"] : [],
            reason: entry.reason
        )
        guard entry.isWanted else { return status }
        status.state = isStore ? .running : obstacle == nil ? .starting : .failed
        status.lastError = obstacle
        return status
    }
}
