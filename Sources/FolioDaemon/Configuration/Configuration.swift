package import FolioModel

/// What the operator chose: one immutable value, made from the file and the environment, replaced whole on reload.
package struct Configuration: Sendable, Equatable {
    /// Which accounts are looked at, unless a user's own mode or the environment says otherwise.
    package var mode = OperatingMode.aggregation

    /// The mode that `FF_AGGREGATION_MODE` and `FF_BROKERAGE_MODE` set for everyone; `nil` where neither is set.
    package var modeOverride: OperatingMode?

    /// Which parts are switched on.
    package var features = Features()

    /// The currency of every total.
    package var baseCurrency = Currency.usd

    /// Where apps connect.
    package var socket: Socket

    /// Which local users and groups may ask; root and the daemon's own user may without a rule.
    package var access: [AccessRule] = [AccessRule(subject: .group(.name("folio")), users: ["*"], role: .app)]

    /// Where facts are kept.
    package var store: StoreSettings

    /// Where keys are kept.
    package var secrets: Secrets

    /// The bundled providers of accounts.
    package var providers: Providers

    /// Where prices come from.
    package var prices = Prices()

    /// Third-party adapters.
    package var plugins: Plugins

    /// What runs when.
    package var schedule = Schedule()

    /// Where vendors' notifications arrive.
    package var webhooks = Webhooks()

    /// What is logged, and how.
    package var log = Log()

    /// Where Prometheus reads.
    package var metrics = Metrics()

    /// Settings of portfolio users, by name.
    package var users: [String: UserSettings] = [:]

    /// What one client may use up.
    package var limits = Limits()

    /// Secrets that the environment gives, by name; they win over the file's.
    package var environmentSecrets: [SecretName: SecretSource] = [:]

    /// Makes the built-in defaults for a place of installation.
    package init(places: InstallationPlaces = .system) {
        socket = Socket(path: places.socket)
        store = StoreSettings(location: .file(places.data + "/folio.db"))
        secrets = Secrets(keyFile: places.data + "/master.key")
        providers = Providers(csv: CSV(directory: places.data + "/import"))
        plugins = Plugins(directories: places.pluginDirectories)
    }
}

extension Configuration {
    /// Switches of whole parts; each also as `FF_<UPPER_SNAKE>` in the environment.
    package struct Features: Sendable, Equatable {
        package var plaidInvestmentSync = true
        package var multiAccountAnalytics = true
        package var intradayTracking = true
        package var historyReconstruction = true
        package var webhooks = false

        /// The switches by the names they have in the file, in its order.
        package var byName: [(name: String, isOn: Bool)] {
            Self.switches.map { ($0.name, self[keyPath: $0.path]) }
        }

        /// The switches as adapters are told them.
        package var switched: [String: Bool] {
            Dictionary(uniqueKeysWithValues: byName.map { ($0.name, $0.isOn) })
        }

        /// Names and places of the switches.
        static var switches: [(name: String, path: WritableKeyPath<Features, Bool>)] {
            [
                ("plaid_investment_sync", \.plaidInvestmentSync),
                ("multi_account_analytics", \.multiAccountAnalytics),
                ("intraday_tracking", \.intradayTracking),
                ("history_reconstruction", \.historyReconstruction),
                ("webhooks", \.webhooks),
            ]
        }
    }

    /// The Unix socket.
    package struct Socket: Sendable, Equatable {
        /// An absolute path.
        package var path: String
        /// Permission bits, such as `0o660`.
        package var mode: UInt32 = 0o660
        /// The group the socket is given to, by name or number; the daemon's own where `nil`.
        package var group: Principal? = .name("folio")
    }

    /// A user or group of the system.
    package enum Principal: Sendable, Hashable {
        case name(String)
        case number(UInt32)
    }

    /// Whom a rule of `access:` lets ask for whom.
    package struct AccessRule: Sendable, Hashable {
        /// Whom the rule is about.
        package enum Subject: Sendable, Hashable {
            case user(Principal)
            case group(Principal)
        }

        /// What they may do.
        package enum Role: String, CaseIterable, Sendable {
            /// Ask for the portfolio users named.
            case app
            /// Administer, too.
            case admin
        }

        package var subject: Subject
        /// Portfolio users they may see; `*` for everyone.
        package var users: [String]
        package var role: Role

        /// Makes a rule.
        package init(subject: Subject, users: [String], role: Role) {
            (self.subject, self.users, self.role) = (subject, users, role)
        }
    }

    /// Where facts are kept.
    package struct StoreSettings: Sendable, Equatable {
        /// Where the database is.
        package enum Location: Sendable, Hashable {
            /// A file, by its absolute path.
            case file(String)
            /// Nowhere: gone when the daemon ends.
            case memory
        }

        package var location: Location
    }

    /// Where keys are kept.
    package struct Secrets: Sendable, Equatable {
        /// The file of the master key, made on first start.
        package var keyFile: String
    }

    /// The bundled providers of accounts.
    package struct Providers: Sendable, Equatable {
        package var plaid = Plaid()
        package var alpaca = Alpaca()
        package var csv: CSV
    }

    /// The provider of linked accounts.
    package struct Plaid: Sendable, Equatable {
        /// Which of the vendor's systems is asked.
        package enum Environment: String, CaseIterable, Sendable { case sandbox, production }

        package var isEnabled = true
        package var environment = Environment.production
        /// Replaces the environment's address.
        package var baseURL: String?
        package var clientID: String?
        package var secretFile: String?
        package var products = ["investments"]
        package var countryCodes = ["US"]
        package var webhookURL: String?
        /// How far back transactions are asked for.
        package var historyMonths = 24
        /// Per item and endpoint.
        package var requestsPerMinute = 15
    }

    /// The brokerage.
    package struct Alpaca: Sendable, Equatable {
        /// Whose accounts are read.
        package enum API: String, CaseIterable, Sendable {
            /// One account, by its own keys.
            case trading
            /// A firm's customers.
            case broker
        }

        /// Which of the vendor's systems is asked.
        package enum Environment: String, CaseIterable, Sendable { case paper, live }

        package var isEnabled = true
        package var api = API.trading
        package var environment = Environment.live
        /// Replaces the environment's address; without a version part.
        package var baseURL: String?
        /// Replaces the address of market data; without a version part.
        package var dataBaseURL: String?
        package var keyID: String?
        package var secretFile: String?
        package var requestsPerMinute = 200
    }

    /// Accounts from files.
    package struct CSV: Sendable, Equatable {
        package var isEnabled = true
        /// Holds one directory per portfolio user.
        package var directory: String
        /// Layouts of other brokers' files by their names, read and checked by the adapter.
        package var layouts: [String: JSONValue] = [:]
    }
}
