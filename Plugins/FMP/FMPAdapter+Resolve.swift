public import FolioAdapterKit
import FolioModel

extension FMPAdapter {
    /// Says which symbols securities have: by CUSIP or ISIN where FMP knows it, else by ticker, else by name.
    public func resolve(
        _ params: SymbolsResolve.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> SymbolsResolve.Result {
        guard params.items.count <= SymbolsResolve.itemLimit else {
            throw AdapterError(.tooLarge, "At most \(SymbolsResolve.itemLimit) items can be asked for at once.")
        }
        return try await serve(context, Patience.resolve) { (api) throws(AdapterError) in
            let found = await api.each(params.items) { (item) throws(FMPRefusal) in
                try await FMPResolver(api: api, item: item).resolve()
            }
            var result = SymbolsResolve.Result()
            for (item, outcome) in zip(params.items, found) {
                var resolution = SymbolsResolve.Resolution()
                switch outcome {
                case .success(let found): resolution = found
                case .failure(let refusal):
                    if refusal.standsForAll, !found.contains(where: \.isSuccess) { throw refusal.error }
                    resolution.error = refusal.itemError
                }
                resolution.reference = item.reference
                result.results.append(resolution)
            }
            result.usage = api.tally.usage
            return result
        }
    }
}

/// Finds the symbol of one security.
///
/// Confidence says what speaks for a match: a code of the security's own 100, with the ticker beside it; a ticker 85, a
/// like name raises it to 95. A name, market or currency that contradicts leaves candidates and no match.
struct FMPResolver: Sendable {
    /// Candidates of one answer.
    static let maximumCandidates = 10
    /// Spellings of a ticker that are tried.
    static let maximumSpellings = 3
    /// Names are the same one from this likeness on.
    static let likeName = 60
    /// Below it a name contradicts.
    static let unlikeName = 34

    let api: FMPAPI
    let item: SymbolsResolve.Item

    func resolve() async throws(FMPRefusal) -> SymbolsResolve.Resolution {
        guard isSupported else { return Self.ended(.unsupported) }
        if !isCoin, let found = try await byCode() { return found }
        if let found = try await byTicker() { return found }
        if !isCoin, let found = try await byName() { return found }
        return Self.ended(.notFound)
    }

    private static func ended(_ status: SymbolsResolve.Status) -> SymbolsResolve.Resolution {
        var resolution = SymbolsResolve.Resolution()
        resolution.status = status
        return resolution
    }

    private var isCoin: Bool { item.type == .cryptocurrency }

    /// FMP has neither options nor bonds, and cash needs no price.
    private var isSupported: Bool {
        switch item.type {
        case .option, .bond, .treasuryBill, .cash, .loan: false
        case .stock, .preferredStock, .depositaryReceipt, .etf, .mutualFund, .moneyMarketFund, .warrant,
            .cryptocurrency, .other, nil:
            item.ticker.map { OCCSymbol($0) == nil } ?? true
        }
    }

    // MARK: By code

    private func byCode() async throws(FMPRefusal) -> SymbolsResolve.Resolution? {
        let isin = item.isin.flatMap { ISIN($0) }
        if let cusip = item.cusip.flatMap({ CUSIP($0) }) ?? isin?.cusip {
            let rows = try await found(.searchCUSIP, [("cusip", cusip.description)])
            if let found = decided(rows, item.cusip == nil ? .isin : .cusip) { return found }
        }
        guard let isin else { return nil }
        return decided(try await found(.searchISIN, [("isin", isin.description)]), .isin)
    }

    /// Listings of a search; none where the plan leaves this search out.
    private func found(_ endpoint: FMPEndpoint, _ query: [(String, String)]) async throws(FMPRefusal) -> [FMPListing] {
        do throws(FMPRefusal) {
            return try await api.rows(endpoint, query).compactMap { FMPListing($0) }
        } catch {
            guard [.restrictedEndpoint, .premiumValue].contains(error.reason) else { throw error }
            return []
        }
    }

