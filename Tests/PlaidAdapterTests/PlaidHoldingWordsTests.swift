import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

/// Words and members that are new, and rows that cannot be read.
struct PlaidHoldingWordsTests {
    private func only(_ reading: Reading<HoldingsRead.Result>) throws -> ReportedHolding {
        try #require(reading.result.holdings.count == 1)
        return reading.result.holdings[0]
    }

    @Test func `pence stay pence, by the row's own code`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([
                PlaidAnswers.holding(("iso_currency_code", .null), ("unofficial_currency_code", "gbx"))
            ])
        )
        #expect(try only(page).currency.code == "GBX")
    }

    @Test func `a proxy is another security and stays unused`() async throws {
        let own: JSONValue = [
            "security_id": "share", "type": "mutual fund", "ticker_symbol": .null, "name": "Plan fund",
            "proxy_security_id": "proxy", "iso_currency_code": "USD",
        ]
        let proxy: JSONValue = [
            "security_id": "proxy", "type": "mutual fund", "ticker_symbol": "VFIAX", "iso_currency_code": "USD",
        ]
        let page = try await readHoldings(
            PlaidAnswers.holdings([PlaidAnswers.holding()], securities: [own, proxy])
        )
        #expect(page.result.securities.map(\.externalID) == ["share"])
        #expect(page.result.securities.map(\.ticker) == [nil])
        #expect(page.result.securities.map(\.name) == ["Plan fund"])
    }

    @Test func `words and members that are new do not stop the reading, and are logged`() async throws {
        let security: JSONValue = [
            "security_id": "share", "type": "hologram", "subtype": "shiny", "hue": [1, 2], "iso_currency_code": "USD",
            "option_contract": .null,
        ]
        let page = try await readHoldings(
            PlaidAnswers.holdings([PlaidAnswers.holding(("mood", "calm"))], securities: [security])
        )
        #expect(page.result.securities.map(\.type) == [.other])
        #expect(
            page.log.lines.map(\.fields) == [
                ["object": "security", "member": "hue"], ["member": "securities.subtype", "word": "shiny"],
                ["member": "securities.type", "word": "hologram"], ["object": "holding", "member": "mood"],
            ]
        )
        #expect(Set(page.log.lines.map(\.level)) == ["info"])
    }

    @Test func `a row of an account that is not listed counts nothing, and is logged`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([PlaidAnswers.holding(("account_id", "elsewhere")), PlaidAnswers.holding()])
        )
        #expect(page.result.holdings.map(\.account) == ["a"])
        #expect(page.log.phrases == ["A row is of an account that the answer does not list"])
    }

    @Test func `terms of an option that cannot be read give way to its symbol`() async throws {
        let option: JSONValue = [
            "security_id": "share", "type": "derivative", "ticker_symbol": "AAPL250620C00100000",
            "iso_currency_code": "USD",
            "option_contract": [
                "contract_type": "straddle", "expiration_date": "2025-06-20", "strike_price": 1,
                "underlying_security_ticker": "AAPL",
            ],
        ]
        let page = try await readHoldings(
            PlaidAnswers.holdings([PlaidAnswers.holding(("quantity", 100))], securities: [option])
        )
        #expect(page.result.securities.first?.option?.strike == Price(100))
        #expect(page.log.lines.first?.fields["word"] == "straddle")
    }

    @Test(arguments: [
        ("quantity", JSONValue.null, "holdings[0].quantity"), ("quantity", "many", "holdings[0].quantity"),
        ("security_id", "elsewhere", "holdings[0].security_id"),
        ("institution_price_as_of", "soon", "holdings[0].institution_price_as_of"),
        ("quantity", .number("1e30"), "holdings[0].quantity"),
    ])
    func `a row that cannot be read names its place`(member: String, value: JSONValue, place: String) async throws {
        let plaid = try FakePlaid([
            "/investments/holdings/get": PlaidAnswers.holdings([PlaidAnswers.holding((member, value))])
        ])
        let adapter = try await plaid.adapter()
        var params = HoldingsRead.Params()
        params.connection = .linked
        let error = try await adapterError { () throws(AdapterError) in try await adapter.holdings(params, .quiet) }
        #expect(error.kind == .badVendorData)
        #expect(error.message.contains(place))
    }
}
