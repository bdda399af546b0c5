import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Synchronization
import Testing

struct AlpacaActivitiesTests {
    private func read(_ rows: JSONValue) async throws -> TransactionsRead.Result {
        let alpaca = FakeAlpaca(["/v2/account/activities": .json(rows)])
        var params = TransactionsRead.Params()
        params.connection = .linked
        return try await alpaca.adapter().transactions(params, .quiet)
    }

    @Test func `a fill and a dividend come from the documented answer`() async throws {
        let page = try await read(Fixture.json("trading/activities.json"))
        let fill = try #require(page.added.first)
        #expect(fill.type == .buy && fill.quantityDelta == Quantity(2))
        #expect(fill.cashDelta.description == "-349.56")  // 2 × 174.78
        #expect(fill.date == Day("2022-02-02") && fill.occurredAt?.description == "2022-02-02T18:55:09.981Z")
        #expect(fill.group == "b5abe576-6a8a-49f3-a353-46b72c1ccae9" && fill.security == "AAPL")
        let dividend = try #require(page.added.last)
        #expect(dividend.type == .dividend && dividend.quantityDelta.isZero)
        #expect(dividend.cashDelta.description == "1.02" && dividend.date == Day("2019-08-01"))
        #expect(dividend.subtype == "DIV/SDIV")
        #expect(page.securities.map(\.ticker) == ["AAPL", "T"])
        #expect(page.counts.added == 2)
    }

    @Test func `older rows read the same`() async throws {
        let old = try await read([
            Fixture.json("trading/activity.fill.json"), Fixture.json("trading/activity.div.json"),
        ])
        #expect(old.added.map(\.type) == [.buy, .dividend])
        // A row's CUSIP is that of its day, its symbol's may be another by now.
        #expect(old.securities.map(\.ticker) == ["LPCN", "T"] && old.securities.map(\.cusip) == [nil, nil])
    }

    private func fill(
        _ symbol: String,
        _ side: String,
        _ quantity: String,
        _ price: String
    ) async throws
        -> ReportedTransaction
    {
        let page = try await read([
            [
                "activity_type": "FILL", "id": "1", "symbol": .string(symbol), "side": .string(side),
                "qty": .string(quantity), "price": .string(price), "transaction_time": "2026-03-02T02:00:00Z",
            ]
        ])
        return try #require(page.added.first)
    }

    @Test func `the side gives a fill its sign and type`() async throws {
        let short = try await fill("TSLA", "sell_short", "10", "150")
        #expect(short.type == .short && short.quantityDelta == Quantity(-10) && short.cashDelta == Amount(1500))
        let sale = try await fill("TSLA", "sell", "10", "150")
        #expect(sale.type == .sell && sale.quantityDelta == Quantity(-10) && sale.cashDelta == Amount(1500))
        #expect(sale.date == Day("2026-03-01"))  // nine in the evening in New York
    }

    @Test(arguments: [
        ("buy", "buy", "10"), ("buy_to_cover", "cover", "10"), ("buy_to_close", "cover", "10"),
        ("sell_short_exempt", "short", "-10"), ("sell_to_open", "short", "-10"), ("sell_to_close", "sell", "-10"),
        ("buy_at_leisure", "buy", "10"), ("sell_in_panic", "sell", "-10"),
    ])
    func `sides have many words`(side: String, type: String, units: String) async throws {
        let event = try await fill("TSLA", side, "10", "150")
        #expect(event.type.rawValue == type && event.quantityDelta.description == units)
        #expect(event.cashDelta.description == (units == "10" ? "-1500" : "1500"))
        #expect(event.subtype == "FILL/\(side)")
    }

    @Test func `an option fill counts a hundred shares a contract`() async throws {
        let fill = try await fill("AAPL250620C00100000", "buy", "2", "3.15")
        #expect(fill.quantityDelta == Quantity(2) && fill.cashDelta == Amount(-630))
        #expect(fill.price?.description == "3.15")
    }

    @Test(arguments: [
        ("0.5", "0.01", "0"), ("1.5", "0.01", "0.02"), ("2.5", "0.01", "0.02"), ("0.04", "480.338", "19.21"),
    ])
    func `money of a fill is rounded half to even to the cent`(
        quantity: String,
        price: String,
        cash: String
    ) async throws {
        #expect(try await fill("X", "sell", quantity, price).cashDelta.description == cash)
    }

    @Test(arguments: ["BTC/USD", "BTCUSD"])
    func `a coin is one coin in either spelling`(symbol: String) async throws {
        let page = try await read([
            [
                "activity_type": "FILL", "id": "1", "symbol": .string(symbol), "side": "buy", "qty": "0.1",
                "price": "60000", "transaction_time": "2026-03-02T20:00:00Z",
            ]
        ])
        #expect(page.securities.map(\.ticker) == ["BTC"] && page.securities.map(\.type) == [.cryptocurrency])
        #expect(page.added.map(\.cashDelta) == [Amount(-6000)])
    }

