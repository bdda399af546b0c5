import FolioModel
import FolioSandbox
import Testing

@Suite struct `Alpaca's sandbox` {
    @Test func `gives trades and other activities`() async throws {
        try await withSandbox { _, client in
            let rows = try allActivities(client)
            let dividends = rows.filter { $0["activity_type"] == "DIV" }
            for row in dividends {
                let shares: Quantity = try row.figure("qty")
                let each: Price = try row.figure("per_share_amount")
                let paid: Amount = try row.figure("net_amount")
                let product = try (shares * each).rounded(to: 2)
                #expect(product == paid)
            }
            let types = Set(rows.compactMap { $0["activity_type"]?.string })
            #expect(types == ["FILL", "DIV", "INT", "FEE", "CSD", "CSW", "SPLIT", "OPEXP"])
            let split = rows.filter { $0["activity_type"] == "SPLIT" }
            #expect(split.compactMap { $0["qty"]?.string }.count == 2)
            #expect(split[0]["group_id"] == split[1]["group_id"])
        }
    }

    private func allActivities(_ client: SandboxClient, query: String = "") throws -> [JSONValue] {
        var rows: [JSONValue] = []
        while true {
            let token = rows.last?["id"]?.string.map { "&page_token=\($0)" } ?? ""
            let page = try #require(
                try client.alpaca("/v2/account/activities?page_size=17\(query)\(token)").json().array
            )
            rows += page
            if page.count < 17 { return rows }
        }
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `activities lead to the cash and positions reported`(seed: UInt64) async throws {
        try await withSandbox(seed: seed) { _, client in
            var cash = Amount.zero
            var held: [String: Quantity] = [:]
            for row in try allActivities(client, query: "&direction=asc") {
                let symbol = row["symbol"]?.string?.filter { $0 != "/" }
                let quantity = row["qty"]?.string.flatMap { Quantity(exactly: $0) } ?? .zero
                switch row["activity_type"]?.string {
                case "FILL":
                    let key = try #require(symbol)
                    let price = try row.figure("price") as Price
                    let isOption = key.utf8.count > 15
                    let signed = row["side"] == "buy" ? quantity : -quantity
                    held[key] = try (held[key] ?? .zero) + signed
                    cash = try cash - (signed * price).times(isOption ? 100 : 1).rounded(to: 2)
                case "SPLIT", "OPEXP":
                    let key = try #require(symbol)
                    held[key] = try (held[key] ?? .zero) + quantity
                default:
                    cash = try cash + (try row.figure("net_amount") as Amount)
                }
            }
            #expect(try client.alpaca("/v2/account").json()["cash"]?.string == cash.description)
            let positions = try #require(try client.alpaca("/v2/positions").json().array)
            held = held.filter { !$0.value.isZero }
            #expect(positions.count == held.count)
            for position in positions {
                let symbol = try #require(position["symbol"]?.string)
                #expect(position["qty"]?.string == held[symbol]?.description)
                #expect(position["side"] == (held[symbol]?.isNegative == true ? "short" : "long"))
            }
        }
    }

