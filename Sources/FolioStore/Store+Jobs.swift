package import FolioModel
import GRDB

/// Where a job stands.
package enum JobState: String, WireEnum {
    case queued, running, succeeded, failed, cancelled

    /// Whether it will not change any more.
    package var isFinished: Bool { self == .succeeded || self == .failed || self == .cancelled }
}

/// Work that takes longer than a request.
package struct JobRecord: Sendable, Hashable {
    package let id: String
    package let kind: String
    /// What it works on; at most one unfinished job a subject.
    package let subject: String
    package let user: String?
    package var state: JobState
    package var done: Int
    package var total: Int?
    package var unit: String?
    package var attempts: Int
    package var errorCode: String?
    package var errorMessage: String?
    /// What came of it; `null` until then.
    package var result: JSONValue
    /// What it needs to start, or to go on after an interruption.
    package var payload: JSONValue
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    init(_ row: Row) throws {
        id = try row.text("id")
        kind = try row.text("kind")
        subject = try row.text("subject")
        user = row.optionalText("user")
        state = try row.word("state")
        (done, total, attempts) = (row["done"], row["total"], row["attempts"])
        unit = row.optionalText("unit")
        errorCode = row.optionalText("error_code")
        errorMessage = row.optionalText("error_message")
        result = try row.optionalWire("result") ?? .null
        payload = try row.wire("payload")
        createdAt = try row.time("created_at")
        updatedAt = try row.time("updated_at")
    }
}

/// A job that is not stored yet.
package struct JobDraft: Sendable, Hashable {
    package let kind: String
    /// What it works on; at most one unfinished job a subject.
    package let subject: String
    /// `nil` for a job of nobody.
    package let user: String?
    /// What it needs to start.
    package let payload: JSONValue

    package init(kind: String, subject: String, user: String?, payload: JSONValue) {
        (self.kind, self.subject, self.user, self.payload) = (kind, subject, user, payload)
    }
}

extension Store {
    /// Finished jobs that are kept; older ones are dropped when a new one comes.
    static let maximumFinishedJobs = 1000

    /// Queues a job, or finds the unfinished one of the same subject.
    ///
    /// - Parameters:
    ///   - kind: What kind of work it is.
    ///   - subject: What it works on.
    ///   - user: Whose it is; `nil` for nobody's.
    ///   - payload: What it needs to start.
    ///   - needsUser: Whether the user has to be there already; else one that is not is made.
    /// - Returns: The job, and whether it is new.
    /// - Throws: ``StoreError/notFound(what:id:)`` for a user that has to be there and is not.
    package func enqueueJob(
        kind: String,
        subject: String,
        user: String?,
        payload: JSONValue = .null,
        needsUser: Bool = false
    ) throws(StoreError) -> (JobRecord, isNew: Bool) {
        let draft = JobDraft(kind: kind, subject: subject, user: user, payload: payload)
        return try write(changesFacts: false) { db in
            if needsUser, let user, try db.count("SELECT count(*) FROM user WHERE name = ?", [user]) == 0 {
                throw StoreError.notFound(what: "user", id: user)
            }
            return try Self.enqueue(draft, in: db)
        }
    }

    static func enqueue(_ draft: JobDraft, in db: Database) throws -> (JobRecord, isNew: Bool) {
        let unfinished = "SELECT * FROM job WHERE subject = ? AND state IN ('queued', 'running')"
        if let row = try db.row(unfinished, [draft.subject]) { return (try JobRecord(row), isNew: false) }
        if let user = draft.user { try Self.ensureUser(user, in: db) }
        let now = Timestamp.now.column
        try db.run(
            """
            INSERT INTO job (id, kind, subject, user, state, done, attempts, payload, created_at, updated_at)
            VALUES (?, ?, ?, ?, 'queued', 0, 0, ?, ?, ?)
            """,
            [StoreID.make("j"), draft.kind, draft.subject, draft.user, draft.payload.column, now, now]
        )
        guard let row = try db.row(unfinished, [draft.subject]) else {
            throw StoreError.failed("the job is not there after it was queued")
        }
        try db.run(
            """
            DELETE FROM job WHERE state IN ('succeeded', 'failed', 'cancelled') AND number <= (
                SELECT number FROM job WHERE state IN ('succeeded', 'failed', 'cancelled')
                ORDER BY number DESC LIMIT 1 OFFSET \(Self.maximumFinishedJobs)
            )
            """
        )
        return (try JobRecord(row), isNew: true)
    }

    /// Changes a job, as a checkpoint or at its end.
    ///
    /// - Returns: The job as it is then.
    @discardableResult
    package func updateJob(
        _ id: String,
        _ change: (inout JobRecord) -> Void
    ) throws(StoreError) -> JobRecord {
        try write(changesFacts: false) { db in
            guard let row = try db.row("SELECT * FROM job WHERE id = ?", [id]) else {
                throw StoreError.notFound(what: "job", id: id)
            }
            var job = try JobRecord(row)
            change(&job)
            job.updatedAt = .now
            try db.run(
                """
                UPDATE job SET state = ?, done = ?, total = ?, unit = ?, attempts = ?, error_code = ?,
                    error_message = ?, result = ?, payload = ?, updated_at = ?
                WHERE id = ?
                """,
                [
                    job.state.rawValue, job.done, job.total, job.unit, job.attempts, job.errorCode, job.errorMessage,
                    job.result.isNull ? nil : job.result.column, job.payload.column, job.updatedAt.column, id,
                ]
            )
            return job
        }
    }

    /// Returns the job; `nil` where there is none of that id.
    package func job(id: String) throws(StoreError) -> JobRecord? {
        try read { db in try db.row("SELECT * FROM job WHERE id = ?", [id]).map { try JobRecord($0) } }
    }

    /// Returns jobs, newest first.
    ///
    /// - Parameters:
    ///   - state: `nil` for all.
    ///   - limit: The most that are returned.
    ///   - user: `nil` for all users, and for jobs of nobody.
    /// - Returns: None where nothing fits.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func jobs(
        state: JobState? = nil,
        limit: Int = 100,
        user: String? = nil
    ) throws(StoreError) -> [JobRecord] {
        var condition = Condition("1 = 1", StatementArguments())
        if let state { condition.add("state = ?", [state.rawValue]) }
        if let user { condition.add("user = ?", [user]) }
        return try read { [condition] db in
            try db.rows(
                "SELECT * FROM job WHERE \(condition.sql) ORDER BY number DESC LIMIT ?",
                condition.arguments + [max(0, limit)]
            ).map { try JobRecord($0) }
        }
    }

    /// Returns the jobs that an interruption left queued or running, oldest first.
    package func unfinishedJobs() throws(StoreError) -> [JobRecord] {
        try read { db in
            try db.rows("SELECT * FROM job WHERE state IN ('queued', 'running') ORDER BY number")
                .map { try JobRecord($0) }
        }
    }
}
