import FolioAdapterKit
import FolioModel
import FolioStore
import Logging

/// Has the vendor read an institution now, because a person asked for it: vendors charge for that, so it is asked at
/// most once, whatever becomes of the job.
struct VendorRefresh: Sendable {
    /// The member of a job's payload that asks for it; gone before the vendor hears of it.
    static let mark = "ask_vendor"

    /// The capability of adapters that can be asked.
    static let capability = "refresh"

    let store: Store
    let adapters: AdapterPool
    let vault: CredentialVault

    /// What came of asking.
    enum Outcome: Hashable, Sendable {
        case requested
        /// The institution, or the contract with the vendor, does not allow it.
        case unsupported
        /// The vendor's reason; what it has already is read all the same.
        case refused(AdapterError)

        /// As a job's result has it.
        var jsonValue: JSONValue {
            switch self {
            case .requested: ["state": "requested"]
            case .unsupported: ["state": "unsupported"]
            case .refused(let error):
                [
                    "state": "refused", "code": .string(error.vendorCode ?? error.kind.rawValue),
                    "message": .string(error.message),
                ]
            }
        }
    }

    /// Asks where the job says so and the adapter can be asked.
    ///
    /// An adapter that does not run is left to the reading that follows, whose next attempt then asks.
    ///
    /// - Parameters:
    ///   - job: Its payload loses the mark.
    ///   - id: The connection's.
    /// - Returns: What came of it; `nil` where nobody was asked.
    /// - Throws: Where the job was cancelled, or the store can't note that it asks.
    func ask(for job: JobRecord, connection id: String) async throws(JobFailure) -> Outcome? {
        guard case .object(var payload) = job.payload, payload[Self.mark]?.bool == true else { return nil }
        let adapter: AdapterSupervisor
        let provider: String
        var params = RefreshRequest.Params()
        do {
            guard let connection = try store.connection(id: id) else { return nil }
            provider = connection.provider
            adapter = try await adapters.running(provider)
            params.connection = try vault.context(of: connection)
            payload[Self.mark] = nil
            try store.updateJob(job.id) { [payload] in $0.payload = .object(payload) }
            // Of one that is just starting nothing is known yet; it says itself what it can't do.
            let known = await adapters.capabilities(of: provider)
            guard known.isEmpty || known.contains(Self.capability) else { return nil }
        } catch let error as StoreError {
            throw JobFailure(code: "store", message: error.description)
        } catch {
            return nil  // reading says so, too
        }
        do throws(AdapterError) {
            _ = try await adapter.call(RefreshRequest.self, params, cause: "job#\(job.id)")
            return .requested
        } catch {
            switch error.kind {
            case .cancelled: throw .cancelled
            case .unsupported, .unknownMethod:
                let isAble = await adapters.capabilities(of: provider).contains(Self.capability)
                return isAble ? .unsupported : nil
            default:
                let metadata: Logger.Metadata = ["connection": "\(id)", "code": "\(error.kind.rawValue)"]
                Logger.current.notice("Vendor did not refresh a connection", metadata: metadata)
                return .refused(error)
            }
        }
    }
}
