package import FolioModel

/// `portfolio.performance`, `portfolio.changes` and `portfolio.explain` as people read them.
package enum PerformanceViews {
    // MARK: Changes

    /// One step from the start to the end.
    private struct Step {
        var label: String
        var amount: Amount
        /// Whether it is shown where it is nothing.
        var isShownAlways = false
    }

    /// The steps in order; costs and what went out are negative here.
    private static func steps(_ answer: JSONValue) -> [Step] {
        func amount(_ name: String) -> Amount { answer[name]?.string.flatMap { Amount(exactly: $0) } ?? .zero }
        return [
            Step(label: "Contributions", amount: amount("contributions")),
            Step(label: "Withdrawals", amount: -amount("withdrawals")),
            Step(label: "Market gain", amount: amount("market_gain"), isShownAlways: true),
            Step(label: "FX gain", amount: amount("fx_gain")), Step(label: "Income", amount: amount("income")),
            Step(label: "Fees", amount: -amount("fees")), Step(label: "Taxes", amount: -amount("taxes")),
            Step(label: "Unexplained", amount: amount("unexplained")),
        ]
    }

    /// The columns of the bars.
    private static let barWidth = 32

    /// `portfolio.changes`: a waterfall.
    package static func changes(_ answer: JSONValue, _ look: Look) -> String {
        guard let start = answer["start_value"]?.string.flatMap({ Amount(exactly: $0) }),
            let end = answer["end_value"]?.string.flatMap({ Amount(exactly: $0) })
        else { return "Nothing is known in that time.\n" }
        guard answer["from"]?.isNull != true || answer["to"]?.isNull != true || !start.isZero || !end.isZero else {
            return "Nothing is known in that time.\n"
        }
        let figures = Figures(look: look)
        let currency = answer["currency"]?.string
        let shown = steps(answer).filter { $0.isShownAlways || !$0.amount.isZero }
        let levels = shown.reduce(into: [start]) { levels, step in
            levels.append((try? (levels.last ?? start) + step.amount) ?? end)
        }
        let bars = WaterfallBars(levels, width: barWidth, look)
        var table = TextTable([.text("", shortest: 8), .number(currency ?? "AMOUNT"), .text("", rank: 1)])
        func money(_ amount: Amount) -> TextTable.Cell {
            figures.money(.string(amount.description), currency: currency)
        }
        table.add([label("Start", answer["from"]), money(start), TextTable.Cell(bars.mark(start), .strong)])
        for (index, step) in shown.enumerated() {
            let amount = figures.gain(.string(step.amount.description), currency: currency)
            let isDoubtful = step.label == "Unexplained"
            table.add([
                TextTable.Cell(step.label, isDoubtful ? .warning : .plain),
                isDoubtful ? TextTable.Cell(amount.text, .warning) : amount,
                TextTable.Cell(bars.bar(levels[index], levels[index + 1]), isDoubtful ? .warning : amount.tone),
            ])
        }
        table.total([label("End", answer["to"]), money(end), TextTable.Cell(bars.mark(end), .strong)])
        return table.rendered(look) + remainder(levels.last ?? start, end, figures, currency, look)
    }

    private static func label(_ text: String, _ day: JSONValue?) -> TextTable.Cell {
        TextTable.Cell(day?.string.map { "\(text), \($0)" } ?? text, .strong)
    }

    /// A warning where the parts do not come to the end as they should.
    private static func remainder(
        _ sum: Amount,
        _ end: Amount,
        _ figures: Figures,
        _ currency: String?,
        _ look: Look
    ) -> String {
        guard sum != end else { return "" }
        let text = figures.money(.string(sum.description), currency: currency).text
        return look.colored("The parts come to \(text), not to the end value: please report this.", .bad) + "\n"
    }

    // MARK: Performance

    /// `portfolio.performance`.
    package static func performance(_ answer: JSONValue, _ look: Look) -> String {
        guard answer["from"]?.string != nil else { return "Nothing is known in that time.\n" }
        let figures = Figures(look: look)
        let days = answer["days"]?.figureText ?? "0"
        var facts = FactList()
        let span = [answer["from"], answer["to"]].compactMap { $0?.string }.joined(separator: " to ")
        facts.add("Period", TextTable.Cell("\(span), \(Figures.grouped(days)) \(days == "1" ? "day" : "days")"))
        addReturn("Return", "twr", "time-weighted", answer, &facts, figures)
        addReturn("Return on money", "mwr", "money-weighted", answer, &facts, figures)
        facts.addFigure("Volatility", figures.share(answer["volatility"]), note: "a year")
        facts.addFigure("Sharpe ratio", decimal(answer["sharpe"], figures))
        if let fall = answer["max_drawdown"], !fall.isNull {
            facts.addFigure("Deepest fall", figures.change(fall["depth"]), note: drawdown(fall))
        }
        for (label, name) in [("Best day", "best_day"), ("Worst day", "worst_day")] {
            guard let day = answer[name], !day.isNull else { continue }
            facts.addFigure(label, figures.change(day["return"]), note: note("on", day["date"]))
        }
        return facts.rendered(look) + benchmark(answer, figures, look) + "\n" + changes(answer, look)
    }

    private static func addReturn(
        _ label: String,
        _ name: String,
        _ kind: String,
        _ answer: JSONValue,
        _ facts: inout FactList,
        _ figures: Figures
    ) {
        let annual = answer[name + "_annualized"]
        let note = kind + (annual?.string == nil ? "" : ", \(figures.change(annual).text) a year")
        facts.addFigure(label, figures.change(answer[name]), note: TextTable.Cell(note))
    }

    private static func note(_ word: String, _ day: JSONValue?) -> TextTable.Cell {
        TextTable.Cell(day?.string.map { "\(word) \($0)" } ?? "")
    }

    private static func drawdown(_ fall: JSONValue) -> TextTable.Cell {
        guard let peak = fall["peak"]?.string, let trough = fall["trough"]?.string else { return "" }
        let end = fall["recovered"]?.string.map { "made up on \($0)" } ?? "not made up"
        return TextTable.Cell("\(peak) to \(trough), \(end)")
    }

    /// A pure number with two decimals.
    private static func decimal(_ value: JSONValue?, _ figures: Figures) -> TextTable.Cell {
        guard let ratio = value?.string.flatMap({ Ratio(exactly: $0) }) else { return figures.nothing }
        return TextTable.Cell(Figures.grouped(ratio.text(decimals: 2)))
    }

    private static func benchmark(_ answer: JSONValue, _ figures: Figures, _ look: Look) -> String {
        guard let other = answer["benchmark"], !other.isNull else { return "" }
        var facts = FactList()
        facts.add("Benchmark", TextTable.Cell(other["symbol"]?.string ?? "", .strong))
        facts.addFigure("Its return", figures.change(other["twr"]))
        facts.addFigure("Beta", decimal(other["beta"], figures))
        facts.addFigure("Alpha", figures.change(other["alpha"]), note: "a year")
        facts.addFigure("Correlation", decimal(other["correlation"], figures))
        facts.addFigure("Tracking error", figures.share(other["tracking_error"]), note: "a year")
        return "\n" + facts.rendered(look)
    }

    // MARK: Explain

    /// `portfolio.explain`; `names` are accounts' names by id.
    package static func explain(_ answer: JSONValue, names: [String: String], _ look: Look) -> String {
        guard let day = answer["date"]?.string else { return "Nothing is known of that date.\n" }
        let figures = Figures(look: look)
        let inputs = answer["inputs"]?.array ?? []
        var table = TextTable([
            .text("ACCOUNT", rank: 3, shortest: 8), .text("SYMBOL", shortest: 6), .text("WHAT"), .number("VALUE"),
            .text("", rank: 1), .text("SOURCE", rank: 2, shortest: 8), .text("ADAPTER", rank: 6),
            .text("AS OF", rank: 5), .number("QUALITY", rank: 4),
        ])
        for input in inputs {
            let account = input["account"]?.string ?? ""
            let quality = input["quality"]?.int ?? 100
            table.add([
                TextTable.Cell(names[account] ?? account), figures.text(input["symbol"], .strong),
                TextTable.Cell(input["kind"]?.string ?? ""),
                input["kind"]?.string == "quantity"
                    ? figures.quantity(input["value"]) : figures.price(input["value"]),
                figures.text(input["currency"], .faint), figures.text(input["source"]), figures.text(input["adapter"]),
                figures.text(input["as_of"]), TextTable.Cell(String(quality), quality < 100 ? .warning : .faint),
            ])
        }
        table.total(["", "", TextTable.Cell(day), figures.money(answer["figure"])])
        return table.isEmpty ? "Nothing was held on \(PlainText.of(day)).\n" : table.rendered(look)
    }
}

/// Bars that go from one level to the next, all on one scale.
private struct WaterfallBars {
    private let low: Double
    private let high: Double
    private let width: Int
    private let look: Look

    /// Takes every level there is.
    init(_ levels: [Amount], width: Int, _ look: Look) {
        let values = levels.map(\.approximateDouble)
        (low, high) = (values.min() ?? 0, values.max() ?? 0)
        (self.width, self.look) = (width, look)
    }

    private func column(_ level: Amount) -> Int {
        guard high > low else { return 0 }
        return Int(((level.approximateDouble - low) / (high - low) * Double(width - 1)).rounded())
    }

    /// A thin mark at a level.
    func mark(_ level: Amount) -> String {
        String(repeating: " ", count: column(level)) + (look.isUnicode ? "│" : "|")
    }

    /// A bar between two levels; nothing where they are the same.
    func bar(_ one: Amount, _ other: Amount) -> String {
        guard one != other else { return "" }
        let (from, to) = (min(column(one), column(other)), max(column(one), column(other)))
        return String(repeating: " ", count: from) + String(repeating: look.full, count: max(1, to - from))
    }
}
