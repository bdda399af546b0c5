import FolioModel
import GRDB
import Synchronization

/// The facts that providers state, kept in SQLite: the one place that knows SQL.
///
/// Every call is one transaction: whole or not at all. Calls block for as long as SQLite needs; they may come from any
/// thread, writes wait for each other, reads never wait for a write.
package final class Store: Sendable {
    /// Where it lives.
    package let location: StoreLocation

    private let writer: any DatabaseWriter
    private let lock: StoreLock?
    private let changes = Atomic<Int>(0)

    /// A counter raised by every commit that changes facts, so that what was computed from them can be kept until then.
    package var generation: Int { changes.load(ordering: .acquiring) }

    private init(location: StoreLocation, writer: any DatabaseWriter, lock: StoreLock?) {
        (self.location, self.writer, self.lock) = (location, writer, lock)
    }

    /// Readers at the same time.
    private static let maximumReaders = 4
    /// How long a statement waits for another process's lock (a person with `sqlite3`), in seconds.
    private static let busyTimeout = 5.0
    /// The most that the writer keeps of the file in memory, in KiB: the ends of the indexes that rows by the million go
    /// into.
    private static let writerCacheKiB = 16 << 10
    /// Files up to this size are checked whole before they are opened for writing, in bytes.
    private static let fullCheckLimit = 16 << 20

    /// Opens the store, makes it where it is missing, and brings its schema up to date.
    ///
    /// Throws ``StoreError/locked(path:pid:)`` where another process has it, ``StoreError/schemaTooNew(found:known:)``
    /// for a newer release's, ``StoreError/corrupt(_:)`` for a damaged or foreign file, which stays as it is.
    package static func open(location: StoreLocation) throws(StoreError) -> Store {
        do {
            switch location {
            case .memory:
                let queue = try DatabaseQueue(configuration: configuration())
                try Schema.migrator.migrate(queue)
                try queue.write(SecurityDescriptions.bringUpToDate)
                return Store(location: location, writer: queue, lock: nil)
            case .file(let path):
                try checkDirectory(path)
                let lock = try StoreLock(path: path)
                try StoreFile.prepare(path)
                try probe(path)
                let pool = try DatabasePool(path: path, configuration: configuration())
                try Schema.migrator.migrate(pool)
                try pool.write(SecurityDescriptions.bringUpToDate)
                return Store(location: location, writer: pool, lock: lock)
            }
        } catch {
            throw StoreError(error)
        }
    }

    private static func checkDirectory(_ path: String) throws {
        guard !path.isEmpty else { throw StoreError.unavailable("The path of the store is empty.") }
        try StoreFile.checkDirectory(StoreFile.directory(of: path))
    }

    private static func configuration(isReadOnly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.label = "folio.store"
        configuration.readonly = isReadOnly
        configuration.maximumReaderCount = maximumReaders
        configuration.busyMode = .timeout(busyTimeout)
        configuration.prepareDatabase { db in
            guard !isReadOnly, !db.configuration.readonly else { return }
            try db.execute(sql: "PRAGMA cache_size = -\(writerCacheKiB)")
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA secure_delete = ON")
        }
        return configuration
    }

    /// Looks without writing: whose file it is, which schema, and whether SQLite can read it.
    private static func probe(_ path: String) throws {
        let size = StoreFile.size(of: path)
        guard size > 0 else { return }
        let queue = try DatabaseQueue(path: path, configuration: configuration(isReadOnly: true))
        defer { try? queue.close() }
        try queue.read { db in
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            guard tables == 0 || application == Schema.applicationID else {
                throw StoreError.corrupt("\(path) is an SQLite database of something else")
            }
            let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard found <= Schema.version else {
                throw StoreError.schemaTooNew(found: found, known: Schema.version)
            }
            guard size <= fullCheckLimit else { return }
            let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
            guard verdict == "ok" else { throw StoreError.corrupt("\(path): \(verdict ?? "unreadable")") }
        }
    }

    /// Ends all work on the store and gives the file free; calls after that fail.
    package func close() throws(StoreError) {
        do {
            try writer.close()
        } catch {
            throw StoreError(error)
        }
    }

    /// Runs reads on one snapshot.
    func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            return try writer.read(body)
        } catch {
            throw StoreError(error)
        }
    }

    /// Runs reads and writes as one transaction, by the only writer there is.
    ///
    /// - Parameters:
    ///   - changesFacts: Whether ``generation`` is raised where any row was written.
    ///   - body: What to do; where it throws, nothing is stored.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, as a ``StoreError``.
    func write<Result>(changesFacts: Bool = true, _ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            let (result, isChanged) = try writer.write { db in
                let before = db.totalChangesCount
                return (try body(db), db.totalChangesCount != before)
            }
            if changesFacts, isChanged { noteChange() }
            return result
        } catch {
            throw StoreError(error)
        }
    }

    /// Raises ``generation``, after a write that found out itself whether it changed facts.
    func noteChange() { changes.add(1, ordering: .releasing) }

    /// Moves everything from the log into the file, so that what was removed is nowhere any more.
    func truncateLog() throws(StoreError) {
        guard case .file = location else { return }
        do {
            _ = try writer.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return  // a reader still needs the log; the next checkpoint gets it
        } catch {
            throw StoreError(error)
        }
    }

    /// Copies the database as it stands into another one while work goes on.
    func copy(to target: any DatabaseWriter) throws {
        try writer.backup(to: target)
    }
}
