package import FolioAdapterKit

/// How an adapter is run.
package enum AdapterLaunch: Sendable {
    /// As a child process: an executable's absolute path and its arguments, such as `["adapter", "plaid"]`.
    case process(executable: String, arguments: [String])
    /// As a child process of a third party's making, whose executable is looked at before every start.
    case plugin(PluginLaunch)
    /// In this process.
    case local(any Adapter)

    /// The word for it in `adapters.list`: `process` or `local`.
    package var name: String {
        switch self {
        case .process, .plugin: "process"
        case .local: "local"
        }
    }
}
