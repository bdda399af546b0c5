import FolioDaemon
import FolioEngine
import FolioModel
import FolioStore
import Testing

@Suite struct EndOfDayTests {
    private let tuesday = HistoryFixture.today
    private let monday = HistoryFixture.today.adding(days: -1)

    private func days(_ fixture: HistoryFixture) throws -> [AccountDay] {
        try fixture.store.accountDays(account: try fixture.account)
    }

    @Test func `a session is recorded once, however often it is captured`() async throws {
        let fixture = try HistoryFixture.week()
        try await fixture.rebuild()
        let result = try await fixture.capture(tuesday)
        #expect(result["accounts"] == 1)
        #expect(result["rows_written"] == 1)
        let recorded = try days(fixture)
        #expect(recorded.map(\.kind) == Array(repeating: .reconstructed, count: 6) + [.dailyEndOfDay])
        #expect((recorded.last?.capturedAt ?? 0) > 0)
        fixture.go(to: HistoryFixture.evening.adding(seconds: 600))
        #expect(try await fixture.capture(tuesday)["rows_written"] == 0)
        #expect(try days(fixture) == recorded)
        try await fixture.rebuild()
        #expect(try days(fixture) == recorded)
        #expect(try await fixture.texts("kinds").last == "daily_eod")
        #expect(try await fixture.texts("values") == HistoryFixture.values)
    }

    @Test func `what was recorded outranks what a provider says later without a record`() async throws {
        let fixture = try HistoryFixture.week()
        try await fixture.capture(tuesday)
        fixture.go(to: HistoryFixture.evening.adding(seconds: 86_400))
        fixture.prices.set("ACME", tuesday.adding(days: 1), Price(113))
        try fixture.hold(["ACME": "8"], cash: "1490", connection: "item")  // two more, and nobody says whence
        try await fixture.rebuild()
        #expect(try await fixture.texts("values").suffix(2) == ["2162.00", "2394.00"])  // 8 × 113 + 1490
        #expect(try await fixture.texts("kinds").suffix(2) == ["daily_eod", "reconstructed"])
        let row = try await fixture.daemon.call("portfolio.changes", ["from": "2025-09-24", "to": "2025-09-24"])
        #expect(try row.isBalanced())
        let trail = try await fixture.daemon.call("portfolio.explain", ["date": "2025-09-23"])
        #expect(trail["figure"] == "2162.00")
        #expect(trail["inputs"]?.array?.compactMap { $0["source"]?.string } == ["daily_eod"])
    }

    @Test func `a price that comes late puts the row right, and that is logged`() async throws {
        let fixture = try HistoryFixture.week()
        fixture.prices.set("ACME", tuesday, nil)
        try fixture.hold(["ACME": "6"], cash: "1490", connection: "item")
        try await fixture.capture(tuesday)
        #expect(try await fixture.texts("values").last == "2150.00")  // at Monday's 110
        fixture.go(to: HistoryFixture.evening.adding(seconds: 86_400))
        fixture.prices.set("ACME", tuesday, Price(112))
        fixture.prices.set("ACME", tuesday.adding(days: 1), Price(113))
        try fixture.hold(["ACME": "6"], cash: "1490", connection: "item")
        let result = try await fixture.capture(tuesday.adding(days: 1))
        #expect(result["corrected"] == 1)
        let log = try fixture.store.corrections(account: try fixture.account)
        #expect(log.map(\.date) == [tuesday])
        #expect(log.map(\.reason) == ["prices"])
        #expect(try await fixture.texts("values").suffix(2) == ["2162.00", "2168.00"])  // 672 + 1490, 678 + 1490
        #expect(try await fixture.capture(tuesday.adding(days: 1))["corrected"] == 0)
    }

    @Test func `a record behind a recorded row has it computed again`() async throws {
        let fixture = try HistoryFixture.week()
        try await fixture.capture(tuesday)
        fixture.go(to: HistoryFixture.evening.adding(seconds: 86_400))
        fixture.prices.set("ACME", tuesday.adding(days: 1), Price(113))
        // Told late: one was sold on Monday already.
        try fixture.add([("8", "2025-09-22", .sell, "ACME", "-1", "110")], connection: "item")
        try fixture.hold(["ACME": "5"], cash: "1600", connection: "item")
        let result = try await fixture.rebuild()
        #expect(result["corrected"] == 1)
        #expect(try fixture.store.corrections(account: try fixture.account).map(\.reason) == ["transactions"])
        #expect(try await fixture.texts("values").suffix(2) == ["2160.00", "2165.00"])  // 5 × 112 + 1600, 565 + 1600
    }

