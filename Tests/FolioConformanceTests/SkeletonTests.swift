import FolioAdapterKit
import FolioConformance
import FolioModel
import Testing

@Suite(.timeLimit(.minutes(3))) struct SkeletonTests {
    private static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = try Scratch.make()
        do { try await body(directory) } catch {
            Scratch.erase(directory)
            throw error
        }
        Scratch.erase(directory)
    }

    /// What the skeletons' `conformance.yaml` says of linking.
    private static var token: ConformanceLinkAnswers {
        var link = ConformanceLinkAnswers()
        link.fields = ["token": "any-token-will-do"]
        return link
    }

    @Test(.enabled(if: Python.isThere, "there is no python3"))
    func `new adapters in Python pass as they are`() async throws {
        try await Self.withDirectory { directory in
            for kind in AdapterSkeleton.Kind.allCases {
                let skeleton = try AdapterSkeleton(name: kind.rawValue, language: .python, kind: kind, folio: "")
                try skeleton.write(to: "\(directory)/\(kind)")
            }
            var answered = ConformanceOptions()
            answered.input.link = Self.token
            var priced = ConformanceOptions()
            priced.input.prices.known = ["AAPL", "KO"]
            // Without answers for linking there is less to see, and nothing wrong.
            var bare = ConformanceOptions()
            bare.only = ["accounts-read", "link-begin", "link-complete"]
            let provider = [directory + "/provider/provider.py"]
            async let first = ConformanceRun(command: provider, options: answered).run()
            async let second = ConformanceRun(
                command: [directory + "/prices/prices.py"],
                options: priced
            ).run()
            BundledAdapterTests.expectGood(try await first, skipped: 17)
            BundledAdapterTests.expectGood(try await second, skipped: 29)
            BundledAdapterTests.expectGood(
                try await ConformanceRun(command: provider, options: bare).run(),
                skipped: 2
            )
        }
    }

    @Test(arguments: [("demo", AdapterSkeleton.Kind.provider, "Demo"), ("demo-prices", .prices, "DemoPrices")])
    func `a new adapter in Swift is what these tests compile`(
        name: String,
        kind: AdapterSkeleton.Kind,
        type: String
    ) throws {
        let skeleton = try AdapterSkeleton(name: name, language: .swift, kind: kind, folio: "../folio")
        let compiled = try Scratch.text(of: Repository.path("Tests/FolioConformanceTests/Skeletons/\(type).swift"))
        let file = try #require(skeleton.files.first)
        #expect(file.path == "Sources/\(name)/\(type).swift")
        #expect(file.text == compiled.replacing("\nstruct \(type): ", with: "\n@main struct \(type): "))
    }

    @Test func `new adapters in Swift pass as they are`() async throws {
        try await Self.withDirectory { directory in
            var options = ConformanceOptions()
            options.workDirectory = directory
            options.input.link = Self.token
            BundledAdapterTests.expectGood(await ConformanceSuite.run(Demo.self, options), skipped: 32)
        }
        try await Self.withDirectory { directory in
            var options = ConformanceOptions()
            options.workDirectory = directory
            BundledAdapterTests.expectGood(await ConformanceSuite.run(DemoPrices.self, options), skipped: 46)
        }
    }

    @Test func `nothing that is there is replaced`() async throws {
        try await Self.withDirectory { directory in
            let skeleton = try AdapterSkeleton(name: "demo", language: .python, kind: .prices, folio: "")
            try Scratch.write("mine", to: directory + "/README.md")
            #expect(throws: ConformanceFailure("\(directory)/README.md is there already")) {
                try skeleton.write(to: directory)
            }
            #expect(Scratch.names(in: directory) == ["README.md"])
            #expect(try Scratch.text(of: directory + "/README.md") == "mine")
        }
    }

    @Test(arguments: ["", "Demo", "1demo", "de mo", "../demo", String(repeating: "a", count: 33)])
    func `a name that no adapter can have is refused`(name: String) {
        #expect(throws: ConformanceFailure.self) {
            try AdapterSkeleton(name: name, language: .python, kind: .prices, folio: "")
        }
    }
}
