package import FolioModel
import GRDB

/// A portfolio user.
package struct UserRecord: Sendable, Hashable {
    package var name: String
    /// The mode chosen for the user by `users.set`; `nil` where the configuration decides.
    package var mode: String?
    package var createdAt: Timestamp
}

extension Store {
    /// Returns the users, by name.
    package func users() throws(StoreError) -> [UserRecord] {
        try read { db in
            try db.rows("SELECT name, mode, created_at FROM user ORDER BY name").map { row in
                UserRecord(
                    name: try row.text("name"),
                    mode: row.optionalText("mode"),
                    createdAt: try row.time("created_at")
                )
            }
        }
    }

    /// Makes the user where there is none of that name.
    package func ensureUser(_ name: String) throws(StoreError) {
        try write { db in try Self.ensureUser(name, in: db) }
    }

    static func ensureUser(_ name: String, in db: Database) throws {
        guard !name.isEmpty else { throw StoreError.invalid("A user needs a name.") }
        try db.run(
            "INSERT INTO user (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [name, Timestamp.now.column]
        )
    }

    /// Chooses the user's mode, or leaves it to the configuration for `nil`; makes the user where there is none.
    package func setMode(user: String, mode: String?) throws(StoreError) {
        try write { db in
            try Self.ensureUser(user, in: db)
            try db.run("UPDATE user SET mode = ? WHERE name = ?", [mode, user])
        }
    }

    /// Erases everything of the user.
    ///
    /// - Returns: Rows removed by table; tables without any are left out.
    /// - Throws: ``StoreError/notFound(what:id:)`` for a user who is not there.
    package func removeUser(_ name: String) throws(StoreError) -> [String: Int] {
        let removed = try write { db in
            guard try db.count("SELECT count(*) FROM user WHERE name = ?", [name]) == 1 else {
                throw StoreError.notFound(what: "user", id: name)
            }
            let connections = "SELECT id FROM connection WHERE user = ?"
            var removed = try Self.removeConnections(connections, [name], in: db)
            for table in ["link_state", "job", "finding"] {
                removed[table, default: 0] += try db.delete(from: table, where: "user = ?", [name])
            }
            removed["user"] = try db.delete(from: "user", where: "name = ?", [name])
            // The name before it marks the same place.
            try db.run(
                """
                UPDATE end_of_day SET last_user = coalesce((SELECT max(name) FROM user WHERE name < ?1), '')
                WHERE last_user = ?1
                """,
                [name]
            )
            return removed.filter { $0.value > 0 }
        }
        try truncateLog()
        return removed
    }

    /// Erases connections and all that hangs on them.
    ///
    /// - Parameters:
    ///   - selection: A query for the ids, such as `SELECT id FROM connection WHERE user = ?`.
    ///   - arguments: The values of the query.
    ///   - db: The writer's connection.
    /// - Returns: Rows removed by table.
    /// - Throws: Whatever SQLite says.
    static func removeConnections(
        _ selection: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [String: Int] {
        let accounts = "SELECT id FROM account WHERE connection IN (\(selection))"
        let subjects = "EXISTS (SELECT 1 FROM connection c WHERE c.id IN (\(selection)) AND instr(subject, c.id) > 0)"
        var removed: [String: Int] = [:]
        for table in ["holding", "cash_balance"] {
            removed[table] = try db.delete(from: table, where: "account IN (\(accounts))", arguments)
        }
        let numbers = "SELECT number FROM account WHERE connection IN (\(selection))"
        for table in ["account_day", "account_day_correction", "account_checkpoint", "account_history"] {
            removed[table] = try db.delete(from: table, where: "account IN (\(numbers))", arguments)
        }
        removed["finding"] = try db.delete(
            from: "finding",
            where: """
                connection IN (\(selection)) OR account IN (\(accounts))
                OR EXISTS (SELECT 1 FROM account a WHERE a.connection IN (\(selection)) AND instr(key, a.id) > 0)
                """,
            arguments + arguments + arguments
        )
        for table in ["transaction_audit", "\"transaction\"", "orders", "quote", "link_state"] {
            let count = try db.delete(from: table, where: "connection IN (\(selection))", arguments)
            removed[table.filter { $0 != "\"" }] = count
        }
        removed["job"] = try db.delete(from: "job", where: subjects, arguments)
        removed["provider_security"] = try SecurityRegistry(db).removeRecords(selection, arguments)
        removed["account"] = try db.delete(from: "account", where: "connection IN (\(selection))", arguments)
        removed["connection"] = try db.delete(from: "connection", where: "id IN (\(selection))", arguments)
        return removed
    }
}

extension Database {
    /// Deletes rows and counts them.
    func delete(from table: String, where condition: String, _ arguments: StatementArguments) throws -> Int {
        try run("DELETE FROM \(table) WHERE \(condition)", arguments)
        return changesCount
    }
}
