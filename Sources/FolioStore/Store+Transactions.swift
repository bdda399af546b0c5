package import FolioModel
import GRDB

/// One page of transactions with the cursor behind it.
package struct TransactionsPage: Sendable {
    package var added: [ReportedTransaction] = []
    package var modified: [ReportedTransaction] = []
    /// External ids of records that the vendor took back.
    package var removed: [String] = []
    package var securities: [ReportedSecurity] = []
    /// Where the next page starts; stored as given, `nil` for the start.
    package var nextCursor: String?
    /// First and last date that the pass covers, where the provider says so.
    package var window: ClosedRange<Day>?
    /// Whether the window is now fully sent: rows in it that no page of this pass had are gone.
    package var windowIsAuthoritative = false
    /// From here on everything the provider will ever say is there.
    package var historyCompleteFrom: Day?
    /// Names the pass over the window, the same for all its pages and never used again.
    package var passID: String

    /// Makes an empty page of a pass.
    package init(passID: String) { self.passID = passID }
}

/// What a page changed.
package struct TransactionsOutcome: Sendable, Hashable {
    package var added = 0
    package var unchanged = 0
    package var corrected = 0
    package var removed = 0

    /// Counts rows.
    package init(added: Int = 0, unchanged: Int = 0, corrected: Int = 0, removed: Int = 0) {
        (self.added, self.unchanged, self.corrected, self.removed) = (added, unchanged, corrected, removed)
    }
}

extension Store {
    /// Stores a page and its cursor, as one transaction; the same page twice changes nothing.
    ///
    /// A record that differs from the stored one replaces it, one that is taken back goes; both leave an audit row.
    ///
    /// - Throws: ``StoreError/invalid(_:)`` for a row of an account or security that nobody reported; nothing is stored.
    @discardableResult
    package func saveTransactions(
        connection: String,
        _ page: TransactionsPage
    ) throws(StoreError) -> TransactionsOutcome {
        try write { db in
            _ = try Self.connection(connection, in: db)
            var writer = try TransactionWriter(connection: connection, page, in: db)
            for row in page.added + page.modified { try writer.save(row) }
            for externalID in page.removed { try writer.remove(externalID) }
            try writer.sweep()
            try db.run(
                "UPDATE connection SET transaction_cursor = ?1 WHERE id = ?2 AND transaction_cursor IS NOT ?1",
                [page.nextCursor, connection]
            )
            if let from = page.historyCompleteFrom {
                try db.run(
                    """
                    UPDATE connection SET history_from = min(coalesce(history_from, :from), :from), history_complete = 1
                    WHERE id = :id AND (history_complete = 0 OR history_from IS NULL OR history_from > :from)
                    """,
                    ["from": from.description, "id": connection]
                )
            }
            return writer.outcome
        }
    }

    /// Returns the cursor behind the last stored page; `nil` for the start.
    package func transactionCursor(connection: String) throws(StoreError) -> String? {
        try read { db in try db.text("SELECT transaction_cursor FROM connection WHERE id = ?", [connection]) }
    }

    /// Replaces the cursor without rows, such as after the vendor called it invalid.
    package func setTransactionCursor(_ cursor: String?, connection: String) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run("UPDATE connection SET transaction_cursor = ? WHERE id = ?", [cursor, connection])
        }
    }

    /// Returns how many transactions of the connection are stored.
    package func transactionCount(connection: String) throws(StoreError) -> Int {
        try read { db in try db.count("SELECT count(*) FROM \"transaction\" WHERE connection = ?", [connection]) }
    }

    /// Returns the corrections and cancellations of a connection, oldest first.
    package func transactionAudit(connection: String) throws(StoreError) -> [TransactionAuditRecord] {
        try read { db in
            try db.rows("SELECT * FROM transaction_audit WHERE connection = ? ORDER BY id", [connection])
                .map { try TransactionAuditRecord($0) }
        }
    }
}

/// A correction or cancellation.
package struct TransactionAuditRecord: Sendable, Hashable {
    /// What happened to the record.
    package enum Action: String, WireEnum {
        /// The vendor sent it again, different.
        case corrected
        /// The vendor took it back.
        case removed
        /// A full pass over its dates came without it.
        case missing
    }

    package var externalID: String
    package var action: Action
    package var at: Timestamp
    package var before: ReportedTransaction
    /// `nil` where it is gone.
    package var after: ReportedTransaction?

    init(_ row: Row) throws {
        externalID = try row.text("external_id")
        action = try row.word("action")
        at = try row.time("at")
        before = try row.wire("before")
        after = try row.optionalWire("after")
    }
}

/// Writes the rows of one page.
private struct TransactionWriter {
    var outcome = TransactionsOutcome()
    private let connection: String
    private let page: TransactionsPage
    private let accounts: AccountNames
    private let registry: SecurityRegistry
    private var securities: [String: String]
    private let now = Timestamp.now.column
    private let db: Database

    init(connection: String, _ page: TransactionsPage, in db: Database) throws {
        (self.connection, self.page, self.db) = (connection, page, db)
        accounts = try AccountNames(connection: connection, in: db)
        registry = SecurityRegistry(db)
        let days = Self.lastDays(page)
        securities = try registry.save(page.securities, connection: connection, with: .transactions) { record in
            days[record.externalID].map { min(Timestamp($0), .now) } ?? .now
        }
    }

