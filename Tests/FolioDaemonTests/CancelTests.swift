import FolioModel
import FolioSandbox
import FolioStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct CancelTests {
    /// Waits until a job of that kind is under way; its id.
    private func running(_ client: CheckedClient, _ kind: String) async throws -> String {
        var job: JSONValue?
        try await client.until("the job runs") {
            job = try await client.jobs("running").first { $0["kind"]?.string == kind }
            return job != nil
        }
        return try #require(job?["id"]?.string)
    }

    private func cancel(_ client: CheckedClient, _ job: String) async throws {
        #expect(try await client.call("jobs.cancel", ["job": .string(job)])["cancelled"] == true)
        let row = try await client.ended(job, as: "cancelled")
        #expect(row["error"]?["code"] == "cancelled")
        #expect(try await client.call("jobs.cancel", ["job": .string(job)])["cancelled"] == false)
    }

    @Test func `a cancelled refresh answers who waits for it, of one connection and of all`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let plaid = try await client.connectPlaid(daemon.place)
            try await client.ended(plaid.job)
            let path = "/accounts/get"
            var asked = daemon.sandbox.requestCount(path: path)
            daemon.sandbox.inject(SandboxFault(path: path, effect: .never))
            async let all = client.refusal("connections.refresh", ["wait": true])
            try await client.until(daemon.sandbox, isAsked: path, after: asked)
            let refresh = try await running(client, "refresh")
            let sync = try await running(client, "sync")
            try await cancel(client, refresh)
            let refusal = try await all
            #expect(refusal.code == -32004)
            #expect(refusal.data["code"] == "cancelled")
            #expect(refusal.data["retryable"] == false)

            // What it had started goes on, and is cancelled by itself.
            #expect(try await client.call("jobs.get", ["job": .string(sync)])["state"] == "running")
            let params: JSONValue = ["connection": .string(plaid.id)]
            let conflict = try await client.refusal("connections.refresh", params)
            #expect(conflict.data["job"]?.string == sync)
            try await cancel(client, sync)

            asked = daemon.sandbox.requestCount(path: path)
            daemon.sandbox.inject(SandboxFault(path: path, effect: .never))
            async let one = client.refusal("connections.refresh", ["connection": .string(plaid.id), "wait": true])
            try await client.until(daemon.sandbox, isAsked: path, after: asked)
            try await cancel(client, try await running(client, "sync"))
            let data = try await one.data
            #expect(data["adapter"] == "plaid")
            #expect(data["connection"]?.string == plaid.id)
            #expect(data["code"] == "cancelled")
            #expect(try await client.connection(plaid.id)["status"] == "active")
            #expect(try await client.code("jobs.cancel", ["job": "j_none"]) == -32001)
            try await client.call("connections.refresh", ["connection": .string(plaid.id), "wait": true])
        }
    }

    @Test func `a connecting of configured keys is cancelled, and made with the next reload`() async throws {
        try await DaemonSeries.run { series in
            let secret = series.place.directory + "/alpaca-secret"
            try Scratch.write(SandboxCredentials.alpacaSecret + "\n", to: secret)
            let keys = "alpaca: {key_id: \(SandboxCredentials.alpacaKeyID), secret_file: \(secret), "
            let text = series.place.text(mode: "hybrid").replacing("alpaca: {", with: keys)
            try Scratch.replace(series.place.configuration, with: text)
            series.sandbox.inject(SandboxFault(path: "/v2/account", effect: .never))
            let client = try await series.start()
            try await client.until(series.sandbox, isAsked: "/v2/account")
            try await cancel(client, try await running(client, "adopt"))
            #expect(try await client.call("connections.list")["connections"] == [])
            try await client.call("system.reload")
            try await client.until("the account is connected") {
                try await client.call("connections.list")["connections"]?.array?.first?["status"] == "active"
            }
            #expect(await series.stop() == 0)
        }
    }

    @Test(arguments: [SandboxFault.Effect.never, .rateLimited])
    func `a cancelled revocation keeps no credentials, whether it ran or waited`(
        effect: SandboxFault.Effect
    ) async throws {
        try await DaemonSeries.run { series in
            let client = try await series.start()
            let plaid = try await client.connectPlaid(series.place)
            try await client.ended(plaid.job)
            series.sandbox.inject(SandboxFault(path: "/item/remove", effect: .rateLimited))
            series.sandbox.inject(SandboxFault(path: "/item/remove", effect: effect))
            try await client.call("connections.remove", ["connection": .string(plaid.id)])
            var job: JSONValue = .null
            try await client.until("the revocation has been tried") {
                job = try await client.call("jobs.list")["jobs"]?.array?.first { $0["kind"] == "revoke" } ?? .null
                return job["state"] == "running" || job["error"]?.isNull == false
            }
            let id = try #require(job["id"]?.string)
            try await cancel(client, id)
            #expect(await series.stop() == 0)
            let kept = try series.withStore { try $0.job(id: id) }
            #expect(kept?.payload == ["provider": "plaid"])
        }
    }
}
