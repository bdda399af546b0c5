import FolioModel

/// Makes the timeline of one account, backwards from what is held now.
struct TimelineBuilder {
    let facts: AccountFacts
    let securities: [Security]
    /// By security, each by date.
    let splits: [[Split]]
    /// The last session of the history: splits after it are still to come.
    let horizon: Int

    /// The session of the facts.
    let anchor: Int
    /// Records that count, oldest first.
    let rows: [Row]

    var positions: [PositionDraft] = []
    var purses: [PurseDraft] = []
    var findings: [HistoryFinding] = []
    /// Index into ``positions`` by security; −1 where there is none yet.
    private var places: [Int32]

    /// A record with the session it belongs to.
    struct Row {
        var index: Int
        var session: Int
    }

    init(_ facts: AccountFacts, securities: [Security], splits: [[Split]], horizon: Int) {
        (self.facts, self.securities, self.splits, self.horizon) = (facts, securities, splits, horizon)
        anchor = ExchangeCalendar.Sessions.number(onOrBefore: facts.asOf)
        places = [Int32](repeating: -1, count: securities.count)
        rows = Self.rows(facts)
    }

    private static func rows(_ facts: AccountFacts) -> [Row] {
        let days = facts.transactions.map(\.day)
        var order = days.indices.filter { days[$0] <= facts.asOf }
        let isSorted = zip(order, order.dropFirst()).allSatisfy { days[$0] <= days[$1] }
        if !isSorted { order.sort { days[$0] == days[$1] ? $0 < $1 : days[$0] < days[$1] } }
        return order.map { Row(index: $0, session: ExchangeCalendar.Sessions.number(onOrAfter: days[$0])) }
    }

    /// The timeline.
    ///
    /// Throws where a figure is out of range.
    mutating func timeline() throws(ArithmeticOverflow) -> AccountTimeline {
        for holding in facts.holdings { try add(holding) }
        for cash in facts.cash { try add(cash) }
        for row in rows { try add(row) }
        var finished: [PositionTimeline] = []
        for draft in positions { finished.append(try finish(draft)) }
        var cash: [PurseTimeline] = []
        for draft in purses { cash.append(try finish(draft)) }
        let isEmpty = finished.allSatisfy(\.units.opening.isZero) && cash.allSatisfy(\.isOpenedEmpty)
        return AccountTimeline(
            firstSession: firstSession(isEmptyBefore: isEmpty),
            wasEmptyBefore: isEmpty && !rows.isEmpty,
            lastSession: facts.leftOn.map { ExchangeCalendar.Sessions.number(onOrBefore: $0) },
            anchor: anchor,
            lossBeforeAnchor: rows.isEmpty ? Self.lossWithoutRows : 0,
            positions: finished.sorted { $0.security < $1.security },
            purses: cash,
            findings: findings,
            isWithoutCash: !facts.reportsCash
        )
    }

    /// Holdings that no transaction supports have a quality of 60 at most.
    private static let lossWithoutRows = 40
    /// How far back holdings are believed without transactions.
    private static let monthsBack = 24

    private func firstSession(isEmptyBefore: Bool) -> Int {
        var horizon = ExchangeCalendar.Sessions.number(onOrAfter: facts.asOf.adding(months: -Self.monthsBack))
        if let from = facts.recordedFrom { horizon = min(horizon, ExchangeCalendar.Sessions.number(onOrAfter: from)) }
        guard let first = rows.first?.session else { return horizon }
        if first < horizon || isEmptyBefore { return first }
        let known = facts.completeFrom.map { ExchangeCalendar.Sessions.number(onOrAfter: $0) } ?? first
        return max(horizon, min(known, first, anchor))
    }

    // MARK: Drafts

    /// The position of that security, made where there is none yet.
    mutating func place(of security: Int, currency: Currency) -> Int {
        if places[security] >= 0 { return Int(places[security]) }
        places[security] = Int32(positions.count)
        let basis = securities[security].priceBasis
        positions.append(PositionDraft(security: security, basis: basis, cost: CostDraft(currency: currency)))
        return positions.count - 1
    }

    /// The purse of that currency, made where there is none yet.
    mutating func purse(of currency: Currency) -> Int {
        if let place = purses.firstIndex(where: { $0.currency == currency }) { return place }
        purses.append(PurseDraft(currency: currency))
        return purses.count - 1
    }

    private mutating func add(_ holding: HeldNow) throws(ArithmeticOverflow) {
        let place = place(of: holding.security, currency: holding.currency)
        let isFirst = positions[place].holdings == 0
        positions[place].holdings += 1
        positions[place].basis = holding.priceBasis
        try positions[place].now.add(holding.quantity)
        try positions[place].cost.add(holding.costBasis, holding.currency, isFirst: isFirst)
        if let stated = holding.stated { positions[place].stated.append(try StatedFigure(stated)) }
        if holding.quantity.isNegative { positions[place].wasShort = true }
    }

    private mutating func add(_ cash: CashNow) throws(ArithmeticOverflow) {
        let place = purse(of: cash.currency)
        purses[place].balances += 1
        try purses[place].now.add(cash.amount)
        if let stated = cash.stated { purses[place].stated.append(try StatedFigure(stated)) }
    }

    /// Whether no currency may go below zero.
    var isCashOnly: Bool { !facts.canBorrow && !facts.cash.contains { $0.amount.isNegative } }

    /// How a finding calls a security.
    func named(_ security: Int) -> (index: Int, name: String) {
        let entry = securities[security]
        return (security, entry.symbol ?? entry.name ?? entry.id)
    }
}

/// A position while its timeline is being made.
struct PositionDraft {
    let security: Int
    var basis: FixedIncome.PriceBasis
    var cost: CostDraft
    /// Units now.
    var now = Quantity.zero
    /// How many holdings ``now`` is the sum of.
    var holdings = 0
    /// Whether it is, or was by the words of a row, held short.
    var wasShort = false
    var moves: [Move] = []
    var effects: [Effect] = []
    var stated: [StatedFigure] = []

    /// One change of units, or of cost without units.
    struct Move {
        enum Change {
            case units(Quantity)
            /// New units for old ones.
            case ratio(Int64, Int64)
        }

        var session: Int
        var day: Int32
        var change: Change
        var cost: CostChange
        var isSplit = false
        /// Index into the account's transactions; −1 where no row says so.
        var row: Int
    }
}

/// A purse while its timeline is being made.
struct PurseDraft {
    let currency: Currency
    /// Cash now.
    var now = Amount.zero
    /// How many balances ``now`` is the sum of.
    var balances = 0
    /// Changes by session, oldest first.
    var moves: [(session: Int, amount: Amount)] = []
    var effects: [Effect] = []
    var stated: [StatedFigure] = []
}

extension PurseTimeline {
    /// Whether there was less than a minor unit before the first step.
    var isOpenedEmpty: Bool { cash.opening.magnitude < currency.minorUnit }
}

extension Currency {
    /// The smallest amount that is paid.
    var minorUnit: Amount { Amount(mantissa: 1, decimals: minorDigits) }
}

extension StatedFigure {
    init(_ stated: StatedValue) throws(ArithmeticOverflow) {
        session = ExchangeCalendar.Sessions.number(onOrBefore: stated.day)
        value = try Millionths.of(stated.value)
        quality = stated.quality
    }
}
