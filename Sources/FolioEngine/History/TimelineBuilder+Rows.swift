import FolioModel

/// What one record means: the table of docs/history.md, "What a day is made of".
extension TimelineBuilder {
    /// How a record's cash and units count.
    enum Meaning {
        case flow, transfer, income, reinvestment, fee, tax, trade, event, adjustment
    }

    private static func meaning(_ type: TransactionType) -> Meaning {
        switch type {
        case .deposit, .withdrawal: .flow
        case .transferIn, .transferOut: .transfer
        case .dividend, .interest: .income
        case .reinvestment: .reinvestment
        case .fee: .fee
        case .tax: .tax
        case .buy, .sell, .short, .cover: .trade
        case .split, .spinOff, .merger, .exercise, .assignment, .expiration, .returnOfCapital: .event
        case .adjustment: .adjustment
        }
    }

    /// Notes a record's moves and effects.
    ///
    /// Throws where a figure is out of range.
    mutating func add(_ row: Row) throws(ArithmeticOverflow) {
        let record = facts.transactions[row.index]
        let meaning = Self.meaning(record.type)
        var security = record.security
        // Units of a currency are its amount once more.
        if let index = security, securities[index].isCurrency(record.currency) { security = nil }
        if let security {
            let place = place(of: security, currency: record.currency)
            try addUnits(record, meaning, row, to: place)
        }
        guard !record.cashDelta.isZero || !record.fees.isZero else { return }
        let purse = purse(of: record.currency)
        if !record.cashDelta.isZero { purses[purse].moves.append((row.session, record.cashDelta)) }
        if let security {
            try addCash(record, meaning, row, to: place(of: security, currency: record.currency), purse)
        } else {
            try addCash(record, meaning, row, to: purse)
        }
    }

    // MARK: Units

    private mutating func addUnits(
        _ record: HistoryTransaction,
        _ meaning: Meaning,
        _ row: Row,
        to place: Int
    ) throws(ArithmeticOverflow) {
        switch record.type {
        case .short, .cover, .assignment: positions[place].wasShort = true
        case .expiration where record.quantityDelta > .zero: positions[place].wasShort = true
        default: break
        }
        let units = record.quantityDelta
        let isSplit = record.type == .split
        if !units.isZero || isSplit || record.type == .returnOfCapital {
            positions[place].moves.append(
                PositionDraft.Move(
                    session: row.session,
                    day: record.day.number,
                    change: .units(units),
                    cost: try cost(of: record, positions[place]),
                    isSplit: isSplit,
                    row: row.index
                )
            )
        }
        guard !units.isZero, let part = part(ofUnits: record, meaning) else { return }
        let counted = part == .fee || part == .tax ? -units : units
        note(.units(counted), part, row, at: place)
    }

    /// The term of the day to which units belong that no cash pays for; `nil` where they are a part of a trade.
    private func part(ofUnits record: HistoryTransaction, _ meaning: Meaning) -> Effect.Part? {
        switch meaning {
        case .flow: return .flow
        case .transfer: return .transfer
        case .fee: return .fee
        case .tax: return .tax
        case .income: return .income
        case .reinvestment: return record.cashDelta.isZero ? .income : nil
        case .trade:
            guard record.cashDelta.isZero else { return nil }
            return facts.reportsCash ? .unexplained : .flow
        case .adjustment: return record.cashDelta.isZero ? .unexplained : nil
        case .event: return nil
        }
    }

    /// What a record's units cost.
    private func cost(
        of record: HistoryTransaction,
        _ position: PositionDraft
    ) throws(ArithmeticOverflow) -> CostChange {
        switch record.type {
        case .split: return .same
        case .returnOfCapital: return .returned(record.cashDelta, record.currency)
        case .transferIn, .transferOut, .spinOff, .merger, .deposit, .withdrawal: return .unknown
        default: break
        }
        if !record.cashDelta.isZero { return .paid(-record.cashDelta, record.currency) }
        guard let price = record.price, !price.isZero else { return .unknown }
        let factor = UnitFactor(securities[position.security], basis: position.basis)
        return .paid(try factor.value(record.quantityDelta, at: price), record.currency)
    }

    // MARK: Cash

    /// Cash that a security brings or takes.
    private mutating func addCash(
        _ record: HistoryTransaction,
        _ meaning: Meaning,
        _ row: Row,
        to place: Int,
        _ purse: Int
    ) throws(ArithmeticOverflow) {
        let currency = record.currency
        let isWithoutUnits = record.quantityDelta.isZero
        switch meaning {
        case .flow, .transfer:
            return try addCash(record, meaning, row, to: purse)
        case .trade where isWithoutUnits, .adjustment where isWithoutUnits:
            return try addCash(record, .adjustment, row, to: purse)
        case .fee, .tax:
            note(.amount(-record.cashDelta, currency), meaning == .fee ? .fee : .tax, row, at: place)
        case .income, .reinvestment, .trade, .event, .adjustment:
            if meaning == .income {
                note(.amount(try record.cashDelta + record.fees, currency), .income, row, at: place)
            }
            if !record.fees.isZero { note(.amount(record.fees, currency), .fee, row, at: place) }
        }
        guard !record.cashDelta.isZero else { return }
        note(.amount(-record.cashDelta, currency), .inside, row, at: place)
        note(.amount(record.cashDelta, currency), .inside, row, inPurse: purse)
    }

    /// Cash that has nothing to do with a security.
    private mutating func addCash(
        _ record: HistoryTransaction,
        _ meaning: Meaning,
        _ row: Row,
        to purse: Int
    ) throws(ArithmeticOverflow) {
        let currency = record.currency
        let whole = try record.cashDelta + record.fees
        switch meaning {
        case .fee: return note(.amount(-record.cashDelta, currency), .fee, row, inPurse: purse)
        case .tax: return note(.amount(-record.cashDelta, currency), .tax, row, inPurse: purse)
        case .flow: note(.amount(whole, currency), .flow, row, inPurse: purse)
        case .transfer: note(.amount(whole, currency), .transfer, row, inPurse: purse)
        case .income: note(.amount(whole, currency), .income, row, inPurse: purse)
        case .event: note(.amount(whole, currency), .gain, row, inPurse: purse)
        case .reinvestment, .trade, .adjustment: note(.amount(whole, currency), .unexplained, row, inPurse: purse)
        }
        if !record.fees.isZero { note(.amount(record.fees, currency), .fee, row, inPurse: purse) }
    }

    // MARK: Notes

    private mutating func note(_ measure: Effect.Measure, _ part: Effect.Part, _ row: Row, at place: Int) {
        guard !measure.isZero else { return }
        positions[place].effects.append(Effect(session: row.session, part: part, measure: measure, row: row.index))
    }

    private mutating func note(_ measure: Effect.Measure, _ part: Effect.Part, _ row: Row, inPurse purse: Int) {
        guard !measure.isZero else { return }
        purses[purse].effects.append(Effect(session: row.session, part: part, measure: measure, row: row.index))
    }
}

extension Effect.Measure {
    /// Whether it moves nothing.
    var isZero: Bool {
        switch self {
        case .amount(let amount, _): amount.isZero
        case .units(let quantity): quantity.isZero
        }
    }
}
