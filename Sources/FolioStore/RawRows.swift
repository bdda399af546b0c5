import FolioModel
import GRDB
import GRDBSQLite
import Glibc

/// Steps a prepared statement through SQLite's own handle: for the reads that every figure waits for.
///
/// Valid inside the database access that made it. Reset when it goes.
struct RawRows: ~Copyable {
    private let statement: Statement
    private let handle: OpaquePointer
    private var times: [Memo<Timestamp>]
    private var currency = Memo<Currency>()

    /// The last value of a column that mostly repeats itself.
    private struct Memo<Value> {
        var bytes: [UInt8] = []
        var value: Value?
    }

    /// Prepares the statement once a connection, and gives it its values.
    init(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws {
        let statement = try db.cachedStatement(sql: sql)
        try statement.setArguments(arguments)
        (self.statement, handle) = (statement, statement.sqliteStatement)
        times = Array(repeating: Memo(), count: Int(sqlite3_column_count(handle)))
    }

    deinit {
        withExtendedLifetime(statement) { _ = sqlite3_reset(handle) }
    }

    /// Goes to the next row; false at the end.
    func next() throws -> Bool {
        let code = withExtendedLifetime(statement) { sqlite3_step(handle) }
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
    }

    private func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8>? {
        withExtendedLifetime(statement) {
            guard let text = sqlite3_column_text(handle, column) else { return nil }
            return UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column)))
        }
    }

    /// Reads a text that may be absent.
    func optionalText(_ column: Int32) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }

    /// Reads a text.
    func text(_ column: Int32) throws -> String { try required(column, optionalText(column)) }

    /// Reads a flag that may be absent.
    func optionalFlag(_ column: Int32) -> Bool? {
        withExtendedLifetime(statement) {
            sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column) != 0
        }
    }

    /// Reads an integer; 0 where there is none.
    func integer(_ column: Int32) -> Int64 { withExtendedLifetime(statement) { sqlite3_column_int64(handle, column) } }

    /// Reads an integer that may be absent.
    func optionalInteger(_ column: Int32) -> Int64? {
        withExtendedLifetime(statement) {
            sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
        }
    }

    /// Reads one of a closed set of words.
    func word<Value: WireEnum>(_ column: Int32, _ type: Value.Type = Value.self) throws -> Value {
        try required(column, optionalText(column).flatMap { Value(rawValue: $0) })
    }

    /// Reads JSON of a known form that may be absent.
    func optionalWire<Value: WireValue>(_ column: Int32, _ type: Value.Type = Value.self) throws -> Value? {
        guard let text = optionalText(column) else { return nil }
        let value = try? Value(wire: JSONValue(parsing: text), at: WirePath(unknownMembers: .ignored))
        return try required(column, value)
    }

    /// Reads an exact value that may be absent.
    func optionalFixed<Value: FixedPoint>(_ column: Int32, _ type: Value.Type = Value.self) throws -> Value? {
        guard let bytes = bytes(column) else { return nil }
        if let raw = ShortDecimal.parse(bytes) { return Value(raw: raw) }
        return try required(column, Value(exactly: String(decoding: bytes, as: UTF8.self)))
    }

    /// Reads an exact value.
    func fixed<Value: FixedPoint>(_ column: Int32, _ type: Value.Type = Value.self) throws -> Value {
        try required(column, try optionalFixed(column, type))
    }

    /// Reads a date.
    func day(_ column: Int32) throws -> Day { try required(column, optionalText(column).flatMap { Day($0) }) }

    /// Reads an instant that may be absent.
    mutating func optionalTime(_ column: Int32) throws -> Timestamp? {
        guard let bytes = bytes(column) else { return nil }
        if Self.isEqual(bytes, times[Int(column)].bytes) { return times[Int(column)].value }
        let time = try required(column, Timestamp(String(decoding: bytes, as: UTF8.self)))
        times[Int(column)] = Memo(bytes: Array(bytes), value: time)
        return time
    }

    /// Reads an instant.
    mutating func time(_ column: Int32) throws -> Timestamp { try required(column, try optionalTime(column)) }

    /// Reads a currency.
    mutating func currency(_ column: Int32) throws -> Currency {
        let bytes = try required(column, bytes(column))
        if Self.isEqual(bytes, currency.bytes), let known = currency.value { return known }
        let value = try required(column, Currency(String(decoding: bytes, as: UTF8.self)))
        currency = Memo(bytes: Array(bytes), value: value)
        return value
    }

    private static func isEqual(_ bytes: UnsafeBufferPointer<UInt8>, _ known: [UInt8]) -> Bool {
        guard bytes.count == known.count, let start = bytes.baseAddress, !known.isEmpty else { return false }
        return memcmp(start, known, known.count) == 0
    }

    private func required<Value>(_ column: Int32, _ value: Value?) throws -> Value {
        guard let value else {
            let name = sqlite3_column_name(handle, column).map { String(cString: $0) } ?? "a column"
            throw StoreError.corrupt("\(name) holds \"\(optionalText(column) ?? "nothing")\"")
        }
        return value
    }
}
