package import FolioModel
import GRDB
import GRDBSQLite

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

    /// Returns the splits known of securities, oldest first by security: those of the first source, in the order of the
    /// configuration, that was asked for any.
    package func splits(of securities: [String]) throws(StoreError) -> [StoredSplit] {
        try read { db in
            try securities.flatMap { security -> [StoredSplit] in
                let listings = try Self.listings(of: security, in: db)
                guard let listing = listings.first(where: { $0.splits != nil }) else { return [] }
                return try Self.splits(of: listing, in: db).map { split in
                    StoredSplit(
                        security: security,
                        day: split.day,
                        numerator: split.numerator,
                        denominator: split.denominator,
                        source: listing.source
                    )
                }
            }
        }
    }

    /// Returns the exchange rates known between a currency and all others within dates, either way round.
    ///
    /// - Parameters:
    ///   - base: The currency that a portfolio is valued in.
    ///   - from: The first date.
    ///   - through: The last date.
    /// - Returns: At most one a pair and direction, the first source's, by the currencies; none without a rate.
    /// - Throws: ``StoreError`` where the store cannot be read.
    package func rateSeries(base: Currency, from: Day, through: Day) throws(StoreError) -> [StoredRates] {
        try read { db in
            let rows = try db.rows(
                """
                SELECT l.number, l.base, l.quote, s.name FROM price_listing l JOIN price_source s ON s.number = l.source
                WHERE l.base = :base OR l.quote = :base
                ORDER BY l.base, l.quote, s.rank IS NULL, s.rank, s.number
                """,
                ["base": base.code]
            )
            var series: [StoredRates] = []
            for row in rows {
                var rates = StoredRates(
                    base: try row.currency("base"),
                    quote: try row.currency("quote"),
                    source: try row.text("name")
                )
                if let last = series.last, (last.base, last.quote) == (rates.base, rates.quote) { continue }
                let closes = try Self.closes(of: row["number"], from: from, through: through, in: db)
                guard !closes.isEmpty else { continue }
                rates.days = closes.map(\.day)
                rates.rates = closes.map { Ratio(raw: $0.raw) }
                series.append(rates)
            }
            return series
        }
    }

    // MARK: What the chain of sources reads

    /// Returns what is kept of a listing within dates.
    package func state(of listing: PriceListing, from: Day, through: Day) throws(StoreError) -> ListingState {
        try read { db in
            var state = ListingState(listing: try Self.listing(listing.number, in: db) ?? listing)
            for close in try Self.closes(of: listing.number, from: from, through: through, in: db)
            where !close.isProvisional { state.finalDays.insert(Day(number: close.day)) }
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

extension PriceListing {
    init(_ row: Row) throws {
        self.init(number: row["number"], source: try row.text("name"), symbol: try row.text("symbol"))
        if let code = row.optionalText("currency") {
            guard let currency = Currency(code) else { throw StoreError.corrupt("currency holds \"\(code)\"") }
            self.currency = currency
        }
        askedAt = try row.optionalTime("asked_at")
        if let from: Int32 = row["splits_from"], let through: Int32 = row["splits_through"], from <= through {
            splits = Day(number: from)...Day(number: through)
        }
        splitsAskedAt = try row.optionalTime("splits_asked_at")
    }

    private init(number: Int64, source: String, symbol: String) {
        (self.number, self.source, self.symbol) = (number, source, symbol)
    }
}

/// Powers of ten for prices kept as integers.
enum PriceScale {
    private static let powers: [Int128] = (0...Price.decimals).reduce(into: []) { powers, index in
        powers.append(index == 0 ? 1 : powers[index - 1] * 10)
    }

    /// 10 to the power of 0 to 12.
    static func power(_ exponent: Int) -> Int128 { powers[exponent] }

    /// The value as an integer and the digits behind its point, without needless zeros; `nil` where it is not positive
    /// or has too many digits to be kept.
    static func mantissa(_ value: some FixedPoint) -> (mantissa: Int64, decimals: Int)? {
        guard value.raw > 0 else { return nil }
        var (rest, decimals) = (value.raw, Price.decimals)
        while decimals > 0, rest % 10 == 0 {
            rest /= 10
            decimals -= 1
        }
        return Int64(exactly: rest).map { ($0, decimals) }
    }
}

/// Lays the closes of a security's listings over each other.
private struct SeriesReader {
    let from: Day
    let through: Day

    private var currency: Currency?
    private var rows: [Store.CloseRow] = []
    private var sources: [String] = []
    private var sourceOfDay: [UInt8] = []

    /// Sources of one series; the numbers of the others would not fit.
    private static let maximumSources = 256

    init(from: Day, through: Day) { (self.from, self.through) = (from, through) }

    /// Adds what a later source knows of dates that no earlier one has.
    mutating func add(_ listing: PriceListing, in db: Database) throws {
        guard let listed = listing.currency, currency == nil || currency == listed,
            sources.count < Self.maximumSources
        else { return }
        let more = try Store.closes(of: listing.number, from: from, through: through, in: db)
        guard !more.isEmpty else { return }
        let number = UInt8(sources.count)
        sources.append(listing.source)
        currency = listed
        guard !rows.isEmpty else {
            (rows, sourceOfDay) = (more, Array(repeating: number, count: more.count))
            return
        }
        merge(more, number)
    }

    private mutating func merge(_ more: [Store.CloseRow], _ number: UInt8) {
        var (merged, numbers): ([Store.CloseRow], [UInt8]) = ([], [])
        var (left, right) = (0, 0)
        while left < rows.count || right < more.count {
            if right == more.count || (left < rows.count && rows[left].day <= more[right].day) {
                if right < more.count, rows[left].day == more[right].day { right += 1 }
                merged.append(rows[left])
                numbers.append(sourceOfDay[left])
                left += 1
            } else {
                merged.append(more[right])
                numbers.append(number)
                right += 1
            }
        }
        (rows, sourceOfDay) = (merged, numbers)
    }

    /// The series; `nil` without closes.
    ///
    /// Closes get the decimals of the most exact one; where the largest does not fit beside it, digits beyond the 18th
    /// are rounded half to even.
    func prices(of security: String) throws -> StoredPrices? {
        guard let currency, let largest = rows.map(\.raw).max() else { return nil }
        var decimals = rows.reduce(StoredPrices.minimumDecimals) { max($0, $1.decimals) }
        while decimals > StoredPrices.minimumDecimals,
            largest.dividedHalfEven(by: PriceScale.power(Price.decimals - decimals)) > Int128(Int64.max)
        { decimals -= 1 }
        let step = PriceScale.power(Price.decimals - decimals)
        let mantissas = try rows.map { row in
            guard let mantissa = Int64(exactly: row.raw.dividedHalfEven(by: step)) else {
                throw StoreError.corrupt("a close of \(security) is out of range")
            }
            return mantissa
        }
        return StoredPrices(
            security: security,
            currency: currency,
            decimals: decimals,
            days: rows.map(\.day),
            mantissas: mantissas,
            sources: sources,
            sourceOfDay: sources.count == 1 ? [] : sourceOfDay,
            provisionalDays: rows.filter(\.isProvisional).map(\.day)
        )
    }
}
