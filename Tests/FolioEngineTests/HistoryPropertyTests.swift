import FolioEngine
import FolioModel
import Testing

@Suite struct `Histories of random worlds` {
    private func history(_ world: ForwardWorld) throws -> PortfolioHistory {
        try PortfolioHistory(try world.facts(), frame: world.frame)
    }

    private static let metrics: [DayMetric] = [
        .value, .cash, .flow, .income, .fees, .taxes, .fxGain, .unexplained, .marketGain,
    ]

    private func isSum(_ parts: [DayTable], _ whole: DayTable, _ metrics: [DayMetric]) -> Bool {
        (0..<whole.count).allSatisfy { row in
            metrics.allSatisfy { metric in
                let session = whole.sessions.lowerBound + row
                let sum = parts.reduce(Int128(0)) { sum, part in
                    part.sessions.contains(session) ? sum + part[metric, session - part.sessions.lowerBound] : sum
                }
                return sum == whole[metric, row]
            }
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `the parts of a partition add up exactly, every day`(seed: UInt64) throws {
        let history = try history(try ForwardWorld(seed: seed))
        let whole = try history.scoped(Scope()).table
        let accounts = try history.accounts.map { try history.scoped(Scope(account: $0.account.id)).table }
        #expect(isSum(accounts, whole, [.value, .cash, .costBasis, .unknownCosts, .weight, .loss]))
        let sources = try ["external", "brokerage"].map { try history.scoped(Scope(source: $0)).table }
        #expect(isSum(sources, whole, [.value, .cash]))
        // Within one account nothing enters later, so every term of the day adds up too, trades between the parts included.
        for (account, table) in zip(history.accounts, accounts) {
            let id = account.account.id
            let classes = try AssetClass.allCases.map { assetClass in
                try history.scoped(Scope(account: id, assetClass: assetClass)).table
            }
            #expect(isSum(classes, table, Self.metrics + [.costBasis, .weight, .loss]), "\(id)")
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `played forward again from its opening it comes to what is held now`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        let facts = try world.facts()
        let history = try PortfolioHistory(facts, frame: world.frame)
        for (account, rebuilt) in zip(facts.accounts, history.accounts) where rebuilt.table.count > 0 {
            let first = rebuilt.table.day(0)
            let opening = try history.explain(Scope(account: account.account.id), on: first)
            for (index, security) in facts.securities.enumerated() {
                let units = opening.inputs.first { $0.kind == .quantity && $0.symbol == security.symbol }
                var held = try units.map { try #require(Quantity(exactly: $0.value)) } ?? .zero
                var events = account.transactions.filter { $0.security == index && $0.day > first && $0.type != .split }
                    .map { (day: $0.day, rank: 1, split: Split?.none, units: $0.quantityDelta) }
                events += facts.splits.filter { $0.security == index && $0.day > first }
                    .map { (day: $0.day, rank: 0, split: $0, units: .zero) }
                for event in events.enumerated().sorted(by: {
                    ($0.element.day, $0.element.rank, $0.offset) < ($1.element.day, $1.element.rank, $1.offset)
                }).map(\.element) {
                    guard let split = event.split else {
                        held = try held + event.units
                        continue
                    }
                    held = try held.scaled(by: Quantity(Int(split.numerator)), over: Quantity(Int(split.denominator)))
                }
                let now = account.holdings.first { $0.security == index }?.quantity ?? .zero
                #expect(held == now, "\(security.symbol ?? "") from \(first)")
            }
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a scope of one account is that account`(seed: UInt64) throws {
        let history = try history(try ForwardWorld(seed: seed))
        for account in history.accounts {
            #expect(try history.scoped(Scope(account: account.account.id)).table == account.table)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `any stretch of sessions computed alone is the same as in a run over all`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        let facts = try world.facts()
        let whole = try PortfolioHistory(facts, frame: world.frame)
        var generator = SeededGenerator(seed: seed)
        let start = Int.random(in: world.market.windowStart..<world.market.days.count, using: &generator)
        let (from, to) = (world.market.days[start], world.market.days[world.market.days.count - 1])
        let tail = try PortfolioHistory(facts, frame: .tail(from: from, through: to))
        for (full, part) in zip(whole.accounts, tail.accounts) {
            let wanted = full.table.sessions.filter { $0 >= ExchangeCalendar.Sessions.number(onOrAfter: from) }
            for session in wanted {
                let left = full.table.row(session - full.table.sessions.lowerBound)
                #expect(left == part.table.row(session - part.table.sessions.lowerBound), "\(left.day)")
            }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `the order of the facts does not matter`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        var facts = try world.facts()
        let history = try PortfolioHistory(facts, frame: world.frame)
        var generator = SeededGenerator(seed: ~seed)
        facts.prices.shuffle(using: &generator)
        facts.splits.shuffle(using: &generator)
        for index in facts.accounts.indices {
            // Records of one day have an order of their own; days may come in any.
            facts.accounts[index].transactions.sort { $0.day == $1.day ? false : $0.day > $1.day }
            facts.accounts[index].holdings.shuffle(using: &generator)
            facts.accounts[index].cash.shuffle(using: &generator)
        }
        let shuffled = try PortfolioHistory(facts, frame: world.frame)
        for (left, right) in zip(history.accounts, shuffled.accounts) { #expect(left.table == right.table) }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `a value does not change when later trades are added`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        var facts = try world.facts()
        let history = try PortfolioHistory(facts, frame: world.frame)
        let day = world.market.days[world.market.days.count - 1]
        for index in facts.accounts.indices {
            guard let cash = facts.accounts[index].cash.firstIndex(where: { $0.amount > Amount(100) }) else { continue }
            let currency = facts.accounts[index].cash[cash].currency
            var row = HistoryTransaction(record: "late", day: day, type: .withdrawal, security: nil, currency: currency)
            row.cashDelta = -Amount(100)
            facts.accounts[index].transactions.append(row)
            facts.accounts[index].cash[cash].amount = try facts.accounts[index].cash[cash].amount - Amount(100)
        }
        let later = try PortfolioHistory(facts, frame: world.frame)
        for (left, right) in zip(history.accounts, later.accounts) where facts.accounts[0].transactions.count > 1 {
            let shared = max(left.table.count, right.table.count) - 1
            for row in 0..<max(0, shared) where left.table.count == right.table.count {
                #expect(left.table[.value, row] == right.table[.value, row])
            }
        }
    }
}

/// Changes to facts, one at a time, as syncs and price sources bring them.
private struct FactsChange {
    var generator: SeededGenerator

    mutating func apply(to facts: inout HistoryFacts, _ world: ForwardWorld) throws {
        let account = Int.random(in: 0..<facts.accounts.count, using: &generator)
        let rows = facts.accounts[account].transactions.count
        switch Int.random(in: 0..<9, using: &generator) {
        case 0 where rows > 0: facts.accounts[account].transactions.remove(at: pick(rows))
        case 1 where rows > 0:
            facts.accounts[account].transactions.append(facts.accounts[account].transactions[pick(rows)])
        case 2 where rows > 0:
            let index = pick(rows)
            let day = facts.accounts[account].transactions[index].day
            facts.accounts[account].transactions[index].day = day.adding(days: pick(30) - 20)
        case 3: try changePrices(&facts) { closes, index in closes.remove(at: index) }
        case 4: try changePrices(&facts) { closes, index in closes[index].price = try closes[index].price.times(2) }
        case 5: facts.splits = Array(facts.splits.dropLast())
        case 6:
            let series = facts.rates[0]
            var rates = zip(series.days, series.rates).map { (day: Day(number: $0), rate: $1) }
            rates.remove(at: pick(rates.count))
            facts.rates = [RateSeries(base: series.base, quote: series.quote, rates: rates)]
        case 7 where !facts.accounts[account].holdings.isEmpty:
            let index = pick(facts.accounts[account].holdings.count)
            let quantity = facts.accounts[account].holdings[index].quantity
            facts.accounts[account].holdings[index].quantity = try quantity + Quantity(1)
            facts.accounts[account].holdings[index].costBasis = Amount(1000)
        default: facts.accounts[account].leftOn = world.market.days[world.market.days.count - 1 - pick(200)]
        }
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<max(1, count), using: &generator) }

    private mutating func changePrices(
        _ facts: inout HistoryFacts,
        _ change: (inout [(day: Day, price: Price)], Int) throws -> Void
    ) throws {
        let index = pick(facts.prices.count)
        let series = facts.prices[index]
        var closes = zip(series.days, series.mantissas).map {
            (day: Day(number: $0), price: Price(raw: Int128($1) * 1_000_000))
        }
        try change(&closes, pick(closes.count))
        facts.prices[index] = try PriceSeries(
            security: series.security,
            currency: series.currency,
            basis: series.basis,
            source: "fmp",
            closes: closes
        )
    }
}

@Suite struct `A history that is updated` {
    @Test(arguments: 0..<120 as Range<UInt64>)
    func `is the same as one that is rebuilt, after every change`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed % 40)
        var facts = try world.facts()
        var history = try PortfolioHistory(facts, frame: world.frame)
        var change = FactsChange(generator: SeededGenerator(seed: seed))
        for _ in 0..<3 {
            try change.apply(to: &facts, world)
            history = try history.updated(to: facts, frame: world.frame)
            let rebuilt = try PortfolioHistory(facts, frame: world.frame)
            #expect(difference(history, rebuilt) == nil)
            #expect(history.findings == rebuilt.findings)
        }
    }

    /// The first figure that differs.
    private func difference(_ left: PortfolioHistory, _ right: PortfolioHistory) -> String? {
        for (old, new) in zip(left.accounts, right.accounts) where old != new {
            for row in 0..<min(old.table.count, new.table.count) {
                for metric in DayMetric.allCases where old.table[metric, row] != new.table[metric, row] {
                    let figures = "\(old.table[metric, row]) \(new.table[metric, row])"
                    return "\(new.account.id) \(new.table.day(row)) \(metric) \(figures)"
                }
            }
            return "\(new.account.id) rows \(old.table.sessions) \(new.table.sessions) or transfers"
        }
        return nil
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `computes the new sessions alone where nothing else is new`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        let facts = try world.facts()
        let days = world.market.days
        let early = HistoryFrame(from: days[world.market.windowStart], through: days[days.count - 6])
        let history = try PortfolioHistory(facts, frame: early).updated(to: facts, frame: world.frame)
        let rebuilt = try PortfolioHistory(facts, frame: world.frame)
        #expect(difference(history, rebuilt) == nil)
        for computed in history.computed { #expect(computed.count <= 6) }
        #expect(try history.updated(to: facts, frame: world.frame).computed.allSatisfy(\.isEmpty))
    }
}
