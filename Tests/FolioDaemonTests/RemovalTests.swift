import FolioModel
import FolioSandbox
import Testing

@Suite(.timeLimit(.minutes(5))) struct RemovalTests {
    private static let path = "/item/remove"

    @Test func `of two removals at once one removes, and the other finds nothing`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let plaid = try await client.connectPlaid(daemon.place)
            try await client.ended(plaid.job)
            daemon.sandbox.inject(SandboxFault(path: Self.path, effect: .delayed(milliseconds: 500)))
            let params: JSONValue = ["connection": .string(plaid.id)]
            async let first = client.code("connections.remove", params)
            try await client.until(daemon.sandbox, isAsked: Self.path)
            // Nothing new is started for it meanwhile.
            #expect(try await client.code("connections.refresh", params) == -32001)
            async let second = client.code("connections.remove", params)
            #expect(try await second == -32001)
            #expect(try await client.call("connections.list")["connections"] == [])
            #expect(try await first == 0)
            #expect(daemon.sandbox.requestCount(path: Self.path) == 1)
            #expect(try await client.call("accounts.list")["total_accounts"] == 0)
            #expect(try await client.jobs("queued") + client.jobs("running") == [])
            #expect(try await client.call("store.check")["ok"] == true)
        }
    }

    @Test func `a user goes while one of its connections is being removed`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            try await client.call("users.set", ["user": "ana"])
            let plaid = try await client.connectPlaid(daemon.place, user: "ana")
            try await client.ended(plaid.job)
            daemon.sandbox.inject(SandboxFault(path: Self.path, effect: .delayed(milliseconds: 500)))
            async let connection = client.code("connections.remove", ["user": "ana", "connection": .string(plaid.id)])
            try await client.until(daemon.sandbox, isAsked: Self.path)
            #expect(try await client.code("users.remove", ["user": "ana"]) == 0)
            #expect(try await connection == 0)
            #expect(daemon.sandbox.requestCount(path: Self.path) == 1)
            let users = try #require(try await client.call("users.list")["users"]?.array)
            #expect(users.map { $0["user"] } == ["default"])
            #expect(try await client.call("store.check")["ok"] == true)
        }
    }
}
