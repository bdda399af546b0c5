import FolioModel
@testable import FolioStore
import GRDB
import Testing

@Suite struct PriceStoreTests {
    private let asked = Timestamp(seconds: 1_758_700_000)

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private func price(_ text: String) throws -> Price { try #require(Price(exactly: text)) }

    private func close(_ day: String, _ text: String, provisional: Bool = false) throws -> DatedClose {
        DatedClose(day: try self.day(day), price: try price(text), isProvisional: provisional)
    }

    /// A security with a symbol at a source.
    private func mapped(
        _ store: Store,
        _ ticker: String = "AAPL",
        symbol: String? = nil
    ) throws -> (String, PriceListing) {
        let connection = try store.fixture(externalID: ticker)
        try store.saveHoldings(connection: connection.id, .fixture([.fixture(ticker, ticker)], []), source: "plaid")
        let security = try #require(try store.securities(symbol: ticker).first).id
        var mapping = SymbolMapping(security: security, source: "fmp", state: .resolved, decidedAt: asked)
        (mapping.symbol, mapping.method, mapping.confidence) = (symbol ?? ticker, .ticker, Ratio(1))
        try store.saveMappings([mapping])
        return (security, try store.listing(symbol: symbol ?? ticker, source: "fmp"))
    }

    private func save(
        _ store: Store,
        _ listing: PriceListing,
        _ closes: [DatedClose],
        covered: ClosedRange<Day>? = nil,
        currency: Currency = .usd
    ) throws {
        var update = ClosesUpdate(listing: listing.number, currency: currency, askedAt: asked)
        (update.closes, update.covered) = (closes, covered)
        try store.saveCloses([update])
    }

    private let ever = (from: Day(number: 0), through: Day(number: 40_000))

    @Test(arguments: Backend.allCases)
    func `closes come back exact, with their source, and the dates that may change`(backend: Backend) throws {
        try backend.withStore { store in
            let (security, listing) = try mapped(store)
            try save(
                store,
                listing,
                [
                    close("2020-08-28", "499.23"), close("2020-08-31", "129.040000000001"),
                    close("2020-09-01", "0.000000000001", provisional: true),
                ]
            )
            let prices = try #require(
                try store.priceSeries(for: [security], from: ever.from, through: ever.through).first
            )
            #expect(prices.decimals == 12)
            #expect(prices.mantissas == [499_230_000_000_000, 129_040_000_000_001, 1])
            #expect(prices.sources == ["fmp"])
            #expect(prices.currency == .usd)
            #expect(prices.provisionalDays == [try day("2020-09-01").number])
            #expect(prices.closes.map { $0.price.description } == ["499.23", "129.040000000001", "0.000000000001"])
        }
    }

