package import FolioModel
import GRDB

extension Store {
    /// Says which price sources are configured, in their order; others keep what they once said, behind these.
    package func setPriceSources(_ names: [String]) throws(StoreError) {
        let known = try read { db in
            try db.rows("SELECT name FROM price_source WHERE rank IS NOT NULL ORDER BY rank").map {
                try $0.text("name")
            }
        }
        guard known != names else { return }
        try write { db in
            try db.run("UPDATE price_source SET rank = NULL")
            for (rank, name) in names.enumerated() {
                try db.run(
                    """
                    INSERT INTO price_source (name, rank) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET rank = excluded.rank
                    """,
                    [name, rank]
                )
            }
        }
    }

    /// Returns the listing of a symbol, made where it is new.
    ///
    /// - Parameters:
    ///   - symbol: As the source writes it.
    ///   - source: The price source's name.
    ///   - pair: The currencies, where it is an exchange rate: units of `quote` for one `base`.
    /// - Returns: The listing.
    /// - Throws: ``StoreError`` where the store cannot be written.
    package func listing(
        symbol: String,
        source: String,
        pair: (base: Currency, quote: Currency)? = nil
    ) throws(StoreError) -> PriceListing {
        let known = try read { db in
            guard let known = try Self.knownListing(symbol, source, in: db) else { return PriceListing?.none }
            return try pair == nil || Self.isPair(known.number, in: db) ? known : nil
        }
        if let known { return known }
        let isRate = pair != nil
        let listing = try write(changesFacts: false) { db in try Self.listing(symbol, source, pair: pair, in: db) }
        if isRate, listing.askedAt != nil { noteChange() }  // what was a symbol is a rate now
        return listing
    }

    private static func isPair(_ listing: Int64, in db: Database) throws -> Bool {
        try db.count("SELECT count(*) FROM price_listing WHERE number = ? AND base IS NOT NULL", [listing]) == 1
    }

    /// Makes an exchange rate of a listing that somebody asked for by its symbol alone.
    private static func setPair(_ pair: (base: Currency, quote: Currency), of listing: Int64, in db: Database) throws {
        try db.run(
            "UPDATE price_listing SET base = ?, quote = ? WHERE number = ? AND base IS NULL",
            [pair.base.code, pair.quote.code, listing]
        )
        guard db.changesCount == 1 else { return }
        if let last = try closes(of: listing, from: Day(number: .min), through: Day(number: .max), in: db).last {
            let asOf = Timestamp(Day(number: last.day))
            try keepRate(Ratio(raw: last.raw), asOf: asOf, of: listing, in: db)
        }
        if let latest = try db.row("SELECT price, as_of FROM price_latest WHERE listing = ?", [listing]) {
            let price: Price = try latest.fixed("price")
            try keepRate(Ratio(raw: price.raw), asOf: try latest.time("as_of"), of: listing, in: db)
        }
    }

    private static func knownListing(_ symbol: String, _ source: String, in db: Database) throws -> PriceListing? {
        try db.row(listingQuery + " WHERE s.name = ? AND l.symbol = ?", [source, symbol]).map(PriceListing.init)
    }

    static func listing(
        _ symbol: String,
        _ source: String,
        pair: (base: Currency, quote: Currency)? = nil,
        in db: Database
    ) throws -> PriceListing {
        try db.run(
            "INSERT INTO price_listing (source, symbol, base, quote) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [try Self.source(source, in: db), symbol, pair?.base.code, pair?.quote.code]
        )
        guard let listing = try knownListing(symbol, source, in: db) else {
            throw StoreError.corrupt("a listing that was stored is missing")
        }
        if let pair { try setPair(pair, of: listing.number, in: db) }
        return listing
    }

    static func source(_ name: String, in db: Database) throws -> Int64 {
        try db.run("INSERT INTO price_source (name) VALUES (?) ON CONFLICT DO NOTHING", [name])
        return Int64(try db.count("SELECT number FROM price_source WHERE name = ?", [name]))
    }

    // MARK: Closes

    /// Keeps closes, and for which dates they are the last word, in one transaction with what the answer cost.
    ///
    /// A close that is final never changes; a provisional one does, until it is final.
    ///
    /// - Parameters:
    ///   - updates: At most one a listing.
    ///   - usage: What was counted meanwhile.
    /// - Returns: Rows that are new or changed by the closes.
    /// - Throws: ``StoreError/invalid(_:)`` for closes of another currency than the listing's, or that are not positive.
    @discardableResult
    package func saveCloses(_ updates: [ClosesUpdate], usage: [PriceUsageRow] = []) throws(StoreError) -> Int {
        let changed = try write(changesFacts: false) { db in
            let before = db.totalChangesCount
            for update in updates.sorted(by: { $0.listing < $1.listing }) { try Self.saveCloses(of: update, in: db) }
            let changed = db.totalChangesCount - before
            for update in updates { try Self.cover(update, in: db) }
            for row in usage { try Self.count(row, in: db) }
            return changed
        }
        if changed > 0 { noteChange() }
        return changed
    }

