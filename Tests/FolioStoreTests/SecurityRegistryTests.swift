import FolioModel
import FolioStore
import Testing

@Test(arguments: Backend.allCases)
func `two providers' records of one thing are one security`(backend: Backend) throws {
    try backend.withStore { store in
        let plaid = try store.fixture()
        let alpaca = try store.fixture(provider: "alpaca", externalID: "account-1")
        try store.saveHoldings(
            connection: plaid.id,
            .fixture([.fixture("p1", "BRK.B", cusip: "084670702")], [try .fixture("A", "p1", "1")]),
            source: "plaid"
        )
        try store.saveHoldings(
            connection: alpaca.id,
            .fixture([.fixture("x9", "BRK-B", isin: "US0846707026")], [try .fixture("A", "x9", "2")]),
            source: "alpaca"
        )
        let facts = try store.facts(user: "ana")
        #expect(facts.holdings.count == 2)
        #expect(facts.securities.count == 1)
        let security = try #require(facts.securities.values.first)
        #expect(security.symbol == "BRK.B")
        #expect(security.cusip == "084670702")
        #expect(security.isin == "US0846707026")
    }
}

@Test(arguments: Backend.allCases)
func `a bridging record joins two securities and keeps every row`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture()
        let securities: [ReportedSecurity] = [
            .fixture("s1", isin: "IE00B4L5Y983"), .fixture("s2", cusip: "594918104"),
        ]
        let holdings = [try ReportedHolding.fixture("A", "s1", "1"), try .fixture("A", "s2", "2")]
        try store.saveHoldings(connection: connection.id, .fixture(securities, holdings), source: "plaid")
        var page = TransactionsPage(passID: "p")
        page.added = [
            try .fixture("t1", "2025-01-02", security: "s1"), try .fixture("t2", "2025-01-02", security: "s2"),
        ]
        try store.saveTransactions(connection: connection.id, page)
        let before = try store.facts(user: "ana").securities
        #expect(before.count == 2)

        var bridge = HoldingsUpdate.fixture([.fixture("s3", isin: "IE00B4L5Y983", cusip: "594918104")], [])
        bridge.isComplete = false
        try store.saveHoldings(connection: connection.id, bridge, source: "plaid")
        let facts = try store.facts(user: "ana")
        let security = try #require(facts.securities.keys.first)
        #expect(facts.holdings.map(\.quantity.description) == ["3"])
        let activities = try store.activities(ActivityQuery(accounts: facts.accounts.map(\.id))).activities
        #expect(activities.map(\.security) == [security, security])
        for id in before.keys { #expect(try store.security(id: id)?.id == security) }
    }
}

@Test(arguments: Backend.allCases)
func `contradicting codes keep two securities and leave a conflict`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture()
        let securities: [ReportedSecurity] = [
            .fixture("s1", "AAPL", cusip: "037833100"), .fixture("s2", "AAPL", cusip: "594918104"),
        ]
        try store.saveHoldings(connection: connection.id, .fixture(securities, []), source: "plaid")
        #expect(try store.securities(symbol: "AAPL").count == 2)
        #expect(try store.identityConflicts().map(\.shared) == ["ticker AAPL USD listed"])
        let mended = HoldingsUpdate.fixture([.fixture("s2", "AAPL", cusip: "037833100")], [])
        try store.saveHoldings(connection: connection.id, mended, source: "plaid")
        #expect(try store.securities(symbol: "AAPL").count == 1)
        #expect(try store.identityConflicts() == [])
    }
}

/// Deterministic numbers for a seed.
private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

@Test(arguments: 0..<25 as Range<UInt64>)
func `securities come out the same whoever speaks first`(seed: UInt64) throws {
    var generator = Generator(state: seed &* 104_729 &+ 3)
    let isins: [String?] = [nil, nil, "US0378331005", "IE00B4L5Y983", "US5949181045"]
    let cusips: [String?] = [nil, nil, "037833100", "594918104", "38259P508"]
    let tickers: [String?] = [nil, "AAPL", "MSFT", "BRK-B"]
    let records = (0..<7).map { index in
        ReportedSecurity.fixture(
            "s\(index)",
            tickers.randomElement(using: &generator) ?? nil,
            isin: isins.randomElement(using: &generator) ?? nil,
            cusip: cusips.randomElement(using: &generator) ?? nil
        )
    }
    var partitions: Set<Set<Set<String>>> = []
    for _ in 0..<4 {
        let store = try Store.open(location: .memory)
        let connection = try store.fixture()
        for record in records.shuffled(using: &generator) {
            var update = HoldingsUpdate.fixture([record], [try .fixture("A", record.externalID, "1")])
            update.isComplete = false
            try store.saveHoldings(connection: connection.id, update, source: "plaid")
        }
        var page = TransactionsPage(passID: "p")
        page.added = try records.map { try .fixture($0.externalID, "2025-01-02", security: $0.externalID) }
        try store.saveTransactions(connection: connection.id, page)
        let accounts = try store.facts(user: "ana").accounts.map(\.id)
        let activities = try store.activities(ActivityQuery(accounts: accounts)).activities
        let groups = Dictionary(grouping: activities) { $0.security ?? "" }
        partitions.insert(Set(groups.values.map { Set($0.map(\.reported.externalID)) }))
        #expect(try store.facts(user: "ana").holdings.count == groups.count)
        #expect(try store.check().filter { !$0.isOK } == [])
    }
    #expect(partitions.count == 1)
}

@Test(arguments: Backend.allCases)
func `search finds equal symbols first and treats wildcards as text`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture()
        let securities: [ReportedSecurity] = [
            .fixture("s1", "AAPLX"), .fixture("s2", "AAPL", isin: "US0378331005"), .fixture("s3", "MSFT"),
        ]
        try store.saveHoldings(connection: connection.id, .fixture(securities, []), source: "plaid")
        #expect(try store.searchSecurities("aapl", limit: 10).map(\.symbol) == ["AAPL", "AAPLX"])
        #expect(try store.searchSecurities("Name of s3", limit: 10).map(\.symbol) == ["MSFT"])
        #expect(try store.searchSecurities("US0378331005", limit: 10).map(\.symbol) == ["AAPL"])
        #expect(try store.searchSecurities("%", limit: 10) == [])
    }
}
