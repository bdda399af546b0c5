import FolioAdapterKit
import FolioConformance
import FolioModel
import Testing

@Suite struct ReportTests {
    @Test func `the set of requirements changes by a new version only`() {
        #expect(ConformanceRequirements.version == "1.0")
        #expect(ConformanceRequirements.protocolVersion == "1")
        #expect(ConformanceRequirements.all.map(\.name) == Self.frozen)
    }

    /// What version 1.0 is; a further scenario is a further version.
    static let frozen = [
        "describe-answers", "manifest-is-sound", "describe-twice", "describe-without-environment",
        "describe-without-network", "describe-writes-nothing", "protocol-unsupported", "configure-accepts",
        "configure-again", "configure-dry-run", "configure-names-faults", "configure-ignores-features",
        "unconfigured-call", "check-answers", "ping-answers", "shutdown", "end-of-input", "end-of-input-unconfigured",
        "end-of-input-in-call", "sigterm", "starts-after-kill", "unknown-method", "unknown-members-ignored",
        "unknown-notification-ignored", "invalid-params", "undeclared-capability", "ids-verbatim", "broken-line",
        "line-ends", "pieces", "longest-line", "longer-line", "two-at-once", "max-inflight", "cancel",
        "cancel-waiting", "cancel-unknown", "works-after-cancel", "link-begin", "link-complete-empty",
        "link-complete", "check-connection", "accounts-read", "accounts-after-start", "holdings-read",
        "holdings-again", "orders-read", "orders-unknown-cursor", "history-read", "refresh", "import-of-nothing",
        "transactions-pages", "transactions-rows", "transactions-again", "transactions-after-start",
        "transactions-limit", "transactions-cursor-size", "transactions-unknown-cursor", "transactions-go-on",
        "transactions-since", "disconnect-twice", "latest-per-item", "latest-unknown-symbol", "latest-full-batch",
        "eod-per-item", "eod-unadjusted", "eod-unknown-symbol", "eod-goes-on", "search-limit", "search-of-nothing",
        "resolve-per-item", "actions-read", "calendar-read", "secrets-stay-secret", "no-descriptors-left",
        "no-child-left", "memory-bounded", "quiet-without-request", "stdout-is-protocol", "one-answer-each",
        "results-fit-schema", "figures-are-strings", "dates-and-times", "members-are-known", "counts-and-bounds",
        "errors-are-complete", "progress-advances", "notifications",
    ]

    @Test func `a report reads back as it was written`() async throws {
        let directory = try Scratch.make()
        var options = ConformanceOptions()
        (options.workDirectory, options.only) = (directory, ["ping-answers", "sigterm"])
        let report = await ConformanceSuite.run(DemoPrices.self, options)
        Scratch.erase(directory)
        let value = try JSONValue(parsing: report.json)
        #expect(value["format"] == "folio-conformance/1")
        #expect(value["protocol"] == "1")
        #expect(value["requirements"] == "1.0")
        #expect(value["adapter"] == "demo-prices")
        #expect(value["summary"]?["passed"] == 2)
        #expect(value["scenarios"]?.array?.compactMap { $0["outcome"]?.string } == ["passed", "passed", "skipped"])
        #expect(value["scenarios"]?.array?.last?["detail"] == "it needs a process of its own")
        #expect(try ConformanceReport(wire: value, at: WirePath(unknownMembers: .refused)) == report)
    }

    @Test func `the closing line counts what there is`() {
        var report = ConformanceReport()
        (report.summary.passed, report.summary.failed, report.summary.skipped) = (60, 1, 9)
        report.durationMilliseconds = 4249
        #expect(report.closingLine == "60 passed, 1 failed, 9 skipped, in 4.2 s")
        (report.summary.expectedFailures, report.summary.unexpectedPasses) = (2, 1)
        #expect(
            report.closingLine
                == "60 passed, 1 failed, 2 failed as expected, 1 passed unexpectedly, 9 skipped, in 4.2 s"
        )
    }

    @Test func `a file of expected failures names scenarios that there are, with reasons`() throws {
        #expect(try ConformanceOptions.expectedFailures(["sigterm": "a wrapper"]) == ["sigterm": "a wrapper"])
        #expect(try ConformanceOptions.expectedFailures(.null).isEmpty)
        let misspelt = #expect(throws: ConformanceInputError.self) {
            try ConformanceOptions.expectedFailures(["sigtrem": "a wrapper"])
        }
        #expect(misspelt?.description == "sigtrem: there is no such scenario, did you mean \"sigterm\"?")
        #expect(throws: ConformanceInputError.self) { try ConformanceOptions.expectedFailures(["sigterm": ""]) }
        #expect(throws: ConformanceInputError.self) { try ConformanceOptions.expectedFailures(["sigterm"]) }
    }

    @Test func `answers for linking are read strictly`() throws {
        let input = try ConformanceInput.read(["link": ["fields": ["token": "t"]], "prices": ["known": ["KO"]]])
        #expect(input.link?.fields == ["token": "t"])
        #expect(input.prices.known == ["KO"])
        #expect(input.prices.unknown == "ZZZZQQ9")
        let error = #expect(throws: ConformanceInputError.self) { try ConformanceInput.read(["links": [:]]) }
        #expect(error?.description == "links: unknown key, did you mean \"link\"?")
    }

    @Test(arguments: [
        ("http://127.0.0.1:8701", true), ("http://localhost", true), ("http://[::1]:80/x", true),
        ("http://127.0.0.1.example.com", false), ("http://127.0.0.1@example.com", false),
        ("https://sandbox.plaid.com", false), ("localhost", false), ("http://127.1", false),
    ])
    func `only addresses of this machine are on loopback`(url: String, isOne: Bool) {
        #expect(LoopbackAddress.isOne(url) == isOne)
    }

    @Test func `an adapter that names hosts is not asked for data unless they are on loopback`() async throws {
        let directory = try Scratch.make()
        var options = ConformanceOptions()
        (options.workDirectory, options.only) = (directory, ["check-answers"])
        options.config = ["base_url": "https://api.example.com"]
        let report = await ConformanceSuite.run(HostedDemo.self, options)
        Scratch.erase(directory)
        #expect(report.scenarios.last?.outcome == .skipped)
        #expect(
            report.scenarios.last?.detail
                == "it would ask api.example.com: give a base_url on loopback, or --live"
        )
    }
}

@Suite struct LiveTests {
    @Test func `a real vendor is asked, but for nothing that costs or ends something`() async throws {
        let directory = try Scratch.make()
        var options = ConformanceOptions()
        (options.workDirectory, options.only) = (directory, ["check-answers", "latest-full-batch"])
        options.isLive = true
        let report = await ConformanceSuite.run(HostedDemo.self, options)
        Scratch.erase(directory)
        #expect(report.scenarios.map(\.outcome) == [.passed, .passed, .skipped])
        #expect(
            report.scenarios.last?.detail
                == "it would make, end or cost something at the vendor: not with --live"
        )
    }
}

/// A source that would ask somebody.
private struct HostedDemo: PriceSource {
    static let manifest: AdapterManifest = {
        var manifest = DemoPrices.manifest
        manifest.hosts = ["api.example.com"]
        return manifest
    }()

    func configure(_ params: Configure.Params, _ context: CallContext) async throws(AdapterError) -> Configure.Result {
        Configure.Result()
    }

    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        Check.Result()
    }
}
