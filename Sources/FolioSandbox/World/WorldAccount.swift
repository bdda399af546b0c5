package import FolioModel

/// An account of the world with all that happened in it and where that led.
package struct WorldAccount: Sendable {
    /// Who reports the account.
    package enum Provider: String, Sendable {
        case plaid, alpaca, csv
    }

    /// The world's own name for it, unique.
    package let key: String

    /// Who reports it.
    package let provider: Provider

    /// The name people see.
    package let name: String

    /// The kind in Plaid's words: `brokerage`, `ira`, `401k`.
    package let subtype: String

    /// The last digits of its number.
    package let mask: String

    /// Whether cash is reported at all.
    package let reportsCash: Bool

    /// What happened, oldest first.
    package let entries: [WorldEntry]

    /// Cash at the end; zero in an account that reports none.
    package let cash: Amount

    /// What is held at the end, in order of the securities' keys.
    package let holdings: [WorldHolding]

    /// Simulates every account.
    static func all(
        options: WorldOptions,
        simulation: inout WorldSimulation
    ) throws(ArithmeticOverflow) -> [WorldAccount] {
        [
            try simulation.run(
                "brokerage",
                .plaid,
                name: "Platypus Brokerage",
                subtype: "brokerage",
                mask: "1001",
                events: WorldPlans.brokerage(options),
                reinvesting: ["VTI"],
                commissionCents: 495
            ),
            try simulation.run(
                "ira",
                .plaid,
                name: "Platypus IRA",
                subtype: "ira",
                mask: "2002",
                events: WorldPlans.retirement,
                reinvesting: ["SPAXX", "VOO"]
            ),
            try simulation.run(
                "401k",
                .plaid,
                name: "Platypus 401k",
                subtype: "401k",
                mask: "3003",
                events: WorldPlans.workplace,
                reinvesting: ["VFIAX"],
                reportsCash: false
            ),
            try simulation.run(
                "margin",
                .alpaca,
                name: "Alpaca Trading",
                subtype: "brokerage",
                mask: "4004",
                events: WorldPlans.margin(options),
                canBorrow: true
            ),
            try simulation.run(
                "files",
                .csv,
                name: "Harbor Investments",
                subtype: "brokerage",
                mask: "5005",
                events: WorldPlans.fileOnly,
                reinvesting: ["SCHD"]
            ),
        ]
    }
}

/// Plays an account's plan forward, session by session.
struct WorldSimulation {
    let sessions: [Day]
    let prices: WorldPrices
    let securities: [String: WorldSecurity]
    let seed: UInt64

    static let sessionsToPayment = 5

    private struct Due {
        let index: Int
        let security: WorldSecurity
        let units: Quantity
        let amount: Amount
    }

    /// The account at the end of its plan.
    mutating func run(
        _ key: String,
        _ provider: WorldAccount.Provider,
        name: String,
        subtype: String,
        mask: String,
        events: [PlannedEvent],
        reinvesting: Set<String> = [],
        commissionCents: Int = 0,
        reportsCash: Bool = true,
        canBorrow: Bool = false
    ) throws(ArithmeticOverflow) -> WorldAccount {
        var ledger = WorldLedger(reportsCash: reportsCash, canBorrow: canBorrow)
        var generator = SeededGenerator(seed: seed, purpose: "account \(key)")
        let byIndex = Dictionary(grouping: events, by: \.index)
        let commission = Self.amount(cents: commissionCents)
        var due: [Due] = []
        for (index, day) in sessions.enumerated() {
            try split(&ledger, on: day)
            due += try dividends(ledger, index: index, day: day)
            for payment in due where payment.index == index {
                try ledger.move(
                    payment.amount,
                    kind: .dividend,
                    security: payment.security.key,
                    on: day,
                    heldBefore: payment.units
                )
                guard reinvesting.contains(payment.security.key) || !reportsCash else { continue }
                guard let price = prices.close(payment.security.key, on: day) else { continue }
                try ledger.reinvest(payment.amount, in: payment.security, at: price, on: day)
            }
            due.removeAll { $0.index <= index }
            for event in byIndex[index] ?? [] {
                let jitter = 85 + Int(generator.next() % 31)
                try perform(event.action, on: day, jitterPercent: jitter, commission: commission, &ledger)
            }
        }
        return WorldAccount(
            key: key,
            provider: provider,
            name: name,
            subtype: subtype,
            mask: mask,
            reportsCash: reportsCash,
            entries: ledger.entries,
            cash: ledger.cash,
            holdings: ledger.holdings.values.sorted { $0.security < $1.security }
        )
    }

    static func amount(cents: Int) -> Amount { Amount(raw: Int128(cents) * 10_000_000_000) }

    private func split(_ ledger: inout WorldLedger, on day: Day) throws(ArithmeticOverflow) {
        for key in ledger.holdings.keys.sorted() {
            guard let split = securities[key]?.split, split.day == day else { continue }
            let added = try ledger.quantity(key).times(split.numerator - split.denominator)
            try ledger.moveUnits(added, of: key, kind: .split, on: day)
        }
    }

    /// Payments whose ex-day is this session, on what was held before it.
    private func dividends(
        _ ledger: WorldLedger,
        index: Int,
        day: Day
    ) throws(ArithmeticOverflow) -> [Due] {
        var due: [Due] = []
        for key in ledger.holdings.keys.sorted() {
            guard let security = securities[key], DividendCalendar(security).isExDay(index: index),
                !ledger.quantity(key).isNegative
            else { continue }
            let perUnit = DividendCalendar(security).perUnit(on: day)
            let amount = try (ledger.quantity(key) * perUnit).rounded(to: 2)
            guard !amount.isZero else { continue }
            due.append(
                Due(
                    index: index + Self.sessionsToPayment,
                    security: security,
                    units: ledger.quantity(key),
                    amount: amount
                )
            )
        }
        return due
    }

