package import FolioModel

/// What an import is and does, as people read it.
package enum ImportViews {
    /// A report before the files are taken.
    package static func preview(_ report: JSONValue, _ look: Look) -> String {
        files(report, look) + faults(report["faults"], look) + changes(report, "What would change", look)
    }

    /// A report after they were: with `showsFiles`, what was recognised, too.
    package static func applied(_ report: JSONValue, showsFiles: Bool, _ look: Look) -> String {
        (showsFiles ? files(report, look) : "") + changes(report, "What changed", look)
    }

    /// What to do about a report that can't be applied; empty where it can.
    package static func advice(_ report: JSONValue) -> String {
        switch report["state"]?.string {
        case "nothing_to_do": "Nothing to do.\n"
        case "needs_account": "Say whose they are with --account NAME; `folio accounts` lists the accounts there are.\n"
        case "needs_choice": "Say --replace for the new file to take the older one's place, or --keep to have both.\n"
        case "faulty": "Nothing was taken. Correct these places and import again.\n"
        default: ""
        }
    }

    // MARK: Files

    private static func files(_ report: JSONValue, _ look: Look) -> String {
        (report["files"]?.array ?? []).map { file($0, look) }.joined()
    }

    private static func file(_ file: JSONValue, _ look: Look) -> String {
        let name = PlainText.of(file["name"]?.string ?? "")
        let title = [size(file["size_bytes"]?.int ?? 0), file["encoding"]?.string].compactMap { $0 }
        var facts = FactList()
        facts.add("  Recognised", TextTable.Cell(file["title"]?.string ?? file["layout"]?.string ?? ""))
        let accounts = (file["accounts"]?.array ?? []).compactMap { $0["name"]?.string }
        let given = file["account"]?.string.map { [$0] } ?? accounts
        facts.add(given.count == 1 ? "  Account" : "  Accounts", TextTable.Cell(shortList(given, look)))
        facts.add("  Dates", dates(file))
        facts.add("  Rows", rows(file))
        facts.add("  To do", toDo(file))
        return heading(name, PlainText.of(title.joined(separator: ", ")), look) + facts.rendered(look)
            + places(file["faults"], "", .bad, look) + places(file["warnings"], "warning: ", .warning, look)
            + contradicted(file, look)
    }

    /// A file's name, and what follows it where both fit on a line.
    private static func heading(_ name: String, _ rest: String, _ look: Look) -> String {
        let line = name + "  " + rest
        guard let width = look.width, DisplayWidth.of(line) > width else {
            return look.colored(name, .strong) + "  " + rest + "\n"
        }
        return look.colored(name, .strong) + "\n" + paragraph(rest, indent: 2, .plain, look)
    }

    /// A sentence, broken into lines that fit; every line begins so many columns in.
    private static func paragraph(_ text: String, indent: Int, _ tone: Look.Tone, _ look: Look) -> String {
        let space = String(repeating: " ", count: indent)
        return DisplayWidth.lines(text, width: look.width.map { max(1, $0 - indent) })
            .map { space + look.colored($0, tone) + "\n" }.joined()
    }

    private static func size(_ bytes: Int) -> String {
        for (unit, name) in [(1_000_000, "MB"), (1000, "KB")] where bytes >= unit {
            let tenths = bytes * 10 / unit
            return "\(tenths / 10).\(tenths % 10) \(name)"
        }
        return bytes == 1 ? "1 byte" : "\(bytes) bytes"
    }

    private static let longestList = 5

    private static func shortList(_ names: [String], _ look: Look) -> String {
        let shown = names.prefix(longestList).joined(separator: ", ")
        return names.count > longestList ? shown + " and \(names.count - longestList) more" : shown
    }

    private static func dates(_ file: JSONValue) -> TextTable.Cell? {
        guard let from = file["from"]?.string, let to = file["to"]?.string else { return nil }
        return TextTable.Cell(from == to ? from : from + " to " + to)
    }

    private static func rows(_ file: JSONValue) -> TextTable.Cell {
        let kinds = (file["rows"]?.array ?? []).map { row in
            "\(Figures.grouped(row["count"]?.figureText ?? "0")) \((row["kind"]?.string ?? "").replacing("_", with: " "))"
        }
        let skipped = file["skipped_rows"]?.int ?? 0
        var text = kinds.isEmpty ? "none" : kinds.joined(separator: ", ")
        if skipped > 0 { text += "; \(Figures.grouped(String(skipped))) passed over" }
        return TextTable.Cell(text)
    }

    private static func toDo(_ file: JSONValue) -> TextTable.Cell {
        let (name, stored) = (file["name"]?.string ?? "", file["stored_as"]?.string ?? "")
        let disposition = file["disposition"]?.string
        if disposition == "known" {
            return TextTable.Cell("nothing, imported already" + (stored == name ? "" : " as \(stored)"), .good)
        }
        if file["faults"]?.array?.isEmpty == false { return TextTable.Cell("can't be taken", .bad) }
        if file["needs_account"]?.bool == true, file["account"]?.string == nil {
            return TextTable.Cell("names no account: say which with --account", .bad)
        }
        switch disposition {
        case "replaces":
            let names = file["replaces"]?.array?.compactMap(\.string) ?? []
            let older = names.isEmpty ? stored.isEmpty ? name : stored : names.joined(separator: " and ")
            return TextTable.Cell("takes the place of the older \(older)")
        case "kept": return TextTable.Cell("stays beside the older \(name), as \(stored)")
        case "undecided": return TextTable.Cell("replaces the older \(name) in part only: --replace or --keep?", .bad)
        default: return TextTable.Cell("new")
        }
    }

    private static func contradicted(_ file: JSONValue, _ look: Look) -> String {
        let rows = file["contradicted"]?.array ?? []
        guard !rows.isEmpty else { return "" }
        // The table brings its own line end before it.
        return String(
            paragraph("It lacks what an older file has for the same dates:", indent: 2, .plain, look).dropLast()
        ) + transactions(rows, look)
    }

    // MARK: Faults

    private static func faults(_ faults: JSONValue?, _ look: Look) -> String {
        guard let list = faults?.array, !list.isEmpty else { return "" }
        return paragraph(
            "Files that are there already have faults, so that nothing can be taken:",
            indent: 0,
            .plain,
            look
        )
            + places(faults, "", .bad, look)
    }

    private static func places(_ faults: JSONValue?, _ kind: String, _ tone: Look.Tone, _ look: Look) -> String {
        (faults?.array ?? []).map { paragraph(ErrorReport.place($0, kind: kind), indent: 2, tone, look) }.joined()
    }

    // MARK: Changes

    private static func changes(_ report: JSONValue, _ title: String, _ look: Look) -> String {
        guard let changes = report["changes"], !changes.isNull else { return "" }
        var table = TextTable([
            .text(""), .number("NEW"), .number("CHANGED"), .number("GONE"), .number("SAME"),
        ])
        let figures = Figures(look: look)
        for kind in ["accounts", "holdings", "cash", "transactions"] {
            let counts = changes[kind] ?? .null
            table.add([
                TextTable.Cell(kind.prefix(1).uppercased() + kind.dropFirst()),
                toned(figures.count(counts["added"]), .good), toned(figures.count(counts["changed"]), .warning),
                toned(figures.count(counts["removed"]), .bad), figures.count(counts["unchanged"]),
            ])
        }
        let partial =
            changes["partial"]?.bool == true
            ? paragraph("The daemon was started anew meanwhile: these counts are of the rest.", indent: 0, .plain, look)
            : ""
        return "\n" + look.colored(title, .heading) + "\n" + table.rendered(look) + partial
            + accounts(changes["account_rows"]?.array ?? [], look)
            + holdings(changes["holding_rows"]?.array ?? [], look)
            + transactions(changes["transaction_rows"]?.array ?? [], look)
            + more(changes, look)
    }

    private static func toned(_ cell: TextTable.Cell, _ tone: Look.Tone) -> TextTable.Cell {
        cell.text == "0" ? cell : TextTable.Cell(cell.text, tone)
    }

    /// How many changes are not shown.
    private static func more(_ changes: JSONValue, _ look: Look) -> String {
        func count(_ kind: String) -> Int {
            ["added", "changed", "removed"].reduce(0) { $0 + (changes[kind]?[$1]?.int ?? 0) }
        }
        let all = count("accounts") + count("holdings") + count("cash") + count("transactions")
        let shown = ["account_rows", "holding_rows", "transaction_rows"].reduce(0) {
            $0 + (changes[$1]?.array?.count ?? 0)
        }
        guard all > shown else { return "" }
        return look.colored("and \(Figures.grouped(String(all - shown))) more\n", .faint)
    }

    private static func mark(_ row: JSONValue) -> TextTable.Cell {
        switch row["change"]?.string {
        case "added": TextTable.Cell("+", .good)
        case "removed": TextTable.Cell("-", .bad)
        default: TextTable.Cell("~", .warning)
        }
    }

    private static func accounts(_ rows: [JSONValue], _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text(""), .text("ACCOUNT", shortest: 8), .text("AS OF", rank: 2), .text("WAS", rank: 1),
        ])
        for row in rows {
            table.add([
                mark(row), figures.text(row["name"]), figures.time(row["as_of"]), figures.time(row["as_of_before"]),
            ])
        }
        return table.isEmpty ? "" : "\n" + table.rendered(look)
    }

    private static func holdings(_ rows: [JSONValue], _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text(""), .text("ACCOUNT", shortest: 8), .text("HOLDING", shortest: 6), .number("QTY"),
            .number("WAS", rank: 1), .text("CURRENCY", rank: 2),
        ])
        for row in rows {
            table.add([
                mark(row), figures.text(row["account"]),
                TextTable.Cell(row["symbol"]?.string ?? row["name"]?.string ?? "Cash"),
                figures.quantity(row["qty"]), figures.quantity(row["qty_before"]), figures.text(row["currency"]),
            ])
        }
        return table.isEmpty ? "" : "\n" + table.rendered(look)
    }

    private static func transactions(_ rows: [JSONValue], _ look: Look) -> String {
        let figures = Figures(look: look)
        // Amounts of several currencies are told apart, however narrow the terminal is.
        let currencies = Set(rows.compactMap { $0["currency"]?.string })
        let currency: [TextTable.Column] = currencies.isSubset(of: ["USD"]) ? [] : [.text("CURRENCY")]
        var table = TextTable(
            [
                .text(""), .text("DATE"), .text("ACCOUNT", rank: 3, shortest: 8), .text("TYPE"),
                .text("SYMBOL", shortest: 6), .number("QTY", rank: 2), .number("AMOUNT"),
            ] + currency + [.text("DETAIL", rank: 1, shortest: 12)]
        )
        for row in rows {
            let differences = (row["differences"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
            let detail = differences.isEmpty ? row["description"]?.string ?? "" : differences
            var cells: [TextTable.Cell] = [
                mark(row), figures.text(row["date"]), figures.text(row["account"]),
                TextTable.Cell((row["type"]?.string ?? "").replacing("_", with: " ")),
                TextTable.Cell(row["symbol"]?.string ?? row["name"]?.string ?? ""),
                row["qty"]?.isNull == false ? figures.quantity(row["qty"]) : "",
                figures.money(row["amount"], currency: row["currency"]?.string),
            ]
            if !currency.isEmpty { cells.append(figures.text(row["currency"])) }
            table.add(cells + [TextTable.Cell(detail)])
        }
        return table.isEmpty ? "" : "\n" + table.rendered(look)
    }
}
