package import FolioModel
import Synchronization

/// What is in force now: the configuration and what follows from it, replaced as a whole on reload.
///
/// Asked at every request, so handed around without a copy.
package final class Settings: Sendable {
    /// The configuration.
    package let configuration: Configuration
    /// The secrets it names, read from files and environment; never logged or answered.
    package let secrets: ResolvedSecrets
    /// Who may do what.
    package let access: AccessPolicy
    /// Raised with every change.
    package let generation: Int
    /// What must not show in a log: the secrets, and what third parties' adapters are handed under keys that sound like
    /// one.
    package let confidential: [String]

    package init(
        configuration: Configuration,
        secrets: ResolvedSecrets,
        access: AccessPolicy,
        generation: Int
    ) {
        (self.configuration, self.secrets, self.access) = (configuration, secrets, access)
        self.generation = generation
        confidential = Self.confidential(configuration, secrets)
    }

    /// What must not show of a configuration, be it in force or not.
    package static func confidential(_ configuration: Configuration, _ secrets: ResolvedSecrets) -> [String] {
        let handed = configuration.plugins.config.values.flatMap { confidential(in: $0, isNamedSo: false) }
        return SecretName.allCases.compactMap { secrets[$0] } + handed
    }

    /// Parts of keys whose values are kept out of logs.
    private static let secretWords = ["secret", "token", "password", "key", "credential"]

    private static func confidential(in value: JSONValue, isNamedSo: Bool) -> [String] {
        if let text = value.string { return isNamedSo ? [text] : [] }
        if let elements = value.array { return elements.flatMap { confidential(in: $0, isNamedSo: isNamedSo) } }
        guard let object = value.object else { return [] }
        return object.flatMap { member in
            let name = member.name.lowercased()
            return confidential(in: member.value, isNamedSo: isNamedSo || secretWords.contains { name.contains($0) })
        }
    }

    /// Whether a user in that mode sees accounts of that source and provider.
    package func shows(_ account: Account, in mode: OperatingMode) -> Bool {
        mode.includes(account.source) && isEnabled(account.provider)
    }

    /// Whether the configuration leaves the provider switched on.
    package func isEnabled(_ provider: String) -> Bool {
        switch provider {
        case "plaid": configuration.providers.plaid.isEnabled
        case "alpaca": configuration.providers.alpaca.isEnabled
        case "csv": configuration.providers.csv.isEnabled
        default: configuration.plugins.enabled.contains { $0.name == provider }
        }
    }
}

/// The one place where the settings in force are kept.
package final class CurrentSettings: Sendable {
    private let state: Mutex<Settings>
    private let newest: Atomic<Int>

    /// Starts with these.
    package init(_ settings: Settings) {
        state = Mutex(settings)
        newest = Atomic(settings.generation)
    }

    /// The ``Settings/generation`` of those in force, without taking them.
    package var generation: Int { newest.load(ordering: .acquiring) }

    /// Those in force.
    package var value: Settings { state.withLock { $0 } }

    /// Puts others in force.
    package func replace(_ settings: Settings) {
        state.withLock { state in
            state = settings
            newest.store(settings.generation, ordering: .releasing)
        }
    }
}
