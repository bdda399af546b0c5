/// A YAML document as its author sees it: texts with their places, nothing resolved yet.
struct YAMLTree: Sendable, Equatable {
    /// A position in the text.
    struct Place: Sendable, Hashable {
        /// From 1.
        var line: Int
        /// From 1, in characters.
        var column: Int
    }

    /// What stands there.
    enum Content: Sendable, Equatable {
        /// A text; plain where it stands without quotes.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLTree])
        case mapping([Entry])
    }

    /// A key and its value.
    struct Entry: Sendable, Equatable {
        var key: String
        var keyPlace: Place
        var value: YAMLTree
    }

    var place: Place
    var content: Content
}

extension YAMLTree {
    /// What the core schema of YAML 1.2 makes of an unquoted text, kept to forms that read one way only.
    enum PlainKind: Sendable, Equatable { case null, boolean, number, text }

    /// The kind of an unquoted text.
    static func kind(ofPlain text: String) -> PlainKind {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE", "false", "False", "FALSE": .boolean
        default: isNumber(text) ? .number : .text
        }
    }

    /// Whether this is nothing at all: `null`, `~` or no text.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return Self.kind(ofPlain: text) == .null
    }

    /// Integers, `0o17`, `0x1F`, decimals with exponents, `.inf` and `.nan`.
    private static func isNumber(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        if let radix = radixDigits(rest) { return radix }
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest.removeFirst() }
        let lowered = String(decoding: rest, as: UTF8.self).lowercased()
        if lowered == ".inf" || text.lowercased() == ".nan" { return true }
        let whole = takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") else { return rest.isEmpty }
        rest.removeFirst()
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        return takeDigits(&rest) > 0 && rest.isEmpty
    }

    private static func radixDigits(_ text: ArraySlice<UInt8>) -> Bool? {
        guard text.count > 2, text.first == UInt8(ascii: "0"), let mark = text.dropFirst().first else { return nil }
        let radix = mark == UInt8(ascii: "o") ? 8 : mark == UInt8(ascii: "x") ? 16 : 0
        guard radix > 0 else { return nil }
        return text.dropFirst(2).allSatisfy { Character(UnicodeScalar($0)).hexDigitValue.map { $0 < radix } ?? false }
    }

    private static func takeDigits(_ text: inout ArraySlice<UInt8>) -> Int {
        let count = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        text = text.dropFirst(count)
        return count
    }

    /// What stands there, for error messages: `` `off` ``, `the number 5`, `a list`.
    var shown: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let text, isPlain: false): "\"\(Self.shortened(text))\""
        case .scalar(let text, isPlain: true):
            switch Self.kind(ofPlain: text) {
            case .null: "null"
            case .boolean: text
            case .number: "the number \(Self.shortened(text))"
            case .text: "`\(Self.shortened(text))`"
            }
        }
    }

    /// The most characters of a wrong value shown.
    private static let shownLength = 40

    /// The text on one line, cut to a length that fits an error message.
    static func shortened(_ text: String) -> String {
        let line = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 })
        )
        return line.count > shownLength ? line.prefix(shownLength) + "…" : line
    }
}
