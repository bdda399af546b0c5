package import FolioModel

/// How returns go with those of a benchmark, on sessions for which both are known.
package struct BenchmarkComparison: Sendable, Equatable {
    /// The benchmark's return from the first shared session to the last, as a fraction; `nil` for fewer than two.
    package var linked: Double?
    /// Covariance / variance of the benchmark; `nil` where that is zero, and for fewer than two returns.
    package var beta: Double?
    /// What is left of the mean return after beta, × 252.
    package var alpha: Double?
    /// Pearson's; `nil` where either does not move.
    package var correlation: Double?
    /// Deviation of the difference × √252.
    package var trackingError: Double?

    /// Compares two indices, each by date in ascending order.
    ///
    /// - Parameters:
    ///   - portfolio: The level that linked returns make.
    ///   - benchmark: Its closes, splits taken out.
    ///   - riskFree: A year, as a fraction.
    package init(
        portfolio: [(day: Day, level: Double)],
        benchmark: [(day: Day, level: Double)],
        riskFree: Double
    ) {
        let shared = Self.shared(portfolio, benchmark)
        guard let first = shared.first, let last = shared.last, shared.count > 1 else { return }
        linked = last.benchmark / first.benchmark - 1
        let pairs = zip(shared, shared.dropFirst())
        let own = pairs.map { $1.portfolio / $0.portfolio - 1 }
        let others = pairs.map { $1.benchmark / $0.benchmark - 1 }
        guard let covariance = Statistics.covariance(own, others),
            let deviation = Statistics.deviation(others), let ownDeviation = Statistics.deviation(own)
        else { return }
        let root = DailyReturns.sessionsInYear.squareRoot()
        trackingError = Statistics.deviation(zip(own, others).map { $0 - $1 }).map { $0 * root }
        guard deviation > 0 else { return }
        let slope = covariance / (deviation * deviation)
        beta = slope
        let free = riskFree / DailyReturns.sessionsInYear
        let rest = Statistics.mean(own) - free - slope * (Statistics.mean(others) - free)
        alpha = rest * DailyReturns.sessionsInYear
        if ownDeviation > 0 { correlation = covariance / (deviation * ownDeviation) }
    }

    private static func shared(
        _ portfolio: [(day: Day, level: Double)],
        _ benchmark: [(day: Day, level: Double)]
    ) -> [(portfolio: Double, benchmark: Double)] {
        var shared: [(portfolio: Double, benchmark: Double)] = []
        var next = 0
        for point in portfolio {
            while next < benchmark.count, benchmark[next].day < point.day { next += 1 }
            guard next < benchmark.count, benchmark[next].day == point.day, benchmark[next].level > 0, point.level > 0
            else { continue }
            shared.append((point.level, benchmark[next].level))
        }
        return shared
    }
}

extension PriceSeries {
    /// The closes with splits taken out, by date, as levels of an index.
    ///
    /// - Parameter splits: Those of the security, in any order.
    /// - Returns: One level a date; only their ratios mean something.
    package func levels(splits: [Split]) -> [(day: Day, level: Double)] {
        let ordered = splits.sorted { $0.day < $1.day }
        var factor = 1.0
        var next = 0
        return zip(days, mantissas).map { day, mantissa in
            while next < ordered.count, ordered[next].day.number <= day {
                factor *= Double(ordered[next].numerator) / Double(ordered[next].denominator)
                next += 1
            }
            return (Day(number: day), Double(mantissa) * factor)
        }
    }
}
