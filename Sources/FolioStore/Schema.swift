import GRDB

/// The tables, as a list of migrations that only ever grows.
enum Schema {
    /// The newest schema that this release knows; the file says its own in `PRAGMA user_version`.
    static let version = migrations.count

    /// `FOLI`: tells our files from other programs' (`PRAGMA application_id`).
    static let applicationID = 0x464F_4C49

    /// One SQL script a version; never edited once released.
    static let migrations: [String] = [
        [SchemaOne.people, SchemaOne.securities, SchemaOne.facts, SchemaOne.work].joined(separator: "\n"),
        SchemaTwo.script,
        SchemaStatements.script,
        SchemaFour.script,
        SchemaErrorAction.script,
        SchemaPrices.script,
        SchemaHistory.script,
        SchemaConsent.script,
        SchemaSupervision.script,
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (index, script) in migrations.enumerated() {
            migrator.registerMigration("\(index + 1)") { db in
                try db.execute(sql: script)
                try db.execute(sql: "PRAGMA user_version = \(index + 1)")
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
        }
        return migrator
    }
}

/// The first schema.
///
/// Times are RFC 3339 in UTC with milliseconds, dates ISO 8601, exact values decimal text.
enum SchemaOne {
    static let people = """
        CREATE TABLE user (
            name TEXT NOT NULL PRIMARY KEY,
            mode TEXT,
            created_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE connection (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
            provider TEXT NOT NULL,
            external_id TEXT NOT NULL,
            institution_id TEXT,
            institution_name TEXT,
            status TEXT NOT NULL,
            error_code TEXT,
            error_message TEXT,
            created_at TEXT NOT NULL,
            refreshed_at TEXT,
            holdings_as_of TEXT,
            history_from TEXT,
            history_complete INTEGER NOT NULL DEFAULT 0 CHECK (history_complete IN (0, 1)),
            transaction_cursor TEXT,
            sealed_credentials BLOB,
            UNIQUE (user, provider, external_id)
        ) STRICT;

        CREATE TABLE account (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            external_id TEXT NOT NULL,
            source TEXT NOT NULL CHECK (source IN ('external', 'brokerage')),
            name TEXT NOT NULL,
            official_name TEXT,
            mask TEXT,
            type TEXT NOT NULL,
            subtype TEXT,
            currency TEXT NOT NULL,
            balance_current TEXT,
            balance_available TEXT,
            balance_cash TEXT,
            balance_as_of TEXT,
            tradable INTEGER NOT NULL CHECK (tradable IN (0, 1)),
            status TEXT,
            created_at TEXT NOT NULL,
            gone_at TEXT,
            UNIQUE (connection, external_id)
        ) STRICT;

        CREATE TABLE link_state (
            token TEXT NOT NULL PRIMARY KEY,
            user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
            provider TEXT NOT NULL,
            connection TEXT REFERENCES connection (id) ON DELETE CASCADE,
            state TEXT,
            created_at TEXT NOT NULL,
            expires_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX link_state_user ON link_state (user, provider);
        CREATE INDEX link_state_connection ON link_state (connection);
        """

