import FolioModel

/// How a value stands in the file.
struct ValueForm<Value> {
    /// The value as it is written in YAML, quotes included where they are needed.
    let render: (Value) -> String

    /// Reads it; logs what was expected and gives `nil` where something else stands there.
    let read: (_ tree: YAMLTree, _ path: String, _ log: ReadingLog) -> Value?
}

extension ValueForm {
    /// Which unquoted texts a form takes.
    enum Quoting {
        /// Quoted or not, but not what YAML reads as null, boolean or number.
        case text
        /// Quoted only, for YAML would read the unquoted text as something else.
        case quoted
        /// Only unquoted.
        case plain
        /// Quoted, or an unquoted number, which is read from its text.
        case figure

        func takes(isPlain: Bool, _ text: String) -> Bool {
            let kind = isPlain ? YAMLTree.kind(ofPlain: text) : .text
            return switch self {
            case .text: kind == .text
            case .quoted: !isPlain
            case .plain: isPlain
            case .figure: kind == .text || kind == .number
            }
        }
    }

    /// A form for single texts: `expected` completes "… is expected"; a concealed one's text is never shown.
    static func scalar(
        _ expected: String,
        _ quoting: Quoting,
        suggestions: [String] = [],
        isConcealed: Bool = false,
        render: @escaping (Value) -> String,
        parse: @escaping (_ text: String, _ log: ReadingLog) -> Value?
    ) -> ValueForm {
        ValueForm(render: render) { tree, path, log in
            var hint = ""
            if case .scalar(let text, let isPlain) = tree.content {
                let value = parse(text, log)
                if let value, quoting.takes(isPlain: isPlain, text) { return value }
                if value != nil {
                    hint = quoting == .plain ? "; leave the quotes out" : "; put it in quotes"
                } else if let near = NearMiss.nearest(to: text, among: suggestions) {
                    hint = ", did you mean \(near)?"
                }
            }
            let found = isConcealed ? "" : ", not \(tree.shown)"
            log.fault(tree.place, path, "\(expected) is expected\(found)\(hint)")
            return nil
        }
    }

    /// The same with `null` for nothing.
    func orNull() -> ValueForm<Value?> {
        ValueForm<Value?>(render: { $0.map(render) ?? "null" }) { tree, path, log in
            if tree.isNull { return .some(nil) }
            return read(tree, path, log).map(Optional.some)
        }
    }

    /// A list of such values, `named` for messages, without one given twice.
    func list(of named: String, atLeast minimum: Int = 0) -> ValueForm<[Value]> where Value: Hashable {
        ValueForm<[Value]>(render: { "[" + $0.map(render).joined(separator: ", ") + "]" }) { tree, path, log in
            guard case .sequence(let elements) = tree.content else {
                log.fault(tree.place, path, "a list of \(named) is expected, not \(tree.shown)")
                return nil
            }
            if elements.count < minimum {
                log.fault(tree.place, path, "a list of at least \(minimum) of \(named) is expected, not an empty one")
            }
            var values: [Value] = []
            for (index, element) in elements.enumerated() {
                guard let value = read(element, path + "[\(index)]", log) else { continue }
                if values.contains(value) {
                    log.fault(element.place, path + "[\(index)]", "\(element.shown) is given twice")
                }
                values.append(value)
            }
            return values
        }
    }
}

extension ValueForm where Value == Bool {
    /// `true` or `false`; not `yes`, `on` or `"true"`.
    static var boolean: Self {
        scalar("true or false", .plain, render: { String($0) }, parse: { text, _ in Bool(text) })
    }
}

extension ValueForm where Value == Int {
    /// A whole number in decimal digits.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        scalar(
            "a whole number from \(range.lowerBound) to \(range.upperBound)",
            .plain,
            render: { String($0) },
            parse: { text, _ in DecimalDigits.int(text).flatMap { range.contains($0) ? $0 : nil } }
        )
    }
}

extension ValueForm where Value == Amount {
    /// A sum of money, exact, not negative.
    static var cost: Self {
        scalar(
            "a plain decimal such as \"250.00\"",
            .figure,
            render: { "\"\($0.text(decimals: 2))\"" },
            parse: { text, _ in Amount(exactly: text).flatMap { $0.isNegative ? nil : $0 } }
        )
    }
}

extension ValueForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    static var choice: Self {
        let words = Value.allCases.map(\.rawValue)
        let expected = "one of " + words.joined(separator: ", ")
        return scalar(
            expected,
            .text,
            suggestions: words,
            render: \.rawValue,
            parse: { text, _ in Value(rawValue: text) }
        )
    }
}

/// Decimal digits without sign, blank or needless zero.
enum DecimalDigits {
    static func int(_ text: some StringProtocol) -> Int? {
        let bytes = text.utf8
        guard bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            bytes.count == 1 || bytes.first != UInt8(ascii: "0")
        else { return nil }
        return Int(text)
    }
}
