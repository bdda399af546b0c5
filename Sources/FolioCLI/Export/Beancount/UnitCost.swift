package import FolioModel

/// What one unit came to: so many decimals that times the units it is the total again.
package enum UnitCost {
    /// Decimals for a single unit; as many more as the units have digits.
    private static let decimals = 12
    /// The most decimals that are written.
    private static let mostDecimals = 26

    /// The distance of the total from nothing divided by that of the units; half a unit of the last decimal is rounded
    /// up.
    ///
    /// - Parameters:
    ///   - total: What the units came to.
    ///   - units: Not zero.
    /// - Returns: A plain decimal of two decimals at least.
    package static func text(_ total: Amount, _ units: Quantity) -> String {
        let divisor = units.raw.magnitude
        var (whole, rest) = total.raw.magnitude.quotientAndRemainder(dividingBy: divisor)
        let unitDigits = String(units.raw.magnitude / UInt128(Quantity(1).raw)).count
        let limit = min(mostDecimals, decimals + unitDigits)
        var digits: [UInt8] = []
        while rest != 0, digits.count < limit {
            rest *= 10
            digits.append(UInt8(rest / divisor))
            rest %= divisor
        }
        if rest * 2 >= divisor {
            var place = digits.count - 1
            while place >= 0, digits[place] == 9 {
                digits[place] = 0
                place -= 1
            }
            if place >= 0 { digits[place] += 1 } else { whole += 1 }
        }
        while digits.count > 2, digits.last == 0 { digits.removeLast() }
        while digits.count < 2 { digits.append(0) }
        return "\(whole)." + digits.map(String.init).joined()
    }
}
