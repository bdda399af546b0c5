import FolioModel
import GRDB

/// The rows of a part of a table, brought to what they should be by writing only those that differ: the same answer
/// again writes nothing, so that what was computed from it can be kept.
///
/// For tables whose columns all are texts.
struct DifferingRows {
    private let table: String
    private let columns: [String]
    /// The first of the columns, which name a row.
    private let keyLength: Int
    private let db: Database
    private var stored: [[String?]: [String?]] = [:]
    private var kept: Set<[String?]> = []

    /// Reads the rows that fulfil a condition.
    init(
        _ table: String,
        _ columns: [String],
        key keyLength: Int,
        where condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws {
        (self.table, self.columns, self.keyLength, self.db) = (table, columns, keyLength, db)
        let rows = try db.rows("SELECT \(columns.joined(separator: ", ")) FROM \(table) WHERE \(condition)", arguments)
        for row in rows {
            let values = columns.map { row.optionalText($0) }
            stored[Array(values[..<keyLength])] = values
        }
    }

    /// Writes a row unless it stands there already.
    mutating func put(_ values: [String?]) throws {
        let key = Array(values[..<keyLength])
        kept.insert(key)
        guard stored[key] != values else { return }
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        try db.run(
            "INSERT OR REPLACE INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))",
            StatementArguments(values)
        )
        stored[key] = values
    }

    /// Deletes the rows that were not put, but for those that are to stay.
    func removeRest(except stays: ([String?]) -> Bool = { _ in false }) throws {
        let condition = columns[..<keyLength].map { "\($0) = ?" }.joined(separator: " AND ")
        for key in stored.keys where !kept.contains(key) && !stays(key) {
            try db.run("DELETE FROM \(table) WHERE \(condition)", StatementArguments(key))
        }
    }
}
