import FolioModel
import FolioStore
import Testing

@Suite struct RecordTests {
    private func bond() -> ReportedSecurity {
        var bond = ReportedSecurity.fixture("b", cusip: "912828ZQ6", type: .treasuryBill)
        bond.fixedIncome = FixedIncome()
        bond.fixedIncome?.priceBasis = .percentOfPar
        return bond
    }

    private func inPassing() -> ReportedSecurity {
        var record = ReportedSecurity.fixture("b", type: .other)
        (record.name, record.sector) = (nil, "Government")
        return record
    }

    @Test(arguments: Backend.allCases, [true, false])
    func `what transactions say of a security fills gaps of what holdings say, whichever comes first`(
        backend: Backend,
        holdingsFirst: Bool
    ) throws {
        try backend.withStore { store in
            let connection = try store.fixture().id
            let update = HoldingsUpdate.fixture([bond()], [try .fixture("A", "b", "10000")])
            var page = TransactionsPage(passID: "p")
            page.securities = [inPassing()]
            page.added = [try .fixture("t", "2025-01-02", security: "b")]
            if holdingsFirst { try store.saveHoldings(connection: connection, update, source: "csv") }
            try store.saveTransactions(connection: connection, page)
            if !holdingsFirst { try store.saveHoldings(connection: connection, update, source: "csv") }
            let facts = try store.facts(user: "ana")
            #expect(facts.holdings.map(\.priceBasis) == [.percentOfPar])
            let security = try #require(facts.securities.values.first)
            #expect(security.type == .treasuryBill)
            #expect(security.fixedIncome?.priceBasis == .percentOfPar)
            #expect(security.cusip == "912828ZQ6")
            #expect(security.name == "Name of b")
            #expect(security.sector == "Government")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a vague type of the holdings gives way, and a later answer of the holdings counts`(backend: Backend) throws {
        try backend.withStore { store in
            let connection = try store.fixture().id
            var update = HoldingsUpdate.fixture([.fixture("m", "SPAXX")], [try .fixture("A", "m", "5")])
            try store.saveHoldings(connection: connection, update, source: "csv")
            var page = TransactionsPage(passID: "p")
            page.securities = [.fixture("m", "SPAXX", type: .moneyMarketFund)]
            page.added = [try .fixture("t", "2025-01-02", security: "m")]
            try store.saveTransactions(connection: connection, page)
            #expect(try store.facts(user: "ana").securities.values.map(\.type) == [.moneyMarketFund])
            update.securities[0].name = "Government Money Market"
            try store.saveHoldings(connection: connection, update, source: "csv")
            #expect(try store.facts(user: "ana").securities.values.map(\.type) == [.moneyMarketFund])
            #expect(try store.facts(user: "ana").securities.values.map(\.name) == ["Government Money Market"])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a user sees others' securities only by a code`(backend: Backend) throws {
        try backend.withStore { store in
            let records: [ReportedSecurity] = [
                .fixture("s1", "HOUSE"), .fixture("s2", "AAPL", isin: "US0378331005"),
            ]
            let connection = try store.fixture(user: "ana").id
            try store.saveHoldings(connection: connection, .fixture(records, []), source: "csv")
            let house = try #require(try store.securities(symbol: "HOUSE", user: "ana").first)
            #expect(try store.securities(symbol: "HOUSE", user: "eve") == [])
            #expect(try store.securities(symbol: "AAPL", user: "eve").count == 1)
            #expect(try store.security(id: house.id, user: "eve") == nil)
            #expect(try store.security(id: house.id, user: "ana") == house)
            #expect(try store.security(id: house.id) == house)
            #expect(try store.searchSecurities("HOUSE", limit: 5, user: "eve") == [])
            #expect(try store.searchSecurities("HOUSE", limit: 5, user: "ana") == [house])
        }
    }
}
