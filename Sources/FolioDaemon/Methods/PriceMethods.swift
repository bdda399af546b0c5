import FolioAdapterKit
import FolioModel
import FolioRPC
import FolioStore

/// `prices.*`: what things cost and cost before, and what asking cost.
enum PriceMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [latest(services), history(services), usage(services)]
    }

    private static let defaultDays = 30
    private static let defaultMonths = 12

    /// What a symbol means to a user: a security of the store, or nothing that is known.
    private static func security(
        _ symbol: String,
        _ viewer: String,
        _ services: DaemonServices,
        path: String
    ) throws(RPCError) -> Security? {
        guard SymbolDecision.isUsable(symbol) else {
            throw .invalidParams(path: path, "1 to \(SymbolDecision.longestSymbol) visible characters are expected")
        }
        return try services.reading {
            try services.store.findSecurities(symbol: symbol, user: viewer).first?.security
                ?? services.store.security(id: symbol, user: viewer)
        }
    }

    // MARK: Newest

    private static func latest(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "prices.latest",
            summary: "The newest prices known of symbols; those that are old are asked for.",
            params: LatestPricesParams.self,
            result: LatestPrices.self,
            waits: true
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            guard (1...LatestPricesParams.maximumSymbols).contains(params.symbols.count) else {
                throw .invalidParams(path: "symbols", "1 to \(LatestPricesParams.maximumSymbols) symbols are expected")
            }
            var known: [Security?] = []
            for (index, symbol) in params.symbols.enumerated() {
                known.append(try security(symbol, user, services, path: "symbols.\(index)"))
            }
            let unknown = zip(params.symbols, known).filter { $0.1 == nil }.map { $0.0.uppercased() }
            do throws(StoreError) {
                try await services.prices.refreshLatest(
                    securities: known.compactMap(\.self),
                    symbols: unknown,
                    cause: "rpc:prices.latest"
                )
            } catch {
                throw .internalError("The store failed: \(error.description)")
            }
            var result = LatestPrices()
            for (symbol, security) in zip(params.symbols, known) {
                result.prices.append(try row(symbol, security, user, services))
            }
            return result
        }
    }

    private static func row(
        _ symbol: String,
        _ security: Security?,
        _ user: String,
        _ services: DaemonServices
    ) throws(RPCError) -> LatestPriceRow {
        let quote = try services.reading {
            try security.map { try services.store.quote(security: $0.id, user: user) }
                ?? services.store.quote(listed: symbol.uppercased())
        }
        var row = LatestPriceRow()
        (row.symbol, row.assetID) = (symbol, security?.id)
        (row.price, row.currency, row.asOf) = (quote?.price, quote?.currency, quote?.asOf)
        (row.previousClose, row.source) = (quote?.previousClose, quote?.source)
        return row
    }

    // MARK: Before

    private static func history(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "prices.history",
            summary: "Closes of a symbol, session by session; those that are missing are asked for.",
            params: PriceHistoryParams.self,
            result: PriceHistory.self,
            waits: true
        ) { (params, context) throws(RPCError) in
            let user = try services.user(params.user, context)
            let today = Timestamp.now.newYorkDay
            let to = min(params.to ?? today, today)
            let from = max(params.from ?? to.adding(months: -defaultMonths), PriceSessions.oldest)
            if let wanted = params.from, wanted > params.to ?? today {
                throw .invalidParams(path: "to", "a date on or after `from` is expected")
            }
            let known = try security(params.symbol, user, services, path: "symbol")
            var history = PriceHistory()
            (history.symbol, history.assetID) = (params.symbol, known?.id)
            history.adjusted = params.adjusted ?? .splits
            guard from <= to else { return history }
            do {
                try await fill(&history, known, from, to, services)
            } catch let error as StoreError {
                throw .internalError("The store failed: \(error.description)")
            } catch {
                throw .internalError("The figures could not be computed: \(error).")
            }
            return history
        }
    }

    private static func fill(
        _ history: inout PriceHistory,
        _ security: Security?,
        _ from: Day,
        _ to: Day,
        _ services: DaemonServices
    ) async throws {
        let cause = "rpc:prices.history"
        let outcome: PriceOutcome?
        let stored: StoredPrices?
        let splits: [StoredSplit]
        if let id = security?.id {
            outcome = try await services.prices.ensure(securities: [id], from: from, through: to, cause: cause)
                .outcomes[id]
            stored = try services.store.priceSeries(for: [id], from: from, through: to).first
            splits = try services.store.splits(of: [id])
        } else {
            let symbol = history.symbol.uppercased()
            outcome = try await services.prices.ensure(symbol: symbol, from: from, through: to, cause: cause)
            stored = try services.store.priceSeries(symbol: symbol, from: from, through: to)
            splits = try services.store.splits(symbol: symbol)
        }
        (history.state, history.missing, history.detail) = (
            outcome?.state ?? .known, outcome?.missing ?? 0, outcome?.detail
        )
        history.splits = splits.map(SplitRow.init)
        guard let stored else { return }
        (history.currency, history.sources) = (stored.currency, stored.sources)
        let today = Timestamp.now.newYorkDay
        for (day, price) in stored.closes {
            history.dates.append(day)
            history.closes.append(
                history.adjusted == .none
                    ? price : try SplitAdjustment.adjusted(price, of: day, splits: splits, through: today)
            )
        }
    }

    // MARK: Cost

    private static func usage(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "prices.usage",
            summary: "How often price sources were asked, what that saved and what it costs.",
            params: PriceUsageParams.self,
            result: PriceUsageList.self,
            waits: true
        ) { (params, _) throws(RPCError) in
            let days = params.days ?? defaultDays
            guard (1...PriceUsageParams.maximumDays).contains(days) else {
                throw .invalidParams(path: "days", "1 to \(PriceUsageParams.maximumDays) is expected")
            }
            var list = PriceUsageList()
            let cost = services.settings.value.configuration.prices.fmp.costPer100kRequests
            do {
                let rows = try await services.prices.usage(since: Timestamp.now.utcDay.adding(days: 1 - days))
                list.usage = try rows.map { try PriceUsageEntry($0, costPer100k: $0.source == "fmp" ? cost : nil) }
            } catch {
                throw .internalError("The usage could not be counted: \(error).")
            }
            return list
        }
    }
}
