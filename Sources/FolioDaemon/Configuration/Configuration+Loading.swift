import FolioModel
import Glibc

extension Configuration {
    /// Where the file is looked for, the first that is there counting: `$HOME/.config/foliod/foliod.yaml`, then
    /// `/etc/foliod/foliod.yaml`.
    package static func searchPath(environment: [String: String]) -> [String] {
        let personal = environment.nonEmpty("HOME").map { [$0 + "/.config/foliod/foliod.yaml"] } ?? []
        return personal + ["/etc/foliod/foliod.yaml"]
    }

    /// The file to read: the one named by `--config`, else by `$FOLIOD_CONFIG`, whether or not it is there; else the
    /// first of ``searchPath(environment:)`` that is there; `nil` for the built-in defaults.
    package static func locate(option: String?, environment: [String: String]) -> String? {
        if let named = option ?? environment.nonEmpty("FOLIOD_CONFIG") { return named }
        return searchPath(environment: environment).first { Glibc.access($0, F_OK) == 0 }
    }

    /// Reads a file strictly, and the environment over it.
    ///
    /// - Parameters:
    ///   - path: The file; `nil` for the built-in defaults.
    ///   - environment: The process's environment.
    ///   - refusingEmpty: Whether a file without content is an error, as on reload, where it is most likely half
    ///     written.
    ///   - places: Where things are by default; by what kind of process this is where `nil`.
    /// - Returns: A configuration without fault.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
    package static func load(
        path: String?,
        environment: [String: String],
        refusingEmpty: Bool = false,
        places: InstallationPlaces? = nil
    ) throws(ConfigurationErrors) -> Configuration {
        try read(path: path, environment: environment, refusingEmpty: refusingEmpty, places: places).configuration
    }

    /// Reads a file as ``load(path:environment:refusingEmpty:places:)`` does, and keeps its text.
    package static func read(
        path: String?,
        environment: [String: String],
        refusingEmpty: Bool = false,
        places: InstallationPlaces? = nil
    ) throws(ConfigurationErrors) -> (configuration: Configuration, text: ConfigurationText) {
        let places = places ?? InstallationPlaces.detect(uid: geteuid(), environment: environment)
        guard let path else { return try read("", file: "", environment: environment, places: places) }
        let text: String
        do throws(FileReadError) {
            let bytes = try BoundedFile.read(path, maximumBytes: YAMLParser.maximumBytes).bytes
            guard let valid = String(validating: bytes, as: UTF8.self) else { throw .notText }
            text = valid
        } catch {
            throw ConfigurationErrors([ConfigurationFaultLine(file: path, message: error.description)])
        }
        return try read(text, file: path, environment: environment, refusingEmpty: refusingEmpty, places: places)
    }

    /// Reads a text strictly, and the environment over it; see ``load(path:environment:refusingEmpty:places:)``.
    package static func parse(
        _ text: String,
        file: String,
        environment: [String: String] = [:],
        refusingEmpty: Bool = false,
        places: InstallationPlaces = .system
    ) throws(ConfigurationErrors) -> Configuration {
        try read(text, file: file, environment: environment, refusingEmpty: refusingEmpty, places: places).configuration
    }

    private static func read(
        _ text: String,
        file: String,
        environment: [String: String],
        refusingEmpty: Bool = false,
        places: InstallationPlaces
    ) throws(ConfigurationErrors) -> (configuration: Configuration, text: ConfigurationText) {
        let outcome = YAMLParser.parse(text, file: file)
        let log = ReadingLog(file: file, home: environment.nonEmpty("HOME"))
        var configuration = Configuration(places: places)
        var faults = outcome.faults
        if outcome.tree?.isNull ?? true, refusingEmpty, faults.isEmpty {
            faults.append(ConfigurationFaultLine(file: file, message: "the file is empty"))
        }
        ConfigurationReader.read(outcome.tree, into: &configuration, log: log)
        configuration.check(outcome.tree, log)
        faults += log.faults + configuration.apply(environment: environment)
        guard faults.isEmpty else { throw ConfigurationErrors(faults) }
        configuration.expandHome(environment.nonEmpty("HOME"))
        return (configuration, ConfigurationText(file: file, tree: outcome.tree))
    }

    /// Every key of the file with its built-in default as YAML, in the order in which the sample lists them.
    package static func documentedKeys(places: InstallationPlaces = .system) -> [(path: String, value: String)] {
        var configuration = Configuration(places: places)
        let log = ReadingLog(file: "", home: nil)
        ConfigurationReader.read(nil, into: &configuration, log: log)
        return log.keys
    }

    /// What no single key can tell: price sources must be known.
    private func check(_ tree: YAMLTree?, _ log: ReadingLog) {
        let known = ["cached", "fmp"] + plugins.enabled.map(\.name)
        guard case .sequence(let elements)? = tree?["prices"]?["sources"]?.content else { return }
        for (index, element) in elements.enumerated() {
            guard case .scalar(let name, _) = element.content, TextForm.isAdapterName(name), !known.contains(name)
            else { continue }
            let near = NearMiss.nearest(to: name, among: known)
            let hint =
                near.map { "did you mean \($0)?" }
                ?? "known: \(known.joined(separator: ", ")); others need plugins.enabled"
            log.fault(element.place, "prices.sources[\(index)]", "no price source is named \(name), \(hint)")
        }
    }

    /// Directories of the built-in defaults may start with `~`, too.
    private mutating func expandHome(_ home: String?) {
        plugins.directories = plugins.directories.compactMap { TextForm.path($0, home: home) }
    }
}

extension Configuration {
    /// The keys in which this differs from a running configuration and that only a new start can change.
    ///
    /// - Returns: Key paths such as `socket.path`; empty where everything can change at once.
    package func needsRestart(comparedTo running: Configuration) -> [String] {
        var keys: [String] = []
        if socket.path != running.socket.path { keys.append("socket.path") }
        if store != running.store { keys.append("store.url") }
        return keys
    }
}

extension YAMLTree {
    /// The value of a key; `nil` where there is none.
    subscript(key: String) -> YAMLTree? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.last { $0.key == key }?.value
    }
}
