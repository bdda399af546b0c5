import ArgumentParser
import FolioCLI
import FolioModel
import Glibc

/// Where the process starts.
@main
enum Main {
    static func main() async {
        if let message = CommandWords.complaint(Array(CommandLine.arguments.dropFirst()), about: Folio.self) {
            Screen.standard(color: .never, environment: [:]).writeMessage("Error: \(message)\n")
            exit(ExitStatus.usage.rawValue)
        }
        await Folio.main()
    }
}

struct Folio: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "folio",
        abstract: "Shows what foliod knows: accounts, positions, values, connections.",
        discussion: """
            Examples:
              folio                                   how the daemon is
              folio positions --sources               what is held, and where
              folio value --source external           what the linked accounts are worth
              folio allocation --by sector            how it is spread
              folio history --period 1Y               what it was worth, as a line
              folio connections link plaid            connect an account
              folio import history.csv                take a broker's export
              folio call portfolio.value source=csv   any method of the interface

            Exit status: 0 good, 1 the daemon answered with an error, 2 no daemon answers, 64 wrong arguments.
            """,
        version: FolioVersion.current,
        subcommands: [
            Status.self, Mode.self, Accounts.self, Positions.self, Value.self, Allocation.self, History.self,
            Performance.self, Changes.self, Explain.self, Activities.self, Orders.self, Assets.self, Prices.self,
            Mappings.self, Findings.self, Import.self, Export.self, Connections.self, Adapters.self, Jobs.self,
            Snapshots.self, Reload.self, Backup.self, Check.self, Call.self,
        ],
        defaultSubcommand: Status.self
    )

    @OptionGroup var global: GlobalOptions
}
