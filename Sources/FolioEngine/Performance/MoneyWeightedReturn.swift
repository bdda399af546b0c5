import Glibc
package import FolioModel

/// The constant rate at which payments come to nothing: XIRR, actual/365.
package struct MoneyWeightedReturn: Sendable, Equatable {
    /// A payment seen from the investor: negative when paid in, positive when taken out.
    package struct Payment: Sendable, Equatable {
        package var day: Day
        package var amount: Double

        /// Makes a payment.
        package init(day: Day, amount: Double) { (self.day, self.amount) = (day, amount) }
    }

    /// Over the whole span, as a fraction.
    package let period: Double
    /// The rate of a year, as a fraction.
    package let annual: Double
    /// From the first payment to the last.
    package let days: Int

    /// Solves `Σ amount × (1 + annual)^(−days / 365) = 0`.
    ///
    /// The payments may be in any order. Of several rates the nearest to zero is taken; zero itself where it solves it.
    ///
    /// - Returns: `nil` where all payments have one sign or one date, or no rate is found between e⁻⁵⁰ − 1 and e⁵⁰ − 1
    ///   over the span.
    package init?(_ payments: [Payment]) {
        guard let first = payments.map(\.day).min(), let last = payments.map(\.day).max(), first < last,
            payments.contains(where: { $0.amount > 0 }), payments.contains(where: { $0.amount < 0 }),
            payments.allSatisfy({ $0.amount.isFinite })
        else { return nil }
        days = Int(last.number - first.number)
        let span = Double(days)
        let worth = PresentWorth(
            payments.map { (time: Double($0.day.number - first.number) / span, amount: $0.amount) }
        )
        guard let rate = worth.root() else { return nil }
        period = expm1(rate)
        annual = expm1(rate * 365 / span)
        guard period.isFinite, annual.isFinite else { return nil }
    }
}

/// The worth of payments at the start of the span, by the logarithm of what one becomes over it.
///
/// In this unit the whole range of rates is searched with even steps, however long or short the span is.
private struct PresentWorth {
    private let payments: [(time: Double, amount: Double)]
    /// Worth below this share of all payments is nothing.
    private let tolerance: Double

    init(_ payments: [(time: Double, amount: Double)]) {
        self.payments = payments
        tolerance = 1e-15 * payments.reduce(0) { $0 + abs($1.amount) }
    }

    func callAsFunction(_ rate: Double) -> Double {
        payments.reduce(0) { $0 + $1.amount * exp(-rate * $1.time) }
    }

    /// Rates searched: e⁻⁵⁰ is all but everything lost.
    private static let limit = 50.0
    private static let firstStep = 0.01
    private static let growth = 1.25

    /// The root nearest to zero: brackets are sought outwards, on both sides in turns.
    func root() -> Double? {
        let atZero = self(0)
        if abs(atZero) <= tolerance { return 0 }
        var (up, down) = (Side(rate: 0, worth: atZero), Side(rate: 0, worth: atZero))
        var step = Self.firstStep
        while up.rate < Self.limit {
            let next = [up.moved(by: step, self), down.moved(by: -step, self)]
            let found = zip([up, down], next).compactMap { near, far in
                near.worth.sign != far.worth.sign ? bisected(near, far) : nil
            }
            if let root = found.min(by: { abs($0) < abs($1) }) { return root }
            (up, down) = (next[0], next[1])
            step *= Self.growth
        }
        return nil
    }

    /// A rate with the worth at it.
    private struct Side {
        var rate: Double
        var worth: Double

        func moved(by step: Double, _ worth: PresentWorth) -> Side {
            let rate = min(PresentWorth.limit, max(-PresentWorth.limit, rate + step))
            return Side(rate: rate, worth: worth(rate))
        }
    }

    private static let maximumSteps = 200
    /// Far below the twelve places that are printed.
    private static let precision = 1e-16

    /// The root between two sides of different sign, to the last digit: Brent's method in the simple form of Chandrupatla.
    ///
    /// Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm", Advances in Engineering Software 28, 1997.
    private func bisected(_ left: Side, _ right: Side) -> Double? {
        var (a, b, c) = (left, right, left)
        var share = 0.5
        for _ in 0..<Self.maximumSteps {
            let rate = a.rate + share * (b.rate - a.rate)
            let middle = Side(rate: rate, worth: self(rate))
            if middle.worth.sign == a.worth.sign { c = a } else { (c, b) = (b, a) }
            a = middle
            let best = abs(a.worth) < abs(b.worth) ? a : b
            guard best.worth.isFinite else { return nil }
            let width = abs(b.rate - a.rate)
            let precision = max(2 * abs(best.rate).ulp, Self.precision)
            if best.worth == 0 || width <= precision * 2 || width == 0 { return best.rate }
            share = max(min(0.5, precision / width), Self.share(a, b, c))
            share = min(1 - precision / width, share)
        }
        return nil
    }

    /// Inverse quadratic interpolation where it is safe, else the middle.
    private static func share(_ a: Side, _ b: Side, _ c: Side) -> Double {
        let xi = (a.rate - b.rate) / (c.rate - b.rate)
        let phi = (a.worth - b.worth) / (c.worth - b.worth)
        guard phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi else { return 0.5 }
        let alpha = (c.rate - a.rate) / (b.rate - a.rate)
        let first = a.worth / (b.worth - a.worth) * c.worth / (b.worth - c.worth)
        let second = alpha * a.worth / (c.worth - a.worth) * b.worth / (c.worth - b.worth)
        let share = first + second
        return share.isFinite ? share : 0.5
    }
}
