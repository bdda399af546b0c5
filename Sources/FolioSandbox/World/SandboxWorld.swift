package import FolioModel

/// What is lived in a ``SandboxWorld``.
package enum WorldStyle: Sendable {
    /// The demo's accounts with their fixed plans, over the 24 months that providers show.
    case planned

    /// Other securities split, and accounts whose owners do as chance has it, over 30 months; providers show the last 24.
    case random
}

/// A small world that is the same for the same seed and last day: securities with two years of prices, and accounts
/// whose holdings and cash are exactly what their transactions, simulated forward from nothing, lead to.
package struct SandboxWorld: Sendable {
    /// The seed of everything that looks random.
    package let seed: UInt64

    /// The last session; prices and transactions end with it.
    package let lastDay: Day

    /// The first session whose transactions providers show: 24 months before ``lastDay``, or the session after.
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
    package init(seed: UInt64, endingOn end: Day, style: WorldStyle = .planned) {
        var prices = WorldPrices(ending: end, months: style == .planned ? 25 : 31)
        let monthsLived = style == .planned ? 24 : 30
        let sessions = prices.sessions.filter { $0 >= prices.lastDay.adding(months: -monthsLived) }
        let shownFrom = prices.lastDay.adding(months: -24)
        var lives = RandomLives(seed: seed, sessions: sessions)
        let splitIndex = min(PriceSeries.growthSplitIndex, prices.sessions.count - 1)
        let catalog =
            SecurityCatalog.shares(splitDay: prices.sessions[splitIndex]) + SecurityCatalog.fundsAndCoins
            + SecurityCatalog.bonds(ending: prices.lastDay)
        var securities: [String: WorldSecurity] = [:]
        for entry in style == .planned ? catalog : lives.splitting(catalog) {
            prices.add(entry, seed: seed)
            securities[entry.security.key] = entry.security
        }
        let options = Self.addOptions(sessions: sessions, prices: &prices, securities: &securities, seed: seed)
        let chances = (style == .random ? lives.options() : []).map { listing in
            Self.addOption(listing, sessions: sessions, prices: &prices, securities: &securities, seed: seed)
        }
        self.seed = seed
        self.prices = prices
        self.securities = securities
        self.lastDay = prices.lastDay
        self.firstDay = sessions.first { $0 >= shownFrom } ?? prices.lastDay
        var simulation = WorldSimulation(
            sessions: sessions,
            prices: prices,
            securities: securities,
            seed: seed,
            shownFrom: shownFrom
        )
        do {
            switch style {
            case .planned:
                accounts = try WorldAccount.listed(options: options, simulation: &simulation)
                unlistedAccounts = try WorldAccount.unlisted(simulation: &simulation)
            case .random:
                accounts = try lives.accounts(options: chances, simulation: &simulation)
                unlistedAccounts = []
            }
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
        let last = sessions.count - 1
        let near = thirdFriday(monthsAfter: 2, prices.lastDay)
        let far = thirdFriday(monthsAfter: 4, prices.lastDay)
        let expiry = sessions[min(last, PlannedEvent(19, 20, .fee(0)).index)]
        func add(_ listing: OptionListing) -> String {
            addOption(listing, sessions: sessions, prices: &prices, securities: &securities, seed: seed)
        }
        return WorldOptions(
            call: add(.init("AAPL", isCall: true, percent: 105, strikeIndex: last - 30, expiry: far)),
            put: add(.init("MSFT", isCall: false, percent: 95, strikeIndex: last - 40, expiry: near)),
            written: add(.init("QQQ", isCall: true, percent: 110, strikeIndex: last - 20, expiry: near)),
            expired: add(.init("MSFT", isCall: false, percent: 65, strikeIndex: last - 160, expiry: expiry))
        )
    }

    /// Lists an option, and gives its key.
    private static func addOption(
        _ listing: OptionListing,
        sessions: [Day],
        prices: inout WorldPrices,
        securities: inout [String: WorldSecurity],
        seed: UInt64
    ) -> String {
        guard let security = securities[listing.underlying] else { return "" }
        let at = sessions[min(listing.strikeIndex, sessions.count - 1)]
        let cents = prices.close(listing.underlying, on: at).map(WorldPrices.cents) ?? 10_000
        let strike = max(5, cents * listing.percent / 50_000 * 5)
        let entry = SecurityCatalog.option(
            on: security,
            isCall: listing.isCall,
            strike: strike,
            expiry: listing.expiry
        )
        prices.add(entry, seed: seed)
        securities[entry.security.key] = entry.security
        return entry.security.key
    }

    private static func thirdFriday(monthsAfter months: Int, _ day: Day) -> Day {
        let (year, month, _) = day.adding(months: months).components
        let first = Day(year: year, month: month, day: 1) ?? day
        return first.adding(days: (4 - first.weekday + 7) % 7 + 14)
    }
}
