package import FolioModel

/// What the last session of a slice brought.
package struct LastDay: Sendable, Hashable {
    /// The value at the end of the session before.
    package let previous: Amount
    /// What it gained on that: the value less flows less the value before.
    package let change: Amount
    /// Whether the session is not finished yet.
    package let isLive: Bool

    /// Parts whose price is a little old may count.
    private static let leastQuality = 95

    /// Compares the last session with the one before; `nil` where one of them has no row, or is valued at prices that are
    /// not of its time.
    ///
    /// - Parameters:
    ///   - history: The slice's, through that session.
    ///   - session: The last one.
    ///   - live: The session that is not finished yet.
    package init?(_ history: ScopedHistory, through session: Day, live: Day?) {
        let rows = history.rows(HistoryWindow(to: session))
        guard let last = rows.last, last > 0, history.table.day(last) == session else { return nil }
        let table = history.table
        for row in [last - 1, last] {
            guard table.quality(row) >= Self.leastQuality, table[.assumed, row] == 0 else { return nil }
        }
        let flow = history.inflows[last] - history.outflows[last]
        let before = table[.value, last - 1]
        previous = Millionths.amount(before)
        change = Millionths.amount(table[.value, last] - flow - before)
        isLive = live == session
    }
}

extension ValueResult {
    /// The value with the day's change by what the last two sessions were worth.
    ///
    /// - Throws: ``ArithmeticOverflow`` where the share is too large to be computed exactly.
    package mutating func setDay(_ last: LastDay) throws(ArithmeticOverflow) {
        day.change = Figure(total: last.change, in: currency)
        day.previousClose = Figure(total: last.previous, in: currency)
        day.changePercent = try last.change.ratio(to: last.previous.magnitude)
        day.basis = last.isLive ? .live : .close
    }
}
