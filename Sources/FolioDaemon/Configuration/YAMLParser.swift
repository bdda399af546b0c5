import Yams

/// Reads YAML into a ``YAMLTree``, within bounds, and finds keys given twice.
struct YAMLParser {
    /// The deepest nesting taken, the top being 1.
    static let maximumDepth = 16

    /// The longest text taken, in bytes.
    static let maximumBytes = 1 << 20

    /// Keys given twice that are looked for in one text.
    static let maximumDuplicates = 32

    /// Places that look like an alias (`*name`), past which the text isn't even parsed: aliases of aliases grow
    /// without bound, and none is taken anyway.
    static let maximumAliasLookalikes = 16

    private static let noAliases = "anchors (&name) and aliases (*name) are not taken: write the value out"

    /// What was read, and what was wrong with it.
    struct Outcome {
        /// `nil` for a text without content, and for one that is not YAML.
        var tree: YAMLTree?
        var faults: [ConfigurationFaultLine] = []
    }

    private let file: String
    private var faults: [ConfigurationFaultLine] = []

    private init(file: String) { self.file = file }

    /// Reads one document.
    static func parse(_ text: String, file: String) -> Outcome {
        var parser = YAMLParser(file: file)
        let tree = parser.document(text)
        return Outcome(tree: tree, faults: parser.faults)
    }

    private mutating func document(_ text: String) -> YAMLTree? {
        guard text.utf8.count <= Self.maximumBytes else {
            fault(nil, "the file is longer than \(Self.maximumBytes) bytes")
            return nil
        }
        if let place = Self.placeOfManyAliases(text) {
            fault(place, Self.noAliases)
            return nil
        }
        var text = text
        // Yams hands libyaml a pointer into the string, which a short string does not have.
        while text.utf8.count < 16 { text += "\n" }
        for round in 0..<Self.maximumDuplicates {
            do {
                return try tree(of: text)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard let masked = Self.masking(keyAt: context.mark, in: text, round) else {
                    fault(YAMLTree.Place(context.mark), "a key is given twice: \(keys.joined(separator: ", "))")
                    return nil
                }
                text = masked
            } catch {
                report(error, in: text)
                return nil
            }
        }
        fault(nil, "more than \(Self.maximumDuplicates) keys are given twice")
        return nil
    }

    private mutating func tree(of text: String) throws -> YAMLTree? {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        let root = try parser.singleRoot()
        // Nodes refer weakly to anchors, which the parser owns.
        return withExtendedLifetime(parser) { root.flatMap { convert($0, depth: 1, path: "") } }
    }

    private mutating func fault(_ place: YAMLTree.Place?, path: String = "", _ message: String) {
        let (line, column) = (place?.line ?? 0, place?.column ?? 0)
        faults.append(
            ConfigurationFaultLine(file: file, line: line, column: column, keyPath: path, message: message)
        )
    }

    private mutating func report(_ error: any Error, in text: String) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _):
            fault(YAMLTree.Place(mark), "not YAML: \(problem)")
        case YamlError.composer(_, "but found another document", let mark, _):
            fault(YAMLTree.Place(mark), "one document is expected, and this starts another")
        case YamlError.composer(_, let problem, let mark, _):
            fault(YAMLTree.Place(mark), "not YAML: \(problem)")
        case YamlError.reader(let problem, let offset, _, _):
            fault(offset.map { Self.place(ofCharacter: $0, in: text) }, "not YAML: \(problem)")
        default:
            fault(nil, "not YAML")
        }
    }

    private mutating func convert(_ node: Node, depth: Int, path: String) -> YAMLTree? {
        let place = YAMLTree.Place(node.mark)
        guard depth <= Self.maximumDepth else {
            fault(place, path: path, "nested deeper than \(Self.maximumDepth)")
            return nil
        }
        guard node.anchor == nil else {
            fault(place, path: path, Self.noAliases)
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain
            guard isPlain ? scalar.tag.rawValue.isEmpty : scalar.tag == Tag(.str) else { return refuseTag(place, path) }
            return YAMLTree(place: place, content: .scalar(scalar.string, isPlain: isPlain))
        case .sequence(let sequence):
            guard sequence.tag.rawValue.isEmpty else { return refuseTag(place, path) }
            let elements = sequence.enumerated().compactMap { index, element in
                convert(element, depth: depth + 1, path: path + "[\(index)]")
            }
            return YAMLTree(place: place, content: .sequence(elements))
        case .mapping(let mapping):
            guard mapping.tag.rawValue.isEmpty else { return refuseTag(place, path) }
            return YAMLTree(place: place, content: .mapping(entries(mapping, depth: depth, path: path)))
        case .alias:
            fault(place, path: path, Self.noAliases)
            return nil
        }
    }

    private mutating func refuseTag(_ place: YAMLTree.Place, _ path: String) -> YAMLTree? {
        fault(place, path: path, "tags such as !!str are not taken")
        return nil
    }

    private mutating func entries(_ mapping: Node.Mapping, depth: Int, path: String) -> [YAMLTree.Entry] {
        var entries: [YAMLTree.Entry] = []
        var firstLines: [String: Int] = [:]
        for (key, value) in mapping {
            let place = YAMLTree.Place(key.mark)
            guard case .scalar(let scalar) = key, key.anchor == nil else {
                fault(place, path: path, "a plain name is expected as key")
                continue
            }
            let name = Self.unmasked(scalar.string)
            let shown = YAMLTree.shortened(name)
            let keyPath = path.isEmpty ? shown : path + "." + shown
            if let line = firstLines[name] {
                fault(place, path: keyPath, "given twice; the first is in line \(line)")
            }
            firstLines[name] = firstLines[name] ?? place.line
            guard let value = convert(value, depth: depth + 1, path: keyPath) else { continue }
            entries.append(YAMLTree.Entry(key: name, keyPlace: place, value: value))
        }
        return entries
    }
}

