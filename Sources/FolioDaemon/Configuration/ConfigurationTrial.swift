package import FolioAdapterKit
import FolioModel

/// Asks the adapters whether their parts of a configuration are good, before it is in force.
///
/// Those that come with the daemon are asked in this process (``Configure`` with `dry_run`, which reaches neither a
/// vendor nor a file), third parties' in processes of their own.
package struct ConfigurationTrial: Sendable {
    /// A configuration without fault, and what was learned on the way.
    package struct Outcome: Sendable {
        package let configuration: Configuration
        /// What third parties' adapters say of themselves, by name.
        package var facts: [String: AdapterFacts] = [:]
        /// Why a third party's adapter could not be asked, by name.
        package var silent: [String: String] = [:]
    }

    private let adapters: [(name: String, type: any Adapter.Type)]
    private let plugins: PluginTrial?

    /// Takes the adapters that come with the daemon, and who asks third parties'; those are not asked where `nil`.
    package init(_ adapters: [(name: String, type: any Adapter.Type)] = [], plugins: PluginTrial? = nil) {
        (self.adapters, self.plugins) = (adapters, plugins)
    }

    /// Reads a configuration as ``Configuration/read(path:environment:refusingEmpty:places:)`` does, and hands each
    /// adapter its part.
    ///
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    package func load(
        path: String?,
        environment: [String: String],
        refusingEmpty: Bool = false
    ) async throws(ConfigurationErrors) -> Outcome {
        let (configuration, text) = try Configuration.read(
            path: path,
            environment: environment,
            refusingEmpty: refusingEmpty
        )
        let secrets = configuration.resolveSecrets(environment: environment)
        guard secrets.faults.isEmpty else { throw ConfigurationErrors(secrets.faults) }
        // What adapters say of a configuration that is not in force is logged and shown, too.
        let confidential = Settings.confidential(configuration, secrets)
        let redactor = Redactor(secrets: { confidential })
        var faults: [ConfigurationFaultLine] = []
        for (name, type) in adapters {
            var params = Configure.Params()
            (params.config, params.dryRun) = (configuration.adapterConfiguration(for: name, secrets: secrets), true)
            faults += await Self.faults(of: type.init(), params).map { fault in
                let message = redactor.clean(fault.message)
                return text.fault(in: [name == "fmp" ? "prices" : "providers", name], at: fault.path ?? "", message)
            }
        }
        var outcome = Outcome(configuration: configuration)
        for (name, verdict) in await verdicts(configuration, secrets) {
            switch verdict {
            case .accepted(let facts): outcome.facts[name] = facts
            case .silent(let reason): outcome.silent[name] = redactor.clean(reason)
            case .refused(let found):
                faults += found.map { fault in
                    let message = redactor.clean(fault.message)
                    return text.fault(in: ["plugins", "config", name], at: fault.path ?? "", message)
                }
            }
        }
        guard faults.isEmpty else { throw ConfigurationErrors(faults) }
        return outcome
    }

    /// Asks third parties' adapters, all at the same time.
    private func verdicts(
        _ configuration: Configuration,
        _ secrets: ResolvedSecrets
    ) async -> [(name: String, verdict: PluginTrial.Verdict)] {
        guard let plugins else { return [] }
        let features = configuration.features.switched
        return await withTaskGroup(of: (name: String, verdict: PluginTrial.Verdict).self) { group in
            for plugin in configuration.plugins.enabled {
                let part = configuration.adapterConfiguration(for: plugin.name, secrets: secrets)
                group.addTask {
                    let verdict = await plugins.verdict(
                        on: plugin,
                        directories: configuration.plugins.directories,
                        configuration: part,
                        features: features
                    )
                    return (plugin.name, verdict)
                }
            }
            var verdicts: [(name: String, verdict: PluginTrial.Verdict)] = []
            for await verdict in group { verdicts.append(verdict) }
            return verdicts
        }
    }

    /// What the adapter has against its part; keys that are missing are for its vendor to refuse, later.
    private static func faults(of adapter: some Adapter, _ params: Configure.Params) async -> [DataFault] {
        let context = CallContext(id: "", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
        do throws(AdapterError) {
            _ = try await adapter.configure(params, context)
            return []
        } catch {
            guard error.kind == .configInvalid else { return [] }
            guard error.faults.isEmpty else { return error.faults }
            var fault = DataFault()
            fault.message = error.message
            return [fault]
        }
    }
}
