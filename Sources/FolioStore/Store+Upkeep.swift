import FolioModel
import GRDB
import Glibc
import CSys

/// One thing that was looked at, and whether it is in order.
package struct StoreCheckResult: Sendable, Hashable {
    package var name: String
    package var isOK: Bool
    /// What was found.
    package var detail: String
}

extension Store {
    /// The schema of the store.
    package func schemaVersion() throws(StoreError) -> Int {
        try read { db in try db.count("PRAGMA user_version") }
    }

    /// The length of the database in bytes, without its log.
    package func sizeBytes() throws(StoreError) -> Int {
        try read { db in try db.count("PRAGMA page_count") * db.count("PRAGMA page_size") }
    }

    /// Looks whether the file is whole, every reference leads somewhere, and what must agree agrees.
    package func check() throws(StoreError) -> [StoreCheckResult] {
        try read { db in
            var results = [try Self.integrity(db), try Self.foreignKeys(db)]
            for (name, query) in Self.agreements {
                let count = try db.count(query)
                results.append(
                    StoreCheckResult(name: name, isOK: count == 0, detail: count == 0 ? "ok" : "\(count) rows disagree")
                )
            }
            let descriptions = try SecurityDescriptions.disagreements(db)
            results.append(
                StoreCheckResult(
                    name: "descriptions_follow_statements",
                    isOK: descriptions == 0,
                    detail: descriptions == 0 ? "ok" : "\(descriptions) securities are described otherwise"
                )
            )
            results.append(try Self.figures(db))
            return results
        }
    }

    private static func integrity(_ db: Database) throws -> StoreCheckResult {
        let lines = try db.rows("PRAGMA integrity_check(20)").map { row in (row[0] as String?) ?? "" }
        return StoreCheckResult(name: "integrity", isOK: lines == ["ok"], detail: lines.joined(separator: "; "))
    }

    private static func foreignKeys(_ db: Database) throws -> StoreCheckResult {
        let count = try db.rows("PRAGMA foreign_key_check").count
        return StoreCheckResult(
            name: "foreign_keys",
            isOK: count == 0,
            detail: count == 0 ? "ok" : "\(count) rows refer to nothing"
        )
    }

    /// Queries that count what must not be.
    private static let agreements: [(String, String)] = [
        (
            "holdings_follow_records",
            """
            SELECT count(*) FROM holding h JOIN account a ON a.id = h.account
            LEFT JOIN provider_security p ON p.connection = a.connection AND p.external_id = h.external_security
            WHERE p.security IS NOT h.security
            """
        ),
        (
            "transactions_follow_records",
            """
            SELECT count(*) FROM "transaction" t JOIN account a ON a.id = t.account
            LEFT JOIN provider_security p ON p.connection = t.connection AND p.external_id = t.external_security
            WHERE p.security IS NOT t.security OR a.connection <> t.connection
            """
        ),
        (
            "records_follow_identities",
            """
            SELECT count(*) FROM provider_security p JOIN security_identity i ON i.number = p.identity
            WHERE i.security <> p.security
            """
        ),
        (
            "statements_follow_records",
            """
            SELECT count(*) FROM security_statement st
            JOIN provider_security p ON p.connection = st.connection AND p.external_id = st.external_id
            JOIN security_identity i ON i.number = p.identity
            WHERE st.security <> p.security OR st.owner <> i.owner
            """
        ),
        (
            "records_are_stated",
            """
            SELECT count(*) FROM provider_security p WHERE NOT EXISTS (
                SELECT 1 FROM security_statement st
                WHERE st.connection = p.connection AND st.external_id = p.external_id
            )
            """
        ),
        (
            "vendors_securities_apart_from_own",
            """
            SELECT count(*) FROM security s WHERE (s.own_key IS NULL) <> EXISTS (
                SELECT 1 FROM security_identity i WHERE i.security = s.id AND i.owner = ''
            )
            """
        ),
        (
            "accounts_of_orders",
            "SELECT count(*) FROM orders o JOIN account a ON a.id = o.account WHERE a.connection <> o.connection"
        ),
        (
            "securities_known",
            "SELECT count(*) FROM security s WHERE NOT EXISTS (SELECT 1 FROM security_identity i WHERE i.security = s.id)"
        ),
    ]

    /// Every exact value must read back as it was written.
    private static func figures(_ db: Database) throws -> StoreCheckResult {
        let columns = [
            "holding": ["qty", "cost_basis", "value", "price", "previous_close"], "cash_balance": ["amount"],
            "\"transaction\"": ["quantity_delta", "cash_delta", "price", "fees"], "quote": ["price", "previous_close"],
            "fx_rate": ["rate"], "price_latest": ["price", "previous_close"],
        ]
        var bad = 0
        for (table, names) in columns {
            for name in names {
                let values = try String.fetchCursor(db, sql: "SELECT \(name) FROM \(table) WHERE \(name) IS NOT NULL")
                while let text = try values.next() {
                    if Amount(exactly: text)?.description != text { bad += 1 }
                }
            }
        }
        return StoreCheckResult(
            name: "figures",
            isOK: bad == 0,
            detail: bad == 0 ? "ok" : "\(bad) values are not exact"
        )
    }

    /// Copies the store into a new file while work goes on; the copy is checked before it gets its name.
    ///
    /// - Parameter path: Where the copy goes; nothing may be there. Mode 0600.
    /// - Throws: ``StoreError/alreadyExists(_:)`` where something is there, ``StoreError/unavailable(_:)`` where the
    ///   directory is missing or cannot be written; nothing is left behind then.
    package func backup(to path: String) throws(StoreError) {
        try StoreFile.checkDirectory(StoreFile.directory(of: path))
        guard access(path, F_OK) != 0 else { throw .alreadyExists(path) }
        let temporary = path + ".partial-\(getpid())-" + StoreID.make("b")
        do {
            defer { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(temporary + suffix) } }
            try BackupFile.create(temporary)
            try copyChecked(to: temporary)
            try BackupFile.publish(temporary, as: path)
        } catch {
            throw StoreError(error)
        }
    }

    private func copyChecked(to path: String) throws {
        var configuration = Configuration()
        configuration.label = "folio.backup"
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        try copy(to: queue)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            let results = [try Self.integrity(db), try Self.foreignKeys(db)]
            if let failed = results.first(where: { !$0.isOK }) {
                throw StoreError.corrupt("the copy fails its check: \(failed.detail)")
            }
        }
    }
}

/// The file of a backup on its way to its name.
private enum BackupFile {
    static func create(_ path: String) throws(StoreError) {
        let descriptor = csys_open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw .unavailable("\(path) cannot be made: \(SystemCall.reason).") }
        _ = Glibc.close(descriptor)
    }

    /// Makes the copy durable, then gives it its name, which must be free.
    static func publish(_ temporary: String, as path: String) throws(StoreError) {
        try synchronise(temporary)
        guard link(temporary, path) == 0 else {
            if errno == EEXIST { throw .alreadyExists(path) }
            throw .unavailable("\(path) cannot be made: \(SystemCall.reason).")
        }
        try synchronise(StoreFile.directory(of: path))
    }

    private static func synchronise(_ path: String) throws(StoreError) {
        let descriptor = csys_open(path, O_RDONLY, 0)
        guard descriptor >= 0 else { throw .unavailable("\(path) cannot be opened: \(SystemCall.reason).") }
        defer { _ = Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unavailable("\(path) cannot be synced: \(SystemCall.reason).") }
    }
}
