import FolioModel
import Synchronization

/// An adapter in this process, behind the same encoding, limits and deadlines as a child process.
public final class LocalChannel: AdapterChannel {
    /// Lines on their way to the host; more than the adapter can answer and log in one go.
    static let lineLimit = 4096

    package let session: HostSession

    private let server: AdapterServer
    private let ended = Latch()
    private let pumps: Mutex<[Task<Void, Never>]>

    /// Starts serving.
    ///
    /// - Parameters:
    ///   - adapter: What to serve.
    ///   - clock: Measures the deadlines.
    ///   - onEvent: Takes progress, log lines and credentials.
    public convenience init(
        _ adapter: some Adapter,
        clock: any Clock<Duration> = SuspendingClock(),
        onEvent: @escaping AdapterEventHandler = { _ in }
    ) {
        let numbers = CallNumbers()
        self.init(adapter, clock: clock, nextNumber: { numbers.next() }, onEvent: onEvent)
        session.adopt(type(of: adapter).manifest)
    }

    package init(
        _ adapter: any Adapter,
        clock: any Clock<Duration>,
        nextNumber: @escaping @Sendable () -> Int,
        onEvent: @escaping AdapterEventHandler
    ) {
        let (lines, output) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(Self.lineLimit))
        let ended = ended
        let session = HostSession(
            clock: clock,
            nextNumber: nextNumber,
            onEvent: onEvent,
            onFault: { _ in ended.open() }
        )
        // One that says more than is taken loses lines, answers among them: that is its end.
        let server = AdapterServer(adapter) { line in
            if case .dropped = output.yield(line) { ended.open() }
        }
        (self.session, self.server) = (session, server)
        // Owned here, ended by close().
        pumps = Mutex([
            Task { await Self.feed(session, to: server) },
            Task { for await line in lines { await session.receive(Array(line.dropLast())) } },
            Task {
                await ended.wait()
                server.cancelAll()
                session.end(AdapterError(.adapterNotRunning, "The adapter has been ended."))
                output.finish()
            },
        ])
    }

    deinit { ended.open() }

    private static func feed(_ session: HostSession, to server: AdapterServer) async {
        for await frame in session.outgoing {
            session.wrote(frame)
            server.receive(Array(frame.bytes.dropLast()))
        }
    }

    public func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        try await session.call(method, params, cause: cause)
    }

    public func close() async {
        ended.open()
        for pump in pumps.withLock({ $0 }) { await pump.value }
    }

    /// Returns once the adapter has been ended.
    package func waitForEnd() async { await ended.wait() }
}

/// Numbers for requests, each once.
package final class CallNumbers: Sendable {
    private let last = Atomic<Int>(0)

    /// Starts at 1.
    package init() {}

    /// The next number.
    package func next() -> Int { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
