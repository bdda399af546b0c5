import FolioModel
import FolioStore
import Testing

private func page(_ rows: [ReportedTransaction], pass: String = "p1", cursor: String) -> TransactionsPage {
    var page = TransactionsPage(passID: pass)
    (page.added, page.nextCursor) = (rows, cursor)
    return page
}

/// The last page of a pass over everything.
private func lastPage(_ rows: [ReportedTransaction], pass: String) throws -> TransactionsPage {
    var last = page(rows, pass: pass, cursor: "end")
    last.window = try #require(Day("0001-01-01"))...(try #require(Day("9999-12-31")))
    last.windowIsAuthoritative = true
    return last
}

@Suite struct BatchTests {
    @Test(arguments: Backend.allCases)
    func `pages stored together leave the last one's cursor, and each record once`(backend: Backend) throws {
        try backend.withStore { store in
            let connection = try store.fixture().id
            let rows = try (1...3).map { try ReportedTransaction.fixture("t\($0)", "2025-01-0\($0)") }
            var tally = PassTally(sampleLimit: 2)
            let pages = [page([rows[0], rows[1]], cursor: "c1"), page([rows[1], rows[2]], cursor: "c2")]
            try store.saveTransactions(connection: connection, pages, tally: &tally)
            #expect(tally.outcome == TransactionsOutcome(added: 3))
            #expect(tally.samples.added.map(\.after) == [rows[0], rows[1]])
            #expect(try store.transactionCursor(connection: connection) == "c2")
            #expect(try store.transactionCount(connection: connection) == 3)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a page that can't be stored takes its whole batch along`(backend: Backend) throws {
        try backend.withStore { store in
            let connection = try store.fixture().id
            var tally = PassTally()
            let good = page([try .fixture("t1", "2025-01-01")], cursor: "c1")
            let bad = page([try .fixture("t2", "2025-01-02", account: "Z")], cursor: "c2")
            #expect(throws: StoreError.self) {
                try store.saveTransactions(connection: connection, [good, bad], tally: &tally)
            }
            #expect(tally.outcome == TransactionsOutcome())
            #expect(try store.transactionCount(connection: connection) == 0)
            #expect(try store.transactionCursor(connection: connection) == nil)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a record that two pages state differently has changed only if its last form is another`(
        backend: Backend
    ) throws {
        try backend.withStore { store in
            let connection = try store.fixture().id
            let (old, new) = (try ReportedTransaction.fixture("t1", "2025-01-01"), try later("t1", cash: "-11"))
            let pages = { (pass: String) in
                [page([old], pass: pass, cursor: "1"), page([new], pass: pass, cursor: "2")]
            }
            var first = PassTally()
            try store.saveTransactions(connection: connection, pages("p1"), tally: &first)
            #expect(first.outcome == TransactionsOutcome(added: 1))
            var comparison = PassTally()
            try store.compareTransactions(connection: connection, [old, new], tally: &comparison)
            #expect(comparison.outcome == TransactionsOutcome(unchanged: 1))
            var second = PassTally(sampleLimit: 5)
            try store.saveTransactions(connection: connection, pages("p2"), tally: &second)
            #expect(second.outcome == TransactionsOutcome(unchanged: 1))
            #expect(second.samples.corrected == [])
            let stored = try store.activities(ActivityQuery(accounts: try store.facts(user: "ana").accounts.map(\.id)))
            #expect(stored.activities.map(\.reported) == [new])
        }
    }

    private func later(_ id: String, cash: String) throws -> ReportedTransaction {
        try .fixture(id, "2025-01-01", cash: cash)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a comparison says what storing then does`(seed: UInt64) throws {
        var generator = StepGenerator(seed: seed)
        try Backend.memory.withStore { store in
            let connection = try store.fixture(accounts: ["A", "B"]).id
            var before: [ReportedTransaction] = []
            for number in 0..<60 where generator.next(3) > 0 { before.append(try Self.row(number, &generator)) }
            try store.saveTransactions(connection: connection, try lastPage(before, pass: "p1"))
            var after: [ReportedTransaction] = []
            for number in 0..<80 {
                switch generator.next(4) {
                case 0: continue
                case 1: after.append(try Self.row(number, &generator))
                default: after += before.filter { $0.externalID == "t\(number)" }
                }
            }
            after += after.filter { _ in generator.next(5) == 0 }  // what overlapping files have twice

            var comparison = PassTally(sampleLimit: 100)
            try store.compareTransactions(connection: connection, after, tally: &comparison)
            var missing: [String] = []
            try store.missingTransactions(connection: connection, except: [], tally: &comparison) {
                missing.append($0.externalID)
            }
            #expect(try store.transactionCount(connection: connection) == before.count)

            var storing = PassTally(sampleLimit: 100)
            let middle = after.count / 2
            try store.saveTransactions(
                connection: connection,
                [
                    page(Array(after[..<middle]), pass: "p2", cursor: "m"),
                    try lastPage(Array(after[middle...]), pass: "p2"),
                ],
                tally: &storing
            )
            #expect(comparison.outcome == storing.outcome)
            #expect(Set(missing) == Set(before.map(\.externalID)).subtracting(after.map(\.externalID)))
            let ids = { (changes: [TransactionChange]) in
                Set(changes.compactMap { ($0.after ?? $0.before)?.externalID })
            }
            #expect(ids(comparison.samples.added) == ids(storing.samples.added))
            #expect(ids(comparison.samples.corrected) == ids(storing.samples.corrected))
            #expect(ids(comparison.samples.removed) == ids(storing.samples.removed))
            #expect(try store.transactionCount(connection: connection) == Set(after.map(\.externalID)).count)
        }
    }

    private static func row(_ number: Int, _ generator: inout StepGenerator) throws -> ReportedTransaction {
        let account = generator.next(2) == 0 ? "A" : "B"
        return try .fixture(
            "t\(number)",
            "2025-01-1\(generator.next(3))",
            cash: "-\(generator.next(3))",
            account: account
        )
    }

    @Test func `rows of a connection that is not there yet are all new, each once`() throws {
        try Backend.memory.withStore { store in
            let rows = try ["t1", "t2", "t1"].map { try ReportedTransaction.fixture($0, "2025-01-01") }
            var tally = PassTally(sampleLimit: 9)
            try store.compareTransactions(connection: nil, rows, tally: &tally)
            #expect(tally.outcome == TransactionsOutcome(added: 2))
            #expect(tally.samples.added.compactMap(\.after?.externalID) == ["t1", "t2"])
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a set of rows holds what a set of numbers holds`(seed: UInt64) {
        var generator = StepGenerator(seed: seed)
        var (rows, numbers) = (RowSet(), Set<Int64>())
        for _ in 0..<2000 {
            let number = Int64(generator.next(70_000)) + (generator.next(2) == 0 ? 0 : 1 << 40)
            if generator.next(3) == 0 {
                #expect(rows.remove(number) == (numbers.remove(number) != nil))
            } else {
                #expect(rows.insert(number) == numbers.insert(number).inserted)
            }
            #expect(rows.contains(number) == numbers.contains(number))
        }
        #expect(rows.count == numbers.count)
    }
}

/// Numbers that a seed decides.
private struct StepGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
