import FolioModel
import FolioSandbox
import FolioStore
import Glibc
import Testing

@Suite(.timeLimit(.minutes(30))) struct KillTests {
    /// Kills of each round that hit a sync, and rounds, each in a fresh store.
    static let kills = 5
    static let rounds = max(TestScale.number("FOLIO_KILLS", 50) / kills, 1)
    /// Kills of a round, those included that came between two syncs.
    static let tries = 25
    /// Requests that the syncs of one round make, at most: the range that moments are chosen from.
    static let moments = 14
    /// The longest time that an adapter may outlive its daemon: a second where it is the bar that is asked about, more
    /// on a machine that is busy with something else.
    static let goneBound = getenv("FOLIO_KILLS") == nil ? Duration.seconds(20) : .seconds(1)

    @Test func `killed at random moments of a sync, it resumes and ends in the same store`() async throws {
        let expected = try await contents { daemon, _ in daemon }
        #expect(expected.contains { $0.hasPrefix("transaction ") })
        for round in 0..<Self.rounds {
            var generator = TestGenerator(seed: UInt64(round))
            let found = try await contents { daemon, sandbox in
                var process = daemon
                var (hits, tries) = (0, 0)
                while hits < Self.kills {
                    tries += 1
                    try #require(tries <= Self.tries, "most kills come between two syncs")
                    let wasHit = try await kill(process, sandbox, &generator)
                    if wasHit { hits += 1 }
                    process = try await FoliodProcess.start(process.place)
                }
                return process
            }
            let (lost, doubled) = (Set(expected).subtracting(found), Set(found).subtracting(expected))
            #expect(
                lost.isEmpty && doubled.isEmpty,
                "round \(round): lost \(lost.prefix(3)), more \(doubled.prefix(3))"
            )
            #expect(found.count == expected.count, "round \(round)")
        }
    }

    /// Connects all three, lets happen what the test wants while they are read, and gives what the store holds when
    /// every job has ended.
    private func contents(
        _ disturb: (FoliodProcess, SandboxServer) async throws -> FoliodProcess
    ) async throws -> [String] {
        let sandbox = try await SandboxServer.start(world: ConnectedDaemon.world)
        let place = try DaemonPlace(sandbox: sandbox.baseURL)
        defer { place.erase() }
        try SandboxCSV.write(sandbox.world, to: place.imports + "/default")
        var process = try await FoliodProcess.start(place)
        var client: CheckedClient? = try await CheckedClient(place)
        _ = try await client?.connectPlaid(place)
        _ = try await client?.connectAlpaca()
        client = nil
        process = try await disturb(process, sandbox)
        let last = try await CheckedClient(place)
        try await last.until("the files are connected") {
            try await last.call("connections.list")["connections"]?.array?.count == 3
        }
        try await last.idle()
        #expect(try await last.call("store.check")["ok"] == true)
        for job in try #require(try await last.call("jobs.list")["jobs"]?.array) {
            #expect(job["state"] == "succeeded", "\(job.text)")
        }
        #expect(await process.end() == 0)
        try await sandbox.stop()
        return try StoredRows.of(place.store)
    }

    /// Kills the daemon while it syncs, a random number of vendor requests from now; whether a job was interrupted.
    private func kill(
        _ process: FoliodProcess,
        _ sandbox: SandboxServer,
        _ generator: inout TestGenerator
    ) async throws -> Bool {
        let client = try await CheckedClient(process.place)
        let moment = sandbox.requestCount() + generator.number(1...Self.moments)
        try await client.until("so many requests") {
            if try await client.call("jobs.list", ["state": "running"])["jobs"]?.array?.isEmpty != false {
                try await client.refreshAll()
            }
            return sandbox.requestCount() >= moment
        }
        let children = process.children
        #expect(await process.end(SIGKILL) == -SIGKILL)
        let gone = ContinuousClock.now + Self.goneBound
        while let left = children.first(where: ProcessTable.isAlive) {
            try #require(ContinuousClock.now < gone, "adapter \(left) outlives its daemon")
            await Task.yield()
        }
        let store = try Store.open(location: .file(process.place.store))
        #expect(try store.check().filter { !$0.isOK } == [])
        let isInterrupted = try store.unfinishedJobs().contains { $0.state == .running }
        try store.close()
        return isInterrupted
    }
}
