import FolioAdapterKit
import FolioModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct HostSessionTests {
    private let accountsAnswer: JSONValue = ["accounts": []]

    @Test func `twenty broken lines in a row are too many`() async {
        let (session, faults) = DeadlineTests.session(ContinuousClock())
        for _ in 0..<19 { await session.receive(Array("garbage".utf8)) }
        await session.receive(DeadlineTests.line(["method": "$/unheard_of", "params": [:]]))
        for _ in 0..<20 { await session.receive(Array("garbage".utf8)) }
        var found = faults.makeAsyncIterator()
        let fault = await found.next()
        #expect(fault == .protocolErrors("not JSON: a value is expected at byte 0"))
        #expect(session.protocolErrors.count == 39)
    }

    @Test(
        arguments: [
            (#"{"id":"foliod:x#9","result":{}}"#, "an answer to no request"),
            (#"{"id":"1","method":"accounts.read"}"#, "only the host sends requests"),
            (#"{"result":{}}"#, "an answer without the id of a request"),
            (#"{"id":"1","result":{},"error":{}}"#, "an answer has either a result or an error"),
            ("[]", "an object is expected, not an array"),
            (
                #"{"method":"$/credentials","params":{"id":"1","connection":"c","credentials":{}}}"#,
                "$/credentials without a request in flight"
            ),
        ]
    )
    func `a line that fits nothing is counted with its reason`(line: String, reason: String) async {
        let (session, _) = DeadlineTests.session(ContinuousClock())
        await session.receive(Array(line.utf8))
        #expect(session.protocolErrors.count == 1)
        #expect(session.protocolErrors.last == reason)
    }

    @Test func `nesting beyond 64 is refused`() async {
        let (session, _) = DeadlineTests.session(ContinuousClock())
        let text = "{\"params\":" + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "}"
        await session.receive(Array(text.utf8))
        #expect(session.protocolErrors.last == "not JSON: nested too deep at byte 73")
    }

    @Test func `a line that is too long fails the only call in flight`() async {
        let (session, _) = DeadlineTests.session(ContinuousClock())
        let call = Task { try await session.call(AccountsRead.self, .script(""), cause: "") }
        _ = await DeadlineTests.firstFrame(session)
        session.receiveOversizedLine()
        let error = await #expect(throws: AdapterError.self) { try await call.value }
        #expect(error?.kind == .adapterProtocol)
        session.end(AdapterError(.adapterCrashed, "gone"))
    }

    @Test func `the 257th call that waits is overloaded`() async {
        let (session, _) = DeadlineTests.session(ContinuousClock())
        let outcomes = await withTaskGroup(of: AdapterError.Kind?.self) { group in
            // One in flight, 256 that wait, one too many.
            for _ in 0..<258 {
                group.addTask {
                    do throws(AdapterError) {
                        _ = try await session.call(AccountsRead.self, .script(""), cause: "")
                        return nil
                    } catch {
                        return error.kind
                    }
                }
            }
            var kinds: [AdapterError.Kind?] = [await group.next() ?? nil]
            session.end(AdapterError(.adapterCrashed, "gone"))
            for await kind in group { kinds.append(kind) }
            return kinds
        }
        #expect(outcomes.first == .overloaded)
        #expect(outcomes.filter { $0 == .adapterCrashed }.count == 257)
    }

    @Test func `numbers are never used twice, and the next call goes out when one is answered`() async throws {
        let (session, _) = DeadlineTests.session(ContinuousClock())
        var frames = session.outgoing.makeAsyncIterator()
        let calls = (0..<3).map { _ in
            Task { try await session.call(AccountsRead.self, .script(""), cause: "a#1") }
        }
        var ids: Set<String> = []
        for _ in 0..<3 {
            let frame = await frames.next()
            let id = try #require(frame?.requestID)
            ids.insert(id)
            await session.receive(DeadlineTests.line(["id": .string(id), "result": accountsAnswer]))
        }
        for call in calls { _ = try await call.value }
        #expect(ids == ["a#1/foliod:accounts.read#1", "a#1/foliod:accounts.read#2", "a#1/foliod:accounts.read#3"])
        #expect(session.protocolErrors.count == 0)
        session.end(AdapterError(.adapterCrashed, "gone"))
    }
}
