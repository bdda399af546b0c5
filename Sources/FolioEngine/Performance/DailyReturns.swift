package import FolioModel

/// Returns of consecutive sessions, flows taken out, and what they come to.
///
/// Statistics, and so in `Double`; see docs/history.md, Performance.
package struct DailyReturns: Sendable, Equatable {
    /// The dates of the returns, oldest first.
    package private(set) var days: [Day] = []
    /// Fractions: `0.05` is 5 %.
    package private(set) var returns: [Double] = []
    /// Whether a session started with less than nothing: then nothing can be linked over it.
    package private(set) var hasNegativeBase = false

    /// Makes an empty series.
    package init() {}

    /// Adds a session: `(value + out) / (before + in) − 1`.
    ///
    /// What comes in counts from the session's start, what goes out until its end. A session that starts with nothing has
    /// no return.
    ///
    /// - Parameters:
    ///   - day: Later than the last one.
    ///   - before: The value after the session before.
    ///   - inflow: Zero or more.
    ///   - outflow: Zero or more.
    ///   - value: After the session.
    package mutating func add(_ day: Day, before: Double, inflow: Double, outflow: Double, value: Double) {
        let base = before + inflow
        guard base != 0 else { return }
        guard base > 0, value + outflow >= 0 else {
            hasNegativeBase = true
            return
        }
        days.append(day)
        returns.append((value + outflow) / base - 1)
    }

    /// The time-weighted return: the product of the sessions', as a fraction; `nil` without returns, and where a session
    /// started with less than nothing.
    package var linked: Double? {
        guard !returns.isEmpty, !hasNegativeBase else { return nil }
        return returns.reduce(1) { $0 * (1 + $1) } - 1
    }

    /// Sessions in a year, by which the deviation of a session becomes one of a year.
    static let sessionsInYear = 252.0

    /// Sample standard deviation × √252; `nil` for fewer than two returns.
    package var volatility: Double? { Statistics.deviation(returns).map { $0 * Self.sessionsInYear.squareRoot() } }

    /// Mean return above the risk-free one / deviation × √252; `nil` for fewer than two returns or no deviation.
    ///
    /// - Parameter riskFree: A year, as a fraction.
    /// - Returns: A plain number.
    package func sharpe(riskFree: Double) -> Double? {
        guard let deviation = Statistics.deviation(returns), deviation > 0 else { return nil }
        let excess = Statistics.mean(returns) - riskFree / Self.sessionsInYear
        return excess / deviation * Self.sessionsInYear.squareRoot()
    }

    /// The best session: the first of equal ones.
    package var best: (day: Day, value: Double)? { extreme { $0 > $1 } }

    /// The worst session: the first of equal ones.
    package var worst: (day: Day, value: Double)? { extreme { $0 < $1 } }

    private func extreme(_ isBetter: (Double, Double) -> Bool) -> (day: Day, value: Double)? {
        guard var place = returns.indices.first else { return nil }
        for index in returns.indices where isBetter(returns[index], returns[place]) { place = index }
        return (days[place], returns[place])
    }
}

/// The deepest fall from a peak.
package struct Drawdown: Sendable, Equatable {
    /// A fraction, zero or less.
    package var depth = 0.0
    /// The session of the peak; `nil` where nothing fell.
    package var peak: Day?
    package var trough: Day?
    /// The first session at or above the peak again; `nil` where there is none yet.
    package var recovered: Day?

    /// Finds the deepest fall of the index that the returns make, which starts on `start`; of equally deep ones the first.
    package init(_ returns: DailyReturns, start: Day) {
        var (index, top, topDay) = (1.0, 1.0, start)
        var peakIndex = 1.0
        for (day, value) in zip(returns.days, returns.returns) {
            index *= 1 + value
            if index >= top { (top, topDay) = (index, day) }
            if index / top - 1 < depth {
                (depth, peak, trough, recovered) = (index / top - 1, topDay, day, nil)
                peakIndex = top
            } else if peak != nil, recovered == nil, index >= peakIndex {
                recovered = day
            }
        }
    }
}

/// Means and deviations.
enum Statistics {
    static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// Sample covariance; `nil` for fewer than two pairs.
    static func covariance(_ left: [Double], _ right: [Double]) -> Double? {
        guard left.count > 1, left.count == right.count else { return nil }
        let (leftMean, rightMean) = (mean(left), mean(right))
        let sum = zip(left, right).reduce(0) { $0 + ($1.0 - leftMean) * ($1.1 - rightMean) }
        return sum / Double(left.count - 1)
    }

    /// Sample standard deviation; `nil` for fewer than two values.
    static func deviation(_ values: [Double]) -> Double? { covariance(values, values)?.squareRoot() }
}
