public import FolioAdapterKit
import FolioModel

extension FMPAdapter {
    /// Finds symbols by their beginning and names by their words; by CUSIP or ISIN where the words are one.
    public func search(
        _ params: SymbolsSearch.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> SymbolsSearch.Result {
        let query = String(FMPSearch.trimmed(params.query).prefix(FMPSearch.longestQuery))
        guard !query.isEmpty else { return SymbolsSearch.Result() }
        return try await serve(context, Patience.search) { (api) throws(AdapterError) in
            let search = FMPSearch(query: query, params: params)
            let answers = await api.each(search.requests) { (ask) throws(FMPRefusal) in
                try await api.rows(ask.endpoint, ask.query)
            }
            // One of the two that a plan has is better than none.
            if !answers.contains(where: \.isSuccess), case .failure(let refusal)? = answers.first {
                throw refusal.error
            }
            let listings = answers.flatMap { (try? $0.get()) ?? [] }.compactMap { FMPListing($0) }
            var result = SymbolsSearch.Result()
            result.matches = search.matches(listings)
            result.usage = api.tally.usage
            return result
        }
    }
}

/// A search by words or by a code.
struct FMPSearch {
    /// Characters of a query that are looked at.
    static let longestQuery = 64

    let query: String
    let params: SymbolsSearch.Params

    /// A request for one of FMP's searches.
    struct Ask: Sendable {
        let endpoint: FMPEndpoint
        let query: [(String, String)]
    }

    static func trimmed(_ text: String) -> String {
        let words = text.split { $0.isWhitespace }
        return words.joined(separator: " ")
    }

    /// What FMP is asked.
    var requests: [Ask] {
        if let isin = ISIN(query) { return [Ask(endpoint: .searchISIN, query: [("isin", isin.description)])] }
        if let cusip = CUSIP(query) { return [Ask(endpoint: .searchCUSIP, query: [("cusip", cusip.description)])] }
        let limit = ("limit", String(SymbolsSearch.matchLimit))
        let symbol = FMPSymbol(query)?.text ?? query
        return [
            Ask(endpoint: .searchSymbol, query: [("query", symbol), limit]),
            Ask(endpoint: .searchName, query: [("query", query), limit]),
        ]
    }

    /// The listings that are wanted, best first, each once.
    func matches(_ listings: [FMPListing]) -> [SymbolMatch] {
        var seen: Set<String> = []
        let ranked = listings.filter { isWanted($0) && seen.insert($0.symbol.key).inserted }
            .map { (listing: $0, score: score($0)) }
            .sorted { left, right in
                if left.score != right.score { return left.score > right.score }
                return (left.listing.symbol.text.utf8.count, left.listing.symbol.text)
                    < (right.listing.symbol.text.utf8.count, right.listing.symbol.text)
            }
        let limit = max(1, min(params.limit, SymbolsSearch.matchLimit))
        return ranked.prefix(limit).map { $0.listing.match(score: Ratio(raw: Int128($0.score) * 10_000_000_000)) }
    }

    private func isWanted(_ listing: FMPListing) -> Bool {
        if let types = params.types, let type = listing.type, !types.contains(type) { return false }
        guard params.country?.uppercased() == "US" else { return true }
        return listing.symbol.form != .foreign
    }

    /// 0 to 100.
    private func score(_ listing: FMPListing) -> Int {
        let wanted = FMPSymbol.key(FMPSymbol(query)?.text ?? query)
        var score = 20
        if listing.symbol.key == wanted {
            score = 95
        } else if listing.symbol.key.hasPrefix(wanted) {
            score = 60
        }
        if let likeness = FMPNames.likeness(query, listing.name) { score = max(score, likeness * 85 / 100) }
        if listing.isin != nil || listing.cusip != nil { score = max(score, 90) }
        return min(100, score + (listing.symbol.form == .american ? 5 : 0))
    }
}
