import FolioModel
import GRDB

/// Keeps one security for one thing in the world, and what every source says of it, inside a write transaction.
///
/// Which records belong together is decided by ``SecurityMatcher`` and ``SecurityPlacement`` on everything that hangs
/// together by any identifier, and what a security is called by ``MergedSecurity`` on all that is said of it, so that no
/// outcome depends on who said what first. Holdings, transactions and quotes follow their record.
///
/// ``finish()`` ends a piece of work: until then descriptions are those of before.
final class SecurityRegistry {
    let db: Database
    let now = Timestamp.now.column

    /// Securities of which something changed.
    private var touched: Set<String> = []
    /// Those of them of which vendors say something else now.
    private var touchedShared: Set<String> = []
    /// The same for what users' own sources say.
    private var touchedOwn: Set<OwnSecurity> = []
    /// Where the rows of a security went that may be empty now.
    private var successors: [String: String] = [:]
    /// Wordings that may be nobody's any more.
    private var loosened: Set<Int> = []

    /// A security as a user's own sources name it.
    struct OwnSecurity: Hashable {
        let owner: String
        let security: String
    }

    /// Starts a piece of work.
    init(_ db: Database) { self.db = db }

    /// Notes that something about a security changed: what vendors say for the owner `""`, else what that user's own
    /// sources say.
    func touch(_ security: String, owner: String) {
        touched.insert(security)
        if owner.isEmpty {
            touchedShared.insert(security)
        } else {
            touchedOwn.insert(OwnSecurity(owner: owner, security: security))
        }
    }

    /// Notes where rows of a security went.
    func follow(from old: String, to new: String) { successors[old] = new }

    // MARK: Answers

    /// Stores what one answer of a connection says of securities.
    ///
    /// - Parameters:
    ///   - records: What is said; the same words as before change nothing.
    ///   - connection: The connection's id.
    ///   - kind: Which answer it is.
    ///   - since: When a record was true, by the source.
    /// - Returns: The store's id by the connection's external id.
    /// - Throws: ``StoreError/invalid(_:)`` for a record without an id.
    func save(
        _ records: [ReportedSecurity],
        connection: String,
        with kind: StatementKind,
        since: (ReportedSecurity) -> Timestamp
    ) throws -> [String: String] {
        guard !records.isEmpty else { return [:] }
        let speaker = try Speaker(connection, kind, in: db)
        for record in records {
            guard !record.externalID.isEmpty else { throw StoreError.invalid("A security has no external_id.") }
            try save(record, of: speaker, since: since(record).column)
        }
        try finish()
        var ids: [String: String] = [:]
        for record in records where ids[record.externalID] == nil {
            ids[record.externalID] = try security(of: record.externalID, connection: connection)
        }
        return ids
    }

    /// Returns the security of a connection's own record; `nil` where it never sent one.
    func security(of externalID: String, connection: String) throws -> String? {
        try db.text(
            "SELECT security FROM provider_security WHERE connection = ? AND external_id = ?",
            [connection, externalID]
        )
    }

    /// What a connection says of its record: what its holdings say, else its transactions; `nil` where it never sent one.
    func words(of externalID: String, connection: String) throws -> ReportedSecurity? {
        try stated(externalID, connection).first?.record
    }

    /// How the connection's holdings price a security; per unit where they say nothing of it.
    func priceBasis(of externalID: String, connection: String) throws -> FixedIncome.PriceBasis {
        let stated = try self.stated(externalID, connection).first
        return stated?.record.fixedIncome?.priceBasis ?? .unit
    }

