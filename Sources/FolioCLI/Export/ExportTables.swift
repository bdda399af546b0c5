import FolioModel

/// What is exported, as rows.
enum ExportTables {
    /// A row for each session.
    static func history(_ answer: JSONValue) -> CSVText {
        let names = ["dates", "values", "cash", "cost_basis", "net_flows", "quality", "assumed", "kinds"]
        var table = CSVText([
            .plain("date"), .plain("value"), .plain("cash"), .plain("cost_basis"), .plain("net_flow"),
            .plain("quality"), .plain("assumed"), .plain("kind"),
        ])
        let arrays = names.map { answer[$0]?.array ?? [] }
        for index in arrays[0].indices {
            table.add(arrays.map { $0.indices.contains(index) ? $0[index] : nil })
        }
        return table
    }

    /// A row for each security and account, then cash.
    static func positions(_ answer: JSONValue) -> CSVText {
        var table = CSVText([
            .text("account"), .text("account_name"), .text("institution"), .plain("adapter"), .text("symbol"),
            .text("name"), .plain("asset_class"), .plain("security_type"), .plain("qty"), .plain("price"),
            .plain("currency"), .plain("price_as_of"), .plain("market_value"), .plain("cost_basis"),
            .plain("unrealized_pl"), .plain("value_currency"),
        ])
        let base = answer["totals"]?["currency"]
        for position in answer["positions"]?.array ?? [] {
            let source = position["sources"]?.array?.first
            table.add([
                source?["account"], source?["account_name"], source?["institution"], source?["adapter"],
                position["symbol"], position["name"], position["asset_class"], position["security_type"],
                position["qty"], position["current_price"], position["currency"], position["price_as_of"],
                position["market_value"], position["cost_basis"], position["unrealized_pl"], base,
            ])
        }
        for cash in answer["cash"]?.array ?? [] {
            table.add([
                nil, nil, nil, nil, cash["currency"], "Cash", "cash", "cash", cash["amount"], "1", cash["currency"],
                nil, cash["value"], nil, nil, base,
            ])
        }
        return table
    }

    /// A row for each activity; `names` are accounts' names by id.
    static func activities(_ activities: [JSONValue], names: [String: String]) -> CSVText {
        let plain = ["date", "type"]
        let facts = ["symbol", "name"]
        let figures = ["qty", "price", "amount", "fees", "currency"]
        var table = CSVText(
            plain.map { .plain($0) } + facts.map { .text($0) } + figures.map { .plain($0) } + [
                .text("description"), .text("account"), .text("account_name"), .plain("adapter"), .text("subtype"),
                .plain("pending"), .text("id"),
            ]
        )
        for activity in activities {
            let name = activity["account"]?.string.flatMap { names[$0] }
            table.add(
                (plain + facts + figures).map { activity[$0] } + [
                    activity["description"], activity["account"], name.map { .string($0) }, activity["adapter"],
                    activity["subtype"], activity["pending"], activity["id"],
                ]
            )
        }
        return table
    }
}
