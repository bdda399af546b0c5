/// Decimal text written and read as bytes, for figures that come by the million.
extension DecimalText {
    /// The longest text: a sign, 27 digits, a point, 12 decimals.
    private static let maximumLength = 41

    private static let unit: UInt64 = 1_000_000_000_000

    /// Plain text without needless zeros.
    static func format(_ raw: Int128) -> String {
        withBytes(of: raw) { String(decoding: $0, as: UTF8.self) }
    }

    /// Lends the bytes of the plain text without needless zeros: ASCII, at least one.
    static func withBytes<Result>(of raw: Int128, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maximumLength) { buffer in
            buffer.initialize(repeating: UInt8(ascii: "0"))
            var index = buffer.count
            var whole: UInt128
            if let magnitude = UInt64(exactly: raw.magnitude) {
                whole = UInt128(magnitude / unit)
                write(fraction: magnitude % unit, into: buffer, &index)
            } else {
                let (quotient, remainder) = raw.magnitude.quotientAndRemainder(dividingBy: UInt128(unit))
                whole = quotient
                write(fraction: UInt64(remainder), into: buffer, &index)
            }
            while whole > UInt128(UInt64.max) {
                let (quotient, remainder) = whole.quotientAndRemainder(dividingBy: UInt128(unit))
                write(UInt64(remainder), digits: scale, into: buffer, &index)
                whole = quotient
            }
            write(UInt64(whole), digits: 1, into: buffer, &index)
            if raw < 0 {
                index -= 1
                buffer[index] = UInt8(ascii: "-")
            }
            return body(UnsafeBufferPointer(rebasing: buffer[index...]))
        }
    }

    private static func write(
        fraction: UInt64,
        into buffer: UnsafeMutableBufferPointer<UInt8>,
        _ index: inout Int
    ) {
        guard fraction != 0 else { return }
        var (fraction, digits) = (fraction, scale)
        while fraction % 10 == 0 { (fraction, digits) = (fraction / 10, digits - 1) }
        write(fraction, digits: digits, into: buffer, &index)
        index -= 1
        buffer[index] = UInt8(ascii: ".")
    }

    /// Writes a number before the index, with zeros in front up to so many digits.
    private static func write(
        _ number: UInt64,
        digits: Int,
        into buffer: UnsafeMutableBufferPointer<UInt8>,
        _ index: inout Int
    ) {
        var number = number
        let end = index - digits
        while number != 0 || index > end {
            index -= 1
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
            number /= 10
        }
    }
}

/// Decimal text of at most 18 digits, the usual case, without a detour.
package enum ShortDecimal {
    /// The value in units of 10⁻¹²; `nil` for longer text, and for text that is not a plain decimal.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Int128? {
        guard (1...20).contains(bytes.count) else { return nil }
        var index = 0
        let isNegative = bytes[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var value: Int64 = 0
        var digits = 0
        var point = -1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), point < 0, digits > 0 {
                point = digits
            } else {
                let digit = byte &- UInt8(ascii: "0")
                guard digit < 10, digits < 18 else { return nil }
                value = value &* 10 &+ Int64(digit)
                digits += 1
            }
            index += 1
        }
        let decimals = point < 0 ? 0 : digits - point
        guard digits > 0, decimals <= 12, point < 0 || decimals > 0 else { return nil }
        let raw = Int128(value) * DecimalText.power(12 - decimals)
        return isNegative ? -raw : raw
    }
}
