import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

/// Coins, their fees, and bonds: what is neither a share nor an option.
struct AlpacaCoinTests {
    private func read(_ row: JSONValue) async throws -> TransactionsRead.Result {
        var params = TransactionsRead.Params()
        params.connection = .linked
        return try await FakeAlpaca(["/v2/account/activities": .json([row])]).adapter().transactions(params, .quiet)
    }

    private func fill(_ symbol: String, _ side: String, _ quantity: String, _ price: String) -> JSONValue {
        [
            "activity_type": "FILL", "id": "1", "symbol": .string(symbol), "side": .string(side),
            "qty": .string(quantity), "price": .string(price), "order_id": "o1",
            "transaction_time": "2026-03-02T20:00:00Z",
        ]
    }

    /// The documented row: a fee taken of the coin that was bought.
    @Test(arguments: ["ETHUSD", "ETH/USD", "ETH"])
    func `the fee of a coin's purchase is in units of the coin`(symbol: String) async throws {
        let page = try await read([
            "id": "20220812000000000::53be51ba-46f9-43de-b81f-576f241dc680", "activity_type": "CFEE",
            "date": "2022-08-12", "net_amount": "0", "description": "Coin Pair Transaction Fee (Non USD)",
            "symbol": .string(symbol), "qty": "-0.000195", "price": "1884.5", "status": "executed",
        ])
        let fee = try #require(page.added.first)
        #expect(fee.type == .fee && fee.quantityDelta.description == "-0.000195" && fee.cashDelta.isZero)
        #expect(fee.price?.description == "1884.5" && fee.security == "ETH/USD")
        #expect(page.securities.map(\.type) == [.cryptocurrency] && page.securities.map(\.ticker) == ["ETH"])
    }

    @Test func `the fee of a coin's sale is money`() async throws {
        let page = try await read([
            "id": "1", "activity_type": "CFEE", "date": "2026-09-24", "net_amount": "-0.02", "currency": "USD",
            "description": "Coin Pair Transaction Fee (USD)", "status": "executed",
        ])
        #expect(page.added.map(\.type) == [.fee] && page.added.map(\.cashDelta.description) == ["-0.02"])
        #expect(page.added.map(\.security) == [nil])
    }

    @Test func `a price of nothing is no price`() async throws {
        let page = try await read([
            "id": "1", "activity_type": "CFEE", "date": "2026-09-24", "net_amount": "0", "symbol": "UNIUSD",
            "qty": "-0.03", "price": "0", "status": "executed",
        ])
        #expect(page.added.map(\.price) == [nil] && page.added.map(\.quantityDelta.description) == ["-0.03"])
    }

    @Test(arguments: [
        ("ETH/BTC", "buy", "ETH/USD", "2", "BTC/USD", "-0.07", "buy", "sell"),
        ("ETHBTC", "sell", "ETH/USD", "-2", "BTC/USD", "0.07", "sell", "buy"),
        ("BTC/USDT", "buy", "BTC/USD", "2", "USDT/USD", "-0.07", "buy", "sell"),
    ])
    func `a coin for a coin moves no money`(
        symbol: String,
        side: String,
        coin: String,
        units: String,
        payment: String,
        paid: String,
        type: String,
        paymentType: String
    ) async throws {
        let page = try await read(fill(symbol, side, "2", "0.035"))
        #expect(page.added.map(\.security) == [coin, payment])
        #expect(page.added.map(\.quantityDelta.description) == [units, paid])
        #expect(page.added.map(\.type.rawValue) == [type, paymentType])
        #expect(page.added.allSatisfy { $0.cashDelta.isZero && $0.price == nil && $0.group == "o1" })
        #expect(page.added.map(\.externalID) == ["1", "1/\(payment)"])
        #expect(page.securities.allSatisfy { $0.type == .cryptocurrency && $0.currency == .usd })
    }

    @Test func `a coin for a coin that is taken back goes with its payment`() async throws {
        guard case .object(var row) = fill("ETH/BTC", "buy", "2", "0.035") else { return }
        row["type"] = "trade_bust"
        let page = try await read(.object(row))
        #expect(page.added.isEmpty && page.removed.map(\.externalID) == ["1", "1/BTC/USD"])
    }

    @Test func `a bond is priced in percent of its face`() async throws {
        let page = try await read(fill("912797MS3", "buy", "1000", "98.5"))
        #expect(page.added.map(\.cashDelta.description) == ["-985"])
        #expect(page.securities.map(\.type) == [.bond] && page.securities.map(\.cusip) == ["912797MS3"])
        #expect(page.securities.map { $0.fixedIncome?.priceBasis } == [.percentOfPar])
    }

    @Test func `a class of shares is no pair of coins`() async throws {
        let page = try await read(fill("BRK/B", "buy", "1", "400"))
        #expect(page.securities.map(\.type) == [.stock] && page.added.map(\.cashDelta.description) == ["-400"])
    }

    @Test(arguments: [
        ("OPTRD", "AAPL", "200", "-30000", "90", nil),  // an example of the documentation: the strike is 150
        ("OPTRD", "AAPL", "200", "-30000", "150", "150"), ("OPTRD", "AAPL", "200", "-30000.04", "150", "150"),
        ("FIMAT", "912797MS3", "-1000", "1000", "100", "100"),
        ("JNLS", "AAPL", "0.00911", "5.81", "638.2799", "638.2799"), ("DIV", "AAPL", "100", "24", "0.24", nil),
    ])
    func `a price that the money contradicts is dropped`(
        type: String,
        symbol: String,
        quantity: String,
        amount: String,
        price: String,
        expected: String?
    ) async throws {
        let page = try await read([
            "activity_type": .string(type), "id": "1", "date": "2026-03-02", "symbol": .string(symbol),
            "qty": .string(quantity), "net_amount": .string(amount), "price": .string(price), "status": "executed",
        ])
        #expect(page.added.map { $0.price?.description } == [expected])
    }
}
