import FolioAdapterKit
package import FolioModel
package import FolioStore
import Logging
import ServiceLifecycle

/// Runs stored jobs: at most one a subject, a bounded number at once, resumed after a restart.
///
/// A job that is running when the daemon stops or dies stays `running` in the store and starts again with the next
/// one; handlers are written so that this ends in the same store.
package actor JobRunner: Service {
    /// Jobs running at once; further ones wait in the store.
    package static let maximumConcurrent = 8

    /// How long jobs may take to heed that the daemon ends; one that does not is left where it is.
    package static let stopTime = Duration.seconds(3)

    private let store: Store
    private let clock: any Clock<Duration>
    private var handlers: [String: any JobHandler] = [:]
    private var waiting: [JobRecord] = []
    private var tasks: [String: Task<Void, Never>] = [:]
    private var places: Set<String> = []
    private var delayed: [String: Task<Void, Never>] = [:]
    private var watchers: [String: [Int: CheckedContinuation<JobRecord?, Never>]] = [:]
    private var lastWatcher = 0
    private var again: Set<String> = []
    private var givenUp: Set<String> = []
    private let idle = Latch()
    /// Subjects whose jobs don't start for now, each with those who want to hold it next.
    private var held: [String: [CheckedContinuation<Void, Never>]] = [:]
    private var runningSubjects: [String: String] = [:]
    private var isOpen = false
    private var isEnding = false

    /// Takes the store that keeps the jobs.
    package init(store: Store, clock: any Clock<Duration> = ContinuousClock()) {
        (self.store, self.clock) = (store, clock)
    }

    /// Says who does the jobs of a kind; before ``run()``.
    package func register(_ handler: any JobHandler, for kind: String) { handlers[kind] = handler }

    /// Resumes what an earlier daemon left, then runs jobs until the daemon stops.
    package func run() async throws {
        waiting = try store.unfinishedJobs()  // what was enqueued before this is among them
        isOpen = true
        startWaiting()
        try? await gracefulShutdown()
        (isOpen, isEnding) = (false, true)
        for id in Array(watchers.keys) { tellWatchers(of: id) }
        for task in delayed.values { task.cancel() }
        for task in tasks.values { task.cancel() }
        await waitForTasks()
    }

    private func waitForTasks() async {
        guard !tasks.isEmpty else { return }
        let (idle, clock) = (idle, clock)
        // A cancelled service waits, too: the adapters that its jobs call are ended next.
        let isIdle = await Task { await idle.wait(atMost: Self.stopTime, on: clock) }.value
        guard !isIdle else { return }
        let ids = tasks.keys.sorted().joined(separator: ", ")
        Logger.current.warning(
            "Jobs did not stop in time and start again with the next daemon",
            metadata: ["jobs": "\(ids)"]
        )
    }

    /// Stores a job and starts it as soon as a place is free.
    ///
    /// Where a job of that subject is queued or running, that one is given back with `isNew` false. With `repeating`
    /// what changed meanwhile is seen: one that is running runs once more when it has ended, and one that waits for
    /// another attempt is tried now. With `needsUser` nothing is done for a user that is gone, which would bring it back.
    package func enqueue(
        kind: String,
        subject: String,
        user: String?,
        payload: JSONValue = .null,
        repeating: Bool = false,
        needsUser: Bool = false
    ) throws(StoreError) -> (job: JobRecord, isNew: Bool) {
        let (job, isNew) = try store.enqueueJob(
            kind: kind,
            subject: subject,
            user: user,
            payload: payload,
            needsUser: needsUser
        )
        if isNew {
            start(job)
        } else if repeating, try !hasten(job.id), tasks[job.id] != nil {
            again.insert(job.id)
        }
        return (job, isNew)
    }

    /// Starts a job that was stored together with something else, as soon as a place is free.
    package func start(_ job: JobRecord) {
        waiting.append(job)
        startWaiting()
    }

    /// The job when it has ended or waits for another attempt; at once where it already does.
    ///
    /// The daemon's own end, and the end of the task that waits, settle it, too. `nil` where there is none such, or no
    /// longer.
    package func settled(_ id: String) async throws(StoreError) -> JobRecord? {
        guard let job = try store.job(id: id) else { return nil }
        if job.state.isFinished || delayed[id] != nil || isEnding { return job }
        lastWatcher += 1
        let number = lastWatcher
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: job)
                } else {
                    watchers[id, default: [:]][number] = continuation
                }
            }
        } onCancel: {
            Task { await self.stopWatching(id, number) }
        }
    }

    private func stopWatching(_ id: String, _ number: Int) {
        guard let watcher = watchers[id]?.removeValue(forKey: number) else { return }
        watcher.resume(returning: record(of: id))
    }

    private func tellWatchers(of id: String) {
        guard let watching = watchers.removeValue(forKey: id) else { return }
        let job = record(of: id)
        for watcher in watching.values { watcher.resume(returning: job) }
    }

    /// The job as it is stored; `nil` where it is gone or can't be read.
    private func record(of id: String) -> JobRecord? {
        do {
            return try store.job(id: id)
        } catch {
            Logger.current.error("Job could not be read", metadata: ["job": "\(id)", "error": "\(error)"])
            return nil
        }
    }

    /// Cancels a job; `false` where it has already ended or does not exist.
    package func cancel(_ id: String) throws(StoreError) -> Bool {
        guard let job = try store.job(id: id), !job.state.isFinished else { return false }
        again.remove(id)
        if let task = tasks[id] {
            givenUp.insert(id)
            task.cancel()
        } else {
            waiting.removeAll { $0.id == id }
            delayed.removeValue(forKey: id)?.cancel()
            try end(id, .failure(.cancelled))
            tellWatchers(of: id)
        }
        return true
    }

    // MARK: Holding

    /// Does something while no job of a subject runs: waits for the one that does, and keeps further ones waiting.
    package nonisolated func holding<Result: Sendable>(
        _ subject: String,
        _ body: () async throws(JobFailure) -> Result
    ) async throws(JobFailure) -> Result {
        await hold(subject)
        do throws(JobFailure) {
            let result = try await body()
            await release(subject)
            return result
        } catch {
            await release(subject)
            throw error
        }
    }

    private func hold(_ subject: String) async {
        if held[subject] == nil {
            held[subject] = []
        } else {
            await withCheckedContinuation { held[subject]?.append($0) }
        }
        while let id = runningSubjects.first(where: { $0.value == subject })?.key, let task = tasks[id] {
            await task.value
        }
    }

    private func release(_ subject: String) {
        if held[subject]?.isEmpty == false {
            held[subject]?.removeFirst().resume()
        } else {
            held[subject] = nil
            startWaiting()
        }
    }

    private func startWaiting() {
        guard isOpen else { return }
        var index = 0
        while index < waiting.count {
            guard tasks[waiting[index].id] == nil else {
                waiting.remove(at: index)
                continue
            }
            let takesPlace = handlers[waiting[index].kind]?.takesPlace ?? true
            let isHeld = held[waiting[index].subject] != nil
            guard !isHeld, !takesPlace || places.count < Self.maximumConcurrent else {
                index += 1
                continue
            }
            let job = waiting.remove(at: index)
            if takesPlace { places.insert(job.id) }
            runningSubjects[job.id] = job.subject
            tasks[job.id] = Task { await self.perform(job) }
        }
    }

    private func perform(_ job: JobRecord) async {
        let logger = Logger.current
        defer {
            tasks[job.id] = nil
            runningSubjects[job.id] = nil
            places.remove(job.id)
            givenUp.remove(job.id)
            tellWatchers(of: job.id)
            startWaiting()
            if isEnding, tasks.isEmpty { idle.open() }
        }
        do {
            guard try store.job(id: job.id)?.state.isFinished == false else { return }
            let current = try store.updateJob(job.id) { job in
                job.state = .running
                job.attempts += 1
            }
            let outcome = await outcome(of: current)
            if isInterrupted(job.id, outcome) { return }
            if case .failure(let failure) = outcome, try retryLater(current, failure) { return }
            try end(job.id, outcome)
        } catch {
            logger.error("Job could not be recorded", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }

    /// Whether the daemon's end is why the job ended: then it stays `running` and resumes.
    private func isInterrupted(_ id: String, _ outcome: Result<JSONValue, JobFailure>) -> Bool {
        guard case .failure = outcome else { return false }
        return Task.isCancelled && isEnding && !givenUp.contains(id)
    }

    private func outcome(of job: JobRecord) async -> Result<JSONValue, JobFailure> {
        guard let handler = handlers[job.kind] else {
            return .failure(JobFailure(code: "unknown_kind", message: "This version has no jobs of kind \(job.kind)."))
        }
        let store = store
        let report = JobReporter { done, total, unit in
            do {
                try store.updateJob(job.id) { ($0.done, $0.total, $0.unit) = (done, total, unit) }
            } catch {
                Logger.current.warning("Job progress could not be recorded", metadata: ["job": "\(job.id)"])
            }
        }
        do throws(JobFailure) {
            return .success(try await handler.run(job, report))
        } catch {
            return .failure(Task.isCancelled ? .cancelled : error)
        }
    }

    private func retryLater(_ job: JobRecord, _ failure: JobFailure) throws(StoreError) -> Bool {
        guard let asked = failure.retryAfter, isOpen,
            job.attempts < handlers[job.kind]?.maximumAttempts ?? RetryPolicy.maximumAttempts
        else { return false }
        let delay = RetryPolicy.delay(
            afterAttempt: job.attempts,
            vendorAsked: asked,
            jitter: Double.random(in: 0...1)
        )
        let waiting = try store.updateJob(job.id) { job in
            job.state = .queued
            (job.errorCode, job.errorMessage) = (failure.code, failure.message)
            job.result = failure.detail
        }
        let clock = clock
        delayed[job.id] = Task {
            guard (try? await clock.sleep(for: delay)) != nil else { return }
            self.resume(waiting)
        }
        return true
    }

    private func resume(_ job: JobRecord) {
        guard delayed.removeValue(forKey: job.id) != nil else { return }
        start(job)
    }

    /// Starts a job now that waits for its next attempt, with another payload where one is given; `false` where it does
    /// not wait.
    package func hasten(_ id: String, with payload: JSONValue? = nil) throws(StoreError) -> Bool {
        guard let task = delayed.removeValue(forKey: id), var job = try store.job(id: id) else { return false }
        task.cancel()
        if let payload { job = try store.updateJob(id) { $0.payload = payload } }
        start(job)
        return true
    }

    /// Starts every job now that waits for its next attempt, for what it waited for may be there.
    package func hastenAll() throws(StoreError) {
        for id in Array(delayed.keys) { _ = try hasten(id) }
    }

    private func end(_ id: String, _ outcome: Result<JSONValue, JobFailure>) throws(StoreError) {
        guard let before = try store.job(id: id) else {
            again.remove(id)
            return
        }
        let handler = handlers[before.kind]
        let job = try store.updateJob(id) { job in
            if let handler { job.payload = handler.payloadToKeep(of: job) }
            switch outcome {
            case .success(let result):
                job.state = .succeeded
                job.result = result
                (job.errorCode, job.errorMessage) = (nil, nil)
            case .failure(let failure):
                job.state = failure.code == JobFailure.cancelled.code ? .cancelled : .failed
                (job.errorCode, job.errorMessage) = (failure.code, failure.message)
                job.result = failure.detail
            }
        }
        if again.remove(id) != nil, isOpen {
            _ = try enqueue(kind: job.kind, subject: job.subject, user: job.user, payload: before.payload)
        }
    }
}
