import ArgumentParser
import FolioCLI
import FolioClient
import Glibc

extension ColorChoice: ExpressibleByArgument {}

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The daemon's socket; else $FOLIOD_SOCKET, else where it usually is.", valueName: "path")
    )
    var socket: String?

    @Option(help: ArgumentHelp("The portfolio user; yours by default.", valueName: "name"))
    var user: String?

    @Flag(help: "Print the daemon's answer as JSON.")
    var json = false

    @Option(help: "Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.")
    var color = ColorChoice.auto

    /// Connects, runs the body, and ends the process with its status.
    func run(
        patience: Duration = .zero,
        _ body: @Sendable (Session) async throws(FolioClientError) -> ExitStatus
    ) async throws {
        signal(SIGPIPE, SIG_IGN)
        let environment = Variables.current
        let status = await SessionRun.run(
            socket: socket ?? FolioClient.defaultSocketPath(environment: environment),
            screen: Screen.standard(color: color, environment: environment),
            isJSON: json,
            patience: patience,
            body
        )
        guard status == .ok else { throw ExitCode(status.rawValue) }
    }
}

/// Which slice of the portfolio a command is about.
struct ScopeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this account, by id (see `folio accounts`).", valueName: "id"))
    var account: String?

    @Option(help: ArgumentHelp("Only this connection, by id (see `folio connections list`).", valueName: "id"))
    var connection: String?

    @Option(help: ArgumentHelp("Only all, external, brokerage, or an adapter such as plaid.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("Only this security.", valueName: "ticker"))
    var symbol: String?

    @Option(help: ArgumentHelp("Only this class, such as us_equity, crypto or cash.", valueName: "class"))
    var assetClass: String?

    /// The slice for a user.
    func choice(user: String?) -> ScopeChoice {
        var choice = ScopeChoice()
        (choice.user, choice.account, choice.connection) = (user, account, connection)
        (choice.source, choice.symbol, choice.assetClass) = (source, symbol, assetClass)
        return choice
    }
}

/// What the process was started with.
enum Variables {
    /// The environment.
    static var current: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return variables
    }
}
