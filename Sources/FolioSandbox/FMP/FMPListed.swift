import FolioModel

/// Something that FMP quotes: a security of the world, or what only a source of prices has.
struct FMPListed: Sendable {
    /// Where its prices come from.
    enum Source: Sendable {
        /// The world's own, unadjusted.
        case world
        /// A level that prices swing around, with so many decimals.
        case swinging(around: Price, decimals: Int)
        /// So many thousandths of another security's.
        case following(String, permille: Int)
    }

    /// When it trades.
    enum Week: Sendable { case sessions, weekdays, everyDay }

    let symbol: String
    let name: String
    /// FMP's word: `GBp`.
    var currency = "USD"
    let exchange: (short: String, full: String)
    var type = SecurityType.stock
    var source = Source.world
    var week = Week.sessions
    /// What it is in the world, with its splits and dividends.
    var security: WorldSecurity?
    var isin: String?
    var cusip: String?
    /// The last day on which it trades; `nil` for what still does.
    var delistedOn: Day?

    /// A security of the world.
    init(_ security: WorldSecurity, dialect: SandboxDialect.FMP) {
        self.security = security
        (name, type, isin, cusip) = (security.name, security.type, security.isin, security.cusip)
        symbol = Self.symbol(security, dialect)
        exchange = Self.exchange(security)
        if security.tradesEveryDay { week = .everyDay }
    }

    init(_ symbol: String, _ name: String, _ exchange: (short: String, full: String), _ source: Source) {
        (self.symbol, self.name, self.exchange, self.source) = (symbol, name, exchange, source)
    }

    /// FMP writes coins as a pair, and classes of shares with a hyphen, or with a point.
    private static func symbol(_ security: WorldSecurity, _ dialect: SandboxDialect.FMP) -> String {
        if security.type == .cryptocurrency { return security.key + "USD" }
        if security.type == .preferredStock { return security.key.replacing(".PR", with: "-P") }
        return dialect.classes == .hyphen ? security.key.replacing(".", with: "-") : security.key
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

    /// Whether it is a coin or an exchange rate.
    var isPair: Bool { exchange.short == "CRYPTO" || exchange.short == "FOREX" }

    /// Whether searches find it: what no longer trades has a profile only.
    var isSearched: Bool { delistedOn == nil }
}

// MARK: What only FMP has

extension FMPListed {
    /// The symbol that a company had before it changed it.
    static let formerSymbol = "HRBR"
    /// Days before the world's end on which that symbol changed.
    static let daysSinceChange = 60
    /// Days before the world's end on which a company was delisted.
    static let daysSinceDelisting = 200

    /// Exchange rates, listings elsewhere, a company that is gone, one that changed its symbol.
    static func beside(_ world: SandboxWorld) -> [FMPListed] {
        exchangeRates + abroad(world) + [gone(world), renamed]
    }

    private static let exchangeRates: [FMPListed] = [
        ("EURUSD", 1_085_000), ("GBPUSD", 1_270_000), ("USDJPY", 151_200_000), ("USDCAD", 1_365_000),
        ("USDCHF", 884_000), ("AUDUSD", 655_000), ("EURGBP", 854_000),
    ].map { symbol, millionths in
        let name = "\(symbol.prefix(3))/\(symbol.suffix(3))"
        let level = Price(raw: Int128(millionths) * 1_000_000)
        var listed = FMPListed(symbol, name, ("FOREX", "CCY"), .swinging(around: level, decimals: 5))
        (listed.currency, listed.type, listed.week) = (String(symbol.suffix(3)), .cash, .weekdays)
        return listed
    }

