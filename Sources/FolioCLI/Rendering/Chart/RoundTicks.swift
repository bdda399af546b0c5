import Glibc

/// Round figures along a range, where an axis has its labels: multiples of 1, 2, 2.5 or 5 times a power of ten.
package struct RoundTicks: Sendable, Hashable {
    /// One labelled place.
    package struct Tick: Sendable, Hashable {
        package var value: Double
        package var label: String
    }

    /// The step is this × 10 to the power of ``exponent``.
    private let mantissa: Int
    private let exponent: Int
    private let multiples: ClosedRange<Int>

    /// The steps of one power of ten, in tenths of it.
    private static let mantissas = [10, 20, 25, 50]

    /// The most digits by which figures and their differences are told apart.
    private static let significantDigits = 15.0

    /// Takes the finest step with at most so many ticks in the range.
    ///
    /// - Parameters:
    ///   - range: From the lowest to the highest figure; it is not empty.
    ///   - count: The most ticks, at least 2.
    package init(_ range: ClosedRange<Double>, atMost count: Int) {
        let span = range.upperBound - range.lowerBound
        let largest = max(abs(range.lowerBound), abs(range.upperBound))
        // Below that no step can be told from the one before.
        let finest = Int(log10(max(largest, span)).rounded(.up) - Self.significantDigits)
        var power = max(finest, Int(log10(span / Double(max(2, count))).rounded(.down)) - 1)
        while true {
            for mantissa in Self.mantissas {
                let step = Double(mantissa) * Self.power(power - 1)
                let first = (range.lowerBound / step).rounded(.up)
                let last = (range.upperBound / step).rounded(.down)
                guard last - first < Double(max(2, count)) else { continue }
                (self.mantissa, exponent) = (mantissa, power - 1)
                multiples = Int(first)...Int(max(first, last))
                return
            }
            power += 1
        }
    }

    /// The ticks, lowest first; at least one.
    package var ticks: [Tick] {
        multiples.map { multiple in
            Tick(value: Double(multiple) * Double(mantissa) * Self.power(exponent), label: label(multiple * mantissa))
        }
    }

    private static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

    // MARK: Labels

    /// What stands behind millions and more, by the power of ten.
    private static let units: [(power: Int, sign: String)] = [(12, "T"), (9, "B"), (6, "M")]

    private var unit: (power: Int, sign: String) {
        let digits = max(abs(multiples.lowerBound), abs(multiples.upperBound)) * mantissa
        let largest = Double(digits) * Self.power(exponent)
        return Self.units.first(where: { largest >= Self.power($0.power) }) ?? (0, "")
    }

    /// Decimals that every label has, the same for all of them.
    private var decimals: Int {
        let places = unit.power - exponent
        // Steps of 10 or 20 tenths end in a zero that says nothing.
        return max(0, mantissa % 10 == 0 ? places - 1 : places)
    }

    /// A figure of so many steps' digits, exact.
    private func label(_ digits: Int) -> String {
        guard digits != 0 else { return "0" }
        let places = exponent - unit.power
        let sign = digits < 0 ? "-" : ""
        var text = String(abs(digits))
        if places >= 0 {
            return sign + Figures.grouped(text + String(repeating: "0", count: places)) + unit.sign
        }
        text = String(repeating: "0", count: max(0, 1 - places - text.count)) + text
        let whole = Figures.grouped(String(text.dropLast(-places)))
        let fraction = decimals > 0 ? "." + text.suffix(-places).prefix(decimals) : ""
        return sign + whole + fraction + unit.sign
    }
}
