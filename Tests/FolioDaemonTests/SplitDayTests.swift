import FolioDaemon
import FolioModel
import FolioStore
import Testing

@Suite struct SplitDayTests {
    private let evening = PriceBench.evening.adding(seconds: 86_400)  // of 2025-09-24

    /// Two shares that a provider stated on the evening before they became eight.
    private func fixture() throws -> DaemonFixture {
        let bench = try PriceBench.make()
        let id = try bench.hold(["AAPL"], price: Price(400), asOf: "2025-09-23")[0]
        var mapping = SymbolMapping(security: id, source: "fmp", state: .resolved, decidedAt: PriceBench.evening)
        (mapping.symbol, mapping.method) = ("AAPL", .ticker)
        try bench.store.saveMappings([mapping])
        let listing = try bench.store.listing(symbol: "AAPL", source: "fmp")
        var update = ClosesUpdate(listing: listing.number, currency: .usd, askedAt: PriceBench.evening)
        update.closes = try [("2025-09-22", 400), ("2025-09-23", 400), ("2025-09-24", 100)].map { date, price in
            DatedClose(day: try #require(Day(date)), price: Price(price), isProvisional: false)
        }
        try bench.store.saveCloses([update])
        let day = try #require(Day("2025-09-24"))
        let split = ListedSplit(day: day, numerator: 4, denominator: 1)
        try bench.store.saveSplits([
            SplitsUpdate(
                listing: listing.number,
                known: day.adding(days: -30)...day.adding(days: 30),
                splits: [split],
                askedAt: PriceBench.evening
            )
        ])
        var configuration = Configuration()
        configuration.mode = .hybrid
        let now = evening
        return try DaemonFixture(
            store: bench.store,
            configuration: configuration,
            historyPrices: StorePrices(store: bench.store),
            now: { now }
        )
    }

    @Test func `units stated before a split are worth no less at the price after it`() async throws {
        let fixture = try fixture()
        let value = try await fixture.call("portfolio.value", ["user": "ana"])
        #expect(value["total_value"] == "800.00")  // 8 × 100
        let position = try await fixture.call("portfolio.positions", ["user": "ana"])["positions"]?.array?.first
        #expect(position?["qty"] == "8")
        #expect(position?["current_price"] == "100")
        #expect(position?["market_value"] == "800.00")
        let history = try await fixture.call("portfolio.history", ["user": "ana", "from": "2025-09-22"])
        #expect(history["values"]?.array?.compactMap(\.string) == ["800.00", "800.00", "800.00"])
    }
}
