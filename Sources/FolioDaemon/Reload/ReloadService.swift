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
        await withTaskGroup { group in
            group.addTask { await self.followSignals() }
            group.addTask { await self.followFile() }
            await group.waitForAll()
        }
    }

    private func followSignals() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await reloader.reloadUnasked(because: "SIGHUP")
        }
    }

    private func followFile() async {
        guard let path, let slash = path.lastIndex(of: "/"), let watcher = DirectoryWatcher() else { return }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        let name = String(path[path.index(after: slash)...])
        guard watcher.watch(directory) else {
            Logger.current.warning(
                "Configuration's directory can't be watched",
                metadata: ["directory": "\(directory)"]
            )
            return
        }
        let (settled, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup { group in
            group.addTask {
                var pending: Task<Void, Never>?
                for await change in watcher.changes.cancelOnGracefulShutdown() {
                    guard change.name == name || change.name.isEmpty else { continue }
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
        watcher.stop()
    }
}
