import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

struct PlaidHoldingsTests {
    private static let ira = "JqMLm4rJwpF6gMPJwBqdh9ZjjPvvpDcb7kDK1"
    private static let plan = "k67E4xKvMlhmleEa4pg9hlwGGNnnEeixPolGm"
    private static let exchange = "ax0xgOBYRAIqOOjeLZr0iZBb8r6K88HZXpvmq"

    private func documented() async throws -> HoldingsRead.Result {
        try await readHoldings(Fixture.response("investments_holdings_get.response.json")).result
    }

    private func only(_ reading: Reading<HoldingsRead.Result>) throws -> ReportedHolding {
        try #require(reading.result.holdings.count == 1)
        return reading.result.holdings[0]
    }

    @Test func `the documented answer adds up to its rows, whatever the accounts' totals say`() async throws {
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
        #expect(page.asOf == Timestamp(seconds: 1_795_521_600))
    }

    @Test func `only the accounts asked for are given`() async throws {
        let answer = try Fixture.response("investments_holdings_get.response.json")
        let page = try await readHoldings(answer, accounts: [Self.exchange]).result
        #expect(page.holdings.map(\.account) == [Self.exchange])
        #expect(page.cash.isEmpty)
    }

    @Test func `when the institution was last read is the holdings' time`() async throws {
        let plaid = try FakePlaid([
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

    @Test func `types, identifiers and terms come through`() async throws {
        let page = try await documented()
        let bill = try #require(page.securities.first { $0.type == .treasuryBill })
        #expect(bill.fixedIncome?.yieldRate?.description == "0.0543")
        #expect(bill.fixedIncome?.maturityDate == Day("2024-10-31"))
        #expect(bill.fixedIncome?.faceValue == Amount(100))
        #expect(bill.fixedIncome?.priceBasis == .unit)  // 10 × 94.808 = 948.08
        let fund = try #require(page.securities.first { $0.ticker == "MIPTX" })
        #expect(fund.isin == "US5771308344" && fund.cusip == "577130834" && fund.mic == "XNAS")
        let coin = try #require(page.securities.first { $0.ticker == "DOGE" })
        #expect(coin.isCashEquivalent && coin.type == .cryptocurrency)  // the flag is wrong, the type decides
        #expect(coin.closePriceAsOf == Day("2022-01-24"))
    }

    // MARK: Price and value

    @Test(arguments: [
        ("2021-04-13", nil, "2021-04-13T00:00:00Z"), (nil, nil, nil),
        ("2022-01-14", "2022-06-07T23:01:00Z", "2022-06-07T23:01:00Z"),
        (nil, "2022-06-07T00:00:00Z", "2022-06-07T00:00:00Z"), (nil, "2022-06-07T23:01:00", "2022-06-07T00:00:00Z"),
    ])
    func `a price is as of its time, else of midnight UTC of its date`(
        day: String?,
        time: String?,
        expected: String?
    ) async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("institution_price_as_of", day.map(JSONValue.string) ?? .null),
                    ("institution_price_datetime", time.map(JSONValue.string) ?? .null)
                )
            ])
        )
        #expect(try only(page).priceAsOf?.description == expected)
    }

    @Test func `the value is the institution's, though price times quantity is another`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(("quantity", 10), ("institution_price", 12), ("institution_value", 117))
            ])
        )
        let holding = try only(page)
        #expect(holding.value == Amount(117) && holding.price == Price(12) && holding.quantity == Quantity(10))
        #expect(page.log.phrases == ["The value of a holding is not its price times its quantity"])
    }

    @Test func `a rounded price is no reason for doubt`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("quantity", .number("161.4837")),
                    ("institution_price", .number("13.73")),
                    ("institution_value", .number("2217.82"))  // 13.734 × 161.4837
                )
            ])
        )
        #expect(try only(page).value?.description == "2217.82")
        #expect(page.log.phrases.isEmpty)
    }

    @Test func `a price of nothing beside a value is unknown`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([PlaidAnswers.holding(("institution_price", 0), ("institution_value", 50))])
        )
        #expect(try only(page).price == nil && only(page).value == Amount(50))
        #expect(page.log.phrases == ["A price of nothing is taken as unknown"])
    }

    @Test func `a value of nothing beside a price is unknown, unless nothing is vested`() async throws {
        let row = PlaidAnswers.holding(("quantity", 5), ("institution_price", 10), ("institution_value", 0))
        let page = try await readHoldings(PlaidAnswers.holdings([row]))
        #expect(try only(page).value == nil && only(page).price == Price(10))
        #expect(page.log.phrases == ["A value of nothing beside a price is taken as unknown"])
        let unvested = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("quantity", 5),
                    ("institution_price", 10),
                    ("institution_value", 0),
                    ("vested_quantity", 0)
                )
            ])
        )
        #expect(try only(unvested).quantity.isZero && only(unvested).value == .zero)
    }

    @Test func `nothing stated for a security with a close is unknown, and without one it is worth nothing`()
        async throws
    {
        let closed: JSONValue = [
            "security_id": "share", "type": "equity", "close_price": 7, "iso_currency_code": "USD",
        ]
        let row = PlaidAnswers.holding(("institution_price", 0), ("institution_value", 0))
        let known = try only(await readHoldings(PlaidAnswers.holdings([row], securities: [closed])))
        #expect(known.price == nil && known.value == nil)
        let worthless = try only(await readHoldings(PlaidAnswers.holdings([row])))
        #expect(worthless.price == Price(0) && worthless.value == Amount(0))
    }

    @Test func `a missing price or value is not made up`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(("institution_price", .null), ("institution_value", .null), ("quantity", 3))
            ])
        )
        let holding = try only(page)
        #expect(holding.price == nil && holding.value == nil && holding.quantity == Quantity(3))
    }

    // MARK: What a quantity counts

    @Test func `options count contracts while the price stays per share`() async throws {
        let page = try await documented()
        let security = try #require(page.securities.first { $0.type == .option })
        let holding = try #require(page.holdings.first { $0.security == security.externalID })
        #expect(holding.quantity == Quantity(100))  // 10,000 units of 100 a contract
        #expect(holding.price?.description == "0.011" && holding.value == Amount(110))
        #expect(security.option?.strike == Price(355) && security.option?.right == .call)
        #expect(security.option?.expiration == Day("2018-02-01") && security.option?.underlying == "NFLX")
    }

    @Test func `an institution that counts contracts is found out by the value`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("security_id", "option"),
                    ("quantity", 2),
                    ("institution_price", .number("3.1")),
                    ("institution_value", 620)  // 2 × 100 × 3.10
                )
            ])
        )
        #expect(try only(page).quantity == Quantity(2))
        #expect(page.log.phrases.isEmpty)
    }

    @Test func `a part of a contract is logged`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("security_id", "option"),
                    ("quantity", 20),
                    ("institution_price", .number("5.9")),
                    ("institution_value", 118)
                )
            ])
        )
        #expect(try only(page).quantity.description == "0.2")
        #expect(page.log.phrases == ["The units of an option are not whole contracts"])
    }

    @Test func `an option without terms counts a hundred units a contract`() async throws {
        let bare: JSONValue = [
            "security_id": "share", "type": "derivative", "subtype": "option", "iso_currency_code": "USD",
        ]
        let page = try await readHoldings(
            PlaidAnswers.holdings(
                [PlaidAnswers.holding(("quantity", 300), ("institution_value", 300))],
                securities: [bare]
            )
        )
        #expect(page.result.securities.map(\.type) == [.option])
        #expect(try only(page).quantity == Quantity(3))
        #expect(page.log.phrases == ["An option has no terms and counts a hundred units a contract"])
    }

    @Test(arguments: [("10000", "98.5", "9850", "percent_of_par"), ("10", "985", "9850", "unit")])
    func `a bond is priced per unit or in percent of par, as its value says`(
        quantity: String,
        price: String,
        value: String,
        basis: String
    ) async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("security_id", "bond"),
                    ("quantity", .number(quantity)),
                    ("institution_price", .number(price)),
                    ("institution_value", .number(value))
                )
            ])
        )
        #expect(page.result.securities.first?.fixedIncome?.priceBasis.rawValue ?? "unit" == basis)
        #expect(try only(page).quantity.description == quantity && only(page).value?.description == value)
    }

    @Test(arguments: [("600", true, true), ("1000", true, false), ("600", false, true), ("1000", false, false)])
    func `units that are not vested count only where the value is of them, too`(
        value: String,
        hasPrice: Bool,
        isOfVested: Bool
    ) async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("quantity", 100),
                    ("institution_price", hasPrice ? 10 : .null),
                    ("institution_value", .number(value)),
                    ("vested_quantity", 60),
                    ("vested_value", 600)
                )
            ])
        )
        #expect(try only(page).quantity == Quantity(isOfVested ? 60 : 100))
        #expect(page.log.phrases == (isOfVested ? [] : ["Units that are not vested are counted"]))
    }

    @Test(arguments: ["quantity", "value", "lots"])
    func `a short position is negative throughout, however it shows`(sign: String) async throws {
        let lot: JSONValue = ["position_type": "SHORT", "quantity": 10, "cost_basis": 120]
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(
                    ("quantity", sign == "quantity" ? -10 : 10),
                    ("institution_price", 10),
                    ("institution_value", sign == "value" ? -100 : 100),
                    ("cost_basis", 120),
                    ("tax_lots", sign == "lots" ? [lot] : [])
                )
            ])
        )
        let holding = try only(page)
        #expect(holding.side == .short && holding.quantity == Quantity(-10))
        #expect(holding.value == Amount(-100) && holding.costBasis == Amount(-120))
    }

    @Test func `two rows of one security are one holding, in each currency`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(("quantity", 2), ("institution_value", 2), ("cost_basis", 1)),
                PlaidAnswers.holding(("quantity", 3), ("institution_value", 3), ("cost_basis", 2)),
                PlaidAnswers.holding(("iso_currency_code", "EUR")),
            ])
        )
        #expect(page.result.holdings.map(\.quantity) == [Quantity(5), Quantity(1)])
        #expect(page.result.holdings.map(\.value) == [Amount(5), Amount(1)])
        #expect(page.result.holdings.map(\.costBasis) == [Amount(3), nil])
        #expect(page.result.holdings.map(\.currency) == [.usd, .eur])
    }
}
