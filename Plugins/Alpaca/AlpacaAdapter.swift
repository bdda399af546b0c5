public import FolioAdapterKit
package import FolioModel
import Synchronization

/// Reads an Alpaca trading account: balances, positions long and short, activities, orders.
public struct AlpacaAdapter: ProviderAdapter {
    /// What it is.
    public static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        manifest.name = "alpaca"
        manifest.version = AdapterKit.version
        manifest.capabilities = ["link", "accounts", "holdings", "transactions", "orders"]
        manifest.configSchema = AlpacaSchemas.configuration
        manifest.credentialsSchema = AlpacaSchemas.credentials
        manifest.link.flow = .fields
        manifest.pageLimit = AlpacaActivities.maximumPage
        var rate = RateLimit()
        (rate.requestsPerMinute, rate.scope) = (200, "connection")
        manifest.rate = rate
        manifest.hosts = ["api.alpaca.markets", "paper-api.alpaca.markets"]
        manifest.documentationURL = "https://docs.alpaca.markets/"
        manifest.source = "brokerage"
        return manifest
    }()

    private final class Settings: Sendable {
        let configuration = Mutex<AlpacaConfiguration?>(nil)
    }

    private let settings = Settings()
    private let http: RetryingHTTPClient
    let assets = AlpacaAssets()
    let now: @Sendable () -> Timestamp

    /// Makes an adapter on the real network.
    public init() { self.init(http: CurlHTTPClient()) }

    /// Makes an adapter on any client and clock.
    package init(
        http: any HTTPClient,
        now: @escaping @Sendable () -> Timestamp = { .now },
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        (self.http, self.now) = (RetryingHTTPClient(http, pause: pause), now)
    }

    /// Takes a configuration, or only checks it.
    public func configure(
        _ params: Configure.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Configure.Result {
        let configuration = try AlpacaConfiguration(params.config)
        if !params.dryRun { settings.configuration.withLock { $0 = configuration } }
        var result = Configure.Result()
        if configuration.interface == .broker {
            var warning = ConfigurationFault()
            (warning.path, warning.message) = ("/api", "the Broker API is not served yet")
            result.warnings = [warning]
        }
        return result
    }

    /// Reads the account; without a connection and without configured keys there is nothing to ask.
    public func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        var line = CheckLine()
        line.name = "account"
        do throws(AdapterError) {
            let configuration = try configuration()
            if let connection = params.connection {
                _ = try await api(connection).object("/v2/account")
            } else if let keys = configuration.keys {
                _ = try await api(keys).object("/v2/account")
            } else {
                line.detail = "no keys are configured; each connection has its own"
            }
        } catch {
            (line.status, line.detail) = ("failed", error.message)
        }
        var result = Check.Result()
        (result.status, result.checks) = (line.status, [line])
        return result
    }

    /// The configuration in force.
    func configuration() throws(AdapterError) -> AlpacaConfiguration {
        guard let configuration = settings.configuration.withLock({ $0 }) else {
            throw AdapterError(.configInvalid, "The adapter has not been configured.")
        }
        return configuration
    }

    /// Alpaca with a connection's keys.
    func api(_ connection: ConnectionContext) throws(AdapterError) -> AlpacaAPI {
        try api(AlpacaKeys(connection, configuration()))
    }

    /// Alpaca with these keys.
    func api(_ keys: AlpacaKeys) throws(AdapterError) -> AlpacaAPI {
        AlpacaAPI(configuration: try configuration(), keys: keys, http: http, now: now)
    }

    /// The id of a connection's account.
    func accountID(_ connection: ConnectionContext) async throws(AdapterError) -> String {
        if let id = connection.externalID, !id.isEmpty { return id }
        return try await api(connection).object("/v2/account").string("id")
    }
}

/// JSON Schemas of what the adapter is handed.
enum AlpacaSchemas {
    private static let text: JSONValue = ["type": ["string", "null"]]

    static let configuration: JSONValue = [
        "type": "object",
        "properties": [
            "api": ["enum": ["trading", "broker"]], "environment": ["enum": ["paper", "live"]],
            "base_url": text, "data_base_url": text, "key_id": text, "secret": text,
            "requests_per_minute": ["type": "integer", "minimum": 1, "maximum": 100000],
        ],
    ]

    static let credentials: JSONValue = [
        "type": "object",
        "properties": [
            "key_id": ["type": "string"], "secret": ["type": "string"], "source": ["enum": ["configuration"]],
        ],
    ]
}
