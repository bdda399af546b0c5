package import FolioModel

/// Answers about the daemon itself as people read them.
package enum DaemonViews {
    /// `system.info` and `system.health`.
    package static func status(info: JSONValue, health: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var facts = FactList()
        let (name, version) = (info["name"]?.string ?? "foliod", info["version"]?.string ?? "")
        facts.add("Daemon", TextTable.Cell("\(name) \(version), process \(info["pid"]?.figureText ?? "")"))
        facts.add("Since", TextTable.Cell(figures.time(info["started_at"]).text + " UTC"))
        facts.add("Mode", figures.text(info["mode"]))
        facts.add("Socket", figures.text(info["socket"]))
        facts.add("Store", figures.text(info["store"]?["location"]))
        facts.add("Health", TextTable.Cell(health["status"]?.string ?? "", tone(health["status"])))
        return facts.rendered(look) + "\n" + checks(health, look)
    }

    /// The `checks` of `system.health` and `store.check`.
    package static func checks(_ answer: JSONValue, _ look: Look) -> String {
        var table = TextTable([.text("CHECK"), .text("STATUS"), .text("DETAIL", shortest: 16)])
        for check in answer["checks"]?.array ?? [] {
            table.add([
                TextTable.Cell(check["name"]?.string ?? ""),
                TextTable.Cell(check["status"]?.string ?? "", tone(check["status"])),
                TextTable.Cell(check["detail"]?.string ?? ""),
            ])
        }
        return table.rendered(look)
    }

    /// The colour of a state, whatever it is a state of.
    static func tone(_ state: JSONValue?) -> Look.Tone {
        switch state?.string {
        case "ok", "running", "active", "succeeded": .good
        case "failing", "failed", "error", "needs_relink": .bad
        case "degraded", "backing_off", "pending", "queued", "starting", "cancelled": .warning
        default: .plain
        }
    }

    /// `mode.get`.
    package static func mode(_ answer: JSONValue, _ look: Look) -> String {
        var facts = FactList()
        facts.add("Mode", TextTable.Cell(answer["mode"]?.string ?? "", .strong))
        let sources = (answer["data_sources"]?.array ?? []).compactMap(\.string)
        facts.add("Sources", TextTable.Cell(sources.isEmpty ? "none" : sources.joined(separator: ", ")))
        facts.add("Can", TextTable.Cell(names(answer["capabilities"], where: true)))
        facts.add("Cannot", TextTable.Cell(names(answer["capabilities"], where: false)))
        facts.add("Features", TextTable.Cell(names(answer["features"], where: true)))
        facts.add("Next step", TextTable.Cell(answer["onboarding"]?["next"]?.string ?? ""))
        if let messages = answer["messages"]?.object {
            for (name, message) in messages { facts.add(name, TextTable.Cell(message.string ?? "")) }
        }
        return facts.rendered(look)
    }

    private static func names(_ flags: JSONValue?, where isOn: Bool) -> String {
        guard let object = flags?.object else { return "" }
        return object.filter { $0.value.bool == isOn }.map { $0.name.replacing("_", with: " ") }.joined(separator: ", ")
    }

    /// `adapters.list`.
    package static func adapters(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("ADAPTER"), .text("STATE"), .text("VERSION", rank: 4), .number("PID", rank: 3),
            .number("RESTARTS", rank: 5), .text("REASON", rank: 1, shortest: 16),
            .text("LAST ERROR", rank: 2, shortest: 16),
        ])
        for adapter in answer["adapters"]?.array ?? [] {
            table.add([
                figures.text(adapter["name"], .strong),
                TextTable.Cell(adapter["state"]?.string ?? "", tone(adapter["state"])),
                figures.text(adapter["version"]),
                TextTable.Cell(adapter["pid"]?.figureText ?? ""), TextTable.Cell(adapter["restarts"]?.figureText ?? ""),
                figures.text(adapter["reason"]), figures.text(adapter["last_error"], .bad),
            ])
        }
        return table.rendered(look)
    }

    /// `connections.list`.
    package static func connections(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("CONNECTION"), .text("PROVIDER"), .text("INSTITUTION", rank: 2, shortest: 8), .text("STATUS"),
            .number("ACCOUNTS", rank: 4), .text("REFRESHED", rank: 3), .text("HISTORY", rank: 5),
            .text("ERROR", rank: 1, shortest: 16),
        ])
        for connection in answer["connections"]?.array ?? [] {
            table.add([
                figures.text(connection["id"]), figures.text(connection["provider"]),
                figures.text(connection["institution"]?["name"]),
                TextTable.Cell(connection["status"]?.string ?? "", tone(connection["status"])),
                TextTable.Cell(String(connection["accounts"]?.array?.count ?? 0)),
                figures.time(connection["refreshed_at"]), figures.text(connection["history"]?["from"]),
                figures.text(connection["error"]?["message"], .bad),
            ])
        }
        guard !table.isEmpty else { return "No connections. `folio connections link` makes one.\n" }
        return table.rendered(look)
    }

    /// `jobs.list`, or one job as a list.
    package static func jobs(_ answer: JSONValue, _ look: Look) -> String {
        let figures = Figures(look: look)
        var table = TextTable([
            .text("JOB"), .text("KIND", rank: 1), .text("CONNECTION", rank: 5), .text("STATE"),
            .text("PROGRESS", rank: 2), .text("UPDATED", rank: 4), .text("ERROR", rank: 3, shortest: 16),
        ])
        for job in answer["jobs"]?.array ?? [] {
            table.add([
                figures.text(job["id"]), figures.text(job["kind"]), figures.text(job["connection"]),
                TextTable.Cell(job["state"]?.string ?? "", tone(job["state"])),
                TextTable.Cell(JobProgress(job).counts), figures.time(job["updated_at"]),
                figures.text(job["error"]?["message"], .bad),
            ])
        }
        return table.isEmpty ? "No jobs.\n" : table.rendered(look)
    }

    /// `connections.link`.
    ///
    /// - Parameters:
    ///   - answer: The daemon's.
    ///   - provider: What is being connected.
    ///   - connection: The connection that is being repaired, if any.
    ///   - look: How it is drawn.
    /// - Returns: The lines.
    package static func link(
        _ answer: JSONValue,
        provider: String,
        connection: String? = nil,
        _ look: Look
    ) -> String {
        var facts = FactList()
        facts.add("Link token", TextTable.Cell(answer["link_token"]?.string ?? ""))
        let time = Figures(look: look).time(answer["expires_at"]).text
        facts.add("Valid until", time.isEmpty ? nil : TextTable.Cell(time + " UTC"))
        facts.add("Open", TextTable.Cell(answer["hosted_link_url"]?.string ?? ""))
        let fields = answer["fields"]?.array ?? []
        for field in fields {
            let description = field["description"]?.string.map { ": " + $0 } ?? ""
            facts.add("Field", TextTable.Cell((field["name"]?.string ?? "") + description))
        }
        var command = ["folio connections complete", provider]
        if answer["link_token"]?.string != nil { command.append("--public-token TOKEN") }
        for field in fields {
            guard let name = field["name"]?.string else { continue }
            command.append("--field \(name)=" + (field["secret"]?.bool == true ? "@FILE" : "VALUE"))
        }
        if let connection { command.append("--connection \(connection)") }
        facts.add("Then", TextTable.Cell(command.joined(separator: " ")))
        return facts.rendered(look)
    }

    /// `removed {table: rows}`.
    package static func removed(_ answer: JSONValue, _ look: Look) -> String {
        let rows = answer["removed"]?.object.map { $0.map { "\($0.value.figureText ?? "0") \($0.name)" } } ?? []
        return "Removed: " + (rows.isEmpty ? "nothing" : PlainText.of(rows.joined(separator: ", "))) + "\n"
    }

    /// `system.reload`.
    package static func reload(_ answer: JSONValue, _ look: Look) -> String {
        let applied = (answer["applied"]?.array ?? []).compactMap(\.string)
        guard !applied.isEmpty else { return "The configuration is good; nothing changed.\n" }
        return applied.map { PlainText.of($0) + "\n" }.joined()
    }
}
