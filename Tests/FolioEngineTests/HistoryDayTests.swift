import FolioEngine
import FolioModel
import Testing

/// Sessions of 2025-09: 15 16 17 18 19.
@Suite struct `What a day is made of` {
    private func past(_ change: (inout AccountFacts) -> Void = { _ in }) throws -> Past {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("AAPL")
        past.account("a") { account in
            account.completeFrom = Day("2025-09-01")
            change(&account)
        }
        try past.price("AAPL", "10", but: ["2025-09-17": "12", "2025-09-18": "12", "2025-09-19": "12"])
        return past
    }

    /// The terms of 2025-09-17 that are not nothing.
    private func terms(_ past: Past) throws -> [DayMetric: String] {
        let table = try past.history().accounts[0].table
        let metrics: [DayMetric] = [.flow, .income, .fees, .taxes, .marketGain, .fxGain, .unexplained]
        var terms: [DayMetric: String] = [:]
        for metric in metrics {
            let text = try table.text(metric, "2025-09-17")
            if text != "0" { terms[metric] = text }
        }
        return terms
    }

    @Test(arguments: [
        (TransactionType.deposit, [DayMetric.flow: "100"]), (.withdrawal, [.flow: "100"]),
        (.transferIn, [.flow: "100"]),
        (.dividend, [.income: "100"]), (.interest, [.income: "100"]), (.fee, [.fees: "-100"]), (.tax, [.taxes: "-100"]),
        (.adjustment, [.unexplained: "100"]), (.buy, [.unexplained: "100"]), (.merger, [.marketGain: "100"]),
    ])
    func `cash alone is what its row says`(type: TransactionType, expected: [DayMetric: String]) throws {
        var past = try past()
        try past.cash("a", "1000")
        try past.row("a", "2025-09-17", type, cash: "100")
        #expect(try terms(past) == expected)
    }

    @Test(arguments: [
        (TransactionType.transferIn, [DayMetric.flow: "60"]), (.deposit, [.flow: "60"]), (.dividend, [.income: "60"]),
        (.reinvestment, [.income: "60"]), (.fee, [.fees: "-60"]), (.tax, [.taxes: "-60"]),
        (.buy, [.unexplained: "60"]), (.adjustment, [.unexplained: "60"]), (.spinOff, [.marketGain: "60"]),
        (.exercise, [.marketGain: "60"]), (.expiration, [.marketGain: "60"]),
    ])
    func `units alone count at the day's price`(type: TransactionType, expected: [DayMetric: String]) throws {
        var past = try past()
        try past.hold("a", "AAPL", "5")
        try past.row("a", "2025-09-17", type, "AAPL", "5")
        #expect(try terms(past) == expected)
    }

    @Test(arguments: [TransactionType.buy, .reinvestment, .exercise, .adjustment, .cover])
    func `a trade is nothing to the account but its gain and its fees`(type: TransactionType) throws {
        var past = try past()
        try past.hold("a", "AAPL", "5")
        try past.cash("a", "48")
        try past.row("a", "2025-09-17", type, "AAPL", "5", cash: "-52", fees: "2", price: "10")
        #expect(try terms(past) == [.fees: "2", .marketGain: "10"])  // 5 × (12 − 10)
    }

    @Test func `a dividend with a fee and a tax`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "5")
        try past.cash("a", "100")
        try past.row("a", "2025-09-17", .dividend, "AAPL", cash: "8", fees: "2")
        try past.row("a", "2025-09-17", .tax, "AAPL", cash: "-1")
        #expect(try terms(past) == [.income: "10", .fees: "2", .taxes: "1", .marketGain: "10"])
    }

    @Test func `interest paid is negative income`() throws {
        var past = try past { $0.canBorrow = true }
        try past.cash("a", "-100")
        try past.row("a", "2025-09-17", .interest, cash: "-3")
        #expect(try terms(past) == [.income: "-3"])
    }

    @Test func `returned capital is no income`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "5", cost: "40")
        try past.cash("a", "100")
        try past.row("a", "2025-09-17", .returnOfCapital, "AAPL", cash: "8")
        #expect(try terms(past) == [.marketGain: "18"])
        #expect(try past.points().costBasis.map { $0?.description } == ["48.00", "48.00", "40.00", "40.00", "40.00"])
    }

    // MARK: Slices

    @Test func `in a slice by symbol trades and dividends cross the border`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "15")
        try past.cash("a", "958")
        try past.row("a", "2025-09-17", .buy, "AAPL", "5", cash: "-52", fees: "2", price: "10")
        try past.row("a", "2025-09-17", .dividend, "AAPL", cash: "10")
        let slice = try past.history().scoped(Scope(symbol: "AAPL"))
        let points = try slice.history(HistoryWindow())
        #expect(points.valueTexts == ["100.00", "100.00", "180.00", "180.00", "180.00"])
        #expect(points.flowTexts == ["0.00", "0.00", "42.00", "0.00", "0.00"])  // 52 − 10
        let changes = slice.changes(from: try #require(Day("2025-09-17")), to: try #require(Day("2025-09-17")))
        #expect(changes.contributions.description == "42.00")
        #expect(changes.income.description == "10.00")
        #expect(changes.fees.description == "2.00")
        #expect(changes.marketGain.description == "30.00")  // 10 × 2 + 5 × (12 − 10)
    }

    @Test func `a slice by class has the cash and its share of every trade`() throws {
        var past = try past()
        try past.hold("a", "AAPL", "15")
        try past.cash("a", "948")
        try past.row("a", "2025-09-17", .buy, "AAPL", "5", cash: "-52", fees: "2", price: "10")
        let cash = try past.history().scoped(Scope(assetClass: .cash)).history(HistoryWindow())
        #expect(cash.valueTexts == ["1000.00", "1000.00", "948.00", "948.00", "948.00"])
        #expect(cash.flowTexts == ["0.00", "0.00", "-52.00", "0.00", "0.00"])
        #expect(try past.history().scoped(Scope(assetClass: .crypto)).history(HistoryWindow()).dates == [])
    }
}

extension Scope {
    /// A slice by one trait.
    init(account: String? = nil, source: String? = nil, symbol: String? = nil, assetClass: AssetClass? = nil) {
        self.init()
        (self.account, self.source, self.symbol, self.assetClass) = (account, source, symbol, assetClass)
    }
}
