import FolioEngine
import FolioModel
import Testing

/// What is taken away from the facts of a world is named, costs trust where it matters, and draws no fall to zero.
@Suite struct `History with something missing` {
    private struct Case {
        let world: ForwardWorld
        let whole: PortfolioHistory
        var facts: HistoryFacts

        init(seed: UInt64) throws {
            world = try ForwardWorld(seed: seed)
            facts = try world.facts()
            whole = try PortfolioHistory(facts, frame: world.frame)
        }

        func history() throws -> PortfolioHistory { try PortfolioHistory(facts, frame: world.frame) }

        /// Sessions on which any account holds it; with `trusted`, any but one whose trust is low anyway.
        func held(_ listing: Int, trusted: Bool = false) -> Set<Int> {
            let first = ExchangeCalendar.Sessions.number(onOrAfter: world.market.days[0])
            var held: Set<Int> = []
            for (account, rebuilt) in zip(world.accounts, whole.accounts) where !trusted || account.kind != .silent {
                for session in rebuilt.table.sessions where account.unitsAfter[session - first][listing] != nil {
                    held.insert(session)
                }
            }
            return held
        }

        /// Takes closes away.
        mutating func removeCloses(of listing: Int, _ isGone: (Int) -> Bool) throws {
            let index = try #require(facts.prices.firstIndex { $0.security == listing })
            let series = facts.prices[index]
            let closes = zip(series.days, series.mantissas).compactMap { day, mantissa -> (day: Day, price: Price)? in
                isGone(ExchangeCalendar.Sessions.number(onOrAfter: Day(number: day)))
                    ? nil : (Day(number: day), Price(raw: Int128(mantissa) * 1_000_000))
            }
            facts.prices[index] = try PriceSeries(
                security: listing,
                currency: series.currency,
                basis: series.basis,
                source: "fmp",
                closes: closes
            )
        }

        /// A security that is held on many sessions of the frame without a pause.
        func longHeld() -> (listing: Int, sessions: Range<Int>)? {
            for listing in [0, 1, 2, 3, 4, 6] {
                let held = held(listing, trusted: true)
                let frame = whole.accounts.map(\.table.sessions).max { $0.count < $1.count } ?? 0..<0
                guard frame.count > 60 else { continue }
                let middle = frame.lowerBound + 30..<frame.lowerBound + 60
                if middle.allSatisfy(held.contains) { return (listing, middle) }
            }
            return nil
        }
    }

    /// Values are no further from the truth than prices move.
    private func expectNoFall(_ history: PortfolioHistory, _ whole: PortfolioHistory) {
        for (found, truth) in zip(history.accounts, whole.accounts) {
            for row in 0..<truth.table.count where found.table.count == truth.table.count {
                let (left, right) = (found.table[.weight, row], truth.table[.weight, row])
                #expect(left * 20 >= right || right < 1_000_000, "\(truth.table.day(row)) \(left) \(right)")
            }
        }
    }

    private func qualities(_ history: PortfolioHistory) -> [[Int: Int]] {
        history.accounts.map { account in
            var qualities: [Int: Int] = [:]
            for row in 0..<account.table.count {
                qualities[account.table.sessions.lowerBound + row] = account.table.quality(row)
            }
            return qualities
        }
    }

