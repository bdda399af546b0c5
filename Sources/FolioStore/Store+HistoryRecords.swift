package import FolioModel
import GRDB

/// One stored transaction as history needs it.
package struct StoredTransaction: Sendable, Hashable {
    /// The store's number, as a text.
    package var record: String
    package var account: String
    package var day: Day
    package var type: TransactionType
    /// The security's id; `nil` for pure cash.
    package var security: String?
    package var quantityDelta: Quantity
    package var cashDelta: Amount
    package var price: Price?
    package var fees: Amount?
    package var currency: Currency
}

/// What a provider said an account was worth at the end of a day, in the account's currency.
package struct AccountCheckpoint: Sendable, Hashable {
    package var day: Day
    package var value: Amount
    package var cash: Amount?

    package init(day: Day, value: Amount, cash: Amount?) { (self.day, self.value, self.cash) = (day, value, cash) }
}

/// Everything that a user's history is rebuilt from but prices, as it stood at one moment.
package struct HistoryRecords: Sendable {
    package var facts = PortfolioFacts()
    /// Oldest first, of accounts that are not gone; those of one account and date in the order in which they came.
    package var transactions: [StoredTransaction] = []
    /// Those of transactions and holdings, by id.
    package var securities: [String: Security] = [:]
    /// By account id, oldest first.
    package var checkpoints: [String: [AccountCheckpoint]] = [:]
    /// Rows that were recorded at the ends of their sessions, by account id, oldest first.
    package var recorded: [String: [AccountDay]] = [:]
    /// How far stored rows reach, those of accounts that are gone included.
    package var reaches: [AccountReach] = []
    /// Accounts that have left their connections, with the rows that are left of them.
    package var gone: [GoneAccount] = []
}

/// An account that has left its connection.
package struct GoneAccount: Sendable {
    package var account: Account
    package var reach: AccountReach
    /// Oldest first.
    package var days: [AccountDay]
}

extension Store {
    /// Returns all that a user's history is rebuilt from; nothing for an unknown user.
    package func historyRecords(user: String) throws(StoreError) -> HistoryRecords {
        try read { db in
            var records = HistoryRecords()
            records.facts = try Self.facts(user, in: db)
            records.transactions = try Self.transactions(user, in: db)
            let ids = Set(records.transactions.compactMap(\.security)).subtracting(records.facts.securities.keys)
            records.securities = try SecurityViews(of: user, in: db).securities(ids)
            records.securities.merge(records.facts.securities) { _, held in held }
            records.checkpoints = try Self.checkpoints(user, in: db)
            records.recorded = try Self.recordedDays(user, in: db)
            records.reaches = try Self.reaches(user, in: db)
            for reach in records.reaches where reach.goneAt != nil {
                guard let gone = try Self.goneAccount(reach, in: db) else { continue }
                records.gone.append(gone)
            }
            return records
        }
    }

    private static func goneAccount(_ reach: AccountReach, in db: Database) throws -> GoneAccount? {
        let row = try db.row(
            """
            SELECT a.*, c.provider, c.institution_name FROM account a JOIN connection c ON c.id = a.connection
            WHERE a.id = ?
            """,
            [reach.account]
        )
        guard let row else { return nil }
        let days = try AccountDayRows.all(of: row["number"], in: db)
        return GoneAccount(account: try Account(row), reach: reach, days: days)
    }

    private static func transactions(_ user: String, in db: Database) throws -> [StoredTransaction] {
        var rows = try RawRows(
            db,
            """
            SELECT t.id, t.account, t.date, t.type, t.security, t.quantity_delta, t.cash_delta, t.price, t.fees,
                t.currency
            FROM connection c
            CROSS JOIN account a ON a.connection = c.id
            CROSS JOIN "transaction" t INDEXED BY transaction_account ON t.account = a.id
            WHERE c.user = ? AND a.gone_at IS NULL
            ORDER BY c.number, a.number, t.date, t.id
            """,
            [user]
        )
        var transactions: [StoredTransaction] = []
        while try rows.next() {
            transactions.append(
                StoredTransaction(
                    record: String(rows.integer(0)),
                    account: try rows.text(1),
                    day: try rows.day(2),
                    type: try rows.word(3),
                    security: rows.optionalText(4),
                    quantityDelta: try rows.fixed(5),
                    cashDelta: try rows.fixed(6),
                    price: try rows.optionalFixed(7),
                    fees: try rows.optionalFixed(8),
                    currency: try rows.currency(9)
                )
            )
        }
        return transactions
    }

    private static func checkpoints(_ user: String, in db: Database) throws -> [String: [AccountCheckpoint]] {
        let rows = try RawRows(
            db,
            """
            SELECT a.id, p.day, p.value, p.cash
            FROM connection c
            CROSS JOIN account a ON a.connection = c.id
            CROSS JOIN account_checkpoint p ON p.account = a.number
            WHERE c.user = ? AND a.gone_at IS NULL AND p.currency = a.currency
            ORDER BY a.number, p.day
            """,
            [user]
        )
        var checkpoints: [String: [AccountCheckpoint]] = [:]
        while try rows.next() {
            guard let number = Int32(exactly: rows.integer(1)) else { throw StoreError.corrupt("day is no date") }
            checkpoints[try rows.text(0), default: []].append(
                AccountCheckpoint(
                    day: Day(number: number),
                    value: try rows.fixed(2),
                    cash: try rows.optionalFixed(3)
                )
            )
        }
        return checkpoints
    }

    /// Stores what a provider says an account was worth, in the place of what it said before of the same days.
    ///
    /// - Returns: How many days are new or other ones.
    package func saveCheckpoints(
        account: String,
        currency: Currency,
        _ checkpoints: [AccountCheckpoint]
    ) throws(StoreError) -> Int {
        try write { db in
            let number = try Self.number(ofAccount: account, in: db)
            var changed = 0
            for point in checkpoints.sorted(by: { $0.day < $1.day }) {
                try db.run(
                    """
                    INSERT INTO account_checkpoint (account, day, currency, value, cash) VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (account, day) DO UPDATE SET currency = ?3, value = ?4, cash = ?5
                    WHERE currency IS NOT ?3 OR value IS NOT ?4 OR cash IS NOT ?5
                    """,
                    [number, Int64(point.day.number), currency.code, point.value.description, point.cash?.description]
                )
                changed += db.changesCount
            }
            return changed
        }
    }

    /// Returns the last date of which a provider said what the account was worth; `nil` where it never did.
    package func lastCheckpoint(account: String) throws(StoreError) -> Day? {
        try read { db in
            let row = try db.row(
                """
                SELECT max(p.day) AS day FROM account_checkpoint p JOIN account a ON a.number = p.account
                WHERE a.id = ?
                """,
                [account]
            )
            return (row?["day"] as Int32?).map { Day(number: $0) }
        }
    }

    /// Returns when records of an account came, changed or went, with the first date that each is about.
    ///
    /// - Parameters:
    ///   - account: The account's id.
    ///   - after: Only what happened after that instant.
    /// - Returns: In any order.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func transactionChanges(
        account: String,
        after: Timestamp
    ) throws(StoreError) -> [(at: Timestamp, day: Day)] {
        try read { db in
            try db.rows(
                """
                SELECT fetched_at AS at, date FROM "transaction" WHERE account = ?1 AND fetched_at > ?2
                UNION ALL
                SELECT at, min(json_extract(before, '$.date'), coalesce(json_extract(after, '$.date'), '9999-12-31'))
                FROM transaction_audit WHERE account = ?1 AND at > ?2
                """,
                [account, after.column]
            ).map { (try $0.time("at"), try $0.day("date")) }
        }
    }
}
