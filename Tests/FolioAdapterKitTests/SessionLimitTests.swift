import FolioAdapterKit
import FolioModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct SessionLimitTests {
    private static let gone = AdapterError(.adapterCrashed, "gone")

    /// A session with what it says beside answers, and one call on its way.
    private func session(
        _ clock: some Clock<Duration>,
        limits: AdapterLimits = AdapterLimits()
    ) -> (session: HostSession, events: EventRecorder<AdapterEvent>, faults: AsyncStream<SessionFault>) {
        let (faults, continuation) = AsyncStream<SessionFault>.makeStream()
        let (numbers, events) = (CallNumbers(), EventRecorder<AdapterEvent>())
        let session = HostSession(
            limits: limits,
            clock: clock,
            nextNumber: numbers.next,
            onEvent: { await events.add($0) },
            onFault: { continuation.yield($0) }
        )
        return (session, events, faults)
    }

    private func manifest(inflight: Int, line: Int = 4 << 20) -> AdapterManifest {
        var manifest = AdapterManifest()
        (manifest.maximumInflight, manifest.maximumLine) = (inflight, line)
        return manifest
    }

    @Test func `ten lines of progress a second go on, and none that goes back`() async throws {
        let (session, events, _) = session(ManualClock())
        let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
        let id = try #require(await DeadlineTests.firstFrame(session)?.requestID)
        for done in [1, 2, 1] + Array(3..<100) {
            let params: JSONValue = ["id": .string(id), "done": .int(done)]
            await session.receive(DeadlineTests.line(["method": "$/progress", "params": params]))
        }
        let shown = await events.elements.compactMap { event -> Int? in
            if case .progress(let progress) = event { progress.done } else { nil }
        }
        #expect(shown == [1, 2, 3, 4, 5, 6, 7, 8, 9])  // the one that went back was the third of ten
        #expect(session.protocolErrors.count == 0)
        session.end(Self.gone)
        _ = await call.result
    }

    @Test func `a hundred log lines a second go on, and the rest is counted`() async {
        let clock = ManualClock()
        let (session, events, _) = session(clock)
        let line = DeadlineTests.line(["method": "$/log", "params": ["message": "m", "level": "loud"]])
        for _ in 0..<250 { await session.receive(line) }
        #expect(await events.elements.count == 100)
        #expect(await events.elements.last == .log(AdapterLogLine(level: "info", message: "m")))
        clock.advance(by: .seconds(1))
        await session.receive(line)
        #expect(await events.elements.count == 102)
        #expect(await events.elements[100] == .log(.dropped(150)))
    }

    @Test func `what an adapter says is cut to what may be kept`() async throws {
        let (session, events, _) = session(ContinuousClock())
        let long = String(repeating: "é", count: 20_000)
        var fields: [(String, JSONValue)] = [(long, .string(long))]
        fields += (0..<100).map { ("\($0)", .int($0)) }
        let params: JSONValue = ["message": .string(long), "fields": .object(JSONObject(fields))]
        await session.receive(DeadlineTests.line(["method": "$/log", "params": params]))
        guard case .log(let line) = await events.elements.first else {
            Issue.record("nothing was logged")
            return
        }
        #expect(line.message.utf8.count == 16_384)
        #expect(line.fields.count == 32)
        #expect(line.fields.first { $0.value.utf8.count > 10 }?.value.utf8.count == 1024)

        let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
        let id = try #require(await DeadlineTests.firstFrame(session)?.requestID)
        let data: JSONValue = [
            "kind": "cursor_invalid", "class": "transient", "retry_after_s": -5,
            "restart_from": .string(long), "vendor": ["code": .string(long)],
        ]
        let error: JSONValue = ["code": 1007, "message": .string(long), "data": data]
        await session.receive(DeadlineTests.line(["id": .string(id), "error": error]))
        let thrown = await #expect(throws: AdapterError.self) { try await call.value }
        #expect(thrown?.message.utf8.count == 1000 && thrown?.vendorCode?.utf8.count == 200)
        #expect(thrown?.restartFrom == nil && thrown?.retryAfterSeconds == 0)
    }

    @Test(
        arguments: [
            (#"{"code":1004,"message":"m"}"#, AdapterError.Kind.unavailable, AdapterError.ErrorClass.bug),
            (
                #"{"code":1004,"message":"m","data":{"kind":"unavailable","class":"transient"}}"#, .unavailable,
                .transient
            ),
            (#"{"code":1004,"message":"m","data":{"class":"permanent"}}"#, .unavailable, .permanent),
            (#"{"code":-32603,"message":"m","data":{"class":"transient"}}"#, .internalError, .transient),
            (
                #"{"code":1,"message":"m","data":{"kind":"adapter_crashed","class":"transient","signal":9}}"#,
                .internalError, .bug
            ),
        ]
    )
    func `an error without a class is a bug, and nobody speaks in the host's name`(
        text: String,
        kind: AdapterError.Kind,
        errorClass: AdapterError.ErrorClass
    ) async throws {
        let (session, _, _) = session(ContinuousClock())
        let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
        let id = try #require(await DeadlineTests.firstFrame(session)?.requestID)
        let error = try JSONValue(parsing: text)
        await session.receive(DeadlineTests.line(["id": .string(id), "error": error]))
        let thrown = await #expect(throws: AdapterError.self) { try await call.value }
        #expect(thrown?.kind == kind && thrown?.errorClass == errorClass)
        #expect(thrown?.isRetryable == (errorClass == .transient))
        #expect(thrown?.details.isEmpty == true)
    }

    @Test func `an error of the host says so, and is the same when it is read again`() {
        let error = AdapterError(.adapterTimeout, "late", details: [("method", "ping"), ("limit_s", 10)])
        #expect(error.wire["data"]?["origin"] == "host")
        #expect(error.wire["data"]?["limit_s"] == 10)
        #expect(AdapterError(wire: error.wire) == error)
        #expect(AdapterError(.unavailable, "down").wire["data"]?["origin"] == nil)
    }

    @Test func `credentials of another connection than the request's are refused`() async throws {
        let (session, events, _) = session(ContinuousClock())
        let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
        let id = try #require(await DeadlineTests.firstFrame(session)?.requestID)
        for connection in ["c2", "c1"] {
            let params: JSONValue = ["id": .string(id), "connection": .string(connection), "credentials": [:]]
            await session.receive(DeadlineTests.line(["method": "$/credentials", "params": params]))
        }
        #expect(await events.elements.count == 1)
        #expect(session.protocolErrors.last == "$/credentials for another connection than the request's")
        session.end(Self.gone)
        _ = await call.result
    }

    @Test func `requests that the adapter does not take are held up to a bound, and then refused`() async throws {
        var limits = AdapterLimits()
        limits.heldBytes = 1500
        let (session, _, _) = session(ContinuousClock(), limits: limits)
        let kinds = await withTaskGroup(of: AdapterError.Kind?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(AdapterError) {
                        _ = try await session.call(AccountsRead.self, .script(""), cause: "")
                        return nil
                    } catch {
                        return error.kind
                    }
                }
            }
            // Whatever fits waits for ever; the rest is refused at once.
            var refused = 0
            while refused < 10, (await group.next() ?? nil) == .overloaded { refused += 1 }
            session.end(Self.gone)
            return await group.reduce(into: [refused]) { $0.append($1 == .overloaded ? 1 : 0) }
        }
        let held = 20 - kinds.reduce(0, +)
        #expect((5...10).contains(held), "a request has about 170 bytes, but \(held) were held")
    }

    @Test func `what was written is held no longer`() async throws {
        var limits = AdapterLimits()
        limits.heldBytes = 300
        let (session, _, _) = session(ContinuousClock(), limits: limits)
        session.adopt(manifest(inflight: 16))
        var frames = session.outgoing.makeAsyncIterator()
        for _ in 0..<16 {
            let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
            let frame = try #require(await frames.next())
            session.wrote(frame)
            let answer: JSONValue = ["id": .string(try #require(frame.requestID)), "result": ["accounts": []]]
            await session.receive(DeadlineTests.line(answer))
            _ = try await call.value
        }
        session.end(Self.gone)
    }

    @Test func `a silent adapter is asked three times and then to be ended`() async {
        let clock = ManualClock()
        let (session, _, faults) = session(clock)
        session.adopt(manifest(inflight: 1))
        await clock.waitForSleep(of: .seconds(60))
        clock.advance(by: .seconds(60))
        for _ in 0..<3 {
            await clock.waitForSleep(of: .seconds(10))
            clock.advance(by: .seconds(10))
        }
        var found = faults.makeAsyncIterator()
        #expect(await found.next() == .silent(pings: 3))
        session.end(Self.gone)
    }

    @Test func `any answer to a ping will do, and one that works on its only request is not asked`() async throws {
        let clock = ManualClock()
        let (session, _, _) = session(clock)
        session.adopt(manifest(inflight: 1))
        var frames = session.outgoing.makeAsyncIterator()
        await clock.waitForSleep(of: .seconds(60))
        clock.advance(by: .seconds(60))
        let ping = try #require(await frames.next())
        #expect(String(decoding: ping.bytes, as: UTF8.self).contains(#""method":"ping""#))
        let refusal: JSONValue = ["code": -32601, "message": "no such method"]
        await session.receive(DeadlineTests.line(["id": .string(try #require(ping.requestID)), "error": refusal]))

        await clock.waitForSleep(of: .seconds(60))
        clock.advance(by: .seconds(30))
        let call = Task { try await session.call(TransactionsRead.self, .script(""), cause: "") }
        _ = await frames.next()
        await clock.waitForSleep(of: .seconds(300))
        clock.advance(by: .seconds(30))
        await clock.waitForSleep(of: .seconds(60))
        session.end(Self.gone)
        _ = await call.result
        #expect(await frames.next() == nil)
    }

    @Test func `a lower line limit of a manifest holds for the line that is being read`() {
        var framer = LineFramer(limit: 100)
        #expect(framer.frames(adding: Array(repeating: UInt8(ascii: "x"), count: 50)) == [])
        framer.limit = 10
        #expect(framer.frames(adding: Array("y\nshort\n".utf8)) == [.oversized, .line(Array("short".utf8))])
    }

    @Test func `a flood is paid for with the rest of the second`() {
        var gate = FloodGate()
        #expect(gate.pause(after: 1000, bytes: 0, at: .milliseconds(200)) == nil)
        #expect(gate.pause(after: 1, bytes: 0, at: .milliseconds(300)) == .milliseconds(700))
        #expect(gate.pause(after: 1, bytes: 4 << 20, at: .milliseconds(1000)) == nil)
        #expect(gate.pause(after: 0, bytes: 1, at: .milliseconds(1999)) == .milliseconds(1))
    }
}
