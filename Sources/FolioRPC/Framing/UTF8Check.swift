import FolioModel

/// Tells whether bytes are UTF-8.
enum UTF8Check {
    /// Whether all of it is well-formed: no overlong forms, no surrogates, nothing past U+10FFFF.
    static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if bytes[index] < 0x80 {
                    index += 1
                    continue
                }
                guard let length = sequenceLength(bytes, at: index) else { return false }
                index += length
            }
            return true
        }
    }

    private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        guard let sequence = UTF8Sequence(first: bytes[index]) else { return nil }
        let length = sequence.length
        guard index + length <= bytes.count, sequence.second.contains(bytes[index + 1]) else { return nil }
        for next in (index + 2)..<(index + length) where !UTF8Sequence.others.contains(bytes[next]) { return nil }
        return length
    }
}
