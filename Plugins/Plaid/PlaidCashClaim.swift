import FolioAdapterKit
import FolioModel

/// What an account's balances say of its money, beside the rows of its holdings.
///
/// Plaid lists money as a holding, and often in `balances` as well; some institutions list it in one place alone. What
/// the rows leave out is counted only where the account's own total (`current`) proves it to the cent.
struct PlaidCashClaim {
    /// What becomes of the balances' money.
    enum Finding: Hashable {
        /// The rows have it all, or nobody speaks of money.
        case nothing
        /// So much is in the account that no row has; negative for a loan.
        case missing(Amount)
        /// The money among the rows is the money market fund among them.
        case double
        /// Money or a loan is named, and the total does not show whether the rows have it.
        case unclear
    }

    private let current: Amount?
    private let available: Amount?
    /// Borrowed, whatever its sign.
    private let loan: Amount
    /// The rows' own money in the account's currency; `nil` where there is no such row.
    private let money: Amount?
    private let sweeps: [Amount]

    /// Reads the balances of an account whose rows have so much money and money market funds of these values.
    init(_ balances: VendorObject, money: Amount?, sweeps: [Amount]) throws(AdapterError) {
        current = try balances.optionalFigure("current")
        available = try balances.optionalFigure("available")
        let loan: Amount? = try balances.optionalFigure("margin_loan_amount")
        (self.loan, self.money, self.sweeps) = (loan?.magnitude ?? .zero, money, sweeps)
    }

    /// Compares the total with the rows' values; `nil` where these cannot be summed.
    func finding(rows: [Amount]?) throws(ArithmeticOverflow) -> Finding {
        let unlisted = money == nil ? available ?? .zero : .zero
        guard let rows, let current else { return loan.isZero ? .nothing : .unclear }
        let gap = try current - (rows.sum())
        let slack = try max(PlaidCost.cent, Self.halfCent.times(rows.count))
        func fits(_ change: Amount) throws(ArithmeticOverflow) -> Bool { try (gap - change).magnitude <= slack }
        if try fits(.zero) { return .nothing }
        for change in [-loan, unlisted, try unlisted - loan] where !change.isZero {
            if try fits(change) { return .missing(change) }
        }
        if let money, !money.isZero, sweeps.contains(money), try fits(-money) { return .double }
        return loan.isZero && unlisted.isZero ? .nothing : .unclear
    }

    /// A row's value may be rounded by so much.
    private static let halfCent = Amount(raw: 5_000_000_000)
}
