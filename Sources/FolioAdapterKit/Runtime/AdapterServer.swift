import FolioModel
import Synchronization

/// The adapter's half of a channel: takes lines, runs requests side by side, and answers each of them once.
public final class AdapterServer: Sendable {
    private struct Waiting {
        let id: JSONValue
        let key: String
        let method: String
        let params: JSONValue
    }

    private struct State {
        var running: [String: Task<Void, Never>] = [:]
        var waiting: [Waiting] = []
        var isEnding = false
    }

    /// Requests that wait for their turn; one more is `overloaded`.
    static let queueLimit = 64

    private let dispatcher: AdapterDispatcher
    private let limits: AdapterLimits
    private let send: @Sendable ([UInt8]) -> Void
    private let state = Mutex(State())
    private let idle = Mutex<Latch?>(nil)

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - adapter: What to serve.
    ///   - send: Takes whole lines, LF included, from any thread.
    public init(_ adapter: any Adapter, send: @escaping @Sendable ([UInt8]) -> Void) {
        dispatcher = AdapterDispatcher(adapter)
        var limits = AdapterLimits()
        limits.adopt(type(of: adapter).manifest)
        self.limits = limits
        self.send = send
    }

    /// Bytes a line may have.
    var lineLimit: Int { limits.line }

    /// Handles one line of the host, without its LF.
    public func receive(_ line: [UInt8]) {
        do {
            switch try MessageToAdapter(line: line, limits: limits) {
            case .request(let id, let method, let params): request(id, method, params)
            case .cancel(let id): cancel(id)
            case .unknownNotification: break
            }
        } catch {
            refuse(error.reason)
        }
    }

    /// Handles a line that was longer than allowed, and is gone.
    func receiveOversizedLine() { refuse("a line is longer than \(limits.line) bytes") }

    private func refuse(_ reason: String) {
        send(WireLine.answer(id: .null, error: ["code": -32700, "message": .string(reason)]))
    }

    private func request(_ id: JSONValue, _ method: String, _ params: JSONValue) {
        guard let key = id.figureText else {
            send(WireLine.answer(id: .null, error: ["code": -32600, "message": "an id is a string"]))
            return
        }
        let request = Waiting(id: id, key: key, method: method, params: params)
        let refusal: AdapterError? = state.withLock { state in
            if state.isEnding { return AdapterError(.overloaded, "The adapter is ending.") }
            // These cost nothing, and have to work while the adapter is busy.
            let isLight = [Ping.name, Describe.name, Shutdown.name].contains(method)
            if method == Shutdown.name { state.isEnding = true }
            if isLight || state.running.count < limits.inflight {
                start(request, &state)
            } else if state.waiting.count < Self.queueLimit {
                state.waiting.append(request)
            } else {
                return AdapterError(.overloaded, "The adapter works on as much as it can.")
            }
            return nil
        }
        if let refusal { send(WireLine.answer(id: id, error: refusal)) }
    }

    /// The task is owned by `running`, and takes itself out at its end.
    private func start(_ request: Waiting, _ state: inout State) {
        let inflight = state.running.count
        state.running[request.key] = Task {
            await self.serve(request, inflight: inflight)
            self.finished(request.key)
        }
    }

    private func finished(_ key: String) {
        let isIdle = state.withLock { state in
            state.running[key] = nil
            while !state.waiting.isEmpty, state.running.count < limits.inflight {
                start(state.waiting.removeFirst(), &state)
            }
            return state.running.isEmpty
        }
        if isIdle { idle.withLock { $0 }?.open() }
    }

    private func serve(_ request: Waiting, inflight: Int) async {
        let line: [UInt8]
        do throws(AdapterError) {
            let result = try await dispatcher.answer(
                request.method,
                request.params,
                context(request.key),
                inflight: inflight
            )
            line = WireLine.answer(id: request.id, result: result)
        } catch {
            line = WireLine.answer(id: request.id, error: error)
        }
        guard line.count - 1 <= limits.line else {
            let error = AdapterError(.tooLarge, "The answer is longer than a line may be; ask for a smaller page.")
            send(WireLine.answer(id: request.id, error: error))
            return
        }
        send(line)
    }

    private func context(_ id: String) -> CallContext {
        let throttle = Mutexed(ProgressThrottle())
        let start = ContinuousClock.now
        let send = send
        return CallContext(
            id: id,
            progress: { done, total, unit in
                let time = ContinuousClock.now - start
                guard throttle.value.withLock({ $0.admits(at: time, done: done, total: total) }) else { return }
                let params: JSONValue = [
                    "id": .string(id), "done": .int(done), "total": total.map(JSONValue.int) ?? .null,
                    "unit": unit.map(JSONValue.string) ?? .null,
                ]
                send(WireLine.notification("$/progress", params: params))
            },
            log: { level, message, fields in
                let params: JSONValue = [
                    "id": .string(id), "level": .string(level), "message": .string(message),
                    "fields": .object(
                        JSONObject(fields.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
                    ),
                ]
                send(WireLine.notification("$/log", params: params))
            },
            rotate: { connection, credentials in
                let params: JSONValue = [
                    "id": .string(id), "connection": .string(connection), "credentials": credentials,
                ]
                send(WireLine.notification("$/credentials", params: params))
            }
        )
    }

    private func cancel(_ id: String) {
        let waiting: Waiting? = state.withLock { state in
            if let task = state.running[id] {
                task.cancel()
                return nil
            }
            guard let index = state.waiting.firstIndex(where: { $0.key == id }) else { return nil }
            return state.waiting.remove(at: index)
        }
        guard let waiting else { return }
        send(WireLine.answer(id: waiting.id, error: AdapterError(.cancelled, "The call was cancelled.")))
    }

    /// Cancels all that runs or waits; nothing more is accepted.
    public func cancelAll() {
        let (tasks, waiting) = state.withLock { state in
            state.isEnding = true
            defer { state.waiting = [] }
            return (Array(state.running.values), state.waiting)
        }
        for task in tasks { task.cancel() }
        for request in waiting {
            send(WireLine.answer(id: request.id, error: AdapterError(.cancelled, "The adapter is ending.")))
        }
    }

    /// Returns once nothing runs any more.
    func waitUntilIdle() async {
        let latch = Latch()
        idle.withLock { $0 = latch }
        if state.withLock({ $0.running.isEmpty }) { return }
        await latch.wait()
    }
}

/// A value behind a lock that closures can share.
private final class Mutexed<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }
}
