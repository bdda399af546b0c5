import FMPAdapter
import FolioAdapterKit
import FolioModel
import FolioSandbox
import Testing

/// The adapter over real HTTP against the vendor sandbox.
@Suite struct `The FMP adapter over the sandbox` {
    /// A Monday.
    private static let end = Day("2026-11-23") ?? Day(number: 0)
    /// The next morning in New York.
    private static let now = Timestamp(end).adding(seconds: 33 * 3600)

    private func adapter(_ server: SandboxServer) async throws -> FMPAdapter {
        let adapter = FMPAdapter(http: CurlHTTPClient(), now: { Self.now }, pause: { _ in })
        var configure = Configure.Params()
        configure.config = ["base_url": .string(server.baseURL), "api_key": .string(SandboxCredentials.fmpKey)]
        _ = try await adapter.configure(configure, .quiet)
        return adapter
    }

    private func withAdapter(
        seed: UInt64 = 1,
        plan: FaultPlan = .none,
        settings: [String] = [],
        _ body: (FMPAdapter, SandboxServer) async throws -> Void
    ) async throws {
        let world = SandboxWorld(seed: seed, endingOn: Self.end)
        let dialect = try SandboxDialect(settings: settings)
        let server = try await SandboxServer.start(world: world, plan: plan, dialect: dialect)
        do { try await body(try await adapter(server), server) } catch {
            try await server.stop()
            throw error
        }
        try await server.stop()
    }

    @Test(arguments: [1, 2] as [UInt64]) func `closes are the world's, unadjusted`(seed: UInt64) async throws {
        try await withAdapter(seed: seed) { adapter, server in
            let world = server.world
            let params = try PricesEndOfDay.Params(["NVDA", "BRK.B", "VFIAX", "BTCUSD"], "2024-11-25", "2026-11-23")
            let series = try await adapter.endOfDay(params, .quiet).series
            for (series, key) in zip(series, ["NVDA", "BRK.B", "VFIAX", "BTC"]) {
                #expect(series.error == nil)
                #expect(series.dates.count >= 500)
                #expect(series.close.map(Optional.some) == series.dates.map { world.close(key, on: $0) })
                #expect(series.adjusted == .none)
                #expect(series.completeFrom == params.items[0].from)
                #expect(series.completeTo == Self.end)
                #expect(series.currency == .usd)
            }
        }
    }

    @Test func `closes as traded and the split table give the adjusted closes`() async throws {
        try await withAdapter { adapter, server in
            let day = try #require(server.world.securities["NVDA"]?.split?.day)
            let (from, to) = (day.adding(days: -40).description, day.adding(days: 40).description)
            var params = try PricesEndOfDay.Params(["NVDA"], from, to)
            let raw = try await adapter.endOfDay(params, .quiet).series[0]
            params.adjusted = .splits
            let adjusted = try await adapter.endOfDay(params, .quiet).series[0]
            let actions = try await adapter.actions(ActionsRead.Params(["NVDA"], from, to, [.split]), .quiet).actions
            #expect(actions.map(\.exDate) == [day] && actions.map(\.ratio) == [UnitRatio(2, for: 1)])
            #expect(adjusted.adjusted == .splits && adjusted.dates == raw.dates)
            for (date, (raw, adjusted)) in zip(raw.dates, zip(raw.close, adjusted.close)) {
                #expect(try raw == adjusted.times(date < day ? 2 : 1))
            }
        }
    }

    @Test func `many quotes are one request`() async throws {
        try await withAdapter { adapter, server in
            let params = PricesLatest.Params("AAPL", "BRK.B", "VFIAX", "BTCUSD", "NONE")
            let result = try await adapter.latest(params, .quiet)
            #expect(result.usage?.calls == 1 && result.usage?.symbols == 5)
            #expect(server.requests.count(endpoint: "/stable/batch-quote") == 1)
            let closes = ["AAPL", "BRK.B", "VFIAX", "BTC"].map { server.world.close($0, on: Self.end) }
            #expect(result.quotes.prefix(4).map(\.price) == closes)
            #expect(result.quotes[4].error?.kind == .notFound)
            #expect(result.quotes[0].asOf == Timestamp(Self.end).adding(seconds: 21 * 3600 + 1))
            #expect(result.quotes[0].session == .closed)
        }
    }

    @Test func `every security is found by what is known of it`() async throws {
        try await withAdapter { adapter, server in
            let known = server.world.securities.values.filter(\.isQuoted).sorted { $0.key < $1.key }
            var params = SymbolsResolve.Params()
            params.items = known.map { security in
                var item = SymbolsResolve.Item()
                (item.reference, item.ticker, item.name) = (security.key, security.symbol, security.name)
                (item.cusip, item.type, item.currency) = (security.cusip, security.type, .usd)
                return item
            }
            let results = try await adapter.resolve(params, .quiet).results
            for (security, result) in zip(known, results) {
                #expect(result.status == .resolved, "\(security.key)")
                #expect(result.match?.name == security.name, "\(security.key)")
            }
        }
    }
}
