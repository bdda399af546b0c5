package import FolioModel

/// `prices.*` and `mappings.*` as people read them.
package enum PriceViews {
    /// `prices.latest`.
    package static func latest(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("SYMBOL"), .number("PRICE"), .text("CURRENCY", rank: 2), .text("AS OF", rank: 1),
            .text("SOURCE", rank: 3), .text("", rank: 4),
        ])
        for price in answer["prices"]?.array ?? [] {
            let time = figures.time(price["as_of"])
            table.add([
                figures.text(price["symbol"], .strong), figures.price(price["price"]), figures.text(price["currency"]),
                time.text.isEmpty ? figures.text(price["as_of"]) : time,
                figures.text(price["source"]?.string == nil ? price["adapter"] : price["source"]),
                figures.text(price["reason"], .warning),
            ])
        }
        return table.isEmpty ? "No price is known.\n" : table.rendered(look)
    }

    /// `prices.history`: a line and a row for each close, or where it is long the line alone.
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
            return PlainText.of("No close of \(name) is known in that time.") + "\n"
        }
        let count = points.count == 1 ? "1 close" : "\(points.count) closes"
        let title = PlainText.of("\(name), \(first.day) to \(last.day), \(count)")
        let heading = DisplayWidth.lines(title, width: look.width).map { look.colored($0, .strong) + "\n" }.joined()
        guard showsRows else { return heading + "\n" + LineChart(points).rendered(look) }
        var table = TextTable([.text("DATE"), .number("CLOSE")])
        for (date, close) in closes { table.add([figures.text(date), figures.price(close)]) }
        return heading + "\n" + table.rendered(look)
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
            .text("CODE", rank: 5), .text("TYPE", rank: 7), .text("STATE", rank: 4), .text("SYMBOL"),
            .text("BY", rank: 3), .number("SURE", rank: 8), .text("MAY BE", rank: 1, shortest: 8),
        ])
        for mapping in answer["mappings"]?.array ?? [] {
            let code = mapping["isin"]?.string == nil ? mapping["cusip"] : mapping["isin"]
            table.add([
                figures.text(mapping["security"]), figures.text(mapping["name"]), figures.text(mapping["ticker"]),
                figures.text(code), figures.text(mapping["type"]),
                TextTable.Cell(mapping["state"]?.string ?? "", DaemonViews.tone(mapping["state"])),
                figures.text(mapping["symbol"], .strong), figures.text(mapping["method"]),
                confidence(mapping["confidence"], figures), TextTable.Cell(candidates(mapping["candidates"])),
            ])
        }
        return table.isEmpty ? "No mappings.\n" : table.rendered(look)
    }

    /// A quality from 0 to 100, or a fraction.
    private static func confidence(_ value: JSONValue?, _ figures: Figures) -> TextTable.Cell {
        if let number = value?.int { return TextTable.Cell(String(number)) }
        return value?.string == nil ? "" : figures.share(value)
    }

    private static func candidates(_ value: JSONValue?) -> String {
        (value?.array ?? []).compactMap { $0.string ?? $0["symbol"]?.string }.joined(separator: ", ")
    }
}
