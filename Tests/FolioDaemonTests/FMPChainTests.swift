import FMPAdapter
import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioSandbox
import FolioStore
import Testing

/// The chain with the adapter of FMP over real HTTP against the vendor sandbox.
@Suite(.timeLimit(.minutes(2))) struct FMPChainTests {
    private static let end = Day("2025-09-23") ?? Day(number: 0)
    private static let symbols = ["AAPL", "NVDA", "BRK.B", "VFIAX", "QQQ"]

    private func run(_ body: (PriceBench, SandboxServer) async throws -> Void) async throws {
        let world = SandboxWorld(seed: 1, endingOn: Self.end)
        let server = try await SandboxServer.start(world: world)
        do {
            let now = Timestamp(Self.end).adding(seconds: 33 * 3600)
            let adapter = FMPAdapter(http: CurlHTTPClient(), now: { now }, pause: { _ in })
            var configure = Configure.Params()
            configure.config = ["base_url": .string(server.baseURL), "api_key": .string(SandboxCredentials.fmpKey)]
            _ = try await adapter.configure(
                configure,
                CallContext(id: "", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
            )
            let bench = try PriceBench(
                store: Store.open(location: .memory),
                script: PriceScript(),
                sources: ["cached", "fmp"],
                adapters: LocalSources(adapter)
            )
            bench.time.advance(seconds: 9 * 3600)
            try await body(bench, server)
        } catch {
            try await server.stop()
            throw error
        }
        try await server.stop()
    }

    @Test
    func
        `two years of a first user are the world's closes, counted as the vendor counts, and a second user's are free`()
        async throws
    {
        try await run { bench, server in
            let ids = try bench.hold(Self.symbols)
            let report = try await bench.ensure(ids, "2023-10-02")
            #expect(ids.map { report.outcomes[$0]?.state } == Self.symbols.map { _ in .known })
            for (id, symbol) in zip(ids, Self.symbols) {
                let closes = try bench.closes(id)
                #expect(closes.count >= 490)
                for (day, close) in closes {
                    let day = try #require(Day(day))
                    #expect(server.world.close(symbol, on: day)?.description == close)
                }
            }
            let requests = server.requestCount()
            #expect(requests >= Self.symbols.count)
            func usage() async throws -> PriceUsageCount {
                try #require(try await bench.desk.usage(since: Day(number: 0)).first).count
            }
            #expect(try await usage().calls == requests)
            let others = try bench.hold(Self.symbols.reversed(), user: "bob")
            let again = try await bench.ensure(others, "2023-10-02")
            #expect(others.map { again.outcomes[$0]?.state } == Self.symbols.map { _ in .known })
            #expect(server.requestCount() == requests)
            let count = try await usage()
            #expect((count.cacheHits, count.cacheMisses) == (Self.symbols.count, Self.symbols.count))
            #expect(count.calls == requests)
        }
    }

    @Test func `the splits of the world are kept beside closes as traded`() async throws {
        try await run { bench, server in
            let split = try #require(server.world.securities["NVDA"]?.split)
            let ids = try bench.hold(["NVDA"])
            _ = try await bench.desk.ensure(
                securities: ids,
                from: split.day.adding(days: -30),
                through: split.day.adding(days: 30),
                cause: "test"
            )
            let known = try bench.store.splits(of: ids)
            #expect(known.map(\.day) == [split.day])
        }
    }
}
