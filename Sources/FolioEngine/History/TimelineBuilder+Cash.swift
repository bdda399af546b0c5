import FolioModel

/// Cash backwards.
extension TimelineBuilder {
    /// The finished timeline of a purse.
    ///
    /// Throws where a figure is out of range.
    mutating func finish(_ draft: PurseDraft) throws(ArithmeticOverflow) -> PurseTimeline {
        var purse = draft
        guard facts.reportsCash else {
            return PurseTimeline(
                currency: purse.currency,
                cash: StepLine(opening: .zero),
                effects: purse.effects.orderedBySession(),
                stated: []
            )
        }
        let isBounded = isCashOnly
        let unit = purse.currency.minorUnit
        var cash = purse.now
        var steps: [StepLine<Amount>.Step] = []
        var implied: [(session: Int, amount: Amount)] = []
        var next = purse.moves.count
        while next > 0 {
            let session = purse.moves[next - 1].session
            steps.append(StepLine.Step(session: session, value: cash))
            while next > 0, purse.moves[next - 1].session == session {
                next -= 1
                cash = try cash - purse.moves[next].amount
            }
            guard isBounded, cash.isNegative else { continue }
            let isRounding = cash.magnitude < unit
            purse.effects.append(
                Effect(
                    session: session,
                    part: isRounding ? .unexplained : .impliedFlow,
                    measure: .amount(cash, purse.currency),
                    row: -1
                )
            )
            if !isRounding { implied.append((session, cash)) }
            cash = .zero
        }
        try note(implied, purse.currency)
        return PurseTimeline(
            currency: purse.currency,
            cash: StepLine(opening: cash, steps: steps.reversed()),
            effects: purse.effects.orderedBySession(),
            stated: Self.usable(purse.stated, of: purse.balances, after: steps.first?.session)
        )
    }

    /// One finding for all implied flows of a currency, newest first.
    private mutating func note(
        _ implied: [(session: Int, amount: Amount)],
        _ currency: Currency
    ) throws(ArithmeticOverflow) {
        guard let first = implied.last, let last = implied.first else { return }
        let day = ExchangeCalendar.Sessions.day(first.session)
        let total = try implied.map(\.amount).sum()
        var finding = HistoryFinding.impliedFlow(total, currency, on: day, account: facts.account.id)
        finding.lastDay = ExchangeCalendar.Sessions.day(last.session)
        finding.sessions = implied.count
        findings.append(finding)
    }
}
