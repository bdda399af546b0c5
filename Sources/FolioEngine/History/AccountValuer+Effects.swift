import FolioModel

extension AccountValuer {
    /// What an effect comes to on its session, in millionths; 0 where no price or rate is known.
    private func figure(
        _ effect: Effect,
        _ track: PriceTrack?,
        _ factor: UnitFactor
    ) throws(ArithmeticOverflow) -> Int128 {
        switch effect.measure {
        case .amount(let amount, let currency):
            return try tracks.rate(currency).millionths(amount, effect.session)
        case .units(let units):
            guard let track, track.grade(effect.session) != .unknown else { return 0 }
            let amount = try factor.value(units, at: track.price(effect.session))
            return try tracks.rate(track.currency).millionths(amount, effect.session)
        }
    }

    mutating func add(
        _ effect: Effect,
        _ track: PriceTrack?,
        _ factor: UnitFactor,
        _ key: AccountTransfer.Key
    ) throws(ArithmeticOverflow) {
        let row = effect.session - range.lowerBound
        let figure = try figure(effect, track, factor)
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
            let figure = try figure(effect, nil, .times(1))
            let isPaid = effect.part == .fee || effect.part == .tax
            let implied = isPaid ? figure : -figure
            let row = effect.session - range.lowerBound
            table[.flow, row] += implied
            table[.impliedFlow, row] += implied
        }
    }
}