    /// The listing that is meant, of those of one security; FMP gives them in no order.
    private func decided(
        _ listings: [FMPListing],
        _ method: SymbolsResolve.Method
    ) -> SymbolsResolve.Resolution? {
        let ranked = ranked(listings)
        guard let best = ranked.first else { return nil }
        let fits = market(best) != false && isOfCurrency(best) != false
        let isTicker = spellings.contains { FMPSymbol.key($0) == best.symbol.key }
        return resolution(ranked, method, confidence: isTicker ? 100 : fits ? 90 : 50, isSure: fits)
    }

    // MARK: By ticker

    private func byTicker() async throws(FMPRefusal) -> SymbolsResolve.Resolution? {
        for spelling in spellings {
            let rows = try await found(.searchSymbol, [("query", spelling), ("limit", "50")])
            let same = rows.filter { isSame($0, spelling) && isOfKind($0) }
            if !same.isEmpty { return judged(same) }
        }
        guard !isCoin, let first = spellings.first else { return nil }
        // What no longer trades may have a profile, though no search finds it.
        let rows = try await found(.profile, [("symbol", first)])
        let same = rows.filter { $0.symbol.key == FMPSymbol.key(first) && isOfKind($0) }
        return same.isEmpty ? nil : judged(same, atMost: 75)
    }

    /// A ticker is the listing's symbol, or what stands before the suffix of one elsewhere.
    private func isSame(_ listing: FMPListing, _ spelling: String) -> Bool {
        if listing.symbol.key == FMPSymbol.key(spelling) { return true }
        guard listing.symbol.form == .foreign, let point = listing.symbol.text.lastIndex(of: ".") else { return false }
        return FMPSymbol.key(String(listing.symbol.text[..<point])) == FMPSymbol.key(spelling)
    }

    private func isOfKind(_ listing: FMPListing) -> Bool {
        switch listing.symbol.form {
        case .coin: isCoin
        case .exchangeRate, .index: false
        case .american, .foreign: !isCoin && listing.type != .cryptocurrency
        }
    }

    private func judged(_ listings: [FMPListing], atMost limit: Int = 95) -> SymbolsResolve.Resolution? {
        let ranked = ranked(listings)
        guard let best = ranked.first else { return nil }
        var confidence = 85
        var isSure = market(best) != false && isOfCurrency(best) != false && !contradictsCode(best)
        if !isSure { confidence = 40 }
        if let likeness = FMPNames.likeness(item.name, best.name) {
            if likeness >= Self.likeName, isSure {
                confidence = 95
            } else if likeness < Self.unlikeName {
                (confidence, isSure) = (40, false)
            }
        }
        return resolution(ranked, .ticker, confidence: min(confidence, limit), isSure: isSure)
    }

    private func contradictsCode(_ listing: FMPListing) -> Bool {
        if let known = listing.isin.flatMap({ ISIN($0) }), let isin = item.isin.flatMap({ ISIN($0) }) {
            return known != isin
        }
        if let known = listing.cusip.flatMap({ CUSIP($0) }), let cusip = item.cusip.flatMap({ CUSIP($0) }) {
            return known != cusip
        }
        return false
    }

    // MARK: By name

    private func byName() async throws(FMPRefusal) -> SymbolsResolve.Resolution? {
        guard let name = item.name, !FMPNames.words(name).isEmpty else { return nil }
        // FMP looks for a part of its own name, so that the words it would not have are left out.
        let query = FMPNames.words(name).prefix(2).joined(separator: " ")
        let rows = try await found(.searchName, [("query", query), ("limit", "50")]).filter(isOfKind)
        let like = rows.map { ($0, FMPNames.likeness(name, $0.name) ?? 0) }.filter { $0.1 >= Self.likeName }
        guard let best = like.map(\.1).max() else { return nil }
        let top = ranked(like.filter { $0.1 == best }.map(\.0))
        let companies = Set(top.filter { $0.symbol.form == .american }.map(\.symbol))
        let isSure = best == 100 && companies.count == 1 && market(top[0]) != false && isOfCurrency(top[0]) != false
        return resolution(top, .name, confidence: isSure ? 60 : 30, isSure: isSure)
    }

