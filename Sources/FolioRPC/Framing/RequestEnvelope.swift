import FolioModel

/// The members of one request, found in JSON whose grammar has been checked, with the parameters left as text.
struct RequestEnvelope {
    /// The text of the id, as it is to be given back; `nil` for a notification.
    let id: [UInt8]?

    /// The method's name.
    let method: String

    /// The text of `params`; empty where there are none.
    let params: [UInt8]

    /// Why a value is not a request, and the id to answer with.
    struct Fault: Error {
        /// `null` where no usable id was found.
        let id: [UInt8]
        /// What is wrong.
        let message: String
    }

    /// The id of answers to what has none.
    static let nullID = Array("null".utf8)

    private enum Member: Int, CaseIterable {
        case version, id, method, params

        var name: String {
            switch self {
            case .version: "jsonrpc"
            case .id: "id"
            case .method: "method"
            case .params: "params"
            }
        }
    }

    /// Reads one value.
    init(_ message: [UInt8]) throws(Fault) {
        guard message.first == UInt8(ascii: "{") else {
            throw Fault(id: Self.nullID, message: "A request is an object.")
        }
        let found = Self.members(of: message)
        let id = found.values[Member.id.rawValue].map { Array(message[$0]) }
        let usableID = id.flatMap { Self.isUsableID($0) ? $0 : nil }
        let faultID = usableID ?? Self.nullID
        if let doubled = found.doubled {
            throw Fault(id: Self.nullID, message: "The member \"\(doubled)\" is given twice.")
        }
        guard id == nil || usableID != nil else {
            throw Fault(id: Self.nullID, message: "The id is a string, a number or null.")
        }
        guard let version = found.values[Member.version.rawValue], Self.text(message[version]) == "2.0" else {
            throw Fault(id: faultID, message: "The member \"jsonrpc\" must be \"2.0\".")
        }
        guard let name = found.values[Member.method.rawValue], let method = Self.text(message[name]) else {
            throw Fault(id: faultID, message: "The member \"method\" must be a string.")
        }
        let params = found.values[Member.params.rawValue].map { message[$0] } ?? []
        guard params.isEmpty || params.first == UInt8(ascii: "{") || params.first == UInt8(ascii: "[") else {
            throw Fault(id: faultID, message: "The member \"params\" must be an object.")
        }
        self.id = id
        self.method = method
        self.params = Array(params)
    }

    /// Where the values of the known members stand, by ``Member/rawValue``; unknown members are passed over.
    private static func members(of message: [UInt8]) -> (values: [Range<Int>?], doubled: String?) {
        var values = [Range<Int>?](repeating: nil, count: Member.allCases.count)
        var doubled: String?
        message.withUnsafeBufferPointer { bytes in
            var cursor = JSONCursor(bytes: bytes, index: 1)
            while let name = cursor.nextMemberName() {
                let value = cursor.value()
                guard let member = member(named: name, in: bytes) else { continue }
                if values[member.rawValue] != nil { doubled = member.name }
                values[member.rawValue] = value
            }
        }
        return (values, doubled)
    }

    private static func member(named range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Member? {
        let quoted = bytes[range]
        if quoted.contains(UInt8(ascii: "\\")) {
            let name = text(Array(quoted)[...])
            return Member.allCases.first { $0.name == name }
        }
        let name = quoted.dropFirst().dropLast()
        return Member.allCases.first { $0.name.utf8.elementsEqual(name) }
    }

    /// The text of a JSON string; `nil` for any other value.
    private static func text(_ json: ArraySlice<UInt8>) -> String? {
        guard json.first == UInt8(ascii: "\"") else { return nil }
        guard json.contains(UInt8(ascii: "\\")) else {
            return String(decoding: json.dropFirst().dropLast(), as: UTF8.self)
        }
        return (try? JSONValue(parsing: Array(json)))?.string
    }

    private static func isUsableID(_ json: [UInt8]) -> Bool {
        guard let first = json.first else { return false }
        return switch first {
        case UInt8(ascii: "\""): text(json[...]) != nil
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
