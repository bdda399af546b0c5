import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

/// Rows that stand for more than one event, or have a partner, and when and where rows are.
struct PlaidTransactionPairsTests {
    private func rows(_ rows: [PlaidAnswers.Members]) async throws -> Reading<TransactionsRead.Result> {
        try await readTransactions(PlaidAnswers.transactions(rows))
    }

    private func event(_ members: (String, JSONValue)...) async throws -> ReportedTransaction {
        let events = try await rows([members]).result.added
        try #require(events.count == 1)
        return events[0]
    }

    // MARK: Rows that stand for more

    @Test func `a contribution that buys comes with the money it spends`() async throws {
        let read = try await rows([
            [("type", "buy"), ("subtype", "contribution"), ("quantity", 10), ("price", 100), ("amount", 1000)]
        ])
        #expect(read.result.added.map(\.externalID) == ["t0", "t0:deposit"])
        #expect(read.result.added.map(\.type) == [.buy, .deposit])
        #expect(read.result.added.map(\.cashDelta) == [Amount(-1000), Amount(1000)])
        #expect(read.result.added.map(\.quantityDelta) == [Quantity(10), .zero])
        #expect(read.result.added.map(\.group) == ["t0", "t0"])
        #expect(read.result.added.map(\.security) == ["share", nil])
        #expect(read.result.counts.added == 2)
    }

