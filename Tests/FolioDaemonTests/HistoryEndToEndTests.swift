import FolioDaemon
import FolioModel
import FolioSandbox
import FolioStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct HistoryEndToEndTests {
    @Test func `three connected accounts have two years of history at once`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            _ = try await daemon.connectAll()
            try await client.idle()
            let whole = try await client.call("portfolio.history", ["period": "ALL"])
            let dates = try #require(whole["dates"]?.array).compactMap { $0.string.flatMap { Day($0) } }
            let (first, last) = (try #require(dates.first), try #require(dates.last))
            #expect(dates == ExchangeCalendar.sessions(from: first, through: last))
            #expect(first <= last.adding(months: -23))
            #expect(try await daemon.total() == whole["values"]?.array?.last?.string)
            try await Self.checkWaterfalls(client, whole)
            try await Self.checkPartitions(client, dates, whole)
            for row in try #require(try await client.call("connections.list")["connections"]?.array) {
                #expect(["partial", "complete"].contains(row["history"]?["state"]?.string), "\(row.text)")
                #expect(row["history"]?["from"]?.string != nil)
            }
            let health = try await client.call("system.health")
            #expect(health["checks"]?.array?.first { $0["name"] == "scheduler" }?["status"] == "ok")
            try await Self.checkJobs(client, last)
        }
    }

    /// Every session begins where the one before ended, and its parts come to its value.
    private static func checkWaterfalls(_ client: CheckedClient, _ whole: JSONValue) async throws {
        let dates = try #require(whole["dates"]?.array)
        let values = try #require(whole["values"]?.array)
        for index in dates.indices.dropFirst() {
            let row = try await client.call("portfolio.changes", ["from": dates[index], "to": dates[index]])
            #expect(row["start_value"] == values[index - 1], "\(dates[index].text)")
            #expect(row["end_value"] == values[index], "\(dates[index].text)")
            #expect(try row.isBalanced(), "\(dates[index].text)")
        }
    }

    /// The parts of a partition come to the whole on every date, but for half a cent each.
    private static func checkPartitions(_ client: CheckedClient, _ dates: [Day], _ whole: JSONValue) async throws {
        let accounts = try #require(try await client.call("accounts.list")["accounts"]?.array).compactMap {
            $0["id"]?.string
        }
        let classes = ["equity", "fund", "fixed_income", "option", "crypto", "cash", "other"]
        let partitions = [("account", accounts), ("source", ["plaid", "alpaca", "csv"]), ("asset_class", classes)]
        let values = try #require(whole["values"]?.array).compactMap { $0.string.flatMap { Amount(exactly: $0) } }
        for (name, parts) in partitions {
            var sums: [Day: Amount] = [:]
            for part in parts {
                let params = JSONValue.object(JSONObject([("period", "ALL"), (name, .string(part))]))
                let slice = try await client.call("portfolio.history", params)
                for (date, value) in zip(slice["dates"]?.array ?? [], slice["values"]?.array ?? []) {
                    let day = try #require(date.string.flatMap { Day($0) })
                    try sums[day, default: .zero].add(try #require(value.string.flatMap { Amount(exactly: $0) }))
                }
            }
            let tolerance = try #require(Amount(exactly: "0.01")).times(parts.count)
            for (day, value) in zip(dates, values) {
                let difference = try (sums[day] ?? .zero) - value
                #expect(difference.magnitude <= tolerance, "\(name) on \(day): \(difference)")
            }
        }
    }

    private static func checkJobs(_ client: CheckedClient, _ last: Day) async throws {
        let again = try #require(try await client.call("history.rebuild", ["wait": true])["job"]?.string)
        let row = try await client.call("jobs.get", ["job": .string(again)])
        #expect(row["result"]?["rows_written"] == 0, "\(row.text)")
        try await client.call("snapshots.capture", ["wait": true])
        let second = try #require(try await client.call("snapshots.capture", ["wait": true])["job"]?.string)
        let done = try await client.call("jobs.get", ["job": .string(second)])
        #expect(done["result"]?["rows_written"] == 0, "\(done.text)")
        #expect(try await client.refusal("snapshots.capture", ["date": "2024-12-25"]).code == -32602)
        try await client.call("findings.list")
        #expect(try await client.refusal("findings.dismiss", ["id": "f_none"]).code == -32001)
        try await client.call("portfolio.performance", ["period": "1Y"])
        try await client.call("portfolio.explain")
        #expect(try await client.call("store.check")["ok"] == true)
    }
}
