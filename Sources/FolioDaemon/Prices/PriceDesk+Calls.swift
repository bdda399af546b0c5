import FolioAdapterKit
package import FolioModel
package import FolioStore
import Logging

extension PriceDesk {
    // MARK: One source

    /// What a source can do.
    ///
    /// - Throws: Why it is not asked now.
    func able(_ source: String) async throws(AdapterError) -> Set<String> {
        try refuse(source)
        return try await sources.abilities(of: source)
    }

    /// Throws where the source is left alone after failures.
    func refuse(_ source: String) throws(AdapterError) {
        let now = now()
        guard let refusal = breakers[source]?.refusal(at: now) else { return }
        let seconds = (refusal.until.milliseconds - now.milliseconds + 999) / 1000
        var error = AdapterError(.unavailable, "\(source) is left alone for \(seconds) s: \(refusal.reason)")
        error.retryAfterSeconds = Int(seconds)
        throw error
    }

    /// Carries a call, counts it, and remembers how it went.
    func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        _ source: String,
        cause: String,
        symbols: Int,
        usage: (M.Result) -> PriceUsage?
    ) async throws(AdapterError) -> M.Result {
        try refuse(source)
        do throws(AdapterError) {
            let result = try await sources.call(method, params, source: source, cause: cause)
            breakers[source, default: SourceBreaker()].succeeded()
            ledger.call(source, usage(result), symbols: symbols)
            return result
        } catch {
            breakers[source, default: SourceBreaker()].failed(error, at: now())
            if error.kind != .adapterNotRunning { ledger.call(source, nil, symbols: symbols) }
            logger.warning(
                "Price source failed",
                metadata: ["source": "\(source)", "method": "\(M.name)", "code": "\(error.kind.rawValue)"]
            )
            throw error
        }
    }

    /// Notes what is wrong with one item; a source that says that it is asked too much is left alone at once.
    func note(_ error: ItemError, of source: String) {
        guard error.kind == .rateLimited else { return }
        var whole = AdapterError(error.kind, error.message)
        whole.retryAfterSeconds = error.retryAfterSeconds
        breakers[source, default: SourceBreaker()].failed(whole, at: now())
    }

    /// How many seconds a listing is still left alone; `nil` where it is not.
    func penalty(of listing: PriceListing) -> Int? {
        let now = now()
        guard let until = penalties[listing.number], now < until else { return nil }
        return Int((until.milliseconds - now.milliseconds + 999) / 1000)
    }

    func punish(_ listing: PriceListing, _ reason: String) {
        if penalties.count >= Self.maximumPenalties { penalties.removeAll() }
        penalties[listing.number] = now().adding(seconds: Self.penalty)
        logger.warning(
            "Prices refused",
            metadata: ["source": "\(listing.source)", "symbol": "\(listing.symbol)", "reason": "\(reason)"]
        )
    }

    /// Notes dates that a source cut off: they are left alone for a while.
    func note(_ past: ClosedRange<Day>, of listing: Int64) {
        if pasts.count >= Self.maximumPenalties { pasts.removeAll() }
        pasts[listing] = CutPast(days: past, saidAt: now())
    }

    // MARK: Counts

    /// Writes down what was counted, where it is that much.
    func flush(atLeast count: Int = 1) throws(StoreError) {
        guard ledger.pending >= count else { return }
        try store.countPriceUsage(ledger.take(on: now().utcDay))
    }

    /// Returns what was counted since a date, newest first.
    package func usage(since day: Day) throws(StoreError) -> [PriceUsageRow] {
        try flush()
        return try store.priceUsage(since: day)
    }

    /// Why sources are left alone now, by name.
    package func refusals() -> [String: String] {
        let now = now()
        return breakers.compactMapValues { $0.refusal(at: now)?.reason }
    }
}
