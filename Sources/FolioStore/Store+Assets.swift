package import FolioModel
import GRDB

/// A security that fits what was asked for.
package struct SecurityFinding: Sendable, Hashable {
    package var security: Security
    /// Whether an account of the user holds it.
    package var isHeld = false
}

/// A code by which a security is known, with who says so.
package struct SecurityIdentifier: Sendable, Hashable {
    package var code: SecurityCodeName
    /// The adapter's name.
    package var adapter: String
    /// Since when it says so; of a former code, until when it did.
    package var asOf: Timestamp
    /// Whether the source names the security otherwise now.
    package var isFormer = false
}

/// A statement with the user's own connections that make it.
package struct StatedWords: Sendable, Hashable {
    package var statement: SecurityStatement
    /// Ids; none where only others' connections say so.
    package var connections: [String] = []
}

/// Everything that is known of a security, and from where.
package struct SecurityDetails: Sendable, Hashable {
    package var merged: MergedSecurity
    /// By kind and value; former ones last.
    package var identifiers: [SecurityIdentifier] = []
    /// The best first.
    package var statements: [StatedWords] = []
}

extension Store {
    /// Securities of one answer of ``findSecurities(symbol:user:)``.
    package static let maximumFindings = 20

    /// Statements of one answer of ``securityDetails(id:user:)``, and codes, and former codes.
    package static let maximumStatements = 64

