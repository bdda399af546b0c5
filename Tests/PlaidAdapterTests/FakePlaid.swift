import FolioAdapterKit
import FolioModel
import Foundation
import PlaidAdapter
import Synchronization
import Testing

/// A Plaid on loopback: paths to answers, and a memory of what was asked.
///
/// It listens as long as it, or an adapter made by it, lives.
final class FakePlaid: Sendable {
    /// A call as it came over the wire.
    struct Call: Sendable {
        let path: String
        let body: JSONValue
        let headers: [String: String]

        init(_ received: HTTPLoopbackServer.Received) {
            path = received.target
            body = (try? JSONValue(parsing: received.body)) ?? .null
            let names = ["PLAID-CLIENT-ID", "PLAID-SECRET", "Plaid-Version", "Content-Type"]
            headers = Dictionary(names.compactMap { name in received.header(name).map { (name, $0) } }) { $1 }
        }
    }

    typealias Answer = @Sendable (Call) -> HTTPResponse

    private let server: HTTPLoopbackServer

    init(_ answer: @escaping Answer) throws {
        server = try HTTPLoopbackServer { received in
            let response = answer(Call(received))
            let body = String(decoding: response.body, as: UTF8.self)
            return HTTPLoopbackServer.response("\(response.status) Answer", body: body)
        }
    }

    /// Answers by path; anything else is a 404 page.
    convenience init(_ answers: [String: HTTPResponse]) throws {
        try self.init { answers[$0.path] ?? HTTPResponse(status: 404, body: Array("<html>".utf8)) }
    }

    deinit { server.stop() }

    /// What was asked, in order.
    var made: [Call] { server.received.map(Call.init) }

    /// The paths that were asked, in order.
    var paths: [String] { made.map(\.path) }

    /// The adapter on this Plaid, configured, at noon of 2026-11-24 UTC unless told otherwise.
    func adapter(
        _ extra: [(String, JSONValue)] = [],
        now: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: 1_795_521_600) }
    ) async throws -> PlaidAdapter {
        let adapter = PlaidAdapter(http: Line(plaid: self), now: now, pause: { _ in })
        try await configure(adapter, extra)
        return adapter
    }

    /// Configures the adapter for this Plaid, as a changed configuration does.
    func configure(_ adapter: PlaidAdapter, _ extra: [(String, JSONValue)] = []) async throws {
        var params = Configure.Params()
        params.config = .object(
            JSONObject(
                [
                    ("environment", "sandbox"), ("base_url", .string(server.url(""))), ("client_id", "id"),
                    ("secret", "hush"),
                ] + extra
            )
        )
        _ = try await adapter.configure(params, .quiet)
    }

    /// The client that everybody shares, which keeps this Plaid alive as long as its adapter is.
    private struct Line: HTTPClient {
        private static let curl = CurlHTTPClient()

        let plaid: FakePlaid

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            try await Self.curl.send(request)
        }
    }
}

/// What an adapter logs.
final class LogBook: Sendable {
    /// One line.
    struct Line: Sendable, Hashable {
        var level: String
        var phrase: String
        var fields: [String: String]
    }

    private let written = Mutex<[Line]>([])

    /// All lines, in order.
    var lines: [Line] { written.withLock { $0 } }

    /// The phrases, in order.
    var phrases: [String] { lines.map(\.phrase) }

    /// A context that writes here.
    var context: CallContext {
        CallContext(
            id: "test",
            progress: { _, _, _ in },
            log: { level, phrase, fields in
                self.written.withLock { $0.append(Line(level: level, phrase: phrase, fields: fields)) }
            },
            rotate: { _, _ in }
        )
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
