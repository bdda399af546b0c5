import FolioModel
import FolioStore
import GRDB
import Testing

private func fill(_ store: Store, user: String) throws -> Connection {
    let connection = try store.fixture(user: user, externalID: "item-of-\(user)")
    var cash = ReportedCash()
    (cash.account, cash.amount) = ("A", Amount(5))
    var holding = try ReportedHolding.fixture("A", "s1", "3")
    (holding.price, holding.priceAsOf) = (Price(7), .close)
    var update = HoldingsUpdate.fixture(
        [.fixture("s1", "AAPL"), .fixture("private-\(user)")],
        [holding, try .fixture("A", "private-\(user)", "1")]
    )
    update.cash = [cash]
    try store.saveHoldings(connection: connection.id, update, source: "plaid")
    var page = TransactionsPage(passID: "p1")
    page.added = [try .fixture("t1", "2025-01-02", security: "s1"), try .fixture("t2", "2025-01-02")]
    try store.saveTransactions(connection: connection.id, page)
    page.added = []
    page.removed = ["t2"]
    try store.saveTransactions(connection: connection.id, page)
    var order = ReportedOrder()
    (order.externalID, order.account, order.status) = ("o1", "A", "new")
    try store.saveOrders(connection: connection.id, [order])
    _ = try store.enqueueJob(kind: "sync", subject: "connection:\(connection.id)", user: user)
    let link = LinkState(
        token: "l-\(user)",
        user: user,
        provider: "plaid",
        expiresAt: Timestamp.now.adding(seconds: 60)
    )
    try store.saveLinkState(link)
    return connection
}

/// Every text of every table, to look for what should be gone.
private func everything(_ path: String) throws -> String {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { db in
        let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        return try tables.map { table in
            try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").map(\.description).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

@Test func `nothing of a removed user is left, and nothing of another is touched`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        let store = try Store.open(location: .file(path))
        let other = try fill(store, user: "eve-the-other")
        let before = try store.facts(user: "eve-the-other")
        let connection = try fill(store, user: "ana-the-first")
        let account = try #require(try store.facts(user: "ana-the-first").accounts.first).id
        let removed = try store.removeUser("ana-the-first")
        #expect(
            removed == [
                "user": 1, "connection": 1, "account": 1, "holding": 2, "cash_balance": 1, "transaction": 1,
                "transaction_audit": 1, "orders": 1, "quote": 1, "provider_security": 2, "job": 1, "link_state": 1,
            ]
        )
        let text = try everything(path)
        for word in ["ana-the-first", connection.id, account] { #expect(!text.contains(word)) }
        #expect(text.contains(other.id))
        #expect(try store.facts(user: "eve-the-other") == before)
        #expect(try store.check().filter { !$0.isOK } == [])
        #expect(throws: StoreError.notFound(what: "user", id: "ana-the-first")) {
            try store.removeUser("ana-the-first")
        }
        for suffix in ["", "-wal"] {
            let bytes = Directory.bytes(of: path + suffix)
            #expect(!String(decoding: bytes, as: UTF8.self).contains("ana-the-first"))
        }
    }
}

@Test(arguments: Backend.allCases)
func `a removed connection takes its secrets and leaves its user`(backend: Backend) throws {
    try backend.withStore { store in
        let connection = try fill(store, user: "ana")
        #expect(try store.sealedCredentials(connection: connection.id) == [1, 2, 3])
        #expect(try store.removeConnection(id: connection.id)["account"] == 1)
        #expect(try store.sealedCredentials(connection: connection.id) == nil)
        #expect(try store.facts(user: "ana") == PortfolioFacts())
        #expect(try store.users().map(\.name) == ["ana"])
        #expect(try store.connection(id: connection.id) == nil)
    }
}

@Test(arguments: Backend.allCases)
func `linking the same again renews the connection`(backend: Backend) throws {
    try backend.withStore { store in
        let first = try store.fixture()
        try store.updateConnection(id: first.id) { connection in
            (connection.status, connection.errorCode) = (.needsRelink, "ITEM_LOGIN_REQUIRED")
        }
        let again = try store.createConnection(
            user: "ana",
            provider: "plaid",
            externalID: "item-1",
            sealedCredentials: [4]
        )
        #expect(again.id == first.id)
        #expect(again.status == .pending)
        #expect(again.errorCode == nil)
        #expect(again.institutionName == "Bank")
        #expect(try store.sealedCredentials(connection: first.id) == [4])
        #expect(try store.allConnections().count == 1)
    }
}
