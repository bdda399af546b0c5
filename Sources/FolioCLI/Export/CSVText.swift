import FolioModel

/// Rows as RFC 4180 has them, safe to open in a spreadsheet.
package struct CSVText: Sendable {
    /// What a column holds.
    enum Column: Sendable {
        /// Plain decimals, dates, words of the interface: never taken for a formula.
        case plain(String)
        /// What others wrote.
        case text(String)

        fileprivate var name: String {
            switch self {
            case .plain(let name), .text(let name): name
            }
        }
    }

    private let columns: [Column]
    private(set) var text: String
    /// Rows without the heading.
    private(set) var count = 0

    /// Makes a table with its heading.
    init(_ columns: [Column]) {
        self.columns = columns
        text = Self.line(columns.map(\.name))
    }

    /// Adds a row: figures and texts as the daemon has them, nothing where it has none.
    mutating func add(_ cells: [JSONValue?]) {
        text += Self.line(
            zip(columns, cells).map { column, cell in
                let content = Self.content(cell)
                if case .plain = column, Self.isPlain(content) { return content }
                return Self.defused(content)
            }
        )
        count += 1
    }

    private static func content(_ cell: JSONValue?) -> String {
        switch cell {
        case .bool(let flag): flag ? "true" : "false"
        case .some(let value): value.figureText ?? ""
        case nil: ""
        }
    }

    /// Whether it is a figure, or starts with a letter or a digit.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        return Amount(exactly: text) != nil || first | 0x20 >= UInt8(ascii: "a") && first | 0x20 <= UInt8(ascii: "z")
            || first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
    }

    /// What a spreadsheet takes for the start of a formula, in full width, too.
    private static let formulaStarts: Set<Character> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%",
    ]

    /// The text with an apostrophe before what a spreadsheet would run.
    package static func defused(_ text: String) -> String {
        let start = text.drop { $0 == " " || $0 == "\u{A0}" || $0 == "\u{FEFF}" }
        guard let first = start.first, formulaStarts.contains(first) || first == "\r\n" else { return text }
        return "'" + text
    }

    private static func line(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ cell: String) -> String {
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D]
        let isEdged = cell.first == " " || cell.last == " "
        guard isEdged || cell.utf8.contains(where: special.contains) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
