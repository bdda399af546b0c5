import FolioModel

/// What a holding cost: the whole, as Plaid documents it, or one unit, as its sandbox and some institutions give it.
///
/// All figures are without sign.
struct PlaidCost {
    /// What `cost_basis` is of.
    enum Reading: Hashable { case total, perUnit }

    let stated: Amount?
    /// What all lots cost together.
    let ofLots: Amount?
    let units: Quantity
    /// Per unit; `nil` where the price is of something else.
    let price: Price?
    let value: Amount?

    /// Rows that have to say "per unit" before an account is read so.
    static let leastRows = 3

    /// A total is likely within this many times the value or its part.
    private static let totalFactor = 10
    /// A unit's cost is likely within this many times the price or its part.
    private static let unitFactor = 2

    /// What the row says by itself: that reading which makes a likely figure where the other does not; else `nil`.
    ///
    /// A total is likely from a tenth of the value to ten times, a unit's cost from half the price to twice.
    var likely: Reading? {
        guard let stated, !stated.isZero, let price, !price.isZero, let value, !value.isZero else { return nil }
        let isTotal = Self.isWithin(Self.totalFactor, stated, value)
        let isPerUnit = Self.isWithin(Self.unitFactor, stated, Amount(raw: price.magnitude.raw))
        guard isTotal != isPerUnit else { return nil }
        return isTotal ? .total : .perUnit
    }

    private static func isWithin(_ factor: Int, _ left: Amount, _ right: Amount) -> Bool {
        guard let most = try? right.times(factor), let least = try? left.times(factor) else { return false }
        return left <= most && right <= least
    }

    /// How an account's rows are to be read: per unit where at least three rows say so, and at least three quarters of
    /// those that say anything; else as documented.
    static func reading(of rows: [PlaidCost]) -> Reading {
        var (total, perUnit) = (0, 0)
        for row in rows {
            switch row.likely {
            case .total: total += 1
            case .perUnit: perUnit += 1
            case nil: break
            }
        }
        return perUnit >= leastRows && perUnit >= 3 * total ? .perUnit : .total
    }

    /// The total, and what is doubtful about it; lots decide where they are known, then the row, then the account.
    ///
    /// A cost of nothing for something of worth is not known.
    func basis(_ reading: Reading) throws(ArithmeticOverflow) -> (Amount?, PlaidDoubt?) {
        guard let stated else { return (ofLots, nil) }
        if stated.isZero, value?.isZero == false { return (ofLots, .costOfNothing) }
        let whole = try units * Price(raw: stated.raw)
        if let ofLots {
            if try Self.isSame(stated, ofLots) { return (stated, nil) }
            if try Self.isSame(whole, ofLots) { return (ofLots, nil) }
            return (stated, .costUnlikeLots)
        }
        switch (reading, likely) {
        case (.perUnit, .perUnit): return (whole, nil)
        case (.perUnit, nil): return (price == nil ? stated : whole, nil)
        case (.perUnit, .total), (.total, .total), (.total, nil): return (stated, nil)
        case (.total, .perUnit): return (stated, .costMayBePerUnit)
        }
    }

    private static func isSame(_ left: Amount, _ right: Amount) throws(ArithmeticOverflow) -> Bool {
        try (left - right).magnitude <= cent
    }

    /// A hundredth of a unit of currency.
    static let cent = Amount(raw: 10_000_000_000)
}