    private func save(_ said: ReportedSecurity, of speaker: Speaker, since: String) throws {
        let before = try stated(said.externalID, speaker.connection)
        let words = said.wording
        let known = before.first { $0.kind == speaker.kind }
        let statement = Stated(kind: speaker.kind, record: words, since: since).after(known)
        if let known, statement == known {
            // Older words that fill nothing may still have another code.
            if words != known.record { try noteFormerCodes([words], before, said.externalID, of: speaker) }
            return
        }
        let all = (before.filter { $0.kind != speaker.kind } + [statement]).sorted { $0.kind > $1.kind }
        let place = try place(all, said.externalID, of: speaker)
        let isNews = try isNews(statement, in: place, of: speaker)
        try store(statement, said.externalID, in: place, of: speaker)
        if known != nil || isNews { touch(place, owner: speaker.owner) }
        if known != nil { try noteFormerCodes(before.map(\.record) + [words], all, said.externalID, of: speaker) }
    }

    /// The security that a record names now, with all its rows in it.
    private func place(_ statements: [Stated], _ externalID: String, of speaker: Speaker) throws -> String {
        var record = statements[0].record
        for further in statements.dropFirst() { record = record.filled(from: further.record) }
        let identity = SecurityIdentity(
            record,
            record: "\(speaker.connection) \(externalID)",
            owner: speaker.owner.isEmpty ? nil : speaker.owner
        )
        let before = try db.row(
            "SELECT security, identity FROM provider_security WHERE connection = ? AND external_id = ?",
            [speaker.connection, externalID]
        )
        let known = try find(identity) ?? enter(identity)
        guard let before else {
            try db.run(
                "INSERT INTO provider_security (connection, external_id, security, identity) VALUES (?, ?, ?, ?)",
                [speaker.connection, externalID, known.security, known.number]
            )
            return known.security
        }
        let number: Int = before["identity"]
        guard number != known.number else { return known.security }
        // Entering may have moved it.
        let old = try security(of: externalID, connection: speaker.connection) ?? known.security
        try db.run(
            "UPDATE provider_security SET security = ?, identity = ? WHERE connection = ? AND external_id = ?",
            [known.security, known.number, speaker.connection, externalID]
        )
        try moveRows(of: externalID, connection: speaker.connection, from: old, to: known.security)
        touch(old, owner: speaker.owner)
        touch(known.security, owner: speaker.owner)
        try forget([number])
        return try security(of: externalID, connection: speaker.connection) ?? known.security
    }

    // MARK: Statements

    /// Whether nobody else of the same voice has said the same of that security as early.
    private func isNews(_ statement: Stated, in security: String, of speaker: Speaker) throws -> Bool {
        let since = try db.text(
            """
            SELECT min(st.since) FROM security_wording w
            JOIN security_statement st ON st.security = ? AND st.owner = ? AND st.wording = w.number
            WHERE w.adapter = ? AND w.kind = ? AND w.record = ?
            """,
            [security, speaker.owner, speaker.adapter, statement.kind.rawValue, statement.record.column]
        )
        return since.map { statement.since < $0 } ?? true
    }

    private func store(_ statement: Stated, _ externalID: String, in security: String, of speaker: Speaker) throws {
        let text = statement.record.column
        try db.run(
            "INSERT INTO security_wording (adapter, kind, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [speaker.adapter, statement.kind.rawValue, text]
        )
        let number = try db.count(
            "SELECT number FROM security_wording WHERE adapter = ? AND kind = ? AND record = ?",
            [speaker.adapter, statement.kind.rawValue, text]
        )
        if let old = statement.replacing, old != number { loosened.insert(old) }
        try db.run(
            """
            INSERT INTO security_statement (connection, external_id, kind, security, owner, wording, since)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (connection, external_id, kind) DO UPDATE SET security = excluded.security,
                wording = excluded.wording, since = excluded.since
            """,
            [
                speaker.connection, externalID, statement.kind.rawValue, security, speaker.owner, number,
                statement.since,
            ]
        )
    }

