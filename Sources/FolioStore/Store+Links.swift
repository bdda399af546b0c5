package import FolioModel
import GRDB

/// A link that a user has begun and not finished.
package struct LinkState: Sendable, Hashable {
    /// What names it; one-time.
    package var token: String
    package var user: String
    /// The adapter's name.
    package var provider: String
    /// The connection that is being repaired; `nil` for a new one.
    package var connection: String?
    /// The adapter's own, opaque.
    package var state: String?
    package var expiresAt: Timestamp

    /// Makes a link state.
    package init(
        token: String,
        user: String,
        provider: String,
        connection: String? = nil,
        state: String? = nil,
        expiresAt: Timestamp
    ) {
        (self.token, self.user, self.provider) = (token, user, provider)
        (self.connection, self.state, self.expiresAt) = (connection, state, expiresAt)
    }
}

extension Store {
    /// Remembers a link that was begun; expired ones are forgotten.
    package func saveLinkState(_ link: LinkState, now: Timestamp = .now) throws(StoreError) {
        try write(changesFacts: false) { db in
            try Self.ensureUser(link.user, in: db)
            try db.run("DELETE FROM link_state WHERE expires_at <= ?", [now.column])
            try db.run(
                """
                INSERT OR REPLACE INTO link_state (token, user, provider, connection, state, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    link.token, link.user, link.provider, link.connection, link.state, now.column,
                    link.expiresAt.column,
                ]
            )
        }
    }

    /// Takes a link out by its token, once; `nil` where it is unknown, taken already or expired.
    package func takeLinkState(token: String, now: Timestamp = .now) throws(StoreError) -> LinkState? {
        try takeLink("token = ?", [token], now)
    }

    /// Takes out the link that the user began last with the provider; `nil` where there is none that is still good.
    ///
    /// - Parameters:
    ///   - user: Whose link it is.
    ///   - provider: The adapter's name.
    ///   - connection: The connection that is being repaired; `nil` for a new one.
    ///   - now: Links that expired before are forgotten.
    /// - Returns: What was saved when the link was begun.
    /// - Throws: ``StoreError`` where the store cannot be written.
    package func takeLinkState(
        user: String,
        provider: String,
        connection: String?,
        now: Timestamp = .now
    ) throws(StoreError) -> LinkState? {
        try takeLink("user = ? AND provider = ? AND connection IS ?", [user, provider, connection], now)
    }

    private func takeLink(
        _ condition: String,
        _ arguments: StatementArguments,
        _ now: Timestamp
    ) throws(StoreError) -> LinkState? {
        try write(changesFacts: false) { db in
            try db.run("DELETE FROM link_state WHERE expires_at <= ?", [now.column])
            let row = try db.row(
                "SELECT * FROM link_state WHERE \(condition) ORDER BY created_at DESC, rowid DESC LIMIT 1",
                arguments
            )
            guard let row else { return nil }
            let link = LinkState(
                token: try row.text("token"),
                user: try row.text("user"),
                provider: try row.text("provider"),
                connection: row.optionalText("connection"),
                state: row.optionalText("state"),
                expiresAt: try row.time("expires_at")
            )
            try db.run("DELETE FROM link_state WHERE token = ?", [link.token])
            return link
        }
    }
}
