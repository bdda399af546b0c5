import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Foundation
import Synchronization

/// Alpaca without a network: targets to answers, and a memory of what was asked.
final class FakeAlpaca: HTTPClient {
    /// A call as the adapter made it.
    struct Call: Sendable {
        let method: String
        let path: String
        let query: [String: String]
        let headers: [String: String]
        let body: String
    }

    private let calls = Mutex<[Call]>([])
    private let answer: @Sendable (Call) -> HTTPResponse

    init(_ answer: @escaping @Sendable (Call) -> HTTPResponse) { self.answer = answer }

    /// Answers by path; anything else is unknown.
    convenience init(_ answers: [String: HTTPResponse]) {
        self.init { answers[$0.path] ?? .json(["code": 40_410_000, "message": "not found"], status: 404) }
    }

    /// What was asked, in order.
    var made: [Call] { calls.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard request.url.hasPrefix("https://alpaca.test/v"), let url = URLComponents(string: request.url) else {
            throw HTTPFailure(.invalidURL, "not Alpaca")
        }
        let query = Dictionary((url.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 }
        let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { $1 }
        let call = Call(
            method: request.method,
            path: url.path,
            query: query,
            headers: headers,
            body: String(decoding: request.body ?? [], as: UTF8.self)
        )
        calls.withLock { $0.append(call) }
        return answer(call)
    }

    /// The adapter on this Alpaca, configured, at noon of 2026-11-24 UTC unless told otherwise.
    func adapter(
        _ extra: [(String, JSONValue)] = [],
        now: Timestamp = Timestamp(seconds: 1_795_521_600)
    ) async throws -> AlpacaAdapter {
        try await adapter(extra, clock: FakeClock(now))
    }

    /// The adapter with a clock that its own waits move on.
    func adapter(_ extra: [(String, JSONValue)] = [], clock: FakeClock) async throws -> AlpacaAdapter {
        let adapter = AlpacaAdapter(http: self, now: { clock.now }, pause: { clock.wait($0) })
        var params = Configure.Params()
        params.config = .object(
            JSONObject([("environment", "paper"), ("base_url", "https://alpaca.test/")] + extra)
        )
        _ = try await adapter.configure(params, .quiet)
        return adapter
    }
}

/// A clock that stands still, but for waits.
final class FakeClock: Sendable {
    private let state: Mutex<(now: Timestamp, waits: [Duration])>

    init(_ now: Timestamp) { state = Mutex((now, [])) }

    var now: Timestamp { state.withLock { $0.now } }

    /// The waits so far.
    var waits: [Duration] { state.withLock { $0.waits } }

    /// Goes on.
    func wait(_ duration: Duration) {
        state.withLock { state in
            state.waits.append(duration)
            state.now = state.now.adding(seconds: duration.components.seconds)
        }
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

extension CallContext {
    /// A context whose words nobody hears.
    static var quiet: CallContext {
        CallContext(id: "test", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
    }
}

extension ConnectionContext {
    /// A connection with keys.
    static var linked: ConnectionContext {
        var connection = ConnectionContext()
        (connection.id, connection.externalID) = ("c1", "account-1")
        connection.credentials = ["key_id": "PK1", "secret": "hush"]
        return connection
    }

    /// A connection to an account of a firm, that of the Broker API's examples.
    static var firm: ConnectionContext {
        var connection = ConnectionContext()
        (connection.id, connection.externalID) = ("c1", "c8f1ef5d-edc0-4f23-9ee4-378f19cb92a4")
        connection.credentials = ["account_id": "c8f1ef5d-edc0-4f23-9ee4-378f19cb92a4"]
        return connection
    }
}

/// Files beside the tests.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/" + path)
        return Array(try Data(contentsOf: url))
    }

    static func response(_ path: String, status: Int = 200) throws -> HTTPResponse {
        HTTPResponse(status: status, body: try bytes(path))
    }

    static func json(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }
}

extension HTTPResponse {
    /// An answer of a JSON value.
    static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(value.text.utf8))
    }
}

/// The error that a call throws; a test that gets none fails.
func adapterError(_ call: () async throws(AdapterError) -> some Sendable) async throws -> AdapterError {
    do throws(AdapterError) {
        _ = try await call()
    } catch {
        return error
    }
    throw HTTPFailure(.interrupted, "no error was thrown")
}
