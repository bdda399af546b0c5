/// Why a text is not acceptable JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    public enum Kind: Hashable, Sendable {
        /// The text is not JSON.
        case syntax
        /// Arrays and objects are nested deeper than allowed.
        case tooDeep(limit: Int)
        /// The text is longer than allowed.
        case tooLong(limit: Int)
    }

    /// What kind of refusal it is.
    public let kind: Kind

    /// Offset in bytes from the start of the text.
    public let offset: Int

    /// What was wrong there.
    public let message: String

    /// One sentence for a person.
    public var description: String { "\(message) at byte \(offset)" }
}

/// What a JSON text may be at most.
public struct JSONLimits: Hashable, Sendable {
    /// Nesting of arrays and objects; the top value is at depth 1.
    public var depth: Int

    /// Length in bytes.
    public var bytes: Int

    /// Makes limits.
    public init(depth: Int = 64, bytes: Int = 64 << 20) {
        self.depth = depth
        self.bytes = bytes
    }
}

extension JSONValue {
    /// Parses exactly one RFC 8259 value with optional white space around it.
    ///
    /// Refuses invalid UTF-8, names given twice, lone surrogates, and whatever exceeds the limits.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        guard bytes.count <= limits.bytes else {
            throw JSONError(kind: .tooLong(limit: limits.bytes), offset: limits.bytes, message: "too long")
        }
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
            var reader = JSONReader(bytes: bytes, limits: limits)
            return try reader.document()
        }
    }

    /// Parses exactly one RFC 8259 value; see ``init(parsing:limits:)-([UInt8],_)``.
    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// A bounded recursive-descent reader over bytes.
struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var index = 0
    private var depth = 0
    /// Members of the object before: the next one mostly has as many.
    private var usualCount = 0

    /// Above this many members, doubled names are looked for with a set.
    private static let smallObject = 24

    /// Members that room is made for before they are there.
    private static let maximumReserve = 64

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipSpace()
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw fault("more after the value") }
        return value
    }

    private func fault(_ message: String, at offset: Int? = nil) -> JSONError {
        JSONError(kind: .syntax, offset: offset ?? index, message: message)
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) {
            guard bytes[index] != 0x0B, bytes[index] != 0x0C else { return }
            index += 1
        }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard index < bytes.count else { throw fault("the text ends where a value is expected") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try nested { (reader) throws(JSONError) in try reader.object() })
        case UInt8(ascii: "["): return .array(try nested { (reader) throws(JSONError) in try reader.array() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw fault("a value is expected")
        }
    }

    private mutating func nested<Result>(
        _ body: (inout JSONReader) throws(JSONError) -> Result
    ) throws(JSONError) -> Result {
        depth += 1
        guard depth <= limits.depth else {
            throw JSONError(kind: .tooDeep(limit: limits.depth), offset: index, message: "nested too deep")
        }
        index += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count,
            text.withUTF8Buffer({ literal in bytes[index..<(index + count)].elementsEqual(literal) })
        else { throw fault("a value is expected") }
        index += count
        return value
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        var values: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return values }
        while true {
            skipSpace()
            values.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return values }
            guard take(UInt8(ascii: ",")) else { throw fault("a comma or ] is expected") }
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        var seen: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        object.reserve(min(usualCount, Self.maximumReserve))
        defer { usualCount = object.count }
        while true {
            skipSpace()
            let start = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw fault("a name is expected") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon is expected") }
            skipSpace()
            let value = try value()
            if object.count == Self.smallObject { seen = Set(object.memberNames) }
            let isNew = object.count < Self.smallObject ? object[name] == nil : seen.insert(name).inserted
            guard isNew else { throw fault("a name is given twice", at: start) }
            object.appendUnchecked(name, value)
            skipSpace()
            if take(UInt8(ascii: "}")) { return object }
            guard take(UInt8(ascii: ",")) else { throw fault("a comma or } is expected") }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func number() throws(JSONError) -> String {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
        guard index > start else { throw fault("a digit is expected") }
    }

    private mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        var seen: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                let text = bytes[start..<index]
                index += 1
                // Checking what is ASCII anyway would cost more than all the rest of the reading.
                if seen < 0x80 { return String(decoding: UnsafeBufferPointer(rebasing: text), as: UTF8.self) }
                guard let text = String(validating: text, as: UTF8.self) else {
                    throw fault("the text is not UTF-8", at: start)
                }
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw fault("a control character in a string")
            default:
                seen |= byte
                index += 1
            }
        }
        throw fault("the string does not end")
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else {
                    throw fault("the text is not UTF-8", at: start)
                }
                index += 1
                return text
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &text)
            case 0..<0x20: throw fault("a control character in a string")
            default:
                text.append(bytes[index])
                index += 1
            }
        }
        throw fault("the string does not end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard index < bytes.count else { throw fault("the string does not end") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try unicodeEscape()).utf8))
        default: throw fault("an unknown escape", at: index - 1)
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Character {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(UInt32(first)) { return Character(scalar) }
        guard UTF16.isLeadSurrogate(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw fault("half a surrogate pair")
        }
        let second = try hexadecimal()
        guard UTF16.isTrailSurrogate(second) else { throw fault("half a surrogate pair") }
        let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(code) else { throw fault("half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        guard index + 4 <= bytes.count else { throw fault("four hexadecimal digits are expected") }
        var value: UInt16 = 0
        for byte in bytes[index..<(index + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault("four hexadecimal digits are expected")
            }
            value = value << 4 | UInt16(digit)
        }
        index += 4
        return value
    }
}
