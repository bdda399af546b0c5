import FolioModel
import FolioStore
import GRDB
import Glibc
import Testing

@Test func `a store outlives its process and keeps its mode to itself`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        let store = try Store.open(location: .file(path))
        try store.ensureUser("ana")
        try store.close()
        var info = stat()
        #expect(stat(path, &info) == 0)
        #expect(info.st_mode & 0o777 == 0o600)
    }
}

@Test func `a second opening is refused with the process that has it`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        let store = try Store.open(location: .file(path))
        #expect(throws: StoreError.locked(path: path, pid: Int(getpid()))) {
            try Store.open(location: .file(path))
        }
        #expect(try store.users() == [])
    }
}

@Test func `what was stored is there after opening again`() throws {
    try Directory.withTemporary { directory in
        let location = StoreLocation.file(directory + "/folio.db")
        do {
            let store = try Store.open(location: location)
            try store.setMode(user: "ana", mode: "hybrid")
            try store.close()
        }
        let store = try Store.open(location: location)
        #expect(try store.users().map(\.mode) == ["hybrid"])
        #expect(try store.schemaVersion() == 9)
    }
}

@Test func `a newer schema is refused and left as it is`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        do { try Store.open(location: .file(path)).close() }
        do {
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
        }
        let before = Directory.bytes(of: path)
        #expect(throws: StoreError.schemaTooNew(found: 99, known: 9)) { try Store.open(location: .file(path)) }
        #expect(Directory.bytes(of: path) == before)
    }
}

@Test(arguments: ["text", "header", "middle", "short"])
func `a damaged file is reported and left as it is`(damage: String) throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        do { try Store.open(location: .file(path)).close() }
        var bytes = Directory.bytes(of: path)
        switch damage {
        case "text": bytes = Array("not a database at all".utf8)
        case "header": bytes.replaceSubrange(0..<16, with: [UInt8](repeating: 0x20, count: 16))
        case "middle": bytes.replaceSubrange(4096..<20480, with: [UInt8](repeating: 0xA5, count: 16384))
        default: bytes.removeLast(bytes.count / 2)
        }
        Directory.write(bytes, to: path)
        #expect {
            try Store.open(location: .file(path))
        } throws: { error in
            guard case StoreError.corrupt = error else { return false }
            return true
        }
        #expect(Directory.bytes(of: path) == bytes)
    }
}

@Test func `another program's database is not taken`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/other.db"
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE other (x)") }
        try queue.close()
        #expect(throws: StoreError.corrupt("\(path) is an SQLite database of something else")) {
            try Store.open(location: .file(path))
        }
    }
}

@Test func `a missing directory is named`() {
    #expect(throws: StoreError.unavailable("The directory /nowhere/at/all does not exist.")) {
        try Store.open(location: .file("/nowhere/at/all/folio.db"))
    }
}

@Test(arguments: Backend.allCases)
func `a backup is a whole store and overwrites nothing`(backend: Backend) throws {
    try Directory.withTemporary { directory in
        try backend.withStore { store in
            let connection = try store.fixture()
            try store.saveHoldings(
                connection: connection.id,
                .fixture([.fixture("s1", "AAPL")], [try .fixture("A", "s1", "3")]),
                source: "plaid"
            )
            let path = directory + "/copy.db"
            try store.backup(to: path)
            #expect(Directory.names(in: directory) == ["copy.db"])
            #expect(throws: StoreError.alreadyExists(path)) { try store.backup(to: path) }
            var info = stat()
            #expect(stat(path, &info) == 0)
            #expect(info.st_mode & 0o777 == 0o600)
            let copy = try Store.open(location: .file(path))
            #expect(try copy.facts(user: "ana") == store.facts(user: "ana"))
            #expect(try copy.check().filter { !$0.isOK } == [])
            try copy.close()
        }
    }
}

@Test func `a value that the store could not have written is reported as damage`() throws {
    try Directory.withTemporary { directory in
        let path = directory + "/folio.db"
        let store = try Store.open(location: .file(path))
        let connection = try store.fixture()
        try store.saveHoldings(
            connection: connection.id,
            .fixture([.fixture("s1", "AAPL")], [try .fixture("A", "s1", "3")]),
            source: "plaid"
        )
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "UPDATE holding SET qty = '3,0'") }
        try queue.close()
        #expect(throws: StoreError.corrupt("qty holds \"3,0\"")) { try store.facts(user: "ana") }
        #expect(try store.check().filter { !$0.isOK }.map(\.name) == ["figures"])
    }
}
