package import FolioAdapterKit
package import FolioModel
package import FolioStore

extension PriceDesk {
    /// How long a source that did not know a security is not asked about it again, in seconds.
    private static let pendingInterval: Int64 = 30 * 86_400
    /// The same for a kind of security that the source has nothing of.
    private static let unsupportedInterval: Int64 = 90 * 86_400

    /// The listings at a source of what is wanted; why there is none is noted in the run.
    func listings(
        of subjects: [PriceSubject],
        at source: String,
        _ abilities: Set<String>,
        _ run: inout PriceRun
    ) async throws(StoreError) -> [PriceSubject: PriceListing] {
        var listings: [PriceSubject: PriceListing] = [:]
        var securities: [Security] = []
        for subject in subjects {
            switch subject.kind {
            case .security(let security): securities.append(security)
            case .symbol(let symbol): listings[subject] = try store.listing(symbol: symbol, source: source)
            case .pair(let base, let quote):
                let symbol = base.code + quote.code
                listings[subject] = try store.listing(symbol: symbol, source: source, pair: (base, quote))
            }
        }
        let failure = try await resolve(securities, at: source, abilities, cause: run.cause)
        let mappings = try store.mappings(of: securities.map(\.id), source: source)
        for subject in subjects {
            guard case .security(let security) = subject.kind else { continue }
            let mapping = mappings[security.id]
            if let symbol = mapping?.symbol {
                listings[subject] = try store.listing(symbol: symbol, source: source)
            } else if let mapping {
                run.unmapped[subject] = mapping.reason ?? "A person said that it needs no symbol."
            } else if let failure {
                run.failures[subject] = (failure.message, failure.retryAfterSeconds)
            }
        }
        return listings
    }

    /// Lets a source say which symbols securities have, where that is not known; why it could not, where it could not.
    private func resolve(
        _ securities: [Security],
        at source: String,
        _ abilities: Set<String>,
        cause: String
    ) async throws(StoreError) -> AdapterError? {
        var rest = securities
        var failure: AdapterError?
        while !rest.isEmpty {
            let unknown = try unresolved(rest, at: source)
            let busy = unknown.filter { symbolFlights[source + " " + $0.id] != nil }
            let free = unknown.filter { symbolFlights[source + " " + $0.id] == nil }
            let latch = Latch()
            for security in free { symbolFlights[source + " " + security.id] = latch }
            var storeFailure: StoreError?
            do throws(StoreError) {
                if let error = try await ask(free, at: source, abilities, cause: cause) { failure = error }
            } catch {
                storeFailure = error
            }
            for security in free { symbolFlights[source + " " + security.id] = nil }
            latch.open()
            if let storeFailure { throw storeFailure }
            for security in busy { await symbolFlights[source + " " + security.id]?.wait() }
            rest = failure == nil ? busy : []
        }
        return failure
    }

    /// The securities whose symbols are to be asked for: never done, or long ago, or with other codes than now.
    private func unresolved(_ securities: [Security], at source: String) throws(StoreError) -> [Security] {
        let known = try store.mappings(of: securities.map(\.id), source: source)
        let now = now()
        return securities.filter { security in
            guard security.type != .cash else { return false }
            guard let mapping = known[security.id] else { return true }
            let age = (now.milliseconds - mapping.decidedAt.milliseconds) / 1000
            let decision = SymbolDecision(security: security, source: source, now: now)
            switch mapping.state {
            case .resolved, .ignored: return false
            case .pending: return age > Self.pendingInterval || mapping.askedWith != decision.fingerprint
            case .unsupported: return age > Self.unsupportedInterval || mapping.askedWith != decision.fingerprint
            }
        }
    }

