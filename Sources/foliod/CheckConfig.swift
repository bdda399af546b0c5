import ArgumentParser
import FolioClient
import FolioDaemon
import FolioModel
import Glibc

struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Checks a configuration, and with --plan says what it would change, without changing anything.",
        discussion: """
            Prints each error as file:line:column: message; exit status 0 for a good file, 1 for a bad one. With \
            --plan it prints what becomes of each adapter, against the daemon that serves the configuration's socket \
            where it reads the same file, else from nothing; exit status 0 where nothing would change, 2 where \
            something would.
            """
    )

    /// The exit status of a plan that would change something.
    private static let somethingChanges = ExitCode(2)

    @OptionGroup var file: ConfigurationOption

    @Flag(help: "Say what would become of each adapter.")
    var plan = false

    @Flag(help: "Print for programs.")
    var json = false

    func run() async throws {
        let environment = Environment.current
        let path = FolioDaemon.Configuration.locate(option: file.config, environment: environment)
        let check: ConfigurationCheck
        do {
            let outcome = try await BundledAdapters.trial.load(path: path, environment: environment)
            check = ConfigurationCheck(
                path: path,
                outcome: outcome,
                plan: plan ? try await ConfigurationPlan.make(path, outcome, environment) : nil
            )
        } catch {
            report(error)
            throw ExitCode.failure
        }
        if !json { for warning in check.warnings { StandardError.print(warning) } }
        print(json ? check.json.pretty() : check.text)
        if check.plan?.changes == true { throw Self.somethingChanges }
    }

    private func report(_ error: any Error) {
        let faults = (error as? ConfigurationErrors)?.faults ?? []
        guard json else {
            for line in faults.isEmpty ? ["foliod: \(error)"] : faults.map(\.description) { StandardError.print(line) }
            return
        }
        let rows = faults.map { fault -> JSONValue in
            [
                "file": .string(fault.file), "line": .int(fault.line), "column": .int(fault.column),
                "key": .string(fault.keyPath), "message": .string(fault.message),
            ]
        }
        let unplaced: JSONValue = ["message": .string("\(error)")]
        print((["errors": .array(rows.isEmpty ? [unplaced] : rows)] as JSONValue).pretty())
    }
}

/// A good configuration, and what it would do.
struct ConfigurationCheck {
    let path: String?
    let outcome: ConfigurationTrial.Outcome
    let plan: ConfigurationPlan?

    /// Third parties' adapters that could not be asked.
    var warnings: [String] {
        outcome.silent.sorted { $0.key < $1.key }.map { "warning: the adapter \($0.key) would not run: \($0.value)" }
    }

    private var mode: String { outcome.configuration.daemonMode.rawValue }

    var text: String {
        (["\(path ?? "built-in defaults"): good, mode \(mode)"] + (plan?.lines ?? [])).joined(separator: "\n")
    }

    var json: JSONValue {
        var object = JSONObject([
            ("configuration", path.map { .string($0) } ?? .null), ("mode", .string(mode)),
            ("warnings", .array(warnings.map { .string($0) })),
        ])
        guard let plan else { return .object(object) }
        object["daemon"] = plan.daemon.map { .int($0) } ?? .null
        object["settings"] = .array(plan.settings.map { .string($0) })
        object["plan"] = .array(
            plan.steps.map { step in
                [
                    "adapter": .string(step.adapter), "action": .string(step.action.rawValue),
                    "reason": .string(step.reason),
                ]
            }
        )
        object["changes"] = .bool(plan.changes)
        return .object(object)
    }
}

/// What a configuration would change.
struct ConfigurationPlan {
    /// How long the daemon may take to read its file and to ask third parties' adapters.
    private static let patience = Duration.seconds(60)

    /// The process id of the daemon that was asked; `nil` where the plan is that of a start.
    var daemon: Int?
    /// Why the plan is that of a start.
    var reason = ""
    /// What changes beside the adapters.
    var settings: [String] = []
    var steps: [AdapterStep]

    var changes: Bool { !settings.isEmpty || steps.contains { $0.action != .keep } }

    var lines: [String] {
        let head = daemon.map { "Against the daemon that runs (pid \($0)):" } ?? "From nothing, as \(reason):"
        let names = steps.map(\.adapter.count).max() ?? 0
        let rows = steps.map { step in
            let name = step.adapter + String(repeating: " ", count: names - step.adapter.count)
            let action = step.action.rawValue + String(repeating: " ", count: 11 - step.action.rawValue.count)
            return "  \(name)  \(action)  \(step.reason)"
        }
        return [head] + settings.map { "  " + $0 } + rows
    }

    /// Asks the daemon that serves the configuration's socket, or plans a start.
    static func make(
        _ path: String?,
        _ outcome: ConfigurationTrial.Outcome,
        _ environment: [String: String]
    ) async throws -> ConfigurationPlan {
        let socket = outcome.configuration.socket.path
        if access(socket, W_OK) != 0, errno == EACCES { throw PlanFailure("\(socket) may not be used by this user") }
        let client: FolioClient
        do throws(FolioClientError) {
            client = try FolioClient.connect(path: socket)
        } catch {
            return start(outcome, environment, "no daemon serves \(socket)")
        }
        defer { client.close() }
        let info = try await client.call("system.info", timeout: patience)
        let answer: JSONValue
        do throws(FolioClientError) {
            answer = try await client.call("system.reload", ["dry_run": true], timeout: patience)
        } catch {
            throw PlanFailure(error)
        }
        let theirs = answer["file"]?.string
        guard resolved(theirs) == resolved(path) else {
            return start(outcome, environment, "the daemon that runs reads \(theirs ?? "no file")")
        }
        var plan = ConfigurationPlan(steps: [])
        plan.daemon = info["pid"]?.int
        plan.settings = (answer["settings"]?.array ?? []).compactMap(\.string)
        plan.steps = (answer["plan"]?.array ?? []).compactMap { row in
            guard let adapter = row["adapter"]?.string, let reason = row["reason"]?.string,
                let action = row["action"]?.string.flatMap(AdapterStep.Action.init(rawValue:))
            else { return nil }
            return AdapterStep(adapter, action, reason)
        }
        return plan
    }

    private static func start(
        _ outcome: ConfigurationTrial.Outcome,
        _ environment: [String: String],
        _ reason: String
    ) -> ConfigurationPlan {
        let plan = AdapterPlan(
            outcome.configuration,
            modes: outcome.configuration.modes,
            secrets: outcome.configuration.resolveSecrets(environment: environment),
            known: outcome.facts
        )
        let bundled = BundledAdapters.all.map(\.name)
        return ConfigurationPlan(reason: reason, steps: plan.firstSteps(bundled: bundled, silent: outcome.silent))
    }

    private static func resolved(_ path: String?) -> String? {
        guard let path, let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

/// Why there is no plan.
private struct PlanFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// The daemon's own words, each error of its file with its place.
    init(_ error: FolioClientError) {
        guard case .rpc(_, _, let message, _, let data) = error else {
            description = error.description
            return
        }
        let errors = (data["errors"]?.array ?? []).map { row in
            let place = [row["file"]?.string, row["line"]?.figureText, row["column"]?.figureText].compactMap { $0 }
            return place.joined(separator: ":") + ": " + (row["message"]?.string ?? "")
        }
        description = ([message] + errors).joined(separator: "\n")
    }
}
