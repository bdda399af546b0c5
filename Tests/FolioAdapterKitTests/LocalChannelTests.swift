import FolioAdapterKit
import FolioModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct LocalChannelTests {
    @Test func `a call goes through text and back`() async throws {
        let channel = LocalChannel(ScriptedAdapter())
        let result = try await channel.call(TransactionsRead.self, .script(""), cause: "")
        #expect(result.removed == [RemovedTransaction("t1")])
        await channel.close()
    }

    @Test func `an adapter's error arrives with its kind`() async {
        let channel = LocalChannel(ScriptedAdapter())
        let error = await #expect(throws: AdapterError.self) {
            try await channel.call(AccountsRead.self, .script("relink"), cause: "")
        }
        #expect(error == AdapterError(.authRequired, "The bank asks for a new login."))
        await channel.close()
    }

    @Test func `a page whose counts differ from its rows is refused`() async {
        let channel = LocalChannel(ScriptedAdapter())
        let sentence =
            "The answer to transactions.read is refused: counts.removed is 2, but there are 1 rows."
        await #expect(throws: AdapterError(.adapterProtocol, sentence)) {
            try await channel.call(TransactionsRead.self, .script("wrong"), cause: "")
        }
        let error = await #expect(throws: AdapterError.self) {
            try await channel.call(HoldingsRead.self, .script("wrong"), cause: "")
        }
        #expect(error?.kind == .adapterProtocol)
        await channel.close()
    }

    @Test func `a cursor above 16 KiB is refused`() async {
        let channel = LocalChannel(ScriptedAdapter())
        let error = await #expect(throws: AdapterError.self) {
            try await channel.call(TransactionsRead.self, .script("cursor"), cause: "")
        }
        #expect(error?.kind == .adapterProtocol)
        await channel.close()
    }

    @Test func `an answer longer than a line becomes an error`() async {
        let channel = LocalChannel(ScriptedAdapter())
        let error = await #expect(throws: AdapterError.self) {
            try await channel.call(AccountsRead.self, .script("long"), cause: "")
        }
        #expect(error?.kind == .tooLarge)
        await channel.close()
    }

    @Test func `events carry the id with its cause, and come before the answer`() async throws {
        let recorder = EventRecorder<AdapterEvent>()
        let channel = LocalChannel(ScriptedAdapter()) { await recorder.add($0) }
        _ = try await channel.call(AccountsRead.self, .script("rotate"), cause: "cli:connections.refresh#12")
        let id = "cli:connections.refresh#12/foliod:accounts.read#1"
        guard case .credentials(let rotated) = await recorder.elements.first else {
            Issue.record("no credentials came")
            return
        }
        #expect(rotated.requestID == id)
        #expect(rotated.connection == "c1")
        #expect(rotated.credentials == ["access_token": "new"])
        _ = try await channel.call(AccountsRead.self, .script("plain"), cause: "")
        let line = AdapterLogLine(
            requestID: "foliod:accounts.read#2",
            level: "notice",
            message: "Read",
            fields: ["cursor": "none"]
        )
        #expect(await recorder.elements.last == .log(line))
        await channel.close()
    }

    @Test func `a cancelled call reaches the adapter and is answered`() async {
        let adapter = ScriptedAdapter()
        let channel = LocalChannel(adapter)
        let call = Task { try await channel.call(AccountsRead.self, .script("wait"), cause: "") }
        await adapter.begun.wait()
        call.cancel()
        await #expect(throws: AdapterError(.cancelled, "Cancelled.")) { try await call.value }
        await channel.close()
    }

    @Test func `a call that waits for its turn is cancelled at once`() async {
        let adapter = ScriptedAdapter()
        let channel = LocalChannel(adapter)
        let first = Task { try await channel.call(AccountsRead.self, .script("deaf"), cause: "") }
        let second = Task { try await channel.call(AccountsRead.self, .script("wait"), cause: "") }
        await adapter.begun.wait()
        let third = Task { try await channel.call(AccountsRead.self, .script("wait"), cause: "") }
        third.cancel()
        await #expect(throws: AdapterError(.cancelled, "The call was cancelled.")) { try await third.value }
        adapter.gate.open()
        await #expect(throws: Never.self) {
            _ = try await first.value
            _ = try await second.value
        }
        await channel.close()
    }

    @Test func `a closed channel answers nobody`() async {
        let channel = LocalChannel(ScriptedAdapter())
        await channel.close()
        let error = await #expect(throws: AdapterError.self) {
            try await channel.call(AccountsRead.self, .script(""), cause: "")
        }
        #expect(error?.kind == .adapterNotRunning)
    }
}

