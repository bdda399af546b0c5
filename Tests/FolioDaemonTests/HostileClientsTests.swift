import FolioModel
import FolioSandbox
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct HostileClientsTests {
    /// The most memory that the daemon may ever have used, in KiB: 100 MB.
    private static let memoryBound = 100_000_000 / 1024

    private static let requests = 1000
    private static let connections = 200
    private static let deafClients = 12
    /// Those of them that may stay for a while, each with a quarter of what one may leave unread.
    private static let patientlyHeld = 8
    private static let halfMessages = 100
    private static let longMessages = 4
    private static let unfinishedMessages = 12

    /// Bytes of a message that is too long, and of the most that is not.
    private static let tooLong = 5 << 20
    private static let longest = 4 << 20

    /// Requests for large answers; the last one's is kept, the others are computed each time.
    private static let large = [
        RawClient.request("portfolio.activities", "{\"limit\":500}"), RawClient.request("rpc.discover"),
        RawClient.request("portfolio.positions", "{\"group\":\"account\"}"),
    ]

    @Test func `hostile clients cost neither much memory nor anybody else's answers`() async throws {
        try await ConnectedDaemon.run { daemon in
            _ = try await daemon.connectAll()
            let total = try await daemon.total()
            let unrelated = Bystander()
            let watching = Task { try await unrelated.ask(daemon, total) }
            defer { watching.cancel() }
            for (name, attack) in Self.attacks {
                let before = unrelated.answers
                try await attack(daemon)
                try await daemon.client.until("the bystander is answered") {
                    _ = try await daemon.client.call("system.info")
                    return unrelated.answers > before
                }
                let peak = try #require(ProcessTable.peakMemory(of: Int(daemon.process.pid)))
                #expect(peak < Self.memoryBound, "\(peak) KiB after \(name)")
            }
            watching.cancel()
            try await watching.value
            #expect(try await daemon.client.call("system.health")["status"] == "ok")
        }
    }

    private static let attacks: [(name: String, run: @Sendable (ConnectedDaemon) async throws -> Void)] = [
        ("pipelined requests", pipelined), ("many connections", connected), ("clients that never read", deaf),
        ("long messages", long), ("unfinished messages", unfinished), ("broken messages", broken),
        ("half messages", halved),
    ]

    @Sendable private static func pipelined(_ daemon: ConnectedDaemon) async throws {
        let client = try RawClient(daemon.place)
        let methods = ["portfolio.positions", "portfolio.value", "connections.list", "accounts.list"]
        let bytes = (0..<requests).flatMap { RawClient.request(methods[$0 % methods.count], id: $0) }
        async let upload: Void = client.send(bytes)
        let answers = try await client.lines(requests)
        await upload
        #expect(Set(answers.compactMap { $0["id"]?.int }) == Set(0..<requests))
        #expect(answers.allSatisfy { $0["result"] != nil })
    }

    @Sendable private static func connected(_ daemon: ConnectedDaemon) async throws {
        let clients = try (0..<connections).map { _ in try RawClient(daemon.place) }
        for client in clients { await client.send(RawClient.request("portfolio.value")) }
        for client in clients { #expect(try await client.lines(1).first?["result"] != nil) }
    }

    @Sendable private static func deaf(_ daemon: ConnectedDaemon) async throws {
        let clients = try (0..<deafClients).map { _ in try RawClient(daemon.place) }
        await withTaskGroup { group in
            for (index, client) in clients.enumerated() {
                let request = large[min(index, large.count - 1)]
                group.addTask { await client.send((0..<requests).flatMap { _ in request }) }
            }
        }
        try await daemon.client.until("most are disconnected") {
            _ = try await daemon.client.call("system.info")
            return clients.count { !$0.isHungUp } <= patientlyHeld
        }
    }

    @Sendable private static func long(_ daemon: ConnectedDaemon) async throws {
        let clients = try (0..<longMessages).map { _ in try RawClient(daemon.place) }
        let text = String(repeating: "x", count: tooLong)
        for client in clients {
            await client.send(RawClient.request("portfolio.value", "{\"user\":\"\(text)\"}"))
            await client.send(RawClient.request("portfolio.value"))
            let answers = try await client.lines(2)
            #expect(answers.map { $0["error"]?["code"]?.int } == [-32007, nil])
        }
    }

    @Sendable private static func unfinished(_ daemon: ConnectedDaemon) async throws {
        let clients = try (0..<unfinishedMessages).map { _ in try RawClient(daemon.place) }
        let bytes = RawClient.request("portfolio.value", "{\"user\":\"" + String(repeating: "x", count: longest))
        for client in clients { await client.send(Array(bytes.prefix(longest))) }
        try await daemon.client.until("the first ones go") {
            _ = try await daemon.client.call("system.info")
            return clients.contains(where: \.isHungUp)
        }
        #expect(clients.last?.isHungUp == false)
    }

    @Sendable private static func broken(_ daemon: ConnectedDaemon) async throws {
        let client = try RawClient(daemon.place)
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65) + "\n"
        let wrong = Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n".utf8)
        for _ in 0..<requests / 2 {
            await client.send(Array(deep.utf8) + wrong)
            let answers = try await client.lines(2)
            #expect(answers.map { $0["error"]?["code"]?.int } == [-32007, -32700])
        }
        await client.send(RawClient.request("portfolio.value"))
        #expect(try await client.lines(1).first?["result"] != nil)
    }

    @Sendable private static func halved(_ daemon: ConnectedDaemon) async throws {
        let half = Array(large[0].prefix(large[0].count / 2))
        for _ in 0..<halfMessages { await (try RawClient(daemon.place)).send(half) }
    }
}

/// A client that has nothing to do with the others, and asks all the time.
private final class Bystander: Sendable {
    private let count = Mutex(0)

    /// The answers so far.
    var answers: Int { count.withLock { $0 } }

    /// Asks until it is cancelled; every answer is there and right.
    func ask(_ daemon: ConnectedDaemon, _ total: String) async throws {
        let client = try await CheckedClient(daemon.place)
        while !Task.isCancelled {
            do {
                try await askOnce(client, total)
            } catch  where Task.isCancelled {
                return
            }
        }
    }

    private func askOnce(_ client: CheckedClient, _ total: String) async throws {
        let answer = try await client.call("portfolio.value")["total_value"]?.string
        #expect(answer == total)
        #expect(try await client.call("portfolio.activities", ["limit": 1])["activities"]?.array?.count == 1)
        count.withLock { $0 += 1 }
    }
}
