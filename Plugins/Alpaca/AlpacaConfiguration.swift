import FolioAdapterKit
import FolioModel

/// What `plugins.alpaca` of the configuration says.
struct AlpacaConfiguration: Sendable, Hashable {
    /// Which of Alpaca's interfaces is meant.
    enum Interface: String, Sendable {
        /// One account by its own keys.
        case trading
        /// A firm's customers, all by the firm's keys.
        case broker
    }

    var interface = Interface.trading
    /// `paper` or `live`.
    var environment = "live"
    /// Without the version part.
    var baseURL = ""
    /// Where firms exchange their keys for access tokens.
    var tokenURL = ""
    /// The account's keys, or the firm's.
    var keyID: String?
    var secret: String?
    var requestsPerMinute = 200

    /// Hosts by interface and environment.
    static let hosts: [Interface: [String: String]] = [
        .trading: ["live": "https://api.alpaca.markets", "paper": "https://paper-api.alpaca.markets"],
        .broker: ["live": "https://broker-api.alpaca.markets", "paper": "https://broker-api.sandbox.alpaca.markets"],
    ]

    private static let tokenHosts = [
        "live": "https://authx.alpaca.markets", "paper": "https://authx.sandbox.alpaca.markets",
    ]

    private static let tokenPath = "/v1/oauth2/token"

    /// Every host that may be asked, without scheme.
    static var hostNames: [String] {
        let addresses = [hosts[.trading], hosts[.broker], tokenHosts].flatMap { ($0 ?? [:]).values }
        return addresses.map { String($0.dropFirst("https://".count)) }.sorted()
    }

    /// Reads the configuration; every wrong value is named at once.
    init(_ config: JSONValue) throws(AdapterError) {
        var reader = ConfigurationReader(config)
        if let name = reader.text("api") {
            if let interface = Interface(rawValue: name) {
                self.interface = interface
            } else {
                reader.fault("api", "trading or broker is expected")
            }
        }
        environment = reader.text("environment") ?? environment
        if let host = Self.hosts[interface]?[environment], let tokenHost = Self.tokenHosts[environment] {
            (baseURL, tokenURL) = (host, tokenHost + Self.tokenPath)
        } else {
            reader.fault("environment", "paper or live is expected")
        }
        if let url = reader.address("base_url") { (baseURL, tokenURL) = (url, url + Self.tokenPath) }
        _ = reader.address("data_base_url")
        (keyID, secret) = (reader.text("key_id"), reader.text("secret"))
        requestsPerMinute = reader.number("requests_per_minute", 1...100_000, requestsPerMinute)
        try reader.finish(adapter: "alpaca")
    }

    /// The configured keys, where both are there.
    var keys: AlpacaKeys? {
        guard let keyID, let secret else { return nil }
        return AlpacaKeys(id: keyID, secret: secret)
    }

    /// What works less well than it could.
    var warnings: [ConfigurationFault] {
        guard interface == .broker else { return [] }
        return [("key_id", keyID), ("secret", secret)].filter { $0.1 == nil }.map { name, _ in
            var warning = ConfigurationFault()
            (warning.path, warning.message) = ("/\(name)", "not set: the firm's accounts cannot be asked for")
            return warning
        }
    }
}

/// Keys of one trading account, or of a firm.
struct AlpacaKeys: Sendable, Hashable {
    let id: String
    let secret: String
}

/// Whose account is read, and with which keys.
struct AlpacaAccess: Sendable, Hashable {
    /// What a connection keeps when it uses the configured keys.
    static let configured: JSONValue = ["source": "configuration"]

    let interface: AlpacaConfiguration.Interface
    let keys: AlpacaKeys
    /// The firm's account that is meant; `nil` for the keys' own, and where none is.
    let account: String?
    /// Whether the keys are the configuration's: then no new link mends what is wrong with them.
    let areKeysConfigured: Bool

    /// An account by its own keys.
    init(ownKeys keys: AlpacaKeys) { (interface, self.keys, account, areKeysConfigured) = (.trading, keys, nil, false) }

    /// The configured keys, on an account of the firm or on their own.
    init(configured configuration: AlpacaConfiguration, account: String? = nil) throws(AdapterError) {
        guard let keys = configuration.keys else {
            var error = AdapterError(
                .badCredentials,
                "The configuration has no keys for Alpaca: set key_id and secret."
            )
            error.scope = "adapter"
            throw error
        }
        (interface, self.keys, self.account, areKeysConfigured) = (configuration.interface, keys, account, true)
    }

    /// What a connection says.
    init(_ connection: ConnectionContext, _ configuration: AlpacaConfiguration) throws(AdapterError) {
        let credentials = connection.credentials
        switch configuration.interface {
        case .broker:
            guard let account = credentials["account_id"]?.string.flatMap({ Self.accountID($0) }) else {
                throw AdapterError(.authRequired, "The connection names no account of the firm: connect again.")
            }
            try self.init(configured: configuration, account: account)
        case .trading:
            if let id = credentials["key_id"]?.string, let secret = credentials["secret"]?.string {
                self.init(ownKeys: AlpacaKeys(id: id, secret: secret))
            } else if credentials == Self.configured, configuration.keys != nil {
                try self.init(configured: configuration)
            } else {
                throw AdapterError(.authRequired, "The connection has no keys: connect again.")
            }
        }
    }

    /// What a connection keeps.
    var credentials: JSONValue {
        if let account { return ["account_id": .string(account)] }
        return areKeysConfigured ? Self.configured : ["key_id": .string(keys.id), "secret": .string(keys.secret)]
    }

    /// A UUID in lower case, by which a firm's accounts are named; `nil` for anything else, account numbers included.
    static func accountID(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        let isHexadecimal = parts.joined().allSatisfy { $0.isASCII && $0.isHexDigit }
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && isHexadecimal ? text.lowercased() : nil
    }
}
