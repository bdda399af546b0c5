import FolioModel
import FolioStore
import Testing

/// One statement of one connection, as it may arrive.
private struct Arrival {
    enum Answer { case holdings, transactions, orders }

    let connection: Int
    let answer: Answer
    let record: ReportedSecurity
    let time: Timestamp

    func save(into store: Store, _ connection: Connection) throws {
        switch answer {
        case .holdings:
            var update = HoldingsUpdate(asOf: time)
            (update.securities, update.isComplete) = ([record], false)
            update.holdings = [try .fixture("A", record.externalID, "1")]
            try store.saveHoldings(connection: connection.id, update, source: connection.provider)
        case .transactions:
            var page = TransactionsPage(passID: "p")
            page.securities = [record]
            page.added = [
                try .fixture("\(record.externalID)", time.utcDay.description, security: record.externalID)
            ]
            try store.saveTransactions(connection: connection.id, page)
        case .orders:
            var order = ReportedOrder()
            (order.externalID, order.account, order.status) = (record.externalID, "A", "new")
            (order.symbol, order.submittedAt, order.assetClass) = (record.ticker, time, "us_equity")
            try store.saveOrders(connection: connection.id, [order])
        }
    }
}

private let users = ["ana", "bob"]
private let speakers = [("ana", "plaid"), ("ana", "alpaca"), ("ana", "csv"), ("bob", "plaid"), ("bob", "csv")]

/// Makes the connections; in the same order in every store.
private func connect(_ store: Store) throws -> [Connection] {
    try speakers.enumerated().map { index, speaker in
        try store.fixture(user: speaker.0, provider: speaker.1, externalID: "x\(index)")
    }
}

private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

private func arrivals(_ generator: inout Generator) -> [Arrival] {
    func any<Value>(_ values: [Value]) -> Value { values[Int(generator.next() % UInt64(values.count))] }
    var arrivals: [Arrival] = []
    for index in 0..<10 {
        var record = ReportedSecurity()
        record.externalID = "s\(index)"
        record.ticker = any([nil, "AAPL", "AAPL", "MSFT", "aapl"])
        record.isin = any([nil, nil, "US0378331005", "US5949181045"])
        record.cusip = any([nil, nil, "037833100", "594918104"])
        record.type = any([.stock, .other, .etf])
        record.name = any([nil, "AAPL", "APPLE INC", "Apple Inc.", "Apple Computer, Inc.", "Mine"])
        record.sector = any([nil, "Tech", "Electronic Technology", "N/A"])
        record.country = any([nil, "US", "IE"])
        let answer = any([Arrival.Answer.holdings, .holdings, .transactions, .orders])
        let time = Timestamp.close.adding(seconds: -86_400 * Int64(any([0, 1, 2])))
        arrivals.append(
            Arrival(connection: any([0, 1, 2, 3, 4]), answer: answer, record: record, time: time)
        )
    }
    return arrivals
}

/// Everything that a user is told, but for ids.
private func told(_ store: Store, _ user: String) throws -> [String] {
    var lines: [String] = []
    let accounts = try store.facts(user: user).accounts.map(\.id)
    for activity in try store.activities(ActivityQuery(accounts: accounts)).activities {
        lines.append("activity \(activity.reported.externalID) \(activity.symbol ?? "-") \(activity.name ?? "-")")
    }
    let facts = try store.facts(user: user)
    for (id, security) in facts.securities {
        let units = facts.holdings.filter { $0.security == id }.map(\.quantity.description).sorted()
        let details = try #require(try store.securityDetails(id: id, user: user))
        #expect(details.merged.security == security, "the description that is kept is the one that follows")
        var lot = security
        lot.id = ""
        let origins = details.merged.origins.map { "\($0.key.rawValue) \($0.value)" }.sorted()
        let codes = details.identifiers.map { "\($0.code) \($0.adapter) \($0.asOf)" }
        let statements = details.statements.map { "\($0.statement)" }.sorted()
        lines.append("\(units) \(lot) \(origins) \(codes) \(statements)")
    }
    for symbol in ["AAPL", "MSFT", "037833100", "US5949181045"] {
        let found = try store.findSecurities(symbol: symbol, user: user)
        lines.append("\(symbol) \(found.map { "\($0.isHeld) \($0.security.name ?? "-")" }.sorted())")
    }
    lines += try store.identityConflicts(user: user).map { conflict in
        "\([conflict.left.name ?? "-", conflict.right.name ?? "-"].sorted()) \(conflict.shared)"
    }
    return lines.sorted()
}

@Test(arguments: 0..<40 as Range<UInt64>)
func `whoever speaks first, every user is told the same`(seed: UInt64) throws {
    var generator = Generator(state: seed &* 7919 &+ 5)
    let arrivals = arrivals(&generator)
    var expected: [[String]]?
    for _ in 0..<4 {
        let store = try Store.open(location: .memory)
        let connections = try connect(store)
        for arrival in arrivals.shuffled(using: &generator) {
            try arrival.save(into: store, connections[arrival.connection])
        }
        #expect(try store.check().filter { !$0.isOK } == [], "seed \(seed)")
        let outcome = try users.map { try told(store, $0) }
        if let expected { #expect(outcome == expected, "seed \(seed)") }
        expected = expected ?? outcome
    }
}

@Test(arguments: 0..<30 as Range<UInt64>)
func `a connection that came and went leaves no trace`(seed: UInt64) throws {
    var generator = Generator(state: seed &* 104_729 &+ 11)
    let arrivals = arrivals(&generator)
    let guest = Int(seed % UInt64(speakers.count))
    let (visited, unvisited) = (try Store.open(location: .memory), try Store.open(location: .memory))
    let (there, here) = (try connect(visited), try connect(unvisited))
    for arrival in arrivals.shuffled(using: &generator) {
        try arrival.save(into: visited, there[arrival.connection])
    }
    for arrival in arrivals where arrival.connection != guest {
        try arrival.save(into: unvisited, here[arrival.connection])
    }
    _ = try visited.removeConnection(id: there[guest].id)
    _ = try unvisited.removeConnection(id: here[guest].id)
    #expect(try visited.check().filter { !$0.isOK } == [], "seed \(seed)")
    for user in users { #expect(try told(visited, user) == told(unvisited, user), "seed \(seed)") }
}
