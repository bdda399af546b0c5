import FolioDaemon
import FolioEngine
import FolioModel
import FolioRPC
import FolioStore
import Testing

@Suite struct HistoryJobTests {
    private static func row(_ day: AccountDay) -> String { "\(day.day) \(day.kind) \(day.figures)" }

    @Test func `what is stored is what is answered, and rebuilding again writes nothing`() async throws {
        let fixture = try HistoryFixture.week()
        let first = try await fixture.rebuild()
        #expect(first["rows_written"] == 7)
        #expect(first["changed_from"] == "2025-09-15")
        let days = try fixture.store.accountDays(account: try fixture.account)
        #expect(days.map { Amount(raw: Int128($0.value) * 1_000_000).text(decimals: 2) } == HistoryFixture.values)
        #expect(days.map(\.kind) == Array(repeating: .reconstructed, count: 7))
        let generation = fixture.store.generation
        let second = try await fixture.rebuild()
        #expect(second["rows_written"] == 0)
        #expect(fixture.store.generation == generation)
        #expect(try fixture.store.accountDays(account: try fixture.account) == days)
    }

    @Test func `the columns of a stored row are those of the engine`() {
        let words = DayMetric.allCases.map { metric in
            "\(metric)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
        }
        #expect(words == AccountDay.columns)
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `rebuilt from the first changed day on is the same as rebuilt whole`(seed: UInt64) async throws {
        var generator = TestGenerator(seed: seed)
        let fixture = try HistoryFixture.week()
        var cash = 1490
        for step in 0..<6 {
            _ = try fixture.daemon.services.history.view(of: "default")  // what the next one goes on from
            let day = ["2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19", "2025-09-22"][generator.number(0...4)]
            let amount = generator.number(1...90)
            switch generator.number(0...3) {
            case 0:
                cash += amount
                try fixture.add([("s\(step)", day, .deposit, nil, "0", "\(amount)")], connection: "item")
                try fixture.hold(["ACME": "6"], cash: "\(cash)", connection: "item")
            case 1:
                cash -= amount
                try fixture.add([("s\(step)", day, .fee, nil, "0", "-\(amount)")], connection: "item")
                try fixture.hold(["ACME": "6"], cash: "\(cash)", connection: "item")
            case 2: fixture.prices.set("ACME", try #require(Day(day)), Price(exactly: "\(80 + amount).25"))
            default: fixture.prices.set("ACME", try #require(Day(day)), nil)
            }
            let result = try await fixture.rebuild()
            let stored = try fixture.store.accountDays(account: try fixture.account)
            let whole = try fixture.freshDesk().view(of: "default").accountDays(of: try fixture.account)
            #expect(stored.map(Self.row) == whole.map(Self.row), "seed \(seed) step \(step)")
            if let changed = result["changed_from"]?.string { #expect(changed >= "2025-09-15") }
        }
    }

    @Test func `a price that is gone leaves a finding and a lower quality, and no fall to zero`() async throws {
        let fixture = try HistoryFixture.week()
        fixture.prices.set("ACME", [:])
        let answer = try await fixture.daemon.call("portfolio.history")
        let values = try #require(answer["values"]?.array).compactMap { $0.string.flatMap { Amount(exactly: $0) } }
        #expect(values.allSatisfy { $0 >= Amount(2000) })
        #expect(answer["values"]?.array?.last == "2162.00")
        let quality = try #require(answer["quality"]?.array).compactMap(\.int)
        #expect(quality[2] < 100 && quality[6] == 100)
        try await fixture.rebuild()
        let findings = try await fixture.daemon.call("findings.list", ["state": "open"])
        #expect(findings["findings"]?.array?.compactMap { $0["kind"]?.string } == ["missing_price"])
        #expect(findings["findings"]?.array?.first?["symbol"] == "ACME")
        #expect(fixture.daemon.schemas.violations("findings.list", findings) == [])
    }

    @Test func `what is mended resolves itself, and what was dismissed stays dismissed`() async throws {
        let fixture = try HistoryFixture.week()
        fixture.prices.set("ACME", [:])
        try await fixture.rebuild()
        try await fixture.rebuild()
        func states() throws -> [FindingState] {
            try fixture.store.findings(user: "default", state: nil).map(\.state)
        }
        #expect(try states() == [.open])
        try fixture.price("ACME", from: "2025-09-15", ["100", "100", "102", "104", "106", "110", "112"])
        try await fixture.rebuild()
        #expect(try states() == [.resolved])
        fixture.prices.set("ACME", [:])
        try await fixture.rebuild()
        #expect(try states() == [.open])
        let id = try #require(try fixture.store.findings(user: "default", state: .open).first?.id)
        let row = try await fixture.daemon.call("findings.dismiss", ["id": .string(id)])
        #expect(row["state"] == "dismissed")
        try await fixture.rebuild()
        #expect(try states() == [.dismissed])
        try fixture.price("ACME", from: "2025-09-15", ["100", "100", "102", "104", "106", "110", "112"])
        try await fixture.rebuild()
        #expect(try states() == [.dismissed])
        #expect(await fixture.daemon.error("findings.dismiss", ["id": "f_none"])?.code == .notFound)
    }

    @Test func `missing records, the same holding twice and a broken connection are found`() async throws {
        let fixture = try HistoryFixture.week()
        try fixture.add([("6", "2025-09-17", .buy, "ACME", "20", "-2000")], connection: "item")
        try fixture.connect("files", provider: "csv", accounts: ["B"])
        try fixture.hold(["ACME": "6"], cash: "10", account: "B", connection: "files", provider: "csv")
        let broken = try #require(try fixture.store.connections(user: "default").first)
        try fixture.store.updateConnection(id: broken.id) { connection in
            connection.status = .needsRelink
            connection.setError(("ITEM_LOGIN_REQUIRED", "Log in again.", "relink"))
        }
        try await fixture.rebuild()
        let kinds = try fixture.store.findings(user: "default", state: .open).map(\.draft.kind)
        #expect(Set(kinds).isSuperset(of: ["missing_transactions", "duplicate_position", "stale_connection"]))
        let before = try fixture.store.findings(user: "default", state: nil)
        try await fixture.rebuild()
        #expect(try fixture.store.findings(user: "default", state: nil) == before)
        fixture.daemon.set(mode: .brokerage)
        #expect(try await fixture.daemon.call("findings.list")["findings"] == [])
    }

    @Test func `what a provider counts itself is compared, and never taken over`() async throws {
        let fixture = try HistoryFixture.week()
        let account = try fixture.account
        let wednesday = try #require(Day("2025-09-17"))
        func say(_ value: Int) throws {
            let point = AccountCheckpoint(day: wednesday, value: Amount(value), cash: nil)
            _ = try fixture.store.saveCheckpoints(account: account, currency: .usd, [point])
        }
        try say(2030)
        try await fixture.rebuild()
        let found = try #require(try fixture.store.findings(user: "default", state: .open).first)
        #expect(found.draft.kind == "drift")
        #expect(found.draft.account == account)
        #expect(found.draft.firstDate == wednesday)
        #expect(found.draft.amount == Amount(-10))  // 2020 − 2030
        #expect(try await fixture.texts("values") == HistoryFixture.values)
        try say(2020)
        try await fixture.rebuild()
        #expect(try fixture.store.findings(user: "default", state: .open) == [])
    }
}
