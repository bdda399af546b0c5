package import FolioModel
import GRDB
import GRDBSQLite

extension Store {
    /// Stores rebuilt rows of an account in the place of those before, as one transaction; only rows that differ are
    /// written.
    ///
    /// Recorded rows stay, unless they are to be put right: that is logged, and the row stays a recorded one.
    ///
    /// - Parameters:
    ///   - history: All rows of the account, oldest first.
    ///   - corrections: Which recorded rows are put right, by date.
    /// - Returns: What was changed.
    /// - Throws: ``StoreError/notFound(what:id:)`` for an unknown account.
    package func saveHistory(
        _ history: AccountHistoryRows,
        corrections: [Day: Correction] = [:]
    ) throws(StoreError) -> HistoryOutcome {
        let outcome = try write(changesFacts: false) { db in
            let number = try Self.number(ofAccount: history.account, in: db)
            var writer = try AccountDayWriter(db)
            writer.account = number
            try writer.merge(history.days, corrections)
            try db.run(
                """
                INSERT INTO account_history (account, currency, first_date, was_empty_before, computed_at)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (account) DO UPDATE SET currency = excluded.currency, first_date = excluded.first_date,
                    was_empty_before = excluded.was_empty_before, computed_at = excluded.computed_at
                """,
                [
                    number, history.currency.code, history.firstDay.description, history.wasEmptyBefore,
                    Timestamp.now.column,
                ]
            )
            return writer.outcome
        }
        if outcome.corrected > 0 { noteChange() }  // recorded rows are shown
        return outcome
    }

    static func number(ofAccount id: String, in db: Database) throws -> Int64 {
        guard let row = try db.row("SELECT number FROM account WHERE id = ?", [id]) else {
            throw StoreError.notFound(what: "account", id: id)
        }
        return row["number"]
    }

    /// Returns the rows of an account, oldest first.
    package func accountDays(account: String) throws(StoreError) -> [AccountDay] {
        try read { db in
            guard let row = try db.row("SELECT number FROM account WHERE id = ?", [account]) else { return [] }
            return try AccountDayRows.all(of: row["number"], in: db)
        }
    }

    /// Returns the recorded rows of a user's accounts by account id, oldest first.
    package func recordedDays(user: String) throws(StoreError) -> [String: [AccountDay]] {
        try read { db in try Self.recordedDays(user, in: db) }
    }

    static func recordedDays(_ user: String, in db: Database) throws -> [String: [AccountDay]] {
        let accounts = try db.rows(
            """
            SELECT a.id, a.number FROM connection c CROSS JOIN account a ON a.connection = c.id
            WHERE c.user = ? AND a.gone_at IS NULL
            """,
            [user]
        )
        var days: [String: [AccountDay]] = [:]
        for row in accounts {
            let rows = try AccountDayRows.recorded(of: row["number"], in: db)
            if !rows.isEmpty { days[try row.text("id")] = rows }
        }
        return days
    }

    /// Returns how far the rows of a user's accounts reach, those that are gone included, oldest account first.
    package func reaches(user: String) throws(StoreError) -> [AccountReach] {
        try read { db in try Self.reaches(user, in: db) }
    }

    static func reaches(_ user: String, in db: Database) throws -> [AccountReach] {
        try db.rows(
            """
            SELECT a.id, a.connection, a.gone_at, h.currency, h.first_date, h.was_empty_before
            FROM connection c CROSS JOIN account a ON a.connection = c.id
            JOIN account_history h ON h.account = a.number
            WHERE c.user = ? ORDER BY a.number
            """,
            [user]
        ).map { row in
            AccountReach(
                account: try row.text("id"),
                connection: try row.text("connection"),
                currency: try row.currency("currency"),
                firstDay: try row.day("first_date"),
                wasEmptyBefore: try row.flag("was_empty_before"),
                goneAt: try row.optionalTime("gone_at")
            )
        }
    }

    /// Returns how often a recorded row of the account was put right.
    package func corrections(account: String) throws(StoreError) -> [(date: Day, reason: String)] {
        try read { db in
            try db.rows(
                """
                SELECT k.date, k.reason FROM account_day_correction k JOIN account a ON a.number = k.account
                WHERE a.id = ? ORDER BY k.number
                """,
                [account]
            ).map { (try $0.day("date"), try $0.text("reason")) }
        }
    }
}

/// Reads rows of `account_day` through SQLite's own handle.
enum AccountDayRows {
    private static let selection = """
        SELECT day, kind, currency, holdings_hash, captured_at, \(AccountDay.columns.joined(separator: ", "))
        FROM account_day
        """
    private static let fixedColumns: Int32 = 5

    static func all(of account: Int64, in db: Database) throws -> [AccountDay] {
        try read(db, selection + " WHERE account = ? ORDER BY day", [account])
    }

    static func recorded(of account: Int64, in db: Database) throws -> [AccountDay] {
        try read(db, selection + " WHERE account = ? AND kind = 1 ORDER BY day", [account])
    }

