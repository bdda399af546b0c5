import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Logging
import Synchronization
import Testing

/// What a scripted source of prices answers, and what it was asked.
final class PriceScript: Sendable {
    struct State {
        var now = Timestamp(milliseconds: 0)
        /// Closes by symbol; a symbol without any is not known.
        var closes: [String: [Day: Price]] = [:]
        var currencies: [String: Currency] = [:]
        var splits: [String: [(Day, UnitRatio)]] = [:]
        var adjusted = PriceAdjustment.none
        var itemErrors: [String: ItemError] = [:]
        /// Calls for closes from this one on end as if the daemon had been killed.
        var deadFrom: Int?
        /// Thrown by the next calls, first first.
        var failures: [AdapterError] = []
        var resolutions: [String: SymbolsResolve.Resolution] = [:]
        var quotes: [String: PricesLatest.Quote] = [:]
        /// Changes a series before it is sent.
        var spoil: (@Sendable (inout PricesEndOfDay.Series) -> Void)?
        var asked: [PricesEndOfDay.Params] = []
        var resolved: [SymbolsResolve.Params] = []
        var latest: [PricesLatest.Params] = []
        var actions: [ActionsRead.Params] = []
    }

    let state = Mutex(State())
    /// Where set, calls for closes wait until it is opened.
    let gate = Mutex<Latch?>(nil)
    /// Opened when a call for closes has begun.
    let begun = Latch()

    var calls: Int { state.withLock { $0.asked.count } }

    /// Symbol, first and last date of every item asked for, in order.
    var items: [String] {
        state.withLock { state in
            state.asked.flatMap(\.items).map { "\($0.ticker) \($0.from) \($0.to)" }
        }
    }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    /// Gives a symbol a close of each session.
    func fill(_ symbol: String, _ from: String, _ through: String, price: Price = Price(100)) throws {
        let (from, through) = (try #require(Day(from)), try #require(Day(through)))
        set { state in
            for day in ExchangeCalendar.sessions(from: from, through: through) {
                state.closes[symbol, default: [:]][day] = price
            }
        }
    }
}

/// A source of prices that does what its script says.
struct ScriptedPrices: PriceSource {
    static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        (manifest.name, manifest.version, manifest.kind) = ("fmp", "1.0", .prices)
        manifest.capabilities = [
            "prices.eod", "prices.latest", "symbols.resolve", "symbols.search", "actions.read",
        ]
        return manifest
    }()

    let script: PriceScript

    init() { script = PriceScript() }
    init(_ script: PriceScript) { self.script = script }

