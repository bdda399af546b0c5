import FolioModel

/// Finds the rows of a former history that are still right.
struct HistoryComparison {
    private let former: PortfolioHistory
    private let frame: HistoryFrame
    private let tracks: HistoryTracks

    /// `nil` where nothing can be taken over: another currency, or securities in other places.
    init?(_ former: PortfolioHistory, _ facts: HistoryFacts, _ frame: HistoryFrame, _ tracks: HistoryTracks) {
        guard former.facts.base == facts.base, facts.securities.starts(with: former.facts.securities) else {
            return nil
        }
        (self.former, self.frame, self.tracks) = (former, frame, tracks)
    }

    /// The account's old rows, and the sessions of which they are no longer right; `nil` where there are none.
    func old(_ account: AccountFacts, _ timeline: AccountTimeline) -> (history: AccountHistory, changed: Range<Int>)? {
        guard let index = former.accounts.firstIndex(where: { $0.account.id == account.account.id }) else { return nil }
        let old = former.timelines[index]
        guard old.isWithoutCash == timeline.isWithoutCash else { return nil }
        var changed = TimelineComparison(old, timeline).changed
        changed = changed.union(differencesOfFrame())
        changed = changed.union(differencesOfTracks(old, timeline))
        if changed.isEmpty { return (former.accounts[index], 0..<0) }
        // A value that is another one changes the gains of the next session too.
        let end = changed.upperBound == .max ? .max : changed.upperBound + 1
        return (former.accounts[index], changed.lowerBound..<end)
    }

    /// Sessions that only the new frame has, and the old one's first, whose gains were not known.
    private func differencesOfFrame() -> Range<Int> {
        let (old, new) = (former.frame.sessions, frame.sessions)
        if old.isEmpty { return new }
        let before = new.lowerBound < old.lowerBound ? new.lowerBound..<old.lowerBound + 1 : 0..<0
        // The new frame's first row has no gains.
        let first = new.lowerBound > old.lowerBound ? new.lowerBound..<new.lowerBound + 1 : 0..<0
        let after = new.upperBound > old.upperBound ? old.upperBound..<new.upperBound : 0..<0
        return before.union(first).union(after)
    }

    private func differencesOfTracks(_ old: AccountTimeline, _ new: AccountTimeline) -> Range<Int> {
        var changed = 0..<0
        for position in new.positions {
            let slot = HistoryTracks.slot(position.security, position.basis)
            let former = slot < former.tracks.prices.count ? former.tracks.prices[slot] : nil
            guard let track = tracks.prices[slot], let former else { continue }
            changed = changed.union(track.difference(from: former))
        }
        for currency in new.currencies(tracks).union(old.currencies(former.tracks)) {
            guard let rate = tracks.rates[currency], let former = former.tracks.rates[currency] else { continue }
            changed = changed.union(rate.difference(from: former))
        }
        return changed
    }
}

extension AccountTimeline {
    /// Currencies whose rates its rows depend on.
    func currencies(_ tracks: HistoryTracks) -> Set<Currency> {
        var currencies = Set(purses.map(\.currency))
        for position in positions {
            currencies.insert(position.costCurrency)
            if let track = tracks.track(of: position) { currencies.insert(track.currency) }
            for effect in position.effects {
                if case .amount(_, let currency) = effect.measure { currencies.insert(currency) }
            }
        }
        return currencies
    }
}

/// Finds the sessions for which two timelines of an account differ.
struct TimelineComparison {
    private(set) var changed = 0..<0

    init(_ old: AccountTimeline, _ new: AccountTimeline) {
        compareEnds(old, new)
        let (oldPositions, newPositions) = (Self.bySecurity(old), Self.bySecurity(new))
        for security in Set(oldPositions.keys).union(newPositions.keys) {
            compare(oldPositions[security], newPositions[security])
        }
        for currency in Set(old.purses.map(\.currency)).union(new.purses.map(\.currency)) {
            compare(old.purses.first { $0.currency == currency }, new.purses.first { $0.currency == currency })
        }
    }

