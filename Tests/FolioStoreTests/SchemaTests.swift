import FolioModel
@testable import FolioStore
import GRDB
import Testing

@Test func `a store of the first schema keeps its holdings, with the basis that was said of them`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: "1")
        let time = "2025-09-23T20:00:00.000Z"
        let record = ReportedSecurity.fixture("b", type: .bond)
        var bond = record
        bond.fixedIncome = FixedIncome()
        bond.fixedIncome?.priceBasis = .percentOfPar
        try queue.write { [bond] db in
            try db.execute(
                sql: """
                    INSERT INTO user VALUES ('ana', NULL, '\(time)');
                    INSERT INTO connection (id, user, provider, external_id, status, created_at)
                        VALUES ('c', 'ana', 'csv', 'x', 'active', '\(time)');
                    INSERT INTO account (id, connection, external_id, source, name, type, currency, tradable, created_at)
                        VALUES ('a', 'c', 'A', 'external', 'A', 'investment', 'USD', 0, '\(time)');
                    INSERT INTO security (id, type, is_cash_equivalent, currency, updated_at)
                        VALUES ('s', 'bond', 0, 'USD', '\(time)');
                    INSERT INTO security_identity (security, kind, isin, cusip, occ, ticker, record)
                        VALUES ('s', 'security', '', '', '', '', 'c b');
                    INSERT INTO holding (account, security, external_security, side, qty, value, currency, as_of)
                        VALUES ('a', 's', 'b', 'long', '10000', '9875', 'USD', '\(time)');
                    INSERT INTO quote (connection, security, price, currency, as_of, source)
                        VALUES ('c', 's', '98.75', 'USD', '\(time)', 'csv');
                    """
            )
            try db.execute(
                sql: "INSERT INTO provider_security VALUES ('c', 'b', 's', 1, ?, ?)",
                arguments: [bond.column, time]
            )
        }
        try queue.close()
        let store = try Store.open(location: .file(path))
        #expect(try store.schemaVersion() == Schema.version)
        let facts = try store.facts(user: "ana")
        #expect(facts.holdings.map(\.priceBasis) == [.percentOfPar])
        #expect(facts.holdings.map(\.value) == [Amount(9875)])
        #expect(facts.quotes.isEmpty)
        #expect(try store.check().filter { !$0.isOK } == [])
        try store.close()
    }
}

@Suite struct SecondSchemaTests {
    @Test func `a store of the second schema keeps what was said, and gives each user's words to that user`() throws {
        try SecondSchema.withStore { store in
            #expect(try store.schemaVersion() == Schema.version)
            #expect(try store.check().filter { !$0.isOK } == [])
            let (ana, bob) = (try store.facts(user: "ana"), try store.facts(user: "bob"))
            #expect(ana.holdings.count == 3)
            #expect(bob.holdings.count == 2)
            let apple = try #require(try store.securities(symbol: "AAPL", user: "ana").first)
            #expect(apple.id == "s1")
            #expect((apple.name, apple.sector, apple.industry) == ("Apple Inc.", "Ana's sector", "Phones"))
            #expect(apple.cusip == "037833100")
            let others = try #require(try store.securities(symbol: "AAPL", user: "bob").first)
            #expect((others.id, others.name, others.sector) == ("s1", "Apple Inc.", nil))
            #expect((others.industry, others.cusip) == ("Phones", nil))
            let statements = try #require(try store.securityDetails(id: "s1", user: "ana")).statements
            #expect(
                statements.map { "\($0.statement.source.adapter) \($0.statement.source.kind)" }
                    == ["alpaca assets", "alpaca transactions", "csv holdings"]
            )
            #expect(statements.map(\.statement.source.since) == [.close, .close, .close])
            let activities = try store.activities(ActivityQuery(accounts: ana.accounts.map(\.id))).activities
            #expect(activities.map(\.name) == ["Apple Inc."])
        }
    }

    @Test func `what no vendor knows is one security still, and each user's own word for it`() throws {
        try SecondSchema.withStore { store in
            let house = try #require(try store.securities(symbol: "HOUSE", user: "ana").first)
            #expect(house.name == "Ana's house")
            #expect(try store.securities(symbol: "HOUSE", user: "bob").map(\.name) == ["Bob's house"])
            #expect(try store.securities(symbol: "HOUSE", user: "bob").map(\.id) == [house.id])
            #expect(try store.security(id: "s2", user: "bob")?.name == "Bob's house")
        }
    }

    @Test func `the words of before the change are no news after it`() throws {
        try SecondSchema.withStore { store in
            let generation = store.generation
            var page = TransactionsPage(passID: "p")
            page.securities = [SecondSchema.apple(industry: "Phones")]
            try store.saveTransactions(connection: "alpaca", page)
            #expect(store.generation == generation)
        }
    }

    @Test func `descriptions that other rules made are made anew`() throws {
        try SecondSchema.withStore { store in
            let facts = try store.facts(user: "ana")
            try store.write { db in
                try db.execute(
                    sql: """
                        UPDATE security SET name = 'of other rules', is_shared = 0;
                        DELETE FROM security_code;
                        UPDATE own_security SET sector = 'of other rules';
                        UPDATE meta SET value = 'older' WHERE key = 'security_rules';
                        """
                )
                try SecurityDescriptions.bringUpToDate(db)
            }
            #expect(try store.facts(user: "ana") == facts)
            #expect(try store.check().filter { !$0.isOK } == [])
        }
    }
}

