import FolioModel
import GRDB
import GRDBSQLite

/// Writes the rows of pages of one pass, inside a write transaction.
///
/// A row costs one step of a prepared statement: a new one is inserted without being looked for where its neighbour
/// was new, too, and a known one is compared column by column without being decoded.
struct TransactionWriter {
    private(set) var tally: PassTally
    private let connection: String
    private let accounts: AccountNames
    private let registry: SecurityRegistry
    private let now = Timestamp.now.column
    private let db: Database
    private var securities: [String: String]
    private var expectsNew: Bool
    private var row = RowTexts()
    private let lookup: RawStatement
    private let insertion: RawStatement
    private let touch: RawStatement

    /// What is stored under a record's id.
    private enum Found {
        case nothing
        case same(row: Int64)
        case different(row: Int64)
    }

    init(connection: String, _ pages: [TransactionsPage], tally: PassTally, in db: Database) throws {
        (self.connection, self.tally, self.db) = (connection, tally, db)
        accounts = try AccountNames(connection: connection, in: db)
        registry = SecurityRegistry(db)
        let days = Self.lastDays(of: pages)
        let named = Self.securities(of: pages)
        securities = try registry.save(named, connection: connection, with: .transactions) { record in
            days[record.externalID].map { min(Timestamp($0), .now) } ?? .now
        }
        let isFirst = "SELECT NOT EXISTS (SELECT 1 FROM \"transaction\" WHERE connection = ?)"
        expectsNew = try db.count(isFirst, [connection]) == 1
        lookup = try RawStatement(db, TransactionColumns.lookup)
        insertion = try RawStatement(db, TransactionColumns.insertion)
        touch = try RawStatement(db, "UPDATE \"transaction\" SET seen_pass = ?1 WHERE id = ?2 AND seen_pass IS NOT ?1")
    }

    /// What the pages say of securities, in order, leaving out what was just said.
    private static func securities(of pages: [TransactionsPage]) -> [ReportedSecurity] {
        var last: [String: ReportedSecurity] = [:]
        return pages.flatMap(\.securities).filter { last.updateValue($0, forKey: $0.externalID) != $0 }
    }

    /// The newest date of the pages' rows, by the security they name: as of when they speak of it.
    private static func lastDays(of pages: [TransactionsPage]) -> [String: Day] {
        var days: [String: Day] = [:]
        for page in pages {
            for row in page.added + page.modified {
                guard let security = row.security, days[security].map({ $0 < row.date }) ?? true else { continue }
                days[security] = row.date
            }
        }
        return days
    }

    /// Writes one page: what it adds, changes, takes back, and what its window is rid of.
    mutating func save(_ page: TransactionsPage) throws {
        for record in page.added { try save(record, page.passID) }
        for record in page.modified { try save(record, page.passID) }
        for externalID in page.removed { try remove(externalID) }
        try sweep(page)
    }

    private mutating func save(_ record: ReportedTransaction, _ passID: String) throws {
        guard !record.externalID.isEmpty else { throw StoreError.invalid("A transaction has no external_id.") }
        let account = try accounts.id(record.account)
        let security = try security(of: record)
        TransactionColumns.fill(&row, record, account: account, security: security, connection: connection)
        row.add(passID)
        row.add(now)
        if expectsNew, try insert(record) { return }
        switch try find() {
        case .nothing:
            expectsNew = try insert(record)
        case .same(let number):
            expectsNew = false
            touch.bind(number, at: 2)
            try touch.run(row, from: TransactionColumns.passID, count: 1)
            tally.keep(row: number)
        case .different(let number):
            expectsNew = false
            try correct(number, record)
        }
    }

    private func find() throws -> Found {
        let found = try lookup.step(row, from: TransactionColumns.connection, count: 2) { handle in
            TransactionColumns.isEqual(row, handle)
                ? Found.same(row: sqlite3_column_int64(handle, 0)) : .different(row: sqlite3_column_int64(handle, 0))
        }
        return found ?? .nothing
    }

    /// Inserts the row in hand; whether it was not there.
    private mutating func insert(_ record: ReportedTransaction) throws -> Bool {
        try insertion.run(row, count: TransactionColumns.count)
        guard db.changesCount == 1 else { return false }
        tally.add(record, row: db.lastInsertedRowID)
        return true
    }