    private static func bySecurity(_ timeline: AccountTimeline) -> [Int: PositionTimeline] {
        Dictionary(timeline.positions.map { ($0.security, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func note(_ range: Range<Int>?) {
        guard let range, !range.isEmpty else { return }
        changed = changed.union(range)
    }

    private mutating func compareEnds(_ old: AccountTimeline, _ new: AccountTimeline) {
        if old.firstSession != new.firstSession || old.wasEmptyBefore != new.wasEmptyBefore {
            note(min(old.firstSession, new.firstSession)..<max(old.firstSession, new.firstSession) + 1)
        }
        if old.lastSession != new.lastSession {
            let (first, last) = (old.lastSession ?? .max, new.lastSession ?? .max)
            note(min(first, last)..<max(first, last))
        }
        let isCapped = old.lossBeforeAnchor != 0 || new.lossBeforeAnchor != 0
        if isCapped, old.anchor != new.anchor || old.lossBeforeAnchor != new.lossBeforeAnchor {
            note(min(old.firstSession, new.firstSession)..<max(old.anchor, new.anchor))
        }
    }

    private mutating func compare(_ old: PositionTimeline?, _ new: PositionTimeline?) {
        guard let known = new ?? old else { return }
        let nothing = PositionTimeline(
            security: known.security,
            basis: known.basis,
            units: StepLine(opening: .zero),
            cost: StepLine(opening: .zero),
            costCurrency: known.costCurrency,
            effects: [],
            stated: []
        )
        let (left, right) = (old ?? nothing, new ?? nothing)
        guard left != right else { return }
        guard left.basis == right.basis, left.costCurrency == right.costCurrency else { return note(.min ..< .max) }
        note(left.units.difference(from: right.units))
        note(left.cost.difference(from: right.cost))
        note(Self.difference(left.effects, right.effects))
        note(Self.difference(left.stated, right.stated))
    }

    private mutating func compare(_ old: PurseTimeline?, _ new: PurseTimeline?) {
        guard let known = new ?? old else { return }
        let nothing = PurseTimeline(
            currency: known.currency,
            cash: StepLine(opening: .zero),
            effects: [],
            stated: []
        )
        let (left, right) = (old ?? nothing, new ?? nothing)
        note(left.cash.difference(from: right.cash))
        note(Self.difference(left.effects, right.effects))
        note(Self.difference(left.stated, right.stated))
    }

    private static func difference(_ left: [Effect], _ right: [Effect]) -> Range<Int>? {
        // The place of a record in its list is no difference.
        difference(left, right, \.session) {
            $0.part == $1.part && $0.measure == $1.measure && $0.session == $1.session
        }
    }

    private static func difference(_ left: [StatedFigure], _ right: [StatedFigure]) -> Range<Int>? {
        difference(left, right, \.session, ==)
    }

    /// The sessions from the first element that differs through the last.
    private static func difference<Element>(
        _ left: [Element],
        _ right: [Element],
        _ session: (Element) -> Int,
        _ isEqual: (Element, Element) -> Bool
    ) -> Range<Int>? {
        let start = zip(left, right).prefix(while: isEqual).count
        let rests = (left.dropFirst(start), right.dropFirst(start))
        let end = zip(rests.0.reversed(), rests.1.reversed()).prefix(while: isEqual).count
        let sessions = (rests.0.dropLast(end) + rests.1.dropLast(end)).map(session)
        guard let first = sessions.min(), let last = sessions.max() else { return nil }
        return first..<last + 1
    }
}

extension PriceTrack {
    /// The sessions of both for which they differ; all of them where they cannot be compared.
    func difference(from other: PriceTrack) -> Range<Int> {
        guard currency == other.currency, decimals == other.decimals else { return .min ..< .max }
        return SessionDifference.range(first..<first + grades.count, other.first..<other.first + other.grades.count) {
            mantissa($0) == other.mantissa($0) && grade($0) == other.grade($0)
        }
    }
}

extension RateTrack {
    /// The sessions of both for which they differ.
    func difference(from other: RateTrack) -> Range<Int> {
        guard isBase == other.isBase else { return .min ..< .max }
        guard !isBase else { return 0..<0 }
        return SessionDifference.range(sessions, other.sessions) {
            factor($0) == other.factor($0) && grade($0) == other.grade($0)
        }
    }
}

private enum SessionDifference {
    /// From the first shared session that is not equal through the last.
    static func range(_ left: Range<Int>, _ right: Range<Int>, isEqual: (Int) -> Bool) -> Range<Int> {
        let shared = left.intersection(right)
        guard let first = shared.first(where: { !isEqual($0) }) else { return 0..<0 }
        let last = shared.last { !isEqual($0) } ?? first
        return first..<last + 1
    }
}
