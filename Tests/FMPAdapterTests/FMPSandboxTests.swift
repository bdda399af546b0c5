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
                #expect(series.dates.count >= 490)
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

    @Test(arguments: ["fmp.classes=point", "fmp.batches=none", "fmp.batches=shares", "fmp.unknown=premium"])
    func `prices are the same in every dialect`(setting: String) async throws {
        try await withAdapter(settings: [setting]) { adapter, server in
            let tickers = PricesLatest.Params("AAPL", "BRK.B", "BTCUSD", "EURUSD", "NONE")
            let quotes = try await adapter.latest(tickers, .quiet).quotes
            let closes = ["AAPL", "BRK.B", "BTC"].map { server.world.close($0, on: Self.end) }
            #expect(quotes.prefix(3).map(\.price) == closes)
            #expect(quotes[3].price != nil && quotes[3].currency == .usd)
            #expect(quotes[4].error != nil)
            let params = try PricesEndOfDay.Params(["BRK.B"], "2026-11-16", "2026-11-23")
            let series = try await adapter.endOfDay(params, .quiet).series[0]
            #expect(series.close.map(Optional.some) == series.dates.map { server.world.close("BRK.B", on: $0) })
            #expect(series.dates.count == 6)
        }
    }

    @Test func `a fund's price that is late is not final, and not missing`() async throws {
        try await withAdapter(settings: ["fmp.navs=late"]) { adapter, _ in
            let params = try PricesEndOfDay.Params(["VFIAX", "VTI"], "2026-11-02", "2026-11-23")
            let series = try await adapter.endOfDay(params, .quiet).series
            #expect(series.map(\.completeTo?.description) == ["2026-11-20", "2026-11-23"])
            let quotes = try await adapter.latest(PricesLatest.Params("VFIAX", "VTI"), .quiet).quotes
            #expect(quotes.map(\.asOf?.newYorkDay.description) == ["2026-11-20", "2026-11-23"])
        }
    }

    @Test func `what was delisted keeps its last price and its last day`() async throws {
        try await withAdapter { adapter, _ in
            let quote = try await adapter.latest(PricesLatest.Params("WMBT"), .quiet).quotes[0]
            let params = try PricesEndOfDay.Params(["WMBT"], "2026-01-02", "2026-11-23")
            let series = try await adapter.endOfDay(params, .quiet).series[0]
            #expect(quote.asOf?.newYorkDay == series.dates.last && quote.price == series.close.last)
            #expect(series.completeTo?.description == "2026-11-16")
            let kinds: [ActionsRead.Kind] = [.delisting, .symbolChange]
            let events = try ActionsRead.Params(["WMBT", "HRBR", "AAPL"], "2025-01-01", "2026-11-23", kinds)
            let actions = try await adapter.actions(events, .quiet).actions
            #expect(actions.map(\.kind) == [.symbolChange, .delisting])
            #expect(actions.map(\.reference) == ["r-HRBR", "r-WMBT"])
            #expect(actions[0].newTicker == "HRBX")
            let last = try #require(series.dates.last)
            #expect(actions[1].exDate == last.adding(days: 1))
        }
    }

    @Test func `pounds and euros are priced, and shares in pence are in pence`() async throws {
        try await withAdapter { adapter, server in
            let params = PricesLatest.Params("EURUSD", "USDJPY", "PLTY.L", "AAPL.NE")
            let quotes = try await adapter.latest(params, .quiet).quotes
            #expect(quotes.map(\.currency?.code) == ["USD", "JPY", "GBX", "CAD"])
            #expect(server.requests.count(endpoint: "/stable/profile") == 2)
            let range = try PricesEndOfDay.Params(["EURUSD", "PLTY.L"], "2026-10-01", "2026-11-23")
            let series = try await adapter.endOfDay(range, .quiet).series
            #expect(series.map(\.close.last) == [quotes[0].price, quotes[2].price])
            #expect(series.map(\.dates.count) == [38, 38])  // weekdays
            #expect(server.requests.count(endpoint: "/stable/profile") == 2)
        }
    }

    @Test func `dividends are the world's`() async throws {
        try await withAdapter { adapter, server in
            let params = try ActionsRead.Params(["NVDA", "KO"], "2024-11-25", "2026-11-23", [.dividend])
            let result = try await adapter.actions(params, .quiet)
            #expect(result.actions.count >= 14 && result.errors.isEmpty)
            let split = try #require(server.world.securities["NVDA"]?.split?.day)
            for action in result.actions {
                let isOld = action.reference == "r-NVDA" && action.exDate < split
                let amount = action.reference == "r-KO" ? "0.51" : isOld ? "0.02" : "0.01"
                #expect(action.cashAmount?.description == amount, "\(action.exDate)")
            }
        }
    }

    // MARK: What goes wrong

    private static let passing: [SandboxFault.Effect] = [
        .status(500), .html(status: 502), .disconnected, .cutOff, .dripping(bytes: 64, milliseconds: 1),
    ]

    @Test(arguments: passing) func `a hiccup is not noticed`(effect: SandboxFault.Effect) async throws {
        try await withAdapter { adapter, server in
            server.inject(SandboxFault(path: "/stable/", effect: effect, count: 1))
            let quotes = try await adapter.latest(PricesLatest.Params("AAPL", "KO"), .quiet).quotes
            #expect(quotes.allSatisfy { $0.price != nil })
        }
    }

    private static let lasting: [(SandboxFault.Effect, AdapterError.Kind)] = [
        (.status(500), .unavailable), (.html(status: 503), .unavailable), (.html(status: 200), .unavailable),
        (.plainText(status: 504), .unavailable), (.empty, .unavailable), (.disconnected, .unavailable),
        (.truncated, .badVendorData), (.garbled, .badVendorData), (.rateLimited, .rateLimited),
        (.error("bandwidth"), .rateLimited), (.okError("limit-reach"), .rateLimited),
        (.error("invalid-key"), .badCredentials), (.okError("invalid-key"), .badCredentials),
        (.error("suspended"), .badCredentials), (.error("legacy"), .configInvalid),
        (.error("restricted-endpoint"), .unsupported), (.okError("premium-parameter"), .unsupported),
        (.error("exclusive-endpoint"), .unsupported),
    ]

    @Test(arguments: lasting)
    func `an error is told as what it is, for every item or for the call`(
        effect: SandboxFault.Effect,
        kind: AdapterError.Kind
    ) async throws {
        try await withAdapter { adapter, server in
            server.inject(SandboxFault(path: "/stable/", effect: effect, count: 1000))
            let range = try PricesEndOfDay.Params(["AAPL", "KO"], "2026-11-02", "2026-11-23")
            let events = try ActionsRead.Params(["AAPL", "KO"], "2026-01-01", "2026-11-23", [.split])
            let key = SandboxCredentials.fmpKey
            for call in 0..<3 {
                do throws(AdapterError) {
                    let errors: [ItemError?] =
                        switch call {
                        case 0:
                            try await adapter.latest(PricesLatest.Params("AAPL", "KO"), .quiet).quotes.map(\.error)
                        case 1: try await adapter.endOfDay(range, .quiet).series.map(\.error)
                        default: try await adapter.actions(events, .quiet).errors.map { Optional($0.error) }
                        }
                    #expect(errors.map { $0?.kind } == [kind, kind], "\(call)")
                    #expect(errors.allSatisfy { $0?.message.contains(key) == false })
                } catch {
                    #expect(error.kind == kind, "\(call)")
                    #expect(!error.wire.text.contains(key))
                }
            }
            let isPassing: Set<AdapterError.Kind> = [.unavailable, .rateLimited]
            let status = try await adapter.check(Check.Params(), .quiet).status
            #expect(status == (isPassing.contains(kind) ? "degraded" : "failed"))
        }
    }

    @Test func `every method passes the wire, and figures are texts`() async throws {
        let server = try await SandboxServer.start(world: SandboxWorld(seed: 1, endingOn: Self.end))
        let channel = LocalChannel(FMPAdapter(http: CurlHTTPClient(), now: { Self.now }, pause: { _ in }))
        var configure = Configure.Params()
        configure.config = ["base_url": .string(server.baseURL), "api_key": .string(SandboxCredentials.fmpKey)]
        _ = try await channel.call(Configure.self, configure, cause: "test")
        let described = try await channel.call(Describe.self, Describe.Params(), cause: "test")
        #expect(described.name == "fmp" && described.kind == .prices)
        let latest = try await channel.call(PricesLatest.self, PricesLatest.Params("AAPL", "NONE"), cause: "test")
        #expect(latest.jsonValue["quotes"]?.array?.first?["price"]?.string != nil)
        let range = try PricesEndOfDay.Params(["AAPL"], "2026-11-16", "2026-11-23")
        let series = try await channel.call(PricesEndOfDay.self, range, cause: "test")
        #expect(series.series.map(\.close.count) == [6])
        let events = try ActionsRead.Params(["NVDA"], "2024-11-25", "2026-11-23")
        #expect(try await channel.call(ActionsRead.self, events, cause: "test").actions.contains { $0.kind == .split })
        var search = SymbolsSearch.Params()
        search.query = "apple"
        #expect(try await channel.call(SymbolsSearch.self, search, cause: "test").matches.first?.ticker == "AAPL")
        var resolve = SymbolsResolve.Params()
        var item = SymbolsResolve.Item()
        (item.reference, item.ticker) = ("r", "NOSUCH")
        resolve.items = [item]
        #expect(try await channel.call(SymbolsResolve.self, resolve, cause: "test").results[0].status == .notFound)
        #expect(try await channel.call(Check.self, Check.Params(), cause: "test").status == "ok")
        await channel.close()
        try await server.stop()
    }
}
