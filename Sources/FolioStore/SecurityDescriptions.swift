import FolioModel
import GRDB

/// Keeps what follows from statements: one description of a security for everybody, one for each user whose own sources
/// speak of it, and the codes by which vendors name it.
///
/// A description is written when a statement changes, never when it is read, and only where it differs.
struct SecurityDescriptions {
    /// Wordings of one voice that are looked at to describe a security: the newest to come.
    static let maximumWordings = 1024
    /// Owners that are looked at to describe a security that no vendor knows, by name: each sees the own words anyway.
    private static let maximumOwners = 8

    private let db: Database
    private let now: String

    init(_ db: Database, now: String = Timestamp.now.column) { (self.db, self.now) = (db, now) }

    // MARK: Statements

    /// A statement with the number of its wording.
    struct Said {
        let wording: Int
        let statement: SecurityStatement
    }

    /// What vendors say of a security for the owner `""`, else what that user's own sources do.
    func statements(of security: String, owner: String) throws -> [SecurityStatement] {
        try said(of: security, owner: owner).map(\.statement)
    }

    /// The same with the numbers of the wordings.
    func said(of security: String, owner: String) throws -> [Said] {
        // Each wording is looked up by one step into the index, however many connections say so.
        try db.rows(
            """
            WITH RECURSIVE said (wording, since) AS (
                SELECT * FROM (
                    SELECT wording, since FROM security_statement WHERE security = :security AND owner = :owner
                    ORDER BY wording DESC LIMIT 1
                )
                UNION ALL
                SELECT (
                    SELECT max(st.wording) FROM security_statement st
                    WHERE st.security = :security AND st.owner = :owner AND st.wording < said.wording
                ), NULL
                FROM said WHERE said.wording IS NOT NULL
                LIMIT \(Self.maximumWordings)
            )
            SELECT w.number, w.adapter, w.kind, w.record, (
                SELECT min(st.since) FROM security_statement st
                WHERE st.security = :security AND st.owner = :owner AND st.wording = w.number
            ) AS since
            FROM said JOIN security_wording w ON w.number = said.wording
            """,
            ["security": security, "owner": owner]
        ).map { row in
            let source = StatementSource(
                adapter: try row.text("adapter"),
                kind: try row.word("kind"),
                since: try row.time("since")
            )
            return Said(
                wording: row["number"],
                statement: SecurityStatement(try row.wire("record"), source: source)
            )
        }
    }

    /// What is said of a security that no vendor knows, by all its owners.
    func ownStatements(of security: String) throws -> [SecurityStatement] {
        try ownSaid(of: security).map(\.statement)
    }

    /// The same with the numbers of the wordings.
    func ownSaid(of security: String) throws -> [Said] {
        let owners = try db.rows(
            """
            SELECT DISTINCT owner FROM security_statement WHERE security = ? ORDER BY owner LIMIT \(Self.maximumOwners)
            """,
            [security]
        )
        return try owners.flatMap { try said(of: security, owner: try $0.text("owner")) }
    }

    // MARK: Descriptions

    /// Describes a security for everybody, from the vendors' statements.
    ///
    /// What no vendor describes gets the description of those who do, for the daemon's own use: no user is shown it.
    ///
    /// - Parameters:
    ///   - id: The security; nothing happens where there is none.
    ///   - isShared: Whether vendors' statements changed; else it is described only where no vendor does.
    /// - Throws: ``StoreError/corrupt(_:)`` where a statement cannot be read.
    func describe(_ id: String, isShared: Bool) throws {
        guard let row = try db.row("SELECT * FROM security WHERE id = ?", [id]) else { return }
        let wasShared = try row.flag("is_shared")
        guard isShared || !wasShared else { return }
        let said = isShared ? try statements(of: id, owner: "") : []
        guard let merged = MergedSecurity(id: id, said.isEmpty ? try ownStatements(of: id) : said) else { return }
        if wasShared == said.isEmpty {
            try db.run("UPDATE security SET is_shared = ? WHERE id = ?", [!said.isEmpty, id])
        }
        if try Security(row) != merged.security {
            try db.run(
                "UPDATE security SET \(Self.assignments), updated_at = ? WHERE id = ?",
                Self.values(of: merged.security) + [now, id]
            )
        }
        try name(id, by: Set(said.flatMap(\.record.codes)))
    }

