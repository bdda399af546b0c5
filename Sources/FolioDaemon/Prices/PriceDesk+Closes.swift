import FolioAdapterKit
import FolioModel
import FolioStore

extension PriceDesk {
    /// Listings in one request for closes: each batch is stored before the next is asked for.
    static let closesBatch = 50
    /// Parts that the answer to one request may come in.
    static let maximumPages = 200

    /// Fetches what is wanted, each listing once however many want it.
    func fetch(
        _ wants: [PriceWant],
        at source: String,
        _ abilities: Set<String>,
        _ run: inout PriceRun,
        _ progress: (Int) -> Void
    ) async throws(StoreError) {
        var rest = wants
        var done = 0
        while !rest.isEmpty {
            let busy = rest.filter { closeFlights[$0.listing.number] != nil }
            let free = rest.filter { closeFlights[$0.listing.number] == nil }
            let batches = free.batches(of: Self.closesBatch).map { (wants: $0, latch: Latch()) }
            for batch in batches { for want in batch.wants { closeFlights[want.listing.number] = batch.latch } }
            var failure: StoreError?
            for batch in batches {
                do throws(StoreError) {
                    if failure == nil { try await fetchBatch(batch.wants, at: source, abilities, &run) }
                } catch {
                    failure = error
                }
                for want in batch.wants { closeFlights[want.listing.number] = nil }
                batch.latch.open()
                done += batch.wants.reduce(0) { $0 + $1.subjects.count }
                progress(done)
            }
            if let failure { throw failure }
            rest = []
            for want in busy {
                await closeFlights[want.listing.number]?.wait()
                rest += try renewed(want, run).map { [$0] } ?? []
            }
        }
    }

    /// What of a want is still missing after somebody else's request; `nil` for nothing.
    private func renewed(_ want: PriceWant, _ run: PriceRun) throws(StoreError) -> PriceWant? {
        var renewed: PriceWant?
        for (subject, wanted) in want.subjects {
            guard let range = try missing(wanted, want.listing, run) else {
                ledger.joined(want.listing.source)
                continue
            }
            var known = renewed ?? PriceWant(listing: want.listing, range: range)
            known.add(subject, wanted, range)
            renewed = known
        }
        return renewed
    }

    private func fetchBatch(
        _ wants: [PriceWant],
        at source: String,
        _ abilities: Set<String>,
        _ run: inout PriceRun
    ) async throws(StoreError) {
        if Task.isCancelled {
            return run.down(wants.flatMap { $0.subjects.map(\.subject) }, AdapterError(.cancelled, "It was cancelled."))
        }
        var batch = ClosesBatch(wants)
        var params = batch.params
        var pages = 0
        repeat {
            let result: PricesEndOfDay.Result
            do throws(AdapterError) {
                result = try await call(
                    PricesEndOfDay.self,
                    params,
                    source,
                    cause: run.cause,
                    symbols: pages == 0 ? wants.count : 0
                ) { $0.usage }
            } catch {
                if error.kind == .tooLarge, wants.count > 1 {
                    for half in wants.batches(of: (wants.count + 1) / 2) {
                        try await fetchBatch(half, at: source, abilities, &run)
                    }
                } else {
                    run.down(batch.unanswered.flatMap { $0.subjects.map(\.subject) }, error)
                }
                return
            }
            pages += 1
            params.next = pages < Self.maximumPages ? result.next : nil
            try await take(result, isLast: params.next == nil, at: source, abilities, &batch, &run)
        } while params.next != nil
        var due: [PriceWant] = []
        for (want, isDue) in batch.splitsDue(run.sessions) {
            let isJumping = try isSplitSuspected(want)
            if isDue || isJumping { due.append(want) }
        }
        try await readSplits(due, at: source, abilities, run)
    }

    /// Dates before what was asked for whose closes are compared with what came.
    private static let daysCompared = 10

    /// Whether the closes of what was asked for, or the one before, jump.
    private func isSplitSuspected(_ want: PriceWant) throws(StoreError) -> Bool {
        let from = want.range.lowerBound.adding(days: -Self.daysCompared)
        return SplitAdjustment.isSuspected(
            try store.closes(of: want.listing, from: from, through: want.range.upperBound)
        )
    }

