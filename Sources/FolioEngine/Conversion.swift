import FolioModel

/// The newest exchange rates into one currency.
struct Conversion: Sendable {
    /// What an amount is multiplied with: `numerator` / `denominator`.
    struct Factor: Sendable, Hashable {
        var numerator: Ratio
        var denominator: Ratio

        /// Of an amount that is in the wanted currency already.
        static let identity = Factor(numerator: Ratio(1), denominator: Ratio(1))
    }

    /// The currency that everything is converted into.
    let base: Currency

    private var factors: [Currency: Factor] = [:]
    private var times: [Currency: Timestamp] = [:]

    /// Pence, in which London quotes shares.
    static let pence = Currency("GBX")
    static let penceInPound = 100

    /// Takes of each pair the newest rate, whichever way round it is quoted; a direct quote where both are equally new.
    ///
    /// Throws where a rate is out of range.
    init(rates: [FXRate], base: Currency) throws(ArithmeticOverflow) {
        self.base = base
        factors[base] = .identity
        var known: [Currency: (asOf: Timestamp, isDirect: Bool)] = [:]
        for rate in rates where (rate.base == base) != (rate.quote == base) {
            let isDirect = rate.quote == base
            let other = isDirect ? rate.base : rate.quote
            if let known = known[other] {
                guard rate.asOf > known.asOf || (rate.asOf == known.asOf && isDirect && !known.isDirect) else {
                    continue
                }
            }
            known[other] = (rate.asOf, isDirect)
            times[other] = rate.asOf
            factors[other] =
                isDirect
                ? Factor(numerator: rate.rate, denominator: Ratio(1))
                : Factor(numerator: Ratio(1), denominator: rate.rate)
        }
        if let pence = Self.pence, base != pence, let pound = factors[.gbp] {
            let denominator = try pound.denominator.times(Self.penceInPound)
            factors[pence] = Factor(numerator: pound.numerator, denominator: denominator)
            times[pence] = times[.gbp]
        }
    }

    /// When the rate of that currency was true; `nil` where there is none or none is needed.
    func asOf(_ currency: Currency) -> Timestamp? { times[currency] }

    /// Whether amounts of that currency can be converted.
    func knows(_ currency: Currency) -> Bool { factors[currency] != nil }

    /// The amount in the base currency, half to even to ``Figure/partDecimals``; `nil` where no rate is known.
    ///
    /// Throws where the result is out of range.
    func base(_ amount: Amount, _ currency: Currency) throws(ArithmeticOverflow) -> Amount? {
        if currency == base { return amount.rounded(to: Figure.partDecimals) }
        guard let factor = factors[currency] else { return nil }
        return try amount.scaled(by: factor.numerator, over: factor.denominator).rounded(to: Figure.partDecimals)
    }

    /// The amount of the base currency in another one; `nil` where no rate is known.
    ///
    /// Throws where the result is out of range.
    func fromBase(_ amount: Amount, to currency: Currency) throws(ArithmeticOverflow) -> Amount? {
        guard let factor = factors[currency] else { return nil }
        return try amount.scaled(by: factor.denominator, over: factor.numerator)
    }
}
