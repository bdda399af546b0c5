package import FolioAdapterKit
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// An adapter in a child process of its own session, reached by pipes.
///
/// ``run()`` is the process's whole life and is called once; it returns when the process is reaped and nothing of its
/// group is left.
package final class ProcessChannel: AdapterChannel {
    package let session: HostSession

    /// Shared with the session, which may ask for the end before anything else is there.
    private final class Ending: Sendable {
        let order = Latch()
        let fault = Mutex<SessionFault?>(nil)
    }

    private typealias Child = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

    private enum Step {
        case inputClosed, outputEnded, errorsEnded, killOrdered, drained
    }

    private let launch: ProcessLaunch
    private let patience: ProcessPatience
    private let clock: any Clock<Duration>
    private let onEvent: AdapterEventHandler
    private let ending = Ending()
    private let ended = Latch()
    private let pid = Mutex<Int?>(nil)
    private let errorLog = Mutex(StandardErrorLog())
    private let rest: ReaderRest
    private let lastEnd = Mutex<ProcessEnd?>(nil)

    /// Lines after which a reader that has more lets others run.
    private static let linesAtOnce = 100

    /// Makes a channel; the process is started by ``run()``.
    package init(
        _ launch: ProcessLaunch,
        patience: ProcessPatience = ProcessPatience(),
        clock: any Clock<Duration>,
        nextNumber: @escaping @Sendable () -> Int,
        onEvent: @escaping AdapterEventHandler
    ) {
        (self.launch, self.patience, self.clock, self.onEvent) = (launch, patience, clock, onEvent)
        let rest = ReaderRest()
        self.rest = rest
        session = HostSession(
            clock: clock,
            nextNumber: nextNumber,
            onEvent: onEvent,
            onFault: { [ending] fault in
                ending.fault.withLock { $0 = $0 ?? fault }
                ending.order.open()
            },
            drain: { await rest.settle() }
        )
    }

    /// How the process ended, once it is reaped; `nil` where that has not come after so long.
    package func end(within limit: Duration) async -> ProcessEnd? {
        _ = await ended.wait(atMost: limit, on: ContinuousClock())
        return lastEnd.withLock { $0 }
    }

    /// The process's id while it runs; for display, never to signal it.
    package var processID: Int? { pid.withLock { $0 } }

    @inline(never)
    package func call<M: AdapterMethod>(
        _ method: M.Type,
        _ params: M.Params,
        cause: String
    ) async throws(AdapterError) -> M.Result {
        try await session.call(method, params, cause: cause)
    }

    /// Asks the adapter to finish, closes its stdin, and ends it and its group when it does not leave in time.
    ///
    /// A cancelled caller waits, too: nobody is left behind.
    package func close() async { await Task { await closeInOrder() }.value }

    private func closeInOrder() async {
        // Whatever it answers, it is over: the end of its input says the same.
        _ = try? await session.call(Shutdown.self, Shutdown.Params(), cause: "")
        session.finishSending()
        if !(await ended.wait(atMost: patience.endOfInput, on: clock)) { kill() }
        await ended.wait()
    }

    /// Ends the process and its group: SIGTERM, then SIGKILL.
    package func kill() { ending.order.open() }

    // MARK: The process's life

    /// Starts the process and returns when it is reaped.
    @concurrent package func run() async -> ProcessEnd {
        // A child that is gone shows as an error of the write, not as the daemon's end.
        signal(SIGPIPE, SIG_IGN)
        let cause: ProcessEnd.Cause
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { child in
                await serve(child)
            }
            switch result.terminationStatus {
            case .exited(let code): cause = .exited(Int(code))
            case .signaled(let signal): cause = .signalled(Int(signal))
            }
        } catch {
            cause = .notStarted("\(error)")
        }
        pid.withLock { $0 = nil }
        let fault = ending.fault.withLock { $0 }
        session.end(AdapterError(.adapterCrashed, "The adapter ended during the call."))
        let end = ProcessEnd(cause: cause, fault: fault, lastWords: errorLog.withLock { $0.tail })
        lastEnd.withLock { $0 = end }
        ended.open()
        return end
    }

    private var configuration: Subprocess.Configuration {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: patience.term)]
        let variables = launch.environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        return Subprocess.Configuration(
            executable: .path(FilePath(launch.executable)),
            arguments: Arguments(launch.arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
            workingDirectory: FilePath(launch.workingDirectory),
            platformOptions: options
        )
    }

    private func serve(_ child: Child) async {
        pid.withLock { $0 = Int(child.processIdentifier.value) }
        await withTaskGroup(of: Step.self) { group in
            group.addTask { await self.write(to: child.standardInputWriter) }
            group.addTask { await self.read(child.standardOutput) }
            group.addTask { await self.readErrors(child.standardError) }
            group.addTask {
                await self.ending.order.wait()
                return .killOrdered
            }
            var areErrorsRead = false
            waiting: for await step in group {
                switch step {
                case .inputClosed, .drained: continue
                case .errorsEnded: areErrorsRead = true
                case .outputEnded, .killOrdered: break waiting
                }
            }
            session.end(AdapterError(.adapterCrashed, "The adapter ended during the call."))
            await end(child)
            if !areErrorsRead { await drain(&group) }
            group.cancelAll()
        }
    }

    /// Returns when the process has ended; it is not reaped yet, so its group's number is still its own.
    private func end(_ child: Child) async {
        let term = TeardownStep.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: patience.term)
        // Signal 0 does nothing: a wait for those that are leaving by themselves.
        let wait = TeardownStep.send(
            signal: Signal(rawValue: 0),
            toProcessGroup: true,
            allowedDurationToNextStep: patience.closedOutput
        )
        await child.teardown(using: ending.order.isOpen ? [term] : [wait, term])
        // Whatever it left behind in its group; there is none if this fails.
        try? child.send(signal: .kill, toProcessGroup: true)
    }

    private func drain(_ group: inout TaskGroup<Step>) async {
        group.addTask { [clock, patience] in
            try? await clock.sleep(for: patience.openPipes)
            return .drained
        }
        for await step in group {
            switch step {
            case .errorsEnded, .drained: return
            case .inputClosed, .outputEnded, .killOrdered: continue
            }
        }
    }

    // MARK: Pipes

    private func write(to writer: StandardInputWriter) async -> Step {
        do {
            for await frame in session.outgoing {
                _ = try await writer.write(frame.bytes)
                session.wrote(frame)
            }
            try await writer.finish()
        } catch {
            // The process is gone or closed its stdin: what follows is the end of its stdout, or a deadline.
        }
        return .inputClosed
    }

    private func read(_ output: SubprocessOutputSequence) async -> Step {
        let start = ContinuousClock.now
        var framer = LineFramer(limit: session.limits.line)
        var gate = FloodGate()
        do {
            for try await buffer in output {
                rest.wake()
                let before = session.chatter
                framer.limit = session.limits.line
                await handle(framer.frames(adding: Self.bytes(buffer)))
                let chatter = session.chatter - before
                // Bytes of answers are asked for, and cost what they cost.
                let isWaste = chatter > 0 || framer.isSkipping
                await slow(&gate, chatter, bytes: isWaste ? buffer.count : 0, since: start)
                rest.sleep()
            }
        } catch {
            // An unreadable pipe is an ended one.
        }
        rest.wake()
        await handle(framer.lastFrames())
        rest.sleep()
        return .outputEnded
    }

    private func handle(_ frames: [LineFramer.Frame]) async {
        for (index, frame) in frames.enumerated() {
            switch frame {
            case .line(let line): await session.receive(line)
            case .oversized: session.receiveOversizedLine()
            }
            if index % Self.linesAtOnce == Self.linesAtOnce - 1 { await Task.yield() }
        }
        // One that never stops talking leaves room for the others.
        await Task.yield()
    }

    /// Pauses where too much has come in this second.
    private func slow(
        _ gate: inout FloodGate,
        _ messages: Int,
        bytes: Int,
        since start: ContinuousClock.Instant
    ) async {
        let time = ContinuousClock.now - start
        guard let pause = gate.pause(after: messages, bytes: bytes, at: time) else { return }
        // A cancelled pause is the end of the process.
        try? await Task.sleep(for: pause)
    }

    private func readErrors(_ errors: SubprocessOutputSequence) async -> Step {
        let start = ContinuousClock.now
        var gate = FloodGate()
        do {
            for try await buffer in errors {
                let time = ContinuousClock.now - start
                let lines = errorLog.withLock { $0.lines(adding: Self.bytes(buffer), at: time) }
                for line in lines { await onEvent(.log(line)) }
                await slow(&gate, 0, bytes: buffer.count, since: start)
            }
        } catch {
            // An unreadable pipe is an ended one.
        }
        let time = ContinuousClock.now - start
        for line in errorLog.withLock({ $0.lastLines(at: time) }) { await onEvent(.log(line)) }
        return .errorsEnded
    }

    private static func bytes(_ buffer: SubprocessOutputSequence.Buffer) -> [UInt8] {
        buffer.withUnsafeBytes { Array($0) }
    }
}
