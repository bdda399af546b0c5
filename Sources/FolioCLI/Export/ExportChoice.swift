import FolioModel

/// What is exported.
package enum ExportKind: String, CaseIterable, Sendable {
    case history, positions, activities
}

/// How it is written.
package enum ExportFormat: String, CaseIterable, Sendable {
    case csv, json, beancount
}

/// What was said on the command line of `folio export`.
package struct ExportChoice: Sendable, Hashable {
    package var kind: ExportKind
    package var format: ExportFormat
    package var scope = ScopeChoice()
    package var window = WindowChoice()

    /// Chooses everything there is.
    package init(_ kind: ExportKind, _ format: ExportFormat) { (self.kind, self.format) = (kind, format) }

    /// What does not go together; `nil` where it all does.
    package var complaint: String? {
        if kind == .history, format == .beancount { return "a history has no postings: --format csv or json" }
        if kind == .positions, window != WindowChoice() { return "positions are of now: no --period, --from or --to" }
        if format == .beancount, scope.symbol != nil || scope.assetClass != nil {
            return "a ledger is of whole accounts: no --symbol or --asset-class"
        }
        return nil
    }
}

extension WindowChoice {
    /// The same stretch by its dates, for methods that know no periods.
    ///
    /// - Parameter today: The date in New York.
    /// - Returns: Dates instead of a period.
    func dated(today: Day) -> WindowChoice {
        var dated = self
        guard let period else { return dated }
        dated.period = nil
        let days = ["1W": 7, "1M": 30, "3M": 91, "6M": 182, "1Y": 365, "2Y": 730]
        if let days = days[period] {
            dated.from = today.adding(days: -days)
        } else if period == "YTD" {
            dated.from = Day(year: today.components.year, month: 1, day: 1)
        }
        return dated
    }
}
