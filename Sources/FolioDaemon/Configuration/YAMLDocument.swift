package import FolioModel

/// Small YAML files besides the configuration, such as those for `foliod adapter test`, read in the same bounds.
package enum YAMLDocument {
    /// Reads a file's one document as JSON; a file without content is `null`.
    ///
    /// - Throws: ``ConfigurationErrors`` with the places of everything that is no YAML.
    package static func read(_ path: String) throws(ConfigurationErrors) -> JSONValue {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(path, maximumBytes: YAMLParser.maximumBytes).bytes
        } catch {
            throw ConfigurationErrors([ConfigurationFaultLine(file: path, message: error.description)])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationErrors([ConfigurationFaultLine(file: path, message: "\(FileReadError.notText)")])
        }
        let outcome = YAMLParser.parse(text, file: path)
        guard outcome.faults.isEmpty else { throw ConfigurationErrors(outcome.faults) }
        return outcome.tree.map(json) ?? .null
    }

    private static func json(_ tree: YAMLTree) -> JSONValue {
        switch tree.content {
        case .sequence(let elements): .array(elements.map(json))
        case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, json($0.value)) }))
        case .scalar(let text, isPlain: false): .string(text)
        case .scalar(let text, isPlain: true): plain(text)
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch YAMLTree.kind(ofPlain: text) {
        case .null: .null
        case .boolean: .bool(text.lowercased() == "true")
        case .text: .string(text)
        // Figures that JSON writes otherwise stay texts: they are never computed with here.
        case .number: (try? JSONValue(parsing: text)) ?? .string(text)
        }
    }
}