    @Test func `a person reads plain dates and decimals`() throws {
        let store = try Store.open(location: .memory)
        let (_, listing) = try mapped(store)
        try save(
            store,
            listing,
            [close("2020-08-28", "499.23"), close("2020-08-31", "129"), close("2020-09-01", "0.05")]
        )
        let rows = try store.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM price ORDER BY date").map { row in
                ["source", "symbol", "date", "close", "currency"].map { name -> String in row[name] }
            }
        }
        #expect(
            rows.map { $0.joined(separator: " ") } == [
                "fmp AAPL 2020-08-28 499.23 USD", "fmp AAPL 2020-08-31 129 USD", "fmp AAPL 2020-09-01 0.05 USD",
            ]
        )
    }

    @Test func `a final close never changes, a provisional one until it is final`() throws {
        let store = try Store.open(location: .memory)
        let (security, listing) = try mapped(store)
        func closes() throws -> [String] {
            try store.priceSeries(for: [security], from: ever.from, through: ever.through).flatMap { series in
                series.closes.map { $0.price.description }
            }
        }
        try save(store, listing, [close("2020-08-28", "499.23"), close("2020-08-31", "120", provisional: true)])
        try save(store, listing, [close("2020-08-28", "124.81"), close("2020-08-31", "129", provisional: true)])
        #expect(try closes() == ["499.23", "129"])
        try save(store, listing, [close("2020-08-31", "129.04")])
        try save(store, listing, [close("2020-08-31", "1")])
        #expect(try closes() == ["499.23", "129.04"])
    }

    @Test func `a new split changes no stored price`() throws {
        let store = try Store.open(location: .memory)
        let (security, listing) = try mapped(store)
        try save(store, listing, [close("2020-08-28", "499.23"), close("2020-08-31", "129.04")])
        let before = try store.priceSeries(for: [security], from: ever.from, through: ever.through)
        let split = ListedSplit(day: try day("2020-08-31"), numerator: 4, denominator: 1)
        let known = try day("2020-01-01")...day("2025-01-01")
        try store.saveSplits([SplitsUpdate(listing: listing.number, known: known, splits: [split], askedAt: asked)])
        #expect(try store.priceSeries(for: [security], from: ever.from, through: ever.through) == before)
        #expect(try store.splits(of: [security]).map { [$0.numerator, $0.denominator] } == [[4, 1]])
        // What the source takes back within what it knows is gone, what lies outside stays.
        let later = try day("2021-01-01")...day("2025-01-01")
        try store.saveSplits([SplitsUpdate(listing: listing.number, known: later, splits: [], askedAt: asked)])
        #expect(try store.splits(of: [security]).count == 1)
        try store.saveSplits([SplitsUpdate(listing: listing.number, known: known, splits: [], askedAt: asked)])
        #expect(try store.splits(of: [security]).isEmpty)
    }

    @Test func `closes in another currency than before are refused, and nothing of them is kept`() throws {
        let store = try Store.open(location: .memory)
        let (security, listing) = try mapped(store)
        try save(store, listing, [close("2020-08-28", "499.23")])
        #expect(throws: StoreError.invalid("The listing has closes in USD, not in EUR.")) {
            try save(store, listing, [close("2020-08-31", "1")], currency: .eur)
        }
        #expect(try store.priceSeries(for: [security], from: ever.from, through: ever.through).first?.days.count == 1)
    }

    @Test func `of each date the first source's close counts, and later sources fill its gaps`() throws {
        let store = try Store.open(location: .memory)
        let (security, first) = try mapped(store)
        var mapping = SymbolMapping(security: security, source: "other", state: .resolved, decidedAt: asked)
        (mapping.symbol, mapping.method) = ("AAPL.US", .ticker)
        try store.saveMappings([mapping])
        let second = try store.listing(symbol: "AAPL.US", source: "other")
        try save(store, first, [close("2020-08-27", "500"), close("2020-08-31", "129")])
        try save(store, second, [close("2020-08-26", "506"), close("2020-08-27", "501"), close("2020-08-28", "499")])
        func series() throws -> StoredPrices {
            try #require(try store.priceSeries(for: [security], from: ever.from, through: ever.through).first)
        }
        try store.setPriceSources(["fmp", "other"])
        #expect(try series().closes.map { $0.price } == [506, 500, 499, 129].map { Price($0) })
        #expect(try series().sources == ["fmp", "other"])
        #expect(try series().sourceOfDay == [1, 0, 1, 0])
        try store.setPriceSources(["other", "fmp"])
        #expect(try series().closes.map { $0.price } == [506, 501, 499, 129].map { Price($0) })
    }

    @Test func `rates come either way round, and the newest counts in every valuation`() throws {
        let store = try Store.open(location: .memory)
        let euro = try store.listing(symbol: "EURUSD", source: "fmp", pair: (.eur, .usd))
        let pound = try store.listing(symbol: "USDGBP", source: "fmp", pair: (.usd, .gbp))
        try save(store, euro, [close("2025-09-22", "1.18"), close("2025-09-23", "1.1815")])
        try save(store, pound, [close("2025-09-23", "0.74")], currency: .gbp)
        let rates = try store.rateSeries(base: .usd, from: ever.from, through: ever.through)
        #expect(rates.map { $0.base.code + $0.quote.code } == ["EURUSD", "USDGBP"])
        #expect(rates[0].rates.map(\.description) == ["1.18", "1.1815"])
        let newest = try store.facts(user: "ana").rates
        #expect(
            newest.map { "\($0.base) \($0.quote) \($0.rate) \($0.asOf)" } == [
                "EUR USD 1.1815 2025-09-23T00:00:00Z", "USD GBP 0.74 2025-09-23T00:00:00Z",
            ]
        )
        try save(store, euro, [close("2025-09-19", "1.17")])
        #expect(try store.facts(user: "ana").rates.first?.rate.description == "1.1815")
    }

    @Test func `a newer price of a source counts in the user's figures, with the close before in today's units`() throws
    {
        let store = try Store.open(location: .memory)
        let (security, listing) = try mapped(store)
        try save(store, listing, [close("2020-08-28", "499.23"), close("2020-08-31", "129.04")])
        let split = ListedSplit(day: try day("2020-08-31"), numerator: 4, denominator: 1)
        let known = try day("2020-01-01")...day("2025-01-01")
        try store.saveSplits([SplitsUpdate(listing: listing.number, known: known, splits: [split], askedAt: asked)])
        let quote = try #require(try store.quote(security: security))
        #expect(quote.price.description == "129.04")
        #expect(quote.previousClose?.description == "124.8075")
        #expect(quote.source == "fmp")
        var latest = LatestPrice(
            listing: listing.number,
            price: Price(130),
            currency: .usd,
            asOf: Timestamp(try day("2020-09-01")).adding(seconds: 54_000),
            fetchedAt: asked
        )
        latest.previousClose = Price(129)
        try store.saveLatest([latest])
        #expect(try store.quote(security: security)?.price == Price(130))
        #expect(try store.quote(listed: "AAPL")?.price == Price(130))
        #expect(try store.quote(listed: "MSFT") == nil)
    }

    @Test func `what a person decided of a symbol stays, until a person decides otherwise`() throws {
        let store = try Store.open(location: .memory)
        let (security, _) = try mapped(store)
        var manual = SymbolMapping(security: security, source: "fmp", state: .resolved, decidedAt: asked)
        (manual.symbol, manual.method) = ("APPL2", .manual)
        try store.saveMappings([manual], overrules: true)
        var found = manual
        (found.symbol, found.method) = ("AAPL", .ticker)
        try store.saveMappings([found])
        #expect(try store.mappings(of: [security], source: "fmp")[security]?.symbol == "APPL2")
        try store.saveMappings(
            [SymbolMapping(security: security, source: "fmp", state: .ignored, decidedAt: asked)],
            overrules: true
        )
        try store.saveMappings([found])
        #expect(try store.mappings(of: [security], source: "fmp")[security]?.state == .ignored)
        #expect(try store.mappings(state: .ignored, limit: 10).map { $0.security.id } == [security])
    }

    @Test(arguments: 1..<6)
    func `a store of any earlier schema keeps prices after it is brought up to date`(version: Int) throws {
        try Directory.withTemporary { directory in
            let path = directory + "/folio.db"
            let queue = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(queue, upTo: String(version))
            try queue.close()
            let store = try Store.open(location: .file(path))
            #expect(try store.schemaVersion() == Schema.version)
            let (security, listing) = try mapped(store)
            try save(store, listing, [close("2020-08-28", "499.23")])
            #expect(try store.priceSeries(for: [security], from: ever.from, through: ever.through).count == 1)
            #expect(try store.check().filter { !$0.isOK } == [])
            try store.close()
        }
    }

    @Test func `two records that turn out to be one security keep its symbol and its closes`() throws {
        let store = try Store.open(location: .memory)
        let (security, listing) = try mapped(store)
        try save(store, listing, [close("2020-08-28", "499.23")])
        let other = try store.fixture(user: "bob", externalID: "other")
        try store.saveHoldings(
            connection: other.id,
            .fixture([.fixture("x", "AAPL", isin: "US0378331005")], []),
            source: "plaid"
        )
        let joined = try #require(try store.security(id: security)).id
        #expect(try store.priceSeries(for: [security], from: ever.from, through: ever.through).first?.days.count == 1)
        #expect(try store.mappings(of: [joined], source: "fmp")[joined]?.symbol == "AAPL")
    }

    @Test func `usage adds up by day and source`() throws {
        let store = try Store.open(location: .memory)
        var row = PriceUsageRow(day: try day("2025-09-23"), source: "fmp")
        (row.count.calls, row.count.symbols, row.count.cacheHits) = (1, 3, 2)
        try store.countPriceUsage([row, row])
        var other = row
        other.day = try day("2025-09-24")
        try store.countPriceUsage([other])
        let rows = try store.priceUsage(since: try day("2025-09-23"))
        #expect(rows.map(\.count.calls) == [1, 2])
        #expect(rows.map(\.count.cacheHits) == [2, 4])
    }
}

@Suite struct DayRangesTests {
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `ranges hold the dates put in and no others, apart from each other`(seed: UInt64) {
        var state = seed &* 6_364_136_223_846_793_005 &+ 1
        func next(_ bound: Int32) -> Int32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32((state >> 33) % UInt64(bound))
        }
        var ranges = DayRanges()
        var naive: Set<Int32> = []
        for _ in 0..<12 {
            let first = next(80)
            let last = first + next(9)
            ranges.insert(Day(number: first)...Day(number: last))
            naive.formUnion(first...last)
        }
        for number in Int32(-2)...92 { #expect(ranges.contains(Day(number: number)) == naive.contains(number)) }
        let gaps = zip(ranges.ranges, ranges.ranges.dropFirst()).map {
            $1.lowerBound.number - $0.upperBound.number
        }
        #expect(gaps.allSatisfy { $0 > 1 })
    }
}
