import FolioModel
import FolioSandbox
import Testing

@Suite struct `Alpaca's Broker API in the sandbox` {
    private func customers(_ client: SandboxClient) throws -> [String] {
        try client.broker("/v1/accounts").json().array?.compactMap { $0["id"]?.string } ?? []
    }

    @Test func `takes the firm's keys, or a token made with them that ends after a quarter of an hour`() async throws {
        let clock = SandboxClock.manual(startingAt: try #require(Timestamp("2026-11-21T12:00:00Z")))
        try await withSandbox(clock: clock) { _, client in
            let basic = "Basic Q0tTQU5EQk9YMDAwMDAwMDAwMDE6c2FuZGJveHNlY3JldDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAy"
            #expect(try client.send("GET", "/v1/clock", headers: [("Authorization", basic)]).status == 200)
            let made = try client.firmToken().json()
            #expect(made["expires_in"] == 899)
            #expect(made["token_type"] == "Bearer")
            let bearer = [("Authorization", "Bearer \(made["access_token"]?.string ?? "")")]
            #expect(try client.send("GET", "/v1/clock", headers: bearer).status == 200)
            clock.advance(milliseconds: 900_000)
            #expect(try client.send("GET", "/v1/clock", headers: bearer).status == 401)
            #expect(try client.send("GET", "/v1/clock").status == 401)
            #expect(try client.send("POST", "/v1/oauth2/token", body: "grant_type=client_credentials").status == 401)
            #expect(try client.send("POST", "/v1/oauth2/token", body: "grant_type=password").status == 400)
            let trading = [
                ("APCA-API-KEY-ID", SandboxCredentials.alpacaKeyID),
                ("APCA-API-SECRET-KEY", SandboxCredentials.alpacaSecret),
            ]
            #expect(try client.send("GET", "/v1/accounts", headers: trading).status == 401)
        }
    }

    @Test func `shows each customer what the customer's own account holds`() async throws {
        try await withSandbox { server, client in
            let (margin, second) = (try #require(server.world.account("margin")), try customers(client))
            #expect(second.count == 2)
            let own = try client.alpaca("/v2/account").json()
            let id = try #require(own["id"]?.string)
            #expect(second.contains(id))
            let seen = try client.broker("/v1/trading/accounts/\(id)/account").json()
            #expect(seen["cash"]?.string == margin.cash.description)
            #expect(seen["equity"] == own["equity"])
            let positions = try client.broker("/v1/trading/accounts/\(id)/positions").json()
            #expect(positions == (try client.alpaca("/v2/positions").json()))
            let other = try #require(second.first { $0 != id })
            let few = try client.broker("/v1/trading/accounts/\(other)/positions").json().array ?? []
            #expect(few.compactMap { $0["symbol"]?.string } == ["AAPL", "KO"])
            #expect(try client.broker("/v1/trading/accounts/none/account").status == 404)
            #expect(try client.broker("/v1/trading/accounts/\(id)/account/activities").status == 404)
        }
    }

    @Test func `gives the activities of one customer, or of all, page by page`() async throws {
        try await withSandbox { _, client in
            func rows(_ query: String) throws -> [JSONValue] {
                var rows: [JSONValue] = []
                while true {
                    let token = rows.last?["id"]?.string.map { "&page_token=\($0)" } ?? ""
                    let path = "/v1/accounts/activities?page_size=30&direction=asc\(query)\(token)"
                    let page = try #require(try client.broker(path).json().array)
                    rows += page
                    if page.count < 30 { return rows }
                }
            }
            let accounts = try customers(client)
            let each = try accounts.map { try rows("&account_id=\($0)") }
            for (account, own) in zip(accounts, each) {
                #expect(own.allSatisfy { $0["account_id"]?.string == account })
                #expect(!own.isEmpty)
            }
            let all = try rows("")
            #expect(all.count == each[0].count + each[1].count)
            let ids = all.compactMap { $0["id"]?.string }
            #expect(ids == ids.sorted())
            #expect(Set(ids).count == ids.count)
            #expect(try client.broker("/v1/accounts/activities?account_id=none").status == 422)
            let own = try client.alpaca("/v2/account/activities?page_size=1").json().array?.first
            #expect(own?["account_id"] == nil)
        }
    }

    @Test func `counts requests and fails by customer`() async throws {
        try await withSandbox { server, client in
            let id = try #require(try client.alpaca("/v2/account").json()["id"]?.string)
            let other = try #require(try customers(client).first { $0 != id })
            server.apply(.connection(.failing(code: "40310000"), "second"))
            let answers = try [id, other].map { try client.broker("/v1/trading/accounts/\($0)/account").status }
            #expect(answers == [200, 403])
            #expect(try client.broker("/v1/accounts/activities?account_id=\(other)").status == 403)
            server.apply(.connection(.working, nil))
            #expect(try client.broker("/v1/trading/accounts/\(other)/account").status == 200)
            let endpoint = "/v1/trading/accounts/{account_id}/account"
            #expect(server.requests.count(endpoint: endpoint, connection: other) == 2)
            #expect(server.requests.count(endpoint: endpoint) == 3)
            server.inject(
                PlanRule(RequestTrigger(path: "/v1/", connection: other, count: nil), .fault(.status(500)))
            )
            let hit = try [id, other].map { try client.broker("/v1/trading/accounts/\($0)/positions").status }
            #expect(hit == [200, 500])
        }
    }

    @Test func `refuses the account's own keys while they are revoked`() async throws {
        try await withSandbox { server, client in
            server.apply(.connection(.failing(code: "40110000"), "margin"))
            let statuses = try ["/v2/account", "/v2/positions", "/v2/clock"].map { try client.alpaca($0).status }
            #expect(statuses == [401, 401, 401])
            server.apply(.connection(.working, "margin"))
            #expect(try client.alpaca("/v2/account").status == 200)
        }
    }

    @Test func `lists an account that was closed as closed`() async throws {
        try await withSandbox { server, client in
            server.apply(.world(.closing(account: "margin")))
            let status = try client.alpaca("/v2/account").json()["status"]
            #expect(status == "ACCOUNT_CLOSED")
        }
    }

    @Test func `gives a history within a day on request`() async throws {
        try await withSandbox { server, client in
            func history(_ query: String) throws -> Answer {
                try client.alpaca("/v2/account/portfolio/history?\(query)")
            }
            let hours = try history("period=1D&timeframe=1H").json()
            #expect(hours["timestamp"]?.array?.count == 14)  // two sessions of seven windows
            let margin = try #require(server.world.account("margin"))
            let last = try #require(server.world.dailyValues(of: margin).last)
            #expect(hours["equity"]?.array?.last?.figureText == last.value.rounded(to: 2).description)
            let first = try #require(hours["timestamp"]?.array?.first?.int)
            #expect(Timestamp(seconds: Int64(first)).description == "2026-11-19T14:30:00Z")
            #expect(hours["base_value_asof"] == "2026-11-18")
            let quarter = try history("period=1W").json()
            #expect(quarter["timeframe"] == "15Min")
            #expect(try history("period=3M&timeframe=5Min").status == 422)
            #expect(try history("period=1D&start=2026-11-01&end=2026-11-02").status == 422)
            #expect(try history("timeframe=2H").status == 422)
            #expect(try history("period=1D&intraday_reporting=never").status == 422)
        }
    }
}
