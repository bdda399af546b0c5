import FolioAdapterKit
package import FolioModel
import FolioRPC
package import FolioStore
import Logging

/// Looks at the files of an import, or takes them.
///
/// Killed at any moment and run again, either none of the files are in the user's folder or all of them, and the store
/// follows the folder.
package struct ImportJob: JobHandler {
    /// The kinds under which jobs are stored.
    package static let previewKind = "import.preview"
    package static let applyKind = "import.apply"

    /// The adapter that reads files.
    static let provider = "csv"

    let store: Store
    let settings: CurrentSettings
    let adapters: AdapterPool
    let jobs: JobRunner
    let vault: CredentialVault
    let registry: ImportRegistry
    let progress: AdapterProgressBoard
    /// Whether the files are taken.
    let applies: Bool

    /// A preview has somebody waiting who can ask again; what is on its way has to arrive.
    package var maximumAttempts: Int { applies ? RetryPolicy.maximumAttempts : 1 }

    /// The subject of an import's jobs.
    static func subject(_ id: String) -> String { "import:\(id)" }

    /// The payload of an import's jobs.
    static func payload(_ id: String, _ options: ImportOptions) -> JSONValue {
        [
            "import": .string(id), "account": options.account.map(JSONValue.string) ?? .null,
            "policy": .string(options.policy.rawValue),
        ]
    }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let id = job.payload["import"]?.string ?? ""
        let (staged, manifest): (StagedImport, ImportManifest)
        do {
            try await registry.open(settings.value.configuration.providers.csv.directory)
            (staged, manifest) = try await registry.lease(id)
        } catch let error as FolderError {
            throw JobFailure(code: "folder", message: error.description)
        } catch {
            throw JobFailure(code: "not_found", message: "The import is not there any more; begin it again.")
        }
        let cause = "job#\(job.id)"
        progress.listen(to: cause) { report(done: $0.done, total: $0.total, unit: $0.unit ?? "") }
        defer { progress.stopListening(to: cause) }
        do throws(JobFailure) {
            let work = ImportWork(job: self, options: ImportOptions(job.payload), cause: cause, report: report)
            let result =
                try await applies ? work.apply(staged, manifest) : work.preview(staged, manifest)
            await registry.giveBack(id)
            if applies { await forget(id) }
            return result.jsonValue
        } catch {
            await registry.giveBack(id)
            throw error
        }
    }

    /// Removes what is left of an import that has been carried out.
    private func forget(_ id: String) async {
        do {
            try await registry.remove(id)
        } catch {
            Logger.current.warning("An import's directory could not be removed", metadata: ["error": "\(error)"])
        }
    }
}

extension ImportOptions {
    /// Reads a job's payload.
    init(_ payload: JSONValue) {
        account = payload["account"]?.string
        policy = payload["policy"]?.string.flatMap(ImportPolicy.init(rawValue:)) ?? .auto
    }
}

/// One run of an import's job.
private struct ImportWork {
    let job: ImportJob
    let options: ImportOptions
    let cause: String
    let report: JobReporter

    // MARK: Looking

    func preview(_ staged: StagedImport, _ manifest: ImportManifest) async throws(JobFailure) -> ImportReport {
        guard manifest.stage == .open else {
            throw JobFailure(code: "applied", message: "The files of this import have been taken already.")
        }
        return try await examine(staged, manifest, comparing: true).report
    }

    private func examine(
        _ staged: StagedImport,
        _ manifest: ImportManifest,
        comparing: Bool
    ) async throws(JobFailure) -> ImportExaminer.Outcome {
        do {
            let connection = try connection(of: manifest.user)
            var context = ConnectionContext()
            context.externalID = manifest.user
            if let connection { context = try job.vault.context(of: connection) }
            let adapter = try await job.adapters.running(ImportJob.provider)
            let examiner = ImportExaminer(
                store: job.store,
                reader: ConnectionReader(adapter: adapter, context: context, cause: cause),
                connection: connection,
                options: options,
                progress: report
            )
            let directory = job.settings.value.configuration.providers.csv.directory
            let target = try Folder.open(directory)?.folder(manifest.user)
            return try await examiner.examine(staged, manifest, target: target, comparing: comparing)
        } catch {
            throw JobFailure(during: error)
        }
    }

    private func connection(of user: String) throws(StoreError) -> Connection? {
        try job.store.connections(user: user).first {
            $0.provider == ImportJob.provider && $0.externalID == user
        }
    }

    // MARK: Taking