    @Test func `missed sessions are caught up and are rebuilt rows`() async throws {
        let fixture = try HistoryFixture.week()
        let result = try await fixture.capture(tuesday, missed: tuesday.adding(days: -5), again: false)
        #expect(result["caught_up"] == 3)  // Thursday, Friday, Monday
        #expect(
            try days(fixture).map { "\($0.day) \($0.kind)" }
                == [
                    "2025-09-18 reconstructed", "2025-09-19 reconstructed", "2025-09-22 reconstructed",
                    "2025-09-23 dailyEndOfDay",
                ]
        )
        #expect(try fixture.store.endOfDayRun(monday)?.isCaughtUp == true)
        #expect(try fixture.store.lastFinishedRun()?.day == tuesday)
        #expect(try await fixture.texts("values") == HistoryFixture.values)
    }

    @Test func `interrupted, a run goes on behind the last user it stored`() async throws {
        let fixture = try HistoryFixture.week()
        for user in ["ana", "bob", "carl"] {
            try fixture.store.ensureUser(user)
            try fixture.connect("item-\(user)", user: user)
            try fixture.add([("1", "2025-09-15", .deposit, nil, "0", "5")], connection: "item-\(user)", user: user)
            try fixture.hold([:], cash: "5", connection: "item-\(user)", user: user)
        }
        var run = EndOfDayRun(day: tuesday, isCaughtUp: false)
        (run.lastUser, run.accounts) = ("bob", 2)
        try fixture.store.saveRun(run)
        let result = try await fixture.capture(tuesday, again: false)
        #expect(result["accounts"] == 4)
        #expect(result["rows_written"] == 2)  // carl and default
        #expect(try await fixture.capture(tuesday, again: false)["rows_written"] == 0)
        #expect(try await fixture.capture(tuesday, again: true)["rows_written"] == 2)  // ana and bob
    }
}

