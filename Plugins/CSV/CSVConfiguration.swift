import FolioAdapterKit
import FolioModel

/// What `configure` hands the adapter: the import directory, and the user's own layouts.
struct CSVConfiguration: Sendable {
    /// Layouts that can be declared.
    static let maximumLayouts = 100

    /// Absolute path.
    private(set) var directory = ""
    /// By name.
    private(set) var layouts: [Layout] = []

    /// Reads it; every wrong value is named at once.
    init(_ config: JSONValue) throws(AdapterError) {
        var faults = ConfigurationFaults()
        let object = faults.object(config, "", keys: ["directory", "layouts"])
        if let object {
            if let value = object["directory"] {
                directory = value.string ?? ""
                if !directory.hasPrefix("/") || directory.utf8.contains(0) {
                    faults.add("/directory", "an absolute path such as /var/lib/foliod/import is expected")
                }
            } else {
                faults.add("/directory", "missing")
            }
        }
        if let value = object?["layouts"], !value.isNull { layouts = Self.layouts(value, &faults) }
        try faults.finish()
    }

    private static func layouts(_ value: JSONValue, _ faults: inout ConfigurationFaults) -> [Layout] {
        guard let object = value.object else {
            faults.add("/layouts", "an object is expected, with a member for each layout")
            return []
        }
        if object.count > maximumLayouts { faults.add("/layouts", "at most \(maximumLayouts) layouts are allowed") }
        return object.prefix(maximumLayouts).map { name, value in
            let path = "/layouts/" + ConfigurationFaults.escaped(name)
            let isName =
                (1...32).contains(name.utf8.count)
                && name.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
                }
            if !isName { faults.add(path, "a name of 1 to 32 of a-z 0-9 _ - is expected") }
            var reader = UserLayoutReader(name: name, path: path, faults: faults)
            let layout = reader.read(value).layout
            faults = reader.faults
            return layout
        }
    }

    /// JSON Schema of the configuration.
    static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "directory": ["type": "string", "description": "Files are in <directory>/<user>/*.csv."],
            "layouts": [
                "type": "object", "description": "Layouts of the user's own, by name.",
                "maxProperties": .int(maximumLayouts), "propertyNames": ["pattern": "^[a-z0-9_-]{1,32}$"],
                "additionalProperties": UserLayoutReader.schema,
            ],
        ],
        "required": ["directory"],
        "additionalProperties": false,
    ]
}

/// What is wrong with a configuration, with the place of each.
struct ConfigurationFaults: Sendable {
    private var faults: [DataFault] = []

    mutating func add(_ path: String, _ message: String) {
        var fault = DataFault()
        (fault.path, fault.message) = (path, message)
        faults.append(fault)
    }

    /// The members, each of which must be known; `nil` for anything but an object.
    mutating func object(_ value: JSONValue, _ path: String, keys: [String]) -> JSONObject? {
        guard let object = value.object else {
            add(path, "an object is expected")
            return nil
        }
        for (key, _) in object where !keys.contains(key) {
            let hint = NearMiss.nearest(to: key, among: keys).map { ", did you mean \"\($0)\"?" } ?? ""
            add(path + "/" + Self.escaped(key), "unknown key" + hint)
        }
        return object
    }

    func finish() throws(AdapterError) {
        guard !faults.isEmpty else { return }
        var error = AdapterError(.configInvalid, "The configuration of the CSV adapter is not valid.")
        error.faults = faults
        throw error
    }

    /// A name as a part of a JSON pointer (RFC 6901).
    static func escaped(_ name: String) -> String {
        name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }
}

/// Reads one layout of the configuration.
struct UserLayoutReader {
    private static let keys = [
        "title", "institution", "kind", "delimiter", "encoding", "skip_lines", "columns", "date_format",
        "decimal_comma", "sign", "types", "security_types", "account", "currency",
    ]
    private static let delimiters: [String: UInt8] = [
        ",": UInt8(ascii: ","), ";": UInt8(ascii: ";"), "\t": UInt8(ascii: "\t"), "|": UInt8(ascii: "|"),
    ]
    /// Lines that can be told to stand before the header; it has to be among the first ones of a file.
    private static let maximumSkippedLines = Recognition.maximumRows - 1

