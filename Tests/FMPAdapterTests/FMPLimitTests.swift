import FMPAdapter
import FolioAdapterKit
import FolioModel
import Testing

@Suite struct `FMP's limits and configuration` {
    private static let limit = HTTPResponse.json(["Error Message": "Limit Reach . Please upgrade"], status: 429)
    private static let quote = HTTPResponse.json([["symbol": "AAPL", "price": 1, "timestamp": 1_795_467_601]])

    private static func wait(_ adapter: FMPAdapter) async throws -> Int? {
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.latest(PricesLatest.Params("AAPL"), .quiet)
        }
        #expect(error.kind == .rateLimited && error.scope == "adapter")
        return error.retryAfterSeconds
    }

    @Test func `make waits that grow while they are in force, and end with an answer`() async throws {
        let answers = Counter()
        let fmp = FakeFMP { _ in
            let number = answers.next()
            return number == 6 ? Self.quote : Self.limit
        }
        let clock = FakeClock(FakeFMP.noon)
        let adapter = try await fmp.adapter(clock: clock)
        for seconds in [60, 300, 900, 3600, 3600] {
            #expect(try await Self.wait(adapter) == seconds)
            // Nothing is sent meanwhile.
            let count = fmp.made.count
            clock.wait(.seconds(20))
            #expect(try await Self.wait(adapter) == seconds - 20 && fmp.made.count == count)
            clock.wait(.seconds(seconds))
        }
        #expect(try await adapter.latest(PricesLatest.Params("AAPL"), .quiet).quotes[0].error == nil)
        #expect(try await Self.wait(adapter) == 60)
    }

    @Test func `end with another configuration`() async throws {
        let answers = Counter()
        let fmp = FakeFMP { _ in
            answers.next() == 1
                ? .json(["Error Message": "Invalid API KEY. Feel free"], status: 401) : Self.quote
        }
        let adapter = try await fmp.adapter()
        for _ in 0..<2 {
            let error = try await adapterError { () throws(AdapterError) in
                try await adapter.latest(PricesLatest.Params("AAPL"), .quiet)
            }
            #expect(error.kind == .badCredentials)
        }
        #expect(fmp.made.count == 1)
        var params = Configure.Params()
        params.config = ["base_url": "https://fmp.test", "api_key": "another"]
        params.dryRun = true
        _ = try await adapter.configure(params, .quiet)
        let held = try await adapterError { () throws(AdapterError) in
            try await adapter.latest(PricesLatest.Params("AAPL"), .quiet)
        }
        #expect(held.kind == .badCredentials)
        params.dryRun = false
        _ = try await adapter.configure(params, .quiet)
        #expect(try await adapter.latest(PricesLatest.Params("AAPL"), .quiet).quotes[0].error == nil)
        #expect(fmp.made.last?.headers["apikey"] == "another")
    }

    @Test func `let a check try a key that was refused`() async throws {
        let answers = Counter()
        let fmp = FakeFMP { _ in
            answers.next() == 1 ? .json(["Error Message": "Invalid API KEY."], status: 401) : Self.quote
        }
        let adapter = try await fmp.adapter()
        #expect(try await adapter.check(Check.Params(), .quiet).status == "failed")
        #expect(try await adapter.check(Check.Params(), .quiet).status == "ok")
        #expect(try await adapter.latest(PricesLatest.Params("AAPL"), .quiet).quotes[0].error == nil)
    }

    @Test func `keep requests to so many a minute`() async throws {
        let fmp = FakeFMP { _ in Self.quote }
        let clock = FakeClock(FakeFMP.noon)
        let adapter = try await fmp.adapter([("requests_per_minute", 30)], clock: clock)
        for _ in 0..<30 { _ = try await adapter.latest(PricesLatest.Params("AAPL"), .quiet) }
        #expect(clock.waits.isEmpty)
        // Then one comes back every two seconds.
        _ = try await adapter.latest(PricesLatest.Params("AAPL"), .quiet)
        _ = try await adapter.latest(PricesLatest.Params("AAPL"), .quiet)
        #expect(clock.waits == [.seconds(2), .seconds(2)])
    }

    @Test func `do not make a call wait for long`() async throws {
        let fmp = FakeFMP { _ in Self.quote }
        let adapter = try await fmp.adapter([("requests_per_minute", 6)])
        for _ in 0..<6 { _ = try await adapter.latest(PricesLatest.Params("AAPL"), .quiet) }
        #expect(try await Self.wait(adapter) == 11)
        #expect(fmp.made.count == 6)
    }

    @Test(
        arguments: [
            ("base_url", "ftp://x", "/base_url"), ("base_url", "https://u@x", "/base_url"),
            ("base_url", "https://x/?a=1", "/base_url"), ("base_url", 7, "/base_url"), ("api_key", "a b", "/api_key"),
            ("api_key", "a\r\nX-Evil: 1", "/api_key"), ("api_key", 5, "/api_key"),
            ("requests_per_minute", 0, "/requests_per_minute"), ("requests_per_minute", "9", "/requests_per_minute"),
        ] as [(String, JSONValue, String)]
    )
    func `name what is wrong by its place and never repeat it`(
        name: String,
        value: JSONValue,
        path: String
    ) async throws {
        var params = Configure.Params()
        (params.config, params.dryRun) = (.object(JSONObject([(name, value)])), true)
        let error = try await adapterError { () throws(AdapterError) in
            try await FMPAdapter().configure(params, .quiet)
        }
        #expect(error.kind == .configInvalid && error.faults.map(\.path) == [path])
        #expect(!error.wire.text.contains("Evil"))
    }

    @Test func `without a key are a warning, and an error of every call`() async throws {
        let fmp = FakeFMP([:])
        let adapter = FMPAdapter(http: fmp)
        let early = try await adapterError { () throws(AdapterError) in
            try await adapter.latest(PricesLatest.Params("AAPL"), .quiet)
        }
        #expect(early.kind == .configInvalid)
        let result = try await adapter.configure(Configure.Params(), .quiet)
        #expect(result.warnings.map(\.path) == ["/api_key"])
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.latest(PricesLatest.Params("AAPL"), .quiet)
        }
        #expect(error.kind == .badCredentials && fmp.made.isEmpty)
        #expect(try await adapter.check(Check.Params(), .quiet).status == "failed")
    }

    @Test func `take an address with and without its version`() async throws {
        let fmp = FakeFMP { _ in Self.quote }
        let adapter = try await fmp.adapter([("base_url", "https://fmp.test/stable/")])
        _ = try await adapter.check(Check.Params(), .quiet)
        #expect(fmp.made[0].url == "https://fmp.test/stable/quote-short?symbol=AAPL")
    }

    @Test func `stand in the manifest`() {
        let manifest = FMPAdapter.manifest
        #expect(manifest.kind == .prices && manifest.rate?.scope == "adapter")
        #expect(manifest.capabilities.contains("prices.latest") && manifest.capabilities.contains("symbols.resolve"))
        #expect(manifest.hosts == ["financialmodelingprep.com"] && manifest.link.flow == .none)
    }
}
