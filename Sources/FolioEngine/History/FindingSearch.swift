import FolioModel

/// Finds what does not fit in a rebuilt history.
struct FindingSearch {
    private let facts: HistoryFacts
    private let timelines: [AccountTimeline]
    private let tracks: HistoryTracks
    private let accounts: [AccountHistory]

    init(
        _ facts: HistoryFacts,
        _ timelines: [AccountTimeline],
        _ tracks: HistoryTracks,
        _ accounts: [AccountHistory]
    ) {
        (self.facts, self.timelines, self.tracks, self.accounts) = (facts, timelines, tracks, accounts)
    }

    /// By account: missing transactions, implied flows, drift; then prices and rates.
    ///
    /// Throws where a figure is out of range.
    func all() throws(ArithmeticOverflow) -> [HistoryFinding] {
        var findings: [HistoryFinding] = []
        for index in accounts.indices {
            findings += timelines[index].findings
            findings += try DriftSearch(facts.accounts[index], timelines[index], accounts[index], facts).all()
        }
        return findings + missingPrices() + missingRates()
    }

    private func missingPrices() -> [HistoryFinding] {
        var findings: [HistoryFinding] = []
        for (slot, track) in tracks.prices.enumerated() {
            let grades = track?.grades ?? []
            guard grades.contains(where: \.isFinding) else { continue }
            let security = slot / HistoryTracks.bases
            var need = SessionSet(tracks.sessions)
            for timeline in timelines {
                for position in timeline.positions
                where HistoryTracks.slot(position.security, position.basis) == slot {
                    need.insert(position.units, timeline.sessions) { !$0.isZero }
                }
            }
            for gap in need.gaps({ grades[$0 - tracks.sessions.lowerBound] }) {
                let entry = facts.securities[security]
                let named = (security, entry.symbol ?? entry.name ?? entry.id)
                findings.append(.missingPrice(of: named, gap.days, sessions: gap.sessions.count, worst: gap.worst))
            }
        }
        return findings
    }

    private func missingRates() -> [HistoryFinding] {
        var findings: [HistoryFinding] = []
        for (currency, rate) in tracks.rates.sorted(by: { $0.key < $1.key }) where !rate.isBase {
            guard tracks.sessions.contains(where: { rate.grade($0).isFinding }) else { continue }
            var need = SessionSet(tracks.sessions)
            for timeline in timelines {
                for purse in timeline.purses where purse.currency == currency {
                    need.insert(purse.cash, timeline.sessions) { !$0.isZero }
                }
                for position in timeline.positions where tracks.track(of: position)?.currency == currency {
                    need.insert(position.units, timeline.sessions) { !$0.isZero }
                }
            }
            for gap in need.gaps(rate.grade) {
                findings.append(
                    .missingRate(of: currency, in: facts.base, gap.days, sessions: gap.sessions.count, worst: gap.worst)
                )
            }
        }
        return findings
    }
}

/// Sessions on which something is held.
private struct SessionSet {
    private let sessions: Range<Int>
    private var isIn: [Bool]

    /// Sessions in a row, with the worst grade on any of them.
    struct Gap {
        var sessions: Range<Int>
        var worst: PriceGrade

        var days: ClosedRange<Day> {
            ExchangeCalendar.Sessions.day(sessions.lowerBound)...ExchangeCalendar.Sessions.day(sessions.upperBound - 1)
        }
    }

    init(_ sessions: Range<Int>) {
        self.sessions = sessions
        isIn = [Bool](repeating: false, count: sessions.count)
    }

    /// Adds the sessions for which the line's figure is something.
    mutating func insert<Value>(_ line: StepLine<Value>, _ range: Range<Int>, _ isSomething: (Value) -> Bool) {
        line.runs(sessions.intersection(range)) { run, value in
            guard isSomething(value) else { return }
            for session in run { isIn[session - sessions.lowerBound] = true }
        }
    }

    /// Runs of sessions in the set whose grades are worth a finding.
    func gaps(_ grade: (Int) -> PriceGrade) -> [Gap] {
        var gaps: [Gap] = []
        for session in sessions where isIn[session - sessions.lowerBound] && grade(session).isFinding {
            if let last = gaps.last, last.sessions.upperBound == session {
                gaps[gaps.count - 1].sessions = last.sessions.lowerBound..<session + 1
                gaps[gaps.count - 1].worst = max(last.worst, grade(session))
            } else {
                gaps.append(Gap(sessions: session..<session + 1, worst: grade(session)))
            }
        }
        return gaps
    }
}

