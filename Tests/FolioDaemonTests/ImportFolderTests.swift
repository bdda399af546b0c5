import FolioDaemon
import FolioModel
import FolioSandbox
import FolioStore
import Glibc
import Testing

@Suite(.timeLimit(.minutes(5))) struct ImportFolderTests {
    @Test func `an import directory that goes costs nothing, says so, and is read again when there is one`()
        async throws
    {
        try await ConnectedDaemon.run { daemon in
            let csv = try await daemon.client.connectCSV(daemon.place, daemon.world)
            try await daemon.client.idle()
            let whole = try await daemon.total()
            #expect(whole != "0.00")
            let (here, away) = (daemon.place.imports, daemon.place.directory + "/away")

            try #require(rename(here, away) == 0)
            try await until(daemon, csv, hasError: true)
            #expect(try await daemon.total() == whole)
            try #require(rename(away, here) == 0)
            try await until(daemon, csv, hasError: false)
            #expect(try await daemon.total() == whole)

            // As a mount point is without its disk.
            try #require(rename(here, away) == 0)
            try #require(mkdir(here, 0o700) == 0)
            try await until(daemon, csv, hasError: true)
            #expect(try await daemon.client.connection(csv)["status"] == "error")
            #expect(try await daemon.total() == whole)
            try #require(rename(away + "/default", here + "/default") == 0)
            try await until(daemon, csv, hasError: false)
            #expect(try await daemon.total() == whole)

            for name in Scratch.names(in: here + "/default") { unlink(here + "/default/" + name) }
            try await daemon.client.until("the new directory is followed") { try await daemon.total() == "0.00" }
        }
    }

    private func until(_ daemon: ConnectedDaemon, _ connection: String, hasError: Bool) async throws {
        try await daemon.client.until(hasError ? "the error is shown" : "the error goes") {
            let row = try await daemon.client.connection(connection)
            return row["error"]?.isNull == !hasError && (hasError || row["status"] == "active")
        }
    }

    @Test func `a directory of which the kernel tells nothing is looked for now and then`() async throws {
        let base = try Scratch.make()
        defer { Scratch.erase(base) }
        let above = base + "/above"
        let folder = above + "/import/ana"
        for path in [above, above + "/import", folder] { try #require(mkdir(path, 0o700) == 0) }
        try Scratch.write("x\n", to: folder + "/holdings.csv")
        let clock = ManualClock()
        let store = try Store.open(location: .memory)
        _ = try store.createConnection(user: "ana", provider: "csv", externalID: "ana")
        let watcher = ImportWatcher(store: store, jobs: JobRunner(store: store), clock: clock)
        let running = Task { try await watcher.run() }
        await clock.waitForSleep(of: ImportWatcher.checkInterval)
        await watcher.follow(above + "/import")
        try await expectReading(clock, store)

        try #require(rename(above, base + "/away") == 0)
        try await expectCheck(clock)
        try await expectReading(clock, store)

        for path in [above, above + "/import", folder] { try #require(mkdir(path, 0o700) == 0) }
        try await expectCheck(clock)
        try await expectReading(clock, store)
        try Scratch.write("x\n", to: base + "/holdings.csv")
        try #require(rename(base + "/holdings.csv", folder + "/holdings.csv") == 0)
        try await expectReading(clock, store)
        running.cancel()
        try await running.value
    }

    /// Lets the time until the next check pass, of which one reading has taken a part.
    private func expectCheck(_ clock: ManualClock) async throws {
        let left = ImportWatcher.checkInterval - ImportWatcher.settleTime
        await clock.waitForSleep(of: left)
        clock.advance(by: left)
    }

    /// Lets the settling time pass, and ends the job that comes of it.
    private func expectReading(_ clock: ManualClock, _ store: Store) async throws {
        await clock.waitForSleep(of: ImportWatcher.settleTime)
        clock.advance(by: ImportWatcher.settleTime)
        while try store.unfinishedJobs().isEmpty { await Task.yield() }
        let jobs = try store.unfinishedJobs()
        #expect(jobs.map(\.subject) == ["adopt:csv:ana"])
        for job in jobs { try store.updateJob(job.id) { $0.state = .succeeded } }
    }
}
