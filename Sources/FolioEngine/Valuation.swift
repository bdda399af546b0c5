package import FolioModel

/// A portfolio valued once in one currency: the only source of every total, position, share and slice.
///
/// Making one indexes and prices every holding; ``scoped(_:)`` then answers any filter by sums alone.
package struct Valuation: Sendable {
    /// The currency of every figure.
    package let base: Currency

    /// The moment for which prices are judged fresh or old.
    package let now: Timestamp

    let facts: PortfolioFacts
    let conversion: Conversion
    let age: PriceAge

    /// Visible accounts, in the order of the facts.
    let accounts: [AccountEntry]
    /// Securities of visible holdings, by symbol and id.
    let securities: [SecurityEntry]
    /// What pricing needs of ``securities``, in the same order: small enough to be copied for every holding.
    let pricedSecurities: [PricedSecurity]
    /// By security, then account.
    let contributions: [Contribution]
    let cash: [CashEntry]

    /// Values what `isVisible` lets through, in the base currency.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package init(
        facts: PortfolioFacts,
        base: Currency,
        now: Timestamp,
        isVisible: (Account) -> Bool
    ) throws(ArithmeticOverflow) {
        (self.facts, self.base, self.now) = (facts, base, now)
        conversion = try Conversion(rates: facts.rates, base: base)
        age = PriceAge(now: now)
        accounts = AccountEntry.entries(facts, isVisible: isVisible)
        securities = SecurityEntry.entries(facts)
        let age = age
        pricedSecurities = securities.map { entry in
            PricedSecurity(
                quote: entry.quote,
                quoteRank: entry.quote?.rank ?? Timestamp(milliseconds: .min),
                quality: entry.quote.map { age.quality(of: $0.asOf) } ?? 0,
                factor: entry.factor,
                isCash: entry.security.countsAsCash,
                ownValueCounts: entry.security.type.assetClass == .fixedIncome
            )
        }
        var pricing = Pricing(
            accounts: accounts.map(\.account.id),
            securities: securities.map(\.security),
            priced: pricedSecurities,
            conversion: conversion,
            age: age
        )
        try pricing.price(facts)
        contributions = pricing.orderedContributions(facts)
        cash = pricing.cash
    }

    /// The slice of the portfolio that the filter lets through.
    ///
    /// A filter that matches nothing gives an empty slice, not an error; that an account or connection exists and may
    /// be seen is checked by the caller.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a sum is too large to be computed exactly.
    package func scoped(_ scope: Scope) throws(ArithmeticOverflow) -> ScopedValuation {
        try ScopedValuation(self, scope)
    }

    /// Ids of the visible accounts that the filter's account, connection and source let through, in the order of the
    /// facts, whatever they hold.
    package func accountIDs(in scope: Scope) -> [String] {
        accounts.map(\.account).filter { ScopeFilter.matches($0, scope) }.map(\.id)
    }
}

/// An account with what is asked of it for every contribution.
struct AccountEntry: Sendable {
    var account: Account
    var institution: String?
    /// Equal numbers are the same adapter, or the same institution.
    var providerNumber: Int
    var institutionNumber: Int
    /// Only a brokerage's account can trade.
    var isTradable: Bool

    static func entries(_ facts: PortfolioFacts, isVisible: (Account) -> Bool) -> [AccountEntry] {
        var names: [String: String] = [:]
        for connection in facts.connections { names[connection.id] = connection.institutionName }
        var providers: [String: Int] = [:]
        var institutions: [String: Int] = [:]
        return facts.accounts.filter(isVisible).map { account in
            let institution = account.institution ?? names[account.connection]
            return AccountEntry(
                account: account,
                institution: institution,
                providerNumber: number(account.provider, in: &providers),
                institutionNumber: institution.map { number($0, in: &institutions) } ?? -1,
                isTradable: account.source == .brokerage && account.reported.tradable
            )
        }
    }

    private static func number(_ name: String, in numbers: inout [String: Int]) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = numbers.count
        return numbers.count - 1
    }
}

/// A security with its quote.
struct SecurityEntry: Sendable {
    var security: Security
    var quote: Quote?
    var factor: UnitFactor

    /// In the order of symbol and id, so that results do not depend on the order of a dictionary.
    static func entries(_ facts: PortfolioFacts) -> [SecurityEntry] {
        var keys = facts.securities.values.map { (symbol: $0.symbol ?? $0.id, id: $0.id) }
        keys.sort { $0.symbol == $1.symbol ? $0.id < $1.id : $0.symbol < $1.symbol }
        return keys.compactMap { key in
            facts.securities[key.id].map { security in
                SecurityEntry(security: security, quote: facts.quotes[key.id], factor: UnitFactor(security))
            }
        }
    }
}

/// What pricing needs of a security.
struct PricedSecurity: Sendable {
    var quote: Quote?
    /// When the quote counts as said.
    var quoteRank: Timestamp
    /// Of the quote: 0 to 100.
    var quality: UInt8
    /// Of prices per unit.
    var factor: UnitFactor
    var isCash: Bool
    /// Whether each provider's own value outranks every quote: one may quote a bond per unit and count units, another
    /// in percent of par and count face value, and neither's price fits the other's quantity.
    var ownValueCounts: Bool

    /// How the holding's quantity and price make a value, by the holding's own basis.
    func factor(for holding: Holding) -> UnitFactor { holding.priceBasis == .percentOfPar ? .percent : factor }
}
