package import FolioEngine
package import FolioModel
package import FolioStore

/// What a history wants to know of prices.
package struct PriceQuestion: Sendable {
    /// The order in which answers number them.
    package var securities: [Security]
    /// The currency of the figures.
    package var base: Currency
    /// Currencies whose rates are wanted.
    package var currencies: Set<Currency>
    /// The dates wanted, both included.
    package var from: Day
    package var through: Day
}

/// Closes, splits and rates, as the engine takes them.
package struct PriceAnswer: Sendable {
    package var prices: [PriceSeries] = []
    package var splits: [Split] = []
    package var rates: [RateSeries] = []

    /// Nothing is known.
    package init() {}
}

/// Where history has its prices from.
package protocol HistoryPrices: Sendable {
    /// Changes whenever an answer might.
    var stamp: Int { get }

    /// What is known, without asking anybody; at most one series a security and basis.
    func answer(_ question: PriceQuestion) throws -> PriceAnswer

    /// Has what is missing asked for, as far as it can be had; what can't is not an error.
    func ensure(_ question: PriceQuestion, cause: String) async
}

/// No prices but those that providers state themselves.
package struct StatedPrices: HistoryPrices {
    package init() {}

    package var stamp: Int { 0 }

    package func answer(_ question: PriceQuestion) -> PriceAnswer { PriceAnswer() }

    package func ensure(_ question: PriceQuestion, cause: String) {}
}

extension PriceAnswer {
    /// Adds the newest prices that the user's own providers state, for dates of which there is no close.
    mutating func fill(with quotes: [String: Quote], of securities: [Security]) {
        var places: [SeriesKey: Int] = [:]
        for (index, series) in prices.enumerated() {
            places[SeriesKey(security: series.security, basis: series.basis)] = index
        }
        for (place, security) in securities.enumerated() {
            guard let quote = quotes[security.id] else { continue }
            let day = quote.asOf.priceDay
            var closes = [DatedPrice(day: day, price: quote.price)]
            if let previous = quote.previousClose {
                closes.append(DatedPrice(day: ExchangeCalendar.previousSession(before: day), price: previous))
            }
            let key = SeriesKey(security: place, basis: quote.priceBasis)
            if let index = places[key] {
                guard prices[index].currency == quote.currency else { continue }
                for close in closes { prices[index] = prices[index].filled(with: close, from: quote.source) }
            } else {
                var series = PriceSeries(
                    security: place,
                    currency: quote.currency,
                    basis: quote.priceBasis,
                    decimals: Self.quoteDecimals,
                    days: [],
                    mantissas: [],
                    sources: [quote.source]
                )
                for close in closes { series = series.filled(with: close, from: quote.source) }
                prices.append(series)
            }
        }
    }

    /// Adds the newest rates known, for pairs of which there is no series.
    mutating func fill(with known: [FXRate]) {
        for rate in known where !rates.contains(where: { Set([$0.base, $0.quote]) == Set([rate.base, rate.quote]) }) {
            rates.append(
                RateSeries(base: rate.base, quote: rate.quote, rates: [(rate.asOf.priceDay, rate.rate)])
            )
        }
    }

    private struct SeriesKey: Hashable {
        var security: Int
        var basis: FixedIncome.PriceBasis
    }

    /// Of prices that stand alone; finer ones are rounded.
    private static let quoteDecimals = 8
}

/// Prices of the price sources, as the store keeps them.
package struct StorePrices: HistoryPrices {
    /// Has sources asked for what is missing; the text says what for.
    package typealias Asking = @Sendable (PriceQuestion, String) async -> Void

    private let store: Store
    private let asking: Asking

    /// Takes where prices are kept, and who has them asked for.
    package init(store: Store, asking: @escaping Asking = { _, _ in }) { (self.store, self.asking) = (store, asking) }

    /// Prices are facts of the store, whose changes are counted there.
    package var stamp: Int { 0 }

    /// Days before the first one wanted: a price may be carried over so many.
    private static let daysBefore = 21

    package func answer(_ question: PriceQuestion) throws -> PriceAnswer {
        var answer = PriceAnswer()
        let ids = question.securities.map(\.id)
        var places: [String: Int] = [:]
        for (place, id) in ids.enumerated() { places[id] = place }
        let from = question.from.adding(days: -Self.daysBefore)
        for stored in try store.priceSeries(for: ids, from: from, through: question.through) {
            guard let place = places[stored.security], !stored.days.isEmpty else { continue }
            answer.prices.append(
                PriceSeries(
                    security: place,
                    currency: stored.currency,
                    basis: .unit,
                    decimals: stored.decimals,
                    days: stored.days,
                    mantissas: stored.mantissas,
                    sources: stored.sources,
                    sourceOfDay: stored.sourceOfDay
                )
            )
        }
        answer.splits = try store.splits(of: ids).compactMap { split in
            places[split.security].flatMap { place in
                Split(security: place, day: split.day, numerator: split.numerator, denominator: split.denominator)
            }
        }
        answer.rates = try store.rateSeries(base: question.base, from: from, through: question.through).map { stored in
            RateSeries(
                base: stored.base,
                quote: stored.quote,
                rates: zip(stored.days, stored.rates).map { (day: Day(number: $0), rate: $1) }
            )
        }
        return answer
    }

    package func ensure(_ question: PriceQuestion, cause: String) async { await asking(question, cause) }
}
