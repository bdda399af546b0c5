import Glibc
package import FolioModel

/// The answer of `portfolio.performance`.
package struct PerformanceResult: WireObject, Hashable {
    package var from: Day?
    package var to: Day?
    package var days = 0
    package var twr: Ratio?
    package var twrAnnualized: Ratio?
    package var mwr: Ratio?
    package var mwrAnnualized: Ratio?
    package var volatility: Ratio?
    package var sharpe: Ratio?
    package var maxDrawdown: DrawdownRow?
    package var bestDay: ReturnRow?
    package var worstDay: ReturnRow?
    package var changes = ChangesResult()
    package var benchmark: BenchmarkRow?

    package init() {}

    package static let fields: [WireField<Self>] =
        [
            WireField("from", \.from, "The first session; null without points."),
            WireField("to", \.to, "The last session; null without points."),
            WireField("days", \.days, "From the first date to the last."),
            WireField("twr", \.twr, "Time-weighted return, a fraction; null where there is none."),
            WireField("twr_annualized", \.twrAnnualized, "A year; null under 360 days."),
            WireField("mwr", \.mwr, "Money-weighted return over the window, a fraction; null where there is none."),
            WireField("mwr_annualized", \.mwrAnnualized, "XIRR; null under 360 days."),
            WireField("volatility", \.volatility, "Deviation of daily returns × √252."),
            WireField("sharpe", \.sharpe, "Mean daily return / its deviation × √252."),
            WireField("max_drawdown", \.maxDrawdown, "On the index that daily returns make."),
            WireField("best_day", \.bestDay),
            WireField("worst_day", \.worstDay),
        ] + parts + [WireField("benchmark", \.benchmark, "Null where none is asked for.")]

    /// The parts of `portfolio.changes`, but its dates.
    private static let parts: [WireField<Self>] = WireField.including(\Self.changes).filter { field in
        field.name != "from" && field.name != "to"
    }
}

/// The deepest fall.
package struct DrawdownRow: WireObject, Hashable {
    package var depth = Ratio.zero
    package var peak: Day?
    package var trough: Day?
    package var recovered: Day?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("depth", \.depth, "A fraction, zero or less."),
        WireField("peak", \.peak, "The session it fell from; null where nothing fell."),
        WireField("trough", \.trough),
        WireField("recovered", \.recovered, "The first session at or above the peak again; null while there is none."),
    ]
}

/// The return of one session.
package struct ReturnRow: WireObject, Hashable {
    package var date = Day(number: 0)
    package var `return` = Ratio.zero

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("date", \.date),
        WireField("return", \.return, "A fraction."),
    ]
}

/// How the slice did beside a benchmark.
package struct BenchmarkRow: WireObject, Hashable {
    package var symbol = ""
    package var twr: Ratio?
    package var beta: Ratio?
    package var alpha: Ratio?
    package var correlation: Ratio?
    package var trackingError: Ratio?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("symbol", \.symbol),
        WireField("twr", \.twr, "Over the sessions for which both are known, a fraction."),
        WireField("beta", \.beta),
        WireField("alpha", \.alpha, "A year, a fraction."),
        WireField("correlation", \.correlation, "−1 to 1."),
        WireField("tracking_error", \.trackingError, "A year, a fraction."),
    ]
}

/// What the slice is compared with.
package struct Benchmark: Sendable {
    package var symbol: String
    /// Closes with splits taken out, by date: ``PriceSeries/levels(splits:)``.
    package var levels: [(day: Day, level: Double)]

    /// Takes an index.
    package init(symbol: String, levels: [(day: Day, level: Double)]) { (self.symbol, self.levels) = (symbol, levels) }
}

extension ScopedHistory {
    /// Returns are annualised for windows of at least so many days.
    static let daysToAnnualize = 360

    /// The daily returns of a window.
    package func dailyReturns(_ window: HistoryWindow) -> DailyReturns { returns(rows(window)) }

    /// What no record explains is no return: it counts like a flow.
    private func returns(_ rows: Range<Int>) -> DailyReturns {
        var returns = DailyReturns()
        for row in rows.dropFirst() {
            returns.add(
                table.day(row),
                before: Double(table[.value, row - 1]),
                inflow: Double(inflows[row] + unexplainedGains[row]),
                outflow: Double(outflows[row] + unexplainedLosses[row]),
                value: Double(table[.value, row])
            )
        }
        return returns
    }

