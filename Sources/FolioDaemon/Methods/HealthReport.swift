import FolioAdapterKit
import FolioModel
import FolioStore
import Glibc

/// Looks at every part and says how it is; parts that come with later releases say so plainly.
enum HealthReport {
    /// Free space on the store's disk below which it is degraded, in bytes.
    static let leastFreeBytes: UInt64 = 256 << 20

    static func make(_ services: DaemonServices) async -> SystemHealth {
        var checks = [store(services), disk(services), await configuration(services), jobs(services)]
        checks.append(adapters(await services.adapters.statuses()))
        checks.append(await prices(services))
        checks.append(scheduler(services))
        checks += unserved(services.settings.value.configuration)
        var health = SystemHealth()
        health.checks = checks
        health.status = checks.map(\.status).max() ?? .ok
        return health
    }

    private static func store(_ services: DaemonServices) -> HealthCheck {
        do {
            let version = try services.store.schemaVersion()
            return HealthCheck("store", .ok, "\(services.store.location), schema \(version)")
        } catch {
            return HealthCheck("store", .failing, error.description)
        }
    }

    private static func disk(_ services: DaemonServices) -> HealthCheck {
        guard case .file(let path) = services.store.location else {
            return HealthCheck("disk", .degraded, "the store is in memory; it is gone when the daemon ends")
        }
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            return HealthCheck("disk", .failing, "the store's disk can't be looked at")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let megabytes = "\(free >> 20) MiB free"
        return HealthCheck("disk", free < leastFreeBytes ? .degraded : .ok, megabytes)
    }

    private static func configuration(_ services: DaemonServices) async -> HealthCheck {
        guard let fault = await services.configurationFault() else {
            return HealthCheck(
                "configuration",
                .ok,
                "mode \(services.settings.value.configuration.daemonMode.rawValue)"
            )
        }
        return HealthCheck("configuration", .degraded, "the changed file was refused, the old one stays: \(fault)")
    }

    private static func jobs(_ services: DaemonServices) -> HealthCheck {
        do {
            let open = try services.store.unfinishedJobs()
            return HealthCheck("jobs", .ok, open.isEmpty ? "none under way" : "\(open.count) under way or waiting")
        } catch {
            return HealthCheck("jobs", .failing, error.description)
        }
    }

    private static func adapters(_ statuses: [AdapterStatus]) -> HealthCheck {
        let troubled = statuses.filter { $0.state == .failed || $0.state == .backingOff }
        var troubles = troubled.map { "\($0.name): \($0.lastError ?? $0.state.rawValue)" }
        troubles += statuses.flatMap { status in
            status.quarantined.map { call in
                "\(status.name): \(call.method) of \(call.connection) ended it twice and rests until \(call.until)"
            }
        }
        guard troubles.isEmpty else { return HealthCheck("adapters", .degraded, troubles.joined(separator: "; ")) }
        let running = statuses.filter { $0.state == .running }.map(\.name)
        return HealthCheck(
            "adapters",
            .ok,
            running.isEmpty ? "none wanted" : running.joined(separator: ", ") + " running"
        )
    }

    private static func prices(_ services: DaemonServices) async -> HealthCheck {
        let chain = services.prices.chain
        guard !chain.isEmpty else { return HealthCheck("prices", .ok, "from the store alone") }
        let refused = await services.prices.refusals()
        var troubles = chain.compactMap { name in refused[name].map { "\(name) is left alone: \($0)" } }
        for status in await services.adapters.statuses() where chain.contains(status.name) {
            guard status.state == .failed || status.state == .backingOff else { continue }
            troubles.append("\(status.name): \(status.lastError ?? status.state.rawValue)")
        }
        guard let pending = try? services.store.pendingMappings() else {
            return HealthCheck("prices", .failing, "the store can't be read")
        }
        let waiting = pending == 0 ? "" : "; symbols to review: \(pending)"
        guard troubles.isEmpty else {
            return HealthCheck("prices", .degraded, troubles.joined(separator: "; ") + waiting)
        }
        return HealthCheck("prices", .ok, "asked in this order: " + chain.joined(separator: ", ") + waiting)
    }

    /// How long after it is due the end of a session may be recorded.
    static let endOfDayTime: Int64 = 3600

    private static func scheduler(_ services: DaemonServices) -> HealthCheck {
        do {
            let schedule = EndOfDaySchedule(services.settings.value.configuration)
            let last = try services.store.lastFinishedRun()
            let done = last.map { "end of \($0.day) recorded for \($0.accounts) accounts" } ?? "no day recorded yet"
            switch schedule.decision(at: services.now(), last: last?.day) {
            case .wait(let next): return HealthCheck("scheduler", .ok, "\(done), the next one at \(next)")
            case .run(let day, _):
                let isLate = services.now() > schedule.due(day).adding(seconds: endOfDayTime)
                let isNew = services.now() < services.startedAt.adding(seconds: endOfDayTime)
                return HealthCheck("scheduler", isLate && !isNew ? .degraded : .ok, "\(done), \(day) is due")
            }
        } catch {
            return HealthCheck("scheduler", .failing, error.description)
        }
    }

    /// Parts whose settings are read and checked already, and which do nothing yet.
    private static func unserved(_ configuration: Configuration) -> [HealthCheck] {
        var checks = [
            HealthCheck(
                "webhooks",
                configuration.features.webhooks ? .degraded : .ok,
                "not served by this version" + (configuration.features.webhooks ? ", though switched on" : "")
            ),
            HealthCheck(
                "intraday",
                .ok,
                "not served by this version" + (configuration.features.intradayTracking ? ", though switched on" : "")
            ),
        ]
        if configuration.metrics.listen != nil {
            checks.append(HealthCheck("metrics", .degraded, "not served by this version, though an address is set"))
        }
        return checks
    }
}
