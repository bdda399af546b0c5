import FolioCLI
import FolioClient
import FolioModel
import Glibc
import Testing

/// A folder that goes with the test.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/folio-export-test-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    /// What a file has in it; `nil` where there is none.
    func text(_ name: String) -> String? {
        guard let file = fopen(path + "/" + name, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What there is, hidden files included.
    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }
}

@Suite struct OutputFileTests {
    @Test func `a file appears whole, for its owner alone, and leaves nothing else`() throws {
        let folder = try Scratch()
        try OutputFile(folder.path + "/a.csv", isForced: false).write("date\r\n")
        #expect(folder.text("a.csv") == "date\r\n")
        #expect(folder.names == ["a.csv"])
        var status = stat()
        #expect(stat(folder.path + "/a.csv", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func `a file that is there stays, unless force is said`() throws {
        let folder = try Scratch()
        let path = folder.path + "/a.csv"
        try OutputFile(path, isForced: false).write("one")
        chmod(path, 0o640)
        #expect(throws: UsageError("\(path) is there already; --force replaces it")) {
            try OutputFile(path, isForced: false)
        }
        try OutputFile(path, isForced: true).write("two")
        #expect(folder.text("a.csv") == "two")
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o640)
    }

    @Test func `a file that comes meanwhile stays`() throws {
        let folder = try Scratch()
        let path = folder.path + "/a.csv"
        let file = try OutputFile(path, isForced: false)
        try OutputFile(path, isForced: false).write("other")
        #expect(throws: UsageError.self) { try file.write("mine") }
        #expect(folder.text("a.csv") == "other")
        #expect(folder.names == ["a.csv"])
    }

    @Test func `a link stays a link, and what it leads to is written`() throws {
        let folder = try Scratch()
        try OutputFile(folder.path + "/a.csv", isForced: false).write("one")
        #expect(symlink("a.csv", folder.path + "/b.csv") == 0)
        try OutputFile(folder.path + "/b.csv", isForced: true).write("two")
        #expect(folder.text("a.csv") == "two")
        var status = stat()
        #expect(lstat(folder.path + "/b.csv", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func `a pipe is written as it is`() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        try OutputFile("/proc/self/fd/\(ends[1])", isForced: false).write("date")
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = read(ends[0], &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "date")
    }

    @Test(arguments: ["", "/none/a.csv"])
    func `where no file can be is said before anything is asked`(suffix: String) throws {
        let folder = try Scratch()
        #expect(throws: UsageError.self) { try OutputFile(folder.path + suffix, isForced: true) }
    }
}

@Suite struct ExportTests {
    private static let today = Day(number: 20_782)  // 2026-11-25

    private func run(
        _ choice: ExportChoice,
        _ paper: Paper,
        file: OutputFile? = nil,
        isWatched: Bool = false,
        _ answer: @escaping @Sendable (String, JSONValue) -> JSONValue?
    ) async throws -> FolioCLI.ExitStatus {
        let session = Session(
            client: AnsweringDaemon(answer: answer),
            screen: paper.screen(isWatched: isWatched),
            isJSON: false
        )
        return try await ExportSession(session: session, choice: choice, file: file, today: Self.today).run()
    }

    private static let history = """
        {"dates":["2026-11-20","2026-11-23"],"values":["100.00","110.50"],"cash":["1.00","1.00"],
        "cost_basis":[null,"90.00"],"net_flows":["0.00","5.00"],"quality":[62,100],"assumed":["0.5","0"],
        "kinds":["reconstructed","live"],"change":"10.50","change_percent":"0.105","complete":true,"gaps":[]}
        """

