public import FolioModel

/// Reads the newest prices of up to ``itemLimit`` securities in one call (capability `prices.latest`).
///
/// The call succeeds although items fail: each item of the answer carries a quote or an error.
public enum PricesLatest: AdapterMethod {
    public static let name = "prices.latest"
    public static let idleLimit = Duration.seconds(15)
    public static let hardLimit = Duration.seconds(30)

    /// Items that one request may have.
    public static let itemLimit = 500

    public struct Params: WireObject, Hashable {
        /// At most ``PricesLatest/itemLimit``.
        public var items: [PriceItem] = []
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("items", \.items, "At most 500.")]
    }

    public struct Result: WireObject, Hashable {
        /// One for each item, in any order, matched by ``Quote/reference``.
        public var quotes: [Quote] = []
        public var usage: PriceUsage?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("quotes", \.quotes, "One for each item, matched by ref."), WireField("usage", \.usage),
        ]
    }

    /// The newest price of one security, or why there is none.
    public struct Quote: WireObject, Hashable {
        /// ``PriceItem/reference``.
        public var reference = ""
        /// Per unit; `nil` only beside ``error``.
        public var price: Price?
        public var currency: Currency?
        /// When that price was made, not when it was asked for.
        public var asOf: Timestamp?
        /// The close of the session before the one ``price`` is of, as traded.
        public var previousClose: Price?
        public var open: Price?
        public var high: Price?
        public var low: Price?
        /// Units traded in the session.
        public var volume: Quantity?
        public var session: MarketSession?
        /// How far the source is behind the market, by its own word.
        public var delayedBySeconds: Int?
        public var error: ItemError?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("ref", \.reference), WireField("price", \.price, "Per unit."),
            WireField("currency", \.currency),
            WireField("as_of", \.asOf, "When the price was made."),
            WireField("previous_close", \.previousClose, "The close of the session before, as traded."),
            WireField("open", \.open), WireField("high", \.high), WireField("low", \.low),
            WireField("volume", \.volume, "Units traded in the session."), WireField("session", \.session),
            WireField("delayed_by_s", \.delayedBySeconds),
            WireField("error", \.error, "Why there is no price."),
        ]
    }
}

/// Reads closes day by day (capability `prices.eod`).
public enum PricesEndOfDay: AdapterMethod {
    public static let name = "prices.eod"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(300)

    /// Items that one request may have.
    public static let itemLimit = 100

    public struct Params: WireObject, Hashable {
        /// At most ``PricesEndOfDay/itemLimit``.
        public var items: [PriceRangeItem] = []
        /// What the host wants: `none` as traded, which is what it keeps; a source that cannot answers with `splits`.
        public var adjusted = PriceAdjustment.none
        /// ``Result/next`` of the answer before, with everything else the same; `nil` for the first.
        public var next: String?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("items", \.items, "At most 100."),
            WireField("adjusted", \.adjusted, optional: true),
            WireField("next", \.next, "From the answer before, for the rest of the same request."),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// One for each item, in any order; an item may come in parts over several answers.
        public var series: [Series] = []
        /// Asks for the rest of the same request, where the line limit was near; `nil` at the end.
        public var next: String?
        public var usage: PriceUsage?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("series", \.series, "One for each item, matched by ref."),
            WireField("next", \.next, "Ask again with it for the rest; null at the end."),
            WireField("usage", \.usage),
        ]
    }

    /// Closes of one security, or why there are none.
    public struct Series: WireObject, Hashable {
        /// ``PriceItem/reference``.
        public var reference = ""
        /// `nil` only beside ``error``.
        public var currency: Currency?
        /// What the closes are, whatever was asked for.
        public var adjusted = PriceAdjustment.none
        /// Ascending, each once; empty where the source has nothing in the range, which is an answer and no error.
        public var dates: [Day] = []
        /// Per unit, one a date.
        public var close: [Price] = []
        /// One a date, where the source has them.
        public var open: [Price]?
        /// One a date, where the source has them.
        public var high: [Price]?
        /// One a date, where the source has them.
        public var low: [Price]?
        /// Units traded, one a date, where the source has them.
        public var volume: [Quantity]?
        /// The range in which a missing date means that there is no price; `nil` where the source does not know.
        public var completeFrom: Day?
        /// The end of that range; later dates are provisional or not there yet.
        public var completeTo: Day?
        public var error: ItemError?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("ref", \.reference), WireField("currency", \.currency),
            WireField("adjusted", \.adjusted, "What the closes are.", optional: true),
            WireField("dates", \.dates, "Ascending, each once.", optional: true),
            WireField("close", \.close, "One a date.", optional: true),
            WireField("open", \.open), WireField("high", \.high), WireField("low", \.low),
            WireField("volume", \.volume),
            WireField("complete_from", \.completeFrom, "From here on a missing date means no price."),
            WireField("complete_to", \.completeTo, "The end of that range."),
            WireField("error", \.error, "Why there are no closes."),
        ]
    }
}

