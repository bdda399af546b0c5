import FolioModel
import FolioSandbox
import Foundation
import Testing

@Suite struct `A fault plan` {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `is the same for the same seed, and survives its JSON`(seed: UInt64) throws {
        let world = try SharedWorlds.world(seed: 7)
        var options = RandomPlan()
        (options.takesTime, options.closesAccounts, options.failsConnections) = (true, true, true)
        let plan = FaultPlan.random(seed: seed, over: world, options)
        #expect(plan == FaultPlan.random(seed: seed, over: world, options))
        #expect(plan != FaultPlan.random(seed: seed + 1, over: world, options))
        #expect((2...4).contains(plan.stages.count))
        #expect(try FaultPlan(parsing: Array(plan.json.text.utf8)) == plan)
    }

    @Test func `is read from a file`() throws {
        let plan = FaultPlan.random(seed: 3, over: try SharedWorlds.world(seed: 7))
        let path = FileManager.default.temporaryDirectory.path + "/plan-\(UInt64.random(in: 0...UInt64.max)).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(plan.json.text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(try FaultPlan(file: path) == plan)
        let error = #expect(throws: WireError.self) { try FaultPlan(file: path + ".none") }
        #expect(error?.description == "the file can't be read (error 2)")
    }

    @Test func `random ones hold, over many seeds, every fault that ends and every change`() throws {
        let world = try SharedWorlds.world(seed: 7)
        let plans = (0..<200 as Range<UInt64>).map { FaultPlan.random(seed: $0, over: world) }
        let kinds = plans.flatMap(\.stages).flatMap(\.rules).compactMap { rule -> String? in
            guard case .fault(let effect) = rule.action else { return nil }
            #expect(rule.trigger.count != nil)
            return effect.json["kind"]?.string
        }
        let expected: Set = [
            "status", "error", "rate_limited", "truncated", "garbled", "cut_off", "html", "plain_text", "empty",
            "disconnected",
            "repeated_rows",
        ]
        #expect(Set(kinds) == expected)
        let changes = plans.flatMap(\.stages).flatMap { $0.changes + $0.rules.compactMap(\.action.change) }
        #expect(Set(changes.compactMap { $0.json["kind"]?.string }) == ["arrival", "removal", "correction", "opening"])
    }

