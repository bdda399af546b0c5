import FolioAdapterKit
import FolioCrypto
import FolioDaemon
import FolioModel
import FolioSandbox
import FolioStore
import Glibc
import Logging

/// What an adapter's process costs: its first answer, a round trip, and transactions on their whole way, from a
/// vendor's HTTP answer to committed rows.
enum AdapterFigure {
    private static let starts = 15
    private static let pings = 2000
    /// Transactions that the last figure is about.
    private static let rows = 10_000
    private static let pageSize = 500
    private static let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    /// Measures `foliod adapter plaid` of that binary, with a store in that directory, which must be new.
    static func measure(foliod: String, directory: String) async throws {
        mkdir(directory, 0o700)
        var first: [Double] = []
        for _ in 0..<starts { first.append(try await firstAnswer(foliod, directory)) }
        report("adapter.first", first)
        report("adapter.roundtrip", try await roundTrips(foliod, directory))
        report("adapter.pipe", try PipeFloor.roundTrips(pings))
        let spent = try await sync(foliod, directory)
        print("adapter.sync", spent.synced)
        print("adapter.vendor", spent.vendor)
    }

    private static func report(_ name: String, _ milliseconds: [Double]) {
        let sorted = milliseconds.sorted()
        print(name, sorted[sorted.count / 2], sorted.first ?? 0, sorted.last ?? 0)
    }

    private static func since(_ start: ContinuousClock.Instant) -> Double {
        Double(Int((ContinuousClock.now - start) / .microseconds(1))) / 1000
    }

    private static func channel(_ foliod: String, _ directory: String) -> ProcessChannel {
        let numbers = CallNumbers()
        return ProcessChannel(
            ProcessLaunch(
                executable: foliod,
                arguments: ["adapter", "plaid"],
                environment: AdapterEnvironment.variables(adapter: "plaid"),
                workingDirectory: directory
            ),
            clock: SuspendingClock(),
            nextNumber: numbers.next,
            onEvent: { _ in }
        )
    }

    /// Milliseconds from the order to start to the answer of `describe`.
    private static func firstAnswer(_ foliod: String, _ directory: String) async throws -> Double {
        let channel = channel(foliod, directory)
        let start = ContinuousClock.now
        async let end = channel.run()
        _ = try await channel.call(Describe.self, Describe.Params(), cause: "")
        let spent = since(start)
        await channel.close()
        _ = await end
        return spent
    }

    /// Milliseconds of a request and its answer.
    private static func roundTrips(_ foliod: String, _ directory: String) async throws -> [Double] {
        let channel = channel(foliod, directory)
        async let end = channel.run()
        _ = try await channel.call(Describe.self, Describe.Params(), cause: "")
        var spent: [Double] = []
        for _ in 0..<pings {
            let start = ContinuousClock.now
            _ = try await channel.call(Ping.self, Ping.Params(), cause: "")
            spent.append(since(start))
        }
        await channel.close()
        _ = await end
        return spent
    }

