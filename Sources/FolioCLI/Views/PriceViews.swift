package import FolioModel

/// `prices.*` and `mappings.*` as people read them.
package enum PriceViews {
    /// `prices.latest`.
    package static func latest(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("SYMBOL"), .number("PRICE"), .number("CHANGE", rank: 3), .text("CURRENCY", rank: 2),
            .text("AS OF", rank: 1), .text("SOURCE", rank: 4),
        ])
        for price in answer["prices"]?.array ?? [] {
            table.add([
                figures.text(price["symbol"], .strong), figures.price(price["price"]), change(price, figures),
                figures.text(price["currency"]), figures.time(price["as_of"]), figures.text(price["source"]),
            ])
        }
        return table.isEmpty ? "No price is known.\n" : table.rendered(look)
    }

    /// Against the close before; empty where that is not known.
    private static func change(_ price: JSONValue, _ figures: Figures) -> TextTable.Cell {
        guard let now = price["price"]?.string.flatMap({ Price(exactly: $0) }),
            let before = price["previous_close"]?.string.flatMap({ Price(exactly: $0) }),
            let ratio = try? (now - before).ratio(to: before)
        else { return "" }
        return figures.change(.string(ratio.description))
    }

    /// `prices.history`: a line over the closes, or a row for each, and what is missing.
    ///
    /// - Parameters:
    ///   - answer: The daemon's.
    ///   - symbol: Which was asked for.
    ///   - showsRows: Whether every close is listed instead of drawn.
    ///   - look: How it is drawn.
    /// - Returns: The lines.
    package static func history(_ answer: JSONValue, symbol: String, showsRows: Bool, _ look: Look) -> String {
        let figures = Figures(look: look)
        let closes = zip(answer["dates"]?.array ?? [], answer["closes"]?.array ?? [])
        let name = answer["symbol"]?.string ?? symbol
        let points = closes.compactMap { date, close -> LineChart.Point? in
            guard let day = date.string.flatMap({ Day($0) }), let price = close.string.flatMap({ Price(exactly: $0) })
            else { return nil }
            return LineChart.Point(day, price.approximateDouble)
        }
        guard let first = points.first, let last = points.last else {
            return PlainText.of("No close of \(name) is known in that time.") + "\n" + missing(answer, look)
        }
        let count = points.count == 1 ? "1 close" : "\(points.count) closes"
        let currency = answer["currency"]?.string.map { " in \($0)" } ?? ""
        let title = PlainText.of("\(name)\(currency), \(first.day) to \(last.day), \(count)")
        let heading = DisplayWidth.lines(title, width: look.width).map { look.colored($0, .strong) + "\n" }.joined()
        guard showsRows else { return heading + "\n" + LineChart(points).rendered(look) + missing(answer, look) }
        var table = TextTable([.text("DATE"), .number("CLOSE")])
        for (date, close) in closes { table.add([figures.text(date), figures.price(close)]) }
        return heading + "\n" + table.rendered(look) + missing(answer, look)
    }

    /// How many sessions have no close, and why.
    private static func missing(_ answer: JSONValue, _ look: Look) -> String {
        guard let count = answer["missing"]?.int, count > 0 else { return "" }
        let reason =
            switch answer["state"]?.string {
            case "unmapped": "no source knows which symbol is meant; see `folio mappings`"
            case "source_down": "the source could not be asked; try again later"
            default: "no source has them"
            }
        let detail = answer["detail"]?.string.map { " (\($0))" } ?? ""
        let text = "\(count) \(count == 1 ? "session has" : "sessions have") no close: \(reason)\(detail)."
        return DisplayWidth.lines(PlainText.of(text), width: look.width).map { look.colored($0, .warning) + "\n" }
            .joined()
    }

    /// `prices.usage`.
    package static func usage(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("DATE"), .text("SOURCE"), .number("CALLS"), .number("SYMBOLS", rank: 3), .number("HITS", rank: 4),
            .number("MISSES", rank: 5), .number("HIT RATE", rank: 1), .number("SAVED", rank: 2),
            .number("COST", rank: 6),
        ])
        for row in answer["usage"]?.array ?? [] {
            table.add([
                figures.text(row["date"]?.string == nil ? row["day"] : row["date"]),
                figures.text(row["source"], .strong), figures.count(row["calls"]), figures.count(row["symbols"]),
                figures.count(row["cache_hits"]), figures.count(row["cache_misses"]), figures.share(row["hit_rate"]),
                figures.count(row["calls_saved"]), figures.price(row["estimated_cost"]),
            ])
        }
        return table.isEmpty ? "No price source has been asked in that time.\n" : table.rendered(look)
    }

    /// `mappings.list`.
    package static func mappings(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("SECURITY"), .text("NAME", rank: 2, shortest: 10), .text("TICKER", rank: 6),
            .text("CODE", rank: 7), .text("TYPE", rank: 8), .text("SOURCE", rank: 5), .text("STATE", rank: 4),
            .text("SYMBOL"), .text("BY", rank: 9), .number("SURE", rank: 10), .text("MAY BE", rank: 1, shortest: 8),
            .text("WHY", rank: 3, shortest: 12),
        ])
        for mapping in answer["mappings"]?.array ?? [] {
            let code = mapping["isin"]?.string == nil ? mapping["cusip"] : mapping["isin"]
            table.add([
                figures.text(mapping["security"]), figures.text(mapping["name"]), figures.text(mapping["ticker"]),
                figures.text(code), figures.text(mapping["type"]), figures.text(mapping["source"]),
                TextTable.Cell(mapping["state"]?.string ?? "", DaemonViews.tone(mapping["state"])),
                figures.text(mapping["symbol"], .strong), figures.text(mapping["method"]),
                mapping["confidence"]?.isNull == false ? figures.share(mapping["confidence"]) : "",
                TextTable.Cell(candidates(mapping["candidates"])), figures.text(mapping["reason"]),
            ])
        }
        return table.isEmpty ? "No mappings.\n" : table.rendered(look)
    }

    /// `mappings.resolve`.
    package static func resolution(_ answer: JSONValue, _ look: Look) -> String {
        let (security, symbol) = (answer["security"]?.string ?? "", answer["symbol"]?.string ?? "")
        let source = answer["source"]?.string.map { " at \($0)" } ?? ""
        var outcome = JSONObject()
        (outcome["state"], outcome["missing"]) = (answer["prices"], answer["missing"])
        outcome["detail"] = answer["detail"]
        return PlainText.of("\(security) is priced as \(symbol)\(source).") + "\n" + missing(.object(outcome), look)
    }

    private static func candidates(_ value: JSONValue?) -> String {
        (value?.array ?? []).compactMap { $0.string ?? $0["symbol"]?.string }.joined(separator: ", ")
    }
}
