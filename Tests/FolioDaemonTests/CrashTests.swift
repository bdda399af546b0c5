import FolioAdapterKit
import FolioDaemon
import FolioModel
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10))) struct CrashTests {
    /// Lives that end in a crash; 1,000 for the record.
    static let crashes = TestScale.number("FOLIO_CRASHES", 60)
    /// Lives before the first measure, in which everything that is made once is made.
    private static let warmUp = 20
    /// What threads may come and go beside ours: the pool's own.
    private static let threadsOfThePool = 4
    /// What memory may grow by whatever the number of lives, in KiB: the allocator's own.
    private static let memoryOfTheAllocator = 8 << 10

    @Test func `crash after crash leaves no process, descriptor, thread or memory`() async throws {
        let hostile = try HostileFixture("dies", configuration: ["at": 40])
        await hostile.start()
        for _ in 0..<Self.warmUp { try await crash(hostile) }
        await hostile.supervisor.stop(reason: "measured")
        let before = (Holdings.now, Holdings.threads, Holdings.memory)
        await hostile.start()
        for _ in 0..<Self.crashes { try await crash(hostile) }
        await hostile.stop()
        #expect(Holdings.now == before.0)
        #expect(Holdings.threads <= before.1 + Self.threadsOfThePool)
        #expect(Holdings.memory <= before.2 + Self.memoryOfTheAllocator)
    }

    /// Lets it die under a call, and starts the next one without the pause before it.
    private func crash(_ hostile: HostileFixture) async throws {
        let error = await #expect(throws: AdapterError.self) {
            try await hostile.supervisor.call(LinkComplete.self, LinkComplete.Params(), cause: "")
        }
        #expect(error?.kind == .unknownOutcome)
        await hostile.supervisor.restart()
    }
}

/// Numbers that a test runs with, larger where somebody asks for it.
enum TestScale {
    /// The environment's number, else the usual one.
    static func number(_ variable: String, _ usual: Int) -> Int {
        getenv(variable).flatMap { Int(String(cString: $0)) } ?? usual
    }
}
