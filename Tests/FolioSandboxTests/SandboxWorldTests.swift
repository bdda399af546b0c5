import FolioModel
import FolioSandbox
import Testing

@Suite struct `The sandbox world` {
    private func world(_ seed: UInt64 = 7) throws -> SandboxWorld {
        try SharedWorlds.world(seed: seed)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `ends with exactly what its transactions lead to`(seed: UInt64) throws {
        let world = try world(seed)
        for account in world.accounts {
            var cash = Amount.zero
            var quantities: [String: Quantity] = [:]
            var day = world.firstDay
            for entry in account.entries {
                #expect(entry.day >= day)
                day = entry.day
                if account.reportsCash { cash = try cash + entry.cash }
                if let key = entry.security {
                    quantities[key] = try (quantities[key] ?? .zero) + entry.quantity
                }
                #expect(account.provider == .alpaca || !cash.isNegative, "\(account.key) \(entry)")
                #expect(entry.cash == entry.cash.rounded(to: 2))
            }
            #expect(cash == account.cash)
            let held = quantities.filter { !$0.value.isZero }
            #expect(held.count == account.holdings.count)
            for holding in account.holdings { #expect(held[holding.security] == holding.quantity) }
        }
    }

    @Test func `is the same for the same seed and another for another`() throws {
        let end = try #require(Day("2026-11-20"))
        let (first, other) = (try world(3), try world(4))
        let again = SandboxWorld(seed: 3, endingOn: end)
        #expect(first.accounts.map(\.entries) == again.accounts.map(\.entries))
        #expect(first.accounts.map(\.entries) != other.accounts.map(\.entries))
    }

    @Test func `holds every kind of security`() throws {
        let world = try world()
        let held = Set(world.accounts.flatMap(\.holdings).compactMap { world.securities[$0.security]?.type })
        let expected: Set<SecurityType> = [
            .stock, .preferredStock, .depositaryReceipt, .etf, .mutualFund, .moneyMarketFund, .bond, .treasuryBill,
            .option, .cryptocurrency,
        ]
        #expect(held == expected)
        #expect((25...32).contains(world.securities.count))
    }

    @Test func `has every kind of event`() throws {
        let kinds = Set(try world().accounts.flatMap(\.entries).map(\.kind))
        let expected: Set<TransactionType> = [
            .buy, .sell, .short, .cover, .dividend, .interest, .fee, .deposit, .withdrawal, .transferIn, .split,
            .expiration, .reinvestment,
        ]
        #expect(kinds == expected)
    }

    @Test func `has long and short positions and borrowed cash at its margin account`() throws {
        let world = try world()
        let margin = try #require(world.account("margin"))
        #expect(margin.cash.isNegative)
        #expect(margin.holdings.first { $0.security == "TSLA" }?.quantity == Quantity(-35))
        #expect(margin.holdings.contains { world.securities[$0.security]?.option != nil && $0.quantity.isNegative })
        #expect(world.account("401k")?.cash == .zero)
    }

    @Test func `halves the price on the day of the split and doubles the shares`() throws {
        let world = try world()
        let split = try #require(world.securities["NVDA"]?.split)
        let before = try #require(world.close("NVDA", on: ExchangeCalendar.previousSession(before: split.day)))
        let after = try #require(world.close("NVDA", on: split.day))
        let ratio = before.approximateDouble / after.approximateDouble
        #expect((1.8...2.2).contains(ratio))
        let entry = try #require(world.account("margin")?.entries.first { $0.kind == .split })
        #expect(entry.quantity == entry.heldBefore)
    }

    @Test(arguments: [("AAPL", "US0378331005"), ("MSFT", "US5949181045"), ("VTI", "US9229087690")])
    func `knows real identifiers`(key: String, isin: String) throws {
        #expect(try world().securities[key]?.isin == isin)
    }

    @Test(arguments: ["2026-11-22", "2025-01-09", "2024-02-29", "2027-07-05"])
    func `ends with the last session on or before any day`(text: String) throws {
        let end = try #require(Day(text))
        let world = SandboxWorld(seed: 1, endingOn: end)
        #expect(world.lastDay <= end)
        #expect(world.lastDay == ExchangeCalendar.sessions(from: end.adding(days: -7), through: end).last)
        for account in world.accounts {
            #expect(account.entries.allSatisfy { $0.day >= world.firstDay && $0.day <= world.lastDay })
            #expect(account.provider == .alpaca || !account.cash.isNegative)
        }
    }

    @Test func `values an account day by day up to its value at the end`() throws {
        let world = try world()
        for account in world.accounts {
            let daily = world.dailyValues(of: account)
            #expect(daily.map(\.day) == world.sessions.filter { $0 >= world.firstDay })
            #expect(daily.last?.value == world.value(of: account))
        }
    }
}
