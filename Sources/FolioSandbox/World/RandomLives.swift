import FolioModel

/// Accounts whose owners do as chance has it: trades, sales in part and whole, purchases again, dividends taken and
/// reinvested, fees, taxes, interest, money in and out, transfers in kind, shorts, options to their end, accounts that
/// are opened late or closed, and one that reports no cash.
struct RandomLives {
    private let sessions: [Day]
    private var generator: SeededGenerator

    /// Of the sessions of an account's life, one in so many has something happen.
    private static let quietness = 7

    init(seed: UInt64, sessions: [Day]) {
        self.sessions = sessions
        generator = SeededGenerator(seed: seed, purpose: "random lives")
    }

    private mutating func roll(_ sides: Int) -> Int { Int(generator.next() % UInt64(sides)) }

    private mutating func pick<Element>(_ list: [Element]) -> Element { list[roll(list.count)] }

    // MARK: Splits

    private static let ratios = [(2, 1), (3, 1), (4, 1), (3, 2), (1, 2), (1, 4), (1, 10)]

    /// The catalogue with three of the shares and funds split, forward or back, on random sessions.
    mutating func splitting(_ catalog: [CatalogEntry]) -> [CatalogEntry] {
        var splits: [String: WorldSecurity.Split] = [:]
        while splits.count < 3 {
            let (new, old) = pick(Self.ratios)
            let day = sessions[20 + roll(sessions.count - 40)]
            splits[pick(["KO", "JNJ", "TSLA", "NVDA", "GOOGL", "IBM", "VTI", "SCHD"])] = WorldSecurity.Split(
                day: day,
                numerator: new,
                denominator: old
            )
        }
        return catalog.map { entry in
            guard Self.isTradedWhole(entry.security.type) else { return entry }
            return CatalogEntry(security: entry.security.split(splits[entry.security.key]), model: entry.model)
        }
    }

    private static func isTradedWhole(_ type: SecurityType) -> Bool { type == .stock || type == .etf }

    // MARK: Options

    /// Options on what does not split: most end within the world's time, in or out of the money.
    mutating func options() -> [OptionListing] {
        (0..<8).map { _ in
            let last = 100 + roll(sessions.count - 60)
            let expiry = last < sessions.count ? sessions[last] : sessions[sessions.count - 1].adding(days: last - 80)
            return OptionListing(
                pick(["AAPL", "MSFT", "QQQ"]),
                isCall: roll(2) == 0,
                percent: 85 + roll(30),
                strikeIndex: min(last, sessions.count) - 40,
                expiry: expiry
            )
        }
    }

    // MARK: Accounts

    /// The accounts at the end of their lives: two or three of Plaid's, one of Alpaca's, one that is known by files.
    mutating func accounts(
        options: [String],
        simulation: inout WorldSimulation
    ) throws(ArithmeticOverflow) -> [WorldAccount] {
        var profiles: [WorldAccount.Profile] = [
            .init("brokerage", .plaid, "Platypus Brokerage", "brokerage", mask: "1001", commissionCents: 495)
        ]
        if roll(2) == 0 { profiles.append(.init("ira", .plaid, "Platypus IRA", "ira", mask: "2002")) }
        profiles.append(.init("401k", .plaid, "Platypus 401k", "401k", mask: "3003", reportsCash: false))
        profiles.append(.init("margin", .alpaca, "Alpaca Trading", "brokerage", mask: "4004", canBorrow: true))
        profiles.append(.init("files", .csv, "Harbor Investments", "brokerage", mask: "5005"))
        var accounts: [WorldAccount] = []
        for profile in profiles {
            // Alpaca takes dividends in cash only.
            let reinvesting =
                profile.provider == .alpaca ? [] : Set(["VTI", "VOO", "SCHD", "VFIAX"].filter { _ in roll(2) == 0 })
            let events = life(of: profile, options)
            accounts.append(try simulation.run(profile, events: events, reinvesting: reinvesting))
        }
        return accounts
    }

