import FolioModel

/// What one account's holding of one security adds to the portfolio, in the base currency.
///
/// Every figure of every method is a sum over these and over ``CashEntry``; there is no second way to a number.
struct Contribution: Sendable {
    /// Why a value is not known.
    enum Status: UInt8, Sendable { case valued, noPrice, noRate }

    /// Index into ``Valuation/accounts``.
    var account: Int32
    /// Index into ``Valuation/securities``.
    var security: Int32
    /// Index into ``PortfolioFacts/holdings``.
    var holding: Int32
    var status: Status
    /// Whether the price is the security's quote, not the provider's own.
    var isQuoted: Bool
    /// 0 to 100: how fresh the price is.
    var quality: UInt8
    /// Whether there is a price, and not only a value.
    var hasPrice: Bool
    /// Of the price or value used.
    var asOf: Timestamp
    private var known: Known = []
    var quantity: Quantity
    private var storedValue = Amount.zero
    private var storedCostBasis = Amount.zero
    private var storedDayGain = Amount.zero

    init(
        account: Int32,
        security: Int32,
        holding: Int32,
        status: Status,
        isQuoted: Bool,
        quality: UInt8,
        hasPrice: Bool,
        asOf: Timestamp,
        quantity: Quantity
    ) {
        (self.account, self.security, self.holding) = (account, security, holding)
        (self.status, self.isQuoted, self.quality) = (status, isQuoted, quality)
        (self.hasPrice, self.asOf, self.quantity) = (hasPrice, asOf, quantity)
    }

    /// Signed; `nil` unless the status is `valued`.
    var value: Amount? {
        get { known.contains(.value) ? storedValue : nil }
        set { storedValue = known.note(newValue, as: .value) }
    }

    /// Signed like the quantity; `nil` where unknown.
    var costBasis: Amount? {
        get { known.contains(.costBasis) ? storedCostBasis : nil }
        set { storedCostBasis = known.note(newValue, as: .costBasis) }
    }

    /// (price − previous close) × units; `nil` where there is no previous close.
    var dayGain: Amount? {
        get { known.contains(.dayGain) ? storedDayGain : nil }
        set { storedDayGain = known.note(newValue, as: .dayGain) }
    }

    /// Which figures there are: an optional of each would take twice the room, and there is one of these a holding.
    private struct Known: OptionSet {
        let rawValue: UInt8

        static let value = Known(rawValue: 1)
        static let costBasis = Known(rawValue: 2)
        static let dayGain = Known(rawValue: 4)

        /// Notes whether the figure is there; what to store for it.
        mutating func note(_ amount: Amount?, as figure: Known) -> Amount {
            if amount == nil { remove(figure) } else { insert(figure) }
            return amount ?? .zero
        }
    }
}

/// Cash of one currency in one account: a balance, or a holding that counts as cash.
struct CashEntry: Sendable {
    /// Index into ``Valuation/accounts``.
    var account: Int32
    var currency: Currency
    var amount: Amount
    /// In the base currency; `nil` where no exchange rate or no price is known.
    var value: Amount?
    var status: Contribution.Status
    var asOf: Timestamp
}

/// How quantity and price make a value.
enum UnitFactor: Sendable, Hashable {
    /// value = quantity × price × multiplier.
    case times(Int)
    /// value = quantity × price / 100: a bond quoted in percent of par.
    case percent

    /// Of prices per unit.
    init(_ security: Security) {
        if let contract = security.option {
            self = .times(contract.multiplier)
        } else {
            self = .times(security.type == .option ? Self.sharesInContract : 1)
        }
    }

    /// Shares in one option contract, unless the provider says otherwise.
    private static let sharesInContract = 100

    /// The value of so many units at that price.
    ///
    /// Throws where it is out of range.
    func value(_ quantity: Quantity, at price: Price) throws(ArithmeticOverflow) -> Amount {
        let product = try quantity * price
        switch self {
        case .times(1): return product
        case .times(let multiplier): return try product.times(multiplier)
        case .percent: return try product.scaled(by: Ratio(1), over: Ratio(100))
        }
    }

    /// The price at which so many units come to the amount; `nil` where there are none.
    ///
    /// Throws where it is out of range.
    func price(of amount: Amount, over quantity: Quantity) throws(ArithmeticOverflow) -> Price? {
        guard let price = try amount.divided(by: quantity) else { return nil }
        switch self {
        case .times(1), .times(0): return price
        case .times(let multiplier): return try price.scaled(by: Ratio(1), over: Ratio(multiplier))
        case .percent: return try price.times(100)
        }
    }
}
