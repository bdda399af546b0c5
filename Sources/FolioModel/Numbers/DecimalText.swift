/// Decimal text to 10⁻¹² and back, and the 256-bit product: the arithmetic under ``FixedPoint``.
enum DecimalText {
    /// Decimals kept.
    static let scale = 12

    /// 1 in units of 10⁻¹².
    static let one: Int128 = 1_000_000_000_000

    /// Digits allowed before the point.
    static let maximumIntegerDigits = 20

    /// The longest vendor number looked at; longer ones are refused unread.
    static let maximumVendorLength = 128

    enum Form { case plain, vendor }

    /// 10 to the power of `exponent`, for 0 to 38.
    static func power(_ exponent: Int) -> Int128 { powers[exponent] }

    private static let powers: [Int128] = (0...38).reduce(into: []) { powers, index in
        powers.append(index == 0 ? 1 : powers[index - 1] * 10)
    }

    /// The value of the text in units of 10⁻¹², or `nil` where it is not of the form.
    static func parse(_ text: UnsafeBufferPointer<UInt8>, as form: Form) -> Int128? {
        if let raw = ShortDecimal.parse(text) { return raw }
        guard text.count <= maximumVendorLength else { return nil }
        var index = 0
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || (form == .vendor && text[index] == UInt8(ascii: "+"))
        {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        var digits = Digits()
        let start = index
        while index < text.count, let digit = digitValue(text[index]) {
            digits.append(digit)
            index += 1
        }
        let integerDigits = index - start
        var fractionDigits = 0
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, let digit = digitValue(text[index]) {
                digits.append(digit)
                fractionDigits += 1
                index += 1
            }
            if form == .plain, fractionDigits == 0 { return nil }
        }
        guard integerDigits > 0 || (form == .vendor && fractionDigits > 0) else { return nil }
        var exponent = 0
        if form == .vendor, index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            guard let (value, next) = parseExponent(text, from: index + 1) else { return nil }
            (exponent, index) = (value, next)
        }
        guard index == text.count else { return nil }
        if form == .plain, integerDigits > maximumIntegerDigits || fractionDigits > scale { return nil }
        guard let magnitude = digits.scaled(by: scale - fractionDigits + exponent) else { return nil }
        guard magnitude <= power(maximumIntegerDigits) * one else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    private static func digitValue(_ byte: UInt8) -> UInt8? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }

    private static func parseExponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> (Int, Int)? {
        var index = start
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        let first = index
        var value = 0
        while index < text.count, let digit = digitValue(text[index]) {
            guard index - first < 4 else { return nil }
            value = value * 10 + Int(digit)
            index += 1
        }
        return index > first ? (isNegative ? -value : value, index) : nil
    }

    /// Significant digits as they are read: exact up to 37, remembered as "more follows" beyond.
    private struct Digits {
        private var value: Int128 = 0
        private var significant = 0
        private var dropped = 0
        private var droppedFirst: UInt8 = 0
        private var droppedRestIsZero = true

        mutating func append(_ digit: UInt8) {
            if significant < 37 {
                value = value * 10 + Int128(digit)
                if value != 0 { significant += 1 }
            } else {
                if dropped == 0 { droppedFirst = digit } else if digit != 0 { droppedRestIsZero = false }
                dropped += 1
            }
        }

        /// The digits × 10^`exponent`, half to even below one; `nil` beyond 128 bits.
        func scaled(by exponent: Int) -> Int128? {
            if value == 0 { return 0 }
            let exponent = exponent + dropped
            guard exponent < 0 || dropped == 0 else { return nil }
            if exponent >= 0 {
                guard exponent <= 38 else { return nil }
                let (product, overflow) = value.multipliedReportingOverflow(by: DecimalText.power(exponent))
                return overflow ? nil : product
            }
            guard -exponent <= 38 else { return 0 }
            let divisor = DecimalText.power(-exponent)
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
            let half = divisor / 2
            let hasMore = dropped > 0 && (droppedFirst != 0 || !droppedRestIsZero)
            if remainder > half || (remainder == half && (hasMore || quotient % 2 == 1)) { return quotient + 1 }
            return quotient
        }
    }

    /// `left` × `right` / `divisor`, the product in 256 bits, rounded half to even.
    static func product(
        _ left: Int128,
        _ right: Int128,
        over divisor: Int128
    ) throws(ArithmeticOverflow) -> Int128 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        if !overflow, divisor > 0 { return product.dividedHalfEven(by: divisor) }
        let isNegative = ((left < 0) != (right < 0)) != (divisor < 0)
        let wide = left.magnitude.multipliedFullWidth(by: right.magnitude)
        let divisor = divisor.magnitude
        guard wide.high < divisor else { throw ArithmeticOverflow() }
        var (quotient, remainder) = divisor.dividingFullWidth(wide)
        let rest = divisor - remainder
        if remainder > rest || (remainder == rest && quotient % 2 == 1) { quotient += 1 }
        guard quotient <= UInt128(Int128.max) else { throw ArithmeticOverflow() }
        return isNegative ? -Int128(quotient) : Int128(quotient)
    }

    /// Plain text with exactly `decimals` decimals, rounded half to even; zero has no sign.
    static func format(_ raw: Int128, decimals: Int) -> String {
        let kept = max(0, min(scale, decimals))
        let rounded = raw.dividedHalfEven(by: power(scale - kept))
        let (whole, fraction) = rounded.magnitude.quotientAndRemainder(dividingBy: UInt128(power(kept)))
        let sign = rounded < 0 ? "-" : ""
        guard kept > 0 else { return sign + String(whole) }
        let digits = String(fraction)
        return sign + String(whole) + "." + String(repeating: "0", count: kept - digits.utf8.count) + digits
    }
}
