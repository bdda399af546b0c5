import FolioCLI
import FolioClient
import FolioModel
import Glibc
import Synchronization
import Testing

/// A daemon that takes files and answers each method with what it was told to.
private final class ImportingDaemon: RPCCalling {
    private let answers: [String: JSONValue]
    private let calls = Mutex<[(method: String, params: JSONValue)]>([])
    private let jobs: Mutex<[JSONValue]>

    /// Jobs end in this order, as `jobs.get` tells them.
    init(_ jobs: [JSONValue], chunk: Int = 4, answers: [String: JSONValue] = [:]) {
        self.jobs = Mutex(jobs)
        self.answers = answers.merging(
            [
                "imports.begin": ["import": "i_1", "chunk_bytes": .int(chunk), "expires_at": "2025-11-25T12:00:00Z"],
                "imports.append": ["received": 0], "imports.discard": ["discarded": true],
                "imports.preview": ["job": "j_1", "report": nil], "imports.apply": ["job": "j_2", "report": nil],
            ]
        ) { given, _ in given }
    }

    var methods: [String] { calls.withLock { $0.map(\.method) } }

    func params(_ method: String) -> [JSONValue] { calls.withLock { $0.filter { $0.method == method }.map(\.params) } }

    func call(_ method: String, _ params: JSONValue) async throws(FolioClientError) -> JSONValue {
        calls.withLock { $0.append((method, params)) }
        if method == "jobs.get" {
            let job: JSONValue? = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let job else { throw .closed }
            return job
        }
        guard let answer = answers[method] else { throw .closed }
        return answer
    }
}

/// A job that ended well with a report.
private func done(_ report: JSONValue) -> JSONValue { ["state": "succeeded", "result": report] }

private func report(_ state: String, changes: JSONValue = .null) -> JSONValue {
    ["import": "i_1", "state": .string(state), "files": [], "faults": [], "changes": changes]
}

@Suite struct ImportSessionTests {
    @Test(arguments: [40, 60, 80, 200])
    func `amounts of another currency are told apart, however narrow the terminal is`(width: Int) throws {
        let rows: [JSONValue] = ["HKD", "USD"].map { currency in
            [
                "change": "added", "date": "2026-01-03", "account": "A", "type": "adjustment", "amount": "-780",
                "currency": .string(currency), "differences": [],
            ]
        }
        let counts: JSONValue = ["added": 0, "changed": 0, "removed": 0, "unchanged": 0]
        func shown(_ rows: [JSONValue]) -> String {
            let changes: JSONValue = [
                "accounts": counts, "holdings": counts, "cash": counts, "transactions": counts,
                "account_rows": [], "holding_rows": [], "transaction_rows": .array(rows),
            ]
            return ImportViews.preview(report("ready", changes: changes), Look(width: width))
        }
        let text = shown(rows)
        #expect(text.contains("HKD") || !text.contains("-780.00"))
        #expect(width < 60 || text.contains("CURRENCY") && text.contains("-780.00") && text.contains("HKD"))
        #expect(!shown([rows[1]]).contains("CURRENCY"))
    }

    private static let text = "date,account\n"

    /// A file of the text, open.
    private func file(_ name: String = "history.csv", text: String = ImportSessionTests.text) throws -> UploadFile {
        var template = Array("/tmp/folio-cli-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        defer { rmdir(directory) }
        let path = directory + "/" + name
        let stream = try #require(fopen(path, "we"))
        fputs(text, stream)
        fclose(stream)
        defer { unlink(path) }
        return try UploadFile.open(path, taken: [])
    }

    private func run(
        _ daemon: ImportingDaemon,
        _ paper: Paper,
        isJSON: Bool = false,
        answer: Bool = false,
        _ change: (inout ImportChoice) -> Void
    ) async throws -> FolioCLI.ExitStatus {
        var choice = ImportChoice()
        change(&choice)
        let session = Session(client: daemon, screen: paper.screen(), isJSON: isJSON, clock: SleepingClock())
        return try await ImportSession(session: session, choice: choice) { _ in answer }.run([try file()])
    }

    @Test func `a file goes over in parts, and a dry run leaves nothing behind`() async throws {
        let daemon = ImportingDaemon([done(report("ready"))], chunk: 5)
        let status = try await run(daemon, Paper()) { choice in
            (choice.user, choice.account, choice.isDryRun) = ("ana", "Old 401k", true)
        }
        #expect(status == .ok)
        #expect(
            daemon.methods == [
                "imports.begin", "imports.append", "imports.append", "imports.append", "imports.preview", "jobs.get",
                "imports.discard",
            ]
        )
        let begun = #"{"user":"ana","files":[{"name":"history.csv","size":13}]}"#
        #expect(daemon.params("imports.begin").map(\.text) == [begun])
        let parts = daemon.params("imports.append")
        #expect(parts.map { $0["offset"] } == [0, 5, 10])
        let bytes = parts.flatMap { Base64Text.decode($0["data"]?.string ?? "") ?? [] }
        #expect(String(decoding: bytes, as: UTF8.self) == Self.text)
        let asked = #"{"user":"ana","import":"i_1","account":"Old 401k","policy":"auto"}"#
        #expect(daemon.params("imports.preview").map(\.text) == [asked])
    }

