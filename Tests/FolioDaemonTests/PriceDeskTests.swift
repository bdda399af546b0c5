import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct PriceDeskTests {
    @Test func `a first user's history costs one request a symbol, a second user's none`() async throws {
        let bench = try PriceBench.make()
        for ticker in ["AAPL", "MSFT"] { try bench.script.fill(ticker, "2023-09-01", "2025-09-22") }
        let first = try bench.hold(["AAPL", "MSFT"])
        bench.time.advance(seconds: 86_400)
        let report = try await bench.ensure(first, "2023-09-25", "2025-09-22")
        #expect(first.map { report.outcomes[$0]?.state } == [.known, .known])
        #expect(bench.script.items.sorted() == ["AAPL 2023-09-25 2025-09-22", "MSFT 2023-09-25 2025-09-22"])
        let second = try bench.hold(["MSFT", "AAPL"], user: "bob")
        #expect(Set(second) == Set(first))
        _ = try await bench.ensure(second, "2023-09-25", "2025-09-22")
        #expect(bench.script.calls == 1)
        let usage = try #require(try await bench.desk.usage(since: Day(number: 0)).first)
        // Two closes and two splits in two calls of which the first counted two; one to resolve.
        #expect((usage.count.cacheHits, usage.count.cacheMisses) == (2, 2))
        #expect((usage.count.calls, usage.count.symbols) == (2 + 1 + 1, 2 + 2 + 2))
    }

    @Test func `only what is missing is asked for, as one range`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2023-09-01", "2025-09-22")
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 86_400)
        _ = try await bench.ensure(ids, "2025-06-02", "2025-07-31")
        _ = try await bench.ensure(ids, "2025-06-16", "2025-08-29")
        _ = try await bench.ensure(ids, "2025-05-27", "2025-08-29")
        _ = try await bench.ensure(ids, "2025-06-02", "2025-08-29")
        #expect(
            bench.script.items == [
                "AAPL 2025-06-02 2025-07-31", "AAPL 2025-08-01 2025-08-29", "AAPL 2025-05-27 2025-05-30",
            ]
        )
    }

    @Test func `a close is asked for again until it is settled, and then never`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-15", "2025-09-23", price: Price(250))
        let ids = try bench.hold(["AAPL"])
        _ = try await bench.ensure(ids, "2025-09-15")
        bench.script.set { $0.closes["AAPL"]?[Day(number: 20_354)] = Price(251) }  // 2025-09-23
        _ = try await bench.ensure(ids, "2025-09-15")
        #expect(bench.script.calls == 1)  // too soon
        bench.time.advance(seconds: 4 * 3600)
        _ = try await bench.ensure(ids, "2025-09-15")
        bench.script.set { $0.closes["AAPL"]?[Day(number: 20_354)] = Price(9) }
        bench.time.advance(seconds: 4 * 3600)
        _ = try await bench.ensure(ids, "2025-09-15")
        #expect(bench.script.items == ["AAPL 2025-09-15 2025-09-23", "AAPL 2025-09-23 2025-09-23"])
        #expect(try bench.closes(ids[0])["2025-09-23"] == "251")
    }

    @Test func `a session that is not over has no close yet`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-15", "2025-09-24")
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 16 * 3600)  // noon of the 24th
        bench.script.set { $0.spoil = { $0.completeTo = $0.dates.last } }
        _ = try await bench.ensure(ids, "2025-09-15", "2025-09-30")
        #expect(bench.script.items == ["AAPL 2025-09-15 2025-09-23"])
        #expect(try bench.closes(ids[0])["2025-09-24"] == nil)
    }

    @Test func `a gap is known as a gap and not asked for again`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-08-01", "2025-09-22")
        bench.script.set { $0.closes["AAPL"]?[Day(number: 20_332)] = nil }  // 2025-09-01 is no session, 09-02 is
        bench.script.set { $0.closes["AAPL"]?[Day(number: 20_333)] = nil }
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        for _ in 0..<3 {
            let report = try await bench.ensure(ids, "2025-08-01", "2025-09-22")
            #expect(report.outcomes[ids[0]]?.state == .gap)
            #expect(report.outcomes[ids[0]]?.missing == 1)
            bench.time.advance(seconds: 86_400)
        }
        #expect(bench.script.calls == 1)
    }

    @Test func `what no longer trades is not asked for every day`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("SIVB", "2023-01-03", "2023-03-09")
        let ids = try bench.hold(["SIVB"])
        for day in 0..<14 {
            _ = try await bench.ensure(ids, "2023-01-03", "2025-10-30")
            #expect(bench.script.calls <= 1 + day / 7)
            bench.time.advance(seconds: 86_400)
        }
    }

    @Test func `callers who miss the same wait for one request`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-08-01", "2025-09-22")
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        let gate = Latch()
        bench.script.gate.withLock { $0 = gate }
        try await withThrowingTaskGroup(of: PriceOutcome.State?.self) { group in
            for _ in 0..<20 {
                group.addTask { try await bench.ensure(ids, "2025-08-01", "2025-09-22").outcomes[ids[0]]?.state }
            }
            await bench.script.begun.wait()
            gate.open()
            for try await state in group { #expect(state == .known) }
        }
        #expect(bench.script.calls == 1)
        let usage = try #require(try await bench.desk.usage(since: Day(number: 0)).first)
        #expect((usage.count.cacheHits, usage.count.cacheMisses) == (19, 1))
    }

    @Test func `what was answered before an end in the middle is not asked for again`() async throws {
        let store = try Store.open(location: .memory)
        let bench = try PriceBench.make(store: store)
        let symbols = (0..<60).map { "S\($0)" }
        for symbol in symbols { try bench.script.fill(symbol, "2025-09-01", "2025-09-22") }
        let ids = try bench.hold(symbols)
        bench.time.advance(seconds: 12 * 3600)
        bench.script.set { $0.deadFrom = 2 }  // the second batch
        _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        let next = PriceScript()
        next.set { $0.closes = bench.script.state.withLock { $0.closes } }
        let after = try PriceBench.make(store: store, scripts: ["fmp": next])
        after.time.advance(seconds: 12 * 3600)
        let report = try await after.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(report.outcomes.values.allSatisfy { $0.state == .known })
        #expect(next.items.count == 10)
    }

    @Test func `a later source is asked for what the first one lacks, and only for that`() async throws {
        let (fmp, other) = (PriceScript(), PriceScript())
        let bench = try PriceBench.make(sources: ["cached", "fmp", "other"], scripts: ["fmp": fmp, "other": other])
        try fmp.fill("AAPL", "2025-09-15", "2025-09-22", price: Price(250))
        try other.fill("AAPL", "2025-09-01", "2025-09-22", price: Price(251))
        try other.fill("VOD", "2025-09-01", "2025-09-22", price: Price(10))
        let ids = try bench.hold(["AAPL", "VOD"])
        bench.time.advance(seconds: 12 * 3600)
        let report = try await bench.ensure(ids, "2025-09-08", "2025-09-22")
        #expect(ids.map { report.outcomes[$0]?.state } == [.known, .known])
        #expect(fmp.items == ["AAPL 2025-09-08 2025-09-22"])
        #expect(other.items.sorted() == ["AAPL 2025-09-08 2025-09-12", "VOD 2025-09-08 2025-09-22"])
        #expect(try bench.closes(ids[0])["2025-09-12"] == "251")
        #expect(try bench.closes(ids[0])["2025-09-15"] == "250")
    }

    @Test func `the store alone answers offline, and says that closes are missing`() async throws {
        let bench = try PriceBench.make(sources: ["cached"])
        let ids = try bench.hold(["AAPL"])
        let outcome = try #require(try await bench.ensure(ids, "2025-09-15").outcomes[ids[0]])
        #expect((outcome.state, outcome.missing) == (.gap, 7))
        #expect(bench.script.calls == 0)
    }

    @Test func `errors of items leave the others alone`() async throws {
        let bench = try PriceBench.make()
        for ticker in ["AAPL", "DOWN", "MSFT"] { try bench.script.fill(ticker, "2025-09-01", "2025-09-22") }
        bench.script.set { $0.itemErrors["DOWN"] = ItemError(.unavailable, "Try later.") }
        let ids = try bench.hold(["AAPL", "DOWN", "MSFT"])
        bench.time.advance(seconds: 12 * 3600)
        let report = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(ids.map { report.outcomes[$0]?.state } == [.known, .sourceDown, .known])
        #expect(report.outcomes[ids[1]]?.detail == "Try later.")
        bench.script.set { $0.itemErrors = [:] }
        #expect(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[1]]?.state == .known)
        #expect(bench.script.items.last == "DOWN 2025-09-02 2025-09-22")
    }

    @Test func `a source that says how long to wait is left alone as long`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22")
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        _ = try await bench.ensure(ids, "2025-09-15", "2025-09-22")
        var error = AdapterError(.rateLimited, "The minute is used up.")
        error.retryAfterSeconds = 45
        bench.script.set { $0.failures = [error] }
        let outcome = try #require(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]])
        #expect((outcome.state, outcome.retryAfterSeconds) == (.sourceDown, 45))
        bench.time.advance(seconds: 44)
        let again = try #require(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]])
        #expect((again.state, again.retryAfterSeconds) == (.sourceDown, 1))
        #expect(bench.script.calls == 2)
        bench.time.advance(seconds: 1)
        #expect(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]]?.state == .known)
    }

    @Test func `a source that fails again and again is left alone, longer each time`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22")
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        _ = try await bench.ensure(ids, "2025-09-15", "2025-09-22")
        let failures = Array(repeating: AdapterError(.unavailable, "Down."), count: 6)
        bench.script.set { $0.failures = failures }
        for _ in 0..<10 { _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22") }
        #expect(bench.script.calls == 1 + 5)
        #expect(await bench.desk.refusals() == ["fmp": "Down."])
        bench.time.advance(seconds: 60)
        for _ in 0..<3 { _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22") }
        #expect(bench.script.calls == 1 + 6)
        bench.time.advance(seconds: 119)
        _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(bench.script.calls == 1 + 6)
        bench.time.advance(seconds: 1)
        #expect(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]]?.state == .known)
        #expect(await bench.desk.refusals() == [:])
    }

    static let spoilt: [(String, @Sendable (inout PricesEndOfDay.Series) -> Void)] = [
        ("a close of 2025-08-29 is outside the dates asked for", { $0.dates[0] = Day(number: 20_329) }),
        ("the close -1 of 2025-09-02 is impossible", { $0.close[0] = Price(-1) }),
        ("the close 0 of 2025-09-02 is impossible", { $0.close[0] = Price(0) }),
        ("the close 1000000000000000 of 2025-09-02 is impossible", { $0.close[0] = Price(1_000_000_000_000_000) }),
    ]

    @Test(arguments: 0..<4)
    func `an item with one impossible row is refused whole, and left alone for a while`(index: Int) async throws {
        let (reason, spoil) = Self.spoilt[index]
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22")
        try bench.script.fill("MSFT", "2025-09-01", "2025-09-22")
        let ids = try bench.hold(["AAPL", "MSFT"])
        bench.time.advance(seconds: 12 * 3600)
        let isFirst = Day(number: 20_333)
        bench.script.set { state in
            state.currencies["MSFT"] = .eur  // tells the two apart
            state.spoil = { series in if series.currency == .usd, series.dates.first == isFirst { spoil(&series) } }
        }
        let report = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(report.outcomes[ids[0]]?.detail == "The source's answer was refused: \(reason).")
        #expect(report.outcomes[ids[1]]?.state == .known)
        #expect(try bench.closes(ids[0]).isEmpty)
        _ = try await bench.ensure(ids, "2025-09-02", "2025-09-22")
        #expect(bench.script.calls == 1)
        bench.script.set { $0.spoil = nil }
        bench.time.advance(seconds: 3600)
        #expect(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]]?.state == .known)
    }

    @Test func `a series whose currency changes is refused, and what is kept stays`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22")
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        _ = try await bench.ensure(ids, "2025-09-15", "2025-09-22")
        bench.script.set { $0.currencies["AAPL"] = .eur }
        let outcome = try #require(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]])
        #expect(outcome.state == .sourceDown)
        #expect(
            outcome.detail
                == "The source's answer was refused: its closes are in EUR, those before are in USD."
        )
        #expect(try bench.closes(ids[0]).count == 6)
    }

    @Test func `pence are kept as pounds, exactly`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("VOD", "2025-09-15", "2025-09-22", price: #require(Price(exactly: "84.53")))
        bench.script.set { $0.currencies["VOD"] = Currency("GBX") }
        let ids = try bench.hold(["VOD"], currency: .gbp)
        bench.time.advance(seconds: 12 * 3600)
        _ = try await bench.ensure(ids, "2025-09-22", "2025-09-22")
        #expect(try bench.closes(ids[0]) == ["2025-09-22": "0.8453"])
        #expect(
            try bench.store.priceSeries(for: ids, from: Day(number: 0), through: Day(number: 30_000)).first?.currency
                == .gbp
        )
    }

    @Test func `closes that a source divides by splits are kept from the last split on only`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-09-01", "2025-09-22")
        bench.script.set { state in
            state.adjusted = .splits
            state.splits["AAPL"] = [(Day(number: 20_346), UnitRatio(4, for: 1))]  // 2025-09-15
        }
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        let outcome = try #require(try await bench.ensure(ids, "2025-09-02", "2025-09-22").outcomes[ids[0]])
        #expect((outcome.state, outcome.missing) == (.gap, 9))
        #expect(try bench.closes(ids[0]).keys.min() == "2025-09-15")
        #expect(try bench.store.splits(of: ids).map { [$0.numerator, $0.denominator] } == [[4, 1]])
    }

    @Test func `splits are read once, after a jump, and once a week`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("AAPL", "2025-08-01", "2025-10-31")
        let ids = try bench.hold(["AAPL"])
        var counts: [Int] = []
        for _ in 0..<9 {
            bench.time.advance(seconds: 86_400)
            _ = try await bench.ensure(ids, "2025-08-01", "2025-10-31")
            counts.append(bench.script.state.withLock { $0.actions.count })
        }
        #expect(counts == [1, 1, 1, 1, 1, 1, 1, 1, 2])
        bench.script.set { state in
            let day = Day(number: 20_365)  // 2025-10-04 is a Saturday: every close from here on is a quarter
            for date in state.closes["AAPL", default: [:]].keys where date >= day {
                state.closes["AAPL"]?[date] = Price(25)
            }
            state.splits["AAPL"] = [(day.adding(days: 2), UnitRatio(4, for: 1))]
        }
        bench.time.advance(seconds: 86_400 * 4)
        _ = try await bench.ensure(ids, "2025-08-01", "2025-10-31")
        #expect(try bench.store.splits(of: ids).count == 1)
    }

    @Test func `rates of foreign currencies are fetched, the other way round where there is no other`() async throws {
        let bench = try PriceBench.make()
        try bench.script.fill("EURUSD", "2025-09-01", "2025-09-22", price: #require(Price(exactly: "1.18")))
        try bench.script.fill("USDJPY", "2025-09-01", "2025-09-22", price: Price(148))
        bench.script.set { $0.currencies["USDJPY"] = Currency("JPY") }
        bench.time.advance(seconds: 12 * 3600)
        let jpy = try #require(Currency("JPY"))
        let report = try await bench.desk.ensureRates(
            of: [.eur, jpy, .usd],
            base: .usd,
            from: try #require(Day("2025-09-15")),
            through: try #require(Day("2025-09-22")),
            cause: "test"
        )
        #expect(report.outcomes.mapValues(\.state) == ["EURUSD": .known, "USDJPY": .known])
        let rates = try bench.store.facts(user: "ana").rates
        #expect(rates.map { "\($0.base)\($0.quote) \($0.rate)" } == ["EURUSD 1.18", "USDJPY 148"])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `whatever is asked in whatever order, each settled session is asked for once`(seed: UInt64) async throws {
        var state = seed &* 6_364_136_223_846_793_005 &+ 99
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let bench = try PriceBench.make()
        let sessions = ExchangeCalendar.sessions(
            from: try #require(Day("2025-01-02")),
            through: try #require(Day("2025-09-22"))
        )
        // A third of the sessions has no close.
        let known = sessions.filter { _ in next(3) > 0 }
        bench.script.set { $0.closes["AAPL"] = Dictionary(uniqueKeysWithValues: known.map { ($0, Price(7)) }) }
        bench.script.set { $0.spoil = { $0.completeTo = Day(number: 20_353) } }
        let ids = try bench.hold(["AAPL"])
        bench.time.advance(seconds: 12 * 3600)
        var settled: Set<Day> = []
        for _ in 0..<8 {
            let (one, other) = (sessions[next(sessions.count)], sessions[next(sessions.count)])
            let (from, through) = (min(one, other), max(one, other))
            let before = bench.script.items.count
            let report = try await bench.desk.ensure(securities: ids, from: from, through: through, cause: "test")
            let wanted = sessions.filter { $0 >= from && $0 <= through }
            let open = wanted.filter { !settled.contains($0) }
            // The naive model: one range from the first to the last session that nobody has asked for.
            let expected = open.isEmpty ? [] : ["AAPL \(open.first ?? from) \(open.last ?? from)"]
            #expect(Array(bench.script.items[before...]) == expected)
            if let first = open.first, let last = open.last {
                settled.formUnion(sessions.filter { $0 >= first && $0 <= last })
            }
            #expect(report.outcomes[ids[0]]?.missing == wanted.filter { !known.contains($0) }.count)
        }
    }
}
