import ArgumentParser
import FolioAdapterKit
import FolioConformance
import FolioDaemon
import FolioModel
import Glibc

struct AdapterTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Tries an adapter against every requirement of the adapter protocol.",
        discussion: """
            Starts the command some eighty times, each time in an empty directory of its own, and talks to it as the \
            daemon would. A scenario that does not apply is skipped with the reason. Nothing leaves this machine unless \
            --live is given: an adapter that names hosts is asked for data only where its configuration has a base_url \
            on loopback, such as foliod sandbox's.

            foliod adapter test ./demo.py
            foliod adapter test --config plaid.yaml --credentials plaid-link.yaml plaid
            foliod adapter test --only cancel --only sigterm -- ./demo --verbose

            --config has what stands under the adapter's name in the daemon's configuration. --credentials says how a \
            connection is had: connection (credentials, external_id), or link (fields, public_token, visit), and which \
            symbols a source of prices is asked for: prices (known, unknown, from, to). --expected-failures has names \
            of scenarios with a reason each. All are YAML or JSON.

            Exit status: 0 where everything is as expected, 1 where something is not, 64 for wrong arguments, 65 for a \
            file that says something wrong, 69 where the command can't be started, 73 where a file can't be written.
            """
    )

    @Argument(help: "The adapter's program and its arguments, or the name of one that comes with the daemon.")
    var command: [String] = []

    @Option(help: ArgumentHelp("What configure hands the adapter.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("How a connection is had.", valueName: "file"))
    var credentials: String?

    @Option(help: ArgumentHelp("Where the report goes, as JSON.", valueName: "file"))
    var report: String?

    @Option(help: ArgumentHelp("Scenarios that are known to fail, with reasons.", valueName: "file"))
    var expectedFailures: String?

    @Option(help: ArgumentHelp("Only this scenario; may be repeated.", valueName: "name"))
    var only: [String] = []

    @Flag(help: "The vendor's real hosts may be asked; connections are not made or ended.")
    var live = false

    @Option(help: ArgumentHelp("Keep the session and the vendor's answers there, without secrets.", valueName: "dir"))
    var record: String?

    @Option(help: ArgumentHelp("Let the vendor's answers kept there answer, offline.", valueName: "dir"))
    var replay: String?

    @Flag(help: "Print the scenarios, and start nothing.")
    var list = false

    func validate() throws {
        if list { return }
        if command.isEmpty { throw ValidationError("the adapter's command is missing") }
        if record != nil && replay != nil { throw ValidationError("--record and --replay exclude each other") }
        if live && replay != nil { throw ValidationError("--live and --replay exclude each other") }
        do throws(ConformanceInputError) {
            for name in only { try ConformanceOptions.knows(name) }
        } catch {
            throw ValidationError("--only: \(error)")
        }
    }

    func run() async throws {
        if list { return printScenarios() }
        var options = ConformanceOptions()
        (options.isLive, options.only) = (live, only)
        if let config { options.config = try Self.file(config) }
        if options.config.isNull { options.config = [:] }
        if let credentials {
            options.input = try Self.reading(credentials) { (file) throws(ConformanceInputError) in
                try ConformanceInput.read(file)
            }
        }
        if let expectedFailures {
            options.expectedFailures = try Self.reading(expectedFailures) { (file) throws(ConformanceInputError) in
                try ConformanceOptions.expectedFailures(file)
            }
        }
        let result: ConformanceReport
        do {
            result = try await ConformanceRun(
                command: Self.resolved(command),
                options: options,
                recording: record,
                replaying: replay
            ).run { line in
                print(line.text)
                fflush(nil)
            }
        } catch let failure as ConformanceFailure {
            StandardError.print("foliod adapter test: \(failure)")
            throw ExitCode(EX_UNAVAILABLE)
        }
        print("\n\(result.closingLine)")
        if let report { try Self.write(result, to: report) }
        if !result.isGood { throw ExitCode.failure }
    }

    private func printScenarios() {
        for scenario in ConformanceRequirements.all {
            print("\(scenario.group.rawValue.padded(to: 10)) \(scenario.name.padded(to: 30)) \(scenario.summary)")
        }
    }

    /// A bundled adapter's name stands for this program's own command.
    private static func resolved(_ command: [String]) -> [String] {
        guard command.count == 1, BundledAdapters.all.contains(where: { $0.name == command[0] }) else { return command }
        return [Environment.executable, "adapter", command[0]]
    }

    private static func file(_ path: String) throws -> JSONValue {
        do throws(ConfigurationErrors) { return try YAMLDocument.read(path) } catch {
            for fault in error.faults { StandardError.print("foliod adapter test: \(fault)") }
            throw ExitCode(EX_DATAERR)
        }
    }

    private static func reading<Value>(
        _ path: String,
        _ read: (JSONValue) throws(ConformanceInputError) -> Value
    ) throws -> Value {
        let content = try file(path)
        do throws(ConformanceInputError) { return try read(content) } catch {
            StandardError.print("foliod adapter test: \(path): \(error)")
            throw ExitCode(EX_DATAERR)
        }
    }

    private static func write(_ report: ConformanceReport, to path: String) throws {
        do throws(ConformanceFailure) {
            try ConformanceFile.write(report.json + [UInt8(ascii: "\n")], to: path)
        } catch {
            StandardError.print("foliod adapter test: \(error)")
            throw ExitCode(EX_CANTCREAT)
        }
    }
}

extension String {
    /// The text with spaces behind it, up to so many characters.
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
