import FolioAdapterKit
import FolioConformance
import FolioModel
import FolioSandbox
import Testing

@Suite(.timeLimit(.minutes(3))) struct RecordingTests {
    private static let scenarios = [
        "configure-accepts", "check-answers", "link-complete", "check-connection", "accounts-read", "holdings-read",
        "transactions-pages", "transactions-again", "secrets-stay-secret",
    ]

    @Test func `what is recorded has no secret in it, and answers when the vendor is gone`() async throws {
        let recording = try Scratch.make()
        var recorded: ConformanceReport?
        try await BundledAdapterTests.withSandbox { server, directory in
            var options = BundledAdapterTests.plaid(server, directory)
            options.only = Self.scenarios
            let run = ConformanceRun(
                command: [try Built.foliod(), "adapter", "plaid"],
                options: options,
                recording: recording
            )
            recorded = try await run.run()
        }
        let report = try #require(recorded)
        BundledAdapterTests.expectGood(report, skipped: 0)
        #expect(Scratch.names(in: recording) == ["run.json", "session.txt", "vendor.jsonl"])
        for name in Scratch.names(in: recording) {
            let text = try Scratch.text(of: recording + "/" + name)
            #expect(!text.isEmpty)
            for secret in [
                SandboxCredentials.plaidClientID, SandboxCredentials.plaidSecret, "access-sandbox-", "link-sandbox-",
            ] {
                #expect(!text.contains(secret), "\(secret) stands in \(name)")
            }
        }
        var replay = ConformanceOptions()
        replay.only = Self.scenarios
        let again = try await ConformanceRun(
            command: [try Built.foliod(), "adapter", "plaid"],
            options: replay,
            replaying: recording
        ).run()
        BundledAdapterTests.expectGood(again, skipped: 0)
        #expect(again.scenarios.map(\.outcome) == report.scenarios.map(\.outcome))
        Scratch.erase(recording)
    }

    @Test func `a recording that is not there is told`() async throws {
        let run = ConformanceRun(
            command: ["/bin/true"],
            options: ConformanceOptions(),
            replaying: "/nonexistent/recording"
        )
        await #expect(throws: ConformanceFailure("/nonexistent/recording/run.json: No such file or directory")) {
            try await run.run()
        }
    }
}
