import FolioEngine
import FolioModel

/// A world that is played forward for thirty months: accounts of every kind in one market.
///
/// ``facts()`` is what providers would show of it: the end state and the last 24 months of rows. What really happened is
/// in ``accounts``. The same seed gives the same world.
struct ForwardWorld {
    let market: ForwardMarket
    private(set) var accounts: [ForwardAccount] = []
    private var generator: SeededGenerator

    private typealias Listing = ForwardMarket.Listing

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        let lastSession = ExchangeCalendar.Sessions.number(onOrBefore: Day(number: 20_300))  // 2025-07-31
        let end = ExchangeCalendar.Sessions.day(lastSession - Int.random(in: 0..<1500, using: &generator))
        market = ForwardMarket(endingOn: end, using: &generator)
        let kinds = ForwardAccount.Kind.allCases
        for number in 0..<Int.random(in: 1...3, using: &generator) {
            let isLate = Int.random(in: 0..<3, using: &generator) == 0
            let opened = isLate ? Int.random(in: 1..<market.days.count - 60, using: &generator) : 0
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
            accounts.append(
                ForwardAccount(
                    id: "a\(number)",
                    kind: kind,
                    splitStyle: ForwardAccount.SplitStyle.allCases[Int.random(in: 0..<3, using: &generator)],
                    opened: kind == .silent ? 0 : opened
                )
            )
        }
        for session in market.days.indices { try play(session) }
    }

    /// What providers and price sources would say at the end.
    func facts() throws -> HistoryFacts {
        var facts = try market.facts()
        facts.accounts = accounts.map { $0.facts(market) }
        return facts
    }

    /// The sessions of the last 24 months.
    var frame: HistoryFrame {
        HistoryFrame(from: market.days[market.windowStart], through: market.days[market.days.count - 1])
    }

    // MARK: A session

    private mutating func play(_ session: Int) throws {
        for index in accounts.indices {
            for (listing, entry) in market.listings.enumerated() {
                guard let split = entry.split, split.session == session else { continue }
                let lag = roll(3)
                try accounts[index].split(listing, split.new, split.old, session, lag: lag, market)
            }
            if session == accounts[index].opened { try open(index, session) }
            if session > accounts[index].opened, isOpen(index, session) {
                for _ in 0..<(roll(8) == 0 ? 1 + roll(3) : 0) { try act(index, session) }
            }
            if accounts[index].kind == .closed, session == closing(accounts[index]) { try shut(index, session) }
            try expire(index, session)
        }
        if accounts.count > 1, roll(60) == 0 { try transfer(session) }
        for index in accounts.indices { try accounts[index].close(session, market) }
    }

    private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &generator) }

    private mutating func amount(_ dollars: ClosedRange<Int>) -> Amount {
        Amount(
            raw: Int128(Int.random(in: dollars.lowerBound * 100...dollars.upperBound * 100, using: &generator))
                * 10_000_000_000
        )
    }

    private func closing(_ account: ForwardAccount) -> Int { max(account.opened + 40, market.days.count - 70) }

    /// Silent accounts do nothing in the last 24 months, closed ones nothing after they are closed.
    private func isOpen(_ index: Int, _ session: Int) -> Bool {
        switch accounts[index].kind {
        case .silent: session < market.windowStart
        case .closed: session < closing(accounts[index])
        case .cash, .margin, .plan: true
        }
    }

    private mutating func open(_ index: Int, _ session: Int) throws {
        if accounts[index].hasCash {
            try accounts[index].book(.deposit, session, market, cash: amount(5000...80_000))
            if roll(3) == 0 {
                try accounts[index].book(.deposit, session, market, cash: amount(2000...9000), currency: .eur)
            }
        }
        for _ in 0..<2 { try buy(index, session) }
    }

    private mutating func act(_ index: Int, _ session: Int) throws {
        switch roll(16) {
        case 0...3: try buy(index, session)
        case 4...6: try sell(index, session, all: roll(3) == 0)
        case 7: try dividend(index, session, reinvested: roll(2) == 0)
        case 8: try deposit(index, session)
        case 9: try withdraw(index, session)
        case 10: try charge(index, session)
        case 11: try transferFromOutside(index, session)
        case 12: try returnCapital(index, session)
        case 13: try merge(index, session)
        case 14: try tradeOption(index, session)
        default: try short(index, session)
        }
    }

    // MARK: Trades

    private mutating func quantity(_ listing: Int, worth dollars: Int, _ session: Int) throws -> Quantity {
        let entry = market.listings[listing]
        let budget = amount(max(1, dollars / 2)...max(2, dollars))
        let unit = try market.worth(listing, Quantity(1), session)
        let units = try budget.ratio(to: unit) ?? .zero
        let whole = Quantity(raw: units.raw).rounded(to: entry.quantityDecimals)
        return whole.isZero ? Quantity(1) : whole
    }

    private mutating func trade(
        _ type: TransactionType,
        _ index: Int,
        _ listing: Int,
        _ units: Quantity,
        _ session: Int
    ) throws {
        let currency = market.listings[listing].security.currency
        let gross = try market.worth(listing, units, session).rounded(to: 2)
        let fees = accounts[index].hasCash && roll(2) == 0 ? amount(1...9) : .zero
        let cash = try -gross - fees
        if accounts[index].hasCash, !accounts[index].canBorrow {
            guard try (accounts[index].purses[currency] ?? .zero) + cash >= .zero else { return }
        }
        try accounts[index].book(
            type,
            session,
            market,
            listing: listing,
            units: units,
            cash: cash,
            currency: currency,
            price: market.listings[listing].price(session),
            fees: fees
        )
    }

    /// Shares, fund, bond or coin; not what is short.
    private mutating func buy(_ index: Int, _ session: Int) throws {
        let listing = [0, 1, 2, 3, 4, 5, 6][roll(7)]
        guard !(accounts[index].units[listing] ?? .zero).isNegative else { return }
        try trade(.buy, index, listing, try quantity(listing, worth: 4000, session), session)
    }

    private mutating func held(_ index: Int, where isWanted: (Int, Quantity) -> Bool) -> Int? {
        let listings = accounts[index].units.filter { isWanted($0.key, $0.value) }.keys.sorted()
        return listings.isEmpty ? nil : listings[roll(listings.count)]
    }

    private mutating func sell(_ index: Int, _ session: Int, all: Bool) throws {
        guard let listing = held(index, where: { $1 > .zero && !Self.isOption($0) }),
            let units = accounts[index].units[listing]
        else { return }
        let part = try units.scaled(by: Quantity(1 + roll(3)), over: Quantity(4))
        let wanted = all ? units : part.rounded(to: market.listings[listing].quantityDecimals)
        guard !wanted.isZero else { return }
        try trade(.sell, index, listing, -wanted, session)
    }

    private static func isOption(_ listing: Int) -> Bool { listing == 7 || listing == 8 }

    private mutating func short(_ index: Int, _ session: Int) throws {
        guard accounts[index].kind == .margin else { return }
        if let listing = held(index, where: { $1.isNegative && !Self.isOption($0) }),
            let units = accounts[index].units[listing]
        {
            return try trade(.cover, index, listing, -units, session)
        }
        let listing = roll(3)
        guard accounts[index].units[listing] == nil else { return }
        try trade(.short, index, listing, -(try quantity(listing, worth: 3000, session)), session)
    }

    private mutating func tradeOption(_ index: Int, _ session: Int) throws {
        let listing = 7 + roll(2)
        guard accounts[index].kind == .cash || accounts[index].kind == .margin,
            let contract = market.listings[listing].security.option, market.days[session] < contract.expiration,
            accounts[index].units[listing] == nil
        else { return }
        if accounts[index].kind == .margin, roll(2) == 0 {
            try trade(.short, index, listing, Quantity(-1 - roll(2)), session)
        } else {
            try trade(.buy, index, listing, Quantity(1 + roll(2)), session)
        }
    }

    /// Options end on their day: worthless, exercised or assigned.
    private mutating func expire(_ index: Int, _ session: Int) throws {
        for listing in [7, 8] {
            guard let units = accounts[index].units[listing], let contract = market.listings[listing].security.option,
                contract.expiration == market.days[session]
            else { continue }
            let shares = try units.times(100)
            let cost = try (shares * contract.strike).rounded(to: 2)
            let stock = listing - 7
            let others = accounts[index].units[stock] ?? .zero
            let canExercise = units.isNegative ? others >= -shares : !others.isNegative
            if roll(2) == 0, canExercise, accounts[index].canBorrow {
                let type: TransactionType = units.isNegative ? .assignment : .exercise
                try accounts[index].book(type, session, market, listing: listing, units: -units)
                try accounts[index].book(
                    type,
                    session,
                    market,
                    listing: stock,
                    units: shares,
                    cash: -cost,
                    price: contract.strike
                )
            } else {
                try accounts[index].book(.expiration, session, market, listing: listing, units: -units)
            }
        }
    }

    // MARK: Money

    private mutating func dividend(_ index: Int, _ session: Int, reinvested: Bool) throws {
        guard let listing = held(index, where: { $1 > .zero && $0 < 5 }) else { return }
        let currency = market.listings[listing].security.currency
        let paid = amount(5...120)
        try accounts[index].book(.dividend, session, market, listing: listing, cash: paid, currency: currency)
        if roll(3) == 0, accounts[index].hasCash {
            try accounts[index].book(.tax, session, market, listing: listing, cash: -amount(1...3), currency: currency)
        }
        guard reinvested || !accounts[index].hasCash, listing == 3 else { return }
        let price = market.listings[listing].price(session)
        let units = Quantity(raw: (try paid.ratio(to: Amount(raw: price.raw)) ?? .zero).raw).rounded(to: 4)
        guard !units.isZero else { return }
        let cash = accounts[index].purses[currency] ?? .zero
        guard !accounts[index].hasCash || accounts[index].canBorrow || cash >= paid else { return }
        try accounts[index].book(
            .reinvestment,
            session,
            market,
            listing: listing,
            units: units,
            cash: -paid,
            currency: currency,
            price: price
        )
    }

    private mutating func deposit(_ index: Int, _ session: Int) throws {
        guard accounts[index].hasCash else { return }
        // Booked on a weekend or holiday, it belongs to this session.
        let gap = session > 0 ? Int(market.days[session].number - market.days[session - 1].number) : 1
        let day = market.days[session].adding(days: -roll(gap))
        try accounts[index].book(
            .deposit,
            session,
            market,
            cash: amount(100...6000),
            currency: roll(4) == 0 ? .eur : .usd,
            day: day
        )
    }

    private mutating func withdraw(_ index: Int, _ session: Int) throws {
        let wanted = amount(50...2000)
        guard accounts[index].hasCash, let cash = accounts[index].purses[.usd], cash >= wanted else { return }
        try accounts[index].book(.withdrawal, session, market, cash: -wanted)
    }

    private mutating func charge(_ index: Int, _ session: Int) throws {
        if accounts[index].kind == .plan {
            // A plan takes its fee in units.
            guard let held = accounts[index].units[3], held > Quantity(1) else { return }
            return try accounts[index].book(.fee, session, market, listing: 3, units: Quantity(raw: -100_000_000_000))
        }
        let cost = amount(1...20)
        guard let cash = accounts[index].purses[.usd], cash >= cost || accounts[index].canBorrow else { return }
        if roll(2) == 0 { return try accounts[index].book(.fee, session, market, cash: -cost) }
        let isPaid = accounts[index].canBorrow && roll(2) == 0
        try accounts[index].book(.interest, session, market, cash: isPaid ? -cost : cost)
    }

    private mutating func returnCapital(_ index: Int, _ session: Int) throws {
        guard let listing = held(index, where: { $1 > .zero && $0 < 3 }) else { return }
        try accounts[index].book(.returnOfCapital, session, market, listing: listing, cash: amount(2...15))
    }

    /// The company of the bond is bought: some of the new one for each, and cash.
    private mutating func merge(_ index: Int, _ session: Int) throws {
        guard roll(4) == 0, let units = accounts[index].units[5], units > .zero else { return }
        try accounts[index].book(.merger, session, market, listing: 5, units: -units, cash: amount(10...90))
        try accounts[index].book(.merger, session, market, listing: 9, units: Quantity(1 + roll(9)))
    }

    // MARK: Transfers

    private mutating func transferFromOutside(_ index: Int, _ session: Int) throws {
        let listing = roll(5)
        guard roll(3) == 0, !(accounts[index].units[listing] ?? .zero).isNegative else { return }
        let units = try quantity(listing, worth: 2000, session)
        try accounts[index].book(.transferIn, session, market, listing: listing, units: units)
    }

    /// Units go from one account to another on one day.
    private mutating func transfer(_ session: Int) throws {
        let from = roll(accounts.count)
        let to = (from + 1) % accounts.count
        guard accounts[from].opened < session, accounts[to].opened < session, isOpen(from, session),
            isOpen(to, session),
            let listing = held(from, where: { $1 > .zero && !Self.isOption($0) }),
            let units = accounts[from].units[listing], !(accounts[to].units[listing] ?? .zero).isNegative
        else { return }
        try accounts[from].book(.transferOut, session, market, listing: listing, units: -units)
        try accounts[to].book(.transferIn, session, market, listing: listing, units: units)
    }

    /// Everything is sold and paid out.
    private mutating func shut(_ index: Int, _ session: Int) throws {
        for (listing, units) in accounts[index].units.sorted(by: { $0.key < $1.key }) {
            if Self.isOption(listing) {
                try accounts[index].book(.expiration, session, market, listing: listing, units: -units)
            } else {
                try accounts[index].book(.transferOut, session, market, listing: listing, units: -units)
            }
        }
        for (currency, cash) in accounts[index].purses.sorted(by: { $0.key < $1.key }) where !cash.isZero {
            try accounts[index].book(.withdrawal, session, market, cash: -cash, currency: currency)
        }
    }
}
