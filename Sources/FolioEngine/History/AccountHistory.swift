package import FolioModel

/// What moved between an account and another one on a session.
package struct AccountTransfer: Sendable, Hashable {
    /// What was moved.
    package enum Key: Hashable, Sendable {
        /// Index into ``HistoryFacts/securities``.
        case security(Int)
        case currency(Currency)
    }

    /// By the number of ``ExchangeCalendar/Sessions``.
    package var session: Int
    package var key: Key
    /// Positive when it came in; millionths of the base currency.
    package var value: Int128
}

/// The history of one account: its rows, and what is needed to add them to others'.
///
/// It can be kept as it is and used without the facts it was made from.
package struct AccountHistory: Sendable, Equatable {
    package let account: Account
    /// The session of the account's first row ever, which may be before ``table``'s.
    package let firstSession: Int
    /// Whether nothing was held before that: the account was opened then.
    package let wasEmptyBefore: Bool
    /// The session of the account's last row; `nil` while it is part of the portfolio.
    package let lastSession: Int?
    /// Its rows for the sessions of the frame.
    package private(set) var table: DayTable
    /// What moved between it and other accounts, in these sessions.
    package let transfers: [AccountTransfer]
    /// Sessions whose rows were recorded at their end, and outrank what is rebuilt.
    package private(set) var recorded: Set<Int> = []

    /// Takes rows as they are.
    package init(
        account: Account,
        firstSession: Int,
        wasEmptyBefore: Bool,
        lastSession: Int?,
        table: DayTable,
        transfers: [AccountTransfer]
    ) {
        (self.account, self.firstSession, self.wasEmptyBefore) = (account, firstSession, wasEmptyBefore)
        (self.lastSession, self.table, self.transfers) = (lastSession, table, transfers)
    }

    /// What a recorded row says itself; the gains follow from it.
    private static let recordedMetrics: [DayMetric] = [
        .value, .cash, .costBasis, .unknownCosts, .flow, .impliedFlow, .weight, .loss, .assumed, .parts, .unvalued,
    ]

    /// Puts recorded rows in the place of rebuilt ones, and their days' market gains right.
    ///
    /// Rows of sessions that the table has not are left out.
    package mutating func record(_ rows: [DayTable.Row]) {
        for row in rows {
            let session = ExchangeCalendar.Sessions.number(onOrAfter: row.day)
            guard table.sessions.contains(session), ExchangeCalendar.isSession(row.day) else { continue }
            recorded.insert(session)
            let index = session - table.sessions.lowerBound
            for metric in Self.recordedMetrics { table[metric, index] = row[metric] }
        }
        for session in recorded {
            table.fillMarketGain(session)
            table.fillMarketGain(session + 1)
        }
    }
}

extension DayTable {
    /// Makes the row of a session add up; nothing for the first row, before which nothing is known.
    mutating func fillMarketGain(_ session: Int) {
        guard session > sessions.lowerBound, sessions.contains(session) else { return }
        let row = session - sessions.lowerBound
        self[.marketGain, row] = self[.value, row] - self[.value, row - 1] - explained(row)
    }

    /// What a row says of its change but the market gain.
    func explained(_ row: Int) -> Int128 {
        self[.flow, row] + self[.income, row] - self[.fees, row] - self[.taxes, row] + self[.fxGain, row]
            + self[.unexplained, row]
    }
}
