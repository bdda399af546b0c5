package import FolioModel

/// Turns holdings and balances into contributions and cash entries, each counted once.
struct Pricing {
    /// Ids, in the order of ``Valuation/accounts``.
    private let accounts: [String]
    private let securities: [Security]
    private let priced: [PricedSecurity]
    private let conversion: Conversion
    private let age: PriceAge

    private(set) var contributions: [Contribution] = []
    private(set) var cash: [CashEntry] = []

    init(
        accounts: [String],
        securities: [Security],
        priced: [PricedSecurity],
        conversion: Conversion,
        age: PriceAge
    ) {
        (self.accounts, self.securities, self.priced) = (accounts, securities, priced)
        (self.conversion, self.age) = (conversion, age)
    }

    /// Prices all holdings and balances of visible accounts.
    ///
    /// Throws where a figure is out of range.
    mutating func price(_ facts: PortfolioFacts) throws(ArithmeticOverflow) {
        let accountIndex = Self.index(accounts)
        let securityIndex = Self.index(securities.map(\.id))
        var balances: Set<BalanceKey> = []
        for balance in facts.cash {
            guard let account = accountIndex[balance.account] else { continue }
            balances.insert(BalanceKey(account: account, currency: balance.currency))
            try addCash(balance.amount, balance.currency, account: account, asOf: balance.asOf)
        }
        var last: (id: String, index: Int32)?
        contributions.reserveCapacity(facts.holdings.count)
        for (index, holding) in facts.holdings.enumerated() {
            if last?.id != holding.account {  // holdings mostly come account by account
                guard let index = accountIndex[holding.account] else { continue }
                last = (holding.account, index)
            }
            guard let account = last?.index, let security = securityIndex[holding.security] else { continue }
            if priced[Int(security)].isCash {
                try addCash(holding, security: Int(security), account: account, balances: balances)
            } else if !holding.quantity.isZero || !(holding.value?.isZero ?? true) {
                let splits = facts.splits.isEmpty ? [] : facts.splits[holding.security] ?? []
                try addContribution(holding, splits, number: Int32(index), account: account, security: security)
            }
        }
    }

    private static func index(_ ids: [String]) -> [String: Int32] {
        var index: [String: Int32] = Dictionary(minimumCapacity: ids.count)
        for (number, id) in ids.enumerated() { index[id] = Int32(number) }
        return index
    }

    // MARK: Securities

    private mutating func addContribution(
        _ reported: Holding,
        _ splits: [DatedSplit],
        number: Int32,
        account: Int32,
        security: Int32
    ) throws(ArithmeticOverflow) {
        let entry = priced[Int(security)]
        let choice = PriceChoice(reported, entry)
        var holding = reported
        // What was said before a split is counted in the units of the price that came after it.
        if choice.isQuoted { holding.quantity = try reported.quantity(asOf: choice.asOf, splits) }
        var contribution = Contribution(
            account: account,
            security: security,
            holding: number,
            status: .noPrice,
            isQuoted: choice.isQuoted,
            quality: 0,
            hasPrice: choice.price != nil,
            asOf: choice.asOf,
            quantity: holding.quantity
        )
        if let cost = holding.costBasis { contribution.costBasis = try conversion.base(cost, holding.currency) }
        if let value = try choice.value(of: holding, entry.factor(for: holding)) {
            contribution.value = try conversion.base(value, choice.currency)
            contribution.status = contribution.value == nil ? .noRate : .valued
        }
        if contribution.status == .valued {
            contribution.quality = choice.isQuoted ? entry.quality : age.quality(of: choice.asOf)
            if choice.isUndated { contribution.quality = min(contribution.quality, PriceAge.oldQuality) }
            if let price = choice.price, let previous = choice.previousClose {
                let gain = try entry.factor(for: holding).value(holding.quantity, at: try price - previous)
                contribution.dayGain = try conversion.base(gain, choice.currency)
            }
        }
        contributions.append(contribution)
    }

