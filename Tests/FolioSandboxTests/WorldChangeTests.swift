import FolioModel
import FolioSandbox
import Testing

/// Expects cash and holdings of every account to be what its entries add up to.
func expectSettled(_ world: SandboxWorld, sourceLocation: SourceLocation = #_sourceLocation) throws {
    for account in world.accounts {
        var cash = Amount.zero
        var units: [String: Quantity] = [:]
        for entry in account.entries {
            if account.reportsCash { try cash.add(entry.cash) }
            if let key = entry.security { units[key] = try (units[key] ?? .zero) + entry.quantity }
        }
        #expect(account.cash == cash, sourceLocation: sourceLocation)
        let held = Dictionary(uniqueKeysWithValues: account.holdings.map { ($0.security, $0.quantity) })
        #expect(held == units.filter { !$0.value.isZero }, sourceLocation: sourceLocation)
        #expect(Set(account.entries.map(\.number)).count == account.entries.count, sourceLocation: sourceLocation)
        let order = account.entries.map { [Int($0.day.number), $0.number] }
        #expect(order == order.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }, sourceLocation: sourceLocation)
    }
}

@Suite struct `The sandbox world, changing` {
    private func world() throws -> SandboxWorld { try SharedWorlds.world(seed: 7) }

    @Test func `a purchase that arrives moves cash and units by what it came to`() throws {
        var world = try world()
        let before = try #require(world.account("brokerage"))
        let outcome = try world.apply(
            .arrival(account: "brokerage", NewRow(.buy, of: "KO", units: Quantity(3), daysAgo: 20))
        )
        let row = try #require(outcome.after)
        #expect(row.day == ExchangeCalendar.sessions(from: row.day, through: world.lastDay.adding(days: -20)).last)
        #expect(row.bookedOn == world.lastDay)
        let price = try #require(world.close("KO", on: row.day))
        let cost = try (Quantity(3) * price).rounded(to: 2)
        let after = try #require(world.account("brokerage"))
        #expect(try after.cash == (before.cash - cost))
        #expect(after.entries.count == before.entries.count + 1)
        #expect(row.number == before.entries.count)
        func held(_ account: WorldAccount) -> Quantity? { account.holdings.first { $0.security == "KO" }?.quantity }
        let earlier = try #require(held(before))
        #expect(try held(after) == (earlier + Quantity(3)))
        try expectSettled(world)
    }

    @Test func `money that arrives has the sign of its kind`() throws {
        var world = try world()
        let amount = try #require(Amount(exactly: "12.34"))
        let kinds: [(TransactionType, String)] = [
            (.dividend, "12.34"), (.interest, "12.34"), (.deposit, "12.34"), (.fee, "-12.34"), (.withdrawal, "-12.34"),
        ]
        for (kind, text) in kinds {
            let row = NewRow(kind, of: kind == .dividend ? "VOO" : nil, amount: amount)
            #expect(try world.apply(.arrival(account: "ira", row)).after?.cash.description == text)
        }
        try expectSettled(world)
    }

    @Test func `a row that is removed counts no more, and is kept as withdrawn`() throws {
        var world = try world()
        let before = try #require(world.account("ira"))
        let outcome = try world.apply(.removal(account: "ira", .recent(2)))
        let gone = try #require(outcome.before)
        let after = try #require(world.account("ira"))
        #expect(outcome.after == nil)
        #expect(!after.entries.contains(gone))
        #expect(after.withdrawn.map(\.entry) == [gone])
        #expect(after.withdrawn.map(\.reason) == [.canceled])
        #expect(try after.cash == (before.cash - gone.cash))
        try expectSettled(world)
    }

    @Test func `a correction changes price and cash of a trade, the amount of anything else`() throws {
        var world = try world()
        let trade = try #require(world.account("brokerage")?.entries.last { $0.kind == .buy })
        let price = try #require(trade.price)
        let outcome = try world.apply(
            .correction(account: "brokerage", .number(trade.number), cents: 25, units: 1)
        )
        let changed = try #require(outcome.after)
        #expect(try changed.price == (price + Price(raw: 250_000_000_000)))
        #expect(try changed.quantity == (trade.quantity + Quantity(1)))
        #expect(changed.revision == 1)
        let newPrice = try #require(changed.price)
        let gross = try (changed.quantity * newPrice).rounded(to: 2)
        #expect(try changed.cash == (-gross - changed.fees))
        let interest = try #require(world.account("margin")?.entries.last { $0.kind == .interest })
        let paid = try world.apply(.correction(account: "margin", .number(interest.number), cents: 7, units: 0))
        #expect(try paid.after?.cash == (interest.cash - Amount(raw: 70_000_000_000)))
        try expectSettled(world)
    }

    @Test func `accounts open with all their history, close, and come back`() throws {
        var world = try world()
        let keys = world.accounts.map(\.key)
        try world.apply(.opening(account: "roth"))
        #expect(world.accounts.map(\.key) == keys + ["roth"])
        #expect(world.account("roth")?.entries.isEmpty == false)
        try world.apply(.closing(account: "ira"))
        #expect(world.account("ira") == nil)
        try world.apply(.opening(account: "ira"))
        #expect(world.account("ira")?.holdings.count == 5)
        try world.apply(.rekeying(account: "ira"))
        #expect(world.account("ira")?.rekeyings == 1)
        try expectSettled(world)
    }

    @Test(arguments: [
        (WorldChange.removal(account: "none", .recent(0)), "There is no account \"none\"; there are brokerage, ira, "),
        (.removal(account: "ira", .number(9999)), "The account \"ira\" has no row 9999."),
        (.removal(account: "ira", .recent(0, withinDays: 0)), "No row of the account \"ira\" can be changed so."),
        (
            .correction(account: "ira", .number(0), cents: 0, units: 0),
            "The row can't be changed by 0 cents and 0 units."
        ),
        (
            .correction(account: "ira", .number(0), cents: -99_999_999, units: 0),
            "The row can't be changed by -99999999"
        ),
        (.opening(account: "ira"), "There is no account \"ira\" to be opened."),
        (.arrival(account: "ira", NewRow(.buy)), "A buy needs a security and units above zero."),
        (.arrival(account: "ira", NewRow(.buy, of: "NONE", units: Quantity(1))), "There is no security \"NONE\"."),
        (.arrival(account: "ira", NewRow(.fee)), "A fee needs an amount above zero."),
        (.arrival(account: "ira", NewRow(.split, amount: Amount(1))), "A split can't be booked from outside."),
        (
            .arrival(account: "ira", NewRow(.fee, amount: Amount(1), daysAgo: 9000)),
            "The world has no session 9000 days"
        ),
    ])
    func `a change that can't be made changes nothing`(change: WorldChange, reason: String) throws {
        var world = try world()
        let before = world.accounts.map(\.entries)
        let error = #expect(throws: WorldChangeError.self) { try world.apply(change) }
        #expect(error?.description.hasPrefix(reason) == true, "\(error?.description ?? "")")
        #expect(world.accounts.map(\.entries) == before)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `stays settled through every random plan`(seed: UInt64) throws {
        var world = try SharedWorlds.world(seed: seed % 4)
        let plan = FaultPlan.random(seed: seed, over: world)
        for stage in plan.stages {
            for case .world(let change) in stage.changes + stage.rules.compactMap(\.action.change) {
                do throws(WorldChangeError) { try world.apply(change) } catch {
                    #expect(error.description.hasPrefix("No row of the account"), "\(error)")
                }
            }
        }
        try expectSettled(world)
    }
}
