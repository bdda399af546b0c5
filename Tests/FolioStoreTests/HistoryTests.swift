import FolioModel
@testable import FolioStore
import GRDB
import Testing

/// A row with these millionths of value and nothing else.
private func row(_ day: Int32, _ value: Int64, _ kind: AccountDay.Kind = .reconstructed) -> AccountDay {
    var figures = [Int64](repeating: 0, count: AccountDay.columns.count)
    figures[0] = value
    return AccountDay(day: Day(number: day), kind: kind, currency: .usd, figures: figures)
}

private func history(_ account: String, _ days: [AccountDay]) -> AccountHistoryRows {
    AccountHistoryRows(
        account: account,
        currency: .usd,
        firstDay: days.first?.day ?? Day(number: 0),
        wasEmptyBefore: true,
        days: days
    )
}

extension Store {
    fileprivate func account(_ connection: Connection) throws -> String {
        try #require(try facts(user: connection.user).accounts.first { $0.connection == connection.id }?.id)
    }
}

@Suite struct HistoryRowTests {
    @Test(arguments: Backend.allCases)
    func `only rows that differ are written, and those that are no more are removed`(backend: Backend) throws {
        try backend.withStore { store in
            let account = try store.account(try store.fixture())
            let first = try store.saveHistory(history(account, [row(10, 1), row(11, 2), row(12, 3)]))
            #expect(first.written == 3)
            #expect(first.changedFrom == Day(number: 10))
            let second = try store.saveHistory(history(account, [row(11, 2), row(12, 4), row(13, 5)]))
            #expect((second.written, second.removed, second.unchanged) == (2, 1, 1))
            #expect(second.changedFrom == Day(number: 10))
            #expect(try store.accountDays(account: account) == [row(11, 2), row(12, 4), row(13, 5)])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a recorded row outranks a rebuilt one until it is put right, which is logged`(backend: Backend) throws {
        try backend.withStore { store in
            let account = try store.account(try store.fixture())
            let run = EndOfDayRun(day: Day(number: 11), isCaughtUp: false)
            let recorded = row(11, 7, .dailyEndOfDay)
            #expect(try store.record([RecordedDay(account: account, day: recorded)], run: run).written == 1)
            #expect(try store.record([RecordedDay(account: account, day: recorded)], run: run).written == 0)
            _ = try store.saveHistory(history(account, [row(10, 1), row(11, 2)]))
            #expect(try store.accountDays(account: account) == [row(10, 1), recorded])
            let correction = Correction(reason: .prices, holdingsHash: 9, at: .close)
            let outcome = try store.saveHistory(
                history(account, [row(10, 1), row(11, 2)]),
                corrections: [Day(number: 11): correction]
            )
            #expect((outcome.corrected, outcome.written) == (1, 1))
            let days = try store.accountDays(account: account)
            #expect(days.map(\.value) == [1, 2])
            #expect(days.map(\.kind) == [.reconstructed, .dailyEndOfDay])
            #expect(days.last?.holdingsHash == 9)
            #expect(try store.corrections(account: account).map(\.reason) == ["prices"])
        }
    }

    @Test func `the view shows plain dates and decimals`() throws {
        let store = try Store.open(location: .memory)
        let account = try store.account(try store.fixture())
        _ = try store.saveHistory(history(account, [row(20354, -1_500_001), row(20355, 25_446_400_000)]))
        let lines = try store.read { db in
            try db.rows("SELECT date, kind, value, currency FROM daily_value ORDER BY date").map { row in
                ["date", "kind", "value", "currency"].map { (row[$0] as String?) ?? "" }.joined(separator: " ")
            }
        }
        #expect(lines == ["2025-09-23 reconstructed -1.500001 USD", "2025-09-24 reconstructed 25446.400000 USD"])
    }

    @Test(arguments: Backend.allCases)
    func `a removed connection leaves no row of its history`(backend: Backend) throws {
        try backend.withStore { store in
            let connection = try store.fixture()
            let account = try store.account(connection)
            _ = try store.saveHistory(history(account, [row(10, 1)]))
            let point = AccountCheckpoint(day: Day(number: 10), value: Amount(1), cash: nil)
            #expect(try store.saveCheckpoints(account: account, currency: .usd, [point]) == 1)
            #expect(try store.saveCheckpoints(account: account, currency: .usd, [point]) == 0)
            var draft = FindingDraft(key: "k", kind: "drift", severity: .info, explanation: "e", hint: "h")
            draft.account = account
            _ = try store.saveFindings(user: "ana", kinds: ["drift"], [draft])
            let removed = try store.removeConnection(id: connection.id)
            #expect(removed["account_day"] == 1)
            #expect(removed["account_checkpoint"] == 1)
            #expect(removed["finding"] == 1)
            #expect(try store.findings(user: "ana", state: nil) == [])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a search changes only findings of the kinds it looked for`(backend: Backend) throws {
        try backend.withStore { store in
            try store.ensureUser("ana")
            let drift = FindingDraft(key: "a", kind: "drift", severity: .info, explanation: "e", hint: "h")
            let price = FindingDraft(key: "b", kind: "missing_price", severity: .error, explanation: "e", hint: "h")
            let first = try store.saveFindings(user: "ana", kinds: ["drift", "missing_price"], [drift, price])
            #expect(first.opened == 2)
            let outcome = try store.saveFindings(user: "ana", kinds: ["drift"], [])
            #expect((outcome.resolved, outcome.opened) == (1, 0))
            let found = try store.findings(user: "ana", state: nil)
            #expect(found.map(\.draft.key) == ["b", "a"])  // the gravest first
            #expect(found.map(\.state) == [.open, .resolved])
        }
    }
}
