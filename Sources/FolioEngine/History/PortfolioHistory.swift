package import FolioModel

/// The history of a portfolio, rebuilt from facts for the sessions of a frame.
///
/// Any frame gives the same rows for the sessions it has, but for the gains of its first one. See docs/history.md.
package struct PortfolioHistory: Sendable {
    package let facts: HistoryFacts
    package let frame: HistoryFrame
    /// In the order of the facts.
    package let accounts: [AccountHistory]
    /// What does not fit: by account in the order of the facts, then prices and rates.
    package let findings: [HistoryFinding]
    /// By account in the order of the facts: the sessions whose rows were computed, and not taken over; empty for none.
    package let computed: [Range<Int>]

    let timelines: [AccountTimeline]
    let tracks: HistoryTracks

    /// Rebuilds every row.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package init(_ facts: HistoryFacts, frame: HistoryFrame) throws(ArithmeticOverflow) {
        try self.init(facts, frame, former: nil)
    }

    /// Rebuilds the rows that are not what they were in a former history, and takes over the others.
    ///
    /// The outcome is the same as that of ``init(_:frame:)``.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func updated(to facts: HistoryFacts, frame: HistoryFrame) throws(ArithmeticOverflow) -> PortfolioHistory {
        try PortfolioHistory(facts, frame, former: self)
    }

    private init(
        _ facts: HistoryFacts,
        _ frame: HistoryFrame,
        former: PortfolioHistory?
    ) throws(ArithmeticOverflow) {
        (self.facts, self.frame) = (facts, frame)
        let splits = facts.splitsBySecurity
        var timelines: [AccountTimeline] = []
        for account in facts.accounts {
            var builder = TimelineBuilder(
                account,
                securities: facts.securities,
                splits: splits,
                horizon: frame.sessions.upperBound - 1
            )
            timelines.append(try builder.timeline())
        }
        let tracks = try HistoryTracks(facts, timelines, sessions: frame.sessions)
        let comparison = former.flatMap { HistoryComparison($0, facts, frame, tracks) }
        var accounts: [AccountHistory] = []
        var computed: [Range<Int>] = []
        for (account, timeline) in zip(facts.accounts, timelines) {
            let old = comparison?.old(account, timeline)
            let wanted = old.map { $0.changed.intersection(frame.sessions) } ?? frame.sessions
            let history = try Self.account(account.account, timeline, tracks, old: old?.history, compute: wanted)
            accounts.append(history)
            computed.append(wanted.intersection(timeline.sessions))
        }
        (self.accounts, self.computed, self.timelines, self.tracks) = (accounts, computed, timelines, tracks)
        findings = try FindingSearch(facts, timelines, tracks, accounts).all()
    }

    /// The account's rows: those of the sessions to compute, and the old history's around them.
    private static func account(
        _ account: Account,
        _ timeline: AccountTimeline,
        _ tracks: HistoryTracks,
        old: AccountHistory?,
        compute: Range<Int>
    ) throws(ArithmeticOverflow) -> AccountHistory {
        let start = max(tracks.sessions.lowerBound, compute.lowerBound - 1)  // a row needs the one before it
        let range = compute.isEmpty ? compute : start..<compute.upperBound
        let fresh = try AccountValuer.rows(timeline, tracks, slice: .whole, sessions: range)
        var table = DayTable(sessions: tracks.sessions.intersection(timeline.sessions))
        var transfers = fresh.transfers.filter { compute.contains($0.session) }
        if let old {
            table.replaceRows(of: old.table, table.sessions)
            let kept = old.transfers.filter { !compute.contains($0.session) && table.sessions.contains($0.session) }
            transfers =
                kept.filter { $0.session < compute.lowerBound } + transfers
                + kept.filter { $0.session >= compute.upperBound }
        }
        table.replaceRows(of: fresh.table, compute)
        return AccountHistory(
            account: account,
            firstSession: timeline.firstSession,
            wasEmptyBefore: timeline.wasEmptyBefore,
            lastSession: timeline.lastSession,
            table: table,
            transfers: transfers
        )
    }
}
