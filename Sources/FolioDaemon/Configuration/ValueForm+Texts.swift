import FolioModel

extension ValueForm where Value == String {
    /// Any text of a reasonable length on one line, which errors do not repeat.
    static func confidential(_ expected: String) -> Self {
        scalar(expected, .text, isConcealed: true, render: TextForm.rendered) { text, _ in
            TextForm.isLine(text) ? text : nil
        }
    }

    /// The path of a file that holds a secret; errors do not repeat it, for it may be the secret itself.
    static var secretPath: Self {
        scalar("the absolute path of a file", .text, isConcealed: true, render: TextForm.rendered) { text, log in
            TextForm.path(text, home: log.home)
        }
    }

    /// A text of certain characters, such as a code.
    static func pattern(_ expected: String, length: ClosedRange<Int>, _ isAllowed: @escaping (UInt8) -> Bool) -> Self {
        scalar(expected, .text, render: TextForm.rendered) { text, _ in
            length.contains(text.utf8.count) && text.utf8.allSatisfy(isAllowed) ? text : nil
        }
    }

    /// An absolute path; `~/` stands for the home directory.
    static var path: Self {
        scalar("an absolute path", .text, render: TextForm.rendered) { text, log in
            TextForm.path(text, home: log.home)
        }
    }

    /// A web address without credentials, query or trailing slash.
    static func webAddress(_ schemes: [String]) -> Self {
        let example = "an address such as \(schemes[0])://example.com"
        return scalar(example, .text, render: TextForm.rendered) { text, _ in TextForm.webAddress(text, schemes) }
    }

    /// The name of an adapter.
    static var adapterName: Self {
        scalar("an adapter's name (a-z 0-9 _ -)", .text, render: TextForm.rendered) { text, _ in
            TextForm.isAdapterName(text) ? text : nil
        }
    }

    /// The name of a portfolio user, or `*`.
    static var userNameOrAll: Self {
        scalar(
            "a user name (1 to 64 of A-Z a-z 0-9 . _ -, no leading dot) or \"*\"",
            .text,
            render: { $0 == "*" ? "\"*\"" : $0 },
            parse: { text, _ in text == "*" || UserName.isValid(text) ? text : nil }
        )
    }
}

extension ValueForm where Value == Currency {
    /// A currency by its ISO 4217 code.
    static var currency: Self {
        scalar("a currency code such as USD", .text, render: \.code) { text, _ in
            let isCode = text.utf8.count == 3 && text.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
            return isCode ? Currency(text) : nil
        }
    }
}

extension ValueForm where Value == Configuration.Principal {
    /// A user or group of the system, by name or number.
    static func principal(_ kind: String) -> Self {
        ValueForm(
            render: { principal in
                switch principal {
                case .name(let name): name
                case .number(let number): String(number)
                }
            },
            read: { tree, path, log in
                if case .scalar(let text, let isPlain) = tree.content {
                    let isNumber = isPlain && YAMLTree.kind(ofPlain: text) == .number
                    if isNumber, let number = DecimalDigits.int(text).flatMap(UInt32.init(exactly:)) {
                        return .number(number)
                    }
                    let isText = !isPlain || YAMLTree.kind(ofPlain: text) == .text
                    if isText, TextForm.isSystemName(text) { return .name(text) }
                }
                log.fault(tree.place, path, "the name or number of a \(kind) is expected, not \(tree.shown)")
                return nil
            }
        )
    }
}

extension ValueForm where Value == Configuration.StoreSettings.Location {
    /// `sqlite:` and an absolute path, or `sqlite::memory:`.
    static var storeAddress: Self {
        scalar(
            "sqlite:/absolute/path (other stores are not known yet)",
            .text,
            render: { location in
                switch location {
                case .file(let path): "sqlite:" + path
                case .memory: "sqlite::memory:"
                }
            },
            parse: { text, log in
                guard text.hasPrefix("sqlite:") else { return nil }
                let rest = String(text.dropFirst("sqlite:".count))
                if rest == ":memory:" { return .memory }
                return TextForm.path(rest, home: log.home).map { .file($0) }
            }
        )
    }
}

/// What texts of the configuration look like.
enum TextForm {
    /// The longest text taken, in bytes.
    static let maximumLength = 1024

    static func isLine(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= maximumLength
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }

    /// Texts of the defaults need no quotes.
    static func rendered(_ text: String) -> String { text }

    static func path(_ text: String, home: String?) -> String? {
        guard isLine(text) else { return nil }
        if text.hasPrefix("/") { return text }
        guard text.hasPrefix("~/"), let home else { return nil }
        return home + text.dropFirst()
    }

    static func isAdapterName(_ text: String) -> Bool {
        guard (1...32).contains(text.utf8.count), let first = text.utf8.first, isLowercase(first) else { return false }
        return text.utf8.allSatisfy {
            isLowercase($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }

    static func isSystemName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isLetter(byte) || isDigit(byte) || "._-$@".utf8.contains(byte) || byte >= 0x80
        } && first != UInt8(ascii: "-")
    }

    static func webAddress(_ text: String, _ schemes: [String]) -> String? {
        guard isLine(text), let scheme = schemes.first(where: { text.hasPrefix($0 + "://") }) else { return nil }
        let rest = text.dropFirst(scheme.utf8.count + 3)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        guard hostAndPort(String(authority), needsPort: false) != nil,
            path.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "/._~-%+".utf8.contains($0) })
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    static func hostAndPort(_ text: String, needsPort: Bool) -> (host: String, port: Int?)? {
        var host = text[...]
        var port: Int?
        let isBracketed = text.hasPrefix("[")
        if let colon = text.lastIndex(of: ":"), !isBracketed || !text[colon...].contains("]") {
            guard let number = DecimalDigits.int(text[text.index(after: colon)...]), (1...65535).contains(number) else {
                return nil
            }
            (host, port) = (text[..<colon], number)
        }
        guard port != nil || !needsPort else { return nil }
        guard isBracketed else { return isHost(host) ? (String(host), port) : nil }
        guard host.hasSuffix("]") else { return nil }
        let address = host.dropFirst().dropLast()
        guard isIPv6(address) else { return nil }
        return (String(address), port)
    }

    /// An address of four numbers, or a name whose last part is not a number.
    private static func isHost(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...253).contains(text.utf8.count), let last = parts.last else { return false }
        if last.utf8.allSatisfy(isDigit) {
            return parts.count == 4 && parts.allSatisfy { DecimalDigits.int($0).map { $0 < 256 } ?? false }
        }
        return parts.allSatisfy { part in
            (1...63).contains(part.utf8.count) && !part.hasPrefix("-") && !part.hasSuffix("-")
                && part.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isIPv6(_ text: Substring) -> Bool {
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        let isShort = text.contains("::")
        return (3...8).contains(groups.count) && (isShort || groups.count == 8) && !text.contains(":::")
            && groups.allSatisfy { group in
                group.utf8.count <= 4 && group.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
            }
    }

    static func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    static func isUppercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    static func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte) || isUppercase(byte) }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
