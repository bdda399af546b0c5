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
            let mask = account["mask"]?.string.map { " ·" + $0 } ?? ""
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
        let figures = Figures(look: look)
        let currency = answer["totals"]?["currency"]?.string
        var table = TextTable([
            .text("SYMBOL", shortest: 8), .text("NAME", rank: 4, shortest: 12), .number("QTY", rank: 2),
            .number("PRICE", rank: 3), .number("VALUE"), .number("GAIN", rank: 1), .number("GAIN %", rank: 5),
            .number("TODAY", rank: 8), .number("WEIGHT", rank: 6), .text("SOURCE", rank: 7),
        ])
        for position in answer["positions"]?.array ?? [] {
            table.add([
                figures.text(position["symbol"]?.string == nil ? position["name"] : position["symbol"], .strong),
                figures.text(position["name"]), figures.quantity(position["qty"]),
                figures.price(position["current_price"]), figures.money(position["market_value"], currency: currency),
                figures.gain(position["unrealized_pl"], currency: currency),
                figures.change(position["unrealized_plpc"]),
                position["change_today"]?.isNull == false ? figures.change(position["change_today"]) : "",
                figures.share(position["weight"]), figures.text(position["data_source"]),
            ])
            guard showsSources else { continue }
            for source in position["sources"]?.array ?? [] { table.add(self.source(source, figures, currency)) }
        }
        for cash in answer["cash"]?.array ?? [] {
            let code = cash["currency"]?.string ?? ""
            table.add([
                "Cash", TextTable.Cell(code), "", "", figures.money(cash["value"], currency: currency), "", "", "", "",
            ])
        }
        guard !table.isEmpty else { return "Nothing is held here.\n" }
        let totals = answer["totals"]
        let gain = totals?["unrealized_pl"]?.isNull == false
        table.total([
            "Total", TextTable.Cell(currency ?? ""), "", "", figures.money(totals?["total_value"], currency: currency),
            gain ? figures.gain(totals?["unrealized_pl"], currency: currency) : "",
            gain ? figures.change(totals?["unrealized_plpc"]) : "",
        ])
        return table.rendered(look)
    }

    private static func source(_ source: JSONValue, _ figures: Figures, _ currency: String?) -> [TextTable.Cell] {
        let names = [source["account_name"]?.string, source["institution"]?.string].compactMap { $0 }
        return [
            TextTable.Cell(figures.look.branch + (source["adapter"]?.string ?? ""), .faint),
            TextTable.Cell(names.joined(separator: ", "), .faint), figures.quantity(source["qty"]),
            figures.price(source["price"]), figures.money(source["market_value"], currency: currency),
        ]
    }

    /// `portfolio.value`.
    package static func value(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        let currency = answer["currency"]?.string
        var facts = FactList()
        facts.add(
            "Total value",
            TextTable.Cell(figures.moneyWithCode(answer["total_value"], currency: currency).text, .strong)
        )
        facts.add("Holdings", figures.money(answer["holdings_value"], currency: currency))
        facts.add("Cash", figures.money(answer["cash"], currency: currency))
        facts.add("Cost basis", figures.money(answer["cost_basis"], currency: currency))
        facts.add("Gain", both(answer["unrealized_pl"], answer["unrealized_plpc"], currency, figures))
        let day = answer["day"]
        if day?["basis"]?.string != "none" {
            facts.add("Today", both(day?["change"], day?["change_percent"], currency, figures))
        }
        facts.add("As of", figures.time(answer["as_of"]))
        facts.add("Accounts", figures.count(answer["accounts"]))
        facts.add("Data quality", figures.count(answer["data_quality"]))
        for stale in answer["stale"]?.array ?? [] { facts.add("Stale", figures.text(stale["reason"], .warning)) }
        return facts.rendered(look)
    }

    private static func both(
        _ amount: JSONValue?,
        _ ratio: JSONValue?,
        _ currency: String?,
        _ figures: Figures
    ) -> TextTable.Cell {
        let gain = figures.gain(amount, currency: currency)
        guard ratio?.isNull == false else { return gain }
        return TextTable.Cell(gain.text + " (" + figures.change(ratio).text + ")", gain.tone)
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
                blankWhereNull(activity["qty"], figures.quantity), blankWhereNull(activity["price"], figures.price),
                figures.gain(activity["amount"], currency: activity["currency"]?.string),
                figures.text(activity["currency"]), TextTable.Cell(names[account] ?? account),
                figures.text(activity["description"]),
            ])
        }
        guard !table.isEmpty else { return "No activities.\n" }
        return table.rendered(look) + more(answer, "folio activities")
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
        return table.rendered(look) + more(answer, "folio orders")
    }

    private static func blankWhereNull(
        _ value: JSONValue?,
        _ cell: (JSONValue?) -> TextTable.Cell
    ) -> TextTable.Cell {
        value?.isNull == false ? cell(value) : ""
    }

    private static func more(_ answer: JSONValue, _ command: String) -> String {
        guard let cursor = answer["next_cursor"]?.string else { return "" }
        return "There are more: \(command) --cursor \(PlainText.of(cursor))\n"
    }
}
