package import FolioModel
import Synchronization

/// What became of a request.
package enum ConformanceReply: Sendable {
    case result(JSONValue)
    /// The error as read, and as it stood on the wire.
    case refusal(AdapterError, JSONValue)
    /// No answer came; why.
    case none(String)

    /// One phrase for a message.
    var summary: String {
        switch self {
        case .result: "a result"
        case .refusal(let error, let wire):
            "error \(wire["code"]?.text ?? "?") (\(error.kind.rawValue)): \(error.message)"
        case .none(let reason): reason
        }
    }

    /// The code of an error; `nil` for anything else.
    var code: Int? {
        guard case .refusal(_, let wire) = self else { return nil }
        return wire["code"]?.int
    }

    /// Whether an answer came, whatever it says.
    var isAnswered: Bool {
        if case .none = self { return false }
        return true
    }
}

/// One started adapter, talked to line by line; every line of it is checked.
package final class ConformanceSession: Sendable {
    private final class Pending: Sendable {
        let done = Latch()
        let reply = Mutex<ConformanceReply?>(nil)

        func settle(_ value: ConformanceReply) {
            reply.withLock { $0 = $0 ?? value }
            done.open()
        }
    }

    private struct State {
        var pending: [String: Pending] = [:]
        var lines = LineAudit()
        var nextNumber = 1
        var lineCount = 0
        var refusedLines = 0
        var hasEnded = false
        var errorText: [UInt8] = []
    }

    /// How long an adapter may take to leave by itself.
    static let exitBound = Duration.seconds(5)
    /// Bytes of stderr that are kept.
    static let errorTextLimit = 64 << 10
    /// Bytes of one line of stderr.
    static let errorLineLimit = 16 << 10

    /// The adapter's working directory.
    let directory: String
    let port: any ConformancePort

    private let audit: ConformanceAudit
    private let state = Mutex(State())
    private let reader = Mutex<Task<Void, Never>?>(nil)

    init(_ port: any ConformancePort, directory: String, audit: ConformanceAudit) {
        (self.port, self.directory, self.audit) = (port, directory, audit)
        // Owned here, ended by finish().
        let task = Task { [weak self, output = port.output] in
            for await item in output { self?.take(item) }
            self?.outputEnded()
        }
        reader.withLock { $0 = task }
    }

    // MARK: Sending

    /// Writes bytes as they are.
    func send(_ bytes: [UInt8]) { port.send(bytes) }

    /// Writes a text as it is.
    func send(_ text: String) { port.send(Array(text.utf8)) }

    /// An id as hosts make them, not used before.
    func newID(_ method: String) -> String {
        let number = state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        return "conformance:run#1/foliod:\(method)#\(number)"
    }

    /// The line of a request that is awaited from now on; the caller sends it.
    func expect(_ method: String, _ params: JSONValue, id: String) -> [UInt8] {
        state.withLock { state in
            state.pending[id] = Pending()
            state.lines.sent(id, method: method)
        }
        return WireLine.request(id: id, method: method, params: params)
    }

    /// Sends a request, and returns its id.
    @discardableResult
    func begin(_ method: String, _ params: JSONValue, id: String? = nil) -> String {
        let id = id ?? newID(method)
        port.send(expect(method, params, id: id))
        return id
    }

    /// Sends a notification.
    func notify(_ method: String, _ params: JSONValue) { port.send(WireLine.notification(method, params: params)) }

    /// Waits for the answer to a request.
    func reply(to id: String, within limit: Duration) async -> ConformanceReply {
        guard let pending = state.withLock({ $0.pending[id] }) else { return .none("nothing was asked") }
        if state.withLock({ $0.hasEnded }) { pending.settle(.none("the adapter has ended")) }
        _ = await pending.done.wait(atMost: limit, on: ContinuousClock())
        state.withLock { $0.pending[id] = nil }
        return pending.reply.withLock { $0 } ?? .none("no answer came within \(limit.components.seconds) s")
    }

    /// Sends a request and waits for its answer.
    func call(
        _ method: String,
        _ params: JSONValue,
        id: String? = nil,
        within limit: Duration = .seconds(30)
    ) async -> ConformanceReply {
        await reply(to: begin(method, params, id: id), within: limit)
    }

    /// Sends a request and returns its result.
    ///
    /// - Throws: ``ConformanceFailure`` for an error, for no answer, and for a result that the host would refuse.
    func read<M: AdapterMethod>(_ method: M.Type, _ params: M.Params) async throws -> M.Result {
        try result(M.self, await call(M.name, params.jsonValue, within: M.hardLimit))
    }

    /// Reads what was answered; see ``read(_:_:)``.
    func result<M: AdapterMethod>(_ method: M.Type, _ reply: ConformanceReply) throws -> M.Result {
        switch reply {
        case .result(let value):
            do throws(AdapterError) { return try ResultCheck.decode(M.self, value) } catch {
                throw ConformanceFailure(error.message)
            }
        case .refusal, .none: throw ConformanceFailure("\(M.name) was not served: \(reply.summary)")
        }
    }

    // MARK: What came

    /// Lines on stdout so far.
    var lineCount: Int { state.withLock { $0.lineCount } }

    /// Answers to lines that could not be read.
    var refusedLines: Int { state.withLock { $0.refusedLines } }

    /// What came on stderr, cut to its first part.
    var errorText: String { state.withLock { String(decoding: $0.errorText, as: UTF8.self) } }

    private func take(_ item: ConformanceOutput) {
        switch item {
        case .line(let line): takeLine(line)
        case .oversized: audit.note(.contradictions, "a line on stdout is longer than \(AdapterLimits().line) bytes")
        case .errorLine(let line): takeErrorLine(line)
        }
    }

    private func takeLine(_ line: [UInt8]) {
        let (findings, settled): ([LineAudit.Finding], (Pending, ConformanceReply)?) = state.withLock { state in
            state.lineCount += 1
            let meaning = state.lines.received(line)
            let findings = state.lines.takeFindings()
            switch meaning {
            case .answer(let id, let reply): return (findings, state.pending[id].map { ($0, reply) })
            case .refusedLine: state.refusedLines += 1
            case .other: break
            }
            return (findings, nil)
        }
        for finding in findings { audit.note(finding.topic, finding.text) }
        if let (pending, reply) = settled { pending.settle(reply) }
    }

    private func takeErrorLine(_ line: [UInt8]) {
        if PlantedSecret.found(in: line) != nil { audit.note(.secrets, "a planted secret stands on stderr") }
        if line.count > Self.errorLineLimit {
            audit.note(.notifications, "a line on stderr is longer than \(Self.errorLineLimit) bytes")
        }
        state.withLock { state in
            let room = Self.errorTextLimit - state.errorText.count
            state.errorText += (line + [UInt8(ascii: "\n")]).prefix(max(0, room))
        }
    }

    private func outputEnded() {
        let pending = state.withLock { state in
            state.hasEnded = true
            return Array(state.pending.values)
        }
        for request in pending { request.settle(.none("the adapter ended instead of answering")) }
    }

    // MARK: The end

    /// Ends its stdin and waits for its end; `nil` where it has not ended in time.
    func closeInput() async -> ConformanceEnd? {
        port.closeInput()
        return await port.end(within: Self.exitBound)
    }

    /// Ends whatever is left, and returns once all its lines are read.
    func finish() async {
        await port.destroy()
        await reader.withLock { $0 }?.value
    }
}
