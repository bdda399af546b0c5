package import FolioModel

/// Closes of one security as traded on their day, oldest first, in columns: what history is rebuilt from.
package struct StoredPrices: Sendable, Hashable {
    /// The store's id.
    package let security: String
    /// Of every close.
    package let currency: Currency
    /// A close is its mantissa × 10 to the power of minus this; ``minimumDecimals`` to 12.
    package let decimals: Int
    /// Dates in days since 1970-01-01, ascending, each once.
    package let days: [Int32]
    /// One a date, positive.
    package let mantissas: [Int64]
    /// The price sources that said so, by name.
    package let sources: [String]
    /// Index into ``sources``, one a date; empty where all are of the first.
    package let sourceOfDay: [UInt8]
    /// Dates among ``days`` whose closes may still change, ascending.
    package let provisionalDays: [Int32]

    /// A price that is carried over a split needs room behind the point.
    package static let minimumDecimals = 6

    /// The closes one by one, oldest first.
    package var closes: [(day: Day, price: Price)] {
        let step = PriceScale.power(Price.decimals - decimals)
        return zip(days, mantissas).map { (Day(number: $0), Price(raw: Int128($1) * step)) }
    }
}

/// A split as a price source states it: so many new units for so many old ones, before trading begins on its date.
package struct StoredSplit: Sendable, Hashable {
    /// The store's id.
    package var security: String
    package var day: Day
    /// New units, positive.
    package var numerator: Int64
    /// Old units, positive.
    package var denominator: Int64
    /// The price source's name.
    package var source: String
}

/// Rates of one pair of currencies by date, oldest first.
package struct StoredRates: Sendable, Hashable {
    /// The currency that is priced.
    package var base: Currency
    /// The currency of the price.
    package var quote: Currency
    /// Dates in days since 1970-01-01, ascending, each once.
    package var days: [Int32] = []
    /// Units of ``quote`` for one ``base``, positive, one a date.
    package var rates: [Ratio] = []
    /// The price source of the first of them.
    package var source: String
}

/// A symbol of a price source, under which closes are kept.
package struct PriceListing: Sendable, Hashable {
    /// The store's number.
    package let number: Int64
    /// The price source's name.
    package let source: String
    /// As the source writes it.
    package let symbol: String
    /// The currency of its closes; `nil` before the first.
    package var currency: Currency?
    /// When closes were last asked for.
    package var askedAt: Timestamp?
    /// The newest date that they were ever asked for.
    package var askedThrough: Day?
    /// The dates for which splits are known.
    package var splits: ClosedRange<Day>?
    /// When splits were last asked for.
    package var splitsAskedAt: Timestamp?
}

/// What the store has of one listing within some dates.
package struct ListingState: Sendable, Hashable {
    /// The listing.
    package var listing: PriceListing
    /// Dates with a close that does not change any more.
    package var finalDays: Set<Day> = []
    /// Dates with a close that may still change.
    package var provisionalDays: Set<Day> = []
    /// The newest close of all, whatever the dates asked about.
    package var newest: Day?
    /// Dates for which the source has given its last word.
    package var coverage = DayRanges()
}

/// Closes to be kept of one listing, and for which dates they are the source's last word.
package struct ClosesUpdate: Sendable, Hashable {
    /// ``PriceListing/number``.
    package var listing: Int64
    package var currency: Currency
    /// As traded; positive, ascending by date.
    package var closes: [DatedClose] = []
    /// Dates that need not be asked for again.
    package var covered: ClosedRange<Day>?
    /// The newest date that was asked for; `nil` before the end of the answer.
    package var askedThrough: Day?
    package var askedAt: Timestamp

    /// Makes an update without closes.
    package init(listing: Int64, currency: Currency, askedAt: Timestamp) {
        (self.listing, self.currency, self.askedAt) = (listing, currency, askedAt)
    }
}

/// A close with its date.
package struct DatedClose: Sendable, Hashable {
    package var day: Day
    package var price: Price
    /// Whether it may still change.
    package var isProvisional: Bool

    /// Makes a close.
    package init(day: Day, price: Price, isProvisional: Bool) {
        (self.day, self.price, self.isProvisional) = (day, price, isProvisional)
    }

    /// Whether the store can keep the price: it is positive and has no more digits than a row holds.
    package var canBeKept: Bool { PriceScale.mantissa(price) != nil }
}

/// A split of a listing.
package struct ListedSplit: Sendable, Hashable {
    /// The first date of trading in new units.
    package var day: Day
    /// New units, positive.
    package var numerator: Int64
    /// Old units, positive.
    package var denominator: Int64

    /// Makes a split.
    package init(day: Day, numerator: Int64, denominator: Int64) {
        (self.day, self.numerator, self.denominator) = (day, numerator, denominator)
    }
}

/// Splits of one listing, all of them within dates.
package struct SplitsUpdate: Sendable, Hashable {
    /// ``PriceListing/number``.
    package var listing: Int64
    /// Dates for which ``splits`` are all there are.
    package var known: ClosedRange<Day>
    /// One a date, in any order; also announced ones.
    package var splits: [ListedSplit]
    package var askedAt: Timestamp

    /// Makes an update.
    package init(listing: Int64, known: ClosedRange<Day>, splits: [ListedSplit], askedAt: Timestamp) {
        (self.listing, self.known, self.splits, self.askedAt) = (listing, known, splits, askedAt)
    }
}

/// The newest price of a listing.
package struct LatestPrice: Sendable, Hashable {
    /// ``PriceListing/number``.
    package var listing: Int64
    package var price: Price
    package var currency: Currency
    package var previousClose: Price?
    package var asOf: Timestamp
    package var fetchedAt: Timestamp

    /// Makes a price without the close before.
    package init(listing: Int64, price: Price, currency: Currency, asOf: Timestamp, fetchedAt: Timestamp) {
        (self.listing, self.price, self.currency) = (listing, price, currency)
        (self.asOf, self.fetchedAt) = (asOf, fetchedAt)
    }
}

/// What was counted of one price source.
package struct PriceUsageCount: Sendable, Hashable {
    /// Requests sent to the vendor.
    package var calls = 0
    /// Symbols asked for in them.
    package var symbols = 0
    /// Symbols that were wanted and needed no request: kept already, or on their way for somebody else.
    package var cacheHits = 0
    /// Symbols that were wanted and had to be asked for.
    package var cacheMisses = 0
    /// Requests that were not needed: one a hit, and those that a batch took the place of.
    package var callsSaved = 0

    /// Makes a count of nothing.
    package init() {}

    /// Adds another count.
    package mutating func add(_ other: PriceUsageCount) {
        calls += other.calls
        symbols += other.symbols
        cacheHits += other.cacheHits
        cacheMisses += other.cacheMisses
        callsSaved += other.callsSaved
    }
}

/// What was counted of one price source on one day.
package struct PriceUsageRow: Sendable, Hashable {
    /// In UTC.
    package var day: Day
    /// The price source's name.
    package var source: String
    package var count = PriceUsageCount()

    /// Makes a row of nothing.
    package init(day: Day, source: String) { (self.day, self.source) = (day, source) }
}
