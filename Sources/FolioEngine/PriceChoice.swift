import FolioModel

/// Which price a holding is valued at.
struct PriceChoice {
    /// Whether the price is the security's quote, not the provider's own.
    var isQuoted = false
    var price: Price?
    var previousClose: Price?
    /// Of price and value.
    var currency: Currency
    var asOf: Timestamp

    /// The newest price known, unless the provider's own is newer or the only one, or its own value counts.
    init(_ holding: Holding, _ security: PricedSecurity) {
        let hasProvider = holding.value != nil || holding.price != nil
        let quote = security.ownValueCounts && holding.value != nil ? nil : security.quote
        if let quote, !hasProvider || holding.priceAsOf.map({ quote.asOf >= $0 }) ?? true {
            (isQuoted, price, currency, asOf) = (true, quote.price, quote.currency, quote.asOf)
            previousClose = quote.previousClose ?? Self.providerClose(holding, for: quote)
        } else {
            (price, currency, asOf) = (holding.price, holding.currency, holding.priceAsOf ?? holding.asOf)
            previousClose = holding.previousClose
        }
    }

    /// The holding's value in ``currency``: the provider's own where the provider's price was chosen; `nil` where
    /// there is neither price nor value.
    ///
    /// Throws where it is out of range.
    func value(of holding: Holding, _ factor: UnitFactor) throws(ArithmeticOverflow) -> Amount? {
        if !isQuoted, let value = holding.value { return value }
        guard let price else { return nil }
        return try factor.value(holding.quantity, at: price)
    }

    /// The provider's previous close serves a quote of the same session and currency that has none.
    private static func providerClose(_ holding: Holding, for quote: Quote) -> Price? {
        guard holding.currency == quote.currency, let asOf = holding.priceAsOf,
            PriceAge.day(of: asOf) == PriceAge.day(of: quote.asOf)
        else { return nil }
        return holding.previousClose
    }
}

/// How old a price is, in sessions of the exchange.
struct PriceAge {
    private let lastFinished: Day
    /// The newest session that still counts as little older.
    private let carriedSince: Day

    /// Sessions over which a carried price loses little.
    private static let shortCarry = 5

    init(now: Timestamp) {
        lastFinished = ExchangeCalendar.lastFinishedSession(at: now)
        var day = lastFinished
        for _ in 0..<Self.shortCarry { day = ExchangeCalendar.previousSession(before: day) }
        carriedSince = day
    }

    /// The date a price belongs to: midnight UTC stands for a date alone, any other instant for New York's date.
    static func day(of time: Timestamp) -> Day {
        Timestamp(time.utcDay) == time ? time.utcDay : time.newYorkDay
    }

    /// 100 for a price of the last finished session or newer, 95 up to five sessions older, 80 before that.
    func quality(of time: Timestamp) -> UInt8 {
        let day = Self.day(of: time)
        if day >= lastFinished { return 100 }
        return day >= carriedSince ? 95 : 80
    }

    /// Whether the price is newer than the last finished session: a session is on.
    func isLive(_ time: Timestamp) -> Bool {
        let day = Self.day(of: time)
        return day > lastFinished && ExchangeCalendar.isSession(day)
    }
}
