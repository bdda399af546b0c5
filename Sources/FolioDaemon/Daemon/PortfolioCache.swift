package import FolioEngine
package import FolioModel
package import FolioStore
import Synchronization

/// One user's portfolio, valued, with what it was valued from.
package struct PortfolioView: Sendable {
    package let facts: PortfolioFacts
    package let valuation: Valuation
    package let mode: OperatingMode
}

/// Keeps users' valuations while nothing they depend on has changed: the facts, the settings, and the minute.
package final class PortfolioCache: Sendable {
    /// Users kept; beyond it the one kept longest goes.
    package static let maximumUsers = 64

    /// Freshness of prices is judged once in so many milliseconds.
    private static let tick: Int64 = 60_000

    private struct Entry {
        let stamp: Int
        let view: PortfolioView
        let age: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var counter = 0
    }

    private let store: Store
    private let settings: CurrentSettings
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())

    /// Takes where facts and settings are kept.
    package init(
        store: Store,
        settings: CurrentSettings,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        (self.store, self.settings, self.now) = (store, settings, now)
    }

    /// Changes whenever any user's figures might.
    package var stamp: Int {
        var hasher = Hasher()
        hasher.combine(store.generation)
        hasher.combine(settings.generation)
        hasher.combine(now().milliseconds / Self.tick)
        return hasher.finalize()
    }

    /// The user's portfolio in the user's mode, as it stands in the store.
    package func view(of user: String) throws -> PortfolioView {
        let stamp = stamp
        if let entry = state.withLock({ $0.entries[user] }), entry.stamp == stamp { return entry.view }
        let view = try view(of: user, from: try store.facts(user: user))
        state.withLock { state in
            state.counter += 1
            if state.entries[user] == nil, state.entries.count >= Self.maximumUsers,
                let oldest = state.entries.min(by: { $0.value.age < $1.value.age })?.key
            {
                state.entries[oldest] = nil
            }
            state.entries[user] = Entry(stamp: stamp, view: view, age: state.counter)
        }
        return view
    }

    /// The portfolio that facts make in the user's mode, at this moment.
    ///
    /// - Parameters:
    ///   - user: Whose.
    ///   - facts: As they were read.
    ///   - showsAll: Whether the mode hides nothing: for work on what is stored.
    /// - Returns: Their valuation.
    /// - Throws: ``StoreError``, and ``ArithmeticOverflow`` for figures out of range.
    package func view(of user: String, from facts: PortfolioFacts, showsAll: Bool = false) throws -> PortfolioView {
        let settings = settings.value
        let stored = try store.storedMode(user: user).flatMap(OperatingMode.init(rawValue:))
        let mode = settings.configuration.effectiveMode(user: user, stored: stored)
        let valuation = try Valuation(
            facts: facts,
            base: settings.configuration.baseCurrency,
            now: now(),
            isVisible: { showsAll || settings.shows($0, in: mode) }
        )
        return PortfolioView(facts: facts, valuation: valuation, mode: mode)
    }
}
