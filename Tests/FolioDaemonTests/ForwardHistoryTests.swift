import AlpacaAdapter
import CSVAdapter
import FMPAdapter
import FolioAdapterKit
import FolioCrypto
import FolioDaemon
import FolioEngine
import FolioModel
import FolioRPC
import FolioSandbox
import FolioStore
import Glibc
import Logging
import PlaidAdapter
import Testing

/// Worlds played forward for thirty months and served by the vendors' sandbox; the daemon sees how they end, and the
/// last 24 months of rows, and has to say what every day before was like.
@Suite(.timeLimit(.minutes(60))) struct ForwardHistoryTests {
    /// Worlds of a usual run; FOLIO_WORLDS in the environment asks for more.
    static let usualWorlds = 24
    /// Parts of the run, each a test case.
    static let parts = 4

    private static let worlds = getenv("FOLIO_WORLDS").flatMap { Int(String(cString: $0)) } ?? usualWorlds

    @Test(arguments: 0..<ForwardHistoryTests.parts)
    func `what is rebuilt is what was, on every session to the cent`(part: Int) async throws {
        for seed in 0..<Self.worlds where seed % Self.parts == part {
            let world = SandboxWorld(seed: UInt64(seed), endingOn: Self.lastSession, style: .random)
            let lived = try await LivedWorld(world)
            try await lived.rebuild()
            try lived.compare(seed)
            try await lived.end()
        }
    }

    private static let lastSession = ExchangeCalendar.lastFinishedSession(at: .now)
}

/// The daemon's parts over one world: the real adapters over loopback, the real sync, prices and history.
private struct LivedWorld {
    /// The name under which the store has closes that no source of the sandbox serves: options'.
    private static let ticker = "tape"
    private static let http = CurlHTTPClient()

    private let world: SandboxWorld
    private let sandbox: SandboxServer
    private let store: Store
    private let adapters: AdapterPool
    private let vault: CredentialVault
    private let sync: SyncJob
    private let desk: ConnectionDesk
    private let history: HistoryDesk
    private let directory: String

