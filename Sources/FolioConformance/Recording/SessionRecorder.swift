import FolioAdapterKit
import FolioModel
import Synchronization

/// Keeps the lines between host and adapter of a run.
final class SessionRecorder: Sendable {
    /// Bytes kept of a run; the padding of long lines is not worth more.
    static let maximumBytes = 64 << 20
    /// Bytes kept of one line.
    static let maximumLine = 256 << 10

    private struct State {
        var lines: [(direction: Character, start: Int, bytes: [UInt8])] = []
        var bytes = 0
        var starts = 0
    }

    private let state = Mutex(State())

    /// The number of a new start.
    func newStart() -> Int {
        state.withLock { state in
            state.starts += 1
            return state.starts
        }
    }

    /// Keeps a line: `>` to the adapter, `<` from it, `!` from its stderr.
    func keep(_ direction: Character, _ start: Int, _ bytes: [UInt8]) {
        state.withLock { state in
            let kept = Array(bytes.prefix(Self.maximumLine))
            guard state.bytes + kept.count <= Self.maximumBytes else { return }
            state.bytes += kept.count
            state.lines.append((direction, start, kept))
        }
    }

    /// Members of messages that may hold secrets besides those that are named so: what links keep is opaque.
    private static let names: Set<String> = ["credentials", "state"]

    /// All lines, each behind the number of its start and its direction, without secrets.
    func text(without secrets: SecretWords) -> String {
        let lines = state.withLock { $0.lines }
        for line in lines {
            // A line that was cut, or is none of the protocol, has no names.
            if let value = try? JSONValue(parsing: line.bytes) { secrets.learn(in: value, named: Self.names) }
        }
        return lines.map { line in
            "\(line.start) \(line.direction) \(secrets.clean(String(decoding: line.bytes, as: UTF8.self)))\n"
        }.joined()
    }
}

/// A subject whose lines are kept.
struct RecordedSubject: ConformanceSubject {
    let subject: any ConformanceSubject
    let recorder: SessionRecorder

    var title: String { subject.title }
    var isProcess: Bool { subject.isProcess }

    func start(_ start: ConformanceStart) async throws -> any ConformancePort {
        RecordedPort(try await subject.start(start), recorder)
    }
}

private final class RecordedPort: ConformancePort {
    let output: AsyncStream<ConformanceOutput>

    private let port: any ConformancePort
    private let recorder: SessionRecorder
    private let start: Int
    private let sent = Mutex(LineFramer(limit: SessionRecorder.maximumLine, overflow: .cut))

    init(_ port: any ConformancePort, _ recorder: SessionRecorder) {
        let start = recorder.newStart()
        (self.port, self.recorder, self.start) = (port, recorder, start)
        let inner = port.output
        output = AsyncStream { continuation in
            let task = Task {
                for await item in inner {
                    switch item {
                    case .line(let line): recorder.keep("<", start, line)
                    case .errorLine(let line): recorder.keep("!", start, line)
                    case .oversized: break
                    }
                    continuation.yield(item)
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    var processID: Int? { port.processID }

    func send(_ bytes: [UInt8]) {
        for case .line(let line) in sent.withLock({ $0.frames(adding: bytes) }) { recorder.keep(">", start, line) }
        port.send(bytes)
    }

    func closeInput() { port.closeInput() }

    func signal(_ number: Int32) { port.signal(number) }

    func end(within limit: Duration) async -> ConformanceEnd? { await port.end(within: limit) }

    func destroy() async { await port.destroy() }
}
