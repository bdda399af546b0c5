import FolioModel
import FolioStore
import Testing

private let apple = "US0378331005"
private let appleCUSIP = "037833100"
private let microsoftCUSIP = "594918104"

/// A record with the words of whoever says it.
private func record(
    _ id: String,
    _ ticker: String? = nil,
    name: String? = nil,
    sector: String? = nil,
    isin: String? = nil,
    cusip: String? = nil,
    type: SecurityType = .stock
) -> ReportedSecurity {
    var record = ReportedSecurity.fixture(id, ticker, isin: isin, cusip: cusip, type: type)
    (record.name, record.sector) = (name, sector)
    return record
}

extension Store {
    /// Says of securities, with holdings of one unit each.
    fileprivate func say(
        _ connection: Connection,
        _ records: [ReportedSecurity],
        since: Timestamp = .close,
        isComplete: Bool = false
    ) throws {
        var update = HoldingsUpdate(asOf: since)
        update.securities = records
        update.holdings = try records.map { try .fixture("A", $0.externalID, "1") }
        update.isComplete = isComplete
        try saveHoldings(connection: connection.id, update, source: connection.provider)
    }

    /// What a user sees of a symbol.
    fileprivate func seen(_ symbol: String, _ user: String) throws -> Security {
        try #require(try securities(symbol: symbol, user: user).first)
    }
}

@Suite struct SecurityStatementTests {
    @Test(arguments: Backend.allCases)
    func `a vendor's words are everybody's, and what a user's file says is that user's`(backend: Backend) throws {
        try backend.withStore { store in
            let ana = try store.fixture(user: "ana", provider: "csv")
            let bob = try store.fixture(user: "bob", provider: "csv")
            let vendor = try store.fixture(user: "eve", provider: "plaid")
            try store.say(ana, [record("a", "AAPL", name: "Ana's secret", sector: "Ana's", cusip: appleCUSIP)])
            try store.say(bob, [record("b", "AAPL", cusip: appleCUSIP)])
            #expect(try store.seen("AAPL", "ana").name == "Ana's secret")
            #expect(try store.seen("AAPL", "bob").name == nil)
            #expect(try store.securities(symbol: "AAPL", user: "eve") == [])

            try store.say(vendor, [record("v", "AAPL", name: "Apple Inc.", cusip: appleCUSIP)])
            #expect(try store.seen("AAPL", "ana").name == "Apple Inc.")
            #expect(try store.seen("AAPL", "ana").sector == "Ana's")
            #expect(try store.seen("AAPL", "bob").name == "Apple Inc.")
            #expect(try store.seen("AAPL", "bob").sector == nil)
            #expect(try store.seen("AAPL", "eve").sector == nil)
            let ids = try ["ana", "bob", "eve"].map { try store.facts(user: $0).securities.keys.first }
            #expect(Set(ids).count == 1)
            #expect(try store.facts(user: "ana").securities.values.map(\.sector) == ["Ana's"])
            #expect(try store.facts(user: "bob").securities.values.map(\.sector) == [nil])
        }
    }

    @Test(arguments: Backend.allCases)
    func `nothing that a file says is found by, or shown to, another user`(backend: Backend) throws {
        try backend.withStore { store in
            let vendor = try store.fixture(user: "bob", provider: "plaid")
            try store.say(vendor, [record("v", "AAPL", name: "Apple Inc.")])
            let ana = try store.fixture(user: "ana", provider: "csv")
            var told = record("a", "AAPL", name: "Orchard", sector: "Fruit", cusip: appleCUSIP, type: .etf)
            (told.country, told.figi, told.exchange) = ("US", "BBG000B9XRY4", "Backyard")
            try store.say(ana, [told, record("h", "HOUSE", name: "My house", isin: "IE00B4L5Y983")])

            for query in [appleCUSIP, "BBG000B9XRY4", "HOUSE", "IE00B4L5Y983"] {
                #expect(try store.securities(symbol: query, user: "bob") == [], "\(query)")
                #expect(try store.securities(symbol: query, user: "ana").count == 1, "\(query)")
            }
            for query in ["Orchard", "house", appleCUSIP] {
                #expect(try store.searchSecurities(query, limit: 9, user: "bob") == [], "\(query)")
                #expect(try store.searchSecurities(query, limit: 9, user: "ana").count == 1, "\(query)")
            }
            let seen = try store.seen("AAPL", "bob")
            #expect((seen.name, seen.type) == ("Apple Inc.", .stock))
            #expect([seen.cusip, seen.sector, seen.country, seen.figi, seen.exchange] == [nil, nil, nil, nil, nil])
            let details = try #require(try store.securityDetails(id: seen.id, user: "bob"))
            #expect(details.identifiers.map(\.code.value) == ["AAPL"])
            #expect(details.statements.map(\.statement.record.name) == ["Apple Inc."])
            #expect(try store.seen("AAPL", "ana").type == .etf)
        }
    }

