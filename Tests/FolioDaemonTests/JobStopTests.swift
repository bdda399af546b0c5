import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Testing

/// A handler whose jobs go on until they are let go, cancelled or not.
private struct StubbornHandler: JobHandler {
    let begun = Latch()
    let gate = Latch()
    var failure: JobFailure?

    func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        begun.open()
        await Task { await gate.wait() }.value
        if let failure { throw failure }
        return ["attempt": .int(job.attempts)]
    }
}

@Suite(.timeLimit(.minutes(5))) struct JobStopTests {
    private let store: Store
    private let clock = ManualClock()

    init() throws { store = try Store.open(location: .memory) }

    /// Starts a runner with one job under way.
    private func start(_ handler: StubbornHandler) async throws -> (JobRunner, Task<Void, any Error>, job: String) {
        let runner = JobRunner(store: store, clock: clock)
        await runner.register(handler, for: "work")
        let running = Task { try await runner.run() }
        let job = try await runner.enqueue(kind: "work", subject: "a", user: nil).job
        await handler.begun.wait()
        return (runner, running, job.id)
    }

    @Test func `a stop leaves a job that does not heed it, and the next runner starts it again`() async throws {
        let stubborn = StubbornHandler()
        let (runner, running, job) = try await start(stubborn)
        running.cancel()
        await clock.waitForSleep(of: JobRunner.stopTime)
        #expect(try await runner.settled(job)?.state == .running)
        clock.advance(by: JobRunner.stopTime)
        try await running.value
        #expect(try store.job(id: job)?.state == .running)

        let willing = StubbornHandler()
        willing.gate.open()
        let (next, nextRunning, _) = try await start(willing)
        let ended = try #require(try await next.settled(job))
        #expect(ended.state == .succeeded)
        #expect(ended.attempts == 2)
        nextRunning.cancel()
        try await nextRunning.value
        stubborn.gate.open()
    }

    @Test func `a job that ends well while the runner stops is recorded`() async throws {
        let handler = StubbornHandler()
        let (_, running, job) = try await start(handler)
        running.cancel()
        await clock.waitForSleep(of: JobRunner.stopTime)
        handler.gate.open()
        try await running.value
        #expect(try store.job(id: job)?.state == .succeeded)
    }

    @Test func `what a person cancelled stays cancelled though the runner stops before it has ended`() async throws {
        var handler = StubbornHandler()
        handler.failure = JobFailure(code: "late", message: "Too late.")
        let (runner, running, job) = try await start(handler)
        #expect(try await runner.cancel(job))
        running.cancel()
        await clock.waitForSleep(of: JobRunner.stopTime)
        handler.gate.open()
        try await running.value
        #expect(try store.job(id: job)?.state == .cancelled)
        #expect(try store.unfinishedJobs() == [])
    }

    @Test func `who waits for a job that has not begun is told when the runner stops`() async throws {
        let handler = StubbornHandler()
        let (runner, running, _) = try await start(handler)
        for number in 1...JobRunner.maximumConcurrent {
            _ = try await runner.enqueue(kind: "work", subject: "\(number)", user: nil)
        }
        let last = try #require(try store.jobs(state: .queued).first)
        #expect(last.subject == "\(JobRunner.maximumConcurrent)")
        async let settled = runner.settled(last.id)
        running.cancel()
        let told = try #require(try await settled)
        #expect(told.state == .queued)
        #expect(told.errorCode == nil)
        handler.gate.open()
        try await running.value
    }

    @Test func `a job that waits for another attempt is tried at once where what it is about has changed`()
        async throws
    {
        var handler = StubbornHandler()
        handler.failure = JobFailure(code: "busy", message: "Try again.", retryAfter: .zero)
        handler.gate.open()
        let (runner, running, job) = try await start(handler)
        #expect(try await runner.settled(job)?.state == .queued)
        #expect(try store.job(id: job)?.attempts == 1)
        let again = try await runner.enqueue(kind: "work", subject: "a", user: nil, repeating: true)
        #expect(again.job.id == job)
        #expect(!again.isNew)
        while try store.job(id: job)?.attempts != 2 || store.job(id: job)?.state != .queued { await Task.yield() }
        #expect(try store.jobs().count == 1)
        running.cancel()
        try await running.value
    }
}
