import FolioAdapterKit
import FolioModel
package import FolioStore
import Glibc
package import Logging

/// Reads the configuration again and carries out what changed, without dropping a client or a running job.
package actor Reloader {
    private let path: String?
    private let environment: [String: String]
    private let trial: ConfigurationTrial
    private let overriding: @Sendable (inout Configuration) -> Void
    private let store: Store
    private let settings: CurrentSettings
    private let adapters: AdapterPool
    private let jobs: JobRunner
    private let imports: ImportWatcher
    private let plugins: PluginWatcher?
    private let style: FolioLogHandler.Style
    private let logger: Logger

    /// What the last reload that nobody asked for by RPC had to say against the file; `nil` where it was taken.
    package private(set) var fault: String?

    /// Opened when what came last is done: each waits for the one before it.
    private var last: Latch?

    package init(
        path: String?,
        environment: [String: String],
        trial: ConfigurationTrial,
        overriding: @escaping @Sendable (inout Configuration) -> Void,
        store: Store,
        settings: CurrentSettings,
        adapters: AdapterPool,
        jobs: JobRunner,
        imports: ImportWatcher,
        plugins: PluginWatcher? = nil,
        style: FolioLogHandler.Style,
        logger: Logger
    ) {
        (self.path, self.environment, self.trial, self.overriding) = (path, environment, trial, overriding)
        (self.store, self.settings, self.adapters, self.jobs) = (store, settings, adapters, jobs)
        (self.imports, self.plugins, self.style, self.logger) = (imports, plugins, style, logger)
    }

    /// Reads the file and puts it in force.
    ///
    /// Throws everything that is wrong; then the old configuration stays. One whose caller goes away is carried out as
    /// a whole, too: adapters would not be asked, and what was begun would be left halfway.
    package func reload() async throws(ConfigurationErrors) -> ReloadReport {
        let work = Task { () -> Result<ReloadReport, ConfigurationErrors> in
            do throws(ConfigurationErrors) { return .success(try await reloadInTurn()) } catch {
                return .failure(error)
            }
        }
        return try await work.value.get()
    }

    private func reloadInTurn() async throws(ConfigurationErrors) -> ReloadReport {
        let turn = await takeTurn()
        defer { turn.open() }
        let running = settings.value
        let (next, trial) = try await candidate()
        adapters.learn(trial.facts)
        settings.replace(next)
        style.set(next.configuration.log)
        fault = nil
        var report = ReloadReport(file: path, settings: Self.differences(running.configuration, next.configuration))
        report.steps = await carryOutInTurn()
        return report
    }

    /// Reads the file and says what ``reload()`` would do; nothing changes.
    ///
    /// Throws everything that is wrong.
    package func preview() async throws(ConfigurationErrors) -> ReloadReport {
        let turn = await takeTurn()
        defer { turn.open() }
        let running = settings.value
        let (next, trial) = try await candidate()
        var report = ReloadReport(file: path, settings: Self.differences(running.configuration, next.configuration))
        let known = adapters.known.merging(trial.facts) { $1 }
        report.steps = await adapters.steps(
            to: plan(next, known: known),
            features: next.configuration.features.switched
        )
        return report
    }

    private func takeTurn() async -> Latch {
        let (before, mine) = (last, Latch())
        last = mine
        await before?.waitInAnyCase()
        return mine
    }

    /// What the file says, read and checked, but not in force.
    private func candidate() async throws(ConfigurationErrors) -> (Settings, ConfigurationTrial.Outcome) {
        let running = settings.value
        let outcome = try await trial.load(path: path, environment: environment, refusingEmpty: true)
        var configuration = outcome.configuration
        overriding(&configuration)
        let fixed = configuration.needsRestart(comparedTo: running.configuration)
        guard fixed.isEmpty else {
            throw ConfigurationErrors(
                fixed.map {
                    ConfigurationFaultLine(
                        file: path ?? "",
                        keyPath: $0,
                        message: "this can't change while running: it needs a restart"
                    )
                }
            )
        }
        let secrets = configuration.resolveSecrets(environment: environment)
        guard secrets.faults.isEmpty else { throw ConfigurationErrors(secrets.faults) }
        let next = Settings(
            configuration: configuration,
            secrets: secrets,
            access: AccessPolicy(configuration, logger: logger),
            generation: running.generation + 1
        )
        return (next, outcome)
    }

    /// As ``reload()``, but a refused file is logged and remembered, for nobody waits for the answer.
    package func reloadUnasked(because reason: String) async {
        do throws(ConfigurationErrors) {
            let applied = try await reload().applied.joined(separator: "; ")
            logger.notice("Configuration read again", metadata: ["reason": "\(reason)", "applied": "\(applied)"])
        } catch {
            fault = error.faults.first?.description
            for line in error.faults {
                logger.error("Configuration refused, the old one stays", metadata: ["fault": "\(line)"])
            }
        }
    }

    /// Takes a change that came after the start had read the file and before changes were noticed.
    package func catchUp() async {
        let running = settings.value
        var configuration: Configuration?
        do throws(ConfigurationErrors) {
            configuration = try Configuration.load(path: path, environment: environment)
        } catch {
            // Read once more below, which tells what is wrong.
        }
        if var configuration {
            overriding(&configuration)
            let secrets = configuration.resolveSecrets(environment: environment)
            guard configuration != running.configuration || secrets != running.secrets else { return }
        }
        await reloadUnasked(because: "the file changed during the start")
    }

    /// Brings adapters, watched directories and configured connections in line with the settings in force; what was
    /// done with each adapter.
    @discardableResult
    package func carryOut() async -> [AdapterStep] {
        let turn = await takeTurn()
        defer { turn.open() }
        return await carryOutInTurn()
    }

    /// Brings the adapters in line with what third parties' say of themselves and with their files as they are now.
    package func lookAtAdapters() async {
        let turn = await takeTurn()
        defer { turn.open() }
        await apply(plan(settings.value, known: adapters.known))
    }

    private func carryOutInTurn() async -> [AdapterStep] {
        let current = settings.value
        let configuration = current.configuration
        let plan = plan(current, known: adapters.known)
        let steps = await apply(plan)
        await plugins?.follow(configuration.plugins)
        await imports.follow(plan["csv"]?.isWanted == true ? configuration.providers.csv.directory : nil)
        await adoptKeys(plan, current)
        return steps
    }

    @discardableResult
    private func apply(_ plan: AdapterPlan) async -> [AdapterStep] {
        let steps = await adapters.apply(plan, features: settings.value.configuration.features.switched)
        do {
            if steps.contains(where: { $0.action != .keep }) { try await jobs.hastenAll() }
        } catch {
            logger.error("Waiting jobs could not be started", metadata: ["error": "\(error)"])
        }
        return steps
    }

    private func plan(_ settings: Settings, known: [String: AdapterFacts]) -> AdapterPlan {
        let configuration = settings.configuration
        var modes = configuration.modes
        do {
            for user in try store.users() {
                let stored = user.mode.flatMap(OperatingMode.init(rawValue:))
                modes.insert(configuration.effectiveMode(user: user.name, stored: stored))
            }
        } catch {
            logger.error("Users could not be read", metadata: ["error": "\(error)"])
        }
        return AdapterPlan(configuration, modes: modes, secrets: settings.secrets, known: known)
    }

    private func adoptKeys(_ plan: AdapterPlan, _ current: Settings) async {
        guard plan["alpaca"]?.isWanted == true, current.configuration.providers.alpaca.api == .trading,
            current.secrets[.alpacaKeyID] != nil, current.secrets[.alpacaSecret] != nil
        else { return }
        do {
            _ = try await jobs.enqueue(
                kind: AdoptJob.kind,
                subject: AdoptJob.subject("alpaca", AccessPolicy.defaultUser),
                user: AccessPolicy.defaultUser,
                payload: AdoptJob.payload("alpaca", AccessPolicy.defaultUser)
            )
        } catch {
            logger.error("Configured keys could not be connected", metadata: ["error": "\(error)"])
        }
    }

    private static func differences(_ old: Configuration, _ new: Configuration) -> [String] {
        var changes: [String] = []
        if old.daemonMode != new.daemonMode {
            changes.append("mode \(new.daemonMode.rawValue), was \(old.daemonMode.rawValue)")
        }
        for (before, after) in zip(old.features.byName, new.features.byName) where before.isOn != after.isOn {
            changes.append("feature \(after.name) \(after.isOn ? "on" : "off")")
        }
        if old.baseCurrency != new.baseCurrency { changes.append("base_currency \(new.baseCurrency)") }
        if old.access != new.access { changes.append("access rules") }
        if old.users != new.users { changes.append("users") }
        if old.log != new.log {
            changes.append("log level \(new.log.level.rawValue), format \(new.log.format.rawValue)")
        }
        if old.limits != new.limits { changes.append("limits, from the next start on") }
        if old.socket.mode != new.socket.mode || old.socket.group != new.socket.group {
            changes.append("socket mode and group, from the next start on")
        }
        return changes
    }
}

