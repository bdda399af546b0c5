package import FolioModel

/// Prices of one security as they were on their day, never adjusted for later splits.
///
/// Closes, and prices that providers stated for a date: all count the same for that date.
package struct PriceSeries: Sendable, Hashable {
    /// Index into ``HistoryFacts/securities``.
    package let security: Int
    package let currency: Currency
    package let basis: FixedIncome.PriceBasis
    /// A price is its mantissa × 10 to the power of minus this; ``minimumDecimals`` to 12.
    package let decimals: Int
    /// Dates in days since 1970-01-01, ascending, each once.
    package let days: [Int32]
    /// One a date.
    package let mantissas: [Int64]
    /// Who says so, for the trail of a figure.
    package let sources: [String]
    /// Index into ``sources``, one a date; empty where all are of the first.
    package let sourceOfDay: [UInt8]

    /// A price that is carried over a split needs room behind the point.
    package static let minimumDecimals = 6

    /// Takes columns as they are stored.
    ///
    /// Days must be ascending and as many as mantissas; decimals ``minimumDecimals`` to 12; sources not empty.
    package init(
        security: Int,
        currency: Currency,
        basis: FixedIncome.PriceBasis = .unit,
        decimals: Int = minimumDecimals,
        days: [Int32],
        mantissas: [Int64],
        sources: [String],
        sourceOfDay: [UInt8] = []
    ) {
        precondition(days.count == mantissas.count, "A price series has as many days as prices")
        assert(zip(days, days.dropFirst()).allSatisfy { $0 < $1 }, "A price series is in the order of its days")
        precondition((Self.minimumDecimals...Price.decimals).contains(decimals), "Decimals of a price series")
        (self.security, self.currency, self.basis, self.decimals) = (security, currency, basis, decimals)
        (self.days, self.mantissas) = (days, mantissas)
        (self.sources, self.sourceOfDay) = (sources, sourceOfDay)
    }

    /// Takes prices in any order; of two of one date the later in the list counts.
    ///
    /// - Throws: ``ArithmeticOverflow`` where the prices have too many digits to be kept side by side exactly.
    package init(
        security: Int,
        currency: Currency,
        basis: FixedIncome.PriceBasis = .unit,
        source: String,
        closes: [(day: Day, price: Price)]
    ) throws(ArithmeticOverflow) {
        var byDay: [Int32: Price] = [:]
        for close in closes { byDay[close.day.number] = close.price }
        let days = byDay.keys.sorted()
        let prices = days.compactMap { byDay[$0] }
        let decimals = prices.reduce(Self.minimumDecimals) { max($0, $1.fractionDigits) }
        var mantissas: [Int64] = []
        mantissas.reserveCapacity(days.count)
        for price in prices { mantissas.append(try price.mantissa(decimals: decimals)) }
        self.init(
            security: security,
            currency: currency,
            basis: basis,
            decimals: decimals,
            days: days,
            mantissas: mantissas,
            sources: [source]
        )
    }

    /// The name of the source of that entry.
    func source(at index: Int) -> String { sources[sourceOfDay.isEmpty ? 0 : Int(sourceOfDay[index])] }
}

extension PriceSeries {
    /// The series with that price, where it has none of its date; a price that does not fit is left out.
    package func filled(with own: DatedPrice, from source: String) -> PriceSeries {
        let place = days.partitioningIndex { $0 >= own.day.number }
        guard place == days.count || days[place] != own.day.number, sources.count <= UInt8.max,
            let mantissa = try? own.price.mantissa(decimals: decimals)
        else { return self }
        var (days, mantissas) = (days, mantissas)
        days.insert(own.day.number, at: place)
        mantissas.insert(mantissa, at: place)
        var entries = sourceOfDay.isEmpty ? [UInt8](repeating: 0, count: self.days.count) : sourceOfDay
        let names = sources.contains(source) ? sources : sources + [source]
        entries.insert(UInt8(names.firstIndex(of: source) ?? 0), at: place)
        return PriceSeries(
            security: security,
            currency: currency,
            basis: basis,
            decimals: decimals,
            days: days,
            mantissas: mantissas,
            sources: names,
            sourceOfDay: entries
        )
    }
}

extension FixedPoint {
    /// Digits behind the point, without needless zeros: 0 to 12.
    var fractionDigits: Int {
        var rest = raw
        var digits = Self.decimals
        guard rest != 0 else { return 0 }
        while digits > 0, rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        return digits
    }

    /// The value in units of 10 to the power of minus `decimals`, half to even.
    ///
    /// Throws where it does not fit 64 bits.
    func mantissa(decimals: Int) throws(ArithmeticOverflow) -> Int64 {
        guard let mantissa = Int64(exactly: raw.dividedHalfEven(by: PowersOfTen.wide(Self.decimals - decimals))) else {
            throw ArithmeticOverflow()
        }
        return mantissa
    }

    /// The value of a mantissa with so many decimals.
    init(mantissa: Int64, decimals: Int) {
        self.init(raw: Int128(mantissa) * PowersOfTen.wide(Self.decimals - decimals))
    }
}

/// Powers of ten, looked up.
enum PowersOfTen {
    /// 10 to the power of 0 to 18.
    static func narrow(_ exponent: Int) -> Int64 { narrowPowers[exponent] }

    /// 10 to the power of 0 to 18, in 128 bits.
    static func wide(_ exponent: Int) -> Int128 { Int128(narrowPowers[exponent]) }

    private static let narrowPowers: [Int64] = (0...18).reduce(into: []) { powers, index in
        powers.append(index == 0 ? 1 : powers[index - 1] * 10)
    }
}

/// A split: so many new units for so many old ones, before trading begins on its date.
package struct Split: Sendable, Hashable {
    /// Index into ``HistoryFacts/securities``.
    package let security: Int
    package let day: Day
    /// New units.
    package let numerator: Int64
    /// Old units.
    package let denominator: Int64

    /// Makes a split; `nil` unless both counts are positive and below ``limit``.
    package init?(security: Int, day: Day, numerator: Int64, denominator: Int64) {
        guard (1..<Self.limit).contains(numerator), (1..<Self.limit).contains(denominator) else { return nil }
        (self.security, self.day) = (security, day)
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// Counts beyond it are no split.
    package static let limit: Int64 = 1_000_000_000
}

/// Rates of one pair of currencies by date.
package struct RateSeries: Sendable, Hashable {
    /// The currency that is priced.
    package let base: Currency
    /// The currency of the price.
    package let quote: Currency
    /// Dates in days since 1970-01-01, ascending, each once.
    package let days: [Int32]
    /// Units of ``quote`` for one ``base``, positive, one a date.
    package let rates: [Ratio]

    /// Takes rates in any order; those that are not positive are left out; of two of one date the later in the list counts.
    package init(base: Currency, quote: Currency, rates: [(day: Day, rate: Ratio)]) {
        (self.base, self.quote) = (base, quote)
        var byDay: [Int32: Ratio] = [:]
        for rate in rates where rate.rate > .zero { byDay[rate.day.number] = rate.rate }
        days = byDay.keys.sorted()
        self.rates = days.compactMap { byDay[$0] }
    }
}
