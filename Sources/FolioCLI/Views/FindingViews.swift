package import FolioModel

/// `findings.*` as people read them.
package enum FindingViews {
    /// `findings.list`; `names` are accounts' names by id.
    package static func findings(_ answer: JSONValue, names: [String: String], _ look: Look) -> String {
        let findings = answer["findings"]?.array ?? []
        guard !findings.isEmpty else { return "Everything fits: no findings.\n" }
        return findings.map { finding($0, names, look) }.joined(separator: "\n")
    }

    private static func finding(_ finding: JSONValue, _ names: [String: String], _ look: Look) -> String {
        let figures = Figures(look: look)
        let kind = (finding["kind"]?.string ?? "").replacing("_", with: " ")
        var facts = FactList()
        let state = finding["state"]?.string.map { $0 == "open" ? "" : ", \($0)" } ?? ""
        facts.add("Finding", TextTable.Cell(kind + state, tone(finding["severity"])))
        let account = finding["account"]?.string
        facts.add("Account", account.map { TextTable.Cell(names[$0] ?? $0) })
        let security = finding["symbol"]?.string == nil ? finding["security"] : finding["symbol"]
        facts.add("Security", figures.text(security))
        facts.add("Since", figures.text(finding["first_date"]))
        if let amount = finding["amount"], !amount.isNull {
            let note = finding["currency"]?.string.map { " " + $0 } ?? ""
            facts.add("Amount", TextTable.Cell(figures.price(amount).text + note))
        }
        if let units = finding["quantity"], !units.isNull { facts.add("Units", figures.quantity(units)) }
        facts.add("Why", figures.text(finding["explanation"]))
        facts.add("To do", figures.text(finding["hint"]))
        facts.add("Id", figures.text(finding["id"], .faint))
        return facts.rendered(look)
    }

    private static func tone(_ severity: JSONValue?) -> Look.Tone {
        switch severity?.string {
        case "error", "critical", "high": .bad
        case "warning", "medium": .warning
        default: .strong
        }
    }
}
