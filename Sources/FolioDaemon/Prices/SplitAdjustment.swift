package import FolioModel
package import FolioStore

/// What splits do to closes as traded.
package enum SplitAdjustment {
    /// A change from one close to the next, in percent of the larger, from which on a split is suspected.
    static let suspiciousPercent: Int128 = 15

    /// Whether a close differs so much from the one before that a split may be the reason.
    static func isSuspected(_ closes: [DatedClose]) -> Bool {
        zip(closes, closes.dropFirst()).contains { before, after in
            let (low, high) = (min(before.price.raw, after.price.raw), max(before.price.raw, after.price.raw))
            return (high - low) * 100 > high * suspiciousPercent
        }
    }

    /// Of closes that a source has divided by the splits since, those that no split has touched: they are as traded.
    ///
    /// Earlier ones are left out: the source has rounded them after dividing, and what was rounded does not come back.
    static func untouched(_ closes: [DatedClose], splits: [ListedSplit], through: Day) -> [DatedClose] {
        guard let last = splits.map(\.day).filter({ $0 <= through }).max() else { return closes }
        return closes.filter { $0.day >= last }
    }

    /// The price in units of today: divided by every split after its date up to `through`, half to even at the 12th
    /// decimal at each.
    ///
    /// - Throws: ``ArithmeticOverflow`` where it is out of range.
    package static func adjusted(
        _ price: Price,
        of day: Day,
        splits: [StoredSplit],
        through: Day
    ) throws(ArithmeticOverflow) -> Price {
        var price = price
        for split in splits where split.day > day && split.day <= through {
            price = try price.scaled(by: Ratio(Int(split.denominator)), over: Ratio(Int(split.numerator)))
        }
        return price
    }
}