    /// What a connection says of one record, the strongest first.
    private func stated(_ externalID: String, _ connection: String) throws -> [Stated] {
        try db.rows(
            """
            SELECT st.kind, st.since, st.wording, w.record
            FROM security_statement st JOIN security_wording w ON w.number = st.wording
            WHERE st.connection = ? AND st.external_id = ?
            """,
            [connection, externalID]
        ).map { row in
            var stated = Stated(
                kind: try row.word("kind"),
                record: try row.wire("record", ReportedSecurity.self),
                since: try row.text("since")
            )
            stated.replacing = row["wording"]
            return stated
        }.sorted { $0.kind > $1.kind }
    }

    /// Keeps the codes that the record went by until now, so that it is still found by them.
    private func noteFormerCodes(
        _ said: [ReportedSecurity],
        _ now: [Stated],
        _ externalID: String,
        of speaker: Speaker
    ) throws {
        let codes = Set(now.flatMap(\.record.codes))
        for code in Set(said.flatMap(\.codes)).subtracting(codes) {
            try db.run(
                """
                INSERT INTO former_code (connection, value, external_id, kind, until) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                [speaker.connection, code.value, externalID, code.kind.rawValue, self.now]
            )
        }
        for code in codes {
            try db.run(
                "DELETE FROM former_code WHERE connection = ? AND value = ? AND external_id = ? AND kind = ?",
                [speaker.connection, code.value, externalID, code.kind.rawValue]
            )
        }
    }

    // MARK: The end of a piece of work

    /// Brings everything that was touched in order: securities that nobody names any more are gone, or stand for the one
    /// that took their place; the others are described anew; wordings that nobody uses are gone.
    func finish() throws {
        for security in touched where try !isNamed(security) { try retire(security) }
        let descriptions = SecurityDescriptions(db, now: now)
        for security in touched {
            try descriptions.describe(security, isShared: touchedShared.contains(security))
        }
        for own in touchedOwn { try descriptions.describe(own) }
        for number in loosened {
            try db.run(
                """
                DELETE FROM security_wording
                WHERE number = ? AND NOT EXISTS (SELECT 1 FROM security_statement WHERE wording = number)
                """,
                [number]
            )
        }
        (touched, touchedShared, touchedOwn) = ([], [], [])
        (successors, loosened) = ([:], [])
    }

    private func isNamed(_ security: String) throws -> Bool {
        try db.count("SELECT EXISTS (SELECT 1 FROM security_identity WHERE security = ?)", [security]) == 1
    }

    /// Removes a security without identities; its id goes on as another name of the one that has its rows now.
    private func retire(_ security: String) throws {
        var seen: Set = [security]
        var heir = successors[security]
        while let next = heir, try !isNamed(next) {
            heir = seen.insert(next).inserted ? successors[next] : nil
        }
        if let heir, try db.count("SELECT count(*) FROM security WHERE id = ?", [security]) == 1 {
            try db.run("UPDATE security_alias SET security = ? WHERE security = ?", [heir, security])
            try db.run("INSERT INTO security_alias (id, security, since) VALUES (?, ?, ?)", [security, heir, now])
            try db.run("UPDATE OR IGNORE symbol_mapping SET security = ? WHERE security = ?", [heir, security])
        }
        try db.run("DELETE FROM security WHERE id = ?", [security])
    }

    // MARK: Removal

    /// Removes the records of connections, and what only they knew.
    ///
    /// Holdings and transactions of the connections must be gone before.
    ///
    /// - Returns: Records removed.
    func removeRecords(_ selection: String, _ arguments: StatementArguments) throws -> Int {
        let statements = try db.rows(
            "SELECT DISTINCT security, owner, wording FROM security_statement WHERE connection IN (\(selection))",
            arguments
        )
        for row in statements {
            touch(try row.text("security"), owner: try row.text("owner"))
            loosened.insert(row["wording"])
        }
        let identities = try db.rows(
            "SELECT DISTINCT identity FROM provider_security WHERE connection IN (\(selection))",
            arguments
        ).map { row in row["identity"] as Int }
        let removed = try db.delete(from: "provider_security", where: "connection IN (\(selection))", arguments)
        try forget(identities)
        try finish()
        return removed
    }
}
