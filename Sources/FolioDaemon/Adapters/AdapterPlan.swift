package import FolioAdapterKit
package import FolioModel

/// Which adapters a configuration wants, and with what: decided from values, carried out by ``AdapterPool``.
package struct AdapterPlan: Sendable, Equatable {
    /// Where an adapter's code is.
    package enum Home: Sendable, Hashable {
        /// It comes with the daemon.
        case bundled
        /// It is the store itself: nothing is started for it.
        case store
        /// A third party's executable, looked for in these directories, first match first.
        case plugin(Configuration.Plugin, directories: [String])

        /// What a third party's adapter may use; `nil` for the others.
        var memoryMebibytes: Int? {
            guard case .plugin(let plugin, _) = self else { return nil }
            return plugin.memoryMebibytes
        }
    }

    /// One adapter's part.
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let home: Home
        /// `nil` for a third party's adapter that has not been asked yet.
        package let kind: AdapterKind?
        /// Of a provider: whose accounts it reads.
        package let source: SourceKind
        /// Whether it should run.
        package let isWanted: Bool
        /// Whether the configuration switches it off, whatever the mode.
        package let isDisabled: Bool
        /// Why it is or isn't wanted, for `adapters.list`.
        package let reason: String
        /// What its `configure` gets; may hold secrets, so never shown.
        package let configuration: JSONValue

        /// Whether it reads accounts; one that has not been asked counts as a provider.
        package var isProvider: Bool { kind != .prices }
    }

    /// The adapter's name under which prices come from the store.
    package static let storeName = "cached"

    /// The adapters in the order of `adapters.list`: bundled providers, bundled sources of prices, third parties'.
    package let entries: [Entry]

    /// Makes the plan.
    ///
    /// - Parameters:
    ///   - configuration: What the operator chose.
    ///   - modes: The modes in force, the daemon's and every user's: a provider is wanted while any of them includes
    ///     its kind, a source of prices while any of them is not `disabled`.
    ///   - secrets: What the bundled adapters' parts name.
    ///   - known: What third parties' adapters have said of themselves, by name.
    package init(
        _ configuration: Configuration,
        modes: Set<OperatingMode>,
        secrets: ResolvedSecrets,
        known: [String: AdapterFacts] = [:]
    ) {
        let need = AdapterNeed(modes: modes, sources: configuration.prices.sources)
        let providers = configuration.providers
        let plaidIsOn = configuration.features.plaidInvestmentSync
        let plaidSwitch =
            providers.plaid.isEnabled
            ? plaidIsOn ? nil : "the feature plaid_investment_sync is off" : "providers.plaid.enabled is false"
        func provider(_ name: String, _ source: SourceKind, disabled: String?) -> Entry {
            let verdict = need.provider(source)
            return Entry(
                name: name,
                home: .bundled,
                kind: .provider,
                source: source,
                isWanted: disabled == nil && verdict.isWanted,
                isDisabled: disabled != nil,
                reason: disabled ?? verdict.reason,
                configuration: configuration.adapterConfiguration(for: name, secrets: secrets)
            )
        }
        func prices(_ name: String, _ home: Home) -> Entry {
            let verdict = need.prices(name)
            return Entry(
                name: name,
                home: home,
                kind: .prices,
                source: .external,
                isWanted: verdict.isWanted,
                isDisabled: !need.isNamed(name),
                reason: verdict.reason,
                configuration: configuration.adapterConfiguration(for: name, secrets: secrets)
            )
        }
        entries =
            [
                provider("plaid", .external, disabled: plaidSwitch),
                provider(
                    "alpaca",
                    .brokerage,
                    disabled: providers.alpaca.isEnabled ? nil : "providers.alpaca.enabled is false"
                ),
                provider(
                    "csv",
                    .external,
                    disabled: providers.csv.isEnabled ? nil : "providers.csv.enabled is false"
                ),
                prices(Self.storeName, .store),
                prices("fmp", .bundled),
            ]
            + configuration.plugins.enabled.map { plugin in
                let facts = known[plugin.name]
                let verdict = need.plugin(plugin.name, facts)
                return Entry(
                    name: plugin.name,
                    home: .plugin(plugin, directories: configuration.plugins.directories),
                    kind: facts?.kind,
                    source: facts?.source ?? .external,
                    isWanted: verdict.isWanted,
                    isDisabled: false,
                    reason: verdict.reason,
                    configuration: configuration.adapterConfiguration(for: plugin.name, secrets: secrets)
                )
            }
    }

    /// The adapter's part; `nil` for one that nobody knows.
    package subscript(name: String) -> Entry? { entries.first { $0.name == name } }
}
