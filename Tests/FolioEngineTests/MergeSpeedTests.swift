import FolioEngine
import FolioModel
import Testing

/// The portfolio of the benchmark: many accounts that hold the same securities.
struct WideWorld {
    /// So many accounts with so many holdings each, three providers in turn, each security with a quote.
    static func facts(accounts: Int, holdings: Int) throws -> PortfolioFacts {
        var world = World()
        for number in 0..<holdings {
            world.security("S\(number)")
            try world.quote("S\(number)", "\(number + 10).25", previous: "\(number + 10)")
        }
        for number in 0..<accounts {
            let id = "account-\(number)"
            switch number % 3 {
            case 0: world.account(id, provider: "plaid", institution: "Bank \(number % 50)")
            case 1: world.account(id, provider: "csv")
            default: world.account(id, provider: "alpaca", source: .brokerage)
            }
            for security in 0..<holdings { try world.hold(id, "S\(security)", "\(security + 1).5", cost: "1000") }
        }
        return world.facts
    }
}

@Suite struct MergeSpeedTests {
    /// A bound for any build on any machine; the bar itself is measured by the benchmark.
    private static let bound = Duration.seconds(10)

    @Test func `a thousand accounts of fifty holdings are merged at once`() throws {
        let facts = try WideWorld.facts(accounts: 1000, holdings: 50)
        var result = PositionsResult()
        let elapsed = try ContinuousClock().measure {
            let valuation = try Valuation(facts: facts, base: .usd, now: World.evening) { _ in true }
            result = try valuation.scoped(Scope()).positions()
        }
        #expect(result.positions.count == 50)
        #expect(result.positions.map(\.sources.count).allSatisfy { $0 == 1000 })
        // Σ (n + 1.5) × (n + 10.25) × 1000 over n from 0 to 49
        #expect(result.totals.totalValue.description == "55587500.00")
        #expect(elapsed < Self.bound)
    }
}
