package import FolioModel

extension HistoryFacts {
    /// The facts of a valuation's accounts as they stand now, with the values that ``Valuation`` gives them.
    ///
    /// The last session's row then is the valuation's own figure, to the last digit. Transactions, closes, splits, rates,
    /// and what else is known of the accounts, are the caller's to add.
    ///
    /// - Parameters:
    ///   - valuation: Its accounts, in its order.
    ///   - securities: Those of transactions too; what is held and not among them is put behind them.
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package init(_ valuation: Valuation, securities: [Security]) throws(ArithmeticOverflow) {
        self.init(base: valuation.base)
        var places: [String: Int] = [:]
        for security in securities + valuation.securities.map(\.security) where places[security.id] == nil {
            places[security.id] = self.securities.count
            self.securities.append(security)
        }
        var reading = ValuationReading(valuation, places)
        try reading.run()
        accounts = reading.accounts
    }
}

extension Valuation {
    /// The session that its figures are of: the one that is on where a price is of it, else the last finished one.
    package var session: Day {
        let isLive = contributions.contains { part in
            securities[Int(part.security)].security.type != .cryptocurrency && age.isLive(part.asOf)
        }
        return isLive ? now.newYorkDay : age.lastFinished
    }
}

/// Reads what history needs out of a valuation.
private struct ValuationReading {
    private let valuation: Valuation
    private let places: [String: Int]
    private let session: Day

    private(set) var accounts: [AccountFacts] = []

    init(_ valuation: Valuation, _ places: [String: Int]) {
        (self.valuation, self.places) = (valuation, places)
        session = valuation.session
    }

    mutating func run() throws(ArithmeticOverflow) {
        let connections = Dictionary(valuation.facts.connections.map { ($0.id, $0) }) { first, _ in first }
        let holdings = Dictionary(grouping: valuation.facts.holdings.indices) { valuation.facts.holdings[$0].account }
        let balances = Dictionary(grouping: valuation.facts.cash, by: \.account)
        let values = contributionValues()
        for entry in valuation.accounts {
            let (held, cash) = (holdings[entry.account.id] ?? [], balances[entry.account.id] ?? [])
            let connection = connections[entry.account.connection]
            var facts = AccountFacts(account: entry.account, asOf: asOf(connection, held, cash))
            for balance in cash { facts.cash.append(try cashNow(balance)) }
            for index in held { try add(valuation.facts.holdings[index], values[index], to: &facts) }
            facts.reportsCash =
                entry.account.reported.balances.cash != nil || !facts.cash.isEmpty
                || held.contains {
                    valuation.facts.securities[valuation.facts.holdings[$0].security]?.countsAsCash ?? false
                }
            facts.canBorrow = [entry.account.reported.type, entry.account.reported.subtype ?? ""].contains("margin")
            if let connection, connection.historyComplete { facts.completeFrom = connection.historyFrom }
            accounts.append(facts)
        }
    }

    /// When the holdings were true, by the provider: a date in New York.
    private func asOf(_ connection: Connection?, _ held: [Int], _ cash: [CashBalance]) -> Day {
        let times = held.map { valuation.facts.holdings[$0].asOf } + cash.map(\.asOf)
        let time = connection?.holdingsAsOf ?? times.max() ?? valuation.now
        return min(PriceAge.day(of: time), valuation.now.newYorkDay)
    }

    /// Contributions by the index of the holding.
    private func contributionValues() -> [Int: Contribution] {
        Dictionary(valuation.contributions.map { (Int($0.holding), $0) }) { first, _ in first }
    }

    private func cashNow(_ balance: CashBalance) throws(ArithmeticOverflow) -> CashNow {
        var cash = CashNow(currency: balance.currency, amount: balance.amount)
        cash.stated = try valuation.conversion.base(balance.amount, balance.currency).map(stated)
        return cash
    }

    private func stated(_ value: Amount) -> StatedValue { StatedValue(day: session, value: value, quality: 100) }

    /// Adds a holding; one that is a currency is cash, unless the account states its balance as well.
    private func add(
        _ holding: Holding,
        _ contribution: Contribution?,
        to facts: inout AccountFacts
    ) throws(ArithmeticOverflow) {
        guard let place = places[holding.security], let security = valuation.facts.securities[holding.security] else {
            return
        }
        if security.isCurrency(holding.currency) {
            guard !facts.cash.contains(where: { $0.currency == holding.currency }) else { return }
            let amount = holding.value ?? Amount(raw: holding.quantity.raw)
            facts.cash.append(
                try cashNow(
                    CashBalance(
                        account: holding.account,
                        currency: holding.currency,
                        amount: amount,
                        asOf: holding.asOf
                    )
                )
            )
            return
        }
        var held = HeldNow(security: place, quantity: holding.quantity, currency: holding.currency)
        (held.costBasis, held.priceBasis) = (holding.costBasis, holding.priceBasis)
        held.price = try price(of: holding, security)
        if let contribution, let value = contribution.value {
            held.stated = StatedValue(day: session, value: value, quality: Int(contribution.quality))
        } else if security.countsAsCash {
            held.stated = try cashValue(of: holding, security).map(stated)
        }
        facts.holdings.append(held)
    }

    private func price(of holding: Holding, _ security: Security) throws(ArithmeticOverflow) -> DatedPrice? {
        let day = PriceAge.day(of: holding.priceAsOf ?? holding.asOf)
        if let price = holding.price { return DatedPrice(day: day, price: price) }
        guard let value = holding.value else { return nil }
        let factor = UnitFactor(security, basis: holding.priceBasis)
        return try factor.price(of: value, over: holding.quantity).map { DatedPrice(day: day, price: $0) }
    }

    /// What ``Pricing`` counts as cash for a fund of the money market or the like.
    private func cashValue(of holding: Holding, _ security: Security) throws(ArithmeticOverflow) -> Amount? {
        guard let place = valuation.securities.firstIndex(where: { $0.security.id == security.id }) else { return nil }
        let priced = valuation.pricedSecurities[place]
        let choice = PriceChoice(holding, priced)
        if let value = try choice.value(of: holding, priced.factor(for: holding)) {
            return try valuation.conversion.base(value, choice.currency)
        }
        guard security.type.assetClass == .cash else { return nil }
        return try valuation.conversion.base(Amount(raw: holding.quantity.raw), holding.currency)
    }
}
