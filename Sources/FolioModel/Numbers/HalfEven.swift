extension Int64 {
    /// The quotient, rounded half to even; the divisor is positive.
    package func dividedHalfEven(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        let distance = remainder < 0 ? -remainder : remainder
        let rest = divisor - distance
        guard distance > rest || (distance == rest && quotient % 2 != 0) else { return quotient }
        return self < 0 ? quotient - 1 : quotient + 1
    }
}

extension Int128 {
    /// The quotient, rounded half to even; the divisor is positive.
    package func dividedHalfEven(by divisor: Int128) -> Int128 {
        if let dividend = Int64(exactly: self), let divisor = Int64(exactly: divisor) {
            return Int128(dividend.dividedHalfEven(by: divisor))
        }
        let quotient = self / divisor
        let remainder = self - quotient * divisor  // one 128-bit division, not two
        let distance = remainder < 0 ? -remainder : remainder
        let rest = divisor - distance
        guard distance > rest || (distance == rest && quotient % 2 != 0) else { return quotient }
        return self < 0 ? quotient - 1 : quotient + 1
    }
}
