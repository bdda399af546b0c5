import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

/// How all transactions are read once, page by page.
struct PlaidPagingTests {
    typealias Row = PlaidListing.Row

    private static let today = Day("2026-11-24") ?? Day(number: 0)

    /// Rows `t1` … oldest first, one a day up to 2026-11-20.
    private func daily(_ count: Int) -> [Row] {
        (0..<count).map { Row(id: "t\($0 + 1)", date: Self.today.adding(days: $0 - count - 3)) }
    }

    /// Rows of one day, the newest last.
    private func crowded(_ count: Int, _ letter: String = "c") -> [Row] {
        (0..<count).map { Row(id: "\(letter)\($0 + 1)", date: Self.today.adding(days: -10)) }
    }

    private func listing(_ rows: [Row]) -> PlaidListing { PlaidListing(rows, today: Self.today) }

    @Test func `a pass that fits a page is one request`() async throws {
        let plaid = listing(daily(10))
        var host = PlaidHost()
        try await host.sync(plaid.adapter())
        #expect(host.rows.count == 10 && host.pages.count == 1)
        let page = try #require(host.pages.last)
        #expect(page.window == TransactionWindow(from: Self.day("2024-11-24"), to: Self.today, isAuthoritative: true))
        #expect(page.historyCompleteFrom == Day("2024-11-24"))
        // A week before the window, as posting dates lie behind dates of trades, and a day behind it.
        #expect(plaid.requests == [.init(start: "2024-11-17", end: "2026-11-25", count: 500, offset: 0)])
    }

