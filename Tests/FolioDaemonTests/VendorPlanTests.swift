import AlpacaAdapter
import FolioAdapterKit
import FolioCrypto
import FolioDaemon
import FolioModel
import FolioRPC
import FolioSandbox
import FolioStore
import Logging
import PlaidAdapter
import Testing

/// Plaid and Alpaca read through the real adapters and the real sync, while the vendors do what a plan says.
@Suite(.timeLimit(.minutes(10))) struct VendorPlanTests {
    /// Plans a test case goes through.
    static let seedsPerCase: UInt64 = 30
    /// Plans at once.
    static let lanes: UInt64 = 2

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `whatever vendors do on the way, the store ends as after a run without faults`(part: UInt64) async throws {
        let world = ConnectedDaemon.world
        let seeds = part * Self.seedsPerCase..<(part + 1) * Self.seedsPerCase
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    for seed in seeds where seed % Self.lanes == lane { try await Self.check(seed, world) }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func check(_ seed: UInt64, _ world: SandboxWorld) async throws {
        let plan = FaultPlan.random(seed: seed, over: world)
        let (found, truth) = try await PlannedRun.contents(world, plan, seed: seed)
        let (expected, _) = try await PlannedRun.contents(truth, nil, seed: seed)
        let (lost, more) = (Set(expected).subtracting(found), Set(found).subtracting(expected))
        #expect(
            lost.isEmpty && more.isEmpty && found.count == expected.count,
            "seed \(seed): lost \(lost.sorted().prefix(3)), more \(more.sorted().prefix(3))"
        )
    }
}

/// The daemon's sync over a store in memory, its adapters in this process, its vendors a sandbox whose clock is moved.
private struct PlannedRun {
    /// Attempts at one sync: each fault of a plan has an end, and costs at most one of them.
    static let maximumAttempts = 60
    /// More than a minute passes between attempts, so that a limit by the minute is over.
    static let pause: Int64 = 61_000
    /// Connections to the sandbox are shared.
    static let http = CurlHTTPClient()

    private let store: Store
    private let sandbox: SandboxServer
    private let clock: SandboxClock
    private let sync: SyncJob
    private let desk: ConnectionDesk

    /// What the store holds when a plan is through, and the world it ends with; without a plan after one reading.
    static func contents(
        _ world: SandboxWorld,
        _ plan: FaultPlan?,
        seed: UInt64
    ) async throws -> (rows: [String], truth: SandboxWorld) {
        let clock = SandboxClock.manual(startingAt: Timestamp.now)
        let sandbox = try await SandboxServer.start(world: world, clock: clock)
        let run = try await PlannedRun(sandbox, clock)
        let jobs = try await run.connect()
        if let plan {
            sandbox.run(plan)
            repeat {
                for job in jobs { try await run.settle(job, seed) }
            } while sandbox.step()
            sandbox.finish()
            // The second reading believes what the first one held for a vendor's mistake.
            for job in jobs { try await run.settle(job, seed) }
        }
        for job in jobs { try await run.settle(job, seed) }
        let truth = sandbox.truth()
        let rows = try StoredRows.of(run.store)
        try run.store.close()
        try await sandbox.stop()
        return (rows, truth)
    }

    private init(_ sandbox: SandboxServer, _ clock: SandboxClock) async throws {
        (self.sandbox, self.clock) = (sandbox, clock)
        store = try Store.open(location: .memory)
        try store.ensureUser("default")
        let configuration = try Configuration.parse(
            """
            mode: hybrid
            providers:
              plaid: {environment: sandbox, base_url: "\(sandbox.baseURL)"}
              alpaca: {environment: paper, base_url: "\(sandbox.baseURL)"}
              csv: {enabled: false}
            """,
            file: "plan.yaml",
            environment: [
                "PLAID_CLIENT_ID": SandboxCredentials.plaidClientID, "PLAID_SECRET": SandboxCredentials.plaidSecret,
            ]
        )
        let secrets = configuration.resolveSecrets()
        let access = AccessPolicy(rules: [], ownUID: 0)
        let settings = CurrentSettings(
            Settings(configuration: configuration, secrets: secrets, access: access, generation: 1)
        )
        let logger = Logger(label: "plan-test") { _ in SwiftLogNoOpLogHandler() }
        let vault = CredentialVault(store: store, sealer: CredentialSealer(key: SymmetricKey()), logger: logger)
        let now: @Sendable () -> Timestamp = { clock.now }
        let pause: @Sendable (Duration) async -> Void = { clock.advance(milliseconds: $0.components.seconds * 1000) }
        let plan = AdapterPlan(configuration, modes: [.hybrid], secrets: secrets)
        let adapters = AdapterPool(
            launches: [
                ("plaid", .local(PlaidAdapter(http: Self.http, now: now, pause: pause))),
                ("alpaca", .local(AlpacaAdapter(http: Self.http, now: now, pause: pause))),
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
    }

    /// Links both vendors while all is well; gives the jobs that read them, Plaid's first.
    private func connect() async throws -> [JobRecord] {
        try await desk.connect(to: sandbox)
        return try store.unfinishedJobs()
    }

    /// Syncs until it works, as the daemon would after its pauses.
    private func settle(_ job: JobRecord, _ seed: UInt64) async throws {
        var failures: [String] = []
        while true {
            clock.advance(milliseconds: Self.pause)
            do throws(JobFailure) {
                _ = try await sync.run(job, JobReporter { _, _, _ in })
                return
            } catch {
                failures.append("\(error.code): \(error.message)")
            }
            try #require(
                failures.count < Self.maximumAttempts,
                "seed \(seed), \(job.subject): \(failures.suffix(3))"
            )
        }
    }
}