    // MARK: What fits

    /// Whether it is on the market that was stated; `nil` where one of them is not known.
    private func market(_ listing: FMPListing) -> Bool? {
        guard let wanted = item.mic else { return nil }
        guard let mic = listing.mic else {
            return listing.symbol.form == .american ? FMPMarkets.american.contains(wanted) : nil
        }
        if mic == wanted { return true }
        // FMP's exchanges of the United States are coarser than codes are.
        return FMPMarkets.american.contains(mic) && FMPMarkets.american.contains(wanted)
    }

    /// Whether its prices are in the stated currency, pence counting as pounds; `nil` where one of them is not known.
    private func isOfCurrency(_ listing: FMPListing) -> Bool? {
        guard let wanted = item.currency, let currency = listing.unit?.currency else { return nil }
        func pounds(_ currency: Currency) -> Currency { currency.code == "GBX" ? .gbp : currency }
        return pounds(wanted) == pounds(currency)
    }

    /// Best first: the stated ticker, market and currency, then the home of most, then the shortest symbol.
    private func ranked(_ listings: [FMPListing]) -> [FMPListing] {
        func rank(_ listing: FMPListing) -> Int {
            let isTicker = spellings.contains { isSame(listing, $0) }
            return (isTicker ? 8 : 0) + (market(listing) == true ? 4 : market(listing) == false ? -8 : 0)
                + (isOfCurrency(listing) == true ? 2 : isOfCurrency(listing) == false ? -6 : 0)
                + (listing.symbol.form == .american ? 1 : 0)
        }
        var seen: Set<FMPSymbol> = []
        return listings.filter { seen.insert($0.symbol).inserted && isOfKind($0) }
            .map { (listing: $0, rank: rank($0)) }
            .sorted { left, right in
                if left.rank != right.rank { return left.rank > right.rank }
                return (left.listing.symbol.text.utf8.count, left.listing.symbol.text)
                    < (right.listing.symbol.text.utf8.count, right.listing.symbol.text)
            }
            .map(\.listing)
    }

    private func resolution(
        _ ranked: [FMPListing],
        _ method: SymbolsResolve.Method,
        confidence: Int,
        isSure: Bool
    ) -> SymbolsResolve.Resolution {
        var resolution = SymbolsResolve.Resolution()
        var matches = ranked.prefix(Self.maximumCandidates + 1).map { $0.match() }[...]
        if isSure, var match = matches.popFirst() {
            if method == .cusip { match.cusip = match.cusip ?? item.cusip }
            if method == .isin { match.isin = match.isin ?? item.isin }
            resolution.match = match
        }
        resolution.candidates = Array(matches.prefix(Self.maximumCandidates))
        resolution.status = isSure ? .resolved : .ambiguous
        resolution.method = method
        resolution.confidence = Ratio(raw: Int128(confidence) * 10_000_000_000)
        return resolution
    }

    // MARK: Spellings

    /// The ticker as FMP may write it, likeliest first.
    var spellings: [String] {
        guard let ticker = item.ticker else { return [] }
        if isCoin {
            let currency = item.currency.flatMap { FMPMarkets.currencies.contains($0.code) ? $0 : nil } ?? .usd
            guard let coin = Ticker.normalised(ticker, type: .cryptocurrency, currency: currency) else { return [] }
            return FMPSymbol(coin + currency.code).map { [$0.text] } ?? []
        }
        guard let symbol = FMPSymbol(ticker, mic: item.mic) else { return [] }
        var spellings = [symbol.text] + (symbol.otherSpelling.map { [$0] } ?? [])
        for (old, new) in [("-WS", "-WT"), ("-P", "-PR")] where symbol.text.contains(old) {
            spellings.append(symbol.text.replacing(old, with: new))
        }
        // `BRKB` stands for `BRK-B` where nothing is called so.
        if item.type != .mutualFund, let match = symbol.text.wholeMatch(of: /([A-Z]{2,4})([AB])/) {
            spellings.append("\(match.1)-\(match.2)")
        }
        return Array(spellings.prefix(Self.maximumSpellings))
    }
}
