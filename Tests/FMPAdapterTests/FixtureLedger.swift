/// What each file of `Fixtures` is read as, and the normal form that has to come of it.
///
/// A line is a record; `-` stands for what it does not have.
struct FixtureEntry: Sendable {
    /// What FMP answers with the file to.
    enum Kind: Sendable {
        /// One symbol: price, currency, time, close before, open, low, high, volume, session.
        case quote(String)
        /// The same, asked for beside another symbol.
        case batch(String)
        /// Closes of a day: adjustment, date, open, high, low, close, volume, end of completeness.
        case closes(String, String, adjusted: Bool)
        /// Events of a symbol: kind, ex-date, pay date, ratio or amount, currency, new symbol.
        case actions(String)
        /// Words or a code: ticker, market, name, type, currency, ISIN, CUSIP, score.
        case search(String)
        /// A ticker that no search finds: status, ticker, market, name, currency, confidence.
        case profile(String)
        /// The status of the check that reads it.
        case check
        /// With that HTTP status, to a request for one quote: the error's kind, FMP's code, the wait.
        case error(Int)
        /// A measured split: what each history says of the day before.
        case split
    }

    let file: String
    let kind: Kind
    let lines: [String]

    init(_ file: String, _ kind: Kind, _ lines: String...) { (self.file, self.kind, self.lines) = (file, kind, lines) }
}

enum FixtureLedger {
    static let used: [FixtureEntry] = quotes + histories + events + symbols + errors

    private static let apple = "AAPL 232.8 USD 2025-02-04T21:00:01Z 228.01 227.2 226.65 233.13 44489128 closed"

    private static let quotes = [
        FixtureEntry("quote.AAPL.json", .quote("AAPL"), apple),
        FixtureEntry("batch-quote.AAPL.json", .batch("AAPL"), apple),
        FixtureEntry(
            "quote.BTCUSD.json",
            .quote("BTCUSD"),
            "BTCUSD 118741.16 USD 2025-07-24T16:30:02Z 118779.09 118779.09 117435.22 119535.45 75302985728 regular"
        ),
        FixtureEntry(
            "quote.EURUSD.json",
            .quote("EUR/USD"),
            "EUR/USD 1.17598 USD 2025-07-24T16:30:03Z 1.17772 1.17744 1.17371 1.17911 184065 -"
        ),
        FixtureEntry("quote-short.AAPL.json", .check, "ok"),
    ]

    private static let histories = [
        FixtureEntry(
            "historical-price-eod_non-split-adjusted.AAPL.json",
            .closes("AAPL", "2025-02-04", adjusted: false),
            "none 2025-02-04 227.2 233.13 226.65 232.8 44489128 2025-02-04"
        ),
        FixtureEntry(
            "historical-price-eod_full.AAPL.json",
            .closes("AAPL", "2025-02-04", adjusted: true),
            "splits 2025-02-04 227.2 233.13 226.65 232.8 44489128 2025-02-04"
        ),
        FixtureEntry(
            "historical-price-eod_full.BTCUSD.json",
            .closes("BTCUSD", "2025-07-24", adjusted: false),
            "none 2025-07-24 118779.09 119535.45 117435.22 118741.16 75302985728 2025-07-24"
        ),
        FixtureEntry(
            "historical-price-eod_full.EURUSD.json",
            .closes("EURUSD", "2025-07-24", adjusted: false),
            "none 2025-07-24 1.17744 1.17911 1.17371 1.17639 182290 2025-07-24"
        ),
        FixtureEntry(
            "behaviour/split.AAPL.2020-08-28.json",
            .split,
            "split 2020-08-31 4:1",
            "as traded 499.24 × 46907500",
            "for splits 124.81 × 187630000"  // 499.24 ÷ 4, 46,907,500 × 4
        ),
    ]

