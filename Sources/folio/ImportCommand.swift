import ArgumentParser
import FolioCLI
import FolioClient
import Glibc

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Takes CSV files: shows what they are and would change, asks, and reads them.",
        discussion: """
            Exports of brokers are taken as they are; the manual lists them. Files are taken all or none. The same \
            content again changes nothing, and rows that several files have are one record. A file whose name another \
            content has takes its place where it covers all that one said, and stays beside it otherwise; --replace \
            and --keep decide that yourself.

              folio import history.csv positions.csv
              folio import Export.csv --account 'Old 401k' --dry-run
              folio import --yes ~/Downloads/*.csv
            """
    )
    @OptionGroup var global: GlobalOptions
    @Argument(help: "The files; - for standard input.", completion: .file(extensions: ["csv"])) var files: [String]
    @Option(help: ArgumentHelp("The account of files that name none.", valueName: "name")) var account: String?
    @Flag(help: "Show what would change, and change nothing.") var dryRun = false
    @Flag(help: "Let a file take the place of the one of its name.") var replace = false
    @Flag(help: "Keep a file beside the one of its name.") var keep = false
    @Flag(help: "Don't ask.") var yes = false

    func validate() throws {
        guard !(replace && keep) else { throw ValidationError("--replace and --keep exclude each other") }
        guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("- can be given once") }
        guard !yes, !dryRun else { return }
        guard isatty(STDIN_FILENO) == 1, !files.contains("-") else {
            throw ValidationError("without a terminal to ask on, say --yes or --dry-run")
        }
        guard !global.json else { throw ValidationError("with --json, say --yes or --dry-run") }
    }

    func run() async throws {
        var choice = ImportChoice()
        (choice.user, choice.account) = (global.user, account)
        choice.policy = replace ? "replace" : keep ? "keep" : "auto"
        (choice.isDryRun, choice.isYes) = (dryRun, yes)
        let uploads = try opened()
        try await global.run { [choice] (session) throws(FolioClientError) in
            let importing = ImportSession(session: session, choice: choice) { question in
                print(question, terminator: "")
                fflush(nil)
                return readLine()?.lowercased().hasPrefix("y") == true
            }
            return try await importing.run(uploads)
        }
    }

    private func opened() throws -> [UploadFile] {
        var uploads: [UploadFile] = []
        for path in files {
            do throws(UsageError) {
                uploads.append(try UploadFile.open(path, taken: Set(uploads.map(\.name))))
            } catch {
                let screen = Screen.standard(color: .never, environment: [:])
                screen.writeMessage("folio: " + PlainText.of(error.message) + "\n")
                throw ExitCode(ExitStatus.failed.rawValue)
            }
        }
        return uploads
    }
}
