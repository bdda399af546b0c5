import FolioAdapterKit
import FolioClient
import FolioModel
import FolioSandbox
import Glibc
import Synchronization
import Testing

/// A directory with all that one daemon needs, and what its configuration says.
final class DaemonPlace: Sendable {
    let directory: String
    private let sandbox: String

    var configuration: String { directory + "/etc/foliod.yaml" }
    var socket: String { directory + "/s.sock" }
    var store: String { directory + "/folio.db" }
    var imports: String { directory + "/import" }

    /// Makes the directory with a configuration in hybrid mode.
    init(sandbox: String) throws {
        self.sandbox = sandbox
        directory = try Scratch.make()
        mkdir(directory + "/etc", 0o700)
        try Scratch.write(SandboxCredentials.plaidSecret + "\n", to: directory + "/plaid-secret")
        try Scratch.write(text(mode: "hybrid"), to: configuration)
    }

    func erase() { Scratch.erase(directory) }

    /// The configuration's text.
    func text(mode: String, more: String = "") -> String {
        """
        mode: \(mode)
        socket: {path: \(socket), group: null}
        store: {url: "sqlite:\(store)"}
        secrets: {key_file: \(directory)/master.key}
        log: {level: debug}
        providers:
          plaid:
            environment: sandbox
            base_url: "\(sandbox)"
            client_id: \(SandboxCredentials.plaidClientID)
            secret_file: \(directory)/plaid-secret
            requests_per_minute: 10000
          alpaca: {environment: paper, base_url: "\(sandbox)", requests_per_minute: 10000}
          csv: {directory: \(imports)}
        \(more.contains("prices:") ? "" : "prices: {sources: [cached]}")
        \(more)
        """ + "\n"
    }

    /// A public token, as Plaid Link hands it to an app.
    func publicToken() async throws -> String { try await SandboxLink.publicToken(at: sandbox) }
}

/// What a person does in Plaid Link.
enum SandboxLink {
    /// A public token of a new item of the sandbox there.
    static func publicToken(at address: String) async throws -> String {
        var request = HTTPRequest("POST", address + "/sandbox/public_token/create")
        request.headers = [("Content-Type", "application/json")]
        let body: JSONValue = [
            "client_id": .string(SandboxCredentials.plaidClientID), "secret": .string(SandboxCredentials.plaidSecret),
            "institution_id": .string(SandboxCredentials.plaidInstitution), "initial_products": ["investments"],
        ]
        request.body = Array(body.text.utf8)
        let answer = try await CurlHTTPClient().send(request)
        return try #require(try JSONValue(parsing: answer.body)["public_token"]?.string)
    }
}

/// A client that holds every answer against the daemon's own description of it.
final class CheckedClient: Sendable {
    /// The longest wait for one answer.
    static let answerBound = Duration.seconds(60)
    /// The longest wait for something that the daemon does by itself.
    static let eventBound = Duration.seconds(60)

    private let client: FolioClient
    private let schemas: AnswerSchemas
    private let asked = Mutex<Set<String>>([])

    init(_ place: DaemonPlace) async throws {
        client = try FolioClient.connect(path: place.socket)
        schemas = try AnswerSchemas(document: try await client.call("rpc.discover", timeout: Self.answerBound))
        asked.withLock { _ = $0.insert("rpc.discover") }
    }

    /// Every method the daemon describes.
    var methods: [String] { schemas.methods }

    /// Methods that have been asked, with or without success.
    var askedMethods: Set<String> { asked.withLock { $0 } }

    /// Calls a method; its answer fits the description.
    @discardableResult
    func call(_ method: String, _ params: JSONValue = [:]) async throws -> JSONValue {
        asked.withLock { _ = $0.insert(method) }
        let answer = try await client.call(method, params, timeout: Self.answerBound)
        #expect(schemas.violations(method, answer) == [], "\(method)")
        return answer
    }

    /// Calls a method that is refused: the code and the data, which has a name and a hint.
    func refusal(_ method: String, _ params: JSONValue = [:]) async throws -> (code: Int, data: JSONValue) {
        asked.withLock { _ = $0.insert(method) }
        do throws(FolioClientError) {
            let answer = try await client.call(method, params, timeout: Self.answerBound)
            Issue.record("\(method) was not refused: \(answer.text.prefix(200))")
            return (0, .null)
        } catch {
            guard case .rpc(let code, let name, _, let hint, let data) = error else { throw error }
            #expect(!name.isEmpty && !hint.isEmpty)
            return (code, data)
        }
    }

    /// Starts a refresh of everything, unless one is under way.
    func refreshAll() async throws {
        asked.withLock { _ = $0.insert("connections.refresh") }
        do throws(FolioClientError) {
            _ = try await client.call("connections.refresh", timeout: Self.answerBound)
        } catch {
            guard case .rpc(code: -32005, _, _, _, _) = error else { throw error }
        }
    }

    /// Asks until the answer is as wanted, for ``eventBound`` at most.
    func until(_ what: Comment, _ isReached: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + Self.eventBound
        while try await !isReached() { try #require(ContinuousClock.now < end, what) }
    }

    /// Waits for a job's end and gives it.
    @discardableResult
    func ended(_ job: String, as state: String = "succeeded") async throws -> JSONValue {
        var row = JSONValue.null
        try await until("the job ends") {
            row = try await call("jobs.get", ["job": .string(job)])
            return ["succeeded", "failed", "cancelled"].contains(row["state"]?.string ?? "")
        }
        #expect(row["state"]?.string == state, "\(row.text)")
        return row
    }

    /// Waits until nothing is under way.
    func idle() async throws {
        try await until("no job is under way") {
            // In one answer, for a job may put the next one into the queue when it ends.
            let jobs = try await call("jobs.list", ["limit": 500])["jobs"]?.array ?? []
            guard jobs.allSatisfy({ !["queued", "running"].contains($0["state"]?.string) }) else { return false }
            return true
        }
    }

    /// Connects the sandbox's item; gives connection and job.
    func connectPlaid(_ place: DaemonPlace, user: String = "default") async throws -> (id: String, job: String) {
        let link = try await call("connections.link", ["provider": "plaid", "user": .string(user)])
        #expect(link["link_token"]?.string?.hasPrefix("link-") == true)
        let token = try await place.publicToken()
        let done = try await call(
            "connections.complete",
            ["provider": "plaid", "public_token": .string(token), "user": .string(user)]
        )
        return (try #require(done["connection"]?.string), try #require(done["job"]?.string))
    }

    /// Connects the sandbox's brokerage account.
    func connectAlpaca() async throws -> (id: String, job: String) {
        let link = try await call("connections.link", ["provider": "alpaca"])
        #expect(link["fields"]?.array?.compactMap { $0["name"]?.string } == ["key_id", "secret"])
        let done = try await call(
            "connections.complete",
            [
                "provider": "alpaca",
                "fields": [
                    "key_id": .string(SandboxCredentials.alpacaKeyID),
                    "secret": .string(SandboxCredentials.alpacaSecret),
                ],
            ]
        )
        return (try #require(done["connection"]?.string), try #require(done["job"]?.string))
    }

    /// Writes the world's files and waits for the connection that they make by themselves.
    func connectCSV(_ place: DaemonPlace, _ world: SandboxWorld) async throws -> String {
        try SandboxCSV.write(world, to: place.imports + "/default")
        var found: JSONValue?
        try await until("files make a connection") {
            found = try await call("connections.list")["connections"]?.array?.first {
                $0["provider"]?.string == "csv" && $0["status"]?.string == "active"
            }
            return found != nil
        }
        return try #require(found?["id"]?.string)
    }
}
