/// The third schema: what each source says of a security, kept once a wording with who says it since when, apart from
/// what follows from it: one description for everybody, and one a user from the user's own files.
enum SchemaStatements {
    static let script = [identities, statements, descriptions].joined(separator: "\n")

    /// Adapters that spoke for a vendor when this schema was made.
    private static let vendors = "('alpaca', 'plaid')"

    private static let identities = """
        -- '' as owner: a vendor says so; else the user whose own source does.
        CREATE TABLE security_identity_three (
            number INTEGER PRIMARY KEY,
            security TEXT NOT NULL REFERENCES security (id),
            owner TEXT NOT NULL,
            kind TEXT NOT NULL,
            isin TEXT NOT NULL,
            cusip TEXT NOT NULL,
            occ TEXT NOT NULL,
            ticker TEXT NOT NULL,
            record TEXT NOT NULL,
            UNIQUE (owner, kind, isin, cusip, occ, ticker, record)
        ) STRICT;
        INSERT INTO security_identity_three (security, owner, kind, isin, cusip, occ, ticker, record)
            SELECT i.security, o.owner, i.kind, i.isin, i.cusip, i.occ, i.ticker, i.record
            FROM security_identity i
            JOIN (
                SELECT DISTINCT p.identity, iif(c.provider IN \(vendors), '', c.user) AS owner
                FROM provider_security p JOIN connection c ON c.id = p.connection
            ) o ON o.identity = i.number
            ORDER BY i.number, o.owner;

        CREATE TABLE provider_security_three (
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            external_id TEXT NOT NULL,
            security TEXT NOT NULL REFERENCES security (id),
            identity INTEGER NOT NULL,
            said TEXT NOT NULL,
            held TEXT,
            traded TEXT,
            since TEXT NOT NULL,
            PRIMARY KEY (connection, external_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO provider_security_three
            SELECT p.connection, p.external_id, p.security, t.number, p.record, p.held, p.traded, p.updated_at
            FROM provider_security p
            JOIN connection c ON c.id = p.connection
            JOIN security_identity i ON i.number = p.identity
            JOIN security_identity_three t
                ON t.owner = iif(c.provider IN \(vendors), '', c.user) AND t.kind = i.kind AND t.isin = i.isin
                AND t.cusip = i.cusip AND t.occ = i.occ AND t.ticker = i.ticker AND t.record = i.record;

        DROP VIEW security_identifier;
        DROP TABLE provider_security;
        DROP TABLE security_identity;
        ALTER TABLE security_identity_three RENAME TO security_identity;
        CREATE INDEX security_identity_security ON security_identity (security, owner);
        CREATE INDEX security_identity_isin ON security_identity (isin, owner) WHERE isin <> '';
        CREATE INDEX security_identity_cusip ON security_identity (cusip, owner) WHERE cusip <> '';
        CREATE INDEX security_identity_occ ON security_identity (occ, owner) WHERE occ <> '';
        CREATE INDEX security_identity_ticker ON security_identity (ticker, owner) WHERE ticker <> '';
        CREATE VIEW security_identifier AS
            SELECT DISTINCT 'isin' AS type, isin AS value, security FROM security_identity WHERE isin <> ''
            UNION SELECT 'cusip', cusip, security FROM security_identity WHERE cusip <> ''
            UNION SELECT 'occ', occ, security FROM security_identity WHERE occ <> ''
            UNION SELECT 'ticker', ticker, security FROM security_identity WHERE ticker <> '';

        -- Found again by the next start, with the user whose source it comes from.
        DROP TABLE identity_conflict;
        CREATE TABLE identity_conflict (
            left_security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            right_security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            shared TEXT NOT NULL,
            owner TEXT NOT NULL,
            found_at TEXT NOT NULL,
            PRIMARY KEY (left_security, right_security, shared, owner)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identity_conflict_right ON identity_conflict (right_security);
        """