    @Test(arguments: Backend.allCases)
    func `an adapter that is not known to speak for a vendor speaks for its user alone`(backend: Backend) throws {
        try backend.withStore { store in
            let ana = try store.fixture(user: "ana", provider: "homemade")
            try store.say(ana, [record("a", "AAPL", name: "Apple Inc.", isin: apple)])
            #expect(try store.securities(symbol: apple, user: "bob") == [])
            #expect(try store.seen("AAPL", "ana").name == "Apple Inc.")
        }
    }

    @Test(arguments: Backend.allCases)
    func `one user's file neither joins nor parts what others hold`(backend: Backend) throws {
        try backend.withStore { store in
            let bob = try store.fixture(user: "bob", provider: "alpaca")
            try store.say(bob, [record("1", "AAPL"), record("2", "MSFT")])
            let eve = try store.fixture(user: "eve", provider: "plaid")
            try store.say(eve, [record("3", "AAPL", cusip: appleCUSIP)])
            let before = try store.facts(user: "bob").holdings
            #expect(
                try store.facts(user: "eve").securities.keys.allSatisfy { id in before.contains { $0.security == id } }
            )

            let ana = try store.fixture(user: "ana", provider: "csv")
            // Apple's code with both tickers, and Apple's ticker with another code.
            try store.say(
                ana,
                [
                    record("a", "AAPL", cusip: appleCUSIP), record("b", "MSFT", cusip: appleCUSIP),
                    record("c", "AAPL", cusip: microsoftCUSIP),
                ]
            )
            #expect(try store.facts(user: "bob").holdings == before)
            #expect(try store.facts(user: "eve").securities.count == 1)
            #expect(try store.identityConflicts(user: "bob") == [])
            #expect(try store.identityConflicts(user: "ana").map(\.shared) == ["ticker AAPL USD listed"])
            #expect(try store.facts(user: "ana").securities.count == 2)
        }
    }

    @Test(arguments: Backend.allCases, [true, false])
    func `own records move to the vendors' security when it comes, and away when it goes`(
        backend: Backend,
        byCode: Bool
    ) throws {
        try backend.withStore { store in
            let code = byCode ? appleCUSIP : nil
            for user in ["ana", "bob"] {
                try store.say(
                    try store.fixture(user: user, provider: "csv"),
                    [record("x", "AAPL", name: "\(user)'s Apple", cusip: code)]
                )
            }
            let first = try store.seen("AAPL", "ana").id
            #expect(try store.seen("AAPL", "bob").id == first)
            let vendor = try store.fixture(user: "eve", provider: "plaid")
            try store.say(vendor, [record("v", "AAPL", name: "Apple Inc.", cusip: code)])
            let shared = try store.seen("AAPL", "eve").id
            for user in ["ana", "bob"] {
                #expect(try store.facts(user: user).holdings.map(\.security) == [shared])
                #expect(try store.security(id: first, user: user)?.name == "Apple Inc.")
            }
            _ = try store.removeConnection(id: vendor.id)
            for user in ["ana", "bob"] {
                let security = try store.seen("AAPL", user)
                #expect(security.name == "\(user)'s Apple")
                #expect(try store.facts(user: user).holdings.map(\.security) == [security.id])
                #expect(try store.security(id: shared, user: user)?.id == security.id)
            }
            #expect(try store.securities(symbol: "AAPL", user: "eve") == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `what a removed connection said is gone, and the rest is described anew`(backend: Backend) throws {
        try backend.withStore { store in
            let plaid = try store.fixture(provider: "plaid")
            let alpaca = try store.fixture(provider: "alpaca", externalID: "account")
            let csv = try store.fixture(provider: "csv", externalID: "files")
            try store.say(plaid, [record("p", "VTI", name: "Vanguard Total Stock", sector: "Funds", type: .etf)])
            try store.say(alpaca, [record("a", "VTI", name: "Vanguard Total Stock Market ETF")])
            try store.say(csv, [record("c", "VTI", name: "VANGUARD", sector: "Miscellaneous")])
            var security = try store.seen("VTI", "ana")
            #expect((security.name, security.sector) == ("Vanguard Total Stock Market ETF", "Funds"))
            #expect(security.type == .etf)
            _ = try store.removeConnection(id: alpaca.id)
            #expect(try store.seen("VTI", "ana").name == "Vanguard Total Stock")
            _ = try store.removeConnection(id: plaid.id)
            security = try store.seen("VTI", "ana")
            #expect((security.name, security.sector, security.type) == ("VANGUARD", "Miscellaneous", .stock))
            _ = try store.removeConnection(id: csv.id)
            #expect(try store.securities(symbol: "VTI") == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `the same answers again change nothing`(backend: Backend) throws {
        try backend.withStore { store in
            let alpaca = try store.fixture(provider: "alpaca")
            var update = HoldingsUpdate.fixture(
                [
                    record("a", "VTI", name: "Vanguard Total Stock Market ETF"),
                    record("b", "BTC/USD", type: .cryptocurrency),
                ],
                [try .fixture("A", "a", "1"), try .fixture("A", "b", "0.5")]
            )
            (update.holdings[0].price, update.holdings[0].priceAsOf) = (Price(7), .close)
            var cash = ReportedCash()
            (cash.account, cash.amount) = ("A", Amount(5))
            update.cash = [cash]
            var page = TransactionsPage(passID: "p")
            (page.securities, page.nextCursor) = ([record("a", "VTI"), record("t", "AAPL")], "c")
            page.added = [
                try .fixture("t1", "2025-01-02", security: "a"), try .fixture("t2", "2025-01-03", security: "t"),
            ]
            page.historyCompleteFrom = Day("2024-01-01")
            var order = ReportedOrder()
            (order.externalID, order.account, order.symbol, order.status) = ("o", "A", "MSFT", "new")
            func saveAll() throws {
                try store.saveHoldings(connection: alpaca.id, update, source: "alpaca")
                try store.saveTransactions(connection: alpaca.id, page)
                try store.saveOrders(connection: alpaca.id, [order])
            }
            try saveAll()
            let (generation, facts) = (store.generation, try store.facts(user: "ana"))
            let names = try ["VTI", "BTC", "AAPL", "MSFT"].map { try store.seen($0, "ana") }
            try saveAll()
            #expect(store.generation == generation)
            #expect(try store.facts(user: "ana") == facts)
            #expect(try ["VTI", "BTC", "AAPL", "MSFT"].map { try store.seen($0, "ana") } == names)

            // Another price alone is no other word on the security, but another fact.
            update.securities[0].closePrice = Price(8)
            try store.saveHoldings(connection: alpaca.id, update, source: "alpaca")
            #expect(store.generation == generation)
            update.holdings[0].price = Price(8)
            try store.saveHoldings(connection: alpaca.id, update, source: "alpaca")
            #expect(store.generation == generation + 1)
            #expect(try store.facts(user: "ana").quotes.values.map(\.price) == [Price(8)])
        }
    }

    @Test(arguments: Backend.allCases, [true, false])
    func `of two pages of transactions the words of the newer trade count, whichever comes first`(
        backend: Backend,
        newestFirst: Bool
    ) throws {
        try backend.withStore { store in
            let plaid = try store.fixture(provider: "plaid")
            let pages = try [("2024-03-01", "FB", "Facebook, Inc."), ("2025-03-01", "META", "Meta Platforms, Inc.")].map
            {
                day,
                ticker,
                name in
                var page = TransactionsPage(passID: "p")
                page.securities = [record("x", ticker, name: name)]
                page.added = [try .fixture(day, day, security: "x")]
                return page
            }
            for page in newestFirst ? pages.reversed() : pages {
                try store.saveTransactions(connection: plaid.id, page)
            }
            let security = try store.seen("META", "ana")
            #expect(security.name == "Meta Platforms, Inc.")
            // It is still found by what it was called.
            #expect(try store.seen("FB", "ana") == security)
            let identifiers = try #require(try store.securityDetails(id: security.id, user: "ana")).identifiers
            #expect(identifiers.map(\.code.value) == ["META", "FB"])
            #expect(identifiers.map(\.isFormer) == [false, true])
            #expect(try store.securities(symbol: "FB", user: "bob") == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a record that takes another ticker takes its rows and its old id along`(backend: Backend) throws {
        try backend.withStore { store in
            let alpaca = try store.fixture(provider: "alpaca")
            try store.say(alpaca, [record("x", "FB", name: "Facebook, Inc.")])
            let old = try store.seen("FB", "ana").id
            var page = TransactionsPage(passID: "p")
            page.added = [try .fixture("t", "2025-01-02", security: "x")]
            try store.saveTransactions(connection: alpaca.id, page)
            try store.say(alpaca, [record("x", "META", name: "Meta Platforms, Inc.")], isComplete: true)
            let security = try store.seen("META", "ana")
            #expect(try store.security(id: old, user: "ana") == security)
            let facts = try store.facts(user: "ana")
            #expect(facts.holdings.map(\.security) == [security.id])
            let activities = try store.activities(ActivityQuery(accounts: facts.accounts.map(\.id))).activities
            #expect(activities.map(\.security) == [security.id])
            #expect(activities.map(\.name) == ["Meta Platforms, Inc."])
        }
    }
}
