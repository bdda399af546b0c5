import FolioModel

/// Prices and rates of every session of a frame: what accounts share.
struct HistoryTracks: Sendable {
    let base: Currency
    let sessions: Range<Int>
    let securities: [Security]
    /// By security, then basis; see ``slot(_:_:)``.
    private(set) var prices: [PriceTrack?]
    private(set) var rates: [Currency: RateTrack] = [:]

    /// Finds prices and rates for all that the timelines hold or move.
    ///
    /// Throws where a figure is out of range.
    init(
        _ facts: HistoryFacts,
        _ timelines: [AccountTimeline],
        sessions: Range<Int>
    ) throws(ArithmeticOverflow) {
        (base, self.sessions, securities) = (facts.base, sessions, facts.securities)
        prices = Array(repeating: nil, count: facts.securities.count * Self.bases)
        var sources = PriceGathering(facts, timelines).sources
        for slot in sources.indices {
            guard let source = sources[slot] else { continue }
            prices[slot] = try PriceTrack(source, sessions: sessions)
            sources[slot] = nil
        }
        for currency in Self.currencies(timelines, prices) {
            rates[currency] = try RateTrack(currency, base: base, rates: facts.rates, sessions: sessions)
        }
    }

    private static func currencies(_ timelines: [AccountTimeline], _ prices: [PriceTrack?]) -> Set<Currency> {
        var currencies = Set(prices.compactMap { $0?.currency })
        for timeline in timelines {
            for purse in timeline.purses { currencies.insert(purse.currency) }
            for position in timeline.positions {
                currencies.insert(position.costCurrency)
                for effect in position.effects {
                    if case .amount(_, let currency) = effect.measure { currencies.insert(currency) }
                }
            }
        }
        return currencies
    }

    /// Price bases a security may have.
    static let bases = 2

    /// Index of a track.
    static func slot(_ security: Int, _ basis: FixedIncome.PriceBasis) -> Int {
        security * bases + (basis == .percentOfPar ? 1 : 0)
    }

    /// The prices of a position.
    func track(of position: PositionTimeline) -> PriceTrack? { prices[Self.slot(position.security, position.basis)] }

    /// How the position's units and prices make a value.
    func factor(of position: PositionTimeline) -> UnitFactor {
        UnitFactor(securities[position.security], basis: position.basis)
    }

    /// What an effect comes to on its session, in millionths of the base currency; 0 where no price or rate is known.
    ///
    /// Throws where it is out of range.
    func millionths(of effect: Effect, in position: PositionTimeline?) throws(ArithmeticOverflow) -> Int128 {
        switch effect.measure {
        case .amount(let amount, let currency): return try rate(currency).millionths(amount, effect.session)
        case .units(let units):
            guard let position, let track = track(of: position), track.grade(effect.session) != .unknown else {
                return 0
            }
            let worth = try factor(of: position).value(units, at: track.price(effect.session))
            return try rate(track.currency).millionths(worth, effect.session)
        }
    }

    /// The rates of a currency.
    ///
    /// Every currency of the timelines has them.
    func rate(_ currency: Currency) -> RateTrack {
        guard let rate = rates[currency] else { preconditionFailure("A currency of the history has no rates") }
        return rate
    }

    /// Whether values of a security are cash.
    func isCash(_ security: Int) -> Bool { securities[security].countsAsCash }
}

/// Gathers what each price is chosen from: closes, providers' own prices, trades, splits.
struct PriceGathering {
    /// By ``HistoryTracks/slot(_:_:)``; `nil` for what no timeline knows.
    private(set) var sources: [PriceSources?]

    private let facts: HistoryFacts

    init(_ facts: HistoryFacts, _ timelines: [AccountTimeline]) {
        self.facts = facts
        sources = Array(repeating: nil, count: facts.securities.count * HistoryTracks.bases)
        let series = Self.series(facts)
        let splits = facts.splitsBySecurity
        for timeline in timelines {
            for position in timeline.positions {
                let slot = HistoryTracks.slot(position.security, position.basis)
                guard sources[slot] == nil else { continue }
                sources[slot] = source(position, series[slot], splits[position.security])
            }
        }
        for (account, timeline) in zip(facts.accounts, timelines) {
            addPrices(of: account)
            addTrades(of: account, timeline)
        }
        for slot in sources.indices where sources[slot]?.trades.isEmpty == false {
            sources[slot]?.trades.sort { $0.day < $1.day }
        }
    }

