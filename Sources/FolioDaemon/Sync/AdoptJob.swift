package import FolioModel
import FolioRPC
package import FolioStore

/// Makes the connections that need no link: keys in the configuration, files in the import directory.
package struct AdoptJob: JobHandler {
    /// The kind under which jobs are stored.
    package static let kind = "adopt"

    private let desk: ConnectionDesk
    private let settings: CurrentSettings

    package init(desk: ConnectionDesk, settings: CurrentSettings) {
        (self.desk, self.settings) = (desk, settings)
    }

    /// The subject of the job for a provider and user.
    package static func subject(_ provider: String, _ user: String) -> String { "adopt:\(provider):\(user)" }

    /// The payload of the job; keys are not in it, they are read when it runs.
    package static func payload(_ provider: String, _ user: String) -> JSONValue {
        ["provider": .string(provider), "user": .string(user)]
    }

    package func run(_ job: JobRecord, _ report: JobReporter) async throws(JobFailure) -> JSONValue {
        let provider = job.payload["provider"]?.string ?? ""
        let user = job.payload["user"]?.string ?? ""
        var fields: [String: String]?
        if provider == "alpaca" {
            let secrets = settings.value.secrets
            guard let id = secrets[.alpacaKeyID], let secret = secrets[.alpacaSecret] else {
                throw JobFailure(code: "no_keys", message: "The configuration no longer has keys for alpaca.")
            }
            fields = ["key_id": id, "secret": secret]
        }
        do throws(RPCError) {
            return ["job": .string(try await desk.adopt(provider: provider, user: user, fields: fields))]
        } catch {
            let isTransient = error.details["retryable"]?.bool ?? false
            throw JobFailure(
                code: error.details["code"]?.string ?? error.name,
                message: error.message,
                retryAfter: isTransient ? .zero : nil
            )
        }
    }
}