@Test func `a description that does not follow from the statements is found by the check`() throws {
    let store = try Store.open(location: .memory)
    let connection = try store.fixture()
    try store.saveHoldings(connection: connection.id, .fixture([.fixture("s", "AAPL")], []), source: "plaid")
    #expect(try store.check().filter { !$0.isOK } == [])
    try store.write { db in try db.execute(sql: "UPDATE security SET name = 'made up'") }
    #expect(try store.check().filter { !$0.isOK }.map(\.name) == ["descriptions_follow_statements"])
}

/// A store as the second schema had it: two users' files and a brokerage, and one name for everybody.
private enum SecondSchema {
    private static let time = "2025-09-23T20:00:00.000Z"

    static func apple(
        _ id: String = "a",
        name: String? = nil,
        sector: String? = nil,
        industry: String? = nil,
        cusip: String? = nil
    ) -> ReportedSecurity {
        var record = ReportedSecurity.fixture(id, "AAPL", cusip: cusip)
        (record.name, record.sector, record.industry) = (name, sector, industry)
        return record
    }

    private static func house(_ name: String) -> ReportedSecurity {
        var record = ReportedSecurity.fixture("h", "HOUSE")
        (record.name, record.closePrice, record.closePriceAsOf) = (name, Price(7), Day("2025-09-23"))
        return record
    }

    /// Brings such a store up to date, and hands it over.
    static func withStore(_ body: (Store) throws -> Void) throws {
        try Directory.withTemporary { directory in
            let path = directory + "/folio.db"
            try write(path)
            let store = try Store.open(location: .file(path))
            try body(store)
            try store.close()
        }
    }

    private static func write(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: "2")
        try queue.write { db in
            try db.execute(sql: people + securities + rows)
            let told = apple(name: "Ana's Apple Company", sector: "Ana's sector", cusip: "037833100")
            let traded = apple(industry: "Phones")
            let held = apple(name: "Apple Inc.")
            try record(db, "csv-ana", told, "s1", 1, held: told)
            try record(db, "csv-ana", house("Ana's house"), "s2", 3, held: house("Ana's house"))
            try record(db, "csv-bob", apple(), "s1", 2, held: apple())
            try record(db, "csv-bob", house("Bob's house"), "s2", 3, held: house("Bob's house"))
            try record(db, "alpaca", apple(name: "Apple Inc.", industry: "Phones"), "s1", 2, held: held, traded: traded)
        }
        try queue.close()
    }

    private static func record(
        _ db: Database,
        _ connection: String,
        _ said: ReportedSecurity,
        _ security: String,
        _ identity: Int,
        held: ReportedSecurity,
        traded: ReportedSecurity? = nil
    ) throws {
        try db.execute(
            sql: "INSERT INTO provider_security VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                connection, said.externalID, security, identity, said.column, time, held.column, traded?.column,
            ]
        )
    }

    private static let people = """
        INSERT INTO user VALUES ('ana', NULL, '\(time)'), ('bob', NULL, '\(time)');
        INSERT INTO connection (id, user, provider, external_id, status, created_at) VALUES
            ('csv-ana', 'ana', 'csv', 'x', 'active', '\(time)'), ('csv-bob', 'bob', 'csv', 'x', 'active', '\(time)'),
            ('alpaca', 'ana', 'alpaca', 'x', 'active', '\(time)');
        INSERT INTO account (id, connection, external_id, source, name, type, currency, tradable, created_at) VALUES
            ('a1', 'csv-ana', 'A', 'external', 'A', 'investment', 'USD', 0, '\(time)'),
            ('a2', 'csv-bob', 'A', 'external', 'A', 'investment', 'USD', 0, '\(time)'),
            ('a3', 'alpaca', 'A', 'brokerage', 'A', 'investment', 'USD', 1, '\(time)');
        """

    private static let securities = """
        INSERT INTO security (id, symbol, name, sector, type, is_cash_equivalent, currency, updated_at) VALUES
            ('s1', 'AAPL', 'Ana''s Apple Company', 'Ana''s sector', 'stock', 0, 'USD', '\(time)'),
            ('s2', 'HOUSE', 'Ana''s house', NULL, 'stock', 0, 'USD', '\(time)');
        INSERT INTO security_identity (security, kind, isin, cusip, occ, ticker, record) VALUES
            ('s1', 'security', '', '037833100', '', 'AAPL USD listed', ''),
            ('s1', 'security', '', '', '', 'AAPL USD listed', ''),
            ('s2', 'security', '', '', '', 'HOUSE USD listed', '');
        INSERT INTO identity_conflict VALUES ('s1', 's2', 'ticker X USD listed', '\(time)');
        """

    private static let rows = """
        INSERT INTO holding (account, security, external_security, side, qty, currency, price_basis, as_of) VALUES
            ('a1', 's1', 'a', 'long', '1', 'USD', 'unit', '\(time)'), ('a1', 's2', 'h', 'long', '1', 'USD', 'unit', '\(time)'),
            ('a2', 's1', 'a', 'long', '1', 'USD', 'unit', '\(time)'), ('a2', 's2', 'h', 'long', '1', 'USD', 'unit', '\(time)'),
            ('a3', 's1', 'a', 'long', '1', 'USD', 'unit', '\(time)');
        INSERT INTO "transaction" (
            connection, external_id, account, date, type, security, external_security, quantity_delta, cash_delta,
            currency, fetched_at
        ) VALUES ('alpaca', 't', 'a3', '2025-01-02', 'buy', 's1', 'a', '1', '-7', 'USD', '\(time)');
        INSERT INTO meta VALUES ('kept', 'as it is');
        """
}
