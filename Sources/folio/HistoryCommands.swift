import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel

struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draws what everything, or a slice of it, was worth.",
        discussion: """
            Examples:
              folio history --period 1Y               the last year as a line
              folio history --source external --from 2026-01-01 --table
              folio history rebuild                   compute it anew

            The line is dotted, and a strip below it lower, where figures rest on assumptions.
            """,
        subcommands: [Show.self, Rebuild.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draws the value over time (the default).",
            discussion: """
                Points stand at the exchange's sessions. The change has deposits and withdrawals in it, and says how much \
                of it they are; `folio performance` leaves them out.
                """
        )
        @OptionGroup var global: GlobalOptions
        @OptionGroup var window: WindowOptions
        @OptionGroup var scope: ScopeOptions
        @Flag(help: "A row for each session instead of a line.") var table = false
        @Option(help: ArgumentHelp("Rows of the drawing, 3 to 100.", valueName: "rows"))
        var height = LineChart.usualHeight

        func validate() throws {
            guard LineChart.heights.contains(height) else { throw ValidationError("--height takes 3 to 100 rows") }
        }

        func run() async throws {
            let params = scope.choice(user: global.user).params(try window.choice().members)
            let (showsRows, height) = (table, height)
            try await global.run { (session) throws(FolioClientError) in
                try await session.history(params, showsRows: showsRows, height: height)
                return .ok
            }
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Computes the past anew from transactions and prices, and shows how far it is."
        )
        @OptionGroup var global: GlobalOptions
        @Option(help: ArgumentHelp("Only this account, by id (see `folio accounts`).", valueName: "id"))
        var account: String?
        @Flag(inversion: .prefixedNo, help: "Wait for the end.") var wait = true

        func run() async throws {
            let params = ScopeOptions.user(global.user, [("account", account.map { .string($0) })])
            let follows = wait
            try await global.run { (session) throws(FolioClientError) in
                try await session.start("history.rebuild", params, follows: follows)
            }
        }
    }
}

struct Performance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows returns and risk over a period, and what the change is made of.",
        discussion: "Example: folio performance --period 1Y --benchmark SPY"
    )
    @OptionGroup var global: GlobalOptions
    @OptionGroup var window: WindowOptions
    @OptionGroup var scope: ScopeOptions
    @Option(help: ArgumentHelp("What to compare with, such as SPY.", valueName: "ticker")) var benchmark: String?

    func run() async throws {
        let more = try window.choice().members + [("benchmark", benchmark.map { .string($0) })]
        let params = scope.choice(user: global.user).params(more)
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("portfolio.performance", params, PerformanceViews.performance)
            return .ok
        }
    }
}

struct Changes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows how the value came from one figure to the other.",
        discussion: """
            Example: folio changes --from 2026-01-01 --to 2026-06-30

            The start is the value before --from. The parts add up to the end exactly; what no record explains stands \
            by itself.
            """
    )
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions
    @Option(help: ArgumentHelp("The first date, such as 2026-01-31.", valueName: "date")) var from: String
    @Option(help: ArgumentHelp("The last date; today by default.", valueName: "date")) var to: String?

    func validate() throws { _ = try days() }

    private func days() throws -> (from: Day, to: Day) {
        let to = try WindowOptions.day(to, "--to") ?? Timestamp.now.newYorkDay
        guard let from = try WindowOptions.day(from, "--from") else { throw ValidationError("--from is missing") }
        guard from <= to else { throw ValidationError("--from is after --to") }
        return (from, to)
    }

    func run() async throws {
        let (from, to) = try days()
        let params = scope.choice(user: global.user).params([
            ("from", .string(from.description)), ("to", .string(to.description)),
        ])
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("portfolio.changes", params, PerformanceViews.changes)
            return .ok
        }
    }
}

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a day's value is made of, and who said each part.",
        discussion: "Example: folio explain --date 2026-03-31 --symbol AAPL"
    )
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions
    @Option(help: ArgumentHelp("The date; the newest by default.", valueName: "date")) var date: String?

    func validate() throws { _ = try WindowOptions.day(date, "--date") }

    func run() async throws {
        let user = global.user
        let day = try WindowOptions.day(date, "--date")
        let params = scope.choice(user: user).params([("date", day.map { .string($0.description) })])
        try await global.run { (session) throws(FolioClientError) in
            try await session.showWithAccounts("portfolio.explain", params, user: user, PerformanceViews.explain)
            return .ok
        }
    }
}

struct Findings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists what does not fit, and puts findings aside.",
        subcommands: [List.self, Dismiss.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists findings: what is missing, contradicts itself or was assumed (the default)."
        )
        @OptionGroup var global: GlobalOptions
        @Option(
            help: "open (the default), resolved, dismissed or all.",
            completion: .list(["open", "resolved", "dismissed", "all"])
        )
        var state = "open"

        func run() async throws {
            let user = global.user
            let params = ScopeOptions.user(user, [("state", state == "all" ? nil : .string(state))])
            try await global.run { (session) throws(FolioClientError) in
                try await session.showWithAccounts("findings.list", params, user: user, FindingViews.findings)
                return .ok
            }
        }
    }

    struct Dismiss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Puts a finding aside for good.")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The finding, by id.") var id: String

        func run() async throws {
            let params = ScopeOptions.user(nil, [("id", .string(id))])
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("findings.dismiss", params) { _, _ in "Dismissed.\n" }
                return .ok
            }
        }
    }
}

struct Snapshots: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Records the values of a session's end.",
        subcommands: [Capture.self]
    )

    struct Capture: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records every user's values at a session's end now (for admins); twice changes nothing."
        )
        @OptionGroup var global: GlobalOptions
        @Option(help: ArgumentHelp("The session; the last one by default.", valueName: "date")) var date: String?
        @Flag(inversion: .prefixedNo, help: "Wait for the end.") var wait = true

        func validate() throws { _ = try WindowOptions.day(date, "--date") }

        func run() async throws {
            let day = try WindowOptions.day(date, "--date")
            let params = ScopeOptions.user(nil, [("date", day.map { .string($0.description) })])
            let follows = wait
            try await global.run { (session) throws(FolioClientError) in
                try await session.start("snapshots.capture", params, follows: follows)
            }
        }
    }
}
