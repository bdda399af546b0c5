import GRDB

/// Multiplies the users of a store in SQL, for a million of them cannot be connected one by one in minutes.
///
/// Copies are spread as users are in life: behind one name comes another whose rows lie elsewhere in every table.
enum UserCopies {
    /// The tables with rows of users, and what is another in a copy's row; without what connections say of securities,
    /// which is for the next sync.
    private static let tables: [(name: String, changed: [String: Change])] = [
        ("user", ["name": .name]),
        ("connection", ["number": .number, "id": .id, "user": .name]),
        ("account", ["number": .number, "id": .id, "connection": .id]),
        ("holding", ["account": .id]),
        ("cash_balance", ["account": .id]),
        ("quote", ["connection": .id]),
        ("transaction", ["id": .number, "connection": .id, "account": .id]),
        ("account_history", ["account": .number]),
        ("account_day", ["account": .number]),
    ]

    private enum Change {
        case name
        case id
        case number

        /// The value of a column in copy `k.n`; an id stays as long as it is, and has a letter that ids else have not.
        func expression(_ column: String) -> String {
            switch self {
            case .name: "\(column) || '.' || k.n"
            case .id: "substr(\(column), 1, 2) || printf('U%04d', k.n) || substr(\(column), 8)"
            case .number: "\(column) + k.n * \(UserCopies.stride)"
            }
        }
    }

    /// Above every number that the users to be copied have.
    private static let stride = 1_000_000

    /// Adds up to 9,999 copies of every user of a store that nobody has open.
    static func add(_ copies: Int, to path: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            for pragma in ["journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -1048576"]
            {
                try db.execute(sql: "PRAGMA \(pragma)")
            }
            let indexes = try Row.fetchAll(
                db,
                sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
            )
            for index in indexes { try db.execute(sql: "DROP INDEX \"\(index["name"] as String)\"") }
            for (table, changed) in tables { try copy(table, changed, copies, db) }
            for index in indexes { try db.execute(sql: index["sql"]) }
        }
        try queue.close()
    }

    private static func copy(_ table: String, _ changed: [String: Change], _ copies: Int, _ db: Database) throws {
        let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info('\(table)')")
        let values = columns.map { column in
            let quoted = "t.\"\(column)\""
            return changed[column]?.expression(quoted) ?? quoted
        }
        // What a statement adds it may read again: the originals are read from a table of their own.
        try db.execute(sql: "CREATE TEMPORARY TABLE original AS SELECT * FROM main.\"\(table)\"")
        try db.execute(
            sql: """
                WITH RECURSIVE k (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < \(copies))
                INSERT INTO main."\(table)" (\(columns.map { "\"\($0)\"" }.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM k CROSS JOIN original t
                """
        )
        try db.execute(sql: "DROP TABLE original")
    }
}
