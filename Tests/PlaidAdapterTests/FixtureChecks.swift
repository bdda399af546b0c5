import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

/// What each documented example has to come to.
enum FixtureChecks {
    typealias Check = @Sendable () async throws -> Void

    /// The check of a file; `nil` where there is none.
    static func check(of file: String) -> Check? {
        if let check = named[file] { return check }
        guard file.hasPrefix("errors/") else { return nil }
        return { try await error(file) }
    }

    static let named: [String: Check] = [
        "accounts_get.response.json": accounts,
        "errors/index.json": errorIndex,
        "institutions_get_by_id.response.json": institution,
        "investments_holdings_get.response.json": holdings,
        "investments_holdings_get.guide-sample.response.json": holdingsOfTheGuide,
        "investments_refresh.response.json": refresh,
        "investments_transactions_get.response.json": transactions,
        "investments_transactions_get.guide-sample.response.json": transactionsOfTheGuide,
        "item_get.response.json": item,
        "item_public_token_exchange.response.json": exchange,
        "item_remove.response.json": removal,
        "item_webhook_update.response.json": webhookUpdate,
        "link_token_create.response.json": linkToken,
        "link_token_get.response.json": linkSession,
        "requests/investments_holdings_get.request.json": holdingsRequest,
        "requests/investments_transactions_get.request.json": transactionsRequest,
        "requests/link_token_create.update_mode.request.json": repairRequest,
        "requests/link_token_create.update_mode_account_selection.request.json": selectionRequest,
        "sandbox_custom_user.brokerage.json": customUser,
    ]

    // MARK: Accounts, holdings, transactions