    @Test func `an answer of no takes nothing and fails`() async throws {
        let daemon = ImportingDaemon([done(report("ready"))])
        #expect(try await run(daemon, Paper()) { _ in } == .failed)
        #expect(!daemon.methods.contains("imports.apply"))
        #expect(daemon.methods.last == "imports.discard")
    }

    @Test func `an answer of yes takes the files, and nothing is discarded`() async throws {
        let daemon = ImportingDaemon([done(report("ready")), done(report("applied"))])
        #expect(try await run(daemon, Paper(), answer: true) { _ in } == .ok)
        #expect(daemon.methods.suffix(4) == ["imports.preview", "jobs.get", "imports.apply", "jobs.get"])
    }

    @Test(arguments: [("nothing_to_do", FolioCLI.ExitStatus.ok), ("faulty", .failed), ("needs_account", .failed)])
    func `what can't be applied is not asked about`(state: String, status: FolioCLI.ExitStatus) async throws {
        let daemon = ImportingDaemon([done(report(state))])
        #expect(try await run(daemon, Paper(), answer: true) { _ in } == status)
        #expect(!daemon.methods.contains("imports.apply"))
    }

    @Test func `where the files can't be taken, the report tells it beside what they are`() async throws {
        let failed: JSONValue = ["state": "failed", "error": ["code": "bad_vendor_data", "message": "wrong"]]
        let daemon = ImportingDaemon([failed, done(report("faulty"))])
        let paper = Paper()
        #expect(try await run(daemon, paper) { $0.isYes = true } == .failed)
        #expect(paper.output == "Nothing was taken. Correct these places and import again.\n")
        #expect(paper.messages.isEmpty)
        #expect(daemon.methods.last == "imports.discard")
    }

    @Test func `another failure is told as it is`() async throws {
        let failed: JSONValue = ["state": "failed", "error": ["code": "store", "message": "The disk is full."]]
        let daemon = ImportingDaemon([failed, done(report("ready"))])
        let paper = Paper()
        #expect(try await run(daemon, paper) { $0.isYes = true } == .failed)
        #expect(paper.messages == "folio: The disk is full.\n")
    }

    @Test func `as JSON the daemon's report is printed, and its error passed on`() async throws {
        let ready = report("ready")
        let daemon = ImportingDaemon([], answers: ["imports.preview": ["job": "j_1", "report": ready]])
        let paper = Paper()
        #expect(try await run(daemon, paper, isJSON: true) { $0.isDryRun = true } == .ok)
        #expect(paper.output == ready.text + "\n")
        #expect(daemon.params("imports.preview").first?["wait"] == true)
    }

    @Test func `progress is shown where somebody watches, and wiped away`() async throws {
        let daemon = ImportingDaemon([done(report("ready"))], chunk: 7)
        let paper = Paper()
        let screen = paper.screen(isWatched: true, width: 60)
        let session = Session(client: daemon, screen: screen, isJSON: false, clock: SleepingClock())
        var choice = ImportChoice()
        choice.isDryRun = true
        _ = try await ImportSession(session: session, choice: choice) { _ in false }.run([try file()])
        #expect(paper.messages.hasPrefix("\rupload  ████████████░░░░░░░░░░░░ 53%  0/0 MB\u{1B}[K"))
        #expect(paper.messages.hasSuffix("\r\u{1B}[K"))
        #expect(!paper.messages.contains("\n"))
    }

    @Test(arguments: [
        ("/home/ana/history.csv", "history.csv"), ("Export.CSV", "Export.CSV"), ("export", "export.csv"),
        ("a.txt", "a.txt.csv"), (".hidden.csv", "hidden.csv"), ("~draft.csv", "draft.csv"), ("...", "file.csv"),
        ("a\u{7}b.csv", "a_b.csv"), (".csv", "csv.csv"), ("dir/", "dir.csv"),
    ])
    func `a file gets a name that the daemon takes`(path: String, name: String) {
        #expect(UploadFile.name(of: path) == name)
    }

    @Test func `a long name is cut before its ending, and one taken gets a number`() {
        let long = UploadFile.name(of: String(repeating: "é", count: 150) + ".csv")
        #expect(long.utf8.count <= 200)
        #expect(long.hasSuffix("é.csv"))
        #expect(UploadFile.unique("a.csv", ["a.csv", "a_2.csv"]) == "a_3.csv")
        #expect(UploadFile.unique("b.csv", ["a.csv"]) == "b.csv")
    }

    @Test func `a directory, and a file that is not there, are told`() {
        #expect(throws: UsageError("/tmp: a file is expected, not a directory")) {
            try UploadFile.open("/tmp", taken: [])
        }
        #expect(throws: UsageError("/nonexistent: No such file or directory")) {
            try UploadFile.open("/nonexistent", taken: [])
        }
    }

    @Test func `a file that became shorter while it was read is not sent as if it were whole`() throws {
        let file = try file(text: "12345")
        #expect(Array(try file.bytes(from: 3, count: 2)) == Array("45".utf8))
        #expect(throws: UsageError.self) { try file.bytes(from: 3, count: 3) }
    }

    @Test func `a pipe is kept until its length is known`() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let text = "from a pipe"
        #expect(write(ends[1], text, text.utf8.count) == text.utf8.count)
        close(ends[1])
        let file = try UploadFile.open("/dev/fd/\(ends[0])", taken: [])
        close(ends[0])
        #expect(file.size == 11)
        #expect(String(decoding: try file.bytes(from: 0, count: 11), as: UTF8.self) == text)
    }
}
