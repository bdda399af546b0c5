import FolioDaemon
import FolioModel
import FolioStore
import Synchronization
import Testing

/// A job handler whose jobs end as the test says.
private final class ScriptedHandler: JobHandler {
    private struct State {
        var started = 0
        var releases: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var outcomes: [Result<JSONValue, JobFailure>]
    }

    let takesPlace: Bool
    private let isHeld: Bool
    private let state: Mutex<State>

    /// Jobs end with these outcomes, in order, then with success; where they are held, only once released or
    /// cancelled.
    init(_ outcomes: [Result<JSONValue, JobFailure>] = [], isHeld: Bool = false, takesPlace: Bool = true) {
        state = Mutex(State(outcomes: outcomes))
        (self.isHeld, self.takesPlace) = (isHeld, takesPlace)
    }

    var started: Int { state.withLock { $0.started } }

    func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let woken: [CheckedContinuation<Void, Never>] = state.withLock { state in
            state.started += 1
            defer { state.watchers.removeAll { $0.count <= state.started } }
            return state.watchers.filter { $0.count <= state.started }.map(\.continuation)
        }
        for watcher in woken { watcher.resume() }
        report(done: 1, total: 2, unit: "steps")
        if isHeld {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    if Task.isCancelled { return continuation.resume() }
                    state.withLock { $0.releases.append(continuation) }
                }
            } onCancel: {
                release()
            }
            if Task.isCancelled { throw .cancelled }
        }
        let outcome = state.withLock { $0.outcomes.isEmpty ? nil : $0.outcomes.removeFirst() }
        return try (outcome ?? .success(["attempt": .int(job.attempts)])).get()
    }

    /// Lets every job that is held go on.
    func release() {
        let held = state.withLock { state in
            defer { state.releases = [] }
            return state.releases
        }
        for continuation in held { continuation.resume() }
    }

    /// Waits until so many jobs have started.
    func waitForStart(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.started >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct JobRunnerTests {
    private static let transient = JobFailure(code: "busy", message: "Try again.", retryAfter: .zero)

    /// Runs a test with a runner that works.
    private func withRunner(
        _ handler: ScriptedHandler,
        store: Store? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        _ body: (JobRunner, Store) async throws -> Void
    ) async throws {
        let store = try store ?? Store.open(location: .memory)
        let runner = JobRunner(store: store, clock: clock)
        await runner.register(handler, for: "work")
        let running = Task { try await runner.run() }
        try await body(runner, store)
        handler.release()
        running.cancel()
        try await running.value
    }

    @Test func `a job runs to its end and keeps its result`() async throws {
        try await withRunner(ScriptedHandler()) { runner, store in
            let (job, isNew) = try await runner.enqueue(kind: "work", subject: "a", user: "ana")
            #expect(isNew)
            let ended = try #require(try await runner.settled(job.id))
            #expect(ended.state == .succeeded)
            #expect(ended.result == ["attempt": 1])
            #expect((ended.done, ended.total, ended.unit) == (1, 2, "steps"))
            #expect(try await runner.settled("j_none") == nil)
        }
    }

    @Test func `a subject has one job at a time, and repeating runs it once more`() async throws {
        let handler = ScriptedHandler(isHeld: true)
        try await withRunner(handler) { runner, store in
            let first = try await runner.enqueue(kind: "work", subject: "a", user: nil)
            await handler.waitForStart(1)
            for repeating in [false, true, true] {
                let again = try await runner.enqueue(kind: "work", subject: "a", user: nil, repeating: repeating)
                #expect(!again.isNew)
                #expect(again.job.id == first.job.id)
            }
            let other = try await runner.enqueue(kind: "work", subject: "b", user: nil)
            #expect(other.isNew)
            await handler.waitForStart(2)
            handler.release()
            #expect(try await runner.settled(first.job.id)?.state == .succeeded)
            await handler.waitForStart(3)
            handler.release()
            let jobs = try store.jobs(state: nil, limit: 10, user: nil)
            #expect(jobs.count { $0.subject == "a" } == 2)
            #expect(handler.started == 3)
        }
    }

    @Test func `a bounded number runs at once, not counting those that only wait for others`() async throws {
        let handler = ScriptedHandler(isHeld: true)
        let waiting = ScriptedHandler(isHeld: true, takesPlace: false)
        try await withRunner(handler) { runner, store in
            await runner.register(waiting, for: "wait")
            for number in 0..<12 { _ = try await runner.enqueue(kind: "work", subject: "s\(number)", user: nil) }
            _ = try await runner.enqueue(kind: "wait", subject: "w", user: nil)
            await waiting.waitForStart(1)
            await handler.waitForStart(JobRunner.maximumConcurrent)
            #expect(handler.started == 8)
            #expect(try store.jobs(state: .queued, limit: 20, user: nil).count == 4)
            waiting.release()
            handler.release()
            await handler.waitForStart(12)
        }
    }

    @Test func `a running job is cancelled, and so is a waiting one; an ended one is not`() async throws {
        let handler = ScriptedHandler(isHeld: true)
        try await withRunner(handler) { runner, store in
            let running = try await runner.enqueue(kind: "work", subject: "a", user: nil).job
            await handler.waitForStart(1)
            #expect(try await runner.cancel(running.id))
            let ended = try #require(try await runner.settled(running.id))
            #expect(ended.state == .cancelled)
            #expect(ended.errorCode == "cancelled")
            #expect(try await runner.cancel(running.id) == false)
            #expect(try await runner.cancel("j_none") == false)
        }
        let store = try Store.open(location: .memory)
        let idle = JobRunner(store: store)
        let queued = try await idle.enqueue(kind: "work", subject: "a", user: nil).job
        #expect(try await idle.cancel(queued.id))
        #expect(try store.job(id: queued.id)?.state == .cancelled)
    }

    @Test func `a passing failure waits for another attempt, which a person may hasten`() async throws {
        let clock = ManualClock()
        let handler = ScriptedHandler([.failure(Self.transient), .failure(Self.transient)])
        try await withRunner(handler, clock: clock) { runner, store in
            let job = try await runner.enqueue(kind: "work", subject: "a", user: nil).job
            let waiting = try #require(try await runner.settled(job.id))
            #expect(waiting.state == .queued)
            #expect(waiting.errorCode == "busy")
            #expect(try await runner.hasten(job.id))
            await handler.waitForStart(2)
            // The second failure waits at least a minute; the clock goes on until it is over.
            while handler.started < 3 {
                clock.advance(by: RetryPolicy.maximumDelay * 2)
                await Task.yield()
            }
            let ended = try #require(try await runner.settled(job.id))
            #expect(ended.state == .succeeded)
            #expect(ended.result == ["attempt": 3])
            #expect(ended.errorCode == nil)
            #expect(try await runner.hasten(job.id) == false)
        }
    }

    @Test func `a lasting failure is tried once`() async throws {
        let failure = JobFailure(code: "LOGIN", message: "Link again.", detail: ["data": [:]])
        let handler = ScriptedHandler([.failure(failure)])
        try await withRunner(handler) { runner, store in
            let job = try await runner.enqueue(kind: "work", subject: "a", user: nil).job
            let ended = try #require(try await runner.settled(job.id))
            #expect(ended.state == .failed)
            #expect((ended.errorCode, ended.errorMessage) == ("LOGIN", "Link again."))
            #expect(ended.result == ["data": [:]])
            #expect(handler.started == 1)
            let unknown = try await runner.enqueue(kind: "magic", subject: "b", user: nil).job
            #expect(try await runner.settled(unknown.id)?.errorCode == "unknown_kind")
        }
    }

    @Test func `a job that was running when the daemon ended runs again with the next one`() async throws {
        let store = try Store.open(location: .memory)
        let held = ScriptedHandler(isHeld: true)
        let runner = JobRunner(store: store)
        await runner.register(held, for: "work")
        let running = Task { try await runner.run() }
        let job = try await runner.enqueue(kind: "work", subject: "a", user: nil).job
        await held.waitForStart(1)
        running.cancel()
        try await running.value
        #expect(try store.job(id: job.id)?.state == .running)
        let next = ScriptedHandler()
        try await withRunner(next, store: store) { runner, _ in
            await next.waitForStart(1)
            let ended = try #require(try await runner.settled(job.id))
            #expect(ended.state == .succeeded)
            #expect(ended.attempts == 2)
        }
    }

    @Test(arguments: [
        (1, Duration.zero, 0.0, 30.0), (2, .zero, 0, 60), (3, .zero, 0, 120), (7, .zero, 0, 1920),
        (1, .seconds(45), 0, 45), (2, .seconds(45), 0, 60), (1, .seconds(90_000), 0, 3600), (1, .zero, 1, 37.5),
        (1, .zero, 2, 37.5), (1, .zero, -1, 30),
    ])
    func `waits double, heed the vendor, and have a cap`(attempt: Int, asked: Duration, jitter: Double, wait: Double) {
        let delay = RetryPolicy.delay(afterAttempt: attempt, vendorAsked: asked, jitter: jitter)
        #expect(delay == .milliseconds(Int(wait * 1000)))
    }

    @Test func `the eighth attempt is the last`() async throws {
        let clock = ManualClock()
        let handler = ScriptedHandler(Array(repeating: .failure(Self.transient), count: 9))
        try await withRunner(handler, clock: clock) { runner, store in
            let job = try await runner.enqueue(kind: "work", subject: "a", user: nil).job
            while try store.job(id: job.id)?.state != .failed {
                clock.advance(by: RetryPolicy.maximumDelay * 2)
                await Task.yield()
            }
            #expect(handler.started == 8)
            #expect(try store.job(id: job.id)?.errorCode == "busy")
        }
    }
}
