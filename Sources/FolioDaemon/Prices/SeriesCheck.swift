import FolioAdapterKit
import FolioModel
import FolioStore

/// Looks through what a source answered before any of it is kept: an item with one impossible row is refused whole.
struct SeriesCheck {
    /// Above this, a price is taken for an error.
    static let highestPrice = Price(10_000_000_000)

    let sessions: PriceSessions
    /// What was asked for.
    let asked: ClosedRange<Day>
    /// The currency of the listing's closes so far.
    let currency: Currency?
    /// Whether prices are made on every day of the week, of which those of sessions are kept.
    let isCoin: Bool

    /// Why an item is refused.
    struct Refusal: Error, Hashable {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// The closes to be kept, as traded, ascending, in the official currency.
    func closes(
        _ series: PricesEndOfDay.Series
    ) throws(Refusal) -> (currency: Currency, closes: [DatedClose]) {
        guard let stated = series.currency else { throw Refusal("it has no currency") }
        let unit = CurrencyUnit(stated)
        if let currency, currency != unit.currency {
            throw Refusal("its closes are in \(unit.currency), those before are in \(currency)")
        }
        var closes: [DatedClose] = []
        closes.reserveCapacity(series.dates.count)
        var last: Day?
        for (day, price) in zip(series.dates, series.close) {
            guard asked.contains(day) else { throw Refusal("a close of \(day) is outside the dates asked for") }
            guard last.map({ $0 < day }) ?? true else { throw Refusal("the date \(day) is there twice") }
            last = day
            guard price > .zero, price <= Self.highestPrice else {
                throw Refusal("the close \(price) of \(day) is impossible")
            }
            guard isKept(day) else { continue }
            let isProvisional = sessions.isProvisional(day, completeTo: series.completeTo)
            let close = DatedClose(day: day, price: unit.official(price), isProvisional: isProvisional)
            guard close.canBeKept else { throw Refusal("the close \(price) of \(day) has too many digits") }
            closes.append(close)
        }
        return (unit.currency, closes)
    }

    /// Coins are kept for sessions, other things for every working day that is over, as other countries' markets have
    /// other holidays.
    private func isKept(_ day: Day) -> Bool {
        guard day <= sessions.lastFinished else { return false }
        return isCoin ? ExchangeCalendar.isSession(day) : day.weekday < 5
    }
}

/// An official currency, and how many of the unit in which prices are stated make one of it.
struct CurrencyUnit: Hashable {
    let currency: Currency
    let divisor: Int

    private static let parts: [String: (String, Int)] = [
        "GBX": ("GBP", 100), "GBPX": ("GBP", 100), "GBPENCE": ("GBP", 100), "ZAC": ("ZAR", 100), "ILA": ("ILS", 100),
    ]

    /// Takes a currency's code, or the code of a part of it such as `GBX`.
    init(_ stated: Currency) {
        if let (code, divisor) = Self.parts[stated.code], let currency = Currency(code) {
            (self.currency, self.divisor) = (currency, divisor)
        } else {
            (currency, divisor) = (stated, 1)
        }
    }

    /// Takes what a source writes: `GBp` is pence as well; `nil` for what is no currency.
    init?(_ text: String) {
        if text == "GBp" {
            self.init(Currency("GBX") ?? .gbp)
        } else if text == "ZAc" {
            guard let cents = Currency("ZAC") else { return nil }
            self.init(cents)
        } else {
            guard let currency = Currency(text.uppercased()) else { return nil }
            self.init(currency)
        }
    }

    /// The price in the official currency: exact for prices of up to ten decimals, half to even beyond.
    func official(_ price: Price) -> Price {
        divisor == 1 ? price : Price(raw: price.raw.dividedHalfEven(by: Int128(divisor)))
    }
}
