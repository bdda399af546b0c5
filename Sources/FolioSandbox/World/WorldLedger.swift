package import FolioModel

/// One thing that happened in an account of the world.
package struct WorldEntry: Hashable, Sendable {
    /// Its place among the account's entries, from 0; later ones of the same day come later.
    package internal(set) var number = 0

    /// How often it has been corrected.
    package internal(set) var revision = 0

    /// The session on which it happened.
    package let day: Day

    /// The session on which the provider came to know it: ``day``, or a later one.
    package internal(set) var bookedOn: Day

    /// The session on which it was corrected last; `nil` where it never was.
    package internal(set) var correctedOn: Day?

    /// What it was.
    package let kind: TransactionType

    /// The key of the security, where there is one.
    package internal(set) var security: String?

    /// The signed change in units (contracts for options).
    package internal(set) var quantity = Quantity.zero

    /// The signed change of the account's cash, fees included; in an account without cash, what a trade came to.
    package internal(set) var cash = Amount.zero

    /// The price of one unit in a trade.
    package internal(set) var price: Price?

    /// What of a trade's ``cash`` went into fees; zero or more.
    package internal(set) var fees = Amount.zero

    /// What units that come in are taken to have cost; of no meaning where units go.
    package internal(set) var cost = Amount.zero

    /// Units held before; for a dividend those that were entitled to it.
    package internal(set) var heldBefore = Quantity.zero

    /// Whether a purchase was paid for by money that came in with it.
    package internal(set) var isContribution = false

    init(_ kind: TransactionType, on day: Day) {
        (self.kind, self.day, bookedOn) = (kind, day, day)
    }
}

/// What is held of one security.
package struct WorldHolding: Hashable, Sendable {
    /// The key of the security.
    package let security: String

    /// Units; negative when owed.
    package var quantity: Quantity

    /// What the units were bought for, fees included, by average cost; negative (what came in) when owed.
    package var cost: Amount
}

/// An account's cash, holdings and entries, each the exact consequence of the others.
struct WorldLedger: Sendable {
    let reportsCash: Bool
    let canBorrow: Bool
    private(set) var cash: Amount = .zero
    private(set) var holdings: [String: WorldHolding] = [:]
    private(set) var entries: [WorldEntry] = []

    init(reportsCash: Bool, canBorrow: Bool) {
        self.reportsCash = reportsCash
        self.canBorrow = canBorrow
    }

    /// What those entries, oldest first, lead to.
    init(replaying entries: [WorldEntry], reportsCash: Bool) throws(ArithmeticOverflow) {
        self.init(reportsCash: reportsCash, canBorrow: true)
        for entry in entries { try book(entry) }
    }

    func quantity(_ security: String) -> Quantity { holdings[security]?.quantity ?? .zero }

    /// Books cash that comes in or, negative, goes out.
    mutating func move(
        _ amount: Amount,
        kind: TransactionType,
        security: String? = nil,
        on day: Day,
        heldBefore: Quantity? = nil
    ) throws(ArithmeticOverflow) {
        var entry = WorldEntry(kind, on: day)
        (entry.security, entry.cash) = (security, amount)
        try append(entry, heldBefore: heldBefore)
    }

    /// Books cash that goes out, unless there is not as much and none can be borrowed.
    mutating func pay(_ amount: Amount, kind: TransactionType, on day: Day) throws(ArithmeticOverflow) {
        guard canBorrow || amount <= cash else { return }
        try move(-amount, kind: kind, on: day)
    }

    /// Books a trade of signed `quantity` at `price`; fees come on top of what is paid or out of what is received.
    mutating func trade(
        _ security: WorldSecurity,
        _ quantity: Quantity,
        at price: Price,
        kind: TransactionType,
        on day: Day,
        fees: Amount = .zero,
        isContribution: Bool = false
    ) throws(ArithmeticOverflow) {
        var entry = WorldEntry(kind, on: day)
        (entry.security, entry.quantity, entry.price) = (security.key, quantity, price)
        (entry.fees, entry.isContribution) = (fees, isContribution)
        try entry.settleTrade(multiplier: security.multiplier)
        try append(entry)
    }

    /// Books units bought with a dividend of exactly that amount.
    mutating func reinvest(
        _ amount: Amount,
        in security: WorldSecurity,
        at price: Price,
        on day: Day
    ) throws(ArithmeticOverflow) {
        let units = try amount.scaled(by: Quantity(1), over: Quantity(raw: price.raw))
        var entry = WorldEntry(.reinvestment, on: day)
        entry.quantity = Quantity(raw: units.raw).rounded(to: 4)
        guard !entry.quantity.isZero else { return }
        (entry.security, entry.price, entry.cash, entry.cost) = (security.key, price, -amount, amount)
        try append(entry)
    }

    /// Books units that come in or go without cash: a transfer at a known cost, a split, an expiry.
    mutating func moveUnits(
        _ quantity: Quantity,
        of security: String,
        costing cost: Amount = .zero,
        kind: TransactionType,
        on day: Day
    ) throws(ArithmeticOverflow) {
        var entry = WorldEntry(kind, on: day)
        (entry.security, entry.quantity, entry.cost) = (security, quantity, cost)
        try append(entry)
    }

    private mutating func append(
        _ entry: WorldEntry,
        heldBefore: Quantity? = nil
    ) throws(ArithmeticOverflow) {
        var entry = entry
        entry.number = entries.count
        entry.heldBefore = heldBefore ?? entry.security.map { quantity($0) } ?? .zero
        try book(entry)
    }

    private mutating func book(_ entry: WorldEntry) throws(ArithmeticOverflow) {
        if reportsCash { try cash.add(entry.cash) }
        if let security = entry.security, !entry.quantity.isZero {
            try change(security, by: entry.quantity, costing: entry.cost)
        }
        entries.append(entry)
    }

    private mutating func change(
        _ security: String,
        by quantity: Quantity,
        costing cost: Amount
    ) throws(ArithmeticOverflow) {
        var holding = holdings[security] ?? WorldHolding(security: security, quantity: .zero, cost: .zero)
        let after = try holding.quantity + quantity
        let shrinks = !holding.quantity.isZero && holding.quantity.isNegative != quantity.isNegative
        if !shrinks {
            holding.cost = try holding.cost + cost
        } else if after.isZero || after.isNegative == holding.quantity.isNegative {
            holding.cost = try holding.cost.scaled(by: after, over: holding.quantity).rounded(to: 2)
        } else {  // Through zero: what is left was opened by this entry.
            holding.cost = try cost.scaled(by: after, over: quantity).rounded(to: 2)
        }
        holding.quantity = after
        holdings[security] = after.isZero ? nil : holding
    }
}

extension WorldEntry {
    /// Works out a trade's cash and cost from quantity, price and fees.
    mutating func settleTrade(multiplier: Int) throws(ArithmeticOverflow) {
        let gross = try (quantity * (price ?? .zero)).times(multiplier).rounded(to: 2)
        cash = try -gross - fees
        cost = -cash
    }
}
