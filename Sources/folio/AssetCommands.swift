import ArgumentParser
import FolioCLI
import FolioClient
import FolioModel

struct Assets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what is known of a security, and finds securities.",
        discussion: """
            Examples:
              folio assets get BRK.B             what it is, and who says so
              folio assets get US0378331005 --origins
              folio assets search vanguard
            """,
        subcommands: [Get.self, Search.self]
    )

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what is known of a security, and where each field is from.",
            discussion: "A symbol that several securities have means the one you hold; the others are listed."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "A ticker in any spelling, an OCC symbol, ISIN, CUSIP, SEDOL or FIGI, or an id such as s_….")
        var symbol: String
        @Flag(help: "Show everything that each source says.") var origins = false

        func run() async throws {
            let key = symbol.hasPrefix("s_") ? "asset_id" : "symbol"
            let params = ScopeOptions.user(
                global.user,
                [(key, .string(symbol)), ("origins", origins ? .bool(true) : nil)]
            )
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("assets.get", params, AssetViews.asset)
                return .ok
            }
        }
    }

    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists securities whose symbol, name or code fits, the best first."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "A symbol, a code, or part of a name.") var query: String
        @Option(help: ArgumentHelp("How many, 1 to 500.", valueName: "count")) var limit: Int?

        func run() async throws {
            let members: [(String, JSONValue?)] = [("query", .string(query)), ("limit", limit.map { .int($0) })]
            let params = ScopeOptions.user(nil, members)
            try await global.run { (session) throws(FolioClientError) in
                try await session.show("assets.search", params, AssetViews.search)
                return .ok
            }
        }
    }
}
