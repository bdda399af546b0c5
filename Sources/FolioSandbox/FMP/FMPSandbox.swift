import FolioModel

/// FMP's stable API over everything in the world that an exchange quotes, and some things besides.
struct FMPSandbox: Sendable {
    let world: SandboxWorld
    let dialect: SandboxDialect.FMP
    private let bySymbol: [String: FMPListed]

    init(world: SandboxWorld, dialect: SandboxDialect.FMP) {
        (self.world, self.dialect) = (world, dialect)
        let ofWorld = world.securities.values.filter(\.isQuoted).map { FMPListed($0, dialect: dialect) }
        bySymbol = Dictionary((ofWorld + FMPListed.beside(world)).map { ($0.symbol, $0) }) { $1 }
    }

    static let maximumRows = 5000
    private static let maximumSymbols = 100
    private static let defaultYears = 5
    /// Delisted companies on a page.
    private static let pageSize = 100

    /// What there is below `/stable/`.
    enum Endpoint: String, CaseIterable {
        case quote, splits, dividends, profile
        case batchQuote = "batch-quote"
        case quoteShort = "quote-short"
        case batchQuoteShort = "batch-quote-short"
        case full = "historical-price-eod/full"
        case light = "historical-price-eod/light"
        case raw = "historical-price-eod/non-split-adjusted"
        case dividendAdjusted = "historical-price-eod/dividend-adjusted"
        case searchSymbol = "search-symbol"
        case searchName = "search-name"
        case searchCUSIP = "search-cusip"
        case searchISIN = "search-isin"
        case symbolChange = "symbol-change"
        case delisted = "delisted-companies"

        init?(_ request: SandboxRequest) {
            self.init(rawValue: request.segments.dropFirst().joined(separator: "/"))
        }

        /// Whether it is about one listing, named by `symbol`.
        var takesSymbol: Bool {
            switch self {
            case .quote, .quoteShort, .splits, .dividends, .profile, .full, .light, .raw, .dividendAdjusted: true
            case .batchQuote, .batchQuoteShort, .searchSymbol, .searchName, .searchCUSIP, .searchISIN, .symbolChange,
                .delisted:
                false
            }
        }
    }

    /// What rules and counts go by.
    static func key(of call: SandboxCall) -> RequestKey {
        RequestKey(
            path: call.request.path,
            endpoint: "/stable/" + (Endpoint(call.request)?.rawValue ?? "(unknown)"),
            connection: nil,
            aliases: [],
            symbols: [call.request.parameter("symbol")].compactMap { $0 } + (call.request.list("symbols") ?? [])
        )
    }

    func respond(to request: SandboxRequest) -> SandboxResponse {
        var response = answer(to: request)
        if dialect.errors == .ok, response.status != 404 { response.status = 200 }
        return response
    }

    private func answer(to request: SandboxRequest) -> SandboxResponse {
        if request.path.hasPrefix("/api/v") { return FMPError.response(status: 403) }
        guard request.method == "GET", let endpoint = Endpoint(request) else { return FMPError.response(status: 404) }
        guard (request.parameter("apikey") ?? request.header("apikey")) == SandboxCredentials.fmpKey else {
            return FMPError.response(status: 401)
        }
        if endpoint == .batchQuote, dialect.batches == .none {
            return FMPError.byName["restricted-endpoint"]?.response ?? FMPError.response(status: 402)
        }
        let listed = request.parameter("symbol").flatMap { bySymbol[$0] }
        if endpoint.takesSymbol, listed == nil, dialect.unknown == .premium {
            return FMPError.byName["premium-parameter"]?.response ?? FMPError.response(status: 402)
        }
        return SandboxResponse(200, .array(rows(endpoint, listed, request)))
    }

    private func rows(_ endpoint: Endpoint, _ listed: FMPListed?, _ request: SandboxRequest) -> [JSONValue] {
        let records = FMPRecords(world: world)
        return switch endpoint {
        case .quote: listed.flatMap(quote).map { [$0] } ?? []
        case .quoteShort: listed.flatMap(quote).map { [FMPRecords.short($0)] } ?? []
        case .batchQuote: named(request).compactMap(quote)
        case .batchQuoteShort: named(request).compactMap(quote).map(FMPRecords.short)
        case .full: history(listed, request).map(FMPRecords.fullRow)
        case .light: history(listed, request).map(FMPRecords.lightRow)
        case .raw: history(listed, request, adjusts: false).map(FMPRecords.rawRow)
        case .dividendAdjusted: dividendAdjusted(listed, request).map(FMPRecords.rawRow)
        case .splits: listed.map(records.splits) ?? []
        case .dividends: listed.map(records.dividends) ?? []
        case .profile: listed.flatMap(records.profile).map { [$0] } ?? []
        case .searchSymbol: search(request) { $0.symbol.hasPrefix($1.uppercased()) }
        case .searchName: search(request) { $0.name.lowercased().contains($1.lowercased()) }
        case .searchCUSIP:
            identified(request.parameter("cusip"), \.cusip)
                .map { records.found($0, "companyName", "cusip", $0.cusip) }
        case .searchISIN:
            identified(request.parameter("isin"), \.isin).map { records.found($0, "name", "isin", $0.isin) }
        case .symbolChange: records.symbolChanges(limit: Self.limit(request, 100))
        case .delisted: delisted(request)
        }
    }

