import FolioAdapterKit
import FolioModel

/// A row of `quote` or `batch-quote`.
struct FMPQuote {
    /// Stamps above it count milliseconds: seconds of that size are thousands of years away.
    private static let leastMilliseconds = 100_000_000_000
    /// How far a stamp may be ahead of our clock.
    private static let longestLeadSeconds: Int64 = 900

    private let row: VendorObject
    private let symbol: FMPSymbol
    private let now: Timestamp

    init(_ row: VendorObject, _ symbol: FMPSymbol, now: Timestamp) {
        (self.row, self.symbol, self.now) = (row, symbol, now)
    }

    /// Seconds or milliseconds since 1970; `nil` where there is no whole number.
    static func stamp(_ row: VendorObject) -> Int? { row.value("timestamp")?.int }

    /// The quote, in that unit.
    func quote(_ reference: String, _ unit: FMPUnit) throws(ItemError) -> PricesLatest.Quote {
        // Nothing, zero and less are what FMP says of what no longer trades.
        guard let price = unit.price(try figure("price")) else { throw .unknown(symbol, "price") }
        var quote = PricesLatest.Quote()
        (quote.reference, quote.price, quote.currency) = (reference, price, unit.currency)
        let asOf = try time()
        quote.asOf = asOf
        quote.previousClose = unit.price(optionalFigure("previousClose"))
        quote.open = unit.price(optionalFigure("open"))
        let (high, low) = (unit.price(optionalFigure("dayHigh")), unit.price(optionalFigure("dayLow")))
        if let high, let low, high >= low { (quote.high, quote.low) = (high, low) }
        let volume: Quantity? = optionalFigure("volume")
        quote.volume = volume.flatMap { $0.isNegative ? nil : $0 }
        quote.session = session(asOf)
        return quote
    }

    private func time() throws(ItemError) -> Timestamp {
        guard let stamp = Self.stamp(row), stamp > 0, stamp < Self.leastMilliseconds * 100 else {
            throw .garbled(symbol, "the quote has no time.")
        }
        let asOf =
            stamp >= Self.leastMilliseconds
            ? Timestamp(milliseconds: Int64(stamp)) : Timestamp(seconds: Int64(stamp))
        guard asOf <= now.adding(seconds: Self.longestLeadSeconds) else {
            throw .garbled(symbol, "the quote is of \(asOf), which is not yet.")
        }
        return asOf
    }

    /// Quotes are of regular trading; whether it goes on is known for New York and for coins.
    private func session(_ asOf: Timestamp) -> MarketSession? {
        switch symbol.form {
        case .coin: return .regular
        case .exchangeRate, .foreign, .index: return nil
        case .american:
            guard let today = ExchangeCalendar.session(on: now.newYorkDay), today.open <= now, now < today.close,
                asOf >= today.open
            else { return .closed }
            return .regular
        }
    }

    private func figure(_ name: String) throws(ItemError) -> Price? {
        do throws(AdapterError) {
            return try row.optionalFigure(name)
        } catch {
            throw .garbled(symbol, error.message)
        }
    }

    /// Beside the price a figure that cannot be read is one that is not there.
    private func optionalFigure<Figure: FixedPoint>(_ name: String) -> Figure? {
        try? row.optionalFigure(name, as: Figure.self)
    }
}
