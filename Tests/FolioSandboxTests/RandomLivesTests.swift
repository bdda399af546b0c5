import FolioModel
import FolioSandbox
import Testing

struct `Random lives` {
    private static let end = Day("2025-09-23") ?? Day(number: 0)

    private func world(_ seed: UInt64) -> SandboxWorld {
        SandboxWorld(seed: seed, endingOn: Self.end, style: .random)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `what is held at the end is what the entries add up to, and only who may borrow owes`(seed: UInt64) {
        let world = world(seed)
        for account in world.accounts {
            var cash = Amount.zero
            for entry in account.entries {
                if account.reportsCash { cash = Amount(raw: cash.raw + entry.cash.raw) }
                #expect(!cash.isNegative || account.provider == .alpaca, "\(account.key) on \(entry.day)")
            }
            #expect(cash == account.cash)
            for holding in account.holdings {
                #expect(account.quantity(of: holding.security, on: world.lastDay) == holding.quantity)
                #expect(!holding.quantity.isNegative || account.provider == .alpaca)
            }
            #expect(world.dailyValues(of: account).last?.value == world.value(of: account))
        }
    }

    @Test func `a world is the same for the same seed, and another for another`() {
        let (one, again, other) = (world(1), world(1), world(2))
        #expect(one.accounts.map(\.entries) == again.accounts.map(\.entries))
        #expect(one.accounts.map(\.entries) != other.accounts.map(\.entries))
    }

    @Test func `entries reach back thirty months, and providers show twenty-four`() throws {
        let world = world(3)
        let first = try #require(world.accounts.flatMap(\.entries).map(\.day).min())
        #expect(first < world.firstDay.adding(months: -4))
        #expect(world.firstDay == Day("2023-09-25"))
        #expect(world.dailyValues(of: try #require(world.accounts.first)).first?.day == world.firstDay)
    }

    @Test func `everything that can happen happens`() {
        var kinds: Set<TransactionType> = []
        var splits: [WorldSecurity.Split] = []
        var isClosed = false
        for seed in 1...20 as ClosedRange<UInt64> {
            let world = world(seed)
            for account in world.accounts {
                let shown = account.entries.filter { $0.day >= world.firstDay }
                kinds.formUnion(shown.map(\.kind))
                isClosed = isClosed || (account.holdings.isEmpty && account.cash.isZero && !shown.isEmpty)
                for entry in shown where entry.kind == .split {
                    splits += world.securities[entry.security ?? ""]?.split.map { [$0] } ?? []
                }
            }
        }
        #expect(
            kinds.isSuperset(of: [
                .buy, .sell, .short, .cover, .dividend, .reinvestment, .interest, .fee, .tax, .deposit, .withdrawal,
                .transferIn, .transferOut, .split, .exercise, .assignment, .expiration, .returnOfCapital,
            ])
        )
        #expect(splits.contains { $0.numerator > $0.denominator } && splits.contains { $0.numerator < $0.denominator })
        #expect(isClosed)
    }

    @Test func `a price does not jump where the embedded closes end, but where a share splits`() {
        let world = world(5)
        for (key, security) in world.securities where security.type == .stock {
            for (before, after) in zip(world.sessions, world.sessions.dropFirst()) {
                guard let old = world.close(key, on: before), let new = world.close(key, on: after) else { continue }
                let isSplit = security.split?.day == after
                let ratio = Double(new.raw) / Double(old.raw)
                #expect(isSplit != (0.7...1.35).contains(ratio), "\(key) on \(after): \(old) to \(new)")
            }
        }
    }
}
