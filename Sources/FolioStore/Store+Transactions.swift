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
    /// - Returns: What the page changed.
    /// - Throws: As ``saveTransactions(connection:_:tally:)``.
    @discardableResult
    package func saveTransactions(
        connection: String,
        _ page: TransactionsPage
    ) throws(StoreError) -> TransactionsOutcome {
        var tally = PassTally()
        try saveTransactions(connection: connection, [page], tally: &tally)
        return tally.outcome
    }

    /// Stores pages of one pass, one after the other, and the cursor behind the last one, as one transaction.
    ///
    /// A record that differs from the stored one replaces it, one that is taken back goes; both leave an audit row.
    ///
    /// - Parameters:
    ///   - connection: The connection's id.
    ///   - pages: At least one.
    ///   - tally: Takes in what they changed; as it was where this throws.
    /// - Throws: ``StoreError/invalid(_:)`` for a row of an account or security that nobody reported; nothing is stored.
    package func saveTransactions(
        connection: String,
        _ pages: [TransactionsPage],
        tally: inout PassTally
    ) throws(StoreError) {
        guard let last = pages.last else { return }
        tally = try write { [tally] db in
            _ = try Self.connection(connection, in: db)
            var writer = try TransactionWriter(connection: connection, pages, tally: tally, in: db)
            for page in pages {
                try writer.save(page)
                guard let from = page.historyCompleteFrom else { continue }
                try db.run(
                    """
                    UPDATE connection SET history_from = min(coalesce(history_from, :from), :from), history_complete = 1
                    WHERE id = :id AND (history_complete = 0 OR history_from IS NULL OR history_from > :from)
                    """,
                    ["from": from.description, "id": connection]
                )
            }
            try db.run(
                "UPDATE connection SET transaction_cursor = ?1 WHERE id = ?2 AND transaction_cursor IS NOT ?1",
                [last.nextCursor, connection]
            )
            return writer.tally
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
