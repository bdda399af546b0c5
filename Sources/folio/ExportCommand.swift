import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel

extension ExportKind: ExpressibleByArgument {}
extension ExportFormat: ExpressibleByArgument {}

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes history, positions or activities as CSV, JSON or a Beancount ledger.",
        discussion: """
            Examples:
              folio export history --period ALL --output history.csv
              folio export activities --from 2026-01-01 --format json
              folio export activities --format beancount --output folio.beancount

            A file appears whole or not at all, and takes no other's place unless --force is said. A ledger opens with \
            what was held before the first activity and ends with balances that hold.
            """
    )
    @OptionGroup var global: GlobalOptions
    @Argument(help: "history, positions or activities.") var what: ExportKind
    @Option(help: "csv (the default), json, or beancount for positions and activities.") var format: ExportFormat?
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The new file; standard output by default, and for -.", valueName: "file"),
        completion: .file()
    )
    var output: String?
    @Flag(help: "Take the place of a file that is there.") var force = false
    @OptionGroup var window: WindowOptions
    @OptionGroup var scope: ScopeOptions

    func validate() throws {
        if let complaint = try choice().complaint { throw ValidationError(complaint) }
        guard !force || output != nil else { throw ValidationError("--force goes with --output") }
    }

    private func choice() throws -> ExportChoice {
        var choice = ExportChoice(what, format ?? (global.json ? .json : .csv))
        choice.scope = scope.choice(user: global.user)
        choice.window = try window.choice()
        return choice
    }

    func run() async throws {
        let (choice, file) = (try choice(), try file())
        try await global.run { (session) throws(FolioClientError) in
            try await ExportSession(session: session, choice: choice, file: file, today: Timestamp.now.newYorkDay).run()
        }
    }

    private func file() throws -> OutputFile? {
        guard let output, output != "-" else { return nil }
        do throws(UsageError) {
            return try OutputFile(output, isForced: force)
        } catch {
            global.screen.writeMessage("folio: " + PlainText.of(error.message) + "\n")
            throw ExitCode(ExitStatus.failed.rawValue)
        }
    }
}
