import FolioModel
import Glibc

/// The members of one request, found in JSON whose grammar has been checked, with the parameters left as text.
package struct RequestEnvelope {
    /// The text of the id, as it is to be given back; `nil` for a notification.
    package let id: ArraySlice<UInt8>?

    /// The method's name.
    package let method: String

    /// The text of `params`; empty where there are none.
    package let params: ArraySlice<UInt8>

    /// Why a value is not a request, and the id to answer with.
    package struct Fault: Error {
        /// `null` where no usable id was found.
        package let id: ArraySlice<UInt8>
        /// What is wrong.
        package let message: String
    }

    /// The id of answers to what has none.
    static let nullID = Array("null".utf8)[...]

    private static let version = Array(#""2.0""#.utf8)

    private enum Member: CaseIterable {
        case version, id, method, params

        var name: StaticString {
            switch self {
            case .version: "jsonrpc"
            case .id: "id"
            case .method: "method"
            case .params: "params"
            }
        }

        /// Whether these bytes spell the name.
        func isSpelled(by bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            guard name.utf8CodeUnitCount == bytes.count, let start = bytes.baseAddress else { return false }
            return memcmp(name.utf8Start, start, bytes.count) == 0
        }
    }

    /// Where the values of the known members stand.
    private struct Members {
        var version: Range<Int>?
        var id: Range<Int>?
        var method: Range<Int>?
        var params: Range<Int>?
        /// One that is there twice.
        var doubled: Member?

        mutating func note(_ member: Member, at range: Range<Int>) {
            let known: Range<Int>?
            switch member {
            case .version: (known, version) = (version, range)
            case .id: (known, id) = (id, range)
            case .method: (known, method) = (method, range)
            case .params: (known, params) = (params, range)
            }
            if known != nil { doubled = member }
        }
    }

    /// Reads one value.
    package init(_ message: [UInt8]) throws(Fault) {
        guard message.first == UInt8(ascii: "{") else {
            throw Fault(id: Self.nullID, message: "A request is an object.")
        }
        let found = Self.members(of: message)
        let id = found.id.map { message[$0] }
        let usableID = id.flatMap { Self.isUsableID($0) ? $0 : nil }
        let faultID = usableID ?? Self.nullID
        if let doubled = found.doubled {
            throw Fault(id: Self.nullID, message: "The member \"\(doubled.name)\" is given twice.")
        }
        guard id == nil || usableID != nil else {
            throw Fault(id: Self.nullID, message: "The id is a string, a number or null.")
        }
        guard let version = found.version, Self.isVersion(message[version]) else {
            throw Fault(id: faultID, message: "The member \"jsonrpc\" must be \"2.0\".")
        }
        guard let name = found.method, let method = Self.text(message[name]) else {
            throw Fault(id: faultID, message: "The member \"method\" must be a string.")
        }
        let params = found.params.map { message[$0] } ?? []
        guard params.isEmpty || params.first == UInt8(ascii: "{") || params.first == UInt8(ascii: "[") else {
            throw Fault(id: faultID, message: "The member \"params\" must be an object.")
        }
        self.id = id
        self.method = method
        self.params = params
    }

    /// Finds the known members; unknown ones are passed over.
    private static func members(of message: [UInt8]) -> Members {
        var members = Members()
        message.withUnsafeBufferPointer { bytes in
            var cursor = JSONCursor(bytes: bytes, index: 1)
            while let name = cursor.nextMemberName() {
                let value = cursor.value()
                if let member = member(named: name, in: bytes) { members.note(member, at: value) }
            }
        }
        return members
    }

    private static func member(named range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Member? {
        let name = UnsafeBufferPointer(rebasing: bytes[range.lowerBound + 1..<range.upperBound - 1])
        if name.contains(UInt8(ascii: "\\")) {
            let name = text(Array(bytes[range])[...])
            return Member.allCases.first { $0.name.description == name }
        }
        if Member.version.isSpelled(by: name) { return .version }
        if Member.id.isSpelled(by: name) { return .id }
        if Member.method.isSpelled(by: name) { return .method }
        return Member.params.isSpelled(by: name) ? .params : nil
    }

    private static func isVersion(_ json: ArraySlice<UInt8>) -> Bool {
        json.elementsEqual(version) || text(json) == "2.0"
    }

    /// The text of a JSON string; `nil` for any other value.
    private static func text(_ json: ArraySlice<UInt8>) -> String? {
        guard json.first == UInt8(ascii: "\"") else { return nil }
        guard json.contains(UInt8(ascii: "\\")) else {
            return String(decoding: json.dropFirst().dropLast(), as: UTF8.self)
        }
        return (try? JSONValue(parsing: Array(json)))?.string
    }

    private static func isUsableID(_ json: ArraySlice<UInt8>) -> Bool {
        guard let first = json.first else { return false }
        return switch first {
        case UInt8(ascii: "\""): text(json) != nil
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "n"): true
        default: false
        }
    }
}

/// Walks over JSON whose grammar has been checked.
struct JSONCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    var index: Int

    /// Inside an object: the next name with its quotes, the cursor then standing at its value; `nil` at the end.
    mutating func nextMemberName() -> Range<Int>? {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
        let start = index
        skipString()
        let end = index
        skipSpace()  // then comes the colon
        index += 1
        return start..<end
    }

    /// Inside an array: the next element; `nil` at the end.
    mutating func nextElement() -> Range<Int>? {
        skipSpace()
        guard index < bytes.count, bytes[index] != UInt8(ascii: "]") else { return nil }
        return value()
    }

    /// The value here, the cursor then standing behind it and the comma that follows, if any.
    mutating func value() -> Range<Int> {
        skipSpace()
        let start = index
        skipValue()
        let end = index
        skipSpace()
        if index < bytes.count, bytes[index] == UInt8(ascii: ",") { index += 1 }
        return start..<end
    }

    private mutating func skipSpace() {
        while index < bytes.count, JSONSyntax.isSpace(bytes[index]) { index += 1 }
    }

    private mutating func skipString() {
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
    }

    private mutating func skipValue() {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                skipString()
                if depth == 0 { return }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return }
                depth -= 1
                index += 1
                if depth == 0 { return }
            case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
                guard depth > 0 else { return }
                index += 1
            default: index += 1
            }
        }
    }
}
