/// What follows the first byte of a character in UTF-8 (Unicode Standard, table 3-7: no overlong forms, no surrogates,
/// nothing past U+10FFFF).
package struct UTF8Sequence: Hashable, Sendable {
    /// Bytes of the character, the first one counted: 2 to 4.
    package let length: Int
    /// What its second byte may be; further ones are ``others``.
    package let second: ClosedRange<UInt8>

    /// What bytes behind the second one may be.
    package static let others: ClosedRange<UInt8> = 0x80...0xBF

    /// Looks up a first byte that is not ASCII; `nil` for one that begins no character.
    package init?(first: UInt8) {
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
    }
}
