import FolioModel

/// The header of a table: where its columns stand.
struct CSVHeader: Sendable {
    /// Fields of the header, empty ones at its end not counted.
    let count: Int
    /// The header's own names.
    let names: [String]
    /// By column, where it stands in a row; −1 where it does not.
    private var positions = [Int16](repeating: -1, count: CSVColumn.allCases.count)

    /// Where the column stands in a row; `nil` where the header does not have it.
    subscript(column: CSVColumn) -> Int? {
        let position = positions[column.rawValue]
        return position < 0 ? nil : Int(position)
    }

    /// Whether the header has the column.
    func has(_ column: CSVColumn) -> Bool { positions[column.rawValue] >= 0 }

    /// What the column is called in the file.
    func title(_ column: CSVColumn) -> String { self[column].map { names[$0] } ?? column.name }

    /// Whether the header leaves the field without a name.
    func isUnnamed(_ index: Int) -> Bool { names[index].isEmpty }

    private init(names: [String]) {
        self.names = names
        count = (names.lastIndex { !$0.isEmpty } ?? -1) + 1
    }

    /// Finds a broker's columns, whatever their order and case; `nil` where the row is no header of that table.
    init?(_ record: CSVRecord, shape: TableShape) {
        self.init(names: record.spans.indices.map { Self.words(record.text($0)) })
        let lower = names.map { $0.lowercased() }
        guard shape.marks.allSatisfy(lower.contains) else { return nil }
        for (column, titles) in shape.columns {
            guard let index = titles.lazy.compactMap(lower.firstIndex(of:)).first else { continue }
            positions[column.rawValue] = Int16(index)
        }
        guard shape.required.allSatisfy(has) else { return nil }
    }

    // MARK: folio's own layouts

    /// Finds the columns of one of folio's own layouts: any order, any case, blanks around them.
    ///
    /// - Throws: All that is wrong with it: unknown, repeated and missing columns.
    init(_ record: CSVRecord, own layout: OwnLayout) throws(CSVFaults) {
        self.init(names: record.spans.indices.map { record.text($0).lowercased() })
        var faults: [CSVFault] = []
        for (index, name) in names.enumerated() where !name.isEmpty {
            let field = record.field(index)
            guard let column = layout.columns.first(where: { $0.name == name }) else {
                let message = "unknown column \(quoted(name)) of a \(layout.rawValue) file"
                faults.append(CSVFault(field.line, field.column, message + Self.suggestion(for: name, in: layout)))
                continue
            }
            if has(column) {
                faults.append(CSVFault(field.line, field.column, "the column \(name) stands here a second time"))
            }
            positions[column.rawValue] = Int16(index)
        }
        for column in layout.required where !has(column) {
            let message = "the column \(column.name) of a \(layout.rawValue) file is missing"
            faults.append(CSVFault(record.line, 1, message))
        }
        guard faults.isEmpty else { throw CSVFaults(faults) }
    }

    /// The own layout with most columns found and fewest required ones missing; `nil` where none fits by half.
    static func ownLayout(of record: CSVRecord) -> OwnLayout? {
        let names = Set(record.spans.indices.map { record.text($0).lowercased() })
        func count(_ columns: [CSVColumn]) -> Int { columns.count { names.contains($0.name) } }
        var best: (layout: OwnLayout, score: Int)?
        for layout in OwnLayout.allCases {  // one that comes first wins a tie
            let missing = layout.required.count - count(layout.required)
            let matches = count(layout.columns)
            guard matches >= 2, matches >= missing, matches - missing > best?.score ?? -1 else { continue }
            best = (layout, matches - missing)
        }
        return best?.layout
    }

    private static func suggestion(for name: String, in layout: OwnLayout) -> String {
        NearMiss.nearest(to: name, among: layout.columns.map(\.name)).map { ", did you mean \"\($0)\"?" } ?? ""
    }

    /// The text with one blank for each run of white space, and none at its ends.
    static func words(_ text: String) -> String {
        var wasBlank = true
        let isPlain = text.utf8.allSatisfy { byte in
            defer { wasBlank = byte == 0x20 }
            return byte > 0x20 || byte == 0x20 && !wasBlank
        }
        if isPlain, text.isEmpty || !wasBlank { return text }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// What is wrong in a file; never empty.
struct CSVFaults: Error {
    let faults: [CSVFault]

    init(_ faults: [CSVFault]) { self.faults = faults }
}

/// The text in quotes, cut to what helps to find it, without line breaks.
func quoted(_ text: String) -> String {
    let limit = 40
    let cut = text.count > limit ? text.prefix(limit) + "…" : text[...]
    return "\"" + cut.map { $0.isNewline ? " " : String($0) }.joined() + "\""
}
