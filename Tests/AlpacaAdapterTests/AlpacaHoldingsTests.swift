import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

struct AlpacaHoldingsTests {
    private func account(_ file: String) async throws -> ReportedAccount {
        let alpaca = FakeAlpaca(["/v2/account": try Fixture.response(file)])
        var params = AccountsRead.Params()
        params.connection = .linked
        let result = try await alpaca.adapter().accounts(params, .quiet)
        #expect(alpaca.made.first?.headers["APCA-API-KEY-ID"] == "PK1")
        #expect(alpaca.made.first?.headers["APCA-API-SECRET-KEY"] == "hush")
        return try #require(result.accounts.first)
    }

    @Test func `the account says equity, cash and whether it trades`() async throws {
        let account = try await account("trading/account.json")
        #expect(account.externalID == "1d9eed04-be39-4e01-9b84-a48ac5bbafcf")
        #expect(account.name == "Alpaca paper" && account.mask == "_123")
        #expect(account.balances.current?.description == "123346.11")
        #expect(account.balances.cash?.description == "122086.5")
        #expect(account.tradable && account.type == "brokerage" && account.subtype == "margin")
        #expect(account.status == "active" && account.currency == .usd)
    }

    @Test func `a margin loan is negative cash`() async throws {
        #expect(try await account("trading/account.margin-negative-cash.json").balances.cash?.description == "-23140.2")
    }

    private func holdings(
        _ positions: HTTPResponse,
        _ more: [String: HTTPResponse] = [:]
    ) async throws -> (HoldingsRead.Result, FakeAlpaca) {
        let answers = more.merging([
            "/v2/account": try Fixture.response("trading/account.json"), "/v2/positions": positions,
        ]) { $1 }
        let alpaca = FakeAlpaca(answers)
        var params = HoldingsRead.Params()
        params.connection = .linked
        return (try await alpaca.adapter().holdings(params, .quiet), alpaca)
    }

    @Test(arguments: ["trading/positions.json", "broker/positions.json"])
    func `positions and cash make up the documented answer`(file: String) async throws {
        let (page, _) = try await holdings(Fixture.response(file))
        #expect(page.cash.map(\.amount.description) == ["122086.5"])
        #expect(page.counts == HoldingCounts(of: page))
        #expect(page.holdings.allSatisfy { $0.account == "1d9eed04-be39-4e01-9b84-a48ac5bbafcf" && $0.side == .long })
        #expect(page.securities.allSatisfy { $0.ticker == "AAPL" && $0.type == .stock && $0.mic == "XNAS" })
    }

    @Test func `a position keeps its figures`() async throws {
        let (page, _) = try await holdings(.json([Fixture.json("trading/position.json")]))
        let holding = try #require(page.holdings.first)
        #expect(holding.quantity == Quantity(2))
        #expect(holding.costBasis?.description == "349.56" && holding.value?.description == "348.58")
        #expect(holding.price?.description == "174.29" && holding.previousClose?.description == "174.61")
        #expect(holding.priceAsOf == Timestamp(seconds: 1_795_521_600))
    }

    @Test(arguments: [
        ("us_equity", "2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z"),  // 4:00 of a Tuesday in New York
        ("us_equity", "2026-11-24T08:59:59Z", "2026-11-23T21:00:00Z"),
        ("us_equity", "2026-11-24T00:59:59Z", "2026-11-24T00:59:59Z"),  // a second before 20:00 of Monday
        ("us_equity", "2026-11-24T01:00:00Z", "2026-11-23T21:00:00Z"),
        ("us_option", "2026-11-24T02:00:00Z", "2026-11-23T21:00:00Z"),
        ("us_equity", "2026-11-22T17:00:00Z", "2026-11-20T21:00:00Z"),  // Sunday
        ("us_equity", "2026-11-26T15:00:00Z", "2026-11-25T21:00:00Z"),  // Thanksgiving Day
        ("us_equity", "2026-11-27T21:59:59Z", "2026-11-27T21:59:59Z"),  // the day after closes at 13:00
        ("us_equity", "2026-11-27T22:00:00Z", "2026-11-27T18:00:00Z"),
        ("us_equity", "2026-07-11T12:00:00Z", "2026-07-10T20:00:00Z"),  // summer time
        ("crypto", "2026-11-22T17:00:00Z", "2026-11-22T17:00:00Z"),
    ])
    func `outside trading hours a price is that of the last close, but for coins`(
        assetClass: String,
        now: String,
        expected: String
    ) async throws {
        let symbol = ["us_option": "AAPL270618C00100000", "crypto": "BTCUSD"][assetClass] ?? "AAPL"
        let alpaca = FakeAlpaca([
            "/v2/account": try Fixture.response("trading/account.json"),
            "/v2/positions": .json([
                [
                    "asset_id": "x", "symbol": .string(symbol), "asset_class": .string(assetClass), "side": "long",
                    "qty": "1", "current_price": "5",
                ]
            ]),
        ])
        var params = HoldingsRead.Params()
        params.connection = .linked
        let instant = try #require(Timestamp(now))
        let page = try await alpaca.adapter(now: instant).holdings(params, .quiet)
        #expect(page.holdings.map { $0.priceAsOf?.description } == [expected])
        #expect(page.asOf == instant)
    }

