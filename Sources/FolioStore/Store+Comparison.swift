package import FolioModel
import GRDB
import GRDBSQLite

/// What a connection's provider last said, by its own ids.
package struct StoredReport: Sendable {
    /// Accounts that are not gone, oldest first.
    package var accounts: [ReportedAccount] = []
    package var holdings: [ReportedHolding] = []
    package var cash: [ReportedCash] = []

    /// Nothing.
    package init() {}
}

extension HoldingsUpdate {
    /// The holdings as they would be stored: times that can't be left out, lots of one position summed.
    package func asStored() throws(StoreError) -> [ReportedHolding] {
        do {
            return try Store.combined(Store.plausible(self, now: .now).holdings)
        } catch {
            throw StoreError(error)
        }
    }
}

extension Store {
    /// What a connection says of a security, by its own id; `nil` where it never did.
    package func reportedSecurity(
        _ externalID: String,
        connection: String
    ) throws(StoreError) -> ReportedSecurity? {
        try read { db in try SecurityRegistry(db).words(of: externalID, connection: connection) }
    }

    /// Returns the accounts of a connection and what they hold, as the provider reported it.
    package func report(connection: String) throws(StoreError) -> StoredReport {
        try read { db in
            var report = StoredReport()
            report.accounts = try Self.accounts(where: "c.id = ?", [connection], in: db).map(\.reported)
            let selection = """
                FROM account a CROSS JOIN %@ ON account = a.id WHERE a.connection = ? AND a.gone_at IS NULL
                """
            report.holdings = try db.rows(
                "SELECT h.*, a.external_id " + selection.replacing("%@", with: "holding h"),
                [connection]
            ).map { try ReportedHolding($0) }
            report.cash = try db.rows(
                "SELECT b.*, a.external_id " + selection.replacing("%@", with: "cash_balance b"),
                [connection]
            ).map { row in
                var cash = ReportedCash()
                cash.account = try row.text("external_id")
                cash.currency = try row.currency("currency")
                cash.amount = try row.fixed("amount")
                return cash
            }
            return report
        }
    }

    /// Holds records against those that are stored, and changes nothing.
    ///
    /// - Parameters:
    ///   - connection: The connection's id; `nil` for one that is not there yet.
    ///   - records: In the order in which they would be stored.
    ///   - tally: Takes in what storing them would change.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func compareTransactions(
        connection: String?,
        _ records: [ReportedTransaction],
        tally: inout PassTally
    ) throws(StoreError) {
        guard let connection else {
            for record in records { tally.noteAbsent(record) }
            return
        }
        tally = try read { [tally] db in
            var tally = tally
            let accounts = try AccountNames(connection: connection, in: db)
            let lookup = try RawStatement(db, TransactionColumns.lookup)
            var row = RowTexts()
            for record in records {
                let account = accounts.known(record.account)
                TransactionColumns.fill(&row, record, account: account, security: nil, connection: connection)
                let found = try lookup.step(row, from: TransactionColumns.connection, count: 2) { handle in
                    (number: sqlite3_column_int64(handle, 0), isSame: TransactionColumns.isEqual(row, handle))
                }
                switch found {
                case nil: tally.noteAbsent(record)
                case (let number, true)?: tally.keepAfterAll(row: number)
                case (let number, false)?:
                    guard let before = try Self.transaction(number, in: db) else { continue }
                    tally.correct(row: number, before: before, after: record)
                }
            }
            return tally
        }
    }

    /// Finds the stored records that no page of a comparison had: they would be gone.
    ///
    /// - Parameters:
    ///   - connection: The connection's id.
    ///   - goneAccounts: External ids of accounts that would be gone as a whole, which keeps their records.
    ///   - tally: Takes them in; every page of the pass must be in it.
    ///   - found: Called with each of them.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func missingTransactions(
        connection: String,
        except goneAccounts: Set<String>,
        tally: inout PassTally,
        _ found: (ReportedTransaction) -> Void
    ) throws(StoreError) {
        tally = try read { [tally] db in
            var tally = tally
            let numbers = try Int64.fetchCursor(
                db,
                sql: """
                    SELECT t.id FROM account a CROSS JOIN "transaction" t ON t.account = a.id
                    WHERE a.connection = ? AND a.gone_at IS NULL
                    """,
                arguments: [connection]
            )
            while let number = try numbers.next() {
                guard !tally.hasMet(row: number), let record = try Self.transaction(number, in: db),
                    !goneAccounts.contains(record.account)
                else { continue }
                tally.remove(record, row: number)
                found(record)
            }
            return tally
        }
    }

    private static func transaction(_ number: Int64, in db: Database) throws -> ReportedTransaction? {
        try db.row(
            """
            SELECT t.*, a.external_id AS account_external_id FROM "transaction" t JOIN account a ON a.id = t.account
            WHERE t.id = ?
            """,
            [number]
        ).map { try ReportedTransaction($0) }
    }
}

extension ReportedHolding {
    /// Reads a row of `holding` with the account's `external_id`.
    fileprivate init(_ row: Row) throws {
        self.init()
        account = try row.text("external_id")
        security = try row.text("external_security")
        side = try row.word("side")
        quantity = try row.fixed("qty")
        costBasis = try row.optionalFixed("cost_basis")
        value = try row.optionalFixed("value")
        price = try row.optionalFixed("price")
        priceAsOf = try row.optionalTime("price_as_of")
        previousClose = try row.optionalFixed("previous_close")
        currency = try row.currency("currency")
    }
}
