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

    /// Whether `foliod adapter WORD` is to serve an adapter: the word is no option and no command for authors.
    static func isName(_ word: String) -> Bool { !word.hasPrefix("-") && !["new", "test", "help"].contains(word) }

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
