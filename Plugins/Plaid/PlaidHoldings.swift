import FolioAdapterKit
import FolioModel

/// Turns an answer of `/investments/holdings/get` into the normal form.
struct PlaidHoldings {
    /// Reads the whole answer; depository, credit and loan accounts are left out, cash is told apart from funds.
    ///
    /// `wanted` are the ids of the accounts wanted; `nil` for all.
    static func page(
        _ answer: VendorObject,
        accounts wanted: Set<String>?,
        _ notes: PlaidNotes
    ) throws(AdapterError) -> HoldingsRead.Result {
        var page = PlaidHoldings(securities: try PlaidSecurities.read(answer, notes), notes: notes)
        let accounts = try PlaidAccounts(in: answer, notes)
        for row in try answer.objects("holdings") {
            guard let account = accounts.investment(try row.string("account_id"), notes),
                wanted?.contains(account.id) ?? true
            else { continue }
            try page.add(row, account: account.id)
        }
        for account in accounts.investments where wanted?.contains(account.id) ?? true {
            try page.settleCosts(of: account)
            try page.settleCash(of: account)
        }
        var result = HoldingsRead.Result()
        result.securities = page.order.compactMap { page.securities[$0]?.reported }
        result.holdings = try page.merged()
        result.cash = page.cash
        result.counts = HoldingCounts(of: result)
        return result
    }

    private var securities: [String: PlaidSecurity]
    private let notes: PlaidNotes
    private var rows: [PlaidHolding] = []
    private var cash: [ReportedCash] = []
    /// Ids of the securities that holdings refer to, as they appear.
    private var order: [String] = []

    private init(securities: [String: PlaidSecurity], notes: PlaidNotes) {
        (self.securities, self.notes) = (securities, notes)
    }

    private mutating func add(_ row: VendorObject, account: String) throws(AdapterError) {
        notes.members(of: row, .holding)
        let id = try row.string("security_id")
        guard let security = securities[id] else {
            throw row.fault("security_id", "a security of the answer is expected")
        }
        let currency = try PlaidAccounts.currency(row) ?? security.reported.currency
        switch security.form {
        case .currency(let money):
            try addCash(row, account: account, currency: money, rowCurrency: currency)
        case .security:
            let holding = try PlaidHolding(row, security, account: account, currency: currency, notes)
            if holding.isPercentOfPar { securities[id]?.quoteInPercent() }
            rows.append(holding)
            if !order.contains(id) { order.append(id) }
        }
    }

    private mutating func settleCosts(of account: PlaidAccount) throws(AdapterError) {
        let indices = rows.indices.filter { rows[$0].reported.account == account.id }
        let reading = PlaidCost.reading(of: indices.map { rows[$0].cost })
        if reading == .perUnit { notes.doubt(.costsPerUnit, account.id) }
        for index in indices { try rows[index].settleCost(reading, notes) }
    }

    /// One row for a security, account and currency: a vendor's second row of the same joins the first.
    private func merged() throws(AdapterError) -> [ReportedHolding] {
        var holdings: [ReportedHolding] = []
        for row in rows {
            let new = row.reported
            let same = holdings.firstIndex {
                $0.account == new.account && $0.security == new.security && $0.currency == new.currency
            }
            guard let index = same else {
                holdings.append(new)
                continue
            }
            holdings[index] = try row.row.exactly { [old = holdings[index]] () throws(ArithmeticOverflow) in
                var sum = old
                try sum.quantity.add(new.quantity)
                sum.costBasis = try Self.sum(old.costBasis, new.costBasis)
                sum.value = try Self.sum(old.value, new.value)
                sum.side = sum.quantity.isNegative ? .short : .long
                return sum
            }
        }
        return holdings
    }

    /// The sum; unknown where a part is.
    private static func sum(_ left: Amount?, _ right: Amount?) throws(ArithmeticOverflow) -> Amount? {
        guard let left, let right else { return nil }
        return try left + right
    }
}

// MARK: Cash

extension PlaidHoldings {
    /// Adds money: its value where that is in the same currency, else so many units of it.
    private mutating func addCash(
        _ row: VendorObject,
        account: String,
        currency: Currency,
        rowCurrency: Currency
    ) throws(AdapterError) {
        let quantity: Amount = try row.figure("quantity")
        let value: Amount? = rowCurrency == currency ? try row.optionalFigure("institution_value") : nil
        try changeCash(account, currency, by: value ?? quantity, row)
    }

    private mutating func changeCash(
        _ account: String,
        _ currency: Currency,
        by amount: Amount,
        _ place: VendorObject
    ) throws(AdapterError) {
        guard let index = cash.firstIndex(where: { $0.account == account && $0.currency == currency }) else {
            var balance = ReportedCash()
            (balance.account, balance.currency, balance.amount) = (account, currency, amount)
            return cash.append(balance)
        }
        cash[index].amount = try place.exactly { [before = cash[index].amount] () throws(ArithmeticOverflow) in
            try before + amount
        }
    }

    /// Counts the money that the rows of an account leave out or list twice, where its total proves it.
    private mutating func settleCash(of account: PlaidAccount) throws(AdapterError) {
        guard let balances = account.balances else { return }
        let holdings = rows.map(\.reported).filter { $0.account == account.id }
        let own = cash.filter { $0.account == account.id }
        let sweeps = holdings.filter { securities[$0.security]?.reported.type == .moneyMarketFund }
        let claim = try PlaidCashClaim(
            balances,
            money: own.first { $0.currency == account.currency }?.amount,
            sweeps: sweeps.compactMap(\.value)
        )
        let isComparable =
            holdings.allSatisfy { $0.currency == account.currency && $0.value != nil }
            && own.allSatisfy { $0.currency == account.currency }
        let values = holdings.compactMap(\.value) + own.map(\.amount)
        let finding = try balances.exactly("current") { () throws(ArithmeticOverflow) in
            try claim.finding(rows: isComparable ? values : nil)
        }
        switch finding {
        case .nothing: break
        case .unclear: notes.doubt(.cashUnclear, account.id)
        case .missing(let amount):
            try changeCash(account.id, account.currency, by: amount, balances)
            notes.doubt(.cashFromBalances, account.id)
        case .double:
            cash.removeAll { $0.account == account.id && $0.currency == account.currency }
            notes.doubt(.cashTwice, account.id)
        }
    }
}