    private static func series(_ facts: HistoryFacts) -> [PriceSeries?] {
        var bySlot = [PriceSeries?](repeating: nil, count: facts.securities.count * HistoryTracks.bases)
        for series in facts.prices { bySlot[HistoryTracks.slot(series.security, series.basis)] = series }
        return bySlot
    }

    private func source(_ position: PositionTimeline, _ series: PriceSeries?, _ splits: [Split]) -> PriceSources {
        let security = facts.securities[position.security]
        return PriceSources(
            currency: series?.currency ?? security.currency,
            decimals: series?.decimals ?? Self.decimalsWithoutSeries,
            series: series,
            splits: splits,
            isMoney: security.type.assetClass == .cash
        )
    }

    /// Of prices of trades alone; finer ones are rounded.
    private static let decimalsWithoutSeries = 8

    /// The providers' own prices stand in for closes of their date.
    private mutating func addPrices(of account: AccountFacts) {
        for holding in account.holdings {
            guard let own = holding.price else { continue }
            let slot = HistoryTracks.slot(holding.security, holding.priceBasis)
            guard let source = sources[slot], source.currency == holding.currency || source.series == nil else {
                continue
            }
            let known = source.series ?? PriceSeries(security: holding.security, in: holding, decimals: source.decimals)
            sources[slot]?.series = known.filled(with: own, from: account.account.provider)
            sources[slot]?.currency = known.currency
        }
    }

    private mutating func addTrades(of account: AccountFacts, _ timeline: AccountTimeline) {
        var bases: [Int: FixedIncome.PriceBasis] = [:]
        for position in timeline.positions { bases[position.security] = position.basis }
        for record in account.transactions where record.day <= account.asOf {
            guard let security = record.security, let basis = bases[security], record.type.hasMarketPrice else {
                continue
            }
            let slot = HistoryTracks.slot(security, basis)
            guard let decimals = sources[slot]?.decimals, record.currency == sources[slot]?.currency else { continue }
            let factor = UnitFactor(facts.securities[security], basis: basis)
            // A price that does not fit is no price; the others still are.
            guard let price = try? record.unitPrice(factor), price > .zero,
                let mantissa = try? price.mantissa(decimals: decimals)
            else { continue }
            sources[slot]?.trades.append(PriceSources.Trade(day: record.day.number, mantissa: mantissa))
        }
    }
}

extension HistoryFacts {
    /// Splits by security, each by date.
    var splitsBySecurity: [[Split]] {
        var bySecurity = [[Split]](repeating: [], count: securities.count)
        for split in splits { bySecurity[split.security].append(split) }
        for index in bySecurity.indices where bySecurity[index].count > 1 {
            bySecurity[index].sort { $0.day < $1.day }
        }
        return bySecurity
    }
}

extension TransactionType {
    /// Whether its price is the market's.
    fileprivate var hasMarketPrice: Bool {
        switch self {
        case .buy, .sell, .short, .cover, .reinvestment: true
        case .dividend, .interest, .fee, .tax, .deposit, .withdrawal, .transferIn, .transferOut, .split, .spinOff,
            .merger, .exercise, .assignment, .expiration, .returnOfCapital, .adjustment:
            false
        }
    }
}

extension HistoryTransaction {
    /// The price of a unit: as stated, else what it came to without fees; `nil` where nothing says.
    fileprivate func unitPrice(_ factor: UnitFactor) throws(ArithmeticOverflow) -> Price? {
        if let price, !price.isZero { return price }
        return try factor.price(of: (try cashDelta + fees).magnitude, over: quantityDelta.magnitude)
    }
}

extension PriceSeries {
    /// An empty series for a holding's own prices.
    fileprivate init(security: Int, in holding: HeldNow, decimals: Int) {
        self.init(
            security: security,
            currency: holding.currency,
            basis: holding.priceBasis,
            decimals: decimals,
            days: [],
            mantissas: [],
            sources: ["none"]
        )
    }
}
