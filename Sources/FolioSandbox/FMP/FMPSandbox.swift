import FolioModel

/// FMP's stable API over everything in the world that an exchange quotes.
struct FMPSandbox: Sendable {
    let world: SandboxWorld
    private let bySymbol: [String: WorldSecurity]

    init(world: SandboxWorld) {
        self.world = world
        var bySymbol: [String: WorldSecurity] = [:]
        for security in world.securities.values where security.isQuoted { bySymbol[Self.symbol(security)] = security }
        self.bySymbol = bySymbol
    }

    private static let maximumRows = 5000
    private static let maximumSymbols = 100
    private static let defaultYears = 5

    /// What there is below `/stable/`.
    private static let endpoints: Set<String> = [
        "quote", "batch-quote", "historical-price-eod/full", "historical-price-eod/light",
        "historical-price-eod/non-split-adjusted", "splits", "dividends", "search-symbol", "search-name",
        "search-cusip", "search-isin",
    ]

    /// What rules and counts go by.
    static func key(of call: SandboxCall) -> RequestKey {
        let name = call.request.segments.dropFirst().joined(separator: "/")
        return RequestKey(
            path: call.request.path,
            endpoint: "/stable/" + (endpoints.contains(name) ? name : "(unknown)"),
            connection: nil,
            aliases: [],
            symbols: [call.request.parameter("symbol")].compactMap { $0 } + (call.request.list("symbols") ?? [])
        )
    }

    func respond(to request: SandboxRequest) -> SandboxResponse {
        if request.path.hasPrefix("/api/v") { return FMPError.response(status: 403) }
        guard request.method == "GET" else { return FMPError.response(status: 404) }
        guard (request.parameter("apikey") ?? request.header("apikey")) == SandboxCredentials.fmpKey else {
            return FMPError.response(status: 401)
        }
        guard let rows = rows(request) else { return FMPError.response(status: 404) }
        return SandboxResponse(200, .array(rows))
    }

    /// The answer's rows; `nil` for a path there is none of.
    private func rows(_ request: SandboxRequest) -> [JSONValue]? {
        let security = request.parameter("symbol").flatMap { bySymbol[$0] }
        switch request.segments.dropFirst().joined(separator: "/") {
        case "quote": return security.flatMap(quote).map { [$0] } ?? []
        case "batch-quote":
            let symbols = (request.list("symbols") ?? []).prefix(Self.maximumSymbols)
            return symbols.compactMap { bySymbol[$0] }.compactMap(quote)
        case "historical-price-eod/full": return history(security, request).map(Self.fullRow)
        case "historical-price-eod/light": return history(security, request).map(Self.lightRow)
        case "historical-price-eod/non-split-adjusted":
            return history(security, request, adjusts: false).map(Self.rawRow)
        case "splits": return security.map(splits) ?? []
        case "dividends": return security.map(dividends) ?? []
        case "search-symbol":
            return search(request) { security, query in Self.symbol(security).hasPrefix(query.uppercased()) }
        case "search-name":
            return search(request) { security, query in
                security.name.lowercased().hasPrefix(query.lowercased())
            }
        case "search-cusip":
            return identified(request.parameter("cusip"), \.cusip).map { security in
                [
                    "symbol": .string(Self.symbol(security)), "companyName": .string(security.name),
                    "cusip": .text(security.cusip), "marketCap": marketCap(security),
                ]
            }
        case "search-isin":
            return identified(request.parameter("isin"), \.isin).map { security in
                [
                    "symbol": .string(Self.symbol(security)), "name": .string(security.name),
                    "isin": .text(security.isin), "marketCap": marketCap(security),
                ]
            }
        default: return nil
        }
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
