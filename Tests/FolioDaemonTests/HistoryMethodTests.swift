import FolioDaemon
import FolioEngine
import FolioModel
import FolioRPC
import FolioStore
import Testing

@Suite struct HistoryMethodTests {
    @Test func `history has every session, and its last point is the portfolio's value`() async throws {
        let fixture = try HistoryFixture.week()
        #expect(try await fixture.texts("values") == HistoryFixture.values)
        #expect(
            try await fixture.texts("dates")
                == [
                    "2025-09-15", "2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19", "2025-09-22", "2025-09-23",
                ]
        )
        #expect(
            try await fixture.texts("net_flows") == ["2000.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"]
        )
        #expect(Set(try await fixture.texts("kinds")) == ["reconstructed"])
        let value = try await fixture.daemon.call("portfolio.value")
        #expect(value["total_value"] == "2162.00")
        let answer = try await fixture.daemon.call("portfolio.history")
        #expect(fixture.daemon.schemas.violations("portfolio.history", answer) == [])
        #expect(answer["change"] == "162.00")
        #expect(answer["change_percent"] == "0.081")  // 162 / 2000
    }

    @Test func `the day is the last session against the one before, without what came in`() async throws {
        let fixture = try HistoryFixture.week()
        let before = try await fixture.daemon.call("portfolio.value")["day"]
        #expect(before?["change"] == "12.00")  // 6 × (112 − 110)
        #expect(before?["previous_close"] == "2150.00")
        #expect(before?["change_percent"] == "0.005581395349")  // 12 / 2150
        #expect(before?["basis"] == "close")
        try fixture.add([("5", "2025-09-23", .deposit, nil, "0", "100")], connection: "item")
        try fixture.hold(["ACME": "6"], cash: "1590", connection: "item")
        let after = try await fixture.daemon.call("portfolio.value")
        #expect(after["total_value"] == "2262.00")
        #expect(after["day"]?["change"] == "12.00")
    }

    @Test func `the waterfall of every session and of all of them adds up`() async throws {
        let fixture = try HistoryFixture.week()
        let dates = try await fixture.texts("dates")
        for (index, date) in dates.enumerated().dropFirst() {
            let row = try await fixture.daemon.call("portfolio.changes", ["from": .string(date), "to": .string(date)])
            #expect(row["start_value"]?.string == HistoryFixture.values[index - 1])
            #expect(row["end_value"]?.string == HistoryFixture.values[index])
            #expect(try row.isBalanced(), "\(date)")
        }
        let all = try await fixture.daemon.call("portfolio.changes", ["from": "2025-09-15", "to": "2025-09-23"])
        #expect(all["start_value"] == "0.00")
        #expect(all["contributions"] == "2000.00")
        #expect(all["income"] == "50.00")
        #expect(all["market_gain"] == "112.00")  // 2162 − 2000 − 50
        #expect(all["unexplained"] == "0.00")
        #expect(fixture.daemon.schemas.violations("portfolio.changes", all) == [])
    }

    @Test func `performance stands on the same rows, and a benchmark has prices of its own`() async throws {
        let fixture = try HistoryFixture.week()
        let answer = try await fixture.daemon.call("portfolio.performance", ["benchmark": "ACME"])
        #expect(answer["start_value"] == "2000.00")
        #expect(answer["end_value"] == "2162.00")
        #expect(answer["twr"] == "0.081")
        #expect(answer["benchmark"]?["symbol"] == "ACME")
        #expect(answer["benchmark"]?["twr"] == "0.12")  // 100 → 112
        #expect(fixture.daemon.schemas.violations("portfolio.performance", answer) == [])
        let unknown = await fixture.daemon.error("portfolio.performance", ["benchmark": "NOSUCH"])
        #expect(unknown?.code == .notFound)
    }

    @Test func `the inputs of a value add up to it, each with its source`() async throws {
        let fixture = try HistoryFixture.week()
        let answer = try await fixture.daemon.call("portfolio.explain", ["date": "2025-09-19"])
        #expect(answer["figure"] == "2110.00")
        let values = try #require(answer["inputs"]?.array).filter { $0["kind"] == "value" }
        #expect(try values.compactMap { $0["value"]?.string.flatMap { Amount(exactly: $0) } }.sum() == Amount(2110))
        let price = try #require(answer["inputs"]?.array?.first { $0["kind"] == "price" })
        #expect(price["value"] == "106")
        #expect(price["source"] == "scripted")
        #expect(fixture.daemon.schemas.violations("portfolio.explain", answer) == [])
    }

    @Test func `the slices of a partition add up on every date`() async throws {
        let fixture = try HistoryFixture.week()
        try fixture.connect("files", provider: "csv", accounts: ["B"])
        try fixture.add([("7", "2025-09-17", .deposit, nil, "0", "500")], account: "B", connection: "files")
        try fixture.hold([:], cash: "500", account: "B", connection: "files", provider: "csv")
        let whole = try await fixture.texts("values")
        #expect(whole.last == "2662.00")
        let accounts = try fixture.store.facts(user: "default").accounts.map(\.id)
        let partitions: [(String, [String])] = [
            ("account", accounts), ("source", ["plaid", "csv"]), ("asset_class", ["other", "cash"]),
        ]
        for (name, values) in partitions {
            var sums: [String: Amount] = [:]
            for value in values {
                let params: JSONValue = .object(JSONObject([(name, .string(value))]))
                let dates = try await fixture.texts("dates", params)
                for (date, text) in zip(dates, try await fixture.texts("values", params)) {
                    try sums[date, default: .zero].add(try #require(Amount(exactly: text)))
                }
            }
            let dates = try await fixture.texts("dates")
            #expect(dates.map { sums[$0]?.text(decimals: 2) } == whole, "\(name)")
        }
    }

    @Test func `windows that make no sense are refused, and one without a session is empty`() async throws {
        let fixture = try HistoryFixture.week()
        let both = await fixture.daemon.error("portfolio.history", ["period": "1W", "from": "2025-09-15"])
        #expect(both?.code == .invalidParams)
        let turned = await fixture.daemon.error("portfolio.history", ["from": "2025-09-16", "to": "2025-09-15"])
        #expect(turned?.details["path"] == "to")
        let weekend = try await fixture.texts("dates", ["from": "2025-09-20", "to": "2025-09-21"])
        #expect(weekend == [])
        #expect(try await fixture.texts("dates", ["period": "1W"]).first == "2025-09-16")
        let other = await fixture.daemon.error("portfolio.history", ["account": "a_none"])
        #expect(other?.code == .notFound)
    }

    @Test func `what the mode hides is hidden from history, too`() async throws {
        let fixture = try HistoryFixture.week()
        fixture.daemon.set(mode: .brokerage)
        #expect(try await fixture.texts("values") == [])
        #expect(try await fixture.daemon.call("portfolio.value")["total_value"] == "0.00")
        fixture.daemon.set(mode: .hybrid)
        #expect(try await fixture.texts("values") == HistoryFixture.values)
    }

    @Test func `switched off, nothing is rebuilt and the answer says so`() async throws {
        var configuration = Configuration()
        configuration.features.historyReconstruction = false
        let fixture = try HistoryFixture(configuration: configuration)
        try fixture.connect("item")
        try fixture.add([("1", "2025-09-15", .deposit, nil, "0", "2000")], connection: "item")
        try fixture.hold([:], cash: "2000", connection: "item")
        let result = try await fixture.rebuild()
        #expect(result["skipped"] == "features.history_reconstruction is off")
        #expect(try fixture.store.accountDays(account: try fixture.account).isEmpty)
        let answer = try await fixture.daemon.call("portfolio.history", ["period": "1M"])
        #expect(answer["dates"] == ["2025-09-23"])
        #expect(answer["complete"] == false)
        #expect(answer["gaps"]?.array?.first?["reason"]?.string?.contains("history_reconstruction") == true)
    }

    @Test func `an account that left keeps its past, and takes its value with it`() async throws {
        let fixture = try HistoryFixture.week()
        try fixture.connect("item", accounts: ["A", "B"])
        try fixture.add([("9", "2025-09-17", .deposit, nil, "0", "500")], account: "B", connection: "item")
        try fixture.hold([:], cash: "500", account: "B", connection: "item")
        try await fixture.rebuild()
        let connection = try #require(try fixture.store.connections(user: "default").first)
        var left = ReportedAccount()
        (left.externalID, left.name, left.type) = ("A", "Account A", "investment")
        left.balances.cash = Amount(1490)
        _ = try fixture.store.saveAccounts(connection: connection.id, [left], source: .external, isComplete: true)
        let values = try await fixture.texts("values")
        #expect(Array(values.suffix(3).prefix(2)) == ["2610.00", "2650.00"])  // 2110 + 500, 2150 + 500
    }
}

extension JSONValue {
    /// Whether a waterfall comes from its start to its end.
    func isBalanced() throws -> Bool {
        let gains = try [
            amount("contributions"), amount("market_gain"), amount("fx_gain"), amount("income"), amount("unexplained"),
        ].sum()
        let losses = try [amount("withdrawals"), amount("fees"), amount("taxes")].sum()
        return try amount("start_value") + gains - losses == amount("end_value")
    }
}
