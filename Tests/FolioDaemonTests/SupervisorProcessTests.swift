import FolioAdapterKit
import FolioDaemon
import FolioModel
import Glibc
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct SupervisorProcessTests {
    /// Runs a child for as long as the body takes, and returns how it ended.
    private func withChild(
        _ child: SupervisorChild,
        clock: any Clock<Duration> = ContinuousClock(),
        patience: ProcessPatience = ProcessPatience(),
        onEvent: @escaping AdapterEventHandler = { _ in },
        _ body: (ProcessChannel) async throws -> Void
    ) async throws -> ProcessEnd {
        let numbers = CallNumbers()
        let channel = ProcessChannel(
            child.launch,
            patience: patience,
            clock: clock,
            nextNumber: numbers.next,
            onEvent: onEvent
        )
        async let end = channel.run()
        let manifest = try await channel.call(Describe.self, Describe.Params(), cause: "")
        channel.session.adopt(manifest)
        #expect(manifest.name == "child")
        try await body(channel)
        let result = await end
        child.erase()
        return result
    }

    @Test func `a session ends with the end of stdin, and nothing is left`() async throws {
        var pid = 0
        let end = try await withChild(try SupervisorChild()) { channel in
            _ = try await channel.call(AccountsRead.self, AccountsRead.Params(), cause: "")
            pid = try #require(channel.processID)
            await channel.close()
        }
        #expect(end.cause == .exited(0))
        #expect(end.fault == nil)
        #expect(!SupervisorChild.exists(pid))
    }

    @Test func `lines that are no messages are passed over`() async throws {
        let child = try SupervisorChild(behaviour: "echo garbage; echo '{'; answer '{\"accounts\":[]}'")
        _ = try await withChild(child) { channel in
            _ = try await channel.call(AccountsRead.self, AccountsRead.Params(), cause: "")
            #expect(channel.session.protocolErrors.count == 2)
            await channel.close()
        }
    }

    @Test func `twenty broken lines in a row end the process`() async throws {
        let child = try SupervisorChild(behaviour: "for n in 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0; do echo x; done")
        let end = try await withChild(child) { channel in
            let error = await #expect(throws: AdapterError.self) {
                try await channel.call(AccountsRead.self, AccountsRead.Params(), cause: "")
            }
            #expect(error?.kind == .adapterCrashed)
        }
        #expect(end.fault == .protocolErrors("not JSON: a value is expected at byte 0"))
    }

    @Test func `a child sees its three pipes only, and its own session`() async throws {
        // The shell keeps its script open; all else would be the host's.
        let behaviour = """
            fds=
            for fd in /proc/$$/fd/*; do
                [ -e "$fd" ] && ! [ "$fd" -ef "$0" ] && fds="$fds${fd##*/},"
            done
            read -r _ _ _ _ _ sid _ < /proc/$$/stat
            answer "{\\"accounts\\":[],\\"institution\\":{\\"id\\":\\"$fds\\",\\"name\\":\\"$(( sid == $$ ))\\"}}"
            """
        let leaked = open("/dev/null", O_RDONLY)
        defer { close(leaked) }
        _ = try await withChild(try SupervisorChild(behaviour: behaviour)) { channel in
            let result = try await channel.call(AccountsRead.self, AccountsRead.Params(), cause: "")
            #expect(result.institution?.id == "0,1,2,")
            #expect(result.institution?.name == "1")
            await channel.close()
        }
    }

    @Test func `one that ignores the end of stdin and SIGTERM is killed with its group`() async throws {
        let clock = ManualClock()
        var patience = ProcessPatience()
        (patience.endOfInput, patience.term) = (.seconds(7), .milliseconds(20))
        // The grandchildren hold the pipe open for as long as any of them lives.
        let child = try SupervisorChild(
            atStart: "trap '' TERM; exec 3> pipe; (while :; do sleep 1000; done) & exec 3>&-",
            atEnd: "while :; do wait; done"
        )
        let grandchildren = try child.makePipe()
        defer { close(grandchildren) }
        var pid = 0
        let end = try await withChild(child, clock: clock, patience: patience) { channel in
            pid = try #require(channel.processID)
            async let closed: Void = channel.close()
            await clock.waitForSleep(of: .seconds(7))
            clock.advance(by: .seconds(7))
            await closed
        }
        #expect(end.cause == .signalled(9))
        #expect(!SupervisorChild.exists(pid))
        var request = pollfd(fd: grandchildren, events: Int16(POLLIN), revents: 0)
        #expect(poll(&request, 1, 10_000) == 1)
        #expect(Int32(request.revents) & Int32(POLLHUP) != 0)
    }

    @Test func `one that does not answer a cancelled call is ended`() async throws {
        let clock = ManualClock()
        let child = try SupervisorChild(behaviour: "echo begun >&2")
        let begun = Latch()
        let end = try await withChild(child, clock: clock, onEvent: { _ in begun.open() }) { channel in
            let call = Task { try await channel.call(AccountsRead.self, AccountsRead.Params(), cause: "") }
            await begun.wait()
            call.cancel()
            await clock.waitForSleep(of: .seconds(5))
            clock.advance(by: .seconds(5))
            await #expect(throws: AdapterError(.cancelled, "The call was cancelled.")) { try await call.value }
        }
        #expect(end.fault == .unresponsive(method: "accounts.read"))
    }

    @Test func `an answer that is there already wins over its deadline`() async throws {
        let clock = ManualClock()
        let (blocked, gate) = (Latch(), Latch())
        let child = try SupervisorChild(
            behaviour: """
                printf '{"method":"$/progress","params":{"id":"%s","done":1}}\\n' "$id"; answer '{"accounts":[]}'
                """
        )
        _ = try await withChild(
            child,
            clock: clock,
            onEvent: { _ in
                blocked.open()
                await gate.wait()
            }
        ) { channel in
            let call = Task { try await channel.call(AccountsRead.self, AccountsRead.Params(), cause: "") }
            await blocked.wait()
            clock.advance(by: .seconds(1000))
            gate.open()
            let answer = try await call.value
            #expect(answer.accounts == [])
            await channel.close()
        }
    }

    @Test func `stderr becomes log lines, and the last of them explain the end`() async throws {
        let recorder = Mutex<[AdapterLogLine]>([])
        let child = try SupervisorChild(behaviour: "echo '<3>no disk' >&2; exit 3")
        let channelEnd = try await withChild(
            child,
            onEvent: { event in
                if case .log(let line) = event { recorder.withLock { $0.append(line) } }
            }
        ) { channel in
            await #expect(throws: AdapterError(.adapterCrashed, "The adapter ended during the call.")) {
                try await channel.call(AccountsRead.self, AccountsRead.Params(), cause: "")
            }
        }
        #expect(channelEnd.cause == .exited(3))
        #expect(channelEnd.description == "The adapter left with code 3; its last words: no disk")
        #expect(recorder.withLock { $0 } == [AdapterLogLine(level: "error", message: "no disk")])
    }

    @Test func `what can't be started says so`() async {
        let launch = ProcessLaunch(executable: "/nonexistent", arguments: [], environment: [:], workingDirectory: "/")
        let channel = ProcessChannel(launch, clock: ContinuousClock(), nextNumber: { 1 }, onEvent: { _ in })
        guard case .notStarted = await channel.run().cause else {
            Issue.record("it was started")
            return
        }
    }
}
