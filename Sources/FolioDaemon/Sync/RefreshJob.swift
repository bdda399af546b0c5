package import FolioModel
import FolioRPC
package import FolioStore

/// Refreshes all connections of a user, because somebody asked for it: one sync each, at once, and their ends together.
package struct RefreshJob: JobHandler {
    /// The kind under which jobs are stored.
    package static let kind = "refresh"

    private let store: Store
    private let jobs: JobRunner
    private let adapters: AdapterPool

    package init(store: Store, jobs: JobRunner, adapters: AdapterPool) {
        (self.store, self.jobs, self.adapters) = (store, jobs, adapters)
    }

    package var takesPlace: Bool { false }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let user = job.payload["user"]?.string ?? ""
        do {
            let connections = try store.connections(user: user)
            // What an interrupted attempt had asked vendors for is not asked again.
            let asksVendor = job.attempts == 1
            var started: [(connection: String, job: String)] = []
            for connection in connections {
                guard await adapters.entry(connection.provider)?.isWanted == true else { continue }
                let payload = SyncJob.payload(connection.id, asksVendor: asksVendor)
                let sync = try await jobs.enqueue(
                    kind: SyncJob.kind,
                    subject: SyncJob.subject(connection.id),
                    user: user,
                    payload: payload
                )
                if !sync.isNew { _ = try await jobs.hasten(sync.job.id, with: asksVendor ? payload : nil) }
                started.append((connection.id, sync.job.id))
            }
            return try await gather(started, report)
        } catch let failure as JobFailure {
            throw failure
        } catch {
            throw JobFailure(code: "store", message: "The store failed: \(error)")
        }
    }

    private func gather(
        _ started: [(connection: String, job: String)],
        _ report: JobReporter
    ) async throws -> JSONValue {
        var results = JSONObject()
        var failures: [JobRecord] = []
        for (index, item) in started.enumerated() {
            try Task.checkCancellation()
            guard let ended = try await jobs.settled(item.job) else { continue }
            if ended.state == .succeeded { results[item.connection] = ended.result } else { failures.append(ended) }
            report(done: index + 1, total: started.count, unit: "connections")
        }
        if let first = failures.first {
            throw JobFailure(
                code: first.errorCode ?? "failed",
                message: "\(failures.count) of \(started.count) connections failed: \(first.errorMessage ?? "")",
                detail: first.result
            )
        }
        return .object(results)
    }
}
