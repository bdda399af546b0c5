import FolioEngine
import FolioModel
import Testing

/// Sessions of 2025-09: 02 03 04 05, 08 09 10 11 12, 15 16 17 18 19.
@Suite struct `Histories of several accounts` {
    private func past(_ accounts: [String], from: String = "2025-09-15") throws -> Past {
        var past = try Past(from, "2025-09-19")
        past.security("AAPL")
        for account in accounts {
            past.account(account, provider: account == "b" ? "alpaca" : "plaid") { $0.completeFrom = Day("2025-09-01") }
        }
        try past.price("AAPL", "10", but: ["2025-09-17": "11", "2025-09-18": "11", "2025-09-19": "11"])
        return past
    }

    @Test func `an account that enters comes in with its value and no gain`() throws {
        var past = try past(["a", "b"])
        try past.cash("a", "1000")
        try past.row("a", "2025-09-02", .deposit, cash: "1000")
        try past.hold("b", "AAPL", "50")
        try past.cash("b", "20")
        try past.row("b", "2025-09-17", .deposit, cash: "520")
        try past.row("b", "2025-09-17", .buy, "AAPL", "50", cash: "-500")
        let whole = try past.history().scoped(Scope())
        let points = try whole.history(HistoryWindow())
        #expect(points.valueTexts == ["1000.00", "1000.00", "1570.00", "1570.00", "1570.00"])
        #expect(points.flowTexts == ["0.00", "0.00", "570.00", "0.00", "0.00"])
        #expect(points.isComplete)
        let performance = whole.performance(HistoryWindow())
        #expect(performance.twr?.description == "0")
        #expect(performance.changes.contributions.description == "570.00")
        #expect(performance.changes.marketGain.description == "0.00")
    }

    @Test func `an account alone has the flows and gains of its first day`() throws {
        var past = try past(["b"])
        try past.hold("b", "AAPL", "50")
        try past.cash("b", "20")
        try past.row("b", "2025-09-17", .deposit, cash: "520")
        try past.row("b", "2025-09-17", .buy, "AAPL", "50", cash: "-500")
        let scoped = try past.history().scoped(Scope())
        let changes = scoped.changes(from: try #require(Day("2025-09-15")), to: try #require(Day("2025-09-19")))
        #expect(changes.startValue.description == "0.00")
        #expect(changes.contributions.description == "520.00")
        #expect(changes.marketGain.description == "50.00")
        #expect(changes.endValue.description == "570.00")
    }

    @Test func `an account that leaves goes out with its last value`() throws {
        var past = try past(["a", "b"])
        try past.cash("a", "1000")
        try past.row("a", "2025-09-02", .deposit, cash: "1000")
        try past.hold("b", "AAPL", "50")
        try past.row("b", "2025-09-02", .transferIn, "AAPL", "50")
        past.facts.accounts[1].leftOn = Day("2025-09-17")
        let whole = try past.history().scoped(Scope())
        let points = try whole.history(HistoryWindow())
        #expect(points.valueTexts == ["1500.00", "1500.00", "1550.00", "1000.00", "1000.00"])
        #expect(points.flowTexts == ["0.00", "0.00", "0.00", "-550.00", "0.00"])
        #expect(whole.performance(HistoryWindow()).twr?.description == "0.033333333333")  // 50 / 1500
    }

    @Test func `a transfer inside the scope cancels, seen from one account it does not`() throws {
        var past = try past(["a", "b"])
        try past.hold("a", "AAPL", "40")
        try past.hold("b", "AAPL", "10")
        try past.row("a", "2025-09-02", .transferIn, "AAPL", "50")
        try past.row("b", "2025-09-02", .deposit, cash: "1")
        try past.cash("b", "1")
        try past.row("a", "2025-09-17", .transferOut, "AAPL", "-10")
        try past.row("b", "2025-09-17", .transferIn, "AAPL", "10")
        let history = try past.history()
        let day = try #require(Day("2025-09-17"))
        let whole = try history.scoped(Scope()).changes(from: day, to: day)
        #expect(whole.contributions.description == "0.00")
        #expect(whole.withdrawals.description == "0.00")
        #expect(whole.marketGain.description == "50.00")
        let sender = try history.scoped(Scope(account: "a")).changes(from: day, to: day)
        #expect(sender.withdrawals.description == "110.00")
        let receiver = try history.scoped(Scope(account: "b")).changes(from: day, to: day)
        #expect(receiver.contributions.description == "110.00")
    }

    @Test func `what is left of a transfer is a flow`() throws {
        var past = try past(["a", "b", "c"])
        for account in ["a", "b", "c"] {
            try past.cash(account, "1000")
            try past.row(account, "2025-09-02", .deposit, cash: "100")
        }
        try past.row("a", "2025-09-17", .transferOut, cash: "-100")
        try past.row("b", "2025-09-17", .transferIn, cash: "60")
        try past.row("c", "2025-09-17", .transferIn, cash: "30")
        let day = try #require(Day("2025-09-17"))
        let changes = try past.history().scoped(Scope()).changes(from: day, to: day)
        #expect(changes.withdrawals.description == "10.00")
        #expect(changes.contributions.description == "0.00")
    }

    @Test func `flows are netted per account and day`() throws {
        var past = try past(["a", "b"])
        for account in ["a", "b"] {
            try past.cash(account, "1000")
            try past.row(account, "2025-09-02", .deposit, cash: "100")
        }
        try past.row("a", "2025-09-17", .deposit, cash: "300")
        try past.row("a", "2025-09-17", .withdrawal, cash: "-100")
        try past.row("b", "2025-09-17", .withdrawal, cash: "-50")
        let day = try #require(Day("2025-09-17"))
        let changes = try past.history().scoped(Scope()).changes(from: day, to: day)
        #expect(changes.contributions.description == "200.00")
        #expect(changes.withdrawals.description == "50.00")
        #expect(try past.points().flowTexts[2] == "150.00")
    }

    @Test func `an account that is not known for the whole window is a gap`() throws {
        var past = try past(["a", "b"], from: "2025-09-02")
        try past.cash("a", "1000")
        try past.row("a", "2025-09-02", .deposit, cash: "10")
        try past.hold("b", "AAPL", "50")
        past.facts.accounts[1].completeFrom = Day("2025-09-10")
        try past.row("b", "2025-09-12", .transferIn, "AAPL", "5")
        let all = try past.points()
        #expect(!all.isComplete)
        #expect(
            all.gaps.map { "\($0.from) \($0.to) \($0.reason)" } == [
                "2025-09-02 2025-09-09 account b unknown before 2025-09-10"
            ]
        )
        let late = try past.history().scoped(Scope()).history(HistoryWindow(from: Day("2025-09-10")))
        #expect(late.isComplete)
        #expect(late.dates.first?.description == "2025-09-10")
    }

