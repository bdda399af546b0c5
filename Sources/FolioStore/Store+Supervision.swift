package import FolioModel
import GRDB

/// How much of a vendor's rate is used up.
package struct StoredRate: Hashable, Sendable {
    /// The connection; empty for the adapter as a whole.
    package let scope: String
    /// When the bucket would be full again.
    package let fullAt: Timestamp

    package init(scope: String, fullAt: Timestamp) { (self.scope, self.fullAt) = (scope, fullAt) }
}

/// A call that rests because it ended its adapter twice.
package struct StoredQuarantine: Hashable, Sendable {
    package let connection: String
    package let method: String
    package let until: Timestamp

    package init(connection: String, method: String, until: Timestamp) {
        (self.connection, self.method, self.until) = (connection, method, until)
    }
}

extension Store {
    /// Returns what is known of an adapter's buckets, by scope; one that is full again is forgotten.
    package func rates(adapter: String, now: Timestamp) throws(StoreError) -> [StoredRate] {
        try write(changesFacts: false) { db in
            try db.run("DELETE FROM rate_bucket WHERE adapter = ? AND full_at <= ?", [adapter, now.column])
            return try db.rows(
                "SELECT scope, full_at FROM rate_bucket WHERE adapter = ? ORDER BY scope",
                [adapter]
            ).map { StoredRate(scope: try $0.text("scope"), fullAt: try $0.time("full_at")) }
        }
    }

    /// Keeps the later of what is stored and what is given, so that writes may overtake each other.
    package func raiseRate(_ rate: StoredRate, adapter: String) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run(
                """
                INSERT INTO rate_bucket (adapter, scope, full_at) VALUES (?, ?, ?)
                ON CONFLICT (adapter, scope) DO UPDATE SET full_at = max(full_at, excluded.full_at)
                """,
                [adapter, rate.scope, rate.fullAt.column]
            )
        }
    }

    /// Replaces all that is known of an adapter's buckets: for when it has ended, and nothing can overtake this.
    package func replaceRates(_ rates: [StoredRate], adapter: String) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run("DELETE FROM rate_bucket WHERE adapter = ?", [adapter])
            for rate in rates {
                try db.run(
                    "INSERT INTO rate_bucket (adapter, scope, full_at) VALUES (?, ?, ?)",
                    [adapter, rate.scope, rate.fullAt.column]
                )
            }
        }
    }

    /// Returns the calls of a provider's connections that rest still, oldest end first; one that is over is forgotten.
    package func quarantines(provider: String, now: Timestamp) throws(StoreError) -> [StoredQuarantine] {
        try write(changesFacts: false) { db in
            try db.run("DELETE FROM quarantine WHERE until <= ?", [now.column])
            return try db.rows(
                """
                SELECT q.connection, q.method, q.until
                FROM quarantine q JOIN connection c ON c.id = q.connection
                WHERE c.provider = ?
                ORDER BY q.until, q.connection, q.method
                """,
                [provider]
            ).map { row in
                StoredQuarantine(
                    connection: try row.text("connection"),
                    method: try row.text("method"),
                    until: try row.time("until")
                )
            }
        }
    }

    /// Keeps a quarantine; a connection that is not there any more needs none.
    package func saveQuarantine(_ quarantine: StoredQuarantine) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run(
                """
                INSERT INTO quarantine (connection, method, until)
                SELECT id, ?, ? FROM connection WHERE id = ?
                ON CONFLICT (connection, method) DO UPDATE SET until = excluded.until
                """,
                [quarantine.method, quarantine.until.column, quarantine.connection]
            )
        }
    }

    /// Ends all quarantines of a connection.
    package func endQuarantines(connection: String) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run("DELETE FROM quarantine WHERE connection = ?", [connection])
        }
    }
}
