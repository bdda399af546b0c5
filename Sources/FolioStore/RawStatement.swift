import FolioModel
import GRDB
import GRDBSQLite
import Glibc

/// Steps a prepared statement with texts and numbers through SQLite's own handle: for rows that come by the million.
///
/// Valid inside the database access that made it. Texts are bound where they stand in a ``RowTexts``, without a copy,
/// and only for the length of ``step(_:_:)``.
struct RawStatement {
    private let statement: Statement
    private let handle: OpaquePointer
    private let database: Database

    /// Prepares the statement once a connection.
    init(_ db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        (handle, database) = (statement.sqliteStatement, db)
        _ = withExtendedLifetime(statement) { sqlite3_reset(handle) }
    }

    /// Gives a parameter a number; parameters are counted from 1.
    func bind(_ number: Int64, at parameter: Int32) {
        _ = withExtendedLifetime(statement) { sqlite3_bind_int64(handle, parameter, number) }
    }

    /// Binds texts, steps once, and lets the row be read if there is one.
    ///
    /// - Parameters:
    ///   - texts: Some of them are what the parameters are.
    ///   - start: The first of these texts.
    ///   - count: How many texts, and parameters.
    ///   - first: The first parameter that is one.
    ///   - read: Looks at the row's columns, which are gone afterwards.
    /// - Returns: What `read` returns; `nil` where there is no row.
    /// - Throws: SQLite's error, and what `read` throws.
    func step<Result>(
        _ texts: RowTexts,
        from start: Int = 0,
        count: Int,
        at first: Int32 = 1,
        _ read: (OpaquePointer) throws -> Result
    ) throws -> Result? {
        try withExtendedLifetime(statement) {
            defer { _ = sqlite3_reset(handle) }
            return try texts.withPointers { base in
                for index in 0..<count {
                    let parameter = first + Int32(index)
                    if let range = texts.range(start + index) {
                        sqlite3_bind_text(handle, parameter, base + range.lowerBound, Int32(range.count), nil)
                    } else {
                        sqlite3_bind_null(handle, parameter)
                    }
                }
                let code = sqlite3_step(handle)
                switch code {
                case SQLITE_ROW: return try read(handle)
                case SQLITE_DONE: return nil
                default: throw database.error(code)
                }
            }
        }
    }

    /// Steps once for its effect.
    func run(_ texts: RowTexts, from start: Int = 0, count: Int, at first: Int32 = 1) throws {
        _ = try step(texts, from: start, count: count, at: first) { _ in }
    }
}

extension Database {
    /// What went wrong in the step that gave this code, in SQLite's own words.
    fileprivate func error(_ code: Int32) -> DatabaseError {
        let message = sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}

/// The texts of one row, one behind the other in one buffer that is used for row after row.
struct RowTexts {
    /// Never empty, so that it always has an address.
    private var bytes: [UInt8] = [0]
    private var ranges: [Range<Int>?] = []

    /// Forgets the row.
    mutating func removeAll() {
        bytes.removeLast(bytes.count - 1)
        ranges.removeAll(keepingCapacity: true)
    }

    /// Adds a text, or that there is none.
    mutating func add(_ text: String?) {
        guard let text else { return ranges.append(nil) }
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        ranges.append(start..<bytes.count)
    }

    /// Adds a figure, or that there is none.
    mutating func add(_ figure: (some FixedPoint)?) {
        guard let figure else { return ranges.append(nil) }
        let start = bytes.count
        figure.append(to: &bytes)
        ranges.append(start..<bytes.count)
    }

    /// Where a text stands; `nil` for none.
    func range(_ index: Int) -> Range<Int>? { ranges[index] }

    /// Lends the buffer.
    func withPointers<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("a buffer that is never empty is empty") }
            return try base.withMemoryRebound(to: CChar.self, capacity: buffer.count) { try body($0) }
        }
    }

    /// Whether a column of a row in hand is the text of that index.
    func isEqual(_ index: Int, toColumn column: Int32, of handle: OpaquePointer) -> Bool {
        guard let range = ranges[index] else { return sqlite3_column_type(handle, column) == SQLITE_NULL }
        guard let text = sqlite3_column_text(handle, column) else { return false }
        guard Int(sqlite3_column_bytes(handle, column)) == range.count else { return false }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            return memcmp(base + range.lowerBound, text, range.count) == 0
        }
    }
}
