package import FolioEngine
import FolioModel
package import FolioStore
import Synchronization

/// One user's history as it stands, with the slices of it that were asked for.
package final class HistoryView: Sendable {
    package let portfolio: PortfolioView
    /// Whose it is.
    let user: String
    /// Rebuilt rows.
    package let history: PortfolioHistory
    /// What was recorded, and takes their place.
    let kept: RecordedHistory
    /// The date in New York.
    let today: Day
    /// Whether anything before the first recorded row is rebuilt.
    let isReconstructed: Bool

    private let slices = Mutex<[Scope: ScopedHistory]>([:])

    /// Slices that are kept; beyond it all are forgotten.
    static let maximumSlices = 32

    init(
        _ portfolio: PortfolioView,
        of user: String,
        _ history: PortfolioHistory,
        _ kept: RecordedHistory,
        isReconstructed: Bool
    ) {
        (self.portfolio, self.user, self.history, self.kept) = (portfolio, user, history, kept)
        (today, self.isReconstructed) = (portfolio.valuation.now.newYorkDay, isReconstructed)
    }

    /// The session that is not finished yet, where a price of it is known.
    var liveDay: Day? {
        let session = portfolio.valuation.session
        return session > ExchangeCalendar.lastFinishedSession(at: portfolio.valuation.now) ? session : nil
    }

    /// The slice of the history that the filter lets through.
    func scoped(_ scope: Scope) throws(ArithmeticOverflow) -> ScopedHistory {
        if let known = slices.withLock({ $0[scope] }) { return known }
        let slice = try history.scoped(scope, kept)
        slices.withLock { slices in
            if slices.count >= Self.maximumSlices { slices.removeAll(keepingCapacity: true) }
            slices[scope] = slice
        }
        return slice
    }

    /// The rebuilt rows of an account as they would be stored; none for one that is not shown.
    package func accountDays(of account: String) throws -> [AccountDay] {
        guard let rows = history.accounts.first(where: { $0.account.id == account }) else { return [] }
        let last = ExchangeCalendar.lastFinishedSession(at: portfolio.valuation.now)
        return try AccountHistoryRows(rows, base: history.facts.base, through: last).days
    }
}
