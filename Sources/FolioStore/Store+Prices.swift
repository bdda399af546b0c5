package import FolioModel
import GRDB

extension Store {
    // MARK: What history reads

    /// Returns the closes known of securities within dates, as traded, from the sources in the order of the
    /// configuration: of each date, the first source's that has one.
    ///
    /// - Parameters:
    ///   - securities: The store's ids.
    ///   - from: The first date.
    ///   - through: The last date.
    /// - Returns: One a security that has any, in the order asked for; none of other currencies than the first source's.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func priceSeries(
        for securities: [String],
        from: Day,
        through: Day
    ) throws(StoreError) -> [StoredPrices] {
        try read { db in
            try securities.compactMap { security in
                var reader = SeriesReader(from: from, through: through)
                for listing in try Self.listings(of: security, in: db) { try reader.add(listing, in: db) }
                return try reader.prices(of: security)
            }
        }
    }

    /// Returns the splits known of securities, oldest first by security: of each date, those of the first source, in the
    /// order of the configuration, that was asked about it.
    package func splits(of securities: [String]) throws(StoreError) -> [StoredSplit] {
        try read { db in
            try securities.flatMap { security in
                try Self.splits(across: try Self.listings(of: security, in: db), of: security, in: db)
            }
        }
    }

    /// Returns the exchange rates known between a currency and all others within dates, either way round.
    ///
    /// - Parameters:
    ///   - base: The currency that a portfolio is valued in.
    ///   - from: The first date.
    ///   - through: The last date.
    /// - Returns: At most one a pair and direction, by the currencies: of each date, the first source's that has a rate;
    ///   none without a rate.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func rateSeries(base: Currency, from: Day, through: Day) throws(StoreError) -> [StoredRates] {
        try read { db in
            let rows = try db.rows(
                """
                \(Self.listingQuery) WHERE l.base = :base OR l.quote = :base
                ORDER BY l.base, l.quote, s.rank IS NULL, s.rank, s.number
                """,
                ["base": base.code]
            )
            var series: [StoredRates] = []
            var reader = SeriesReader(from: from, through: through)
            for (index, row) in rows.enumerated() {
                let (base, quote) = (try row.currency("base"), try row.currency("quote"))
                try reader.add(try PriceListing(row), in: db)
                // Those of one pair and direction stand together.
                if index + 1 < rows.count, try rows[index + 1].currency("base") == base,
                    try rows[index + 1].currency("quote") == quote
                {
                    continue
                }
                if let rates = reader.rates(base: base, quote: quote) { series.append(rates) }
                reader = SeriesReader(from: from, through: through)
            }
            return series
        }
    }

    // MARK: What the chain of sources reads

    /// Returns the listings that a security is mapped to, in the order of the configuration's sources.
    package func listings(of security: String) throws(StoreError) -> [PriceListing] {
        try read { db in try Self.listings(of: security, in: db) }
    }

    /// Returns the listings of a symbol as sources write it, in the order of the configuration's sources.
    package func listings(symbol: String) throws(StoreError) -> [PriceListing] {
        try read { db in try Self.listings(symbol: symbol, in: db) }
    }

    static func listings(symbol: String, in db: Database) throws -> [PriceListing] {
        try db.rows(listingQuery + " WHERE l.symbol = ? ORDER BY s.rank IS NULL, s.rank, s.number", [symbol])
            .map(PriceListing.init)
    }

    /// Returns the closes known of a symbol within dates, whether or not it is a security of the store; `nil` for none.
    package func priceSeries(symbol: String, from: Day, through: Day) throws(StoreError) -> StoredPrices? {
        try read { db in
            var reader = SeriesReader(from: from, through: through)
            for listing in try Self.listings(symbol: symbol, in: db) { try reader.add(listing, in: db) }
            return try reader.prices(of: symbol)
        }
    }

    /// Returns the splits known of a symbol, as for ``splits(of:)``.
    package func splits(symbol: String) throws(StoreError) -> [StoredSplit] {
        try read { db in
            try Self.splits(across: try Self.listings(symbol: symbol, in: db), of: symbol, in: db)
        }
    }

    /// Returns what is kept of a listing within dates.
    package func state(of listing: PriceListing, from: Day, through: Day) throws(StoreError) -> ListingState {
        try read { db in
            var state = ListingState(listing: try Self.listing(listing.number, in: db) ?? listing)
            for close in try Self.closes(of: listing.number, from: from, through: through, in: db) {
                let day = Day(number: close.day)
                if close.isProvisional { state.provisionalDays.insert(day) } else { state.finalDays.insert(day) }
            }
            state.newest = try db.row("SELECT max(day) AS day FROM price_close WHERE listing = ?", [listing.number])
                .flatMap { row in (row["day"] as Int32?).map { Day(number: $0) } }
            state.coverage = try Self.coverage(of: listing.number, in: db)
            return state
        }
    }

    /// Returns the newest price that a source stated of a listing; `nil` where none did.
    package func latestPrice(of listing: PriceListing) throws(StoreError) -> LatestPrice? {
        try read { db in
            guard let currency = listing.currency else { return nil }
            return try db.row("SELECT * FROM price_latest WHERE listing = ?", [listing.number]).map { row in
                var latest = LatestPrice(
                    listing: listing.number,
                    price: try row.fixed("price"),
                    currency: currency,
                    asOf: try row.time("as_of"),
                    fetchedAt: try row.time("fetched_at")
                )
                latest.previousClose = try row.optionalFixed("previous_close")
                return latest
            }
        }
    }

    /// Returns the closes kept of a listing within dates, oldest first.
    package func closes(of listing: PriceListing, from: Day, through: Day) throws(StoreError) -> [DatedClose] {
        try read { db in
            try Self.closes(of: listing.number, from: from, through: through, in: db).map { row in
                DatedClose(day: Day(number: row.day), price: Price(raw: row.raw), isProvisional: row.isProvisional)
            }
        }
    }

    /// Returns the splits kept of a listing, oldest first.
    package func splits(of listing: PriceListing) throws(StoreError) -> [ListedSplit] {
        try read { db in try Self.splits(of: listing, in: db) }
    }

    // MARK: Rows

    /// A close as it is stored.
    struct CloseRow {
        var day: Int32
        /// In units of 10⁻¹².
        var raw: Int128
        /// Digits behind the point that the close has.
        var decimals: Int
        var isProvisional: Bool
    }

    static func closes(of listing: Int64, from: Day, through: Day, in db: Database) throws -> [CloseRow] {
        let rows = try RawRows(
            db,
            """
            SELECT day, mantissa, decimals, is_provisional FROM price_close
            WHERE listing = ? AND day BETWEEN ? AND ? ORDER BY day
            """,
            [listing, from.number, through.number]
        )
        var closes: [CloseRow] = []
        while try rows.next() {
            let decimals = Int(rows.integer(2))
            closes.append(
                CloseRow(
                    day: Int32(truncatingIfNeeded: rows.integer(0)),
                    raw: Int128(rows.integer(1)) * PriceScale.power(Price.decimals - decimals),
                    decimals: decimals,
                    isProvisional: rows.integer(3) != 0
                )
            )
        }
        return closes
    }

    static func splits(of listing: PriceListing, in db: Database) throws -> [ListedSplit] {
        try db.rows("SELECT * FROM price_split WHERE listing = ? ORDER BY day", [listing.number]).map { row in
            ListedSplit(day: Day(number: row["day"]), numerator: row["numerator"], denominator: row["denominator"])
        }
    }

    /// The splits of one thing, oldest first: a source that was asked about some dates says nothing of others.
    private static func splits(
        across listings: [PriceListing],
        of security: String,
        in db: Database
    ) throws -> [StoredSplit] {
        var splits: [StoredSplit] = []
        var told = DayRanges()
        for listing in listings {
            guard let known = listing.splits else { continue }
            for split in try Self.splits(of: listing, in: db) where !told.contains(split.day) {
                splits.append(StoredSplit(split, of: security, listing.source))
            }
            told.insert(known)
        }
        return splits.sorted { $0.day < $1.day }
    }

    /// The splits of what is held that came after it was said to be held, by security.
    static func splits(since holdings: [Holding], in db: Database) throws -> [String: [DatedSplit]] {
        guard let first = holdings.lazy.map(\.asOf.newYorkDay).min() else { return [:] }
        let rows = try db.rows(
            """
            SELECT DISTINCT m.security FROM json_each(:list) j
            CROSS JOIN symbol_mapping m ON m.security = j.value
            CROSS JOIN price_split sp ON sp.listing = m.listing AND sp.day > :first
            """,
            ["list": Set(holdings.map(\.security)).sorted().column, "first": first.number]
        )
        var splits: [String: [DatedSplit]] = [:]
        for row in rows {
            let security = try row.text("security")
            splits[security] = try Self.splits(across: listings(of: security, in: db), of: security, in: db)
                .filter { $0.day > first }
                .map { DatedSplit(day: $0.day, numerator: $0.numerator, denominator: $0.denominator) }
        }
        return splits
    }

    /// The newest split of each security up to a date.
    static func lastSplits(through day: Day, in db: Database) throws -> [String: Day] {
        let rows = try db.rows(
            """
            SELECT m.security, max(sp.day) AS day FROM price_split sp JOIN symbol_mapping m ON m.listing = sp.listing
            WHERE sp.day <= ? GROUP BY m.security
            """,
            [day.number]
        )
        return try Dictionary(rows.map { row in (try row.text("security"), Day(number: row["day"])) }) { max($0, $1) }
    }

    static func coverage(of listing: Int64, in db: Database) throws -> DayRanges {
        DayRanges(
            try db.rows(
                "SELECT first_day, last_day FROM price_coverage WHERE listing = ? ORDER BY first_day",
                [listing]
            )
            .map { row in Day(number: row["first_day"])...Day(number: row["last_day"]) }
        )
    }

    static func listing(_ number: Int64, in db: Database) throws -> PriceListing? {
        try db.row(listingQuery + " WHERE l.number = ?", [number]).map(PriceListing.init)
    }

    /// The listings that a security is mapped to, in the order of the configuration's sources.
    static func listings(of security: String, in db: Database) throws -> [PriceListing] {
        try db.rows(
            listingQuery + """
                 JOIN symbol_mapping m ON m.listing = l.number AND m.source = l.source
                WHERE m.security = coalesce((SELECT security FROM security_alias WHERE id = :id), :id)
                ORDER BY s.rank IS NULL, s.rank, s.number
                """,
            ["id": security]
        ).map(PriceListing.init)
    }

    static let listingQuery = "SELECT l.*, s.name FROM price_listing l JOIN price_source s ON s.number = l.source"
}

extension StoredSplit {
    fileprivate init(_ split: ListedSplit, of security: String, _ source: String) {
        self.init(
            security: security,
            day: split.day,
            numerator: split.numerator,
            denominator: split.denominator,
            source: source
        )
    }
}

extension PriceListing {
    init(_ row: Row) throws {
        self.init(number: row["number"], source: try row.text("name"), symbol: try row.text("symbol"))
        if let code = row.optionalText("currency") {
            guard let currency = Currency(code) else { throw StoreError.corrupt("currency holds \"\(code)\"") }
            self.currency = currency
        }
        askedAt = try row.optionalTime("asked_at")
        askedThrough = (row["asked_through"] as Int32?).map { Day(number: $0) }
        if let from: Int32 = row["splits_from"], let through: Int32 = row["splits_through"], from <= through {
            splits = Day(number: from)...Day(number: through)
        }
        splitsAskedAt = try row.optionalTime("splits_asked_at")
    }

    private init(number: Int64, source: String, symbol: String) {
        (self.number, self.source, self.symbol) = (number, source, symbol)
    }
}
