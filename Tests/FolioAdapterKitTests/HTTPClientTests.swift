import FolioAdapterKit
import Synchronization
import Testing

struct HTTPClientTests {
    @Test func `an answer comes with its status, headers and body whatever the status`() async throws {
        let server = try HTTPLoopbackServer { _ in
            HTTPLoopbackServer.response("404 Not Found", ["X-Request-ID:  abc "], body: "{}")
        }
        defer { server.stop() }
        let response = try await CurlHTTPClient().send(HTTPRequest("GET", server.url("/v2/assets/X?a=1")))
        #expect(response.status == 404)
        #expect(response.header("x-request-id") == "abc")
        #expect(response.body == Array("{}".utf8))
        #expect(server.received.map(\.target) == ["/v2/assets/X?a=1"])
        #expect(server.received.first?.header("user-agent") == "folio/\(AdapterKit.version)")
    }

    @Test func `a post sends its body and headers`() async throws {
        let server = try HTTPLoopbackServer { _ in HTTPLoopbackServer.response() }
        defer { server.stop() }
        var request = HTTPRequest("POST", server.url())
        request.headers = [("Content-Type", "application/json"), ("PLAID-SECRET", "s")]
        request.body = Array(String(repeating: "x", count: 100_000).utf8)
        _ = try await CurlHTTPClient().send(request)
        let received = try #require(server.received.first)
        #expect(received.head.hasPrefix("POST / HTTP/1.1"))
        #expect(received.header("content-type") == "application/json")
        #expect(received.header("plaid-secret") == "s")
        #expect(received.header("expect") == nil)
        #expect(received.body.count == 100_000)
    }

    @Test func `a post without a body says so`() async throws {
        let server = try HTTPLoopbackServer { _ in HTTPLoopbackServer.response() }
        defer { server.stop() }
        _ = try await CurlHTTPClient().send(HTTPRequest("POST", server.url()))
        #expect(server.received.first?.header("content-length") == "0")
    }

    @Test func `requests one after the other share a connection`() async throws {
        let server = try HTTPLoopbackServer { _ in HTTPLoopbackServer.response(body: "x") }
        defer { server.stop() }
        let client = CurlHTTPClient()
        for _ in 0..<5 { _ = try await client.send(HTTPRequest("GET", server.url())) }
        #expect(server.received.map(\.connection) == [0, 0, 0, 0, 0])
    }

    @Test func `many requests at once are all answered`() async throws {
        let server = try HTTPLoopbackServer { HTTPLoopbackServer.response(body: $0.target) }
        defer { server.stop() }
        let client = CurlHTTPClient()
        let answers = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let response = try? await client.send(HTTPRequest("GET", server.url("/\(number)")))
                    return response?.body == Array("/\(number)".utf8)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 100 && answers.allSatisfy { $0 })
    }

    @Test func `a redirect is an answer and not followed`() async throws {
        let server = try HTTPLoopbackServer { _ in HTTPLoopbackServer.response("302 Found", ["Location: /other"]) }
        defer { server.stop() }
        let response = try await CurlHTTPClient().send(HTTPRequest("GET", server.url()))
        #expect(response.status == 302)
        #expect(server.received.count == 1)
    }

    @Test func `an interim answer leaves no headers behind`() async throws {
        let server = try HTTPLoopbackServer { _ in
            .answer("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let response = try await CurlHTTPClient().send(HTTPRequest("GET", server.url()))
        #expect(response.header("link") == nil)
        #expect(response.header("a") == "b")
    }

    @Test func `an answer longer than allowed is an error and not cut`() async throws {
        let server = try HTTPLoopbackServer { _ in
            HTTPLoopbackServer.response(body: String(repeating: "x", count: 1001))
        }
        defer { server.stop() }
        var request = HTTPRequest("GET", server.url())
        request.maximumBody = 1000
        let failure = await failure(request)
        #expect(failure?.kind == .tooLarge)
        request.maximumBody = 1001
        #expect(try await CurlHTTPClient().send(request).body.count == 1001)
    }

    @Test func `endless headers are an error`() async throws {
        let server = try HTTPLoopbackServer { _ in
            HTTPLoopbackServer.response("200 OK", (0..<300).map { "H\($0): x" })
        }
        defer { server.stop() }
        #expect(await failure(HTTPRequest("GET", server.url()))?.kind == .tooLarge)
    }

    @Test func `silence ends at the timeout`() async throws {
        let server = try HTTPLoopbackServer { _ in .silence }
        defer { server.stop() }
        var request = HTTPRequest("GET", server.url("/slow?key=secret"))
        request.timeout = .milliseconds(100)
        let failure = await failure(request)
        #expect(failure?.kind == .timedOut)
        #expect(failure?.message.contains("secret") == false)
    }

    @Test func `a port where nobody listens cannot be connected`() async throws {
        let server = try HTTPLoopbackServer { _ in .silence }
        server.stop()
        #expect(await failure(HTTPRequest("GET", "http://127.0.0.1:1/"))?.kind == .cannotConnect)
    }

    @Test func `a connection that ends early is an interruption`() async throws {
        let server = try HTTPLoopbackServer { _ in .hangUp }
        defer { server.stop() }
        #expect(await failure(HTTPRequest("GET", server.url()))?.kind == .interrupted)
    }

    @Test(arguments: [
        "http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1.example.com/",
        "https://user:password@127.0.0.1/", "", "127.0.0.1", "http://0x7f.1.evil.example/",
    ])
    func `only https and plain http to loopback are asked`(url: String) async {
        #expect(await failure(HTTPRequest("GET", url))?.kind == .invalidURL)
    }

    @Test func `a header cannot smuggle a line`() async throws {
        var request = HTTPRequest("GET", "http://127.0.0.1:1/")
        request.headers = [("A", "b\r\nC: d")]
        #expect(await failure(request)?.kind == .invalidURL)
    }

    @Test func `cancelling the task ends the request`() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let server = try HTTPLoopbackServer { _ in
            arrived.yield()
            return .silence
        }
        defer { server.stop() }
        let client = CurlHTTPClient()
        let url = server.url()
        let task = Task {
            do throws(HTTPFailure) {
                _ = try await client.send(HTTPRequest("GET", url))
                return nil as HTTPFailure.Kind?
            } catch {
                return error.kind
            }
        }
        for await _ in arrivals { break }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `a task cancelled before it asks is not left waiting`() async throws {
        let server = try HTTPLoopbackServer { _ in .silence }
        defer { server.stop() }
        let client = CurlHTTPClient()
        let url = server.url()
        let kind = await withTaskGroup(of: HTTPFailure.Kind?.self) { group in
            group.cancelAll()
            group.addTask {
                do throws(HTTPFailure) {
                    _ = try await client.send(HTTPRequest("GET", url))
                    return nil
                } catch {
                    return error.kind
                }
            }
            return await group.next() ?? nil
        }
        #expect(kind == .cancelled)
    }

    @Test func `closing answers what waits and ends the thread`() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let server = try HTTPLoopbackServer { _ in
            arrived.yield()
            return .silence
        }
        defer { server.stop() }
        let client = CurlHTTPClient()
        let url = server.url()
        async let waiting = failure(HTTPRequest("GET", url), client)
        for await _ in arrivals { break }
        await client.close()
        #expect(await waiting?.kind == .interrupted)
        #expect(await failure(HTTPRequest("GET", url), client)?.kind == .interrupted)
    }

    @Test func `closing a client that never asked is immediate`() async {
        await CurlHTTPClient().close()
    }

    private func failure(_ request: HTTPRequest, _ client: CurlHTTPClient = CurlHTTPClient()) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }
}

