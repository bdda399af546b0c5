import FolioModel

/// What a reading found wrong, and which keys there are.
final class ReadingLog {
    let file: String
    /// What `~` stands for; `nil` where unknown.
    let home: String?
    private(set) var faults: [ConfigurationFaultLine] = []
    /// Every key asked for with its value before it was read, as YAML: the documentation of the file.
    private(set) var keys: [(path: String, value: String)] = []

    init(file: String, home: String?) {
        (self.file, self.home) = (file, home)
    }

    func fault(_ place: YAMLTree.Place, _ path: String, _ message: String) {
        faults.append(
            ConfigurationFaultLine(file: file, line: place.line, column: place.column, keyPath: path, message: message)
        )
    }

    func note(_ path: String, _ value: String) { keys.append((path, value)) }
}

/// Reads the keys of one mapping, each once, and refuses the rest.
struct SectionReader {
    let path: String
    let log: ReadingLog
    /// Whether a mapping stands there, or nothing.
    let isMapping: Bool
    private let entries: [YAMLTree.Entry]
    private var names: [String] = []

    /// Takes a mapping; `null` counts as an empty one, as in a section whose keys are all commented out.
    init(_ tree: YAMLTree?, path: String, log: ReadingLog) {
        (self.path, self.log) = (path, log)
        guard let tree, !tree.isNull else {
            (entries, isMapping) = ([], true)
            return
        }
        guard case .mapping(let entries) = tree.content else {
            log.fault(tree.place, path, "a mapping of keys is expected, not \(tree.shown)")
            (self.entries, isMapping) = ([], false)
            return
        }
        (self.entries, isMapping) = (entries, true)
    }

    /// The path of a key of this section.
    func path(of key: String) -> String { path.isEmpty ? key : path + "." + key }

    /// Reads one key into a value that holds its default so far.
    ///
    /// A key that stands below a name or in a list has no default of its own, and is not noted.
    mutating func read<Value>(
        _ key: String,
        _ form: ValueForm<Value>,
        into value: inout Value,
        isDocumented: Bool = true
    ) {
        if isDocumented { log.note(path(of: key), form.render(value)) }
        guard let entry = take(key) else { return }
        guard let read = form.read(entry.value, path(of: key), log) else { return }
        value = read
    }

    /// Reads a section below this one.
    mutating func section(_ key: String, _ body: (inout SectionReader) -> Void) {
        var section = SectionReader(take(key)?.value, path: path(of: key), log: log)
        body(&section)
        section.finish()
    }

    /// The entries of a section whose keys are names, each once; faults where it is not a mapping.
    mutating func named(_ key: String) -> [YAMLTree.Entry] {
        log.note(path(of: key), "{}")
        return SectionReader(take(key)?.value, path: path(of: key), log: log).entriesOnce
    }

    /// The entry of a key; of one that is given twice the last.
    mutating func take(_ key: String) -> YAMLTree.Entry? {
        names.append(key)
        return entries.last { $0.key == key }
    }

    /// Whether the key is given.
    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    private var entriesOnce: [YAMLTree.Entry] {
        var seen: Set<String> = []
        return entries.filter { seen.insert($0.key).inserted }
    }

    /// Refuses keys that nobody asked for.
    func finish() {
        for entry in entries where !names.contains(entry.key) {
            let near = NearMiss.nearest(to: entry.key, among: names)
            let hint = near.map { ", did you mean `\($0)`?" } ?? "; known here: \(names.joined(separator: ", "))"
            log.fault(entry.keyPlace, path(of: YAMLTree.shortened(entry.key)), "unknown key\(hint)")
        }
    }
}
