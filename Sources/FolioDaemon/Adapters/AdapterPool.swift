package import FolioAdapterKit
package import FolioModel
package import FolioStore
package import Logging

/// The adapters of the daemon: starts and stops them as the plan says, and keeps the credentials they rotate.
package actor AdapterPool {
    /// Their names, in the order of `adapters.list`.
    package nonisolated let names: [String]

    private nonisolated let sources: [String: SourceKind]

    private let supervisors: [String: AdapterSupervisor]
    private let dataRoot: String
    private var plan: AdapterPlan
    private var features: [String: Bool] = [:]

    /// Makes a pool of adapters that do not run yet.
    ///
    /// - Parameters:
    ///   - launches: How each is run, by name, in order.
    ///   - dataRoot: The directory under which each has a private one.
    ///   - plan: What is wanted, carried out by ``apply(_:features:)``.
    ///   - vault: Takes credentials that adapters rotate.
    ///   - progress: Takes what they say of how far calls are.
    ///   - secrets: The secret values in force, blanked out of whatever an adapter prints.
    ///   - store: Keeps vendors' rates and resting calls; without one, rates are not kept.
    ///   - logger: Takes the adapters' changes of state.
    package init(
        launches: [(name: String, launch: AdapterLaunch)],
        dataRoot: String,
        plan: AdapterPlan,
        vault: CredentialVault,
        progress: AdapterProgressBoard = AdapterProgressBoard(),
        secrets: @escaping @Sendable () -> [String],
        store: Store? = nil,
        logger: Logger
    ) {
        names = launches.map(\.name)
        sources = Dictionary(uniqueKeysWithValues: plan.entries.map { ($0.name, $0.source) })
        self.dataRoot = dataRoot
        self.plan = plan
        var supervisors: [String: AdapterSupervisor] = [:]
        for (name, launch) in launches {
            supervisors[name] = AdapterSupervisor(
                name: name,
                launch: launch,
                hostVersion: FolioVersion.current,
                secrets: secrets,
                store: store,
                logger: logger,
                onEvent: { event in
                    progress.take(event)
                    await vault.take(event, of: name)
                }
            )
        }
        self.supervisors = supervisors
    }

    /// Starts, stops and reconfigures until what runs is what the plan wants; what changed, a sentence each.
    ///
    /// An adapter whose part is the same keeps its process and its running calls.
    package func apply(_ plan: AdapterPlan, features: [String: Bool]) async -> [String] {
        let before = self.plan
        let isSameFeatures = features == self.features
        (self.plan, self.features) = (plan, features)
        var changes: [String] = []
        await withTaskGroup(of: String?.self) { group in
            for entry in plan.entries {
                guard let supervisor = supervisors[entry.name] else { continue }
                let old = before[entry.name]
                let directory = dataDirectory(of: entry.name)
                group.addTask {
                    let state = await supervisor.status.state
                    let isUp = state != .stopped && state != .disabled
                    switch (entry.isWanted, isUp) {
                    case (true, false):
                        await supervisor.start(
                            configuration: entry.configuration,
                            features: features,
                            dataDirectory: directory
                        )
                        return "\(entry.name) started: \(entry.reason)"
                    case (true, true):
                        guard old?.configuration != entry.configuration || !isSameFeatures else { return nil }
                        await supervisor.reconfigure(entry.configuration, features: features)
                        return "\(entry.name) reconfigured"
                    case (false, true):
                        await supervisor.stop(reason: entry.reason)
                        return "\(entry.name) stopped: \(entry.reason)"
                    case (false, false): return nil
                    }
                }
            }
            for await change in group { if let change { changes.append(change) } }
        }
        return changes.sorted()
    }

    private func dataDirectory(of name: String) -> String { dataRoot + "/" + name }

    /// How long adapters may take to leave by themselves when the daemon ends; then they are told by signal.
    private static let farewell = Duration.seconds(3)

    /// How long ``stopAll()`` takes at most: an adapter that does not heed SIGTERM either is killed.
    package static let stopTime = farewell + ProcessPatience().term

    /// Ends every adapter, together.
    package func stopAll() async {
        await withTaskGroup { group in
            for supervisor in supervisors.values {
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

    /// The adapter, to be called; throws `adapter_not_running` where the plan does not want it.
    package func running(_ name: String) throws(AdapterError) -> AdapterSupervisor {
        guard let supervisor = supervisors[name], let entry = plan[name] else {
            throw AdapterError(.adapterNotRunning, "There is no adapter \(name).")
        }
        guard entry.isWanted else {
            throw AdapterError(.adapterNotRunning, "The adapter \(name) does not run: \(entry.reason).")
        }
        return supervisor
    }

    /// Takes an adapter out of service whose vendor refused its keys, until its configuration changes.
    package func refused(_ name: String, _ error: AdapterError) async {
        await supervisors[name]?.refused(error)
    }

    /// Lets calls of a connection go out again that rested for ending its adapter twice.
    package func pardon(_ connection: Connection) async {
        await supervisors[connection.provider]?.pardon(connection: connection.id)
    }

    /// What the plan says of an adapter; `nil` for one that nobody knows.
    package func entry(_ name: String) -> AdapterPlan.Entry? { plan[name] }

    /// Whether its accounts are elsewhere or the brokerage's.
    package nonisolated func source(of name: String) -> SourceKind { sources[name] ?? .external }

    /// What the adapter said it can do; empty until it has been described.
    package func capabilities(of name: String) async -> [String] {
        await supervisors[name]?.status.capabilities ?? []
    }

    /// Ends an adapter's process and starts it again; `false` where nobody knows it.
    package func restart(_ name: String) async -> Bool {
        guard let supervisor = supervisors[name] else { return false }
        if plan[name]?.isWanted == true { await supervisor.restart() }
        return true
    }

    /// How each is, with why the plan wants it or not.
    package func statuses() async -> [AdapterStatus] {
        var statuses: [AdapterStatus] = []
        for name in names {
            guard let supervisor = supervisors[name] else { continue }
            var status = await supervisor.status
            if let entry = plan[name] {
                if !entry.isWanted, status.state == .stopped, entry.isDisabled { status.state = .disabled }
                status.reason = entry.reason
            }
            statuses.append(status)
        }
        return statuses
    }
}
