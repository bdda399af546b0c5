package import FolioAdapterKit
import Glibc

/// A working adapter to begin with, which passes the conformance suite as it is.
package struct AdapterSkeleton: Sendable {
    /// What it is written in.
    package enum Language: String, Sendable, CaseIterable { case python, swift }

    /// What it does.
    package enum Kind: String, Sendable, CaseIterable { case provider, prices }

    /// One of its files.
    package struct File: Hashable, Sendable {
        /// Within the adapter's directory.
        package let path: String
        package let text: String
        package let isExecutable: Bool
    }

    /// In order of importance.
    package let files: [File]

    /// Makes the skeleton.
    ///
    /// - Parameters:
    ///   - name: The adapter's name.
    ///   - language: What it is written in.
    ///   - kind: What it does.
    ///   - folio: Where folio's package is, as a path, for Swift.
    /// - Throws: ``ConformanceFailure`` for a name that no adapter can have.
    package init(name: String, language: Language, kind: Kind, folio: String) throws(ConformanceFailure) {
        guard Self.isName(name) else {
            throw ConformanceFailure("a name is of a-z 0-9 _ -, begins with a letter and has at most 32 of them")
        }
        let fill = { (text: String) in
            text.replacing("{{name}}", with: name).replacing("{{Type}}", with: Self.typeName(name))
                .replacing("{{folio}}", with: folio)
        }
        switch language {
        case .python:
            let text = (kind == .provider ? Self.pythonProvider : Self.pythonPrices) + "\n\n" + Self.pythonRuntime
            let program = name + ".py"
            files = [
                File(path: program, text: fill(text), isExecutable: true),
                File(path: "conformance.yaml", text: Self.answers(kind), isExecutable: false),
                File(path: "README.md", text: Self.readme(name, "./\(program)", build: nil), isExecutable: false),
            ]
        case .swift:
            let text = kind == .provider ? Self.swiftProvider : Self.swiftPrices
            let source = "Sources/\(name)/\(Self.typeName(name)).swift"
            files = [
                File(path: source, text: fill(text), isExecutable: false),
                File(path: "Package.swift", text: fill(Self.package), isExecutable: false),
                File(path: "conformance.yaml", text: Self.answers(kind), isExecutable: false),
                File(
                    path: "README.md",
                    text: Self.readme(name, ".build/release/\(name)", build: "swift build -c release"),
                    isExecutable: false
                ),
            ]
        }
    }

    /// Writes the files into a directory, which is made where it is missing; nothing that is there is replaced.
    ///
    /// - Throws: ``ConformanceFailure`` where a file is there already, or can't be written.
    package func write(to directory: String) throws(ConformanceFailure) {
        for file in files where access(directory + "/" + file.path, F_OK) == 0 {
            throw ConformanceFailure("\(directory)/\(file.path) is there already")
        }
        for file in files {
            let path = directory + "/" + file.path
            try ConformanceFile.makeParents(of: path)
            try ConformanceFile.write(Array(file.text.utf8), to: path, mode: file.isExecutable ? 0o755 : 0o644)
        }
    }

    /// Whether an adapter can have this name.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first), name.utf8.count <= 32 else { return false }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
        }
    }

    /// `my-bank` as `MyBank`.
    static func typeName(_ name: String) -> String {
        name.split { $0 == "-" || $0 == "_" }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    // MARK: Small files

    private static func answers(_ kind: Kind) -> String {
        switch kind {
        case .provider:
            """
            # How `foliod adapter test` gets a connection: what a user would fill in.
            link:
              fields:
                token: "any-token-will-do"

            """
        case .prices:
            """
            # What `foliod adapter test` asks for.
            prices:
              known: [AAPL, KO]
              unknown: ZZZZQQ9
              from: "2025-06-02"
              to: "2025-08-29"

            """
        }
    }

    private static func readme(_ name: String, _ program: String, build: String?) -> String {
        """
        # \(name)

        An adapter of foliod. Try it:

        ```
        \(build.map { $0 + "\n" } ?? "")foliod adapter test --credentials conformance.yaml \(program)
        ```

        `conformance.yaml` says how the test gets what it asks for. `docs/adapters.md` of folio explains the methods,
        and how the daemon is told of the adapter.

        """
    }

    private static let package = """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "{{name}}",
            dependencies: [.package(name: "folio", path: "{{folio}}")],
            targets: [
                .executableTarget(
                    name: "{{name}}",
                    dependencies: [.product(name: "FolioAdapterKit", package: "folio")]
                )
            ],
            swiftLanguageModes: [.v6]
        )

        """
}