    @Test func `a coin loses the currency it is traded against`() async throws {
        let (page, _) = try await holdings(.json([Fixture.json("trading/position.crypto.json")]))
        #expect(page.securities.map(\.ticker) == ["BTC"])
        #expect(page.securities.map(\.type) == [.cryptocurrency])
        #expect(page.securities.map(\.exchange) == [nil])
        #expect(page.holdings.map(\.quantity.description) == ["2.61937"])
        #expect(page.holdings.map { $0.costBasis?.description } == ["51498.3174"])
    }

    @Test(arguments: [("-10", "-1500", "-1400"), ("10", "1500", "1400"), ("-10", "-1500", "1400")])
    func `a short position is negative whatever the vendor's signs`(
        quantity: String,
        value: String,
        basis: String
    ) async throws {
        let (page, _) = try await holdings(
            .json([
                [
                    "asset_id": "x", "symbol": "TSLA", "asset_class": "us_equity", "side": "short",
                    "qty": .string(quantity), "market_value": .string(value), "cost_basis": .string(basis),
                    "current_price": "150", "exchange": "NASDAQ",
                ]
            ])
        )
        let holding = try #require(page.holdings.first)
        #expect(holding.side == .short && holding.quantity == Quantity(-10))
        #expect(holding.value == Amount(-1500) && holding.costBasis == Amount(-1400))
        #expect(holding.price == Price(150))
    }

    @Test func `an option is read from its symbol, in contracts`() async throws {
        let (page, alpaca) = try await holdings(
            .json([
                [
                    "asset_id": "o", "symbol": "AAPL250620C00100000", "asset_class": "us_option", "side": "long",
                    "qty": "2", "market_value": "19600", "cost_basis": "18000", "current_price": "98", "exchange": "",
                ]
            ])
        )
        let option = try #require(page.securities.first?.option)
        #expect(option.strike == Price(100) && option.expiration == Day("2025-06-20") && option.underlying == "AAPL")
        #expect(option.right == .call && option.multiplier == 100)
        #expect(page.holdings.first?.quantity == Quantity(2))
        #expect(alpaca.made.map(\.path) == ["/v2/account", "/v2/positions", "/v2/account"])
    }

    /// An Alpaca that fills an order of a share for 100 after so many requests.
    private func trading(after requests: [Int]) -> FakeAlpaca {
        let counter = Counter()
        return FakeAlpaca { call in
            let request = counter.next()
            let bought = requests.count { $0 < request }
            return call.path == "/v2/positions"
                ? .json([
                    [
                        "asset_id": "x", "symbol": "TSLA", "asset_class": "us_equity", "side": "long",
                        "qty": .string(String(bought)), "market_value": .string(String(bought * 100)),
                    ]
                ])
                : .json(["id": "account-1", "status": "ACTIVE", "cash": .string(String(1000 - bought * 100))])
        }
    }

