import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel

struct Prices: AsyncParsableCommand, TakesAnyWord {
    static let configuration = CommandConfiguration(
        abstract: "Shows prices, and what asking for them takes.",
        discussion: """
            Examples:
              folio prices AAPL BRK.B                 the newest prices
              folio prices AAPL --from 2026-01-01     the closes since then, as a line
              folio prices usage                      calls to price sources, and calls saved
            """,
        subcommands: [Show.self, Usage.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the newest prices, or the closes of a stretch of time (the default)."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: ArgumentHelp("Tickers, such as AAPL.", valueName: "symbol")) var symbols: [String]
        @Option(help: ArgumentHelp("The first date, such as 2026-01-31.", valueName: "date")) var from: String?
        @Option(help: ArgumentHelp("The last date.", valueName: "date")) var to: String?
        @Flag(help: "A row for each close instead of a line.") var table = false

        func validate() throws {
            _ = try window()
            guard !table || from != nil || to != nil else { throw ValidationError("--table goes with --from or --to") }
        }

        private func window() throws -> WindowChoice {
            var window = WindowChoice()
            window.from = try WindowOptions.day(from, "--from")
            window.to = try WindowOptions.day(to, "--to")
            if let from = window.from, let to = window.to, from > to { throw ValidationError("--from is after --to") }
            return window
        }

        func run() async throws {
            let (user, symbols, window, showsRows) = (global.user, symbols, try window(), table)
            try await global.run { (session) throws(FolioClientError) in
                try await session.prices(symbols, window, user: user, showsRows: showsRows)
                return .ok
            }
        }
    }

    struct Usage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows calls to each price source by day, and how many the store has saved."
        )
        @OptionGroup var global: GlobalOptions
        @Option(help: ArgumentHelp("How many days back.", valueName: "count")) var days: Int?

        func run() async throws {
            let params = ScopeOptions.user(nil, [("days", days.map { .int($0) })])
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("prices.usage", params, PriceViews.usage)
                return .ok
            }
        }
    }
}

struct Mappings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists by which symbol each security is priced, and sets it.",
        discussion: """
            Examples:
              folio mappings --state pending          what has no symbol yet
              folio mappings resolve s_93qd2xgk0m4tz SHEL
            """,
        subcommands: [List.self, Resolve.self, Ignore.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists mappings (the default).")
        @OptionGroup var global: GlobalOptions
        @Option(
            help: "pending (a person should look), resolved, ignored or unsupported.",
            completion: .list(["pending", "resolved", "ignored", "unsupported"])
        )
        var state: String?
        @Option(help: ArgumentHelp("How many, 1 to 500.", valueName: "count")) var limit: Int?

        func run() async throws {
            let params = ScopeOptions.user(
                nil,
                [("state", state.map { .string($0) }), ("limit", limit.map { .int($0) })]
            )
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("mappings.list", params, PriceViews.mappings)
                return .ok
            }
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prices a security by a symbol (for admins).")
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The security, by id (see `folio mappings`).") var security: String
        @Argument(help: "The symbol as the source writes it, such as SHEL.") var symbol: String
        @Option(help: ArgumentHelp("The price source; the first one by default.", valueName: "name"))
        var source: String?

        func run() async throws {
            let params = ScopeOptions.user(
                nil,
                [
                    ("security", .string(security)), ("symbol", .string(symbol)),
                    ("source", source.map { .string($0) }),
                ]
            )
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("mappings.resolve", params, PriceViews.resolution)
                return .ok
            }
        }
    }

    struct Ignore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stops looking for a security's symbol (for admins)."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The security, by id (see `folio mappings`).") var security: String

        func run() async throws {
            let params: JSONValue = ["security": .string(security)]
            let security = PlainText.of(security)
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("mappings.ignore", params) { _, _ in "\(security) is left unpriced.\n" }
                return .ok
            }
        }
    }
}
