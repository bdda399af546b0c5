import FolioModel
import GRDB

extension Timestamp {
    /// RFC 3339 in UTC with exactly three decimals, so that text order is time order.
    var column: String {
        let text = description
        return text.utf8.count == 20 ? String(text.dropLast()) + ".000Z" : text
    }
}

extension Database {
    /// Runs a statement that is prepared once.
    func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The rows of a statement that is prepared once.
    func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(try cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first row of a statement that is prepared once.
    func row(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(try cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first text of a statement that is prepared once.
    func text(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> String? {
        try String.fetchOne(try cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first number of a statement that is prepared once; 0 where there is none.
    func count(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Int {
        try Int.fetchOne(try cachedStatement(sql: sql), arguments: arguments) ?? 0
    }
}

/// Reads columns strictly: a value that the store could not have written is ``StoreError/corrupt(_:)``.
extension Row {
    /// Reads a text that must be there.
    func text(_ column: String) throws -> String {
        guard let text: String = self[column] else { throw StoreError.corrupt("\(column) is missing") }
        return text
    }

    /// Reads a text that may be absent.
    func optionalText(_ column: String) -> String? { self[column] }

    private func value<Value>(_ column: String, _ parse: (String) -> Value?) throws -> Value? {
        guard let text: String = self[column] else { return nil }
        guard let value = parse(text) else { throw StoreError.corrupt("\(column) holds \"\(text)\"") }
        return value
    }

    private func required<Value>(_ column: String, _ value: Value?) throws -> Value {
        guard let value else { throw StoreError.corrupt("\(column) is missing") }
        return value
    }

    /// Reads an exact value that may be absent.
    func optionalFixed<Value: FixedPoint>(_ column: String, _ type: Value.Type = Value.self) throws -> Value? {
        try value(column) { Value(exactly: $0) }
    }

    /// Reads an exact value.
    func fixed<Value: FixedPoint>(_ column: String, _ type: Value.Type = Value.self) throws -> Value {
        try required(column, try optionalFixed(column, type))
    }

    /// Reads an instant that may be absent.
    func optionalTime(_ column: String) throws -> Timestamp? { try value(column) { Timestamp($0) } }

    /// Reads an instant.
    func time(_ column: String) throws -> Timestamp { try required(column, try optionalTime(column)) }

    /// Reads a date that may be absent.
    func optionalDay(_ column: String) throws -> Day? { try value(column) { Day($0) } }

    /// Reads a date.
    func day(_ column: String) throws -> Day { try required(column, try optionalDay(column)) }

    /// Reads a currency.
    func currency(_ column: String) throws -> Currency { try required(column, try value(column) { Currency($0) }) }

    /// Reads one of a closed set of words.
    func word<Value: WireEnum>(_ column: String, _ type: Value.Type = Value.self) throws -> Value {
        try required(column, try value(column) { Value(rawValue: $0) })
    }

    /// Reads a flag.
    func flag(_ column: String) throws -> Bool { try required(column, self[column] as Bool?) }

    /// Reads JSON of a known form that may be absent.
    func optionalWire<Value: WireValue>(_ column: String, _ type: Value.Type = Value.self) throws -> Value? {
        guard let text: String = self[column] else { return nil }
        do {
            return try Value(wire: try JSONValue(parsing: text), at: WirePath(unknownMembers: .ignored))
        } catch {
            throw StoreError.corrupt("\(column) holds JSON that cannot be read: \(error)")
        }
    }

    /// Reads JSON of a known form.
    func wire<Value: WireValue>(_ column: String, _ type: Value.Type = Value.self) throws -> Value {
        try required(column, try optionalWire(column, type))
    }
}

extension WireValue {
    /// The value as JSON text, for a column.
    var column: String { String(decoding: json, as: UTF8.self) }
}

/// Ids: opaque, unguessable, short enough to be kept in place by `String`.
enum StoreID {
    private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let length = 13

    /// A letter for the kind, `_`, and 65 random bits.
    static func make(_ kind: Character) -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<length).map { _ in letters[Int(generator.next() & 31)] }
        return "\(kind)_" + String(decoding: bytes, as: UTF8.self)
    }
}
