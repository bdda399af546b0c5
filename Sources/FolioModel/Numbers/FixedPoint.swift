/// A count of 10⁻¹² of something: exact, ordered, never silently out of range.
///
/// ``Quantity``, ``Price``, ``Amount`` and ``Ratio`` are distinct so that only meaningful arithmetic compiles:
/// `quantity * price` is the only product, and sums stay inside one type.
public protocol FixedPoint: Hashable, Comparable, Sendable, CustomStringConvertible, WireValue {
    /// The value in units of 10⁻¹².
    var raw: Int128 { get }

    /// Makes a value of `raw` × 10⁻¹².
    init(raw: Int128)
}

/// A result beyond what 128 bits of 10⁻¹² can hold; never a wrapped or rounded figure instead.
public struct ArithmeticOverflow: Error, Hashable, CustomStringConvertible {
    /// Makes the error.
    public init() {}

    /// One sentence for a person.
    public var description: String { "a figure is too large to be computed exactly" }
}

/// A division by nothing.
public struct DivisionByZero: Error, Hashable {
    /// Makes the error.
    public init() {}
}

extension FixedPoint {
    /// The number of decimals kept: 12.
    public static var decimals: Int { DecimalText.scale }

    /// Nothing.
    public static var zero: Self { Self(raw: 0) }

    /// Whether this is exactly nothing.
    public var isZero: Bool { raw == 0 }

    /// Whether this is below nothing.
    public var isNegative: Bool { raw < 0 }

    /// The distance from nothing.
    public var magnitude: Self { Self(raw: raw < 0 ? -raw : raw) }

    /// Makes a whole number.
    public init(_ whole: Int) {
        self.init(raw: Int128(whole) * DecimalText.one)
    }

    /// Parses plain decimal text such as `"-0.000123"`: at most 20 digits before the point and 12 after it.
    ///
    /// `nil` for anything else: an empty text, an exponent, a plus sign, a lone sign or point, digits of other scripts.
    public init?(exactly text: some StringProtocol) {
        var text = String(text)
        guard let raw = text.withUTF8({ DecimalText.parse($0, as: .plain) }) else { return nil }
        self.init(raw: raw)
    }

    /// Parses a vendor's number from its own text, exponent and plus sign allowed, digits past the 12th rounded half
    /// to even.
    ///
    /// `nil` where the text is not a number or is out of range (above 10²⁰).
    public init?(vendorText text: some StringProtocol) {
        var text = String(text)
        guard let raw = text.withUTF8({ DecimalText.parse($0, as: .vendor) }) else { return nil }
        self.init(raw: raw)
    }

    /// Plain decimal text without needless zeros: `"25446.4"`, `"0"`, `"-0.000123"`.
    public var description: String { DecimalText.format(raw) }

    /// Appends ``description`` to bytes.
    package func append(to bytes: inout [UInt8]) { DecimalText.withBytes(of: raw) { bytes.append(contentsOf: $0) } }

    /// The text with exactly `decimals` decimals, rounded half to even: `"25446.40"`.
    public func text(decimals: Int) -> String { DecimalText.format(raw, decimals: decimals) }

    /// The text with at most `decimals` decimals, rounded half to even, needless zeros dropped.
    public func text(atMost decimals: Int) -> String { rounded(to: decimals).description }

    /// The value rounded half to even to `decimals` decimals (0 to 12).
    public func rounded(to decimals: Int) -> Self {
        let step = DecimalText.power(DecimalText.scale - max(0, min(DecimalText.scale, decimals)))
        return Self(raw: raw.dividedHalfEven(by: step) * step)
    }

    /// The sum.
    ///
    /// Throws where it would be out of range.
    public static func + (left: Self, right: Self) throws(ArithmeticOverflow) -> Self {
        let (sum, overflow) = left.raw.addingReportingOverflow(right.raw)
        guard !overflow else { throw ArithmeticOverflow() }
        return Self(raw: sum)
    }

