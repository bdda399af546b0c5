import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel

struct Accounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists accounts and what each is worth.")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions

    func run() async throws {
        let params = scope.choice(user: global.user).params()
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("accounts.list", params, PortfolioViews.accounts)
            return .ok
        }
    }
}

struct Positions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists what is held, merged over all accounts.",
        discussion: "`folio positions --sources` shows what each account contributes."
    )
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions
    @Flag(help: "Show the source of every share.") var sources = false
    @Option(help: "A row for each security, or for each security and account: security or account.")
    var group: String?

    func run() async throws {
        let params = scope.choice(user: global.user).params([("group", group.map { .string($0) })])
        let showsSources = sources
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("portfolio.positions", params) { answer, look in
                PortfolioViews.positions(answer, showsSources: showsSources, look)
            }
            return .ok
        }
    }
}

struct Value: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows what everything, or a slice of it, is worth.")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions

    func run() async throws {
        let params = scope.choice(user: global.user).params()
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("portfolio.value", params, PortfolioViews.value)
            return .ok
        }
    }
}

struct Allocation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows how the value is spread.")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions
    @Option(
        help: ArgumentHelp(
            "Over what.",
            discussion: """
                cash_stock_bond, asset_class, security_type, sector, industry, account, institution, source, \
                currency or country.
                """
        )
    )
    var by = "asset_class"

    func run() async throws {
        let params = scope.choice(user: global.user).params([("by", .string(by))])
        try await global.run { (session) throws(FolioClientError) in
            try await session.show("portfolio.allocation", params, PortfolioViews.allocation)
            return .ok
        }
    }
}

struct Activities: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists trades, dividends, fees and transfers, newest first.",
        discussion: "Example: folio activities --type dividend --from 2026-01-01"
    )
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions
    @Option(help: ArgumentHelp("The first date, such as 2026-01-31.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("The last date.", valueName: "date")) var to: String?
    @Option(help: ArgumentHelp("Only this type, such as buy or dividend; may be repeated.", valueName: "type"))
    var type: [String] = []
    @Option(help: ArgumentHelp("How many, 1 to 500.", valueName: "count")) var limit: Int?
    @Option(help: ArgumentHelp("Where the page before ended.", valueName: "text")) var cursor: String?

    func run() async throws {
        let user = global.user
        let params = scope.choice(user: user).params([
            ("from", from.map { .string($0) }), ("to", to.map { .string($0) }),
            ("types", type.isEmpty ? nil : .array(type.map { .string($0) })), ("limit", limit.map { .int($0) }),
            ("cursor", cursor.map { .string($0) }),
        ])
        try await global.run { (session) throws(FolioClientError) in
            try await session.showWithAccounts("portfolio.activities", params, user: user, PortfolioViews.activities)
            return .ok
        }
    }
}

struct Orders: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the brokerage's orders.")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var scope: ScopeOptions
    @Option(help: "open, closed, all, or the brokerage's own word.") var status: String?
    @Option(help: ArgumentHelp("How many, 1 to 500.", valueName: "count")) var limit: Int?
    @Option(help: ArgumentHelp("Where the page before ended.", valueName: "text")) var cursor: String?

    func run() async throws {
        let user = global.user
        let params = scope.choice(user: user).params([
            ("status", status.map { .string($0) }), ("limit", limit.map { .int($0) }),
            ("cursor", cursor.map { .string($0) }),
        ])
        try await global.run { (session) throws(FolioClientError) in
            try await session.showWithAccounts("portfolio.orders", params, user: user, PortfolioViews.orders)
            return .ok
        }
    }
}
