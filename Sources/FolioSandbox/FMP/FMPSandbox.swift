import FolioModel

/// FMP's stable API over everything in the world that an exchange quotes.
struct FMPSandbox: Sendable {
    let world: SandboxWorld
    let dialect: SandboxDialect.FMP
    private let bySymbol: [String: WorldSecurity]

    init(world: SandboxWorld, dialect: SandboxDialect.FMP) {
        (self.world, self.dialect) = (world, dialect)
        var bySymbol: [String: WorldSecurity] = [:]
        for security in world.securities.values where security.isQuoted { bySymbol[Self.symbol(security)] = security }
        self.bySymbol = bySymbol
    }

    private static let maximumRows = 5000
    private static let maximumSymbols = 100
    private static let defaultYears = 5

    /// What there is below `/stable/`.
    enum Endpoint: String, CaseIterable {
        case quote, splits, dividends
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

        init?(_ request: SandboxRequest) {
            self.init(rawValue: request.segments.dropFirst().joined(separator: "/"))
        }

        /// Whether it is about one security, named by `symbol`.
        var takesSymbol: Bool {
            switch self {
            case .quote, .quoteShort, .splits, .dividends, .full, .light, .raw, .dividendAdjusted: true
            case .batchQuote, .batchQuoteShort, .searchSymbol, .searchName, .searchCUSIP, .searchISIN: false
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
        let security = request.parameter("symbol").flatMap { bySymbol[$0] }
        if endpoint.takesSymbol, security == nil, dialect.unknown == .premium {
            return FMPError.byName["premium-parameter"]?.response ?? FMPError.response(status: 402)
        }
        return SandboxResponse(200, .array(rows(endpoint, security, request)))
    }

    private func rows(_ endpoint: Endpoint, _ security: WorldSecurity?, _ request: SandboxRequest) -> [JSONValue] {
        switch endpoint {
        case .quote: security.flatMap(quote).map { [$0] } ?? []
        case .quoteShort: security.flatMap(quote).map { [Self.short($0)] } ?? []
        case .batchQuote: listed(request).compactMap(quote)
        case .batchQuoteShort: listed(request).compactMap(quote).map(Self.short)
        case .full: history(security, request).map(Self.fullRow)
        case .light: history(security, request).map(Self.lightRow)
        case .raw: history(security, request, adjusts: false).map(Self.rawRow)
        case .dividendAdjusted: dividendAdjusted(security, request).map(Self.rawRow)
        case .splits: security.map(splits) ?? []
        case .dividends: security.map(dividends) ?? []
        case .searchSymbol: search(request) { Self.symbol($0).hasPrefix($1.uppercased()) }
        case .searchName: search(request) { $0.name.lowercased().hasPrefix($1.lowercased()) }
        case .searchCUSIP:
            identified(request.parameter("cusip"), \.cusip).map { found($0, "companyName", "cusip", \.cusip) }
        case .searchISIN: identified(request.parameter("isin"), \.isin).map { found($0, "name", "isin", \.isin) }
        }
    }

    private func listed(_ request: SandboxRequest) -> [WorldSecurity] {
        (request.list("symbols") ?? []).prefix(Self.maximumSymbols).compactMap { bySymbol[$0] }
    }

    private static func short(_ quote: JSONValue) -> JSONValue {
        let kept = ["symbol", "price", "change", "volume"]
        return .object(JSONObject(kept.compactMap { name in quote[name].map { (name, $0) } }))
    }

    /// A listing found by one of its identifiers, the name under the member that the endpoint has for it.
    private func found(
        _ security: WorldSecurity,
        _ name: String,
        _ member: String,
        _ path: KeyPath<WorldSecurity, String?>
    ) -> JSONValue {
        .object(
            JSONObject([
                ("symbol", .string(Self.symbol(security))), (name, .string(security.name)),
                (member, .text(security[keyPath: path])), ("marketCap", marketCap(security)),
            ])
        )
    }

    /// FMP writes classes of shares with a hyphen and coins as a pair.
    private static func symbol(_ security: WorldSecurity) -> String {
        if security.type == .cryptocurrency { return security.key + "USD" }
        if security.type == .preferredStock { return security.key.replacing(".PR", with: "-P") }
        return security.key.replacing(".", with: "-")
    }

    private static func exchange(_ security: WorldSecurity) -> (short: String, full: String) {
        switch security.exchange {
        case "NASDAQ": ("NASDAQ", "NASDAQ Global Select")
        case "NYSE": ("NYSE", "New York Stock Exchange")
        case "NYSEARCA": ("AMEX", "New York Stock Exchange Arca")
        case "CRYPTO": ("CRYPTO", "CCC")
        default: ("NASDAQ", "NASDAQ")
        }
    }

    private func identified(_ wanted: String?, _ path: KeyPath<WorldSecurity, String?>) -> [WorldSecurity] {
        guard let wanted else { return [] }
        return bySymbol.values.filter { $0[keyPath: path] == wanted }.sorted { $0.key < $1.key }
    }

    private func search(
        _ request: SandboxRequest,
        _ matches: (WorldSecurity, String) -> Bool
    ) -> [JSONValue] {
        guard let query = request.parameter("query") else { return [] }
        let limit = request.parameter("limit").flatMap { Int($0) } ?? 50
        let found = bySymbol.values.filter { matches($0, query) }.sorted { $0.key < $1.key }
        return found.prefix(max(0, limit)).map { security in
            [
                "symbol": .string(Self.symbol(security)), "name": .string(security.name), "currency": "USD",
                "exchangeFullName": .string(Self.exchange(security).full),
                "exchange": .string(Self.exchange(security).short),
            ]
        }
    }

    // MARK: Prices

    /// Newest first, at most 5000 rows, five years without bounds.
    private func history(
        _ security: WorldSecurity?,
        _ request: SandboxRequest,
        adjusts: Bool = true
    ) -> [(symbol: String, bar: WorldBar)] {
        guard let security else { return [] }
        let end = request.parameter("to").flatMap { Day($0) } ?? world.lastDay
        let start = request.parameter("from").flatMap { Day($0) } ?? end.adding(months: -12 * Self.defaultYears)
        let bars = world.bars(security.key, from: start, through: end).reversed().prefix(Self.maximumRows)
        return bars.map { (Self.symbol(security), adjusts ? $0.adjusted(for: security.split) : $0) }
    }

    /// The split-adjusted history, each bar times what every later dividend left of the price before its ex-day.
    private func dividendAdjusted(
        _ security: WorldSecurity?,
        _ request: SandboxRequest
    ) -> [(symbol: String, bar: WorldBar)] {
        guard let security else { return [] }
        let calendar = DividendCalendar(security)
        let sessions = world.sessions.filter { $0 >= world.firstDay }
        let payments = sessions.indices.filter { calendar.isExDay(index: $0) && $0 > 0 }.compactMap { index in
            world.close(security.key, on: sessions[index - 1]).map { close in
                (day: sessions[index], left: close.raw - calendar.perUnit(on: sessions[index]).raw, of: close.raw)
            }
        }
        return history(security, request).map { symbol, bar in
            let later = payments.filter { $0.day > bar.day }
            return (symbol, later.reduce(bar) { $0.scaled(by: $1.left, over: $1.of) })
        }
    }

    private static func fullRow(_ symbol: String, _ bar: WorldBar) -> JSONValue {
        let change = Price(raw: bar.close.raw - bar.open.raw)
        let middle = Price(raw: (bar.high.raw + bar.low.raw + bar.close.raw) / 3).rounded(to: 2)
        return [
            "symbol": .string(symbol), "date": .string(bar.day.description), "open": .figure(bar.open),
            "high": .figure(bar.high), "low": .figure(bar.low), "close": .figure(bar.close),
            "volume": .int(bar.volume), "change": .figure(change), "changePercent": percent(change, of: bar.open),
            "vwap": .figure(middle),
        ]
    }

    private static func lightRow(_ symbol: String, _ bar: WorldBar) -> JSONValue {
        [
            "symbol": .string(symbol), "date": .string(bar.day.description), "price": .figure(bar.close),
            "volume": .int(bar.volume),
        ]
    }

    private static func rawRow(_ symbol: String, _ bar: WorldBar) -> JSONValue {
        [
            "symbol": .string(symbol), "date": .string(bar.day.description), "adjOpen": .figure(bar.open),
            "adjHigh": .figure(bar.high), "adjLow": .figure(bar.low), "adjClose": .figure(bar.close),
            "volume": .int(bar.volume),
        ]
    }

    private static func percent(_ part: Price, of whole: Price) -> JSONValue {
        guard whole.raw != 0 else { return 0 }
        return .figure(Ratio(raw: part.raw * 100_000_000_000_000 / whole.raw).rounded(to: 5))
    }

    private func quote(_ security: WorldSecurity) -> JSONValue? {
        let bars = world.bars(security.key, from: world.lastDay.adding(months: -12), through: world.lastDay)
            .map { $0.adjusted(for: security.split) }
        guard let last = bars.last, let previous = bars.dropLast().last else { return nil }
        let change = Price(raw: last.close.raw - previous.close.raw)
        func average(_ count: Int) -> Price {
            let closes = bars.suffix(count).map(\.close.raw)
            return Price(raw: closes.reduce(0, +) / Int128(closes.count)).rounded(to: 5)
        }
        return [
            "symbol": .string(Self.symbol(security)), "name": .string(security.name), "price": .figure(last.close),
            "changePercentage": Self.percent(change, of: previous.close), "change": .figure(change),
            "volume": .int(last.volume), "dayLow": .figure(last.low), "dayHigh": .figure(last.high),
            "yearHigh": .figure(bars.map(\.high).max() ?? last.high),
            "yearLow": .figure(bars.map(\.low).min() ?? last.low), "marketCap": marketCap(security),
            "priceAvg50": .figure(average(50)), "priceAvg200": .figure(average(200)),
            "exchange": .string(Self.exchange(security).short), "open": .figure(last.open),
            "previousClose": .figure(previous.close),
            "timestamp": .int(Int(world.closingBell.milliseconds / 1000) + 1),
        ]
    }

    private func marketCap(_ security: WorldSecurity) -> JSONValue {
        guard let close = world.close(security.key, on: world.lastDay) else { return .null }
        let shares = Int128(1_000_000 + SeededGenerator.hash("shares \(security.key)") % 9_000_000) * 1000
        return .figure(Price(raw: close.raw * shares).rounded(to: 0))
    }

    // MARK: Corporate actions

    private func splits(_ security: WorldSecurity) -> [JSONValue] {
        guard let split = security.split else { return [] }
        return [
            [
                "symbol": .string(Self.symbol(security)), "date": .string(split.day.description),
                "numerator": .int(split.numerator), "denominator": .int(split.denominator),
            ]
        ]
    }

    /// Newest first.
    private func dividends(_ security: WorldSecurity) -> [JSONValue] {
        let calendar = DividendCalendar(security)
        let sessions = world.sessions.filter { $0 >= world.firstDay }
        return sessions.indices.filter { calendar.isExDay(index: $0) }.reversed().map { index in
            let day = sessions[index]
            let paid = calendar.perUnit(on: day)
            let adjusted = calendar.perUnit(on: world.lastDay)
            let payment = index + WorldSimulation.sessionsToPayment
            let close = world.close(security.key, on: day) ?? paid
            return [
                "symbol": .string(Self.symbol(security)), "date": .string(day.description),
                "recordDate": .string(day.description),
                "paymentDate": .string(payment < sessions.count ? sessions[payment].description : ""),
                "declarationDate": .string(day.adding(days: -14).description), "adjDividend": .figure(adjusted),
                "dividend": .figure(paid), "yield": Self.percent(Price(raw: paid.raw * 4), of: close),
                "frequency": "Quarterly",
            ]
        }
    }
}
