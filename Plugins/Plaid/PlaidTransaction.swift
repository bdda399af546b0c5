import FolioAdapterKit
import FolioModel

/// Turns one row of `/investments/transactions/get` into the normal form.
struct PlaidTransaction {
    /// What a row comes to.
    enum Outcome {
        /// Mostly one; rows of one event share their group.
        case events([ReportedTransaction])
        /// It takes back the row of that id.
        case takesBack(String)
        /// Nothing that counts yet.
        case nothing
    }

    let account: String
    /// The posting date, by which Plaid lists rows.
    let posted: Day
    let rule: PlaidTransactionTable.Rule
    /// Plaid's sign: positive when cash leaves.
    let amount: Amount

    private let row: VendorObject
    private let security: PlaidSecurity?
    private let currency: Currency
    private let words: String
    /// Units, positive when they come in; without a security they are units of nothing, and never move.
    private let units: Quantity
    /// Whether the row names a security, money included.
    private let namesSecurity: Bool
    private let price: Price?
    /// How the units and the price make the amount.
    private let measure: PlaidMeasure
    private let notes: PlaidNotes

    /// Reads a row of an account; the security is the row's, where the answer describes it.
    init(
        _ row: VendorObject,
        security: PlaidSecurity?,
        account: PlaidAccount,
        _ notes: PlaidNotes
    ) throws(AdapterError) {
        (self.row, self.security, self.notes) = (row, security, notes)
        self.account = account.id
        posted = try row.day("date")
        currency = try PlaidAccounts.currency(row) ?? account.currency
        let type = try row.optionalString("type") ?? ""
        let subtype = try row.optionalString("subtype") ?? ""
        words = [type, subtype].filter { !$0.isEmpty }.joined(separator: "/")
        rule = PlaidTransactionTable.rule(type: type, subtype: subtype)
        namesSecurity = try row.optionalString("security_id") != nil
        let price: Price? = try row.optionalFigure("price")
        self.price = price?.isZero == true ? nil : price
        let stated: (units: Quantity, amount: Amount) = (try row.figure("quantity"), try row.figure("amount"))
        let (units, amount) = rule.isTrade && namesSecurity ? Self.directed(type, stated) : stated
        (self.units, self.amount) = (units, amount)
        measure = try row.exactly { [price = self.price] () throws(ArithmeticOverflow) in
            try PlaidMeasure(units, price: price, amount: amount, of: security)
        }
        notes.members(of: row, .transaction)
        if !type.isEmpty, !PlaidTransactionTable.types.contains(type) { notes.word(type, in: "transactions.type") }
        if !subtype.isEmpty, PlaidTransactionTable.rulesBySubtype[subtype] == nil {
            notes.word(subtype, in: "transactions.subtype")
        }
        if (units, amount) != stated { doubt(.signsDiffer) }
    }

    /// Quantity and amount have one sign; where they differ, a purchase brings units in for money that leaves, and a
    /// sale the other way.
    private static func directed(
        _ type: String,
        _ stated: (units: Quantity, amount: Amount)
    ) -> (units: Quantity, amount: Amount) {
        guard !stated.units.isZero, !stated.amount.isZero, stated.units.isNegative != stated.amount.isNegative else {
            return stated
        }
        switch type {
        case "buy": return (stated.units.magnitude, stated.amount.magnitude)
        case "sell": return (-stated.units.magnitude, -stated.amount.magnitude)
        default: return stated
        }
    }

    /// What the row comes to, with the rows listed around it.
    func outcome(among others: PlaidNeighbours) throws(AdapterError) -> Outcome {
        if rule == .pending { return .nothing }
        if rule == .cancellation {
            // Without a name it cancels what was pending, and nothing pending was ever counted.
            return try row.optionalString("cancel_transaction_id").map(Outcome.takesBack) ?? .nothing
        }
        var event = ReportedTransaction()
        event.externalID = try row.string("investment_transaction_id")
        event.account = account
        (event.date, event.occurredAt) = try time()
        event.subtype = words
        event.security = try securityID()
        event.price = price
        event.currency = currency
        event.description = try row.optionalString("name")
        try apply(to: &event)
        if security == nil {
            // Under its own id it would overwrite what the host knows of it; a row that moves none needs no security.
            event.security = event.quantityDelta.isZero ? nil : event.security.map { Self.undescribed + $0 }
        }
        if rule == .trade(.reinvestment), amount > .zero, others.haveIncome(for: self) == false {
            doubt(.reinvestmentAlone)
        }
        guard let second = try secondEvent(beside: event, among: others) else { return .events([event]) }
        event.group = event.externalID
        return .events([event, second])
    }

    /// Whether the row's units are a bond's face value, priced in percent of it.
    var isInPercentOfPar: Bool { movesUnits && measure.reading == .percentOfPar }

    private func doubt(_ doubt: PlaidDoubt) { notes.doubt(doubt, words) }

    /// The New York date of the instant, else the date; midnight UTC is a date without a time, not an instant.
    ///
    /// A time more than a week from the posting date says nothing.
    private func time() throws(AdapterError) -> (Day, Timestamp?) {
        guard let instant = try row.time("transaction_datetime", notes) else { return (posted, nil) }
        let isDate = instant == Timestamp(instant.utcDay)
        let day = isDate ? instant.utcDay : instant.newYorkDay
        guard abs(day.number - posted.number) <= PlaidCursor.marginDays else {
            doubt(.dateFarFromTime)
            return (posted, nil)
        }
        return (day, isDate ? nil : instant)
    }

