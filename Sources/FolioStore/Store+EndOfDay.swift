package import FolioModel
import GRDB
import GRDBSQLite

/// A row to be recorded, and earlier ones that are put right with it.
package struct RecordedDay: Sendable {
    /// The account's id.
    package var account: String
    package var day: AccountDay
    /// A recorded row of an earlier session as it should be.
    package var corrected: (day: AccountDay, correction: Correction)?

    package init(account: String, day: AccountDay) { (self.account, self.day) = (account, day) }
}

/// A run of the end of the day.
package struct EndOfDayRun: Sendable, Hashable {
    package var day: Day
    /// Whether it ran after the next session had ended: its rows are rebuilt ones.
    package var isCaughtUp: Bool
    /// The last user, by name, whose accounts are done; empty for none.
    package var lastUser: String
    /// Accounts that are done.
    package var accounts: Int
    package var finishedAt: Timestamp?

    package init(day: Day, isCaughtUp: Bool) {
        (self.day, self.isCaughtUp) = (day, isCaughtUp)
        (lastUser, accounts) = ("", 0)
    }
}

extension Store {
    /// Records rows of one session, as one transaction; what is recorded already stays where it says the same.
    ///
    /// - Parameters:
    ///   - days: One an account, those of one user together.
    ///   - run: How far the run is then; stored together with the rows.
    /// - Returns: What was changed.
    /// - Throws: ``StoreError/notFound(what:id:)`` for an unknown account.
    package func record(_ days: [RecordedDay], run: EndOfDayRun) throws(StoreError) -> HistoryOutcome {
        let outcome = try write(changesFacts: false) { db in
            let lookup = try RawStatement(db, "SELECT number FROM account WHERE id = ?")
            var text = RowTexts()
            var numbered: [(number: Int64, day: RecordedDay)] = []
            for day in days {
                text.removeAll()
                text.add(day.account)
                // An account that was removed meanwhile has no row.
                guard let number = try lookup.step(text, count: 1, { sqlite3_column_int64($0, 0) }) else { continue }
                numbered.append((number, day))
            }
            numbered.sort { $0.number < $1.number }
            var writer = try AccountDayWriter(db)
            for (number, day) in numbered {
                writer.account = number
                if let (corrected, correction) = day.corrected { try writer.correct(corrected, correction) }
                try writer.record(day.day)
            }
            try Self.save(run, in: db)
            return writer.outcome
        }
        if outcome.written > 0 { noteChange() }
        return outcome
    }

    private static func save(_ run: EndOfDayRun, in db: Database) throws {
        try db.run(
            """
            INSERT INTO end_of_day (date, is_caught_up, last_user, accounts, started_at, finished_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (date) DO UPDATE SET last_user = excluded.last_user, accounts = excluded.accounts,
                finished_at = excluded.finished_at
            """,
            [
                run.day.description, run.isCaughtUp, run.lastUser, run.accounts, Timestamp.now.column,
                run.finishedAt?.column,
            ]
        )
    }

    /// Notes how far a run is.
    package func saveRun(_ run: EndOfDayRun) throws(StoreError) {
        try write(changesFacts: false) { db in try Self.save(run, in: db) }
    }

    /// Returns the run of a session; `nil` where there was none.
    package func endOfDayRun(_ day: Day) throws(StoreError) -> EndOfDayRun? {
        try read { db in try db.row("SELECT * FROM end_of_day WHERE date = ?", [day.description]).map(EndOfDayRun.init)
        }
    }

    /// Returns the newest run that has finished; `nil` where none ever did.
    package func lastFinishedRun() throws(StoreError) -> EndOfDayRun? {
        try read { db in
            try db.row("SELECT * FROM end_of_day WHERE finished_at IS NOT NULL ORDER BY date DESC LIMIT 1")
                .map(EndOfDayRun.init)
        }
    }

    /// Returns how many accounts there are that are not gone.
    package func accountCount() throws(StoreError) -> Int {
        try read { db in try db.count("SELECT count(*) FROM account WHERE gone_at IS NULL") }
    }

    /// Users with accounts behind a name, by name.
    static func usersWithAccounts(after: String, limit: Int, in db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT u.name FROM user u WHERE u.name > ? AND EXISTS (
                    SELECT 1 FROM connection c CROSS JOIN account a ON a.connection = c.id
                    WHERE c.user = u.name AND a.gone_at IS NULL
                )
                ORDER BY u.name LIMIT ?
                """,
            arguments: [after, limit]
        )
    }
}

extension EndOfDayRun {
    /// Reads a whole row.
    fileprivate init(_ row: Row) throws {
        self.init(day: try row.day("date"), isCaughtUp: try row.flag("is_caught_up"))
        (lastUser, accounts) = (try row.text("last_user"), row["accounts"])
        finishedAt = try row.optionalTime("finished_at")
    }
}

extension AccountDayWriter {
    /// Records a row, unless the same is recorded already.
    mutating func record(_ day: AccountDay) throws {
        guard let old = try stored(day.day) else { return try write(day) }
        if old.saysTheSame(as: day), old.kind == day.kind || old.kind == .dailyEndOfDay { return keep() }
        guard old.kind == .dailyEndOfDay else { return try write(day) }
        // What is rebuilt later says nothing against what was recorded in time.
        guard day.kind == .dailyEndOfDay else { return keep() }
        let at = Timestamp(milliseconds: day.capturedAt)
        try put(old, right: day, Correction(reason: .newest, holdingsHash: day.holdingsHash, at: at))
    }

    /// Puts a recorded row right.
    mutating func correct(_ day: AccountDay, _ correction: Correction) throws {
        guard let old = try stored(day.day), old.kind == .dailyEndOfDay, !old.saysTheSame(as: day) else { return }
        try put(old, right: day, correction)
    }
}
