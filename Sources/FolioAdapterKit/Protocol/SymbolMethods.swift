public import FolioModel

/// Finds securities by a few words or a symbol (capability `symbols.search`).
public enum SymbolsSearch: AdapterMethod {
    public static let name = "symbols.search"
    public static let idleLimit = Duration.seconds(10)
    public static let hardLimit = Duration.seconds(10)

    /// Matches that one answer may have.
    public static let matchLimit = 50

    public struct Params: WireObject, Hashable {
        public var query = ""
        /// At most ``SymbolsSearch/matchLimit``.
        public var limit = 20
        /// Only these kinds; `nil` for all.
        public var types: [SecurityType]?
        /// ISO 3166 code; `nil` for all.
        public var country: String?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("query", \.query), WireField("limit", \.limit, "At most 50.", optional: true),
            WireField("types", \.types), WireField("country", \.country),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// Best first; empty where nothing is like it.
        public var matches: [SymbolMatch] = []
        public var usage: PriceUsage?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("matches", \.matches, "Best first."), WireField("usage", \.usage),
        ]
    }
}

/// A symbol of a price source and what the source says it stands for.
public struct SymbolMatch: WireObject, Hashable {
    /// As the source writes it, to be given back in price requests.
    public var ticker = ""
    /// ISO 10383 code of the market.
    public var mic: String?
    public var name: String?
    public var type: SecurityType?
    /// The currency of its prices by the source's word, unofficial ones such as `GBX` included.
    public var currency: String?
    public var isin: String?
    public var cusip: String?
    public var figi: String?
    /// How like the query it is, 0 to 1.
    public var score: Ratio?
    public init() {}
    public static let fields: [WireField<Self>] = [
        WireField("ticker", \.ticker, "As the source writes it."), WireField("mic", \.mic), WireField("name", \.name),
        WireField("type", \.type), WireField("currency", \.currency, "By the source's word, such as GBX."),
        WireField("isin", \.isin), WireField("cusip", \.cusip), WireField("figi", \.figi),
        WireField("score", \.score, "How like the query it is, 0 to 1."),
    ]
}

/// Says which symbols of the source securities have (capability `symbols.resolve`).
public enum SymbolsResolve: AdapterMethod {
    public static let name = "symbols.resolve"
    public static let idleLimit = Duration.seconds(30)
    public static let hardLimit = Duration.seconds(60)

    /// Items that one request may have.
    public static let itemLimit = 100

    public struct Params: WireObject, Hashable {
        /// At most ``SymbolsResolve/itemLimit``.
        public var items: [Item] = []
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("items", \.items, "At most 100.")]
    }

    /// What is known of one security.
    public struct Item: WireObject, Hashable {
        /// The host's name for it within the request.
        public var reference = ""
        public var ticker: String?
        public var cusip: String?
        public var isin: String?
        public var figi: String?
        public var name: String?
        public var mic: String?
        public var currency: Currency?
        public var type: SecurityType?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("ref", \.reference), WireField("ticker", \.ticker), WireField("cusip", \.cusip),
            WireField("isin", \.isin), WireField("figi", \.figi), WireField("name", \.name), WireField("mic", \.mic),
            WireField("currency", \.currency), WireField("type", \.type),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// One for each item, in any order.
        public var results: [Resolution] = []
        public var usage: PriceUsage?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("results", \.results, "One for each item, matched by ref."), WireField("usage", \.usage),
        ]
    }

    /// How the search for one item ended.
    public enum Status: String, WireEnum {
        case resolved, ambiguous
        case notFound = "not_found"
        case unsupported
    }

    /// By what a symbol was found.
    public enum Method: String, WireEnum {
        case ticker, cusip, isin, figi, name
    }

    /// What the source found for one item.
    public struct Resolution: WireObject, Hashable {
        /// ``Item/reference``.
        public var reference = ""
        public var status = Status.notFound
        /// The one symbol, where ``status`` is `resolved`.
        public var match: SymbolMatch?
        /// Others that may be meant, best first.
        public var candidates: [SymbolMatch] = []
        /// `nil` where nothing was found.
        public var method: Method?
        /// 0 to 1; the host decides from which one on it believes it.
        public var confidence: Ratio?
        public var error: ItemError?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("ref", \.reference), WireField("status", \.status), WireField("match", \.match),
            WireField("candidates", \.candidates, "Best first.", optional: true), WireField("method", \.method),
            WireField("confidence", \.confidence, "0 to 1."), WireField("error", \.error),
        ]
    }
}

extension SymbolsResolve.Result: SelfChecking {
    var fault: String? {
        if results.count > SymbolsResolve.itemLimit { return "more than \(SymbolsResolve.itemLimit) results" }
        return results.contains { $0.status == .resolved && $0.match == nil } ? "a resolved item has no match" : nil
    }
}

