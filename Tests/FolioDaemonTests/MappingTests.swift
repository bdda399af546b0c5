import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct MappingTests {
    private func bench() throws -> PriceBench {
        let bench = try PriceBench.make()
        bench.time.advance(seconds: 12 * 3600)
        return bench
    }

    private func mapping(_ bench: PriceBench, _ id: String) throws -> SymbolMapping {
        try #require(try bench.store.mappings(of: [id], source: "fmp")[id])
    }

    private func resolution(
        _ ticker: String,
        _ method: SymbolsResolve.Method,
        _ confidence: String
    ) throws
        -> SymbolsResolve.Resolution
    {
        var resolution = SymbolsResolve.Resolution()
        var match = SymbolMatch()
        match.ticker = ticker
        (resolution.status, resolution.match, resolution.method) = (.resolved, match, method)
        let known = try #require(Ratio(exactly: confidence))
        resolution.confidence = known
        return resolution
    }

    @Test func `a symbol is asked for once and remembered with how it was found`() async throws {
        let bench = try bench()
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22")
        let ids = try bench.hold(["AAPL"])
        for _ in 0..<3 { _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22") }
        let mapping = try mapping(bench, ids[0])
        #expect((mapping.state, mapping.symbol, mapping.method) == (.resolved, "AAPL", .ticker))
        #expect(mapping.confidence?.description == "0.95")
        #expect(bench.script.state.withLock { $0.resolved.count } == 1)
    }

    @Test(arguments: [("0.9", SymbolMapping.State.pending), ("0.91", .resolved)])
    func `a name is believed above nine tenths`(confidence: String, state: SymbolMapping.State) async throws {
        let bench = try bench()
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22")
        let resolution = try resolution("AAPL", .name, confidence)
        bench.script.set { $0.resolutions["APPL"] = resolution }
        let ids = try bench.hold(["APPL"])
        let report = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(report.outcomes[ids[0]]?.state == (state == .resolved ? .known : .unmapped))
        let mapping = try mapping(bench, ids[0])
        #expect(mapping.state == state)
        #expect(mapping.candidates.map(\.symbol) == (state == .resolved ? [] : ["AAPL"]))
    }

    @Test func `a match of another currency or class goes to a person`() async throws {
        let bench = try bench()
        for (ticker, change) in [
            ("EURO", { (match: inout SymbolMatch) in match.currency = "EUR" }),
            ("COIN", { (match: inout SymbolMatch) in match.type = .cryptocurrency }),
            ("CODE", { (match: inout SymbolMatch) in match.isin = "US0378331005" }),
        ] {
            var found = try resolution(ticker, .ticker, "1")
            if var match = found.match {
                change(&match)
                found.match = match
            }
            bench.script.set { [found] in $0.resolutions[ticker] = found }
            try bench.script.fill(ticker, "2025-09-01", "2025-09-22")
        }
        let ids = try bench.hold(["EURO", "COIN", "CODE"])
        let report = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(ids.map { report.outcomes[$0]?.state } == [.unmapped, .unmapped, .known])
        #expect(report.outcomes[ids[0]]?.detail == "Its prices are in EUR, the security's are in USD.")
        #expect(bench.script.items == ["CODE 2025-09-02 2025-09-22"])
    }

    @Test func `a close far from the provider's own price sends the symbol to a person, and is not kept`() async throws
    {
        let bench = try bench()
        try bench.script.fill("BBBY", "2025-09-01", "2025-09-22", price: Price(9))
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22", price: Price(250))
        let wrong = try bench.hold(["BBBY"], price: Price(21))
        let right = try bench.hold(["AAPL"], price: Price(240))
        let report = try await bench.ensure(wrong + right, "2025-09-02", "2025-09-22")
        #expect(report.outcomes[right[0]]?.state == .known)
        #expect(try bench.closes(wrong[0]).isEmpty)
        let mapping = try mapping(bench, wrong[0])
        #expect(mapping.state == .pending)
        #expect(mapping.reason == "The source says 9 for 2025-09-22, a provider 21.")
        #expect(mapping.candidates.map(\.symbol) == ["BBBY"])
        let calls = bench.script.calls
        bench.time.advance(seconds: 86_400)
        _ = try await bench.ensure(wrong, "2025-09-02", "2025-09-22")
        #expect(bench.script.calls == calls)
    }

    @Test func `what a source has nothing of is not asked for daily`() async throws {
        let bench = try bench()
        let ids = try bench.hold(["AAPL260116C00150000"], type: .option)
        for _ in 0..<10 {
            let report = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
            #expect(report.outcomes[ids[0]]?.state == .unmapped)
            bench.time.advance(seconds: 86_400)
        }
        #expect(try mapping(bench, ids[0]).state == .unsupported)
        #expect(bench.script.state.withLock { $0.resolved.count } == 1)
    }

    @Test func `a person's symbol takes the place of the wrong one, and its closes are fetched anew`() async throws {
        let bench = try bench()
        try bench.script.fill("AAA", "2025-09-01", "2025-09-22", price: Price(9))
        try bench.script.fill("AAA.NE", "2025-09-01", "2025-09-22", price: Price(21))
        let ids = try bench.hold(["AAA"])
        _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(try bench.closes(ids[0])["2025-09-22"] == "9")
        let answer = try await bench.fixture.call(
            "mappings.resolve",
            ["security": .string(ids[0]), "symbol": "AAA.NE"]
        )
        #expect(bench.fixture.schemas.violations("mappings.resolve", answer) == [])
        #expect(answer["symbol"] == "AAA.NE")
        #expect(answer["method"] == "manual")
        #expect(answer["confidence"] == "1")
        #expect(try bench.closes(ids[0])["2025-09-22"] == "21")
        #expect(bench.script.items.last?.hasPrefix("AAA.NE 2025-09-02 ") == true)
    }

    @Test func `the list of mappings shows what a person should look at, and what is ignored stays ignored`()
        async throws
    {
        let bench = try bench()
        let ids = try bench.hold(["NOWHERE"])
        _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        let pending = try await bench.fixture.call("mappings.list", ["state": "pending"])
        #expect(bench.fixture.schemas.violations("mappings.list", pending) == [])
        #expect(pending["mappings"]?.array?.compactMap { $0["ticker"]?.string } == ["NOWHERE"])
        let ignored = try await bench.fixture.call("mappings.ignore", ["security": .string(ids[0])])
        #expect(ignored["mappings"]?.array?.compactMap { $0["state"]?.string } == ["ignored"])
        bench.time.advance(seconds: 100 * 86_400)
        _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(bench.script.state.withLock { $0.resolved.count } == 1)
        #expect(await bench.fixture.error("mappings.ignore", ["security": "s_none"])?.code == .notFound)
        #expect(
            await bench.fixture.error("mappings.resolve", ["security": .string(ids[0]), "symbol": ""])?.code
                == .invalidParams
        )
    }

    @Test func `nobody sees the mapping of what only others' files name`() async throws {
        let bench = try bench()
        let fixture = try DaemonFixture(
            store: bench.store,
            rules: [AccessPolicy.Rule(subject: .uid(1002), users: ["bob"], isAdmin: false)]
        )
        _ = try await bench.ensure(try bench.hold(["SECRET"]), "2025-09-02", "2025-09-22")
        let seen = try await fixture.call("mappings.list", as: Caller(pid: 5, uid: 1002, gid: 1002))
        #expect(seen["mappings"]?.array?.isEmpty == true)
    }
}

