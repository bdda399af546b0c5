/// Bytes as text by RFC 4648, section 4, padded: how files travel in JSON.
package enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    private static let invalid: UInt8 = 0xFF

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// Writes bytes.
    package static func encode(_ bytes: ArraySlice<UInt8>) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { buffer in
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
                return written
            }
        }
    }

    /// Reads what ``encode(_:)`` wrote; `nil` for anything else: white space, missing padding, bits that are not used.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { letters in
            guard letters.count % 4 == 0 else { return nil }
            guard let last = letters.last else { return [] }
            let pads = last != padding ? 0 : letters[letters.count - 2] != padding ? 1 : 2
            let count = letters.count / 4 * 3 - pads
            var isValid = true
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
                isValid = decode(letters, pads: pads, into: buffer, &written)
            }
            return isValid ? bytes : nil
        }
    }

    private static func decode(
        _ letters: UnsafeBufferPointer<UInt8>,
        pads: Int,
        into buffer: UnsafeMutableBufferPointer<UInt8>,
        _ written: inout Int
    ) -> Bool {
        values.withUnsafeBufferPointer { values in
            var index = 0
            while index < letters.count {
                let isLast = index + 4 == letters.count
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