@Suite struct QuietDayTests {
    /// Records two sessions and holds the second one's rows against those of a history that is rebuilt whole; gives how
    /// many went the short way.
    private func check(_ fixture: HistoryFixture, _ users: [String], _ day: Day, _ comment: Comment) async throws -> Int
    {
        try await fixture.capture(ExchangeCalendar.previousSession(before: day))
        let result = try await fixture.capture(day)
        for user in users {
            let whole = try fixture.freshDesk().view(of: user)
            for account in try fixture.store.facts(user: user).accounts.map(\.id) {
                let row = try #require(try fixture.store.accountDays(account: account).last)
                let expected = try #require(try whole.accountDays(of: account).last)
                #expect(row.day == day && row.saysTheSame(as: expected), comment)
            }
        }
        return result["unmoved"]?.int ?? 0
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `whatever is held, a session is recorded as it is rebuilt`(part: UInt64) async throws {
        let day = ExchangeCalendar.lastFinishedSession(at: .now)
        let close = try #require(ExchangeCalendar.session(on: day)?.close)
        for seed in part * 8..<(part + 1) * 8 {
            let fixture = try HistoryFixture(at: close.adding(seconds: 3600))
            let world = try RandomPortfolio(seed: seed, into: fixture.store)
            _ = try await check(fixture, world.users, day, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `the short way gives the rows of the whole one`(part: UInt64) async throws {
        var unmoved = 0
        for seed in part * 6..<(part + 1) * 6 {
            var generator = TestGenerator(seed: seed)
            let fixture = try HistoryFixture()
            let symbols = ["AAA", "BBB", "CCC"]
            for symbol in symbols {
                let closes = (0..<7).map { _ in generator.decimal(5...400, digits: 4) }
                try fixture.price(symbol, from: "2025-09-15", closes)
            }
            for user in ["default", "zoe"] {
                try fixture.store.ensureUser(user)
                try fixture.connect("item-\(user)", user: user, accounts: ["A", "B"])
                for account in ["A", "B"] {
                    var units: [String: String] = [:]
                    for symbol in symbols where generator.isOne(of: 2) {
                        units[symbol] = "\(generator.number(0...99)).\(generator.number(1...9))"
                    }
                    let cash = generator.isOne(of: 4) ? nil : generator.decimal(0...9000, digits: 2)
                    // Known for long, so that what is held today is known to have been held.
                    try fixture.add(
                        [("0\(account)", "2025-09-02", .fee, nil, "0", "-1")],
                        account: account,
                        connection: "item-\(user)",
                        user: user
                    )
                    try fixture.hold(units, cash: cash, account: account, connection: "item-\(user)", user: user)
                }
            }
            if generator.isOne(of: 3) {
                try fixture.add([("1", "2025-09-23", .deposit, nil, "0", "10")], connection: "item-default")
            }
            unmoved += try await check(fixture, ["default", "zoe"], HistoryFixture.today, "seed \(seed)")
        }
        #expect(unmoved > 0)
    }

    @Test func `a quiet day is recorded without the past, and what was held is noted the same`() async throws {
        let fixture = try HistoryFixture.week()
        try await fixture.rebuild()
        #expect(try await fixture.capture(HistoryFixture.today)["unmoved"] == 1)
        #expect(try await fixture.texts("values") == HistoryFixture.values)
        let other = try HistoryFixture.week()
        #expect(try await other.capture(HistoryFixture.today)["unmoved"] == 0)  // nothing is known of the day before
        let rows = try [fixture, other].map { try $0.store.accountDays(account: try $0.account).last?.figures }
        #expect(rows[0] == rows[1])
        // Only where the same was held is another price a correction.
        fixture.go(to: HistoryFixture.evening.adding(seconds: 86_400))
        fixture.prices.set("ACME", HistoryFixture.today, Price(111))
        fixture.prices.set("ACME", HistoryFixture.today.adding(days: 1), Price(113))
        try fixture.hold(["ACME": "6"], cash: "1490", connection: "item")
        try await fixture.rebuild()
        #expect(try fixture.store.corrections(account: try fixture.account).map(\.reason) == ["prices"])
        #expect(try await fixture.texts("values").suffix(2) == ["2156.00", "2168.00"])  // 666 + 1490, 678 + 1490
    }
}

@Suite struct EndOfDayScheduleTests {
    private let friday = Day(number: 20350)  // 2025-09-19
    private let monday = Day(number: 20353)

    /// An instant of 2025-09, in UTC.
    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp("2025-09-\(text):00Z")) }

    @Test func `four in the morning is on the next date, and a time after the close on the same`() throws {
        #expect(EndOfDaySchedule(minutes: 4 * 60).due(friday) == (try time("20T08:00")))
        #expect(EndOfDaySchedule(minutes: 17 * 60).due(friday) == (try time("19T21:00")))
        #expect(EndOfDaySchedule(minutes: 16 * 60).due(friday) == (try time("20T20:00")))
    }

    @Test func `the clocks going back or forward do not move it`() throws {
        let schedule = EndOfDaySchedule(minutes: 4 * 60)
        let winter = try #require(Day("2025-10-31"))  // a Friday; summer time ends on the Sunday
        #expect(schedule.due(winter) == Timestamp("2025-11-01T08:00:00Z"))
        #expect(schedule.due(try #require(Day("2025-11-03"))) == Timestamp("2025-11-04T09:00:00Z"))
    }

    @Test func `nothing is due before its time, and once it is recorded the next one is waited for`() throws {
        let schedule = EndOfDaySchedule(minutes: 4 * 60)
        let thursday = friday.adding(days: -1)
        #expect(schedule.decision(at: try time("20T07:59"), last: thursday) == .wait(until: try time("20T08:00")))
        #expect(schedule.decision(at: try time("20T08:00"), last: thursday) == .run(friday, missed: nil))
        #expect(schedule.decision(at: try time("21T12:00"), last: friday) == .wait(until: try time("23T08:00")))
    }

    @Test func `what was missed is begun with, and a first start misses nothing`() throws {
        let schedule = EndOfDaySchedule(minutes: 4 * 60)
        let wednesday = friday.adding(days: -2)
        #expect(
            schedule.decision(at: try time("23T09:00"), last: wednesday)
                == .run(monday, missed: friday.adding(days: -1))
        )
        #expect(schedule.decision(at: try time("23T09:00"), last: nil) == .run(monday, missed: nil))
    }
}
