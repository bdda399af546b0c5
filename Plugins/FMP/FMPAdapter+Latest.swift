public import FolioAdapterKit
import FolioModel

extension FMPAdapter {
    /// Reads the newest prices: a request for every hundred symbols, or one for each where the plan has no batches.
    public func latest(
        _ params: PricesLatest.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesLatest.Result {
        guard params.items.count <= PricesLatest.itemLimit else {
            throw AdapterError(.tooLarge, "At most \(PricesLatest.itemLimit) items can be asked for at once.")
        }
        return try await serve(context, Patience.latest) { (api) throws(AdapterError) in
            let wanted = params.items.map { FMPWanted($0, ticker: $0.ticker, mic: $0.mic) }
            var quotes = FMPQuotes(api)
            let symbols = wanted.compactMap { try? $0.symbol.get() }
            await quotes.read(symbols)
            if quotes.rows.isEmpty, let refusal = quotes.refusals.values.first(where: \.standsForAll) {
                throw refusal.error
            }
            let units = await quotes.units(of: symbols)
            let now = api.now
            var result = PricesLatest.Result()
            result.quotes = wanted.map { wanted in
                do throws(ItemError) {
                    let symbol = try wanted.symbol.get()
                    let row = try quotes.row(symbol)
                    let unit = try symbol.unit(units[symbol])
                    return try FMPQuote(row, symbol, now: now).quote(wanted.item.reference, unit)
                } catch {
                    return PricesLatest.Quote(wanted.item.reference, error)
                }
            }
            result.usage = api.tally.usage
            return result
        }
    }
}

/// Quotes of a call by their symbols.
struct FMPQuotes {
    /// Symbols in one request.
    static let batchSize = 100

    private let api: FMPAPI
    private(set) var rows: [String: VendorObject] = [:]
    private(set) var refusals: [FMPSymbol: FMPRefusal] = [:]

    init(_ api: FMPAPI) { self.api = api }

    /// Asks for quotes of all symbols, each once.
    mutating func read(_ symbols: [FMPSymbol]) async {
        var seen: Set<FMPSymbol> = []
        let symbols = symbols.filter { seen.insert($0).inserted }
        let usesBatches = symbols.count > 1 && !api.shared.gate.isRestricted(.batchQuote, at: api.now)
        let single = usesBatches ? await readBatches(symbols) : symbols
        guard !single.isEmpty else { return }
        let api = api
        let results = await api.each(single) { (symbol) throws(FMPRefusal) in
            try await api.rows(.quote, of: symbol)
        }
        for (symbol, result) in zip(single, results) { take(result, of: [symbol]) }
    }

    /// Asks for many at once; returns those that have to be asked for one by one.
    private mutating func readBatches(_ symbols: [FMPSymbol]) async -> [FMPSymbol] {
        let chunks = stride(from: 0, to: symbols.count, by: Self.batchSize).map { start in
            Array(symbols[start..<min(start + Self.batchSize, symbols.count)])
        }
        let api = api
        let results = await api.each(chunks) { (chunk) throws(FMPRefusal) in
            let list = chunk.map { api.shared.spellings.text($0) ?? $0.text }.joined(separator: ",")
            return try await api.rows(.batchQuote, [("symbols", list)], symbols: chunk.count)
        }
        var single: [FMPSymbol] = []
        for (chunk, result) in zip(chunks, results) {
            if case .failure(let refusal) = result, [.restrictedEndpoint, .premiumValue].contains(refusal.reason) {
                single += chunk
                continue
            }
            take(result, of: chunk)
            single += chunk.filter { $0.mayBeElsewhere && refusals[$0] == nil && !has($0) }
        }
        return single
    }

    private func has(_ symbol: FMPSymbol) -> Bool { rows[symbol.key] != nil }

    private mutating func take(_ result: Result<[VendorObject], FMPRefusal>, of symbols: [FMPSymbol]) {
        do throws(FMPRefusal) {
            for row in try result.get() {
                // Order is not promised, and what FMP does not know is left out.
                guard let name = row.value("symbol")?.string else { continue }
                let key = FMPSymbol.key(name)
                if let other = rows[key], FMPQuote.stamp(other) ?? 0 >= FMPQuote.stamp(row) ?? 0 { continue }
                rows[key] = row
            }
        } catch {
            for symbol in symbols { refusals[symbol] = error }
        }
    }

    /// The row of a symbol.
    func row(_ symbol: FMPSymbol) throws(ItemError) -> VendorObject {
        if let row = rows[symbol.key] { return row }
        throw refusals[symbol]?.itemError ?? .unknown(symbol, "quote")
    }

    /// Currencies of those symbols that have a row.
    func units(of symbols: [FMPSymbol]) async -> [FMPSymbol: Result<FMPUnit?, FMPRefusal>] {
        let api = api
        let priced = Array(Set(symbols.filter(has)))
        let results = await api.each(priced) { (symbol) throws(FMPRefusal) in
            try await api.shared.units.unit(of: symbol, api)
        }
        return Dictionary(zip(priced, results)) { $1 }
    }
}