    init(_ world: SandboxWorld) async throws {
        self.world = world
        sandbox = try await SandboxServer.start(world: world)
        var template = Array("/tmp/folio-lives-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        try SandboxCSV.write(world, to: directory + "/default")
        store = try Store.open(location: .memory)
        try store.ensureUser("default")
        let configuration = try Configuration.parse(
            """
            mode: hybrid
            providers:
              plaid: {environment: sandbox, base_url: "\(sandbox.baseURL)"}
              alpaca: {environment: paper, base_url: "\(sandbox.baseURL)"}
              csv: {directory: "\(directory)"}
            prices:
              sources: [cached, fmp]
              fmp: {base_url: "\(sandbox.baseURL)"}
            """,
            file: "lives.yaml",
            environment: [
                "PLAID_CLIENT_ID": SandboxCredentials.plaidClientID, "PLAID_SECRET": SandboxCredentials.plaidSecret,
                "FMP_API_KEY": SandboxCredentials.fmpKey,
            ]
        )
        let secrets = configuration.resolveSecrets()
        let settings = CurrentSettings(
            Settings(
                configuration: configuration,
                secrets: secrets,
                access: AccessPolicy(rules: [], ownUID: 0),
                generation: 1
            )
        )
        let logger = Logger(label: "lives-test") { _ in SwiftLogNoOpLogHandler() }
        vault = CredentialVault(store: store, sealer: CredentialSealer(key: SymmetricKey()), logger: logger)
        let plan = AdapterPlan(configuration, modes: [.hybrid], secrets: secrets)
        adapters = AdapterPool(
            launches: [
                ("plaid", .local(PlaidAdapter(http: Self.http))), ("alpaca", .local(AlpacaAdapter(http: Self.http))),
                ("csv", .local(CSVAdapter())), ("fmp", .local(FMPAdapter(http: Self.http))),
            ],
            dataRoot: "/tmp",
            plan: plan,
            vault: vault,
            secrets: { [] },
            logger: logger
        )
        _ = await adapters.apply(plan, features: [:])
        sync = SyncJob(store: store, adapters: adapters, vault: vault)
        let jobs = JobRunner(store: store)
        desk = ConnectionDesk(store: store, settings: settings, adapters: adapters, jobs: jobs, vault: vault)
        let prices = PriceDesk(store: store, settings: settings, sources: adapters, logger: logger)
        history = HistoryDesk(
            store: store,
            settings: settings,
            portfolios: PortfolioCache(store: store, settings: settings),
            prices: StorePrices(store: store) { question, cause in await prices.ask(question, cause: cause) }
        )
    }

    /// Connects everything, reads it, and rebuilds its history.
    func rebuild() async throws {
        try await desk.connect(to: sandbox)
        _ = try await desk.adopt(provider: "csv", user: "default", fields: nil)
        for job in try store.unfinishedJobs() where job.kind == SyncJob.kind { try await run(sync, job) }
        try recordOptions()
        let job = try store.enqueueJob(
            kind: HistoryJob.kind,
            subject: HistoryJob.subject("default"),
            user: "default",
            payload: HistoryJob.payload("default")
        ).0
        try await run(HistoryJob(desk: history, adapters: adapters, vault: vault), job)
    }

    private func run(_ handler: some JobHandler, _ job: JobRecord) async throws {
        do throws(JobFailure) {
            _ = try await handler.run(job, JobReporter { _, _, _ in })
        } catch {
            Issue.record("\(job.kind) \(job.subject): \(error.code): \(error.message)")
        }
    }

    /// Keeps the closes of options, which no vendor of the sandbox quotes day by day.
    private func recordOptions() throws {
        for security in world.securities.values where security.option != nil {
            guard let symbol = security.symbol,
                let known = try store.securities(symbol: symbol, user: "default").first
            else { continue }
            var mapping = SymbolMapping(security: known.id, source: Self.ticker, state: .resolved, decidedAt: .now)
            (mapping.symbol, mapping.method, mapping.isChecked) = (symbol, .ticker, true)
            try store.saveMappings([mapping])
            var update = ClosesUpdate(
                listing: try store.listing(symbol: symbol, source: Self.ticker).number,
                currency: .usd,
                askedAt: .now
            )
            update.closes = world.sessions.compactMap { day in
                world.close(security.key, on: day).flatMap { price in
                    price > .zero ? DatedClose(day: day, price: price, isProvisional: false) : nil
                }
            }
            update.covered = world.sessions.first.flatMap { first in first...world.lastDay }
            try store.saveCloses([update])
        }
    }

    /// Compares every session of every account from the first row on that its provider shows.
    func compare(_ seed: Int) throws {
        let view = try history.view(of: "default")
        for account in world.accounts {
            guard let first = account.entries.first(where: { $0.day >= world.firstDay })?.day else { continue }
            let histories = view.history.accounts.filter { history in
                let known = history.account
                return known.provider == account.provider.rawValue
                    && (known.provider != "plaid" || known.reported.mask == account.mask)
            }
            guard let table = histories.first?.table else {
                Issue.record("world \(seed): \(account.name) is missing")
                continue
            }
            let wrong = try Self.differences(table, world.dailyValues(of: account).filter { $0.day >= first }, account)
            // Backwards, the newest difference is the one that the others follow from.
            let cause = wrong.last.map { last in
                let next = ExchangeCalendar.nextSession(after: last.day)
                let rows = account.entries.filter { $0.day >= last.day && $0.day <= next }
                return "\(last.text), among \(rows.map { Self.described($0) })"
            }
            #expect(wrong.isEmpty, "world \(seed), \(account.name): \(wrong.count) wrong, at last \(cause ?? "")")
        }
    }

    private static func described(_ entry: WorldEntry) -> String {
        "\(entry.day) \(entry.kind) \(entry.security ?? "") \(entry.quantity) for \(entry.cash)"
    }

    private static func differences(
        _ table: DayTable,
        _ values: [(day: Day, value: Amount)],
        _ account: WorldAccount
    ) throws -> [(day: Day, text: String)] {
        var rows: [Day: Int] = [:]
        for row in 0..<table.count { rows[table.day(row)] = row }
        var cash = Cash(account)
        var wrong: [(day: Day, text: String)] = []
        for (day, value) in values {
            let known = try cash.through(day)
            guard let row = rows[day] else {
                wrong.append((day, "\(day) is missing, was \(value)"))
                continue
            }
            func figure(_ metric: DayMetric) -> Amount { Amount(raw: table[metric, row] * 1_000_000) }
            if try (figure(.value) - value).magnitude >= Self.hundredthOfCent || figure(.cash) != known {
                wrong.append((day, "\(day): \(figure(.value)) with cash \(figure(.cash)), was \(value) with \(known)"))
            } else if row > 0, !figure(.unexplained).isZero {
                wrong.append((day, "\(day): unexplained \(figure(.unexplained))"))
            }
        }
        return wrong
    }

    private static let hundredthOfCent = Amount(raw: 100_000_000)

    /// An account's cash day by day.
    private struct Cash {
        private let entries: [WorldEntry]
        private let isReported: Bool
        private var next = 0
        private var amount = Amount.zero

        init(_ account: WorldAccount) { (entries, isReported) = (account.entries, account.reportsCash) }

        mutating func through(_ day: Day) throws -> Amount {
            while next < entries.count, entries[next].day <= day {
                if isReported { try amount.add(entries[next].cash) }
                next += 1
            }
            return amount
        }
    }

    func end() async throws {
        await adapters.stopAll()
        try store.close()
        try await sandbox.stop()
        for name in SandboxCSV(world: world).files.map(\.name) { unlink("\(directory)/default/\(name)") }
        rmdir(directory + "/default")
        rmdir(directory)
    }
}
