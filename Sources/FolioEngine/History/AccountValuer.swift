import FolioModel

/// Fills the rows of one account, or of a slice of it, for a range of sessions.
///
/// A row needs the session before it only for its gains. The first row of the range has none, unless it is the account's
/// first and nothing was held before.
struct AccountValuer {
    let timeline: AccountTimeline
    let tracks: HistoryTracks
    let slice: HistorySlice
    let range: Range<Int>

    var table: DayTable
    var transfers: [AccountTransfer] = []

    /// The account's rows for those of the sessions that it has; the tracks must have all of them.
    ///
    /// Throws where a figure is out of range.
    static func rows(
        _ timeline: AccountTimeline,
        _ tracks: HistoryTracks,
        slice: HistorySlice,
        sessions: Range<Int>
    ) throws(ArithmeticOverflow) -> (table: DayTable, transfers: [AccountTransfer]) {
        var valuer = AccountValuer(timeline, tracks, slice, sessions)
        try valuer.run()
        return (valuer.table, valuer.transfers)
    }

    private init(_ timeline: AccountTimeline, _ tracks: HistoryTracks, _ slice: HistorySlice, _ sessions: Range<Int>) {
        (self.timeline, self.tracks, self.slice) = (timeline, tracks, slice)
        range = sessions.intersection(timeline.sessions)
        table = DayTable(sessions: range)
    }

    private mutating func run() throws(ArithmeticOverflow) {
        guard !range.isEmpty else { return }
        for position in timeline.positions where slice.contains(position.security) {
            try add(position)
            try addCosts(position)
            for effect in position.effects where range.contains(effect.session) {
                try add(effect, position, .security(position.security))
            }
        }
        if slice.hasCash {
            for purse in timeline.purses {
                try add(purse)
                for effect in purse.effects where range.contains(effect.session) {
                    try add(effect, nil, .currency(purse.currency))
                }
                if timeline.isWithoutCash { try addImpliedFlows(purse) }
            }
        }
        fillMarketGain()
        transfers = transfers.enumerated().sorted { ($0.element.session, $0.offset) < ($1.element.session, $1.offset) }
            .map(\.element)
    }

    // MARK: Parts

    /// Adds a part's value of a session to the row's sums.
    private mutating func count(_ value: Int128, loss: Int, isAssumed: Bool, isCash: Bool, _ session: Int) {
        let row = session - range.lowerBound
        let size = value < 0 ? -value : value
        table[.value, row] += value
        table[.weight, row] += size
        table[.parts, row] += 1
        if isCash { table[.cash, row] += value }
        if loss > 0 { table[.loss, row] += size * Int128(loss) }
        if isAssumed { table[.assumed, row] += size }
    }

    private mutating func add(_ position: PositionTimeline) throws(ArithmeticOverflow) {
        let track = tracks.track(of: position)
        let isCash = tracks.isCash(position.security)
        let rate = track.map { tracks.rate($0.currency) }
        let factor = tracks.factor(of: position)
        try position.units.runs(range) { (run, quantity) throws(ArithmeticOverflow) in
            guard !quantity.isZero else { return }
            guard let track, let rate else { return try addUnvalued(position, run) }
            for part in Self.parts(of: run, without: position.stated) {
                let worth = UnitWorth(quantity, factor, decimals: track.decimals)
                if rate.isBase, !isCash, timeline.lossBeforeAnchor == 0 {
                    try addPlain(position, worth, track, part)
                } else {
                    try addConverted(position, worth, track, rate, part, isCash: isCash)
                }
            }
            for session in Set(position.stated.map(\.session)) where run.contains(session) {
                addStated(position.stated, session, isCash: isCash)
                if !rate.isBase {
                    let worth = try UnitWorth(quantity, factor, decimals: track.decimals)
                        .amount(track.mantissa(session))
                    try addExchangeGain(worth, from: session, rate)
                }
            }
        }
    }

    /// A run without the sessions that have a stated value.
    private static func parts(of run: Range<Int>, without stated: [StatedFigure]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = run.lowerBound
        for session in Set(stated.map(\.session)).sorted() where run.contains(session) {
            if start < session { parts.append(start..<session) }
            start = session + 1
        }
        if start < run.upperBound { parts.append(start..<run.upperBound) }
        return parts
    }

    private mutating func addStated(_ stated: [StatedFigure], _ session: Int, isCash: Bool) {
        for figure in stated where figure.session == session {
            count(figure.value, loss: 100 - figure.quality, isAssumed: false, isCash: isCash, session)
        }
    }

