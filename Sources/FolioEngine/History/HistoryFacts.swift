package import FolioModel

/// Everything from which the history of a portfolio is rebuilt: facts only, nothing derived.
package struct HistoryFacts: Sendable, Hashable {
    /// The currency of every figure.
    package var base: Currency
    /// What is, was or may be held; everything else names a security by its place in this list.
    package var securities: [Security] = []
    /// Closes as traded, at most one series a security and price basis, in any order.
    package var prices: [PriceSeries] = []
    /// Splits of any of the securities, in any order.
    package var splits: [Split] = []
    /// Exchange rates, either way round.
    package var rates: [RateSeries] = []
    /// Accounts in the order in which they are shown.
    package var accounts: [AccountFacts] = []

    /// Makes a portfolio without accounts.
    package init(base: Currency) { self.base = base }
}

/// What is known of one account.
package struct AccountFacts: Sendable, Hashable {
    package var account: Account
    /// The date, in New York, at whose end holdings and cash were as stated.
    package var asOf: Day
    /// What is held; nothing for a closed account.
    package var holdings: [HeldNow] = []
    /// Cash by currency; a currency that is not named is at zero.
    package var cash: [CashNow] = []
    /// The provider's records in any order; those dated after ``asOf`` wait.
    package var transactions: [HistoryTransaction] = []
    /// Whether the provider says anything of cash; where not, cash stays zero and trades are paid from outside.
    package var reportsCash = true
    /// Whether cash may be negative.
    package var canBorrow = false
    /// From here on, everything the provider will ever say is in ``transactions``.
    package var completeFrom: Day?
    /// The first date of which a row was recorded: history starts no later.
    package var recordedFrom: Day?
    /// The last date on which the account is part of the portfolio; `nil` while it is.
    package var leftOn: Day?
    /// What the provider said of earlier dates, to compare with.
    package var checkpoints: [HistoryCheckpoint] = []

    /// Makes an empty account.
    package init(account: Account, asOf: Day) { (self.account, self.asOf) = (account, asOf) }
}

/// What an account holds of one security, as stated.
package struct HeldNow: Sendable, Hashable {
    /// Index into ``HistoryFacts/securities``.
    package var security: Int
    /// Signed; contracts for options.
    package var quantity: Quantity
    /// Signed like the quantity, in ``currency``; `nil` where unknown.
    package var costBasis: Amount?
    package var currency: Currency
    /// How this account's prices and quantities make a value.
    package var priceBasis = FixedIncome.PriceBasis.unit
    /// The provider's own price in ``currency`` with its date; a close of that date for want of another one.
    package var price: DatedPrice?
    /// What it is worth by ``Valuation``; it takes the place of the computed value of that session.
    package var stated: StatedValue?

    /// Makes a holding without cost basis.
    package init(security: Int, quantity: Quantity, currency: Currency) {
        (self.security, self.quantity, self.currency) = (security, quantity, currency)
    }
}

/// A price with its date.
package struct DatedPrice: Sendable, Hashable {
    package var day: Day
    package var price: Price

    /// Makes a price of that date.
    package init(day: Day, price: Price) { (self.day, self.price) = (day, price) }
}

/// Cash of one currency, as stated.
package struct CashNow: Sendable, Hashable {
    package var currency: Currency
    /// Negative when borrowed.
    package var amount: Amount
    /// What it is worth by ``Valuation``; it takes the place of the computed value of that session.
    package var stated: StatedValue?

    /// Makes a balance.
    package init(currency: Currency, amount: Amount) { (self.currency, self.amount) = (currency, amount) }
}

/// A value that was computed elsewhere, so that two ways to one figure never differ.
package struct StatedValue: Sendable, Hashable {
    /// The session it is for.
    package var day: Day
    /// In the base currency, at most ``Figure/partDecimals`` decimals.
    package var value: Amount
    /// 0 to 100.
    package var quality: Int

    /// Makes a value of that session.
    package init(day: Day, value: Amount, quality: Int) { (self.day, self.value, self.quality) = (day, value, quality) }
}

/// One event of an account in normal form, as history needs it.
package struct HistoryTransaction: Sendable, Hashable {
    /// The store's or provider's id, for the trail of a figure.
    package var record: String
    package var day: Day
    package var type: TransactionType
    /// Index into ``HistoryFacts/securities``; `nil` for pure cash.
    package var security: Int?
    /// Signed change in units; contracts for options.
    package var quantityDelta = Quantity.zero
    /// Signed change of the account's cash, fees included.
    package var cashDelta = Amount.zero
    /// Per unit, by the account's price basis.
    package var price: Price?
    /// Positive; contained in ``cashDelta``.
    package var fees = Amount.zero
    /// Of ``cashDelta``, ``fees`` and ``price``.
    package var currency: Currency

    /// Makes an event that moves nothing yet.
    package init(record: String, day: Day, type: TransactionType, security: Int?, currency: Currency) {
        (self.record, self.day, self.type) = (record, day, type)
        (self.security, self.currency) = (security, currency)
    }
}

/// What a provider said of an account at the end of an earlier date.
package struct HistoryCheckpoint: Sendable, Hashable {
    package var day: Day
    /// Everything in the account, in the base currency; `nil` where not said.
    package var value: Amount?
    /// Units by security; a security that is not named is not compared.
    package var quantities: [Int: Quantity] = [:]
    /// Cash by currency; a currency that is not named is not compared.
    package var cash: [Currency: Amount] = [:]

    /// Makes a checkpoint that says nothing.
    package init(day: Day) { self.day = day }
}

extension Security {
    /// The basis of prices where no holding says it.
    var priceBasis: FixedIncome.PriceBasis { fixedIncome?.priceBasis ?? .unit }
}

extension UnitFactor {
    /// How quantity and price of that basis make a value.
    init(_ security: Security, basis: FixedIncome.PriceBasis) {
        self = basis == .percentOfPar ? .percent : UnitFactor(security)
    }
}