    @Sendable private static func accounts() async throws {
        let plaid = try FakePlaid(["/accounts/get": try Fixture.response("accounts_get.response.json")])
        var params = AccountsRead.Params()
        params.connection = .linked
        let result = try await plaid.adapter().accounts(params, .quiet)
        // The checking account and the student loan are no investments.
        #expect(
            result.accounts.map(NormalForm.line) == ["6Pdjj Plaid 401k ·6666 investment/401k current 23631.9805 USD"]
        )
        #expect(result.institution == Institution(id: "ins_117650", name: "Royal Bank of Plaid"))
        #expect(result.isComplete && !result.accounts[0].tradable)
    }

    @Sendable private static func holdings() async throws {
        let read = try await readHoldings(Fixture.response("investments_holdings_get.response.json"))
        #expect(
            NormalForm.lines(read.result) == [
                "KDwjl stock ACHN XNAS 00448Q201 US00448Q2012 Achillion Pharmaceuticals Inc. close 2.11 USD",
                "NDVQr mutual_fund DBLTX XNAS 258620103 US2586201038 DoubleLine Total Return Bond Fund close 10.42 USD",
                "8E4L9 option NFLX180201C00355000 XNAS Nflx Feb 01'18 $355 Call close 0.011 2021-04-13 USD "
                    + "call NFLX 355 2018-02-01 ×100",
                "JDdP7 mutual_fund MIPTX XNAS 577130834 US5771308344 Matthews Pacific Tiger Fund Insti Class close 27 USD",
                "nnmo8 etf NHX105509 XNAS NH PORTFOLIO 1055 (FIDELITY INDEX) close 13.73 USD",
                "Lxe4y treasury_bill 912797HE0 US Treasury Bill - 5.43% 31/10/2024 USD 100 close 94.808 2023-11-02 USD "
                    + "unit face 100 yield 0.0543 from 2023-11-02 to 2024-10-31",
                "vLRMV cryptocurrency DOGE XNAS Dogecoin cash equivalent close 0.140034616 2022-01-24 USD",
                "k67E4 holds long 1 KDwjl at 2.11 2021-04-13T00:00:00Z worth 2.11 for 1.5 USD",
                "k67E4 holds long 2 NDVQr at 10.42 2021-04-13T00:00:00Z worth 20.84 for 10 USD",
                "JqMLm holds long 100 8E4L9 at 0.011 2021-04-13T00:00:00Z worth 110 for 0.01 USD",
                "k67E4 holds long 23.567 JDdP7 at 27 2021-04-13T00:00:00Z worth 636.309 for 23 USD",
                "k67E4 holds long 100.05 nnmo8 at 13.73 2021-04-13T00:00:00Z worth 1373.6865 for 15 USD",
                "k67E4 holds long 10 Lxe4y at 94.808 2021-04-13T00:00:00Z worth 948.08 for 948.08 USD",
                "ax0xg holds long 25000 vLRMV at 0.177494362 2022-06-07T23:01:00Z worth 4437.35905 for 92.47 USD",
                "JqMLm has 0.01 USD",
                "k67E4 has 12345.67 USD",
            ]
        )
        // The 401k's two costs per unit stand against the bill's total; the exchange's balance is no sum of its rows.
        let mayBePerUnit = "A cost may be per unit and is read as total"
        let unclear = "An account's balances name money that its holdings do not explain"
        #expect(read.log.phrases == [mayBePerUnit, mayBePerUnit, mayBePerUnit, unclear])
    }

    @Sendable private static func holdingsOfTheGuide() async throws {
        let read = try await readHoldings(Fixture.response("investments_holdings_get.guide-sample.response.json"))
        #expect(
            NormalForm.lines(read.result) == [
                "8E4L9 option NFLX180201C00355000 XNAS Nflx Feb 01'18 $355 Call close 0.011 USD call NFLX 355 2018-02-01 ×100",
                "JDdP7 mutual_fund MIPTX XNAS 577130834 US5771308344 Matthews Pacific Tiger Fund Insti Class close 27 USD",
                "JqMLm holds long 100 8E4L9 at 0.011 worth 110 for 0.01 USD",
                "k67E4 holds long 23.567 JDdP7 at 27 worth 636.309 for 23 USD",
            ]
        )
    }

    @Sendable private static func transactions() async throws {
        let read = try await readTransactions(Fixture.response("investments_transactions_get.response.json"))
        #expect(
            NormalForm.lines(read.result) == [
                "eW4jm stock SBSI XNAS 84470P109 US84470P1093 Southside Bancshares Inc. close 34.73 USD",
                "JDdP7 mutual_fund MIPTX XNAS 577130834 US5771308344 Matthews Pacific Tiger Fund Insti Class close 27 USD",
                "NDVQr mutual_fund DBLTX XNAS 258620103 US2586201038 DoubleLine Total Return Bond Fund close 10.42 USD",
                "oq99P rz99e 2020-05-29 dividend cash/dividend eW4jm units 0 cash 8.72 USD INCOME DIV DIVIDEND RECEIVED",
                "pK99j rz99e 2020-05-28 2020-05-28T15:10:09Z sell sell/sell JDdP7 units -47.741042429929 at 27.53 cash 1289.01 "
                    + "fees 7.99 USD SELL Matthews Pacific Tiger Fund Insti Class",
                "LKoo1 rz99e 2020-05-27 2020-05-27T17:23:22Z buy buy/buy NDVQr units 0.738801474973 at 10.42 cash -15.69 "
                    + "fees 7.99 USD BUY DoubleLine Total Return Bond Fund",
            ]
        )
        #expect(read.result.window?.isAuthoritative == true && !read.result.hasMore)
        // The sale: 47.741 × 27.53 is 1314.31, less the fees 1306.32. The purchase: 0.7388 × 10.42 is 7.70, fees besides.
        #expect(read.log.phrases == ["Fees are neither inside nor outside the amount by the price"])
    }

    @Sendable private static func transactionsOfTheGuide() async throws {
        // Its count is 2 for 3 rows, and one security is not described: no row is lost.
        let read = try await readTransactions(
            Fixture.response("investments_transactions_get.guide-sample.response.json")
        )
        #expect(
            NormalForm.lines(read.result) == [
                "JDdP7 mutual_fund MIPTX XNAS 577130834 US5771308344 Matthews Pacific Tiger Fund Insti Class close 27 USD",
                "NDVQr mutual_fund DBLTX XNAS 258620103 US2586201038 DoubleLine Total Return Bond Fund close 10.42 USD",
                "oq99P rz99e 2020-05-29 dividend cash/dividend units 0 cash 8.72 USD INCOME DIV DIVIDEND RECEIVED",
                "pK99j rz99e 2020-05-28 sell sell/sell JDdP7 units -47.741042429929 at 27.53 cash 1289.01 fees 7.99 USD "
                    + "SELL Matthews Pacific Tiger Fund Insti Class",
                "LKoo1 rz99e 2020-05-27 buy buy/buy NDVQr units 0.738801474973 at 10.42 cash -15.69 fees 7.99 USD "
                    + "BUY DoubleLine Total Return Bond Fund",
            ]
        )
        #expect(read.result.window?.isAuthoritative == true && !read.result.hasMore)
    }

    /// The sample is what a tester hands to Plaid, so its holdings are put into the form in which Plaid hands them back;
    /// its transactions say too little of amounts for that.
    @Sendable private static func customUser() async throws {
        let sample = try Fixture.json("sandbox_custom_user.brokerage.json")
        let rows = try #require(sample["override_accounts"]?.array?.first?["holdings"]?.array)
        var (securities, holdings): ([JSONValue], [JSONValue]) = ([], [])
        for row in rows {
            let ticker = row["security"]?["ticker_symbol"] ?? .null
            let quantity = try #require(row["quantity"]?.figureText.flatMap { Quantity(exactly: $0) })
            let price = try #require(row["institution_price"]?.figureText.flatMap { Price(exactly: $0) })
            securities.append(["security_id": ticker, "ticker_symbol": ticker, "iso_currency_code": "USD"])
            holdings.append(
                PlaidAnswers.holding(
                    ("security_id", ticker),
                    ("quantity", row["quantity"] ?? .null),
                    ("institution_price", row["institution_price"] ?? .null),
                    ("institution_price_as_of", row["institution_price_as_of"] ?? .null),
                    ("institution_value", .number(try (quantity * price).description)),
                    ("cost_basis", row["cost_basis"] ?? .null)
                )
            )
        }
        let read = try await readHoldings(PlaidAnswers.holdings(holdings, securities: securities))
        #expect(read.result.securities.filter { $0.type != .other }.map(\.ticker) == ["BTC", "F241108C00005000"])
        // Costs are of one unit there, so each is multiplied; but for the coin's, which is like the value itself.
        #expect(
            Array(NormalForm.lines(read.result).dropFirst(rows.count)) == [
                "a holds long 12 AAPL at 140.4 2026-06-03T00:00:00Z worth 1684.8 USD",
                "a holds long 10 PAGP at 10.43 2025-09-02T00:00:00Z worth 104.3 for 104.3 USD",
                "a holds long 8 GOOGL at 2228.23 2025-10-07T00:00:00Z worth 17825.84 for 17825.84 USD",
                "a holds long 17 CHD at 91.78 2025-10-23T00:00:00Z worth 1560.26 for 1560.26 USD",
                "a holds long 100 AMZN at 108.6 2025-12-13T00:00:00Z worth 10860 for 10860 USD",
                "a holds long 5 TDY at 369.82 2026-01-09T00:00:00Z worth 1849.1 for 146.8 USD",
                "a holds long 0.00293644 CUR:B at 19999.54 2026-01-22T00:00:00Z worth 58.7274492376 for 120.03 USD",
                "a holds long 20 AMC at 13.35 2026-08-22T00:00:00Z worth 267 for 267 USD",
                "a holds long 12 BIO at 495.72 2026-02-01T00:00:00Z worth 5948.64 for 5948.64 USD",
                "a holds long 20 F at 11.43 2026-02-18T00:00:00Z worth 228.6 for 228.6 USD",
                "a holds long 23 TSLA at 670.81 2026-01-20T00:00:00Z worth 15428.63 for 15428.63 USD",
                "a holds long 9 GPRO at 5.51 2025-08-26T00:00:00Z worth 49.59 for 49.59 USD",
                "a holds long 3 PAYX at 114.07 2025-09-27T00:00:00Z worth 342.21 for 342.21 USD",
                "a holds long 19 XEL at 70.04 2025-11-07T00:00:00Z worth 1330.76 for 1330.76 USD",
                "a holds long 30 MRNA at 142.99 2025-12-16T00:00:00Z worth 4289.7 for 4289.7 USD",
                "a holds long 11 D at 78.85 2025-12-28T00:00:00Z worth 867.35 for 867.35 USD",
                "a holds long 13 T at 20.83 2026-02-06T00:00:00Z worth 270.79 for 270.79 USD",
                "a holds long 0.2 F2411 at 5.9 2025-09-21T00:00:00Z worth 118 for 118 USD",
            ]
        )
    }

    // MARK: Items and links

    @Sendable private static func item() async throws {
        let plaid = try FakePlaid(["/item/get": try Fixture.response("item_get.response.json")])
        var params = LinkComplete.Params()
        params.connection = .linked
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.externalID == "Ed6bjNrDLJfGvZWwnkQlfxwoNz54B5C97ejBr")
        #expect(result.institution == Institution(id: "ins_109508", name: "First Platypus Bank"))
        #expect(result.consentExpiresAt?.description == "2024-03-16T15:53:00Z")
        #expect(result.credentials == ["access_token": "access-sandbox-1"])
    }

    @Sendable private static func exchange() async throws {
        let plaid = try FakePlaid([
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json")
        ])
        var params = LinkComplete.Params()
        params.publicToken = "public-sandbox-1"
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.credentials == ["access_token": "access-sandbox-de3ce8ef-33f8-452c-a685-8671031fc0f6"])
        #expect(result.externalID == "M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op")
        #expect(plaid.made.first?.body == ["public_token": "public-sandbox-1"])
    }

    @Sendable private static func removal() async throws {
        let plaid = try FakePlaid(["/item/remove": try Fixture.response("item_remove.response.json")])
        var params = Disconnect.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().disconnect(params, .quiet).revoked == true)
        #expect(plaid.made.first?.body == ["access_token": "access-sandbox-1"])
    }

    @Sendable private static func institution() async throws {
        let plaid = try FakePlaid([
            "/item/get": .json(["item": ["item_id": "i", "institution_id": "ins_109512"]]),
            "/institutions/get_by_id": try Fixture.response("institutions_get_by_id.response.json"),
        ])
        var params = LinkComplete.Params()
        params.connection = .linked
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.institution == Institution(id: "ins_109512", name: "Houndstooth Bank"))
        #expect(plaid.made.last?.body == ["institution_id": "ins_109512", "country_codes": ["US"]])
    }

    @Sendable private static func webhookUpdate() async throws {
        let plaid = try FakePlaid([
            "/item/get": .json(["item": ["item_id": "i", "webhook": .null]]),
            "/accounts/get": .json(["accounts": []]),
            "/item/webhook/update": try Fixture.response("item_webhook_update.response.json"),
        ])
        var params = AccountsRead.Params()
        params.connection = .linked
        let log = LogBook()
        _ = try await plaid.adapter([("webhook_url", "https://folio.example/")]).accounts(params, log.context)
        #expect(plaid.made.last?.body == ["access_token": "access-sandbox-1", "webhook": "https://folio.example/"])
        #expect(plaid.paths.last == "/item/webhook/update" && log.lines.isEmpty)
    }

    @Sendable private static func refresh() async throws {
        let plaid = try FakePlaid(["/investments/refresh": try Fixture.response("investments_refresh.response.json")])
        var params = RefreshRequest.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().requestRefresh(params, .quiet) == RefreshRequest.Result())
    }

    @Sendable private static func linkToken() async throws {
        let plaid = try FakePlaid(["/link/token/create": try Fixture.response("link_token_create.response.json")])
        let result = try await plaid.adapter().beginLink(LinkBegin.Params(), .quiet)
        #expect(result.flow == .hosted && result.hostedURL == nil)
        #expect(result.linkToken == "link-sandbox-af1a0311-da53-4636-b754-dd15cc058176")
        #expect(result.expiresAt?.description == "2020-03-27T12:56:34Z")
    }

    @Sendable private static func linkSession() async throws {
        let plaid = try FakePlaid([
            "/link/token/create": try Fixture.response("link_token_create.response.json"),
            "/link/token/get": try Fixture.response("link_token_get.response.json"),
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json"),
        ])
        let adapter = try await plaid.adapter()
        var params = LinkComplete.Params()
        params.state = try await adapter.beginLink(LinkBegin.Params(), .quiet).state
        _ = try await adapter.completeLink(params, .quiet)
        #expect(plaid.made[1].body == ["link_token": "link-sandbox-af1a0311-da53-4636-b754-dd15cc058176"])
        #expect(
            plaid.made[2].body == ["public_token": "public-sandbox-3b9687f0-3abd-4913-9889-f0ba816d4a3a"]
        )
    }
}