    @Test func `a window that begins before the only account is known has a gap, unless it was opened then`() throws {
        var past = try past(["a"], from: "2025-09-02")
        try past.cash("a", "1000")
        past.facts.accounts[0].completeFrom = Day("2025-09-10")
        try past.row("a", "2025-09-12", .deposit, cash: "10")
        let window = HistoryWindow(from: Day("2025-09-02"))
        let known = try past.history().scoped(Scope()).history(window)
        #expect(known.gaps.map { "\($0.from) \($0.to)" } == ["2025-09-02 2025-09-09"])
        #expect(try past.points().isComplete)
        try past.row("a", "2025-09-12", .deposit, cash: "990")
        #expect(try past.history().scoped(Scope()).history(window).isComplete)
    }

    @Test func `windows take both ends in, and one without a session is empty`() throws {
        var past = try past(["a"])
        try past.cash("a", "100")
        let scoped = try past.history().scoped(Scope())
        let window = try scoped.history(HistoryWindow(from: Day("2025-09-16"), to: Day("2025-09-18")))
        #expect(window.dates.map(\.description) == ["2025-09-16", "2025-09-17", "2025-09-18"])
        let weekend = try scoped.history(HistoryWindow(from: Day("2025-09-13"), to: Day("2025-09-14")))
        #expect(weekend.dates == [])
        #expect(weekend.change == nil)
        let (from, to) = (try #require(Day("2025-09-20")), try #require(Day("2025-09-21")))
        let changes = scoped.changes(from: from, to: to)
        #expect(changes.startValue.description == "100.00")
        #expect(changes.endValue.description == "100.00")
    }

    @Test func `recorded rows outrank rebuilt ones, and the days still add up`() throws {
        var past = try past(["a"])
        try past.hold("a", "AAPL", "10")
        var account = try past.history().accounts[0]
        let index = try account.table.row(on: "2025-09-16")
        var row = account.table.row(index)
        row[.value] = 104_000_000
        account.record([row])
        let scoped = ScopedHistory([account], base: .usd, frame: past.frame)
        let points = try scoped.history(HistoryWindow(), live: Day("2025-09-19"))
        #expect(points.valueTexts == ["100.00", "104.00", "110.00", "110.00", "110.00"])
        #expect(
            points.kinds.map(\.rawValue) == ["reconstructed", "daily_eod", "reconstructed", "reconstructed", "live"]
        )
        let table = account.table
        #expect(try table.text(.marketGain, "2025-09-16") == "4")
        #expect(try table.text(.marketGain, "2025-09-17") == "6")
    }

    @Test func `rows that were stored come back as they were`() throws {
        var past = try past(["a"])
        try past.hold("a", "AAPL", "10")
        let table = try past.history().accounts[0].table
        let stored = (0..<table.count).map(table.row)
        #expect(DayTable(rows: stored) == table)
        #expect(DayTable(rows: [stored[0], stored[2]]) == nil)
    }

    // MARK: Periods

    @Test(arguments: [
        (HistoryPeriod.week, "2025-09-16"), (.month, "2025-08-25"), (.quarter, "2025-06-24"), (.half, "2025-03-25"),
        (.year, "2024-09-23"), (.twoYears, "2023-09-25"), (.yearToDate, "2024-12-31"),
    ])
    func `a period starts on the first session on or after so many days ago`(
        period: HistoryPeriod,
        first: String
    ) throws {
        let today = try #require(Day("2025-09-23"))
        #expect(period.firstDay(today: today)?.description == first)
    }

    @Test func `everything has no first day`() throws {
        #expect(HistoryPeriod.all.firstDay(today: Day(number: 20_000)) == nil)
    }
}
