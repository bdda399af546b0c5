package import FolioModel

/// An amount of the base currency as it leaves the daemon: rounded, and with at least the currency's minor digits.
package struct Figure: Hashable, Sendable, CustomStringConvertible {
    /// What the text says, no more and no less.
    package let amount: Amount

    /// Decimals that are written even where they are zeros.
    package let minimumDecimals: Int

    /// Decimals of a figure that is part of a total: every contribution is computed to so many, once, so that what is
    /// printed adds up exactly.
    package static let partDecimals = 6

    /// Nothing, with two decimals.
    package static let zero = Figure(amount: .zero, minimumDecimals: 2)

    private init(amount: Amount, minimumDecimals: Int) {
        (self.amount, self.minimumDecimals) = (amount, minimumDecimals)
    }

    /// A total: rounded half to even to the currency's minor unit.
    package init(total amount: Amount, in currency: Currency) {
        self.init(amount: amount.rounded(to: currency.minorDigits), minimumDecimals: currency.minorDigits)
    }

    /// A part of a total: at most ``partDecimals`` decimals, half to even.
    package init(part amount: Amount, in currency: Currency) {
        self.init(amount: amount.rounded(to: Self.partDecimals), minimumDecimals: currency.minorDigits)
    }

    /// Plain decimal text such as `"25446.40"` or `"0.123456"`.
    package var description: String {
        let short = amount.rounded(to: minimumDecimals) == amount
        return short ? amount.text(decimals: minimumDecimals) : amount.description
    }
}

extension Figure {
    /// A part that has ``partDecimals`` decimals at most already.
    ///
    /// Looking up the currency's digits and rounding again would be most of the work of a large answer.
    init(rounded amount: Amount, minimumDecimals: Int) {
        self.init(amount: amount, minimumDecimals: minimumDecimals)
    }
}

extension Figure: WireValue {
    package static func schema(in catalogue: inout SchemaCatalogue) -> JSONValue { Amount.schema(in: &catalogue) }

    package func write(to writer: inout JSONWriter) { writer.string(description) }

    package init(wire value: JSONValue, at path: WirePath) throws(WireError) {
        let amount = try Amount(wire: value, at: path)
        let decimals = value.string?.split(separator: ".").dropFirst().first?.utf8.count ?? 0
        self.init(amount: amount, minimumDecimals: decimals)
    }
}

extension Amount {
    /// This amount as a part of a total in that currency.
    func part(in currency: Currency) -> Figure { Figure(part: self, in: currency) }

    /// This amount as a total in that currency.
    func total(in currency: Currency) -> Figure { Figure(total: self, in: currency) }
}
