import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Synchronization
import Testing

struct PlaidTransactionsTests {
    private func read(_ answer: HTTPResponse) async throws -> TransactionsRead.Result {
        let plaid = FakePlaid(["/investments/transactions/get": answer])
        var params = TransactionsRead.Params()
        params.connection = .linked
        return try await plaid.adapter().transactions(params, .quiet)
    }

    @Test func `the documented answer becomes a dividend, a sale and a purchase`() async throws {
        let page = try await read(Fixture.response("investments_transactions_get.response.json"))
        #expect(page.added.map(\.type) == [.dividend, .sell, .buy])
        #expect(page.added.map(\.date.description) == ["2020-05-29", "2020-05-28", "2020-05-27"])
        // The purchase's amount is price × quantity, so its fees come on top: −7.70 − 7.99.
        #expect(page.added.map(\.cashDelta.description) == ["8.72", "1289.01", "-15.69"])
        #expect(page.added.map(\.quantityDelta.description) == ["0", "-47.741042429929", "0.738801474973"])
        #expect(page.added.map { $0.fees?.description } == [nil, "7.99", "7.99"])
        #expect(page.added.map { $0.price?.description } == [nil, "27.53", "10.42"])
        #expect(page.added[0].subtype == "cash/dividend")
        #expect(page.added[1].occurredAt?.description == "2020-05-28T15:10:09Z")
        #expect(page.securities.count == 3)
        #expect(page.counts.added == 3)
        #expect(!page.hasMore)
    }

    @Test func `a count that is too small loses no row, and an undescribed security no event`() async throws {
        let page = try await read(Fixture.response("investments_transactions_get.guide-sample.response.json"))
        #expect(page.added.count == 3)
        #expect(page.added[0].security == nil)  // a dividend of a security that the answer leaves out
        #expect(!page.hasMore && page.window?.isAuthoritative == true)
    }

    private static let option: JSONValue = [
        "security_id": "option", "type": "derivative", "ticker_symbol": "AAPL250620C00100000",
    ]
    private static let share: JSONValue = ["security_id": "share", "type": "equity", "ticker_symbol": "AAPL"]
    private static let dollar: JSONValue = ["security_id": "dollar", "type": "cash", "ticker_symbol": "USD"]

    /// One row through the adapter.
    private func rows(_ rows: [[(String, JSONValue)]]) async throws -> TransactionsRead.Result {
        let all = rows.enumerated().map { index, members in
            let usual: [(String, JSONValue)] = [
                ("investment_transaction_id", .string("t\(index)")), ("account_id", "a"), ("security_id", "share"),
                ("date", "2026-06-30"), ("name", "ROW"), ("quantity", 0), ("amount", 0), ("price", 0),
                ("fees", .null), ("iso_currency_code", "USD"),
            ]
            return JSONValue.object(JSONObject(usual + members))
        }
        return try await read(
            .json([
                "accounts": [
                    ["account_id": "a", "type": "investment", "balances": ["iso_currency_code": "USD"]],
                    ["account_id": "bank", "type": "depository", "balances": ["iso_currency_code": "USD"]],
                ],
                "securities": [Self.option, Self.share, Self.dollar], "investment_transactions": .array(all),
                "total_investment_transactions": .int(all.count),
            ])
        )
    }

    private func event(_ members: (String, JSONValue)...) async throws -> ReportedTransaction {
        try #require(try await rows([members]).added.first)
    }