    @Test func `account figures add up and end the portfolio's history`() async throws {
        try await withSandbox { server, client in
            let account = try client.alpaca("/v2/account").json()
            func figure(_ name: String) throws -> Amount {
                try account.figure(name) as Amount
            }
            let parts = try figure("cash") + figure("long_market_value") + figure("short_market_value")
            #expect(try figure("equity") == parts)
            #expect(try figure("short_market_value").isNegative)
            let history = try client.alpaca("/v2/account/portfolio/history?period=2A&timeframe=1D").json()
            #expect(history["equity"]?.array?.last?.figureText == parts.rounded(to: 2).description)
            let stamps = try #require(history["timestamp"]?.array)
            #expect(stamps.count == history["equity"]?.array?.count)
            let last = Timestamp(seconds: Int64(try #require(stamps.last?.int)))
            #expect(last.newYorkDay == server.world.lastDay)
        }
    }

    @Test func `filters activities by type, time and direction`() async throws {
        try await withSandbox { _, client in
            let dividends = try client.alpaca("/v2/account/activities/DIV").json().array ?? []
            #expect(!dividends.isEmpty)
            #expect(dividends.allSatisfy { $0["activity_type"] == "DIV" })
            let transfers = try client.alpaca("/v2/account/activities?activity_types=TRANS").json().array ?? []
            #expect(Set(transfers.compactMap { $0["activity_type"]?.string }) == ["CSD", "CSW"])
            let bounded =
                try client.alpaca(
                    "/v2/account/activities?after=2025-06-01T00:00:00Z&until=2025-07-01&direction=asc"
                ).json().array ?? []
            let ids = bounded.compactMap { $0["id"]?.string }
            #expect(!ids.isEmpty)
            #expect(ids == ids.sorted())
            #expect(ids.allSatisfy { $0.hasPrefix("202506") })
        }
    }

    @Test func `refuses and misses in the documented way`() async throws {
        try await withSandbox { _, client in
            let refused = try client.send("GET", "/v2/account", headers: [("APCA-API-KEY-ID", "x")])
            #expect(refused.status == 401)
            #expect(try refused.json()["code"] == 40_110_000)
            let missing = try client.alpaca("/v2/positions/NONE")
            #expect(missing.status == 404)
            #expect(try missing.json()["code"] == 40_410_000)
            #expect(try client.alpaca("/v2/orders?status=x").status == 422)
            #expect(try client.alpaca("/v2/account/activities?page_size=101").status == 422)
            #expect(refused.headers["x-ratelimit-limit"] == "1000")
            #expect(try client.alpaca("/v2/positions/BTCUSD").status == 200)
            #expect(try client.alpaca("/v2/assets/BTC%2FUSD").json()["class"] == "crypto")
        }
    }

    @Test func `rolls legs up into their order, or lists them beside it`() async throws {
        try await withSandbox { _, client in
            let nested = try client.alpaca("/v2/orders?status=all&limit=500&nested=true").json().array ?? []
            let flat = try client.alpaca("/v2/orders?status=all&limit=500").json().array ?? []
            #expect(flat.count == nested.count + 4)
            #expect(flat.allSatisfy { $0["legs"] == .null })
            let parents = nested.filter { $0["legs"] != .null }
            #expect(parents.map { $0["order_class"] } == ["bracket", "mleg"])
            let bracket = try #require(parents[0]["legs"]?.array)
            #expect(bracket.map { $0["status"] } == ["held", "held"])
            #expect(bracket.map { $0["type"] } == ["limit", "stop"])
            let spread = try #require(parents[1]["legs"]?.array)
            #expect([parents[1]["symbol"], parents[1]["side"], parents[1]["asset_class"]] == ["", "", ""])
            #expect(spread.map { $0["position_intent"] } == ["buy_to_open", "sell_to_open"])
            let ids = Set(flat.compactMap { $0["id"] })
            #expect(ids.isSuperset(of: (bracket + spread).compactMap { $0["id"] }))
            #expect(try client.alpaca("/v2/orders?before_order_id=a&after_order_id=b").status == 422)
            #expect(try client.alpaca("/v2/orders?before_order_id=a").status == 404)
        }
    }

    @Test func `pages orders by the time of the last`() async throws {
        try await withSandbox { _, client in
            func orders(_ query: String) throws -> [JSONValue] {
                try client.alpaca("/v2/orders?nested=true&\(query)").json().array ?? []
            }
            let all = try orders("status=all&limit=500")
            #expect(all.count > 20)
            let first = try orders("status=all&limit=3")
            let last = try #require(first.last?["submitted_at"]?.string)
            #expect(try orders("status=all&limit=3&until=\(last)").first?["id"] == all[3]["id"])
            let id = try #require(first.last?["id"]?.string)
            #expect(try orders("status=all&limit=3&before_order_id=\(id)").first?["id"] == all[3]["id"])
            #expect(try orders("status=all&limit=2&after_order_id=\(id)&direction=desc") == Array(all[..<2]))
            #expect(try orders("").compactMap { $0["symbol"]?.string } == ["NVDA", "VTI", "KO"])
        }
    }
}
