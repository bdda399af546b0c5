import FolioModel

/// A row of a broker's history: what it states, before it is known what that means.
struct BrokerEvent {
    var account: BrokerAccount
    var date: Day
    var occurredAt: Timestamp?
    /// The broker's words for what happened.
    var action: String
    /// `nil` where the words are new.
    var rule: ActionRule?
    /// The security, shared with other rows: an event is handed around, and a description is long.
    var described: DescribedSecurity?
    /// The security's description.
    var security: ReportedSecurity? {
        get { described?.value }
        set { described = newValue.map(DescribedSecurity.init) }
    }
    /// Units as stated.
    var quantity: Quantity?
    /// Whether a minus stands before units that go out; else the rule decides.
    var hasSignedQuantity: Bool
    /// Change of the account's cash, fees included.
    var cash: Amount?
    var price: Price?
    /// Contained in ``cash``; of either sign.
    var fees: Amount?
    var currency = Currency.usd
    var description: String?
    /// The broker's id of the record.
    var id: String?
    /// Rows of one event share it.
    var group: String?
    /// What tells the row apart beside its figures; the action where it is `nil`.
    var words: String?

    init(account: BrokerAccount, date: Day, action: String, rule: ActionRule?, hasSignedQuantity: Bool) {
        (self.account, self.date, self.action, self.rule) = (account, date, action, rule)
        self.hasSignedQuantity = hasSignedQuantity
    }
}

/// What a broker's event does to its account.
struct EventEffect: Hashable {
    var type: TransactionType
    var units = Quantity.zero
    var cash = Amount.zero

    /// Whether the money is what the units of a reorganisation are worth, and not paid: it goes their way.
    var isWorth: Bool {
        switch type {
        case .split, .spinOff: !units.isZero
        case .merger: !units.isZero && units.isNegative == cash.isNegative
        default: false
        }
    }

    /// Whether the directions contradict the type, as those of a cancelled trade do.
    var isContradictory: Bool {
        switch type {
        case .buy, .cover, .reinvestment: units.isNegative || cash > .zero
        case .sell, .short: units > .zero || cash.isNegative
        case .spinOff: units.isNegative
        default: false
        }
    }
}

extension BrokerEvent {
    /// Writes a bond's price as its security is quoted: brokers state a redemption at 1 instead of at 100 percent.
    mutating func settleBondPrice() {
        guard described?.value.fixedIncome != nil, let price, let quantity, let cash, !cash.isZero,
            security?.isQuotedInPercent(quantity, price, cash) == false
        else { return }
        if price == Price(1) { self.price = Price(100) } else { security?.fixedIncome?.priceBasis = .unit }
    }

    /// What the event does; `nil` where it moves nothing.
    ///
    /// `position` is what was held of the option by the file's other rows, 0 where they do not tell. Throws where a
    /// cell that the action needs is empty.
    func effect(position: Int128) throws(EventProblem) -> EventEffect? {
        let units = described == nil ? .zero : quantity ?? .zero
        let cash = self.cash ?? .zero
        var effect: EventEffect
        switch rule {
        case nil:
            effect = EventEffect(type: .adjustment, units: hasSignedQuantity ? units : .zero, cash: cash)
        case .trade(let type):
            try requireTrade()
            let isOut = type == .sell || type == .short
            let signed = hasSignedQuantity ? units : isOut ? -units.magnitude : units.magnitude
            effect = EventEffect(type: type, units: signed, cash: cash)
        case .cash(let type):
            if self.cash == nil { throw .missing(.amount) }
            effect = EventEffect(type: type, cash: cash)
        case .cashBySign(let inward, let outward):
            if self.cash == nil { throw .missing(.amount) }
            effect = EventEffect(type: cash.isNegative ? outward : inward, cash: cash)
        case .both(let type): effect = EventEffect(type: type, units: units, cash: cash)
        case .added(let type): effect = EventEffect(type: type, units: units.magnitude, cash: cash)
        case .removed(let type): effect = EventEffect(type: type, units: -units.magnitude, cash: cash)
        case .inKind(let inward, let outward):
            let isOut = units.isZero ? cash.isNegative : units.isNegative
            effect = EventEffect(type: isOut ? outward : inward, units: units, cash: units.isZero ? cash : .zero)
        case .closing(let type): effect = EventEffect(type: type, units: try closing(units, position), cash: cash)
        case .sweep:
            guard described != nil else { return nil }
            let moved = units.isZero ? Quantity(raw: -cash.raw) : units
            effect = EventEffect(type: moved.isNegative ? .sell : .buy, units: moved, cash: cash)
        case .nothing: return nil
        }
        if effect.isWorth { effect.cash = .zero }
        if effect.isContradictory { effect.type = .adjustment }
        let isEmpty = effect.units.isZero && effect.cash.isZero && effect.type != .split
        return isEmpty ? nil : effect
    }

    private func requireTrade() throws(EventProblem) {
        if described == nil { throw .missing(.symbol) }
        if quantity ?? .zero == .zero { throw .missing(.quantity) }
        if cash == nil { throw .missing(.amount) }
    }

    private func closing(_ units: Quantity, _ position: Int128) throws(EventProblem) -> Quantity {
        if described == nil { throw .missing(.symbol) }
        if units.isZero { throw .missing(.quantity) }
        if hasSignedQuantity || units.isNegative { return units }
        if position == 0 { throw .undecided }
        return position > 0 ? -units : units
    }
}

/// Why an event's effect is not known.
enum EventProblem: Error, Hashable {
    /// The cell that the action needs is empty.
    case missing(CSVColumn)
    /// Whether a long or a short position ended.
    case undecided
}
