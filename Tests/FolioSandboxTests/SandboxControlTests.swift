import FolioModel
import FolioSandbox
import Testing

@Suite struct `The control interface` {
    private func control(
        _ server: SandboxServer,
        _ client: SandboxClient,
        _ method: String,
        _ path: String,
        _ body: String = ""
    ) throws -> Answer {
        let headers = [("Authorization", "Bearer \(server.controlToken)")]
        return try client.send(method, "/sandbox-control/\(path)", headers: headers, body: body)
    }

    @Test func `wants the token that the sandbox printed, and counts for nothing`() async throws {
        try await withSandbox { server, client in
            #expect(server.controlToken.utf8.count == 32)
            #expect(server.usage.contains("\ncontrol_token=\(server.controlToken)\n"))
            let answers = try [
                [], [("Authorization", "Bearer x")], [("Authorization", "Basic \(server.controlToken)")],
            ]
            .map { try client.send("GET", "/sandbox-control/faults", headers: $0) }
            #expect(answers.map(\.status) == [401, 401, 401])
            #expect(try control(server, client, "GET", "faults").status == 200)
            #expect(server.requestCount() == 0)
        }
    }

    @Test func `puts rules in force, lists them, and takes them back`() async throws {
        try await withSandbox { server, client in
            let rule = #"{"path":"/v2/clock","skip":1,"count":2,"fault":{"kind":"status","status":503}}"#
            #expect(try control(server, client, "POST", "faults", rule).json() == ["id": 1])
            let always = #"{"path":"/v2/account","count":"always","fault":"garbled"}"#
            #expect(try control(server, client, "POST", "faults", always).json() == ["id": 2])
            let statuses = try (0..<3).map { _ in try client.alpaca("/v2/clock").status }
            #expect(statuses == [200, 503, 503])
            let listed = try control(server, client, "GET", "faults").json()
            #expect(listed["faults"]?.array?.compactMap { $0["id"]?.int } == [2])
            #expect(listed["faults"]?.array?.first?["rule"]?["count"] == "always")
            #expect(try control(server, client, "DELETE", "faults/2").status == 200)
            #expect(try control(server, client, "DELETE", "faults/2").status == 404)
            #expect(try client.alpaca("/v2/account").json()["status"] == "ACTIVE")
        }
    }

    @Test func `changes the world, and says what it is now and what it will be`() async throws {
        let later = PlanChange.world(.opening(account: "roth"))
        let plan = FaultPlan(stages: [.init(), .init(changes: [later])])
        try await withSandbox(plan: plan) { server, client in
            let change = #"{"kind":"arrival","account":"ira","type":"interest","amount":"1.25"}"#
            let record = try control(server, client, "POST", "changes", change).json()
            #expect(record["failure"] == .null)
            #expect(record["row"]?.int == server.world.account("ira")?.entries.last?.number)
            #expect(try control(server, client, "GET", "changes").json()["changes"]?.array == [record])
            func keys(_ path: String) throws -> [String] {
                let accounts = try control(server, client, "GET", path).json()["accounts"]?.array ?? []
                return accounts.compactMap { $0["account"]?.string }
            }
            #expect(try keys("world") == ["brokerage", "ira", "401k", "margin", "files"])
            #expect(try keys("truth") == ["brokerage", "ira", "401k", "margin", "files", "roth"])
            #expect(try control(server, client, "POST", "step").json()["stage"] == 1)
            #expect(try control(server, client, "POST", "step").status == 409)
            #expect(try keys("world").last == "roth")
            let refused = try control(server, client, "POST", "changes", #"{"kind":"closing","account":"x"}"#)
            #expect(refused.status == 422)
            #expect(try refused.json()["error"]?.string?.hasPrefix("There is no account \"x\"") == true)
        }
    }

    @Test func `runs another plan, by its JSON or its seed`() async throws {
        try await withSandbox { server, client in
            let place = try control(server, client, "POST", "plan", #"{"seed":5}"#).json()
            #expect(place["stages"]?.int == server.plan.stages.count)
            #expect(server.plan == .random(seed: 5, over: try SharedWorlds.world(seed: 7)))
            let shown = try control(server, client, "GET", "plan").json()
            let end = try control(server, client, "POST", "finish").json()
            #expect(end["pending_faults"] == 0)
            #expect(end["stage"]?.int == server.plan.stages.count - 1)
            #expect(try control(server, client, "POST", "plan", shown.text).status == 200)
            #expect(server.stage == 0)
        }
    }

    @Test func `counts requests by endpoint, connection and symbol`() async throws {
        try await withSandbox { server, client in
            let (one, two) = (JSONValue.string(try client.link()), JSONValue.string(try client.link()))
            for token in [one, two, one] { _ = try client.plaid("/item/get", ["access_token": token]) }
            for symbol in ["AAPL", "KO", "AAPL"] { _ = try client.fmp("/stable/quote?symbol=\(symbol)") }
            _ = try client.fmp("/stable/batch-quote?symbols=AAPL,KO")
            _ = try client.alpaca("/v2/positions/AAPL")
            _ = try client.alpaca("/v2/nothing/here")
            let item = try #require(try client.plaid("/item/get", ["access_token": one]).json()["item"]?["item_id"])
            let counts = server.requests
            #expect(counts.total == 14)
            #expect(counts.count(endpoint: "/item/get") == 4)
            #expect(counts.count(endpoint: "/item/get", connection: item.string) == 3)
            #expect(counts.count(symbol: "AAPL") == 4)
            #expect(counts.count(endpoint: "/stable/quote", symbol: "AAPL") == 2)
            #expect(counts.count(endpoint: "/v2/positions/{symbol}") == 1)
            #expect(counts.count(endpoint: "/v2/(unknown)") == 1)
            let query = "requests?endpoint=/stable/quote&symbol=AAPL"
            let answer = try control(server, client, "GET", query).json()
            #expect(answer["count"] == 2)
            #expect(answer["requests"]?.array?.count == 1)
            #expect(try control(server, client, "GET", "requests?path=/x").status == 400)
        }
    }

    @Test(arguments: [
        ("POST", "faults", "{", 400, "expected"), ("POST", "faults", "[]", 400, "an object is expected"),
        ("POST", "faults", #"{"path":"/v2/","fault":"nothing"}"#, 400, "fault.kind: one of"),
        ("POST", "changes", #"{"kind":"opening"}"#, 400, "account: missing"),
        ("POST", "plan", #"{"seed":-1}"#, 400, "seed: a number"), ("PUT", "plan", "{}", 404, "there is no PUT"),
        ("GET", "nothing", "", 404, "there is no GET"),
    ])
    func `refuses what it does not understand`(
        method: String,
        path: String,
        body: String,
        status: Int,
        message: String
    ) async throws {
        try await withSandbox { server, client in
            let answer = try control(server, client, method, path, body)
            #expect(answer.status == status)
            #expect(try answer.json()["error"]?.string?.contains(message) == true, "\(answer.text)")
        }
    }
}