    private func ask(
        _ securities: [Security],
        at source: String,
        _ abilities: Set<String>,
        cause: String
    ) async throws(StoreError) -> AdapterError? {
        guard !securities.isEmpty else { return nil }
        let decisions = securities.map { SymbolDecision(security: $0, source: source, now: now()) }
        guard abilities.contains(SymbolsResolve.name) else {
            try store.saveMappings(decisions.map { $0.guess() })
            return nil
        }
        for batch in decisions.batches(of: SymbolsResolve.itemLimit) {
            var params = SymbolsResolve.Params()
            params.items = batch.enumerated().map { index, decision in decision.item(String(index)) }
            let result: SymbolsResolve.Result
            do throws(AdapterError) {
                result = try await call(SymbolsResolve.self, params, source, cause: cause, symbols: batch.count) {
                    $0.usage
                }
            } catch {
                return error
            }
            var mappings: [SymbolMapping] = []
            var failure: AdapterError?
            for found in result.results {
                guard let index = Int(found.reference), batch.indices.contains(index) else { continue }
                if let mapping = batch[index].mapping(found) {
                    mappings.append(mapping)
                } else if let error = found.error {
                    note(error, of: source)
                    failure = AdapterError(error.kind, error.message)
                    failure?.retryAfterSeconds = error.retryAfterSeconds
                }
            }
            try store.saveMappings(mappings, usage: ledger.take(on: now().utcDay))
            if let failure { return failure }
        }
        return nil
    }

    // MARK: What a person decides

    /// Takes a symbol that a person says is the security's, forgets what the former one brought, and fetches anew.
    ///
    /// - Parameters:
    ///   - security: The security.
    ///   - symbol: As the source writes it.
    ///   - source: The source's name.
    ///   - cause: What it is for.
    /// - Returns: How fetching went, for the dates that were known before, or the last two years.
    /// - Throws: ``StoreError`` where the store fails.
    package func resolve(
        _ security: Security,
        to symbol: String,
        at source: String,
        cause: String
    ) async throws(StoreError) -> PriceOutcome {
        let today = now().newYorkDay
        let before = try store.priceSeries(for: [security.id], from: PriceSessions.oldest, through: today).first
        let decision = SymbolDecision(security: security, source: source, now: now())
        try store.setPriceSources(chain)
        try store.saveMappings([decision.manual(symbol)], overrules: true)
        let listing = try store.listing(symbol: symbol, source: source)
        penalties[listing.number] = nil
        pasts[listing.number] = nil
        try store.forgetCoverage(of: listing)
        let from = before?.days.first.map { Day(number: $0) } ?? today.adding(months: -24)
        let report = try await ensure(securities: [security.id], from: from, through: today, cause: cause)
        return report.outcomes[security.id] ?? PriceOutcome()
    }

    /// Takes that a security needs no symbol, at any source.
    package func ignore(_ security: Security) throws(StoreError) {
        let sources = chain.isEmpty ? [AdapterPlan.storeName] : chain
        try store.saveMappings(
            sources.map { SymbolDecision(security: security, source: $0, now: now()).ignored() },
            overrules: true
        )
    }

    // MARK: Search

    /// Answers of sources to searches that are kept, and for how long, in seconds.
    static let searchLifetime: Int64 = 3600

    /// Asks the first source that searches for symbols; nothing where none does or it fails.
    package func search(_ query: String, limit: Int, cause: String) async -> [SymbolMatch] {
        let limit = min(limit, SymbolsSearch.matchLimit)
        for source in chain {
            if let known = searches.matches(source, query, at: now()) { return Array(known.prefix(limit)) }
            do throws(AdapterError) {
                guard try await able(source).contains(SymbolsSearch.name) else { continue }
                var params = SymbolsSearch.Params()
                (params.query, params.limit) = (query, SymbolsSearch.matchLimit)
                let result = try await call(SymbolsSearch.self, params, source, cause: cause, symbols: 1) { $0.usage }
                let matches = result.matches.filter { SymbolDecision.isUsable($0.ticker) }
                searches.keep(matches, source, query, at: now())
                return Array(matches.prefix(limit))
            } catch {
                continue
            }
        }
        return []
    }
}

/// What sources answered to searches, for a while.
struct SearchCache {
    /// Answers kept; beyond it all go.
    static let maximum = 500

    private var answers: [String: (matches: [SymbolMatch], until: Timestamp)] = [:]

    private func key(_ source: String, _ query: String) -> String { source + " " + query.uppercased() }

    func matches(_ source: String, _ query: String, at now: Timestamp) -> [SymbolMatch]? {
        guard let known = answers[key(source, query)], now < known.until else { return nil }
        return known.matches
    }

    mutating func keep(_ matches: [SymbolMatch], _ source: String, _ query: String, at now: Timestamp) {
        if answers.count >= Self.maximum { answers.removeAll() }
        answers[key(source, query)] = (matches, now.adding(seconds: PriceDesk.searchLifetime))
    }
}