    /// Milliseconds for ``rows`` transactions: items of the sandbox are read until there are as many, and the time is
    /// scaled; and as the floor, for the vendor's answers with as many transactions alone.
    private static func sync(_ foliod: String, _ directory: String) async throws -> (synced: Double, vendor: Double) {
        let sandbox = try await SandboxServer.start(
            world: SandboxWorld(seed: 1, endingOn: ExchangeCalendar.lastFinishedSession(at: .now))
        )
        let store = try Store.open(location: .file(directory + "/folio.db"))
        let configuration = try Configuration.parse(
            """
            mode: aggregation
            providers: {plaid: {environment: sandbox, base_url: "\(sandbox.baseURL)", requests_per_minute: 10000}}
            """,
            file: "bench.yaml",
            environment: [
                "PLAID_CLIENT_ID": SandboxCredentials.plaidClientID, "PLAID_SECRET": SandboxCredentials.plaidSecret,
            ]
        )
        let secrets = configuration.resolveSecrets(
            environment: [
                "PLAID_CLIENT_ID": SandboxCredentials.plaidClientID, "PLAID_SECRET": SandboxCredentials.plaidSecret,
            ]
        )
        let vault = CredentialVault(store: store, sealer: CredentialSealer(key: SymmetricKey()), logger: logger)
        let plan = AdapterPlan(configuration, modes: [.aggregation], secrets: secrets)
        let adapters = AdapterPool(
            launches: [("plaid", .process(executable: foliod, arguments: ["adapter", "plaid"]))],
            dataRoot: directory,
            plan: plan,
            vault: vault,
            secrets: { [] },
            store: store,
            logger: logger
        )
        _ = await adapters.apply(plan, features: [:])
        let settings = CurrentSettings(
            Settings(
                configuration: configuration,
                secrets: secrets,
                access: AccessPolicy(rules: [], ownUID: 0),
                generation: 1
            )
        )
        let jobs = JobRunner(store: store)
        let desk = ConnectionDesk(store: store, settings: settings, adapters: adapters, jobs: jobs, vault: vault)
        let sync = SyncJob(store: store, adapters: adapters, vault: vault)
        var (read, spent, number) = (0, 0.0, 0)
        while read < rows {
            number += 1
            var link = CompleteParams()
            link.provider = "plaid"
            link.publicToken = try await publicToken(sandbox.baseURL)
            _ = try await desk.complete(user: "user\(number)", mode: .hybrid, link, cause: "bench")
            guard let job = try store.unfinishedJobs().last else { break }
            let start = ContinuousClock.now
            let result = try await sync.run(job, JobReporter { _, _, _ in })
            spent += since(start)
            read += result["transactions"]?.int ?? 0
            try store.updateJob(job.id) { $0.state = .succeeded }
        }
        await adapters.stopAll()
        let (answered, answering) = try await answers(sandbox.baseURL)
        try await sandbox.stop()
        try store.close()
        return (spent * Double(rows) / Double(max(read, 1)), answering * Double(rows) / Double(max(answered, 1)))
    }

    /// How many transactions the vendor's pages of one item have, and the milliseconds for getting them.
    private static func answers(_ address: String) async throws -> (rows: Int, milliseconds: Double) {
        let token = try await post(address, "/item/public_token/exchange") { body in
            body["public_token"] = .string(try await publicToken(address) ?? "")
        }["access_token"]?.string
        let today = Timestamp.now.newYorkDay
        var (read, total) = (0, 1)
        let start = ContinuousClock.now
        while read < total {
            let page = try await post(address, "/investments/transactions/get") { body in
                body["access_token"] = .string(token ?? "")
                body["start_date"] = .string(today.adding(months: -24).description)
                body["end_date"] = .string(today.description)
                body["options"] = ["count": .int(pageSize), "offset": .int(read)]
            }
            guard case .array(let some)? = page["investment_transactions"], !some.isEmpty else { break }
            read += some.count
            total = page["total_investment_transactions"]?.int ?? 0
        }
        return (read, since(start))
    }

    private static func post(
        _ address: String,
        _ path: String,
        _ fill: (inout [String: JSONValue]) async throws -> Void
    ) async throws -> JSONValue {
        var request = HTTPRequest("POST", address + path)
        request.headers = [("Content-Type", "application/json")]
        var body: [String: JSONValue] = [
            "client_id": .string(SandboxCredentials.plaidClientID), "secret": .string(SandboxCredentials.plaidSecret),
        ]
        try await fill(&body)
        let members = body.map { name, value in "\"\(name)\":\(value.text)" }
        request.body = Array("{\(members.joined(separator: ","))}".utf8)
        return try JSONValue(parsing: try await CurlHTTPClient().send(request).body)
    }

    /// A public token of a new item, as a browser gets it.
    private static func publicToken(_ address: String) async throws -> String? {
        try await post(address, "/sandbox/public_token/create") { body in
            body["institution_id"] = .string(SandboxCredentials.plaidInstitution)
            body["initial_products"] = ["investments"]
        }["public_token"]?.string
    }
}
