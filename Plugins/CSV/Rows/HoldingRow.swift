import FolioModel

/// A row of a holdings file.
struct HoldingRow: Sendable {
    /// What it says.
    enum Content: Sendable {
        case holding(ReportedHolding, ReportedSecurity)
        case cash(ReportedCash)
    }

    let account: String
    /// When the account's statement was true; `nil` where the file as a whole says it.
    let asOf: Timestamp?
    let currency: Currency
    private(set) var content: Content
    let line: Int
    /// Where the symbol and the time stand in the line.
    private(set) var (symbolColumn, asOfColumn) = (1, 1)

    /// Tells what may stand only once an account and file.
    var key: UInt64 {
        switch content {
        case .holding(let holding, _): RowFingerprint(of: [account, holding.security]).high
        case .cash(let cash): RowFingerprint(of: [account, "cash:" + cash.currency.code]).high
        }
    }

    /// Takes what a broker's file states.
    init(_ holding: ReportedHolding, _ security: ReportedSecurity, line: Int) {
        (account, asOf, currency, self.line) = (holding.account, nil, holding.currency, line)
        content = .holding(holding, security)
    }

    /// Takes the cash that a broker's file states.
    init(_ cash: ReportedCash) {
        (account, asOf, currency, content, line) = (cash.account, nil, cash.currency, .cash(cash), 1)
    }

    /// Adds another row of the same account and key: brokers state the lots of cash and margin apart.
    mutating func merge(_ other: HoldingRow) throws(ArithmeticOverflow) {
        switch (content, other.content) {
        case (.cash(var cash), .cash(let more)):
            cash.amount = try cash.amount + more.amount
            content = .cash(cash)
        case (.holding(var holding, let security), .holding(let more, _)):
            holding.quantity = try holding.quantity + more.quantity
            holding.side = holding.quantity.isNegative ? .short : .long
            holding.value = try Self.sum(holding.value, more.value)
            holding.costBasis = try Self.sum(holding.costBasis, more.costBasis)
            holding.price = holding.price ?? more.price
            content = .holding(holding, security)
        case (.cash, .holding), (.holding, .cash): break  // their keys differ
        }
    }

    private static func sum(_ left: Amount?, _ right: Amount?) throws(ArithmeticOverflow) -> Amount? {
        guard let left, let right else { return nil }
        return try left + right
    }

    /// The row as of that time, which is its price's too.
    func dated(_ time: Timestamp) -> HoldingRow {
        guard asOf == nil, case .holding(var holding, let security) = content, holding.price != nil else { return self }
        var row = self
        holding.priceAsOf = time
        row.content = .holding(holding, security)
        return row
    }

    /// Reads a row of folio's own layout; `nil` where it has faults, which the row then holds.
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
        (self.account, self.asOf, self.currency, line) = (account, asOf, currency, row.record.line)
        (symbolColumn, asOfColumn) = (row.place(.symbol, "").column, row.place(.asOf, "").column)
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
        if value == nil, quantity == nil, row.bytes(.value) == nil {
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
