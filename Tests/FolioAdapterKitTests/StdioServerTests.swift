import FolioAdapterKit
import FolioModel
import Glibc
import Testing

@testable import enum FolioAdapterKit.DetachedThread
@testable import class FolioAdapterKit.StdioServer

/// A server with a pipe at either side; the answers are read on a thread, for tests share a small pool.
private final class Stdio {
    private let input: CInt
    private let run: Task<Bool, Never>
    private var lines: AsyncStream<[UInt8]>.Iterator

    init(_ adapter: ScriptedAdapter, grace: Duration = .seconds(60)) throws {
        var (toServer, fromServer): ([CInt], [CInt]) = ([0, 0], [0, 0])
        try #require(pipe(&toServer) == 0)
        try #require(pipe(&fromServer) == 0)
        input = toServer[1]
        let server = StdioServer(adapter, input: toServer[0], output: fromServer[1])
        let (lines, continuation) = AsyncStream<[UInt8]>.makeStream()
        self.lines = lines.makeAsyncIterator()
        let (output, used) = (fromServer[0], [toServer[0], fromServer[1]])
        DetachedThread.start {
            var (framer, byte) = (LineFramer(limit: 8 << 20), UInt8(0))
            while read(output, &byte, 1) == 1 {
                for case .line(let line) in framer.frames(adding: [byte]) { continuation.yield(line) }
            }
            continuation.finish()
            close(output)
        }
        run = Task {
            let stuck = Latch()
            await server.run(grace: grace) {
                stuck.open()
                adapter.gate.open()
            }
            for descriptor in used { close(descriptor) }
            return stuck.isOpen
        }
    }

    func send(_ text: String) { _ = text.withCString { write(input, $0, strlen($0)) } }

    /// The next line of the server.
    func line() async throws -> JSONValue {
        let line = await lines.next(isolation: #isolation)
        return try JSONValue(parsing: try #require(line))
    }

    func endInput() { close(input) }

    /// Waits for the server's end; returns whether it was stuck.
    func end() async -> Bool { await run.value }
}

@Suite(.timeLimit(.minutes(1))) struct StdioServerTests {
    @Test func `requests are answered until the input ends`() async throws {
        let stdio = try Stdio(ScriptedAdapter())
        stdio.send("{\"jsonrpc\":\"2.0\",\"id\":\"a#1\",\"method\":\"ping\",\"params\":{}}\r\n\n")
        #expect(try await stdio.line() == ["jsonrpc": "2.0", "id": "a#1", "result": ["inflight": 0]])
        stdio.endInput()
        #expect(await stdio.end() == false)
    }

    @Test func `a line that is no message is answered with a parse error`() async throws {
        let stdio = try Stdio(ScriptedAdapter())
        stdio.send("nonsense\n")
        let answer = try await stdio.line()
        #expect(answer["id"] == .null)
        #expect(answer["error"]?["code"] == -32700)
        stdio.endInput()
        _ = await stdio.end()
    }

    @Test func `an unknown method and an unknown notification differ`() async throws {
        let stdio = try Stdio(ScriptedAdapter())
        stdio.send("{\"method\":\"$/unheard_of\",\"params\":{}}\n{\"id\":\"a#1\",\"method\":\"unheard.of\"}\n")
        let answer = try await stdio.line()
        #expect(answer["id"] == "a#1")
        #expect(answer["error"]?["code"] == -32601)
        stdio.endInput()
        _ = await stdio.end()
    }

    @Test func `the end of the input cancels what runs`() async throws {
        let adapter = ScriptedAdapter()
        let stdio = try Stdio(adapter)
        stdio.send(Self.accounts("wait", id: "a#1"))
        await adapter.begun.wait()
        stdio.endInput()
        #expect(try await stdio.line()["error"]?["code"] == 1012)
        #expect(await stdio.end() == false)
    }

    @Test func `what does not end after the end of the input is noticed without any task`() async throws {
        let stdio = try Stdio(ScriptedAdapter(), grace: .milliseconds(1))
        stdio.send(Self.accounts("deaf", id: "a#1"))
        stdio.endInput()
        #expect(await stdio.end())
    }

    @Test func `more requests than can wait are overloaded`() async throws {
        let adapter = ScriptedAdapter()
        let stdio = try Stdio(adapter)
        // Two run, 64 wait.
        for number in 0..<67 { stdio.send(Self.accounts("wait", id: "a#\(number)")) }
        let refused = try await stdio.line()
        #expect(refused["id"] == "a#66")
        #expect(refused["error"]?["code"] == 1014)
        stdio.send("{\"method\":\"$/cancel\",\"params\":{\"id\":\"a#65\"}}\n")
        let cancelled = try await stdio.line()
        #expect(cancelled["id"] == "a#65")
        #expect(cancelled["error"]?["code"] == 1012)
        adapter.gate.open()
        var answered: Set<String> = []
        for _ in 0..<65 { answered.insert(try #require(try await stdio.line()["id"]?.string)) }
        #expect(answered.count == 65)
        stdio.endInput()
        #expect(await stdio.end() == false)
    }

    @Test func `without a host an adapter says what it is and leaves with 64`() async throws {
        let result = try await #require(
            processExitsWith: .exitCode(64),
            observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            unsetenv("FOLIO_ADAPTER")
            exit(await AdapterMain.run(ScriptedAdapter.self))
        }
        let text = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(text.contains("scripted 1.0 is an adapter of foliod"))
        #expect(text.contains(#""protocol":"1""#))
    }

    private static func accounts(_ script: String, id: String) -> String {
        let params = AccountsRead.Params.script(script).jsonValue
        let message: JSONValue = ["id": .string(id), "method": "accounts.read", "params": params]
        return message.text + "\n"
    }
}