extension SymbolsSearch.Result: SelfChecking {
    var fault: String? {
        matches.count > SymbolsSearch.matchLimit ? "more than \(SymbolsSearch.matchLimit) matches" : nil
    }
}

/// Reads splits, dividends and other events of securities (capability `actions.read`).
public enum ActionsRead: AdapterMethod {
    public static let name = "actions.read"
    public static let idleLimit = Duration.seconds(60)
    public static let hardLimit = Duration.seconds(300)

    /// Items that one request may have.
    public static let itemLimit = 100

    public struct Params: WireObject, Hashable {
        /// At most ``ActionsRead/itemLimit``.
        public var items: [PriceItem] = []
        /// The first ex-date wanted.
        public var from = Day(number: 0)
        /// The last ex-date wanted.
        public var to = Day(number: 0)
        /// Only these; empty for all that the source knows.
        public var kinds: [Kind] = []
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("items", \.items, "At most 100."), WireField("from", \.from), WireField("to", \.to),
            WireField("kinds", \.kinds, optional: true),
        ]
    }

    /// What happened.
    public enum Kind: String, WireEnum {
        case split, dividend
        case spinOff = "spinoff"
        case merger
        case symbolChange = "symbol_change"
        case delisting
    }

    public struct Result: WireObject, Hashable {
        /// In any order.
        public var actions: [Action] = []
        /// Items that have no answer, and why; an item without actions and without an error had none.
        public var errors: [ItemFault] = []
        /// The date up to which all is known; `nil` where the source does not say.
        public var completeTo: Day?
        public var usage: PriceUsage?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("actions", \.actions), WireField("errors", \.errors, optional: true),
            WireField("complete_to", \.completeTo), WireField("usage", \.usage),
        ]
    }

    /// One event.
    public struct Action: WireObject, Hashable {
        /// ``PriceItem/reference``.
        public var reference = ""
        public var kind = Kind.split
        /// The first date on which the price is without it.
        public var exDate = Day(number: 0)
        public var payDate: Day?
        /// New units for old ones, of a split, spin-off or merger.
        public var ratio: UnitRatio?
        /// Per unit, of a dividend, as paid then.
        public var cashAmount: Price?
        public var currency: Currency?
        /// After a symbol change or merger.
        public var newTicker: String?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("ref", \.reference), WireField("kind", \.kind), WireField("ex_date", \.exDate),
            WireField("pay_date", \.payDate), WireField("ratio", \.ratio),
            WireField("cash_amount", \.cashAmount, "Per unit, as paid then."), WireField("currency", \.currency),
            WireField("new_ticker", \.newTicker),
        ]
    }
}

/// So many new units for so many old ones: integers, never a float.
public struct UnitRatio: WireObject, Hashable {
    /// New units, positive.
    public var numerator = 1
    /// Old units, positive.
    public var denominator = 1
    public init() {}

    /// Makes a ratio.
    public init(_ numerator: Int, for denominator: Int) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    public static let fields: [WireField<Self>] = [
        WireField("num", \.numerator, "New units."), WireField("den", \.denominator, "Old units."),
    ]
}

/// An item of a batch without an answer.
public struct ItemFault: WireObject, Hashable {
    /// ``PriceItem/reference``.
    public var reference = ""
    public var error = ItemError()
    public init() {}

    /// Makes the fault of an item.
    public init(_ reference: String, _ error: ItemError) { (self.reference, self.error) = (reference, error) }

    public static let fields: [WireField<Self>] = [WireField("ref", \.reference), WireField("error", \.error)]
}

extension ActionsRead.Result: SelfChecking {
    var fault: String? {
        let isPositive = actions.allSatisfy { action in
            guard let ratio = action.ratio else { return true }
            return ratio.numerator > 0 && ratio.denominator > 0
        }
        return isPositive ? nil : "a ratio is not of two positive integers"
    }
}

/// Says when a market is open (capability `calendar.read`).
public enum CalendarRead: AdapterMethod {
    public static let name = "calendar.read"
    public static let idleLimit = Duration.seconds(10)
    public static let hardLimit = Duration.seconds(30)

    public struct Params: WireObject, Hashable {
        /// ISO 10383 code of the market.
        public var mic = ""
        public var from = Day(number: 0)
        public var to = Day(number: 0)
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("mic", \.mic), WireField("from", \.from), WireField("to", \.to),
        ]
    }

    public struct Result: WireObject, Hashable {
        /// Oldest first.
        public var sessions: [Session] = []
        public init() {}
        public static let fields: [WireField<Self>] = [WireField("sessions", \.sessions, "Oldest first.")]
    }

    /// One day of trading.
    public struct Session: WireObject, Hashable {
        public var date = Day(number: 0)
        public var open: Timestamp?
        public var close: Timestamp?
        public init() {}
        public static let fields: [WireField<Self>] = [
            WireField("date", \.date), WireField("open", \.open), WireField("close", \.close),
        ]
    }
}