    static let securities = """
        CREATE TABLE security (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            symbol TEXT,
            exchange TEXT,
            mic TEXT,
            cusip TEXT,
            isin TEXT,
            sedol TEXT,
            figi TEXT,
            name TEXT,
            type TEXT NOT NULL,
            is_cash_equivalent INTEGER NOT NULL CHECK (is_cash_equivalent IN (0, 1)),
            currency TEXT NOT NULL,
            option_contract TEXT,
            fixed_income TEXT,
            sector TEXT,
            industry TEXT,
            country TEXT,
            marginable INTEGER CHECK (marginable IN (0, 1)),
            shortable INTEGER CHECK (shortable IN (0, 1)),
            updated_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX security_symbol ON security (symbol);

        CREATE TABLE security_alias (
            id TEXT NOT NULL PRIMARY KEY,
            security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            since TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX security_alias_security ON security_alias (security);

        -- What providers say to tell securities apart, each combination once; '' where nothing is said.
        CREATE TABLE security_identity (
            number INTEGER PRIMARY KEY,
            security TEXT NOT NULL REFERENCES security (id),
            kind TEXT NOT NULL,
            isin TEXT NOT NULL,
            cusip TEXT NOT NULL,
            occ TEXT NOT NULL,
            ticker TEXT NOT NULL,
            record TEXT NOT NULL,
            UNIQUE (kind, isin, cusip, occ, ticker, record)
        ) STRICT;
        CREATE INDEX security_identity_security ON security_identity (security);
        CREATE INDEX security_identity_isin ON security_identity (isin) WHERE isin <> '';
        CREATE INDEX security_identity_cusip ON security_identity (cusip) WHERE cusip <> '';
        CREATE INDEX security_identity_occ ON security_identity (occ) WHERE occ <> '';
        CREATE INDEX security_identity_ticker ON security_identity (ticker) WHERE ticker <> '';

        CREATE VIEW security_identifier AS
            SELECT DISTINCT 'isin' AS type, isin AS value, security FROM security_identity WHERE isin <> ''
            UNION SELECT 'cusip', cusip, security FROM security_identity WHERE cusip <> ''
            UNION SELECT 'occ', occ, security FROM security_identity WHERE occ <> ''
            UNION SELECT 'ticker', ticker, security FROM security_identity WHERE ticker <> '';

        -- A connection's own record of a security, as it was said.
        CREATE TABLE provider_security (
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            external_id TEXT NOT NULL,
            security TEXT NOT NULL REFERENCES security (id),
            identity INTEGER NOT NULL REFERENCES security_identity (number),
            record TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            PRIMARY KEY (connection, external_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX provider_security_security ON provider_security (security);
        CREATE INDEX provider_security_identity ON provider_security (identity);

        CREATE TABLE identity_conflict (
            left_security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            right_security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            shared TEXT NOT NULL,
            found_at TEXT NOT NULL,
            PRIMARY KEY (left_security, right_security, shared)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identity_conflict_right ON identity_conflict (right_security);

        CREATE TABLE quote (
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            price TEXT NOT NULL,
            currency TEXT NOT NULL,
            as_of TEXT NOT NULL,
            source TEXT NOT NULL,
            previous_close TEXT,
            PRIMARY KEY (connection, security)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX quote_security ON quote (security, as_of);

        CREATE TABLE fx_rate (
            base TEXT NOT NULL,
            quote TEXT NOT NULL,
            rate TEXT NOT NULL,
            as_of TEXT NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (base, quote)
        ) STRICT, WITHOUT ROWID;
        """

    static let facts = """
        CREATE TABLE holding (
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            security TEXT NOT NULL REFERENCES security (id),
            external_security TEXT NOT NULL,
            side TEXT NOT NULL CHECK (side IN ('long', 'short')),
            qty TEXT NOT NULL,
            cost_basis TEXT,
            value TEXT,
            price TEXT,
            price_as_of TEXT,
            previous_close TEXT,
            currency TEXT NOT NULL,
            as_of TEXT NOT NULL,
            PRIMARY KEY (account, security, external_security, side)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX holding_security ON holding (security);

        CREATE TABLE cash_balance (
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            currency TEXT NOT NULL,
            amount TEXT NOT NULL,
            as_of TEXT NOT NULL,
            PRIMARY KEY (account, currency)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE "transaction" (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            external_id TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            date TEXT NOT NULL,
            occurred_at TEXT,
            type TEXT NOT NULL,
            subtype TEXT,
            security TEXT REFERENCES security (id),
            external_security TEXT,
            quantity_delta TEXT NOT NULL,
            cash_delta TEXT NOT NULL,
            price TEXT,
            fees TEXT,
            currency TEXT NOT NULL,
            description TEXT,
            "group" TEXT,
            seen_pass TEXT,
            fetched_at TEXT NOT NULL,
            UNIQUE (connection, external_id)
        ) STRICT;
        CREATE INDEX transaction_account ON "transaction" (account, date, id);
        CREATE INDEX transaction_date ON "transaction" (connection, date);
        CREATE INDEX transaction_security ON "transaction" (security);

        -- What a vendor corrected or took back, with the record as it was and as it became.
        CREATE TABLE transaction_audit (
            id INTEGER PRIMARY KEY,
            transaction_id INTEGER NOT NULL,
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            external_id TEXT NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('corrected', 'removed', 'missing')),
            at TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT
        ) STRICT;
        CREATE INDEX transaction_audit_connection ON transaction_audit (connection);
        CREATE INDEX transaction_audit_account ON transaction_audit (account);

        CREATE TABLE orders (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            external_id TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            status TEXT NOT NULL,
            symbol TEXT,
            submitted_at TEXT NOT NULL,
            record TEXT NOT NULL,
            UNIQUE (connection, external_id)
        ) STRICT;
        CREATE INDEX orders_account ON orders (account, submitted_at, id);
        """

    static let work = """
        CREATE TABLE job (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            user TEXT REFERENCES user (name) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
            done INTEGER NOT NULL,
            total INTEGER,
            unit TEXT,
            attempts INTEGER NOT NULL,
            error_code TEXT,
            error_message TEXT,
            result TEXT,
            payload TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX job_subject ON job (subject) WHERE state IN ('queued', 'running');
        CREATE INDEX job_state ON job (state, number);
        CREATE INDEX job_user ON job (user);

        CREATE TABLE meta (
            key TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
