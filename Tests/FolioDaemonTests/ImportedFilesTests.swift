import FolioModel
import FolioSandbox
import Glibc
import Testing

@Suite(.timeLimit(.minutes(5))) struct ImportedFilesTests {
    @Test func `a bad row names its place and changes nothing, and an edit changes what differs`() async throws {
        try await ConnectedDaemon.run { daemon in
            let csv = try await daemon.client.connectCSV(daemon.place, daemon.world)
            try await daemon.client.idle()
            let before = try await answers(daemon)
            let path = daemon.place.imports + "/default/transactions.csv"
            let good = SandboxCSV(world: daemon.world).transactions
            var lines = good.split(separator: "\n").map(String.init)
            let line = try #require(lines.indices.last { lines[$0].contains(",buy,") || lines[$0].contains(",fee,") })
            let fields = lines[line].split(separator: ",", omittingEmptySubsequences: false).map(String.init)

            var wrong = fields
            wrong[7] = "12abc"
            lines[line] = wrong.joined(separator: ",")
            try Scratch.replace(path, with: lines.joined(separator: "\n") + "\n")
            let refusal = try await refreshed(daemon, csv, isRefused: true)
            #expect(refusal["name"] == "invalid_data")
            let fault = try #require(refusal["errors"]?.array?.first)
            #expect(fault["file"]?.string?.hasSuffix("transactions.csv") == true)
            #expect(fault["line"]?.int == line + 1)
            #expect((fault["column"]?.int ?? 0) > 1)
            #expect(fault["message"]?.string?.isEmpty == false)
            #expect(try await answers(daemon) == before)

            var edited = fields
            edited[10] = "edited by hand"
            lines[line] = edited.joined(separator: ",")
            try Scratch.replace(path, with: lines.joined(separator: "\n") + "\n")
            _ = try await refreshed(daemon, csv, isRefused: false)
            let after = try await answers(daemon)
            #expect(after.holdings == before.holdings)
            let changed = Set(after.activities).subtracting(before.activities)
            #expect(changed.count == 1)
            #expect(changed.first?.contains("edited by hand") == true)
            #expect(after.activities.count == before.activities.count)
        }
    }

    @Test func `files of a new user make that user's connection by themselves`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            #expect(try await client.refusal("connections.list", ["user": "nikoletta"]).code == -32001)
            let folder = daemon.place.imports + "/nikoletta"
            try #require(mkdir(folder, 0o700) == 0)
            let text = """
                as_of,account,symbol,name,type,quantity,price,value,cost_basis,currency
                2025-09-23,Old 401k,VTI,Vanguard Total Stock Market ETF,etf,120.5,325.10,,28000,USD
                2025-09-23,Old 401k,,Cash,cash,1500.25,,,,USD

                """
            try Scratch.replace(folder + "/holdings.csv", with: text)
            try await client.until("the user is there") {
                let users = try await client.call("users.list")["users"]?.array ?? []
                return users.contains { $0["user"] == "nikoletta" && $0["connections"] == 1 }
            }
            // 120.5 × 325.10 + 1500.25
            try await client.until("the files are read") {
                try await daemon.total(["user": "nikoletta"]) == "40674.80"
            }
            try #require(unlink(folder + "/holdings.csv") == 0)
            try await client.until("the rows go with the file") {
                try await daemon.total(["user": "nikoletta"]) == "0.00"
            }
        }
    }

    private struct Answers: Equatable {
        var holdings: String
        var activities: [String]
    }

    private func answers(_ daemon: ConnectedDaemon) async throws -> Answers {
        let positions = try await daemon.client.call("portfolio.positions", ["source": "csv", "group": "account"])
        var activities: [String] = []
        var cursor = JSONValue.null
        repeat {
            let page = try await daemon.client.call(
                "portfolio.activities",
                ["source": "csv", "limit": 500, "cursor": cursor]
            )
            activities += (page["activities"]?.array ?? []).map(\.text)
            cursor = page["next_cursor"] ?? .null
        } while !cursor.isNull
        return Answers(holdings: positions.text, activities: activities)
    }

    /// Refreshes and waits; where the watcher is at it already, once more when that has ended.
    ///
    /// Gives the refusal's data.
    private func refreshed(_ daemon: ConnectedDaemon, _ id: String, isRefused: Bool) async throws -> JSONValue {
        var data = JSONValue.null
        let params: JSONValue = ["connection": .string(id), "wait": true]
        try await daemon.client.until("the refresh ends") {
            if isRefused {
                let refusal = try await daemon.client.refusal("connections.refresh", params)
                data = refusal.data
                return refusal.code == -32009
            }
            try await daemon.client.idle()
            try await daemon.client.call("connections.refresh", params)
            return true
        }
        return data
    }
}
