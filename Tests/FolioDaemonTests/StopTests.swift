import FolioModel
import FolioSandbox
import FolioStore
import Glibc
import Testing

@Suite(.timeLimit(.minutes(5))) struct StopTests {
    @Test func `a stop while the vendor is silent answers who waits, and the next daemon refreshes`() async throws {
        try await DaemonSeries.run { series in
            let client = try await series.start()
            let plaid = try await client.connectPlaid(series.place)
            try await client.ended(plaid.job)
            let path = "/accounts/get"
            let asked = series.sandbox.requestCount(path: path)
            series.sandbox.inject(SandboxFault(path: path, effect: .never))
            async let one = client.refusal("connections.refresh", ["connection": .string(plaid.id), "wait": true])
            try await client.until(series.sandbox, isAsked: path, after: asked)
            async let all = client.refusal("connections.refresh", ["wait": true])
            var jobs: [JSONValue] = []
            try await client.until("the refresh of all waits, too") {
                jobs = try await client.jobs("running").filter { $0["kind"] != "history" }
                return jobs.count == 2
            }
            #expect(await series.stop() == 0)
            #expect(try await [one, all].map(\.code) == [-32008, -32008])

            let next = try await series.start()
            #expect(Set(jobs.map { $0["kind"] }) == ["sync", "refresh"])
            for job in jobs {
                let ended = try await next.ended(try #require(job["id"]?.string))
                #expect(ended["attempts"] == 2)
            }
            #expect(try await next.connection(plaid.id)["error"]?.isNull == true)
            #expect(await series.stop() == 0)
        }
    }

    @Test func `an adapter that does not react to anything is killed when the daemon stops`() async throws {
        try await DaemonSeries.run { series in
            let client = try await series.start()
            let plaid = try await client.connectPlaid(series.place)
            try await client.ended(plaid.job)
            let adapters = try await client.call("adapters.list")["adapters"]?.array
            let pid = try #require(adapters?.first { $0["name"] == "plaid" }?["pid"]?.int)
            kill(pid_t(pid), SIGSTOP)
            async let waiting = client.refusal("connections.refresh", ["connection": .string(plaid.id), "wait": true])
            try await client.until("the refresh runs") { try await !client.jobs("running").isEmpty }
            #expect(await series.stop() == 0)
            #expect(try await waiting.code == -32008)
            #expect(!ProcessTable.isAlive(pid))
            let left = try series.withStore { try $0.unfinishedJobs() }
            #expect(left.filter { $0.kind == "sync" }.map(\.state) == [.running])
            #expect(left.allSatisfy { ["sync", "history"].contains($0.kind) }, "\(left.map(\.kind))")
        }
    }
}