/// One security whose price is wanted.
public struct PriceItem: WireObject, Hashable {
    /// The host's name for it within the request.
    public var reference = ""
    /// The symbol as the source writes it; `EURUSD` for an exchange rate, `BTCUSD` for a coin.
    public var ticker = ""
    /// ISO 10383 code of the market, where known.
    public var mic: String?
    /// The currency the host expects, where known.
    public var currency: Currency?
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("ref", \.reference), WireField("ticker", \.ticker), WireField("mic", \.mic),
        WireField("currency", \.currency),
    ]
}

/// One security whose closes are wanted.
public struct PriceRangeItem: WireObject, Hashable {
    /// The host's name for it within the request.
    public var reference = ""
    /// The symbol as the source writes it.
    public var ticker = ""
    /// ISO 10383 code of the market, where known.
    public var mic: String?
    /// The first date wanted.
    public var from = Day(number: 0)
    /// The last date wanted.
    public var to = Day(number: 0)
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("ref", \.reference), WireField("ticker", \.ticker), WireField("mic", \.mic),
        WireField("from", \.from), WireField("to", \.to),
    ]
}

/// Whether closes were changed for later splits.
public enum PriceAdjustment: String, WireEnum {
    /// As traded on the day.
    case none
    /// Divided by the splits since.
    case splits
}

/// The part of the trading day a price is of.
public enum MarketSession: String, WireEnum {
    case pre, regular, post, closed
}

/// What the source counted for the call.
public struct PriceUsage: WireObject, Hashable {
    /// Requests sent to the vendor.
    public var calls = 0
    /// Symbols asked for in them.
    public var symbols = 0
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("calls", \.calls, "Requests sent to the vendor."), WireField("symbols", \.symbols, optional: true),
    ]
}

/// Why one item of a batch has no data.
public struct ItemError: WireObject, Hashable, Error {
    public var kind = AdapterError.Kind.notFound
    /// One sentence without credentials.
    public var message = ""
    public var retryAfterSeconds: Int?
    public init() {}

    /// Makes an item's error.
    public init(_ kind: AdapterError.Kind, _ message: String) { (self.kind, self.message) = (kind, message) }

    public static let fields: [WireField<Self>] = [
        WireField("kind", \.kind), WireField("message", \.message, optional: true),
        WireField("retry_after_s", \.retryAfterSeconds),
    ]
}

extension PricesLatest.Quote {
    /// Makes the answer for an item without a price.
    public init(_ reference: String, _ error: ItemError) {
        self.init()
        (self.reference, self.error) = (reference, error)
    }

    var fault: String? {
        if error != nil { return nil }
        guard price != nil, currency != nil, asOf != nil else {
            return "the quote of \(reference.prefix(32)) has neither price, currency and time nor an error"
        }
        return nil
    }
}

extension PricesLatest.Result: SelfChecking {
    var fault: String? {
        if quotes.count > PricesLatest.itemLimit { return "more than \(PricesLatest.itemLimit) quotes" }
        return quotes.lazy.compactMap(\.fault).first
    }
}

extension PricesEndOfDay.Series {
    /// Makes the answer for an item without closes.
    public init(_ reference: String, _ error: ItemError) {
        self.init()
        (self.reference, self.error) = (reference, error)
    }

    var fault: String? {
        if error != nil { return nil }
        let reference = reference.prefix(32)
        guard currency != nil else { return "the series of \(reference) has no currency" }
        let columns = [close.count, open?.count, high?.count, low?.count, volume?.count].compactMap(\.self)
        guard columns.allSatisfy({ $0 == dates.count }) else {
            return "the columns of \(reference) are not as long as its \(dates.count) dates"
        }
        guard zip(dates, dates.dropFirst()).allSatisfy(<) else {
            return "the dates of \(reference) are not in order, each once"
        }
        return nil
    }
}

extension PricesEndOfDay.Result: SelfChecking {
    var fault: String? {
        if series.count > PricesEndOfDay.itemLimit { return "more than \(PricesEndOfDay.itemLimit) series" }
        return series.lazy.compactMap(\.fault).first ?? cursorFault(next)
    }
}
