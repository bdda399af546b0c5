package import FolioModel

/// What one account was worth at the end of one session, and what moved it, as stored.
package struct AccountDay: Sendable, Hashable {
    /// How the row came about.
    package enum Kind: Int64, Sendable {
        /// Rebuilt from facts, and to be rebuilt again when they change.
        case reconstructed = 0
        /// Recorded at the end of its session; it outranks what is rebuilt.
        case dailyEndOfDay = 1
    }

    /// The session.
    package var day: Day
    package var kind: Kind
    /// Of the figures.
    package var currency: Currency
    /// By ``columns``: millionths of the currency, or plain numbers.
    package var figures: [Int64]
    /// What was held, as a number: equal for equal units and cash; 0 where nobody noted it.
    package var holdingsHash: Int64 = 0
    /// When it was recorded, in milliseconds since 1970; 0 for what is rebuilt.
    package var capturedAt: Int64 = 0

    /// Makes a row; there must be a figure for each of ``columns``.
    package init(day: Day, kind: Kind, currency: Currency, figures: [Int64]) {
        precondition(figures.count == Self.columns.count, "A row has a figure for each column")
        (self.day, self.kind, self.currency, self.figures) = (day, kind, currency, figures)
    }

    /// The figures of a row, in order.
    package static let columns = [
        "value", "cash", "cost_basis", "flow", "income", "fees", "taxes", "market_gain", "fx_gain", "unexplained",
        "implied_flow", "weight", "loss", "assumed", "unknown_costs", "parts", "unvalued",
    ]

    /// Whether it says the same of the day, whoever says it.
    package func saysTheSame(as other: AccountDay) -> Bool {
        day == other.day && currency == other.currency && figures == other.figures
    }

    /// The value in millionths.
    package var value: Int64 { figures[0] }
}

/// The rebuilt rows of one account.
package struct AccountHistoryRows: Sendable {
    /// The account's id.
    package var account: String
    /// Of all figures.
    package var currency: Currency
    /// The first date that is known.
    package var firstDay: Day
    /// Whether nothing was held before it.
    package var wasEmptyBefore: Bool
    /// One a session, oldest first.
    package var days: [AccountDay]

    package init(account: String, currency: Currency, firstDay: Day, wasEmptyBefore: Bool, days: [AccountDay]) {
        (self.account, self.currency, self.firstDay) = (account, currency, firstDay)
        (self.wasEmptyBefore, self.days) = (wasEmptyBefore, days)
    }
}

/// How far the stored rows of an account reach.
package struct AccountReach: Sendable, Hashable {
    package var account: String
    package var connection: String
    package var currency: Currency
    package var firstDay: Day
    package var wasEmptyBefore: Bool
    /// When the account left its connection; `nil` while it is there.
    package var goneAt: Timestamp?
}

/// Why a recorded row was put right.
package enum CorrectionReason: String, Sendable {
    /// Records of that day or before came, changed or went afterwards.
    case transactions
    /// The price of that day came later, such as a fund's net asset value.
    case prices
    /// It is the newest session, and the provider says something else of it now.
    case newest
    /// Figures are in another currency now.
    case currency
}

/// How a recorded row is put right.
package struct Correction: Sendable, Hashable {
    package var reason: CorrectionReason
    /// Of what is held by what is known now.
    package var holdingsHash: Int64
    package var at: Timestamp

    package init(reason: CorrectionReason, holdingsHash: Int64, at: Timestamp) {
        (self.reason, self.holdingsHash, self.at) = (reason, holdingsHash, at)
    }
}

/// What storing the rows of accounts changed.
package struct HistoryOutcome: Sendable, Hashable {
    package var written = 0
    package var unchanged = 0
    package var removed = 0
    package var corrected = 0
    /// The first date whose row is another one now; `nil` where none is.
    package var changedFrom: Day?

    package init() {}

    /// Adds another outcome.
    package mutating func add(_ other: HistoryOutcome) {
        written += other.written
        unchanged += other.unchanged
        removed += other.removed
        corrected += other.corrected
        changedFrom = [changedFrom, other.changedFrom].compactMap { $0 }.min()
    }
}