@Suite(.timeLimit(.minutes(1))) struct PriceMethodTests {
    private func quote(_ price: String, _ asOf: Timestamp, previous: String? = nil) throws -> PricesLatest.Quote {
        var quote = PricesLatest.Quote()
        let known = try #require(Price(exactly: price))
        (quote.price, quote.currency, quote.asOf) = (known, .usd, asOf)
        quote.previousClose = try previous.map { try #require(Price(exactly: $0)) }
        return quote
    }

    @Test func `the newest prices are asked for once an interval, in one call`() async throws {
        let bench = try PriceBench.make()
        bench.time.advance(seconds: 15 * 3600)  // eleven in the morning of the 24th
        let now = bench.time.now
        for (ticker, price) in [("AAPL", "252.31"), ("SPY", "661.1")] {
            let quote = try quote(price, now, previous: "1")
            bench.script.set { $0.quotes[ticker] = quote }
            try bench.script.fill(ticker, "2025-09-23", "2025-09-23")
        }
        _ = try bench.hold(["AAPL"])
        for _ in 0..<3 {
            let answer = try await bench.fixture.call(
                "prices.latest",
                ["symbols": ["aapl", "SPY", "NONE"], "user": "ana"]
            )
            #expect(bench.fixture.schemas.violations("prices.latest", answer) == [])
            let prices = try #require(answer["prices"]?.array)
            #expect(prices.map { $0["price"] } == ["252.31", "661.1", .null])
            #expect(prices.map { $0["source"] } == ["fmp", "fmp", .null])
        }
        bench.script.set { $0.quotes["AAPL"]?.price = Price(253) }
        bench.time.advance(seconds: 31)
        let answer = try await bench.fixture.call("prices.latest", ["symbols": ["AAPL"], "user": "ana"])
        #expect(answer["prices"]?.array?.first?["price"] == "253")
    }

    @Test func `an impossible newest price is refused`() async throws {
        let bench = try PriceBench.make()
        let future = bench.time.now.adding(seconds: 86_400)
        let quote = try quote("1", future)
        bench.script.set { $0.quotes["AAPL"] = quote }
        let answer = try await bench.fixture.call("prices.latest", ["symbols": ["AAPL"]])
        #expect(answer["prices"]?.array?.first?["price"] == .null)
    }

    @Test func `history is in today's units or as traded`() async throws {
        let bench = try PriceBench.make()
        bench.time.advance(seconds: 12 * 3600)
        try bench.script.fill("AAPL", "2025-09-15", "2025-09-17", price: #require(Price(exactly: "499.23")))
        try bench.script.fill("AAPL", "2025-09-18", "2025-09-22", price: #require(Price(exactly: "124.81")))
        bench.script.set { $0.splits["AAPL"] = [(Day(number: 20_349), UnitRatio(4, for: 1))] }  // 2025-09-18
        _ = try bench.hold(["AAPL"])
        func closes(_ adjusted: JSONValue) async throws -> [JSONValue] {
            let answer = try await bench.fixture.call(
                "prices.history",
                ["symbol": "AAPL", "user": "ana", "from": "2025-09-16", "to": "2025-09-19", "adjusted": adjusted]
            )
            #expect(bench.fixture.schemas.violations("prices.history", answer) == [])
            #expect(answer["dates"] == ["2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19"])
            #expect(answer["state"] == "known")
            return answer["closes"]?.array ?? []
        }
        #expect(try await closes("none") == ["499.23", "499.23", "124.81", "124.81"])
        #expect(try await closes("splits") == ["124.8075", "124.8075", "124.81", "124.81"])
        #expect(bench.script.calls == 1)
        let usage = try await bench.fixture.call("prices.usage", ["days": 366])
        #expect(bench.fixture.schemas.violations("prices.usage", usage) == [])
    }

    @Test func `a benchmark that nobody holds has a history too`() async throws {
        let bench = try PriceBench.make()
        bench.time.advance(seconds: 12 * 3600)
        try bench.script.fill("SPY", "2025-09-15", "2025-09-22", price: Price(660))
        let answer = try await bench.fixture.call(
            "prices.history",
            ["symbol": "spy", "from": "2025-09-22", "to": "2025-09-22"]
        )
        #expect(answer["closes"] == ["660"])
        #expect(answer["asset_id"] == .null)
    }

    @Test func `a source's newer price and rate count in the portfolio's value`() async throws {
        let bench = try PriceBench.make()
        bench.time.advance(seconds: 12 * 3600)
        bench.fixture.set(mode: .hybrid)
        try bench.script.fill("AAPL", "2025-09-15", "2025-09-22", price: Price(250))
        try bench.script.fill("SAP", "2025-09-15", "2025-09-22", price: Price(200))
        try bench.script.fill("EURUSD", "2025-09-15", "2025-09-22", price: #require(Price(exactly: "1.18")))
        bench.script.set { $0.currencies["SAP"] = .eur }
        let apple = try bench.hold(["AAPL"], price: Price(240), asOf: "2025-09-19")
        let sap = try bench.hold(["SAP"], price: Price(190), asOf: "2025-09-19", currency: .eur)
        let before = try await bench.fixture.call("portfolio.value", ["user": "ana"])
        #expect(before["total_value"] == "480.00")
        _ = try await bench.ensure(apple + sap, "2025-09-15", "2025-09-22")
        _ = try await bench.desk.ensureRates(
            of: [.eur],
            base: .usd,
            from: try #require(Day("2025-09-15")),
            through: try #require(Day("2025-09-22")),
            cause: "test"
        )
        let after = try await bench.fixture.call("portfolio.value", ["user": "ana"])
        #expect(after["total_value"] == "972.00")  // 2 × 250 + 2 × 200 × 1.18
        let positions = try await bench.fixture.call("portfolio.positions", ["user": "ana"])
        #expect(positions["positions"]?.array?.allSatisfy { $0["price_source"] == "fmp" } == true)
    }
}