    @Test(arguments: [([1], 5), ([2], 5), ([1, 3], 7), ([2, 3], 7), ([] as [Int], 3)])
    func `a trade between the requests does not count half`(requests: [Int], count: Int) async throws {
        let alpaca = trading(after: requests)
        var params = HoldingsRead.Params()
        params.connection = .linked
        let page = try await alpaca.adapter().holdings(params, .quiet)
        let (cash, value) = (try #require(page.cash.first?.amount), try #require(page.holdings.first?.value))
        #expect(try cash + value == Amount(1000))
        #expect(alpaca.made.filter { !$0.path.contains("/assets/") }.count == count)
    }

    @Test(arguments: [("19600", "18000"), ("196", "180"), ("19600", "180"), ("-196", "-18000")])
    func `an option's money counts what a contract is for, stated so or not`(
        value: String,
        basis: String
    ) async throws {
        let (page, _) = try await holdings(
            .json([
                [
                    "asset_id": "o", "symbol": "AAPL250620C00100000", "asset_class": "us_option", "side": "long",
                    "qty": "2", "market_value": .string(value), "cost_basis": .string(basis), "current_price": "98",
                    "avg_entry_price": "90", "exchange": "",
                ]
            ])
        )
        let holding = try #require(page.holdings.first)
        #expect(holding.value == Amount(19600) && holding.costBasis == Amount(18000))
    }

    @Test func `a bond is priced in percent of its face`() async throws {
        let (page, _) = try await holdings(
            .json([
                [
                    "asset_id": "b", "symbol": "912797MS3", "asset_class": "treasury", "side": "long",
                    "qty": "1000", "market_value": "985", "cost_basis": "980", "current_price": "98.5",
                ]
            ])
        )
        #expect(page.securities.map(\.type) == [.bond])
        #expect(page.securities.map { $0.fixedIncome?.priceBasis } == [.percentOfPar])
        #expect(page.holdings.map { $0.value?.description } == ["985"])
    }

    @Test(arguments: [
        ("status", "ACCOUNT_CLOSED" as JSONValue), ("status", "PAPER_ONLY"), ("account_blocked", true),
        ("trading_blocked", true), ("trade_suspended_by_user", true),
    ])
    func `an account that cannot trade says so`(member: String, value: JSONValue) async throws {
        guard case .object(var account) = try Fixture.json("trading/account.json") else { return }
        account[member] = value
        let alpaca = FakeAlpaca(["/v2/account": .json(.object(account))])
        var params = AccountsRead.Params()
        params.connection = .linked
        #expect(try await alpaca.adapter().accounts(params, .quiet).accounts.map(\.tradable) == [false])
    }

    @Test func `assets adorn positions and are asked for once a day`() async throws {
        let alpaca = FakeAlpaca([
            "/v2/account": try Fixture.response("trading/account.json"),
            "/v2/positions": try Fixture.response("trading/positions.json"),
            "/v2/assets/b0b6dd9d-8b9b-48a9-ba46-b9d54906e415": try Fixture.response("trading/asset.json"),
        ])
        let adapter = try await alpaca.adapter()
        var params = HoldingsRead.Params()
        params.connection = .linked
        let page = try await adapter.holdings(params, .quiet)
        #expect(page.securities.map(\.name) == [nil, "Apple Inc. Common Stock"])
        #expect(page.securities.map(\.shortable) == [nil, true])
        #expect(page.securities.map(\.marginable) == [nil, true])
        _ = try await adapter.holdings(params, .quiet)
        #expect(alpaca.made.filter { $0.path.hasPrefix("/v2/assets/") }.count == 2)
    }

    @Test func `a fund is known by its name`() async throws {
        let (page, _) = try await holdings(
            .json([Fixture.json("trading/position.json")]),
            [
                "/v2/assets/b0b6dd9d-8b9b-48a9-ba46-b9d54906e415": .json([
                    "name": "SPDR S&P 500 ETF Trust", "exchange": "ARCA",
                ])
            ]
        )
        #expect(page.securities.map(\.type) == [.etf])
        #expect(page.securities.map(\.mic) == ["ARCX"])
    }

    @Test func `assets that cannot be read leave positions as they are`() async throws {
        let busy = HTTPResponse(status: 429)
        let (page, alpaca) = try await holdings(
            Fixture.response("trading/positions.json"),
            [
                "/v2/assets/904837e3-3b76-47ec-b432-046db621571b": busy,
                "/v2/assets/b0b6dd9d-8b9b-48a9-ba46-b9d54906e415": busy,
            ]
        )
        #expect(page.holdings.count == 2)
        #expect(alpaca.made.filter { $0.path.hasPrefix("/v2/assets/") }.count == 1)
    }

    @Test func `another account's holdings are not there`() async throws {
        let alpaca = FakeAlpaca(["/v2/account": try Fixture.response("trading/account.json")])
        var params = HoldingsRead.Params()
        (params.connection, params.accounts) = (.linked, ["other"])
        let page = try await alpaca.adapter().holdings(params, .quiet)
        #expect(page.holdings.isEmpty && page.cash.isEmpty)
    }
}
