package import FolioModel

/// Answers of `assets.*` as people read them.
package enum AssetViews {
    /// `assets.get`: what is known, each with the source it is from.
    package static func asset(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var facts = FactList()
        facts.add("Security", TextTable.Cell(title(answer), .strong))
        facts.add("Held", TextTable.Cell(answer["held"]?.bool == true ? "yes" : "no"))
        if answer["price"]?.isNull == false {
            let price = figures.price(answer["price"]).text
            let parts = [price, answer["currency"]?.string ?? "", source(answer, "price_source", "price_as_of")]
            facts.add("Price", TextTable.Cell(parts.joined(separator: " ")))
        }
        facts.add("Id", figures.text(answer["asset_id"]))
        let others = alternatives(answer, look)
        return facts.rendered(look) + "\n" + fields(answer, look) + codes(answer, look)
            + statements(answer, look) + others
    }

    private static func title(_ answer: JSONValue) -> String {
        let parts = [answer["symbol"]?.string, answer["name"]?.string].compactMap { $0 }
        return parts.isEmpty ? answer["asset_id"]?.string ?? "" : parts.joined(separator: ", ")
    }

    private static func source(_ answer: JSONValue, _ adapter: String, _ time: String) -> String {
        let day = answer[time]?.string.map { String($0.prefix(10)) }
        return "(" + [answer[adapter]?.string, day].compactMap { $0 }.joined(separator: ", ") + ")"
    }

    /// Every field with whose word it is.
    private static func fields(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("FIELD", shortest: 10), .text("VALUE", shortest: 12), .text("SOURCE", rank: 1),
            .text("SAID WITH", rank: 2), .text("SINCE", rank: 3),
        ])
        for field in answer["fields"]?.array ?? [] {
            table.add([
                TextTable.Cell(words(field["field"])), figures.text(field["value"]), figures.text(field["adapter"]),
                figures.text(field["said_with"], .faint), day(field["as_of"]),
            ])
        }
        return table.isEmpty ? "" : table.rendered(look)
    }

    /// Every code by which it is known.
    private static func codes(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("CODE"), .text("VALUE", shortest: 12), .text("SOURCE", rank: 1), .text("", rank: 2),
        ])
        for code in answer["identifiers"]?.array ?? [] {
            let isFormer = code["former"]?.bool == true
            table.add([
                TextTable.Cell(words(code["type"])), figures.text(code["value"]), figures.text(code["adapter"]),
                TextTable.Cell(isFormer ? "until \(day(code["as_of"]).text)" : "", .faint),
            ])
        }
        return table.isEmpty ? "" : "\n" + table.rendered(look)
    }

    /// Who says what, where it was asked for.
    private static func statements(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        let statements = answer["statements"]?.array ?? []
        return statements.map { statement in
            var facts = FactList()
            let kind = statement["said_with"]?.string ?? ""
            let title = "\(statement["adapter"]?.string ?? "") \(kind)"
            facts.add("Source", TextTable.Cell(title, .strong))
            facts.add("Since", day(statement["as_of"]))
            let connections = (statement["connections"]?.array ?? []).compactMap(\.string)
            facts.add("Counts for", statement["own"]?.bool == true ? "you alone" : "everybody")
            facts.add(
                "Connection",
                TextTable.Cell(connections.isEmpty ? "others'" : connections.joined(separator: ", "))
            )
            for word in statement["says"]?.array ?? [] {
                facts.add(words(word["field"]), figures.text(word["value"]))
            }
            return "\n" + facts.rendered(look)
        }.joined()
    }

    /// What else the symbol may mean.
    private static func alternatives(_ answer: JSONValue, _ look: Look) -> String {
        let others = answer["alternatives"]?.array ?? []
        return others.isEmpty ? "" : "\nIt may also mean:\n" + table(others, look)
    }

    /// `assets.search`.
    package static func search(_ answer: JSONValue, _ look: Look) -> String {
        let assets = answer["assets"]?.array ?? []
        return assets.isEmpty ? "No security fits.\n" : table(assets, look)
    }

    private static func table(_ assets: [JSONValue], _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("SYMBOL", shortest: 8), .text("NAME", shortest: 12), .text("TYPE", rank: 2),
            .text("CURRENCY", rank: 3), .text("ISIN", rank: 4), .text("CUSIP", rank: 5), .text("ID", rank: 1),
        ])
        for asset in assets {
            table.add([
                figures.text(asset["symbol"], .strong), figures.text(asset["name"]),
                TextTable.Cell(words(asset["security_type"])), figures.text(asset["currency"]),
                figures.text(asset["isin"]), figures.text(asset["cusip"]), figures.text(asset["asset_id"], .faint),
            ])
        }
        return table.rendered(look)
    }

    /// A name of the interface as people write it.
    private static func words(_ name: JSONValue?) -> String {
        guard let name = name?.string else { return "" }
        let abbreviations: Set = ["isin", "cusip", "occ", "sedol", "figi", "mic", "etf"]
        if abbreviations.contains(name) { return name.uppercased() }
        let parts = name.replacing("_", with: " ").replacing(".", with: ": ")
        return parts.prefix(1).uppercased() + parts.dropFirst()
    }

    private static func day(_ time: JSONValue?) -> TextTable.Cell {
        TextTable.Cell(String(time?.string?.prefix(10) ?? ""), .faint)
    }
}
