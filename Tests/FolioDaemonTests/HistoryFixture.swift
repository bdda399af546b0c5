import FolioDaemon
import FolioEngine
import FolioModel
import FolioStore
import Synchronization
import Testing

/// Prices that a test decides on, by symbol.
final class ScriptedCloses: HistoryPrices {
    private struct State {
        var closes: [String: [Day: Price]] = [:]
        var version = 0
        var asked = 0
    }

    private let state = Mutex(State())

    var stamp: Int { state.withLock { $0.version } }

    /// How often somebody wanted prices to be had.
    var asked: Int { state.withLock { $0.asked } }

    func set(_ symbol: String, _ closes: [Day: Price]) {
        state.withLock { state in
            state.closes[symbol] = closes
            state.version += 1
        }
    }

    func set(_ symbol: String, _ day: Day, _ price: Price?) {
        state.withLock { state in
            state.closes[symbol, default: [:]][day] = price
            state.version += 1
        }
    }

    /// The newest close up to a date.
    func newest(_ symbol: String, through day: Day) -> (day: Day, price: Price)? {
        let known = state.withLock { $0.closes[symbol] } ?? [:]
        return known.filter { $0.key <= day }.max { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func answer(_ question: PriceQuestion) throws -> PriceAnswer {
        let closes = state.withLock { $0.closes }
        var answer = PriceAnswer()
        for (place, security) in question.securities.enumerated() {
            guard let known = security.symbol.flatMap({ closes[$0] }), !known.isEmpty else { continue }
            answer.prices.append(
                try PriceSeries(
                    security: place,
                    currency: security.currency,
                    source: "scripted",
                    closes: known.map { (day: $0.key, price: $0.value) }
                )
            )
        }
        return answer
    }

    func ensure(_ question: PriceQuestion, cause: String) async { state.withLock { $0.asked += 1 } }
}

/// A store with one user's past, and the daemon's methods over it at a moment of the test's choice.
final class HistoryFixture: Sendable {
    let store: Store
    let prices = ScriptedCloses()
    let daemon: DaemonFixture

    /// 2025-09-23, a Tuesday, an hour after the close.
    static let evening = Timestamp(seconds: 1_758_661_200)
    static let today = Day(number: 20354)

    init(configuration: Configuration = Configuration(), at now: Timestamp = HistoryFixture.evening) throws {
        let store = try Store.open(location: .memory)
        try store.ensureUser("default")
        let box = ClockBox(now)
        self.store = store
        var configuration = configuration
        if configuration.mode == Configuration().mode { configuration.mode = .hybrid }
        daemon = try DaemonFixture(store: store, configuration: configuration, historyPrices: prices, now: { box.now })
        self.box = box
    }

    private let box: ClockBox

    /// Goes to another moment.
    func go(to time: Timestamp) { box.set(time) }

    var now: Timestamp { box.now }

    /// Connects accounts of a provider; gives their ids by external id.
    @discardableResult
    func connect(
        _ name: String,
        provider: String = "plaid",
        user: String = "default",
        accounts: [String] = ["A"],
        cash: String? = "1000"
    ) throws -> [String: String] {
        let connection = try store.createConnection(
            user: user,
            provider: provider,
            externalID: name,
            institutionName: "Bank",
            sealedCredentials: [1]
        )
        let reported = accounts.map { id in
            var account = ReportedAccount()
            (account.externalID, account.name, account.type) = (id, "Account \(id)", "investment")
            account.balances.cash = cash.flatMap { Amount(exactly: $0) }
            return account
        }
        let saved = try store.saveAccounts(
            connection: connection.id,
            reported,
            source: provider == "alpaca" ? .brokerage : .external,
            isComplete: true
        )
        try store.updateConnection(id: connection.id) { $0.refreshedAt = box.now }
        return Dictionary(uniqueKeysWithValues: saved.map { ($0.reported.externalID, $0.id) })
    }

    /// Says what an account holds at the end of the day, by symbol, and its cash.
    func hold(
        _ units: [String: String],
        cash: String?,
        account: String = "A",
        connection name: String,
        user: String = "default",
        provider: String = "plaid"
    ) throws {
        let connection = try connection(name, user)
        var update = HoldingsUpdate(asOf: box.now)
        update.accounts = [account]
        for (symbol, count) in units.sorted(by: { $0.key < $1.key }) {
            update.securities.append(Self.security(symbol))
            var holding = ReportedHolding()
            (holding.account, holding.security) = (account, symbol)
            holding.quantity = try #require(Quantity(exactly: count))
            if let newest = prices.newest(symbol, through: box.now.newYorkDay) {
                (holding.price, holding.priceAsOf) = (newest.price, Timestamp(newest.day))
            }
            update.holdings.append(holding)
        }
        if let cash {
            var balance = ReportedCash()
            (balance.account, balance.amount) = (account, try #require(Amount(exactly: cash)))
            update.cash = [balance]
        }
        try store.saveHoldings(connection: connection, update, source: provider)
    }

    /// Adds records: id, date, type, symbol, units, cash.
    func add(
        _ records: [(String, String, TransactionType, String?, String, String)],
        account: String = "A",
        connection name: String,
        user: String = "default"
    ) throws {
        var page = TransactionsPage(passID: "pass \(records.first?.0 ?? "")")
        for (id, day, type, symbol, units, cash) in records {
            var row = ReportedTransaction()
            (row.externalID, row.account, row.security, row.type) = (id, account, symbol, type)
            row.date = try #require(Day(day))
            row.quantityDelta = try #require(Quantity(exactly: units))
            row.cashDelta = try #require(Amount(exactly: cash))
            page.added.append(row)
            if let symbol { page.securities.append(Self.security(symbol)) }
        }
        page.historyCompleteFrom = Day("2023-09-25")
        try store.saveTransactions(connection: try connection(name, user), page)
    }

    private func connection(_ name: String, _ user: String) throws -> String {
        try #require(try store.connections(user: user).first { $0.externalID == name }?.id)
    }

    private static func security(_ symbol: String) -> ReportedSecurity {
        var security = ReportedSecurity()
        (security.externalID, security.ticker, security.name) = (symbol, symbol, "\(symbol) Inc.")
        return security
    }

    /// A week in an account: 2,000 come in, 10 units are bought at 100, 50 of dividend, 4 sold at 110.
    static func week() throws -> HistoryFixture {
        let fixture = try HistoryFixture()
        try fixture.connect("item")
        try fixture.price("ACME", from: "2025-09-15", ["100", "100", "102", "104", "106", "110", "112"])
        try fixture.add(
            [
                ("1", "2025-09-15", .deposit, nil, "0", "2000"), ("2", "2025-09-16", .buy, "ACME", "10", "-1000"),
                ("3", "2025-09-18", .dividend, "ACME", "0", "50"), ("4", "2025-09-22", .sell, "ACME", "-4", "440"),
            ],
            connection: "item"
        )
        try fixture.hold(["ACME": "6"], cash: "1490", connection: "item")
        return fixture
    }

    /// What an account is worth at the end of each session of ``week()``, from 2025-09-15 on.
    static let values = ["2000.00", "2000.00", "2020.00", "2090.00", "2110.00", "2150.00", "2162.00"]

    /// An answer's parallel array of texts.
    func texts(_ name: String, _ params: JSONValue = [:]) async throws -> [String] {
        let answer = try await daemon.call("portfolio.history", params)
        return try #require(answer[name]?.array).map { $0.string ?? $0.text }
    }

    /// The only account's id.
    var account: String {
        get throws { try #require(try store.facts(user: "default").accounts.first?.id) }
    }

    // MARK: Jobs

    /// Runs a job of that handler to its end.
    @discardableResult
    func run(
        _ handler: any JobHandler,
        _ kind: String,
        _ payload: JSONValue,
        user: String? = nil
    ) async throws -> JSONValue {
        let job = try store.enqueueJob(kind: kind, subject: kind, user: user, payload: payload).0
        let started = try store.updateJob(job.id) { job in
            job.state = .running
            job.attempts += 1
        }
        let result: Result<JSONValue, JobFailure>
        do throws(JobFailure) {
            result = .success(try await handler.run(started, JobReporter { _, _, _ in }))
        } catch {
            result = .failure(error)
        }
        try store.updateJob(job.id) { $0.state = .succeeded }
        return try result.get()
    }

    /// Rebuilds a user's history.
    @discardableResult
    func rebuild(user: String = "default", desk: HistoryDesk? = nil) async throws -> JSONValue {
        let services = daemon.services
        let box = box
        let handler = HistoryJob(
            desk: desk ?? services.history,
            adapters: services.adapters,
            vault: services.vault,
            now: { box.now }
        )
        return try await run(handler, HistoryJob.kind, HistoryJob.payload(user), user: user)
    }

    /// Records the end of a session.
    @discardableResult
    func capture(_ day: Day, missed: Day? = nil, again: Bool = true) async throws -> JSONValue {
        let box = box
        let handler = EndOfDayJob(desk: daemon.services.history, now: { box.now })
        return try await run(
            handler,
            EndOfDayJob.kind,
            EndOfDayJob.payload(day, missed: missed, again: again)
        )
    }

    /// A desk that has kept nothing.
    func freshDesk() -> HistoryDesk {
        HistoryDesk(
            store: store,
            settings: daemon.services.settings,
            portfolios: daemon.services.portfolios,
            prices: prices
        )
    }

    /// The closes of consecutive sessions from a date on.
    func price(_ symbol: String, from day: String, _ closes: [String]) throws {
        var day = try #require(Day(day))
        var series: [Day: Price] = [:]
        for close in closes {
            let price = try #require(Price(exactly: close))
            series[day] = price
            day = ExchangeCalendar.nextSession(after: day)
        }
        prices.set(symbol, series)
    }
}

/// A clock that a test moves.
final class ClockBox: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) { self.time = Mutex(time) }

    var now: Timestamp { time.withLock { $0 } }

    func set(_ now: Timestamp) { time.withLock { $0 = now } }
}
