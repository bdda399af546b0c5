package import FolioModel

/// Which adapters a configuration wants, and with what: decided from values, carried out by ``AdapterPool``.
package struct AdapterPlan: Sendable, Equatable {
    /// One adapter's part.
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let source: SourceKind
        /// Whether it should run.
        package let isWanted: Bool
        /// Whether the configuration switches it off, whatever the mode.
        package let isDisabled: Bool
        /// Why it is or isn't wanted, for `adapters.list`.
        package let reason: String
        /// What its `configure` gets; holds secrets, so never shown.
        package let configuration: JSONValue
    }

    /// The bundled providers, in the order of `adapters.list`.
    package let entries: [Entry]

    /// Makes the plan.
    ///
    /// `modes` are the modes in force, the daemon's and every user's: an adapter is wanted while any of them includes
    /// its kind.
    package init(_ configuration: Configuration, modes: Set<OperatingMode>, secrets: ResolvedSecrets) {
        let providers = configuration.providers
        let plaidIsOn = configuration.features.plaidInvestmentSync
        entries = [
            Self.entry(
                "plaid",
                .external,
                modes,
                disabled: !providers.plaid.isEnabled
                    ? "providers.plaid.enabled is false"
                    : plaidIsOn ? nil : "the feature plaid_investment_sync is off",
                configuration: configuration.adapterConfiguration(for: "plaid", secrets: secrets)
            ),
            Self.entry(
                "alpaca",
                .brokerage,
                modes,
                disabled: providers.alpaca.isEnabled ? nil : "providers.alpaca.enabled is false",
                configuration: configuration.adapterConfiguration(for: "alpaca", secrets: secrets)
            ),
            Self.entry(
                "csv",
                .external,
                modes,
                disabled: providers.csv.isEnabled ? nil : "providers.csv.enabled is false",
                configuration: configuration.adapterConfiguration(for: "csv", secrets: secrets)
            ),
        ]
    }

    /// The adapter's part; `nil` for one that nobody knows.
    package subscript(name: String) -> Entry? { entries.first { $0.name == name } }

    private static func entry(
        _ name: String,
        _ source: SourceKind,
        _ modes: Set<OperatingMode>,
        disabled: String?,
        configuration: JSONValue
    ) -> Entry {
        let kind = source == .external ? "external providers" : "the brokerage"
        let wanting = modes.filter { $0.includes(source) }.map(\.rawValue).sorted()
        let reason: String
        if let disabled {
            reason = disabled
        } else if wanting.isEmpty {
            let modes = modes.map(\.rawValue).sorted().joined(separator: ", ")
            reason = "mode \(modes) leaves out \(kind)"
        } else {
            reason = "mode \(wanting.joined(separator: ", ")) includes \(kind)"
        }
        return Entry(
            name: name,
            source: source,
            isWanted: disabled == nil && !wanting.isEmpty,
            isDisabled: disabled != nil,
            reason: reason,
            configuration: configuration
        )
    }
}
