import FolioAdapterKit
import FolioConformance
import FolioModel
import Testing

/// Adapters with one fault each: the scenario that asks for the contrary has to see it.
@Suite(.timeLimit(.minutes(2))) struct FaultyAdapterTests {
    /// What is done to the lines that a good adapter puts out.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The scenario that has to fail.
        let scenario: String
        /// Others that run before it, so that there is something to see.
        var others: [String] = []
        /// What comes out in place of a line.
        var output: @Sendable (String) -> [String] = { [$0] }

        static func replacing(
            _ text: String,
            with other: String,
            _ scenario: String,
            _ others: [String] = []
        ) -> Fault {
            Fault(testDescription: "\(text) is \(other)", scenario: scenario, others: others) {
                [$0.replacing(text, with: other)]
            }
        }
    }

    static let faults: [Fault] = [
        .replacing("\"qty\":\"60\"", with: "\"qty\":60", "figures-are-strings", ["holdings-read"]),
        .replacing("2025-02-03", with: "03.02.2025", "dates-and-times", ["transactions-pages"]),
        .replacing("\"external_id\":\"demo-1\"", with: "\"external_id\":17", "figures-are-strings", ["accounts-read"]),
        .replacing("\"quantity_delta\"", with: "\"qauntity_delta\"", "members-are-known", ["transactions-pages"]),
        .replacing("\"added\":20", with: "\"added\":19", "counts-and-bounds", ["transactions-pages"]),
        .replacing("\"type\":\"buy\"", with: "\"type\":\"purchase\"", "results-fit-schema", ["transactions-pages"]),
        .replacing("\"link\":{\"flow\":\"fields\"}", with: "\"link\":{\"flow\":\"hosted\"}", "link-begin"),
        .replacing("\"max_inflight\":4", with: "\"max_inflight\":99", "manifest-is-sound"),
        .replacing("\"path\":\"/institution\"", with: "\"path\":\"institution\"", "configure-names-faults"),
        .replacing("\"code\":1007", with: "\"code\":1005", "transactions-unknown-cursor"),
        .replacing(
            "\"class\":\"transient\"",
            with: "\"class\":\"later\"",
            "errors-are-complete",
            ["transactions-unknown-cursor"]
        ),
        .replacing("\"code\":-32601", with: "\"code\":-32603", "unknown-method"),
        Fault(testDescription: "progress goes back", scenario: "progress-advances", others: ["transactions-pages"]) {
            $0.contains("\"done\":40") ? [$0, $0.replacing("\"done\":40", with: "\"done\":4")] : [$0]
        },
        Fault(testDescription: "every answer comes twice", scenario: "one-answer-each") { [$0, $0] },
        Fault(testDescription: "print goes to stdout", scenario: "stdout-is-protocol") { ["reading …", $0] },
        Fault(testDescription: "a token stands in progress", scenario: "secrets-stay-secret") {
            [$0.replacing("\"unit\":\"transactions\"", with: "\"unit\":\"\(PlantedSecret.credential)\"")]
        },
        Fault(testDescription: "a page is another one the second time", scenario: "transactions-again") {
            [$0.replacing("b-7\"", with: "b-\(Int.random(in: 100...1_000_000_000))\"")]
        },
        Fault(testDescription: "cancelled requests are not answered", scenario: "cancel") {
            $0.contains("\"qty\"") || $0.contains("1012") ? [] : [$0]
        },
    ]

    private static func run(_ fault: Fault, failing expected: [String: String] = [:]) async throws -> ConformanceReport
    {
        let directory = try Scratch.make()
        var options = ConformanceOptions()
        (options.workDirectory, options.only) = (directory, fault.others + [fault.scenario])
        options.expectedFailures = expected
        options.input.link = ConformanceLinkAnswers()
        options.input.link?.fields = ["token": "any-token-will-do"]
        let report = await ConformanceSuite.run(FaultySubject(fault: fault), options)
        Scratch.erase(directory)
        return report
    }

    @Test(arguments: faults)
    func `a fault is seen by its scenario`(fault: Fault) async throws {
        let report = try await Self.run(fault)
        let line = try #require(report.scenarios.first { $0.name == fault.scenario })
        #expect(line.outcome == .failed, "\(line.detail ?? "")")
        #expect(!report.isGood)
    }

    @Test func `a fault that is expected is none, and one that is gone is told`() async throws {
        let fault = try #require(Self.faults.first { $0.scenario == "transactions-unknown-cursor" })
        let known = try await Self.run(fault, failing: [fault.scenario: "the vendor has none"])
        #expect(known.isGood)
        #expect(known.summary.expectedFailures == 1)
        let mended = Fault(testDescription: "none", scenario: fault.scenario)
        let gone = try await Self.run(mended, failing: [fault.scenario: "the vendor has none"])
        #expect(!gone.isGood)
        #expect(gone.summary.unexpectedPasses == 1)
        #expect(gone.scenarios.last?.detail == "expected to fail: the vendor has none")
    }

    @Test func `an adapter that does not describe itself is not asked anything else`() async throws {
        let fault = Fault(testDescription: "silent", scenario: "ping-answers") {
            [$0.replacing("\"result\"", with: "\"results\"")]
        }
        let report = try await Self.run(fault)
        #expect(report.scenarios.map(\.outcome) == [.failed, .skipped])
        #expect(report.adapter == nil)
    }
}

/// A good adapter with something between it and its host.
private struct FaultySubject: ConformanceSubject {
    let fault: FaultyAdapterTests.Fault

    var title: String { "demo" }
    var isProcess: Bool { false }

    func start(_ start: ConformanceStart) async throws -> any ConformancePort {
        FaultyPort(try await LocalSubject(Demo.self).start(start), fault)
    }
}

private final class FaultyPort: ConformancePort {
    let output: AsyncStream<ConformanceOutput>
    private let port: any ConformancePort

    init(_ port: any ConformancePort, _ fault: FaultyAdapterTests.Fault) {
        self.port = port
        let inner = port.output
        output = AsyncStream { continuation in
            let task = Task {
                for await case .line(let line) in inner {
                    for text in fault.output(String(decoding: line, as: UTF8.self)) {
                        continuation.yield(.line(Array(text.utf8)))
                    }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    var processID: Int? { nil }
    func send(_ bytes: [UInt8]) { port.send(bytes) }
    func closeInput() { port.closeInput() }
    func signal(_ number: Int32) {}
    func end(within limit: Duration) async -> ConformanceEnd? { await port.end(within: limit) }
    func destroy() async { await port.destroy() }
}
