import ArgumentParser
import FolioAdapterKit
import FolioConformance
import Glibc

extension AdapterSkeleton.Language: ExpressibleByArgument {}
extension AdapterSkeleton.Kind: ExpressibleByArgument {}

struct AdapterNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Writes a working adapter to begin with.",
        discussion: """
            In Python it is one file without dependencies, in Swift a package on folio's FolioAdapterKit. Either passes \
            foliod adapter test as it is, over made-up data; what is to be replaced says so. Nothing that is there \
            already is replaced.

            foliod adapter new my-bank
            foliod adapter new my-prices --kind prices --language swift --folio ~/src/folio

            Exit status: 0, 64 for wrong arguments, 73 where a file is there already or can't be written.
            """
    )

    @Argument(help: "The adapter's name: a-z 0-9 _ -, at most 32 of them.")
    var name: String

    @Option(help: "What it is written in: python or swift.")
    var language = AdapterSkeleton.Language.python

    @Option(help: "What it does: provider (accounts) or prices.")
    var kind = AdapterSkeleton.Kind.provider

    @Option(help: ArgumentHelp("Where it goes; else a directory of its name.", valueName: "directory"))
    var directory: String?

    @Option(help: ArgumentHelp("Where folio's sources are, for Swift.", valueName: "directory"))
    var folio = "../folio"

    func run() throws {
        let skeleton: AdapterSkeleton
        do throws(ConformanceFailure) {
            skeleton = try AdapterSkeleton(name: name, language: language, kind: kind, folio: folio)
        } catch {
            throw ValidationError("\(error)")
        }
        let place = directory ?? name
        do throws(ConformanceFailure) {
            try skeleton.write(to: place)
        } catch {
            StandardError.print("foliod adapter new: \(error)")
            throw ExitCode(EX_CANTCREAT)
        }
        for file in skeleton.files { print("\(place)/\(file.path)") }
        print("\nRead \(place)/README.md, and try it as it says there.")
    }
}