    private static let statements = """
        -- A connection's own record of a security.
        CREATE TABLE provider_security (
            connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
            external_id TEXT NOT NULL,
            security TEXT NOT NULL REFERENCES security (id),
            identity INTEGER NOT NULL REFERENCES security_identity (number),
            PRIMARY KEY (connection, external_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO provider_security
            SELECT connection, external_id, security, identity FROM provider_security_three;
        CREATE INDEX provider_security_security ON provider_security (security, connection);
        CREATE INDEX provider_security_identity ON provider_security (identity);

        -- What is said of securities, each wording of an adapter once; without ids and prices.
        CREATE TABLE security_wording (
            number INTEGER PRIMARY KEY,
            adapter TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('assets', 'holdings', 'transactions', 'orders')),
            record TEXT NOT NULL,
            UNIQUE (adapter, kind, record)
        ) STRICT;

        -- Who says what, since when; owner as in security_identity, security as in provider_security.
        CREATE TABLE security_statement (
            connection TEXT NOT NULL,
            external_id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('assets', 'holdings', 'transactions', 'orders')),
            security TEXT NOT NULL REFERENCES security (id),
            owner TEXT NOT NULL,
            wording INTEGER NOT NULL REFERENCES security_wording (number),
            since TEXT NOT NULL,
            PRIMARY KEY (connection, external_id, kind),
            FOREIGN KEY (connection, external_id) REFERENCES provider_security (connection, external_id)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TEMPORARY TABLE statement_three AS
            SELECT p.connection, p.external_id, p.security, p.since, c.provider AS adapter,
                iif(c.provider IN \(vendors), '', c.user) AS owner, k.kind,
                json_set(
                    CASE
                        WHEN k.kind = 'transactions' THEN p.traded
                        WHEN p.traded IS NULL THEN coalesce(p.held, p.said)
                        ELSE p.held
                    END,
                    '$.external_id', '', '$.close_price', json('null'), '$.close_price_as_of', json('null')
                ) AS record
            FROM provider_security_three p
            JOIN connection c ON c.id = p.connection
            JOIN (SELECT 'assets' AS kind UNION SELECT 'holdings' UNION SELECT 'transactions') k ON k.kind IN (
                'transactions',
                iif(
                    EXISTS (SELECT 1 FROM account a WHERE a.connection = c.id AND a.source = 'brokerage'),
                    'assets', 'holdings'
                )
            );
        DELETE FROM statement_three WHERE record IS NULL;
        INSERT INTO security_wording (adapter, kind, record)
            SELECT DISTINCT adapter, kind, record FROM statement_three ORDER BY adapter, kind, record;
        INSERT INTO security_statement (connection, external_id, kind, security, owner, wording, since)
            SELECT s.connection, s.external_id, s.kind, s.security, s.owner, w.number, s.since
            FROM statement_three s
            JOIN security_wording w ON w.adapter = s.adapter AND w.kind = s.kind AND w.record = s.record;
        DROP TABLE statement_three;
        DROP TABLE provider_security_three;
        CREATE INDEX security_statement_security ON security_statement (security, owner, wording, since);
        CREATE INDEX security_statement_wording ON security_statement (wording);

        -- Codes by which a connection once named what it now names otherwise.
        CREATE TABLE former_code (
            connection TEXT NOT NULL,
            value TEXT NOT NULL,
            external_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            until TEXT NOT NULL,
            PRIMARY KEY (connection, value, external_id, kind),
            FOREIGN KEY (connection, external_id) REFERENCES provider_security (connection, external_id)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_code_record ON former_code (connection, external_id);
        """

    private static let descriptions = """
        -- Whether vendors describe it; where none does, it stands for what own_key names, and no user sees it but those
        -- whose own sources name it.
        ALTER TABLE security ADD COLUMN is_shared INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1));
        ALTER TABLE security ADD COLUMN own_key TEXT;
        CREATE UNIQUE INDEX security_own_key ON security (own_key) WHERE own_key IS NOT NULL;

        -- What a user's own sources say of a security, for that user alone.
        CREATE TABLE own_security (
            user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
            security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
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
            updated_at TEXT NOT NULL,
            PRIMARY KEY (user, security)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX own_security_security ON own_security (security);

        -- The codes by which vendors name a security.
        CREATE TABLE security_code (
            value TEXT NOT NULL,
            security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            PRIMARY KEY (value, security, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX security_code_security ON security_code (security, kind);
        """
}
