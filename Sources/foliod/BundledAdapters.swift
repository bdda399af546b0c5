import AlpacaAdapter
import CSVAdapter
import FMPAdapter
import FolioAdapterKit
import FolioDaemon
import PlaidAdapter

/// The adapters that come with the daemon.
///
/// A new one is one line here.
enum BundledAdapters {
    static let all: [(name: String, type: any Adapter.Type)] = [
        ("plaid", PlaidAdapter.self),
        ("alpaca", AlpacaAdapter.self),
        ("csv", CSVAdapter.self),
        ("fmp", FMPAdapter.self),
    ]

    /// Asks them, and third parties' adapters, about their parts of a configuration.
    static var trial: ConfigurationTrial {
        ConfigurationTrial(all, plugins: PluginTrial(trampoline: Environment.executable))
    }

    /// Serves one adapter over stdio until its host closes stdin; the exit status.
    static func serve(_ name: String) async -> Int32 {
        guard let adapter = all.first(where: { $0.name == name }) else {
            let names = all.map(\.name).joined(separator: ", ")
            StandardError.print("foliod: there is no adapter \"\(name)\"; there are \(names)")
            return 64
        }
        return await AdapterMain.run(adapter.type)
    }
}
