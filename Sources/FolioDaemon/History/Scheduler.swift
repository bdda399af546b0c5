package import FolioModel
package import FolioStore
import Logging
import ServiceLifecycle

/// Has the end of each session recorded when it is due, and what was missed while the daemon was down.
package struct Scheduler: Service {
    /// How often the clock and the settings are looked at.
    package static let tick = Duration.seconds(60)

    private let store: Store
    private let settings: CurrentSettings
    private let jobs: JobRunner
    private let now: @Sendable () -> Timestamp
    private let clock: any Clock<Duration>

    package init(
        store: Store,
        settings: CurrentSettings,
        jobs: JobRunner,
        now: @escaping @Sendable () -> Timestamp,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        (self.store, self.settings, self.jobs) = (store, settings, jobs)
        (self.now, self.clock) = (now, clock)
    }

    /// With the daemon's services.
    package init(_ services: DaemonServices) {
        self.init(store: services.store, settings: services.settings, jobs: services.jobs, now: services.now)
    }

    package func run() async throws {
        _ = await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await look()
                guard (try? await clock.sleep(for: Self.tick)) != nil else { return }
            }
        }
    }

    /// Starts what is due at this moment.
    package func look() async {
        do {
            let schedule = EndOfDaySchedule(settings.value.configuration)
            let decision = schedule.decision(at: now(), last: try store.lastFinishedRun()?.day)
            guard case .run(let day, let missed) = decision else { return }
            let (job, isNew) = try await jobs.enqueue(
                kind: EndOfDayJob.kind,
                subject: EndOfDayJob.subject(day),
                user: nil,
                payload: EndOfDayJob.payload(day, missed: missed)
            )
            guard isNew else { return }
            Logger.current.notice("End of the day is recorded", metadata: ["date": "\(day)", "job": "\(job.id)"])
        } catch {
            Logger.current.error("End of the day could not be started", metadata: ["error": "\(error)"])
        }
    }
}

extension EndOfDaySchedule {
    /// What the configuration says.
    package init(_ configuration: Configuration) {
        let time = configuration.schedule.endOfDay
        self.init(minutes: time.hour * 60 + time.minute)
    }
}