extension PriceGrade: Comparable {
    /// Better grades first.
    package static func < (left: PriceGrade, right: PriceGrade) -> Bool { left.rawValue < right.rawValue }
}

/// Compares what is derived for earlier days with what the provider said then.
struct DriftSearch {
    private let facts: AccountFacts
    private let timeline: AccountTimeline
    private let history: AccountHistory
    private let securities: [Security]
    private let base: Currency
    /// By what is compared: the first difference, and how often it shows.
    private var differences: [Subject: HistoryFinding] = [:]

    private enum Subject: Hashable {
        case value
        case security(Int)
        case cash(Currency)
    }

    init(_ facts: AccountFacts, _ timeline: AccountTimeline, _ history: AccountHistory, _ portfolio: HistoryFacts) {
        (self.facts, self.timeline, self.history) = (facts, timeline, history)
        (securities, base) = (portfolio.securities, portfolio.base)
    }

    /// Of values, closes of two sources may differ by so much: one thousandth.
    private static let valueTolerance = 1000
    /// Values of days whose prices are worse are not compared.
    private static let leastQuality = 95

    /// One finding for everything that is compared and differs, by first day.
    ///
    /// Throws where a figure is out of range.
    func all() throws(ArithmeticOverflow) -> [HistoryFinding] {
        var search = self
        for point in facts.checkpoints.sorted(by: { $0.day < $1.day }) where point.day <= facts.asOf {
            let session = ExchangeCalendar.Sessions.number(onOrBefore: point.day)
            guard session >= timeline.firstSession else { continue }
            try search.compare(point, session)
        }
        return search.differences.values.sorted {
            ($0.firstDay, $0.security ?? -1, $0.currency?.code ?? "") < (
                $1.firstDay, $1.security ?? -1, $1.currency?.code ?? ""
            )
        }
    }

    private mutating func compare(_ point: HistoryCheckpoint, _ session: Int) throws(ArithmeticOverflow) {
        for (security, said) in point.quantities {
            let position = timeline.positions.first { $0.security == security }
            let difference = try (position?.units.value(after: session) ?? .zero) - said
            guard !difference.isZero else { continue }
            let name = securities[security].symbol ?? securities[security].id
            note(.security(security), point.day, "units of \(name)", difference.description) { finding in
                (finding.security, finding.quantity) = (security, difference)
            }
        }
        for (currency, said) in point.cash where !timeline.isWithoutCash {
            let purse = timeline.purses.first { $0.currency == currency }
            let difference = try (purse?.cash.value(after: session) ?? .zero) - said
            guard difference.magnitude >= currency.minorUnit else { continue }
            let text = difference.text(decimals: currency.minorDigits)
            note(.cash(currency), point.day, "\(currency) in cash", text) { finding in
                (finding.currency, finding.amount) = (currency, difference)
            }
        }
        guard let said = point.value, history.table.sessions.contains(session) else { return }
        let row = session - history.table.sessions.lowerBound
        // At prices that are not of the day the value says nothing of what was held.
        guard history.table.quality(row) >= Self.leastQuality else { return }
        let value = history.table.amount(.value, row)
        let difference = try value - said
        guard try difference.magnitude.times(Self.valueTolerance) > said.magnitude,
            difference.magnitude >= base.minorUnit
        else { return }
        note(.value, point.day, "\(base) in value", difference.text(decimals: base.minorDigits)) { finding in
            finding.amount = difference
        }
    }

    private mutating func note(
        _ subject: Subject,
        _ day: Day,
        _ what: String,
        _ difference: String,
        _ fill: (inout HistoryFinding) -> Void
    ) {
        if differences[subject] != nil {
            differences[subject]?.lastDay = day
            differences[subject]?.sessions += 1
            return
        }
        var finding = HistoryFinding(
            kind: .drift,
            account: facts.account.id,
            firstDay: day,
            lastDay: day,
            explanation: "On \(day) what is derived differs from what the provider said: \(difference) \(what).",
            hint: "Look for a transaction between that day and the next one on which both agree."
        )
        fill(&finding)
        differences[subject] = finding
    }
}
