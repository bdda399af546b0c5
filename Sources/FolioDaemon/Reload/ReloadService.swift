import FolioModel
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the configuration again on SIGHUP and when its file changes, by whatever way it was replaced.
package struct ReloadService: Service {
    /// A changed file is read when nothing has changed for so long.
    package static let settleTime = Duration.milliseconds(200)

    private let reloader: Reloader
    private let path: String?
    private let clock: any Clock<Duration>

    package init(reloader: Reloader, path: String?, clock: any Clock<Duration> = ContinuousClock()) {
        (self.reloader, self.path, self.clock) = (reloader, path, clock)
    }

    package func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        let watcher = watchFile()
        await reloader.catchUp()
        await withTaskGroup { group in
            group.addTask {
                for await _ in signals.cancelOnGracefulShutdown() { await reloader.reloadUnasked(because: "SIGHUP") }
            }
            if let watcher { group.addTask { await self.follow(watcher) } }
            await group.waitForAll()
        }
        watcher?.stop()
    }

    /// The file's directory and name; `nil` where there is no file.
    private var place: (directory: String, name: String)? {
        guard let path, let slash = path.lastIndex(of: "/") else { return nil }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    private func watchFile() -> DirectoryWatcher? {
        guard let place, let watcher = DirectoryWatcher() else { return nil }
        if watcher.watch(place.directory) { return watcher }
        Logger.current.warning(
            "Configuration's directory can't be watched",
            metadata: ["directory": "\(place.directory)"]
        )
        watcher.stop()
        return nil
    }

    private func follow(_ watcher: DirectoryWatcher) async {
        let (settled, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup { group in
            group.addTask {
                var pending: Task<Void, Never>?
                for await change in watcher.changes.cancelOnGracefulShutdown() {
                    guard change.name == place?.name || change.name.isEmpty else { continue }
                    pending?.cancel()
                    let clock = clock
                    pending = Task {
                        guard (try? await clock.sleep(for: Self.settleTime)) != nil else { return }
                        continuation.yield()
                    }
                }
                pending?.cancel()
                continuation.finish()
            }
            for await _ in settled { await reloader.reloadUnasked(because: "the file changed") }
        }
    }
}
