package import FolioClient
package import FolioModel

/// `portfolio.history`, its parallel arrays read together.
package struct HistoryAnswer: Sendable, Hashable {
    /// One session.
    package struct Row: Sendable, Hashable {
        package var day = Day(number: 0)
        package var value = Amount.zero
        package var cash = Amount.zero
        /// `nil` where a part is unknown.
        package var costBasis: Amount?
        package var flow = Amount.zero
        /// 0 to 100.
        package var quality = 100
        /// The share that rests on a later price; `nil` where the daemon does not say.
        package var assumed: Ratio?
        /// `reconstructed`, `daily_eod` or `live`.
        package var kind = ""
    }

    /// Dates for which something is not known.
    package struct Gap: Sendable, Hashable {
        package var days: ClosedRange<Day>
        package var reason: String
    }

    /// Oldest first.
    package let rows: [Row]
    package let gaps: [Gap]
    /// `nil` where the daemon does not say.
    package let currency: String?
    /// As the daemon says it.
    package let change: JSONValue?
    package let changePercent: JSONValue?

    /// Reads the answer.
    ///
    /// - Throws: ``FolioClientError/protocolViolation(_:)`` where the arrays are not parallel or a figure is none.
    package init(_ answer: JSONValue) throws(FolioClientError) {
        let columns = try Columns(answer)
        var rows: [Row] = []
        for index in columns.dates.indices { rows.append(try columns.row(index)) }
        self.rows = rows
        gaps = (answer["gaps"]?.array ?? []).compactMap { gap in
            guard let from = gap["from"]?.string.flatMap({ Day($0) }), let to = gap["to"]?.string.flatMap({ Day($0) }),
                from <= to
            else { return nil }
            return Gap(days: from...to, reason: gap["reason"]?.string ?? "")
        }
        currency = answer["currency"]?.string
        (change, changePercent) = (answer["change"], answer["change_percent"])
    }

    /// Whether something is not known of a date at all.
    func isInGap(_ day: Day) -> Bool { gaps.contains { $0.days.contains(day) } }

    /// What came in from outside less what went out, after the first session; `nil` where it is too large.
    var flow: Amount? { try? rows.dropFirst().map(\.flow).sum() }
}

/// The arrays as they came.
private struct Columns {
    let dates: [JSONValue]
    private let arrays: [String: [JSONValue]]

    private static let names = ["dates", "values", "cash", "cost_basis", "net_flows", "quality", "kinds"]

    init(_ answer: JSONValue) throws(FolioClientError) {
        var arrays: [String: [JSONValue]] = [:]
        for name in Self.names {
            guard let array = answer[name]?.array else { throw Self.fault("has no \(name)") }
            arrays[name] = array
        }
        if let assumed = answer["assumed"]?.array { arrays["assumed"] = assumed }
        dates = arrays["dates"] ?? []
        for (name, array) in arrays where array.count != dates.count {
            throw Self.fault("has \(dates.count) dates and \(array.count) \(name)")
        }
        self.arrays = arrays
    }

    private static func fault(_ reason: String) -> FolioClientError {
        .protocolViolation("portfolio.history " + reason)
    }

    private func cell(_ name: String, _ index: Int) -> JSONValue { arrays[name]?[index] ?? .null }

    private func figure<Figure: FixedPoint>(_ name: String, _ index: Int) throws(FolioClientError) -> Figure {
        guard let figure = cell(name, index).string.flatMap({ Figure(exactly: $0) }) else {
            throw Self.fault("has no figure at \(name)[\(index)]")
        }
        return figure
    }

    func row(_ index: Int) throws(FolioClientError) -> HistoryAnswer.Row {
        var row = HistoryAnswer.Row()
        guard let day = cell("dates", index).string.flatMap({ Day($0) }), let quality = cell("quality", index).int
        else {
            throw Self.fault("has no date or quality at \(index)")
        }
        (row.day, row.quality) = (day, quality)
        row.value = try figure("values", index)
        row.cash = try figure("cash", index)
        row.flow = try figure("net_flows", index)
        if !cell("cost_basis", index).isNull { row.costBasis = try figure("cost_basis", index) }
        if arrays["assumed"] != nil { row.assumed = try figure("assumed", index) }
        row.kind = cell("kinds", index).string ?? ""
        return row
    }
}
