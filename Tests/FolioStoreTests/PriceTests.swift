import FolioModel
import FolioStore
import Testing

private func holding(_ security: String, _ price: String?, at time: Timestamp?) throws -> ReportedHolding {
    var holding = try ReportedHolding.fixture("A", security, "1")
    holding.price = price.flatMap { Price(exactly: $0) }
    holding.priceAsOf = time
    return holding
}

private func prices(_ store: Store) throws -> [String] {
    try store.facts(user: "ana").quotes.values.map(\.price.description).sorted()
}

@Test(arguments: Backend.allCases)
func `a complete answer takes the place of the connection's quotes, older or newer`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        func save(_ holdings: [ReportedHolding]) throws {
            let update = HoldingsUpdate.fixture([.fixture("s1", "AAPL"), .fixture("s2", "MSFT")], holdings)
            try store.saveHoldings(connection: connection, update, source: "plaid")
        }
        try save([try holding("s1", "10", at: .close), try holding("s2", "20", at: .close)])
        #expect(try prices(store) == ["10", "20"])
        try save([try holding("s1", "9", at: Timestamp.close.adding(seconds: -60)), try holding("s2", nil, at: nil)])
        #expect(try prices(store) == ["9"])
    }
}

@Test(arguments: Backend.allCases)
func `quotes of accounts that an answer does not cover stay`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(accounts: ["A", "B"]).id
        var other = try holding("s2", "20", at: .close)
        other.account = "B"
        var update = HoldingsUpdate.fixture([.fixture("s1", "AAPL"), .fixture("s2", "MSFT")], [other])
        update.holdings.append(try holding("s1", "10", at: .close))
        try store.saveHoldings(connection: connection, update, source: "plaid")
        (update.accounts, update.holdings) = (["A"], [])
        try store.saveHoldings(connection: connection, update, source: "plaid")
        #expect(try prices(store) == ["20"])
        _ = try store.saveAccounts(connection: connection, [.fixture("A")], source: .external, isComplete: true)
        let security = try #require(try store.securities(symbol: "MSFT").first)
        #expect(try store.quote(security: security.id) == nil)
    }
}

@Test(arguments: Backend.allCases)
func `a price without a time is no quote`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        var close = ReportedSecurity.fixture("s2", "MSFT")
        close.closePrice = Price(7)
        var update = HoldingsUpdate.fixture(
            [.fixture("s1", "AAPL"), close],
            [try holding("s1", "10", at: nil), try holding("s2", nil, at: nil)]
        )
        try store.saveHoldings(connection: connection, update, source: "plaid")
        #expect(try prices(store) == [])
        #expect(try store.facts(user: "ana").holdings.compactMap(\.price) == [Price(10)])
        update.securities[1].closePriceAsOf = Day("2025-09-23")
        try store.saveHoldings(connection: connection, update, source: "plaid")
        #expect(try prices(store) == ["7"])
    }
}

@Test(arguments: Backend.allCases)
func `a time far ahead of the clock is none`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        let far = try #require(Timestamp("2999-01-01T00:00:00Z"))
        var update = HoldingsUpdate.fixture([.fixture("s1", "AAPL")], [try holding("s1", "10", at: far)])
        update.securities[0].closePrice = Price(11)
        update.securities[0].closePriceAsOf = Day("2999-01-01")
        (update.asOf, update.asOfByAccount) = (far, ["A": far])
        try store.saveHoldings(connection: connection, update, source: "plaid")
        let facts = try store.facts(user: "ana")
        #expect(facts.quotes.isEmpty)
        #expect(facts.holdings.map(\.priceAsOf) == [nil])
        #expect(facts.holdings.allSatisfy { $0.asOf < far })
        let rate = try #require(FXRate(base: .eur, quote: .usd, rate: Ratio(1), asOf: far))
        try store.saveRates([rate], source: "test")
        #expect(try store.facts(user: "ana").rates == [])
    }
}

@Test(arguments: Backend.allCases)
func `each connection keeps its own price basis of one bond`(backend: Backend) throws {
    try backend.withStore { store in
        for (provider, basis) in [("plaid", FixedIncome.PriceBasis.unit), ("csv", .percentOfPar)] {
            let connection = try store.fixture(provider: provider, externalID: provider).id
            var bond = ReportedSecurity.fixture("b", cusip: "912828ZQ6", type: .bond)
            bond.fixedIncome = FixedIncome()
            bond.fixedIncome?.priceBasis = basis
            let update = HoldingsUpdate.fixture([bond], [try holding("b", "98", at: .close)])
            try store.saveHoldings(connection: connection, update, source: provider)
        }
        let facts = try store.facts(user: "ana")
        #expect(facts.securities.count == 1)
        let csv = try #require(facts.accounts.first { $0.provider == "csv" }).id
        for holding in facts.holdings {
            #expect(holding.priceBasis == (holding.account == csv ? .percentOfPar : .unit))
        }
        #expect(facts.quotes.values.map(\.priceBasis) == [.percentOfPar])  // csv before plaid by name
        #expect(facts.quotes.values.map(\.knownAt) == [.close])
    }
}

@Test(arguments: Backend.allCases)
func `one security in two currencies in one account is two holdings`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        var pounds = try ReportedHolding.fixture("A", "s1", "2")
        pounds.currency = .gbp
        let rows = [try ReportedHolding.fixture("A", "s1", "1"), pounds, try .fixture("A", "s1", "4")]
        let update = HoldingsUpdate.fixture([.fixture("s1", "SHEL")], rows)
        try store.saveHoldings(connection: connection, update, source: "plaid")
        let holdings = try store.facts(user: "ana").holdings.sorted { $0.currency < $1.currency }
        #expect(holdings.map(\.currency) == [.gbp, .usd])
        #expect(holdings.map(\.quantity.description) == ["2", "5"])
    }
}

@Test(arguments: Backend.allCases)
func `accounts may be true at different times`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(accounts: ["A", "B"]).id
        let rows = [try ReportedHolding.fixture("A", "s1", "1"), try .fixture("B", "s1", "1")]
        var update = HoldingsUpdate.fixture([.fixture("s1", "SHEL")], rows)
        let earlier = Timestamp.close.adding(seconds: -86_400)
        update.asOfByAccount = ["B": earlier]
        var cash = ReportedCash()
        cash.account = "B"
        update.cash = [cash]
        try store.saveHoldings(connection: connection, update, source: "csv")
        let facts = try store.facts(user: "ana")
        #expect(facts.holdings.map(\.asOf).sorted() == [earlier, .close])
        #expect(facts.cash.map(\.asOf) == [earlier])
        #expect(facts.connections.map(\.holdingsAsOf) == [.close])
    }
}

@Test(arguments: Backend.allCases)
func `a price of a date alone outranks one of that morning, and not one after the close`(backend: Backend) throws {
    try backend.withStore { store in
        let midnight = Timestamp(try #require(Day("2025-09-23")))
        let daily = try store.fixture().id
        let live = try store.fixture(provider: "alpaca", externalID: "account-1").id
        let nav = HoldingsUpdate.fixture([.fixture("s1", "AAPL")], [try holding("s1", "10", at: midnight)])
        try store.saveHoldings(connection: daily, nav, source: "plaid")
        for (seconds, found) in [(-3600, "10"), (3600, "11")] as [(Int64, String)] {
            let time = Timestamp.close.adding(seconds: seconds)
            let update = HoldingsUpdate.fixture([.fixture("s1", "AAPL")], [try holding("s1", "11", at: time)])
            try store.saveHoldings(connection: live, update, source: "alpaca")
            #expect(try prices(store) == [found])
        }
    }
}
