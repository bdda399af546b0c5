package import FolioModel
package import FolioStore
import FolioAdapterKit
package import Logging

/// The one place that asks price sources: for everybody, each symbol and date once.
///
/// What is known stands in the store; what is missing is asked for in the order of `prices.sources`, in batches. Two
/// callers who miss the same wait for one request. See `docs/prices.md`.
package actor PriceDesk {
    let store: Store
    let settings: CurrentSettings
    let sources: any PriceSources
    let logger: Logger
    let now: @Sendable () -> Timestamp

    var breakers: [String: SourceBreaker] = [:]
    var ledger = PriceLedger()
    /// Opened when what is asked for has been answered; by listing for closes.
    var closeFlights: [Int64: Latch] = [:]
    /// The same for newest prices.
    var latestFlights: [Int64: Latch] = [:]
    /// The same for symbols, by source and security.
    var symbolFlights: [String: Latch] = [:]
    /// Listings whose answer was refused, and until when they are left alone.
    var penalties: [Int64: Timestamp] = [:]
    /// Listings of which the source has no newest price, and until when they are not asked for one.
    var quoteless: [Int64: Timestamp] = [:]
    /// Dates before the first that a source has, by listing, and when it said so.
    var pasts: [Int64: CutPast] = [:]
    var searches = SearchCache()

    /// Listings with a penalty; beyond it all are forgiven.
    static let maximumPenalties = 10_000
    /// How long a listing is left alone whose answer was refused, in seconds.
    static let penalty: Int64 = 3600

    /// Makes a desk.
    ///
    /// - Parameters:
    ///   - store: Where prices are kept.
    ///   - settings: Names the sources and their order.
    ///   - sources: Carries the calls.
    ///   - logger: Takes what sources do wrong.
    ///   - now: The clock.
    package init(
        store: Store,
        settings: CurrentSettings,
        sources: any PriceSources,
        logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        (self.store, self.settings, self.sources) = (store, settings, sources)
        (self.logger, self.now) = (logger, now)
    }

    /// The sources beside the store, in the order in which they are asked.
    package nonisolated var chain: [String] {
        settings.value.configuration.prices.sources.filter { $0 != AdapterPlan.storeName }
    }

    // MARK: What history asks for

    /// Fetches the closes of securities that are missing for the finished sessions within dates; nothing where all are
    /// known.
    ///
    /// - Parameters:
    ///   - securities: The store's ids.
    ///   - from: The first date.
    ///   - through: The last date; sessions that are not over are left out.
    ///   - cause: What it is for, as in `cli:history.rebuild#12`.
    ///   - progress: Called with securities done, and with how many there are.
    /// - Returns: What came, by the ids asked for; an unknown id is `unmapped`.
    /// - Throws: ``StoreError`` where the store fails. A source that fails is told in the outcomes.
    package func ensure(
        securities: [String],
        from: Day,
        through: Day,
        cause: String,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws(StoreError) -> PriceReport {
        var report = PriceReport()
        var subjects: [PriceSubject] = []
        for id in Set(securities).sorted() {
            guard let security = try store.security(id: id) else {
                var outcome = PriceOutcome()
                (outcome.state, outcome.detail) = (.unmapped, "There is no such security.")
                report.outcomes[id] = outcome
                continue
            }
            subjects.append(PriceSubject(id: id, kind: .security(security)))
        }
        let run = try await ensure(subjects, from: from, through: through, cause: cause, progress: progress)
        report.outcomes.merge(run.outcomes) { known, _ in known }
        return report
    }

    /// Fetches the exchange rates that are missing between currencies and the one that a portfolio is valued in.
    ///
    /// A pair that a source has the other way round only is kept so.
    ///
    /// - Parameters:
    ///   - currencies: The currencies; the base itself needs no rate.
    ///   - base: The currency that everything is valued in.
    ///   - from: The first date.
    ///   - through: The last date.
    ///   - cause: What it is for.
    /// - Returns: What came, by the pair, such as `EURUSD`, that is there in the end.
    /// - Throws: ``StoreError`` where the store fails.
    package func ensureRates(
        of currencies: Set<Currency>,
        base: Currency,
        from: Day,
        through: Day,
        cause: String
    ) async throws(StoreError) -> PriceReport {
        let others = Set(currencies.map { CurrencyUnit($0).currency }).filter { $0 != base && $0.code.utf8.count == 3 }
        let pairs = others.sorted().map { PriceSubject(id: $0.code + base.code, kind: .pair(base: $0, quote: base)) }
        var report = try await ensure(pairs, from: from, through: through, cause: cause)
        var inverse: [PriceSubject] = []
        for currency in others.sorted() where report.outcomes[currency.code + base.code]?.state == .gap {
            let known = try store.rateSeries(base: base, from: from, through: through)
            guard !known.contains(where: { $0.base == currency && $0.quote == base }) else { continue }
            inverse.append(PriceSubject(id: base.code + currency.code, kind: .pair(base: base, quote: currency)))
        }
        let more = try await ensure(inverse, from: from, through: through, cause: cause)
        for (id, outcome) in more.outcomes where outcome.state == .known {
            report.outcomes[String(id.suffix(3)) + base.code] = nil
            report.outcomes[id] = outcome
        }
        return report
    }

    /// Fetches the closes that are missing of a symbol that may be no security of the store, such as a benchmark's.
    package func ensure(
        symbol: String,
        from: Day,
        through: Day,
        cause: String
    ) async throws(StoreError) -> PriceOutcome {
        let subject = PriceSubject(id: symbol, kind: .symbol(symbol))
        return try await ensure([subject], from: from, through: through, cause: cause).outcomes[symbol]
            ?? PriceOutcome()
    }

    // MARK: The chain

    func ensure(
        _ subjects: [PriceSubject],
        from: Day,
        through: Day,
        cause: String,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws(StoreError) -> PriceReport {
        let chain = chain
        try store.setPriceSources(chain)
        let sessions = PriceSessions(now: now())
        var run = PriceRun(cause: cause, sessions: sessions, from: from, through: through)
        let wanted = sessions.sessions(from: from, through: through)
        for subject in subjects { try note(wanted, subject, &run) }
        for source in chain {
            let open = subjects.filter { run.missing[$0]?.isEmpty == false }
            for subject in subjects where source == chain.first && !open.contains(subject) {
                if !wanted.isEmpty { ledger.hit(source, subject) }
            }
            guard !open.isEmpty else { break }
            progress(subjects.count - open.count, subjects.count)
            try await ask(source, open, &run) { done in
                progress(min(subjects.count, subjects.count - open.count + done), subjects.count)
            }
            for subject in open { try note(wanted, subject, &run) }
        }
        progress(subjects.count, subjects.count)
        try flush(atLeast: PriceLedger.flushAfter)
        var report = PriceReport()
        for subject in subjects { report.outcomes[subject.id] = run.outcome(of: subject, hasSources: !chain.isEmpty) }
        return report
    }

    /// Notes for which sessions no source has given a final close, and for which none at all.
    private func note(_ wanted: [Day], _ subject: PriceSubject, _ run: inout PriceRun) throws(StoreError) {
        var (missing, lacking) = (wanted, wanted)
        let known = try wanted.isEmpty ? [] : listings(of: subject)
        for listing in known {
            let state = try store.state(of: listing, from: run.from, through: run.through)
            missing.removeAll { state.finalDays.contains($0) }
            lacking.removeAll { state.finalDays.contains($0) || state.provisionalDays.contains($0) }
        }
        run.missing[subject] = missing
        run.lacking[subject] = lacking.count
    }

    /// What is kept of a subject at any source.
    func listings(of subject: PriceSubject) throws(StoreError) -> [PriceListing] {
        switch subject.kind {
        case .security(let security): return try store.listings(of: security.id)
        case .symbol(let symbol): return try store.listings(symbol: symbol)
        case .pair(let base, let quote): return try store.listings(symbol: base.code + quote.code)
        }
    }

    /// Asks one source for what is open, and notes in the run what could not be had.
    private func ask(
        _ source: String,
        _ open: [PriceSubject],
        _ run: inout PriceRun,
        _ progress: (Int) -> Void
    ) async throws(StoreError) {
        let abilities: Set<String>
        do throws(AdapterError) {
            abilities = try await able(source)
        } catch {
            run.down(open, error)
            return
        }
        guard abilities.contains(PricesEndOfDay.name) else { return }
        let listings = try await self.listings(of: open, at: source, abilities, &run)
        var wants: [Int64: PriceWant] = [:]
        for subject in open {
            guard let listing = listings[subject] else { continue }
            run.mapped.insert(subject)
            let wanted = run.missing[subject] ?? []
            if let seconds = penalty(of: listing) {
                run.failures[subject] = ("The source's last answer was refused.", seconds)
                continue
            }
            guard let range = try missing(wanted, listing, run) else {
                ledger.hit(source, subject)
                continue
            }
            ledger.miss(source)
            wants[listing.number, default: PriceWant(listing: listing, range: range)].add(subject, wanted, range)
        }
        let list = wants.values.sorted { $0.listing.number < $1.listing.number }
        try await fetch(list, at: source, abilities, &run, progress)
    }

    func missing(_ wanted: [Day], _ listing: PriceListing, _ run: PriceRun) throws(StoreError) -> ClosedRange<Day>? {
        guard penalty(of: listing) == nil, let first = wanted.first, let last = wanted.last
        else { return nil }
        return run.sessions.missing(
            wanted,
            try store.state(of: listing, from: first, through: last),
            past: pasts[listing.number]
        )
    }
}
