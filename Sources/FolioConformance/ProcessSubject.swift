package import FolioAdapterKit
import Glibc

/// An adapter as a command of its own: each start is a new process.
package struct ProcessSubject: ConformanceSubject {
    /// The program's absolute path.
    private let executable: String
    private let arguments: [String]
    /// What a host gives an adapter.
    private let environment: [String: String]

    /// Takes a command.
    ///
    /// - Parameters:
    ///   - command: The program, by a path or by a name that is looked for in `PATH`, and its arguments; not empty.
    ///   - lookUp: Gives the variables of this process.
    /// - Throws: ``ConformanceFailure`` where there is no such program.
    package init(
        command: [String],
        lookUp: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) throws(ConformanceFailure) {
        guard let program = command.first else { throw ConformanceFailure("no command is given") }
        guard let path = Self.find(program, in: lookUp("PATH") ?? "/usr/bin:/bin") else {
            throw ConformanceFailure("\(program): there is no such program")
        }
        (executable, arguments) = (path, Array(command.dropFirst()))
        var environment = ["FOLIO_ADAPTER": "1", "FOLIO_PROTOCOLS": "1", "FOLIO_ADAPTER_NAME": "conformance"]
        for name in Self.inherited { environment[name] = lookUp(name) }
        self.environment = environment
    }

    /// The same as the host's, proxies aside: what is tested does not go out through one.
    private static let inherited = ["PATH", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"]

    private static func find(_ program: String, in searchPath: String) -> String? {
        let candidates =
            program.contains("/")
            ? [program] : searchPath.split(separator: ":").map { "\($0)/\(program)" }
        for candidate in candidates where access(candidate, X_OK) == 0 {
            guard let path = realpath(candidate, nil) else { continue }
            defer { free(path) }
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return String(cString: path) }
        }
        return nil
    }

    package var title: String { ([executable] + arguments).joined(separator: " ") }
    package var isProcess: Bool { true }

    package func start(_ start: ConformanceStart) async throws -> any ConformancePort {
        var launch = ConformanceLaunch(
            executable: executable,
            arguments: arguments,
            environment: start.hasEnvironment ? environment : ["FOLIO_ADAPTER": "1"],
            directory: start.directory
        )
        if start.isWithoutNetwork { try await launch.enterEmptyNetwork() }
        return try await ProcessPort.start(launch)
    }
}

/// What is started.
struct ConformanceLaunch: Sendable {
    var executable: String
    var arguments: [String]
    var environment: [String: String]
    var directory: String

    private static let unshare = "/usr/bin/unshare"
    /// As root, else with a user of its own; which of them works is up to the system.
    private static let forms = [["-n", "--"], ["-r", "-n", "--"]]

    /// Lets it start where there is no network but an unconfigured loopback.
    ///
    /// - Throws: ``ConformanceSkip`` where the system does not allow it.
    mutating func enterEmptyNetwork() async throws {
        guard access(Self.unshare, X_OK) == 0 else { throw ConformanceSkip("\(Self.unshare) is not there") }
        for form in Self.forms {
            let trial = ConformanceLaunch(
                executable: Self.unshare,
                arguments: form + ["/bin/true"],
                environment: [:],
                directory: "/"
            )
            let port = try await ProcessPort.start(trial)
            let end = await port.end(within: .seconds(10))
            await port.destroy()
            guard end == .exited(0) else { continue }
            arguments = form + [executable] + arguments
            executable = Self.unshare
            return
        }
        throw ConformanceSkip("this system does not permit unshare -n")
    }
}
