@testable import FolioDaemon
import CSVAdapter
import FolioAdapterKit
import FolioCrypto
import FolioModel
import FolioRPC
import FolioStore
import Glibc
import Logging
import Synchronization
import Testing

/// The daemon's methods with running jobs and an adapter for files, without a socket or a process.
final class ImportFixture: Sendable {
    let directory: String
    let store: Store
    let services: DaemonServices
    private let registry: MethodRegistry
    private let schemas: AnswerSchemas

    var imports: String { directory + "/import" }

    private init(_ directory: String, _ limits: ImportLimits, mode: OperatingMode) async throws {
        self.directory = directory
        mkdir(directory + "/import", 0o700)
        store = try Store.open(location: .file(directory + "/folio.db"))
        try store.ensureUser("default")
        var configuration = Configuration()
        configuration.mode = mode
        configuration.providers.csv.directory = directory + "/import"
        configuration.providers.plaid.isEnabled = false
        let secrets = configuration.resolveSecrets()
        let rule = AccessPolicy.Rule(subject: .uid(1001), users: ["ana"], isAdmin: false)
        let settings = CurrentSettings(
            Settings(
                configuration: configuration,
                secrets: secrets,
                access: AccessPolicy(rules: [rule], ownUID: 0),
                generation: 1
            )
        )
        let logger = Logger(label: "import-test") { _ in SwiftLogNoOpLogHandler() }
        let sealer = CredentialSealer(key: SymmetricKey())
        let vault = CredentialVault(store: store, sealer: sealer, logger: logger)
        let progress = AdapterProgressBoard()
        let plan = AdapterPlan(configuration, modes: [mode], secrets: secrets)
        let adapters = AdapterPool(
            launches: [("csv", .local(CSVAdapter()))],
            dataRoot: directory,
            plan: plan,
            vault: vault,
            progress: progress,
            secrets: { [] },
            logger: logger
        )
        let jobs = JobRunner(store: store)
        let start = ContinuousClock.now
        let clock = Age()
        ages = clock
        let desk = ImportDesk(
            store: store,
            settings: settings,
            adapters: adapters,
            jobs: jobs,
            vault: vault,
            progress: progress,
            limits: limits,
            now: { start + clock.value }
        )
        let portfolios = PortfolioCache(store: store, settings: settings)
        services = DaemonServices(
            store: store,
            settings: settings,
            jobs: jobs,
            adapters: adapters,
            connections: ConnectionDesk(store: store, settings: settings, adapters: adapters, jobs: jobs, vault: vault),
            imports: desk,
            portfolios: portfolios,
            prices: PriceDesk(store: store, settings: settings, sources: adapters, logger: logger),
            history: HistoryDesk(store: store, settings: settings, portfolios: portfolios),
            sealer: sealer,
            vault: vault,
            startedAt: .now,
            now: { .now },
            reload: { (_) async throws(ConfigurationErrors) in ReloadReport() },
            modesChanged: {},
            configurationFault: { nil }
        )
        registry = MethodTable.registry(services)
        schemas = try AnswerSchemas(document: registry.openRPC(version: "test"))
        _ = await adapters.apply(plan, features: [:])
        await jobs.register(SyncJob(store: store, adapters: adapters, vault: vault), for: SyncJob.kind)
        await jobs.register(desk.job(applies: false), for: ImportJob.previewKind)
        await jobs.register(desk.job(applies: true), for: ImportJob.applyKind)
    }

    /// A time that only a test moves.
    final class Age: Sendable {
        private let state = Mutex(Duration.zero)
        var value: Duration { state.withLock { $0 } }
        func pass(_ duration: Duration) { state.withLock { $0 += duration } }
    }

    let ages: Age

