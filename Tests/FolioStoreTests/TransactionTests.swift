import FolioModel
import FolioStore
import Testing

private func page(_ rows: [ReportedTransaction], pass: String = "p1", cursor: String? = "c1") -> TransactionsPage {
    var page = TransactionsPage(passID: pass)
    (page.added, page.nextCursor) = (rows, cursor)
    return page
}

private func accounts(_ store: Store) throws -> [String] { try store.facts(user: "ana").accounts.map(\.id) }

@Test(arguments: Backend.allCases)
func `the same page twice changes nothing`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        let rows = [try ReportedTransaction.fixture("t1", "2025-01-02"), try .fixture("t2", "2025-01-03")]
        #expect(try store.saveTransactions(connection: connection, page(rows)).added == 2)
        let first = try store.activities(ActivityQuery(accounts: accounts(store)))
        #expect(try store.saveTransactions(connection: connection, page(rows)).unchanged == 2)
        #expect(try store.activities(ActivityQuery(accounts: accounts(store))) == first)
        #expect(try store.transactionAudit(connection: connection) == [])
        #expect(try store.transactionCursor(connection: connection) == "c1")
    }
}

@Test(arguments: Backend.allCases)
func `a correction replaces and a cancellation removes, and both leave an audit row`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        let old = try ReportedTransaction.fixture("t1", "2025-01-02")
        try store.saveTransactions(connection: connection, page([old, try .fixture("t2", "2025-01-03")]))
        let new = try ReportedTransaction.fixture("t1", "2025-01-02", cash: "-11")
        var correction = page([], cursor: "c2")
        (correction.modified, correction.removed) = ([new], ["t2", "never"])
        let outcome = try store.saveTransactions(connection: connection, correction)
        #expect(outcome == TransactionsOutcome(added: 0, unchanged: 0, corrected: 1, removed: 1))
        let stored = try store.activities(ActivityQuery(accounts: accounts(store))).activities
        #expect(stored.map(\.reported) == [new])
        let audit = try store.transactionAudit(connection: connection)
        #expect(audit.map(\.action) == [.corrected, .removed])
        #expect(audit.map(\.before.externalID) == ["t1", "t2"])
        #expect(audit.map(\.after) == [new, nil])
    }
}

@Test(arguments: Backend.allCases)
func `a fully sent window removes what no page of its pass had`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        let rows = try ["2025-01-02", "2025-02-02", "2025-03-02"].map { try ReportedTransaction.fixture($0, $0) }
        try store.saveTransactions(connection: connection, page(rows))
        let window = try #require(Day("2025-01-01"))...(try #require(Day("2025-02-28")))
        var next = page([rows[0]], pass: "p2")
        next.window = window
        try store.saveTransactions(connection: connection, next)
        #expect(try store.transactionCount(connection: connection) == 3)
        next.added = []
        next.windowIsAuthoritative = true
        #expect(try store.saveTransactions(connection: connection, next).removed == 1)
        let left = try store.activities(ActivityQuery(accounts: accounts(store))).activities
        #expect(left.map(\.reported.externalID) == ["2025-03-02", "2025-01-02"])
        #expect(try store.transactionAudit(connection: connection).map(\.action) == [.missing])
    }
}

@Test(arguments: Backend.allCases)
func `a fully sent window leaves the rows of accounts that are gone`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(accounts: ["A", "B"]).id
        let rows = [try ReportedTransaction.fixture("t1", "2025-01-02", account: "B")]
        try store.saveTransactions(connection: connection, page(rows))
        _ = try store.saveAccounts(connection: connection, [.fixture("A")], source: .external, isComplete: true)
        var next = page([], pass: "p2")
        next.window = try #require(Day("2025-01-01"))...(try #require(Day("2025-02-28")))
        next.windowIsAuthoritative = true
        #expect(try store.saveTransactions(connection: connection, next).removed == 0)
        #expect(try store.transactionCount(connection: connection) == 1)
    }
}

@Test(arguments: Backend.allCases)
func `the newest change of a quantity is known by account`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(accounts: ["A", "B"]).id
        var buy = try ReportedTransaction.fixture("t1", "2025-01-02", security: "s1")
        buy.quantityDelta = Quantity(1)
        var rows = page([buy, try .fixture("t2", "2025-01-09"), try .fixture("t3", "2025-01-09", account: "B")])
        rows.securities = [.fixture("s1", "AAPL")]
        try store.saveTransactions(connection: connection, rows)
        let facts = try store.facts(user: "ana")
        #expect(facts.lastTrades == [facts.accounts[0].id: try #require(Day("2025-01-02"))])
    }
}