    func apply(_ staged: StagedImport, _ manifest: ImportManifest) async throws(JobFailure) -> ImportReport {
        var manifest = manifest
        let isResumed = manifest.stage != .open
        if !isResumed {
            let outcome = try await examine(staged, manifest, comparing: false)
            guard outcome.report.state != .nothingToDo else { return outcome.report }
            if let refusal = JobFailure(refusing: outcome.report) { throw refusal }
            (manifest.moves, manifest.report) = (outcome.moves, outcome.report.jsonValue)
        }
        let connection: Connection
        do {
            connection =
                try self.connection(of: manifest.user)
                ?? job.store.createConnection(
                    user: manifest.user,
                    provider: ImportJob.provider,
                    externalID: manifest.user
                )
        } catch {
            throw JobFailure(during: error)
        }
        let moved = manifest
        var changes = try await job.jobs.holding(SyncJob.subject(connection.id)) { () async throws(JobFailure) in
            try Self.checkCancellation()
            return try await self.take(moved, connection)
        }
        changes.isPartial = isResumed
        var report = ImportReport()
        if let known = try? ImportReport(wire: manifest.report, at: WirePath(unknownMembers: .ignored)) {
            report = known
        }
        report.id = manifest.id
        report.state = .applied
        report.changes = changes
        return report
    }

    private static func checkCancellation() throws(JobFailure) {
        if Task.isCancelled { throw JobFailure.cancelled }
    }

    /// Moves the files, and reads the connection.
    private func take(_ manifest: ImportManifest, _ connection: Connection) async throws(JobFailure) -> ImportChanges {
        let before: StoredReport
        do {
            before = try job.store.report(connection: connection.id)
            try await job.registry.commit(manifest)
        } catch {
            var failure = JobFailure(during: error)
            // What has begun to move is moved to its end.
            if await job.registry.isMoving(manifest.id) { failure.retryAfter = .zero }
            throw failure
        }
        var tally = PassTally(sampleLimit: ImportLimits.samples)
        let sync = SyncJob(store: job.store, adapters: job.adapters, vault: job.vault)
        do throws(JobFailure) {
            _ = try await sync.read(connection.id, cause: cause, tally: &tally, report)
        } catch {
            var failure = error
            failure.message = "The files are in place, but reading them failed: \(error.message)"
            throw failure
        }
        do {
            return try changes(from: before, of: connection, tally)
        } catch {
            throw JobFailure(during: error)
        }
    }

    private func changes(
        from before: StoredReport,
        of connection: Connection,
        _ tally: PassTally
    ) throws -> ImportChanges {
        let after = try job.store.report(connection: connection.id)
        let names = SecurityNames(store: job.store, connection: connection.id)
        var comparison = ImportComparison(security: names.security)
        _ = comparison.compareAccounts(before.accounts, after.accounts, isComplete: true)
        try comparison.compareHoldings(before.holdings, after.holdings, isComplete: true)
        comparison.compareCash(before.cash, after.cash, isComplete: true)
        try comparison.take(tally)
        return comparison.changes
    }
}

extension JobFailure {
    /// What an error on the way means for the job.
    fileprivate init(during error: any Error) {
        switch error {
        case let failure as JobFailure: self = failure
        case let error as AdapterError:
            self.init(
                code: error.kind == .cancelled ? JobFailure.cancelled.code : error.vendorCode ?? error.kind.rawValue,
                message: error.message,
                detail: ["adapter": .string(ImportJob.provider), "connection": .null, "error": error.wire]
            )
        case let error as StoreError: self.init(code: "store", message: error.description)
        case let error as FolderError: self.init(code: "folder", message: error.description)
        case is CancellationError: self = .cancelled
        default: self.init(code: "internal", message: "The import stopped: \(type(of: error)).")
        }
    }

    /// Why an import can't be applied; `nil` where it can.
    fileprivate init?(refusing report: ImportReport) {
        let taken = report.files.filter { $0.disposition != .known }
        switch report.state {
        case .ready, .nothingToDo, .applied: return nil
        case .faulty:
            var error = AdapterError(.badVendorData, "The files have faults; none of them was taken.")
            error.faults = taken.flatMap(\.inspected.faults) + report.faults
            self.init(during: error)
        case .needsAccount:
            let names = taken.filter { $0.inspected.needsAccount && $0.account == nil }.map(\.inspected.name)
            self.init(asking: "account", "\(names.joined(separator: ", ")): no account is named, so it must be given")
        case .needsChoice:
            let names = taken.filter { $0.disposition == .undecided }.map(\.inspected.name)
            let message = "replaces the file of its name in part only; replace or keep must be said"
            self.init(asking: "policy", "\(names.joined(separator: ", ")) \(message)")
        }
    }

    private init(asking path: String, _ message: String) {
        self.init(code: "needs_\(path)", message: message, detail: ["path": .string(path)])
    }
}
