import FolioEngine
import FolioModel
import Testing

/// Sessions of 2025-09: 15 16 17 18 19.
@Suite struct `Cost basis, backwards` {
    private func past() throws -> Past {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("AAPL")
        past.account("a") { account in
            account.completeFrom = Day("2025-09-01")
            account.canBorrow = true
        }
        try past.price("AAPL", "10")
        return past
    }

    private func costs(_ past: Past) throws -> [String?] { try past.points().costBasis.map { $0?.description } }

    @Test func `a purchase undone takes its amount with fees off, a sale gives its share back`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "15", cost: "150")
        try past.row("a", "2025-09-16", .buy, "AAPL", "10", cash: "-104", fees: "4")
        try past.row("a", "2025-09-18", .sell, "AAPL", "-5", cash: "60")
        // 150 × 20 / 15 = 200; 200 − 104 = 96
        #expect(try costs(past) == ["96.00", "200.00", "200.00", "150.00", "150.00"])
    }

    @Test func `what was sold out is unknown before, unless it began in sight`() throws {
        var past = try past()
        try past.row("a", "2025-09-17", .sell, "AAPL", "-5", cash: "60")
        #expect(try costs(past) == [nil, nil, "0.00", "0.00", "0.00"])
        try past.row("a", "2025-09-15", .buy, "AAPL", "5", cash: "-40")
        #expect(try costs(past) == ["40.00", "40.00", "0.00", "0.00", "0.00"])
    }

    @Test func `an unknown basis stays unknown until the position began`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "5")
        try past.row("a", "2025-09-15", .deposit, cash: "10")
        try past.row("a", "2025-09-17", .buy, "AAPL", "5", cash: "-40")
        #expect(try costs(past) == ["0.00", "0.00", nil, nil, nil])
    }

    @Test func `units that came in kind have no known basis before`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "15", cost: "150")
        try past.row("a", "2025-09-17", .transferIn, "AAPL", "5")
        #expect(try costs(past) == [nil, nil, "150.00", "150.00", "150.00"])
    }

    @Test func `a split changes nothing that was paid`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "40", cost: "150")
        try past.split("AAPL", "2025-09-17", 4, 1)
        try past.row("a", "2025-09-18", .buy, "AAPL", "10", cash: "-50")
        #expect(try costs(past) == ["100.00", "100.00", "100.00", "150.00", "150.00"])
    }

    @Test func `a short position's basis is negative`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "-5", cost: "-60")
        try past.row("a", "2025-09-15", .deposit, cash: "10")
        try past.row("a", "2025-09-16", .short, "AAPL", "-10", cash: "120")
        try past.row("a", "2025-09-18", .cover, "AAPL", "5", cash: "-50")
        #expect(try costs(past) == ["0.00", "-120.00", "-120.00", "-60.00", "-60.00"])
    }

    @Test func `one unknown part makes the account's basis unknown`() throws {
        var past = try past()
        past.security("MSFT")
        try past.price("MSFT", "5")
        try past.hold("a", "AAPL", "15", cost: "150")
        try past.hold("a", "MSFT", "1")
        #expect(try costs(past) == [nil, nil, nil, nil, nil])
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `is the average cost that a forward ledger has, where it is known`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        let history = try PortfolioHistory(try world.facts(), frame: world.frame)
        for (account, rebuilt) in zip(world.accounts, history.accounts) where rebuilt.table.count > 0 {
            let first = try #require(world.market.days.firstIndex(of: rebuilt.table.day(0)))
            for row in 0..<rebuilt.table.count {
                guard let known = rebuilt.table.costBasis(row), let truth = account.costAfter[first + row] else {
                    continue
                }
                let difference = try known - truth
                #expect(difference.magnitude < Amount(raw: 20_000_000_000), "\(rebuilt.table.day(row))")  // two cents
            }
        }
    }
}
