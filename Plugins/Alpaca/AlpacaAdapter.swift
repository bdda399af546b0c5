public import FolioAdapterKit
package import FolioModel
import Synchronization

/// Reads accounts at Alpaca, by their own keys or a firm's: balances, positions long and short, activities, orders,
/// the account's value day by day.
public struct AlpacaAdapter: ProviderAdapter {
    /// What it is.
    public static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        manifest.name = "alpaca"
        manifest.version = AdapterKit.version
        manifest.capabilities = ["link", "accounts", "holdings", "transactions", "orders", "history"]
        manifest.configSchema = AlpacaSchemas.configuration
        manifest.credentialsSchema = AlpacaSchemas.credentials
        manifest.link.flow = .fields
        manifest.pageLimit = AlpacaActivities.maximumPage
        var rate = RateLimit()
        (rate.requestsPerMinute, rate.scope) = (200, "connection")
        manifest.rate = rate
        manifest.hosts = AlpacaConfiguration.hostNames
        manifest.documentationURL = "https://docs.alpaca.markets/"
        manifest.source = "brokerage"
        return manifest
    }()

    private final class Settings: Sendable {
        let configuration = Mutex<AlpacaConfiguration?>(nil)
    }

    private let settings = Settings()
    private let client: AlpacaClient
    let assets = AlpacaAssets()
    let unknownTypes = AlpacaUnknownTypes()

    /// Makes an adapter on the real network.
    public init() { self.init(http: CurlHTTPClient()) }

    /// Makes an adapter on any client and clock; `pause` waits, and returns early when the task is cancelled.
    package init(
        http: any HTTPClient,
        now: @escaping @Sendable () -> Timestamp = { .now },
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        client = AlpacaClient(http: RetryingHTTPClient(http, pause: pause), now: now, pause: pause)
    }

    /// The time.
    func now() -> Timestamp { client.now() }

    /// Takes a configuration, or only checks it.
    public func configure(
        _ params: Configure.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Configure.Result {
        let configuration = try AlpacaConfiguration(params.config)
        if !params.dryRun { settings.configuration.withLock { $0 = configuration } }
        var result = Configure.Result()
        result.warnings = configuration.warnings
        return result
    }

    /// Reads the account; without a connection the configured keys are tried, where there are any.
    public func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        var line = CheckLine()
        line.name = params.connection == nil ? "keys" : "account"
        do throws(AdapterError) {
            let configuration = try configuration()
            if let connection = params.connection {
                _ = try await api(connection).object(.account).string("id")
            } else if configuration.keys != nil || configuration.interface == .broker {
                // A firm's keys have no account of their own; the clock needs keys, too.
                let api = api(try AlpacaAccess(configured: configuration), configuration)
                guard try await api.object(.clock).optionalTimestamp("timestamp") != nil else {
                    throw AdapterError(.badVendorData, "Alpaca's clock shows no time.")
                }
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

    /// Alpaca with a connection's account and keys.
    func api(_ connection: ConnectionContext) throws(AdapterError) -> AlpacaAPI {
        let configuration = try configuration()
        return api(try AlpacaAccess(connection, configuration), configuration)
    }

    /// Alpaca with these keys.
    func api(_ access: AlpacaAccess, _ configuration: AlpacaConfiguration) -> AlpacaAPI {
        AlpacaAPI(configuration: configuration, access: access, client: client)
    }

    /// The id of a connection's account.
    func accountID(_ connection: ConnectionContext) async throws(AdapterError) -> String {
        let api = try api(connection)
        if let id = connection.externalID ?? api.access.account, !id.isEmpty { return id }
        return try await api.object(.account).string("id")
    }
}

/// Types of activities that are new, so that each is told once.
final class AlpacaUnknownTypes: Sendable {
    private static let capacity = 100
    private let types = Mutex<Set<String>>([])

    /// Whether the type is told for the first time.
    func isNew(_ type: String) -> Bool {
        types.withLock { $0.count < Self.capacity && $0.insert(type).inserted }
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
            "key_id": ["type": "string"], "secret": ["type": "string"], "account_id": ["type": "string"],
            "source": ["enum": ["configuration"]],
        ],
    ]
}
