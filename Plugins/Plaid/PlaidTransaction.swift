import FolioAdapterKit
import FolioModel

/// Turns one row of `/investments/transactions/get` into the normal form.
struct PlaidTransaction {
    /// What a row comes to.
    enum Outcome {
        case event(ReportedTransaction)
        /// It takes back the row of that id.
        case takesBack(String)
        /// Nothing that counts yet.
        case nothing
    }

    private let row: VendorObject
    private let security: PlaidSecurity?
    private let type: String
    private let subtype: String
    /// Plaid's sign: positive when cash leaves.
    private let amount: Amount
    /// Units, positive when they come in; without a security they are units of nothing, and never move.
    private let units: Quantity
    /// Whether the row names a security, money included.
    private let namesSecurity: Bool
    private let price: Price?

    /// Reads a row; the security is the row's, where the answer describes it.
    init(_ row: VendorObject, security: PlaidSecurity?) throws(AdapterError) {
        (self.row, self.security) = (row, security)
        type = try row.optionalString("type") ?? ""
        subtype = try row.optionalString("subtype") ?? ""
        amount = try row.figure("amount")
        units = try row.figure("quantity")
        namesSecurity = try row.optionalString("security_id") != nil
        let price: Price? = try row.optionalFigure("price")
        self.price = price?.isZero == true ? nil : price
    }

    /// What the row comes to in the account of that id.
    func outcome(account: String, currency: Currency) throws(AdapterError) -> Outcome {
        let rule = PlaidTransactionTable.rule(type: type, subtype: subtype)
        if rule == .pending { return .nothing }
        if rule == .cancellation {
            // Without a name it cancels what was pending, and nothing pending was ever counted.
            return try row.optionalString("cancel_transaction_id").map(Outcome.takesBack) ?? .nothing
        }
        var event = ReportedTransaction()
        event.externalID = try row.string("investment_transaction_id")
        event.account = account
        (event.date, event.occurredAt) = try time()
        event.subtype = [type, subtype].filter { !$0.isEmpty }.joined(separator: "/")
        event.security = try securityID()
        event.price = price
        event.currency = currency
        event.description = try row.optionalString("name")
        try apply(rule, to: &event)
        if security == nil {
            // Under its own id it would overwrite what the host knows of it; a row that moves none needs no security.
            event.security = event.quantityDelta.isZero ? nil : event.security.map { Self.undescribed + $0 }
        }
        return .event(event)
    }

    /// The New York date of the instant, else the date; midnight UTC is a date without a time, not an instant.
    private func time() throws(AdapterError) -> (Day, Timestamp?) {
        let date = try row.day("date")
        guard let instant = try row.optionalTimestamp("transaction_datetime") else { return (date, nil) }
        if instant == Timestamp(instant.utcDay) { return (instant.utcDay, nil) }
        return (instant.newYorkDay, instant)
    }

    /// `nil` for money, which is no security here.
    private func securityID() throws(AdapterError) -> String? {
        if case .currency = security?.form { return nil }
        return try row.optionalString("security_id")
    }

    private var isMoney: Bool {
        if case .currency = security?.form { return true }
        return false
    }

    private func apply(
        _ rule: PlaidTransactionTable.Rule,
        to event: inout ReportedTransaction
    ) throws(AdapterError) {
        let movesUnits = namesSecurity && !isMoney && !units.isZero
        switch rule {
        case .trade(let type):
            event.type = type
            if movesUnits { event.quantityDelta = try PlaidHoldings.contracts(row, units, security) }
            (event.cashDelta, event.fees) = try cashAndFees()
        case .money(let type):
            (event.type, event.cashDelta) = (type, -amount)
        case .moneyBySign(let inward, let outward):
            (event.type, event.cashDelta) = (amount.isNegative || amount.isZero ? inward : outward, -amount)
        case .inKind(let type):
            event.type = type
            // The amount beside units of nothing is their worth, not money; only an adjustment may be of money.
            if movesUnits || isMoney || units.isZero || type == .adjustment { try moveInKind(movesUnits, &event) }
        case .inKindBySign(let inward, let outward):
            let isInward = movesUnits ? !units.isNegative : amount.isNegative
            event.type = isInward ? inward : outward
            try moveInKind(movesUnits, &event)
        case .pending, .cancellation: break
        }
    }

    private func moveInKind(_ movesUnits: Bool, _ event: inout ReportedTransaction) throws(AdapterError) {
        if movesUnits {
            event.quantityDelta = try PlaidHoldings.contracts(row, units, security)
        } else {
            event.cashDelta = -amount
        }
    }

    /// The fees are inside the amount unless price × quantity comes to the amount without them.
    private func cashAndFees() throws(AdapterError) -> (Amount, Amount?) {
        let fees: Amount = try row.optionalFigure("fees") ?? .zero
        guard fees > .zero else { return (-amount, nil) }
        guard let price, !units.isZero else { return (-amount, fees) }
        return try PlaidHoldings.exactly(row) { () throws(ArithmeticOverflow) in
            let difference = try amount - (units * price)
            let isOutside = difference.magnitude <= Self.cent && fees > Self.cent
            return (isOutside ? try -amount - fees : -amount, fees)
        }
    }

    /// Before the id of a security that the answer leaves out.
    static let undescribed = "undescribed:"

    private static let cent = Amount(raw: 10_000_000_000)
}
