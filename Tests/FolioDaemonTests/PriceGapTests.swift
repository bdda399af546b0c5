import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Testing

/// What a source does not say is not taken for its last word, and one answer spoils no other.
@Suite(.timeLimit(.minutes(1))) struct PriceGapTests {
    private static let longest = "92233720.123456789012"  // twenty digits

    @Test(arguments: [("USD", longest), ("GBX", "0.000000000001")])
    func `an item with a price that cannot be kept leaves the others alone`(
        currency: String,
        price: String
    ) async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("ODD", "2025-09-01", "2025-09-22", price: #require(Price(exactly: price)))
        try bench.script.fill("MSFT", "2025-09-01", "2025-09-22")
        bench.script.set { $0.currencies["ODD"] = Currency(currency) }
        let ids = try bench.hold(["MSFT", "ODD"])
        bench.time.advance(seconds: 12 * 3600)
        let report = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(ids.map { report.outcomes[$0]?.state } == [.known, .sourceDown])
        #expect(try bench.closes(ids[0]).count == 15)
    }

    @Test func `a source that does not know a symbol is asked again for its newest sessions`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("NEW", "2025-09-01", "2025-09-30")
        bench.script.set { $0.itemErrors["NEW"] = ItemError(.notFound, "Nobody knows it.") }
        let ids = try bench.hold(["NEW"])
        bench.time.advance(seconds: 12 * 3600)
        _ = try await bench.ensure(ids, "2025-08-01", "2025-09-23")
        bench.script.set { $0.itemErrors = [:] }
        bench.time.advance(seconds: 8 * 86_400)
        _ = try await bench.ensure(ids, "2025-08-01", "2025-09-30")
        #expect(try bench.closes(ids[0])["2025-09-22"] == "100")
        #expect(bench.script.items == ["NEW 2025-08-01 2025-09-23", "NEW 2025-09-17 2025-09-30"])
    }

    @Test func `a past that the source cuts off is asked for again, once a week`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-06-02", "2025-10-31")
        bench.script.set { state in
            state.spoil = { series in
                series.dates.removeAll { $0 < Day(number: 20_332) }  // 2025-09-01
                series.close = Array(series.close.suffix(series.dates.count))
                (series.completeFrom, series.completeTo) = (series.dates.first, series.dates.last)
            }
        }
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        for _ in 0..<6 {
            let outcome = try await bench.ensure(ids, "2025-08-01", "2025-09-22").outcomes[ids[0]]
            #expect((outcome?.state, outcome?.missing) == (.gap, 21))
            bench.time.advance(seconds: 86_400)
        }
        #expect(bench.script.items == ["AAPL 2025-08-01 2025-09-22"])
        _ = try await bench.ensure(ids, "2025-08-01", "2025-09-24")
        #expect(bench.script.items.last == "AAPL 2025-09-23 2025-09-24")
        bench.script.set { $0.spoil = nil }
        bench.time.advance(seconds: 2 * 86_400)
        let outcome = try await bench.ensure(ids, "2025-08-01", "2025-09-24").outcomes[ids[0]]
        #expect(outcome?.state == .known)
        #expect(bench.script.items.last == "AAPL 2025-08-01 2025-08-29")
    }

    @Test func `a symbol that a person gives anew is asked for anew, where it was without closes`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-15", "2025-09-22")
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        #expect(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]]?.missing == 9)
        try bench.script.fill("AAPL", "2023-09-01", "2025-09-22")
        #expect(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]]?.missing == 9)
        let security = try #require(try bench.store.security(id: ids[0]))
        _ = try await bench.desk.resolve(security, to: "AAPL", at: "fmp", cause: "test")
        #expect(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]]?.state == .known)
    }
}
