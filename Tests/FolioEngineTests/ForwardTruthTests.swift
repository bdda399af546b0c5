import FolioEngine
import FolioModel
import Testing

@Suite struct `History rebuilt from the end state and 24 months of rows` {
    @Test(arguments: 0..<500 as Range<UInt64>)
    func `is what really happened, on every session, and adds up with nothing unexplained`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        let history = try PortfolioHistory(try world.facts(), frame: world.frame)
        #expect(history.findings == [])
        for (account, rebuilt) in zip(world.accounts, history.accounts) {
            try expectTruth(rebuilt.table, account, world)
            try expectSums(rebuilt.table)
        }
    }

    private func expectTruth(_ table: DayTable, _ account: ForwardAccount, _ world: ForwardWorld) throws {
        let first = try firstSession(table, world)
        let unseen = account.truths[world.market.windowStart..<max(first, world.market.windowStart)]
        #expect(unseen.allSatisfy { $0.value.isZero }, "\(account.kind) is unknown while it holds something")
        for row in 0..<table.count {
            let truth = account.truths[first + row]
            var found = ForwardAccount.Truth()
            (found.value, found.cash) = (table.amount(.value, row), table.amount(.cash, row))
            (found.flow, found.income) = (table.amount(.flow, row), table.amount(.income, row))
            (found.fees, found.taxes) = (table.amount(.fees, row), table.amount(.taxes, row))
            #expect(found == truth, "\(account.kind) \(table.day(row))")
            #expect(table.amount(.unexplained, row).isZero)
            #expect(account.kind == .silent || table.quality(row) == 100)
            guard found == truth else { break }
        }
    }

    private func firstSession(_ table: DayTable, _ world: ForwardWorld) throws -> Int {
        guard table.count > 0 else { return world.market.days.count }
        return try #require(world.market.days.firstIndex(of: table.day(0)))
    }

    private func expectSums(_ table: DayTable) throws {
        for row in stride(from: 1, to: table.count, by: 1) {
            let parts: [DayMetric] = [.flow, .marketGain, .fxGain, .income, .unexplained]
            let gains = try table.amount(.value, row - 1) + parts.map { table.amount($0, row) }.sum()
            let sum = try gains - table.amount(.fees, row) - table.amount(.taxes, row)
            #expect(sum == table.amount(.value, row), "\(table.day(row))")
        }
    }

    @Test func `is tried on worlds in which everything happens`() throws {
        var types: [TransactionType: Int] = [:]
        var kinds: [ForwardAccount.Kind: Int] = [:]
        var splits: [ForwardAccount.SplitStyle: Int] = [:]
        var (shortSessions, borrowed, euros, reverse, late) = (0, 0, 0, 0, 0)
        for seed in 0..<100 as Range<UInt64> {
            let world = try ForwardWorld(seed: seed)
            let facts = try world.facts()
            for (account, shown) in zip(world.accounts, facts.accounts) {
                kinds[account.kind, default: 0] += 1
                for row in shown.transactions { types[row.type, default: 0] += 1 }
                let window = world.market.windowStart..<world.market.days.count
                for split in facts.splits {
                    let session = try #require(world.market.days.firstIndex(of: split.day))
                    guard window.contains(session), account.unitsAfter[session - 1][split.security] != nil else {
                        continue
                    }
                    splits[account.splitStyle, default: 0] += 1
                    reverse += split.numerator < split.denominator ? 1 : 0
                }
                shortSessions += window.filter { account.unitsAfter[$0].values.contains { $0.isNegative } }.count
                borrowed += window.filter { account.truths[$0].cash.isNegative }.count
                euros += (account.purses[.eur] ?? .zero).isZero ? 0 : 1
                late += account.opened > world.market.windowStart ? 1 : 0
            }
        }
        for type in TransactionType.allCases where ![.spinOff, .adjustment].contains(type) {
            #expect(types[type, default: 0] >= 3, "\(type)")
        }
        #expect(kinds.count == 5)
        #expect(splits.count == 3)
        #expect(min(shortSessions, borrowed) > 500)
        #expect(min(euros, reverse, late) >= 10)
    }
}
