package import FolioModel

/// The history of a slice of a portfolio: rows added up over accounts, with flows across its border.
package struct ScopedHistory: Sendable {
    /// The currency of every figure.
    package let base: Currency
    /// One row a session, from the first on which any account of the slice is known.
    package let table: DayTable
    /// What came in on a session: positive; flows netted per account, transfers inside the slice left out.
    let inflows: [Int128]
    /// What went out on a session: positive.
    let outflows: [Int128]
    /// What nobody can explain, by sign, per account.
    let unexplainedGains: [Int128]
    let unexplainedLosses: [Int128]
    /// Accounts that were not opened on their first session: what they held before it is not known.
    let unknownBefore: [(account: String, session: Int)]
    /// Whether nothing was held before the first row.
    let startsFromNothing: Bool
    /// Sessions whose rows were recorded for all accounts.
    let recorded: Set<Int>

    /// Adds up the histories of some accounts.
    ///
    /// - Parameters:
    ///   - accounts: Their rows; of a slice by symbol or asset class, those of that slice.
    ///   - base: The currency of their figures.
    ///   - frame: The sessions that are wanted.
    package init(_ accounts: [AccountHistory], base: Currency, frame: HistoryFrame) {
        var sum = ScopeSum(accounts, frame)
        sum.run()
        self.base = base
        table = sum.table
        (inflows, outflows) = (sum.inflows, sum.outflows)
        (unexplainedGains, unexplainedLosses) = (sum.unexplainedGains, sum.unexplainedLosses)
        let first = table.sessions.lowerBound
        unknownBefore = accounts.filter { !$0.wasEmptyBefore }.map { ($0.account.id, $0.firstSession) }
        startsFromNothing = accounts.allSatisfy {
            $0.firstSession > first || ($0.firstSession == first && $0.wasEmptyBefore)
        }
        recorded = Set(
            table.sessions.filter { session in
                let present = accounts.filter { $0.table.sessions.contains(session) }
                return !present.isEmpty && present.allSatisfy { $0.recorded.contains(session) }
            }
        )
    }
}

extension PortfolioHistory {
    /// The slice of the history that the filter lets through.
    ///
    /// A filter that matches nothing gives a history without rows, not an error.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func scoped(_ scope: Scope) throws(ArithmeticOverflow) -> ScopedHistory {
        let slice = HistorySlice(scope, securities: facts.securities)
        var parts: [AccountHistory] = []
        for (index, account) in accounts.enumerated() where ScopeFilter.matches(account.account, scope) {
            if slice.isWhole {
                parts.append(account)
            } else if timelines[index].hasPart(in: slice) {
                parts.append(try part(index, slice))
            }
        }
        return ScopedHistory(parts, base: facts.base, frame: frame)
    }

    private func part(_ index: Int, _ slice: HistorySlice) throws(ArithmeticOverflow) -> AccountHistory {
        let timeline = timelines[index]
        let rows = try AccountValuer.rows(timeline, tracks, slice: slice, sessions: frame.sessions)
        return AccountHistory(
            account: accounts[index].account,
            firstSession: timeline.firstSession,
            wasEmptyBefore: timeline.wasEmptyBefore,
            lastSession: timeline.lastSession,
            table: rows.table,
            transfers: rows.transfers
        )
    }
}

extension AccountTimeline {
    /// Whether the account ever held or moved anything of the slice.
    func hasPart(in slice: HistorySlice) -> Bool {
        positions.contains { slice.contains($0.security) } || (slice.hasCash && !purses.isEmpty)
    }
}

/// Adds up the rows of accounts.
private struct ScopeSum {
    private let accounts: [AccountHistory]
    /// The first session of any account, which may be before the table's.
    private let first: Int

    private(set) var table: DayTable
    private(set) var inflows: [Int128]
    private(set) var outflows: [Int128]
    private(set) var unexplainedGains: [Int128]
    private(set) var unexplainedLosses: [Int128]

