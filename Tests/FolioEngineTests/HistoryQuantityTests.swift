import FolioEngine
import FolioModel
import Testing

/// Sessions of 2025-09: 02 03 04 05, 08 09 10 11 12, 15 16 17 18 19, 22 23.
@Suite struct `Units and cash, backwards` {
    private func past(_ first: String = "2025-09-15") throws -> Past {
        var past = try Past(first, "2025-09-19")
        past.security("AAPL")
        past.account("a") { $0.completeFrom = Day("2025-09-01") }
        return past
    }

    @Test func `the value of a day is after all of its transactions`() throws {
        var past = try past()
        try past.price("AAPL", "10", but: ["2025-09-19": "11"])
        try past.hold("a", "AAPL", "7")
        try past.cash("a", "50")
        try past.row("a", "2025-09-15", .deposit, cash: "120")
        try past.row("a", "2025-09-15", .buy, "AAPL", "10", cash: "-100")
        try past.row("a", "2025-09-18", .sell, "AAPL", "-3", cash: "30")
        #expect(try past.points().valueTexts == ["120.00", "120.00", "120.00", "120.00", "127.00"])
        #expect(try past.points().cash.map(\.description) == ["20.00", "20.00", "20.00", "50.00", "50.00"])
        #expect(try past.history().findings == [])
    }

    @Test func `later rows and future ones change nothing before`() throws {
        var past = try past()
        try past.price("AAPL", "10")
        try past.hold("a", "AAPL", "7")
        let before = try past.points()
        try past.row("a", "2025-09-20", .buy, "AAPL", "5", cash: "-50")
        try past.row("a", "2025-12-01", .dividend, cash: "50")
        #expect(try past.points() == before)
    }

    @Test func `the value of a day does not depend on whether what was held is still held`() throws {
        var (kept, sold) = (try past(), try past())
        for (isSold, cash) in [(false, "0"), (true, "70")] {
            var past = isSold ? sold : kept
            try past.price("AAPL", "10")
            if !isSold { try past.hold("a", "AAPL", "7") }
            try past.cash("a", cash)
            try past.row("a", "2025-09-15", .deposit, cash: "70")
            try past.row("a", "2025-09-15", .buy, "AAPL", "7", cash: "-70")
            if isSold { try past.row("a", "2025-09-19", .sell, "AAPL", "-7", cash: "70") }
            if isSold { sold = past } else { kept = past }
        }
        #expect(try kept.points().valueTexts == sold.points().valueTexts)
        #expect(try kept.points().valueTexts == ["70.00", "70.00", "70.00", "70.00", "70.00"])
    }

    @Test func `rows of a weekend belong to the next session`() throws {
        var past = try past("2025-09-11")
        try past.cash("a", "150")
        try past.row("a", "2025-09-11", .deposit, cash: "100")
        try past.row("a", "2025-09-13", .deposit, cash: "50")
        #expect(try past.points().dates.map(\.description).prefix(3) == ["2025-09-11", "2025-09-12", "2025-09-15"])
        #expect(try past.points().valueTexts.prefix(3) == ["100.00", "100.00", "150.00"])
        #expect(try past.points().flowTexts.prefix(3) == ["100.00", "0.00", "50.00"])
    }

    // MARK: Splits

    @Test func `a split of the table is undone before the trades of its day`() throws {
        var past = try past()
        try past.price("AAPL", "10", but: ["2025-09-15": "40", "2025-09-16": "40"])
        try past.split("AAPL", "2025-09-17", 4, 1)
        try past.hold("a", "AAPL", "50")
        try past.cash("a", "0")
        try past.row("a", "2025-09-17", .deposit, cash: "100")
        try past.row("a", "2025-09-17", .buy, "AAPL", "10", cash: "-100")
        #expect(try past.points().valueTexts == ["400.00", "400.00", "500.00", "500.00", "500.00"])
    }