    /// Describes a security for one user, from that user's own sources.
    func describe(_ own: SecurityRegistry.OwnSecurity) throws {
        let said = try statements(of: own.security, owner: own.owner)
        guard let merged = MergedSecurity(id: own.security, said) else {
            return try db.run("DELETE FROM own_security WHERE user = ? AND security = ?", [own.owner, own.security])
        }
        let known = try Self.own(own.security, of: own.owner, in: db)
        guard known != merged.security else { return }
        try db.run(
            """
            INSERT OR REPLACE INTO own_security (\(Self.columns.joined(separator: ", ")), updated_at, user, security)
            VALUES (\(Self.columns.map { _ in "?" }.joined(separator: ", ")), ?, ?, ?)
            """,
            Self.values(of: merged.security) + [now, own.owner, own.security]
        )
    }

    private func name(_ security: String, by codes: Set<SecurityCodeName>) throws {
        let rows = try db.rows("SELECT kind, value FROM security_code WHERE security = ?", [security])
        let known = Set(try rows.map { SecurityCodeName(try $0.word("kind"), try $0.text("value")) })
        for code in known.subtracting(codes) {
            try db.run(
                "DELETE FROM security_code WHERE value = ? AND security = ? AND kind = ?",
                [code.value, security, code.kind.rawValue]
            )
        }
        for code in codes.subtracting(known) {
            try db.run(
                "INSERT INTO security_code (value, security, kind) VALUES (?, ?, ?)",
                [code.value, security, code.kind.rawValue]
            )
        }
    }

    /// What the user's own sources say of a security; `nil` where they say nothing.
    static func own(_ security: String, of user: String, in db: Database) throws -> Security? {
        try db.row("SELECT * FROM own_security WHERE user = ? AND security = ?", [user, security])
            .map { try Security($0, id: security) }
    }

    // MARK: Columns

    private static let columns = [
        "symbol", "exchange", "mic", "cusip", "isin", "sedol", "figi", "name", "type", "is_cash_equivalent", "currency",
        "option_contract", "fixed_income", "sector", "industry", "country", "marginable", "shortable",
    ]

    private static let assignments = columns.map { "\($0) = ?" }.joined(separator: ", ")

    private static func values(of security: Security) -> StatementArguments {
        [
            security.symbol, security.exchange, security.mic, security.cusip, security.isin, security.sedol,
            security.figi, security.name, security.type.rawValue, security.isCashEquivalent, security.currency.code,
            security.option?.column, security.fixedIncome?.column, security.sector, security.industry,
            security.country, security.marginable, security.shortable,
        ]
    }

    // MARK: Rules

    /// The rules by which stored descriptions were made; raised whenever ``MergedSecurity`` or ``SecurityPlacement``
    /// comes to another outcome for the same statements, so that the next start makes everything anew.
    static let rules = "1"

    /// Makes every description anew where other rules made them.
    static func bringUpToDate(_ db: Database) throws {
        guard try db.text("SELECT value FROM meta WHERE key = 'security_rules'") != rules else { return }
        let registry = SecurityRegistry(db)
        try registry.settleAll()
        try registry.finish()
        let descriptions = SecurityDescriptions(db)
        for row in try db.rows("SELECT id FROM security") {
            try descriptions.describe(try row.text("id"), isShared: true)
        }
        for user in try db.rows("SELECT name FROM user") {
            let owner = try user.text("name")
            let named = try db.rows(
                """
                SELECT DISTINCT st.security FROM connection c CROSS JOIN security_statement st ON st.connection = c.id
                WHERE c.user = ?1 AND st.owner = ?1
                """,
                [owner]
            )
            for row in named {
                try descriptions.describe(.init(owner: owner, security: try row.text("security")))
            }
        }
        try db.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('security_rules', ?)", [rules])
    }

    /// Counts descriptions that are not what the statements come to.
    static func disagreements(_ db: Database) throws -> Int {
        let descriptions = SecurityDescriptions(db)
        var count = 0
        let securities = try Row.fetchCursor(db, sql: "SELECT * FROM security")
        while let row = try securities.next() {
            let id = try row.text("id")
            let said = try descriptions.statements(of: id, owner: "")
            let merged = MergedSecurity(id: id, said.isEmpty ? try descriptions.ownStatements(of: id) : said)
            let codes = try db.count("SELECT count(*) FROM security_code WHERE security = ?", [id])
            let isSame = try Security(row) == merged?.security && row.flag("is_shared") == !said.isEmpty
            if !isSame || codes != Set(said.flatMap(\.record.codes)).count { count += 1 }
        }
        let own = try Row.fetchCursor(db, sql: "SELECT * FROM own_security")
        while let row = try own.next() {
            let id = try row.text("security")
            let said = try descriptions.statements(of: id, owner: try row.text("user"))
            if try MergedSecurity(id: id, said)?.security != Security(row, id: id) { count += 1 }
        }
        return count
    }
}
