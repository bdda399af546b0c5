import Glibc
import Synchronization

/// Serves an adapter on two descriptors.
///
/// Lines are read on a thread of their own, so that `$/cancel` and the end of the input are seen whatever the adapter
/// does; they are written by whoever has one, whole lines under a lock. The host always reads, so that a full pipe is
/// a matter of milliseconds.
final class StdioServer: Sendable {
    /// How long running requests may go on after the end of the input.
    static let endGrace = Duration.milliseconds(4500)
    /// Bytes taken at once.
    static let readSize = 64 << 10

    private let server: AdapterServer
    private let input: CInt
    private let inputEnded = Latch()

    init(_ adapter: any Adapter, input: CInt, output: CInt) {
        self.input = input
        let writing = WriteLock(output)
        server = AdapterServer(adapter) { line in writing.write(line) }
    }

    /// Serves until the input ends and nothing runs any more.
    ///
    /// - Parameters:
    ///   - grace: How long running requests may go on after the end of the input.
    ///   - whenStuck: Called on the reader's thread when they go on longer: no task may be needed for it.
    func run(grace: Duration = endGrace, whenStuck: @escaping @Sendable () -> Void) async {
        let finished = ThreadEvent()
        DetachedThread.start { [self] in
            readLines()
            server.cancelAll()
            inputEnded.open()
            if !finished.wait(atMost: grace) { whenStuck() }
        }
        await inputEnded.wait()
        await server.waitUntilIdle()
        finished.signal()
    }

    private func readLines() {
        var framer = LineFramer(limit: server.lineLimit)
        var buffer = [UInt8](repeating: 0, count: Self.readSize)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            handle(framer.frames(adding: buffer[..<count]))
        }
        handle(framer.lastFrames())
    }

    private func handle(_ frames: [LineFramer.Frame]) {
        for frame in frames {
            switch frame {
            case .line(let line): server.receive(line)
            case .oversized: server.receiveOversizedLine()
            }
        }
    }
}

/// Writes whole lines, one after the other.
private final class WriteLock: Sendable {
    private let descriptor: Mutex<CInt>

    init(_ descriptor: CInt) { self.descriptor = Mutex(descriptor) }

    /// A host that is gone shows as the end of the input, too; so its absence is no error here.
    func write(_ line: [UInt8]) {
        descriptor.withLock { descriptor in
            var rest = line[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
