/// A schema that keeps prices: by source, symbol and date, with what was asked, splits, the symbols of securities, and
/// what the sources were asked how often.
enum SchemaPrices {
    static let script = [listings, series, mappings].joined(separator: "\n")

    private static let listings = """
        -- rank: place in the order of the configuration; NULL for one that is not configured any more.
        CREATE TABLE price_source (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            rank INTEGER
        ) STRICT;

        -- A symbol of a source; base and quote where it is an exchange rate.
        CREATE TABLE price_listing (
            number INTEGER PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES price_source (number),
            symbol TEXT NOT NULL,
            base TEXT,
            quote TEXT,
            currency TEXT,
            asked_at TEXT,
            asked_through INTEGER,
            splits_from INTEGER,
            splits_through INTEGER,
            splits_asked_at TEXT,
            UNIQUE (source, symbol),
            CHECK ((base IS NULL) = (quote IS NULL))
        ) STRICT;
        CREATE INDEX price_listing_symbol ON price_listing (symbol);
        CREATE INDEX price_listing_pair ON price_listing (base, quote) WHERE base IS NOT NULL;
        """

    private static let series = """
        -- As traded on the day: mantissa × 10 to the power of minus decimals. Days are counted from 1970-01-01.
        CREATE TABLE price_close (
            listing INTEGER NOT NULL REFERENCES price_listing (number),
            day INTEGER NOT NULL,
            mantissa INTEGER NOT NULL CHECK (mantissa > 0),
            decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 12),
            is_provisional INTEGER NOT NULL CHECK (is_provisional IN (0, 1)),
            PRIMARY KEY (listing, day)
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW price AS
            SELECT s.name AS source, l.symbol, date(c.day * 86400, 'unixepoch') AS date,
                CASE c.decimals WHEN 0 THEN CAST(c.mantissa AS TEXT) ELSE
                    substr(printf('%0*d', c.decimals + 1, c.mantissa), 1,
                        length(printf('%0*d', c.decimals + 1, c.mantissa)) - c.decimals)
                    || '.' || substr(printf('%0*d', c.decimals + 1, c.mantissa), -c.decimals)
                END AS close,
                l.currency, c.is_provisional
            FROM price_listing l
            JOIN price_source s ON s.number = l.source
            JOIN price_close c ON c.listing = l.number;

        -- Dates for which the source has given its last word: where no close is, there is none.
        CREATE TABLE price_coverage (
            listing INTEGER NOT NULL REFERENCES price_listing (number),
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL CHECK (last_day >= first_day),
            PRIMARY KEY (listing, first_day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE price_split (
            listing INTEGER NOT NULL REFERENCES price_listing (number),
            day INTEGER NOT NULL,
            numerator INTEGER NOT NULL CHECK (numerator > 0),
            denominator INTEGER NOT NULL CHECK (denominator > 0),
            PRIMARY KEY (listing, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE price_latest (
            listing INTEGER PRIMARY KEY REFERENCES price_listing (number),
            price TEXT NOT NULL,
            previous_close TEXT,
            as_of TEXT NOT NULL,
            fetched_at TEXT NOT NULL
        ) STRICT;
        """

    private static let mappings = """
        -- Which symbol of a source a security is; asked_with is what was known of the security then.
        CREATE TABLE symbol_mapping (
            security TEXT NOT NULL REFERENCES security (id) ON DELETE CASCADE,
            source INTEGER NOT NULL REFERENCES price_source (number),
            state TEXT NOT NULL CHECK (state IN ('pending', 'resolved', 'ignored', 'unsupported')),
            listing INTEGER REFERENCES price_listing (number),
            method TEXT,
            confidence TEXT,
            is_checked INTEGER NOT NULL CHECK (is_checked IN (0, 1)),
            candidates TEXT NOT NULL,
            reason TEXT,
            asked_with TEXT NOT NULL,
            decided_at TEXT NOT NULL,
            PRIMARY KEY (security, source),
            CHECK ((state = 'resolved') = (listing IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX symbol_mapping_state ON symbol_mapping (state, security);
        CREATE INDEX symbol_mapping_listing ON symbol_mapping (listing);

        CREATE TABLE price_usage (
            day INTEGER NOT NULL,
            source TEXT NOT NULL,
            calls INTEGER NOT NULL,
            symbols INTEGER NOT NULL,
            cache_hits INTEGER NOT NULL,
            cache_misses INTEGER NOT NULL,
            calls_saved INTEGER NOT NULL,
            PRIMARY KEY (day, source)
        ) STRICT, WITHOUT ROWID;
        """
}
