import ArgumentParser
import FolioAdapterKit
import FolioDaemon
import FolioModel
import Glibc

/// Where the process starts: as an adapter without delay, else by its arguments.
@main
enum Main {
    static func main() async {
        ProcessMemory.bound()
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "adapter", BundledAdapters.isName(arguments[2]) {
            exit(await BundledAdapters.serve(arguments[2]))
        }
        await Foliod.main()
    }
}

struct Foliod: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "foliod",
        abstract: "Knows what a person owns: reads accounts from providers, merges them, and answers over a socket.",
        discussion: """
            Without a subcommand the daemon runs in the foreground until SIGTERM or SIGINT; SIGHUP reads the \
            configuration again. `folio` is its command line.
            """,
        version: FolioVersion.current,
        subcommands: [
            Run.self, CheckConfig.self, Sandbox.self, SandboxToken.self, SandboxFaultCommand.self, AdapterCommand.self,
            AdapterExec.self, Describe.self,
        ],
        defaultSubcommand: Run.self
    )
}

/// What every subcommand that reads the configuration takes.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file.",
            discussion: """
                Else $FOLIOD_CONFIG, ~/.config/foliod/foliod.yaml or /etc/foliod/foliod.yaml, whichever is there \
                first; without any the built-in defaults.
                """,
            valueName: "file"
        )
    )
    var config: String?
}
