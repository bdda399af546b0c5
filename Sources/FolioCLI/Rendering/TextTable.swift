/// Rows under headings, aligned, and fitted to a width by cutting long texts and leaving columns out.
package struct TextTable: Sendable {
    /// One column.
    package struct Column: Sendable {
        var title: String
        var isNumber: Bool
        /// 0 stays; the higher the number, the earlier the column is left out.
        var rank: Int
        /// To how many columns long texts may be cut; `nil` where they are shown whole or not at all.
        var shortest: Int?

        /// A column of texts, which may be cut.
        static func text(_ title: String, rank: Int = 0, shortest: Int? = nil) -> Column {
            Column(title: title, isNumber: false, rank: rank, shortest: shortest)
        }

        /// A column of figures, aligned to the right and shown whole or not at all.
        static func number(_ title: String, rank: Int = 0) -> Column {
            Column(title: title, isNumber: true, rank: rank, shortest: nil)
        }
    }

    /// A text and what its colour says.
    package struct Cell: Sendable, ExpressibleByStringLiteral {
        var text: String
        var tone: Look.Tone

        init(_ text: String, _ tone: Look.Tone = .plain) { (self.text, self.tone) = (PlainText.of(text), tone) }

        package init(stringLiteral value: String) { self.init(value) }
    }

    private let columns: [Column]
    private var rows: [[Cell]] = []
    private var totals: [Cell]?

    /// Makes a table without rows.
    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; missing cells are empty.
    mutating func add(_ cells: [Cell]) { rows.append(padded(cells)) }

    /// Sets the row below the rule.
    mutating func total(_ cells: [Cell]) { totals = padded(cells) }

    var isEmpty: Bool { rows.isEmpty }

    private func padded(_ cells: [Cell]) -> [Cell] {
        Array((cells + Array(repeating: "", count: max(0, columns.count - cells.count))).prefix(columns.count))
    }

    private static let gap = 2

    /// The least columns a text is cut to when nothing else can be left out.
    private static let narrowest = 4

    /// The table's lines, each ending in a newline, none wider than the look allows.
    func rendered(_ look: Look) -> String {
        let natural = naturalWidths(look)
        let (shown, widths) = fit(natural, look)
        var text = line(columns.map { Cell($0.title, .heading) }, shown, widths, look)
        for row in rows { text += line(row, shown, widths, look) }
        if let totals {
            let width = widths.reduce(0, +) + Self.gap * max(0, widths.count - 1)
            text += look.colored(String(repeating: look.rule, count: width), .faint) + "\n"
            text += line(totals.map { Cell($0.text, $0.tone == .plain ? .strong : $0.tone) }, shown, widths, look)
        }
        return text
    }

    /// Whether there is room for a column.
    func shows(_ column: Int, _ look: Look) -> Bool { fit(naturalWidths(look), look).shown.contains(column) }

    private func naturalWidths(_ look: Look) -> [Int] {
        columns.indices.map { index in
            let cells = rows + (totals.map { [$0] } ?? [])
            return cells.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
        }
    }

    /// Which columns are shown, in order, and how wide each is.
    private func fit(_ natural: [Int], _ look: Look) -> (shown: [Int], widths: [Int]) {
        // A column without any content says nothing.
        var shown = columns.indices.filter { index in
            columns[index].rank == 0 || (rows + (totals.map { [$0] } ?? [])).contains { !$0[index].text.isEmpty }
        }
        guard let width = look.width else { return (shown, shown.map { natural[$0] }) }
        while true {
            let least = shown.map { index in columns[index].shortest.map { min($0, natural[index]) } ?? natural[index] }
            let room = width - Self.gap * (shown.count - 1) - least.reduce(0, +)
            if room >= 0 { return (shown, grown(least, to: shown.map { natural[$0] }, room: room)) }
            guard let victim = shown.filter({ columns[$0].rank > 0 }).max(by: { columns[$0].rank < columns[$1].rank })
            else { return (shown, squeezed(shown, least, room: room)) }
            shown.removeAll { $0 == victim }
        }
    }

    /// Gives the room left to cut columns, evenly.
    private func grown(_ least: [Int], to natural: [Int], room: Int) -> [Int] {
        var (widths, room) = (least, room)
        while room > 0 {
            let open = widths.indices.filter { widths[$0] < natural[$0] }
            guard let narrowest = open.min(by: { widths[$0] < widths[$1] }) else { break }
            widths[narrowest] += 1
            room -= 1
        }
        return widths
    }

    /// Where even the columns that stay are too wide: texts are cut further, from the right; then figures that do not
    /// fit are left out one by one.
    private func squeezed(_ shown: [Int], _ least: [Int], room: Int) -> [Int] {
        var (widths, missing) = (least, -room)
        for floor in [Self.narrowest, 1] {
            for isNumber in floor == 1 ? [false, true] : [false] {
                for position in shown.indices.reversed() where columns[shown[position]].isNumber == isNumber {
                    let spare = min(missing, max(0, widths[position] - floor))
                    widths[position] -= spare
                    missing -= spare
                }
            }
        }
        return widths
    }

    /// The text in at most so many columns: half a figure would be a wrong one, so it is whole or an ellipsis.
    private func fitted(_ text: String, isNumber: Bool, to width: Int, _ look: Look) -> String {
        guard isNumber, DisplayWidth.of(text) > width else {
            return DisplayWidth.cut(text, to: width, ellipsis: look.ellipsis)
        }
        return DisplayWidth.cut(look.ellipsis, to: width, ellipsis: "")
    }

    private func line(_ cells: [Cell], _ shown: [Int], _ widths: [Int], _ look: Look) -> String {
        var line = ""
        for (position, index) in shown.enumerated() {
            if position > 0 { line += String(repeating: " ", count: Self.gap) }
            let cell = cells[index]
            let text = fitted(cell.text, isNumber: columns[index].isNumber, to: widths[position], look)
            let padding = String(repeating: " ", count: max(0, widths[position] - DisplayWidth.of(text)))
            line += columns[index].isNumber ? padding + look.colored(text, cell.tone) : look.colored(text, cell.tone)
            if !columns[index].isNumber, position < shown.count - 1 { line += padding }
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }
}