    private mutating func life(of profile: WorldAccount.Profile, _ options: [String]) -> [PlannedEvent] {
        let opened = roll(3) == 0 ? 1 + roll(sessions.count - 80) : 0
        let isClosed = roll(6) == 0
        let end = isClosed ? max(opened + 40, sessions.count - 60) : sessions.count
        guard profile.reportsCash else { return plan(from: opened, to: end) }
        var events = [PlannedEvent(index: opened, .deposit(8000 + roll(80_000)))]
        for _ in 0..<3 {
            events.append(PlannedEvent(index: opened, .buy(pick(Self.holdings), dollars: 500 + roll(6000))))
        }
        for index in (opened + 1)..<end where roll(Self.quietness) == 0 {
            events.append(PlannedEvent(index: index, action(canBorrow: profile.canBorrow)))
        }
        if profile.provider != .csv {
            for key in options {
                events += contract(key, isWritten: profile.canBorrow && roll(2) == 0, from: opened, to: end)
            }
        }
        if isClosed { events.append(PlannedEvent(index: end, .close)) }
        return events
    }

    /// A workplace plan: units come in with the money for them, and some are sold again.
    private mutating func plan(from opened: Int, to end: Int) -> [PlannedEvent] {
        var events: [PlannedEvent] = []
        for index in stride(from: opened, to: end, by: 10) {
            events.append(PlannedEvent(index: index, .contribute("VFIAX", dollars: 200 + roll(900))))
            if roll(9) == 0 { events.append(PlannedEvent(index: index, .sell("VFIAX", percent: 1 + roll(60)))) }
        }
        return events
    }

    private static let holdings = ["AAPL", "MSFT", "KO", "JNJ", "NVDA", "GOOGL", "VTI", "SCHD", "BND", "VOO", "BRK.B"]
    private static let shorted = ["TSLA", "IBM", "AMZN"]

    private mutating func action(canBorrow: Bool) -> PlannedAction {
        switch roll(canBorrow ? 18 : 15) {
        case 0...3: .buy(pick(Self.holdings), dollars: 200 + roll(5000))
        case 4...5: .sell(pick(Self.holdings), percent: 10 + roll(80))
        case 6: .sell(pick(Self.holdings), percent: 100)
        case 7: .deposit(100 + roll(6000))
        case 8: .withdrawal(100 + roll(3000))
        case 9: .fee(100 + roll(9000))
        case 10: .interest(1 + roll(3000))
        case 11: .transferIn(pick(Self.holdings), 1 + roll(30))
        case 12: .transferOut(pick(Self.holdings), percent: 10 + roll(90))
        case 13: .returnCapital(pick(Self.holdings), 50 + roll(4000))
        case 14: .tax(50 + roll(2000))
        case 15: .sellUnits(pick(Self.shorted), 1 + roll(20))
        case 16: .cover(pick(Self.shorted))
        default: .interest(-1 - roll(3000))
        }
    }

    /// An option's way through an account: opened, perhaps closed in part, settled on its last day where that has come.
    private mutating func contract(_ key: String, isWritten: Bool, from opened: Int, to end: Int) -> [PlannedEvent] {
        guard let expiry = expiry(of: key), roll(2) == 0 else { return [] }
        let last = sessions.lastIndex { $0 <= expiry } ?? 0
        let start = max(opened + 1, min(last, sessions.count) - 5 - roll(30))
        guard start < min(last, end) else { return [] }
        let units = 1 + roll(3)
        var events = [PlannedEvent(index: start, isWritten ? .sellUnits(key, units) : .buyUnits(key, units))]
        if !isWritten, roll(4) == 0 { events.append(PlannedEvent(index: start + 1, .sell(key, percent: 50))) }
        if sessions[last] == expiry, last < end { events.append(PlannedEvent(index: last, .settle(key))) }
        return events
    }

    /// The last day of an option by its OCC symbol.
    private func expiry(of key: String) -> Day? { OCCSymbol(key)?.contract.expiration }
}

extension WorldSecurity {
    /// The same security with that split instead of its own.
    func split(_ split: Split?) -> WorldSecurity {
        WorldSecurity(
            key: key,
            symbol: symbol,
            name: name,
            type: type,
            cusip: cusip,
            exchange: exchange,
            sector: sector,
            industry: industry,
            dividend: dividend,
            option: option,
            bond: bond,
            split: split
        )
    }
}
