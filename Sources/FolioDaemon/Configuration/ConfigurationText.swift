/// The text of a configuration, so that what is found wrong with it later has its place, too.
package struct ConfigurationText: Sendable {
    let file: String
    let tree: YAMLTree?

    /// A fault at a JSON pointer below a section.
    ///
    /// - Parameters:
    ///   - section: Keys from the top, such as `["providers", "csv"]`.
    ///   - pointer: Such as `/layouts/mine/columns/date` or `/list/0`; of a key that is missing, or that the text calls
    ///     by another name, the place is that of the last one above it.
    ///   - message: What is expected.
    /// - Returns: The fault with file, line, column and key path.
    func fault(in section: [String], at pointer: String, _ message: String) -> ConfigurationFaultLine {
        let steps = section + pointer.split(separator: "/").map(Self.unescaped)
        var fault = ConfigurationFaultLine(file: file, message: message)
        var tree = tree
        for step in steps {
            switch tree?.content {
            case .mapping(let entries)?:
                let entry = entries.last { $0.key == step }
                tree = entry?.value
                if let place = entry?.keyPlace { (fault.line, fault.column) = (place.line, place.column) }
            case .sequence(let elements)?:
                tree = Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
                if let place = tree?.place { (fault.line, fault.column) = (place.line, place.column) }
                fault.keyPath += "[\(step)]"
                continue
            case .scalar?, nil: tree = nil
            }
            fault.keyPath += (fault.keyPath.isEmpty ? "" : ".") + YAMLTree.shortened(step)
        }
        return fault
    }

    private static func unescaped(_ step: Substring) -> String {
        String(step).replacing("~1", with: "/").replacing("~0", with: "~")
    }
}