    private static let events = [
        FixtureEntry("splits.AAPL.json", .actions("AAPL"), "split 2020-08-31 - 4:1 - -"),
        FixtureEntry("splits-calendar.json", .actions("EYEN"), "split 2025-02-03 - 1:80 - -"),
        FixtureEntry("dividends.AAPL.json", .actions("AAPL"), "dividend 2025-02-10 2025-02-13 0.25 USD -"),
        FixtureEntry("dividends-calendar.json", .actions("1D0.SI"), "dividend 2025-02-04 - 0.01 SGD -"),
        FixtureEntry("symbol-change.json", .actions("NEP"), "symbol_change 2025-02-03 - - - XIFR"),
        FixtureEntry("delisted-companies.json", .actions("5CV.DE"), "delisting 2026-12-05 - - - -"),
    ]

    private static let symbols = [
        FixtureEntry(
            "search-symbol.AAPL.json",
            .search("AAPL"),
            "AAPL XNAS Apple Inc. - USD - - 1"
        ),
        FixtureEntry(
            "search-name.AA.json",
            .search("AAG"),
            "AAGUSD - AAG USD cryptocurrency USD - - 0.85"
        ),
        FixtureEntry(
            "search-cusip.037833100.json",
            .search("037833100"),
            "AAPL.NE NEOE Apple Inc. - - - 037833100 0.9"
        ),
        FixtureEntry(
            "search-isin.US0378331005.json",
            .search("US0378331005"),
            "AAPL - Apple Inc. - USD US0378331005 - 0.95"
        ),
        FixtureEntry("profile.AAPL.json", .profile("AAPL"), "resolved AAPL XNAS Apple Inc. USD 0.75"),
    ]

    private static let errors = [
        FixtureEntry("errors/401.invalid-key.json", .error(401), "bad_credentials 401 invalid_key -"),
        FixtureEntry("errors/402.restricted-endpoint.txt", .error(402), "AAPL unsupported -"),
        FixtureEntry("errors/402.exclusive-endpoint.json", .error(402), "AAPL unsupported -"),
        FixtureEntry("errors/402.premium-parameter.txt", .error(402), "AAPL unsupported -"),
        FixtureEntry("errors/403.legacy.json", .error(403), "config_invalid 403 legacy -"),
        FixtureEntry("errors/403.suspended.json", .error(403), "bad_credentials 403 suspended -"),
        FixtureEntry("errors/429.limit-reach.json", .error(429), "rate_limited 429 limit_reached 60"),
        FixtureEntry("errors/429.bandwidth.json", .error(429), "rate_limited 429 bandwidth 21600"),
        FixtureEntry("errors/empty.json", .error(200), "AAPL not_found -"),
    ]

    private static let short = "a quote without its time, which a price must have"
    private static let hours = "folio keeps the exchange's calendar itself"
    private static let list = "a whole class of symbols, which nobody holds"

    /// Files that are not read, and why.
    static let outOfScope: [String: String] = [
        "batch-quote-short.AAPL.json": short, "batch-crypto-quotes.json": short, "batch-etf-quotes.json": short,
        "batch-forex-quotes.json": short, "batch-index-quotes.json": short, "batch-mutualfund-quotes.json": short,
        "aftermarket-quote.AAPL.json": "prices after hours are not asked for",
        "aftermarket-trade.AAPL.json": "prices after hours are not asked for",
        "all-exchange-market-hours.json": hours, "exchange-market-hours.NASDAQ.json": hours,
        "holidays-by-exchange.NASDAQ.json": hours,
        "available-exchanges.json": "exchanges are known by a table", "cryptocurrency-list.json": list,
        "forex-list.json": list, "historical-chart_1min.AAPL.json": "prices within a day are not asked for",
        "historical-price-eod_dividend-adjusted.AAPL.json": "closes that dividends changed are never used",
        "historical-price-eod_light.AAPL.json": "the closes of the full history with less beside them",
        "historical-price-eod_light.EURUSD.json": "the closes of the full history with less beside them",
        "search-cik.320193.json": "no provider states the SEC's number of a company",
    ]
}
