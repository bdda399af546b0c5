import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel
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

    @Flag(help: "Draw with ASCII characters only, as without a UTF-8 locale.")
    var ascii = false

    /// Where words go, as the options and the environment want it.
    var screen: Screen {
        var screen = Screen.standard(color: color, environment: Variables.current)
        if ascii { (screen.look.isUnicode, screen.messageLook.isUnicode) = (false, false) }
        return screen
    }

    /// Connects, runs the body, and ends the process with its status.
    func run(
        patience: Duration = .zero,
        _ body: @Sendable (Session) async throws(FolioClientError) -> ExitStatus
    ) async throws {
        signal(SIGPIPE, SIG_IGN)
        let status = await SessionRun.run(
            socket: socket ?? FolioClient.defaultSocketPath(environment: Variables.current),
            screen: screen,
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

/// Which stretch of time a command is about.
struct WindowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How far back: 1W, 1M, 3M, 6M, YTD, 1Y (the default), 2Y or ALL.",
            valueName: "period"
        ),
        completion: .list(WindowOptions.periods)
    )
    var period: String?
    @Option(help: ArgumentHelp("The first date, such as 2026-01-31.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("The last date.", valueName: "date")) var to: String?

    static let periods = ["1W", "1M", "3M", "6M", "YTD", "1Y", "2Y", "ALL"]

    func validate() throws { _ = try choice() }

    /// The stretch, checked.
    func choice() throws -> WindowChoice {
        var choice = WindowChoice()
        if let period {
            guard from == nil, to == nil else { throw ValidationError("--period goes without --from and --to") }
            guard Self.periods.contains(period.uppercased()) else {
                throw ValidationError("--period takes one of " + Self.periods.joined(separator: ", "))
            }
            choice.period = period.uppercased()
        }
        (choice.from, choice.to) = (try Self.day(from, "--from"), try Self.day(to, "--to"))
        if let from = choice.from, let to = choice.to, from > to {
            throw ValidationError("--from is after --to")
        }
        return choice
    }

    /// A date that was written behind an option.
    static func day(_ text: String?, _ option: String) throws -> Day? {
        guard let text else { return nil }
        guard let day = Day(text) else { throw ValidationError("\(option) takes a date such as 2026-01-31") }
        return day
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