    private let name: String
    private let path: String
    private(set) var faults: ConfigurationFaults
    private var object = JSONObject()

    init(name: String, path: String, faults: ConfigurationFaults) {
        (self.name, self.path, self.faults) = (name, path, faults)
    }

    mutating func read(_ value: JSONValue) -> UserLayout {
        var layout = UserLayout()
        (layout.name, layout.title) = (name, name)
        guard let object = faults.object(value, path, keys: Self.keys) else { return layout }
        self.object = object
        layout.title = text("title") ?? name
        layout.institution = text("institution")
        if object["kind"] == nil { faults.add(path + "/kind", "missing") }
        layout.kind = word("kind") ?? .transactions
        layout.delimiter = choice("delimiter", Self.delimiters) ?? layout.delimiter
        let encodings: [String: TextEncoding?] = ["auto": TextEncoding?.none, "utf-8": .utf8, "latin-1": .latin1]
        layout.encoding = choice("encoding", encodings) ?? nil
        layout.skippedLines = number("skip_lines", 0...Self.maximumSkippedLines)
        layout.columns = columns(layout.kind)
        layout.dateFormat = dateFormat()
        layout.hasDecimalComma = flag("decimal_comma")
        readSigns(&layout)
        layout.types = words("types") { text in
            text == "skip" ? .skip : TransactionType(rawValue: text).map { .type($0) }
        }
        layout.securityTypes = words("security_types") { SecurityType(rawValue: $0) }
        layout.account = text("account")
        if let text = text("currency") {
            if let currency = Currency(text) {
                layout.currency = currency
            } else {
                expect("currency", "a code such as EUR")
            }
        }
        return layout
    }

    private mutating func expect(_ key: String, _ what: String) { faults.add("\(path)/\(key)", what + " is expected") }

