import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

struct AlpacaOrdersTests {
    private func read(_ orders: JSONValue) async throws -> [ReportedOrder] {
        let alpaca = FakeAlpaca(["/v2/orders": .json(orders)])
        var params = OrdersRead.Params()
        params.connection = .linked
        return try await alpaca.adapter().orders(params, .quiet).orders
    }

    @Test func `orders keep the brokerage's words`() async throws {
        let orders = try await read(Fixture.json("trading/orders.json"))
        #expect(orders.map(\.symbol) == ["AAPL", "ETH/USD", "AAPL250620C00100000"])
        #expect(orders.map(\.status) == ["accepted", "pending_new", "pending_new"])
        #expect(orders.map { $0.limitPrice?.description } == ["150", "2100", "10"])
        #expect(orders.map { $0.quantity?.description } == ["2", "0.02", "2"])
        #expect(orders.map(\.timeInForce) == ["gtc", "gtc", "day"])
        #expect(orders[0].submittedAt?.description == "2023-12-12T22:31:24.577Z")
        #expect(orders.allSatisfy { $0.account == "account-1" && $0.type == "limit" && $0.side == "buy" })
    }

    @Test(arguments: ["equity", "crypto", "option", "ipo"])
    func `each documented order reads`(kind: String) async throws {
        let orders = try await read([Fixture.json("trading/order.\(kind).json")])
        #expect(orders.count == 1)
        #expect((orders[0].quantity == nil) == (kind == "ipo"))
        #expect(orders[0].notional?.description == (kind == "ipo" ? "500" : nil))
    }

    @Test func `legs follow their parent`() async throws {
        let orders = try await read([Fixture.json("trading/order.multilegoptions.json")])
        #expect(orders.map(\.symbol) == [nil, "AAPL241213C00250000", "AAPL241213C00260000"])
        let parent = try #require(orders.first)
        #expect(parent.side == nil && parent.assetClass == nil && parent.parent == nil)
        #expect(orders.dropFirst().allSatisfy { $0.parent == parent.externalID })
        #expect(orders[1].filledAveragePrice?.description == "0.43" && orders[1].filledQuantity == Quantity(3))
        #expect(parent.filledAt?.description == "2024-12-10T16:15:53.694Z")
    }

    @Test func `a full page goes on until the last one's time`() async throws {
        let order = try Fixture.json("trading/order.equity.json")
        let alpaca = FakeAlpaca { .json($0.query["until"] == nil ? [order] : []) }
        let adapter = try await alpaca.adapter()
        var params = OrdersRead.Params()
        (params.connection, params.limit, params.since) = (.linked, 1, Timestamp("2023-01-01T00:00:00Z"))
        let first = try await adapter.orders(params, .quiet)
        #expect(first.hasMore)
        params.cursor = first.nextCursor
        let second = try await adapter.orders(params, .quiet)
        #expect(!second.hasMore && second.nextCursor == nil)
        // All nine digits, or an order of the same microsecond would be lost.
        #expect(alpaca.made.last?.query["until"] == "2023-12-12T22:31:24.577215743Z")
        #expect(alpaca.made.first?.query["status"] == "all" && alpaca.made.first?.query["nested"] == "true")
        #expect(alpaca.made.first?.query["after"] == "2023-01-01T00:00:00Z")
    }
}
