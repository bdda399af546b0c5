import FolioModel

/// What one account held after every session, and what moved it: everything that needs no price.
///
/// Made backwards from what is held now; see docs/history.md.
package struct AccountTimeline: Sendable, Equatable {
    /// The session of the account's first row, by the number of ``ExchangeCalendar/Sessions``.
    package let firstSession: Int
    /// Whether nothing was held before its first row: then it was opened, and is not just unknown before.
    package let wasEmptyBefore: Bool
    /// The session of the account's last row; `nil` while it is part of the portfolio.
    package let lastSession: Int?
    /// The session of the facts.
    let anchor: Int
    /// What qualities lose at least before the anchor: nothing, unless the holdings are all that is known.
    let lossBeforeAnchor: Int
    /// Securities that were held or moved, by index.
    let positions: [PositionTimeline]
    /// Cash by currency; in an account without cash what would have moved it.
    let purses: [PurseTimeline]
    /// What does not fit.
    package let findings: [HistoryFinding]

    /// Whether cash is always zero and trades are paid from outside.
    let isWithoutCash: Bool
}

/// One security in one account.
struct PositionTimeline: Sendable, Equatable {
    /// Index into ``HistoryFacts/securities``.
    let security: Int
    let basis: FixedIncome.PriceBasis
    let units: StepLine<Quantity>
    /// What was paid for the units, by average cost; `nil` where unknown.
    let cost: StepLine<Amount?>
    /// Of ``cost``.
    let costCurrency: Currency
    /// By session.
    let effects: [Effect]
    let stated: [StatedFigure]
}

/// Cash of one currency in one account.
struct PurseTimeline: Sendable, Equatable {
    let currency: Currency
    let cash: StepLine<Amount>
    /// By session.
    let effects: [Effect]
    let stated: [StatedFigure]
}

/// A value that takes the place of the computed one on a session.
struct StatedFigure: Sendable, Equatable {
    var session: Int
    /// In millionths of the base currency.
    var value: Int128
    var quality: Int
}

/// One part of what moved a position or a purse on a session.
struct Effect: Sendable, Equatable {
    /// Which term of a day it belongs to.
    enum Part: UInt8, Sendable {
        /// Between the parts of an account; nothing to the account as a whole.
        case inside
        /// Into the account, or out of it.
        case flow
        /// The same between accounts: it cancels where both are in the scope.
        case transfer
        case income, fee, tax
        /// Gain or loss by what happened, not by the price: what is left of a day is gain anyway.
        case gain
        /// Stated without a reason.
        case unexplained
        /// What has to have happened, and no row says so: a flow of cash.
        case impliedFlow
        /// The same in units.
        case missingUnits
    }

    /// In what it is counted.
    enum Measure: Sendable, Equatable {
        case amount(Amount, Currency)
        /// At the price of the session.
        case units(Quantity)
    }

    var session: Int
    var part: Part
    /// Positive when it adds to the account; fees and taxes positive when paid.
    var measure: Measure
    /// Index into the account's transactions; −1 where no row says so.
    var row: Int
}
