package import FolioModel
import GRDB

/// Whether somebody has to look at a finding.
package enum FindingState: String, WireEnum {
    /// It is there.
    case open
    /// It was, and is no more.
    case resolved
    /// A user does not want to see it again.
    case dismissed
}

/// How much a finding takes from the figures.
package enum FindingSeverity: String, WireEnum {
    /// Worth knowing.
    case info
    /// Figures are less sure.
    case warning
    /// Figures are wrong or missing until somebody does something.
    case error
}

/// Something that does not fit, as it was found.
package struct FindingDraft: Sendable, Hashable {
    /// What it is about, the same however often it is found.
    package var key: String
    package var kind: String
    package var severity: FindingSeverity
    package var connection: String?
    package var account: String?
    package var security: String?
    package var firstDate: Day?
    package var amount: Amount?
    package var currency: Currency?
    package var quantity: Quantity?
    package var explanation: String
    package var hint: String

    package init(key: String, kind: String, severity: FindingSeverity, explanation: String, hint: String) {
        (self.key, self.kind, self.severity) = (key, kind, severity)
        (self.explanation, self.hint) = (explanation, hint)
    }
}

/// A finding as it is kept.
package struct FindingRecord: Sendable, Hashable {
    package var id: String
    package var user: String
    package var draft: FindingDraft
    package var state: FindingState
    package var foundAt: Timestamp
    package var updatedAt: Timestamp
}

/// What a search changed.
package struct FindingsOutcome: Sendable, Hashable {
    package var opened = 0
    package var resolved = 0
    /// Open ones in all.
    package var open = 0
}

extension Store {
    /// Findings of one user that are kept; beyond it the least of what was found is left out.
    package static let maximumMisfits = 10_000

    /// Stores what a search found, as one transaction; finding the same again changes nothing.
    ///
    /// What is not found any more is resolved, what comes back is open again, and what a user dismissed stays dismissed.
    ///
    /// - Parameters:
    ///   - user: Whose.
    ///   - kinds: What was searched for: findings of other kinds stay as they are.
    ///   - drafts: What was found, each key once.
    /// - Returns: What was changed.
    /// - Throws: ``StoreError`` where the store cannot be written.
    package func saveFindings(
        user: String,
        kinds: Set<String>,
        _ drafts: [FindingDraft]
    ) throws(StoreError) -> FindingsOutcome {
        try write(changesFacts: false) { db in
            var outcome = FindingsOutcome()
            var known: [String: FindingRecord] = [:]
            for row in try db.rows("SELECT * FROM finding WHERE user = ?", [user]) {
                let record = try FindingRecord(row)
                known[record.draft.key] = record
            }
            var found: Set<String> = []
            for draft in drafts.prefix(Self.maximumMisfits) {
                found.insert(draft.key)
                guard try Self.isAboutSomething(draft, in: db) else { continue }
                let old = known[draft.key]
                let state: FindingState = old?.state == .dismissed ? .dismissed : .open
                if state == .open { outcome.open += 1 }
                if old?.draft == draft, old?.state == state { continue }
                if old?.state != state { outcome.opened += 1 }
                try Self.save(draft, user: user, state: state, in: db)
            }
            for record in known.values where record.state == .open && kinds.contains(record.draft.kind) {
                guard !found.contains(record.draft.key) else { continue }
                try db.run(
                    "UPDATE finding SET state = 'resolved', updated_at = ? WHERE id = ?",
                    [Timestamp.now.column, record.id]
                )
                outcome.resolved += 1
            }
            return outcome
        }
    }

    /// Whether what it is about is still there.
    private static func isAboutSomething(_ draft: FindingDraft, in db: Database) throws -> Bool {
        for (table, id) in [("connection", draft.connection), ("account", draft.account), ("security", draft.security)]
        {
            guard let id else { continue }
            guard try db.count("SELECT count(*) FROM \(table) WHERE id = ?", [id]) == 1 else { return false }
        }
        return true
    }

    private static func save(_ draft: FindingDraft, user: String, state: FindingState, in db: Database) throws {
        let now = Timestamp.now.column
        try db.run(
            """
            INSERT INTO finding (
                id, user, key, kind, severity, connection, account, security, first_date, amount, currency, quantity,
                explanation, hint, state, found_at, updated_at
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (user, key) DO UPDATE SET kind = excluded.kind, severity = excluded.severity,
                connection = excluded.connection, account = excluded.account, security = excluded.security,
                first_date = excluded.first_date, amount = excluded.amount, currency = excluded.currency,
                quantity = excluded.quantity, explanation = excluded.explanation, hint = excluded.hint,
                state = excluded.state, updated_at = excluded.updated_at
            """,
            [
                StoreID.make("f"), user, draft.key, draft.kind, draft.severity.rawValue, draft.connection,
                draft.account, draft.security, draft.firstDate?.description, draft.amount?.description,
                draft.currency?.code, draft.quantity?.description, draft.explanation, draft.hint, state.rawValue, now,
                now,
            ]
        )
    }

    /// Returns a user's findings: the gravest first, then in the order in which they were found.
    ///
    /// - Parameters:
    ///   - user: Whose.
    ///   - state: `nil` for all.
    /// - Returns: At most ``maximumMisfits``.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func findings(user: String, state: FindingState?) throws(StoreError) -> [FindingRecord] {
        try read { db in
            try db.rows(
                """
                SELECT * FROM finding WHERE user = ?1 AND (?2 IS NULL OR state = ?2)
                ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, number
                LIMIT \(Self.maximumMisfits)
                """,
                [user, state?.rawValue]
            ).map { try FindingRecord($0) }
        }
    }

    /// Returns a finding; `nil` where there is none of that id.
    package func finding(id: String) throws(StoreError) -> FindingRecord? {
        try read { db in try db.row("SELECT * FROM finding WHERE id = ?", [id]).map { try FindingRecord($0) } }
    }

    /// Lets a finding be seen no more, however often it is found again.
    package func dismissFinding(id: String) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run(
                "UPDATE finding SET state = 'dismissed', updated_at = ? WHERE id = ? AND state <> 'dismissed'",
                [Timestamp.now.column, id]
            )
        }
    }
}

extension FindingRecord {
    /// Reads a whole row.
    fileprivate init(_ row: Row) throws {
        id = try row.text("id")
        user = try row.text("user")
        draft = FindingDraft(
            key: try row.text("key"),
            kind: try row.text("kind"),
            severity: try row.word("severity"),
            explanation: try row.text("explanation"),
            hint: try row.text("hint")
        )
        draft.connection = row.optionalText("connection")
        draft.account = row.optionalText("account")
        draft.security = row.optionalText("security")
        draft.firstDate = try row.optionalDay("first_date")
        draft.amount = try row.optionalFixed("amount")
        draft.currency = row.optionalText("currency").flatMap { Currency($0) }
        draft.quantity = try row.optionalFixed("quantity")
        state = try row.word("state")
        foundAt = try row.time("found_at")
        updatedAt = try row.time("updated_at")
    }
}
