import FolioModel
package import FolioStore
import Glibc
import Logging
import ServiceLifecycle

/// Follows `<import directory>/<user>/`: where files appear or change, the user's CSV connection is read again.
package actor ImportWatcher: Service {
    /// Files are read when nothing has changed for so long: longer than the adapter waits with a file that may still
    /// be written.
    package static let settleTime = Duration.milliseconds(1000)

    /// How often is looked whether another directory has taken the place of the one that is followed: the kernel
    /// tells nothing of a disk that is mounted over it, nor of a directory above that is renamed.
    package static let checkInterval = Duration.seconds(10)

    /// User directories that are followed.
    package static let maximumUsers = 10_000

    private let store: Store
    private let jobs: JobRunner
    private let clock: any Clock<Duration>
    private let watcher: DirectoryWatcher?
    private var directory: String?
    /// The directory that is followed; `nil` while there is none at that path.
    private var followed: DirectoryIdentity?
    private var pending: [String: Task<Void, Never>] = [:]

    package init(store: Store, jobs: JobRunner, clock: any Clock<Duration> = ContinuousClock()) {
        (self.store, self.jobs, self.clock) = (store, jobs, clock)
        watcher = DirectoryWatcher()
    }

    /// Follows this directory from now on, or none; it is made, mode 0700, where its parent is there.
    ///
    /// Where it goes, or does not exist yet, its parent is watched for it.
    package func follow(_ directory: String?) {
        self.directory = directory
        guard let directory else { return }
        mkdir(directory, 0o700)
        watcher?.watch(Self.parent(of: directory))
        watch(directory)
        for user in Self.users(in: directory) { found(user) }
    }

    private func watch(_ directory: String) {
        followed = DirectoryIdentity(directory)
        guard watcher?.watch(directory) != true else { return }
        Logger.current.warning("Import directory can't be watched", metadata: ["directory": "\(directory)"])
    }

    /// Where the directory is gone, back, or another one, watches what is there now and reads every user: those whose
    /// files are missing then have an error that says so, and lose nothing.
    private func lookAgain(isChanged: Bool = false) {
        guard let directory, isChanged || DirectoryIdentity(directory) != followed else { return }
        watcher?.watch(Self.parent(of: directory))
        watch(directory)
        let present = Set(Self.users(in: directory))
        for user in present { found(user) }
        do {
            let known = try store.allConnections().filter { $0.provider == "csv" }.map(\.externalID)
            for user in Set(known).subtracting(present) { settle(user) }
        } catch {
            Logger.current.error("Connections could not be read", metadata: ["error": "\(error)"])
        }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    package func run() async throws {
        await withTaskGroup { group in
            group.addTask { await self.checkNowAndThen() }
            if let watcher {
                for await change in watcher.changes.cancelOnGracefulShutdown() { handle(change) }
            } else {
                try? await gracefulShutdown()
            }
            group.cancelAll()
        }
        for task in pending.values { task.cancel() }
        watcher?.stop()
    }

    private func checkNowAndThen() async {
        while (try? await clock.sleep(for: Self.checkInterval)) != nil { lookAgain() }
    }

    private func handle(_ change: DirectoryWatcher.Change) {
        guard let directory else { return }
        // Its own end, which a new one of the same number may have followed already.
        lookAgain(isChanged: change.directory == directory && change.name.isEmpty)
        if change.directory == directory {
            let users = change.name.isEmpty ? Self.users(in: directory) : [change.name]
            for user in users {
                // One whose folder is gone is read, too: that is an error to be told.
                if Self.isDirectory(directory + "/" + user) { found(user) } else { settle(user) }
            }
        } else if Self.parent(of: change.directory) == directory {
            settle(change.directory.split(separator: "/").last.map(String.init) ?? "")
        }
    }

    private func found(_ user: String) {
        guard UserName.isValid(user), let directory else { return }
        watcher?.watch(directory + "/" + user)
        settle(user)
    }

    /// Reads the user's files once nothing has changed for ``settleTime``.
    private func settle(_ user: String) {
        guard UserName.isValid(user) else { return }
        pending[user]?.cancel()
        let clock = clock
        pending[user] = Task {
            guard (try? await clock.sleep(for: Self.settleTime)) != nil else { return }
            await self.read(user)
        }
    }

    private func read(_ user: String) async {
        pending[user] = nil
        guard let directory else { return }
        do {
            // A folder that never had a file makes no connection; one whose last file has gone is read once more.
            guard
                try Self.hasFiles(directory + "/" + user)
                    || !store.connections(provider: "csv", externalID: user).isEmpty
            else { return }
            _ = try await jobs.enqueue(
                kind: AdoptJob.kind,
                subject: AdoptJob.subject("csv", user),
                user: user,
                payload: AdoptJob.payload("csv", user),
                repeating: true
            )
        } catch {
            Logger.current.error("Import could not be started", metadata: ["error": "\(error)"])
        }
    }

    private static func users(in directory: String) -> [String] {
        Array(
            names(in: directory).filter { UserName.isValid($0) && isDirectory(directory + "/" + $0) }
                .prefix(maximumUsers)
        )
    }

    /// Whether there is a file to read.
    private static func hasFiles(_ directory: String) -> Bool {
        names(in: directory).contains { $0.lowercased().hasSuffix(".csv") && !$0.hasPrefix(".") }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// Which directory a path leads to.
private struct DirectoryIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// `nil` where there is no directory.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
