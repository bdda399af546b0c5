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
        // Beyond the last order, or others of its instant would be lost; and with room for that order itself.
        #expect(alpaca.made.last?.query["until"] == "2023-12-12T22:31:24.578Z")
        #expect(alpaca.made.map { $0.query["limit"] } == ["1", "2"])
        #expect(alpaca.made.first?.query["status"] == "all" && alpaca.made.first?.query["nested"] == "true")
        #expect(alpaca.made.first?.query["after"] == "2023-01-01T00:00:00Z")
    }

    /// An Alpaca with orders of these times, newest first, which leaves out the instant of `until` itself.
    private func paging(_ times: [String?]) -> FakeAlpaca { paging(times, legs: [], areLegsCounted: false) }

    /// An Alpaca whose orders have so many legs, which may count towards its limit.
    private func paging(_ times: [String?], legs: [Int], areLegsCounted: Bool) -> FakeAlpaca {
        FakeAlpaca { call in
            let until = call.query["until"] ?? "9"
            var room = Int(call.query["limit"] ?? "") ?? 0
            var rows: [JSONValue] = []
            for (index, time) in times.enumerated() where (time ?? "") < until && room > 0 {
                let count = legs.indices.contains(index) ? legs[index] : 0
                room -= areLegsCounted ? 1 + count : 1
                func order(_ id: String) -> [(String, JSONValue)] {
                    [
                        ("id", .string(id)), ("status", "filled"),
                        ("submitted_at", time.map(JSONValue.string) ?? .null),
                    ]
                }
                let children = (0..<count).map { JSONValue.object(JSONObject(order("o\(index)l\($0)"))) }
                rows.append(.object(JSONObject(order("o\(index)") + [("legs", .array(children))])))
            }
            return .json(.array(rows))
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 8, 500], [false, true])
    func `orders with legs are all read, whether or not legs count`(limit: Int, areLegsCounted: Bool) async throws {
        let second = "2026-03-02T15:00:0"
        let times = ["9", "8", "8", "7", "7", "7", "6", "5", "5", "4"].map { second + $0 + ".100Z" }
        let legs = [0, 2, 3, 0, 4, 1, 2, 2, 0, 2]
        let ids = try await drain(paging(times, legs: legs, areLegsCounted: areLegsCounted), limit: limit)
        let expected = legs.enumerated().flatMap { index, count in
            ["o\(index)"] + (0..<count).map { "o\(index)l\($0)" }
        }
        #expect(ids == expected)
    }

    @Test func `an order and the one that replaced it are both there`() async throws {
        let orders = try await read([
            ["id": "new", "status": "new", "symbol": "AAPL", "replaces": "old", "limit_price": "151"],
            ["id": "old", "status": "replaced", "symbol": "AAPL", "replaced_by": "new", "limit_price": "150"],
        ])
        #expect(orders.map(\.externalID) == ["new", "old"] && orders.map(\.status) == ["new", "replaced"])
        #expect(orders.map { $0.limitPrice?.description } == ["151", "150"])
    }

    private func drain(_ alpaca: FakeAlpaca, limit: Int) async throws -> [String] {
        let adapter = try await alpaca.adapter()
        var params = OrdersRead.Params()
        (params.connection, params.limit) = (.linked, limit)
        var ids: [String] = []
        var hasMore = true
        while hasMore {
            let page = try await adapter.orders(params, .quiet)
            ids += page.orders.map(\.externalID)
            (hasMore, params.cursor) = (page.hasMore, page.nextCursor)
            try #require(alpaca.made.count < 50)
        }
        return ids
    }

    @Test(arguments: [1, 2, 3, 4, 6, 7, 500])
    func `orders of one instant are not lost between pages`(limit: Int) async throws {
        let times = [
            "2026-03-02T15:00:00.400Z", "2026-03-02T15:00:00.123456789Z", "2026-03-02T15:00:00.123456789Z",
            "2026-03-02T15:00:00.123456789Z", "2026-03-02T15:00:00.123456788Z", "2026-03-02T15:00:00.123Z",
            "2026-03-02T14:00:00.500Z", "2026-03-02T14:00:00.500Z",
        ]
        let ids = try await drain(paging(times), limit: limit)
        #expect(ids == ["o0", "o1", "o2", "o3", "o4", "o5", "o6", "o7"])
    }

    @Test(arguments: [2, 3])
    func `an order without a time does not end the reading`(limit: Int) async throws {
        let times = ["2026-03-02T15:00:00.400Z", nil, "2026-03-02T14:00:00.500Z", "2026-03-02T13:00:00.500Z"]
        let ids = try await drain(paging(times), limit: limit)
        #expect(Set(ids) == ["o0", "o1", "o2", "o3"])
    }

    @Test func `a page without any time to go on from is an error, not the end`() async throws {
        let adapter = try await paging([nil, nil, nil]).adapter()
        var params = OrdersRead.Params()
        (params.connection, params.limit) = (.linked, 2)
        let error = try await adapterError { () throws(AdapterError) in try await adapter.orders(params, .quiet) }
        #expect(error.kind == .badVendorData)
    }
}
