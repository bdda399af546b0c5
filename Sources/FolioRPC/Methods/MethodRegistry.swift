import FolioModel

/// All methods of a daemon, by name.
package struct MethodRegistry: Sendable {
    /// The methods in the order of their names, `rpc.discover` among them.
    package let methods: [MethodDefinition]

    private let byName: [String: MethodDefinition]

    /// Collects methods and adds `rpc.discover`; each name may be there once.
    ///
    /// - Parameters:
    ///   - version: The daemon's version, for the OpenRPC document.
    ///   - definitions: All methods but `rpc.discover`.
    package init(version: String, _ definitions: [MethodDefinition]) {
        let discover = DiscoverMethod()
        let methods = (definitions + [discover.definition]).sorted { $0.name < $1.name }
        self.methods = methods
        byName = Dictionary(methods.map { ($0.name, $0) }) { first, _ in
            preconditionFailure("Two methods are called \(first.name)")
        }
        let registry = self
        discover.publish { registry.openRPC(version: version) }
    }

    /// The method of that name.
    package subscript(name: String) -> MethodDefinition? { byName[name] }

    /// The name that was probably meant.
    func nearest(to name: String) -> String? { NearMiss.nearest(to: name, among: methods.map(\.name)) }
}
