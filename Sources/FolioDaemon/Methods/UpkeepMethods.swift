import FolioAdapterKit
import FolioModel
import FolioRPC
package import FolioStore
import Glibc

/// `jobs.*` and `store.*`.
enum UpkeepMethods {
    static func all(_ services: DaemonServices) -> [MethodDefinition] {
        [jobs(services), job(services), cancel(services), backup(services), check(services)]
    }

    /// Jobs in one answer.
    static let maximumJobs = 500

    private static let defaultJobs = 50

    private static func jobs(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "jobs.list",
            summary: "Long work, newest first.",
            params: JobListParams.self,
            result: JobList.self
        ) { (params, context) throws(RPCError) in
            let permission = try services.permission(context)
            var user: String?
            if params.user != nil || !permission.seesEveryone { user = try services.user(params.user, context) }
            let limit = params.limit ?? defaultJobs
            guard (1...maximumJobs).contains(limit) else {
                throw .invalidParams(path: "limit", "1 to \(maximumJobs) is expected")
            }
            let state = try params.state.map { (text) throws(RPCError) in
                guard let state = JobState(rawValue: text) else {
                    let words = JobState.allCases.map(\.rawValue).joined(separator: ", ")
                    throw RPCError.invalidParams(path: "state", "one of \(words) is expected")
                }
                return state
            }
            var list = JobList()
            list.jobs = try services.reading {
                try services.store.jobs(state: state, limit: limit, user: user).map(JobRow.init)
            }
            return list
        }
    }

    private static func job(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "jobs.get",
            summary: "How one job is.",
            params: JobParams.self,
            result: JobRow.self,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            JobRow(try visible(params.job, services, context))
        }
    }

    private static func cancel(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "jobs.cancel",
            summary: "Ends a job; what it has stored stays.",
            params: JobParams.self,
            result: CancelResult.self,
            errors: [.notFound]
        ) { (params, context) throws(RPCError) in
            let job = try visible(params.job, services, context)
            var result = CancelResult()
            do {
                result.cancelled = try await services.jobs.cancel(job.id)
            } catch {
                throw .internalError("The store failed: \(error)")
            }
            return result
        }
    }

    private static func visible(
        _ id: String,
        _ services: DaemonServices,
        _ context: RPCContext
    ) throws(RPCError) -> JobRecord {
        let permission = try services.permission(context)
        guard let job = try services.reading({ try services.store.job(id: id) }),
            permission.seesEveryone || job.user.map(permission.allows) == true
        else { throw .notFound(what: "job", id: id) }
        return job
    }

    private static func backup(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "store.backup",
            summary: "Copies the store while work goes on, and checks the copy.",
            params: BackupParams.self,
            result: BackupResult.self,
            admin: true
        ) { (params, _) throws(RPCError) in
            guard params.path.hasPrefix("/") else {
                throw .invalidParams(path: "path", "an absolute path is expected, for the daemon writes the file")
            }
            do throws(StoreError) {
                var result = BackupResult()
                result.path = params.path
                try services.store.backup(to: params.path)
                var status = stat()
                if stat(params.path, &status) == 0 { result.sizeBytes = Int(status.st_size) }
                return result
            } catch {
                switch error {
                case .alreadyExists, .unavailable: throw .invalidParams(path: "path", error.description)
                case .locked, .schemaTooNew, .corrupt, .notFound, .invalid, .full, .failed:
                    throw .internalError(error.description)
                }
            }
        }
    }

    private static func check(_ services: DaemonServices) -> MethodDefinition {
        MethodDefinition(
            "store.check",
            summary: "Looks whether the store is whole: integrity, foreign keys, and the sums that must agree.",
            params: NoParams.self,
            result: StoreCheck.self,
            admin: true
        ) { (_, _) throws(RPCError) in
            let results = try services.reading { try services.store.check() }
            var check = StoreCheck()
            check.checks = results.map { HealthCheck($0.name, $0.isOK ? .ok : .failing, $0.detail) }
            check.isOK = results.allSatisfy(\.isOK)
            return check
        }
    }
}

extension JobRow {
    /// What a client sees of a job.
    package init(_ job: JobRecord) {
        self.init()
        id = job.id
        kind = job.kind
        state = job.state.rawValue
        progress.done = job.done
        progress.total = job.total
        progress.unit = job.unit
        attempts = job.attempts
        if let code = job.errorCode {
            var error = JobError()
            error.code = code
            error.message = job.errorMessage ?? ""
            error.data = Self.errorData(of: job)
            self.error = error
        }
        result = job.state == .succeeded ? job.result : .null
        connection = job.payload["connection"]?.string
        createdAt = job.createdAt
        updatedAt = job.updatedAt
        etaSeconds = Self.eta(of: job)
    }

    /// What else is known of an adapter's error, such as the places in files that are at fault.
    private static func errorData(of job: JobRecord) -> JSONValue {
        guard job.state != .succeeded, let wire = job.result["error"] else { return .null }
        let error = RPCError(
            AdapterError(wire: wire),
            adapter: job.result["adapter"]?.string ?? "",
            connection: job.result["connection"]?.string ?? job.payload["connection"]?.string
        )
        return .object(error.data)
    }

    /// Seconds left at the pace so far; `nil` where the total or the pace is unknown.
    private static func eta(of job: JobRecord) -> Int? {
        guard job.state == .running, let total = job.total, job.done > 0, total >= job.done else { return nil }
        let elapsed = job.updatedAt.milliseconds - job.createdAt.milliseconds
        return Int(elapsed) * (total - job.done) / job.done / 1000
    }
}
