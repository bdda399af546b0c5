import FolioModel

/// Plays an account's plan forward, session by session.
struct WorldSimulation {
    let sessions: [Day]
    let prices: WorldPrices
    let securities: [String: WorldSecurity]
    let seed: UInt64

    /// The first day of which providers show entries; Alpaca shows all.
    let shownFrom: Day

    static let sessionsToPayment = 5

    private struct Due {
        let index: Int
        let security: WorldSecurity
        let units: Quantity
        let amount: Amount
    }

    /// The account at the end of its plan.
    mutating func run(
        _ profile: WorldAccount.Profile,
        events: [PlannedEvent],
        reinvesting: Set<String> = []
    ) throws(ArithmeticOverflow) -> WorldAccount {
        var ledger = WorldLedger(reportsCash: profile.reportsCash, canBorrow: profile.canBorrow)
        var generator = SeededGenerator(seed: seed, purpose: "account \(profile.key)")
        let byIndex = Dictionary(grouping: events, by: \.index)
        let commission = Self.amount(cents: profile.commissionCents)
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
                guard reinvesting.contains(payment.security.key) || !profile.reportsCash else { continue }
                guard let price = prices.close(payment.security.key, on: day) else { continue }
                try ledger.reinvest(payment.amount, in: payment.security, at: price, on: day)
            }
            due.removeAll { $0.index <= index }
            for event in byIndex[index] ?? [] {
                let jitter = 85 + Int(generator.next() % 31)
                try perform(event.action, on: day, jitterPercent: jitter, commission: commission, &ledger)
            }
        }
        return WorldAccount(profile, ledger, shownFrom: profile.provider == .alpaca ? sessions[0] : shownFrom)
    }

    static func amount(cents: Int) -> Amount { Amount(raw: Int128(cents) * 10_000_000_000) }

    private func split(_ ledger: inout WorldLedger, on day: Day) throws(ArithmeticOverflow) {
        for key in ledger.holdings.keys.sorted() {
            guard let split = securities[key]?.split, split.day == day else { continue }
            let added = try ledger.quantity(key)
                .scaled(by: Quantity(split.numerator - split.denominator), over: Quantity(split.denominator))
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
        case .withdrawal(let dollars): try ledger.pay(Amount(dollars), kind: .withdrawal, on: day)
        case .interest(let cents): try ledger.move(Self.amount(cents: cents), kind: .interest, on: day)
        case .fee(let cents): try ledger.pay(Self.amount(cents: cents), kind: .fee, on: day)
        case .tax(let cents): try ledger.pay(Self.amount(cents: cents), kind: .tax, on: day)
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
            guard ledger.quantity(key) > .zero else { return }
            let part = try part(of: ledger.quantity(key), percent, decimals: securities[key]?.quantityDecimals ?? 0)
            try trade(key, -part, .sell, on: day, fees: commission, &ledger)
        case .cover(let key): try trade(key, -ledger.quantity(key), .cover, on: day, fees: commission, &ledger)
        case .transferIn(let key, let units):
            guard let price = prices.close(key, on: day) else { return }
            let cost = try (Quantity(units) * price).scaled(by: Quantity(2), over: Quantity(3)).rounded(to: 2)
            try ledger.moveUnits(Quantity(units), of: key, costing: cost, kind: .transferIn, on: day)
        case .transferOut(let key, let percent):
            guard ledger.quantity(key) > .zero else { return }
            let part = try part(of: ledger.quantity(key), percent, decimals: 0)
            guard !part.isZero else { return }
            try ledger.moveUnits(-part, of: key, kind: .transferOut, on: day)
        case .returnCapital(let key, let cents):
            guard ledger.quantity(key) > .zero else { return }
            try ledger.move(Self.amount(cents: cents), kind: .returnOfCapital, security: key, on: day)
        case .expire(let key):
            guard !ledger.quantity(key).isZero else { return }
            try ledger.moveUnits(-ledger.quantity(key), of: key, kind: .expiration, on: day)
        case .settle(let key): try settle(key, on: day, &ledger)
        case .close: try close(on: day, &ledger)
        }
    }

    /// So many percent of what is held, whole units as far as there are: all of it with its fraction.
    private func part(of held: Quantity, _ percent: Int, decimals: Int) throws(ArithmeticOverflow) -> Quantity {
        let part = try held.scaled(by: Quantity(percent), over: Quantity(100)).rounded(to: decimals)
        return percent == 100 ? held : min(part, held)
    }

    /// Ends an option on its last day: exercised or assigned where it is worth something, else expired; sold where the
    /// shares behind it could not be paid or delivered.
    private func settle(_ key: String, on day: Day, _ ledger: inout WorldLedger) throws(ArithmeticOverflow) {
        let contracts = ledger.quantity(key)
        guard let option = securities[key], let terms = option.option, !contracts.isZero,
            let stock = securities[terms.underlying], let spot = prices.close(terms.underlying, on: day)
        else { return }
        guard terms.isCall ? spot > terms.strike : spot < terms.strike else {
            return try ledger.moveUnits(-contracts, of: key, kind: .expiration, on: day)
        }
        let shares = try contracts.times(terms.isCall ? option.multiplier : -option.multiplier)
        let canPay = try shares * terms.strike <= ledger.cash
        let canDeliver = try ledger.quantity(stock.key) + shares >= .zero
        let isPossible = ledger.canBorrow || (shares.isNegative ? canDeliver : canPay)
        guard isPossible else { return try trade(key, -contracts, .sell, on: day, fees: .zero, &ledger) }
        let kind: TransactionType = contracts.isNegative ? .assignment : .exercise
        try ledger.moveUnits(-contracts, of: key, kind: kind, on: day)
        try ledger.trade(stock, shares, at: terms.strike, kind: kind, on: day)
    }

    /// Sells and covers everything, and pays all cash out.
    private func close(on day: Day, _ ledger: inout WorldLedger) throws(ArithmeticOverflow) {
        for key in ledger.holdings.keys.sorted() {
            let units = ledger.quantity(key)
            try trade(key, -units, units.isNegative ? .cover : .sell, on: day, fees: .zero, &ledger)
        }
        if ledger.reportsCash, !ledger.cash.isZero { try ledger.move(-ledger.cash, kind: .withdrawal, on: day) }
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
        guard let security = securities[key], let price = prices.close(key, on: day), !quantity.isZero, !price.isZero
        else { return }
        // Funds, bills and bonds are traded without commission.
        let isFree = [.mutualFund, .moneyMarketFund, .treasuryBill, .bond, .etf].contains(security.type)
        let fees = isFree ? .zero : fees
        let cost = try (quantity * price).times(security.multiplier) + fees
        guard !ledger.reportsCash || ledger.canBorrow || cost < ledger.cash else { return }
        try ledger.trade(
            security,
            quantity,
            at: price,
            kind: kind,
            on: day,
            fees: fees,
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
        guard let split = security.split, day < split.day else {
            return Price(raw: Int128(security.dividend) * 100_000_000)
        }
        return Price(raw: Int128(security.dividend * split.numerator / split.denominator) * 100_000_000)
    }
}
