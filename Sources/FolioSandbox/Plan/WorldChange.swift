package import FolioModel

/// Something that happens to the world's accounts while clients read them.
package enum WorldChange: Hashable, Sendable {
    /// A row is booked, today or, late, on a day that has passed.
    case arrival(account: String, NewRow)

    /// A row was never there: Plaid leaves it out from now on, Alpaca calls it `canceled`.
    case removal(account: String, RowPick)

    /// A row changes: the price of a trade or the amount of anything else by so many cents, the units of a trade by
    /// so many.
    ///
    /// Cash, cost and holdings follow. Whether the row keeps its id is the institution's dialect.
    case correction(account: String, RowPick, cents: Int, units: Int)

    /// An account that waited appears with all its history.
    case opening(account: String)

    /// An account is gone from every answer.
    case closing(account: String)

    /// The provider gives the account another id, as Plaid does when it can't reconcile it.
    case rekeying(account: String)

    /// The key of the account it happens to.
    package var account: String {
        switch self {
        case .arrival(let account, _), .removal(let account, _), .correction(let account, _, _, _),
            .opening(let account), .closing(let account), .rekeying(let account):
            account
        }
    }
}

/// A row to be booked.
package struct NewRow: Hashable, Sendable {
    /// What it is: `buy`, `sell`, `reinvestment`, `dividend`, `interest`, `fee`, `deposit` or `withdrawal`.
    package var kind: TransactionType

    /// The key of the security; needed by trades and dividends.
    package var security: String?

    /// Units of a trade, positive; the price is the close of the day.
    package var units: Quantity?

    /// Money of anything else, positive whichever way it goes.
    package var amount: Amount?

    /// How many calendar days before the world's last day it happened; the session on or before that day.
    package var daysAgo = 0

    /// Makes a row that happened so many days before the world's last one.
    package init(
        _ kind: TransactionType,
        of security: String? = nil,
        units: Quantity? = nil,
        amount: Amount? = nil,
        daysAgo: Int = 0
    ) {
        (self.kind, self.security, self.units) = (kind, security, units)
        (self.amount, self.daysAgo) = (amount, daysAgo)
    }
}

/// Which row of an account is meant.
package enum RowPick: Hashable, Sendable {
    /// The one of that number.
    case number(Int)

    /// The newest that may change is 0, the one before 1; counted round when there are fewer.
    ///
    /// May change: trades, dividends, interest, fees and cash flows of the world's last so many days; at Alpaca all but
    /// trades. Where a change would leave units owed that were not, or the other way round, the next older row is taken.
    case recent(Int, withinDays: Int = 3650)
}

/// A change that can't be made.
package struct WorldChangeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for a person.
    package let description: String

    init(_ description: String) { self.description = description }
}

/// A change that was made, with what became of it.
package struct RecordedChange: Hashable, Sendable {
    /// The change as it was asked for.
    package let change: WorldChange

    /// The row as it was; `nil` where it is new, or the account itself changed.
    package let before: WorldEntry?

    /// The row as it is now; `nil` where it is gone.
    package let after: WorldEntry?

    /// The key of the account.
    package var account: String { change.account }
}
