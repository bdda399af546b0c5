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

    @Test(.enabled(if: Python.isThere, "there is no python3"), arguments: AdapterSkeleton.Kind.allCases)
    func `a new adapter in Python passes as it is`(kind: AdapterSkeleton.Kind) async throws {
        try await Self.withDirectory { directory in
            let skeleton = try AdapterSkeleton(name: "demo", language: .python, kind: kind, folio: "")
            try skeleton.write(to: directory)
            var options = ConformanceOptions()
            if kind == .provider { options.input.link = Self.token }
            if kind == .prices { options.input.prices.known = ["AAPL", "KO"] }
            let report = try await ConformanceRun(command: [directory + "/demo.py"], options: options).run()
            BundledAdapterTests.expectGood(report, skipped: 41)
            // Nothing to see without answers for linking, but nothing wrong either.
            options.input = ConformanceInput()
            options.only = ["accounts-read", "link-begin", "link-complete"]
            let bare = try await ConformanceRun(command: [directory + "/demo.py"], options: options).run()
            #expect(bare.isGood)
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
