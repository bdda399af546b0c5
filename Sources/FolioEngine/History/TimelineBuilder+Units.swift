import FolioModel

/// Units backwards: splits, missing units, options that ran out.
extension TimelineBuilder {
    /// Sessions within which a row and the table mean the same split.
    private static let splitTolerance = 5

    /// The finished timeline of a position.
    ///
    /// Throws where a figure is out of range.
    mutating func finish(_ draft: PositionDraft) throws(ArithmeticOverflow) -> PositionTimeline {
        var position = draft
        applySplits(to: &position)
        try expire(&position)
        try allowUnnamedShorts(&position)
        var walk = UnitWalk(position)
        try walk.run()
        for missing in walk.missing {
            position.effects.append(
                Effect(session: missing.session, part: .missingUnits, measure: .units(missing.quantity), row: -1)
            )
        }
        if let first = walk.missing.last {
            let total = try walk.missing.map(\.quantity).sum()
            let day = ExchangeCalendar.Sessions.day(first.session)
            var finding = HistoryFinding.missingUnits(
                total,
                of: named(position.security),
                on: day,
                account: facts.account.id
            )
            finding.lastDay = ExchangeCalendar.Sessions.day(walk.missing[0].session)
            finding.sessions = walk.missing.count
            findings.append(finding)
        }
        var units = walk.line
        units.steps += try stepsAfterAnchor(position)
        return PositionTimeline(
            security: position.security,
            basis: position.basis,
            units: units,
            cost: try CostWalk(position.cost, walk).line(),
            costCurrency: position.cost.currency,
            effects: position.effects.orderedBySession(),
            stated: Self.usable(position.stated, of: position.holdings, after: units.steps.last?.session)
        )
    }

    /// Stated values count where every part has one, and nothing moved after their session.
    static func usable(_ stated: [StatedFigure], of parts: Int, after lastMove: Int?) -> [StatedFigure] {
        let isComplete = stated.count == parts && Set(stated.map(\.session)).count <= 1
        return isComplete && stated.allSatisfy { $0.session >= lastMove ?? .min } ? stated : []
    }

    // MARK: Splits

    /// Puts the table's splits in, and rows that mean the same split on the table's date, before its trades.
    private mutating func applySplits(to position: inout PositionDraft) {
        var isMatched = [Bool](repeating: false, count: position.moves.count)
        let rows = position.moves.indices.filter { position.moves[$0].isSplit }
        var ratios: [PositionDraft.Move] = []
        for split in splits[position.security] where split.day <= facts.asOf {
            let session = ExchangeCalendar.Sessions.number(onOrAfter: split.day)
            let near = rows.filter {
                !isMatched[$0] && abs(position.moves[$0].session - session) <= Self.splitTolerance
            }
            for index in near { isMatched[index] = true }
            let stated = near.filter { !position.moves[$0].change.isNothing }
            for index in stated {
                (position.moves[index].session, position.moves[index].day) = (session, split.day.number)
            }
            guard stated.isEmpty else { continue }
            ratios.append(
                PositionDraft.Move(
                    session: session,
                    day: split.day.number,
                    change: .ratio(split.numerator, split.denominator),
                    cost: .same,
                    isSplit: true,
                    row: -1
                )
            )
        }
        for index in rows where !isMatched[index] && position.moves[index].change.isNothing {
            let day = Day(number: position.moves[index].day)
            findings.append(.unknownSplit(of: named(position.security), on: day, account: facts.account.id))
        }
        guard !rows.isEmpty || !ratios.isEmpty else { return }
        let keyed = (position.moves + ratios).enumerated().map { (key: ($1.day, $1.isSplit ? 0 : 1, $0), move: $1) }
        position.moves = keyed.sorted { $0.key < $1.key }.map(\.move)
    }

    /// What splits make of today's units where they come after the facts and before the end of the history.
    private func stepsAfterAnchor(_ position: PositionDraft) throws(ArithmeticOverflow) -> [StepLine<Quantity>.Step] {
        var quantity = position.now
        var steps: [StepLine<Quantity>.Step] = []
        guard !quantity.isZero else { return [] }
        for split in splits[position.security] where split.day > facts.asOf {
            let session = ExchangeCalendar.Sessions.number(onOrAfter: split.day)
            guard session <= horizon else { break }
            quantity = try quantity.scaled(by: Quantity(Int(split.numerator)), over: Quantity(Int(split.denominator)))
            steps.append(StepLine.Step(session: session, value: quantity))
        }
        return steps
    }

    // MARK: Options

    /// Contracts that were bought, never closed, and are past their expiration are gone on that day.
    private mutating func expire(_ position: inout PositionDraft) throws(ArithmeticOverflow) {
        guard let contract = securities[position.security].option, contract.expiration <= facts.asOf,
            position.now.isZero, !position.wasShort, let last = position.moves.last,
            last.day <= contract.expiration.number
        else { return }
        let before = try position.rawOpening()
        guard before.isNegative else { return }
        let session = ExchangeCalendar.Sessions.number(onOrBefore: contract.expiration)
        let move = PositionDraft.Move(
            session: max(session, last.session),
            day: contract.expiration.number,
            change: .units(before),
            cost: .unknown,
            row: -1
        )
        position.moves.append(move)
        position.effects.append(
            Effect(session: move.session, part: .missingUnits, measure: .units(before), row: -1)
        )
        findings.append(
            .expired(before, of: named(position.security), on: contract.expiration, account: facts.account.id)
        )
    }

    /// Some are sold short without a word for it.
    ///
    /// Options that are written, where the rows alone come back to nothing or more; shares that an option took from an
    /// account that may borrow, where the rows alone come back to nothing.
    private func allowUnnamedShorts(_ position: inout PositionDraft) throws(ArithmeticOverflow) {
        guard !position.wasShort else { return }
        let opening = try position.rawOpening()
        if securities[position.security].type == .option {
            position.wasShort = !opening.isNegative
        } else if facts.canBorrow {
            position.wasShort = opening.isZero
        }
    }
}

extension PositionDraft {
    /// Units before the first move, as the moves alone say.
    func rawOpening() throws(ArithmeticOverflow) -> Quantity {
        var quantity = now
        for move in moves.reversed() { quantity = try move.change.undone(quantity) }
        return quantity
    }
}

extension PositionDraft.Move.Change {
    /// Whether it moves no units.
    var isNothing: Bool {
        if case .units(let units) = self { return units.isZero }
        return false
    }

    /// Units before the change.
    func undone(_ after: Quantity) throws(ArithmeticOverflow) -> Quantity {
        switch self {
        case .units(let units): try after - units
        case .ratio(let new, let old):
            try after.scaled(by: Quantity(Int(old)), over: Quantity(Int(new)))
        }
    }
}

extension [Effect] {
    /// The effects by session, those of one session in the order in which they were noted.
    func orderedBySession() -> [Effect] {
        if zip(self, dropFirst()).allSatisfy({ $0.session <= $1.session }) { return self }
        return enumerated().sorted { ($0.element.session, $0.offset) < ($1.element.session, $1.offset) }.map(\.element)
    }
}
