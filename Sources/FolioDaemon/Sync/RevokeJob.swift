import FolioAdapterKit
package import FolioModel
package import FolioStore

/// Ends a removed connection's access at the vendor, later, because the vendor could not be reached at once.
package struct RevokeJob: JobHandler {
    /// The kind under which jobs are stored.
    package static let kind = "revoke"

    private let store: Store
    private let adapters: AdapterPool
    private let sealer: CredentialSealer

    package init(store: Store, adapters: AdapterPool, sealer: CredentialSealer) {
        (self.store, self.adapters, self.sealer) = (store, adapters, sealer)
    }

    /// The access stays open until it is ended, so there is no last attempt.
    package var maximumAttempts: Int { .max }

    /// All that is left of the connection: ids of the vendor and sealed credentials, nothing of the user.
    static func payload(_ connection: Connection, sealed: [UInt8]) -> JSONValue {
        [
            "connection": .string(connection.id), "provider": .string(connection.provider),
            "external_id": .string(connection.externalID),
            "sealed": .array(sealed.map { JSONValue.int(Int($0)) }),
        ]
    }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let sealed = job.payload["sealed"]?.array?.compactMap { $0.int.flatMap(UInt8.init(exactly:)) } ?? []
        let provider = job.payload["provider"]?.string ?? ""
        var params = Disconnect.Params()
        params.connection.id = job.payload["connection"]?.string ?? ""
        params.connection.externalID = job.payload["external_id"]?.string
        params.reason = "removed by the user"
        do throws(SealError) {
            params.connection.credentials = try sealer.open(
                sealed,
                connection: params.connection.id,
                purpose: .credentials
            )
        } catch {
            throw try forgetting(job, JobFailure(code: "lost_key", message: error.description))
        }
        do throws(AdapterError) {
            let adapter = try await adapters.running(provider)
            _ = try await adapter.call(Disconnect.self, params, cause: "job#\(job.id)")
        } catch {
            let meaning = SyncFailure(error)
            let failure = JobFailure(
                code: error.vendorCode ?? error.kind.rawValue,
                message: error.message,
                retryAfter: meaning.isRetried ? meaning.leastDelay : nil
            )
            throw meaning.isRetried ? failure : try forgetting(job, failure)
        }
        try forget(job)
        return ["revoked": true]
    }

    private func forgetting(_ job: JobRecord, _ failure: JobFailure) throws(JobFailure) -> JobFailure {
        try forget(job)
        return failure
    }

    /// Takes the credentials out of the job, which is kept for a while after its end.
    private func forget(_ job: JobRecord) throws(JobFailure) {
        do {
            try store.updateJob(job.id) { $0.payload = ["provider": job.payload["provider"] ?? .null] }
        } catch {
            throw JobFailure(code: "store", message: error.description)
        }
    }
}
