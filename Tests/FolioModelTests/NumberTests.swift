import FolioModel
import Testing

@Suite struct NumberTests {
    private func amount(_ text: String) throws -> Amount { try #require(Amount(exactly: text)) }

    // MARK: Text

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("007", "7"), ("25446.40", "25446.4"), ("-0.000123", "-0.000123"),
        ("99999999999999999999.999999999999", "99999999999999999999.999999999999"),
        ("0.000000000001", "0.000000000001"),
    ])
    func `plain decimal text is read exactly`(text: String, written: String) throws {
        #expect(try amount(text).description == written)
    }

    @Test(arguments: [
        "", "-", "+", "+1", ".", ".5", "5.", "1e3", "NaN", "nan", "inf", "12abc", " 1", "1 ", "1,5", "1_000", "--1",
        "1.2.3", "0x10", "１２", "٣", "1.0000000000001", "123456789012345678901",
        "1234567890123456789012345678901234567890", "1\u{0}",
    ])
    func `anything else is refused`(text: String) {
        #expect(Amount(exactly: text) == nil)
        #expect(Quantity(exactly: text) == nil)
    }

    @Test(arguments: [
        ("1e3", "1000"), ("1.5E-2", "0.015"), ("+7", "7"), (".5", "0.5"), ("5.", "5"), ("0e9999", "0"), ("-0.0", "0"),
        ("0.1234567890125", "0.123456789012"),  // half, to even
        ("0.1234567890135", "0.123456789014"),
        ("0.12345678901250000000000000000000000000000000001", "0.123456789013"),
        ("3.1329999999999999999", "3.133"), ("1e-13", "0"), ("5e-13", "0"), ("6e-13", "0.000000000001"),
        ("100000000000000000000", "100000000000000000000"), ("1e-9999", "0"),
    ])
    func `a vendor's number is read from its text and rounded half to even`(text: String, written: String) throws {
        let value: Amount = try #require(Amount(vendorText: text))
        #expect(value.description == written)
    }

    @Test(arguments: [
        "", "-", "e5", "1e", "1e+", "NaN", "Infinity", "12abc", "１", "1e21", "1e99999", "100000000000000000001", "1 2",
    ])
    func `a vendor's text that is no number, or too large, is refused`(text: String) {
        #expect(Amount(vendorText: text) == nil)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `text to value to text is the same`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let text = Self.canonical(using: &generator)
            #expect(try amount(text).description == text)
            let vendor: Amount = try #require(Amount(vendorText: text))
            #expect(vendor.description == text)
        }
    }

    /// A decimal as it is written: no needless zeros.
    private static func canonical(using generator: inout SeededGenerator) -> String {
        var whole = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            String(Int.random(in: 0...9, using: &generator))
        }.joined()
        while whole.count > 1, whole.hasPrefix("0") { whole.removeFirst() }
        var fraction = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
            String(Int.random(in: 0...9, using: &generator))
        }.joined()
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let text = fraction.isEmpty ? whole : whole + "." + fraction
        return text != "0" && Bool.random(using: &generator) ? "-" + text : text
    }

    // MARK: Rounding

    @Test(arguments: [
        ("0.125", 2, "0.12"), ("0.135", 2, "0.14"), ("-0.125", 2, "-0.12"), ("-0.135", 2, "-0.14"),
        ("0.1250000001", 2, "0.13"), ("2.5", 0, "2"), ("3.5", 0, "4"), ("-2.5", 0, "-2"), ("0.004", 2, "0.00"),
        ("-0.004", 2, "0.00"), ("1", 2, "1.00"), ("999.995", 2, "1000.00"), ("1.5", 12, "1.500000000000"),
        ("1234.5", 0, "1234"),
    ])
    func `rounding is half to even, and zero has no sign`(text: String, decimals: Int, rounded: String) throws {
        let value = try amount(text)
        #expect(value.text(decimals: decimals) == rounded)
        #expect(try value.rounded(to: decimals) == amount(rounded))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `rounding moves by half a step at most, and not twice`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for decimals in 0...12 {
            let value = Amount(raw: Int128.random(in: -(1 << 90)...(1 << 90), using: &generator))
            let rounded = value.rounded(to: decimals)
            #expect(rounded.rounded(to: decimals) == rounded)
            var step = Amount(1)
            for _ in 0..<decimals { step = Amount(raw: step.raw / 10) }
            #expect(try (value - rounded).magnitude.times(2) <= step)
        }
    }

    @Test func `money takes the digits of its currency`() throws {
        let yen = try #require(Currency("JPY"))
        let dinar = try #require(Currency("BHD"))
        let value = try amount("1234.5675")
        #expect(Money(value, .usd).text == "1234.57")
        #expect(Money(value, yen).text == "1235")
        #expect(Money(value, dinar).text == "1234.568")
        #expect(Money(value, .eur).description == "1234.57 EUR")
        #expect(try Money(value, .usd).rounded.amount == amount("1234.57"))
    }

    // MARK: Arithmetic

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the order of a sum does not matter`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var values = (0..<100).map { _ in Amount(raw: Int128.random(in: -(1 << 100)...(1 << 100), using: &generator)) }
        let sum = try values.sum()
        values.shuffle(using: &generator)
        #expect(try values.sum() == sum)
        #expect(try values.map { -$0 }.sum() == -sum)
    }

    @Test func `a sum out of range is an error, never a wrap`() {
        let largest = Amount(raw: .max)
        let least = Amount(raw: .min)
        #expect(throws: ArithmeticOverflow.self) { try largest + Amount(raw: 1) }
        #expect(throws: ArithmeticOverflow.self) { try least - Amount(raw: 1) }
        #expect(throws: ArithmeticOverflow.self) { try largest.times(2) }
        #expect(throws: ArithmeticOverflow.self) { try Quantity(raw: .max) * Price(2) }
        #expect(throws: ArithmeticOverflow.self) { try largest.scaled(by: Ratio(3), over: Ratio(2)) }
    }

    @Test func `quantity times price is exact to twelve decimals`() throws {
        let quantity: Quantity = try #require(Quantity(exactly: "23.567"))
        let price: Price = try #require(Price(exactly: "190.5501"))
        #expect(try (quantity * price).description == "4490.6942067")
        let product = try Quantity(10_000_000_000) * Price(10_000)
        #expect(product.description == "100000000000000")  // 10¹⁴
    }

    @Test func `a share of nothing is unknown`() throws {
        #expect(try Amount(1).ratio(to: .zero) == nil)
        #expect(try Amount(1).divided(by: .zero) == nil)
        #expect(try Amount(1).ratio(to: Amount(3))?.description == "0.333333333333")
        #expect(try Amount(-2).ratio(to: Amount(3))?.description == "-0.666666666667")
        #expect(try Amount(100).divided(by: Quantity(8))?.description == "12.5")
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `the wide product agrees with long multiplication and division`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for bits in [20, 60, 90, 120] {
            let range = -(Int128(1) << Int128(bits))...(Int128(1) << Int128(bits))
            let left = Int128.random(in: range, using: &generator)
            let right = Int128.random(in: range, using: &generator)
            var divisor = Int128.random(in: range, using: &generator)
            if divisor == 0 { divisor = 1 }
            let expected = LongArithmetic.product(left, right, over: divisor)
            let actual = try? Amount(raw: left).scaled(by: Ratio(raw: right), over: Ratio(raw: divisor)).raw
            #expect(actual == expected, "\(left) × \(right) / \(divisor)")
        }
    }

    @Test func `the wide product rounds ties to even on both sides of zero`() throws {
        func half(_ value: Int) throws -> Int128 {
            try Amount(raw: Int128(value)).scaled(by: Ratio(raw: 1), over: Ratio(raw: 2)).raw
        }
        #expect(try [1, 3, 5, -1, -3, -5].map(half) == [0, 2, 2, 0, -2, -2])
        let wide = try Amount(raw: 3 << 100).scaled(by: Ratio(raw: 1 << 20), over: Ratio(raw: 1 << 121)).raw
        #expect(wide == 2)  // 3 / 2
    }

    // MARK: Currencies

    @Test(arguments: ["", "U", "usd", "US$", "ABCDEFGHIJK", "ÜSD", "U D"])
    func `what is no currency code is refused`(text: String) {
        #expect(Currency(text) == nil)
    }

    @Test func `different currencies never meet without a rate`() throws {
        let (dollar, euro) = (Money(Amount(1), .usd), Money(Amount(1), .eur))
        #expect(throws: MoneyError.currencyMismatch(.usd, .eur)) { try dollar.adding(euro) }
        #expect(throws: MoneyError.overflow) { try Money(Amount(raw: .max), .usd).adding(dollar) }
        #expect(try dollar.adding(dollar) == Money(Amount(2), .usd))
    }

    @Test func `a rate converts both ways, and only its own pair`() throws {
        let ratio: Ratio = try #require(Ratio(exactly: "1.25"))
        let asOf = Timestamp(seconds: 0)
        let rate = try #require(FXRate(base: .eur, quote: .usd, rate: ratio, asOf: asOf))
        #expect(try rate.converting(Money(Amount(100), .eur)) == Money(Amount(125), .usd))
        #expect(try rate.converting(Money(Amount(100), .usd)) == Money(Amount(80), .eur))
        #expect(try rate.converting(Money(Amount(100), .gbp)) == nil)
        #expect(FXRate(base: .eur, quote: .usd, rate: .zero, asOf: asOf) == nil)
    }
}

/// The product and quotient by schoolbook methods on decimal digits: slow, and sharing nothing with the real one.
enum LongArithmetic {
    /// `left` × `right` / `divisor` half to even; `nil` beyond 128 bits.
    static func product(_ left: Int128, _ right: Int128, over divisor: Int128) -> Int128? {
        let isNegative = ((left < 0) != (right < 0)) != (divisor < 0)
        let digits = multiply(digits(left.magnitude), digits(right.magnitude))
        var quotient: UInt128 = 0
        var remainder: UInt128 = 0
        let divisor = divisor.magnitude
        for digit in digits {
            // Remainder × 10 + digit, by ten additions modulo the divisor; the carries make the quotient's digit.
            var carry: UInt128 = 0
            var next: UInt128 = 0
            for _ in 0..<10 { add(remainder, to: &next, carry: &carry, modulus: divisor) }
            add(UInt128(digit) % divisor, to: &next, carry: &carry, modulus: divisor)
            carry += UInt128(digit) / divisor
            remainder = next
            let (shifted, overflow) = quotient.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = shifted.addingReportingOverflow(carry)
            if overflow || overflowed { return nil }
            quotient = sum
        }
        let rest = divisor - remainder
        if remainder > rest || (remainder == rest && quotient % 2 == 1) { quotient += 1 }
        guard quotient <= UInt128(Int128.max) else { return nil }
        return isNegative ? -Int128(quotient) : Int128(quotient)
    }

    private static func add(_ part: UInt128, to sum: inout UInt128, carry: inout UInt128, modulus: UInt128) {
        if sum >= modulus - part {
            sum -= modulus - part
            carry += 1
        } else {
            sum += part
        }
    }

    private static func digits(_ value: UInt128) -> [Int] { String(value).compactMap(\.wholeNumberValue) }

    private static func multiply(_ left: [Int], _ right: [Int]) -> [Int] {
        var result = [Int](repeating: 0, count: left.count + right.count)
        for (row, first) in left.enumerated() {
            for (column, second) in right.enumerated() { result[row + column + 1] += first * second }
        }
        for index in result.indices.reversed().dropLast() {
            result[index - 1] += result[index] / 10
            result[index] %= 10
        }
        return result
    }
}

/// SplitMix64: the same seed, the same values.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
