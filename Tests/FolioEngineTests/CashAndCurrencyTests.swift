import FolioEngine
import FolioModel
import Testing

@Suite struct CashAndCurrencyTests {
    @Test func `cash listed as a holding and as a balance counts once`() throws {
        var world = World()
        world.account("a")
        world.security("USD", .cash)
        try world.hold("a", "USD", "250.75") { $0.price = Price(1) }
        try world.cash("a", "250.75")
        let result = try world.scoped().positions()
        #expect(result.positions.isEmpty)
        #expect(result.cash.map(\.amount.description) == ["250.75"])
        #expect(result.totals.totalValue.description == "250.75")
    }

    @Test func `cash listed as a holding alone counts, and beside another currency's balance too`() throws {
        var world = World()
        world.account("a")
        world.security("CUR:USD", .cash)
        try world.hold("a", "CUR:USD", "250.75") { $0.price = Price(1) }
        try world.cash("a", "10", .eur)
        try world.rate(.eur, .usd, "1.1")
        let result = try world.scoped().positions()
        #expect(result.cash.map(\.currency) == [.usd, .eur])
        #expect(result.cash.map(\.value?.description) == ["250.75", "11.00"])
        #expect(result.totals.cash.description == "261.75")
    }

    @Test func `a money market fund is cash beside the balance, a coin flagged as cash is not`() throws {
        var world = World()
        world.account("a")
        world.security("VMFXX", .moneyMarketFund)
        world.security("USDC", .cryptocurrency) { $0.isCashEquivalent = true }
        world.security("BIL", .etf) { $0.isCashEquivalent = true }
        try world.hold("a", "VMFXX", "100")
        try world.hold("a", "USDC", "50") { $0.price = Price(1) }
        try world.hold("a", "BIL", "2") { $0.value = Amount(183) }
        try world.cash("a", "-20")
        let result = try world.scoped().positions()
        #expect(result.positions.map(\.symbol) == ["USDC"])
        #expect(result.cash.map(\.amount.description) == ["263.00"])  // 100 + 183 − 20
        #expect(result.totals.totalValue.description == "313.00")
    }

    @Test func `money converts at the newest rate, direct or inverse, and pence at a hundredth of the pound`() throws {
        var world = World()
        world.account("a")
        try world.cash("a", "100", .eur)
        try world.cash("a", "100", .gbp)
        try world.cash("a", "100", try #require(Currency("GBX")))
        try world.rate(.eur, .usd, "1.05", asOf: World.close.adding(seconds: -60))
        try world.rate(.usd, .eur, "0.8")
        try world.rate(.gbp, .usd, "1.3")
        let cash = try world.scoped().positions().cash
        #expect(cash.map(\.currency.code) == ["EUR", "GBP", "GBX"])
        #expect(cash.map(\.value?.description) == ["125.00", "130.00", "1.30"])
    }

    @Test func `what has no exchange rate is left out, and the connection is stale`() throws {
        var world = World()
        world.account("a")
        world.account("b", provider: "csv")
        world.security("SAP", currency: .eur)
        try world.hold("a", "SAP", "10", cost: "900", currency: .eur)
        try world.quote("SAP", "100", currency: .eur)
        try world.cash("b", "50")
        let value = try world.scoped().value()
        #expect(value.totalValue.description == "50.00")
        #expect(value.costBasis == nil)
        #expect(value.dataQuality == 50)  // the part without a value weighs as much as the others' mean
        #expect(value.stale.map(\.connection) == ["plaid-1"])
        let reason = "No exchange rate from EUR to USD is known; what is in EUR is left out of the totals."
        #expect(value.stale.map(\.reason) == [reason])
        let row = try #require(try world.scoped().positions().positions.first)
        #expect(row.marketValue == nil)
        #expect(row.currentPrice?.description == "100")
        #expect(try world.scoped { $0.account = "b" }.value().stale.isEmpty)
    }

    @Test func `prices stay in their currency, money is in the base currency`() throws {
        var world = World()
        world.account("a")
        world.security("SAP", currency: .eur)
        try world.hold("a", "SAP", "10", cost: "900", currency: .eur)
        try world.quote("SAP", "100", currency: .eur)
        try world.rate(.eur, .usd, "1.1")
        let row = try #require(try world.scoped().positions().positions.first)
        #expect(row.currency == .eur)
        #expect(row.currentPrice?.description == "100")
        #expect(row.averageEntryPrice?.description == "90")
        #expect(row.marketValue?.description == "1100.00")
        #expect(row.costBasis?.description == "990.00")
        #expect(row.unrealizedGain?.description == "110.00")
    }

    @Test func `parts keep six decimals and add up to a total that is rounded once`() throws {
        var world = World()
        world.account("a")
        world.account("b")
        world.security("X")
        try world.hold("a", "X", "0.5")
        try world.hold("b", "X", "0.5")
        try world.quote("X", "0.25")
        let rows = try world.scoped().accounts()
        #expect(rows.accounts.map(\.portfolioValue.description) == ["0.125", "0.125"])
        #expect(rows.totalValue.description == "0.25")  // not 0.12 + 0.12
    }

    @Test func `a figure that is too large is an error`() throws {
        var world = World()
        world.account("a")
        world.security("X")
        try world.hold("a", "X", "99999999999999999999")
        try world.quote("X", "99999999999999999999")
        #expect(throws: ArithmeticOverflow.self) { try world.valuation() }
    }
}
