import FolioModel
import FolioRPC
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct FairnessTests {
    private func request(_ id: Int, _ method: String, _ params: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"# + "\n"
    }

    /// One call at a time.
    private var oneAtATime: RPCLimits {
        var limits = RPCLimits()
        limits.callsAtOnce = 1
        return limits
    }

    @Test func `a client's many calls come one by one where another has calls, too`() async throws {
        let many = 60
        let passes = try await withServer(limits: oneAtATime) { path, methods, _ in
            let busy = Busy(try RawClient(path))
            try busy.client.send((0..<many).map { request($0, "compute") }.joined())
            await methods.gate.entered(1)
            let other = Busy(try RawClient(path))
            // Answered at once, and so the daemon has read what came before.
            let read = try await onThread { try other.client.ask(request(1, "warm") + request(2, "nothing")) }
            #expect(read["id"] == 2)
            var passes = 0
            while passes < many, methods.reads.withLock({ $0 }) == 0 {
                await methods.gate.entered(1)
                methods.gate.letOnePass()
                passes += 1
            }
            methods.gate.open()
            #expect(try await onThread { try other.client.answer() }?["result"] == 1)
            return passes
        }
        #expect(passes < many)
    }

    @Test func `calls that wait for something hold up nobody`() async throws {
        let limits = oneAtATime
        try await withServer(limits: limits) { path, methods, _ in
            let busy = Busy(try RawClient(path))
            try busy.client.send((0..<100).map { request($0, "wait") }.joined())
            await methods.gate.entered(limits.requestsInFlight)
            let answer = try await onThread { try RawClient(path).ask(request(1, "get_data")) }
            #expect(answer["result"] == ["hello", 5])
            methods.gate.open()
        }
    }

    @Test func `a call whose client has gone before its turn is not begun, unless nobody was to be answered`()
        async throws
    {
        try await withServer(limits: oneAtATime) { path, methods, server in
            let busy = Busy(try RawClient(path))
            try busy.client.send(request(1, "compute"))
            await methods.gate.entered(1)
            try await onThread {
                let client = try RawClient(path)
                try client.send((0..<20).map { request($0, "warm", #"{"value":\#($0)}"#) }.joined())
                try client.send(#"{"jsonrpc":"2.0","method":"warm","params":{"value":20}}"# + "\n")
                // The daemon has read everything before.
                while try client.ask(request(21, "nothing"))["id"] != 21 {}
            }
            while server.openConnections > 1 { await Task.yield() }
            methods.gate.open()
            while methods.reads.withLock({ $0 }) == 0 { await Task.yield() }
            let answer = try await onThread { try RawClient(path).ask(request(1, "get_data")) }
            #expect(answer["result"] == ["hello", 5])
            #expect(methods.reads.withLock { $0 } == 1)
        }
    }

    @Test func `where too much is held for all, the client goes for which much was held first`() async throws {
        var limits = RPCLimits()
        (limits.messageBytes, limits.unsentBytes) = (1 << 20, 1 << 20)
        let (first, last, small) = try await withServer(limits: limits) { path, _, _ in
            try await onThread {
                let small = try RawClient(path)
                try small.send(String(request(1, "get_data").dropLast(3)))
                let clients = try (0..<8).map { _ in try RawClient(path) }
                let half = request(1, "echo", #"{"value":""# + String(repeating: "x", count: 900_000) + #""}"#)
                for client in clients { try client.send(String(half.dropLast(3))) }
                let first = try clients[0].answer()
                try clients[7].send(String(half.suffix(3)))
                try small.send(String(request(1, "get_data").suffix(3)))
                return (first, try clients[7].answer(), try small.answer())
            }
        }
        #expect(first == nil)
        #expect(last?["result"]?.string?.utf8.count == 900_000)
        #expect(small?["result"] == ["hello", 5])
    }
}

/// A client that a test keeps while others are used.
private struct Busy: @unchecked Sendable {
    // Only the test's own task uses it.
    let client: RawClient

    init(_ client: RawClient) { self.client = client }
}