    @Test(arguments: [
        ("buy", "buy", "buy", "10", "-1000"), ("sell", "sell", "sell", "-10", "1000"),
        ("buy", "buy to cover", "cover", "10", "-1000"), ("sell", "sell short", "short", "-10", "1000"),
        ("buy", "dividend reinvestment", "reinvestment", "10", "-1000"),
        ("buy", "contribution", "buy", "10", "-1000"), ("sell", "distribution", "sell", "-10", "1000"),
        ("buy", "assignment", "assignment", "10", "-1000"),
        ("cash", "contribution", "deposit", "0", "1000"), ("cash", "deposit", "deposit", "0", "1000"),
        ("cash", "withdrawal", "withdrawal", "0", "-1000"),
        ("cash", "qualified dividend", "dividend", "0", "1000"), ("fee", "dividend", "dividend", "0", "1000"),
        ("fee", "interest", "interest", "0", "1000"), ("fee", "return of principal", "return_of_capital", "0", "1000"),
        ("fee", "management fee", "fee", "0", "-1000"), ("cash", "tax withheld", "tax", "0", "-1000"),
        ("transfer", "transfer", "transfer_in", "10", "0"), ("transfer", "transfer", "transfer_out", "-10", "0"),
        ("transfer", "transfer", "transfer_in", "0", "1000"), ("transfer", "split", "split", "10", "0"),
        ("transfer", "spin off", "spin_off", "10", "0"), ("transfer", "merger", "merger", "-10", "0"),
        ("transfer", "expire", "expiration", "-10", "0"), ("transfer", "exercise", "exercise", "-10", "0"),
        ("transfer", "assignment", "assignment", "10", "0"), ("fee", "adjustment", "adjustment", "10", "0"),
        ("transfer", "send", "transfer_out", "-10", "0"), ("transfer", "trade", "buy", "10", "0"),
        ("buy", "brand new", "buy", "10", "-1000"), ("fee", "brand new", "fee", "0", "-1000"),
        ("brand new", "brand new", "adjustment", "10", "-1000"),
    ])
    func `subtype first, then type, and signs say what a row does`(
        type: String,
        subtype: String,
        expected: String,
        quantity: String,
        cash: String
    ) async throws {
        // Plaid's amount is positive when cash leaves; rows in kind carry a market value that moves nothing.
        let amount = cash == "0" ? "1000" : cash.hasPrefix("-") ? String(cash.dropFirst()) : "-" + cash
        let event = try await event(
            ("type", .string(type)),
            ("subtype", .string(subtype)),
            ("quantity", .number(quantity)),
            ("amount", .number(amount))
        )
        #expect(event.type.rawValue == expected)
        #expect(event.quantityDelta.description == quantity)
        #expect(event.cashDelta.description == cash)
        #expect(event.subtype == "\(type)/\(subtype)")
    }

    @Test(arguments: [
        ("transfer", "transfer", "transfer_out", "-500"), ("transfer", "send", "transfer_out", "-500"),
        ("transfer", "request", "transfer_out", "-500"), ("cash", "adjustment", "adjustment", "-500"),
        ("buy", "buy", "buy", "-500"), ("transfer", "split", "split", "0"), ("transfer", "expire", "expiration", "0"),
    ])
    func `without a security no units move, and only money is paid`(
        type: String,
        subtype: String,
        expected: String,
        cash: String
    ) async throws {
        let event = try await event(
            ("type", .string(type)),
            ("subtype", .string(subtype)),
            ("security_id", .null),
            ("quantity", -500),
            ("amount", 500)
        )
        #expect(event.type.rawValue == expected && event.security == nil)
        #expect(event.quantityDelta.isZero && event.cashDelta.description == cash)
    }