    /// The sessions whose quality is lower than in the whole history.
    private func lowered(_ history: PortfolioHistory, _ whole: PortfolioHistory) -> Set<Int> {
        var sessions: Set<Int> = []
        for (left, right) in zip(qualities(history), qualities(whole)) {
            for (session, quality) in right where (left[session] ?? 0) < quality { sessions.insert(session) }
        }
        return sessions
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a week of closes costs trust on exactly those days`(seed: UInt64) throws {
        var test = try Case(seed: seed)
        guard let (listing, sessions) = test.longHeld() else { return }
        let week = sessions.lowerBound..<sessions.lowerBound + 5
        try test.removeCloses(of: listing, week.contains)
        let history = try test.history()
        #expect(lowered(history, test.whole).isSubset(of: Set(week)))
        #expect(!lowered(history, test.whole).isEmpty)
        #expect(history.findings == test.whole.findings)  // five sessions are little
        expectNoFall(history, test.whole)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `three weeks of closes are a finding from the eleventh session on`(seed: UInt64) throws {
        var test = try Case(seed: seed)
        guard let (listing, sessions) = test.longHeld() else { return }
        let weeks = sessions.lowerBound..<sessions.lowerBound + 15
        try test.removeCloses(of: listing, weeks.contains)
        let history = try test.history()
        #expect(lowered(history, test.whole).isSubset(of: Set(weeks)))
        let finding = try #require(history.findings.first)
        #expect(history.findings.count == 1)
        #expect(finding.kind == .missingPrice)
        #expect(finding.security == listing)
        #expect(finding.firstDay == ExchangeCalendar.Sessions.day(weeks.lowerBound + 10))
        #expect(finding.lastDay == ExchangeCalendar.Sessions.day(weeks.upperBound - 1))
        expectNoFall(history, test.whole)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a whole series is a finding for every session on which it is held`(seed: UInt64) throws {
        var test = try Case(seed: seed)
        guard let (listing, _) = test.longHeld() else { return }
        try test.removeCloses(of: listing) { _ in true }
        let history = try test.history()
        let held = test.held(listing)
        let found = history.findings.filter { $0.kind == .missingPrice && $0.security == listing }
        #expect(found.map(\.sessions).reduce(0, +) == held.count)
        #expect(history.findings.allSatisfy { $0.security == listing })
        let name = try #require(test.facts.securities[listing].symbol)
        #expect(found.allSatisfy { $0.explanation.hasPrefix(name + " has no price from ") })
        #expect(lowered(history, test.whole).isSubset(of: held))
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a month of rates is a finding, and the last rate stays`(seed: UInt64) throws {
        var test = try Case(seed: seed)
        let series = test.facts.rates[0]
        let end = try #require(series.days.last)
        let kept = zip(series.days, series.rates).filter { $0.0 < end - 90 || $0.0 > end - 60 }
        test.facts.rates = [
            RateSeries(base: series.base, quote: series.quote, rates: kept.map { (Day(number: $0), $1) })
        ]
        let history = try test.history()
        let gap = Set(series.days.filter { $0 >= end - 90 && $0 <= end - 60 })
        for session in lowered(history, test.whole) {
            #expect(gap.contains(ExchangeCalendar.Sessions.day(session).number))
        }
        #expect(history.findings.allSatisfy { $0.currency == .eur && $0.kind == .missingPrice && $0.account == nil })
        expectNoFall(history, test.whole)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a sale that is missing is named where units would go below zero`(seed: UInt64) throws {
        var test = try Case(seed: seed)
        let account = Int(seed) % test.facts.accounts.count
        let rows = test.facts.accounts[account].transactions
        let sold = rows.indices.filter { rows[$0].type == .sell }
        guard test.world.accounts[account].kind == .cash, !sold.isEmpty else { return }
        let gone = rows[sold[Int(seed / 7) % sold.count]]
        let security = try #require(gone.security)
        test.facts.accounts[account].transactions.removeAll { $0.record == gone.record }
        let history = try test.history()
        let named = history.findings.filter { $0.kind == .missingTransactions }
        let table = history.accounts[account].table
        let unexplained = (0..<table.count).filter { table[.unexplained, $0] != 0 }
        if named.isEmpty {
            // Held before the first row, nothing contradicts a missing sale: the opening is smaller.
            #expect(unexplained == [])
        } else {
            #expect(named.map(\.security) == [security])
            #expect(named[0].account == test.facts.accounts[account].account.id)
            #expect(named[0].sessions == unexplained.count)
            for row in unexplained { #expect(table.quality(row) < 100, "\(table.day(row))") }
        }
        let trusted = Set((0..<table.count).filter { table.quality($0) < 100 })
        let implied = (0..<table.count).filter { table[.impliedFlow, $0] != 0 }
        #expect(trusted.isSubset(of: Set(unexplained + implied)))
        for row in 1..<table.count {
            let sum = table[.value, row - 1] + table[.flow, row] + table[.marketGain, row] + table[.fxGain, row]
            let rest = table[.income, row] - table[.fees, row] - table[.taxes, row] + table[.unexplained, row]
            #expect(sum + rest == table[.value, row])
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a withdrawal or purchase that is missing is implied where cash would go below zero`(seed: UInt64) throws {
        var test = try Case(seed: seed)
        let account = Int(seed) % test.facts.accounts.count
        let rows = test.facts.accounts[account].transactions
        let paid = rows.indices.filter { rows[$0].cashDelta < -Amount(400) }
        guard test.world.accounts[account].kind == .cash, !paid.isEmpty else { return }
        let gone = rows[paid[Int(seed / 7) % paid.count]]
        test.facts.accounts[account].transactions.removeAll { $0.record == gone.record }
        let history = try test.history()
        let table = history.accounts[account].table
        let implied = (0..<table.count).filter { table[.impliedFlow, $0] != 0 }
        let found = history.findings.filter { $0.kind == .impliedFlow }
        #expect(found.map(\.sessions).reduce(0, +) == implied.count)
        for row in implied {
            #expect(table.quality(row) < 100)
            #expect(table[.impliedFlow, row] < 0)
        }
        #expect((0..<table.count).allSatisfy { table[.cash, $0] >= 0 })
    }

    @Test func `what a provider said then and is not derived is a finding with its first day`() throws {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("AAPL")
        past.account("a") { account in
            account.completeFrom = Day("2025-09-01")
            for (day, units, value) in [("2025-09-16", 10, 1000), ("2025-09-17", 8, 1000), ("2025-09-18", 8, 1100)] {
                var point = HistoryCheckpoint(day: Day(day) ?? Day(number: 0))
                point.quantities = [0: Quantity(units)]
                point.value = Amount(value)
                point.cash = [.usd: Amount(0)]
                account.checkpoints.append(point)
            }
        }
        try past.price("AAPL", "100")
        try past.row("a", "2025-09-15", .dividend, "AAPL", cash: "0")  // an account of which something is known
        try past.hold("a", "AAPL", "10")
        let findings = try past.history().findings
        #expect(findings.map(\.kind) == [.drift, .drift])
        #expect(findings.map(\.firstDay.description) == ["2025-09-17", "2025-09-18"])
        #expect(findings[0].quantity == Quantity(2))
        #expect(findings[0].sessions == 2)
        #expect(findings[1].amount == Amount(-100))
        #expect(
            findings[0].explanation
                == "On 2025-09-17 what is derived differs from what the provider said: 2 units of AAPL."
        )
    }
}