    /// How the slice did between the first and the last row of a window.
    ///
    /// - Parameters:
    ///   - window: Both ends are included.
    ///   - benchmark: What to compare with; nothing where `nil`.
    ///   - riskFree: The risk-free return of a year, a fraction.
    /// - Returns: Nulls where the window has too few sessions for a figure.
    package func performance(
        _ window: HistoryWindow,
        benchmark: Benchmark? = nil,
        riskFree: Double = 0
    ) -> PerformanceResult {
        var result = PerformanceResult()
        let rows = rows(window)
        guard let first = rows.first, let last = rows.last else { return result }
        let (from, to) = (table.day(first), table.day(last))
        let returns = returns(rows)
        (result.from, result.to, result.days) = (from, to, Int(to.number - from.number))
        // Before the first value there is nothing to have a return.
        let start = rows.first { table[.value, $0] != 0 }.map(table.day) ?? from
        let days = Int(to.number - start.number)
        result.twr = returns.linked.flatMap(Ratio.init(approximating:))
        if days >= Self.daysToAnnualize, let twr = returns.linked {
            result.twrAnnualized = Ratio(approximating: expm1(log1p(twr) * 365 / Double(days)))
        }
        if let mwr = MoneyWeightedReturn(payments(rows)) {
            result.mwr = Ratio(approximating: mwr.period)
            if days >= Self.daysToAnnualize { result.mwrAnnualized = Ratio(approximating: mwr.annual) }
        }
        result.volatility = returns.volatility.flatMap(Ratio.init(approximating:))
        result.sharpe = returns.sharpe(riskFree: riskFree).flatMap(Ratio.init(approximating:))
        if !returns.returns.isEmpty { result.maxDrawdown = DrawdownRow(Drawdown(returns, start: from)) }
        result.bestDay = returns.best.flatMap(ReturnRow.init)
        result.worstDay = returns.worst.flatMap(ReturnRow.init)
        result.changes = self.result(parts(base: first, first + 1..<last + 1), base: first, last: last)
        result.benchmark = benchmark.map { BenchmarkRow($0, returns, from: from, to: to, riskFree: riskFree) }
        return result
    }

    /// The start value, flows and end value of some rows, as the investor pays and takes them.
    private func payments(_ rows: Range<Int>) -> [MoneyWeightedReturn.Payment] {
        guard let first = rows.first, let last = rows.last else { return [] }
        func payment(_ row: Int, _ figure: Int128) -> MoneyWeightedReturn.Payment {
            MoneyWeightedReturn.Payment(day: table.day(row), amount: Double(figure) / 1e6)
        }
        var payments = [payment(first, -table[.value, first])]
        for row in rows.dropFirst() {
            let flow = table[.flow, row] + table[.unexplained, row]
            if flow != 0 { payments.append(payment(row, -flow)) }
        }
        payments.append(payment(last, table[.value, last]))
        return payments.filter { $0.amount != 0 }
    }
}

extension Ratio {
    /// The nearest ratio of 12 places; `nil` for what is no number or out of range.
    package init?(approximating value: Double) {
        guard value.isFinite, abs(value) < Self.largestApproximated else { return nil }
        self.init(raw: Int128((value * 1e12).rounded(.toNearestOrEven)))
    }

    private static let largestApproximated = 1e20
}

extension DrawdownRow {
    fileprivate init(_ drawdown: Drawdown) {
        depth = Ratio(approximating: drawdown.depth) ?? .zero
        (peak, trough, recovered) = (drawdown.peak, drawdown.trough, drawdown.recovered)
    }
}

extension ReturnRow {
    fileprivate init?(_ extreme: (day: Day, value: Double)) {
        guard let value = Ratio(approximating: extreme.value) else { return nil }
        (date, self.return) = (extreme.day, value)
    }
}

extension BenchmarkRow {
    fileprivate init(_ benchmark: Benchmark, _ returns: DailyReturns, from: Day, to: Day, riskFree: Double) {
        var level = 1.0
        var portfolio = [(day: from, level: level)]
        for (day, value) in zip(returns.days, returns.returns) {
            level *= 1 + value
            portfolio.append((day, level))
        }
        let comparison = BenchmarkComparison(
            portfolio: portfolio,
            benchmark: benchmark.levels.filter { $0.day >= from && $0.day <= to },
            riskFree: riskFree
        )
        symbol = benchmark.symbol
        twr = comparison.linked.flatMap(Ratio.init(approximating:))
        beta = comparison.beta.flatMap(Ratio.init(approximating:))
        alpha = comparison.alpha.flatMap(Ratio.init(approximating:))
        correlation = comparison.correlation.flatMap(Ratio.init(approximating:))
        trackingError = comparison.trackingError.flatMap(Ratio.init(approximating:))
    }
}
