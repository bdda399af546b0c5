import FolioEngine
import FolioModel
import Testing

@Suite struct `History and the portfolio's value` {
    /// 2025-09-23 is the last finished session of ``World``.
    private static let frame = HistoryFrame(from: Day(number: 20_300), through: World.close.utcDay)

    private func world() throws -> World {
        var world = World()
        world.account("a")
        world.account("b", provider: "alpaca", source: .brokerage)
        world.security("AAPL")
        world.security("SAP", currency: .eur)
        world.security("FUND", .moneyMarketFund)
        world.security("USD", .cash)
        world.security("PLAN", .mutualFund)
        try world.rate(.eur, .usd, "1.171234")
        try world.quote("AAPL", "254.4312345")
        try world.quote("SAP", "230.05", currency: .eur)
        try world.hold("a", "AAPL", "12.345678")
        try world.hold("b", "AAPL", "-3")
        try world.hold("a", "SAP", "7.5", currency: .eur)
        try world.hold("a", "FUND", "120.5")
        try world.hold("a", "USD", "40.25")
        try world.hold("b", "PLAN", "9.123456789") { $0.value = Amount(exactly: "1234.565432198765") }
        try world.cash("b", "-250.005")
        return world
    }

    @Test func `end at one figure, to the last digit`() throws {
        let valuation = try world().valuation()
        let facts = try HistoryFacts(valuation, securities: [])
        let history = try PortfolioHistory(facts, frame: Self.frame)
        for change in [
            { _ in }, { $0.account = "a" }, { $0.account = "b" }, { $0.assetClass = .cash }, { $0.symbol = "AAPL" },
        ]
            as [(inout Scope) -> Void]
        {
            var scope = Scope()
            change(&scope)
            let now = try valuation.scoped(scope)
            let past = try history.scoped(scope)
            let last = past.table.count - 1
            #expect(past.table.amount(.value, last) == now.totalValue, "\(scope)")
            #expect(past.table.amount(.cash, last) == now.cashValue, "\(scope)")
            let points = try past.history(HistoryWindow())
            #expect(points.values.last?.description == (try now.value().totalValue.description))
        }
        #expect(history.accounts.map { $0.account.id } == ["a", "b"])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `agree at the end of random worlds, whatever the closes say`(seed: UInt64) throws {
        var world = try self.world()
        var generator = SeededGenerator(seed: seed)
        for (id, quote) in world.facts.quotes {
            let raw = quote.price.raw + Int128(Int.random(in: 0...9_999_999, using: &generator)) * 1_000_001
            world.facts.quotes[id]?.price = Price(raw: raw)
        }
        let valuation = try world.valuation()
        var facts = try HistoryFacts(valuation, securities: [])
        let days = Self.frame.days
        for (index, security) in facts.securities.enumerated() {
            let closes = days.map { (day: $0, price: Price(Int.random(in: 1...300, using: &generator))) }
            facts.prices.append(
                try PriceSeries(security: index, currency: security.currency, source: "fmp", closes: closes)
            )
        }
        let rates = days.map { (day: $0, rate: Ratio(Int.random(in: 1...2, using: &generator))) }
        facts.rates = [RateSeries(base: .eur, quote: .usd, rates: rates)]
        let history = try PortfolioHistory(facts, frame: Self.frame)
        let table = try history.scoped(Scope()).table
        #expect(table.amount(.value, table.count - 1) == (try valuation.scoped(Scope()).totalValue))
        for account in history.accounts {
            for row in 1..<account.table.count {
                #expect(account.table.amount(.unexplained, row).isZero)
            }
        }
    }

    @Test func `a weekend's rows are of the session to come, so the last one keeps its own value`() throws {
        var world = try world()
        world.facts.connections[0].holdingsAsOf = Timestamp("2025-09-27T15:00:00Z")
        let now = try #require(Timestamp("2025-09-27T16:00:00Z"))
        let valuation = try world.valuation(now: now)
        var facts = try HistoryFacts(valuation, securities: [])
        #expect(facts.accounts[0].asOf.description == "2025-09-27")
        let saturday = try #require(Day("2025-09-27"))
        var row = HistoryTransaction(record: "r", day: saturday, type: .deposit, security: nil, currency: .usd)
        row.cashDelta = Amount(40)
        facts.accounts[0].transactions = [row]
        let friday = HistoryFrame(from: Day(number: 20_300), through: valuation.session)
        let table = try PortfolioHistory(facts, frame: friday).accounts[0].table
        let whole = try valuation.scoped(Scope(account: "a")).totalValue
        #expect(table.amount(.value, table.count - 1) == (try whole - Amount(40)))
    }
}

@Suite struct `The worth of units` {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `is that of the portfolio's valuation, to the last digit, however many digits there are`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var past = try Past("2025-09-15", "2025-09-19")
        let decimals = Int.random(in: 0...12, using: &generator)
        let scale = (0..<decimals).reduce(Int128(1)) { scale, _ in scale * 10 }
        let units =
            Int128(Int.random(in: -9_999_999_999...9_999_999_999, using: &generator)) * (1_000_000_000_000 / scale)
        past.security("AAPL", [.stock, .option, .bond, .cryptocurrency][Int(seed % 4)])
        past.account("a")
        try past.hold("a", "AAPL", Quantity(raw: units).description)
        let places = Int.random(in: 0...12, using: &generator)
        let whole = Int128(Int.random(in: 1...900_000, using: &generator)) * 1_000_000_000_000
        let step = (0..<(12 - places)).reduce(Int128(1)) { step, _ in step * 10 }
        let price = Price(raw: (whole + Int128(Int.random(in: 0...999_999_999_999, using: &generator))) / step * step)
        try past.price("AAPL", price.description)
        var world = World()
        world.facts.securities = [past.facts.securities[0].id: past.facts.securities[0]]
        world.account("a")
        try world.hold("a", "AAPL", Quantity(raw: units).description)
        try world.quote("AAPL", price.description)
        let table = try past.history().accounts[0].table
        #expect(table.amount(.value, 0) == (try world.scoped().totalValue))
    }
}
