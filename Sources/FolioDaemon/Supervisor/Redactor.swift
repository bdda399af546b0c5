package import FolioAdapterKit
import FolioModel
import Glibc

/// Blanks known secrets out of what is kept or logged.
package struct Redactor: Sendable {
    /// Shorter ones would blank out ordinary text.
    package static let shortestSecret = 6
    /// What stands in a secret's place.
    package static let blank = "[redacted]"
    /// Bytes kept of an error.
    package static let errorLength = 200

    private let secrets: @Sendable () -> [String]

    /// Makes a redactor.
    ///
    /// - Parameter secrets: Gives the secrets in force: asked each time, for they rotate.
    package init(secrets: @escaping @Sendable () -> [String]) { self.secrets = secrets }

    /// The text without secrets.
    ///
    /// Bytes are compared, not characters: a combining mark behind a secret makes another character of its last one.
    package func clean(_ text: String) -> String {
        // The longest first, so that one that is part of another leaves nothing of it.
        let found = secrets().filter { $0.utf8.count >= Self.shortestSecret && Self.contains(text, $0) }
            .sorted { $0.utf8.count > $1.utf8.count }
        guard !found.isEmpty else { return text }
        var bytes = Array(text.utf8)
        for secret in found { bytes = Self.replace(Array(secret.utf8), in: bytes, with: Array(Self.blank.utf8)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func contains(_ text: String, _ secret: String) -> Bool {
        var text = text
        var secret = secret
        return text.withUTF8 { text in secret.withUTF8 { secret in find(secret, in: text) } }
    }

    private static func find(_ secret: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = secret.first, let start = text.baseAddress, let wanted = secret.baseAddress else {
            return false
        }
        var offset = 0
        while text.count - offset >= secret.count {
            guard let hit = memchr(start + offset, Int32(first), text.count - offset) else { return false }
            offset = UnsafeRawPointer(hit) - UnsafeRawPointer(start)
            guard text.count - offset >= secret.count else { return false }
            if memcmp(start + offset, wanted, secret.count) == 0 { return true }
            offset += 1
        }
        return false
    }

    private static func replace(_ secret: [UInt8], in bytes: [UInt8], with blank: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let next = rest.firstRange(of: secret) {
            result += rest[..<next.lowerBound]
            result += blank
            rest = rest[next.upperBound...]
        }
        return result + rest
    }

    /// The text without secrets, cut to ``errorLength`` bytes a scalar whole or not there.
    package func summary(_ text: String) -> String {
        clean(text).cut(toBytes: Self.errorLength)
    }

    /// The error without secrets.
    package func clean(_ error: AdapterError) -> AdapterError {
        var error = error
        error.message = clean(error.message)
        error.vendorCode = error.vendorCode.map(clean)
        error.vendorRequestID = error.vendorRequestID.map(clean)
        error.faults = error.faults.map { fault in
            var fault = fault
            fault.message = clean(fault.message)
            fault.file = fault.file.map(clean)
            fault.path = fault.path.map(clean)
            return fault
        }
        for (name, value) in error.details { if let text = value.string { error.details[name] = .string(clean(text)) } }
        return error
    }

    /// The log line without secrets.
    package func clean(_ line: AdapterLogLine) -> AdapterLogLine {
        var line = line
        line.message = clean(line.message)
        line.fields = Dictionary(
            line.fields.map { (clean($0.key), clean($0.value)) },
            uniquingKeysWith: { first, _ in first }
        )
        return line
    }
}
