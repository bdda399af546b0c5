/// Labels and their values, aligned: texts to the left, figures to the right.
struct FactList: Sendable {
    private enum Value: Sendable {
        case text(TextTable.Cell)
        case figure(TextTable.Cell, note: TextTable.Cell)
    }

    private var facts: [(label: String, value: Value)] = []

    /// Adds a line; none where there is no value.
    mutating func add(_ label: String, _ value: TextTable.Cell?) {
        if let value, !value.text.isEmpty { facts.append((label, .text(value))) }
    }

    /// Adds a figure, with what belongs behind it such as a currency or a percentage.
    mutating func addFigure(_ label: String, _ value: TextTable.Cell, note: TextTable.Cell = "") {
        facts.append((label, .figure(value, note: note)))
    }

    private static let gap = 2

    /// The fewest columns a value is squeezed into before it goes below its label.
    private static let narrowest = 20

    /// The lines, each ending in a newline; long texts go on below themselves, and on a very narrow terminal values
    /// stand below their labels.
    ///
    /// A single word is never broken, so that a path or a token can be copied.
    func rendered(_ look: Look) -> String {
        let labels = facts.reduce(0) { max($0, DisplayWidth.of($1.label)) } + Self.gap
        let figures = facts.reduce(0) { widest, fact in
            if case .figure(let cell, _) = fact.value { max(widest, DisplayWidth.of(cell.text)) } else { widest }
        }
        let isNarrow = look.width.map { $0 < labels + max(Self.narrowest, widestFigure(figures)) } ?? false
        let indent = isNarrow ? Self.gap : labels
        return facts.map { label, value in
            let between = isNarrow ? "\n" + spaces(indent) : spaces(labels - DisplayWidth.of(label))
            return look.colored(label, .faint) + between + text(value, figures, indent, look) + "\n"
        }.joined()
    }

    /// The columns of the widest figure with its note, where figures take that many.
    private func widestFigure(_ figures: Int) -> Int {
        facts.reduce(0) { widest, fact in
            guard case .figure(_, let note) = fact.value, !note.text.isEmpty else { return max(widest, figures) }
            return max(widest, figures + 1 + DisplayWidth.of(note.text))
        }
    }

    private func text(_ value: Value, _ figures: Int, _ indent: Int, _ look: Look) -> String {
        switch value {
        case .text(let cell):
            let lines = DisplayWidth.lines(cell.text, width: look.width.map { max(1, $0 - indent) })
            return lines.map { look.colored($0, cell.tone) }.joined(separator: "\n" + spaces(indent))
        case .figure(let cell, let note):
            let figure = spaces(figures - DisplayWidth.of(cell.text)) + look.colored(cell.text, cell.tone)
            guard !note.text.isEmpty else { return figure }
            let room = look.width.map { $0 - indent }
            guard let room, figures + 1 + DisplayWidth.of(note.text) > room else {
                return figure + " " + look.colored(note.text, note.tone)
            }
            // Beside the figure there is no room, so it goes below.
            let lines = DisplayWidth.lines(note.text, width: max(1, room))
            return ([figure] + lines.map { look.colored($0, note.tone) }).joined(separator: "\n" + spaces(indent))
        }
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