    /// Looks through one part of an answer and keeps what is in order, in one transaction.
    private func take(
        _ result: PricesEndOfDay.Result,
        isLast: Bool,
        at source: String,
        _ abilities: Set<String>,
        _ batch: inout ClosesBatch,
        _ run: inout PriceRun
    ) async throws(StoreError) {
        for series in result.series {
            guard let want = batch[series.reference] else { continue }
            if let error = series.error {
                note(error, of: source)
                batch.failed(want.listing.number, error)
            } else {
                try await take(series, want, at: source, abilities, &batch, run)
            }
        }
        let updates = batch.updates(isLast: isLast, run.sessions, at: now())
        try store.saveCloses(updates, usage: ledger.take(on: now().utcDay))
        guard isLast else { return }
        for (listing, past) in batch.pasts { note(past, of: listing) }
        for (want, reason) in batch.refusals { punish(want.listing, reason) }
        for (want, reason) in batch.rejections {
            for (subject, _) in want.subjects {
                run.mapped.remove(subject)
                run.unmapped[subject] = reason
            }
        }
        for (want, failure) in batch.failures {
            for (subject, _) in want.subjects { run.failures[subject] = failure }
        }
    }

    private func take(
        _ series: PricesEndOfDay.Series,
        _ want: PriceWant,
        at source: String,
        _ abilities: Set<String>,
        _ batch: inout ClosesBatch,
        _ run: PriceRun
    ) async throws(StoreError) {
        let check = SeriesCheck(
            sessions: run.sessions,
            asked: want.range,
            currency: want.listing.currency ?? want.pairCurrency,
            isCoin: want.isCoin
        )
        do throws(SeriesCheck.Refusal) {
            let checked = try check.closes(series)
            var closes = checked.closes
            if series.adjusted == .splits, want.hasSplits {
                guard let splits = try? await currentSplits(of: want, at: source, abilities, run) else {
                    throw SeriesCheck.Refusal("its closes are divided by splits, and the source does not say which")
                }
                closes = SplitAdjustment.untouched(closes, splits: splits, through: run.sessions.now.newYorkDay)
            }
            batch.take(
                want.listing.number,
                closes,
                checked.currency,
                complete: (series.completeFrom, series.completeTo)
            )
        } catch {
            return batch.refused(want.listing.number, error.reason)
        }
        if let reason = try implausibility(of: want, batch) { batch.rejected(want.listing.number, reason) }
    }

    /// Compares what came with what providers say, where the symbol was never compared; a mapping that is wrong goes to
    /// a person.
    private func implausibility(of want: PriceWant, _ batch: ClosesBatch) throws(StoreError) -> String? {
        guard let (closes, currency) = batch.closes(of: want.listing.number) else { return nil }
        var reason: String?
        for (subject, _) in want.subjects {
            guard case .security(let security) = subject.kind else { continue }
            if let doubt = try compare(closes, currency, security, want.listing.source) { reason = doubt }
        }
        return reason
    }

    /// Compares closes with what providers say of a security whose symbol was never compared; what is far off sends the
    /// mapping to a person.
    func compare(
        _ closes: [DatedClose],
        _ currency: Currency,
        _ security: Security,
        _ source: String
    ) throws(StoreError) -> String? {
        guard let mapping = try store.mappings(of: [security.id], source: source)[security.id],
            mapping.state == .resolved, !mapping.isChecked
        else { return nil }
        let decision = SymbolDecision(security: security, source: source, now: now())
        let stated = try store.statedPrices(of: security.id, limit: Self.comparedPrices)
        let (reason, isCompared) = decision.implausibility(of: closes, in: currency, stated: stated)
        if let reason {
            try store.saveMappings([decision.rejected(mapping, reason)])
            return reason
        }
        if isCompared {
            var checked = mapping
            checked.isChecked = true
            try store.saveMappings([checked])
        }
        return nil
    }

    /// Prices of providers that a new symbol's closes are compared with.
    private static let comparedPrices = 8
}

extension Array {
    /// The elements in order, so many at a time.
    func batches(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: Swift.max(1, size)).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