    /// Runs a test and takes everything down again.
    static func run(
        limits: ImportLimits = ImportLimits(),
        mode: OperatingMode = .aggregation,
        _ body: (ImportFixture) async throws -> Void
    ) async throws {
        let directory = try Scratch.make()
        defer { Scratch.erase(directory) }
        let fixture = try await ImportFixture(directory, limits, mode: mode)
        let jobs = fixture.services.jobs
        let running = Task { try await jobs.run() }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(fixture))
        } catch {
            outcome = .failure(error)
        }
        running.cancel()
        try await running.value
        await fixture.services.adapters.stopAll()
        try fixture.store.close()
        try outcome.get()
    }

    // MARK: Calls

    /// The caller that may do everything.
    static let root = Caller(pid: 1, uid: 0, gid: 0)
    /// The caller that may see user `ana`.
    static let ana = Caller(pid: 2, uid: 1001, gid: 1001)

    /// Calls a method; its answer fits the description.
    @discardableResult
    func call(
        _ method: String,
        _ params: JSONValue,
        as caller: Caller = ImportFixture.root
    ) async throws(RPCError) -> JSONValue {
        guard let definition = registry[method] else { throw .methodNotFound(method) }
        let answer = try await definition.call(rawParams: Array(params.text.utf8), context: .local(caller: caller))
        guard let value = try? JSONValue(parsing: answer) else { throw .internalError("no JSON") }
        #expect(schemas.violations(method, value) == [], "\(method)")
        return value
    }

    /// The error that a call ends with; `nil` where it has a result.
    func error(_ method: String, _ params: JSONValue, as caller: Caller = ImportFixture.root) async -> RPCError? {
        do throws(RPCError) {
            try await call(method, params, as: caller)
            return nil
        } catch {
            return error
        }
    }

    /// Begins an import with files and their texts, and sends them in parts of so many bytes.
    func upload(_ files: [(String, String)], part: Int = 1 << 20) async throws -> String {
        let announced = files.map { name, text -> JSONValue in ["name": .string(name), "size": .int(text.utf8.count)] }
        let begun = try await call("imports.begin", ["files": .array(announced)])
        let id = try #require(begun["import"]?.string)
        for (name, text) in files {
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: part) {
                let end = min(start + part, bytes.count)
                let params: JSONValue = [
                    "import": .string(id), "file": .string(name), "offset": .int(start),
                    "data": .string(Base64Text.encode(bytes[start..<end])),
                ]
                #expect(try await call("imports.append", params)["received"] == .int(end))
            }
        }
        return id
    }

    /// Uploads and previews.
    func preview(_ files: [(String, String)], _ more: [(String, JSONValue)] = []) async throws -> JSONValue {
        let id = try await upload(files)
        let report = try await report("imports.preview", id, more)
        try await call("imports.discard", ["import": .string(id)])
        return report
    }

    /// Uploads and applies.
    func apply(_ files: [(String, String)], _ more: [(String, JSONValue)] = []) async throws -> JSONValue {
        try await report("imports.apply", try await upload(files), more)
    }

    func report(_ method: String, _ id: String, _ more: [(String, JSONValue)] = []) async throws -> JSONValue {
        let params = [("import", JSONValue.string(id)), ("wait", true)] + more
        return try #require(try await call(method, .object(JSONObject(params)))["report"])
    }

    /// What is stored of user `default`'s files, a text a row.
    func stored() throws -> [String] {
        let facts = try store.facts(user: "default")
        var rows = facts.holdings.map { "holding \(facts.securities[$0.security]?.symbol ?? "") \($0.quantity)" }
        rows += facts.cash.map { "cash \($0.currency) \($0.amount)" }
        var query = ActivityQuery(accounts: facts.accounts.map(\.id))
        query.limit = ActivityQuery.maximumLimit
        rows += try store.activities(query).activities.map { row in
            "\(row.reported.date) \(row.reported.account) \(row.reported.type.rawValue) \(row.reported.cashDelta)"
        }
        return rows.sorted()
    }

    /// The names in user `default`'s folder.
    var folder: [String] { Scratch.names(in: imports + "/default") }
}
