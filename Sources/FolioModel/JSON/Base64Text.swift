/// Bytes as text by RFC 4648.
package enum Base64Text {
    /// How the text looks.
    package enum Form: Sendable {
        /// Section 4: `+` and `/`, padded with `=` to a multiple of four letters.
        case standard
        /// Section 5 without padding: `-` and `_`, so that it can stand in an address.
        case urlSafe
    }

    private static let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standard = Array((common + "+/").utf8)
    private static let urlSafe = Array((common + "-_").utf8)
    private static let padding = UInt8(ascii: "=")
    private static let invalid: UInt8 = 0xFF
    private static let standardValues = values(of: standard)
    private static let urlSafeValues = values(of: urlSafe)

    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }

    /// Writes a text's UTF-8.
    package static func encode(_ text: String, as form: Form = .standard) -> String {
        encode(Array(text.utf8)[...], as: form)
    }

    /// Writes bytes.
    package static func encode(_ bytes: ArraySlice<UInt8>, as form: Form = .standard) -> String {
        let alphabet = form == .standard ? standard : urlSafe
        let room = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: room) { buffer in
            alphabet.withUnsafeBufferPointer { letters in
                var written = 0
                var index = bytes.startIndex
                while index < bytes.endIndex {
                    let left = bytes.endIndex - index
                    let bits =
                        UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                        | (left > 2 ? UInt32(bytes[index + 2]) : 0)
                    buffer[written] = letters[Int(bits >> 18)]
                    buffer[written + 1] = letters[Int(bits >> 12 & 63)]
                    buffer[written + 2] = left > 1 ? letters[Int(bits >> 6 & 63)] : padding
                    buffer[written + 3] = left > 2 ? letters[Int(bits & 63)] : padding
                    (index, written) = (index + min(left, 3), written + 4)
                }
                return form == .standard ? room : (bytes.count * 4 + 2) / 3
            }
        }
    }

    /// Reads what ``encode(_:as:)`` wrote; `nil` for anything else: white space, padding too much or too little, bits
    /// that are not used.
    package static func decode(_ text: String, as form: Form = .standard) -> [UInt8]? {
        var text = text
        return text.withUTF8 { letters in
            let pads: Int
            switch form {
            case .standard:
                guard letters.count % 4 == 0 else { return nil }
                guard let last = letters.last else { return [] }
                pads = last != padding ? 0 : letters[letters.count - 2] != padding ? 1 : 2
            case .urlSafe:
                guard letters.count % 4 != 1 else { return nil }
                pads = (4 - letters.count % 4) % 4
            }
            let count = (letters.count + 3) / 4 * 3 - pads
            var isValid = true
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
                let values = form == .standard ? standardValues : urlSafeValues
                isValid = decode(letters, values, pads: pads, into: buffer, &written)
            }
            return isValid ? bytes : nil
        }
    }

    private static func decode(
        _ letters: UnsafeBufferPointer<UInt8>,
        _ values: [UInt8],
        pads: Int,
        into buffer: UnsafeMutableBufferPointer<UInt8>,
        _ written: inout Int
    ) -> Bool {
        values.withUnsafeBufferPointer { values in
            var index = 0
            while index < letters.count {
                let isLast = index + 4 >= letters.count
                let used = isLast ? 4 - pads : 4
                var bits: UInt32 = 0
                for place in 0..<4 {
                    let value = place < used ? values[Int(letters[index + place])] : 0
                    guard value != invalid else { return false }
                    bits = bits << 6 | UInt32(value)
                }
                for place in 0..<(used - 1) {
                    buffer[written] = UInt8(truncatingIfNeeded: bits >> UInt32(16 - place * 8))
                    written += 1
                }
                let unused: UInt32 = used == 4 ? 0 : used == 3 ? 0xFF : 0xFFFF
                guard bits & unused == 0 else { return false }
                index += 4
            }
            return true
        }
    }
}
