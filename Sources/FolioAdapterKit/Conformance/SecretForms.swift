import FolioModel
import Glibc

/// The forms in which a secret may stand in a text, and how it is found there and replaced.
///
/// Bytes are compared, not characters: a combining mark behind a secret makes another character of its last one.
package enum SecretForms {
    /// The secret as it is, as a part of JSON with and without escapes that are up to the writer, and as a part of an
    /// address; each once.
    package static func all(of secret: String) -> [String] {
        guard !secret.utf8.allSatisfy(isUnreserved) else { return [secret] }
        let json = String(decoding: Array(JSONValue.string(secret).text.utf8).dropFirst().dropLast(), as: UTF8.self)
        let ascii = onlyASCII(json)
        let slashed = [json, ascii].map { $0.replacing("/", with: "\\/") }
        var forms = [secret]
        for form in [json, ascii] + slashed + [percentEncoded(secret)] where !forms.contains(form) {
            forms.append(form)
        }
        return forms
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func hexadecimal(_ number: some FixedWidthInteger, _ digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func onlyASCII(_ json: String) -> String {
        json.utf16.map { unit in
            unit < 0x80 ? String(UnicodeScalar(UInt8(unit))) : "\\u" + hexadecimal(unit, 4)
        }.joined()
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            isUnreserved(byte) ? String(UnicodeScalar(byte)) : "%" + hexadecimal(byte, 2).uppercased()
        }.joined()
    }

    /// Whether the form stands in the text.
    package static func contains(_ text: String, _ form: String) -> Bool {
        var (text, form) = (text, form)
        return text.withUTF8 { text in form.withUTF8 { form in find(form, in: text) } }
    }

    private static func find(_ form: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = form.first, let start = text.baseAddress, let wanted = form.baseAddress else { return false }
        var offset = 0
        while text.count - offset >= form.count {
            guard let hit = memchr(start + offset, Int32(first), text.count - offset) else { return false }
            offset = UnsafeRawPointer(hit) - UnsafeRawPointer(start)
            guard text.count - offset >= form.count else { return false }
            if memcmp(start + offset, wanted, form.count) == 0 { return true }
            offset += 1
        }
        return false
    }

    /// The text with a word wherever the form stood.
    package static func replace(_ form: String, in text: String, with word: String) -> String {
        let (form, word) = (Array(form.utf8), Array(word.utf8))
        guard !form.isEmpty else { return text }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let next = rest.firstRange(of: form) {
            result += rest[..<next.lowerBound]
            result += word
            rest = rest[next.upperBound...]
        }
        return String(decoding: result + rest, as: UTF8.self)
    }
}
