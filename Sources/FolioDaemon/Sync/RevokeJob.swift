import FolioAdapterKit
package import FolioModel
package import FolioStore

/// Ends a removed connection's access at the vendor, later, because the vendor could not be reached at once.
package struct RevokeJob: JobHandler {
    /// The kind under which jobs are stored.
    package static let kind = "revoke"

    private let adapters: AdapterPool
    private let sealer: CredentialSealer

    package init(adapters: AdapterPool, sealer: CredentialSealer) {
        (self.adapters, self.sealer) = (adapters, sealer)
    }

    /// The access stays open until it is ended, so there is no last attempt.
    package var maximumAttempts: Int { .max }

    /// The subject of the job for a removed connection.
    static func subject(_ connection: String) -> String { "revoke:\(connection)" }

    /// All that is left of the connection: ids of the vendor and sealed credentials, nothing of the user.
    static func payload(_ connection: Connection, sealed: [UInt8]) -> JSONValue {
        [
            "connection": .string(connection.id), "provider": .string(connection.provider),
            "external_id": .string(connection.externalID),
            "sealed": .array(sealed.map { JSONValue.int(Int($0)) }),
        ]
    }

    /// The credentials go with the job's end: nothing can be done with them any more, or somebody gave it up.
    package func payloadToKeep(of job: JobRecord) -> JSONValue { ["provider": job.payload["provider"] ?? .null] }

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
            throw JobFailure(code: "lost_key", message: error.description)
        }
        do throws(AdapterError) {
            let adapter = try await adapters.running(provider)
            _ = try await adapter.call(Disconnect.self, params, cause: "job#\(job.id)")
        } catch {
            guard !Self.isOver(error.kind) else { return ["revoked": true] }
            throw JobFailure(
                code: error.vendorCode ?? error.kind.rawValue,
                message: error.message,
                retryAfter: Self.isPossible(error.kind) ? SyncFailure(error).leastDelay : nil
            )
        }
        return ["revoked": true]
    }

    /// Whether the vendor says that there is no access any more.
    private static func isOver(_ kind: AdapterError.Kind) -> Bool { kind == .notFound || kind == .consentRevoked }

    /// Whether another attempt can help: once the vendor is back, or its keys in the configuration are right again.
    private static func isPossible(_ kind: AdapterError.Kind) -> Bool { kind != .unsupported && kind != .unknownMethod }
}
