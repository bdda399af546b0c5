import FolioAdapterKit
import FolioModel

/// What `plugins.alpaca` of the configuration says.
struct AlpacaConfiguration: Sendable, Hashable {
    /// Which of Alpaca's interfaces is meant.
    enum Interface: String, Sendable { case trading, broker }

    var interface = Interface.trading
    /// `paper` or `live`.
    var environment = "live"
    /// Without the version part.
    var baseURL = "https://api.alpaca.markets"
    var keyID: String?
    var secret: String?
    var requestsPerMinute = 200

    /// Alpaca's hosts of the Trading API by environment.
    static let hosts = ["live": "https://api.alpaca.markets", "paper": "https://paper-api.alpaca.markets"]

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
        if let host = Self.hosts[environment] {
            baseURL = host
        } else {
            reader.fault("environment", "paper or live is expected")
        }
        if let url = reader.address("base_url") { baseURL = url }
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
}

/// The keys of one trading account.
struct AlpacaKeys: Sendable, Hashable {
    let id: String
    let secret: String

    /// What a connection keeps when it uses the configured keys.
    static let configured: JSONValue = ["source": "configuration"]

    init(id: String, secret: String) { (self.id, self.secret) = (id, secret) }

    /// The keys of a connection, which may be the configured ones.
    init(_ connection: ConnectionContext, _ configuration: AlpacaConfiguration) throws(AdapterError) {
        if let id = connection.credentials["key_id"]?.string, let secret = connection.credentials["secret"]?.string {
            self.init(id: id, secret: secret)
        } else if connection.credentials == Self.configured, let keys = configuration.keys {
            self = keys
        } else {
            throw AdapterError(.authRequired, "The connection has no keys: connect again.")
        }
    }

    /// What a connection keeps.
    var credentials: JSONValue { ["key_id": .string(id), "secret": .string(secret)] }
}
