import Logging
import ServiceLifecycle

/// Follows the directories of third parties' adapters, and tells when one that is enabled has another file.
package actor PluginWatcher {
    /// A changed file is looked at when nothing has changed for so long.
    package static let settleTime = Duration.milliseconds(200)

    /// How often is looked whether something changed that the kernel does not tell of, such as a directory that was
    /// made or mounted.
    package static let checkInterval = Duration.seconds(60)

    private let clock: any Clock<Duration>
    private let watcher: DirectoryWatcher?
    private var names: Set<String> = []
    private var directories: [String] = []

    package init(clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
        watcher = DirectoryWatcher()
    }

    /// Follows these from now on.
    package func follow(_ plugins: Configuration.Plugins) {
        names = Set(plugins.enabled.map(\.name))
        directories = names.isEmpty ? [] : plugins.directories
        watchDirectories()
    }

    /// A directory that is not there yet is watched from the next check on.
    private func watchDirectories() {
        for directory in directories { watcher?.watch(directory, attributes: true) }
    }

    /// Calls the body after each change, until the daemon ends.
    package func run(_ body: @escaping @Sendable () async -> Void) async {
        let (settled, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup { group in
            group.addTask { await self.collect(continuation) }
            group.addTask { await self.checkNowAndThen(continuation) }
            for await _ in settled { await body() }
            group.cancelAll()
        }
        watcher?.stop()
    }

    private func collect(_ settled: AsyncStream<Void>.Continuation) async {
        var pending: Task<Void, Never>?
        if let watcher {
            for await change in watcher.changes.cancelOnGracefulShutdown() {
                guard change.name.isEmpty || names.contains(change.name) else { continue }
                pending?.cancel()
                let clock = clock
                pending = Task {
                    guard (try? await clock.sleep(for: Self.settleTime)) != nil else { return }
                    settled.yield()
                }
            }
        } else {
            try? await gracefulShutdown()
        }
        pending?.cancel()
        settled.finish()
    }

    private func checkNowAndThen(_ settled: AsyncStream<Void>.Continuation) async {
        while (try? await clock.sleep(for: Self.checkInterval)) != nil {
            watchDirectories()
            if !names.isEmpty { settled.yield() }
        }
    }
}
