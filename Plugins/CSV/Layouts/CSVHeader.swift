import FolioModel

/// The header of a file: its layout, and where its columns stand.
struct CSVHeader: Sendable {
    /// The kind of file.
    let layout: CSVLayout
    /// Where each column stands in a row.
    let positions: [CSVColumn: Int]
    /// Fields of the header.
    let count: Int

    /// Recognises the layout by the names of the columns: any order, any case, blanks around them.
    ///
    /// - Throws: All that is wrong with it: unknown, repeated and missing columns.
    init(_ record: CSVRecord) throws(CSVHeaderFaults) {
        let names = record.fields.map { Self.trimmed($0.text).lowercased() }
        guard let layout = Self.layout(of: names) else {
            let all = CSVLayout.allCases
                .map { "\($0.rawValue) (\($0.required.map(\.rawValue).joined(separator: ",")))" }
                .joined(separator: ", ")
            throw CSVHeaderFaults([
                CSVFault(record.line, 1, "the first line names the columns of no known layout; layouts: \(all)")
            ])
        }
        var positions: [CSVColumn: Int] = [:]
        var faults: [CSVFault] = []
        for (index, name) in names.enumerated() where !name.isEmpty {
            let field = record.fields[index]
            guard let column = CSVColumn(rawValue: name), layout.columns.contains(column) else {
                let message = "unknown column \(quoted(name)) of a \(layout.rawValue) file"
                faults.append(CSVFault(field.line, field.column, message + Self.suggestion(for: name, in: layout)))
                continue
            }
            if positions.updateValue(index, forKey: column) != nil {
                faults.append(CSVFault(field.line, field.column, "the column \(name) stands here a second time"))
            }
        }
        for column in layout.required where positions[column] == nil {
            let message = "the column \(column.rawValue) of a \(layout.rawValue) file is missing"
            faults.append(CSVFault(record.line, 1, message))
        }
        guard faults.isEmpty else { throw CSVHeaderFaults(faults) }
        (self.layout, self.positions, self.count) = (layout, positions, names.count)
    }

    /// The layout with most columns found and fewest required ones missing; `nil` where no layout fits by half.
    private static func layout(of names: [String]) -> CSVLayout? {
        let found = Set(names.compactMap(CSVColumn.init(rawValue:)))
        let scores = CSVLayout.allCases.map { layout in
            let matches = layout.columns.count(where: { found.contains($0) })
            return (layout, matches, matches - layout.required.count(where: { !found.contains($0) }))
        }
        // A layout that comes first wins a tie.
        let best = scores.reduce(nil as (CSVLayout, Int, Int)?) { best, next in
            guard let best, best.2 >= next.2 else { return next }
            return best
        }
        guard let best, best.1 >= 2, best.2 >= 0 else { return nil }
        return best.0
    }

    private static func suggestion(for name: String, in layout: CSVLayout) -> String {
        NearMiss.nearest(to: name, among: layout.columns.map(\.rawValue)).map { ", did you mean \"\($0)\"?" } ?? ""
    }

    /// The text without white space around it.
    static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}

/// What is wrong with a header; never empty.
struct CSVHeaderFaults: Error {
    let faults: [CSVFault]

    init(_ faults: [CSVFault]) { self.faults = faults }
}

/// The text in quotes, cut to what helps to find it, without line breaks.
func quoted(_ text: String) -> String {
    let limit = 40
    let cut = text.count > limit ? text.prefix(limit) + "…" : text[...]
    return "\"" + cut.map { $0.isNewline ? " " : String($0) }.joined() + "\""
}
