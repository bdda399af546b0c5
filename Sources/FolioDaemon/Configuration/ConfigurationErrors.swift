/// Everything that is wrong with a configuration, in the order of the file.
package struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// The most faults reported at once.
    package static let maximumFaults = 100

    /// At least one, at most ``maximumFaults``.
    package let faults: [ConfigurationFaultLine]

    /// Takes the faults and sorts them by place; those of the environment come first.
    package init(_ faults: [ConfigurationFaultLine]) {
        let sorted = faults.sorted { ($0.line, $0.column, $0.keyPath) < ($1.line, $1.column, $1.keyPath) }
        self.faults = Array(sorted.prefix(Self.maximumFaults))
    }

    /// One line each.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a configuration.
package struct ConfigurationFaultLine: Hashable, Sendable, CustomStringConvertible {
    /// The file's path, or `environment`.
    package var file: String
    /// From 1; 0 where the fault has no place in the text.
    package var line: Int
    /// From 1, in characters; 0 where the fault has no place in the text.
    package var column: Int
    /// Such as `providers.plaid.history_months`, a variable's name, or empty for the whole file.
    package var keyPath: String
    /// What was expected.
    package var message: String

    /// Makes a fault.
    package init(file: String, line: Int = 0, column: Int = 0, keyPath: String = "", message: String) {
        (self.file, self.line, self.column) = (file, line, column)
        (self.keyPath, self.message) = (keyPath, message)
    }

    /// `file:line:column: key.path: message`, without the parts that are unknown.
    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column): " : "\(file): "
        return place + (keyPath.isEmpty ? "" : keyPath + ": ") + message
    }
}
