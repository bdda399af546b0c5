import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Testing

@Suite(.timeLimit(.minutes(1))) struct RateTests {
    private static let start = Timestamp(seconds: 1_758_657_600)

    private static func book(_ requestsPerMinute: Int?, scope: String = "connection") -> RateBook {
        var rate = RateLimit()
        (rate.requestsPerMinute, rate.scope) = (15, scope)
        var book = RateBook()
        book.set(manifest: rate, requestsPerMinute: requestsPerMinute)
        return book
    }

    private func after(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: Self.start.milliseconds + milliseconds)
    }

    @Test func `a minute's calls go at once, and then one when a token comes back`() {
        var book = Self.book(nil)
        for _ in 0..<15 { #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 0)) }
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 4000))  // 60 s / 15
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 8000))
        #expect(book.take("c2", mayWait: true, at: Self.start) == .go(after: 0))
        #expect(book.take("c1", mayWait: true, at: after(12_000)) == .go(after: 0))  // 8 + 4
    }

    @Test func `a token is not taken where it would be too far away, and given back where it was not used`() {
        var book = Self.book(2)
        for _ in 0..<2 { #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 0)) }
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 30_000))
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 60_000))
        #expect(book.take("c1", mayWait: true, at: Self.start) == .refuse(after: 90_000))
        book.giveBack("c1", takenAfter: 0, at: Self.start)
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 60_000))
        #expect(book.take("c1", mayWait: false, at: Self.start) == .go(after: 0))
        #expect(book.take("c1", mayWait: true, at: Self.start) == .refuse(after: 120_000))
    }

    @Test func `one bucket serves the whole adapter where the manifest says so`() {
        var book = Self.book(1, scope: "adapter")
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 0))
        #expect(book.take(nil, mayWait: true, at: Self.start) == .go(after: 60_000))
    }

    @Test func `a refusal empties the bucket for as long as it asks, or for a minute`() {
        var book = Self.book(60)
        var error = AdapterError(.rateLimited, "slow down")
        error.retryAfterSeconds = 20
        book.refused(error, "c1", at: Self.start)
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 20_000))
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 21_000))
        #expect(book.take("c2", mayWait: true, at: Self.start) == .go(after: 0))
        error.retryAfterSeconds = nil
        book.refused(error, "c2", at: Self.start)
        #expect(book.take("c2", mayWait: true, at: Self.start) == .go(after: 60_000))
        (error.retryAfterSeconds, error.scope) = (90, "adapter")
        book.refused(error, "c3", at: Self.start)
        #expect(book.take("c4", mayWait: true, at: Self.start) == .refuse(after: 90_000))
        #expect(book.take(nil, mayWait: true, at: after(90_000)) == .go(after: 0))
    }

    @Test func `a token that is given back does not shorten a refusal`() {
        var book = Self.book(1)
        for wait: Int64 in [0, 60_000] { #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: wait)) }
        var error = AdapterError(.rateLimited, "Too many requests.")
        error.retryAfterSeconds = 300
        book.refused(error, "c1", at: Self.start)
        book.giveBack("c1", takenAfter: 0, at: Self.start)
        #expect(book.take("c1", mayWait: true, at: Self.start) == .refuse(after: 300_000))
    }

    @Test func `without a rate nothing waits but for a refusal`() {
        var book = RateBook()
        for _ in 0..<1000 { #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 0)) }
        book.refused(AdapterError(.rateLimited, "slow down"), "c1", at: Self.start)
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 60_000))
    }

    @Test func `an answer that took several calls of the vendor costs as many tokens`() {
        var book = Self.book(10)
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 0))
        book.charge("c1", vendorCalls: 10, at: Self.start)
        #expect(book.take("c1", mayWait: true, at: Self.start) == .go(after: 6000))
    }

    @Test func `a clock that was set back holds nobody up for longer than a refusal can`() {
        var book = Self.book(15)
        book.load([StoredRate(scope: "c1", fullAt: after(86_400_000))], at: Self.start)
        #expect(book.take("c1", mayWait: true, at: Self.start) == .refuse(after: 3_664_000))  // 3600 + 60 + 4 s
    }

    /// What is written down is never better than what is true, whenever the daemon is killed.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func `a daemon that is killed remembers at least what it used`(seed: UInt64) {
        var generator = TestGenerator(seed: seed)
        let rate = generator.number(1...100)
        var book = Self.book(rate)
        var stored: [String: Timestamp] = [:]
        var (now, writes, calls) = (Self.start, 0, 0)
        for _ in 0..<300 {
            now = now.adding(seconds: Int64(generator.number(0...3)))
            if case .go = book.take("c1", mayWait: true, at: now) { calls += 1 }
            for row in book.unwritten(at: now) {
                writes += 1
                stored[row.scope] = max(stored[row.scope] ?? row.fullAt, row.fullAt)
            }
            var copy = book
            let truth = copy.all(at: now).first?.fullAt ?? now
            #expect(max(stored["c1"] ?? now, now) >= truth)
            let ahead = Int64(min(max(rate / 4, 1), 10)) * TokenBucket.interval(rate)
            #expect((stored["c1"] ?? now).milliseconds <= max(truth, now).milliseconds + ahead)
        }
        #expect(writes <= calls)
    }

    @Test func `calls of one connection wait for the vendor's rate, and a restart does not forget it`() async throws {
        let store = try Store.open(location: .memory)
        let clock = ManualClock()
        let configuration: JSONValue = ["requests_per_minute": 4]
        let first = try HostileFixture("none", clock: clock, configuration: configuration, store: store)
        await first.start()
        for _ in 0..<4 { try await first.read(.holdings) }
        try await first.read(.holdings, connection: "c2")
        async let fifth: Void = first.read(.holdings)
        await clock.waitForSleep(of: .seconds(15))
        clock.advance(by: .seconds(15))
        try await fifth
        await first.stop()

        let second = try HostileFixture("none", clock: clock, configuration: configuration, store: store)
        await second.start()
        async let sixth: Void = second.read(.holdings)
        await clock.waitForSleep(of: .seconds(15))
        clock.advance(by: .seconds(15))
        try await sixth
        await second.stop()
    }
}
