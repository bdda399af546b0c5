import FolioModel
import FolioSandbox
import FolioStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct RevocationTests {
    private static let path = "/item/remove"

    /// Attempts behind which any other job has failed for good.
    private static let manyAttempts = 50

    @Test func `an access that can't be ended is tried at every start until it is, then its credentials go`()
        async throws
    {
        try await DaemonSeries.run { series in
            let client = try await series.start()
            let plaid = try await client.connectPlaid(series.place)
            try await client.ended(plaid.job)
            // Once at once, once by the job.
            series.sandbox.inject(SandboxFault(path: Self.path, effect: .rateLimited, count: 2))
            let removed = try await client.call("connections.remove", ["connection": .string(plaid.id)])["removed"]
            #expect(removed?["connection"] == 1)
            let job = try await waiting(client, attempts: 1)
            #expect(await series.stop() == 0)
            try series.withStore { store in
                let kept = try #require(try store.job(id: job))
                #expect(kept.user == nil)
                #expect(kept.payload["sealed"]?.array?.isEmpty == false)
                try store.updateJob(job) { $0.attempts = Self.manyAttempts }
            }

            series.sandbox.inject(SandboxFault(path: Self.path, effect: .rateLimited))
            #expect(try await waiting(series.start(), attempts: Self.manyAttempts + 1) == job)
            #expect(await series.stop() == 0)

            try await stopWhileTheVendorIsSilent(series, job)

            let last = try await series.start()
            let ended = try await last.ended(job)
            #expect(ended["attempts"]?.int == Self.manyAttempts + 3)
            #expect(ended["result"] == ["revoked": true])
            #expect(series.sandbox.requestCount(path: Self.path) == 5)
            #expect(await series.stop() == 0)
            let kept = try series.withStore { try $0.job(id: job) }
            #expect(kept?.payload == ["provider": "plaid"])
        }
    }

    @Test func `wrong keys do not end the attempts, and right ones end the access at once`() async throws {
        try await DaemonSeries.run { series in
            let client = try await series.start()
            let plaid = try await client.connectPlaid(series.place)
            try await client.ended(plaid.job)
            let secret = series.place.directory + "/plaid-secret"
            try Scratch.replace(secret, with: "wrong\n")
            try await client.call("system.reload")
            try await client.call("connections.remove", ["connection": .string(plaid.id)])
            let job = try await waiting(client, attempts: 1)
            #expect(try await client.call("jobs.get", ["job": .string(job)])["error"]?["code"] == "INVALID_API_KEYS")
            try Scratch.replace(secret, with: SandboxCredentials.plaidSecret + "\n")
            try await client.call("system.reload")
            try await client.ended(job)
            #expect(await series.stop() == 0)
        }
    }

    /// Waits until the revocation waits for another attempt; its id.
    private func waiting(_ client: CheckedClient, attempts: Int) async throws -> String {
        var row = JSONValue.null
        try await client.until("the revocation waits") {
            row = try await client.jobs("queued").first { $0["kind"] == "revoke" } ?? .null
            return row["attempts"]?.int == attempts && row["error"]?.isNull == false
        }
        return try #require(row["id"]?.string)
    }

    private func stopWhileTheVendorIsSilent(_ series: DaemonSeries, _ job: String) async throws {
        let asked = series.sandbox.requestCount(path: Self.path)
        series.sandbox.inject(SandboxFault(path: Self.path, effect: .never))
        let client = try await series.start()
        try await client.until(series.sandbox, isAsked: Self.path, after: asked)
        #expect(await series.stop() == 0)
        try series.withStore { store in
            let kept = try #require(try store.job(id: job))
            #expect(kept.state == .running)
            #expect(kept.payload["sealed"]?.array?.isEmpty == false)
        }
    }
}