    static func row(of account: Int64, on day: Day, in db: Database) throws -> AccountDay? {
        try read(db, selection + " WHERE account = ? AND day = ?", [account, Int64(day.number)]).first
    }

    private static func read(
        _ db: Database,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> [AccountDay] {
        var rows = try RawRows(db, sql, arguments)
        var days: [AccountDay] = []
        while try rows.next() {
            guard let number = Int32(exactly: rows.integer(0)), let kind = AccountDay.Kind(rawValue: rows.integer(1))
            else { throw StoreError.corrupt("account_day holds a day or kind that is none") }
            var figures: [Int64] = []
            figures.reserveCapacity(AccountDay.columns.count)
            for index in AccountDay.columns.indices { figures.append(rows.integer(fixedColumns + Int32(index))) }
            var day = AccountDay(
                day: Day(number: number),
                kind: kind,
                currency: try rows.currency(2),
                figures: figures
            )
            (day.holdingsHash, day.capturedAt) = (rows.integer(3), rows.integer(4))
            days.append(day)
        }
        return days
    }
}

/// Writes rows of one account after another, in key order, through SQLite's own handle.
struct AccountDayWriter {
    private let db: Database
    /// The number of the account whose rows are written.
    var account: Int64 = 0
    private let insertion: RawStatement
    private let deletion: RawStatement
    private var texts = RowTexts()

    private(set) var outcome = HistoryOutcome()

    private static let all =
        ["account", "day", "kind"] + AccountDay.columns + ["holdings_hash", "captured_at", "currency"]
    private static let upsert = """
        INSERT OR REPLACE INTO account_day (\(all.joined(separator: ", ")))
        VALUES (\(all.map { _ in "?" }.joined(separator: ", ")))
        """

    init(_ db: Database) throws {
        self.db = db
        insertion = try RawStatement(db, Self.upsert)
        deletion = try RawStatement(db, "DELETE FROM account_day WHERE account = ? AND day = ?")
    }

    /// Writes a row in the place of the one before.
    mutating func write(_ day: AccountDay) throws {
        insertion.bind(account, at: 1)
        insertion.bind(Int64(day.day.number), at: 2)
        insertion.bind(day.kind.rawValue, at: 3)
        var parameter: Int32 = 4
        for figure in day.figures {
            insertion.bind(figure, at: parameter)
            parameter += 1
        }
        insertion.bind(day.holdingsHash, at: parameter)
        insertion.bind(day.capturedAt, at: parameter + 1)
        texts.removeAll()
        texts.add(day.currency.code)
        try insertion.run(texts, count: 1, at: parameter + 2)
        note(day.day)
        outcome.written += 1
    }

    /// Counts a row that is as it should be.
    mutating func keep() { outcome.unchanged += 1 }

    /// The stored row of a date; `nil` where there is none.
    func stored(_ day: Day) throws -> AccountDay? { try AccountDayRows.row(of: account, on: day, in: db) }

    private mutating func note(_ day: Day) {
        outcome.changedFrom = min(outcome.changedFrom ?? day, day)
    }

    private mutating func remove(_ day: Day) throws {
        deletion.bind(account, at: 1)
        deletion.bind(Int64(day.number), at: 2)
        try deletion.run(texts, count: 0)
        note(day)
        outcome.removed += 1
    }

    /// Puts rebuilt rows in the place of those that are stored; both are in order.
    mutating func merge(_ rebuilt: [AccountDay], _ corrections: [Day: Correction]) throws {
        let stored = try AccountDayRows.all(of: account, in: db)
        var next = 0
        for day in rebuilt {
            while next < stored.count, stored[next].day < day.day {
                try retire(stored[next])
                next += 1
            }
            guard next < stored.count, stored[next].day == day.day else {
                try write(day)
                continue
            }
            let old = stored[next]
            next += 1
            if old.saysTheSame(as: day) {
                keep()
            } else if old.kind == .reconstructed {
                try write(day)
            } else if let correction = corrections[old.day] {
                try put(old, right: day, correction)
            } else {
                keep()
            }
        }
        for old in stored[next...] { try retire(old) }
    }

    /// A row that is not rebuilt any more; what was recorded stays.
    private mutating func retire(_ old: AccountDay) throws {
        guard old.kind == .reconstructed else { return }
        try remove(old.day)
    }

    /// Corrects a recorded row and logs that.
    mutating func put(_ old: AccountDay, right day: AccountDay, _ correction: Correction) throws {
        var corrected = day
        (corrected.kind, corrected.capturedAt) = (.dailyEndOfDay, correction.at.milliseconds)
        corrected.holdingsHash = correction.holdingsHash
        try write(corrected)
        try db.run(
            """
            INSERT INTO account_day_correction (account, date, at, reason, value_before, value_after)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                account, day.day.description, correction.at.column, correction.reason.rawValue, old.valueText,
                day.valueText,
            ]
        )
        outcome.corrected += 1
    }
}

extension AccountDay {
    /// The value as a plain decimal.
    fileprivate var valueText: String { Amount(raw: Int128(value) * Self.rawInMillionth).description }

    private static let rawInMillionth: Int128 = 1_000_000
}