    @Test(arguments: [
        ("CSD", "", "0", "100", "deposit", "0", "100"), ("CSW", "", "0", "-100", "withdrawal", "0", "-100"),
        ("JNLC", "", "0", "-5", "transfer_out", "0", "-5"), ("JNLS", "", "5", "0", "transfer_in", "5", "0"),
        ("ACATC", "", "0", "5", "transfer_in", "0", "5"), ("ACATS", "", "-5", "0", "transfer_out", "-5", "0"),
        ("FOPT", "", "5", "0", "transfer_in", "5", "0"),
        ("ACATS", "", "-5", "-600", "transfer_out", "-5", "0"), ("FOPT", "", "5", "600", "transfer_in", "5", "0"),
        ("JNLS", "", "5", "600", "transfer_in", "5", "0"), ("JNL", "", "5", "600", "transfer_in", "5", "0"),
        ("JNL", "", "0", "-600", "transfer_out", "0", "-600"), ("OCT", "", "-5", "600", "transfer_out", "-5", "0"),
        ("DIV", "CDIV", "100", "24", "dividend", "0", "24"), ("DIV", "SPD", "100", "-24", "dividend", "0", "-24"),
        ("DIV", "ROC", "100", "24", "return_of_capital", "0", "24"),
        ("DIVROC", "", "100", "24", "return_of_capital", "0", "24"), ("DIVNRA", "", "0", "-3", "tax", "0", "-3"),
        ("DIVFT", "", "0", "-3", "tax", "0", "-3"), ("INTNRA", "", "0", "-3", "tax", "0", "-3"),
        ("INT", "MGN", "0", "-7", "interest", "0", "-7"), ("FEE", "TAF", "0", "-0.01", "fee", "0", "-0.01"),
        ("PTC", "", "0", "-1", "fee", "0", "-1"), ("PTR", "", "0", "1", "fee", "0", "1"),
        ("CSD", "", "0", "-100", "withdrawal", "0", "-100"), ("CSW", "", "0", "7", "deposit", "0", "7"),
        ("TRANS", "", "0", "7", "deposit", "0", "7"), ("MISC", "", "9", "7", "adjustment", "0", "7"),
        ("DIV", "SDIV", "0.5", "0", "split", "0.5", "0"), ("DIV", "SDIV", "2", "1.02", "dividend", "0", "1.02"),
        ("DIVCGL", "", "9", "3", "dividend", "0", "3"), ("DIVCGS", "", "9", "3", "dividend", "0", "3"),
        ("DIVTXEX", "", "9", "3", "dividend", "0", "3"), ("DIVFEE", "", "9", "-3", "fee", "0", "-3"),
        ("DIVTW", "", "9", "-3", "tax", "0", "-3"), ("INTTW", "", "0", "-3", "tax", "0", "-3"),
        ("WH", "FWH", "0", "-3", "tax", "0", "-3"), ("INT", "FI", "0", "3", "interest", "0", "3"),
        ("CIL", "", "0.5", "8", "sell", "0", "8"), ("CIL", "", "-0.5", "8", "sell", "-0.5", "8"),
        ("FIMAT", "", "-1000", "1000", "sell", "-1000", "1000"), ("REO", "REOS", "3", "0", "merger", "3", "0"),
        ("VOF", "VTND", "-3", "90", "merger", "-3", "90"), ("OPCA", "NC.SNC", "-3", "0", "adjustment", "-3", "0"),
        ("OPCSH", "", "-1", "90", "exercise", "-1", "90"), ("OPTRD", "", "-100", "15000", "sell", "-100", "15000"),
        ("SPLIT", "FSPLIT", "10", "0", "split", "10", "0"), ("SSP", "", "10", "0", "split", "10", "0"),
        ("CGD", "LTCG", "0", "9", "dividend", "0", "9"), ("SPIN", "", "3", "0", "spin_off", "3", "0"),
        ("SSO", "", "3", "0", "spin_off", "3", "0"), ("MA", "CMA", "-10", "500", "merger", "-10", "500"),
        ("NC", "SNC", "-10", "0", "merger", "-10", "0"), ("SC", "", "10", "0", "merger", "10", "0"),
        ("OPASN", "", "1", "0", "assignment", "1", "0"), ("OPEXC", "", "-1", "0", "exercise", "-1", "0"),
        ("OPXRC", "", "-1", "0", "exercise", "-1", "0"), ("OPEXP", "", "-1", "0", "expiration", "-1", "0"),
        ("OPTRD", "", "100", "-15000", "buy", "100", "-15000"), ("REORG", "WRM", "-9", "0", "adjustment", "-9", "0"),
        ("BRANDNEW", "", "9", "1", "adjustment", "0", "1"),
    ])
    func `bookings by their type, old names beside the new`(
        type: String,
        subtype: String,
        quantity: String,
        amount: String,
        expected: String,
        units: String,
        cash: String
    ) async throws {
        let page = try await read([
            [
                "activity_type": .string(type), "activity_sub_type": .string(subtype), "id": "1",
                "date": "2026-03-02", "symbol": "AAPL", "qty": .string(quantity), "net_amount": .string(amount),
                "status": "executed",
            ]
        ])
        let event = try #require(page.added.first)
        #expect(event.type.rawValue == expected)
        #expect(event.quantityDelta.description == units)
        #expect(event.cashDelta.description == cash)
        #expect(event.date == Day("2026-03-02"))
    }

