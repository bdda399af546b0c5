import AlpacaAdapter
import CSVAdapter
import FMPAdapter
import FolioAdapterKit
import FolioConformance
import FolioModel
import FolioSandbox
import PlaidAdapter
import Testing

/// The adapters that come with the daemon, each over the sandbox, as a process and in this one.
@Suite(.serialized, .timeLimit(.minutes(4))) struct BundledAdapterTests {
    /// One adapter, and what the suite gives it; a further adapter is one more line.
    struct Subject: Sendable, CustomTestStringConvertible {
        let name: String
        let type: any Adapter.Type
        let options: @Sendable (SandboxServer, _ directory: String) throws -> ConformanceOptions

        var testDescription: String { name }
    }

    static let subjects: [Subject] = [
        Subject(name: "plaid", type: PlaidAdapter.self, options: plaid),
        Subject(name: "alpaca", type: AlpacaAdapter.self, options: alpaca),
        Subject(name: "csv", type: CSVAdapter.self, options: files),
        Subject(name: "fmp", type: FMPAdapter.self, options: prices),
    ]

    static func plaid(_ server: SandboxServer, _ directory: String) -> ConformanceOptions {
        var options = ConformanceOptions()
        options.config = [
            "environment": "sandbox", "base_url": .string(server.baseURL),
            "client_id": .string(SandboxCredentials.plaidClientID), "secret": .string(SandboxCredentials.plaidSecret),
        ]
        options.input.link = ConformanceLinkAnswers()
        options.input.link?.visit = true
        return options
    }

    private static func alpaca(_ server: SandboxServer, _ directory: String) -> ConformanceOptions {
        var options = ConformanceOptions()
        options.config = ["environment": "paper", "base_url": .string(server.baseURL)]
        options.input.link = ConformanceLinkAnswers()
        options.input.link?.fields = [
            "key_id": SandboxCredentials.alpacaKeyID, "secret": SandboxCredentials.alpacaSecret,
        ]
        return options
    }

    private static func files(_ server: SandboxServer, _ directory: String) throws -> ConformanceOptions {
        try SandboxCSV.write(server.world, to: directory + "/import/default")
        var options = ConformanceOptions()
        options.config = ["directory": .string(directory + "/import")]
        return options
    }

    private static func prices(_ server: SandboxServer, _ directory: String) -> ConformanceOptions {
        var options = ConformanceOptions()
        options.config = [
            "base_url": .string(server.baseURL), "api_key": .string(SandboxCredentials.fmpKey),
            "requests_per_minute": 100_000,
        ]
        options.input.prices.known = ["AAPL", "KO", "VTI"]
        return options
    }

    /// Runs the body with a sandbox and an empty directory.
    static func withSandbox<Value>(_ body: (SandboxServer, String) async throws -> Value) async throws -> Value {
        let day = try #require(Day("2026-11-23"))
        let server = try await SandboxServer.start(world: SandboxWorld(seed: 1, endingOn: day))
        let directory = try Scratch.make()
        do {
            let value = try await body(server, directory)
            try await server.stop()
            Scratch.erase(directory)
            return value
        } catch {
            try await server.stop()
            Scratch.erase(directory)
            throw error
        }
    }

    static func expectGood(_ report: ConformanceReport, skipped: Int) {
        for line in report.scenarios where line.outcome == .failed {
            Issue.record("\(report.subject): \(line.name): \(line.detail ?? "")")
        }
        let isGood = report.isGood  // by itself, for a failure would print the whole report
        #expect(isGood)
        let reasons = report.scenarios.filter { $0.outcome == .skipped }.map { "\($0.name): \($0.detail ?? "")" }
        let count = report.summary.skipped
        #expect(count <= skipped, "\(reasons)")
    }

    @Test func `the bundled adapters pass as processes`() async throws {
        try await Self.withSandbox { server, directory in
            let executable = try Built.foliod()
            // Side by side, for most of the time each waits for its processes.
            try await withThrowingTaskGroup(of: ConformanceReport.self) { group in
                for subject in Self.subjects {
                    let run = ConformanceRun(
                        command: [executable, "adapter", subject.name],
                        options: try subject.options(server, directory)
                    )
                    group.addTask { try await run.run() }
                }
                for try await report in group { Self.expectGood(report, skipped: 32) }
            }
        }
    }

    @Test(arguments: subjects)
    func `a bundled adapter passes in this process`(subject: Subject) async throws {
        try await Self.withSandbox { server, directory in
            var options = try subject.options(server, directory)
            options.workDirectory = directory
            Self.expectGood(await ConformanceSuite.run(subject.type, options), skipped: 42)
        }
    }
}
