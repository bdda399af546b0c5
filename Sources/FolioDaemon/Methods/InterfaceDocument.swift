import FolioModel
import FolioRPC
import FolioStore
import Crypto
import Logging

/// The interface's description, made from the same definitions that dispatch the calls.
package enum InterfaceDocument {
    /// The OpenRPC document, indented, with a newline at the end.
    package static func openRPC() throws -> String {
        JSONLayout.indented(try registry().openRPC(version: FolioVersion.current)) + "\n"
    }

    /// The methods as a table for people.
    package static func markdown() throws -> String {
        var text = """
            # The RPC methods

            Made from the code by `make docs`; the transport, values, errors and meanings that all methods share are
            in the contract that this implements: JSON-RPC 2.0 over a Unix stream socket, one value after another.
            `docs/openrpc.json` has every parameter and result in full.

            | method | parameters | what it does |
            | --- | --- | --- |

            """
        for method in try registry().methods {
            let parameters = method.parameterNames.map { "`\($0)`" }.joined(separator: " ")
            text += "| `\(method.name)` | \(parameters) | \(method.isAdmin ? "(admin) " : "")\(method.summary) |\n"
        }
        return text
    }

    /// The registry of a daemon that serves nobody.
    static func registry() throws -> MethodRegistry {
        let logger = Logger(label: "foliod")
        let configuration = Configuration()
        let secrets = configuration.resolveSecrets()
        let store = try Store.open(location: .memory)
        let sealer = CredentialSealer(key: SymmetricKey(size: .bits256))
        let vault = CredentialVault(store: store, sealer: sealer, logger: logger)
        let settings = CurrentSettings(
            Settings(
                configuration: configuration,
                secrets: secrets,
                access: AccessPolicy(rules: [], ownUID: 0),
                generation: 1
            )
        )
        let adapters = AdapterPool(
            launches: [],
            dataRoot: "/",
            plan: AdapterPlan(configuration, modes: [], secrets: secrets),
            vault: vault,
            secrets: { [] },
            logger: logger
        )
        let jobs = JobRunner(store: store)
        return MethodTable.registry(
            DaemonServices(
                store: store,
                settings: settings,
                jobs: jobs,
                adapters: adapters,
                connections: ConnectionDesk(
                    store: store,
                    settings: settings,
                    adapters: adapters,
                    jobs: jobs,
                    vault: vault
                ),
                portfolios: PortfolioCache(store: store, settings: settings),
                sealer: sealer,
                vault: vault,
                startedAt: .now,
                reload: { () async throws(ConfigurationErrors) in [] },
                modesChanged: {},
                configurationFault: { nil }
            )
        )
    }
}

/// JSON for people to read.
enum JSONLayout {
    /// Two blanks a level; empty arrays and objects on one line.
    static func indented(_ value: JSONValue, depth: Int = 0) -> String {
        let inner = String(repeating: "  ", count: depth + 1)
        let outer = String(repeating: "  ", count: depth)
        switch value {
        case .array(let values) where !values.isEmpty:
            let lines = values.map { inner + indented($0, depth: depth + 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .object(let object) where !object.isEmpty:
            let lines = object.map { name, value in
                inner + JSONValue.string(name).text + ": " + indented(value, depth: depth + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        case .null, .bool, .number, .string, .array, .object: return value.text
        }
    }
}