    @Test(arguments: [
        ("[", "expected at byte"), ("[]", "an object is expected, not an array"),
        (#"{"stage":[]}"#, "stage: unknown key, did you mean \"stages\"?"),
        (#"{"stages":[{"rules":[{"path":"/a"}]}]}"#, "stages[0].rules[0]: either \"fault\" or \"change\" is expected"),
        (
            #"{"stages":[{"rules":[{"path":"/a","falt":"silent"}]}]}"#,
            "rules[0].falt: unknown key, did you mean \"fault\"?"
        ),
        (#"{"stages":[{"rules":[{"path":"/a","fault":"garble"}]}]}"#, "stages[0].rules[0].fault.kind: one of"),
        (
            #"{"stages":[{"rules":[{"path":"/accounts/get","fault":{"kind":"error","code":"ITEM_LOGIN_REQUIRE"}}]}]}"#,
            "stages[0].rules[0].fault.code: the vendor of /accounts/get has no error \"ITEM_LOGIN_REQUIRE\", did you mean"
        ),
        (
            #"{"stages":[{"rules":[{"fault":{"kind":"error","code":"x"}}]}]}"#,
            "stages[0].rules[0].fault: an error by name"
        ),
        (#"{"stages":[{"rules":[{"fault":{"kind":"status"}}]}]}"#, "stages[0].rules[0].fault.status: missing"),
        (
            #"{"stages":[{"rules":[{"fault":{"kind":"status","status":700}}]}]}"#,
            "stages[0].rules[0].fault.status: a number"
        ),
        (
            #"{"stages":[{"rules":[{"fault":{"kind":"silent","status":500}}]}]}"#,
            "stages[0].rules[0].fault.status: unknown"
        ),
        (#"{"stages":[{"rules":[{"count":0,"fault":"silent"}]}]}"#, "stages[0].rules[0].count: a number from 1"),
        (
            #"{"stages":[{"changes":[{"kind":"removal","account":"ira"}]}]}"#,
            "stages[0].changes[0]: either \"row\" or \"recent\" is expected"
        ),
        (
            #"{"stages":[{"changes":[{"kind":"failing","code":"X"}]}]}"#,
            "stages[0].changes[0].code: no vendor documents"
        ),
    ])
    func `that is wrong is refused, and the place named`(text: String, message: String) throws {
        let error = #expect(throws: WireError.self) { try FaultPlan(parsing: Array(text.utf8)) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `leads to its truth, however far its clients come`(seed: UInt64) async throws {
        let plan = FaultPlan.random(seed: seed, over: try SharedWorlds.world(seed: seed % 4))
        try await withSandbox(seed: seed % 4, plan: plan) { server, client in
            let token = JSONValue.string(try client.link())
            repeat {
                for _ in 0..<Int(seed % 5) {
                    _ = try? client.plaid(
                        "/investments/transactions/get",
                        ["access_token": token, "start_date": "2026-10-01", "end_date": "2026-11-30"]
                    )
                    _ = try? client.alpaca("/v2/account/activities")
                }
                if seed % 3 == 0 { break }
            } while server.step()
            let truth = server.truth()
            server.finish()
            #expect(server.pendingFaults == 0)
            #expect(server.stage == plan.stages.count - 1)
            #expect(server.world.accounts.map(\.entries) == truth.accounts.map(\.entries))
            #expect(server.world.accounts.map(\.holdings) == truth.accounts.map(\.holdings))
            try expectSettled(truth)
        }
    }

    @Test func `stages come one after the other, and end the rules of the one before`() async throws {
        let first = PlanRule(RequestTrigger(path: "/v2/clock", count: nil), .fault(.status(500)))
        let second = PlanRule(RequestTrigger(path: "/v2/clock"), .fault(.status(503)))
        let plan = FaultPlan(stages: [
            .init(rules: [first]),
            .init(changes: [.world(.opening(account: "roth")), .world(.closing(account: "none"))], rules: [second]),
        ])
        try await withSandbox(plan: plan) { server, client in
            let statuses = try (0..<2).map { _ in try client.alpaca("/v2/clock").status }
            #expect(statuses == [500, 500])
            #expect(server.step())
            #expect(server.world.account("roth") != nil)
            #expect(
                server.changes.map(\.failure) == [
                    nil, "There is no account \"none\"; there are brokerage, ira, 401k, margin, files, roth.",
                ]
            )
            #expect(server.changes.map(\.request) == [2, 2])
            #expect(try client.alpaca("/v2/clock").status == 503)
            #expect(try client.alpaca("/v2/clock").status == 200)
            #expect(!server.step())
        }
    }

    @Test func `a fault that stands back for an earlier one comes with the next request`() async throws {
        try await withSandbox { server, client in
            server.inject(SandboxFault(path: "/v2/", effect: .status(500)))
            server.inject(SandboxFault(path: "/v2/clock", effect: .status(503)))
            #expect(server.pendingFaults == 2)
            let statuses = try (0..<3).map { _ in try client.alpaca("/v2/clock").status }
            #expect(statuses == [500, 503, 200])
        }
    }

    @Test func `rules hit the n-th request, each n-th, one connection, one symbol`() async throws {
        try await withSandbox { server, client in
            let statuses = { (path: String) in try (0..<6).map { _ in try client.fmp(path).status } }
            server.inject(PlanRule(RequestTrigger(path: "/stable/quote", skip: 2), .fault(.status(500))))
            #expect(try statuses("/stable/quote?symbol=AAPL") == [200, 200, 500, 200, 200, 200])
            server.inject(
                PlanRule(RequestTrigger(path: "/stable/quote", skip: 1, every: 2, count: 2), .fault(.status(500)))
            )
            #expect(try statuses("/stable/quote?symbol=AAPL") == [200, 500, 200, 500, 200, 200])
            server.inject(PlanRule(RequestTrigger(path: "/stable/", symbol: "KO", count: nil), .fault(.status(500))))
            #expect(try client.fmp("/stable/batch-quote?symbols=AAPL,KO").status == 500)
            #expect(try client.fmp("/stable/quote?symbol=AAPL").status == 200)
            let (one, two) = (JSONValue.string(try client.link()), JSONValue.string(try client.link()))
            server.inject(
                PlanRule(RequestTrigger(path: "/item/get", connection: "plaid-2"), .fault(.error("ITEM_NOT_FOUND")))
            )
            #expect(try client.plaid("/item/get", ["access_token": one]).status == 200)
            #expect(try client.plaid("/item/get", ["access_token": two]).json()["error_code"] == "ITEM_NOT_FOUND")
        }
    }

    @Test func `a row that arrives between two pages shifts the second`() async throws {
        let change = PlanChange.world(.arrival(account: "401k", NewRow(.buy, of: "VFIAX", units: Quantity(1))))
        let rule = PlanRule(RequestTrigger(path: "/investments/transactions/get", skip: 1), .change(change))
        try await withSandbox(plan: FaultPlan(stages: [.init(rules: [rule])])) { server, client in
            let token = JSONValue.string(try client.link())
            func page(_ offset: Int) throws -> (ids: [String], total: Int?) {
                let answer = try client.plaid(
                    "/investments/transactions/get",
                    [
                        "access_token": token, "start_date": "2024-11-01", "end_date": "2026-11-30",
                        "options": ["count": 10, "offset": .int(offset)],
                    ]
                ).json()
                let rows = answer["investment_transactions"]?.array ?? []
                return (
                    rows.compactMap { $0["investment_transaction_id"]?.string },
                    answer["total_investment_transactions"]?.int
                )
            }
            let (first, second) = (try page(0), try page(10))
            #expect(second.total == first.total.map { $0 + 1 })
            #expect(second.ids.first == first.ids.last)
            #expect(server.changes.map(\.request) == [4])  // two requests made the item, this page was the second
        }
    }
}
