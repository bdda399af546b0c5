import FolioDaemon
import FolioModel
import FolioStore
import Glibc
import Testing

@Suite(.timeLimit(.minutes(5))) struct WatcherTests {
    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = try Scratch.make()
        defer { Scratch.erase(directory) }
        try await body(directory)
    }

    /// Waits for a change of that name.
    private func wait(
        for name: String,
        _ watcher: DirectoryWatcher
    ) async -> DirectoryWatcher.Change? {
        for await change in watcher.changes where change.name == name { return change }
        return nil
    }

    @Test func `a written, renamed and removed file is a change of its directory`() async throws {
        try await withDirectory { directory in
            let watcher = try #require(DirectoryWatcher())
            #expect(watcher.watch(directory))
            #expect(!watcher.watch(directory + "/none"))
            let path = directory + "/a.yaml"
            try Scratch.write("1", to: path)
            #expect(await wait(for: "a.yaml", watcher)?.directory == directory)
            #expect(await wait(for: "a.yaml", watcher) != nil)  // made, then written and closed
            try Scratch.replace(path, with: "2")
            #expect(await wait(for: "a.yaml.tmp", watcher) != nil)
            #expect(await wait(for: "a.yaml", watcher) != nil)
            unlink(path)
            #expect(await wait(for: "a.yaml", watcher) != nil)
            watcher.stop()
            for await _ in watcher.changes {}
            #expect(!watcher.watch(directory))
        }
    }

    @Test func `a directory that is replaced by another is watched again when it is told to`() async throws {
        try await withDirectory { directory in
            let folder = directory + "/ana"
            let watcher = try #require(DirectoryWatcher())
            watcher.watch(directory)
            for _ in 0..<2 {
                try #require(mkdir(folder, 0o700) == 0)
                #expect(await wait(for: "ana", watcher)?.directory == directory)
                #expect(watcher.watch(folder))
                try Scratch.replace(folder + "/x.csv", with: "1")
                #expect(await wait(for: "x.csv", watcher)?.directory == folder)
                Scratch.erase(folder)
                while await wait(for: "ana", watcher)?.directory != directory {}
            }
            watcher.stop()
        }
    }

    /// An import directory under a watcher whose time the test moves.
    private func withImports(
        _ body: (_ directory: String, ManualClock, Store, ImportWatcher) async throws -> Void
    ) async throws {
        try await withDirectory { directory in
            let clock = ManualClock()
            let store = try Store.open(location: .memory)
            let watcher = ImportWatcher(store: store, jobs: JobRunner(store: store), clock: clock)
            let running = Task { try await watcher.run() }
            try await body(directory + "/import", clock, store, watcher)
            running.cancel()
            try await running.value
        }
    }

    /// Lets the settling time pass and waits for so many jobs.
    private func settle(_ clock: ManualClock, _ store: Store, jobs count: Int) async throws -> [JobRecord] {
        await clock.waitForSleep(of: ImportWatcher.settleTime)
        clock.advance(by: ImportWatcher.settleTime)
        while try store.unfinishedJobs().count < count { await Task.yield() }
        return try store.unfinishedJobs()
    }

    @Test func `files that are there at the start are read once they have settled`() async throws {
        try await withImports { directory, clock, store, watcher in
            for path in [directory, directory + "/ana", directory + "/.hidden", directory + "/b c"] {
                try #require(mkdir(path, 0o700) == 0)
                try Scratch.write("x\n", to: path + "/holdings.csv")
            }
            await watcher.follow(directory)
            let jobs = try await settle(clock, store, jobs: 1)
            #expect(jobs.map(\.kind) == ["adopt"])
            #expect(jobs.map(\.user) == ["ana"])
            #expect(jobs.first?.payload == ["provider": "csv", "user": "ana"])
        }
    }

    @Test func `a folder and a file that appear later are read, one replaced by renaming too`() async throws {
        try await withImports { directory, clock, store, watcher in
            await watcher.follow(directory)
            var status = stat()
            try #require(stat(directory, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
            try #require(mkdir(directory + "/ana", 0o700) == 0)
            await clock.waitForSleep(of: ImportWatcher.settleTime)
            clock.advance(by: ImportWatcher.settleTime)  // the folder is followed; it has no file yet
            try Scratch.replace(directory + "/ana/holdings.csv", with: "x\n")
            let jobs = try await settle(clock, store, jobs: 1)
            #expect(jobs.map(\.user) == ["ana"])
        }
    }

    @Test func `an empty folder makes no connection, and one whose last file went is read once more`() async throws {
        try await withImports { directory, clock, store, watcher in
            for path in [directory, directory + "/ana", directory + "/bob"] {
                try #require(mkdir(path, 0o700) == 0)
            }
            _ = try store.createConnection(user: "bob", provider: "csv", externalID: "bob")
            await watcher.follow(directory)
            let jobs = try await settle(clock, store, jobs: 1)
            #expect(jobs.map(\.user) == ["bob"])
        }
    }
}
