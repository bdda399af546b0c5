import FolioModel

/// Figures of history: whole millionths of the base currency, so that sums are sums of integers.
enum Millionths {
    /// So many in one.
    static let one: Int128 = 1_000_000

    /// Units of ``Amount`` in one millionth.
    private static let rawInOne: Int128 = 1_000_000

    /// No single figure may be larger, so that sums over a million of them need no check.
    private static let limit: Int128 = 100_000_000_000_000_000_000_000_000  // 10²⁰ of the currency

    /// The amount, half to even.
    ///
    /// Throws where it is out of range.
    static func of(_ amount: Amount) throws(ArithmeticOverflow) -> Int128 {
        try checked(amount.raw.dividedHalfEven(by: rawInOne))
    }

    /// The figure itself.
    ///
    /// Throws where it is out of range.
    static func checked(_ figure: Int128) throws(ArithmeticOverflow) -> Int128 {
        guard figure.magnitude <= limit.magnitude else { throw ArithmeticOverflow() }
        return figure
    }

    /// The exact amount.
    static func amount(_ figure: Int128) -> Amount { Amount(raw: figure * rawInOne) }
}

/// What some units are worth at any price: `UnitFactor.value` and one rounding to millionths, in two machine
/// instructions where the digits allow it, and the same to the last digit.
struct UnitWorth {
    private let quantity: Quantity
    private let factor: UnitFactor
    private let decimals: Int
    /// Quantity × multiplier in units that make the product with a mantissa exact; `nil` where that does not fit.
    private let units: Int64?
    /// What the product is divided by to come to millionths.
    private let divisor: Int64

    /// Takes prices with so many decimals.
    init(_ quantity: Quantity, _ factor: UnitFactor, decimals: Int) {
        (self.quantity, self.factor, self.decimals) = (quantity, factor, decimals)
        let digits = quantity.fractionDigits
        let (multiplier, percentDigits): (Int, Int) =
            switch factor {
            case .times(let multiplier): (multiplier, 0)
            case .percent: (1, 2)
            }
        let places = digits + decimals + percentDigits
        // Up to twelve places nothing is rounded before the last step, so one rounding is the same as all of them.
        guard places <= Amount.decimals, places >= Figure.partDecimals else {
            (units, divisor) = (nil, 1)
            return
        }
        let whole = Int64(exactly: quantity.raw / PowersOfTen.wide(Quantity.decimals - digits))
        let (product, overflow) = (whole ?? 0).multipliedReportingOverflow(by: Int64(multiplier))
        units = whole == nil || overflow ? nil : product
        divisor = PowersOfTen.narrow(places - Figure.partDecimals)
    }

    /// The worth in millionths of the currency of the price.
    ///
    /// Throws where it is out of range.
    @inline(__always)
    func millionths(_ mantissa: Int64) throws(ArithmeticOverflow) -> Int128 {
        if let units {
            let (product, overflow) = units.multipliedReportingOverflow(by: mantissa)
            if !overflow { return Int128(product.dividedHalfEven(by: divisor)) }
        }
        return try Millionths.of(try amount(mantissa))
    }

    /// The worth to 12 places.
    ///
    /// Throws where it is out of range.
    func amount(_ mantissa: Int64) throws(ArithmeticOverflow) -> Amount {
        try factor.value(quantity, at: Price(mantissa: mantissa, decimals: decimals))
    }
}
