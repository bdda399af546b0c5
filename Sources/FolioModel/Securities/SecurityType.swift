/// What kind of thing a security is.
public enum SecurityType: String, WireEnum {
    case stock
    case preferredStock = "preferred_stock"
    case depositaryReceipt = "depositary_receipt"
    case etf
    case mutualFund = "mutual_fund"
    case moneyMarketFund = "money_market_fund"
    case bond
    case treasuryBill = "treasury_bill"
    case option
    case warrant
    case cryptocurrency
    case cash
    case loan
    case other

    /// The broad class that filters and allocations use.
    public var assetClass: AssetClass {
        switch self {
        case .stock, .preferredStock, .depositaryReceipt: .equity
        case .etf, .mutualFund: .fund
        case .bond, .treasuryBill: .fixedIncome
        case .option, .warrant: .option
        case .cryptocurrency: .crypto
        case .cash, .moneyMarketFund: .cash
        case .loan, .other: .other
        }
    }

    /// The class within which an equal ticker means the same thing: a provider may call a fund a stock, never a coin.
    public var identityClass: IdentityClass {
        switch self {
        case .stock, .preferredStock, .depositaryReceipt, .etf, .mutualFund, .moneyMarketFund, .other: .listed
        case .bond, .treasuryBill, .loan: .fixedIncome
        case .option, .warrant: .derivative
        case .cryptocurrency: .crypto
        case .cash: .cash
        }
    }
}

/// The broad class of a security, or cash.
public enum AssetClass: String, WireEnum {
    case equity, fund
    case fixedIncome = "fixed_income"
    case option, crypto, cash, other
}

/// Types among which tickers are unique.
public enum IdentityClass: String, WireEnum {
    case listed
    case fixedIncome = "fixed_income"
    case derivative, crypto, cash
}

/// Which way a position points.
public enum PositionSide: String, WireEnum {
    case long, short
}
