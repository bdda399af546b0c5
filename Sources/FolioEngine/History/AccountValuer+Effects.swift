import FolioModel

extension AccountValuer {
    mutating func add(
        _ effect: Effect,
        _ position: PositionTimeline?,
        _ key: AccountTransfer.Key
    ) throws(ArithmeticOverflow) {
        let row = effect.session - range.lowerBound
        let figure = try tracks.millionths(of: effect, in: position)
        switch effect.part {
        case .inside: if !slice.isWhole { table[.flow, row] += figure }
        case .flow: table[.flow, row] += figure
        case .transfer:
            table[.flow, row] += figure
            transfers.append(AccountTransfer(session: effect.session, key: key, value: figure))
        case .income: table[.income, row] += figure
        case .fee: table[.fees, row] += figure
        case .tax: table[.taxes, row] += figure
        case .gain: break
        case .unexplained: table[.unexplained, row] += figure
        case .impliedFlow:
            table[.flow, row] += figure
            table[.impliedFlow, row] += figure
            addUnsupported(figure, row)
        case .missingUnits:
            table[.unexplained, row] += figure
            addUnsupported(figure, row)
        }
    }

    /// What no record says has a quality of zero on the session where it is missing.
    private mutating func addUnsupported(_ figure: Int128, _ row: Int) {
        let size = figure < 0 ? -figure : figure
        table[.weight, row] += size
        table[.loss, row] += size * 100
    }

    /// In an account without cash, what its rows would have moved comes from outside.
    mutating func addImpliedFlows(_ purse: PurseTimeline) throws(ArithmeticOverflow) {
        for effect in purse.effects where range.contains(effect.session) {
            let figure = try tracks.millionths(of: effect, in: nil)
            let isPaid = effect.part == .fee || effect.part == .tax
            let implied = isPaid ? figure : -figure
            let row = effect.session - range.lowerBound
            table[.flow, row] += implied
            table[.impliedFlow, row] += implied
        }
    }
}
