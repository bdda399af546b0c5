/// A schema that keeps history: what each account was worth at the end of each session, what was put right behind it,
/// what providers count themselves, and what does not fit.
enum SchemaHistory {
    static let script = [days, checkpoints, findings].joined(separator: "\n")

    /// A figure in millionths as a plain decimal.
    private static func plain(_ column: String) -> String {
        "iif(\(column) < 0, '-', '') || printf('%d.%06d', abs(\(column)) / 1000000, abs(\(column)) % 1000000)"
    }

    private static let days = """
        -- How far the rows of an account reach. Nothing here is a fact: all of it can be made anew but what daily_eod
        -- rows say.
        CREATE TABLE account_history (
            account INTEGER NOT NULL PRIMARY KEY REFERENCES account (number) ON DELETE CASCADE,
            currency TEXT NOT NULL,
            first_date TEXT NOT NULL,
            was_empty_before INTEGER NOT NULL CHECK (was_empty_before IN (0, 1)),
            computed_at TEXT NOT NULL
        ) STRICT;

        -- One row a session. Days count from 1970-01-01; figures are millionths of the currency but the last three of
        -- them, which count parts; loss is size times (100 - quality). Kind 0 is reconstructed, 1 daily_eod.
        CREATE TABLE account_day (
            account INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
            day INTEGER NOT NULL,
            kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
            currency TEXT NOT NULL,
            value INTEGER NOT NULL,
            cash INTEGER NOT NULL,
            cost_basis INTEGER NOT NULL,
            flow INTEGER NOT NULL,
            income INTEGER NOT NULL,
            fees INTEGER NOT NULL,
            taxes INTEGER NOT NULL,
            market_gain INTEGER NOT NULL,
            fx_gain INTEGER NOT NULL,
            unexplained INTEGER NOT NULL,
            implied_flow INTEGER NOT NULL,
            weight INTEGER NOT NULL,
            loss INTEGER NOT NULL,
            assumed INTEGER NOT NULL,
            unknown_costs INTEGER NOT NULL,
            parts INTEGER NOT NULL,
            unvalued INTEGER NOT NULL,
            holdings_hash INTEGER NOT NULL,
            captured_at INTEGER NOT NULL,
            PRIMARY KEY (account, day)
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW daily_value AS
            SELECT a.id AS account, date(d.day * 86400, 'unixepoch') AS date,
                iif(d.kind = 1, 'daily_eod', 'reconstructed') AS kind, d.currency,
                \(plain("d.value")) AS value, \(plain("d.cash")) AS cash,
                iif(d.unknown_costs > 0, NULL, \(plain("d.cost_basis"))) AS cost_basis, \(plain("d.flow")) AS net_flow,
                \(plain("d.income")) AS income, \(plain("d.fees")) AS fees, \(plain("d.taxes")) AS taxes,
                \(plain("d.market_gain")) AS market_gain, \(plain("d.fx_gain")) AS fx_gain,
                \(plain("d.unexplained")) AS unexplained,
                iif(d.captured_at = 0, NULL, strftime('%Y-%m-%dT%H:%M:%fZ', d.captured_at / 1000.0, 'unixepoch'))
                    AS captured_at
            FROM account_day d JOIN account a ON a.number = d.account;

        -- daily_eod rows that later facts put right, as they were and became.
        CREATE TABLE account_day_correction (
            number INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
            date TEXT NOT NULL,
            at TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason IN ('transactions', 'prices', 'newest', 'currency')),
            value_before TEXT NOT NULL,
            value_after TEXT NOT NULL
        ) STRICT;
        CREATE INDEX account_day_correction_account ON account_day_correction (account, date);

        -- Runs of the end of the day, one a session: where one that was interrupted goes on.
        CREATE TABLE end_of_day (
            date TEXT NOT NULL PRIMARY KEY,
            is_caught_up INTEGER NOT NULL CHECK (is_caught_up IN (0, 1)),
            last_user TEXT NOT NULL,
            accounts INTEGER NOT NULL,
            started_at TEXT NOT NULL,
            finished_at TEXT
        ) STRICT, WITHOUT ROWID;
        """

    private static let checkpoints = """
        -- What a provider says an account was worth: compared with what is derived, never taken over.
        CREATE TABLE account_checkpoint (
            account INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
            day INTEGER NOT NULL,
            currency TEXT NOT NULL,
            value TEXT NOT NULL,
            cash TEXT,
            PRIMARY KEY (account, day)
        ) STRICT, WITHOUT ROWID;
        """

    private static let findings = """
        -- What does not fit; key says what it is about, the same however often it is found.
        CREATE TABLE finding (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
            key TEXT NOT NULL,
            kind TEXT NOT NULL,
            severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
            connection TEXT REFERENCES connection (id) ON DELETE CASCADE,
            account TEXT REFERENCES account (id) ON DELETE CASCADE,
            security TEXT REFERENCES security (id) ON DELETE CASCADE,
            first_date TEXT,
            amount TEXT,
            currency TEXT,
            quantity TEXT,
            explanation TEXT NOT NULL,
            hint TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'resolved', 'dismissed')),
            found_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            UNIQUE (user, key)
        ) STRICT;
        CREATE INDEX finding_connection ON finding (connection);
        CREATE INDEX finding_account ON finding (account);
        CREATE INDEX finding_security ON finding (security);
        """
}