    /// `nil` for money, which is no security here.
    private func securityID() throws(AdapterError) -> String? {
        money == nil ? try row.optionalString("security_id") : nil
    }

    /// The currency that the row's security is.
    private var money: Currency? {
        guard case .currency(let money) = security?.form else { return nil }
        return money
    }

    private var movesUnits: Bool { namesSecurity && money == nil && !units.isZero }

    /// Before the id of a security that the answer leaves out.
    static let undescribed = "undescribed:"
}

// MARK: What moves

extension PlaidTransaction {
    private func apply(to event: inout ReportedTransaction) throws(AdapterError) {
        switch rule {
        case .trade(let type): try trade(type, &event)
        case .contribution where movesUnits: try trade(.buy, &event)
        case .contribution: moveMoney(amount > .zero ? .withdrawal : .deposit, &event)
        case .money(let type): moveMoney(type, &event)
        case .repayment(let type) where movesUnits && units.isNegative && amount.isNegative:
            (event.type, event.cashDelta) = (type, -amount)
            moveUnits(&event)
        case .repayment(let type): moveMoney(type, &event)
        case .moneyBySign(let inward, let outward): moveMoney(amount > .zero ? outward : inward, &event)
        case .inKind(let type):
            event.type = type
            // The amount beside units of nothing is their worth, not money; only an adjustment may be of money.
            if movesUnits || money != nil || units.isZero || type == .adjustment { try moveInKind(&event) }
            if type == .merger, movesUnits, !amount.isZero { doubt(.mergerWithAmount) }
        case .inKindBySign(let inward, let outward):
            let isInward = movesUnits ? !units.isNegative : amount.isNegative
            event.type = isInward ? inward : outward
            try moveInKind(&event)
        case .pending, .cancellation: break
        }
    }

    private func trade(_ type: TransactionType, _ event: inout ReportedTransaction) throws(AdapterError) {
        event.type = type
        if movesUnits { moveUnits(&event) }
        (event.cashDelta, event.fees) = try cashAndFees()
        if money == currency {
            // Money bought with money stays money.
            event.cashDelta = try row.exactly("amount") { [paid = event.cashDelta] () throws(ArithmeticOverflow) in
                try paid + Amount(raw: units.raw)
            }
        }
    }

    private func moveMoney(_ type: TransactionType, _ event: inout ReportedTransaction) {
        (event.type, event.cashDelta) = (type, -amount)
        guard movesUnits else { return }
        if amount.isZero { moveUnits(&event) } else { doubt(.unitsWithMoney) }
    }

    private func moveInKind(_ event: inout ReportedTransaction) throws(AdapterError) {
        if movesUnits { moveUnits(&event) } else { event.cashDelta = -amount }
        let fees: Amount = try row.optionalFigure("fees") ?? .zero
        if movesUnits, !fees.isZero { doubt(.feesInKind) }
    }

    private func moveUnits(_ event: inout ReportedTransaction) {
        event.quantityDelta = measure.quantity
        if !measure.isWhole(security) { doubt(.optionParts) }
    }

    /// The fees are inside the amount unless price × quantity comes to the amount without them.
    private func cashAndFees() throws(AdapterError) -> (Amount, Amount?) {
        let fees: Amount = try row.optionalFigure("fees") ?? .zero
        guard fees > .zero else { return (-amount, nil) }
        guard let product = measure.product, !product.isZero else { return (-amount, fees) }
        let (cash, isClear) = try row.exactly("fees") { () throws(ArithmeticOverflow) in
            let outside = try (amount - product).magnitude
            let inside = try (amount - product - fees).magnitude
            let slack = max(PlaidCost.cent, try fees.scaled(by: Amount(1), over: Amount(Self.feeParts)))
            let isOutside = outside <= slack && outside < inside && fees > PlaidCost.cent
            return (isOutside ? try -amount - fees : -amount, isOutside || inside <= slack)
        }
        if !isClear { doubt(.feesUnclear) }
        return (cash, fees)
    }

    /// A price may be rounded, so that price × quantity misses the amount by up to such a part of the fees.
    private static let feeParts = 4

    /// The other half of rows that stand for two events: the money that comes in for a contribution's purchase, and
    /// the foreign money that is bought or sold.
    private func secondEvent(
        beside event: ReportedTransaction,
        among others: PlaidNeighbours
    ) throws(AdapterError) -> ReportedTransaction? {
        var second = ReportedTransaction()
        (second.account, second.date, second.occurredAt) = (account, event.date, event.occurredAt)
        (second.subtype, second.description, second.group) = (words, event.description, event.externalID)
        switch rule {
        case .contribution:
            guard movesUnits, amount > .zero, try !others.haveDeposit(for: self, row) else { return nil }
            second.externalID = event.externalID + ":deposit"
            (second.type, second.cashDelta, second.currency) = (.deposit, -event.cashDelta, currency)
        case .trade(let type):
            guard let money, money != currency, !units.isZero else { return nil }
            second.externalID = event.externalID + ":money"
            (second.type, second.cashDelta, second.currency) = (type, Amount(raw: units.raw), money)
        default: return nil
        }
        return second
    }
}

extension PlaidTransactionTable.Rule {
    /// Whether units and money move against each other.
    fileprivate var isTrade: Bool {
        switch self {
        case .trade, .contribution: true
        default: false
        }
    }
}
