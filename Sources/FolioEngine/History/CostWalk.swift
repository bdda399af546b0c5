import FolioModel

/// What a change of units does to the cost basis.
enum CostChange: Sendable {
    /// Units were bought for it, fees included; negative for what a short sale brought.
    case paid(Amount, Currency)
    /// Units came, and nobody knows for how much.
    case unknown
    /// A split: other units, the same basis.
    case same
    /// Capital came back: the basis is lower by it.
    case returned(Amount, Currency)
}

/// The cost basis as it is stated now.
struct CostDraft {
    var currency: Currency
    /// `nil` where unknown.
    var now: Amount? = .zero

    /// Adds the basis of a holding; of two currencies nothing is known.
    mutating func add(_ basis: Amount?, _ currency: Currency, isFirst: Bool) throws(ArithmeticOverflow) {
        if isFirst {
            (self.currency, now) = (currency, basis)
        } else if let known = now, let basis, currency == self.currency {
            now = try known + basis
        } else {
            now = nil
        }
    }
}

/// Finds the cost basis after every session, by average cost.
///
/// An episode is a run of entries between two moments without units. One that ended before now is counted forward
/// where it began in sight; the one that reaches now is counted backward from what is stated.
struct CostWalk {
    private let draft: CostDraft
    private let entries: [UnitWalk.Entry]
    private let opening: Quantity
    private let last: Quantity

    init(_ draft: CostDraft, _ walk: UnitWalk) {
        (self.draft, entries, opening) = (draft, walk.entries, walk.line.opening)
        last = walk.entries.last?.after ?? walk.line.opening
    }

    /// The steps of the basis.
    ///
    /// Throws where a figure is out of range.
    func line() throws(ArithmeticOverflow) -> StepLine<Amount?> {
        var after = [Amount?](repeating: nil, count: entries.count)
        var end = entries.count
        var openingBasis: Amount? = opening.isZero ? .zero : nil
        while end > 0 {
            let start = episodeStart(endingAt: end)
            if end == entries.count, !entries[end - 1].after.isZero {
                let first = try fillBackward(&after, start..<end)
                if start == 0, !opening.isZero { openingBasis = first }
            } else if entries[start].before.isZero {
                try fillForward(&after, start..<end)
            } else {
                fillUnknown(&after, start..<end)
            }
            end = start
        }
        if entries.isEmpty { openingBasis = last.isZero ? .zero : draft.now }
        return StepLine(opening: openingBasis, steps: steps(after))
    }

    private func episodeStart(endingAt end: Int) -> Int {
        var start = end - 1
        while start > 0, !entries[start].before.isZero { start -= 1 }
        return start
    }

    private func steps(_ after: [Amount?]) -> [StepLine<Amount?>.Step] {
        var steps: [StepLine<Amount?>.Step] = []
        for (index, entry) in entries.enumerated() {
            let step = StepLine<Amount?>.Step(session: entry.session, value: after[index])
            if steps.last?.session == entry.session { steps[steps.count - 1] = step } else { steps.append(step) }
        }
        return steps
    }

    // MARK: Episodes

    /// Fills in what is known going back from now; the basis before the first entry.
    private func fillBackward(_ after: inout [Amount?], _ range: Range<Int>) throws(ArithmeticOverflow) -> Amount? {
        var basis = draft.now
        for index in range.reversed() {
            after[index] = basis
            guard let known = basis else { continue }
            let entry = entries[index]
            basis = try Self.before(known, entry, paid: paid(entry))
        }
        return basis
    }

    private func fillForward(_ after: inout [Amount?], _ range: Range<Int>) throws(ArithmeticOverflow) {
        var basis: Amount? = .zero
        for index in range {
            if let known = basis { basis = try Self.after(known, entries[index], paid: paid(entries[index])) }
            if entries[index].after.isZero { basis = .zero }
            after[index] = basis
        }
    }

    /// Nothing is known while units are held.
    private func fillUnknown(_ after: inout [Amount?], _ range: Range<Int>) {
        for index in range { after[index] = entries[index].after.isZero ? .zero : nil }
    }

    /// What the units of an entry cost, in the currency of the basis; `nil` where unknown.
    private func paid(_ entry: UnitWalk.Entry) -> Amount? {
        switch entry.cost {
        case .paid(let amount, let currency), .returned(let amount, let currency):
            currency == draft.currency ? amount : nil
        case .unknown: nil
        case .same: .zero
        }
    }

    // MARK: One entry

    private static func grows(_ entry: UnitWalk.Entry) -> Bool {
        !crosses(entry) && entry.after.magnitude > entry.before.magnitude
    }

    /// Whether it turns long into short, or short into long.
    private static func crosses(_ entry: UnitWalk.Entry) -> Bool {
        !entry.before.isZero && !entry.after.isZero && entry.before.isNegative != entry.after.isNegative
    }

    private static func after(
        _ before: Amount,
        _ entry: UnitWalk.Entry,
        paid: Amount?
    ) throws(ArithmeticOverflow) -> Amount? {
        switch entry.cost {
        case .same: return before
        case .returned: return try paid.map { (paid) throws(ArithmeticOverflow) in try before - paid }
        case .paid, .unknown: break
        }
        if grows(entry) { return try paid.map { (paid) throws(ArithmeticOverflow) in try before + paid } }
        if entry.after == entry.before { return before }
        guard crosses(entry) else { return try before.scaled(by: entry.after, over: entry.before) }
        let moved = try entry.after - entry.before
        return try paid?.scaled(by: entry.after, over: moved)
    }

    private static func before(
        _ after: Amount,
        _ entry: UnitWalk.Entry,
        paid: Amount?
    ) throws(ArithmeticOverflow) -> Amount? {
        switch entry.cost {
        case .same: return after
        case .returned: return try paid.map { (paid) throws(ArithmeticOverflow) in try after + paid }
        case .paid, .unknown: break
        }
        if entry.before.isZero { return .zero }
        if grows(entry) { return try paid.map { (paid) throws(ArithmeticOverflow) in try after - paid } }
        if entry.after == entry.before { return after }
        guard !crosses(entry), !entry.after.isZero else { return nil }
        return try after.scaled(by: entry.before, over: entry.after)
    }
}
