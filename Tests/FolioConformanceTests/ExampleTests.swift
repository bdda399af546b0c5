import FolioAdapterKit
import FolioConformance
import FolioModel
import Glibc
import Testing

/// docs/examples/ofx.py over the statements beside it.
@Suite(.timeLimit(.minutes(2)), .enabled(if: Python.isThere, "there is no python3")) struct ExampleTests {
    private static let program = Repository.path("docs/examples/ofx.py")

    /// Asks the adapter one thing after another, as the daemon would, and ends it.
    private static func answers(
        over directory: String,
        _ calls: [(method: String, params: JSONValue)]
    ) async throws -> [JSONValue] {
        let work = try Scratch.make()
        let port = try await ProcessSubject(command: [program]).start(ConformanceStart(directory: work))
        let connection: JSONValue = ["id": "c1", "external_id": "default", "credentials": ["folder": "default"]]
        var answers: [JSONValue] = []
        var output = port.output.makeAsyncIterator()
        let configure: JSONValue = ["config": ["directory": .string(directory)]]
        for (number, call) in ([("configure", configure)] + calls).enumerated() {
            var params = call.1.object ?? JSONObject()
            params["connection"] = connection
            let message: JSONValue = [
                "jsonrpc": "2.0", "id": .string("t#\(number)"), "method": .string(call.0), "params": .object(params),
            ]
            port.send(Array((message.text + "\n").utf8))
            while let item = await output.next() {
                guard case .line(let line) = item else { continue }
                let answer = try JSONValue(parsing: line)
                guard answer["id"] != nil else { continue }
                answers.append(answer)
                break
            }
        }
        await port.destroy()
        Scratch.erase(work)
        return Array(answers.dropFirst())
    }

    @Test func `the example passes`() async throws {
        var options = ConformanceOptions()
        // Its other half is the skeleton's, which passes all the rest.
        options.only = ConformanceRequirements.all.filter { [.provider, .conduct].contains($0.group) }.map(\.name)
        options.config = ["directory": .string(Repository.path("docs/examples/ofx-files"))]
        options.input.link = ConformanceLinkAnswers()
        options.input.link?.fields = ["folder": "default"]
        let report = try await ConformanceRun(command: [Self.program], options: options).run()
        BundledAdapterTests.expectGood(report, skipped: 18)
    }

    @Test func `two statements of an account, one SGML and one XML, are one account and each row once`() async throws {
        let answers = try await Self.answers(
            over: Repository.path("docs/examples/ofx-files"),
            [(AccountsRead.name, [:]), (HoldingsRead.name, [:]), (TransactionsRead.name, ["limit": 50])]
        )
        try #require(answers.count == 3)
        let account = try #require(answers[0]["result"]?["accounts"]?.array?.first)
        #expect(account["name"] == "Lakeside & Co")
        #expect(account["mask"] == "5678")
        // 10000 - 6154.95 + 51 + 2787.05 - 6999.96 - 100.50
        #expect(account["balances"]?["cash"] == "-417.36")
        let held = answers[1]["result"]?["holdings"]?.array ?? []
        #expect(held.map { $0["qty"]?.string } == ["60", "24.6912"])
        #expect(answers[1]["result"]?["securities"]?.array?.map { $0["ticker"]?.string } == ["KO", "VFIAX"])
        let rows = try TransactionsRead.Result(
            wire: try #require(answers[2]["result"]),
            at: WirePath(unknownMembers: .refused)
        ).added
        #expect(rows.map(\.type) == [.deposit, .buy, .dividend, .sell, .buy, .split, .withdrawal])
        #expect(
            rows.map(\.date.description) == [
                "2025-01-06", "2025-01-07", "2025-04-01", "2025-07-15", "2025-08-01", "2025-09-01", "2025-09-15",
            ]
        )
        #expect(try rows.map(\.cashDelta).sum() == Amount(exactly: "-417.36"))
        let units = try rows.filter { $0.security == "191216100" }.map(\.quantityDelta).sum()
        #expect(units == Quantity(exactly: "60"))
        let fund = try rows.filter { $0.security == "922908710" }.map(\.quantityDelta).sum()
        #expect(fund == Quantity(exactly: "24.6912"))  // 12.3456, and as many more by the split
    }

    @Test(arguments: [
        ("<UNITS>100<UNITPRICE>70.75", "<UNITS>a hundred<UNITPRICE>70.75", "UNITS is no figure"),
        ("<FITID>F002", "", "BUYSTOCK without FITID"),
        ("<DTTRADE>20250401<", "<DTTRADE>20250431<", "DTTRADE has no such date"),
        ("<OFX>", "<QIF>", "this is no OFX: there is no <OFX>"),
        ("<TOTAL>51.00", "<TOTAL>5.1e1", "TOTAL is no figure"),
    ])
    func `a file with a wrong place is refused with the place`(
        text: String,
        other: String,
        message: String
    ) async throws {
        let directory = try Scratch.make()
        let name = "2025-06.ofx"
        let good = try Scratch.text(of: Repository.path("docs/examples/ofx-files/default/" + name))
        #expect(good.contains(text))
        try #require(mkdir(directory + "/default", 0o700) == 0)
        try Scratch.write(good.replacing(text, with: other), to: directory + "/default/" + name)
        let answers = try await Self.answers(over: directory, [(TransactionsRead.name, ["limit": 50])])
        Scratch.erase(directory)
        let error = try #require(answers.first?["error"])
        #expect(error["code"] == 1011)
        let place = try #require(error["data"]?["errors"]?.array?.first)
        #expect(place["file"]?.string == name)
        #expect(place["message"]?.string == message)
    }
}
