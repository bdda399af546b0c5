import FolioAdapterKit
import FolioCrypto
import FolioDaemon
import FolioModel
import FolioStore
import Logging
import Synchronization
import Testing

/// Asking a vendor to read an institution now: at most once, and only when a person wants it.
@Suite struct VendorRefreshTests {
    /// An adapter that counts how often it is asked, answers as it is told, and whose accounts fail as often as it is
    /// told.
    private final class Vendor: Sendable {
        struct State {
            var asked = 0
            var refusal: AdapterError?
            var failures = 0
            var consent: Timestamp?
        }
        let state = Mutex(State())
        var asked: Int { state.withLock { $0.asked } }
    }

    private struct Asked: ProviderAdapter {
        static var manifest: AdapterManifest {
            var manifest = AdapterManifest()
            (manifest.name, manifest.version, manifest.kind) = ("csv", "1", .provider)
            manifest.capabilities = ["accounts", "holdings", "transactions", "refresh"]
            manifest.link.flow = .none
            manifest.source = "external"
            return manifest
        }

        let vendor: Vendor

        init(vendor: Vendor) { self.vendor = vendor }

        init() { self.init(vendor: Vendor()) }

        func configure(_: Configure.Params, _: CallContext) async throws(AdapterError) -> Configure.Result {
            Configure.Result()
        }
        func check(_: Check.Params, _: CallContext) async throws(AdapterError) -> Check.Result { Check.Result() }
        func beginLink(_: LinkBegin.Params, _: CallContext) async throws(AdapterError) -> LinkBegin.Result {
            LinkBegin.Result()
        }
        func completeLink(_: LinkComplete.Params, _: CallContext) async throws(AdapterError) -> LinkComplete.Result {
            LinkComplete.Result()
        }
        func disconnect(_: Disconnect.Params, _: CallContext) async throws(AdapterError) -> Disconnect.Result {
            Disconnect.Result()
        }

        func requestRefresh(
            _: RefreshRequest.Params,
            _: CallContext
        ) async throws(AdapterError) -> RefreshRequest.Result {
            let refusal = vendor.state.withLock { state in
                state.asked += 1
                return state.refusal
            }
            if let refusal { throw refusal }
            return RefreshRequest.Result()
        }

        func accounts(_: AccountsRead.Params, _: CallContext) async throws(AdapterError) -> AccountsRead.Result {
            let (fails, consent) = vendor.state.withLock { state in
                state.failures -= 1
                return (state.failures >= 0, state.consent)
            }
            if fails { throw AdapterError(.unavailable, "The bank is down.") }
            var result = AccountsRead.Result()
            var account = ReportedAccount()
            (account.externalID, account.name) = ("A", "A")
            (result.accounts, result.consentExpiresAt) = ([account], consent)
            return result
        }

        func holdings(_: HoldingsRead.Params, _: CallContext) async throws(AdapterError) -> HoldingsRead.Result {
            HoldingsRead.Result()
        }
        func transactions(
            _: TransactionsRead.Params,
            _: CallContext
        ) async throws(AdapterError) -> TransactionsRead.Result { TransactionsRead.Result() }
    }

    /// A store with one connection, jobs that run, and the vendor behind it.
    private struct Fixture {
        let store: Store
        let jobs: JobRunner
        let desk: ConnectionDesk
        let vendor: Vendor
        let sync: SyncJob
        let connection: Connection

