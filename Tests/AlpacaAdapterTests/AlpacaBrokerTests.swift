import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

/// The Broker API: one pair of keys for a firm, one of its accounts a connection.
struct AlpacaBrokerTests {
    private static let account = "c8f1ef5d-edc0-4f23-9ee4-378f19cb92a4"
    private static let own = "/v1/trading/accounts/\(account)"
    private static let firm: [(String, JSONValue)] = [("api", "broker"), ("key_id", "CK1"), ("secret", "firm")]

    private func alpaca() throws -> FakeAlpaca {
        FakeAlpaca([
            "\(Self.own)/account": try Fixture.response("broker/trade_account.json"),
            "\(Self.own)/positions": try Fixture.response("broker/positions.json"),
            "\(Self.own)/orders": try Fixture.response("trading/orders.json"),
            "\(Self.own)/account/portfolio/history": try Fixture.response("broker/portfolio_history.json"),
            "/v1/accounts/activities": try Fixture.response("broker/activities.json"),
            "/v1/assets/93f58d0b-6c53-432d-b8ce-2bad264dbd94": try Fixture.response("trading/asset.json"),
            "/v1/clock": try Fixture.response("trading/clock.json"),
        ])
    }

    @Test func `linking asks for an account of the firm and reads it`() async throws {
        let alpaca = try alpaca()
        let adapter = try await alpaca.adapter(Self.firm)
        let begin = try await adapter.beginLink(LinkBegin.Params(), .quiet)
        #expect(begin.fieldsToFill.map(\.name) == ["account_id"] && begin.fieldsToFill.map(\.isSecret) == [false])
        var params = LinkComplete.Params()
        (params.state, params.filledFields) = (begin.state, ["account_id": Self.account.uppercased()])
        let result = try await adapter.completeLink(params, .quiet)
        #expect(result.status == "complete" && result.externalID == Self.account)
        #expect(result.credentials == ["account_id": .string(Self.account)])
        #expect(alpaca.made.map(\.path) == ["\(Self.own)/account"])
        // The user and password of RFC 7617, not the headers of the Trading API.
        #expect(alpaca.made.first?.headers["Authorization"] == "Basic Q0sxOmZpcm0=")
        #expect(alpaca.made.first?.headers["APCA-API-KEY-ID"] == nil)
    }

    @Test(arguments: ["", "927584925", "../../v1/accounts", "c8f1ef5d-edc0-4f23-9ee4-378f19cb92a", "c8f1ef5dedc04f23"])
    func `what is no account's id is asked for again`(text: String) async throws {
        let alpaca = FakeAlpaca([:])
        var params = LinkComplete.Params()
        params.filledFields = ["account_id": text]
        let result = try await alpaca.adapter(Self.firm).completeLink(params, .quiet)
        #expect(result.status == "input_required" && result.fieldsToFill.map(\.name) == ["account_id"])
        #expect(alpaca.made.isEmpty)
    }

    @Test func `an account that the firm does not have is not found`() async throws {
        let adapter = try await FakeAlpaca([:]).adapter(Self.firm)
        var params = LinkComplete.Params()
        params.filledFields = ["account_id": Self.account]
        let error = try await adapterError { () throws(AdapterError) in try await adapter.completeLink(params, .quiet) }
        #expect(error.kind == .notFound)
    }