@Suite(.timeLimit(.minutes(1))) struct DeadlineTests {
    @Test func `silence beyond the idle limit ends the call`() async {
        let (clock, adapter) = (ManualClock(), ScriptedAdapter())
        let channel = LocalChannel(adapter, clock: clock)
        let call = Task { try await channel.call(AccountsRead.self, .script("wait"), cause: "") }
        await adapter.begun.wait()
        await clock.waitForSleep(of: .seconds(30))
        clock.advance(by: .seconds(30))
        let error = await #expect(throws: AdapterError.self) { try await call.value }
        #expect(error?.message == "The adapter did not answer accounts.read within 30 s.")
        #expect(error?.details == JSONObject([("method", "accounts.read"), ("limit_s", 30)]))
        await channel.close()
    }

    @Test func `progress renews the idle limit but not the hard one`() async {
        let clock = ManualClock()
        let (session, _) = Self.session(clock)
        let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
        guard let frame = await Self.firstFrame(session), let id = frame.requestID else {
            Issue.record("nothing was sent")
            return
        }
        await clock.waitForSleep(of: .seconds(120))
        for _ in 0..<5 {  // 5 × 20 s is 100 s: the idle limit is 30 s, the hard one 120 s
            await clock.waitForSleep(of: .seconds(30))
            clock.advance(by: .seconds(20))
            await session.receive(Self.line(["method": "$/progress", "params": ["id": .string(id), "done": 1]]))
        }
        await clock.waitForSleep(of: .seconds(20))
        clock.advance(by: .seconds(20))
        let error = await #expect(throws: AdapterError.self) { try await call.value }
        #expect(error?.message == "The adapter did not answer accounts.read within 120 s.")
        #expect(error?.details == JSONObject([("method", "accounts.read"), ("limit_s", 120)]))
        session.end(AdapterError(.adapterCrashed, "gone"))
    }

    @Test func `an adapter that ignores a cancellation is to be ended`() async {
        let clock = ManualClock()
        let (session, faults) = Self.session(clock)
        let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
        _ = await Self.firstFrame(session)
        call.cancel()
        await clock.waitForSleep(of: .seconds(5))
        clock.advance(by: .seconds(5))
        await #expect(throws: AdapterError(.cancelled, "The call was cancelled.")) { try await call.value }
        var found = faults.makeAsyncIterator()
        let fault = await found.next()
        #expect(fault == .unresponsive(method: "accounts.read"))
        session.end(AdapterError(.adapterCrashed, "gone"))
    }

    static func session(_ clock: some Clock<Duration>) -> (HostSession, AsyncStream<SessionFault>) {
        let (faults, continuation) = AsyncStream<SessionFault>.makeStream()
        let numbers = CallNumbers()
        let session = HostSession(
            clock: clock,
            nextNumber: numbers.next,
            onEvent: { _ in },
            onFault: { continuation.yield($0) }
        )
        return (session, faults)
    }

    static func firstFrame(_ session: HostSession) async -> HostSession.Frame? {
        var frames = session.outgoing.makeAsyncIterator()
        return await frames.next()
    }

    static func line(_ message: JSONValue) -> [UInt8] { message.json }
}