        static func run(_ body: (Fixture) async throws -> Void) async throws {
            let store = try Store.open(location: .memory)
            let logger = Logger(label: "refresh-test") { _ in SwiftLogNoOpLogHandler() }
            var configuration = Configuration()
            configuration.providers.plaid.isEnabled = false
            let secrets = configuration.resolveSecrets()
            let vault = CredentialVault(store: store, sealer: CredentialSealer(key: SymmetricKey()), logger: logger)
            let plan = AdapterPlan(configuration, modes: [.aggregation], secrets: secrets)
            let vendor = Vendor()
            let adapters = AdapterPool(
                launches: [("csv", .local(Asked(vendor: vendor)))],
                dataRoot: "/",
                plan: plan,
                vault: vault,
                secrets: { [] },
                logger: logger
            )
            let settings = CurrentSettings(
                Settings(
                    configuration: configuration,
                    secrets: secrets,
                    access: AccessPolicy(rules: [], ownUID: 0),
                    generation: 1
                )
            )
            _ = await adapters.apply(plan, features: [:])
            let jobs = JobRunner(store: store)
            let sync = SyncJob(store: store, adapters: adapters, vault: vault)
            await jobs.register(sync, for: SyncJob.kind)
            await jobs.register(RefreshJob(store: store, jobs: jobs, adapters: adapters), for: RefreshJob.kind)
            let running = Task { try await jobs.run() }
            let fixture = Fixture(
                store: store,
                jobs: jobs,
                desk: ConnectionDesk(
                    store: store,
                    settings: settings,
                    adapters: adapters,
                    jobs: jobs,
                    vault: vault
                ),
                vendor: vendor,
                sync: sync,
                connection: try store.createConnection(user: "default", provider: "csv", externalID: "x")
            )
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(fixture)) } catch { outcome = .failure(error) }
            running.cancel()
            try await running.value
            await adapters.stopAll()
            try outcome.get()
        }

        func refresh(all: Bool = false) async throws -> JobRecord {
            let job = try await desk.refresh(
                user: "default",
                mode: .aggregation,
                connection: all ? nil : connection.id
            )
            return try #require(try await jobs.settled(job.id))
        }
    }

    @Test func `a person's refresh asks the vendor once, and says so`() async throws {
        try await Fixture.run { fixture in
            let job = try await fixture.refresh()
            #expect(job.state == .succeeded)
            #expect(job.result["refresh"] == ["state": "requested"])
            #expect(fixture.vendor.asked == 1)
            #expect(try await fixture.refresh(all: true).state == .succeeded)
            #expect(fixture.vendor.asked == 2)
        }
    }

    @Test func `a sync by itself asks nobody`() async throws {
        try await Fixture.run { fixture in
            let started = try await fixture.desk.sync(fixture.connection.id, user: "default", repeating: true)
            let job = try #require(try await fixture.jobs.settled(started.job.id))
            #expect(job.state == .succeeded && job.result["refresh"] == nil)
            #expect(fixture.vendor.asked == 0)
        }
    }

    @Test func `an attempt after a failed one does not ask again, a new wish does`() async throws {
        try await Fixture.run { fixture in
            fixture.vendor.state.withLock { $0.failures = 1 }
            let waiting = try await fixture.refresh()
            #expect(waiting.state == .queued && waiting.attempts == 1)
            #expect(fixture.vendor.asked == 1)
            #expect(try await fixture.jobs.hasten(waiting.id))
            let job = try #require(try await fixture.jobs.settled(waiting.id))
            #expect(job.state == .succeeded && job.attempts == 2)
            #expect(fixture.vendor.asked == 1)

            fixture.vendor.state.withLock { $0.failures = 1 }
            #expect(try await fixture.refresh().state == .queued)
            #expect(try await fixture.refresh().state == .succeeded)
            #expect(fixture.vendor.asked == 3)
        }
    }

    @Test func `a wish that finds a job waiting by itself has it ask`() async throws {
        try await Fixture.run { fixture in
            fixture.vendor.state.withLock { $0.failures = 1 }
            let started = try await fixture.desk.sync(fixture.connection.id, user: "default", repeating: false)
            _ = try await fixture.jobs.settled(started.job.id)
            let job = try await fixture.refresh()
            #expect(job.id == started.job.id && job.state == .succeeded)
            #expect(fixture.vendor.asked == 1)
        }
    }

    @Test(arguments: [
        (AdapterError(.unsupported, "Not here."), ["state": "unsupported"] as JSONValue),
        (
            AdapterError(.rateLimited, "Too often."),
            ["state": "refused", "code": "rate_limited", "message": "Too often."] as JSONValue
        ),
    ])
    func `what the vendor has is read all the same when it refuses`(
        refusal: AdapterError,
        told: JSONValue
    ) async throws {
        try await Fixture.run { fixture in
            fixture.vendor.state.withLock { $0.refusal = refusal }
            let job = try await fixture.refresh()
            #expect(job.state == .succeeded && job.result["accounts"] == 1)
            #expect(job.result["refresh"] == told)
            #expect(try fixture.store.connection(id: fixture.connection.id)?.status == .active)
        }
    }

    @Test func `the end of a consent is kept with its connection, and forgotten when it is renewed for good`()
        async throws
    {
        try await Fixture.run { fixture in
            let end = try #require(Timestamp("2027-03-16T15:53:00Z"))
            fixture.vendor.state.withLock { $0.consent = end }
            _ = try await fixture.refresh()
            let connection = try #require(try fixture.store.connection(id: fixture.connection.id))
            #expect(connection.consentExpiresAt == end)
            #expect(
                ConnectionRow(connection, accounts: [], isShown: true).jsonValue["consent_expires_at"]?.string
                    == end.description
            )
            fixture.vendor.state.withLock { $0.consent = nil }
            _ = try await fixture.refresh()
            #expect(try fixture.store.connection(id: fixture.connection.id)?.consentExpiresAt == nil)
        }
    }
}
