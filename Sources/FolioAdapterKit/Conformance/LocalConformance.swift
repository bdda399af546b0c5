import Synchronization

/// An adapter in this process: the same lines, limits and answers as over stdio.
package struct LocalSubject: ConformanceSubject {
    private let type: any Adapter.Type

    /// Takes the adapter's type; each start makes a new one.
    package init(_ type: any Adapter.Type) { self.type = type }

    package var title: String { "\(type) in this process" }
    package var isProcess: Bool { false }

    package func start(_ start: ConformanceStart) async throws -> any ConformancePort { LocalPort(type.init()) }
}

private final class LocalPort: ConformancePort {
    /// Lines that may wait to be read.
    private static let outputLimit = 1 << 16

    let output: AsyncStream<ConformanceOutput>

    private let lines: AsyncStream<ConformanceOutput>.Continuation
    private let server: AdapterServer
    private let framer: Mutex<LineFramer>
    private let ending = Mutex<Task<Void, Never>?>(nil)
    private let ended = Latch()

    init(_ adapter: any Adapter) {
        let (output, lines) = AsyncStream<ConformanceOutput>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.outputLimit)
        )
        (self.output, self.lines) = (output, lines)
        server = AdapterServer(adapter) { line in lines.yield(.line(Array(line.dropLast()))) }
        framer = Mutex(LineFramer(limit: server.lineLimit))
    }

    var processID: Int? { nil }

    func send(_ bytes: [UInt8]) { handle(framer.withLock { $0.frames(adding: bytes) }) }

    private func handle(_ frames: [LineFramer.Frame]) {
        for frame in frames {
            switch frame {
            case .line(let line): server.receive(line)
            case .oversized: server.receiveOversizedLine()
            }
        }
    }

    func closeInput() {
        handle(framer.withLock { $0.lastFrames() })
        ending.withLock { ending in
            guard ending == nil else { return }
            ending = Task { [server, lines, ended] in
                server.cancelAll()
                await server.waitUntilIdle()
                lines.finish()
                ended.open()
            }
        }
    }

    func signal(_ number: Int32) {}

    func end(within limit: Duration) async -> ConformanceEnd? {
        await ended.wait(atMost: limit, on: ContinuousClock()) ? .exited(0) : nil
    }

    func destroy() async {
        closeInput()
        // What does not end can't be ended: it is left, and its output is not listened to any more.
        if !(await ended.wait(atMost: .seconds(5), on: ContinuousClock())) { lines.finish() }
    }
}
