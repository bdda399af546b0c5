import FolioAdapterKit
import FolioModel
import Foundation
import Glibc
import Testing

@testable import CSVAdapter

@Suite struct FolderTests {
    static let deposit = "date,account,type,amount\n2025-09-23,A,deposit,5\n"

    @Test(arguments: ["", ".", "..", ".hidden", "a/b", "../x", "a b", "a\u{0}", "ä", String(repeating: "a", count: 65)])
    func `a name that is no user's is refused`(user: String) async throws {
        #expect(!ImportFolder.isUserName(user))
        let box = try await ImportBox()
        var params = AccountsRead.Params()
        params.connection.externalID = user
        let error = await #expect(throws: AdapterError.self) { try await box.adapter.accounts(params, .silent) }
        #expect(error?.kind == .invalidParams)
    }

    @Test func `hidden files, drafts, folders, links and pipes are left out`() async throws {
        let box = try await ImportBox()
        for name in [".a.csv", "~$a.csv", "a.csv~", "a.csv.tmp", "a.csv.part", "a.csv.crdownload", "a.txt", ".csv"] {
            try box.write(name, "nonsense \"")
        }
        let outside = box.root + "/outside.csv"
        try Data("nonsense \"".utf8).write(to: URL(fileURLWithPath: outside))
        try FileManager.default.createSymbolicLink(atPath: box.folder + "/l.csv", withDestinationPath: outside)
        try FileManager.default.createDirectory(atPath: box.folder + "/d.csv", withIntermediateDirectories: true)
        #expect(mkfifo(box.folder + "/p.csv", 0o600) == 0)
        try box.write("B.CSV", Self.deposit)
        #expect(try await box.accounts().accounts.map(\.externalID) == ["A"])
        #expect(try await box.accounts().isComplete)
    }

