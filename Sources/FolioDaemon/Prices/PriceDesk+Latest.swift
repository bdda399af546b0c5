import FolioAdapterKit
package import FolioModel
package import FolioStore

extension PriceDesk {
    /// How long after the closing bell a price of the session is the last, in seconds.
    private static let closingTime: Int64 = 1800
    /// How far ahead of the daemon's clock a price may be, in seconds.
    private static let clockTolerance: Int64 = 600

    /// Fetches the newest prices of securities and symbols, where those that are known are older than
    /// `prices.live_interval_s` and a newer one is to be had.
    ///
    /// - Parameters:
    ///   - securities: Securities of the store.
    ///   - symbols: Symbols that may be no securities of the store.
    ///   - cause: What it is for.
    /// - Throws: ``StoreError`` where the store fails. A source that fails leaves what is known.
    package func refreshLatest(
        securities: [Security],
        symbols: [String] = [],
        cause: String
    ) async throws(StoreError) {
        let chain = chain
        try store.setPriceSources(chain)
        var rest = securities.map { PriceSubject(id: $0.id, kind: .security($0)) }
        rest += symbols.map { PriceSubject(id: $0, kind: .symbol($0)) }
        let now = now()
        var run = PriceRun(
            cause: cause,
            sessions: PriceSessions(now: now),
            from: now.newYorkDay,
            through: now.newYorkDay
        )
        for source in chain where !rest.isEmpty {
            guard let abilities = try? await able(source), abilities.contains(PricesLatest.name) else { continue }
            let listings = try await listings(of: rest, at: source, abilities, &run)
            var wants: [Int64: PriceWant] = [:]
            for subject in rest {
                guard let listing = listings[subject] else { continue }
                let isQuoteless = quoteless[listing.number].map { now < $0 } ?? false
                let isFresh = try isFresh(listing, subject)
                if isQuoteless || penalty(of: listing) != nil || isFresh {
                    ledger.hit(source, subject)
                } else {
                    ledger.miss(source)
                    let range = now.newYorkDay...now.newYorkDay
                    wants[listing.number, default: PriceWant(listing: listing, range: range)].add(subject, [], range)
                }
            }
            try await latest(wants.values.sorted { $0.listing.number < $1.listing.number }, at: source, run)
            var left: [PriceSubject] = []
            for subject in rest {
                guard let listing = listings[subject], try isFresh(listing, subject) else {
                    left.append(subject)
                    continue
                }
            }
            rest = left
        }
        try flush(atLeast: PriceLedger.flushAfter)
    }

    private func isFresh(_ listing: PriceListing, _ subject: PriceSubject) throws(StoreError) -> Bool {
        guard let current = try store.listings(symbol: listing.symbol).first(where: { $0.number == listing.number }),
            let known = try store.latestPrice(of: current)
        else { return false }
        let now = now()
        let interval = settings.value.configuration.prices.liveInterval.components.seconds
        if now.milliseconds - known.fetchedAt.milliseconds < interval * 1000 { return true }
        if subject.isCoin { return false }
        let last = ExchangeCalendar.lastFinishedSession(at: now)
        let isOpen = ExchangeCalendar.session(on: now.newYorkDay).map { $0.open <= now && now < $0.close } ?? false
        guard !isOpen, let close = ExchangeCalendar.session(on: last)?.close else { return false }
        return known.fetchedAt >= close.adding(seconds: Self.closingTime)
    }

    private func latest(_ wants: [PriceWant], at source: String, _ run: PriceRun) async throws(StoreError) {
        let busy = wants.filter { latestFlights[$0.listing.number] != nil }
        let free = wants.filter { latestFlights[$0.listing.number] == nil }
        let latch = Latch()
        for want in free { latestFlights[want.listing.number] = latch }
        var failure: StoreError?
        for batch in free.batches(of: PricesLatest.itemLimit) where failure == nil {
            do throws(StoreError) {
                try await latestBatch(batch, at: source, run)
            } catch {
                failure = error
            }
        }
        for want in free { latestFlights[want.listing.number] = nil }
        latch.open()
        if let failure { throw failure }
        for want in busy {
            await latestFlights[want.listing.number]?.wait()
            ledger.joined(source)
        }
    }

    private func latestBatch(_ wants: [PriceWant], at source: String, _ run: PriceRun) async throws(StoreError) {
        var params = PricesLatest.Params()
        params.items = wants.map { want in
            var item = PriceItem()
            item.reference = String(want.listing.number)
            (item.ticker, item.currency) = (want.listing.symbol, want.listing.currency)
            return item
        }
        let result: PricesLatest.Result
        do throws(AdapterError) {
            result = try await call(PricesLatest.self, params, source, cause: run.cause, symbols: wants.count) {
                $0.usage
            }
        } catch {
            return  // the breaker has seen it
        }
        let byReference = Dictionary(wants.map { (String($0.listing.number), $0) }) { first, _ in first }
        var prices: [LatestPrice] = []
        for quote in result.quotes {
            if let error = quote.error {
                note(error, of: source)
                if error.kind == .notFound || error.kind == .unsupported, let want = byReference[quote.reference] {
                    if quoteless.count >= Self.maximumPenalties { quoteless.removeAll() }
                    quoteless[want.listing.number] = now().adding(seconds: Self.penalty)
                }
            }
            guard quote.error == nil, let want = byReference[quote.reference],
                let latest = try latestPrice(quote, want, source)
            else { continue }
            prices.append(latest)
        }
        try store.saveLatest(prices, usage: ledger.take(on: now().utcDay))
    }

    /// The price to be kept; `nil` for an impossible one, or one that shows that the symbol is wrong.
    private func latestPrice(
        _ quote: PricesLatest.Quote,
        _ want: PriceWant,
        _ source: String
    ) throws(StoreError) -> LatestPrice? {
        guard let price = quote.price, let stated = quote.currency, let asOf = quote.asOf else { return nil }
        let unit = CurrencyUnit(stated)
        let now = now()
        guard unit.official(price) > .zero, price <= SeriesCheck.highestPrice,
            asOf <= now.adding(seconds: Self.clockTolerance),
            asOf > Timestamp(PriceSessions.oldest), want.listing.currency.map({ $0 == unit.currency }) ?? true
        else {
            punish(want.listing, "its newest price is impossible")
            return nil
        }
        let close = DatedClose(day: asOf.newYorkDay, price: unit.official(price), isProvisional: true)
        for (subject, _) in want.subjects {
            guard case .security(let security) = subject.kind else { continue }
            if try compare([close], unit.currency, security, source) != nil { return nil }
        }
        var latest = LatestPrice(
            listing: want.listing.number,
            price: unit.official(price),
            currency: unit.currency,
            asOf: asOf,
            fetchedAt: now
        )
        if let before = quote.previousClose, before > .zero, before <= SeriesCheck.highestPrice {
            latest.previousClose = unit.official(before)
        }
        return latest
    }
}
