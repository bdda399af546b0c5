import FolioModel
import GRDB

/// How rows follow their record to another security.
extension SecurityRegistry {
    /// Makes a security; its description comes with the end of the work.
    func makeSecurity(key: String?) throws -> String {
        let id = StoreID.make("s")
        try db.run(
            """
            INSERT INTO security (id, type, is_cash_equivalent, currency, own_key, updated_at)
            VALUES (?, 'other', 0, 'USD', ?, ?)
            """,
            [id, key, now]
        )
        return id
    }

    func move(_ entry: Known, to security: String) throws {
        guard let number = entry.number, let old = entry.security, old != security else { return }
        try db.run("UPDATE security_identity SET security = ? WHERE number = ?", [security, number])
        let records = try db.rows(
            "SELECT connection, external_id FROM provider_security WHERE identity = ?",
            [number]
        )
        try db.run("UPDATE provider_security SET security = ? WHERE identity = ?", [security, number])
        for record in records {
            try moveRows(
                of: try record.text("external_id"),
                connection: try record.text("connection"),
                from: old,
                to: security
            )
        }
        follow(from: old, to: security)
        touch(old, owner: entry.identity.owner ?? "")
        touch(security, owner: entry.identity.owner ?? "")
    }

    /// Lets the rows of one record follow it to another security.
    func moveRows(of externalID: String, connection: String, from old: String, to new: String) throws {
        guard old != new else { return }
        follow(from: old, to: new)
        try db.run(
            "UPDATE security_statement SET security = ? WHERE connection = ? AND external_id = ?",
            [new, connection, externalID]
        )
        try db.run(
            """
            UPDATE holding SET security = ? WHERE security = ? AND external_security = ?
                AND account IN (SELECT id FROM account WHERE connection = ?)
            """,
            [new, old, externalID, connection]
        )
        try db.run(
            """
            UPDATE "transaction" SET security = ? WHERE security = ? AND external_security = ? AND connection = ?
            """,
            [new, old, externalID, connection]
        )
        try db.run(
            """
            INSERT INTO quote (
                connection, security, price, currency, as_of, source, previous_close, price_basis, known_at
            )
            SELECT connection, ?, price, currency, as_of, source, previous_close, price_basis, known_at FROM quote
            WHERE security = ? AND connection = ?
            ON CONFLICT (connection, security) DO UPDATE SET price = excluded.price, currency = excluded.currency,
                as_of = excluded.as_of, source = excluded.source, previous_close = excluded.previous_close,
                price_basis = excluded.price_basis, known_at = excluded.known_at
            WHERE excluded.as_of > quote.as_of
            """,
            [new, old, connection]
        )
        try db.run(
            """
            DELETE FROM quote WHERE security = ? AND connection = ? AND NOT EXISTS (
                SELECT 1 FROM provider_security p WHERE p.connection = quote.connection AND p.security = quote.security
            )
            """,
            [old, connection]
        )
    }

    /// Keeps the contradictions that one owner's identities leave between these securities, and no others of that owner.
    func note(
        _ conflicts: [(String, String, String)],
        among securities: Set<String>,
        owner: String
    ) throws {
        let list = securities.sorted().column
        let pairs = Set(
            conflicts.filter { $0.0 != $0.1 }.map { [min($0.0, $0.1), max($0.0, $0.1), $0.2, owner] }
        )
        let before = try db.rows(
            """
            SELECT left_security, right_security, shared, owner FROM identity_conflict
            WHERE owner = ? AND (
                left_security IN (SELECT value FROM json_each(?)) OR right_security IN (SELECT value FROM json_each(?))
            )
            """,
            [owner, list, list]
        ).map { row in
            try ["left_security", "right_security", "shared", "owner"].map { try row.text($0) }
        }
        for pair in before where !pairs.contains(pair) {
            try db.run(
                """
                DELETE FROM identity_conflict
                WHERE left_security = ? AND right_security = ? AND shared = ? AND owner = ?
                """,
                StatementArguments(pair)
            )
        }
        for pair in pairs where !before.contains(pair) {
            try db.run(
                """
                INSERT INTO identity_conflict (left_security, right_security, shared, owner, found_at)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                StatementArguments(pair + [now])
            )
        }
    }
}