    @Test func `a history is a row for each session, as the daemon writes figures`() async throws {
        let answer = try Samples.json(Self.history)
        let paper = Paper()
        var choice = ExportChoice(.history, .csv)
        choice.window.period = "1Y"
        let status = try await run(choice, paper) { method, params in
            method == "portfolio.history" && params == ["period": "1Y"] ? answer : nil
        }
        #expect(status == .ok)
        #expect(
            paper.output == "date,value,cash,cost_basis,net_flow,quality,assumed,kind\r\n"
                + "2026-11-20,100.00,1.00,,0.00,62,0.5,reconstructed\r\n"
                + "2026-11-23,110.50,1.00,90.00,5.00,100,0,live\r\n"
        )
    }

    @Test func `arrays that are not parallel are not exported`() async throws {
        let answer = try Samples.json(Self.history.replacing(#""quality":[62,100]"#, with: #""quality":[62]"#))
        let violation = FolioClientError.protocolViolation("portfolio.history has 2 dates and 1 quality")
        await #expect(throws: violation) {
            _ = try await run(ExportChoice(.history, .json), Paper()) { _, _ in answer }
        }
    }

    private static let pages: [String: String] = [
        "": """
        {"activities":[{"id":"t_3","date":"2026-11-19","account":"a_1","adapter":"csv","type":"buy","subtype":null,
        "symbol":"=cmd|' /C calc'!A0","name":"A \\"B\\", C","qty":"1.5","price":"10.00","amount":"-15.00","fees":null,
        "currency":"USD","description":"+1 more\\nline","pending":false}],"next_cursor":"2"}
        """,
        "2": """
        {"activities":[{"id":"t_1","date":"2026-11-18","account":"a_1","adapter":"csv","type":"sell","subtype":"x",
        "symbol":"AAPL","name":null,"qty":"-1","price":null,"amount":"15.00","fees":"0.10","currency":"USD",
        "description":null,"pending":false}],"next_cursor":null}
        """,
    ]

    private static func page(_ params: JSONValue) -> JSONValue? {
        pages[params["cursor"]?.string ?? ""].flatMap { try? Samples.json($0) }
    }

    private static let accounts: JSONValue = ["accounts": [["id": "a_1", "name": "-Old 401k"]]]

    @Test func `activities are read page by page, oldest first, and no cell is a formula`() async throws {
        let paper = Paper()
        let status = try await run(ExportChoice(.activities, .csv), paper, isWatched: true) { method, params in
            method == "accounts.list" ? Self.accounts : Self.page(params)
        }
        #expect(status == .ok)
        let expected =
            "date,type,symbol,name,qty,price,amount,fees,currency,description,account,account_name,adapter,subtype,"
            + "pending,id\r\n"
            + "2026-11-18,sell,AAPL,,-1,,15.00,0.10,USD,,a_1,'-Old 401k,csv,x,false,t_1\r\n"
            + "2026-11-19,buy,'=cmd|' /C calc'!A0,\"A \"\"B\"\", C\",1.5,10.00,-15.00,,USD,\"'+1 more\nline\","
            + "a_1,'-Old 401k,csv,,false,t_3\r\n"
        #expect(paper.output == expected)
        #expect(
            paper.messages
                == "\rreading activities  1\u{1B}[K\rreading activities  2\u{1B}[K\r\u{1B}[K"
        )
    }

    @Test func `a page that comes again ends the export`() async throws {
        let first = try #require(Self.page([:]))
        await #expect(throws: FolioClientError.self) {
            _ = try await run(ExportChoice(.activities, .json), Paper()) { _, _ in first }
        }
    }

    @Test func `a file says what is in it, and nothing is written where the daemon fails`() async throws {
        let folder = try Scratch()
        let path = folder.path + "/h.csv"
        let file = try OutputFile(path, isForced: false)
        await #expect(throws: FolioClientError.closed) {
            _ = try await run(ExportChoice(.history, .csv), Paper(), file: file) { _, _ in nil }
        }
        #expect(folder.names.isEmpty)
        let answer = try Samples.json(Self.history)
        let paper = Paper()
        #expect(try await run(ExportChoice(.history, .csv), paper, file: file) { _, _ in answer } == .ok)
        #expect(paper.output == "\(path): 2 sessions\n")
        #expect(folder.names == ["h.csv"])
    }

    @Test(arguments: ["=1", "+1", "-x", "@sum", " =1", "\t1", "\r1", "＝1", "|x"])
    func `what a spreadsheet would run is a text`(cell: String) {
        #expect(CSVText.defused(cell) == "'" + cell)
    }

    @Test(arguments: ["", "Apple Inc.", "a=b", "3M", "Ärzte"])
    func `other texts stay as they are`(cell: String) {
        #expect(CSVText.defused(cell) == cell)
    }

    @Test func `what does not go together is refused`() {
        var choice = ExportChoice(.history, .beancount)
        #expect(choice.complaint == "a history has no postings: --format csv or json")
        choice = ExportChoice(.positions, .csv)
        choice.window.period = "1Y"
        #expect(choice.complaint == "positions are of now: no --period, --from or --to")
        choice = ExportChoice(.activities, .beancount)
        choice.scope.symbol = "AAPL"
        #expect(choice.complaint == "a ledger is of whole accounts: no --symbol or --asset-class")
        #expect(ExportChoice(.activities, .beancount).complaint == nil)
    }
}
