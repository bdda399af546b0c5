import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Glibc
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct HostileAdapterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: String
        var reading = HostileFixture.Reading.accounts
        /// What the adapter is let wait for, in order.
        var waits: [Duration] = []
        /// How the call ends; `nil` for well.
        var kind: AdapterError.Kind?
        var at = 0

        var testDescription: String { at == 0 ? fault : "\(fault) at byte \(at)" }
    }

    private static let again = [HostileFixture.firstWait]

    private static let cases: [Case] = [
        Case(fault: "none"),
        Case(fault: "silent-at-start", waits: [.seconds(10)], kind: .adapterNotRunning),
        Case(fault: "garbage-at-start", waits: [.seconds(10)], kind: .adapterNotRunning),
        Case(fault: "huge-manifest", waits: [.seconds(10)], kind: .adapterNotRunning),
        Case(fault: "dies", waits: again, kind: .adapterCrashed),
        Case(fault: "dies", waits: again, kind: .adapterCrashed, at: 1),
        Case(fault: "dies", waits: again, kind: .adapterCrashed, at: 40),
        Case(fault: "dies", waits: again, kind: .adapterCrashed, at: 120),
        Case(fault: "hangs", waits: [.seconds(30)], kind: .adapterTimeout),
        Case(fault: "half-line", waits: [.seconds(30)], kind: .adapterTimeout),
        Case(fault: "drips", waits: [.seconds(30)], kind: .adapterTimeout),
        Case(fault: "answers-late", waits: [.seconds(30)], kind: .adapterTimeout),
        Case(fault: "garbage", waits: again, kind: .adapterCrashed),
        Case(fault: "long-line", kind: .adapterProtocol),
        Case(fault: "floods-output"), Case(fault: "floods-errors"), Case(fault: "twice"), Case(fault: "deep"),
        Case(fault: "closes-output", waits: again, kind: .adapterCrashed),
        Case(fault: "leaves-grandchild", waits: again, kind: .adapterCrashed),
        Case(fault: "leaves-daemon", waits: again, kind: .adapterCrashed),
        Case(fault: "ignores-end"),
        Case(fault: "foreign-credentials"),
        Case(fault: "wrong-counts", reading: .transactions, kind: .adapterProtocol),
        Case(fault: "floating-money", reading: .holdings, kind: .adapterProtocol),
        Case(fault: "huge-cursor", reading: .transactions, kind: .adapterProtocol),
    ]

    @Test(arguments: cases)
    func `every call is answered, nobody else is disturbed, and nothing is left`(_ given: Case) async throws {
        // The first process of all opens what the others share.
        let neighbour = try HostileFixture("none")
        await neighbour.start()
        try await neighbour.read(.accounts)
        let process = await neighbour.supervisor.status.pid
        let before = Holdings.now

        let hostile = try HostileFixture(given.fault, configuration: ["at": .int(given.at)])
        await hostile.start()
        async let unrelated: Void = neighbour.read(.holdings)
        let outcome = await hostile.outcome(of: given.reading, passing: given.waits)
        try await unrelated
        switch outcome {
        case .success: #expect(given.kind == nil)
        case .failure(let error): #expect(error.kind == given.kind, "\(error)")
        }
        try await neighbour.read(.transactions)
        #expect(await neighbour.supervisor.status.pid == process)
        #expect(await neighbour.supervisor.status.restarts == 0)

        await hostile.stop()
        #expect(hostile.events.all.allSatisfy { if case .credentials = $0 { false } else { true } })
        #expect(Holdings.now == before)
        await neighbour.stop()
    }

    @Test func `a process that keeps the pipes of a dead adapter delays nobody, and one of its group is ended`()
        async throws
    {
        let hostile = try HostileFixture("leaves-grandchild")
        await hostile.start()
        let outcome = await hostile.outcome(of: .accounts, passing: [HostileFixture.firstWait])
        guard case .failure(let error) = outcome else {
            Issue.record("it was answered")
            return
        }
        await hostile.stop()
        let words = try #require(error.details["stderr_tail"]?.string)
        let grandchild = try #require(words.split(separator: " ").last.flatMap { Int($0) })
        let end = ContinuousClock.now + .seconds(10)
        while ProcessTable.isAlive(grandchild) { try #require(ContinuousClock.now < end) }
        #expect(error.details["signal"] == nil)
    }

    @Test func `a flood costs a bounded number of lines`() async throws {
        for fault in ["floods-output", "floods-errors"] {
            let hostile = try HostileFixture(fault)
            await hostile.start()
            try await hostile.read(.accounts)
            for _ in 0..<3 { try await hostile.read(.holdings) }
            await hostile.stop()
            // On a clock that stands still there is one second only; stderr goes by the real one, a few of them.
            #expect(hostile.events.all.count <= 100 * 10, "\(fault)")
        }
    }

    @Test func `an adapter that breaks the protocol at its start is told so`() async throws {
        let hostile = try HostileFixture("garbage-at-start")
        await hostile.start()
        await hostile.pass([]) { await hostile.supervisor.status.lastError?.hasPrefix("5 lines or answers") == true }
        await hostile.pass([.seconds(10)]) { await hostile.supervisor.status.state == .backingOff }
        #expect(
            await hostile.supervisor.status.lastError
                == "The adapter did not answer describe within 10 s. It also broke the protocol: not JSON: a value is "
                + "expected at byte 0."
        )
        await hostile.stop()
    }

    @Test func `an adapter that is deaf to three pings in a row is started anew`() async throws {
        let hostile = try HostileFixture("deaf-to-pings")
        await hostile.start()
        try await hostile.read(.accounts)
        let first = await hostile.supervisor.status.pid
        await hostile.pass([.seconds(60), .seconds(10), HostileFixture.firstWait]) {
            await hostile.supervisor.status.restarts == 1
        }
        try await hostile.read(.accounts)
        let status = await hostile.supervisor.status
        #expect(status.restarts == 1)
        #expect(status.pid != first)
        // By SIGTERM, or by itself at the end of its input, which comes with the signal.
        let reason = "because it was silent and answered none of 3 pings"
        #expect(status.lastError?.hasSuffix(reason) == true, "\(status.lastError ?? "")")
        await hostile.stop()
    }

    @Test func `a secret is blanked out of log lines, errors and last words`() async throws {
        let hostile = try HostileFixture("tells-secret", secrets: [HostileFixture.secret])
        await hostile.start()
        let error = await #expect(throws: AdapterError.self) { try await hostile.read(.accounts) }
        let wire = try #require(error).wire.text
        #expect(wire.utf8.firstRange(of: HostileFixture.secret.utf8) == nil)
        #expect(wire.utf8.firstRange(of: "refused [redacted]".utf8) != nil)
        await hostile.stop()
        let lines = hostile.events.all.map { "\($0)" }
        #expect(lines.count == 2)
        for line in lines {
            #expect(line.utf8.firstRange(of: HostileFixture.secret.utf8) == nil && line.contains("[redacted]"))
        }
    }
}

extension Result where Failure == AdapterError {
    /// How the body ended.
    init(_ body: () async throws(AdapterError) -> Success) async {
        do throws(AdapterError) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
