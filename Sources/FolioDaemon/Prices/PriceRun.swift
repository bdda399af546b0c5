import FolioAdapterKit
import FolioModel
import FolioStore

/// Something that has prices.
struct PriceSubject: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case security(Security)
        /// Units of `quote` for one `base`.
        case pair(base: Currency, quote: Currency)
        /// A source's own symbol, of what may be no security of the store.
        case symbol(String)
    }

    /// What the caller calls it.
    let id: String
    let kind: Kind

    static func == (left: Self, right: Self) -> Bool { left.id == right.id }

    func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Whether its prices are made on every day of the week.
    var isCoin: Bool {
        guard case .security(let security) = kind else { return false }
        return security.type == .cryptocurrency
    }

    /// Whether it can be split.
    var hasSplits: Bool {
        switch kind {
        case .security(let security): security.type.identityClass == .listed
        case .pair: false
        case .symbol: true
        }
    }
}

/// One listing that is asked for, and for whom.
struct PriceWant: Sendable {
    var listing: PriceListing
    var range: ClosedRange<Day>
    /// With the sessions that each misses.
    var subjects: [(subject: PriceSubject, wanted: [Day])] = []

    init(listing: PriceListing, range: ClosedRange<Day>) { (self.listing, self.range) = (listing, range) }

    mutating func add(_ subject: PriceSubject, _ wanted: [Day], _ range: ClosedRange<Day>) {
        subjects.append((subject, wanted))
        self.range = min(self.range.lowerBound, range.lowerBound)...max(self.range.upperBound, range.upperBound)
    }

    /// The currency that an exchange rate is stated in.
    var pairCurrency: Currency? {
        for (subject, _) in subjects { if case .pair(_, let quote) = subject.kind { return quote } }
        return nil
    }

    var isCoin: Bool { subjects.contains { $0.subject.isCoin } }
    var hasSplits: Bool { subjects.contains { $0.subject.hasSplits } }
}

/// One walk down the chain of sources.
struct PriceRun {
    let cause: String
    let sessions: PriceSessions
    let from: Day
    let through: Day
    /// Sessions without a final close, by subject.
    var missing: [PriceSubject: [Day]] = [:]
    /// How many sessions have no close at all, by subject.
    var lacking: [PriceSubject: Int] = [:]
    /// Subjects that a source has a symbol for.
    var mapped: Set<PriceSubject> = []
    /// Why a source has no symbol.
    var unmapped: [PriceSubject: String] = [:]
    /// What could not be asked.
    var failures: [PriceSubject: (detail: String, retryAfterSeconds: Int?)] = [:]

    init(cause: String, sessions: PriceSessions, from: Day, through: Day) {
        (self.cause, self.sessions, self.from, self.through) = (cause, sessions, from, through)
    }

    mutating func down(_ subjects: some Sequence<PriceSubject>, _ error: AdapterError) {
        for subject in subjects { failures[subject] = (error.message, error.retryAfterSeconds) }
    }

    func outcome(of subject: PriceSubject, hasSources: Bool) -> PriceOutcome {
        var outcome = PriceOutcome()
        outcome.missing = lacking[subject] ?? 0
        guard outcome.missing > 0 else { return outcome }
        if let failure = failures[subject] {
            outcome.state = .sourceDown
            (outcome.detail, outcome.retryAfterSeconds) = (failure.detail, failure.retryAfterSeconds)
        } else if mapped.contains(subject) {
            outcome.state = .gap
        } else if !hasSources {
            (outcome.state, outcome.detail) = (.gap, "No source is configured beside the store.")
        } else {
            (outcome.state, outcome.detail) = (.unmapped, unmapped[subject])
        }
        return outcome
    }
}

/// Counts what sources are asked, until it is written down.
struct PriceLedger {
    /// Written down once so many symbols are counted, and whenever somebody asks.
    static let flushAfter = 1000

    private var counts: [String: PriceUsageCount] = [:]
    private(set) var pending = 0

    /// A symbol that was wanted and needed no request.
    mutating func hit(_ source: String, _ subject: PriceSubject) {
        counts[source, default: PriceUsageCount()].cacheHits += 1
        counts[source, default: PriceUsageCount()].callsSaved += 1
        pending += 1
    }

    /// A symbol that has to be asked for.
    mutating func miss(_ source: String) {
        counts[source, default: PriceUsageCount()].cacheMisses += 1
        pending += 1
    }

    /// A symbol that had to be asked for, and was answered by somebody else's request meanwhile.
    mutating func joined(_ source: String) {
        counts[source, default: PriceUsageCount()].cacheMisses -= 1
        counts[source, default: PriceUsageCount()].cacheHits += 1
        counts[source, default: PriceUsageCount()].callsSaved += 1
        pending += 1
    }

    /// A call to a source, as the source counted it; one request where it says nothing.
    mutating func call(_ source: String, _ usage: PriceUsage?, symbols: Int) {
        var count = PriceUsageCount()
        count.calls = max(0, usage?.calls ?? 1)
        count.symbols = symbols
        count.callsSaved = max(0, symbols - count.calls)
        counts[source, default: PriceUsageCount()].add(count)
        pending += 1
    }

    /// What was counted since the last time.
    mutating func take(on day: Day) -> [PriceUsageRow] {
        defer { (counts, pending) = ([:], 0) }
        return counts.sorted { $0.key < $1.key }.map { source, count in
            var row = PriceUsageRow(day: day, source: source)
            row.count = count
            return row
        }
    }
}
