public import FolioAdapterKit
package import FolioModel
import Synchronization

/// Prices, splits, dividends and symbols from Financial Modeling Prep's stable API.
public struct FMPAdapter: PriceSource {
    /// What it is.
    public static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        manifest.name = "fmp"
        manifest.version = AdapterKit.version
        manifest.kind = .prices
        manifest.capabilities = [
            PricesLatest.name, PricesEndOfDay.name, ActionsRead.name, SymbolsSearch.name, SymbolsResolve.name,
        ]
        manifest.configSchema = FMPConfiguration.schema
        manifest.maximumInflight = 4
        var rate = RateLimit()
        (rate.requestsPerMinute, rate.scope) = (FMPConfiguration().requestsPerMinute, "adapter")
        manifest.rate = rate
        manifest.hosts = ["financialmodelingprep.com"]
        manifest.documentationURL = "https://site.financialmodelingprep.com/developer/docs"
        return manifest
    }()

    private let shared: FMPShared

    /// Makes an adapter on the real network.
    public init() { self.init(http: CurlHTTPClient()) }

    /// Makes an adapter on any client and clock; `pause` waits, and returns early when the task is cancelled.
    package init(
        http: any HTTPClient,
        now: @escaping @Sendable () -> Timestamp = { .now },
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        shared = FMPShared(http: http, now: now, pause: pause)
    }

    /// Takes a configuration, or only checks it.
    public func configure(
        _ params: Configure.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Configure.Result {
        let configuration = try FMPConfiguration(params.config)
        if !params.dryRun { shared.adopt(configuration) }
        var result = Configure.Result()
        result.warnings = configuration.warnings
        return result
    }

    /// Asks for one short quote of a symbol that every plan includes.
    public func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        var line = CheckLine()
        line.name = "quote"
        do throws(FMPRefusal) {
            let rows = try await api(Patience.check).rows(
                .quoteShort,
                [("symbol", Self.symbolOfEveryPlan)],
                evenIfHeld: true
            )
            if rows.isEmpty { (line.status, line.detail) = ("degraded", "FMP has no quote of a common share") }
        } catch {
            line.status = error.isPassing ? "degraded" : "failed"
            line.detail = error.error.message
        }
        var result = Check.Result()
        (result.status, result.checks) = (line.status, [line])
        return result
    }

    private static let symbolOfEveryPlan = "AAPL"

    /// How long calls may take, within the limits of their methods.
    enum Patience {
        static let latest = Duration.seconds(24)
        static let endOfDay = Duration.seconds(270)
        static let actions = Duration.seconds(270)
        static let search = Duration.seconds(8)
        static let resolve = Duration.seconds(50)
        static let check = Duration.seconds(25)
    }

    /// FMP with the configuration in force, for a call that may take so long.
    func api(_ patience: Duration) throws(FMPRefusal) -> FMPAPI {
        guard let configuration = shared.configuration else { throw FMPRefusal(.notConfigured) }
        guard let key = configuration.key else { throw FMPRefusal(.noKey) }
        return FMPAPI(baseURL: configuration.baseURL, key: key, shared: shared, patience: patience)
    }

    /// Lets one call run against FMP while the host is told that it is alive.
    func serve<Value: Sendable>(
        _ context: CallContext,
        _ patience: Duration,
        _ call: (FMPAPI) async throws(AdapterError) -> Value
    ) async throws(AdapterError) -> Value {
        let api: FMPAPI
        do throws(FMPRefusal) { api = try self.api(patience) } catch { throw error.error }
        let tally = api.tally
        return try await withHeartbeat(every: .seconds(5), { context.progress(tally.calls, nil, "requests") }) {
            () throws(AdapterError) in
            try await call(api)
        }
    }
}

/// What all calls of an adapter share: the network, the clock, and what FMP's answers said of its limits.
final class FMPShared: Sendable {
    let http: any HTTPClient
    let now: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async -> Void
    let gate = FMPGate()
    let units = FMPUnits()
    let spellings = FMPSpellings()
    private let adopted = Mutex<FMPConfiguration?>(nil)

    init(
        http: any HTTPClient,
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async -> Void
    ) {
        (self.http, self.now, self.pause) = (http, now, pause)
    }

    /// The configuration in force.
    var configuration: FMPConfiguration? { adopted.withLock { $0 } }

    /// Takes a configuration; what another key was refused counts no more.
    func adopt(_ configuration: FMPConfiguration) {
        adopted.withLock { $0 = configuration }
        gate.reset(requestsPerMinute: configuration.requestsPerMinute)
    }
}
