package import FolioModel

/// A small world that is the same for the same seed and last day: securities with two years of prices, and accounts
/// whose holdings and cash are exactly what their transactions, simulated forward from nothing, lead to.
package struct SandboxWorld: Sendable {
    /// The seed of everything that looks random.
    package let seed: UInt64

    /// The last session; prices and transactions end with it.
    package let lastDay: Day

    /// The first session with transactions: 24 months before ``lastDay``, or the session after.
    package let firstDay: Day

    /// Every security, by key.
    package let securities: [String: WorldSecurity]

    /// Every account that is open: the Plaid item's first, then Alpaca's, then the one that is known by files only;
    /// those opened later at the end.
    package internal(set) var accounts: [WorldAccount]

    /// Accounts that can be opened, and those that were closed.
    package internal(set) var unlistedAccounts: [WorldAccount]

    let prices: WorldPrices

    /// Makes the world that ends with the last session on or before `endingOn`.
    package init(seed: UInt64, endingOn end: Day) {
        var prices = WorldPrices(ending: end)
        let sessions = prices.sessions.filter { $0 >= prices.lastDay.adding(months: -24) }
        let splitIndex = min(PriceSeries.growthSplitIndex, prices.sessions.count - 1)
        let catalog =
            SecurityCatalog.shares(splitDay: prices.sessions[splitIndex]) + SecurityCatalog.fundsAndCoins
            + SecurityCatalog.bonds(ending: prices.lastDay)
        var securities: [String: WorldSecurity] = [:]
        for entry in catalog {
            prices.add(entry, seed: seed)
            securities[entry.security.key] = entry.security
        }
        let options = Self.addOptions(sessions: sessions, prices: &prices, securities: &securities, seed: seed)
        self.seed = seed
        self.prices = prices
        self.securities = securities
        self.lastDay = prices.lastDay
        self.firstDay = sessions.first ?? prices.lastDay
        var simulation = WorldSimulation(sessions: sessions, prices: prices, securities: securities, seed: seed)
        do {
            accounts = try WorldAccount.listed(options: options, simulation: &simulation)
            unlistedAccounts = try WorldAccount.unlisted(simulation: &simulation)
        } catch {
            preconditionFailure("The sandbox world outgrew its numbers")
        }
    }

    /// The close of a security on that day, or the last one before; unadjusted for splits.
    package func close(_ security: String, on day: Day) -> Price? { prices.close(security, on: day) }

    /// The account of that key; `nil` where there is none.
    package func account(_ key: String) -> WorldAccount? { accounts.first { $0.key == key } }

    /// The sessions with prices, oldest first.
    package var sessions: [Day] { prices.sessions }

    /// The closing bell of the last session.
    package var closingBell: Timestamp {
        ExchangeCalendar.session(on: lastDay)?.close ?? Timestamp(lastDay)
    }

    var identifiers: IdentifierMaker { IdentifierMaker(seed: seed) }

    private static func addOptions(
        sessions: [Day],
        prices: inout WorldPrices,
        securities: inout [String: WorldSecurity],
        seed: UInt64
    ) -> WorldOptions {
        func add(_ underlying: String, isCall: Bool, percent: Int, strikeIndex: Int, expiry: Day) -> String {
            guard let security = securities[underlying] else { return "" }
            let at = sessions[min(strikeIndex, sessions.count - 1)]
            let cents = prices.close(underlying, on: at).map(WorldPrices.cents) ?? 10_000
            let strike = max(5, cents * percent / 50_000 * 5)
            let entry = SecurityCatalog.option(on: security, isCall: isCall, strike: strike, expiry: expiry)
            prices.add(entry, seed: seed)
            securities[entry.security.key] = entry.security
            return entry.security.key
        }
        let last = sessions.count - 1
        let near = thirdFriday(monthsAfter: 2, prices.lastDay)
        let far = thirdFriday(monthsAfter: 4, prices.lastDay)
        let expiry = sessions[min(last, PlannedEvent(19, 20, .fee(0)).index)]
        return WorldOptions(
            call: add("AAPL", isCall: true, percent: 105, strikeIndex: last - 30, expiry: far),
            put: add("MSFT", isCall: false, percent: 95, strikeIndex: last - 40, expiry: near),
            written: add("QQQ", isCall: true, percent: 110, strikeIndex: last - 20, expiry: near),
            expired: add("MSFT", isCall: false, percent: 65, strikeIndex: last - 160, expiry: expiry)
        )
    }

    private static func thirdFriday(monthsAfter months: Int, _ day: Day) -> Day {
        let (year, month, _) = day.adding(months: months).components
        let first = Day(year: year, month: month, day: 1) ?? day
        return first.adding(days: (4 - first.weekday + 7) % 7 + 14)
    }
}