    @Test(arguments: ["2025-09-15", "2025-09-17", "2025-09-19"])
    func `a row of the same split counts on the table's date, once`(day: String) throws {
        var past = try past("2025-09-15")
        try past.price("AAPL", "10", but: ["2025-09-15": "40", "2025-09-16": "40"])
        try past.split("AAPL", "2025-09-17", 4, 1)
        try past.hold("a", "AAPL", "40")
        try past.row("a", day, .split, "AAPL", "30")
        #expect(try past.points().valueTexts.suffix(3) == ["400.00", "400.00", "400.00"])
        #expect(Set(try past.points().valueTexts) == ["400.00"])
    }

    @Test func `the two rows of one split are both taken`() throws {
        var past = try past()
        try past.price("AAPL", "10", but: ["2025-09-15": "40", "2025-09-16": "40"])
        try past.split("AAPL", "2025-09-17", 4, 1)
        try past.hold("a", "AAPL", "40")
        try past.row("a", "2025-09-17", .split, "AAPL", "-10")
        try past.row("a", "2025-09-17", .split, "AAPL", "40")
        #expect(Set(try past.points().valueTexts) == ["400.00"])
    }

    @Test func `a row far from the table's date is another split`() throws {
        var past = try past("2025-09-02")
        try past.price("AAPL", "10")
        try past.split("AAPL", "2025-09-17", 2, 1)
        try past.hold("a", "AAPL", "40")
        try past.row("a", "2025-09-04", .split, "AAPL", "15")
        let units = try past.points().valueTexts
        #expect(units.first == "50.00")  // (40 / 2 − 15) × 10
        #expect(units[3] == "200.00")
        #expect(units.last == "400.00")
    }

    @Test func `a reverse split keeps the value`() throws {
        var past = try past()
        try past.price("AAPL", "80", but: ["2025-09-15": "10", "2025-09-16": "10"])
        try past.split("AAPL", "2025-09-17", 1, 8)
        try past.hold("a", "AAPL", "12.5")
        #expect(Set(try past.points().valueTexts) == ["1000.00"])
    }

    @Test func `a split of the future does nothing yet`() throws {
        var past = try past()
        try past.price("AAPL", "10")
        try past.split("AAPL", "2025-09-22", 4, 1)
        try past.hold("a", "AAPL", "10")
        #expect(Set(try past.points().valueTexts) == ["100.00"])
    }

    @Test func `a split after the facts and before the end of the history is applied`() throws {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("AAPL")
        past.account("a") { $0.asOf = Day("2025-09-16") ?? $0.asOf }
        try past.price("AAPL", "10", but: ["2025-09-15": "40", "2025-09-16": "40"])
        try past.split("AAPL", "2025-09-17", 4, 1)
        try past.hold("a", "AAPL", "10")
        #expect(Set(try past.points().valueTexts) == ["400.00"])
    }

