import FolioModel

extension Configuration {
    /// The file name under which faults of environment variables are reported.
    package static let environmentFile = "environment"

    /// Takes what the environment says over what the file said.
    ///
    /// `FF_…` switches features and decides the mode, `FOLIOD_SOCKET` names the socket, and the secrets' variables
    /// (with `_FILE` for a path) win over the file's.
    mutating func apply(environment: [String: String]) -> [ConfigurationFaultLine] {
        var variables = EnvironmentReader(environment: environment)
        for (name, path) in Features.switches {
            if let isOn = variables.boolean("FF_" + name.uppercased()) { features[keyPath: path] = isOn }
        }
        let aggregation = variables.boolean("FF_AGGREGATION_MODE")
        let brokerage = variables.boolean("FF_BROKERAGE_MODE")
        switch (aggregation, brokerage) {
        case (nil, nil): break
        case (true, true): modeOverride = .hybrid
        case (true, _): modeOverride = .aggregation
        case (_, true): modeOverride = .brokerage
        case (_, _): modeOverride = .disabled
        }
        if let path = variables.path("FOLIOD_SOCKET") { socket.path = path }
        for name in SecretName.allCases {
            environmentSecrets[name] = variables.secret(name.rawValue)
        }
        variables.refuseNearMisses(prefix: "FF_")
        return variables.faults
    }
}

/// Reads variables and remembers what was wrong with them.
private struct EnvironmentReader {
    let environment: [String: String]
    private(set) var faults: [ConfigurationFaultLine] = []
    private var known: [String] = []

    init(environment: [String: String]) { self.environment = environment }

    private mutating func fault(_ name: String, _ message: String) {
        faults.append(ConfigurationFaultLine(file: Configuration.environmentFile, keyPath: name, message: message))
    }

    mutating func boolean(_ name: String) -> Bool? {
        known.append(name)
        guard let text = environment[name] else { return nil }
        if let value = Bool(text) { return value }
        fault(name, "true or false is expected, not \"\(YAMLTree.shortened(text))\"")
        return nil
    }

    mutating func path(_ name: String) -> String? {
        guard let text = environment.nonEmpty(name) else { return nil }
        if let path = TextForm.path(text, home: nil) { return path }
        fault(name, "an absolute path is expected")
        return nil
    }

    /// A secret by its variable, or the file that the variable with `_FILE` names.
    mutating func secret(_ name: String) -> SecretSource? {
        let file = path(name + "_FILE")
        guard let text = environment.nonEmpty(name) else { return file.map { .file($0) } }
        if file != nil { fault(name, "set \(name) or \(name)_FILE, not both") }
        guard TextForm.isLine(text) else {
            fault(name, "one line of at most \(TextForm.maximumLength) bytes is expected")
            return nil
        }
        return .value(text)
    }

    /// A variable that is nearly one of ours is most likely meant to be one.
    mutating func refuseNearMisses(prefix: String) {
        for name in environment.keys.sorted() where name.hasPrefix(prefix) && !known.contains(name) {
            guard let near = NearMiss.nearest(to: name, among: known) else { continue }
            fault(name, "unknown variable, did you mean \(near)?")
        }
    }
}
