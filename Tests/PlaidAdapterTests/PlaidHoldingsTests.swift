import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

struct PlaidHoldingsTests {
    private static let ira = "JqMLm4rJwpF6gMPJwBqdh9ZjjPvvpDcb7kDK1"
    private static let plan = "k67E4xKvMlhmleEa4pg9hlwGGNnnEeixPolGm"
    private static let exchange = "ax0xgOBYRAIqOOjeLZr0iZBb8r6K88HZXpvmq"

    private func holdings(_ answer: HTTPResponse, accounts: [String]? = nil) async throws -> HoldingsRead.Result {
        let plaid = FakePlaid(["/investments/holdings/get": answer])
        var params = HoldingsRead.Params()
        (params.connection, params.accounts) = (.linked, accounts)
        return try await plaid.adapter().holdings(params, .quiet)
    }

    private func documented() async throws -> HoldingsRead.Result {
        try await holdings(Fixture.response("investments_holdings_get.response.json"))
    }

    @Test func `the documented answer adds up to the accounts' values`() async throws {
        let page = try await documented()
        var totals: [String: Amount] = [:]
        for holding in page.holdings {
            totals[holding.account] = try (totals[holding.account] ?? .zero) + #require(holding.value)
        }
        for cash in page.cash { totals[cash.account] = try (totals[cash.account] ?? .zero) + cash.amount }
        #expect(
            totals.mapValues(\.description) == [
                Self.ira: "110.01", Self.plan: "15326.6955", Self.exchange: "4437.35905",
            ]
        )
        #expect(page.counts == HoldingCounts(of: page))
        #expect(page.holdings.count == 7 && page.securities.count == 7)
        #expect(page.asOf == Timestamp(seconds: 1_795_521_600))
    }

    @Test func `cash is reported once and never as a holding`() async throws {
        let page = try await documented()
        #expect(page.cash.map(\.account) == [Self.ira, Self.plan])
        #expect(page.cash.map(\.amount.description) == ["0.01", "12345.67"])
        #expect(!page.securities.contains { $0.type == .cash })
    }

    @Test func `options count contracts while the price stays per share`() async throws {
        let page = try await documented()
        let security = try #require(page.securities.first { $0.type == .option })
        let holding = try #require(page.holdings.first { $0.security == security.externalID })
        #expect(holding.quantity == Quantity(100))  // 10,000 units of 100 a contract
        #expect(holding.price?.description == "0.011")
        #expect(holding.value == Amount(110))
        #expect(security.ticker == "NFLX180201C00355000")
        #expect(security.option?.strike == Price(355))
        #expect(security.option?.right == .call)
        #expect(security.option?.expiration == Day("2018-02-01"))
        #expect(security.option?.underlying == "NFLX")
        #expect(security.option?.multiplier == 100)
    }

    @Test func `types, identifiers and terms come through`() async throws {
        let page = try await documented()
        let types = Dictionary(page.securities.map { ($0.ticker ?? $0.cusip ?? "", $0.type) }) { $1 }
        #expect(
            types == [
                "NFLX180201C00355000": .option, "MIPTX": .mutualFund, "ACHN": .stock, "DBLTX": .mutualFund,
                "NHX105509": .etf, "912797HE0": .treasuryBill, "DOGE": .cryptocurrency,
            ]
        )
        let bill = try #require(page.securities.first { $0.type == .treasuryBill })
        #expect(bill.fixedIncome?.yieldRate?.description == "0.0543")
        #expect(bill.fixedIncome?.maturityDate == Day("2024-10-31"))
        #expect(bill.fixedIncome?.faceValue == Amount(100))
        #expect(bill.fixedIncome?.priceBasis == .unit)  // 10 × 94.808 = 948.08
        let fund = try #require(page.securities.first { $0.ticker == "MIPTX" })
        #expect(fund.isin == "US5771308344" && fund.cusip == "577130834" && fund.mic == "XNAS")
    }

    @Test func `a price is as of midnight UTC of its date, or of its instant where given`() async throws {
        let page = try await documented()
        let fund = try #require(page.holdings.first { $0.price == Price(27) })
        #expect(fund.priceAsOf?.description == "2021-04-13T00:00:00Z")
        let coin = try #require(page.holdings.first { $0.account == Self.exchange })
        #expect(coin.priceAsOf?.description == "2022-06-07T23:01:00Z")
        #expect(coin.price?.description == "0.177494362")
    }

    @Test func `only the accounts asked for are given`() async throws {
        let answer = try Fixture.response("investments_holdings_get.response.json")
        let page = try await holdings(answer, accounts: [Self.exchange])
        #expect(page.holdings.map(\.account) == [Self.exchange])
        #expect(page.cash.isEmpty)
    }

    @Test func `the guide's sample without newer fields reads the same`() async throws {
        let page = try await holdings(Fixture.response("investments_holdings_get.guide-sample.response.json"))
        #expect(page.holdings.map(\.quantity.description) == ["100", "23.567"])
        #expect(page.holdings.allSatisfy { $0.priceAsOf == nil })
    }

    @Test func `when the institution was last read is the holdings' time`() async throws {
        let plaid = FakePlaid([
            "/investments/holdings/get": try Fixture.response("investments_holdings_get.response.json"),
            "/item/get": .json([
                "item": ["item_id": "item-1"],
                "status": ["investments": ["last_successful_update": "2026-11-23T21:30:00.500Z"]],
            ]),
        ])
        var params = HoldingsRead.Params()
        params.connection = .linked
        let page = try await plaid.adapter().holdings(params, .quiet)
        #expect(page.asOf?.description == "2026-11-23T21:30:00.500Z")
    }

    private func page(_ security: JSONValue, _ holdings: JSONValue...) async throws -> HoldingsRead.Result {
        try await self.holdings(
            .json([
                "accounts": [["account_id": "a", "type": "investment", "balances": ["iso_currency_code": "USD"]]],
                "securities": [security], "holdings": .array(holdings),
            ])
        )
    }

    private func row(_ quantity: JSONValue, _ value: JSONValue, _ more: [(String, JSONValue)] = []) -> JSONValue {
        .object(
            JSONObject(
                [
                    ("account_id", "a"), ("security_id", "s"), ("quantity", quantity), ("institution_value", value),
                    ("institution_price", 1), ("cost_basis", .null), ("iso_currency_code", "USD"),
                ] + more
            )
        )
    }

    private func cash(_ ticker: JSONValue, currency: JSONValue = "USD") -> JSONValue {
        ["security_id": "s", "type": "cash", "ticker_symbol": ticker, "iso_currency_code": currency]
    }

    @Test(arguments: ["USD", "CUR:USD", nil])
    func `money by any name is cash of its currency`(ticker: String?) async throws {
        let page = try await page(cash(ticker.map(JSONValue.string) ?? .null), row(5, 5), row(7, 7))
        #expect(page.holdings.isEmpty)
        #expect(page.cash.map(\.amount) == [Amount(12)])
        #expect(page.cash.first?.currency == .usd)
    }

    @Test func `foreign money counts units of its own currency`() async throws {
        let page = try await page(cash("EUR"), row(100, 108))
        #expect(page.cash.map(\.currency) == [.eur])
        #expect(page.cash.map(\.amount) == [Amount(100)])
    }

    @Test func `a money market fund is a holding that counts as cash`() async throws {
        let page = try await page(cash("VMFXX"), row(2500, 2500))
        #expect(page.cash.isEmpty)
        #expect(page.securities.map(\.type) == [.moneyMarketFund])
        #expect(page.holdings.map(\.quantity) == [Quantity(2500)])
    }

    @Test func `a short position is negative throughout`() async throws {
        let security: JSONValue = ["security_id": "s", "type": "equity", "ticker_symbol": "X"]
        let page = try await page(security, row(-10, 100, [("cost_basis", 120)]))
        let holding = try #require(page.holdings.first)
        #expect(holding.side == .short && holding.quantity == Quantity(-10))
        #expect(holding.value == Amount(-100) && holding.costBasis == Amount(-120))
    }

    @Test func `a bond in percent of par says so`() async throws {
        let security: JSONValue = ["security_id": "s", "type": "fixed income", "subtype": "bond"]
        let page = try await page(security, row(10_000, 9_850, [("institution_price", .number("98.5"))]))
        #expect(page.securities.first?.fixedIncome?.priceBasis == .percentOfPar)
    }

    @Test func `words that are new do not stop the reading`() async throws {
        let security: JSONValue = ["security_id": "s", "type": "hologram", "subtype": "shiny", "new": [1, 2]]
        let page = try await page(
            security,
            row(1, 1, [("unofficial_currency_code", "gbx"), ("iso_currency_code", .null)])
        )
        #expect(page.securities.map(\.type) == [.other])
        #expect(page.holdings.first?.currency.code == "GBX")
    }

    @Test func `a row that cannot be read names its place`() async throws {
        let error = try await adapterError { () throws(AdapterError) in
            do {
                return try await page(["security_id": "other", "type": "equity"], row(1, 1))
            } catch let error as AdapterError {
                throw error
            } catch {
                throw AdapterError(.internalError, "\(error)")
            }
        }
        #expect(error.kind == .badVendorData)
        #expect(error.message.contains("holdings[0].security_id"))
    }
}
