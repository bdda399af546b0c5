import FolioAdapterKit
import FolioModel
import FolioRPC
package import FolioStore
import Glibc
import Logging
import ServiceLifecycle

/// Takes files from clients and imports them: what the `imports.*` methods do.
package struct ImportDesk: Sendable {
    private let store: Store
    private let settings: CurrentSettings
    private let adapters: AdapterPool
    private let jobs: JobRunner
    private let vault: CredentialVault
    private let progress: AdapterProgressBoard
    private let limits: ImportLimits
    private let registry: ImportRegistry

    /// Takes what it works with.
    ///
    /// - Parameters:
    ///   - store: Where the facts are.
    ///   - settings: What is in force.
    ///   - adapters: The adapter that reads files is among them.
    ///   - jobs: Runs previews and imports.
    ///   - vault: Gives connections' contexts.
    ///   - progress: Tells how far the adapter is.
    ///   - limits: What imports may use up.
    ///   - now: Measures the age of imports.
    package init(
        store: Store,
        settings: CurrentSettings,
        adapters: AdapterPool,
        jobs: JobRunner,
        vault: CredentialVault,
        progress: AdapterProgressBoard,
        limits: ImportLimits = ImportLimits(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        (self.store, self.settings, self.adapters, self.jobs) = (store, settings, adapters, jobs)
        (self.vault, self.progress, self.limits) = (vault, progress, limits)
        registry = ImportRegistry(limits: limits, now: now)
    }

    /// The handler of its jobs.
    package func job(applies: Bool) -> ImportJob {
        ImportJob(
            store: store,
            settings: settings,
            adapters: adapters,
            jobs: jobs,
            vault: vault,
            registry: registry,
            progress: progress,
            applies: applies
        )
    }

    private var directory: String { settings.value.configuration.providers.csv.directory }

    // MARK: Life

    /// Carries out to its end what an earlier daemon had begun to move, and takes up what is unfinished.
    package func open() async {
        do {
            try await registry.open(directory)
        } catch {
            Logger.current.error("Imports could not be taken up", metadata: ["error": "\(error)"])
        }
    }

    /// Forgets what nobody touched for too long.
    package func sweep() async {
        await open()
        do {
            try await registry.sweep()
        } catch {
            Logger.current.error("Expired imports could not be removed", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Methods

    /// Whose import it is; `nil` where there is none.
    func user(of id: String) async -> String? {
        await open()
        return await registry.user(of: id)
    }

    /// Makes room for files.
    func begin(user: String, _ files: [AnnouncedFile]) async throws(RPCError) -> BeginImportResult {
        try check(files)
        return try await Self.rpc {
            let id = try await registry.begin(user: user, files, in: directory)
            var result = BeginImportResult()
            result.id = id
            result.chunkBytes = limits.chunk(messageBytes: settings.value.configuration.limits.messageBytes)
            result.expiresAt = await registry.expiry(of: id) ?? .now
            return result
        }
    }

    private func check(_ files: [AnnouncedFile]) throws(RPCError) {
        guard (1...limits.files).contains(files.count) else {
            throw .invalidParams(path: "files", "1 to \(limits.files) files are expected")
        }
        var names: Set<String> = []
        for (index, file) in files.enumerated() {
            if let fault = ImportName.fault(in: file.name) { throw .invalidParams(path: "files[\(index)].name", fault) }
            guard names.insert(file.name).inserted else {
                throw .invalidParams(path: "files[\(index)].name", "the name is given twice")
            }
            guard file.size >= 0 else {
                throw .invalidParams(path: "files[\(index)].size", "a number of bytes is expected")
            }
            guard file.size <= limits.fileBytes else {
                throw .limitExceeded(
                    limit: "file_bytes",
                    value: limits.fileBytes,
                    message: "The file \(file.name) is longer than \(limits.fileBytes) bytes.",
                    hint: "Export a shorter range of dates at a time; files that overlap do no harm."
                )
            }
        }
    }

    /// Takes a part of a file; how many bytes of it are there then.
    func append(_ params: AppendImportParams) async throws(RPCError) -> Int {
        guard let bytes = Base64Text.decode(params.data) else {
            throw .invalidParams(path: "data", "base64 with padding and without line breaks is expected")
        }
        return try await Self.rpc {
            try await registry.append(params.id, file: params.file, offset: params.offset, bytes)
        }
    }

    /// Starts a job that looks at the files or takes them, or joins the one that does the same.
    func start(_ params: ImportParams, user: String, applies: Bool) async throws(RPCError) -> JobRecord {
        var options = ImportOptions()
        options.account = params.account
        options.policy = params.policy ?? .auto
        if let account = options.account, let fault = ImportOptions.fault(inAccount: account) {
            throw .invalidParams(path: "account", fault)
        }
        let id = params.id
        let payload = ImportJob.payload(id, options)
        let kind = applies ? ImportJob.applyKind : ImportJob.previewKind
        let (job, isNew) = try await Self.rpc {
            _ = try await registry.complete(id)
            return try await jobs.enqueue(kind: kind, subject: ImportJob.subject(id), user: user, payload: payload)
        }
        guard isNew || (job.kind == kind && job.payload == payload) else { throw .conflict(job: job.id) }
        return job
    }

    /// Forgets an import; one that is being taken is a conflict.
    func discard(_ id: String) async throws(RPCError) {
        try await Self.rpc {
            let subject = ImportJob.subject(id)
            for job in try store.unfinishedJobs() where job.subject == subject {
                guard job.kind == ImportJob.previewKind else { throw RPCError.conflict(job: job.id) }
                _ = try await jobs.cancel(job.id)
                _ = try await jobs.settled(job.id)
            }
            try await registry.remove(id)
        }
    }

    private static func rpc<Result: Sendable>(_ body: () async throws -> Result) async throws(RPCError) -> Result {
        do {
            return try await body()
        } catch let error as RPCError {
            throw error
        } catch let error as FolderError {
            throw .internalError(error.description, hint: "See that the import directory can be written and has room.")
        } catch let error as StoreError {
            throw .internalError("The store failed: \(error.description)")
        } catch {
            throw .internalError("The daemon failed: \(type(of: error)).")
        }
    }
}

extension ImportDesk: Service {
    /// Looks for what has expired, until the daemon stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: ImportLimits.sweepInterval)) != nil { await sweep() }
        }
    }
}
