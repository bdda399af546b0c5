import FolioAdapterKit
import FolioDaemon
import FolioModel
import Glibc
import Logging
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct SupervisorTests {
    /// The first wait before a new start, with that jitter: as long as no other wait, or a test would take one for
    /// the other.
    private static let firstWait = Duration.milliseconds(1125)

    private func supervisor(
        _ child: SupervisorChild,
        clock: any Clock<Duration> = ContinuousClock(),
        secrets: [String] = []
    ) -> AdapterSupervisor {
        AdapterSupervisor(
            name: "child",
            launch: .process(executable: "/bin/sh", arguments: [child.script]),
            clock: clock,
            jitter: { 0.8125 },
            secrets: { secrets },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onEvent: { _ in }
        )
    }

    private func start(_ supervisor: AdapterSupervisor, _ child: SupervisorChild) async {
        await supervisor.start(configuration: [:], features: [:], dataDirectory: child.dataDirectory)
    }

    @Test func `a call waits for the start, and stop leaves no process`() async throws {
        let child = try SupervisorChild()
        let supervisor = supervisor(child)
        #expect(await supervisor.status.state == .stopped)
        await start(supervisor, child)
        _ = try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "cli:x#1")
        let status = await supervisor.status
        #expect(status.state == .running)
        #expect(status.version == "7")
        let pid = try #require(status.pid)
        await supervisor.stop(reason: "turned off")
        #expect(!SupervisorChild.exists(pid))
        #expect(await supervisor.status.state == .stopped)
        let refusal = await #expect(throws: AdapterError.self) {
            try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        }
        #expect(refusal?.message == "The adapter child is stopped: turned off")
        #expect(refusal?.wire["data"]?["origin"] == "host")
        #expect(refusal?.details == JSONObject([("state", "stopped"), ("next_attempt_at", .null)]))
        child.erase()
    }

    @Test func `what an adapter says of itself is waited for while it starts`() async throws {
        let child = try SupervisorChild()
        let supervisor = supervisor(child)
        #expect(await supervisor.manifestOnceReady() == nil)
        await start(supervisor, child)
        #expect(await supervisor.manifestOnceReady()?.version == "7")
        await supervisor.stop(reason: "")
        child.erase()
    }

    private static let dieOnce = """
        if [ -e ../died ]; then answer '{"accounts":[],"institution":{"id":"second"}}'
        else : > ../died; kill -9 $$; fi
        """

    @Test func `a read whose adapter dies is sent once more to the next one`() async throws {
        let child = try SupervisorChild(behaviour: Self.dieOnce)
        let clock = ManualClock()
        let supervisor = supervisor(child, clock: clock)
        await start(supervisor, child)
        async let call = supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        await clock.waitForSleep(of: Self.firstWait)
        #expect(await supervisor.status.state == .backingOff)
        #expect(await supervisor.status.lastError == "The adapter was ended by signal 9")
        clock.advance(by: Self.firstWait)
        #expect(try await call.institution?.id == "second")
        #expect(await supervisor.status.restarts == 1)
        await supervisor.stop(reason: "")
        child.erase()
    }

    @Test func `finishing a link is never sent again`() async throws {
        let child = try SupervisorChild(behaviour: Self.dieOnce)
        let supervisor = supervisor(child)
        await start(supervisor, child)
        let error = await #expect(throws: AdapterError.self) {
            try await supervisor.call(LinkComplete.self, LinkComplete.Params(), cause: "")
        }
        #expect(error?.kind == .unknownOutcome)
        #expect(error?.details["signal"] == 9)
        #expect(error?.message.contains("is unknown, and it is not repeated") == true)
        await supervisor.stop(reason: "")
        child.erase()
    }

    /// Works on the first call until the end of its input, and then gives it up, as the SDK does.
    private static func givingUp(_ first: String = "") throws -> SupervisorChild {
        try SupervisorChild(
            behaviour: """
                if [ -e ../died ]; then answer '{"accounts":[],"institution":{"id":"second"}}'
                else pending=$id; : > ../died; \(first)
                fi
                """,
            atEnd: """
                if [ -n "$pending" ]; then id=$pending; fail 1012 cancelled; fi
                """
        )
    }

    private func begun(_ child: SupervisorChild) async {
        while access(child.directory + "/died", F_OK) != 0 { await Task.yield() }
    }

    @Test func `a read that an adapter gives up as it is told to leave is sent once more to the next one`()
        async throws
    {
        let child = try Self.givingUp()
        let supervisor = supervisor(child)
        await start(supervisor, child)
        async let call = supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        await begun(child)
        await supervisor.restart()
        #expect(try await call.institution?.id == "second")
        await supervisor.stop(reason: "")
        child.erase()
    }

    @Test func `a read that an adapter gives up as it is stopped tells that the adapter does not run`() async throws {
        let child = try Self.givingUp()
        let supervisor = supervisor(child)
        await start(supervisor, child)
        let call = Task { try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "") }
        await begun(child)
        await supervisor.stop(reason: "turned off")
        let error = await #expect(throws: AdapterError.self) { try await call.value }
        #expect(error?.kind == .adapterNotRunning)
        child.erase()
    }

    @Test func `a link that is being finished is waited for before its adapter is told to leave`() async throws {
        let child = try Self.givingUp("{ read word < ../pipe; answer '{\"status\":\"complete\"}'; } &")
        let input = try child.makePipe()
        let supervisor = supervisor(child)
        await start(supervisor, child)
        async let call = supervisor.call(LinkComplete.self, LinkComplete.Params(), cause: "")
        await begun(child)
        async let restart: Void = supervisor.restart()
        while await supervisor.status.state != .starting { await Task.yield() }
        let output = open(child.directory + "/pipe", O_WRONLY | O_CLOEXEC)
        try #require(output >= 0)
        try #require(write(output, "now\n", 4) == 4)
        #expect(try await call.status == "complete")
        await restart
        close(output)
        close(input)
        await supervisor.stop(reason: "")
        child.erase()
    }

    @Test func `five deaths at the start are a failure, and a restart tries at once`() async throws {
        let child = try SupervisorChild(atStart: "[ -e ../died ] || { echo 'my secret-word' >&2; exit 9; }")
        let clock = ManualClock()
        let supervisor = supervisor(child, clock: clock, secrets: ["secret-word"])
        await start(supervisor, child)
        for factor in [1, 2, 4, 8] {
            await clock.waitForSleep(of: Self.firstWait * factor)
            clock.advance(by: Self.firstWait * factor)
        }
        await clock.waitForSleep(of: .seconds(900))
        let status = await supervisor.status
        #expect(status.state == .failed)
        #expect(status.nextAttemptAt != nil)
        #expect(status.lastError == "The adapter left with code 9; its last words: my [redacted]")
        let failure = await #expect(throws: AdapterError.self) {
            try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        }
        #expect(failure?.kind == .adapterNotRunning)
        #expect(failure?.details["state"] == "failed")
        #expect(failure?.details["next_attempt_at"]?.string == status.nextAttemptAt?.description)
        let file = try #require(fopen(child.directory + "/died", "we"))
        fclose(file)
        await supervisor.restart()
        _ = try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        #expect(await supervisor.status.state == .running)
        await supervisor.stop(reason: "")
        child.erase()
    }

    @Test func `a restart starts the next one only when the old one is gone`() async throws {
        let child = try SupervisorChild(
            behaviour: "answer \"{\\\"accounts\\\":[],\\\"institution\\\":{\\\"id\\\":\\\"$$\\\"}}\""
        )
        let supervisor = supervisor(child)
        await start(supervisor, child)
        var pids: Set<Int> = []
        for _ in 0..<20 {
            let result = try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
            let pid = try #require(Int(result.institution?.id ?? ""))
            #expect(SupervisorChild.exists(pid))
            for old in pids { #expect(!SupervisorChild.exists(old)) }
            pids.insert(pid)
            await supervisor.restart()
        }
        #expect(pids.count == 20)
        await supervisor.stop(reason: "")
        child.erase()
    }

    @Test func `stopping and starting again in any order ends as the last order says`() async throws {
        let child = try SupervisorChild()
        let supervisor = supervisor(child)
        for _ in 0..<5 {
            await start(supervisor, child)
            async let stopped: Void = supervisor.stop(reason: "no more")
            await stopped
            await start(supervisor, child)
            _ = try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
            await supervisor.stop(reason: "no more")
        }
        #expect(await supervisor.status.state == .stopped)
        child.erase()
    }

    @Test func `a refused configuration is a failure until it changes`() async throws {
        let configure = """
            case $line in
                *'"bad"'*) fail 1010 'The key bad is unknown.' ;;
                *) answer '{"warnings":[]}' ;;
                esac
            """
        let child = try SupervisorChild(configure: configure)
        let supervisor = supervisor(child, clock: ManualClock())  // no patience runs out on a busy machine
        await supervisor.start(configuration: ["bad": 1], features: [:], dataDirectory: child.dataDirectory)
        let refusal = await #expect(throws: AdapterError.self) {
            try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        }
        #expect(refusal?.message == "The adapter child is failed: The key bad is unknown.")
        #expect(await supervisor.status.pid == nil)
        await supervisor.reconfigure(["good": 1], features: [:])
        _ = try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        await supervisor.stop(reason: "")
        child.erase()
    }

    @Test func `stop does not wait for the end of a pause`() async throws {
        let child = try SupervisorChild(atStart: "exit 1")
        let clock = ManualClock()
        let supervisor = supervisor(child, clock: clock)
        await start(supervisor, child)
        await clock.waitForSleep(of: Self.firstWait)
        await supervisor.stop(reason: "enough")
        #expect(await supervisor.status.state == .stopped)
        #expect(await supervisor.status.reason == "enough")
        child.erase()
    }

    @Test func `an adapter in this process is started, called and stopped the same way`() async throws {
        let supervisor = AdapterSupervisor(
            name: "scripted",
            launch: .local(ScriptedAdapter()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onEvent: { _ in }
        )
        await supervisor.start(configuration: ["key": "k"], features: [:], dataDirectory: "/")
        let page = try await supervisor.call(TransactionsRead.self, .script(""), cause: "")
        #expect(page.removed == [RemovedTransaction("t1")])
        #expect(await supervisor.status.launch == "local")
        await supervisor.restart()
        _ = try await supervisor.call(TransactionsRead.self, .script(""), cause: "")
        await supervisor.stop(reason: "")
        #expect(await supervisor.status.state == .stopped)
    }
}
