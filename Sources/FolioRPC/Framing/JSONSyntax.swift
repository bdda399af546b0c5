/// Follows one JSON value byte by byte, in whatever pieces it comes, and tells where it ends or stops being JSON.
///
/// Checks all of RFC 8259's grammar except the encoding of text, doubled names and halves of surrogate pairs.
struct JSONSyntax {
    /// How far the text has got.
    enum Outcome: Hashable {
        /// All bytes are used, and the value goes on.
        case more
        /// The value ends before that index.
        case complete(end: Int)
        /// The byte at that index cannot stand there.
        case malformed(at: Int)
        /// The byte at that index opens one array or object too many.
        case tooDeep(at: Int)
    }

    private enum State {
        case value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd
        case text, escape, hexadecimal
        case minus, zero, integer, point, fraction, exponentMark, exponentSign, exponent
        case literal
    }

    private enum Step {
        case taken
        case ended(Int)
        case malformed
        case tooDeep
    }

    private let depthLimit: Int
    private var state = State.value
    private var containers: [Bool] = []  // true for an object; innermost last
    private var isName = false
    private var hexadecimalLeft = 0
    private var literal: StaticString = ""
    private var literalIndex = 0

    /// Whether any byte so far is outside ASCII.
    private(set) var hasHighBytes = false

    init(depthLimit: Int) { self.depthLimit = depthLimit }

    /// Starts over with another value.
    mutating func restart() {
        state = .value
        containers.removeAll(keepingCapacity: true)
        hasHighBytes = false
    }

    /// Follows the bytes from an index on.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Outcome {
        var index = start
        while index < bytes.count {
            if state == .text {
                index = skipText(bytes, from: index)
                guard index < bytes.count else { return .more }
            }
            switch step(bytes[index]) {
            case .taken: index += 1
            case .ended(let used): return .complete(end: index + used)
            case .malformed: return .malformed(at: index)
            case .tooDeep: return .tooDeep(at: index)
            }
        }
        return .more
    }

    /// Whether the value would be whole if no byte came any more: a number at the top.
    var isCompleteAtEnd: Bool {
        guard containers.isEmpty else { return false }
        return switch state {
        case .zero, .integer, .fraction, .exponent: true
        default: false
        }
    }

    /// Passes over plain text in a string, and notes bytes outside ASCII.
    private mutating func skipText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        var seen: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            seen |= byte
            index += 1
        }
        if seen >= 0x80 { hasHighBytes = true }
        return index
    }

    private mutating func step(_ byte: UInt8) -> Step {
        switch state {
        case .value, .valueOrEnd, .name, .nameOrEnd, .colon, .commaOrEnd: return structure(byte)
        case .text:
            switch byte {
            case UInt8(ascii: "\""): return textEnded()
            case UInt8(ascii: "\\"): return take(.escape)
            default: return .malformed
            }
        case .escape: return escape(byte)
        case .hexadecimal:
            guard Self.isHexadecimal(byte) else { return .malformed }
            hexadecimalLeft -= 1
            return hexadecimalLeft == 0 ? take(.text) : .taken
        case .literal:
            guard literal.utf8Start[literalIndex] == byte else { return .malformed }
            literalIndex += 1
            return literalIndex == literal.utf8CodeUnitCount ? valueEnded(using: 1) : .taken
        case .minus, .zero, .integer, .point, .fraction, .exponentMark, .exponentSign, .exponent: return number(byte)
        }
    }

    private mutating func take(_ next: State) -> Step {
        state = next
        return .taken
    }

    // MARK: Structure

    private mutating func structure(_ byte: UInt8) -> Step {
        if Self.isSpace(byte), !containers.isEmpty { return .taken }
        switch (state, byte) {
        case (.valueOrEnd, UInt8(ascii: "]")), (.nameOrEnd, UInt8(ascii: "}")): return containerEnded()
        case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
            isName = true
            return take(.text)
        case (.colon, UInt8(ascii: ":")): return take(.value)
        case (.commaOrEnd, UInt8(ascii: ",")): return take(containers.last == true ? .name : .value)
        case (.commaOrEnd, UInt8(ascii: "}")): return containers.last == true ? containerEnded() : .malformed
        case (.commaOrEnd, UInt8(ascii: "]")): return containers.last == false ? containerEnded() : .malformed
        case (.value, _), (.valueOrEnd, _): return valueBegins(byte)
        default: return .malformed
        }
    }

    private mutating func valueBegins(_ byte: UInt8) -> Step {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard containers.count < depthLimit else { return .tooDeep }
            let isObject = byte == UInt8(ascii: "{")
            containers.append(isObject)
            return take(isObject ? .nameOrEnd : .valueOrEnd)
        case UInt8(ascii: "\""):
            isName = false
            return take(.text)
        case UInt8(ascii: "t"): return begin("true")
        case UInt8(ascii: "f"): return begin("false")
        case UInt8(ascii: "n"): return begin("null")
        case UInt8(ascii: "-"): return take(.minus)
        case UInt8(ascii: "0"): return take(.zero)
        case UInt8(ascii: "1")...UInt8(ascii: "9"): return take(.integer)
        default: return .malformed
        }
    }

    private mutating func begin(_ word: StaticString) -> Step {
        literal = word
        literalIndex = 1
        return take(.literal)
    }

    private mutating func containerEnded() -> Step {
        containers.removeLast()
        return valueEnded(using: 1)
    }

    private mutating func textEnded() -> Step { isName ? take(.colon) : valueEnded(using: 1) }

    /// A value is over: the outermost one ends the scan after so many bytes from the current one.
    private mutating func valueEnded(using bytes: Int) -> Step {
        guard !containers.isEmpty else { return .ended(bytes) }
        return take(.commaOrEnd)
    }

    // MARK: Text and numbers

    private mutating func escape(_ byte: UInt8) -> Step {
        switch byte {
        case UInt8(ascii: "u"):
            hexadecimalLeft = 4
            return take(.hexadecimal)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return take(.text)
        default: return .malformed
        }
    }

    private mutating func number(_ byte: UInt8) -> Step {
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        let isExponent = byte | 0x20 == UInt8(ascii: "e")
        switch state {
        case .minus: return isDigit ? take(byte == UInt8(ascii: "0") ? .zero : .integer) : .malformed
        case .integer where isDigit: return .taken
        case .zero where byte == UInt8(ascii: "."), .integer where byte == UInt8(ascii: "."): return take(.point)
        case .zero where isExponent, .integer where isExponent, .fraction where isExponent: return take(.exponentMark)
        case .point,
            .fraction where isDigit:
            return isDigit ? take(.fraction) : .malformed
        case .exponentMark where byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"): return take(.exponentSign)
        case .exponentMark, .exponentSign,
            .exponent where isDigit:
            return isDigit ? take(.exponent) : .malformed
        default: break
        }
        // The number ended before this byte, which now stands after a value.
        guard case .taken = valueEnded(using: 0) else { return .ended(0) }
        return structure(byte)
    }

    /// Whether the byte is white space between values.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
