package import FolioModel
import FoundationEssentials
import GRDB

extension Store {
    /// Connects a user to a provider, status `pending`.
    ///
    /// The same link made again (user, provider, external id) is the same connection: its credentials and institution
    /// are replaced and its error is forgotten.
    package func createConnection(
        user: String,
        provider: String,
        externalID: String,
        institutionID: String? = nil,
        institutionName: String? = nil,
        sealedCredentials: [UInt8]? = nil
    ) throws(StoreError) -> Connection {
        try write { db in
            try Self.ensureUser(user, in: db)
            try db.run(
                """
                INSERT INTO connection (
                    id, user, provider, external_id, institution_id, institution_name, status, created_at,
                    sealed_credentials
                ) VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)
                ON CONFLICT (user, provider, external_id) DO UPDATE SET
                    institution_id = coalesce(excluded.institution_id, institution_id),
                    institution_name = coalesce(excluded.institution_name, institution_name),
                    sealed_credentials = coalesce(excluded.sealed_credentials, sealed_credentials),
                    status = 'pending', error_code = NULL, error_message = NULL, error_action = NULL
                """,
                [
                    StoreID.make("c"), user, provider, externalID, institutionID, institutionName,
                    Timestamp.now.column, sealedCredentials.map(Self.data),
                ]
            )
            let row = try db.row(
                "SELECT * FROM connection WHERE user = ? AND provider = ? AND external_id = ?",
                [user, provider, externalID]
            )
            guard let row else { throw StoreError.failed("the connection is not there after it was made") }
            return try Connection(row)
        }
    }

    /// Returns the connection; `nil` where there is none of that id.
    package func connection(id: String) throws(StoreError) -> Connection? {
        try read { db in try db.row("SELECT * FROM connection WHERE id = ?", [id]).map { try Connection($0) } }
    }

    /// Returns the connection that a vendor names, such as in a webhook; oldest first where several users share it.
    package func connections(provider: String, externalID: String) throws(StoreError) -> [Connection] {
        try read { db in
            try db.rows(
                "SELECT * FROM connection WHERE provider = ? AND external_id = ? ORDER BY number",
                [provider, externalID]
            ).map { try Connection($0) }
        }
    }

    /// Returns the user's connections, oldest first.
    package func connections(user: String) throws(StoreError) -> [Connection] {
        try read { db in
            try db.rows("SELECT * FROM connection WHERE user = ? ORDER BY number", [user]).map { try Connection($0) }
        }
    }

    /// Returns the connections of all users, oldest first.
    package func allConnections() throws(StoreError) -> [Connection] {
        try read { db in try db.rows("SELECT * FROM connection ORDER BY number").map { try Connection($0) } }
    }

    /// Changes what is known of a connection; its id, user, provider and time of making stay.
    ///
    /// - Returns: The connection as it is then.
    @discardableResult
    package func updateConnection(
        id: String,
        _ change: (inout Connection) -> Void
    ) throws(StoreError) -> Connection {
        try write { db in
            var connection = try Self.connection(id, in: db)
            change(&connection)
            try db.run(
                """
                UPDATE connection SET
                    external_id = ?, institution_id = ?, institution_name = ?, status = ?, error_code = ?,
                    error_message = ?, error_action = ?, refreshed_at = ?, holdings_as_of = ?, history_from = ?,
                    history_complete = ?, consent_expires_at = ?
                WHERE id = ?
                """,
                [
                    connection.externalID, connection.institutionID, connection.institutionName,
                    connection.status.rawValue, connection.errorCode, connection.errorMessage, connection.errorAction,
                    connection.refreshedAt?.column, connection.holdingsAsOf?.column,
                    connection.historyFrom?.description, connection.historyComplete,
                    connection.consentExpiresAt?.column, id,
                ]
            )
            return try Self.connection(id, in: db)
        }
    }

    static func connection(_ id: String, in db: Database) throws -> Connection {
        guard let row = try db.row("SELECT * FROM connection WHERE id = ?", [id]) else {
            throw StoreError.notFound(what: "connection", id: id)
        }
        return try Connection(row)
    }

    /// Returns the sealed credentials as they were stored; `nil` where there are none.
    package func sealedCredentials(connection id: String) throws(StoreError) -> [UInt8]? {
        try read { db in
            let row = try db.row("SELECT sealed_credentials FROM connection WHERE id = ?", [id])
            return (row?["sealed_credentials"] as Data?).map { Array($0) }
        }
    }

    /// Stores sealed credentials in the place of the ones before; `nil` erases them.
    package func storeSealedCredentials(_ sealed: [UInt8]?, connection id: String) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run("UPDATE connection SET sealed_credentials = ? WHERE id = ?", [sealed.map(Self.data), id])
            guard db.changesCount == 1 else { throw StoreError.notFound(what: "connection", id: id) }
        }
    }

    /// Erases the connection with its secrets, accounts, jobs and everything in them.
    ///
    /// - Returns: Rows removed by table; tables without any are left out.
    package func removeConnection(id: String) throws(StoreError) -> [String: Int] {
        try removeConnection(id: id, leaving: nil).removed
    }

    /// Erases the connection as ``removeConnection(id:)`` does, and queues a job about what is left of it elsewhere:
    /// both or neither.
    ///
    /// - Returns: Rows removed by table; tables without any are left out. And the job, `nil` without a draft.
    package func removeConnection(
        id: String,
        leaving draft: JobDraft?
    ) throws(StoreError) -> (removed: [String: Int], job: JobRecord?) {
        let result = try write { db in
            _ = try Self.connection(id, in: db)
            let removed = try Self.removeConnections("SELECT id FROM connection WHERE id = ?", [id], in: db)
                .filter { $0.value > 0 }
            return (removed, try draft.map { try Self.enqueue($0, in: db).0 })
        }
        try truncateLog()
        return result
    }

    static func data(_ bytes: [UInt8]) -> Data { Data(bytes) }
}

extension Connection {
    /// Reads a whole row.
    init(_ row: Row) throws {
        self.init(
            id: try row.text("id"),
            user: try row.text("user"),
            provider: try row.text("provider"),
            externalID: try row.text("external_id"),
            createdAt: try row.time("created_at")
        )
        institutionID = row.optionalText("institution_id")
        institutionName = row.optionalText("institution_name")
        status = try row.word("status")
        errorCode = row.optionalText("error_code")
        errorMessage = row.optionalText("error_message")
        errorAction = row.optionalText("error_action")
        refreshedAt = try row.optionalTime("refreshed_at")
        holdingsAsOf = try row.optionalTime("holdings_as_of")
        historyFrom = try row.optionalDay("history_from")
        historyComplete = try row.flag("history_complete")
        consentExpiresAt = try row.optionalTime("consent_expires_at")
    }
}