    @Test func `a link in place of the user's folder is refused`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.deposit)
        try FileManager.default.createSymbolicLink(
            atPath: box.root + "/other",
            withDestinationPath: box.folder
        )
        var params = AccountsRead.Params()
        params.connection.externalID = "other"
        let error = await #expect(throws: AdapterError.self) { try await box.adapter.accounts(params, .silent) }
        #expect(error?.kind == .unavailable)
    }

    @Test func `a missing folder is an error, an empty one is no accounts`() async throws {
        let box = try await ImportBox()
        #expect(try await box.accounts().accounts.isEmpty)
        try FileManager.default.removeItem(atPath: box.folder)
        let error = await #expect(throws: AdapterError.self) { try await box.accounts() }
        #expect(error?.kind == .notFound)
    }

    private static func file(_ type: String, _ amount: String) -> String {
        "date,account,type,amount\n2025-09-23,A,\(type),\(amount)\n"
    }

    @Test func `a file written anew with its old length and time is read anew`() async throws {
        let box = try await ImportBox()
        let time = "2026-11-01T12:00:00Z"
        try box.write("a.csv", Self.file("deposit", "5"))
        try box.date("a.csv", time)
        var host = HostModel()
        _ = try await host.sync(box)
        let file = try #require(fopen(box.folder + "/a.csv", "r+"))
        fputs(Self.file("deposit", "7"), file)
        fclose(file)
        try box.date("a.csv", time)
        _ = try await host.sync(box)
        #expect(host.rows.values.map(\.cashDelta) == [Amount(7)])
    }

    @Test func `a file that is looked at and then moved into the folder is what it was said to be`() async throws {
        let box = try await ImportBox()
        let staged = box.root + "/staged"
        try FileManager.default.createDirectory(atPath: staged, withIntermediateDirectories: true)
        try Data(Self.file("deposit", "5").utf8).write(to: URL(fileURLWithPath: staged + "/a.csv"))
        #expect(try await box.inspect(staged).map(\.layout) == ["folio.transactions"])
        #expect(rename(staged + "/a.csv", box.folder + "/a.csv") == 0)
        var host = HostModel()
        _ = try await host.sync(box)
        #expect(host.rows.values.map(Normal.line) == ["2025-09-23 A deposit - 0 5 USD"])
        // Under another name it is another file, although nothing else differs.
        #expect(rename(box.folder + "/a.csv", box.folder + "/b.csv") == 0)
        try box.write("b.csv", Self.file("deposit", "x"))
        #expect(await box.faults() == ["b.csv:2:22: amount: a plain number such as -1234.56 is expected, not \"x\""])
    }

    @Test func `control characters of a file's name do not reach a message`() async throws {
        let box = try await ImportBox()
        try box.write("a\n\u{1B}[31m\u{202E}.csv", "x\n")
        #expect(await box.faults().first?.hasPrefix("a\u{FFFD}\u{FFFD}[31m\u{FFFD}.csv:1:1: ") == true)
    }

    @Test func `more than a thousand files are refused`() async throws {
        let box = try await ImportBox()
        for index in 0...1000 { try box.write("\(index).csv", "") }
        let error = await #expect(throws: AdapterError.self) { try await box.accounts() }
        #expect(error?.kind == .badVendorData)
        #expect(error?.message == "The user's folder has more than 1000 CSV files; nothing is changed.")
    }

    @Test func `a fresh file without a line end is read once it has settled`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", "date,account,type,amount\n2025-09-23,A,deposit,5", isFresh: true)
        #expect(try await box.accounts().accounts.count == 1)
        #expect(box.waits == 1)
    }

    /// A box in which `a.csv` grows whenever somebody waits for it.
    private func growing() async throws -> ImportBox {
        try await ImportBox { folder in
            guard let file = FileHandle(forWritingAtPath: folder + "/a.csv") else { return }
            file.seekToEndOfFile()
            file.write(Data("0".utf8))
        }
    }

    @Test func `while a file is still growing nothing is taken over`() async throws {
        let box = try await growing()
        try box.write("a.csv", Self.deposit)
        var host = HostModel()
        _ = try await host.sync(box)
        try box.write("a.csv", "date,account,type,amount\n2025-09-23,A,deposit,7", isFresh: true)
        let error = await #expect(throws: AdapterError.self) { try await host.sync(box) }
        #expect(error?.kind == .notReady && error?.retryAfterSeconds == 5)
        #expect(host.rows.values.map(\.cashDelta.description) == ["5"])
        try box.write("a.csv", "date,account,type,amount\n2025-09-23,A,deposit,700\n")
        _ = try await host.sync(box)
        #expect(host.rows.values.map(\.cashDelta.description) == ["700"])
    }

    @Test func `an older statement does not stand in for one that is still being written`() async throws {
        let header = "as_of,account,symbol,type,quantity\n"
        let box = try await growing()
        try box.write("a.csv", header + "2025-09-23,A,VTI,etf,2\n")
        try box.write("b.csv", header + "2025-09-22,A,VTI,etf,1\n")
        #expect(try await box.holdings().flatMap(\.holdings).map(\.quantity) == [Quantity(2)])
        try box.write("a.csv", header + "2025-09-24,A,VTI,etf,3", isFresh: true)
        let holdings = await #expect(throws: AdapterError.self) { try await box.holdings() }
        let accounts = await #expect(throws: AdapterError.self) { try await box.accounts() }
        #expect([holdings?.kind, accounts?.kind] == [.notReady, .notReady])
        try box.write("a.csv", header + "2025-09-24,A,VTI,etf,3\n")
        #expect(try await box.holdings().flatMap(\.holdings).map(\.quantity) == [Quantity(3)])
    }

    @Test func `a fresh file that ends its last line is read without waiting`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.deposit, isFresh: true)
        #expect(try await box.accounts().accounts.count == 1)
        #expect(box.waits == 0)
    }

    @Test func `the configuration is checked`() async throws {
        let adapter = CSVAdapter()
        for (config, path) in [
            ([:], "/directory"), (["directory": 1], "/directory"), (["directory": "x"], "/directory"),
            (["directory": "/x", "dir": "/y"], "/dir"), ([], ""),
        ] as [(JSONValue, String)] {
            var params = Configure.Params()
            params.config = config
            let error = await #expect(throws: AdapterError.self) { try await adapter.configure(params, .silent) }
            #expect(error?.kind == .configInvalid)
            #expect(error?.faults.map(\.path) == [path])
        }
    }

    @Test func `there is nothing to link, and files stay when the connection goes`() async throws {
        let box = try await ImportBox()
        try box.write("a.csv", Self.deposit)
        #expect(try await box.adapter.beginLink(LinkBegin.Params(), .silent).flow == .none)
        var params = Disconnect.Params()
        params.connection = box.connection
        #expect(try await box.adapter.disconnect(params, .silent).revoked == true)
        #expect(try await box.accounts().accounts.count == 1)
    }
}
