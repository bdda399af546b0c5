import ArgumentParser
import FolioDaemon

/// What is for authors of adapters; `foliod adapter NAME`, by which the daemon starts its own ones, is taken before.
struct AdapterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapter",
        abstract: "Makes and tests adapters: programs through which the daemon reads accounts and prices.",
        discussion: """
            foliod adapter new demo --language python --kind prices
            foliod adapter test ./demo/demo.py

            docs/adapters.md is the tutorial. The adapters that come with the daemon are tested by their names: \
            foliod adapter test csv --config csv.yaml.
            """,
        subcommands: [AdapterNew.self, AdapterTest.self]
    )
}

struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the interface's description, made from the code that dispatches the calls."
    )

    @Flag(help: "As an OpenRPC document (the default).")
    var openrpc = false

    @Flag(help: "As Markdown.")
    var markdown = false

    func run() throws {
        print(markdown ? try InterfaceDocument.markdown() : try InterfaceDocument.openRPC(), terminator: "")
    }
}
