import CSVAdapter
import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Glibc
import Testing

/// The real daemon with its own adapter.
@Suite(.timeLimit(.minutes(5)), .enabled(if: CSVAdapter.manifest.capabilities.contains("import")))
struct ImportProcessTests {
    /// Daemons killed while they import.
    static let kills = 16
    /// Looks at the job before a kill, at most: the range that moments are chosen from.
    static let looks = 40

    private func withPlace(_ body: (DaemonPlace) async throws -> Void) async throws {
        let place = try DaemonPlace(sandbox: "http://127.0.0.1:9")
        defer { place.erase() }
        try await body(place)
    }

    /// A file of so many purchases, each of its own.
    private static func file(_ account: String, rows: Int) -> String {
        ImportSamples.header
            + (0..<rows).map { number in
                let day = Day(number: Int32(20_000 + number % 300))
                return "\(day),\(account),buy,S\(number % 40),1,\(number + 1),-\(number + 1),,order \(number)\n"
            }.joined()
    }

    private static let files = ["one", "two", "three"].map { ("\($0).csv", file($0, rows: 1500)) }

    /// What the store has of the user's files: rows by account.
    private func rows(_ place: DaemonPlace) throws -> [String: Int] {
        let store = try Store.open(location: .file(place.store))
        let facts = try store.facts(user: "default")
        var counts: [String: Int] = [:]
        for account in facts.accounts {
            var query = ActivityQuery(accounts: [account.id])
            query.limit = ActivityQuery.maximumLimit
            repeat {
                let page = try store.activities(query)
                counts[account.reported.externalID, default: 0] += page.activities.count
                query.cursor = page.nextCursor
            } while query.cursor != nil
        }
        #expect(try store.check().filter { !$0.isOK } == [])
        try store.close()
        return counts
    }

    @Test func `files imported over the socket are in the portfolio, and the same again changes nothing`() async throws
    {
        try await withPlace { place in
            let process = try await FoliodProcess.start(place)
            let client = try await CheckedClient(place)
            let files = [("history.csv", ImportSamples.september), ("positions.csv", ImportSamples.statement)]
            let report = try await client.report("imports.apply", try await client.upload(files))
            #expect(report["state"] == "applied")
            // 8 × 325.10 + 2464.93
            #expect(try await client.call("portfolio.value")["total_value"] == "5065.73")
            let stamp = try await client.call("portfolio.activities")
            let again = try await client.report("imports.apply", try await client.upload(files))
            #expect(again["state"] == "nothing_to_do")
            #expect(try await client.call("portfolio.activities") == stamp)
            let wrong = [("october.csv", ImportSamples.october.replacing("6.42", with: "6.4x2"))]
            let id = try await client.upload(wrong)
            let refusal = try await client.refusal("imports.apply", ["import": .string(id), "wait": true])
            #expect(refusal.code == -32009)
            #expect(refusal.data["errors"]?.array?.first?["line"] == 2)
            let connection = try #require(try await client.call("connections.list")["connections"]?.array?.first)
            #expect(connection["status"] == "active")
            #expect(Scratch.names(in: place.imports + "/default") == ["history.csv", "positions.csv"])
            #expect(await process.end() == 0)
        }
    }

    @Test func `an upload goes on after the daemon was killed`() async throws {
        try await withPlace { place in
            let text = Array(ImportSamples.september.utf8)
            var process = try await FoliodProcess.start(place)
            var client = try await CheckedClient(place)
            let begun = try await client.call(
                "imports.begin",
                ["files": [["name": "a.csv", "size": .int(text.count)]]]
            )
            let id = try #require(begun["import"]?.string)
            try await client.append(id, "a.csv", text[..<100], at: 0)
            #expect(await process.end(SIGKILL) == -SIGKILL)
            process = try await FoliodProcess.start(place)
            client = try await CheckedClient(place)
            try await client.append(id, "a.csv", text[50...], at: 50)
            #expect(try await client.report("imports.apply", id)["state"] == "applied")
            #expect(await process.end() == 0)
            #expect(try rows(place) == ["Broker": 4])
        }
    }

    @Test func `killed at random moments of an import, all files or none are there, and none counts twice`()
        async throws
    {
        for kill in 0..<Self.kills {
            var generator = TestGenerator(seed: UInt64(kill))
            try await withPlace { place in
                var process = try await FoliodProcess.start(place)
                var client: CheckedClient? = try await CheckedClient(place)
                let id = try #require(try await client?.upload(Self.files))
                let job = try #require(
                    try await client?.call("imports.apply", ["import": .string(id)])["job"]?.string
                )
                for _ in 0..<generator.number(0...Self.looks) {
                    _ = try await client?.call("jobs.get", ["job": .string(job)])
                }
                client = nil
                #expect(await process.end(SIGKILL) == -SIGKILL)
                process = try await FoliodProcess.start(place)
                // Before anything else is asked: what a start leaves is whole.
                let names = Scratch.names(in: place.imports + "/default")
                #expect([[], ["one.csv", "three.csv", "two.csv"]].contains(names), "kill \(kill): \(names)")
                let last = try await CheckedClient(place)
                try await last.ended(job)
                try await last.idle()
                #expect(Scratch.names(in: place.imports + "/default") == ["one.csv", "three.csv", "two.csv"])
                #expect(Scratch.names(in: place.imports + "/.staging") == [])
                #expect(await process.end() == 0)
                #expect(try rows(place) == ["one": 1500, "two": 1500, "three": 1500], "kill \(kill)")
            }
        }
    }
}

extension CheckedClient {
    fileprivate func append(_ id: String, _ name: String, _ bytes: ArraySlice<UInt8>, at offset: Int) async throws {
        try await call(
            "imports.append",
            [
                "import": .string(id), "file": .string(name), "offset": .int(offset),
                "data": .string(Base64Text.encode(bytes)),
            ]
        )
    }

    /// Begins an import and sends its files.
    fileprivate func upload(_ files: [(String, String)]) async throws -> String {
        let announced = files.map { name, text -> JSONValue in ["name": .string(name), "size": .int(text.utf8.count)] }
        let begun = try await call("imports.begin", ["files": .array(announced)])
        let id = try #require(begun["import"]?.string)
        for (name, text) in files { try await append(id, name, Array(text.utf8)[...], at: 0) }
        return id
    }

    fileprivate func report(_ method: String, _ id: String) async throws -> JSONValue {
        try #require(try await call(method, ["import": .string(id), "wait": true])["report"])
    }
}
