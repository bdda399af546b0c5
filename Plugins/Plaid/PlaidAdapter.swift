public import FolioAdapterKit
package import FolioModel
import Synchronization

/// Reads investment accounts through Plaid: link, accounts, holdings, transactions, removal.
public struct PlaidAdapter: ProviderAdapter {
    /// What it is.
    public static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        manifest.name = "plaid"
        manifest.version = AdapterKit.version
        manifest.capabilities = ["link", "accounts", "holdings", "transactions", "refresh"]
        manifest.configSchema = PlaidSchemas.configuration
        manifest.credentialsSchema = PlaidSchemas.credentials
        manifest.link.flow = .hosted
        var rate = RateLimit()
        (rate.requestsPerMinute, rate.scope) = (15, "connection")
        manifest.rate = rate
        manifest.hosts = ["production.plaid.com", "sandbox.plaid.com"]
        manifest.documentationURL = "https://plaid.com/docs/investments/"
        manifest.source = "external"
        return manifest
    }()

    private final class Settings: Sendable {
        let configuration = Mutex<PlaidConfiguration?>(nil)
        /// Connections whose webhook this configuration has looked after.
        let webhooks = Mutex<Set<String>>([])
    }

    /// Connections remembered with their webhooks; beyond them all are looked at anew.
    private static let maximumWebhooks = 10_000

    private let settings = Settings()
    private let memory = PlaidMemory()
    private let http: RetryingHTTPClient
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

    /// Takes a configuration, or only checks it; keys that are not set are warnings.
    public func configure(
        _ params: Configure.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Configure.Result {
        let configuration = try PlaidConfiguration(params.config)
        if !params.dryRun {
            guard configuration.warnings.isEmpty else {
                throw AdapterError(
                    .badCredentials,
                    "Plaid has no keys: set providers.plaid.client_id and secret_file, or PLAID_CLIENT_ID and PLAID_SECRET."
                )
            }
            settings.configuration.withLock { $0 = configuration }
            settings.webhooks.withLock { $0 = [] }
        }
        var result = Configure.Result()
        result.warnings = configuration.warnings
        return result
    }

    /// Asks for the item's health, or without a connection for a well-known institution.
    public func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        var line = CheckLine()
        line.name = params.connection == nil ? "keys" : "item"
        do throws(AdapterError) {
            if let connection = params.connection {
                let item = try await api().item(connection.accessToken())
                if let error = item.error { throw error }
                if let failed = item.failedAt, item.updatedAt.map({ $0 < failed }) ?? true {
                    (line.status, line.detail) = ("degraded", "Plaid could not read the institution at \(failed).")
                }
            } else {
                _ = try await institution("ins_109508")
            }
        } catch  where error.kind == .notFound && params.connection == nil {
            // The keys were good enough to be told that this environment does not know the institution.
        } catch {
            (line.status, line.detail) = ("failed", error.message)
        }
        var result = Check.Result()
        (result.status, result.checks) = (line.status, [line])
        return result
    }

    /// Plaid by the configuration in force.
    func api() throws(AdapterError) -> PlaidAPI {
        guard let configuration = settings.configuration.withLock({ $0 }) else {
            throw AdapterError(.configInvalid, "The adapter has not been configured.")
        }
        return PlaidAPI(configuration: configuration, http: http)
    }

    /// What is logged of answers, each case once a process.
    func notes(_ context: CallContext) -> PlaidNotes { PlaidNotes(memory: memory, context: context) }

    /// Whether the connection's webhook is to be looked after: once for each configuration.
    func isFirstLook(atWebhookOf connection: String) -> Bool {
        settings.webhooks.withLock { known in
            if known.count >= Self.maximumWebhooks { known = [] }
            return known.insert(connection).inserted
        }
    }

    /// An institution by Plaid's id.
    func institution(_ id: String) async throws(AdapterError) -> VendorObject {
        let api = try api()
        let countries = JSONValue.array(api.configuration.countryCodes.map(JSONValue.string))
        let answer = try await api.post(
            "/institutions/get_by_id",
            ["institution_id": .string(id), "country_codes": countries]
        )
        return try answer.object("institution")
    }
}

/// JSON Schemas of what the adapter is handed.
enum PlaidSchemas {
    private static let text: JSONValue = ["type": ["string", "null"]]
    private static let texts: JSONValue = ["type": "array", "items": ["type": "string"], "minItems": 1]

    static let configuration: JSONValue = [
        "type": "object",
        "properties": [
            "environment": ["enum": ["sandbox", "production"]],
            "base_url": text, "client_id": text, "secret": text, "webhook_url": text,
            "products": texts, "country_codes": texts,
            "history_months": ["type": "integer", "minimum": 1, "maximum": 24],
            "requests_per_minute": ["type": "integer", "minimum": 1, "maximum": 10000],
        ],
    ]

    static let credentials: JSONValue = [
        "type": "object", "properties": ["access_token": ["type": "string"]], "required": ["access_token"],
    ]
}
