import FolioAdapterKit
import FolioModel
import Testing

struct PlaidCashTests {
    private func money(_ ticker: JSONValue, type: JSONValue = "cash", subtype: JSONValue = .null) -> JSONValue {
        [
            "security_id": "share", "type": type, "subtype": subtype, "ticker_symbol": ticker,
            "iso_currency_code": "USD",
        ]
    }

    @Test(arguments: ["USD", "CUR:USD", nil])
    func `money by any name is cash of its currency`(ticker: String?) async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings(
                [
                    PlaidAnswers.holding(("quantity", 5), ("institution_value", 5)),
                    PlaidAnswers.holding(("quantity", 7), ("institution_value", 7)),
                ],
                securities: [money(ticker.map(JSONValue.string) ?? .null)]
            )
        ).result
        #expect(page.holdings.isEmpty && page.securities.isEmpty)
        #expect(page.cash.map(\.amount) == [Amount(12)])
        #expect(page.cash.map(\.currency) == [.usd])
    }

    @Test(arguments: ["equity", nil])
    func `a currency after CUR is money under any type`(type: String?) async throws {
        let security = money("CUR:EUR", type: type.map(JSONValue.string) ?? .null)
        let page = try await readHoldings(
            PlaidAnswers.holdings(
                [PlaidAnswers.holding(("quantity", 100), ("institution_value", 108))],
                securities: [security]
            )
        ).result
        // The value is in dollars, so the units count.
        #expect(page.cash.map(\.currency) == [.eur] && page.cash.map(\.amount) == [Amount(100)])
    }

    @Test func `a security of type cash with another ticker is a fund, and without one by its subtype`() async throws {
        for security in [money("VMFXX"), money("FCASH"), money(.null, subtype: "mutual fund")] {
            let page = try await readHoldings(
                PlaidAnswers.holdings(
                    [PlaidAnswers.holding(("quantity", 2500), ("institution_value", 2500))],
                    securities: [security]
                )
            ).result
            #expect(page.cash.isEmpty)
            #expect(page.securities.map(\.type) == [.moneyMarketFund])
            #expect(page.holdings.map(\.quantity) == [Quantity(2500)])
        }
    }

    @Test func `a coin is never money`() async throws {
        for security in [
            money("CUR:BTC"), money("BTC"), money("CUR:BTC", type: .null), money("CUR:SHIB", type: "other"),
        ] {
            let page = try await readHoldings(
                PlaidAnswers.holdings([PlaidAnswers.holding()], securities: [security])
            ).result
            #expect(page.cash.isEmpty && page.securities.map(\.type) == [.cryptocurrency])
        }
    }

    @Test func `a ticker that is a currency's code is money only where the type says cash`() async throws {
        let page = try await readHoldings(
            PlaidAnswers.holdings([PlaidAnswers.holding()], securities: [money("USD", type: "etf")])
        ).result
        #expect(page.cash.isEmpty && page.securities.map(\.ticker) == ["USD"])
    }

    // MARK: Balances

    /// Cash of an account with a share worth 900 and perhaps 100 of money, by its balances.
    private func cash(
        current: JSONValue,
        available: JSONValue = .null,
        loan: JSONValue = .null,
        money: JSONValue? = nil,
        fund: JSONValue? = nil
    ) async throws -> (cash: [String], phrases: [String]) {
        var rows = [PlaidAnswers.holding(("institution_value", 900), ("institution_price", 900))]
        for (security, value) in [("dollar", money), ("fund", fund)] {
            guard let value else { continue }
            rows.append(
                PlaidAnswers.holding(
                    ("security_id", .string(security)),
                    ("quantity", value),
                    ("institution_value", value)
                )
            )
        }
        let account = PlaidAnswers.account([
            ("current", current), ("available", available), ("margin_loan_amount", loan),
        ])
        let page = try await readHoldings(PlaidAnswers.holdings(rows, account: account))
        return (page.result.cash.map(\.amount.description), page.log.phrases)
    }

    private static let counted = "Money is counted that only an account's balances name"
    private static let unclear = "An account's balances name money that its holdings do not explain"

    @Test func `money that is a row is not counted again from the balances`() async throws {
        let both = try await cash(current: 1000, available: 100, money: 100)
        #expect(both.cash == ["100"] && both.phrases.isEmpty)
    }

    @Test func `money that only the balances name counts where the total proves it`() async throws {
        let proved = try await cash(current: .number("1000.01"), available: 100)
        #expect(proved.cash == ["100"] && proved.phrases == [Self.counted])
        let unproved = try await cash(current: 1050, available: 100)
        #expect(unproved.cash.isEmpty && unproved.phrases == [Self.unclear])
        let included = try await cash(current: 900, available: 900)
        #expect(included.cash.isEmpty && included.phrases.isEmpty)
    }

    @Test(arguments: [250, -250])
    func `a loan counts where the total proves that the rows leave it out`(loan: Int) async throws {
        let beside = try await cash(current: 650, loan: .int(loan))
        #expect(beside.cash == ["-250"] && beside.phrases == [Self.counted])
        let withMoney = try await cash(current: 750, loan: .int(loan), money: 100)
        #expect(withMoney.cash == ["-150"])
        let bothMissing = try await cash(current: 750, available: 100, loan: .int(loan))
        #expect(bothMissing.cash == ["-150"])
        let inside = try await cash(current: 650, loan: .int(loan), money: -250)
        #expect(inside.cash == ["-250"] && inside.phrases.isEmpty)
        for current: JSONValue in [1234, .null] {
            let unknown = try await cash(current: current, loan: .int(loan))
            #expect(unknown.cash.isEmpty && unknown.phrases == [Self.unclear])
        }
    }

    @Test func `money and the fund it is swept into are one where the total says so`() async throws {
        let once = try await cash(current: 1000, money: 100, fund: 100)
        #expect(once.cash.isEmpty)
        #expect(once.phrases == ["Money that an account lists twice is counted once"])
        let twice = try await cash(current: 1100, money: 100, fund: 100)
        #expect(twice.cash == ["100"] && twice.phrases.isEmpty)
    }

    @Test func `a total in another currency than the rows' proves nothing`() async throws {
        let rows = [
            PlaidAnswers.holding(("institution_value", 900), ("institution_price", 900), ("iso_currency_code", "EUR"))
        ]
        let account = PlaidAnswers.account([("current", 1000), ("available", 100)])
        let page = try await readHoldings(PlaidAnswers.holdings(rows, account: account)).result
        #expect(page.cash.isEmpty)
    }
}