    /// The difference.
    ///
    /// Throws where it would be out of range.
    public static func - (left: Self, right: Self) throws(ArithmeticOverflow) -> Self {
        let (difference, overflow) = left.raw.subtractingReportingOverflow(right.raw)
        guard !overflow else { throw ArithmeticOverflow() }
        return Self(raw: difference)
    }

    /// The same distance on the other side of nothing.
    public static prefix func - (value: Self) -> Self { Self(raw: 0 - value.raw) }

    /// Whether the left value is the smaller one.
    public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }

    /// Adds in place.
    ///
    /// Throws where the sum would be out of range.
    public mutating func add(_ other: Self) throws(ArithmeticOverflow) { self = try self + other }

    /// The value times a whole number.
    ///
    /// Throws where the product would be out of range.
    public func times(_ factor: Int) throws(ArithmeticOverflow) -> Self {
        let (product, overflow) = raw.multipliedReportingOverflow(by: Int128(factor))
        guard !overflow else { throw ArithmeticOverflow() }
        return Self(raw: product)
    }

    /// The value times `numerator` / `denominator`, rounded half to even to 12 decimals.
    ///
    /// Throws where the result would be out of range. The denominator must not be zero.
    public func scaled<Part: FixedPoint>(by numerator: Part, over denominator: Part) throws(ArithmeticOverflow) -> Self
    {
        Self(raw: try DecimalText.product(raw, numerator.raw, over: denominator.raw))
    }

    /// The share of this value in `whole`: 12 decimals, half to even; `nil` where `whole` is zero.
    ///
    /// Throws where the share would be out of range.
    public func ratio(to whole: Self) throws(ArithmeticOverflow) -> Ratio? {
        guard whole.raw != 0 else { return nil }
        return Ratio(raw: try DecimalText.product(raw, DecimalText.one, over: whole.raw))
    }

    /// The nearest binary number, for statistics and charts only.
    public var approximateDouble: Double { Double(raw) / 1e12 }
}

extension Sequence where Element: FixedPoint {
    /// The exact sum; zero for an empty sequence.
    ///
    /// Throws where it would be out of range.
    public func sum() throws(ArithmeticOverflow) -> Element {
        var total = Element.zero
        for value in self { try total.add(value) }
        return total
    }
}

/// A number of units of a security: positive when held, negative when owed (short); contracts for options.
public struct Quantity: FixedPoint {
    /// The value in units of 10⁻¹².
    public let raw: Int128

    /// Makes a value of `raw` × 10⁻¹².
    public init(raw: Int128) { self.raw = raw }

    /// What so many units at that price come to, half to even at the 12th decimal.
    ///
    /// Throws where the product would be out of range.
    public static func * (quantity: Quantity, price: Price) throws(ArithmeticOverflow) -> Amount {
        Amount(raw: try DecimalText.product(quantity.raw, price.raw, over: DecimalText.one))
    }
}

/// The price of one unit, in a currency stated beside it.
public struct Price: FixedPoint {
    /// The value in units of 10⁻¹².
    public let raw: Int128

    /// Makes a value of `raw` × 10⁻¹².
    public init(raw: Int128) { self.raw = raw }
}

/// A sum of money in a currency stated beside it; ``Money`` where the currency travels along.
public struct Amount: FixedPoint {
    /// The value in units of 10⁻¹².
    public let raw: Int128

    /// Makes a value of `raw` × 10⁻¹².
    public init(raw: Int128) { self.raw = raw }

    /// The unit price of so many units that came to this amount; `nil` where there are none.
    ///
    /// Throws where the price would be out of range.
    public func divided(by quantity: Quantity) throws(ArithmeticOverflow) -> Price? {
        guard quantity.raw != 0 else { return nil }
        return Price(raw: try DecimalText.product(raw, DecimalText.one, over: quantity.raw))
    }
}

/// A pure number: a share, a percentage as a fraction (`0.0108` is 1.08 %), an exchange rate.
public struct Ratio: FixedPoint {
    /// The value in units of 10⁻¹².
    public let raw: Int128

    /// Makes a value of `raw` × 10⁻¹².
    public init(raw: Int128) { self.raw = raw }
}