    /// Returns the securities that a symbol or code may mean to a user: what the user holds, then what the user's own
    /// connections name, then what was named last; at most ``maximumFindings``.
    ///
    /// - Parameters:
    ///   - symbol: A ticker in any spelling, an OCC symbol, ISIN, CUSIP, SEDOL or FIGI, also one by which the user's
    ///     connections went before.
    ///   - user: Whose view it is, as for ``security(id:user:)``.
    /// - Returns: None where nothing fits.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func findSecurities(symbol: String, user: String?) throws(StoreError) -> [SecurityFinding] {
        try read { db in
            let views = try SecurityViews(of: user, in: db)
            let rows = try SecuritySearch(symbol, user: user, in: db).rows()
            let ids = try rows.map { try $0.text("id") }
            let held = try Self.held(ids, by: user, in: db)
            let named = rows.count > 1 ? try Self.lastNamed(ids, by: user, in: db) : [:]
            let order = ids.indices.sorted { left, right in
                let (one, other) = (ids[left], ids[right])
                if held.contains(one) != held.contains(other) { return held.contains(one) }
                let (first, second) = (named[one] ?? LastNamed(), named[other] ?? LastNamed())
                return first == second ? left < right : first > second
            }
            return try order.prefix(Self.maximumFindings).map { index in
                SecurityFinding(security: try views.security(rows[index]), isHeld: held.contains(ids[index]))
            }
        }
    }

    /// Whether an account of the user holds the security; `false` for no user.
    package func holds(_ security: String, user: String?) throws(StoreError) -> Bool {
        try read { db in try !Self.held([security], by: user, in: db).isEmpty }
    }

    private static func held(_ ids: [String], by user: String?, in db: Database) throws -> Set<String> {
        guard let user else { return [] }
        let rows = try db.rows(
            """
            SELECT DISTINCT h.security FROM connection c
            CROSS JOIN account a ON a.connection = c.id
            CROSS JOIN holding h ON h.account = a.id AND h.security IN (SELECT value FROM json_each(?))
            WHERE c.user = ? AND a.gone_at IS NULL
            """,
            [ids.column, user]
        )
        return Set(try rows.map { try $0.text("security") })
    }

    /// When a security was last named, and whether by the user's own connections.
    private struct LastNamed: Comparable {
        var isOwn = false
        var at = ""

        static func < (left: Self, right: Self) -> Bool {
            left.isOwn == right.isOwn ? left.at < right.at : right.isOwn
        }
    }

    private static func lastNamed(
        _ ids: [String],
        by user: String?,
        in db: Database
    ) throws -> [String: LastNamed] {
        let own = try db.rows(
            """
            SELECT security, max(at) AS at FROM (
                SELECT st.security, st.since AS at
                FROM connection c CROSS JOIN security_statement st ON st.connection = c.id WHERE c.user = :user
                UNION ALL
                SELECT t.security, t.date AS at FROM connection c
                CROSS JOIN account a ON a.connection = c.id
                CROSS JOIN "transaction" t ON t.account = a.id WHERE c.user = :user
            ) WHERE security IN (SELECT value FROM json_each(:ids)) GROUP BY security
            """,
            ["user": user, "ids": ids.column]
        )
        var named: [String: LastNamed] = [:]
        for row in own { named[try row.text("security")] = LastNamed(isOwn: true, at: try row.text("at")) }
        let descriptions = SecurityDescriptions(db)
        for id in ids where named[id] == nil {
            let newest = try descriptions.statements(of: id, owner: "").map(\.source.since).max()
            named[id] = LastNamed(at: newest?.column ?? "")
        }
        return named
    }

    /// Returns everything that the sources which count for a user say of a security.
    ///
    /// - Parameters:
    ///   - id: The store's id.
    ///   - user: Whose view it is, as for ``security(id:user:)``.
    /// - Returns: `nil` where there is none of that id, or the user may not know of it.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func securityDetails(id: String, user: String?) throws(StoreError) -> SecurityDetails? {
        try read { db in
            guard let id = try Self.security(id, user: user, in: db)?.id else { return nil }
            let descriptions = SecurityDescriptions(db)
            var said = try descriptions.said(of: id, owner: "")
            if let user {
                said += try descriptions.said(of: id, owner: user)
            } else if said.isEmpty {
                said = try descriptions.ownSaid(of: id)
            }
            guard let merged = MergedSecurity(id: id, said.map(\.statement)) else { return nil }
            said.sort { $0.statement.source.isStronger(than: $1.statement.source) }
            var details = SecurityDetails(merged: merged)
            let codes = Self.identifiers(said.map(\.statement)).prefix(Self.maximumStatements)
            details.identifiers = codes + (try Self.formerCodes(id, of: user, in: db))
            let speakers = try Self.speakers(of: id, user: user, in: db)
            details.statements = said.prefix(Self.maximumStatements).map { said in
                StatedWords(statement: said.statement, connections: speakers[said.wording] ?? [])
            }
            return details
        }
    }

    /// Each code once, by the best of those who state it.
    private static func identifiers(_ statements: [SecurityStatement]) -> [SecurityIdentifier] {
        var found: [SecurityCodeName: SecurityIdentifier] = [:]
        for statement in statements {
            for code in statement.record.codes where found[code] == nil {
                let source = statement.source
                found[code] = SecurityIdentifier(code: code, adapter: source.adapter, asOf: source.since)
            }
        }
        return found.values.sorted { $0.code < $1.code }
    }

    /// Codes that the user's connections once gave the security and no longer do.
    private static func formerCodes(
        _ id: String,
        of user: String?,
        in db: Database
    ) throws -> [SecurityIdentifier] {
        try db.rows(
            """
            SELECT f.kind, f.value, min(c.provider) AS provider, max(f.until) AS until FROM connection c
            CROSS JOIN provider_security p ON p.connection = c.id AND p.security = :id
            CROSS JOIN former_code f ON f.connection = p.connection AND f.external_id = p.external_id
            WHERE c.user = :user GROUP BY f.kind, f.value ORDER BY until DESC, f.kind, f.value
            LIMIT \(maximumStatements)
            """,
            ["id": id, "user": user]
        ).map { row in
            SecurityIdentifier(
                code: SecurityCodeName(try row.word("kind"), try row.text("value")),
                adapter: try row.text("provider"),
                asOf: try row.time("until"),
                isFormer: true
            )
        }
    }

    /// The user's connections that state a wording, by its number.
    private static func speakers(of id: String, user: String?, in db: Database) throws -> [Int: [String]] {
        let rows = try db.rows(
            """
            SELECT DISTINCT st.wording, c.id, c.number FROM connection c
            CROSS JOIN provider_security p ON p.connection = c.id AND p.security = :id
            CROSS JOIN security_statement st ON st.connection = p.connection AND st.external_id = p.external_id
            WHERE c.user = :user ORDER BY c.number
            """,
            ["id": id, "user": user]
        )
        var speakers: [Int: [String]] = [:]
        for row in rows { speakers[row["wording"], default: []].append(try row.text("id")) }
        return speakers
    }
}

extension StatementSource {
    /// Whether its words count before those of the other, where both say as much.
    fileprivate func isStronger(than other: StatementSource) -> Bool {
        if voice != other.voice { return voice > other.voice }
        if kind != other.kind { return kind > other.kind }
        if since != other.since { return since > other.since }
        return adapter < other.adapter
    }
}
