package import FolioModel

/// The answer of `portfolio.changes`: a waterfall that adds up exactly as it is printed.
package struct ChangesResult: WireObject, Hashable {
    package var from: Day?
    package var to: Day?
    package var startValue = Figure.zero
    package var contributions = Figure.zero
    package var withdrawals = Figure.zero
    package var marketGain = Figure.zero
    package var fxGain = Figure.zero
    package var income = Figure.zero
    package var fees = Figure.zero
    package var taxes = Figure.zero
    package var unexplained = Figure.zero
    package var endValue = Figure.zero
    package var currency = Currency.usd

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("from", \.from, "The session of the start value; null where there is none."),
        WireField("to", \.to, "The session of the end value; null where there is none."),
        WireField("start_value", \.startValue, "At the close of the session before the first one."),
        WireField(
            "contributions",
            \.contributions,
            "What came in from outside, positive; netted per account and date."
        ),
        WireField("withdrawals", \.withdrawals, "What went out, positive; netted per account and date."),
        WireField("market_gain", \.marketGain, "What prices did."),
        WireField("fx_gain", \.fxGain, "What exchange rates did."),
        WireField("income", \.income, "Dividends and interest; interest paid is negative."),
        WireField("fees", \.fees, "Commissions included; positive when paid."),
        WireField("taxes", \.taxes, "Positive when paid."),
        WireField("unexplained", \.unexplained, "What no record explains."),
        WireField(
            "end_value",
            \.endValue,
            "start + contributions − withdrawals + gains + income − fees − taxes + unexplained."
        ),
        WireField("currency", \.currency, "Of every figure."),
    ]
}

/// What a stretch of rows comes to: exact sums in millionths.
struct ChangeParts: Sendable, Equatable {
    var start: Int128 = 0
    var contributions: Int128 = 0
    var withdrawals: Int128 = 0
    var income: Int128 = 0
    var fees: Int128 = 0
    var taxes: Int128 = 0
    var fxGain: Int128 = 0
    var unexplained: Int128 = 0
    var end: Int128 = 0
}

extension ScopedHistory {
    /// The waterfall from the close of the session before `from` through `to`.
    ///
    /// Where nothing is known before the first row, that row is the start; where nothing was held before it, the start
    /// is zero.
    package func changes(from: Day, to: Day) -> ChangesResult {
        let rows = rows(HistoryWindow(from: from, to: to))
        guard let first = rows.first, let last = rows.last else {
            // Days without a session between two: nothing changed.
            let before = self.rows(HistoryWindow(to: from)).last
            return result(parts(base: before, before.map { $0 + 1..<$0 + 1 } ?? 0..<0), base: before, last: before)
        }
        if first > 0 { return result(parts(base: first - 1, rows), base: first - 1, last: last) }
        if startsFromNothing { return result(parts(base: nil, rows), base: nil, last: last) }
        return result(parts(base: 0, 1..<last + 1), base: 0, last: last)
    }

    /// The sums of some rows after a base row; without one the start is zero.
    func parts(base: Int?, _ rows: Range<Int>) -> ChangeParts {
        var parts = ChangeParts()
        parts.start = base.map { table[.value, $0] } ?? 0
        for row in rows {
            parts.contributions += inflows[row]
            parts.withdrawals += outflows[row]
            parts.income += table[.income, row]
            parts.fees += table[.fees, row]
            parts.taxes += table[.taxes, row]
            parts.fxGain += table[.fxGain, row]
            parts.unexplained += table[.unexplained, row]
        }
        parts.end = rows.last.map { table[.value, $0] } ?? parts.start
        return parts
    }

    /// The parts as they are printed: each rounded once, and the market gain takes what rounding leaves.
    func result(_ parts: ChangeParts, base row: Int?, last: Int?) -> ChangesResult {
        var result = ChangesResult()
        (result.from, result.to) = (row.map(table.day), last.map(table.day))
        let scale = PowersOfTen.wide(Figure.partDecimals - min(Figure.partDecimals, base.minorDigits))
        func rounded(_ figure: Int128) -> Int128 { figure.dividedHalfEven(by: scale) }
        func total(_ units: Int128) -> Figure {
            Figure(rounded: Millionths.amount(units * scale), minimumDecimals: base.minorDigits)
        }
        let (start, end) = (rounded(parts.start), rounded(parts.end))
        let flows = rounded(parts.contributions) - rounded(parts.withdrawals)
        let costs = rounded(parts.fees) + rounded(parts.taxes)
        let others = flows + rounded(parts.income) - costs + rounded(parts.fxGain) + rounded(parts.unexplained)
        (result.startValue, result.endValue) = (total(start), total(end))
        result.contributions = total(rounded(parts.contributions))
        result.withdrawals = total(rounded(parts.withdrawals))
        (result.income, result.fees) = (total(rounded(parts.income)), total(rounded(parts.fees)))
        (result.taxes, result.fxGain) = (total(rounded(parts.taxes)), total(rounded(parts.fxGain)))
        result.unexplained = total(rounded(parts.unexplained))
        result.marketGain = total(end - start - others)
        result.currency = base
        return result
    }
}
