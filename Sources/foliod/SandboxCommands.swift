import ArgumentParser
import FolioAdapterKit
import FolioModel
import FolioSandbox
import Glibc

struct Sandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves Plaid's, Alpaca's and FMP's formats over a made-up world, on loopback.",
        discussion: """
            Prints its address and credentials as name=value lines, then the line "ready", and serves until SIGTERM \
            or SIGINT. With --csv-directory it also writes the files of a third account there. What --plan and \
            --dialect take is in docs/sandbox.md.
            """
    )

    @Option(help: "The port; 0 takes a free one.")
    var port = 8701

    @Option(help: "The seed of the world: the same seed is the same world.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write the CSV account's files to DIRECTORY/default.", valueName: "directory"))
    var csvDirectory: String?

    @Option(
        help: ArgumentHelp(
            "What goes wrong and changes: a plan's JSON file, or the seed of one.",
            valueName: "file|seed:n"
        )
    )
    var plan: String?

    @Option(
        help: ArgumentHelp(
            "How a vendor words what its documentation leaves open; may be repeated.",
            valueName: "key=word"
        )
    )
    var dialect: [String] = []

    func run() async throws {
        do {
            let world = SandboxWorld(seed: seed, endingOn: ExchangeCalendar.lastFinishedSession(at: .now))
            let plan = try plan.map { try FaultPlan(argument: $0, over: world) } ?? .none
            let dialect = try SandboxDialect(settings: dialect)
            if let csvDirectory { try SandboxCSV.write(world, to: csvDirectory + "/default") }
            try await serveSandbox(world, plan: plan, dialect: dialect, port: port)
        } catch {
            StandardError.print("foliod sandbox: \(error)")
            throw ExitCode.failure
        }
    }
}

struct SandboxFaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox-fault",
        abstract: "Lets a running sandbox answer wrongly, or its world change.",
        discussion: """
            foliod sandbox-fault --token T /investments/holdings/get rate_limited --count 2
            foliod sandbox-fault --token T /accounts/get error --code ITEM_LOGIN_REQUIRED
            foliod sandbox-fault --token T --change '{"kind":"opening","account":"roth"}'

            With a path and --change, the change happens before the request is answered. The kinds of faults and \
            changes are in docs/sandbox.md.
            """
    )

    @Option(help: "The sandbox's address.")
    var url = "http://127.0.0.1:8701"

    @Option(help: "The control token that the sandbox printed; else $FOLIO_SANDBOX_TOKEN.")
    var token: String?

    @Argument(help: "The beginning of the paths that are hit.")
    var path: String?

    @Argument(help: "What goes wrong: status, error, rate_limited, truncated, garbled, delayed, silent, …")
    var fault: String?

    @Option(help: ArgumentHelp("A change, as JSON.", valueName: "json"))
    var change: String?

    @Option(help: "The connection: a Plaid item's id, plaid-1 for the first item, an Alpaca account's id.")
    var connection: String?

    @Option(help: "A symbol that the request asks for.")
    var symbol: String?

    @Option(help: "Requests left alone first.")
    var skip: Int?

    @Option(help: "Of those after them, each so many-th is hit.")
    var every: Int?

    @Option(help: "How many are hit, or \"always\".")
    var count: String?

    @Option(help: "The error's name, for error and ok_error.")
    var code: String?

    @Option(help: "The HTTP status, for status and html.")
    var status: Int?

    @Option(help: "Seconds to wait, for rate_limited.")
    var seconds: Int?

    @Option(help: "For delayed and dripping.")
    var milliseconds: Int?

    @Option(help: "Bytes in a piece, for dripping.")
    var bytes: Int?

    @Option(help: "For repeated_rows and wrong_total.")
    var rows: Int?

    func run() async throws {
        guard let token = token ?? getenv("FOLIO_SANDBOX_TOKEN").map({ String(cString: $0) }) else {
            throw ValidationError("the sandbox's control token is needed: --token or $FOLIO_SANDBOX_TOKEN")
        }
        let (endpoint, body) = try message()
        var request = HTTPRequest("POST", url + "/sandbox-control/" + endpoint)
        request.headers = [("Content-Type", "application/json"), ("Authorization", "Bearer \(token)")]
        request.timeout = SandboxToken.timeout
        request.body = Array(body.text.utf8)
        do {
            let answer = try await CurlHTTPClient().send(request)
            guard answer.status == 200 else {
                let reason = (try? JSONValue(parsing: answer.body))?["error"]?.string
                StandardError.print("foliod sandbox-fault: \(reason ?? "the sandbox answered \(answer.status)")")
                throw ExitCode.failure
            }
            print(String(decoding: answer.body, as: UTF8.self))
        } catch let failure as HTTPFailure {
            StandardError.print("foliod sandbox-fault: \(failure.message)")
            throw ExitCode.failure
        }
    }

    /// What is asked for, and where below the control interface.
    private func message() throws -> (endpoint: String, body: JSONValue) {
        let change = try change.map { text in
            do { return try JSONValue(parsing: text) } catch { throw ValidationError("--change: \(error)") }
        }
        if let change, path == nil { return ("changes", change) }
        guard let path, (fault == nil) != (change == nil) else {
            throw ValidationError("a path and either a fault or --change are needed")
        }
        var rule = JSONObject([("path", .string(path))])
        rule["connection"] = connection.map { .string($0) }
        rule["symbol"] = symbol.map { .string($0) }
        rule["skip"] = skip.map { .int($0) }
        rule["every"] = every.map { .int($0) }
        rule["count"] = count.map { text in Int(text).map { .int($0) } ?? .string(text) }
        rule["change"] = change
        rule["fault"] = fault.map(effect)
        return ("faults", .object(rule))
    }

    private func effect(_ kind: String) -> JSONValue {
        var effect = JSONObject([("kind", .string(kind))])
        effect["code"] = code.map { .string($0) }
        for (name, number) in [
            ("status", status), ("seconds", seconds), ("milliseconds", milliseconds), ("bytes", bytes), ("rows", rows),
        ] {
            effect[name] = number.map { .int($0) }
        }
        return .object(effect)
    }
}