    func configure(_ params: Configure.Params, _ context: CallContext) async throws(AdapterError) -> Configure.Result {
        Configure.Result()
    }

    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        Check.Result()
    }

    private func fail() throws(AdapterError) {
        if let error = script.state.withLock({ $0.failures.isEmpty ? nil : $0.failures.removeFirst() }) { throw error }
    }

    func endOfDay(
        _ params: PricesEndOfDay.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesEndOfDay.Result {
        script.set { $0.asked.append(params) }
        script.begun.open()
        if let gate = script.gate.withLock({ $0 }) { await gate.wait() }
        try fail()
        if script.state.withLock({ state in state.deadFrom.map { state.asked.count >= $0 } ?? false }) {
            throw AdapterError(.adapterCrashed, "It is gone.")
        }
        var result = PricesEndOfDay.Result()
        script.state.withLock { state in
            result.series = params.items.map { Self.series($0, state) }
        }
        var usage = PriceUsage()
        (usage.calls, usage.symbols) = (params.items.count, params.items.count)
        result.usage = usage
        return result
    }

    private static func series(_ item: PriceRangeItem, _ state: PriceScript.State) -> PricesEndOfDay.Series {
        if let error = state.itemErrors[item.ticker] { return PricesEndOfDay.Series(item.reference, error) }
        guard let closes = state.closes[item.ticker] else {
            return PricesEndOfDay.Series(item.reference, ItemError(.notFound, "Nobody knows it."))
        }
        var series = PricesEndOfDay.Series()
        series.reference = item.reference
        series.currency = state.currencies[item.ticker] ?? .usd
        series.adjusted = state.adjusted
        series.dates = closes.keys.filter { $0 >= item.from && $0 <= item.to }.sorted()
        series.close = series.dates.compactMap { closes[$0] }
        state.spoil?(&series)
        return series
    }

    func latest(
        _ params: PricesLatest.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> PricesLatest.Result {
        script.set { $0.latest.append(params) }
        try fail()
        var result = PricesLatest.Result()
        script.state.withLock { state in
            result.quotes = params.items.map { item in
                guard var quote = state.quotes[item.ticker] else {
                    return PricesLatest.Quote(item.reference, ItemError(.notFound, "Nobody knows it."))
                }
                quote.reference = item.reference
                return quote
            }
        }
        var usage = PriceUsage()
        (usage.calls, usage.symbols) = (1, params.items.count)
        result.usage = usage
        return result
    }

    func resolve(
        _ params: SymbolsResolve.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> SymbolsResolve.Result {
        script.set { $0.resolved.append(params) }
        try fail()
        var result = SymbolsResolve.Result()
        script.state.withLock { state in
            result.results = params.items.map { item in
                if var known = state.resolutions[item.ticker ?? ""] {
                    known.reference = item.reference
                    return known
                }
                var resolution = SymbolsResolve.Resolution()
                resolution.reference = item.reference
                if item.type == .option {
                    resolution.status = .unsupported
                } else if let ticker = item.ticker, state.closes[ticker] != nil {
                    var match = SymbolMatch()
                    match.ticker = ticker
                    (resolution.status, resolution.match) = (.resolved, match)
                    (resolution.method, resolution.confidence) = (.ticker, Ratio(exactly: "0.95"))
                }
                return resolution
            }
        }
        return result
    }

    func actions(
        _ params: ActionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> ActionsRead.Result {
        script.set { $0.actions.append(params) }
        try fail()
        var result = ActionsRead.Result()
        script.state.withLock { state in
            for item in params.items {
                for (day, ratio) in state.splits[item.ticker] ?? [] where day >= params.from && day <= params.to {
                    var action = ActionsRead.Action()
                    (action.reference, action.kind, action.exDate, action.ratio) = (item.reference, .split, day, ratio)
                    result.actions.append(action)
                }
            }
        }
        return result
    }
}

/// Sources in this process, behind the encoding and limits of the adapter protocol.
struct LocalSources: PriceSources {
    let channels: [String: LocalChannel]

    init(_ scripts: [String: PriceScript]) {
        channels = scripts.mapValues { LocalChannel(ScriptedPrices($0)) }
    }

    /// One source, `fmp`, configured already.
    init(_ fmp: some Adapter) { channels = ["fmp": LocalChannel(fmp)] }

    func abilities(of source: String) async throws(AdapterError) -> Set<String> {
        guard channels[source] != nil else { throw AdapterError(.adapterNotRunning, "There is no \(source).") }
        return Set(ScriptedPrices.manifest.capabilities)
    }

    func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        source: String,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        guard let channel = channels[source] else { throw AdapterError(.adapterNotRunning, "There is no \(source).") }
        return try await channel.call(method, params, cause: cause)
    }
}

/// A desk with its store, one or more scripted sources, and a clock that a test sets.
struct PriceBench {
    let store: Store
    let desk: PriceDesk
    let script: PriceScript
    let time: BenchClock
    let fixture: DaemonFixture

    /// A bench whose clock stands at five past eight in the evening of 2025-09-23 in New York: that session is over, not settled.
    static let evening = Timestamp(seconds: 1_758_672_300)

    static func make(
        store: Store? = nil,
        sources: [String] = ["cached", "fmp"],
        scripts: [String: PriceScript]? = nil
    ) throws -> PriceBench {
        let script = scripts?["fmp"] ?? PriceScript()
        return try PriceBench(
            store: store ?? Store.open(location: .memory),
            script: script,
            sources: sources,
            adapters: LocalSources(scripts ?? ["fmp": script])
        )
    }

    init(store: Store, script: PriceScript, sources: [String], adapters: LocalSources) throws {
        (self.store, self.script) = (store, script)
        let clock = BenchClock(Self.evening)
        time = clock
        var configuration = Configuration()
        configuration.prices.sources = sources
        let settings = CurrentSettings(
            Settings(
                configuration: configuration,
                secrets: configuration.resolveSecrets(),
                access: AccessPolicy(rules: [], ownUID: 0),
                generation: 1
            )
        )
        desk = PriceDesk(
            store: store,
            settings: settings,
            sources: adapters,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { clock.now }
        )
        fixture = try DaemonFixture(store: store, configuration: configuration, prices: desk)
    }

    /// Lets a user hold securities; their ids.
    func hold(
        _ tickers: [String],
        user: String = "ana",
        price: Price? = nil,
        asOf: String = "2025-09-22",
        type: SecurityType = .stock,
        currency: Currency = .usd
    ) throws -> [String] {
        let provider = "plaid"
        let connection = try store.createConnection(
            user: user,
            provider: provider,
            externalID: "\(user) \(tickers.joined()) \(type) \(currency)"
        )
        var account = ReportedAccount()
        (account.externalID, account.name, account.currency) = ("A", "Account", currency)
        _ = try store.saveAccounts(connection: connection.id, [account], source: .external, isComplete: true)
        var update = HoldingsUpdate(asOf: Self.evening)
        for ticker in tickers {
            var record = ReportedSecurity()
            (record.externalID, record.ticker, record.type, record.currency) = (ticker, ticker, type, currency)
            update.securities.append(record)
            var holding = ReportedHolding()
            (holding.account, holding.security, holding.quantity) = ("A", ticker, Quantity(2))
            holding.currency = currency
            holding.price = price
            if price != nil { holding.priceAsOf = try Timestamp(#require(Day(asOf))) }
            update.holdings.append(holding)
        }
        try store.saveHoldings(connection: connection.id, update, source: provider)
        return try tickers.map { ticker in try #require(try store.securities(symbol: ticker, user: user).first).id }
    }

    func ensure(_ ids: [String], _ from: String, _ through: String = "2025-09-23") async throws -> PriceReport {
        try await desk.ensure(
            securities: ids,
            from: #require(Day(from)),
            through: #require(Day(through)),
            cause: "test"
        )
    }

    func closes(_ id: String) throws -> [String: String] {
        let series = try store.priceSeries(for: [id], from: Day(number: 0), through: Day(number: 40_000)).first
        return Dictionary(
            uniqueKeysWithValues: (series?.closes ?? []).map { ($0.day.description, $0.price.description) }
        )
    }
}

/// A clock that stands where a test puts it.
final class BenchClock: Sendable {
    private let state: Mutex<Timestamp>

    init(_ now: Timestamp) { state = Mutex(now) }

    var now: Timestamp { state.withLock { $0 } }

    func advance(seconds: Int64) { state.withLock { $0 = $0.adding(seconds: seconds) } }
}
