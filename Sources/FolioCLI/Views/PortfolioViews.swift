package import FolioModel

/// Answers of `portfolio.*` and `accounts.list` as people read them.
package enum PortfolioViews {
    /// `accounts.list`.
    package static func accounts(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("ACCOUNT", shortest: 12), .text("INSTITUTION", rank: 4, shortest: 8), .text("TYPE", rank: 6),
            .text("SOURCE", rank: 3), .number("VALUE"), .number("CASH", rank: 2), .number("SHARE", rank: 5),
            .text("ID", rank: 1),
        ])
        let accounts = answer["accounts"]?.array ?? []
        guard !accounts.isEmpty else { return "No accounts. `folio connections link` connects one.\n" }
        for account in accounts {
            let mask = account["mask"]?.string.map { " " + look.mask + $0 } ?? ""
            table.add([
                TextTable.Cell((account["name"]?.string ?? "") + mask), figures.text(account["institution"]),
                figures.text(account["subtype"]?.string == nil ? account["type"] : account["subtype"]),
                figures.text(account["provider"]), figures.money(account["portfolio_value"]),
                figures.money(account["cash"]), figures.share(account["percentage"]), figures.text(account["id"]),
            ])
        }
        table.total(["Total", "", "", "", figures.money(answer["total_value"])])
        return table.rendered(look)
    }

    /// `portfolio.positions`; with a line for each source where asked for.
    package static func positions(_ answer: JSONValue, showsSources: Bool, _ look: Look) -> String {
        var table = positionTable(answer, showsSources: showsSources, hasNames: true, look)
        guard !table.isEmpty else { return "Nothing is held here.\n" }
        if !table.shows(nameColumn, look) {
            table = positionTable(answer, showsSources: showsSources, hasNames: false, look)
        }
        return table.rendered(look)
    }

    /// Where names stand.
    private static let nameColumn = 1

    /// The rows; without room for names, what has no symbol has its name instead.
    private static func positionTable(
        _ answer: JSONValue,
        showsSources: Bool,
        hasNames: Bool,
        _ look: Look
    ) -> TextTable {
        let figures = Figures(look: look)
        let currency = answer["totals"]?["currency"]?.string
        var table = TextTable([
            .text("SYMBOL", shortest: 8), .text("NAME", rank: 4, shortest: 12), .number("QTY", rank: 2),
            .number("PRICE", rank: 3), .number("VALUE"), .number("GAIN", rank: 1), .number("GAIN %", rank: 5),
            .number("TODAY", rank: 8), .number("WEIGHT", rank: 6), .text("SOURCE", rank: 7),
        ])
        for position in answer["positions"]?.array ?? [] {
            let names = self.names(position, hasNames: hasNames, figures)
            table.add([
                names.symbol, names.name, figures.quantity(position["qty"]),
                figures.price(position["current_price"]), figures.money(position["market_value"], currency: currency),
                figures.gain(position["unrealized_pl"], currency: currency),
                figures.change(position["unrealized_plpc"]),
                position["change_today"]?.isNull == false ? figures.change(position["change_today"]) : "",
                figures.share(position["weight"]), figures.text(position["data_source"]),
            ])
            guard showsSources else { continue }
            let sources = position["sources"]?.array ?? []
            for (index, source) in sources.enumerated() {
                let branch = index == sources.count - 1 ? look.lastBranch : look.branch
                table.add(self.source(source, branch, figures, currency))
            }
        }
        for cash in answer["cash"]?.array ?? [] {
            let code = cash["currency"]?.string ?? ""
            table.add([
                "Cash", TextTable.Cell(code), "", "", figures.money(cash["value"], currency: currency), "", "", "", "",
            ])
        }
        guard !table.isEmpty else { return table }
        let totals = answer["totals"]
        let gain = totals?["unrealized_pl"]?.isNull == false
        table.total([
            "Total", TextTable.Cell(currency ?? ""), "", "", figures.money(totals?["total_value"], currency: currency),
            gain ? figures.gain(totals?["unrealized_pl"], currency: currency) : "",
            gain ? figures.change(totals?["unrealized_plpc"]) : "",
        ])
        return table
    }

    /// What stands under SYMBOL and under NAME.
    private static func names(
        _ position: JSONValue,
        hasNames: Bool,
        _ figures: Figures
    ) -> (symbol: TextTable.Cell, name: TextTable.Cell) {
        let contract = position["option_contract"].map(figures.contract) ?? ""
        let name = position["name"]?.string ?? (contract.isEmpty ? nil : contract)
        if let symbol = position["symbol"]?.string {
            return (TextTable.Cell(symbol, .strong), TextTable.Cell(hasNames ? name ?? "" : ""))
        }
        let title = TextTable.Cell(name ?? position["asset_id"]?.string ?? "")
        return hasNames ? (figures.nothing, title) : (title, "")
    }

    private static func source(
        _ source: JSONValue,
        _ branch: String,
        _ figures: Figures,
        _ currency: String?
    ) -> [TextTable.Cell] {
        let names = [source["account_name"]?.string, source["institution"]?.string].compactMap { $0 }
        return [
            TextTable.Cell(branch + (source["adapter"]?.string ?? ""), .faint),
            TextTable.Cell(names.joined(separator: ", "), .faint), figures.quantity(source["qty"]),
            figures.price(source["price"]), figures.money(source["market_value"], currency: currency),
        ]
    }

    /// `portfolio.value`.
    package static func value(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        let currency = answer["currency"]?.string
        func money(_ name: String) -> TextTable.Cell { figures.money(answer[name], currency: currency) }
        var facts = FactList()
        facts.addFigure(
            "Total value",
            TextTable.Cell(money("total_value").text, .strong),
            note: TextTable.Cell(currency ?? "")
        )
        facts.addFigure("Holdings", money("holdings_value"))
        facts.addFigure("Cash", money("cash"))
        facts.addFigure("Cost basis", money("cost_basis"))
        facts.addFigure(
            "Gain",
            figures.gain(answer["unrealized_pl"], currency: currency),
            note: blankWhereNull(answer["unrealized_plpc"], figures.change)
        )
        if let day = answer["day"], day["basis"]?.string != "none" {
            facts.addFigure(
                "Today",
                figures.gain(day["change"], currency: currency),
                note: blankWhereNull(day["change_percent"], figures.change)
            )
        }
        let time = figures.time(answer["as_of"])
        facts.add("As of", time.text.isEmpty ? nil : TextTable.Cell(time.text + " UTC"))
        facts.add("Accounts", figures.count(answer["accounts"]))
        facts.add("Data quality", answer["data_quality"]?.figureText.map { TextTable.Cell($0 + " of 100") })
        for stale in answer["stale"]?.array ?? [] {
            let parts = [stale["connection"]?.string, stale["reason"]?.string].compactMap { $0 }
            facts.add("Stale", TextTable.Cell(parts.joined(separator: ": "), .warning))
        }
        return facts.rendered(look)
    }

    /// The columns of an allocation's bar.
    private static let barWidth = 20

    /// `portfolio.allocation`.
    package static func allocation(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([.text("NAME", shortest: 12), .number("VALUE"), .number("SHARE"), .text("", rank: 1)])
        for slice in answer["slices"]?.array ?? [] {
            let share = slice["percentage"]?.string.flatMap { Ratio(exactly: $0) }?.approximateDouble ?? 0
            let filled = Int((max(0, min(1, share)) * Double(barWidth)).rounded())
            table.add([
                figures.text(slice["name"]), figures.money(slice["value"]), figures.share(slice["percentage"]),
                TextTable.Cell(String(repeating: look.full, count: filled), .good),
            ])
        }
        guard !table.isEmpty else { return "Nothing is held here.\n" }
        table.total(["Total", figures.money(answer["total"])])
        return table.rendered(look)
    }

    /// `portfolio.activities`; `names` are accounts' names by id.
    package static func activities(_ answer: JSONValue, names: [String: String], _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("DATE"), .text("TYPE"), .text("SYMBOL", rank: 1, shortest: 8), .number("QTY", rank: 3),
            .number("PRICE", rank: 4), .number("AMOUNT"), .text("", rank: 5), .text("ACCOUNT", rank: 6, shortest: 8),
            .text("DESCRIPTION", rank: 7, shortest: 12),
        ])
        for activity in answer["activities"]?.array ?? [] {
            let isPending = activity["pending"]?.bool == true
            let account = activity["account"]?.string ?? ""
            table.add([
                figures.text(activity["date"]),
                TextTable.Cell((activity["type"]?.string ?? "") + (isPending ? "*" : "")),
                figures.text(activity["symbol"]),
                blankWhereNone(activity["qty"], figures.quantity), blankWhereNull(activity["price"], figures.price),
                figures.gain(activity["amount"], currency: activity["currency"]?.string),
                figures.text(activity["currency"]), TextTable.Cell(names[account] ?? account),
                figures.text(activity["description"]),
            ])
        }
        guard !table.isEmpty else { return "No activities.\n" }
        return table.rendered(look) + more(answer)
    }

    /// `portfolio.orders`; `names` are accounts' names by id.
    package static func orders(_ answer: JSONValue, names: [String: String], _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("SUBMITTED", rank: 2), .text("SYMBOL"), .text("SIDE"), .text("TYPE", rank: 3), .number("QTY"),
            .number("FILLED", rank: 1), .number("AT", rank: 4), .number("LIMIT", rank: 5), .text("STATUS"),
            .text("ACCOUNT", rank: 6, shortest: 8),
        ])
        for order in answer["orders"]?.array ?? [] {
            let account = order["account"]?.string ?? ""
            table.add([
                figures.time(order["submitted_at"]), figures.text(order["symbol"]), figures.text(order["side"]),
                figures.text(order["type"]), blankWhereNull(order["qty"], figures.quantity),
                blankWhereNull(order["filled_qty"], figures.quantity),
                blankWhereNull(order["filled_avg_price"], figures.price),
                blankWhereNull(order["limit_price"], figures.price), figures.text(order["status"]),
                TextTable.Cell(names[account] ?? account),
            ])
        }
        guard !table.isEmpty else { return "No orders.\n" }
        return table.rendered(look) + more(answer)
    }

    private static func blankWhereNull(
        _ value: JSONValue?,
        _ cell: (JSONValue?) -> TextTable.Cell
    ) -> TextTable.Cell {
        value?.isNull == false ? cell(value) : ""
    }

    /// Where nothing was traded, a 0 would only be noise.
    private static func blankWhereNone(
        _ value: JSONValue?,
        _ cell: (JSONValue?) -> TextTable.Cell
    ) -> TextTable.Cell {
        value?.string.flatMap { Quantity(exactly: $0) } == .zero ? "" : blankWhereNull(value, cell)
    }

    private static func more(_ answer: JSONValue) -> String {
        guard let cursor = answer["next_cursor"]?.string else { return "" }
        // A quote inside would end the shell's word.
        let quoted = PlainText.of(cursor).replacing("'", with: "'\\''")
        return "There are more: the same command with --cursor '\(quoted)'\n"
    }
}