    private static func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }

    @Test func `pages go on by the oldest date of the page before, and a look at the top ends the pass`() async throws {
        let plaid = listing(daily(10))
        var host = PlaidHost()
        try await host.sync(plaid.adapter(), limit: 4)
        #expect(
            host.pages.map { $0.added.map(\.externalID) } == [
                ["t10", "t9", "t8"], ["t7", "t6"], ["t5", "t4"], ["t3", "t2", "t1"],
            ]
        )
        #expect(host.pages.map { $0.window?.isAuthoritative } == [false, false, false, true])
        #expect(host.pages.map(\.historyCompleteFrom).filter { $0 != nil } == [Day("2024-11-24")])
        #expect(plaid.requests.map(\.end) == ["2026-11-25", "2026-11-18", "2026-11-16", "2026-11-14", "2026-11-25"])
        #expect(plaid.requests.map(\.count) == [4, 4, 4, 4, 1])
        #expect(Set(plaid.requests.map(\.offset)) == [0])
    }

    @Test func `a Plaid that does not list the last day asked for loses no row`() async throws {
        let plaid = PlaidListing(daily(10) + [Row(id: "now", date: Self.today)], today: Self.today, includesEnd: false)
        var host = PlaidHost()
        try await host.sync(plaid.adapter(), limit: 4)
        #expect(Set(host.rows.keys) == Set((1...10).map { "t\($0)" } + ["now"]))
        #expect(host.pages.last?.window?.isAuthoritative == true)
    }

    @Test func `a date that fills a page goes on by offset, from rows that are known`() async throws {
        let plaid = listing(crowded(30) + daily(3))
        var host = PlaidHost()
        try await host.sync(plaid.adapter(), limit: 10)
        #expect(host.rows.count == 33)
        #expect(host.pages.last?.window?.isAuthoritative == true)
        #expect(plaid.requests.map(\.offset) == [0, 0, 2, 12, 0])
        #expect(plaid.requests.map(\.count) == [10, 10, 18, 18, 1])
        #expect(host.pages.flatMap(\.added).count == 33)  // none twice
    }

    @Test func `the next sync reads ninety days again and settles only those`() async throws {
        let plaid = listing(daily(3))
        let adapter = try await plaid.adapter()
        var host = PlaidHost()
        try await host.sync(adapter)
        try await host.sync(adapter)
        #expect(host.pages.last?.window?.from == Day("2026-08-26"))  // 90 days before 2026-11-24
        #expect(host.pages.last?.window?.isAuthoritative == true)
        #expect(plaid.requests.last?.start == "2026-08-19")
        #expect(host.pages.last?.historyCompleteFrom == Day("2024-11-24"))
    }

    @Test func `every seventh day the whole history is read again`() async throws {
        let old = Row(id: "old", date: Self.day("2025-02-03"))
        let plaid = listing([old] + daily(3))
        let adapter = try await plaid.adapter()
        var host = PlaidHost()
        try await host.sync(adapter)
        plaid.change { rows, _ in rows.removeAll { $0.id == "old" } }
        for (days, isThere) in [(1, true), (6, true), (7, false), (8, false)] {
            plaid.today = Self.today.adding(days: days)
            try await host.sync(adapter)
            #expect((host.rows["old"] != nil) == isThere, "after \(days) days")
        }
        #expect(
            plaid.requests.map(\.start) == ["2024-11-17", "2026-08-19", "2026-08-20", "2024-11-24", "2026-08-26"]
        )
    }

    // MARK: What moves meanwhile

    @Test func `a row that arrives on top between pages starts the pass over`() async throws {
        let plaid = listing(daily(10))
        plaid.change { rows, request in
            if request == 1 { rows.append(Row(id: "new", date: Self.today)) }
        }
        var host = PlaidHost()
        try await host.sync(plaid.adapter(), limit: 4)
        #expect(host.rows.count == 11 && host.rows["new"] != nil)
        #expect(host.pages.last?.window?.isAuthoritative == true)
    }

    @Test func `rows that go and come between pages, their count unchanged, lose no other`() async throws {
        let plaid = listing(daily(10))
        plaid.change { rows, request in
            guard request == 1 else { return }
            rows.removeAll { $0.id == "t9" }
            rows.insert(Row(id: "late", date: Self.day("2026-11-12")), at: 0)
        }
        var host = PlaidHost()
        try await host.sync(plaid.adapter(), limit: 4)
        // t9 was read before it went: the next sync drops it.
        #expect(Set(host.rows.keys) == Set((1...10).map { "t\($0)" } + ["late"]))
        try await host.sync(plaid.adapter(), limit: 4)
        #expect(Set(host.rows.keys) == Set((1...8).map { "t\($0)" } + ["t10", "late"]))
    }

    @Test func `rows that shift within one date start that date over`() async throws {
        let plaid = listing(crowded(30))
        plaid.change { rows, request in
            guard request == 3 else { return }
            rows.removeAll { $0.id == "c30" }
            rows.insert(Row(id: "c0", date: rows[0].date), at: 0)
        }
        var host = PlaidHost()
        try await host.sync(plaid.adapter(), limit: 10)
        #expect(plaid.requests.map(\.offset) == [0, 0, 2, 12, 0, 2, 12, 0, 0, 0, 2, 12, 0])
        #expect(Set(host.rows.keys).isSuperset(of: (0...29).map { "c\($0)" }))
        #expect(host.pages.last?.window?.isAuthoritative == true)
    }

    @Test func `a list that never holds still settles nothing, and the next sync reads it all again`() async throws {
        let plaid = listing(daily(10))
        plaid.change { rows, request in rows.append(Row(id: "n\(request)", date: Self.today)) }
        let adapter = try await plaid.adapter()
        let log = LogBook()
        var host = PlaidHost()
        try await host.sync(adapter, limit: 4, log.context)
        #expect(host.pages.last?.window?.isAuthoritative == false && host.pages.last?.historyCompleteFrom == nil)
        #expect(log.phrases == ["The list of transactions did not hold still and is read again by the next sync"])
        plaid.change(nil)
        try await host.sync(adapter)
        #expect(host.pages.last?.window?.from == Day("2024-11-24"))
        #expect(host.pages.last?.window?.isAuthoritative == true && host.pages.last?.historyCompleteFrom != nil)
        #expect(Set(host.rows.keys) == Set(plaid.rows.map(\.id)))
    }

    @Test func `what a later sync could not settle is read again from the same day on`() async throws {
        let plaid = listing(daily(10))
        let adapter = try await plaid.adapter()
        var host = PlaidHost()
        try await host.sync(adapter)
        plaid.today = Self.today.adding(days: 5)
        plaid.change { rows, request in rows.append(Row(id: "n\(request)", date: Self.today)) }
        // Ninety days before the first sync, until that is settled; then before the second one.
        for (from, isSettled) in [("2026-08-26", false), ("2026-08-26", true), ("2026-08-31", true)] {
            try await host.sync(adapter, limit: 4)
            #expect(host.pages.last?.window?.from == Day(from))
            #expect(host.pages.last?.window?.isAuthoritative == isSettled)
            plaid.change(nil)
        }
    }

    @Test func `half of the rows gone is believed the second time`() async throws {
        let plaid = listing(daily(40))
        let adapter = try await plaid.adapter()
        let log = LogBook()
        var host = PlaidHost()
        try await host.sync(adapter)
        plaid.change { rows, _ in rows = Array(rows.suffix(20)) }
        plaid.today = Self.today.adding(days: 7)
        try await host.sync(adapter, log.context)
        #expect(host.rows.count == 40 && host.pages.last?.window?.isAuthoritative == false)
        #expect(log.lines.map(\.level) == ["warning"])
        try await host.sync(adapter, log.context)
        #expect(host.rows.count == 20 && host.pages.last?.window?.isAuthoritative == true)
        #expect(log.lines.count == 1)
    }

    @Test func `a few rows fewer are believed at once`() async throws {
        let plaid = listing(daily(19))
        let adapter = try await plaid.adapter()
        var host = PlaidHost()
        try await host.sync(adapter)
        plaid.change { rows, _ in rows = [] }
        plaid.today = Self.today.adding(days: 7)
        try await host.sync(adapter)
        #expect(host.rows.isEmpty)
    }

    // MARK: Counts, lists and cursors that are not as documented

    @Test func `a count that is too great ends the pass and settles nothing`() async throws {
        let plaid = try FakePlaid { _ in
            .json([
                "accounts": [], "securities": [], "investment_transactions": [], "total_investment_transactions": 7,
            ])
        }
        var host = PlaidHost()
        try await host.sync(plaid.adapter())
        #expect(host.pages.count == 1 && host.pages.last?.window?.isAuthoritative == false)
    }

    @Test(arguments: [Int.max, -1])
    func `a count out of all range does no harm`(total: Int) async throws {
        let rows = daily(3).map(\.json)
        let plaid = try FakePlaid { _ in
            .json([
                "accounts": [PlaidAnswers.brokerage], "securities": [], "investment_transactions": .array(rows),
                "total_investment_transactions": .int(total),
            ])
        }
        var host = PlaidHost()
        for _ in 0..<2 { try await host.sync(plaid.adapter(), limit: .max) }
        #expect(host.rows.count == 3)
        #expect(host.pages.last?.window?.isAuthoritative == (total < 0))
    }

    @Test func `a list that is not by date, or minds no dates, is read by offsets`() async throws {
        let dates = ["2026-10-01", "2026-11-01", "2026-09-01", "2026-11-02", "2024-01-01", "2026-10-02", "2026-10-03"]
        let rows = dates.enumerated().map { Row(id: "t\($0)", date: Self.day($1)).json }
        let plaid = try FakePlaid { call in
            let (offset, count) = (call.body["options"]?["offset"]?.int ?? 0, call.body["options"]?["count"]?.int ?? 0)
            return .json([
                "accounts": [PlaidAnswers.brokerage], "securities": [],
                "investment_transactions": .array(Array(rows.dropFirst(offset).prefix(count))),
                "total_investment_transactions": .int(rows.count),
            ])
        }
        var host = PlaidHost()
        try await host.sync(plaid.adapter(), limit: 3)
        #expect(Set(host.rows.keys) == Set((0..<7).map { "t\($0)" }))
    }

    @Test(arguments: ["", "nonsense", "eyJ2IjoyfQ"])
    func `a cursor of another hand is refused`(cursor: String) async throws {
        let adapter = try await listing(daily(1)).adapter()
        var params = TransactionsRead.Params()
        (params.connection, params.cursor) = (.linked, cursor)
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.transactions(params, .quiet)
        }
        #expect(error.kind == .cursorInvalid)
    }

    @Test(arguments: [
        // {"v":1,"history":"2024-11-20","done":"2026-11-20"}
        ("eyJ2IjoxLCJoaXN0b3J5IjoiMjAyNC0xMS0yMCIsImRvbmUiOiIyMDI2LTExLTIwIn0", "2024-11-17"),
        // {"v":1,"history":"2024-11-20","from":"2026-08-20","to":"2026-11-20","offset":4,"restarts":0}
        (
            "eyJ2IjoxLCJoaXN0b3J5IjoiMjAyNC0xMS0yMCIsImZyb20iOiIyMDI2LTA4LTIwIiwidG8iOiIyMDI2LTExLTIwIiwib2Zmc2V0Ijo0"
                + "LCJyZXN0YXJ0cyI6MH0", "2026-08-13"
        ),
    ])
    func `a cursor of the first version goes on`(cursor: String, start: String) async throws {
        let plaid = listing(daily(10))
        var host = PlaidHost(cursor: cursor)
        try await host.sync(plaid.adapter())
        #expect(host.rows.count == 10 && host.pages.last?.window?.isAuthoritative == true)
        #expect(plaid.requests.map(\.start) == [start])
    }

    @Test func `a wish for less history is kept`() async throws {
        let plaid = listing(daily(1))
        var params = TransactionsRead.Params()
        (params.connection, params.since) = (.linked, Day("2026-06-01"))
        let page = try await plaid.adapter().transactions(params, .quiet)
        #expect(page.window?.from == Day("2026-06-01"))
        #expect(page.historyCompleteFrom == Day("2026-06-01"))
    }

    @Test func `the same cursor gives the same rows`() async throws {
        let plaid = listing(daily(10))
        let adapter = try await plaid.adapter()
        var params = TransactionsRead.Params()
        (params.connection, params.limit) = (.linked, 4)
        params.cursor = try await adapter.transactions(params, .quiet).nextCursor
        #expect(try await adapter.transactions(params, .quiet) == adapter.transactions(params, .quiet))
    }

    // MARK: Rows that are taken back

    /// Rows with ids as long as Plaid's, newest first: cancellations, then what they cancel.
    private func cancelled(_ count: Int) -> [Row] {
        func id(_ letter: String, _ number: Int) -> String {
            letter + String(repeating: "0", count: 36 - "\(number)".utf8.count) + "\(number)"
        }
        let rows = (0..<count).map { Row(id: id("x", $0), date: Self.today, takesBack: id("t", $0)) }
        return rows + (0..<count).map { Row(id: id("t", $0), date: Self.today) }
    }

    /// Dates them one a day, newest first.
    private func spread(_ rows: [Row]) -> [Row] {
        rows.enumerated().map { index, row in
            var row = row
            row.date = Self.today.adding(days: -index / 2)
            return row
        }
    }

    @Test(arguments: [150, 250])
    func `rows taken back never count, however many wait for their own page`(count: Int) async throws {
        let rows = spread(cancelled(count)) + [Row(id: "last", date: Self.today.adding(days: -600))]
        var host = PlaidHost()
        try await host.sync(listing(rows).adapter(), limit: count)
        #expect(Array(host.rows.keys) == ["last"])
        #expect(host.pages.count > 2)
        #expect(host.pages.flatMap { $0.added.map(\.externalID) } == ["last"])
    }

    @Test func `cursors stay within bounds, and forget the oldest cancellations first`() async throws {
        let rows = spread(cancelled(400)) + [Row(id: "last", date: Self.today.adding(days: -600))]
        var host = PlaidHost()
        try await host.sync(listing(rows).adapter(), limit: 400)
        #expect(host.pages.compactMap { $0.nextCursor?.utf8.count }.allSatisfy { $0 <= 16 << 10 })
        let added = host.pages.flatMap { $0.added.map(\.externalID) }
        #expect(added.contains("last"))
        #expect(!added.contains { $0.hasPrefix("t") && $0.suffix(3) < "200" })
    }
}
