import FolioModel
import FolioStore
import Testing

@Suite struct OrderSymbolTests {
    private static func order(_ symbol: String, _ assetClass: String?) -> ReportedOrder {
        var order = ReportedOrder()
        (order.externalID, order.account, order.status) = (symbol, "A", "filled")
        (order.symbol, order.assetClass, order.submittedAt) = (symbol, assetClass, Timestamp("2026-02-03T15:00:00Z"))
        return order
    }

    @Test(arguments: [
        ("BTC", ["BTC/USD"]), ("BTC/USD", ["BTC/USD"]), ("btc-usd", ["BTC/USD"]), ("BTCUSD", ["BTC/USD"]),
        ("BRK.B", ["BRK.B"]), ("BRK/B", ["BRK.B"]), ("AAPL250117C00150000", ["AAPL250117C00150000"]), ("ETH", []),
    ])
    func `orders are found by their symbol in every spelling, a coin's too`(symbol: String, found: [String]) throws {
        let store = try Store.open(location: .memory)
        let connection = try store.createConnection(user: "ana", provider: "alpaca", externalID: "x")
        var account = ReportedAccount()
        (account.externalID, account.name) = ("A", "A")
        let accounts = try store.saveAccounts(
            connection: connection.id,
            [account],
            source: .brokerage,
            isComplete: true
        )
        try store.saveOrders(
            connection: connection.id,
            [
                Self.order("BTC/USD", "crypto"), Self.order("BRK.B", "us_equity"),
                Self.order("AAPL250117C00150000", "us_option"),
            ]
        )
        var query = OrderQuery(accounts: accounts.map(\.id))
        query.symbol = symbol
        #expect(try store.orders(query).orders.map(\.reported.symbol) == found)
    }
}