    @Test func `a contribution whose deposit is listed needs no other`() async throws {
        let contribution: PlaidAnswers.Members = [
            ("type", "buy"), ("subtype", "contribution"), ("quantity", 10), ("amount", 1000),
        ]
        let deposit: PlaidAnswers.Members = [("type", "cash"), ("subtype", "contribution"), ("amount", -1000)]
        #expect(
            try await rows([contribution, deposit]).result.added.map(\.cashDelta) == [Amount(-1000), Amount(1000)]
        )
        let earlier = deposit + [("date", "2026-06-29")]
        #expect(try await rows([contribution, earlier]).result.added.count == 3)
        // One deposit for two purchases, and one that is too small for them.
        let half = contribution + [("amount", 500)]
        #expect(try await rows([half, half, deposit]).result.added.count == 3)
        #expect(try await rows([half, contribution, deposit]).result.added.count == 5)
    }

    @Test func `a contribution that was taken back leaves no deposit`() async throws {
        let page = try await rows([
            [("type", "cancel"), ("subtype", "buy"), ("cancel_transaction_id", "t1")],
            [("type", "buy"), ("subtype", "contribution"), ("quantity", 10), ("amount", 1000)],
        ]).result
        #expect(page.added.isEmpty && page.removed.map(\.externalID) == ["t1"])
    }

    @Test func `a reinvestment without its income is logged`() async throws {
        let spent: PlaidAnswers.Members = [
            ("type", "buy"), ("subtype", "dividend reinvestment"), ("quantity", 1), ("amount", 12),
        ]
        let income: PlaidAnswers.Members = [
            ("type", "cash"), ("subtype", "dividend"), ("amount", -12), ("date", "2026-06-26"),
        ]
        let old: PlaidAnswers.Members = [
            ("type", "cash"), ("subtype", "deposit"), ("amount", -1), ("date", "2026-06-01"),
        ]
        #expect(try await rows([spent, income, old]).log.phrases.isEmpty)
        #expect(try await rows([spent]).log.phrases.isEmpty)  // its income may stand on the next page
        let alone = try await rows([spent, old])
        #expect(alone.log.phrases == ["A reinvestment has no income of its amount beside it"])
        #expect(alone.result.added.first?.cashDelta == Amount(-12))
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

    @Test func `money bought with money stays money, and foreign money is another currency's`() async throws {
        let sweep = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("security_id", "dollar"),
            ("quantity", 50),
            ("amount", 50)
        )
        #expect(sweep.cashDelta.isZero && sweep.quantityDelta.isZero && sweep.security == nil)
        let exchange = try await rows([
            [("type", "buy"), ("subtype", "buy"), ("security_id", "euro"), ("quantity", 100), ("amount", 108)]
        ]).result.added
        #expect(exchange.map(\.cashDelta) == [Amount(-108), Amount(100)])
        #expect(exchange.map(\.currency) == [.usd, .eur])
        #expect(exchange.map(\.externalID) == ["t0", "t0:money"] && exchange.map(\.group) == ["t0", "t0"])
    }

    @Test func `a purchase of a money market fund moves units and cash`() async throws {
        let event = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("security_id", "fund"),
            ("quantity", 50),
            ("price", 1),
            ("amount", 50)
        )
        #expect(event.quantityDelta == Quantity(50) && event.cashDelta == Amount(-50) && event.security == "fund")
    }

    // MARK: Days, words and places

    @Test(arguments: [
        ("2026-06-30T01:30:00Z", "2026-06-29", "2026-06-30T01:30:00Z"),
        ("2026-06-26T20:00:00Z", "2026-06-26", "2026-06-26T20:00:00Z"),
        ("2026-06-26T00:00:00Z", "2026-06-26", nil), ("2026-06-26T09:30:00", "2026-06-26", nil),
        ("2026-06-22T20:00:00Z", "2026-06-30", nil), ("1970-01-01T05:00:00Z", "2026-06-30", nil),
    ])
    func `the day is New York's of the time, unless that is far from the posting date`(
        instant: String,
        day: String,
        occurred: String?
    ) async throws {
        let event = try await event(("type", "buy"), ("subtype", "buy"), ("transaction_datetime", .string(instant)))
        #expect(event.date.description == day)
        #expect(event.occurredAt?.description == occurred)
    }

    @Test func `a winter day ends an hour later`() async throws {
        let event = try await event(
            ("type", "buy"),
            ("subtype", "buy"),
            ("date", "2026-01-06"),
            ("transaction_datetime", "2026-01-05T04:59:59Z")
        )
        #expect(event.date.description == "2026-01-04")
    }

    @Test func `pending rows, cancellations and bank accounts leave no event`() async throws {
        let page = try await rows([
            [("type", "cash"), ("subtype", "pending credit"), ("amount", -5)],
            [("type", "cash"), ("subtype", "pending debit"), ("amount", 5)],
            [("type", "cancel"), ("subtype", "buy"), ("cancel_transaction_id", "t4")],
            [("type", "cancel"), ("subtype", "buy")],
            [("type", "buy"), ("subtype", "buy"), ("quantity", 1), ("amount", 5)],
            [("type", "cash"), ("subtype", "deposit"), ("account_id", "bank"), ("amount", -5)],
        ]).result
        #expect(page.added.isEmpty)
        #expect(page.removed.map(\.externalID) == ["t4"])
        #expect(page.counts.removed == 1)
    }

    @Test func `units of a security that the answer leaves out keep away from what is known of it`() async throws {
        let page = try await rows([
            [("type", "buy"), ("subtype", "buy"), ("security_id", "lost"), ("quantity", 1), ("amount", 5)]
        ]).result
        #expect(page.added.map(\.security) == ["undescribed:lost"])
        #expect(page.securities.map(\.externalID) == ["undescribed:lost"])
    }

    @Test func `a row's currency is its own, else its account's`() async throws {
        let read = try await rows([
            [("type", "cash"), ("subtype", "deposit"), ("iso_currency_code", "CAD"), ("amount", -1)],
            [("type", "cash"), ("subtype", "deposit"), ("iso_currency_code", .null), ("amount", -1)],
        ])
        #expect(read.result.added.map(\.currency.code) == ["CAD", "USD"])
    }

    @Test(arguments: ["date", "amount", "quantity", "investment_transaction_id"])
    func `a row that lacks what it must have names its place`(member: String) async throws {
        let plaid = try FakePlaid([
            "/investments/transactions/get": PlaidAnswers.transactions([
                [("type", "buy"), ("subtype", "buy"), (member, .null)]
            ])
        ])
        let adapter = try await plaid.adapter()
        var params = TransactionsRead.Params()
        params.connection = .linked
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.transactions(params, .quiet)
        }
        #expect(error.kind == .badVendorData)
        #expect(error.message.contains("investment_transactions[0].\(member)"))
    }
}