    /// The loop that most of the work is done in: a security in the base currency.
    private mutating func addPlain(
        _ position: PositionTimeline,
        _ worth: UnitWorth,
        _ track: PriceTrack,
        _ run: Range<Int>
    ) throws(ArithmeticOverflow) {
        let (offset, first) = (range.lowerBound, track.first)
        let (values, weights) = (table.start(of: .value) - offset, table.start(of: .weight) - offset)
        let (parts, losses) = (table.start(of: .parts) - offset, table.start(of: .loss) - offset)
        for session in run {
            let grade = track.grades[session - first]
            guard grade != .unknown else {
                try addUnvalued(position, session..<session + 1)
                continue
            }
            let value = try worth.millionths(track.mantissas[session - first])
            let size = value < 0 ? -value : value
            table.cells[values + session] += value
            table.cells[weights + session] += size
            table.cells[parts + session] += 1
            guard grade != .ofDay else { continue }
            table.cells[losses + session] += size * Int128(grade.loss)
            if grade == .assumed { table[.assumed, session - offset] += size }
        }
    }

    private mutating func addConverted(
        _ position: PositionTimeline,
        _ worth: UnitWorth,
        _ track: PriceTrack,
        _ rate: RateTrack,
        _ run: Range<Int>,
        isCash: Bool
    ) throws(ArithmeticOverflow) {
        for session in run {
            let (grade, rateGrade) = (track.grade(session), rate.grade(session))
            guard grade != .unknown, rateGrade != .unknown else {
                try addUnvalued(position, session..<session + 1)
                continue
            }
            let amount = try worth.amount(track.mantissa(session))
            let loss = max(isCash ? 0 : grade.loss, rateGrade.loss, timeline.leastLoss(session))
            let isAssumed = (grade == .assumed && !isCash) || rateGrade == .assumed
            count(try rate.millionths(amount, session), loss: loss, isAssumed: isAssumed, isCash: isCash, session)
            try addExchangeGain(amount, from: session, rate)
        }
    }

    /// What an amount of one session gains by the next one's rate.
    private mutating func addExchangeGain(
        _ amount: Amount,
        from session: Int,
        _ rate: RateTrack
    ) throws(ArithmeticOverflow) {
        guard !rate.isBase, range.contains(session + 1) else { return }
        let gain = try rate.millionths(amount, session + 1) - rate.millionths(amount, session)
        table[.fxGain, session + 1 - range.lowerBound] += gain
    }

    /// Notes a part that has neither price nor rate: it weighs what it cost.
    private mutating func addUnvalued(_ position: PositionTimeline, _ run: Range<Int>) throws(ArithmeticOverflow) {
        let rate = tracks.rate(position.costCurrency)
        for session in run {
            let row = session - range.lowerBound
            if let cost = position.cost.value(after: session), rate.grade(session) != .unknown, !cost.isZero {
                let size = try rate.millionths(cost.magnitude, session)
                table[.weight, row] += size
                table[.loss, row] += size * 100
            } else {
                table[.unvalued, row] += 1
            }
        }
    }

    private mutating func add(_ purse: PurseTimeline) throws(ArithmeticOverflow) {
        let rate = tracks.rate(purse.currency)
        let stated = Set(purse.stated.map(\.session))
        try purse.cash.runs(range) { (run, amount) throws(ArithmeticOverflow) in
            guard !amount.isZero else { return }
            for session in run {
                let grade = rate.grade(session)
                if stated.contains(session) {
                    addStated(purse.stated, session, isCash: true)
                } else if grade == .unknown {
                    table[.unvalued, session - range.lowerBound] += 1
                } else {
                    count(
                        try rate.millionths(amount, session),
                        loss: max(grade.loss, timeline.leastLoss(session)),
                        isAssumed: grade == .assumed,
                        isCash: true,
                        session
                    )
                }
                try addExchangeGain(amount, from: session, rate)
            }
        }
    }

    /// Adds what was paid; what counts as cash has no cost basis.
    private mutating func addCosts(_ position: PositionTimeline) throws(ArithmeticOverflow) {
        guard !tracks.isCash(position.security) else { return }
        let rate = tracks.rate(position.costCurrency)
        try position.cost.runs(range) { (run, basis) throws(ArithmeticOverflow) in
            if let basis, basis.isZero { return }
            for session in run {
                let row = session - range.lowerBound
                if let basis, rate.grade(session) != .unknown {
                    table[.costBasis, row] += try rate.millionths(basis, session)
                } else {
                    table[.unknownCosts, row] += 1
                }
            }
        }
    }

    /// What is left of a day is the market's.
    private mutating func fillMarketGain() {
        for session in range { table.fillMarketGain(session) }
        if range.lowerBound == timeline.firstSession, timeline.wasEmptyBefore {
            table[.marketGain, 0] = table[.value, 0] - table.explained(0)
        }
    }
}

extension AccountTimeline {
    /// What a part loses at least on a session, whatever its price.
    func leastLoss(_ session: Int) -> Int { session < anchor ? lossBeforeAnchor : 0 }

    /// The sessions for which the account has rows, however late.
    var sessions: Range<Int> {
        let end = lastSession.map { $0 + 1 } ?? ExchangeCalendar.Sessions.count
        return firstSession..<max(firstSession, end)
    }
}

extension PriceTrack {
    /// The mantissa of a session.
    func mantissa(_ session: Int) -> Int64 { mantissas[session - first] }
}