// MARK: Keys given twice

// Yams stops at the first mapping with a key given twice. To report everything at once, the first scalar of the earlier
// key is replaced by one of the private use area that remembers it, and the text is read again.
extension YAMLParser {
    private static let maskStart: UInt32 = 0xF0000
    private static let maskEnd = maskStart + UInt32(maximumDuplicates) * 0x80

    private static func masking(keyAt mark: Mark, in text: String, _ round: Int) -> String? {
        var scalars = Array(text.unicodeScalars)
        guard var index = index(of: mark, in: scalars) else { return nil }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard index < scalars.count, scalars[index].properties.isAlphabetic, scalars[index].isASCII,
            let mask = UnicodeScalar(maskStart + UInt32(round) * 0x80 + scalars[index].value)
        else { return nil }
        scalars[index] = mask
        return String(String.UnicodeScalarView(scalars))
    }

    private static func index(of mark: Mark, in scalars: [UnicodeScalar]) -> Int? {
        var line = 1
        var index = 0
        while line < mark.line, index < scalars.count {
            if scalars[index] == "\n"
                || (scalars[index] == "\r" && !(index + 1 < scalars.count && scalars[index + 1] == "\n"))
            {
                line += 1
            }
            index += 1
        }
        index += mark.column - 1
        return index < scalars.count ? index : nil
    }

    private static func unmasked(_ name: String) -> String {
        guard let first = name.unicodeScalars.first, (maskStart..<maskEnd).contains(first.value),
            let original = UnicodeScalar((first.value - maskStart) % 0x80)
        else { return name }
        return String(Character(original)) + String(name.unicodeScalars.dropFirst())
    }
}

// MARK: Places

extension YAMLParser {
    /// The place past which there are too many of what looks like aliases; `nil` where there are few.
    private static func placeOfManyAliases(_ text: String) -> YAMLTree.Place? {
        var place = YAMLTree.Place(line: 1, column: 1)
        var count = 0
        var previous: UInt8 = 0x0A
        var isAtStar = false
        for byte in text.utf8 {
            if isAtStar, byte > 0x20, byte != UInt8(ascii: "*") {
                count += 1
                guard count <= maximumAliasLookalikes else { return place }
            }
            isAtStar = byte == UInt8(ascii: "*") && (previous <= 0x20 || "[{,?:-".utf8.contains(previous))
            place =
                byte == 0x0A
                ? YAMLTree.Place(line: place.line + 1, column: 1)
                : byte & 0xC0 == 0x80 ? place : YAMLTree.Place(line: place.line, column: place.column + 1)
            previous = byte
        }
        return nil
    }

    private static func place(ofCharacter offset: Int, in text: String) -> YAMLTree.Place {
        var place = YAMLTree.Place(line: 1, column: 1)
        for character in text.prefix(offset) {
            place =
                character.isNewline
                ? YAMLTree.Place(line: place.line + 1, column: 1)
                : YAMLTree.Place(line: place.line, column: place.column + 1)
        }
        return place
    }
}

extension YAMLTree.Place {
    fileprivate init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