    private mutating func text(_ key: String) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        let limit = CSVColumn.account.textLimit
        guard let text = value.string, !text.isEmpty, text.utf8.count <= limit,
            !text.utf8.contains(where: { $0 < 0x20 })
        else {
            expect(key, "a text of 1 to \(limit) bytes")
            return nil
        }
        return text
    }

    private mutating func choice<Value>(_ key: String, _ choices: [String: Value]) -> Value? {
        guard let value = object[key], !value.isNull else { return nil }
        if let found = value.string.flatMap({ choices[$0] }) { return found }
        let names = choices.keys.sorted()
        let hint = value.string.flatMap { NearMiss.nearest(to: $0, among: names) }.map { ", did you mean \"\($0)\"?" }
        faults.add(
            "\(path)/\(key)",
            "one of \(names.map(quotedName).joined(separator: ", ")) is expected" + (hint ?? "")
        )
        return nil
    }

    private func quotedName(_ name: String) -> String { name == "\t" ? "\"\\t\"" : "\"\(name)\"" }

    private mutating func word<Word: WireEnum>(_ key: String) -> Word? {
        choice(key, Dictionary(Word.allCases.map { ($0.rawValue, $0) }) { first, _ in first })
    }

    private mutating func number(_ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let number = value.int, range.contains(number) else {
            expect(key, "a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    private mutating func flag(_ key: String) -> Bool {
        guard let value = object[key], !value.isNull else { return false }
        if value.bool == nil { expect(key, "true or false") }
        return value.bool ?? false
    }

    private mutating func dateFormat() -> DateFormat? {
        guard let text = text("date_format") else { return nil }
        let format = DateFormat(text)
        if format == nil { expect("date_format", "a form such as dd.MM.yyyy, M/d/yy or yyyy-MM-dd HH:mm:ss") }
        return format
    }

    private mutating func columns(_ kind: UserLayout.Kind) -> [CSVColumn: String] {
        guard let value = object["columns"] else {
            faults.add(path + "/columns", "missing")
            return [:]
        }
        let known = UserLayout.columns(of: kind)
        guard let members = faults.object(value, path + "/columns", keys: known.map(\.name)) else { return [:] }
        var columns: [CSVColumn: String] = [:]
        for column in known {
            guard let value = members[column.name] else { continue }
            let name = CSVHeader.words(value.string ?? "").lowercased()
            if name.isEmpty || name.utf8.count > column.textLimit {
                faults.add("\(path)/columns/\(column.name)", "the column's name in the header is expected")
            } else if columns.values.contains(name) {
                faults.add("\(path)/columns/\(column.name)", "another column has this name already")
            }
            columns[column] = name
        }
        for column in UserLayout.required(kind) where columns[column] == nil {
            faults.add("\(path)/columns/\(column.name)", "missing")
        }
        let names: [CSVColumn] = [.symbol, .cusip, .isin, .name]
        if kind == .holdings, !names.contains(where: { columns[$0] != nil }) {
            faults.add(path + "/columns", "one of symbol, cusip, isin and name is needed")
        }
        return columns
    }

    private mutating func readSigns(_ layout: inout UserLayout) {
        guard let value = object["sign"], !value.isNull else { return }
        guard let signs = faults.object(value, path + "/sign", keys: ["quantity", "amount", "fees"]) else { return }
        var reader = UserLayoutReader(name: name, path: path + "/sign", faults: faults)
        reader.object = signs
        layout.quantitySign = reader.word("quantity") ?? .stated
        layout.amountSign = reader.word("amount") ?? .stated
        layout.fees = reader.word("fees") ?? .included
        faults = reader.faults
    }

    private mutating func words<Value>(_ key: String, _ meaning: (String) -> Value?) -> [String: Value] {
        guard let value = object[key], !value.isNull else { return [:] }
        guard let members = value.object else {
            expect(key, "an object of the file's words and what they mean")
            return [:]
        }
        var words: [String: Value] = [:]
        for (word, value) in members {
            let place = "\(path)/\(key)/\(ConfigurationFaults.escaped(word))"
            guard let text = value.string, let found = meaning(text) else {
                let known =
                    key == "types"
                    ? TransactionType.allCases.map(\.rawValue) + ["skip"] : SecurityType.allCases.map(\.rawValue)
                let hint = value.string.flatMap { NearMiss.nearest(to: $0, among: known) }.map {
                    ", did you mean \"\($0)\"?"
                }
                faults.add(place, "one of \(known.joined(separator: ", ")) is expected" + (hint ?? ""))
                continue
            }
            words[CSVHeader.words(word).uppercased()] = found
        }
        return words
    }

    /// JSON Schema of a layout.
    static var schema: JSONValue {
        func words(_ values: [String]) -> JSONValue { ["enum": .array(values.map(JSONValue.string))] }
        let text: JSONValue = ["type": "string", "minLength": 1]
        let columns = Set(UserLayout.Kind.allCases.flatMap(UserLayout.columns)).map(\.name).sorted()
        return [
            "type": "object",
            "properties": [
                "title": text, "institution": text, "kind": words(UserLayout.Kind.allCases.map(\.rawValue)),
                "delimiter": words(delimiters.keys.sorted()), "encoding": words(["auto", "utf-8", "latin-1"]),
                "skip_lines": ["type": "integer", "minimum": 0, "maximum": .int(maximumSkippedLines)],
                "columns": [
                    "type": "object", "additionalProperties": false,
                    "properties": .object(JSONObject(columns.map { ($0, text) })),
                ],
                "date_format": text, "decimal_comma": ["type": "boolean"],
                "sign": [
                    "type": "object", "additionalProperties": false,
                    "properties": [
                        "quantity": words(UserLayout.Sign.allCases.map(\.rawValue)),
                        "amount": words(UserLayout.Sign.allCases.map(\.rawValue)),
                        "fees": words(UserLayout.Fees.allCases.map(\.rawValue)),
                    ],
                ],
                "types": [
                    "type": "object",
                    "additionalProperties": words(TransactionType.allCases.map(\.rawValue) + ["skip"]),
                ],
                "security_types": [
                    "type": "object", "additionalProperties": words(SecurityType.allCases.map(\.rawValue)),
                ],
                "account": text, "currency": ["type": "string", "pattern": "^[A-Z0-9]{2,10}$"],
            ],
            "required": ["kind", "columns"],
            "additionalProperties": false,
        ]
    }
}
