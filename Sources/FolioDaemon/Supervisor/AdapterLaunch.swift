package import FolioAdapterKit

/// How an adapter is run.
package enum AdapterLaunch: Sendable {
    /// As a child process: an executable's absolute path and its arguments, such as `["adapter", "plaid"]`.
    case process(executable: String, arguments: [String])
    /// In this process.
    case local(any ProviderAdapter)

    /// The word for it in `adapters.list`: `process` or `local`.
    package var name: String {
        switch self {
        case .process: "process"
        case .local: "local"
        }
    }
}