@Test(arguments: Backend.allCases)
func `orders are of a class by the brokerage's word`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(provider: "alpaca").id
        let orders = ["us_equity", "us_option", "crypto", nil].enumerated().map { index, word in
            var order = ReportedOrder()
            (order.externalID, order.account, order.assetClass) = ("o\(index)", "A", word)
            return order
        }
        try store.saveOrders(connection: connection, orders)
        var query = OrderQuery(accounts: try accounts(store))
        for (assetClass, found) in [
            (.equity, ["o0"]), (.fund, ["o0"]), (.option, ["o1"]), (.crypto, ["o2"]), (.cash, []), (.other, []),
        ] as [(AssetClass, [String])] {
            query.assetClass = assetClass
            #expect(try store.orders(query).orders.map(\.reported.externalID) == found)
        }
    }
}

@Test(arguments: Backend.allCases)
func `a page with a row of an unknown account stores neither rows nor cursor`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        let rows = [
            try ReportedTransaction.fixture("t1", "2025-01-02"), try .fixture("t2", "2025-01-02", account: "Z"),
        ]
        #expect(throws: StoreError.self) { try store.saveTransactions(connection: connection, page(rows)) }
        #expect(try store.transactionCount(connection: connection) == 0)
        #expect(try store.transactionCursor(connection: connection) == nil)
    }
}

@Test(arguments: Backend.allCases)
func `pages of activities are newest first and fit together while rows are added`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        let days = ["2025-01-02", "2025-01-02", "2025-01-03", "2025-01-04", "2025-01-04"]
        let rows = try days.enumerated().map { try ReportedTransaction.fixture("t\($0.offset)", $0.element) }
        try store.saveTransactions(connection: connection, page(rows))
        var query = ActivityQuery(accounts: try accounts(store))
        query.limit = 2
        var seen: [String] = []
        repeat {
            let page = try store.activities(query)
            seen += page.activities.map(\.reported.externalID)
            query.cursor = page.nextCursor
            let late = TransactionsPage.single(try .fixture("late\(seen.count)", "2025-01-05"))
            try store.saveTransactions(connection: connection, late)
        } while query.cursor != nil
        #expect(seen == ["t4", "t3", "t2", "t1", "t0"])
    }
}

extension TransactionsPage {
    fileprivate static func single(_ row: ReportedTransaction) -> TransactionsPage {
        var page = TransactionsPage(passID: "late")
        page.added = [row]
        return page
    }
}

@Test(arguments: Backend.allCases)
func `activities are filtered by symbol, type and date`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture().id
        var rows = page([
            try .fixture("t1", "2025-01-02", security: "s1"), try .fixture("t2", "2025-01-03", security: "s2"),
            try .fixture("t3", "2025-01-04"),
        ])
        rows.securities = [.fixture("s1", "BRK.B"), .fixture("s2", "BTC/USD", type: .cryptocurrency)]
        try store.saveTransactions(connection: connection, rows)
        func found(_ change: (inout ActivityQuery) -> Void) throws -> [String] {
            var query = ActivityQuery(accounts: try accounts(store))
            change(&query)
            return try store.activities(query).activities.map(\.reported.externalID)
        }
        #expect(try found { $0.symbol = "brk-b" } == ["t1"])
        #expect(try found { $0.symbol = "BTCUSD" } == ["t2"])
        #expect(try found { $0.types = [.fee] } == ["t3"])
        #expect(try found { $0.from = Day("2025-01-03") } == ["t3", "t2"])
        #expect(try found { $0.to = Day("2025-01-02") } == ["t1"])
        #expect(try found { $0.accounts = [] } == [])
    }
}

@Test(arguments: Backend.allCases)
func `orders are open or closed by the brokerage's word`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try store.fixture(provider: "alpaca").id
        let orders = ["new", "filled", "canceled"].enumerated().map { index, status in
            var order = ReportedOrder()
            (order.externalID, order.account, order.status) = ("o\(index)", "A", status)
            order.submittedAt = Timestamp.close.adding(seconds: Int64(index))
            return order
        }
        try store.saveOrders(connection: connection, orders)
        var query = OrderQuery(accounts: try accounts(store))
        #expect(try store.orders(query).orders.map(\.reported) == orders.reversed())
        query.status = "open"
        #expect(try store.orders(query).orders.map(\.reported.externalID) == ["o0"])
        query.status = "closed"
        query.limit = 1
        let first = try store.orders(query)
        #expect(first.orders.map(\.reported.externalID) == ["o2"])
        query.cursor = first.nextCursor
        #expect(try store.orders(query).orders.map(\.reported.externalID) == ["o1"])
    }
}