    private mutating func correct(_ number: Int64, _ record: ReportedTransaction) throws {
        guard let stored = try stored("t.id = ?", [number]) else {
            throw StoreError.failed("a transaction that was found is gone")
        }
        let before = try ReportedTransaction(stored)
        try audit(stored, before, .corrected, after: record)
        let update = try RawStatement(db, TransactionColumns.update)
        update.bind(number, at: Int32(TransactionColumns.count + 1))
        try update.run(row, count: TransactionColumns.count)
        tally.correct(row: number, before: before, after: record)
    }

    private mutating func remove(_ externalID: String) throws {
        guard let row = try stored("t.connection = ? AND t.external_id = ?", [connection, externalID]) else { return }
        try delete(row, .removed)
    }

    /// Removes the rows of the window that no page of this pass had, once it is fully sent; those of accounts that are
    /// gone stay, as nobody speaks of these any more.
    private mutating func sweep(_ page: TransactionsPage) throws {
        guard let window = page.window, page.windowIsAuthoritative else { return }
        let missing = try Int64.fetchAll(
            db,
            sql: """
                SELECT t.id FROM account a CROSS JOIN "transaction" t ON t.account = a.id
                WHERE a.connection = ? AND a.gone_at IS NULL AND t.date BETWEEN ? AND ? AND t.seen_pass IS NOT ?
                """,
            arguments: [connection, window.lowerBound.description, window.upperBound.description, page.passID]
        )
        for number in missing {
            guard let row = try stored("t.id = ?", [number]) else { continue }
            try delete(row, .missing)
        }
    }

    private func stored(_ condition: String, _ arguments: StatementArguments) throws -> Row? {
        try db.row(
            """
            SELECT t.*, a.external_id AS account_external_id FROM "transaction" t JOIN account a ON a.id = t.account
            WHERE \(condition)
            """,
            arguments
        )
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

    private mutating func delete(_ row: Row, _ action: TransactionAuditRecord.Action) throws {
        let before = try ReportedTransaction(row)
        let number: Int64 = row["id"]
        try audit(row, before, action, after: nil)
        try db.run("DELETE FROM \"transaction\" WHERE id = ?", [number])
        tally.remove(before, row: number)
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

/// The columns of `transaction` in the order in which a record's texts are kept.
enum TransactionColumns {
    /// What a record says, its account translated: two records are the same where all of these are.
    private static let said = [
        "account", "date", "occurred_at", "type", "subtype", "external_security", "quantity_delta", "cash_delta",
        "price", "fees", "currency", "description", "\"group\"",
    ]
    private static let all = said + ["security", "connection", "external_id", "seen_pass", "fetched_at"]

    /// Where the connection stands, and behind it the external id.
    static let connection = said.count + 1
    /// Where the pass stands.
    static let passID = said.count + 3
    /// How many there are.
    static let count = all.count

    static let lookup = """
        SELECT id, \(said.joined(separator: ", ")) FROM "transaction" WHERE connection = ? AND external_id = ?
        """
    static let insertion = """
        INSERT INTO "transaction" (\(all.joined(separator: ", ")))
        VALUES (\(all.map { _ in "?" }.joined(separator: ", "))) ON CONFLICT (connection, external_id) DO NOTHING
        """
    /// Its last parameter is the row's number.
    static let update = """
        UPDATE "transaction" SET \(all.map { "\($0) = ?" }.joined(separator: ", ")) WHERE id = ?
        """

    /// Puts what a record says into the texts, up to its external id.
    static func fill(
        _ texts: inout RowTexts,
        _ record: ReportedTransaction,
        account: String?,
        security: String?,
        connection: String
    ) {
        texts.removeAll()
        texts.add(account)
        texts.add(record.date.description)
        texts.add(record.occurredAt?.column)
        texts.add(record.type.rawValue)
        texts.add(record.subtype)
        texts.add(record.security)
        texts.add(record.quantityDelta)
        texts.add(record.cashDelta)
        texts.add(record.price)
        texts.add(record.fees)
        texts.add(record.currency.code)
        texts.add(record.description)
        texts.add(record.group)
        texts.add(security)
        texts.add(connection)
        texts.add(record.externalID)
    }

    /// Whether a row of ``lookup`` says the same.
    static func isEqual(_ texts: RowTexts, _ handle: OpaquePointer) -> Bool {
        for index in said.indices where !texts.isEqual(index, toColumn: Int32(index + 1), of: handle) { return false }
        return true
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