/// What a reload did, or would do.
package struct ReloadReport: Sendable, Hashable {
    /// The file that was read; `nil` for the built-in defaults.
    package var file: String?
    /// What changes beside the adapters, a sentence each.
    package var settings: [String] = []
    /// What is done with each adapter, in the order of `adapters.list`.
    package var steps: [AdapterStep] = []

    /// What changed, a sentence each.
    package var applied: [String] { settings + steps.filter { $0.action != .keep }.map(\.sentence) }
}

extension AccessPolicy {
    /// Resolves the names in the rules; a name that the system does not know is a warning, and its rule is left out.
    package init(_ configuration: Configuration, logger: Logger) {
        var rules: [Rule] = []
        for rule in configuration.access {
            let subject: Rule.Subject?
            let name: String
            switch rule.subject {
            case .user(.number(let number)): (subject, name) = (.uid(number), "")
            case .group(.number(let number)): (subject, name) = (.gid(number), "")
            case .user(.name(let user)): (subject, name) = (getpwnam(user).map { .uid($0.pointee.pw_uid) }, user)
            case .group(.name(let group)): (subject, name) = (getgrnam(group).map { .gid($0.pointee.gr_gid) }, group)
            }
            guard let subject else {
                logger.warning("Access rule names nobody", metadata: ["name": "\(name)"])
                continue
            }
            rules.append(Rule(subject: subject, users: rule.users, isAdmin: rule.role == .admin))
        }
        self.init(rules: rules, ownUID: geteuid())
    }
}

extension FolioLogHandler.Style {
    /// Takes the level and format of a configuration.
    package func set(_ log: Configuration.Log) {
        set(level: Logger.Level(rawValue: log.level.rawValue) ?? .info, isJSON: log.format == .json)
    }
}