    private static func limit(_ request: SandboxRequest, _ standard: Int) -> Int {
        max(0, request.parameter("limit").flatMap { Int($0) } ?? standard)
    }

    private func named(_ request: SandboxRequest) -> [FMPListed] {
        (request.list("symbols") ?? []).prefix(Self.maximumSymbols).compactMap { bySymbol[$0] }
            .filter { dialect.batches == .all || !$0.isPair }
    }

    /// Listings by one of their codes, in no order that would help.
    private func identified(_ wanted: String?, _ path: KeyPath<FMPListed, String?>) -> [FMPListed] {
        guard let wanted else { return [] }
        return bySymbol.values.filter { $0[keyPath: path] == wanted }.sorted { $0.symbol > $1.symbol }
    }

    private func search(_ request: SandboxRequest, _ matches: (FMPListed, String) -> Bool) -> [JSONValue] {
        guard let query = request.parameter("query") else { return [] }
        let found = bySymbol.values.filter { $0.isSearched && matches($0, query) }.sorted { $0.symbol < $1.symbol }
        return found.prefix(Self.limit(request, 50)).map { listed in
            [
                "symbol": .string(listed.symbol), "name": .string(listed.name), "currency": .string(listed.currency),
                "exchangeFullName": .string(listed.exchange.full), "exchange": .string(listed.exchange.short),
            ]
        }
    }

    private func delisted(_ request: SandboxRequest) -> [JSONValue] {
        guard (request.parameter("page").flatMap { Int($0) } ?? 0) == 0 else { return [] }
        let gone = bySymbol.values.filter { $0.delistedOn != nil }.sorted { $0.symbol < $1.symbol }
        let size = min(Self.pageSize, Self.limit(request, Self.pageSize))
        return gone.prefix(size).map(FMPRecords(world: world).delisted)
    }

    // MARK: Prices

    /// A fund's price of the last day may be missing yet.
    private func lastDay(of listed: FMPListed) -> Day {
        guard listed.type == .mutualFund, dialect.navs == .late else { return world.lastDay }
        return ExchangeCalendar.previousSession(before: world.lastDay)
    }

    private func quote(_ listed: FMPListed) -> JSONValue? {
        FMPRecords(world: world).quote(listed, on: min(lastDay(of: listed), listed.delistedOn ?? world.lastDay))
    }

    /// Newest first, at most 5000 rows, five years without bounds.
    private func history(
        _ listed: FMPListed?,
        _ request: SandboxRequest,
        adjusts: Bool = true
    ) -> [(symbol: String, bar: WorldBar)] {
        guard let listed else { return [] }
        let wanted = request.parameter("to").flatMap { Day($0) } ?? world.lastDay
        let end = min(wanted, lastDay(of: listed))
        let start = request.parameter("from").flatMap { Day($0) } ?? end.adding(months: -12 * Self.defaultYears)
        let bars = world.bars(of: listed, from: start, through: end).reversed().prefix(Self.maximumRows)
        return bars.map { (listed.symbol, adjusts ? $0.adjusted(for: listed.security?.split) : $0) }
    }

    /// The split-adjusted history, each bar times what every later dividend left of the price before its ex-day.
    private func dividendAdjusted(
        _ listed: FMPListed?,
        _ request: SandboxRequest
    ) -> [(symbol: String, bar: WorldBar)] {
        guard let security = listed?.security else { return history(listed, request) }
        let calendar = DividendCalendar(security)
        let sessions = world.sessions.filter { $0 >= world.firstDay }
        let payments = sessions.indices.filter { calendar.isExDay(index: $0) && $0 > 0 }.compactMap { index in
            world.close(security.key, on: sessions[index - 1]).map { close in
                (day: sessions[index], left: close.raw - calendar.perUnit(on: sessions[index]).raw, of: close.raw)
            }
        }
        return history(listed, request).map { symbol, bar in
            let later = payments.filter { $0.day > bar.day }
            return (symbol, later.reduce(bar) { $0.scaled(by: $1.left, over: $1.of) })
        }
    }
}
