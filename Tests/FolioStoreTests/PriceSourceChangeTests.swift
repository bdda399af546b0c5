import FolioModel
@testable import FolioStore
import GRDB
import Testing

/// What several sources know of one thing counts together, and what was asked for under one name serves under another.
@Suite struct PriceSourceChangeTests {
    private let asked = Timestamp(seconds: 1_758_700_000)
    private let ever = (from: Day(number: 0), through: Day(number: 40_000))

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private func save(_ store: Store, _ listing: PriceListing, _ closes: [(String, String)]) throws {
        var update = ClosesUpdate(listing: listing.number, currency: .usd, askedAt: asked)
        update.closes = try closes.map { date, price in
            DatedClose(day: try day(date), price: try #require(Price(exactly: price)), isProvisional: false)
        }
        try store.saveCloses([update])
    }

    @Test func `rates of a source that was replaced still count for the dates that the new one lacks`() throws {
        let store = try Store.open(location: .memory)
        let old = try store.listing(symbol: "EURUSD", source: "fmp", pair: (.eur, .usd))
        let new = try store.listing(symbol: "EURUSD", source: "other", pair: (.eur, .usd))
        try store.setPriceSources(["other", "fmp"])
        try save(store, old, [("2025-09-19", "1.17"), ("2025-09-22", "1.18")])
        try save(store, new, [("2025-09-22", "1.19"), ("2025-09-23", "1.2")])
        let rates = try store.rateSeries(base: .usd, from: ever.from, through: ever.through)
        #expect(rates.map { $0.base.code + $0.quote.code } == ["EURUSD"])
        #expect(
            rates.first?.days == [try day("2025-09-19"), try day("2025-09-22"), try day("2025-09-23")].map(\.number)
        )
        #expect(rates.first?.rates.map(\.description) == ["1.17", "1.19", "1.2"])
    }

    @Test func `a source that was asked about the newest dates only hides no older split of another`() throws {
        let store = try Store.open(location: .memory)
        let connection = try store.fixture()
        try store.saveHoldings(connection: connection.id, .fixture([.fixture("s", "AAPL")], []), source: "plaid")
        let security = try #require(try store.securities(symbol: "AAPL").first).id
        for source in ["fmp", "other"] {
            var mapping = SymbolMapping(security: security, source: source, state: .resolved, decidedAt: asked)
            (mapping.symbol, mapping.method) = ("AAPL", .ticker)
            try store.saveMappings([mapping])
        }
        try store.setPriceSources(["other", "fmp"])
        let old = try store.listing(symbol: "AAPL", source: "fmp")
        let new = try store.listing(symbol: "AAPL", source: "other")
        let split = ListedSplit(day: try day("2020-08-31"), numerator: 4, denominator: 1)
        let taken = ListedSplit(day: try day("2025-09-22"), numerator: 2, denominator: 1)
        let added = ListedSplit(day: try day("2025-09-23"), numerator: 3, denominator: 1)
        try store.saveSplits([
            SplitsUpdate(
                listing: old.number,
                known: try day("2020-01-01")...day("2025-12-01"),
                splits: [split, taken],
                askedAt: asked
            ),
            SplitsUpdate(
                listing: new.number,
                known: try day("2025-09-20")...day("2025-12-01"),
                splits: [added],
                askedAt: asked
            ),
        ])
        let expected = [split, added].map { "\($0.day) \($0.numerator)" }
        #expect(try store.splits(of: [security]).map { "\($0.day) \($0.numerator)" } == expected)
        #expect(try store.splits(symbol: "AAPL").map { "\($0.day) \($0.numerator)" } == expected)
    }

    @Test func `a pair that was first asked for by its symbol alone counts as a rate`() throws {
        let store = try Store.open(location: .memory)
        let symbol = try store.listing(symbol: "EURUSD", source: "fmp")
        try save(store, symbol, [("2025-09-22", "1.18")])
        #expect(try store.rateSeries(base: .usd, from: ever.from, through: ever.through).isEmpty)
        let pair = try store.listing(symbol: "EURUSD", source: "fmp", pair: (.eur, .usd))
        #expect(pair.number == symbol.number)
        let rates = try store.rateSeries(base: .usd, from: ever.from, through: ever.through)
        #expect(rates.first?.rates.map(\.description) == ["1.18"])
        #expect(try store.facts(user: "ana").rates.map { "\($0.base)\($0.quote) \($0.rate)" } == ["EURUSD 1.18"])
    }

    @Test func `a finding that also names a removed connection's account goes with it`() throws {
        let store = try Store.open(location: .memory)
        let (left, right) = (try store.fixture(externalID: "left"), try store.fixture(externalID: "right"))
        func account(_ connection: Connection) throws -> String {
            try #require(try store.facts(user: "ana").accounts.first { $0.connection == connection.id }).id
        }
        var draft = FindingDraft(
            key: "duplicate_position|s|\(try account(left))|\(try account(right))",
            kind: "duplicate_position",
            severity: .warning,
            explanation: "3 units are in My secret account and in another.",
            hint: "Remove one."
        )
        (draft.account, draft.connection) = (try account(right), right.id)
        _ = try store.saveFindings(user: "ana", kinds: ["duplicate_position"], [draft])
        #expect(try store.findings(user: "ana", state: nil).count == 1)
        let removed = try store.removeConnection(id: left.id)
        #expect(removed["finding"] == 1)
        #expect(try store.findings(user: "ana", state: nil).isEmpty)
    }

    @Test func `a user who was the last of an end of the day is named nowhere after removal`() throws {
        let store = try Store.open(location: .memory)
        for user in ["ana", "bob", "eve"] { try store.ensureUser(user) }
        var run = EndOfDayRun(day: try day("2025-09-22"), isCaughtUp: false)
        run.lastUser = "bob"
        try store.saveRun(run)
        _ = try store.removeUser("bob")
        #expect(try store.endOfDayRun(run.day)?.lastUser == "ana")
        _ = try store.removeUser("ana")
        #expect(try store.endOfDayRun(run.day)?.lastUser == "")
    }
}
