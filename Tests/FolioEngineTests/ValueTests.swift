import FolioEngine
import FolioModel
import Testing

@Suite struct ValueTests {
    private func world() throws -> World {
        var world = World()
        world.account("a")
        world.account("b", provider: "alpaca", source: .brokerage)
        world.security("AAPL")
        world.security("MSFT")
        try world.hold("a", "AAPL", "10", cost: "1500")
        try world.hold("b", "MSFT", "2", cost: "600")
        try world.quote("AAPL", "200", previous: "195")
        try world.quote("MSFT", "400", previous: "404")
        try world.cash("b", "1000")
        return world
    }

    @Test func `the value is holdings and cash, with the gain over what was paid`() throws {
        let value = try world().scoped().value()
        #expect(value.totalValue.description == "3800.00")  // 2000 + 800 + 1000
        #expect(value.holdingsValue.description == "2800.00")
        #expect(value.cash.description == "1000.00")
        #expect(value.costBasis?.description == "2100.00")
        #expect(value.costBasisKnown.description == "2100.00")
        #expect(value.unrealizedGain?.description == "700.00")
        #expect(value.unrealizedGainRatio?.description == "0.333333333333")
        #expect(value.accounts == 2)
        #expect(value.asOf == World.close)
        #expect(value.dataQuality == 100)
        #expect(value.stale.isEmpty)
    }

    @Test func `the day is the change of each price times what is held`() throws {
        let day = try world().scoped().value().day
        #expect(day.change?.description == "42.00")  // 10 × 5 − 2 × 4
        #expect(day.previousClose?.description == "3758.00")
        #expect(day.changePercent?.description == "0.011176157531")  // 42 / 3758
        #expect(day.basis == .close)
        #expect(day.open == nil)
    }

    @Test func `the day is unknown where one previous close is, or where nothing is held`() throws {
        var world = try world()
        try world.quote("MSFT", "400")
        #expect(try world.scoped().value().day == DayChange())
        #expect(try World().scoped().value().day == DayChange())
    }

    @Test func `a price newer than the last finished session is live`() throws {
        let noon = Timestamp(milliseconds: World.close.milliseconds - 4 * 3_600_000)
        var world = try world()
        for symbol in ["AAPL", "MSFT"] { try world.quote(symbol, "100", previous: "99", asOf: noon) }
        let value = try world.scoped(now: noon.adding(seconds: 60)).value()
        #expect(value.isLive)
        #expect(value.day.basis == .live)
        #expect(try !world.scoped().value().isLive)
    }

    @Test func `quality falls with the age of the prices, by value`() throws {
        var world = World()
        world.account("a")
        for (symbol, days) in [("NEW", 0), ("CARRIED", 7), ("OLD", 8)] {
            world.security(symbol)
            try world.hold("a", symbol, "1")
            let day = try #require(Day("2025-09-23")).adding(days: -days)
            try world.quote(symbol, "100", asOf: Timestamp(day))
        }
        func quality(_ symbol: String) throws -> Int { try world.scoped { $0.symbol = symbol }.value().dataQuality }
        #expect(try quality("NEW") == 100)
        #expect(try quality("CARRIED") == 95)  // five sessions: 16, 17, 18, 19, 22
        #expect(try quality("OLD") == 80)  // six
        #expect(try world.scoped().value().dataQuality == 91)  // 275 / 3, rounded down
        #expect(try World().scoped().value().dataQuality == 100)
    }

    @Test func `a connection in trouble is stale with its reason`() throws {
        var world = try world()
        world.facts.connections[0].status = .needsRelink
        world.facts.connections[0].holdingsAsOf = World.close
        let stale = try world.scoped().value().stale
        #expect(stale.map(\.connection) == ["plaid-1"])
        #expect(stale.map(\.reason) == ["The institution wants the user to log in again."])
        #expect(stale.map(\.asOf) == [World.close])
        #expect(try world.scoped { $0.source = "brokerage" }.value().stale.isEmpty)
    }

    @Test func `a connection whose last refresh failed, or that is a session behind, is stale`() throws {
        func reasons(_ change: (inout Connection) -> Void) throws -> [String] {
            var world = try world()
            change(&world.facts.connections[0])
            return try world.scoped().value().stale.map(\.reason)
        }
        #expect(try reasons { $0.errorCode = "RATE_LIMIT" } == ["The last refresh failed."])
        #expect(try reasons { ($0.errorCode, $0.errorMessage) = ("X", "No answer.") } == ["No answer."])
        let friday = World.close.adding(seconds: -4 * 86_400)
        #expect(
            try reasons { $0.holdingsAsOf = friday } == ["Its holdings are of 2025-09-19; nothing newer is known."]
        )
        #expect(try reasons { $0.refreshedAt = friday } == ["It was last refreshed on 2025-09-19."])
        let monday = World.close.adding(seconds: -86_400)
        #expect(try reasons { ($0.refreshedAt, $0.holdingsAsOf) = (monday, monday) } == [])
    }

    @Test func `an exchange rate from before the last session makes its connections stale`() throws {
        var world = try world()
        try world.cash("b", "10", .eur)
        try world.rate(.eur, .usd, "1.1")
        #expect(try world.scoped().value().stale == [])
        world.facts.rates = []
        try world.rate(.eur, .usd, "1.1", asOf: World.close.adding(seconds: -86_400))
        let stale = try world.scoped().value().stale
        #expect(stale.map(\.connection) == ["alpaca-1"])
        #expect(stale.map(\.reason) == ["The exchange rate from EUR to USD is of 2025-09-22."])
    }

    @Test func `the day is unknown where an account of the slice traded in the session or since`() throws {
        var world = try world()
        world.facts.lastTrades = ["a": try #require(Day("2025-09-22"))]
        #expect(try world.scoped().value().day.basis == .close)
        world.facts.lastTrades["b"] = Day("2025-09-23")
        #expect(try world.scoped().value().day == DayChange())
        #expect(try world.scoped { $0.account = "a" }.value().day.change?.description == "50.00")
    }

    @Test func `hidden accounts are as if they were not there`() throws {
        let facts = try world().facts
        let visible = try Valuation(facts: facts, base: .usd, now: World.evening) { $0.source == .external }
        #expect(try visible.scoped(Scope()).value().totalValue.description == "2000.00")
        #expect(try visible.scoped(Scope()).accounts().totalAccounts == 1)
        let none = try Valuation(facts: facts, base: .usd, now: World.evening) { _ in false }
        #expect(try none.scoped(Scope()).value().totalValue.description == "0.00")
        #expect(try none.scoped(Scope()).positions().positions.isEmpty)
    }

    @Test func `an account's row has its parts and its share`() throws {
        let rows = try world().scoped().accounts().accounts
        #expect(rows.map(\.id) == ["a", "b"])
        #expect(rows.map(\.portfolioValue.description) == ["2000.00", "1800.00"])
        #expect(rows.map(\.holdingsValue.description) == ["2000.00", "800.00"])
        #expect(rows.map(\.cash.description) == ["0.00", "1000.00"])
        #expect(rows.map(\.percentage?.description) == ["0.526315789474", "0.473684210526"])
        #expect(rows.map(\.source) == [.external, .brokerage])
        #expect(rows.map(\.isTradable) == [false, true])
    }
}
