import ArgumentParser
import FolioDaemon

struct AdapterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapter",
        abstract: "Serves one bundled adapter over stdio; the daemon starts it so.",
        discussion: "On a terminal it prints what the adapter says of itself. Adapters: plaid, alpaca, csv, fmp."
    )

    @Argument(help: "The adapter's name.")
    var name: String

    func run() async throws {
        throw ExitCode(await BundledAdapters.serve(name))
    }
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
