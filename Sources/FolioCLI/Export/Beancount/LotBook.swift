import FolioModel

/// Units of one security in one account, in the order in which they came; the first are the first to go.
struct LotBook: Sendable {
    /// What units cost, where it is known.
    struct Cost: Sendable, Hashable {
        /// Of one unit, as it is written.
        var text: String
        var currency: Currency
        var day: Day
    }

    struct Lot: Sendable {
        /// Negative where they are owed.
        var units: Quantity
        /// `nil` where it is not known.
        var cost: Cost?
        /// What they came to without fees, and with them; positive.
        var total: Amount
        var paid: Amount
        /// Whether they were there before the first activity.
        var isOpening = false
    }

    private(set) var lots: [Lot] = []

    /// What is held in all.
    func units() throws(ArithmeticOverflow) -> Quantity { try lots.map(\.units).sum() }

    /// Adds units.
    mutating func open(_ lot: Lot) { if !lot.units.isZero { lots.append(lot) } }

    /// How many of these units end what is held, and how many are new.
    func parts(of units: Quantity) throws(ArithmeticOverflow) -> (closing: Quantity, opening: Quantity) {
        let held = try self.units()
        guard !held.isZero, held.isNegative != units.isNegative else { return (.zero, units) }
        guard held.magnitude < units.magnitude else { return (units, .zero) }
        return (-held, try units + held)
    }

    /// Takes units away, the first to come first.
    ///
    /// - Parameter units: Of the other sign than what is held, and no more of them.
    /// - Returns: What was taken of each lot, with the sign of `units`.
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    mutating func close(_ units: Quantity) throws(ArithmeticOverflow) -> [Lot] {
        var (left, taken): (Quantity, [Lot]) = (units, [])
        while !left.isZero, let first = lots.first {
            if first.units.magnitude <= left.magnitude {
                lots.removeFirst()
                var lot = first
                lot.units = -first.units
                taken.append(lot)
                left = try left + first.units
            } else {
                var part = first
                part.units = left
                part.total = try first.total.scaled(by: left.magnitude, over: first.units.magnitude)
                part.paid = try first.paid.scaled(by: left.magnitude, over: first.units.magnitude)
                lots[0].units = try first.units + left
                lots[0].total = try first.total - part.total
                lots[0].paid = try first.paid - part.paid
                taken.append(part)
                left = .zero
            }
        }
        return taken
    }

    /// Changes the units of every lot in proportion; what they cost stays.
    ///
    /// - Parameter units: By how many in all.
    /// - Returns: The lots as they were, and as they are.
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    mutating func split(by units: Quantity) throws(ArithmeticOverflow) -> (before: [Lot], after: [Lot]) {
        let before = lots
        let held = try self.units()
        let wanted = try held + units
        var left = wanted
        for index in lots.indices {
            let share = try lots[index].units.scaled(by: wanted, over: held)
            // The last one takes what rounding leaves.
            let units = index == lots.count - 1 ? left : share
            left = try left - units
            lots[index].units = units
            guard var cost = lots[index].cost, !units.isZero else { continue }
            cost.text = UnitCost.text(lots[index].total, units)
            lots[index].cost = cost
        }
        lots.removeAll { $0.units.isZero }
        return (before, lots)
    }
}
