import FolioAdapterKit
import FolioModel
import Foundation
import PlaidAdapter
import Synchronization
import Testing

/// Plaid without a network: paths to answers, and a memory of what was asked.
final class FakePlaid: HTTPClient {
    /// A call as the adapter made it.
    struct Call: Sendable {
        let path: String
        let body: JSONValue
        let headers: [String: String]
    }

    typealias Answer = @Sendable (Call) -> HTTPResponse

    private let calls = Mutex<[Call]>([])
    private let answer: Answer

    init(_ answer: @escaping Answer) { self.answer = answer }

    /// Answers by path; anything else is a 404 page.
    convenience init(_ answers: [String: HTTPResponse]) {
        self.init { answers[$0.path] ?? HTTPResponse(status: 404, body: Array("<html>".utf8)) }
    }

    /// What was asked, in order.
    var made: [Call] { calls.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let prefix = "https://plaid.test"
        guard request.url.hasPrefix(prefix), let body = try? JSONValue(parsing: request.body ?? []) else {
            throw HTTPFailure(.invalidURL, "not Plaid")
        }
        let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { $1 }
        let call = Call(path: String(request.url.dropFirst(prefix.count)), body: body, headers: headers)
        calls.withLock { $0.append(call) }
        return answer(call)
    }

    /// The adapter on this Plaid, configured, at noon of 2026-11-24 UTC.
    func adapter(_ extra: [(String, JSONValue)] = []) async throws -> PlaidAdapter {
        let adapter = PlaidAdapter(http: self, now: { Timestamp(seconds: 1_795_521_600) }, pause: { _ in })
        var params = Configure.Params()
        params.config = .object(
            JSONObject(
                [
                    ("environment", "sandbox"), ("base_url", "https://plaid.test"), ("client_id", "id"),
                    ("secret", "hush"),
                ] + extra
            )
        )
        _ = try await adapter.configure(params, .quiet)
        return adapter
    }
}

extension CallContext {
    /// A context whose words nobody hears.
    static var quiet: CallContext {
        CallContext(id: "test", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })
    }
}

extension ConnectionContext {
    /// A connection with an access token.
    static var linked: ConnectionContext {
        var connection = ConnectionContext()
        (connection.id, connection.externalID) = ("c1", "item-1")
        connection.credentials = ["access_token": "access-sandbox-1"]
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
