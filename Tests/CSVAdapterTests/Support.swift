import FolioAdapterKit
import FolioModel
import Foundation
import Glibc
import Synchronization
import Testing

@testable import CSVAdapter

/// SplitMix64: the same seed gives the same test everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Bytes in memory, handed out in chunks of any size.
struct MemorySource: CSVByteSource {
    var bytes: ArraySlice<UInt8>
    let chunk: Int

    init(_ bytes: some Sequence<UInt8>, chunk: Int = 7) { (self.bytes, self.chunk) = (Array(bytes)[...], chunk) }

    mutating func nextChunk() throws(CSVFailure) -> [UInt8] {
        defer { bytes = bytes.dropFirst(chunk) }
        return Array(bytes.prefix(chunk))
    }
}

/// All rows of a text.
func records(
    _ bytes: some Sequence<UInt8>,
    chunk: Int = 7,
    limits: CSVLimits = CSVLimits(),
    dialect: CSVDialect = CSVDialect()
) throws(CSVFailure) -> [CSVRecord] {
    var tokenizer = CSVTokenizer(MemorySource(bytes, chunk: chunk), limits: limits, dialect: dialect)
    var records: [CSVRecord] = []
    while let record = try tokenizer.next() { records.append(record) }
    return records
}

/// The fields' texts.
func texts(
    _ text: String,
    chunk: Int = 7,
    dialect: CSVDialect = CSVDialect()
) throws(CSVFailure) -> [[String]] {
    try records(text.utf8, chunk: chunk, dialect: dialect).map { $0.fields.map(\.text) }
}

/// An import directory with one user's folder, removed at the end; and the adapter that reads it.
final class ImportBox: Sendable {
    let root: String
    let folder: String
    let user: String
    let adapter: CSVAdapter

    init(
        user: String = "nikoletta",
        limits: CSVLimits = CSVLimits(),
        layouts: JSONValue = .null,
        onPause: (@Sendable (String) -> Void)? = nil
    )
        async throws
    {
        root = FileManager.default.temporaryDirectory.path + "/folio-csv-" + UUID().uuidString
        folder = root + "/" + user
        self.user = user
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let counter = Counter()
        let path = root + "/" + user
        counters = counter
        let clock = SettlingClock(
            now: { .now },
            pause: { _ in
                counter.value.withLock { $0 += 1 }
                onPause?(path)
            }
        )
        adapter = CSVAdapter(clock: clock, limits: limits)
        var params = Configure.Params()
        params.config = ["directory": .string(root), "layouts": layouts]
        _ = try await adapter.configure(params, .silent)
    }

    private let counters: Counter

    /// How often the adapter waited for a file to settle.
    var waits: Int { counters.value.withLock { $0 } }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Writes a file that was last changed a minute ago, or just now.
    func write(_ name: String, _ text: String, isFresh: Bool = false) throws {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        if !isFresh { age(path) }
    }

    func write(_ name: String, bytes: [UInt8]) throws {
        let path = folder + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        age(path)
    }

    private func age(_ path: String) {
        let minuteAgo = timespec(tv_sec: time(nil) - 60, tv_nsec: 0)
        _ = utimensat(AT_FDCWD, path, [minuteAgo, minuteAgo], 0)
    }

    /// Sets when the file was last changed.
    func date(_ name: String, _ time: String) throws {
        let time = try #require(Timestamp(time)).milliseconds / 1000
        let times = [timespec(tv_sec: Int(time), tv_nsec: 0), timespec(tv_sec: Int(time), tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, folder + "/" + name, times, 0) == 0)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder + "/" + name) }

    var connection: ConnectionContext {
        var connection = ConnectionContext()
        (connection.id, connection.externalID) = ("c1", user)
        return connection
    }

    // MARK: Calls

    func accounts() async throws(AdapterError) -> AccountsRead.Result {
        var params = AccountsRead.Params()
        params.connection = connection
        return try await adapter.accounts(params, .silent)
    }

    func holdings() async throws(AdapterError) -> [HoldingsRead.Result] {
        var params = HoldingsRead.Params()
        params.connection = connection
        var pages: [HoldingsRead.Result] = []
        repeat {
            let page = try await adapter.holdings(params, .silent)
            pages.append(page)
            params.page = page.nextPage
        } while params.page != nil
        return pages
    }

    func transactionPage(
        _ cursor: String?,
        limit: Int = 500
    ) async throws(AdapterError) -> TransactionsRead.Result {
        var params = TransactionsRead.Params()
        (params.connection, params.cursor, params.limit) = (connection, cursor, limit)
        return try await adapter.transactions(params, .silent)
    }

    /// The places and messages that the files are refused for.
    func faults() async -> [String] {
        do throws(AdapterError) {
            _ = try await accounts()
            return []
        } catch {
            return error.faults.map { "\($0.file ?? ""):\($0.line ?? 0):\($0.column ?? 0): \($0.message)" }
        }
    }
}

private final class Counter: Sendable {
    let value = Mutex(0)
}

extension CallContext {
    /// Hears nothing.
    static let silent = CallContext(
        id: "test",
        progress: { _, _, _ in },
        log: { _, _, _ in },
        rotate: { _, _ in }
    )
}

/// Keeps transactions as the host does: upserts by id, and deletes what an authoritative pass did not mention.
struct HostModel {
    var rows: [String: ReportedTransaction] = [:]
    var cursor: String?

    /// Reads until there is no more; how many pages had rows in them.
    mutating func sync(_ box: ImportBox, limit: Int = 500) async throws(AdapterError) -> Int {
        var seen: Set<String> = []
        var pages = 0
        var hasMore = true
        while hasMore {
            let page = try await box.transactionPage(cursor, limit: limit)
            guard page.counts.added == page.added.count else { throw AdapterError(.adapterProtocol, "counts differ") }
            for row in page.added { rows[row.externalID] = row }
            seen.formUnion(page.added.map(\.externalID))
            pages += page.added.isEmpty ? 0 : 1
            if let window = page.window, window.isAuthoritative {
                rows = rows.filter { id, row in
                    seen.contains(id) || row.date < window.from || row.date > window.to
                }
            }
            (cursor, hasMore) = (page.nextCursor, page.hasMore)
        }
        return pages
    }
}
