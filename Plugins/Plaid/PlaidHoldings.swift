import FolioAdapterKit
import FolioModel

/// Turns an answer of `/investments/holdings/get` into the normal form.
struct PlaidHoldings {
    /// Reads the whole answer; depository, credit and loan accounts are left out, cash is told apart from funds.
    ///
    /// `accounts` are the ids wanted; `nil` for all.
    static func page(_ answer: VendorObject, accounts: Set<String>?) throws(AdapterError) -> HoldingsRead.Result {
        var page = PlaidHoldings(
            securities: try PlaidSecurities.read(answer),
            currencies: try PlaidAccounts.currencies(in: answer)
        )
        for row in try answer.objects("holdings") {
            let account = try row.string("account_id")
            guard page.currencies[account] != nil, accounts?.contains(account) ?? true else { continue }
            try page.add(row, account: account)
        }
        var result = HoldingsRead.Result()
        result.securities = page.order.compactMap { page.securities[$0]?.reported }
        (result.holdings, result.cash) = (page.holdings, page.cash)
        result.counts = HoldingCounts(of: result)
        return result
    }

    private var securities: [String: PlaidSecurity]
    private let currencies: [String: Currency]
    private var holdings: [ReportedHolding] = []
    private var cash: [ReportedCash] = []
    /// Ids of the securities that holdings refer to, as they appear.
    private var order: [String] = []

    private init(securities: [String: PlaidSecurity], currencies: [String: Currency]) {
        (self.securities, self.currencies) = (securities, currencies)
    }

    private mutating func add(_ row: VendorObject, account: String) throws(AdapterError) {
        let id = try row.string("security_id")
        guard let security = securities[id] else {
            throw row.fault("security_id", "a security of the answer is expected")
        }
        let own = try PlaidAccounts.currency(row)
        switch security.form {
        case .currency(let currency):
            try addCash(row, account: account, currency: currency, rowCurrency: own ?? security.reported.currency)
        case .security:
            var holding = try Self.holding(row, security)
            holding.account = account
            holding.currency = own ?? security.reported.currency
            if try Self.isPercentOfPar(row, security) {
                securities[id]?.reported.fixedIncome = security.reported.fixedIncome ?? FixedIncome()
                securities[id]?.reported.fixedIncome?.priceBasis = .percentOfPar
            }
            try merge(holding, row)
            if !order.contains(id) { order.append(id) }
        }
    }

    /// Adds money: its value where that is in the same currency, else so many units of it.
    private mutating func addCash(
        _ row: VendorObject,
        account: String,
        currency: Currency,
        rowCurrency: Currency
    ) throws(AdapterError) {
        let quantity: Amount = try row.figure("quantity")
        let value: Amount? = rowCurrency == currency ? try row.optionalFigure("institution_value") : nil
        var balance = ReportedCash()
        (balance.account, balance.currency, balance.amount) = (account, currency, value ?? quantity)
        if let index = cash.firstIndex(where: { $0.account == account && $0.currency == currency }) {
            cash[index].amount = try Self.exactly(row) { () throws(ArithmeticOverflow) in
                try cash[index].amount + balance.amount
            }
        } else {
            cash.append(balance)
        }
    }

    private static func holding(_ row: VendorObject, _ security: PlaidSecurity) throws(AdapterError) -> ReportedHolding
    {
        var holding = ReportedHolding()
        holding.security = security.reported.externalID
        let units: Quantity = try row.figure("quantity")
        let lots = try row.optionalObjects("tax_lots") ?? []
        let isShort = try lots.isShort() || units.isNegative
        holding.side = isShort ? .short : .long
        holding.quantity = try contracts(row, signed(units, isShort), security)
        holding.costBasis = try row.optionalFigure("cost_basis").map { signed($0, isShort) }
        holding.value = try row.optionalFigure("institution_value").map { signed($0, isShort) }
        let price: Price? = try row.optionalFigure("institution_price")
        // A price of nothing beside a value is a price that is not known.
        holding.price = price?.isZero == true && holding.value?.isZero == false ? nil : price
        let day = try row.optionalDay("institution_price_as_of")
        holding.priceAsOf = try row.optionalTimestamp("institution_price_datetime") ?? day.map { Timestamp($0) }
        return holding
    }

    private static func signed<Figure: FixedPoint>(_ figure: Figure, _ isShort: Bool) -> Figure {
        isShort ? -figure.magnitude : figure
    }

    /// Contracts for options, which Plaid counts in units of the underlying.
    static func contracts(
        _ row: VendorObject,
        _ units: Quantity,
        _ security: PlaidSecurity?
    ) throws(AdapterError) -> Quantity {
        let multiplier = security?.unitsPerContract ?? 1
        guard multiplier > 1 else { return units }
        return try exactly(row) { () throws(ArithmeticOverflow) in
            try units.scaled(by: Quantity(1), over: Quantity(multiplier))
        }
    }

    /// Whether a bond's value is face × price / 100, and not units × price.
    private static func isPercentOfPar(_ row: VendorObject, _ security: PlaidSecurity) throws(AdapterError) -> Bool {
        guard [.bond, .treasuryBill].contains(security.reported.type),
            let value: Amount = try row.optionalFigure("institution_value"),
            let price: Price = try row.optionalFigure("institution_price")
        else { return false }
        let units: Quantity = try row.figure("quantity")
        return try exactly(row) { () throws(ArithmeticOverflow) in
            let full = try units * price
            let percent = try full.scaled(by: Amount(1), over: Amount(100))
            let (toFull, toPercent) = (try value - full, try value - percent)
            return toPercent.magnitude < toFull.magnitude
        }
    }

    /// One row a security and account: a vendor's second row of the same joins the first.
    private mutating func merge(_ holding: ReportedHolding, _ row: VendorObject) throws(AdapterError) {
        let same = holdings.firstIndex { $0.account == holding.account && $0.security == holding.security }
        guard let index = same else {
            holdings.append(holding)
            return
        }
        var merged = holdings[index]
        try Self.exactly(row) { () throws(ArithmeticOverflow) in
            try merged.quantity.add(holding.quantity)
            merged.costBasis = try Self.sum(merged.costBasis, holding.costBasis)
            merged.value = try Self.sum(merged.value, holding.value)
        }
        merged.side = merged.quantity.isNegative ? .short : .long
        holdings[index] = merged
    }

    /// The sum; unknown where a part is.
    private static func sum(_ left: Amount?, _ right: Amount?) throws(ArithmeticOverflow) -> Amount? {
        guard let left, let right else { return nil }
        return try left + right
    }

    /// Computes; what is out of range is the vendor's row's fault.
    static func exactly<Value>(
        _ row: VendorObject,
        _ compute: () throws(ArithmeticOverflow) -> Value
    ) throws(AdapterError) -> Value {
        do throws(ArithmeticOverflow) {
            return try compute()
        } catch {
            throw row.fault("quantity", "figures in range are expected")
        }
    }
}

extension [VendorObject] {
    /// Whether all lots are of a short position; a list without lots says nothing.
    fileprivate func isShort() throws(AdapterError) -> Bool {
        guard !isEmpty else { return false }
        for lot in self where try lot.optionalString("position_type") != "SHORT" { return false }
        return true
    }
}
