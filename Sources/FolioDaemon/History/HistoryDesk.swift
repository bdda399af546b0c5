import FolioEngine
import FolioModel
package import FolioStore
import Synchronization

/// Answers and keeps users' histories: rebuilt when anything they depend on has changed, and then only as far as that.
package final class HistoryDesk: Sendable {
    /// Users kept; beyond it the one kept longest goes.
    package static let maximumUsers = 32

    let store: Store
    let settings: CurrentSettings
    let portfolios: PortfolioCache
    let prices: any HistoryPrices
    private let state = Mutex(State())

    private struct Entry {
        let stamp: Int
        let view: HistoryView
        let age: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var days: [String: Entry] = [:]
        var counter = 0

        mutating func keep(_ view: HistoryView, of user: String, stamp: Int) {
            counter += 1
            Self.put(Entry(stamp: stamp, view: view, age: counter), of: user, into: &entries)
        }

        mutating func keepDays(_ view: HistoryView, of user: String, stamp: Int) {
            counter += 1
            Self.put(Entry(stamp: stamp, view: view, age: counter), of: user, into: &days)
        }

        private static func put(_ entry: Entry, of user: String, into list: inout [String: Entry]) {
            if list[user] == nil, list.count >= HistoryDesk.maximumUsers,
                let oldest = list.min(by: { $0.value.age < $1.value.age })?.key
            {
                list[oldest] = nil
            }
            list[user] = entry
        }
    }

    /// Takes where facts, prices and settings are kept.
    package init(
        store: Store,
        settings: CurrentSettings,
        portfolios: PortfolioCache,
        prices: any HistoryPrices = StatedPrices()
    ) {
        (self.store, self.settings, self.portfolios, self.prices) = (store, settings, portfolios, prices)
    }

    /// Changes whenever any user's history might.
    package var stamp: Int {
        var hasher = Hasher()
        hasher.combine(portfolios.stamp)
        hasher.combine(prices.stamp)
        return hasher.finalize()
    }

    /// Whether anything before the first recorded row is rebuilt.
    var reconstructs: Bool { settings.value.configuration.features.historyReconstruction }

    /// The user's history in the user's mode, as it follows from the store.
    package func view(of user: String) throws -> HistoryView {
        let stamp = stamp
        let former = state.withLock { $0.entries[user] }
        if let former, former.stamp == stamp { return former.view }
        let records = try store.historyRecords(user: user)
        let portfolio = try portfolios.view(of: user, from: records.facts)
        let view = try makeView(portfolio, of: user, records, former: former?.view.history)
        state.withLock { $0.keep(view, of: user, stamp: stamp) }
        return view
    }

    /// What was rebuilt last of a user, however old; `nil` where it is not kept.
    func former(of user: String) -> PortfolioHistory? { state.withLock { $0.entries[user]?.view.history } }

    /// The last sessions of the user's history, which are the same as in ``view(of:)`` and sooner had.
    package func newestDays(of user: String) throws -> HistoryView {
        let stamp = stamp
        let known = state.withLock { state in
            [state.entries[user], state.days[user]].compactMap { $0 }.first { $0.stamp == stamp }
        }
        if let known { return known.view }
        let records = try store.historyRecords(user: user)
        let portfolio = try portfolios.view(of: user, from: records.facts)
        let session = portfolio.valuation.session
        let before = ExchangeCalendar.previousSession(before: ExchangeCalendar.previousSession(before: session))
        let view = try makeView(portfolio, of: user, records, former: nil, from: before)
        state.withLock { $0.keepDays(view, of: user, stamp: stamp) }
        return view
    }

    /// Rebuilds what records say.
    func makeView(
        _ portfolio: PortfolioView,
        of user: String,
        _ records: HistoryRecords,
        former: PortfolioHistory?,
        from earliest: Day? = nil
    ) throws -> HistoryView {
        var earliest = earliest
        if earliest == nil, !reconstructs {
            earliest = records.recorded.values.compactMap { $0.first?.day }.min() ?? portfolio.valuation.session
        }
        let inputs = try HistoryInputs(portfolio.valuation, records, prices: prices, from: earliest)
        let history: PortfolioHistory
        if let former {
            history = try former.updated(to: inputs.facts, frame: inputs.frame)
        } else {
            history = try PortfolioHistory(inputs.facts, frame: inputs.frame)
        }
        let shown = records.gone.filter { settings.value.shows($0.account, in: portfolio.mode) }
        let gone = shown.compactMap { gone -> AccountHistory? in
            guard let goneAt = gone.reach.goneAt, gone.reach.currency == inputs.facts.base else { return nil }
            return AccountHistory(
                gone.account,
                rows: gone.days.map(\.row),
                firstDay: gone.reach.firstDay,
                wasEmptyBefore: gone.reach.wasEmptyBefore,
                lastDay: ExchangeCalendar.previousSession(before: min(goneAt.newYorkDay, portfolio.valuation.session))
            )
        }
        return HistoryView(
            portfolio,
            of: user,
            history,
            RecordedHistory(records, base: inputs.facts.base, gone: gone),
            isReconstructed: reconstructs
        )
    }

    /// The gain of a slice in its last session, flows taken out; `nil` where either session's prices are not known
    /// well enough to tell.
    func lastDay(_ scope: Scope, of user: String) throws -> LastDay? {
        let view = try newestDays(of: user)
        return LastDay(try view.scoped(scope), through: view.portfolio.valuation.session, live: view.liveDay)
    }
}
