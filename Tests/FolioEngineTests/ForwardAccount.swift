import FolioEngine
import FolioModel

/// An account that is played forward from nothing: its ledger is the truth that history has to find again.
struct ForwardAccount {
    /// What kind of account it is.
    enum Kind: CaseIterable {
        /// Cash, never borrowed.
        case cash
        /// May borrow, sell short and write options.
        case margin
        /// A plan that reports no cash.
        case plan
        /// Holds things, and its provider shows no transactions of the last two years.
        case silent
        /// Sold out and paid out long before the end.
        case closed
    }

    /// What the provider says of splits.
    enum SplitStyle: CaseIterable {
        /// Nothing: the table has to tell.
        case table
        /// A row with units, up to three sessions late.
        case row
        /// A row without units.
        case bareRow
    }

    /// The state after a session, and what came and went on it, in the base currency.
    struct Truth: Equatable {
        var value = Amount.zero
        var cash = Amount.zero
        var flow = Amount.zero
        var income = Amount.zero
        var fees = Amount.zero
        var taxes = Amount.zero
    }

    let id: String
    let kind: Kind
    let splitStyle: SplitStyle
    /// The session of the first deposit.
    let opened: Int

    var units: [Int: Quantity] = [:]
    var cost: [Int: Amount] = [:]
    var purses: [Currency: Amount] = [:]
    /// Every row with its session.
    var rows: [(session: Int, row: HistoryTransaction)] = []
    /// By session.
    var truths: [Truth] = []
    /// Units after every session.
    var unitsAfter: [[Int: Quantity]] = []
    /// What was paid for them all, in the base currency; `nil` where that was never known.
    var costAfter: [Amount?] = []
    /// Securities whose cost nobody knows.
    var costUnknown: Set<Int> = []
    /// Of the session that is being played.
    var today = Truth()

    var hasCash: Bool { kind != .plan }
    var canBorrow: Bool { kind == .margin }

    // MARK: Rows

    /// Books a row: units and cash move as it says.
    mutating func book(
        _ type: TransactionType,
        _ session: Int,
        _ market: ForwardMarket,
        listing: Int? = nil,
        units delta: Quantity = .zero,
        cash: Amount = .zero,
        currency: Currency = .usd,
        price: Price? = nil,
        fees: Amount = .zero,
        day: Day? = nil
    ) throws {
        var row = HistoryTransaction(
            record: "\(id)-\(rows.count)",
            day: day ?? market.days[session],
            type: type,
            security: listing,
            currency: currency
        )
        (row.quantityDelta, row.cashDelta, row.price, row.fees) = (delta, cash, price, fees)
        rows.append((session, row))
        if let listing, !delta.isZero { try move(listing, delta, paying: -cash, by: type) }
        if type == .returnOfCapital, let listing { cost[listing] = try (cost[listing] ?? .zero) - cash }
        if hasCash { purses[currency] = try (purses[currency] ?? .zero) + cash }
        try note(row, session, market)
    }

    private mutating func note(_ row: HistoryTransaction, _ session: Int, _ market: ForwardMarket) throws {
        let cash = try market.dollars(row.cashDelta, row.currency, session)
        let gross = try market.dollars(try row.cashDelta + row.fees, row.currency, session)
        switch row.type {
        case .deposit, .withdrawal: try today.flow.add(cash)
        case .transferIn, .transferOut:
            guard let listing = row.security else { return try today.flow.add(cash) }
            let worth = try market.worth(listing, row.quantityDelta, session)
            try today.flow.add(try market.dollars(worth, market.listings[listing].security.currency, session))
        case .dividend, .interest: try today.income.add(gross)
        case .fee where row.cashDelta.isZero:
            guard let listing = row.security else { return }
            let worth = try market.worth(listing, -row.quantityDelta, session)
            try today.fees.add(try market.dollars(worth, market.listings[listing].security.currency, session))
        case .fee: try today.fees.add(-cash)
        case .tax: try today.taxes.add(-cash)
        default: break
        }
        if row.type != .fee { try today.fees.add(try market.dollars(row.fees, row.currency, session)) }
        // Where there is no cash, everything is paid from outside.
        if !hasCash { try today.flow.add(-cash) }
    }

