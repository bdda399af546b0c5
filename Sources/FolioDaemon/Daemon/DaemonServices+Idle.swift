import FolioCrypto
package import FolioModel
package import FolioStore
import Logging

extension DaemonServices {
    /// Services over a store whose adapters and jobs never start: enough to describe the interface and to answer
    /// every read.
    ///
    /// - Parameters:
    ///   - store: Where the facts are.
    ///   - configuration: What is in force.
    ///   - access: Who may do what.
    ///   - launches: The adapters there are, by name.
    ///   - prices: Asks price sources; `nil` for one whose sources never answer.
    ///   - supervised: Whether vendors' rates and resting calls are kept, as the daemon keeps them.
    ///   - historyPrices: Where history has its prices from.
    ///   - now: What time it is.
    /// - Returns: The services.
    package static func idle(
        store: Store,
        configuration: Configuration = Configuration(),
        access: AccessPolicy = AccessPolicy(rules: [], ownUID: 0),
        launches: [(name: String, launch: AdapterLaunch)] = [],
        prices: PriceDesk? = nil,
        supervised: Bool = false,
        historyPrices: any HistoryPrices = StatedPrices(),
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) -> DaemonServices {
        let logger = Logger(label: "foliod")
        let secrets = configuration.resolveSecrets()
        let sealer = CredentialSealer(key: SymmetricKey())
        let vault = CredentialVault(store: store, sealer: sealer, logger: logger)
        let settings = CurrentSettings(
            Settings(configuration: configuration, secrets: secrets, access: access, generation: 1)
        )
        let adapters = AdapterPool(
            launches: launches,
            dataRoot: "/",
            plan: AdapterPlan(configuration, modes: [], secrets: secrets),
            vault: vault,
            secrets: { [] },
            store: supervised ? store : nil,
            logger: logger
        )
        let jobs = JobRunner(store: store)
        let portfolios = PortfolioCache(store: store, settings: settings, now: now)
        return DaemonServices(
            store: store,
            settings: settings,
            jobs: jobs,
            adapters: adapters,
            connections: ConnectionDesk(store: store, settings: settings, adapters: adapters, jobs: jobs, vault: vault),
            imports: ImportDesk(
                store: store,
                settings: settings,
                adapters: adapters,
                jobs: jobs,
                vault: vault,
                progress: AdapterProgressBoard()
            ),
            portfolios: portfolios,
            prices: prices ?? PriceDesk(store: store, settings: settings, sources: adapters, logger: logger),
            history: HistoryDesk(store: store, settings: settings, portfolios: portfolios, prices: historyPrices),
            sealer: sealer,
            vault: vault,
            startedAt: .now,
            now: now,
            reload: { (_) async throws(ConfigurationErrors) in ReloadReport() },
            modesChanged: {},
            configurationFault: { nil }
        )
    }
}