    @Test func `option rows count contracts, and their fees are found in units`() async throws {
        let event = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("security_id", "option"),
            ("quantity", 200),
            ("price", 3),
            ("amount", 600),
            ("fees", .number("1.30"))
        )
        #expect(event.quantityDelta == Quantity(2))
        #expect(event.price == Price(3))
        #expect(event.cashDelta.description == "-601.3")  // 200 × 3 = 600, so the fees are outside
    }

    @Test func `fees that the amount already has are not taken twice`() async throws {
        let purchase = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("quantity", 10),
            ("price", 50),
            ("amount", .number("504.95")),
            ("fees", .number("4.95"))
        )
        #expect(purchase.cashDelta.description == "-504.95" && purchase.fees?.description == "4.95")
        let sale = try await event(
            ("type", "sell"),
            ("subtype", "sell"),
            ("quantity", -10),
            ("price", 50),
            ("amount", -500),
            ("fees", .number("4.95"))
        )
        #expect(sale.cashDelta.description == "495.05")  // 500 − 4.95
    }

    @Test(arguments: [
        ("2026-06-30T01:30:00Z", "2026-06-29", "2026-06-30T01:30:00Z"),
        ("2026-01-05T04:59:59Z", "2026-01-04", "2026-01-05T04:59:59Z"),
        ("2026-06-26T20:00:00Z", "2026-06-26", "2026-06-26T20:00:00Z"),
        ("2026-06-26T00:00:00Z", "2026-06-26", nil),
    ])
    func `the day is New York's of the instant`(instant: String, day: String, occurred: String?) async throws {
        let event = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("transaction_datetime", .string(instant))
        )
        #expect(event.date.description == day)
        #expect(event.occurredAt?.description == occurred)
    }

    @Test func `money as a security is money`() async throws {
        let event = try await event(
            ("type", "transfer"),
            ("subtype", "transfer"),
            ("security_id", "dollar"),
            ("quantity", 50),
            ("amount", -50)
        )
        #expect(event.security == nil && event.quantityDelta.isZero)
        #expect(event.cashDelta == Amount(50) && event.type == .transferIn)
    }

    @Test func `pending rows, cancellations and bank accounts leave no event`() async throws {
        let page = try await rows([
            [("type", "cash"), ("subtype", "pending credit"), ("amount", -5)],
            [("type", "cancel"), ("subtype", "buy"), ("cancel_transaction_id", "t3")],
            [("type", "cancel"), ("subtype", "buy")],
            [("type", "buy"), ("subtype", "buy"), ("quantity", 1), ("amount", 5)],
            [("type", "cash"), ("subtype", "deposit"), ("account_id", "bank"), ("amount", -5)],
        ])
        #expect(page.added.isEmpty)
        #expect(page.removed.map(\.externalID) == ["t3"])
        #expect(page.counts.removed == 1)
    }

    @Test func `units of a security that the answer leaves out keep away from what is known of it`() async throws {
        let page = try await rows([
            [("type", "buy"), ("subtype", "buy"), ("security_id", "lost"), ("quantity", 1), ("amount", 5)]
        ])
        #expect(page.added.map(\.security) == ["undescribed:lost"])
        #expect(page.securities.map(\.externalID) == ["undescribed:lost"])
    }

    // MARK: Paging

    /// A Plaid with so many deposits, one a day back from 2026-11-20, whose count may change between calls.
    private func paging(_ counts: [Int]) -> FakePlaid {
        listing(counts.map { count in (0..<count).map { "t\(count - $0)" } })
    }

    /// A Plaid with deposits of these ids, newest first, which may be others from call to call; `x` takes back `t`.
    private func listing(_ lists: [[String]]) -> FakePlaid {
        let remaining = Mutex(lists)
        return FakePlaid { call in
            let ids = remaining.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            let count = ids.count
            let offset = call.body["options"]?["offset"]?.int ?? 0
            let size = call.body["options"]?["count"]?.int ?? 100
            let last = Day("2026-11-20") ?? Day(number: 0)
            let rows = (offset..<max(offset, min(count, offset + size))).map { index -> JSONValue in
                let isCancellation = ids[index].hasPrefix("x")
                return [
                    "investment_transaction_id": .string(ids[index]), "account_id": "a",
                    "security_id": .null, "date": .string(last.adding(days: -index).description), "name": "D",
                    "quantity": 0, "amount": -1, "price": 0, "fees": 0,
                    "type": isCancellation ? "cancel" : "cash", "subtype": "deposit", "iso_currency_code": "USD",
                    "cancel_transaction_id": isCancellation ? .string("t" + ids[index].dropFirst()) : .null,
                ]
            }
            return .json([
                "accounts": [["account_id": "a", "type": "investment", "balances": ["iso_currency_code": "USD"]]],
                "securities": [], "investment_transactions": .array(rows),
                "total_investment_transactions": .int(count),
            ])
        }
    }

    /// Reads to the end of a pass.
    private func drain(
        _ adapter: PlaidAdapter,
        from cursor: String?,
        limit: Int = 4
    ) async throws -> [TransactionsRead.Result] {
        var pages: [TransactionsRead.Result] = []
        var cursor = cursor
        repeat {
            var params = TransactionsRead.Params()
            (params.connection, params.cursor, params.limit) = (.linked, cursor, limit)
            pages.append(try await adapter.transactions(params, .quiet))
            cursor = pages.last?.nextCursor
            try #require(pages.count < 50)
        } while pages.last?.hasMore == true
        return pages
    }

    @Test func `twenty-four months come in pages, and the last one settles the window`() async throws {
        let plaid = paging([10])
        let pages = try await drain(plaid.adapter(), from: nil)
        #expect(pages.map(\.added.count) == [4, 4, 2])
        #expect(pages.map { $0.window?.isAuthoritative } == [false, false, true])
        #expect(pages.last?.window?.from == Day("2024-11-24") && pages.last?.window?.to == Day("2026-11-24"))
        #expect(pages.last?.historyCompleteFrom == Day("2024-11-24"))
        // A week of margin before the window.
        #expect(plaid.made.map { $0.body["start_date"] } == Array(repeating: "2024-11-17", count: 3))
        #expect(plaid.made.map { $0.body["end_date"] } == Array(repeating: "2026-11-24", count: 3))
        // Each page begins with the last row of the page before.
        #expect(plaid.made.map { $0.body["options"]?["offset"]?.int } == [0, 3, 7])
    }

    @Test func `the next sync reads ninety days again and settles only those`() async throws {
        let plaid = paging([3])
        let adapter = try await plaid.adapter()
        let first = try await drain(adapter, from: nil)
        let second = try await drain(adapter, from: first.last?.nextCursor)
        #expect(second.last?.window?.from == Day("2026-08-26"))  // 90 days before 2026-11-24
        #expect(second.last?.window?.isAuthoritative == true)
        #expect(plaid.made.last?.body["start_date"] == "2026-08-19")  // seven days of margin
        #expect(second.last?.historyCompleteFrom == Day("2024-11-24"))
    }

    @Test func `rows that arrive between pages start the pass over`() async throws {
        let plaid = paging([10, 11])
        let pages = try await drain(plaid.adapter(), from: nil)
        #expect(plaid.made.map { $0.body["options"]?["offset"]?.int } == [0, 3, 0, 3, 7])
        #expect(pages.last?.window?.isAuthoritative == true)
        #expect(Set(pages.flatMap { $0.added.map(\.externalID) }).isSuperset(of: (1...11).map { "t\($0)" }))
    }

    @Test func `rows that move up between pages start the pass over, though their count is the same`() async throws {
        let before = (1...10).reversed().map { "t\($0)" }
        let after = before.filter { $0 != "t9" } + ["t0"]
        let plaid = listing([before, after])
        let pages = try await drain(plaid.adapter(), from: nil)
        #expect(plaid.made.map { $0.body["options"]?["offset"]?.int } == [0, 3, 0, 3, 7])
        #expect(pages.last?.window?.isAuthoritative == true)
        #expect(Set(pages.flatMap { $0.added.map(\.externalID) }).isSuperset(of: after))
    }

    @Test func `rows that never stop moving settle nothing`() async throws {
        let lists = (0..<20).map { start in (start..<start + 10).map { "t\($0)" } }
        let pages = try await drain(listing(lists).adapter(), from: nil)
        #expect(pages.last?.hasMore == false)
        #expect(pages.last?.window?.isAuthoritative == false)
    }

    /// Ids as long as Plaid's.
    private func ids(_ count: Int, _ letter: String) -> [String] {
        (0..<count).map { letter + String(repeating: "0", count: 36 - "\($0)".utf8.count) + "\($0)" }
    }

    @Test(arguments: [150, 250])
    func `rows taken back never count, however many wait for their own page`(count: Int) async throws {
        let plaid = listing([ids(count, "x") + ids(count, "t") + ["last"]])
        let pages = try await drain(plaid.adapter(), from: nil, limit: count)
        #expect(pages.flatMap { $0.added.map(\.externalID) } == ["last"])
        #expect(Set(pages.flatMap { $0.removed.map(\.externalID) }) == Set(ids(count, "t")))
    }

    @Test func `what was taken back is forgotten once its row came, and cursors stay within bounds`() async throws {
        let plaid = listing([ids(400, "x") + ids(400, "t") + ids(3, "d")])
        let pages = try await drain(plaid.adapter(), from: nil, limit: 400)
        let lengths = pages.compactMap { $0.nextCursor?.utf8.count }
        #expect(lengths.allSatisfy { $0 <= 16 << 10 })
        let added = pages.flatMap { $0.added.map(\.externalID) }
        #expect(added.filter { $0.hasPrefix("d") }.count == 3)
        #expect(!added.contains { $0 < ids(201, "t")[200] && $0.hasPrefix("t") })
    }

    @Test func `a list that never holds still is finished without a word on what is gone`() async throws {
        let plaid = paging([10, 11, 12, 13, 14, 15, 16, 17, 18])
        let pages = try await drain(plaid.adapter(), from: nil)
        #expect(pages.last?.hasMore == false)
        #expect(pages.last?.window?.isAuthoritative == false)
    }

    @Test func `an empty page ends a pass whose count is wrong`() async throws {
        let plaid = FakePlaid { _ in
            .json([
                "accounts": [], "securities": [], "investment_transactions": [], "total_investment_transactions": 7,
            ])
        }
        let pages = try await drain(plaid.adapter(), from: nil)
        #expect(pages.count == 1 && pages.last?.window?.isAuthoritative == false)
    }

    @Test(arguments: ["", "nonsense", "eyJ2IjoyfQ"])
    func `a cursor of another hand is refused`(cursor: String) async throws {
        let adapter = try await paging([1]).adapter()
        var params = TransactionsRead.Params()
        (params.connection, params.cursor) = (.linked, cursor)
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.transactions(params, .quiet)
        }
        #expect(error.kind == .cursorInvalid)
    }

    @Test func `a wish for less history is kept`() async throws {
        let plaid = paging([1])
        let adapter = try await plaid.adapter()
        var params = TransactionsRead.Params()
        (params.connection, params.since) = (.linked, Day("2026-06-01"))
        let page = try await adapter.transactions(params, .quiet)
        #expect(page.window?.from == Day("2026-06-01"))
        #expect(page.historyCompleteFrom == Day("2026-06-01"))
    }
}