    /// The contributions by security, then account, whatever the order of the facts: two stable counting sorts.
    ///
    /// Several of one account and security go by currency and basis.
    func orderedContributions(_ facts: PortfolioFacts) -> [Contribution] {
        let byAccount = Self.sorted(contributions, into: accounts.count) { Int($0.account) }
        var ordered = Self.sorted(byAccount, into: securities.count) { Int($0.security) }
        for end in ordered.indices.dropFirst() {
            var index = end
            while index > 0, Self.isBefore(ordered[index], ordered[index - 1], facts) {
                ordered.swapAt(index, index - 1)
                index -= 1
            }
        }
        return ordered
    }

    /// Whether two parts of one account and security stand the wrong way round.
    private static func isBefore(_ later: Contribution, _ earlier: Contribution, _ facts: PortfolioFacts) -> Bool {
        guard later.account == earlier.account, later.security == earlier.security else { return false }
        let (left, right) = (facts.holdings[Int(later.holding)], facts.holdings[Int(earlier.holding)])
        return (left.currency.code, left.priceBasis.rawValue) < (right.currency.code, right.priceBasis.rawValue)
    }

    private static func sorted(
        _ values: [Contribution],
        into buckets: Int,
        by bucket: (Contribution) -> Int
    ) -> [Contribution] {
        var starts = [Int](repeating: 0, count: buckets + 1)
        var isSorted = true
        var last = 0
        for value in values {
            let number = bucket(value)
            starts[number + 1] += 1
            isSorted = isSorted && number >= last
            last = number
        }
        guard !isSorted else { return values }
        for index in 1...buckets { starts[index] += starts[index - 1] }
        var order = [Int](repeating: 0, count: values.count)
        for (index, value) in values.enumerated() {
            let number = bucket(value)
            order[starts[number]] = index
            starts[number] += 1
        }
        return order.map { values[$0] }
    }

    // MARK: Cash

    private struct BalanceKey: Hashable {
        var account: Int32
        var currency: Currency
    }

    private mutating func addCash(
        _ amount: Amount,
        _ currency: Currency,
        account: Int32,
        asOf: Timestamp
    ) throws(ArithmeticOverflow) {
        let value = try conversion.base(amount, currency)
        let status: Contribution.Status = value == nil ? .noRate : .valued
        cash.append(
            CashEntry(account: account, currency: currency, amount: amount, value: value, status: status, asOf: asOf)
        )
    }

    /// Adds a holding that counts as cash, unless it is a currency whose balance the account states as well.
    private mutating func addCash(
        _ holding: Holding,
        security number: Int,
        account: Int32,
        balances: Set<BalanceKey>
    ) throws(ArithmeticOverflow) {
        let (security, entry) = (securities[number], priced[number])
        let key = BalanceKey(account: account, currency: holding.currency)
        if security.isCurrency(holding.currency), balances.contains(key) { return }
        let choice = PriceChoice(holding, entry)
        if let value = try choice.value(of: holding, entry.factor(for: holding)) {
            try addCash(value, choice.currency, account: account, asOf: choice.asOf)
        } else if security.type.assetClass == .cash {
            let amount = Amount(raw: holding.quantity.raw)  // a unit of money is worth one
            try addCash(amount, holding.currency, account: account, asOf: holding.asOf)
        } else {
            let unknown = CashEntry(
                account: account,
                currency: holding.currency,
                amount: .zero,
                value: nil,
                status: .noPrice,
                asOf: holding.asOf
            )
            cash.append(unknown)
        }
    }
}

extension Holding {
    /// The units that it is at the time of a price: splits since it was true put in.
    fileprivate func quantity(asOf time: Timestamp, _ splits: [DatedSplit]) throws(ArithmeticOverflow) -> Quantity {
        let (from, through) = (PriceAge.day(of: asOf), PriceAge.day(of: time))
        var quantity = quantity
        for split in splits where split.day > from && split.day <= through {
            quantity = try quantity.scaled(by: Quantity(Int(split.numerator)), over: Quantity(Int(split.denominator)))
        }
        return quantity
    }
}

extension Security {
    /// Whether this is the currency itself, which a provider may list beside the balance of the account.
    package func isCurrency(_ currency: Currency) -> Bool {
        guard type == .cash else { return false }
        guard let symbol else { return true }
        return symbol == currency.code || symbol.hasSuffix(":" + currency.code)
    }
}
