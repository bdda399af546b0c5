package import FolioModel

/// One thing that happened in an account of the world.
package struct WorldEntry: Hashable, Sendable {
    /// Its place among the account's entries, from 0, oldest first.
    package let number: Int

    /// The session on which it happened.
    package let day: Day

    /// What it was.
    package let kind: TransactionType

    /// The key of the security, where there is one.
    package let security: String?

    /// The signed change in units (contracts for options).
    package let quantity: Quantity

    /// The signed change of the account's cash, fees included; in an account without cash, what a trade came to.
    package let cash: Amount

    /// The price of one unit in a trade.
    package let price: Price?

    /// What of a trade's ``cash`` went into fees; zero or more.
    package let fees: Amount

    /// Units held before; for a dividend those that were entitled to it.
    package let heldBefore: Quantity

    /// Whether a purchase was paid for by money that came in with it.
    package let isContribution: Bool
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

    func quantity(_ security: String) -> Quantity { holdings[security]?.quantity ?? .zero }

    /// Books cash that comes in or, negative, goes out.
    mutating func move(
        _ amount: Amount,
        kind: TransactionType,
        security: String? = nil,
        on day: Day,
        heldBefore: Quantity? = nil
    ) throws(ArithmeticOverflow) {
        try append(
            kind,
            security,
            on: day,
            quantity: .zero,
            cash: amount,
            price: nil,
            fees: .zero,
            heldBefore: heldBefore
        )
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
        let gross = try (quantity * price).times(security.multiplier).rounded(to: 2)
        let cash = try -gross - fees
        try change(security.key, by: quantity, costing: -cash)
        try append(
            kind,
            security.key,
            on: day,
            quantity: quantity,
            cash: cash,
            price: price,
            fees: fees,
            isContribution: isContribution
        )
    }

    /// Books units bought with a dividend of exactly that amount.
    mutating func reinvest(
        _ amount: Amount,
        in security: WorldSecurity,
        at price: Price,
        on day: Day
    ) throws(ArithmeticOverflow) {
        let units = try amount.scaled(by: Quantity(1), over: Quantity(raw: price.raw))
        let quantity = Quantity(raw: units.raw).rounded(to: 4)
        guard !quantity.isZero else { return }
        try change(security.key, by: quantity, costing: amount)
        try append(
            .reinvestment,
            security.key,
            on: day,
            quantity: quantity,
            cash: -amount,
            price: price,
            fees: .zero
        )
    }

    /// Books units that come in or go without cash: a transfer at a known cost, a split, an expiry.
    mutating func moveUnits(
        _ quantity: Quantity,
        of security: String,
        costing cost: Amount = .zero,
        kind: TransactionType,
        on day: Day
    ) throws(ArithmeticOverflow) {
        let before = self.quantity(security)
        try change(security, by: quantity, costing: cost)
        try append(
            kind,
            security,
            on: day,
            quantity: quantity,
            cash: .zero,
            price: nil,
            fees: .zero,
            heldBefore: before
        )
    }

    private mutating func append(
        _ kind: TransactionType,
        _ security: String?,
        on day: Day,
        quantity: Quantity,
        cash: Amount,
        price: Price?,
        fees: Amount,
        heldBefore: Quantity? = nil,
        isContribution: Bool = false
    ) throws(ArithmeticOverflow) {
        if reportsCash { try self.cash.add(cash) }
        let before = heldBefore ?? security.map { self.quantity($0) } ?? .zero
        entries.append(
            WorldEntry(
                number: entries.count,
                day: day,
                kind: kind,
                security: security,
                quantity: quantity,
                cash: cash,
                price: price,
                fees: fees,
                heldBefore: before,
                isContribution: isContribution
            )
        )
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
        } else {
            precondition(
                after.isZero || after.isNegative == holding.quantity.isNegative,
                "A trade crosses from long to short"
            )
            holding.cost = try holding.cost.scaled(by: after, over: holding.quantity).rounded(to: 2)
        }
        holding.quantity = after
        holdings[security] = after.isZero ? nil : holding
    }
}
