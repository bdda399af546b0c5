import FolioAdapterKit
import FolioConformance
import FolioModel
import Testing

/// What docs/adapters.md shows, taken out of it and tried.
@Suite(.timeLimit(.minutes(2))) struct DocumentTests {
    private let document: String

    init() throws { document = try Scratch.text(of: Repository.path("docs/adapters.md")) }

    /// The code that stands behind `<!-- file: NAME -->`, with an LF at its end.
    private func file(_ name: String) throws -> String {
        let mark = try #require(document.firstRange(of: "<!-- file: \(name) -->\n```"), "\(name)")
        let code = document[mark.upperBound...].drop { $0 != "\n" }.dropFirst()
        let end = try #require(code.firstRange(of: "\n```\n"))
        return String(code[..<end.lowerBound]) + "\n"
    }

    @Test(.enabled(if: Python.isThere, "there is no python3"))
    func `the adapter in Python passes as it stands`() async throws {
        let directory = try Scratch.make()
        try Scratch.write(try file("tiny.py"), to: directory + "/tiny.py", mode: 0o700)
        let report = try await ConformanceRun(
            command: [directory + "/tiny.py"],
            options: ConformanceOptions()
        ).run()
        Scratch.erase(directory)
        BundledAdapterTests.expectGood(report, skipped: 36)
        #expect(report.adapter == "tiny")
    }

    @Test func `the adapter in Swift is a program of this package, and passes`() async throws {
        #expect(
            try file("Sources/tiny/Tiny.swift") == Scratch.text(of: Repository.path("docs/examples/tiny/Tiny.swift"))
        )
        let skeleton = try AdapterSkeleton(name: "tiny", language: .swift, kind: .prices, folio: "../folio")
        let package = try #require(skeleton.files.first { $0.path == "Package.swift" })
        #expect(try file("Package.swift") == package.text)
        let report = try await ConformanceRun(
            command: [try Built.executable("TinyAdapter")],
            options: ConformanceOptions()
        ).run()
        BundledAdapterTests.expectGood(report, skipped: 36)
        #expect(report.adapter == "tiny")
    }

    @Test func `the document lists every scenario with what it asks`() {
        for scenario in ConformanceRequirements.all {
            #expect(document.contains("| `\(scenario.name)` | \(scenario.summary) |\n"), "\(scenario.name)")
        }
    }

    @Test func `the document has every method and every error`() {
        let methods = [
            Describe.name, Configure.name, Check.name, Ping.name, Shutdown.name, LinkBegin.name, LinkComplete.name,
            AccountsRead.name, HoldingsRead.name, TransactionsRead.name, OrdersRead.name, HistoryRead.name,
            RefreshRequest.name, ImportInspect.name, Disconnect.name, PricesLatest.name, PricesEndOfDay.name,
            SymbolsSearch.name, SymbolsResolve.name, ActionsRead.name, CalendarRead.name,
        ]
        for method in methods { #expect(document.contains("| `\(method)` | "), "\(method)") }
        for kind in AdapterError.Kind.allCases where kind.code > 0 {
            #expect(document.contains("`\(kind.rawValue)`"), "\(kind.rawValue)")
            #expect(document.contains("\(kind.code)"), "\(kind.code)")
        }
    }
}