    /// The newest date of the page's rows, by the security they name: as of when the page speaks of it.
    private static func lastDays(_ page: TransactionsPage) -> [String: Day] {
        var days: [String: Day] = [:]
        for row in page.added + page.modified {
            guard let security = row.security else { continue }
            days[security] = max(days[security] ?? row.date, row.date)
        }
        return days
    }

    mutating func save(_ reported: ReportedTransaction) throws {
        guard !reported.externalID.isEmpty else { throw StoreError.invalid("A transaction has no external_id.") }
        let account = try accounts.id(reported.account)
        let security = try security(of: reported)
        guard let row = try stored(reported.externalID) else {
            outcome.added += 1
            return try insert(reported, account, security)
        }
        let before = try ReportedTransaction(row)
        let id: Int64 = row["id"]
        guard before != reported else {
            outcome.unchanged += 1
            return try db.run(
                "UPDATE \"transaction\" SET seen_pass = ?1 WHERE id = ?2 AND seen_pass IS NOT ?1",
                [page.passID, id]
            )
        }
        outcome.corrected += 1
        try audit(row, before, .corrected, after: reported)
        try update(id, reported, account, security)
    }

    mutating func remove(_ externalID: String) throws {
        guard let row = try stored(externalID) else { return }
        outcome.removed += 1
        try delete(row, .removed)
    }

    /// Removes the rows of the window that no page of this pass had, once it is fully sent; those of accounts that are
    /// gone stay, as nobody speaks of these any more.
    mutating func sweep() throws {
        guard let window = page.window, page.windowIsAuthoritative else { return }
        let rows = try db.rows(
            """
            \(Self.selection) WHERE t.connection = ? AND t.date BETWEEN ? AND ? AND t.seen_pass IS NOT ?
                AND a.gone_at IS NULL
            """,
            [connection, window.lowerBound.description, window.upperBound.description, page.passID]
        )
        for row in rows { try delete(row, .missing) }
        outcome.removed += rows.count
    }

    private static let selection = """
        SELECT t.*, a.external_id AS account_external_id FROM "transaction" t JOIN account a ON a.id = t.account
        """

    private func stored(_ externalID: String) throws -> Row? {
        try db.row("\(Self.selection) WHERE t.connection = ? AND t.external_id = ?", [connection, externalID])
    }

    private mutating func security(of reported: ReportedTransaction) throws -> String? {
        guard let externalID = reported.security else { return nil }
        if let known = securities[externalID] { return known }
        guard let known = try registry.security(of: externalID, connection: connection) else {
            throw StoreError.invalid("A transaction names the security \(externalID), which is not described.")
        }
        securities[externalID] = known
        return known
    }

    private func values(_ row: ReportedTransaction, _ account: String, _ security: String?) -> StatementArguments {
        [
            account, row.date.description, row.occurredAt?.column, row.type.rawValue, row.subtype, security,
            row.security, row.quantityDelta.description, row.cashDelta.description, row.price?.description,
            row.fees?.description, row.currency.code, row.description, row.group, page.passID, now,
        ]
    }

    private func insert(_ row: ReportedTransaction, _ account: String, _ security: String?) throws {
        try db.run(
            """
            INSERT INTO "transaction" (
                account, date, occurred_at, type, subtype, security, external_security, quantity_delta, cash_delta,
                price, fees, currency, description, "group", seen_pass, fetched_at, connection, external_id
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            values(row, account, security) + [connection, row.externalID]
        )
    }

    private func update(_ id: Int64, _ row: ReportedTransaction, _ account: String, _ security: String?) throws {
        try db.run(
            """
            UPDATE "transaction" SET
                account = ?, date = ?, occurred_at = ?, type = ?, subtype = ?, security = ?, external_security = ?,
                quantity_delta = ?, cash_delta = ?, price = ?, fees = ?, currency = ?, description = ?, "group" = ?,
                seen_pass = ?, fetched_at = ?
            WHERE id = ?
            """,
            values(row, account, security) + [id]
        )
    }

    private func delete(_ row: Row, _ action: TransactionAuditRecord.Action) throws {
        try audit(row, try ReportedTransaction(row), action, after: nil)
        try db.run("DELETE FROM \"transaction\" WHERE id = ?", [row["id"] as Int64])
    }

    private func audit(
        _ row: Row,
        _ before: ReportedTransaction,
        _ action: TransactionAuditRecord.Action,
        after: ReportedTransaction?
    ) throws {
        try db.run(
            """
            INSERT INTO transaction_audit (
                transaction_id, connection, account, external_id, action, at, before, after
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                row["id"] as Int64, connection, try row.text("account"), before.externalID, action.rawValue, now,
                before.column, after?.column,
            ]
        )
    }
}

extension ReportedTransaction {
    /// Reads a row of `transaction` with the account's `account_external_id`.
    init(_ row: Row) throws {
        self.init()
        externalID = try row.text("external_id")
        account = try row.text("account_external_id")
        date = try row.day("date")
        occurredAt = try row.optionalTime("occurred_at")
        type = try row.word("type")
        subtype = row.optionalText("subtype")
        security = row.optionalText("external_security")
        quantityDelta = try row.fixed("quantity_delta")
        cashDelta = try row.fixed("cash_delta")
        price = try row.optionalFixed("price")
        fees = try row.optionalFixed("fees")
        currency = try row.currency("currency")
        description = row.optionalText("description")
        group = row.optionalText("group")
    }
}