    private static func abroad(_ world: SandboxWorld) -> [FMPListed] {
        let apple = world.securities["AAPL"]
        var canadian = FMPListed(
            "AAPL.NE",
            apple?.name ?? "Apple Inc.",
            ("NEO", "Cboe Canada"),
            .following("AAPL", permille: 140)
        )
        (canadian.currency, canadian.cusip, canadian.isin) = ("CAD", apple?.cusip, apple?.isin)
        var pence = FMPListed(
            "PLTY.L",
            "Platypus Harbour plc",
            ("LSE", "London Stock Exchange"),
            .swinging(around: Price(raw: 72_460_000_000_000), decimals: 2)
        )
        (pence.currency, pence.week) = ("GBp", .weekdays)
        let dollars = FMPListed(
            "PLTY",
            "Platypus Harbour plc",
            ("NASDAQ", "NASDAQ Global Select"),
            .swinging(around: Price(raw: 9_210_000_000_000), decimals: 2)
        )
        return [canadian, pence, dollars]
    }

    private static func gone(_ world: SandboxWorld) -> FMPListed {
        var gone = FMPListed(
            "WMBT",
            "Wombat Petroleum Inc.",
            ("NYSE", "New York Stock Exchange"),
            .swinging(around: Price(raw: 12_400_000_000_000), decimals: 2)
        )
        let day = world.lastDay.adding(days: 1 - Self.daysSinceDelisting)
        gone.delistedOn = ExchangeCalendar.previousSession(before: day)
        return gone
    }

    private static let renamed = FMPListed(
        "HRBX",
        "Harbor Exploration Corp.",
        ("NASDAQ", "NASDAQ Global Select"),
        .swinging(around: Price(raw: 43_100_000_000_000), decimals: 2)
    )
}

// MARK: Prices

extension SandboxWorld {
    /// The bars of a listing between two days, both included, oldest first, unadjusted.
    func bars(of listed: FMPListed, from start: Day, through end: Day) -> [WorldBar] {
        let end = min(end, listed.delistedOn ?? end)
        guard start <= end else { return [] }
        if case .world = listed.source {
            return listed.security.map { bars($0.key, from: start, through: end) } ?? []
        }
        let first = max(start, sessions.first ?? start)
        let last = min(end, lastDay)
        guard first <= last else { return [] }
        return (first.number...last.number).map { Day(number: $0) }.filter { trades(listed, on: $0) }
            .map { bar(of: listed, on: $0) }
    }

    private func trades(_ listed: FMPListed, on day: Day) -> Bool {
        switch listed.week {
        case .everyDay: true
        case .weekdays: day.weekday < 5
        case .sessions: ExchangeCalendar.isSession(day)
        }
    }

    private func bar(of listed: FMPListed, on day: Day) -> WorldBar {
        let hash = SeededGenerator.hash("bar \(seed) \(listed.symbol) \(day.number)")
        let close: Price
        var decimals = 2
        switch listed.source {
        case .following(let key, let permille):
            close = Price(raw: (self.close(key, on: day) ?? Price(1)).raw * Int128(permille) / 1000).rounded(to: 2)
        case .swinging(let level, let places):
            decimals = places
            close = Price(raw: level.raw * Int128(100_000 + swing(listed, on: day)) / 100_000).rounded(to: places)
        case .world: close = .zero
        }
        func moved(_ permyriad: Int) -> Price {
            Price(raw: close.raw * Int128(10_000 + permyriad) / 10_000).rounded(to: decimals)
        }
        let open = moved(Int(hash % 41) - 20)
        return WorldBar(
            day: day,
            open: open,
            high: max(open, close, moved(Int(hash / 41 % 30))),
            low: min(open, close, moved(-Int(hash / 1230 % 30))),
            close: close,
            volume: 10_000 + Int(hash % 900_000)
        )
    }

    /// Within 4,000 hundred-thousandths, from week to week on a straight line.
    private func swing(_ listed: FMPListed, on day: Day) -> Int {
        func at(_ week: Int32) -> Int {
            Int(SeededGenerator.hash("swing \(seed) \(listed.symbol) \(week)") % 8001) - 4000
        }
        let (week, place) = (day.number / 7, Int(day.number % 7))
        return (at(week) * (7 - place) + at(week + 1) * place) / 7
    }
}
