import FolioModel

/// Settings of third-party adapters, which may be anything.
enum PluginValue {
    /// Turns YAML into JSON; refuses unquoted texts that YAML's versions read differently.
    static func read(_ tree: YAMLTree, path: String, log: ReadingLog) -> JSONValue {
        switch tree.content {
        case .scalar(let text, isPlain: false): return .string(text)
        case .scalar(let text, isPlain: true): return plain(text, tree, path, log)
        case .sequence(let elements):
            return .array(
                elements.enumerated().map { index, element in read(element, path: path + "[\(index)]", log: log) }
            )
        case .mapping(let entries):
            return .object(
                JSONObject(
                    entries.map { entry in
                        (entry.key, read(entry.value, path: path + "." + YAMLTree.shortened(entry.key), log: log))
                    }
                )
            )
        }
    }

    private static let ambiguousWords: Set<String> = ["yes", "no", "on", "off", "y", "n"]

    private static func plain(_ text: String, _ tree: YAMLTree, _ path: String, _ log: ReadingLog) -> JSONValue {
        switch YAMLTree.kind(ofPlain: text) {
        case .null: return .null
        case .boolean: return .bool(text.lowercased() == "true")
        case .number:
            if let value = try? JSONValue(parsing: text), case .number = value { return value }
            log.fault(tree.place, path, "\(text) reads in several ways: write a decimal number, or put it in quotes")
        case .text:
            guard ambiguousWords.contains(text.lowercased()) else { return .string(text) }
            log.fault(tree.place, path, "\(text) reads in several ways: write true or false, or put it in quotes")
        }
        return .null
    }
}
