import ArgumentParser
import FolioDaemon
import FolioModel
import Glibc
import Logging

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the daemon in the foreground until SIGTERM or SIGINT (the default).",
        discussion: "SIGHUP, a change of the file, or `folio reload` reads the configuration again."
    )

    @OptionGroup var file: ConfigurationOption

    @Option(help: ArgumentHelp("The socket; else $FOLIOD_SOCKET, else the configuration's.", valueName: "path"))
    var socket: String?

    func run() async throws {
        try await DaemonProcess.run(configuration: file.config, socket: socket)
    }
}

/// The daemon as this process.
enum DaemonProcess {
    static func run(configuration: String?, socket: String?) async throws {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGHUP, SIG_IGN)  // one that comes before the reload service listens must not end the daemon
        umask(0o077)
        let environment = Environment.current
        let style = FolioLogHandler.Style(level: .info, isJSON: false)
        LoggingSystem.bootstrap { FolioLogHandler(label: $0, style: style) }
        let logger = Logger(label: "foliod")
        let executable = Environment.executable
        var options = DaemonOptions(
            configurationPath: configuration,
            socketPath: socket ?? environment["FOLIOD_SOCKET"].flatMap { $0.isEmpty ? nil : $0 },
            environment: environment,
            adapters: BundledAdapters.all.map { adapter in
                (adapter.name, .process(executable: executable, arguments: ["adapter", adapter.name]))
            }
        )
        options.trampoline = executable
        options.trial = BundledAdapters.trial
        let daemon: Daemon
        do {
            daemon = try Daemon(options, style: style, logger: logger)
        } catch {
            StandardError.print("foliod: not started")
            StandardError.print("\(error)")
            throw ExitCode.failure
        }
        do {
            try await daemon.run()
        } catch {
            StandardError.print("foliod: \(error)")
            throw ExitCode.failure
        }
    }
}

/// What the process was started with.
enum Environment {
    /// The variables.
    static var current: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return variables
    }

    /// This program's file, by its absolute path.
    static var executable: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "/proc/self/exe" }
        defer { free(path) }
        return String(cString: path)
    }
}
