import FolioModel

/// `portfolio.history` as people read it.
package enum HistoryViews {
    /// A line over the sessions, and what it comes to.
    ///
    /// - Parameters:
    ///   - history: The daemon's answer.
    ///   - height: Rows of the drawing.
    ///   - look: How it is drawn.
    /// - Returns: The lines; a sentence where there is nothing to draw.
    package static func chart(_ history: HistoryAnswer, height: Int = LineChart.usualHeight, _ look: Look) -> String {
        guard let first = history.rows.first, let last = history.rows.last else { return nothing(history, look) }
        let points = history.rows.map { row in
            LineChart.Point(
                row.day,
                row.value.approximateDouble,
                quality: row.quality,
                isLive: row.kind == "live",
                isInGap: history.isInGap(row.day)
            )
        }
        let count = history.rows.count
        let title = "\(first.day) to \(last.day), \(count) \(count == 1 ? "session" : "sessions")"
        return sentence(title, .strong, look) + "\n" + LineChart(points, height: height).rendered(look) + "\n"
            + facts(history, look) + gaps(history, look)
    }

    /// A row for each session.
    package static func table(_ history: HistoryAnswer, _ look: Look) -> String {
        guard !history.rows.isEmpty else { return nothing(history, look) }
        let figures = Figures(look: look)
        func money(_ amount: Amount?) -> TextTable.Cell {
            figures.money(amount.map { .string($0.description) }, currency: history.currency)
        }
        var table = TextTable([
            .text("DATE"), .number("VALUE"), .number("CHANGE", rank: 2), .number("FLOWS", rank: 3),
            .number("CASH", rank: 4), .number("COST BASIS", rank: 6), .number("QUALITY", rank: 1),
            .text("KIND", rank: 5),
        ])
        var before: Amount?
        for row in history.rows {
            let change = before.flatMap { try? row.value - $0 }
            table.add([
                TextTable.Cell(row.day.description), money(row.value),
                change.map { figures.gain(.string($0.description), currency: history.currency) } ?? "",
                row.flow.isZero ? "" : figures.gain(.string(row.flow.description), currency: history.currency),
                money(row.cash), money(row.costBasis),
                TextTable.Cell(String(row.quality), tone(row.quality)),
                TextTable.Cell(row.kind.replacing("_", with: " "), .faint),
            ])
            before = row.value
        }
        return table.rendered(look) + gaps(history, look)
    }

    private static func nothing(_ history: HistoryAnswer, _ look: Look) -> String {
        let reason = history.gaps.isEmpty ? "Nothing is known in that time.\n" : "Nothing is known in that time:\n"
        return reason + gaps(history, look)
    }

    private static func tone(_ quality: Int) -> Look.Tone {
        quality >= 100 ? .faint : quality >= 80 ? .plain : .warning
    }

    private static func sentence(_ text: String, _ tone: Look.Tone, _ look: Look) -> String {
        DisplayWidth.lines(PlainText.of(text), width: look.width).map { look.colored($0, tone) + "\n" }.joined()
    }

    // MARK: What it comes to

    private static func facts(_ history: HistoryAnswer, _ look: Look) -> String {
        let figures = Figures(look: look)
        let rows = history.rows
        func money(_ amount: Amount) -> TextTable.Cell {
            figures.money(.string(amount.description), currency: history.currency)
        }
        func gain(_ amount: Amount) -> TextTable.Cell {
            figures.gain(.string(amount.description), currency: history.currency)
        }
        var facts = FactList()
        if let last = rows.last {
            let live = last.kind == "live" ? "\(look.marker) live, " : ""
            let note = [history.currency, live + "on \(last.day)"].compactMap { $0 }.joined(separator: " ")
            facts.addFigure("Value", TextTable.Cell(money(last.value).text, .strong), note: TextTable.Cell(note))
        }
        guard rows.count > 1 else { return facts.rendered(look) + qualityLine(history, look) }
        facts.addFigure(
            "Change",
            figures.gain(history.change, currency: history.currency),
            note: history.changePercent?.isNull == false ? figures.change(history.changePercent) : ""
        )
        if let flow = history.flow, !flow.isZero {
            facts.addFigure("Of it flows", gain(flow), note: "came in or went out")
        }
        if let low = rows.min(by: { $0.value < $1.value }), let high = rows.max(by: { $0.value < $1.value }),
            low.value != high.value
        {
            facts.addFigure("Lowest", money(low.value), note: TextTable.Cell("on \(low.day)"))
            facts.addFigure("Highest", money(high.value), note: TextTable.Cell("on \(high.day)"))
        }
        return facts.rendered(look) + qualityLine(history, look)
    }

    /// How sure the sessions are, where one is not.
    private static func qualityLine(_ history: HistoryAnswer, _ look: Look) -> String {
        let unsure = history.rows.filter { $0.quality < 100 }
        guard let least = unsure.min(by: { $0.quality < $1.quality }) else { return "" }
        let count = "below 100 on \(unsure.count) of \(history.rows.count) sessions"
        let text = "Quality is \(count), where the line is dotted; the least is \(least.quality) on \(least.day)."
        return "\n"
            + sentence(look.isUnicode ? text : text.replacing(", where the line is dotted", with: ""), .plain, look)
    }

    /// A line for each stretch that is not known.
    private static func gaps(_ history: HistoryAnswer, _ look: Look) -> String {
        history.gaps.map { gap in
            let (from, to) = (gap.days.lowerBound, gap.days.upperBound)
            let days = from == to ? "\(from)" : "\(from) to \(to)"
            return sentence("Gap \(days)" + (gap.reason.isEmpty ? "" : ": \(gap.reason)"), .warning, look)
        }.joined()
    }
}
