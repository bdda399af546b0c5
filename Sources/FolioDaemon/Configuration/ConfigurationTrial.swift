package import FolioAdapterKit
import FolioModel

/// Asks the adapters whether their parts of a configuration are good, before it is in force.
///
/// They are asked in this process (``Configure`` with `dry_run`, which reaches neither a vendor nor a file).
package struct ConfigurationTrial: Sendable {
    private let adapters: [(name: String, type: any Adapter.Type)]

    /// Takes the adapters that come with the daemon.
    package init(_ adapters: [(name: String, type: any Adapter.Type)] = []) { self.adapters = adapters }

    /// Reads a configuration as ``Configuration/read(path:environment:refusingEmpty:places:)`` does, and hands each
    /// adapter its part.
    ///
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    package func load(
        path: String?,
        environment: [String: String],
        refusingEmpty: Bool = false
    ) async throws(ConfigurationErrors) -> Configuration {
        let (configuration, text) = try Configuration.read(
            path: path,
            environment: environment,
            refusingEmpty: refusingEmpty
        )
        let secrets = configuration.resolveSecrets(environment: environment)
        guard secrets.faults.isEmpty else { throw ConfigurationErrors(secrets.faults) }
        var faults: [ConfigurationFaultLine] = []
        for (name, type) in adapters {
            var params = Configure.Params()
            (params.config, params.dryRun) = (configuration.adapterConfiguration(for: name, secrets: secrets), true)
            faults += await Self.faults(of: type.init(), params).map { fault in
                text.fault(in: ["providers", name], at: fault.path ?? "", fault.message)
            }
        }
        guard faults.isEmpty else { throw ConfigurationErrors(faults) }
        return configuration
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
