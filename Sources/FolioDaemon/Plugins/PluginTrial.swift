package import FolioAdapterKit
import FolioModel
import Glibc
import Synchronization

/// Asks third parties' adapters about their parts of a configuration before it is in force: each is started aside,
/// described, asked with `dry_run`, and ended.
package final class PluginTrial: Sendable {
    /// What came of asking one.
    package enum Verdict: Sendable {
        /// It takes its part; what it says of itself.
        case accepted(AdapterFacts)
        /// What it has against its part, at JSON pointers.
        case refused([DataFault])
        /// It could not be asked, for this reason: it would be `failed`.
        case silent(String)
    }

    /// One that took its part, so that it is not asked again.
    private struct Accepted {
        let file: PluginFile
        let configuration: JSONValue
        let features: [String: Bool]
        let facts: AdapterFacts
    }

    private let trampoline: String
    private let accepted = Mutex<[String: Accepted]>([:])

    /// Takes the executable that starts third parties' adapters, by `adapter-exec`.
    package init(trampoline: String) { self.trampoline = trampoline }

    /// Asks one, unless its file and its part are those that it took the last time.
    func verdict(
        on plugin: Configuration.Plugin,
        directories: [String],
        configuration: JSONValue,
        features: [String: Bool]
    ) async -> Verdict {
        let last = accepted.withLock { $0[plugin.name] }
        let launch = PluginLaunch(plugin, directories: directories, trampoline: trampoline, known: last?.file)
        let file = await launch.inspect()
        if let refusal = file.refusal { return .silent(refusal) }
        if let last, last.file == file, last.configuration == configuration, last.features == features {
            return .accepted(last.facts)
        }
        var params = Configure.Params()
        (params.config, params.features, params.dryRun) = (configuration, features, true)
        let verdict = await ask(plugin.name, launch.command(file), params)
        if case .accepted(let facts) = verdict {
            let taken = Accepted(file: file, configuration: configuration, features: features, facts: facts)
            accepted.withLock { $0[plugin.name] = taken }
        }
        return verdict
    }

    private func ask(
        _ name: String,
        _ command: (executable: String, arguments: [String]),
        _ params: Configure.Params
    ) async -> Verdict {
        var template = Array("/tmp/foliod-trial-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { return .silent("no directory can be made for it in /tmp") }
        let directory = String(cString: made)
        defer { Self.remove(directory) }
        var params = params
        params.dataDirectory = directory
        let numbers = CallNumbers()
        let channel = ProcessChannel(
            ProcessLaunch(
                executable: command.executable,
                arguments: command.arguments,
                environment: AdapterEnvironment.variables(adapter: name),
                workingDirectory: directory
            ),
            clock: SuspendingClock(),
            nextNumber: numbers.next,
            onEvent: { _ in }
        )
        async let end = channel.run()
        let verdict = await Self.ask(channel, params)
        if case .silent = verdict { channel.kill() } else { await channel.close() }
        let last = await end
        // Its death is told better by its last words than by the call that met it.
        if case .silent = verdict, last.fault == nil, !last.lastWords.isEmpty { return .silent(last.description) }
        return verdict
    }

    private static func ask(_ channel: ProcessChannel, _ params: Configure.Params) async -> Verdict {
        do throws(AdapterError) {
            var describe = Describe.Params()
            describe.host.version = FolioVersion.current
            let manifest = try await channel.call(Describe.self, describe, cause: "")
            if let reason = manifest.disable { return .silent(reason) }
            channel.session.adopt(manifest)
            _ = try await channel.call(Configure.self, params, cause: "")
            return .accepted(AdapterFacts(manifest))
        } catch {
            guard error.kind == .configInvalid else { return .silent(error.message) }
            guard error.faults.isEmpty else { return .refused(error.faults) }
            var fault = DataFault()
            fault.message = error.message
            return .refused([fault])
        }
    }

    /// Removes what the adapter may have left, too.
    private static func remove(_ directory: String) {
        try? Folder.open(directory)?.removeContents()
        rmdir(directory)
    }
}