extension FaultPlan {
    /// Reads what `--plan` was given: `seed:7` is the random plan of that seed, anything else a file.
    fileprivate init(argument: String, over world: SandboxWorld) throws {
        if argument.hasPrefix("seed:") {
            guard let seed = UInt64(argument.dropFirst(5)) else {
                throw ValidationError("--plan: a number is expected after \"seed:\"")
            }
            self = .random(seed: seed, over: world)
        } else {
            do { self = try FaultPlan(file: argument) } catch { throw ValidationError("--plan: \(argument): \(error)") }
        }
    }
}

struct SandboxToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox-token",
        abstract: "Prints a public token of a running sandbox, as Plaid Link would hand it to an app."
    )

    @Option(help: "The sandbox's address.")
    var url: String

    /// The longest wait for the sandbox.
    static let timeout = Duration.seconds(10)

    func run() async throws {
        var request = HTTPRequest("POST", url + "/sandbox/public_token/create")
        request.headers = [("Content-Type", "application/json")]
        request.timeout = Self.timeout
        let body: JSONValue = [
            "client_id": .string(SandboxCredentials.plaidClientID), "secret": .string(SandboxCredentials.plaidSecret),
            "institution_id": .string(SandboxCredentials.plaidInstitution), "initial_products": ["investments"],
        ]
        request.body = Array(body.text.utf8)
        do {
            let answer = try await CurlHTTPClient().send(request)
            guard let token = try JSONValue(parsing: answer.body)["public_token"]?.string else {
                throw ValidationError("the sandbox answered \(answer.status) without a public token")
            }
            print(token)
        } catch let failure as HTTPFailure {
            StandardError.print("foliod sandbox-token: \(failure.message)")
            throw ExitCode.failure
        }
    }
}
