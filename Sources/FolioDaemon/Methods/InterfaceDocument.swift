import FolioModel
import FolioRPC
import FolioStore

/// The interface's description, made from the same definitions that dispatch the calls.
package enum InterfaceDocument {
    /// The OpenRPC document, indented, with a newline at the end.
    package static func openRPC() throws -> String {
        try registry().openRPC(version: FolioVersion.current).pretty() + "\n"
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
        MethodTable.registry(.idle(store: try Store.open(location: .memory)))
    }
}
