import FolioModel
import FolioStore
import Testing

@Test(arguments: Backend.allCases)
func `what accounts hold is read back as it was stated`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture()
        var holding = try ReportedHolding.fixture("A", "s1", "12.000000000001")
        holding.costBasis = Amount(exactly: "-0.000000000001")
        holding.price = Price(exactly: "99999999999999999999")
        holding.priceAsOf = Timestamp("2025-09-23T20:00:00.123Z")
        var update = HoldingsUpdate.fixture([.fixture("s1", "AAPL")], [holding])
        var cash = ReportedCash()
        (cash.account, cash.amount) = ("A", try #require(Amount(exactly: "-25.10")))
        update.cash = [cash]
        try store.saveHoldings(connection: connection.id, update, source: "plaid")

        let facts = try store.facts(user: "ana")
        let stored = try #require(facts.holdings.first)
        #expect(facts.holdings.count == 1)
        #expect(stored.quantity.description == "12.000000000001")
        #expect(stored.costBasis?.description == "-0.000000000001")
        #expect(stored.price?.description == "99999999999999999999")
        #expect(stored.priceAsOf?.description == "2025-09-23T20:00:00.123Z")
        #expect(stored.value == nil)
        #expect(facts.cash.map(\.amount.description) == ["-25.1"])
        #expect(facts.securities[stored.security]?.symbol == "AAPL")
        #expect(facts.quotes[stored.security]?.source == "plaid")
        #expect(facts.connections.first?.holdingsAsOf == .close)
        #expect(facts.accounts.first?.institution == "Bank")
        #expect(try store.facts(user: "nobody") == PortfolioFacts())
    }
}

@Test(arguments: Backend.allCases)
func `a complete answer replaces what its accounts hold and leaves the others alone`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(accounts: ["A", "B"])
        let securities = [ReportedSecurity.fixture("s1", "AAPL"), .fixture("s2", "MSFT")]
        var update = HoldingsUpdate.fixture(
            securities,
            [try .fixture("A", "s1", "1"), try .fixture("A", "s2", "2"), try .fixture("B", "s1", "3")]
        )
        try store.saveHoldings(connection: connection.id, update, source: "plaid")
        update.holdings = [try .fixture("A", "s2", "5")]
        update.accounts = ["A"]
        try store.saveHoldings(connection: connection.id, update, source: "plaid")
        #expect(try store.facts(user: "ana").holdings.map(\.quantity.description).sorted() == ["3", "5"])

        update.holdings = [try .fixture("A", "s1", "7")]
        update.isComplete = false
        try store.saveHoldings(connection: connection.id, update, source: "plaid")
        #expect(try store.facts(user: "ana").holdings.map(\.quantity.description).sorted() == ["3", "5", "7"])
    }
}

@Test(arguments: Backend.allCases)
func `a row of an unknown account stores nothing`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture()
        let update = HoldingsUpdate.fixture(
            [.fixture("s1", "AAPL")],
            [try .fixture("A", "s1", "1"), try .fixture("Z", "s1", "1")]
        )
        #expect(throws: StoreError.invalid("A row names an account that the provider did not list.")) {
            try store.saveHoldings(connection: connection.id, update, source: "plaid")
        }
        #expect(try store.facts(user: "ana").holdings == [])
        #expect(try store.securities(symbol: "AAPL") == [])
    }
}

@Test(arguments: Backend.allCases)
func `lots of one security are one holding, of unknown cost where one is unknown`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture()
        var known = try ReportedHolding.fixture("A", "s1", "1.5")
        known.costBasis = Amount(10)
        let update = HoldingsUpdate.fixture([.fixture("s1", "AAPL")], [known, try .fixture("A", "s1", "2")])
        try store.saveHoldings(connection: connection.id, update, source: "plaid")
        let holdings = try store.facts(user: "ana").holdings
        #expect(holdings.map(\.quantity.description) == ["3.5"])
        #expect(holdings.map(\.costBasis) == [nil])
    }
}

@Test(arguments: Backend.allCases)
func `an account that is gone leaves the portfolio and comes back with its id`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(accounts: ["A", "B"])
        let before = try store.facts(user: "ana").accounts
        _ = try store.saveAccounts(connection: connection.id, [.fixture("B")], source: .external, isComplete: true)
        #expect(try store.facts(user: "ana").accounts.map(\.reported.externalID) == ["B"])
        _ = try store.saveAccounts(connection: connection.id, [.fixture("A")], source: .external, isComplete: false)
        #expect(try store.facts(user: "ana").accounts == before)
    }
}

@Test(arguments: Backend.allCases)
func `accounts that are new or have come back are told`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(accounts: ["A", "B"]).id
        func added(_ names: [String]) throws -> [String] {
            let outcome = try store.saveAccountsNotingNew(
                connection: connection,
                names.map { .fixture($0) },
                source: .external,
                isComplete: true
            )
            return outcome.accounts.filter { outcome.added.contains($0.id) }.map(\.reported.externalID)
        }
        #expect(try added(["A", "B", "C"]) == ["C"])
        #expect(try added(["A"]) == [])
        #expect(try added(["A", "B"]) == ["B"])
        #expect(try added(["A", "B"]) == [])
    }
}

@Test(arguments: Backend.allCases)
func `the newest quote wins, and the brokerage's of two of the same instant`(backend: Backend) throws {
    try backend.withStore { store in
        let plaid = try store.fixture()
        let alpaca = try store.fixture(provider: "alpaca", externalID: "account-1")
        for (connection, source, price) in [(plaid, "plaid", "10"), (alpaca, "alpaca", "11")] {
            var holding = try ReportedHolding.fixture("A", "s1", "1")
            (holding.price, holding.priceAsOf) = (Price(exactly: price), .close)
            let update = HoldingsUpdate.fixture([.fixture("s1", "AAPL")], [holding])
            try store.saveHoldings(connection: connection.id, update, source: source)
        }
        #expect(try store.facts(user: "ana").quotes.values.map(\.price.description) == ["11"])
        var holding = try ReportedHolding.fixture("A", "s1", "1")
        (holding.price, holding.priceAsOf) = (Price(exactly: "12"), Timestamp.close.adding(seconds: 1))
        try store.saveHoldings(connection: plaid.id, .fixture([], [holding]), source: "plaid")
        #expect(try store.facts(user: "ana").quotes.values.map(\.price.description) == ["12"])
        let security = try #require(try store.securities(symbol: "aapl").first)
        #expect(try store.quote(security: security.id)?.price.description == "12")
        #expect(try store.quote(security: security.id, user: "eve") == nil)
    }
}

@Test(arguments: Backend.allCases)
func `every commit that changes facts raises the generation`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture()
        let before = store.generation
        _ = try store.facts(user: "ana")
        #expect(store.generation == before)
        try store.saveHoldings(connection: connection.id, .fixture([], []), source: "plaid")
        #expect(store.generation == before + 1)
    }
}