    init(_ accounts: [AccountHistory], _ frame: HistoryFrame) {
        self.accounts = accounts
        first = accounts.map(\.firstSession).min() ?? 0
        let known = accounts.reduce(0..<0) { $0.union($1.table.sessions) }.intersection(frame.sessions)
        table = DayTable(sessions: known.isEmpty ? known : known.lowerBound..<frame.sessions.upperBound)
        inflows = [Int128](repeating: 0, count: table.count)
        (outflows, unexplainedGains, unexplainedLosses) = (inflows, inflows, inflows)
    }

    mutating func run() {
        let cancelled = cancelledTransfers()
        for (index, account) in accounts.enumerated() {
            var rows = account.table.rows(table.sessions)
            if account.firstSession > first { enter(&rows, account) }
            table.add(rows)
            for row in 0..<rows.count {
                let session = rows.sessions.lowerBound + row
                let place = session - table.sessions.lowerBound
                let flow = rows[.flow, row] - (cancelled[TransferPlace(account: index, session: session)] ?? 0)
                if flow > 0 { inflows[place] += flow } else { outflows[place] -= flow }
                let unexplained = rows[.unexplained, row]
                if unexplained > 0 {
                    unexplainedGains[place] += unexplained
                } else {
                    unexplainedLosses[place] -= unexplained
                }
            }
            leave(rows, account)
        }
    }

    /// An account that enters brings what it is worth at the end of its first session, and no gain.
    private func enter(_ rows: inout DayTable, _ account: AccountHistory) {
        guard rows.sessions.contains(account.firstSession) else { return }
        let row = account.firstSession - rows.sessions.lowerBound
        for metric in [DayMetric.income, .fees, .taxes, .marketGain, .fxGain, .unexplained, .impliedFlow] {
            rows[metric, row] = 0
        }
        rows[.flow, row] = rows[.value, row]
    }

    /// An account that leaves takes what it was worth with it, on the session after its last.
    private mutating func leave(_ rows: DayTable, _ account: AccountHistory) {
        guard let last = account.lastSession, rows.sessions.contains(last), table.sessions.contains(last + 1) else {
            return
        }
        let value = rows[.value, last - rows.sessions.lowerBound]
        let place = last + 1 - table.sessions.lowerBound
        table[.flow, place] -= value
        if value > 0 { outflows[place] += value } else { inflows[place] -= value }
    }

    // MARK: Transfers

    private struct TransferPlace: Hashable {
        var account: Int
        var session: Int
    }

    private struct TransferKey: Hashable {
        var session: Int
        var key: AccountTransfer.Key
    }

    /// What of each account's flows of a session went to or came from another account of the slice.
    private func cancelledTransfers() -> [TransferPlace: Int128] {
        guard accounts.filter({ !$0.transfers.isEmpty }).count > 1 else { return [:] }
        var groups: [TransferKey: [(account: Int, value: Int128)]] = [:]
        for (index, account) in accounts.enumerated() {
            for transfer in account.transfers where table.sessions.contains(transfer.session) {
                groups[TransferKey(session: transfer.session, key: transfer.key), default: []]
                    .append((index, transfer.value))
            }
        }
        var cancelled: [TransferPlace: Int128] = [:]
        for (key, moves) in groups {
            // An account's own moves of one session come to what it sent or received.
            var net: [Int: Int128] = [:]
            for move in moves { net[move.account, default: 0] += move.value }
            let received = net.values.reduce(0) { $0 + max($1, 0) }
            let sent = net.values.reduce(0) { $0 + max(-$1, 0) }
            var (left, right) = (min(received, sent), min(received, sent))
            for account in net.keys.sorted() {
                guard let value = net[account] else { continue }
                let part = value > 0 ? min(value, left) : -min(-value, right)
                if value > 0 { left -= part } else { right += part }
                cancelled[TransferPlace(account: account, session: key.session), default: 0] += part
            }
        }
        return cancelled
    }
}