/// A client that gives scripted outcomes in order.
final class ScriptedHTTPClient: HTTPClient {
    private let outcomes: Mutex<[Result<HTTPResponse, HTTPFailure>]>
    private let count = Mutex(0)

    init(_ outcomes: [Result<HTTPResponse, HTTPFailure>]) { self.outcomes = Mutex(outcomes) }

    var requests: Int { count.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        count.withLock { $0 += 1 }
        let outcome = outcomes.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let outcome else { throw HTTPFailure(.interrupted, "The script is over.") }
        return try outcome.get()
    }
}

struct HTTPRetryTests {
    private static let ok = Result<HTTPResponse, HTTPFailure>.success(HTTPResponse(status: 200))
    private static let broken = Result<HTTPResponse, HTTPFailure>.success(HTTPResponse(status: 502))
    private static let late = Result<HTTPResponse, HTTPFailure>.failure(HTTPFailure(.timedOut, "late"))

    @Test func `a passing fault is asked again at most twice, after growing pauses`() async throws {
        let client = ScriptedHTTPClient([Self.broken, Self.late, Self.ok])
        let pauses = Mutex<[Duration]>([])
        let retrying = RetryingHTTPClient(client) { pause in pauses.withLock { $0.append(pause) } }
        #expect(try await retrying.send(HTTPRequest("GET", "x"), isRepeatable: true).status == 200)
        #expect(pauses.withLock { $0 } == [.milliseconds(250), .seconds(1)])
    }

    @Test func `the third fault stands`() async throws {
        let client = ScriptedHTTPClient([Self.broken, Self.broken, Self.broken, Self.ok])
        let retrying = RetryingHTTPClient(client) { _ in }
        #expect(try await retrying.send(HTTPRequest("GET", "x"), isRepeatable: true).status == 502)
        #expect(client.requests == 3)
    }

    @Test func `a request that must not be sent twice is sent once`() async throws {
        let client = ScriptedHTTPClient([Self.broken, Self.ok])
        let retrying = RetryingHTTPClient(client) { _ in }
        #expect(try await retrying.send(HTTPRequest("POST", "x"), isRepeatable: false).status == 502)
        #expect(client.requests == 1)
    }

    @Test func `an answer that says no is not asked again`() async throws {
        let client = ScriptedHTTPClient([.success(HTTPResponse(status: 429)), Self.ok])
        let retrying = RetryingHTTPClient(client) { _ in }
        #expect(try await retrying.send(HTTPRequest("GET", "x"), isRepeatable: true).status == 429)
        #expect(client.requests == 1)
    }
}