    private static func saveCloses(of update: ClosesUpdate, in db: Database) throws {
        guard let first = update.closes.first else { return }
        try setCurrency(update.currency, of: update.listing, in: db)
        let statement = try RawStatement(
            db,
            """
            INSERT INTO price_close (listing, day, mantissa, decimals, is_provisional) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (listing, day) DO UPDATE SET mantissa = excluded.mantissa, decimals = excluded.decimals,
                is_provisional = excluded.is_provisional
            WHERE is_provisional = 1 AND (
                mantissa <> excluded.mantissa OR decimals <> excluded.decimals
                OR is_provisional <> excluded.is_provisional
            )
            """
        )
        let noTexts = RowTexts()
        statement.bind(update.listing, at: 1)
        var newest = first
        for close in update.closes {
            guard let (mantissa, decimals) = PriceScale.mantissa(close.price) else {
                throw StoreError.invalid("The close \(close.price) of \(close.day) cannot be kept.")
            }
            statement.bind(Int64(close.day.number), at: 2)
            statement.bind(mantissa, at: 3)
            statement.bind(Int64(decimals), at: 4)
            statement.bind(close.isProvisional ? 1 : 0, at: 5)
            try statement.run(noTexts, count: 0)
            if close.day > newest.day { newest = close }
        }
        let rate = Ratio(raw: newest.price.raw)
        try keepRate(rate, asOf: Timestamp(newest.day), of: update.listing, in: db)
    }

    /// A listing's closes have one currency, the first that was stated.
    private static func setCurrency(_ currency: Currency, of listing: Int64, in db: Database) throws {
        try db.run(
            "UPDATE price_listing SET currency = ? WHERE number = ? AND currency IS NULL",
            [currency.code, listing]
        )
        let known = try db.text("SELECT currency FROM price_listing WHERE number = ?", [listing])
        guard known == currency.code else {
            throw StoreError.invalid("The listing has closes in \(known ?? "no currency"), not in \(currency).")
        }
    }

    private static func cover(_ update: ClosesUpdate, in db: Database) throws {
        try db.run(
            """
            UPDATE price_listing SET asked_at = ?,
                asked_through = nullif(max(coalesce(asked_through, 0), coalesce(?, 0)), 0)
            WHERE number = ?
            """,
            [update.askedAt.column, update.askedThrough?.number, update.listing]
        )
        guard let covered = update.covered else { return }
        let before = try coverage(of: update.listing, in: db)
        var ranges = before
        ranges.insert(covered)
        guard ranges != before else { return }
        try db.run("DELETE FROM price_coverage WHERE listing = ?", [update.listing])
        for range in ranges.ranges {
            try db.run(
                "INSERT INTO price_coverage (listing, first_day, last_day) VALUES (?, ?, ?)",
                [update.listing, range.lowerBound.number, range.upperBound.number]
            )
        }
    }

    /// Forgets for which dates a listing's closes are the source's last word: those without one may be asked for again.
    package func forgetCoverage(of listing: PriceListing) throws(StoreError) {
        try write(changesFacts: false) { db in
            try db.run("DELETE FROM price_coverage WHERE listing = ?", [listing.number])
        }
    }

    // MARK: Exchange rates

    /// The newest rate of a pair, as every valuation takes it; nothing for a listing that is no pair.
    private static func keepRate(_ rate: Ratio, asOf: Timestamp, of listing: Int64, in db: Database) throws {
        let row = try db.row(
            """
            SELECT l.base, l.quote, s.name, f.as_of FROM price_listing l JOIN price_source s ON s.number = l.source
            LEFT JOIN fx_rate f ON f.base = l.base AND f.quote = l.quote
            WHERE l.number = ? AND l.base IS NOT NULL
            """,
            [listing]
        )
        guard let row else { return }
        if let known = try row.optionalTime("as_of"), known.priceRank(knownAt: nil) > asOf.priceRank(knownAt: nil) {
            return
        }
        try db.run(
            """
            INSERT INTO fx_rate (base, quote, rate, as_of, source) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (base, quote) DO UPDATE SET rate = excluded.rate, as_of = excluded.as_of,
                source = excluded.source
            WHERE rate <> excluded.rate OR as_of <> excluded.as_of OR source <> excluded.source
            """,
            [
                try row.text("base"), try row.text("quote"), rate.description, asOf.column, try row.text("name"),
            ]
        )
    }

