package import FolioModel
import GRDB

extension Store {
    /// Puts prices of price sources in the place of older ones: the newest a source stated, or its last close.
    ///
    /// Sources price units; what providers quote in percent of par stays theirs.
    static func addMarketQuotes(
        to quotes: inout [String: Quote],
        of securities: [String: Security],
        in db: Database
    ) throws {
        guard try db.count("SELECT EXISTS (SELECT 1 FROM symbol_mapping WHERE listing IS NOT NULL)") == 1 else {
            return
        }
        let priced = securities.values.filter { security in
            security.type != .cash && (security.fixedIncome?.priceBasis ?? .unit) == .unit
                && (quotes[security.id]?.priceBasis ?? .unit) == .unit
        }
        let rows = try RawRows(
            db,
            Self.marketQuery + """
                 FROM json_each(:list) j
                CROSS JOIN symbol_mapping m ON m.security = j.value
                CROSS JOIN price_listing l ON l.number = m.listing
                """ + Self.marketJoins,
            ["list": priced.map(\.id).sorted().column, "today": Timestamp.now.newYorkDay.number]
        )
        let best = try Self.best(rows)
        for (security, quote) in best {
            if let known = quotes[security], !quote.isBetter(than: known) { continue }
            quotes[security] = quote
        }
    }

    /// Returns the newest price of a symbol as price sources write it, whether or not it is a security of the store;
    /// `nil` where there is none.
    package func quote(listed symbol: String) throws(StoreError) -> Quote? {
        try read { db in
            let rows = try RawRows(
                db,
                Self.marketQuery.replacing("m.security", with: "l.symbol") + " FROM price_listing l" + Self.marketJoins
                    + " AND l.symbol = :symbol",
                ["symbol": symbol, "today": Timestamp.now.newYorkDay.number]
            )
            return try Self.best(rows)[symbol]
        }
    }

    private static let marketQuery = """
        SELECT m.security, l.currency, s.name, p.price, p.as_of, p.previous_close, c.day, c.mantissa, c.decimals,
            sp.day, sp.numerator, sp.denominator, b.day, b.mantissa, b.decimals, s.rank
        """

    private static let marketJoins = """
         CROSS JOIN price_source s ON s.number = l.source
        LEFT JOIN price_latest p ON p.listing = l.number
        LEFT JOIN price_close c ON c.listing = l.number
            AND c.day = (SELECT max(day) FROM price_close WHERE listing = l.number)
        LEFT JOIN price_close b ON b.listing = l.number
            AND b.day = (SELECT max(day) FROM price_close WHERE listing = l.number AND day < c.day)
        LEFT JOIN price_split sp ON sp.listing = l.number
            AND sp.day = (SELECT max(day) FROM price_split WHERE listing = l.number AND day <= :today)
        WHERE l.currency IS NOT NULL
        """

    /// The newest a key; of two of the same instant, the one of the source that is asked first.
    private static func best(_ rows: consuming RawRows) throws -> [String: Quote] {
        var best: [String: (quote: Quote, rank: Int64)] = [:]
        while try rows.next() {
            let (key, rank) = (try rows.text(0), rows.optionalInteger(15) ?? .max)
            for quote in try MarketQuoteRow(&rows).quotes {
                if let known = best[key], (known.quote.rank, -known.rank) >= (quote.rank, -rank) { continue }
                best[key] = (quote, rank)
            }
        }
        return best.mapValues(\.quote)
    }
}

/// What one listing has to say of a price now.
private struct MarketQuoteRow {
    let quotes: [Quote]

    init(_ rows: inout RawRows) throws {
        let (currency, source) = (try rows.currency(1), try rows.text(2))
        let split = rows.optionalInteger(9).map { day in
            (day: day, new: Int(rows.integer(10)), old: Int(rows.integer(11)))
        }
        /// A close before a split, as it would have been in the units after it: what a day's change is counted from.
        func before(_ day: Day, _ close: Price?) throws -> Price? {
            guard let close, let split, split.day == Int64(day.number) else { return close }
            return try close.scaled(by: Ratio(split.old), over: Ratio(split.new))
        }
        var quotes: [Quote] = []
        if let price = try rows.optionalFixed(3, Price.self), let asOf = try rows.optionalTime(4) {
            var quote = Quote(price: price, currency: currency, asOf: asOf, source: source)
            quote.previousClose = try before(asOf.newYorkDay, try rows.optionalFixed(5))
            quotes.append(quote)
        }
        if let day = rows.optionalInteger(6).map({ Day(number: Int32(truncatingIfNeeded: $0)) }) {
            let price = Self.price(rows.integer(7), rows.integer(8))
            var quote = Quote(price: price, currency: currency, asOf: Timestamp(day), source: source)
            if let last = rows.optionalInteger(12),
                last >= Int64(ExchangeCalendar.previousSession(before: day).number)
            {
                quote.previousClose = try before(day, Self.price(rows.integer(13), rows.integer(14)))
            }
            quotes.append(quote)
        }
        self.quotes = quotes
    }

    private static func price(_ mantissa: Int64, _ decimals: Int64) -> Price {
        Price(raw: Int128(mantissa) * PriceScale.power(Price.decimals - Int(decimals)))
    }
}
