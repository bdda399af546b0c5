import Glibc
import Synchronization

/// How a third party's adapter is run: looked at anew for every start, and started by `foliod adapter-exec`.
package final class PluginLaunch: Sendable {
    private struct Choice {
        var plugin: Configuration.Plugin
        var directories: [String]
    }

    /// The daemon's own executable, which starts the adapter's.
    private let trampoline: String
    private let choice: Mutex<Choice>
    /// The file that was read last, so that its digest is not made again and again.
    private let known: Mutex<PluginFile?>

    /// Makes a launch; nothing is looked at yet.
    ///
    /// Where the file is still the one that is `known`, its digest is taken from there.
    package init(
        _ plugin: Configuration.Plugin,
        directories: [String],
        trampoline: String,
        known: PluginFile? = nil
    ) {
        self.trampoline = trampoline
        self.known = Mutex(known)
        choice = Mutex(Choice(plugin: plugin, directories: directories))
    }

    /// Takes another pin, limit or other directories, for the next look and the next start.
    func choose(_ plugin: Configuration.Plugin, directories: [String]) {
        choice.withLock { $0 = Choice(plugin: plugin, directories: directories) }
    }

    /// The executable as it is now.
    func inspect() async -> PluginFile {
        let choice = choice.withLock { $0 }
        return await inspect(choice.plugin, directories: choice.directories)
    }

    /// The executable as it would be found with another choice.
    @concurrent func inspect(_ plugin: Configuration.Plugin, directories: [String]) async -> PluginFile {
        let file = PluginFile.find(plugin, in: directories, known: known.withLock { $0 })
        if file.sha256 != nil { known.withLock { $0 = file } }
        return file
    }

    /// The executable to start and its arguments, for a file that is not refused.
    func command(_ file: PluginFile) -> (executable: String, arguments: [String]) {
        let plugin = choice.withLock { $0.plugin }
        return (
            trampoline,
            [
                "adapter-exec", String(getpid()), "--name", plugin.name, "--memory-mib", String(plugin.memoryMebibytes),
                "--stamp", file.stamp?.text ?? "", "--", file.path ?? "",
            ]
        )
    }
}
