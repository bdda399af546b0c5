import FolioModel
import FolioSandbox
import Testing

@Suite struct `Alpaca's sandbox` {
    @Test func `answers in the documented shapes`() async throws {
        try await withSandbox { _, client in
            try expectShape(of: try client.alpaca("/v2/account"), "alpaca/trading/account.json")
            try expectShape(of: try client.alpaca("/v2/positions"), "alpaca/trading/positions.json")
            try expectShape(of: try client.alpaca("/v2/assets/AAPL"), "alpaca/trading/asset.json")
            try expectShape(of: try client.alpaca("/v2/clock"), "alpaca/trading/clock.json")
            try expectShape(
                of: try client.alpaca("/v2/calendar?start=2025-01-02&end=2025-01-02"),
                "alpaca/trading/calendar.json"
            )
            try expectShape(
                of: try client.alpaca("/v2/account/portfolio/history?period=7D&timeframe=1D"),
                "alpaca/trading/portfolio_history.query-1d-7d.json"
            )
            try expectShape(
                of: try client.alpaca("/v2/stocks/snapshots?symbols=AAPL,TSLA,NONE"),
                "alpaca/data/stocks_snapshots.json"
            )
            let bars = try client.alpaca("/v2/stocks/bars?symbols=AAPL&start=2026-10-01&end=2026-10-31&limit=5")
            try expectShape(of: bars, "alpaca/data/stocks_bars.json")
            let orders = try client.alpaca("/v2/orders?status=all&limit=500")
            let documented = Shape([try fixture("alpaca/trading/order.equity.json")])
            let found = Shape(try #require(try orders.json().array)).differences(
                from: documented,
                nullable: [".limit_price"],
                ignoring: []
            )
            #expect(found == [])
        }
    }

    @Test func `gives trades and other activities in their documented shapes`() async throws {
        try await withSandbox { _, client in
            let rows = try allActivities(client)
            let documented = try #require(try fixture("alpaca/trading/activities.json").array)
            let fills = rows.filter { $0["activity_type"] == "FILL" }
            #expect(
                Shape(fills).differences(from: Shape([documented[0]]), nullable: [], ignoring: []) == []
            )
            let dividends = rows.filter { $0["activity_type"] == "DIV" }
            #expect(
                Shape(dividends).differences(from: Shape([documented[1]]), nullable: [], ignoring: []) == []
            )
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

    @Test func `pages orders by the time of the last`() async throws {
        try await withSandbox { _, client in
            let all = try client.alpaca("/v2/orders?status=all&limit=500").json().array ?? []
            #expect(all.count > 20)
            let first = try client.alpaca("/v2/orders?status=all&limit=3").json().array ?? []
            let last = try #require(first.last?["submitted_at"]?.string)
            let next = try client.alpaca("/v2/orders?status=all&limit=3&until=\(last)").json().array ?? []
            #expect(next.first?["id"] == all[3]["id"])
            let open = try client.alpaca("/v2/orders").json().array ?? []
            #expect(open.compactMap { $0["symbol"]?.string } == ["NVDA", "VTI"])
        }
    }
}
