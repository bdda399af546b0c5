import FolioAdapterKit
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// One process of an adapter, with its three pipes; nothing of its session is left when it has been destroyed.
final class ProcessPort: ConformancePort {
    /// Lines that may wait to be read.
    private static let outputLimit = 1 << 16
    /// How long a process may take to leave after SIGTERM.
    private static let termPatience = Duration.seconds(1)
    /// Bytes of one line of stderr that are kept.
    private static let errorLineLimit = 64 << 10

    private typealias Child = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

    private enum Step { case inputClosed, outputEnded, errorsEnded, ended, drained }

    let output: AsyncStream<ConformanceOutput>

    private let lines: AsyncStream<ConformanceOutput>.Continuation
    private let input: AsyncStream<[UInt8]>
    private let writing: AsyncStream<[UInt8]>.Continuation
    private let started = Latch()
    private let killing = Latch()
    private let ended = Latch()
    private let failure = Mutex<String?>(nil)
    private let result = Mutex<ConformanceEnd?>(nil)
    private let child = Mutex<Child?>(nil)
    private let life = Mutex<Task<Void, Never>?>(nil)

    private init() {
        (output, lines) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.outputLimit))
        (input, writing) = AsyncStream.makeStream()
    }

    /// Starts a process, and returns when it runs.
    static func start(_ launch: ConformanceLaunch) async throws(ConformanceFailure) -> ProcessPort {
        // A child that is gone shows as an error of the write, not as our end.
        Glibc.signal(SIGPIPE, SIG_IGN)
        let port = ProcessPort()
        // Owned by the port, awaited by destroy().
        let task = Task { await port.run(launch) }
        port.life.withLock { $0 = task }
        await port.started.wait()
        if let reason = port.failure.withLock({ $0 }) {
            await task.value
            throw ConformanceFailure("\(launch.executable) can't be started: \(reason)")
        }
        return port
    }

    var processID: Int? { child.withLock { $0.map { Int($0.processIdentifier.value) } } }

    func send(_ bytes: [UInt8]) { writing.yield(bytes) }

    func closeInput() { writing.finish() }

    func signal(_ number: Int32) {
        child.withLock { child in
            // One that is gone needs no signal.
            try? child?.send(signal: Signal(rawValue: number), toProcessGroup: false)
        }
    }

    func end(within limit: Duration) async -> ConformanceEnd? {
        guard await ended.wait(atMost: limit, on: ContinuousClock()) else { return nil }
        return result.withLock { $0 }
    }

    func destroy() async {
        writing.finish()
        killing.open()
        await life.withLock { $0 }?.value
    }

    // MARK: The process's life

    @concurrent private func run(_ launch: ConformanceLaunch) async {
        var options = PlatformOptions()
        options.createSession = true
        let variables = launch.environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let configuration = Subprocess.Configuration(
            executable: .path(FilePath(launch.executable)),
            arguments: Arguments(launch.arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
            workingDirectory: FilePath(launch.directory),
            platformOptions: options
        )
        do {
            let outcome = try await Subprocess.run(
                configuration,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { child in
                await serve(child)
            }
            let end: ConformanceEnd =
                switch outcome.terminationStatus {
                case .exited(let code): .exited(Int(code))
                case .signaled(let signal): .signalled(Int(signal))
                }
            result.withLock { $0 = end }
        } catch {
            failure.withLock { $0 = "\(error)" }
        }
        child.withLock { $0 = nil }
        lines.finish()
        started.open()
        ended.open()
    }

    private func serve(_ child: Child) async {
        self.child.withLock { $0 = child }
        started.open()
        await withTaskGroup(of: Step.self) { group in
            group.addTask { await self.write(to: child.standardInputWriter) }
            group.addTask { await self.read(child.standardOutput) }
            group.addTask { await self.readErrors(child.standardError) }
            group.addTask {
                await self.killing.wait()
                return .ended
            }
            var areErrorsRead = false
            waiting: for await step in group {
                switch step {
                case .inputClosed, .drained: continue
                case .errorsEnded: areErrorsRead = true
                case .outputEnded, .ended: break waiting
                }
            }
            if killing.isOpen {
                let term = TeardownStep.gracefulShutDown(
                    toProcessGroup: true,
                    allowedDurationToNextStep: Self.termPatience
                )
                await child.teardown(using: [term])
            } else {
                // Its stdout has ended: that it leaves is waited for until somebody ends it.
                await waitForLeaving(child)
            }
            try? child.send(signal: .kill, toProcessGroup: true)
            if !areErrorsRead { await drain(&group) }
            group.cancelAll()
        }
    }

    /// Signal 0 does nothing: a wait for one that is leaving by itself, in short steps.
    private func waitForLeaving(_ child: Child) async {
        let step = TeardownStep.send(
            signal: Signal(rawValue: 0),
            toProcessGroup: false,
            allowedDurationToNextStep: ConformanceLimits.leaving
        )
        await child.teardown(using: [step])
    }

    private func drain(_ group: inout TaskGroup<Step>) async {
        group.addTask {
            try? await Task.sleep(for: ConformanceLimits.openPipes)
            return .drained
        }
        for await step in group {
            switch step {
            case .errorsEnded, .drained: return
            case .inputClosed, .outputEnded, .ended: continue
            }
        }
    }

    // MARK: Pipes

    private func write(to writer: StandardInputWriter) async -> Step {
        do {
            for await bytes in input { _ = try await writer.write(bytes) }
            try await writer.finish()
        } catch {
            // The process is gone or closed its stdin: the end of its stdout follows, or a missing answer.
        }
        return .inputClosed
    }

    private func read(_ output: SubprocessOutputSequence) async -> Step {
        var framer = LineFramer(limit: AdapterLimits().line)
        do {
            for try await buffer in output { put(framer.frames(adding: buffer.withUnsafeBytes { Array($0) })) }
        } catch {
            // An unreadable pipe is an ended one.
        }
        put(framer.lastFrames())
        return .outputEnded
    }

    private func put(_ frames: [LineFramer.Frame]) {
        for frame in frames {
            switch frame {
            case .line(let line): lines.yield(.line(line))
            case .oversized: lines.yield(.oversized)
            }
        }
    }

    private func readErrors(_ errors: SubprocessOutputSequence) async -> Step {
        var framer = LineFramer(limit: Self.errorLineLimit, overflow: .cut)
        do {
            for try await buffer in errors {
                putErrors(framer.frames(adding: buffer.withUnsafeBytes { Array($0) }))
            }
        } catch {
            // An unreadable pipe is an ended one.
        }
        putErrors(framer.lastFrames())
        return .errorsEnded
    }

    private func putErrors(_ frames: [LineFramer.Frame]) {
        for case .line(let line) in frames { lines.yield(.errorLine(line)) }
    }
}

/// How long the suite waits for processes.
enum ConformanceLimits {
    /// For one whose stdout has ended to leave.
    static let leaving = Duration.seconds(6)
    /// For stderr to end, after the process has.
    static let openPipes = Duration.seconds(2)
}
