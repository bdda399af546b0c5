package import FolioModel

/// Which price a holding is valued at.
struct PriceChoice {
    /// Whether the price is the security's quote, not the provider's own.
    var isQuoted = false
    /// Whether it is the provider's own and nobody knows from when.
    var isUndated = false
    var price: Price?
    var previousClose: Price?
    /// Of price and value.
    var currency: Currency
    var asOf: Timestamp

    /// The provider's own value or price, unless a quote of the same basis is newer, or nothing else is known.
    init(_ holding: Holding, _ security: PricedSecurity) {
        let hasQuote = security.quote?.priceBasis == holding.priceBasis
        if hasQuote, let quote = security.quote, Self.isChosen(quote, over: holding, security) {
            (isQuoted, price, currency, asOf) = (true, quote.price, quote.currency, quote.asOf)
            previousClose = quote.previousClose ?? Self.providerClose(holding, for: quote)
        } else {
            (price, currency, asOf) = (holding.price, holding.currency, holding.priceAsOf ?? holding.asOf)
            isUndated = holding.price != nil && holding.priceAsOf == nil
            previousClose = holding.previousClose
            if previousClose == nil, hasQuote, let quote = security.quote {
                previousClose = Self.quotedClose(quote, for: holding)
            }
        }
    }

    /// Whether the quote is strictly newer than what the provider says itself; a lone price without a time never is.
    private static func isChosen(_ quote: Quote, over holding: Holding, _ security: PricedSecurity) -> Bool {
        if holding.value != nil {
            if security.ownValueCounts { return false }
        } else if holding.price == nil || holding.priceAsOf == nil {
            return true
        }
        let own = holding.priceAsOf ?? holding.asOf
        guard quote.asOf != own || own.isDateOnly else { return false }
        return security.quoteRank > holding.rank
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

    /// A quote's previous close serves a provider's price of the same session and currency that has none.
    private static func quotedClose(_ quote: Quote, for holding: Holding) -> Price? {
        guard holding.price != nil, let close = quote.previousClose, let asOf = holding.priceAsOf,
            holding.currency == quote.currency,
            asOf == quote.asOf || PriceAge.day(of: asOf) == PriceAge.day(of: quote.asOf)
        else { return nil }
        return close
    }

    /// The provider's previous close serves a quote of the same session and currency that has none.
    private static func providerClose(_ holding: Holding, for quote: Quote) -> Price? {
        guard let close = holding.previousClose, holding.currency == quote.currency, let asOf = holding.priceAsOf,
            asOf == quote.asOf || PriceAge.day(of: asOf) == PriceAge.day(of: quote.asOf)
        else { return nil }
        return close
    }
}

/// How old a price is, in sessions of the exchange.
struct PriceAge {
    let lastFinished: Day
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
        return day >= carriedSince ? 95 : Self.oldQuality
    }

    /// Of a price that is old, or of which nobody knows how old it is.
    static let oldQuality: UInt8 = 80

    /// Sessions that may be finished after something was fetched, until that is stale.
    private static let sessionsBehind = 1

    /// Whether more than ``sessionsBehind`` sessions are finished since.
    func isStale(_ time: Timestamp) -> Bool {
        var oldest = lastFinished
        for _ in 0..<Self.sessionsBehind { oldest = ExchangeCalendar.previousSession(before: oldest) }
        return Self.day(of: time) < oldest
    }

    /// Whether it is of a date before the last finished session's.
    func isBehind(_ time: Timestamp) -> Bool { Self.day(of: time) < lastFinished }

    /// Whether the price is newer than the last finished session: a session is on.
    func isLive(_ time: Timestamp) -> Bool {
        let day = Self.day(of: time)
        return day > lastFinished && ExchangeCalendar.isSession(day)
    }
}

extension Timestamp {
    /// The date a price of this time belongs to: midnight UTC stands for a date alone, any other instant for New York's
    /// date.
    package var priceDay: Day { PriceAge.day(of: self) }
}
