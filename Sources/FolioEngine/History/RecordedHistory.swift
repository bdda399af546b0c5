package import FolioModel

/// What was kept of a history: rows recorded at the ends of their sessions, and accounts of which only rows are left.
package struct RecordedHistory: Sendable {
    /// Recorded rows by account id, oldest first.
    package var rows: [String: [DayTable.Row]] = [:]
    /// Accounts that have left the portfolio.
    package var gone: [AccountHistory] = []

    /// Nothing was kept.
    package init() {}
}

extension PortfolioHistory {
    /// The slice of the history that the filter lets through, recorded rows in the place of rebuilt ones.
    ///
    /// The newest session is what ``Valuation`` says of it, whatever was recorded. A slice by symbol or asset class is
    /// rebuilt throughout, for a recorded row has no parts.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func scoped(_ scope: Scope, _ kept: RecordedHistory) throws(ArithmeticOverflow) -> ScopedHistory {
        guard HistorySlice(scope, securities: facts.securities).isWhole else { return try scoped(scope) }
        var parts: [AccountHistory] = []
        for account in accounts where ScopeFilter.matches(account.account, scope) {
            var part = account
            if let rows = kept.rows[account.account.id] {
                let newest = frame.sessions.upperBound - 1
                part.record(
                    rows.filter { row in
                        ExchangeCalendar.Sessions.number(onOrAfter: row.day) != newest
                            || row[.value] == account.value(after: newest)
                    }
                )
            }
            parts.append(part)
        }
        parts += kept.gone.filter { ScopeFilter.matches($0.account, scope) }
        return ScopedHistory(parts, base: facts.base, frame: frame)
    }

    /// What an account held after a session, as a number: equal for equal units and cash.
    ///
    /// - Parameters:
    ///   - index: Of the account, in the order of the facts.
    ///   - day: A session; what was held after the last one on or before it.
    /// - Returns: The same in every run and on every machine.
    package func holdingsHash(account index: Int, on day: Day) -> Int64 {
        let session = ExchangeCalendar.Sessions.number(onOrBefore: day)
        let timeline = timelines[index]
        var hash = HoldingsHash()
        for position in timeline.positions {
            hash.add(facts.securities[position.security].id, position.units.value(after: session).raw)
        }
        for purse in timeline.purses where !timeline.isWithoutCash {
            hash.add(purse.currency.code, purse.cash.value(after: session).raw)
        }
        return hash.value
    }
}

extension AccountHistory {
    /// The value after a session in millionths; 0 where there is no row of it.
    func value(after session: Int) -> Int128 {
        table.sessions.contains(session) ? table[.value, session - table.sessions.lowerBound] : 0
    }

    /// An account of which only stored rows are left; `nil` where a session is missing between them, or there is none.
    ///
    /// - Parameters:
    ///   - account: As it was.
    ///   - rows: Of consecutive sessions, oldest first.
    ///   - firstDay: The first date that was known.
    ///   - wasEmptyBefore: Whether nothing was held before that.
    ///   - lastDay: The last date on which it was part of the portfolio.
    package init?(
        _ account: Account,
        rows: [DayTable.Row],
        firstDay: Day,
        wasEmptyBefore: Bool,
        lastDay: Day
    ) {
        let last = ExchangeCalendar.Sessions.number(onOrBefore: lastDay)
        let kept = rows.filter { ExchangeCalendar.Sessions.number(onOrAfter: $0.day) <= last }
        guard let newest = kept.last, let table = DayTable(rows: kept) else { return nil }
        self.init(
            account: account,
            firstSession: ExchangeCalendar.Sessions.number(onOrAfter: firstDay),
            wasEmptyBefore: wasEmptyBefore,
            lastSession: ExchangeCalendar.Sessions.number(onOrBefore: newest.day),
            table: table,
            transfers: []
        )
    }
}

/// A sum over holdings that does not depend on their order.
package struct HoldingsHash: Sendable {
    /// 0 where nothing is held.
    package private(set) var value: Int64 = 0

    /// Nothing is held.
    package init() {}

    private static let start: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let prime: UInt64 = 0x0000_0100_0000_01b3

    /// Adds what is held of something; nothing for zero.
    package mutating func add(_ name: String, _ raw: Int128) {
        guard raw != 0 else { return }
        var hash = Self.start
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* Self.prime }
        for half in [UInt64(truncatingIfNeeded: raw), UInt64(truncatingIfNeeded: raw >> 64)] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash = (hash ^ ((half >> shift) & 0xff)) &* Self.prime
            }
        }
        value = Int64(bitPattern: UInt64(bitPattern: value) &+ hash)
    }
}
