/// A schema that keeps, across restarts, how much of vendors' rates is used up and which calls rest.
enum SchemaSupervision {
    static let script = """
        -- When the bucket of an adapter (scope '') or of one of its connections would be full again, if nothing more
        -- were taken from it: never earlier than it really is.
        CREATE TABLE rate_bucket (
            adapter TEXT NOT NULL,
            scope TEXT NOT NULL,
            full_at TEXT NOT NULL,
            PRIMARY KEY (adapter, scope)
        ) STRICT, WITHOUT ROWID;

        -- Calls that ended their adapter twice.
        CREATE TABLE quarantine (
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            method TEXT NOT NULL,
            until TEXT NOT NULL,
            PRIMARY KEY (connection, method)
        ) STRICT, WITHOUT ROWID;
        """
}