    private func perform(
        _ action: PlannedAction,
        on day: Day,
        jitterPercent: Int,
        commission: Amount,
        _ ledger: inout WorldLedger
    ) throws(ArithmeticOverflow) {
        switch action {
        case .deposit(let dollars): try ledger.move(Amount(dollars), kind: .deposit, on: day)
        case .withdrawal(let dollars): try ledger.move(-Amount(dollars), kind: .withdrawal, on: day)
        case .interest(let cents): try ledger.move(Self.amount(cents: cents), kind: .interest, on: day)
        case .fee(let cents): try ledger.move(Self.amount(cents: -cents), kind: .fee, on: day)
        case .buy(let key, let dollars):
            try buy(key, cents: dollars * jitterPercent, on: day, fees: commission, &ledger)
        case .contribute(let key, let dollars):
            try buy(key, cents: dollars * jitterPercent, on: day, fees: .zero, isContribution: true, &ledger)
        case .buyUnits(let key, let units):
            try trade(key, Quantity(units), .buy, on: day, fees: commission, &ledger)
        case .sellUnits(let key, let units):
            let kind: TransactionType = ledger.quantity(key).isZero ? .short : .sell
            try trade(key, Quantity(-units), kind, on: day, fees: commission, &ledger)
        case .sell(let key, let percent):
            let held = ledger.quantity(key)
            let decimals = securities[key]?.quantityDecimals ?? 0
            let part = try held.scaled(by: Quantity(percent), over: Quantity(100)).rounded(to: decimals)
            try trade(key, -part, .sell, on: day, fees: commission, &ledger)
        case .cover(let key): try trade(key, -ledger.quantity(key), .cover, on: day, fees: commission, &ledger)
        case .transferIn(let key, let units):
            guard let price = prices.close(key, on: day) else { return }
            let cost = try (Quantity(units) * price).scaled(by: Quantity(2), over: Quantity(3)).rounded(to: 2)
            try ledger.moveUnits(Quantity(units), of: key, costing: cost, kind: .transferIn, on: day)
        case .expire(let key):
            guard !ledger.quantity(key).isZero else { return }
            try ledger.moveUnits(-ledger.quantity(key), of: key, kind: .expiration, on: day)
        }
    }

    /// Buys what that many cents pay for; no more than there is cash for.
    private func buy(
        _ key: String,
        cents: Int,
        on day: Day,
        fees: Amount,
        isContribution: Bool = false,
        _ ledger: inout WorldLedger
    ) throws(ArithmeticOverflow) {
        guard let security = securities[key], let price = prices.close(key, on: day) else { return }
        let scale = (0..<security.quantityDecimals).reduce(Int128(1)) { scale, _ in scale * 10 }
        let wanted = Int128(cents) * scale / Int128(max(1, WorldPrices.cents(price)))
        let quantity = Quantity(raw: max(security.quantityDecimals == 0 ? 1 : 0, wanted) * (1_000_000_000_000 / scale))
        try trade(key, quantity, .buy, on: day, fees: fees, isContribution: isContribution, &ledger)
    }

    private func trade(
        _ key: String,
        _ quantity: Quantity,
        _ kind: TransactionType,
        on day: Day,
        fees: Amount,
        isContribution: Bool = false,
        _ ledger: inout WorldLedger
    ) throws(ArithmeticOverflow) {
        guard let security = securities[key], let price = prices.close(key, on: day), !quantity.isZero else { return }
        let cost = try (quantity * price).times(security.multiplier)
        let isAffordable = !ledger.reportsCash || ledger.canBorrow || cost < ledger.cash
        guard quantity.isNegative || isAffordable else { return }
        // Funds, bills and bonds are traded without commission.
        let isFree = [.mutualFund, .moneyMarketFund, .treasuryBill, .bond, .etf].contains(security.type)
        try ledger.trade(
            security,
            quantity,
            at: price,
            kind: kind,
            on: day,
            fees: isFree ? .zero : fees,
            isContribution: isContribution
        )
    }
}

/// When a security pays its dividend, and how much.
struct DividendCalendar {
    private let security: WorldSecurity
    private let phase: Int
    private let slot: Int

    init(_ security: WorldSecurity) {
        self.security = security
        let hash = SeededGenerator.hash("dividend " + security.key)
        phase = Int(hash % 3)
        slot = 3 + Int(hash / 3 % 10)
    }

    /// Whether the session of that index (from the accounts' first one) is an ex-day: once a quarter, money market
    /// funds once a month.
    func isExDay(index: Int) -> Bool {
        guard security.dividend > 0, index >= 0 else { return false }
        let (month, place) = index.quotientAndRemainder(dividingBy: PlannedEvent.sessionsPerMonth)
        return place == slot && (security.type == .moneyMarketFund || month % 3 == phase)
    }

    /// The dividend of one unit as paid then: before a split that of all the shares it became.
    func perUnit(on day: Day) -> Price {
        let isOld = security.split.map { day < $0.day } ?? false
        return Price(raw: Int128(security.dividend * (isOld ? security.split?.numerator ?? 1 : 1)) * 100_000_000)
    }
}
