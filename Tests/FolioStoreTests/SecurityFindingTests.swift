import FolioModel
import FolioStore
import Testing

private let apple = "US0378331005"

@Suite struct SecurityFindingTests {
    private func found(_ store: Store, _ symbol: String, _ user: String = "ana") throws -> [String?] {
        try store.findSecurities(symbol: symbol, user: user).map(\.security.name)
    }

    @Test(arguments: Backend.allCases)
    func `a security is found in every spelling of every code`(backend: Backend) throws {
        try backend.withStore { store in
            let plaid = try store.fixture()
            var share = ReportedSecurity.fixture("share", "BRK/B", isin: "US0846707026")
            (share.figi, share.sedol) = ("BBG000B9XRY4", "2046251")
            let coin = ReportedSecurity.fixture("coin", "BTC/USD", type: .cryptocurrency)
            let option = ReportedSecurity.fixture("option", "AAPL  250117C00150000", type: .option)
            try store.saveHoldings(connection: plaid.id, .fixture([share, coin, option], []), source: "plaid")
            for text in ["BRK.B", "brk-b", "BRK/B", "BRK B", "US0846707026", "084670702", "BBG000B9XRY4", "2046251"] {
                #expect(try found(store, text) == ["Name of share"], "\(text)")
            }
            for text in ["BTC", "BTC/USD", "btc-usd", "BTCUSD", "BTC/EUR", "CUR:BTC"] {
                #expect(try found(store, text) == ["Name of coin"], "\(text)")
            }
            for text in ["AAPL250117C00150000", "AAPL  250117C00150000", "O:AAPL250117C00150000"] {
                #expect(try found(store, text) == ["Name of option"], "\(text)")
            }
            for text in ["BRK", "AAPL", "%", "", String(repeating: "A", count: 1000)] {
                #expect(try found(store, text) == [], "\(text)")
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `what only an order, a sold position or a removed file named is found as long as its connection is there`(
        backend: Backend
    ) throws {
        try backend.withStore { store in
            let alpaca = try store.fixture(provider: "alpaca")
            var orders: [ReportedOrder] = []
            for (id, symbol, kind) in [
                ("1", "NVDA", "us_equity"), ("2", "ETH/USD", "crypto"), ("3", "TSLA250117P00200000", "us_option"),
            ] {
                var order = ReportedOrder()
                (order.externalID, order.account, order.status) = (id, "A", "canceled")
                (order.symbol, order.assetClass, order.submittedAt) = (symbol, kind, .close)
                orders.append(order)
            }
            try store.saveOrders(connection: alpaca.id, orders)
            #expect(try store.findSecurities(symbol: "NVDA", user: "ana").map(\.security.type) == [.stock])
            #expect(try store.findSecurities(symbol: "ETH", user: "ana").map(\.security.type) == [.cryptocurrency])
            let option = try #require(try store.findSecurities(symbol: "TSLA  250117P00200000", user: "ana").first)
            #expect(option.security.option?.strike.description == "200")
            let details = try #require(try store.securityDetails(id: option.security.id, user: "ana"))
            #expect(details.statements.map(\.statement.source.kind) == [.orders])

            let csv = try store.fixture(provider: "csv", externalID: "files")
            var update = HoldingsUpdate.fixture([.fixture("f", "OLD")], [try .fixture("A", "f", "1")])
            try store.saveHoldings(connection: csv.id, update, source: "csv")
            (update.securities, update.holdings) = ([], [])
            try store.saveHoldings(connection: csv.id, update, source: "csv")
            #expect(try store.facts(user: "ana").holdings == [])
            #expect(try found(store, "OLD") == ["Name of f"])
            _ = try store.removeConnection(id: csv.id)
            #expect(try found(store, "OLD") == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `of several the one that is held comes first, then what was named last`(backend: Backend) throws {
        try backend.withStore { store in
            let plaid = try store.fixture()
            func say(_ id: String, _ currency: Currency, _ day: String, holds: Bool) throws {
                var record = ReportedSecurity.fixture(id, "VOD")
                record.currency = currency
                var update = HoldingsUpdate(asOf: Timestamp(try #require(Day(day))))
                (update.securities, update.isComplete) = ([record], false)
                if holds { update.holdings = [try .fixture("A", id, "1")] }
                try store.saveHoldings(connection: plaid.id, update, source: "plaid")
            }
            try say("usd", .usd, "2025-01-01", holds: false)
            try say("gbp", .gbp, "2025-01-02", holds: true)
            try say("eur", .eur, "2025-01-03", holds: false)
            let findings = try store.findSecurities(symbol: "vod", user: "ana")
            #expect(findings.map(\.security.currency) == [.gbp, .eur, .usd])
            #expect(findings.map(\.isHeld) == [true, false, false])

            var page = TransactionsPage(passID: "p")
            page.added = [try .fixture("t", "2025-02-01", security: "usd")]
            try store.saveTransactions(connection: plaid.id, page)
            #expect(try found(store, "VOD") == ["Name of gbp", "Name of usd", "Name of eur"])
            // Another user holds none of them and is told of none: a ticker is no code that the world knows.
            #expect(try found(store, "VOD", "bob") == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `own connections come before others', and answers are bounded`(backend: Backend) throws {
        try backend.withStore { store in
            let other = try store.fixture(user: "bob")
            let currencies = ["USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK"]
            let records = (currencies + currencies.map { "X\($0)" }).enumerated().map { index, code in
                var record = ReportedSecurity.fixture("s\(index)", "ACME")
                (record.currency, record.figi) = (Currency(code) ?? .usd, "BBG000B9XRY4")
                return record
            }
            var update = HoldingsUpdate.fixture(records, [])
            update.asOf = .close
            try store.saveHoldings(connection: other.id, update, source: "plaid")
            let mine = try store.fixture(user: "ana", provider: "alpaca")
            update = HoldingsUpdate.fixture([records[7]], [])
            update.asOf = Timestamp.close.adding(seconds: -86_400)
            try store.saveHoldings(connection: mine.id, update, source: "alpaca")
            let found = try store.findSecurities(symbol: "ACME", user: "ana")
            #expect(found.count == Store.maximumFindings)  // 24 are known
            #expect(found.first?.security.currency == records[7].currency)
        }
    }

    @Test(arguments: Backend.allCases)
    func `details say who states what, and whose connections do`(backend: Backend) throws {
        try backend.withStore { store in
            let plaid = try store.fixture(user: "ana")
            let other = try store.fixture(user: "bob", provider: "alpaca")
            let csv = try store.fixture(user: "ana", provider: "csv", externalID: "files")
            var record = ReportedSecurity.fixture("p", "AAPL", isin: apple)
            (record.name, record.sector) = ("Apple Inc.", "Electronic Technology")
            try store.saveHoldings(connection: plaid.id, .fixture([record], []), source: "plaid")
            (record.name, record.sector, record.exchange) = ("Apple Inc. Common Stock", nil, "NASDAQ")
            try store.saveHoldings(connection: other.id, .fixture([record], []), source: "alpaca")
            (record.name, record.industry) = ("My Apple", "Phones")
            try store.saveHoldings(connection: csv.id, .fixture([record], []), source: "csv")

            let id = try #require(try store.findSecurities(symbol: "AAPL", user: "ana").first).security.id
            let details = try #require(try store.securityDetails(id: id, user: "ana"))
            #expect(details.merged.security.name == "Apple Inc. Common Stock")
            #expect(details.merged.origins[.name]?.adapter == "alpaca")
            #expect(details.merged.origins[.sector]?.adapter == "plaid")
            #expect(details.merged.origins[.industry]?.adapter == "csv")
            #expect(details.merged.origins[.exchange]?.kind == .assets)
            #expect(details.statements.map(\.statement.source.adapter) == ["alpaca", "plaid", "csv"])
            #expect(details.statements.map(\.connections) == [[], [plaid.id], [csv.id]])
            #expect(details.identifiers.map(\.code.value) == ["037833100", apple, "AAPL"])
            #expect(details.identifiers.map(\.adapter) == ["alpaca", "alpaca", "alpaca"])
            let others = try #require(try store.securityDetails(id: id, user: "bob"))
            #expect(others.merged.security.industry == nil)
            #expect(others.statements.map(\.connections) == [[other.id], []])
            #expect(try store.securityDetails(id: "s_none", user: "ana") == nil)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a wording is kept once however many say so, and a long list of them is cut`(backend: Backend) throws {
        try backend.withStore { store in
            for number in 0..<80 {
                let connection = try store.fixture(user: "user-\(number)")
                var record = ReportedSecurity.fixture("x", "AAPL", isin: apple)
                record.name = number < 10 ? "Apple Inc." : "Apple Inc. as number \(number) has it"
                var update = HoldingsUpdate.fixture([record], [])
                update.asOf = Timestamp.close.adding(seconds: Int64(number - 80))
                try store.saveHoldings(connection: connection.id, update, source: "plaid")
                let id = try #require(try store.findSecurities(symbol: "AAPL", user: "user-0").first).security.id
                let details = try #require(try store.securityDetails(id: id, user: "user-0"))
                #expect(details.statements.count == max(1, min(number - 8, Store.maximumStatements)))
                #expect(details.merged.security.name == record.name)
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `a search shows each user the user's own words for what no vendor knows`(backend: Backend) throws {
        try backend.withStore { store in
            for (user, name) in [("ana", "Granite Fund"), ("bob", "Marble Fund")] {
                let connection = try store.fixture(user: user, provider: "csv")
                var record = ReportedSecurity.fixture("x", "STONE")
                record.name = name
                try store.saveHoldings(connection: connection.id, .fixture([record], []), source: "csv")
            }
            func names(_ query: String, _ user: String?) throws -> [String?] {
                try store.searchSecurities(query, limit: 5, user: user).map(\.name)
            }
            #expect(try names("fund", "ana") == ["Granite Fund"])
            #expect(try names("marble", "ana") == [])
            #expect(try names("stone", "bob") == ["Marble Fund"])
            #expect(try names("stone", "eve") == [])
            #expect(try names("stone", nil).count == 1)
        }
    }
}