    // MARK: Splits and newest prices

    /// Keeps the splits of listings: within the known dates these and no others; no close changes.
    package func saveSplits(_ updates: [SplitsUpdate], usage: [PriceUsageRow] = []) throws(StoreError) {
        try write { db in
            for update in updates { try Self.saveSplits(of: update, in: db) }
            for row in usage { try Self.count(row, in: db) }
        }
    }

    private static func saveSplits(of update: SplitsUpdate, in db: Database) throws {
        guard let listing = try listing(update.listing, in: db) else { return }
        let before = try splits(of: listing, in: db).filter { update.known.contains($0.day) }
        for split in before where !update.splits.contains(split) {
            try db.run(
                "DELETE FROM price_split WHERE listing = ? AND day = ?",
                [update.listing, split.day.number]
            )
        }
        for split in update.splits where !before.contains(split) {
            try db.run(
                """
                INSERT INTO price_split (listing, day, numerator, denominator) VALUES (?, ?, ?, ?)
                ON CONFLICT (listing, day) DO UPDATE SET numerator = excluded.numerator,
                    denominator = excluded.denominator
                """,
                [update.listing, split.day.number, split.numerator, split.denominator]
            )
        }
        let known = listing.splits ?? update.known
        let from = min(known.lowerBound, update.known.lowerBound)
        let through = max(known.upperBound, update.known.upperBound)
        try db.run(
            "UPDATE price_listing SET splits_from = ?, splits_through = ?, splits_asked_at = ? WHERE number = ?",
            [from.number, through.number, update.askedAt.column, update.listing]
        )
    }

    /// Keeps the newest prices of listings; an older one than is known takes the place of nothing.
    package func saveLatest(_ prices: [LatestPrice], usage: [PriceUsageRow] = []) throws(StoreError) {
        let isChanged = try write(changesFacts: false) { db in
            let before = db.totalChangesCount
            for latest in prices {
                try Self.setCurrency(latest.currency, of: latest.listing, in: db)
                try db.run(
                    """
                    INSERT INTO price_latest (listing, price, previous_close, as_of, fetched_at) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (listing) DO UPDATE SET price = excluded.price, as_of = excluded.as_of,
                        previous_close = excluded.previous_close, fetched_at = excluded.fetched_at
                    WHERE as_of <= excluded.as_of
                    """,
                    [
                        latest.listing, latest.price.description, latest.previousClose?.description,
                        latest.asOf.column, latest.fetchedAt.column,
                    ]
                )
                try Self.keepRate(Ratio(raw: latest.price.raw), asOf: latest.asOf, of: latest.listing, in: db)
            }
            let isChanged = db.totalChangesCount != before
            for row in usage { try Self.count(row, in: db) }
            return isChanged
        }
        if isChanged { noteChange() }
    }

    // MARK: Usage

    /// Adds to what was counted of price sources.
    package func countPriceUsage(_ rows: [PriceUsageRow]) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try write(changesFacts: false) { db in for row in rows { try Self.count(row, in: db) } }
    }

    static func count(_ row: PriceUsageRow, in db: Database) throws {
        try db.run(
            """
            INSERT INTO price_usage (day, source, calls, symbols, cache_hits, cache_misses, calls_saved)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, source) DO UPDATE SET calls = calls + excluded.calls,
                symbols = symbols + excluded.symbols, cache_hits = cache_hits + excluded.cache_hits,
                cache_misses = cache_misses + excluded.cache_misses, calls_saved = calls_saved + excluded.calls_saved
            """,
            [
                row.day.number, row.source, row.count.calls, row.count.symbols, row.count.cacheHits,
                row.count.cacheMisses, row.count.callsSaved,
            ]
        )
    }

    /// Returns what was counted of price sources since a date (UTC), newest day first, then by source.
    package func priceUsage(since day: Day) throws(StoreError) -> [PriceUsageRow] {
        try read { db in
            try db.rows("SELECT * FROM price_usage WHERE day >= ? ORDER BY day DESC, source", [day.number]).map { row in
                var usage = PriceUsageRow(day: Day(number: row["day"]), source: try row.text("source"))
                (usage.count.calls, usage.count.symbols) = (row["calls"], row["symbols"])
                (usage.count.cacheHits, usage.count.cacheMisses) = (row["cache_hits"], row["cache_misses"])
                usage.count.callsSaved = row["calls_saved"]
                return usage
            }
        }
    }
}
