import FolioModel

/// A row of a holdings file.
struct HoldingRow: Sendable {
    /// What it says.
    enum Content: Sendable {
        case holding(ReportedHolding, ReportedSecurity)
        case cash(ReportedCash)
    }

    let account: String
    /// When the account's statement was true.
    let asOf: Timestamp
    let currency: Currency
    let content: Content

    /// What may stand only once an account and file.
    var key: String {
        switch content {
        case .holding(let holding, _): holding.security
        case .cash(let cash): "cash:" + cash.currency.code
        }
    }

    /// Reads a row; `nil` where it has faults, which the row then holds.
    init?(_ row: inout CSVRow) {
        let asOf = row.require(row.instant(.asOf), .asOf)
        let account = row.require(row.label(.account), .account)
        let type = row.require(row.word(.type, SecurityType.self), .type)
        let currency = row.currency()
        var content: Content?
        if let type {
            content =
                type == .cash
                ? Self.cash(&row, currency: currency)
                : Self.holding(&row, type: type, currency: currency, asOf: asOf)
        }
        guard row.faults.isEmpty, let asOf, let account, let content else { return nil }
        (self.account, self.asOf, self.currency) = (account, asOf, currency)
        switch content {
        case .cash(var cash):
            cash.account = account
            self.content = .cash(cash)
        case .holding(var holding, let security):
            holding.account = account
            self.content = .holding(holding, security)
        }
    }

    private static func cash(_ row: inout CSVRow, currency: Currency) -> Content? {
        let value = row.number(.value, Amount.self)
        let quantity = row.number(.quantity, Amount.self)
        if value == nil, quantity == nil, row.raw(.value) == nil {
            _ = row.require(quantity, .quantity, " (or value): the amount of cash")
        }
        if let value, let quantity, value != quantity {
            row.fault(.value, "the amount of cash differs from quantity")
        }
        if let symbol = row.raw(.symbol), symbol.uppercased() != currency.code {
            row.fault(.symbol, "of cash it is empty or its currency, \(currency)")
        }
        if let price = row.number(.price, Price.self), price != Price(1) { row.fault(.price, "of cash it is 1") }
        if let basis = row.number(.costBasis, Amount.self), basis != value ?? quantity {
            row.fault(.costBasis, "of cash it is empty or its amount")
        }
        guard let amount = value ?? quantity else { return nil }
        var cash = ReportedCash()
        (cash.currency, cash.amount) = (currency, amount)
        return .cash(cash)
    }

    private static func holding(
        _ row: inout CSVRow,
        type: SecurityType,
        currency: Currency,
        asOf: Timestamp?
    ) -> Content? {
        let faultsBefore = row.faults.count
        let security = row.security(type: type, currency: currency)
        if security == nil, row.faults.count == faultsBefore {
            row.fault(.symbol, "required, or a cusip or an isin")
        }
        let quantity = row.require(row.number(.quantity, Quantity.self), .quantity)
        var holding = ReportedHolding()
        holding.price = row.positive(.price)
        holding.priceAsOf = row.instant(.priceAsOf) ?? (holding.price == nil ? nil : asOf)
        holding.value = row.number(.value)
        holding.costBasis = row.number(.costBasis)
        holding.currency = currency
        guard let quantity, let security else { return nil }
        holding.quantity = quantity
        holding.side = quantity.isNegative ? .short : .long
        holding.security = security.externalID
        if let value = holding.value, !value.isZero, value.isNegative != quantity.isNegative {
            row.fault(.value, "has the sign of quantity")
        }
        if let basis = holding.costBasis, !basis.isZero, basis.isNegative, !quantity.isNegative {
            row.fault(.costBasis, "is negative only for a short position")
        }
        if let basis = holding.costBasis, !basis.isZero, !basis.isNegative, quantity.isNegative {
            row.fault(.costBasis, "is negative for a short position")
        }
        return .holding(holding, security)
    }
}
