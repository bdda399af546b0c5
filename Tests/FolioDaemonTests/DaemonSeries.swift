import FolioClient
import FolioModel
import FolioSandbox
import FolioStore
import Glibc
import Synchronization
import Testing

/// Daemons one after the other over the same store, with one sandbox.
final class DaemonSeries: Sendable {
    let sandbox: SandboxServer
    let place: DaemonPlace
    private let current = Mutex<FoliodProcess?>(nil)

    private init(sandbox: SandboxServer, place: DaemonPlace) { (self.sandbox, self.place) = (sandbox, place) }

    /// Runs the test, and takes down what it leaves.
    static func run(_ body: (DaemonSeries) async throws -> Void) async throws {
        let sandbox = try await SandboxServer.start(world: ConnectedDaemon.world)
        let series = DaemonSeries(sandbox: sandbox, place: try DaemonPlace(sandbox: sandbox.baseURL))
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(series))
        } catch {
            outcome = .failure(error)
        }
        await series.stop(SIGKILL)
        try await sandbox.stop()
        series.place.erase()
        try outcome.get()
    }

    /// Starts the next daemon; a client of it.
    func start() async throws -> CheckedClient {
        let process = try await FoliodProcess.start(place)
        current.withLock { $0 = process }
        return try await CheckedClient(place)
    }

    /// The daemon that runs.
    var process: FoliodProcess {
        get throws { try #require(current.withLock { $0 }) }
    }

    /// Ends the daemon that runs; its exit status, or the signal that ended it, negative.
    @discardableResult
    func stop(_ number: Int32 = SIGTERM) async -> Int32 {
        let process = current.withLock { current in
            defer { current = nil }
            return current
        }
        return await process?.end(number) ?? -1
    }

    /// Opens the store while no daemon runs.
    func withStore<Value>(_ body: (Store) throws -> Value) throws -> Value {
        let store = try Store.open(location: .file(place.store))
        let value = try body(store)
        try store.close()
        return value
    }
}

extension SandboxFault.Effect {
    /// No answer within the length of a test.
    static let never = SandboxFault.Effect.delayed(milliseconds: 600_000)
}

extension CheckedClient {
    /// The code that a call is refused with; 0 where it has a result.
    func code(_ method: String, _ params: JSONValue = [:]) async throws -> Int {
        do {
            try await call(method, params)
            return 0
        } catch FolioClientError.rpc(let code, _, _, _, _) {
            return code
        }
    }

    /// Waits until the vendor has had a request for that path more often than before.
    func until(_ sandbox: SandboxServer, isAsked path: String, after count: Int = 0) async throws {
        try await until("the vendor is asked for \(path)") {
            _ = try await call("system.info")
            return sandbox.requestCount(path: path) > count
        }
    }

    /// The jobs of a state, newest first.
    func jobs(_ state: String) async throws -> [JSONValue] {
        try #require(try await call("jobs.list", ["state": .string(state)])["jobs"]?.array)
    }

    /// The row of `connections.list`; `null` where there is none of that id.
    func connection(_ id: String) async throws -> JSONValue {
        try await call("connections.list")["connections"]?.array?.first { $0["id"]?.string == id } ?? .null
    }
}
