/// The second schema: a price basis for each holding and quote, one holding a currency, and what holdings and
/// transactions say of a security kept apart.
enum SchemaTwo {
    static let script = """
        ALTER TABLE provider_security ADD COLUMN held TEXT;
        ALTER TABLE provider_security ADD COLUMN traded TEXT;

        CREATE TABLE holding_two (
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
            price_basis TEXT NOT NULL CHECK (price_basis IN ('unit', 'percent_of_par')),
            as_of TEXT NOT NULL,
            PRIMARY KEY (account, security, external_security, side, currency)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO holding_two
            SELECT h.account, h.security, h.external_security, h.side, h.qty, h.cost_basis, h.value, h.price,
                h.price_as_of, h.previous_close, h.currency,
                coalesce((
                    SELECT json_extract(p.record, '$.fixed_income.price_basis')
                    FROM account a JOIN provider_security p ON p.connection = a.connection
                    WHERE a.id = h.account AND p.external_id = h.external_security
                ), 'unit'),
                h.as_of
            FROM holding h;
        DROP TABLE holding;
        ALTER TABLE holding_two RENAME TO holding;
        CREATE INDEX holding_security ON holding (security);

        -- The next refresh states them again, each with its basis; until then holdings count at their own prices.
        DELETE FROM quote;
        ALTER TABLE quote ADD COLUMN price_basis TEXT NOT NULL DEFAULT 'unit'
            CHECK (price_basis IN ('unit', 'percent_of_par'));
        ALTER TABLE quote ADD COLUMN known_at TEXT;

        CREATE INDEX transaction_traded ON "transaction" (account, date) WHERE quantity_delta <> '0';
        """
}
