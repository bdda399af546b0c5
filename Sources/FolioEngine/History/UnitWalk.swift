import FolioModel

/// Walks one position's units backwards, session by session, and holds them at zero where they would go below.
struct UnitWalk {
    /// One change of units between known quantities, for the cost basis.
    struct Entry {
        var session: Int
        var before: Quantity
        var after: Quantity
        var cost: CostChange
    }

    private let now: Quantity
    private let moves: [PositionDraft.Move]
    private let mayBeShort: Bool

    private(set) var line = StepLine(opening: Quantity.zero)
    /// Units that have to have left and no row says so, newest first; negative.
    private(set) var missing: [(session: Int, quantity: Quantity)] = []
    /// Oldest first.
    private(set) var entries: [Entry] = []

    init(_ position: PositionDraft) {
        (now, moves, mayBeShort) = (position.now, position.moves, position.wasShort)
    }

    /// Walks to the first move.
    ///
    /// Throws where a figure is out of range.
    mutating func run() throws(ArithmeticOverflow) {
        var quantity = now
        var crumbs = Quantity.zero
        var next = moves.count
        while next > 0 {
            let session = moves[next - 1].session
            let after = quantity
            let firstEntry = entries.count
            var scale = SplitScale()
            while next > 0, moves[next - 1].session == session {
                next -= 1
                let move = moves[next]
                if case .ratio(let new, let old) = move.change {
                    crumbs = try Self.crumbs(quantity, crumbs, new: new, old: old)
                    try scale.undo(new: new, old: old)
                }
                let before = try move.change.undone(quantity)
                entries.append(Entry(session: session, before: before, after: quantity, cost: move.cost))
                quantity = before
            }
            if quantity.magnitude <= crumbs { quantity = .zero }
            if quantity.isNegative, !mayBeShort {
                let units = try scale.redone(quantity)
                missing.append((session, units))
                shiftEntries(from: firstEntry, by: units, after: after, session: session, isScaled: scale.isScaled)
                quantity = .zero
            }
            line.steps.append(StepLine.Step(session: session, value: after))
        }
        line.opening = quantity
        line.steps.reverse()
        entries.reverse()
    }

    /// What a ratio undone may leave of nothing: the rounding of the units as stated, ``statedDigits`` at least.
    private static func crumbs(
        _ after: Quantity,
        _ crumbs: Quantity,
        new: Int64,
        old: Int64
    ) throws(ArithmeticOverflow) -> Quantity {
        let digits = max(after.fractionDigits, statedDigits)
        let rounding = Quantity(mantissa: 1, decimals: digits)
        return try (try crumbs + rounding).scaled(by: Quantity(Int(old)), over: Quantity(Int(new)))
    }

    private static let statedDigits = 4

    /// Without the missing units the session's entries would be below zero; they are raised, and an entry of the units
    /// that left is put behind them.
    private mutating func shiftEntries(
        from first: Int,
        by units: Quantity,
        after: Quantity,
        session: Int,
        isScaled: Bool
    ) {
        for index in first..<entries.count {
            entries[index].before = Quantity(raw: entries[index].before.raw - units.raw)
            entries[index].after = Quantity(raw: entries[index].after.raw - units.raw)
            // Raised by units of after the split; what was paid before it cannot be told apart.
            if isScaled { entries[index].cost = .unknown }
        }
        let raised = Quantity(raw: after.raw - units.raw)
        entries.insert(Entry(session: session, before: raised, after: after, cost: .unknown), at: first)
    }
}

/// The splits of one session, undone one after another.
private struct SplitScale {
    private var new = Quantity(1)
    private var old = Quantity(1)

    var isScaled: Bool { new != old }

    mutating func undo(new: Int64, old: Int64) throws(ArithmeticOverflow) {
        self.new = try self.new.times(Int(new))
        self.old = try self.old.times(Int(old))
    }

    /// Units of before the splits, as they are after them.
    func redone(_ before: Quantity) throws(ArithmeticOverflow) -> Quantity {
        isScaled ? try before.scaled(by: new, over: old) : before
    }
}