    @Test func `a split row without units or ratio is a finding`() throws {
        var past = try past()
        try past.price("AAPL", "10")
        try past.hold("a", "AAPL", "10")
        try past.row("a", "2025-09-17", .split, "AAPL")
        let finding = try #require(past.history().findings.first)
        #expect(finding.kind == .missingTransactions)
        #expect(finding.firstDay.description == "2025-09-17")
        #expect(
            finding.explanation == "A split of AAPL on 2025-09-17 is stated without units, and its ratio is not known."
        )
    }

    @Test func `crumbs of a ratio are no missing transaction`() throws {
        var past = try past()
        try past.price("AAPL", "30", but: ["2025-09-15": "10", "2025-09-16": "10"])
        try past.split("AAPL", "2025-09-17", 1, 3)
        try past.hold("a", "AAPL", "33.3333")
        try past.cash("a", "0")
        try past.row("a", "2025-09-16", .deposit, cash: "1000")
        try past.row("a", "2025-09-16", .buy, "AAPL", "100", cash: "-1000")
        #expect(try past.history().findings == [])
        #expect(try past.points().dates.first?.description == "2025-09-16")
    }

    // MARK: What is missing

    @Test func `units that would be negative are held at zero, and named`() throws {
        var past = try past()
        try past.price("AAPL", "10")
        try past.cash("a", "100")
        try past.row("a", "2025-09-17", .buy, "AAPL", "10", cash: "-100")
        let history = try past.history()
        let table = history.accounts[0].table
        #expect(try past.points().valueTexts == ["200.00", "200.00", "100.00", "100.00", "100.00"].suffix(table.count))
        #expect(try table.text(.unexplained, "2025-09-17") == "-100")
        #expect(try table.text(.marketGain, "2025-09-17") == "0")
        #expect((0..<table.count).map(table.quality).filter { $0 < 100 } == [50])
        let finding = try #require(history.findings.first)
        #expect(history.findings.count == 1)
        #expect(finding.kind == .missingTransactions)
        #expect(finding.account == "a")
        #expect(finding.security == 0)
        #expect(finding.quantity?.description == "-10")
        #expect(finding.firstDay.description == "2025-09-17")
    }

    @Test func `what is missing is no return`() throws {
        var past = try past()
        try past.price("AAPL", "10")
        try past.cash("a", "100")
        try past.row("a", "2025-09-17", .buy, "AAPL", "10", cash: "-100")
        let performance = try past.history().scoped(Scope()).performance(HistoryWindow())
        #expect(performance.twr?.description == "0")
        #expect(performance.changes.unexplained.description == "-100.00")
    }

    @Test func `a short position is no missing transaction`() throws {
        var past = try past()
        try past.price("AAPL", "10", but: ["2025-09-18": "12", "2025-09-19": "12"])
        try past.cash("a", "160")
        try past.row("a", "2025-09-16", .deposit, cash: "200")
        try past.row("a", "2025-09-16", .short, "AAPL", "-10", cash: "100")
        try past.row("a", "2025-09-19", .cover, "AAPL", "10", cash: "-140", fees: "20")
        #expect(try past.history().findings == [])
        #expect(try past.points().valueTexts == ["200.00", "200.00", "180.00", "160.00"])
    }

    @Test func `an option that was written without a word for it may be short`() throws {
        var past = try past()
        past.security("CALL", .option) { $0.option = OptionContract() }
        try past.price("CALL", "2", but: ["2025-09-19": "1"])
        try past.cash("a", "100")
        try past.row("a", "2025-09-16", .sell, "CALL", "-1", cash: "200")
        try past.row("a", "2025-09-19", .buy, "CALL", "1", cash: "-100")
        #expect(try past.history().findings == [])
        #expect(try past.points().valueTexts == ["0.00", "0.00", "0.00", "100.00"])
    }

    @Test func `an option that ran out unseen is gone on its day`() throws {
        var past = try past()
        past.security("CALL", .option) { security in
            security.option = OptionContract()
            security.option?.expiration = Day("2025-09-18") ?? Day(number: 0)
        }
        try past.price("CALL", "2")
        try past.cash("a", "100")
        try past.row("a", "2025-09-16", .deposit, cash: "300")
        try past.row("a", "2025-09-16", .buy, "CALL", "1", cash: "-200")
        #expect(try past.points().valueTexts == ["300.00", "300.00", "100.00", "100.00"])
        let finding = try #require(past.history().findings.first)
        #expect(finding.firstDay.description == "2025-09-18")
        #expect(finding.explanation.contains("1 contracts of CALL ran out on 2025-09-18"))
    }

    @Test func `cash that would be negative is zero, and the flow that is missing is implied`() throws {
        var past = try past()
        try past.cash("a", "100")
        try past.row("a", "2025-09-15", .deposit, cash: "20")
        try past.row("a", "2025-09-18", .deposit, cash: "500")
        let history = try past.history()
        let table = history.accounts[0].table
        #expect(try past.points().valueTexts == ["0.00", "0.00", "0.00", "100.00", "100.00"])
        #expect(try table.text(.flow, "2025-09-18") == "100")
        #expect(try table.text(.impliedFlow, "2025-09-18") == "-400")
        #expect(table.quality(try table.row(on: "2025-09-18")) == 20)  // 100 of 500 is known
        let finding = try #require(history.findings.first)
        #expect(finding.kind == .impliedFlow)
        #expect(finding.amount?.description == "-420")
        #expect(finding.sessions == 2)
        #expect(finding.firstDay.description == "2025-09-15")
        #expect(finding.lastDay.description == "2025-09-18")
    }

    @Test func `an account that may borrow has negative cash`() throws {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("AAPL")
        past.account("a") { $0.canBorrow = true }
        try past.cash("a", "100")
        try past.row("a", "2025-09-16", .fee, cash: "-10")
        try past.row("a", "2025-09-18", .deposit, cash: "500")
        #expect(try past.history().findings == [])
        #expect(try past.points().valueTexts == ["-400.00", "-400.00", "100.00", "100.00"])
    }

    @Test func `less than a minor unit below zero is rounding`() throws {
        var past = try past()
        try past.cash("a", "100")
        try past.row("a", "2025-09-18", .deposit, cash: "100.004")
        #expect(try past.history().findings == [])
    }

    // MARK: Accounts without cash

    @Test func `in an account without cash a purchase is a contribution and a reinvested dividend is not`() throws {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("AAPL")
        past.account("a") { account in
            account.reportsCash = false
            account.completeFrom = Day("2025-09-01")
        }
        try past.price("AAPL", "10")
        try past.hold("a", "AAPL", "11")
        try past.row("a", "2025-09-15", .buy, "AAPL", "10", cash: "-100")
        try past.row("a", "2025-09-17", .dividend, "AAPL", cash: "20")
        try past.row("a", "2025-09-17", .reinvestment, "AAPL", "2", cash: "-20")
        try past.row("a", "2025-09-18", .sell, "AAPL", "-1", cash: "10")
        let history = try past.history()
        #expect(history.findings == [])
        #expect(try past.points().valueTexts == ["100.00", "100.00", "120.00", "110.00", "110.00"])
        #expect(try past.points().flowTexts == ["100.00", "0.00", "0.00", "-10.00", "0.00"])
        #expect(try history.accounts[0].table.text(.income, "2025-09-17") == "20")
        #expect(Set(try past.points().quality) == [100])
    }

    // MARK: Where it starts

    @Test func `an account that was empty before its first row starts with it`() throws {
        var past = try past("2025-09-02")
        try past.price("AAPL", "10")
        try past.hold("a", "AAPL", "10")
        try past.row("a", "2025-09-17", .transferIn, "AAPL", "10")
        #expect(try past.points().dates.map(\.description) == ["2025-09-17", "2025-09-18", "2025-09-19"])
        #expect(try past.points().isComplete)
    }

    @Test func `an account that held something before its first row starts where its rows are complete`() throws {
        var past = try past("2025-08-20")
        try past.price("AAPL", "10")
        try past.hold("a", "AAPL", "12")
        try past.row("a", "2025-09-17", .transferIn, "AAPL", "10")
        let points = try past.points()
        #expect(points.dates.first?.description == "2025-09-02")  // complete from the Monday that is Labor Day
        #expect(points.valueTexts.first == "20.00")
    }

    @Test func `an account without rows is held back two years, with little trust`() throws {
        var past = try Past("2023-01-03", "2025-09-19")
        past.security("AAPL")
        past.account("a")
        try past.price("AAPL", "10")
        try past.hold("a", "AAPL", "12")
        let points = try past.points()
        #expect(points.dates.first?.description == "2023-09-19")
        #expect(Set(points.valueTexts) == ["120.00"])
        #expect(points.quality.dropLast().allSatisfy { $0 == 60 })
        #expect(points.quality.last == 100)
    }

    @Test func `rows that reach further back than two years are all used`() throws {
        var past = try Past("2020-01-02", "2025-09-19")
        past.security("AAPL")
        past.account("a")
        try past.price("AAPL", "10")
        try past.hold("a", "AAPL", "12")
        try past.row("a", "2020-06-01", .transferIn, "AAPL", "5")
        #expect(try past.points().dates.first?.description == "2020-06-01")
        #expect(try past.points().valueTexts.first == "120.00")
    }
}