    @Test func `everything is read at the Broker API's own paths`() async throws {
        let alpaca = try alpaca()
        let adapter = try await alpaca.adapter(Self.firm)
        var accounts = AccountsRead.Params()
        accounts.connection = .firm
        #expect(try await adapter.accounts(accounts, .quiet).accounts.map(\.externalID) == [Self.account])
        var holdings = HoldingsRead.Params()
        holdings.connection = .firm
        let page = try await adapter.holdings(holdings, .quiet)
        #expect(page.holdings.map(\.quantity) == [Quantity(4)])
        #expect(page.securities.map(\.name) == ["Apple Inc. Common Stock"])
        var orders = OrdersRead.Params()
        orders.connection = .firm
        #expect(try await adapter.orders(orders, .quiet).orders.count == 3)
        var history = HistoryRead.Params()
        (history.connection, history.from, history.to) = (.firm, Day(number: 20_000), Day(number: 21_000))
        #expect(try await adapter.history(history, .quiet).dates.count == 4)
        #expect(
            alpaca.made.map(\.path) == [
                "\(Self.own)/account", "\(Self.own)/account", "\(Self.own)/positions", "\(Self.own)/account",
                "/v1/assets/93f58d0b-6c53-432d-b8ce-2bad264dbd94", "\(Self.own)/orders",
                "\(Self.own)/account/portfolio/history",
            ]
        )
    }

    @Test func `trades and bookings come one after the other, of the one account only`() async throws {
        let alpaca = try alpaca()
        let adapter = try await alpaca.adapter(Self.firm)
        var params = TransactionsRead.Params()
        params.connection = .firm
        let trades = try await adapter.transactions(params, .quiet)
        #expect(trades.added.map(\.type) == [.buy] && trades.hasMore)  // the other row is another account's
        #expect(trades.added.map(\.cashDelta.description) == ["-50"])  // 0.38962051 × 128.33 = 50.0000…
        params.cursor = trades.nextCursor
        let bookings = try await adapter.transactions(params, .quiet)
        #expect(!bookings.hasMore && bookings.historyCompleteFrom == Day("2015-01-01"))
        #expect(alpaca.made.map { $0.query["category"] } == ["trade_activity", "non_trade_activity"])
        #expect(alpaca.made.allSatisfy { $0.query["account_id"] == Self.account })
        params.cursor = bookings.nextCursor
        _ = try await adapter.transactions(params, .quiet)
        #expect(alpaca.made.last?.query["category"] == "trade_activity")
        #expect(alpaca.made.last?.query["after"] == "2026-11-10")
    }

    @Test func `keys that are client credentials are exchanged for a token, once in a quarter of an hour`() async throws
    {
        let account = try Fixture.response("broker/trade_account.json")
        let alpaca = FakeAlpaca { call in
            switch (call.path, call.headers["Authorization"]) {
            case ("/v1/oauth2/token", _):
                .json(["access_token": "t0k3n", "expires_in": 899, "token_type": "Bearer"])
            case (_, "Bearer t0k3n"): account
            default: HTTPResponse(status: 401)
            }
        }
        let clock = FakeClock(Timestamp(seconds: 1_795_521_600))
        let adapter = try await alpaca.adapter(
            [("api", "broker"), ("key_id", "C&1"), ("secret", "fi rm")],
            clock: clock
        )
        var params = AccountsRead.Params()
        params.connection = .firm
        _ = try await adapter.accounts(params, .quiet)
        _ = try await adapter.accounts(params, .quiet)
        let exchange = try #require(alpaca.made.first { $0.method == "POST" })
        #expect(exchange.body == "grant_type=client_credentials&client_id=C%261&client_secret=fi%20rm")
        #expect(exchange.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(exchange.headers["Authorization"] == nil)
        #expect(alpaca.made.map(\.method) == ["GET", "POST", "GET", "GET"])
        clock.wait(.seconds(839))  // 899 less a margin of 60
        _ = try await adapter.accounts(params, .quiet)
        #expect(alpaca.made.count == 7)
    }

    @Test func `a token that is refused is asked for anew, once`() async throws {
        let account = try Fixture.response("broker/trade_account.json")
        let tokens = Counter()
        let alpaca = FakeAlpaca { call in
            if call.method == "POST" {
                return .json(["access_token": .string("t\(tokens.next())"), "expires_in": 899])
            }
            return call.headers["Authorization"] == "Bearer t2" ? account : HTTPResponse(status: 401)
        }
        let adapter = try await alpaca.adapter(Self.firm)
        var params = AccountsRead.Params()
        params.connection = .firm
        let error = try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
        #expect(error.kind == .badCredentials && alpaca.made.map(\.method) == ["GET", "POST", "GET"])
        _ = try await adapter.accounts(params, .quiet)
        #expect(alpaca.made.map(\.method) == ["GET", "POST", "GET", "GET", "POST", "GET"])
    }

    private func error(_ status: Int) async throws -> AdapterError {
        let adapter = try await FakeAlpaca { _ in HTTPResponse(status: status) }.adapter(Self.firm)
        var params = AccountsRead.Params()
        params.connection = .firm
        return try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
    }

    @Test func `a firm's keys that are refused are the configuration's to mend`() async throws {
        let unknown = try await error(401)
        #expect(unknown.kind == .badCredentials && unknown.scope == "adapter" && unknown.vendorCode == "401")
        let forbidden = try await error(403)
        #expect(forbidden.kind == .badCredentials && forbidden.scope == "connection")
    }

    @Test func `an exchange that fails for now is no refusal`() async throws {
        let alpaca = FakeAlpaca { HTTPResponse(status: $0.method == "POST" ? 503 : 401) }
        let adapter = try await alpaca.adapter(Self.firm)
        var params = AccountsRead.Params()
        params.connection = .firm
        let error = try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
        #expect(error.kind == .unavailable)
    }

    @Test func `a firm without keys is told so before anybody is asked`() async throws {
        let alpaca = FakeAlpaca([:])
        let adapter = AlpacaAdapter(http: alpaca)
        var configure = Configure.Params()
        configure.config = ["api": "broker"]
        let result = try await adapter.configure(configure, .quiet)
        #expect(result.warnings.map(\.path) == ["/key_id", "/secret"])
        var params = AccountsRead.Params()
        params.connection = .firm
        let error = try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
        #expect(error.kind == .badCredentials && error.scope == "adapter" && alpaca.made.isEmpty)
    }

    @Test func `a connection of the other interface is asked to connect again`() async throws {
        let firm = try await FakeAlpaca([:]).adapter(Self.firm)
        var params = AccountsRead.Params()
        params.connection = .linked
        let one = try await adapterError { () throws(AdapterError) in try await firm.accounts(params, .quiet) }
        let trading = try await FakeAlpaca([:]).adapter([("key_id", "CK1"), ("secret", "firm")])
        params.connection = .firm
        let other = try await adapterError { () throws(AdapterError) in try await trading.accounts(params, .quiet) }
        #expect([one.kind, other.kind] == [.authRequired, .authRequired])
    }

    @Test func `the firm's keys are checked at the clock, a connection at its account`() async throws {
        let alpaca = try alpaca()
        let adapter = try await alpaca.adapter(Self.firm)
        #expect(try await adapter.check(Check.Params(), .quiet).status == "ok")
        var params = Check.Params()
        params.connection = .firm
        #expect(try await adapter.check(params, .quiet).status == "ok")
        #expect(alpaca.made.map(\.path) == ["/v1/clock", "\(Self.own)/account"])
        let refused = try await FakeAlpaca { _ in HTTPResponse(status: 401) }.adapter(Self.firm)
        #expect(try await refused.check(Check.Params(), .quiet).status == "failed")
    }

    @Test func `hosts are those of the interface and environment`() throws {
        #expect(
            AlpacaAdapter.manifest.hosts == [
                "api.alpaca.markets", "authx.alpaca.markets", "authx.sandbox.alpaca.markets",
                "broker-api.alpaca.markets", "broker-api.sandbox.alpaca.markets", "paper-api.alpaca.markets",
            ]
        )
        #expect(AlpacaAdapter.manifest.capabilities.contains("history"))
    }
}
