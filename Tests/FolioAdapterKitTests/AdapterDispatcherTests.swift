import FolioAdapterKit
import FolioModel
import Testing

@testable import struct FolioAdapterKit.ProgressThrottle

@Suite struct AdapterDispatcherTests {
    private let context = CallContext(id: "1", progress: { _, _, _ in }, log: { _, _, _ in }, rotate: { _, _ in })

    private static let host: JSONValue = ["name": "foliod", "version": "1"]

    private func answer(_ method: String, _ params: JSONValue = [:]) async throws(AdapterError) -> String {
        let bytes = try await AdapterDispatcher(ScriptedAdapter()).answer(method, params, context, inflight: 3)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the manifest is the answer to describe`() async throws {
        let text = try await answer("describe", ["host": Self.host, "protocols": ["2", "1"]])
        #expect(try JSONValue(parsing: text)["name"] == "scripted")
    }

    @Test func `a host that offers other protocols only is refused`() async {
        await #expect(throws: AdapterError(.protocolUnsupported, "This adapter speaks protocol 1 only.")) {
            try await answer("describe", ["host": Self.host, "protocols": ["2"]])
        }
    }

    @Test(
        arguments: [
            ("check", #"{"status":"ok","checks":[]}"#), ("ping", #"{"inflight":3}"#), ("shutdown", "{}"),
            ("configure", #"{"warnings":[]}"#), ("disconnect", #"{"revoked":true}"#),
        ]
    )
    func `each method reaches the adapter`(method: String, expected: String) async throws {
        let params: JSONValue = ["config": ["key": "k"], "connection": ["id": "c1"], "unheard_of": 1]
        #expect(try await answer(method, params) == expected)
    }

    @Test(
        arguments: [
            ("link.begin", "state"), ("link.complete", "credentials"), ("accounts.read", "accounts"),
            ("holdings.read", "holdings"), ("transactions.read", "removed"),
        ]
    )
    func `each provider method gives its own result`(method: String, member: String) async throws {
        let text = try await answer(method, ["user_ref": "u", "connection": ["id": "c1"]])
        #expect(try JSONValue(parsing: text)[member] != nil)
    }

    @Test func `orders are unsupported unless the adapter has them`() async {
        await #expect(throws: AdapterError(.unsupported, "This provider has no orders.")) {
            try await answer("orders.read", ["connection": ["id": "c1"]])
        }
    }

    @Test func `files are unsupported unless the adapter reads them`() async {
        await #expect(throws: AdapterError(.unsupported, "This provider has no files to import.")) {
            try await answer("import.inspect", ["connection": ["id": "c1"], "directory": "/tmp/x"])
        }
    }

    @Test func `a refresh is unsupported unless the adapter can ask for one`() async {
        await #expect(throws: AdapterError(.unsupported, "This provider cannot be asked to refresh.")) {
            try await answer("refresh.request", ["connection": ["id": "c1"]])
        }
    }

    @Test func `an unknown method is not found`() async throws {
        let error = await #expect(throws: AdapterError.self) { try await answer("prices.latest") }
        #expect(error?.kind.code == -32601)
    }

    @Test func `wrong parameters name the place`() async {
        await #expect(throws: AdapterError(.invalidParams, "params.limit: a whole number is expected, not a string")) {
            try await answer("transactions.read", ["connection": ["id": "c1"], "limit": "5"])
        }
    }

    @Test func `progress goes out ten times a second, and at the end`() {
        var throttle = ProgressThrottle()
        let times = [(0, 1), (99, 2), (100, 3), (101, 9)]
        let admitted = times.map { throttle.admits(at: .milliseconds($0), done: $1, total: 9) }
        #expect(admitted == [true, false, true, true])
    }
}
