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