    /// Average cost, units of one sign at a time.
    private mutating func move(_ listing: Int, _ delta: Quantity, paying paid: Amount, by type: TransactionType) throws
    {
        let before = units[listing] ?? .zero
        if before.isZero { costUnknown.remove(listing) }
        if paid.isZero, type != .split, before.isZero || before.isNegative == delta.isNegative {
            costUnknown.insert(listing)
        }
        let after = try before + delta
        let basis = cost[listing] ?? .zero
        if before.isZero || before.isNegative == delta.isNegative {
            cost[listing] = try basis + paid
        } else {
            cost[listing] = try basis.scaled(by: after, over: before)
        }
        units[listing] = after.isZero ? nil : after
        if after.isZero { cost[listing] = nil }
    }

    /// A split takes effect: the units change, and perhaps a row says so.
    mutating func split(
        _ listing: Int,
        _ new: Int64,
        _ old: Int64,
        _ session: Int,
        lag: Int,
        _ market: ForwardMarket
    ) throws {
        guard let held = units[listing] else { return }
        let after = try held.scaled(by: Quantity(Int(new)), over: Quantity(Int(old)))
        units[listing] = after
        guard splitStyle != .table else { return }
        let booked = min(session + lag, market.days.count - 1)
        var row = HistoryTransaction(
            record: "\(id)-\(rows.count)",
            day: market.days[booked],
            type: .split,
            security: listing,
            currency: market.listings[listing].security.currency
        )
        if splitStyle == .row { row.quantityDelta = try after - held }
        rows.append((booked, row))
    }

    // MARK: The end of a session

    mutating func close(_ session: Int, _ market: ForwardMarket) throws {
        for (listing, held) in units {
            let worth = try market.worth(listing, held, session)
            try today.value.add(try market.dollars(worth, market.listings[listing].security.currency, session))
        }
        for (currency, amount) in purses {
            let worth = try market.dollars(amount, currency, session)
            try today.value.add(worth)
            try today.cash.add(worth)
        }
        var paid: Amount? = costUnknown.contains { units[$0] != nil } ? nil : .zero
        for (listing, basis) in cost where paid != nil {
            let currency = market.listings[listing].security.currency
            paid = try paid.map { try $0 + market.dollars(basis, currency, session) }
        }
        costAfter.append(paid)
        truths.append(today)
        unitsAfter.append(units)
        today = Truth()
    }

    // MARK: Facts

    /// The end state, and the rows of the last 24 months.
    func facts(_ market: ForwardMarket) -> AccountFacts {
        var reported = ReportedAccount()
        reported.externalID = id
        reported.name = id
        let account = Account(
            id: id,
            connection: "c-" + id,
            provider: kind == .margin ? "alpaca" : "plaid",
            source: kind == .margin ? .brokerage : .external,
            institution: nil,
            reported: reported
        )
        var facts = AccountFacts(account: account, asOf: market.days[market.days.count - 1])
        (facts.reportsCash, facts.canBorrow) = (hasCash, canBorrow)
        facts.completeFrom = market.days[market.windowStart]
        for (listing, held) in units.sorted(by: { $0.key < $1.key }) {
            let entry = market.listings[listing]
            var holding = HeldNow(security: listing, quantity: held, currency: entry.security.currency)
            holding.costBasis = costUnknown.contains(listing) ? nil : cost[listing]
            holding.priceBasis = entry.basis
            facts.holdings.append(holding)
        }
        for (currency, amount) in purses.sorted(by: { $0.key < $1.key }) where !amount.isZero {
            facts.cash.append(CashNow(currency: currency, amount: amount))
        }
        if kind != .silent {
            facts.transactions = rows.filter { $0.session >= market.windowStart }.map(\.row)
        }
        return facts
    }
}