    @Test(arguments: ["ACATS", "JNL", "OCT", "MA"])
    func `units of no security do not move, money does`(type: String) async throws {
        let page = try await read([
            [
                "activity_type": .string(type), "id": "1", "date": "2026-03-02", "qty": "5", "net_amount": "600",
                "status": "executed",
            ]
        ])
        let event = try #require(page.added.first)
        #expect(event.quantityDelta.isZero && event.cashDelta == Amount(600) && event.security == nil)
    }

    @Test func `canceled rows go, corrections replace, memos never were`() async throws {
        func row(_ id: String, _ type: String, _ status: String) -> JSONValue {
            [
                "activity_type": .string(type), "id": .string(id), "date": "2026-03-02", "net_amount": "5",
                "status": .string(status),
            ]
        }
        let page = try await read([
            row("1", "CSD", "canceled"), row("2", "CSD", "correct"), row("3", "MEM", "executed"),
            row("4", "CSD", "executed"),
        ])
        #expect(page.removed.map(\.externalID) == ["1"])
        #expect(page.modified.map(\.externalID) == ["2"])
        #expect(page.added.map(\.externalID) == ["4"])
        #expect([page.counts.added, page.counts.modified, page.counts.removed] == [1, 1, 1])
    }

    @Test func `a trade that replaces or takes back another removes it`() async throws {
        func row(_ id: String, _ type: String) -> JSONValue {
            [
                "activity_type": "FILL", "id": .string(id), "symbol": "TSLA", "side": "buy", "qty": "10",
                "price": "150", "transaction_time": "2026-03-02T02:00:00Z", "type": .string(type),
                "previous_id": type == "fill" ? .null : "old",
            ]
        }
        let corrected = try await read([row("1", "fill"), row("2", "trade_correct")])
        #expect(corrected.added.map(\.externalID) == ["1"] && corrected.modified.map(\.externalID) == ["2"])
        #expect(corrected.removed.map(\.externalID) == ["old"])
        let busted = try await read([row("2", "trade_bust")])
        #expect(busted.added.isEmpty && busted.removed.map(\.externalID) == ["2", "old"])
    }

    @Test func `a type that is new is told once`() async throws {
        let rows: JSONValue = [
            ["activity_type": "NEW1", "activity_sub_type": "A", "id": "1", "date": "2026-03-02", "net_amount": "5"],
            ["activity_type": "NEW1", "activity_sub_type": "A", "id": "2", "date": "2026-03-02", "net_amount": "6"],
            ["activity_type": "NEW2", "id": "3", "date": "2026-03-02", "qty": "7", "symbol": "AAPL"],
        ]
        let adapter = try await FakeAlpaca(["/v2/account/activities": .json(rows)]).adapter()
        let said = Mutex<[String]>([])
        let context = CallContext(
            id: "test",
            progress: { _, _, _ in },
            log: { level, _, fields in said.withLock { $0.append("\(level) \(fields["type"] ?? "")") } },
            rotate: { _, _ in }
        )
        var params = TransactionsRead.Params()
        params.connection = .linked
        for _ in 0..<2 {
            let page = try await adapter.transactions(params, context)
            #expect(page.added.map(\.cashDelta.description) == ["5", "6", "0"])
            #expect(page.added.allSatisfy { $0.type == .adjustment && $0.quantityDelta.isZero })
        }
        #expect(said.withLock { $0 } == ["warning NEW1/A", "warning NEW2"])
    }

    @Test func `a row that cannot be read names its place`() async throws {
        let alpaca = FakeAlpaca([
            "/v2/account/activities": .json([["activity_type": "CSD", "id": "1", "net_amount": "many"]])
        ])
        let adapter = try await alpaca.adapter()
        var params = TransactionsRead.Params()
        params.connection = .linked
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.transactions(params, .quiet)
        }
        #expect(error.kind == .badVendorData && error.message.contains("[0].net_amount"))
    }
}
