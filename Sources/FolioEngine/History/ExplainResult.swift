package import FolioModel

/// The answer of `portfolio.explain`: the trail of one figure.
package struct ExplainResult: WireObject, Hashable {
    package var date: Day?
    package var figure = Figure.zero
    package var inputs: [ExplainInput] = []

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("date", \.date, "The session of the figure; null where nothing is known of it."),
        WireField("figure", \.figure, "The slice's value after that session, in the base currency."),
        WireField(
            "inputs",
            \.inputs,
            "By account: units, prices, rates and values, cash, then what came in or went out."
        ),
    ]
}

/// One thing that a figure was made of.
package struct ExplainInput: WireObject, Hashable {
    /// What it is.
    package enum Kind: String, WireEnum {
        /// Units held after the session.
        case quantity
        /// Of one unit.
        case price
        /// Units of the base currency for one of another.
        case rate
        /// A balance after the session, in its own currency.
        case cash
        /// What units or a balance came to, in the base currency; the values add up to the figure.
        case value
        /// What came in on the session, or went out; in the base currency.
        case flow
    }

    package var kind = Kind.value
    package var value = ""
    package var source = ""
    package var adapter: String?
    package var asOf: Day?
    package var quality = 0
    package var account: String?
    package var symbol: String?
    package var currency: Currency?

    package init() {}

    package static let fields: [WireField<Self>] = [
        WireField("kind", \.kind),
        WireField("value", \.value, "A plain decimal."),
        WireField(
            "source",
            \.source,
            "The record or the series it is from; `holdings`, `trade`, `daily_eod` or `rule` where it has none."
        ),
        WireField("adapter", \.adapter, "Who said it; null for what was computed."),
        WireField("as_of", \.asOf, "The date it is of."),
        WireField("quality", \.quality, "0 to 100."),
        WireField("account", \.account),
        WireField("symbol", \.symbol, "Of the security; null for cash."),
        WireField("currency", \.currency, "Of the value; null for units."),
    ]
}

extension PortfolioHistory {
    /// The trail of a slice's value after the last session on or before a date.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func explain(_ scope: Scope, on day: Day) throws(ArithmeticOverflow) -> ExplainResult {
        try explain(scope, on: day, RecordedHistory())
    }

    /// The same where rows were recorded: an account whose recorded value is another one than the rebuilt one has that
    /// alone as its input, and so has one that is gone.
    ///
    /// - Throws: ``ArithmeticOverflow`` where a figure is too large to be computed exactly.
    package func explain(
        _ scope: Scope,
        on day: Day,
        _ kept: RecordedHistory
    ) throws(ArithmeticOverflow) -> ExplainResult {
        var result = ExplainResult()
        let wanted = ExchangeCalendar.Sessions.number(onOrBefore: day)
        let scoped = try scoped(scope, kept)
        let session = min(wanted, scoped.table.sessions.upperBound - 1)
        guard scoped.table.sessions.contains(session) else { return result }
        result.date = ExchangeCalendar.Sessions.day(session)
        let row = session - scoped.table.sessions.lowerBound
        result.figure = scoped.table.amount(.value, row).total(in: facts.base)
        var trail = Trail(self, HistorySlice(scope, securities: facts.securities), session)
        let isWhole = HistorySlice(scope, securities: facts.securities).isWhole
        for index in accounts.indices where ScopeFilter.matches(accounts[index].account, scope) {
            let rows = isWhole ? kept.rows[accounts[index].account.id] : nil
            if let row = rows?.first(where: { $0.day == result.date }), row.day != frame.days.last,
                row[.value] != accounts[index].value(after: session)
            {
                trail.add(accounts[index].account, recorded: row)
            } else {
                try trail.add(index)
            }
        }
        for gone in isWhole ? kept.gone : [] where ScopeFilter.matches(gone.account, scope) {
            guard gone.table.sessions.contains(session) else { continue }
            trail.add(gone.account, recorded: gone.table.row(session - gone.table.sessions.lowerBound))
        }
        result.inputs = trail.inputs
        return result
    }
}

/// Collects the inputs of one session.
private struct Trail {
    private let history: PortfolioHistory
    private let slice: HistorySlice
    private let session: Int
    private let sources: [PriceSources?]

    private(set) var inputs: [ExplainInput] = []

    init(_ history: PortfolioHistory, _ slice: HistorySlice, _ session: Int) {
        (self.history, self.slice, self.session) = (history, slice, session)
        sources = PriceGathering(history.facts, history.timelines).sources
    }

    private var day: Day { ExchangeCalendar.Sessions.day(session) }

    /// Adds an account by what was recorded of it.
    mutating func add(_ account: Account, recorded row: DayTable.Row) {
        var entry = ExplainInput()
        (entry.kind, entry.value) = (.value, Millionths.amount(row[.value]).description)
        (entry.source, entry.asOf) = ("daily_eod", row.day)
        entry.quality = DayTable(rows: [row])?.quality(0) ?? 0
        (entry.account, entry.currency) = (account.id, history.facts.base)
        inputs.append(entry)
    }

    mutating func add(_ account: Int) throws(ArithmeticOverflow) {
        let timeline = history.timelines[account]
        guard timeline.sessions.contains(session) else { return }
        for position in timeline.positions where slice.contains(position.security) {
            try add(position, account)
        }
        for purse in timeline.purses where slice.hasCash { try add(purse, account) }
        for position in timeline.positions where slice.contains(position.security) {
            try addFlows(position.effects, position, account)
        }
        for purse in timeline.purses where slice.hasCash { try addFlows(purse.effects, nil, account) }
    }

    /// An input of the session with full trust.
    private func input(
        _ kind: ExplainInput.Kind,
        _ value: String,
        _ account: Int,
        symbol: String? = nil,
        currency: Currency? = nil
    ) -> ExplainInput {
        var input = ExplainInput()
        (input.kind, input.value, input.source, input.asOf, input.quality) = (kind, value, "rule", day, 100)
        input.account = history.accounts[account].account.id
        (input.symbol, input.currency) = (symbol, currency)
        return input
    }

    // MARK: Parts

    private mutating func add(_ position: PositionTimeline, _ account: Int) throws(ArithmeticOverflow) {
        let units = position.units.value(after: session)
        guard !units.isZero else { return }
        let security = history.facts.securities[position.security]
        let symbol = security.symbol ?? security.id
        let said = lastRecord(account, \.quantityDelta.isZero) { $0.security == position.security }
        var entry = input(.quantity, units.description, account, symbol: symbol)
        (entry.source, entry.asOf, entry.adapter) = (said.source, said.day, said.adapter)
        entry.quality = 100 - history.timelines[account].leastLoss(session)
        inputs.append(entry)
        let value = try value(of: position, account)
        guard let track = history.tracks.track(of: position) else { return }
        let price = try choice(position)
        if price.grade != .unknown {
            var entry = input(
                .price,
                track.price(session).description,
                account,
                symbol: symbol,
                currency: track.currency
            )
            (entry.source, entry.adapter) = (price.source, price.source == "trade" ? nil : price.source)
            (entry.asOf, entry.quality) = (price.day, price.grade.quality)
            inputs.append(entry)
            addRate(track.currency, account)
        }
        var worth = input(.value, value.description, account, symbol: symbol, currency: history.facts.base)
        worth.quality = price.grade.quality
        inputs.append(worth)
    }

    private mutating func add(_ purse: PurseTimeline, _ account: Int) throws(ArithmeticOverflow) {
        let amount = purse.cash.value(after: session)
        guard !amount.isZero else { return }
        let said = lastRecord(account, \.cashDelta.isZero) { $0.currency == purse.currency }
        var entry = input(.cash, amount.description, account, currency: purse.currency)
        (entry.source, entry.asOf, entry.adapter) = (said.source, said.day, said.adapter)
        inputs.append(entry)
        addRate(purse.currency, account)
        let rate = history.tracks.rate(purse.currency)
        let stated = purse.stated.filter { $0.session == session }
        let figure = stated.isEmpty ? try rate.millionths(amount, session) : stated.reduce(0) { $0 + $1.value }
        var worth = input(.value, Millionths.amount(figure).description, account, currency: history.facts.base)
        worth.quality = rate.grade(session).quality
        inputs.append(worth)
    }

    private mutating func addRate(_ currency: Currency, _ account: Int) {
        let rate = history.tracks.rate(currency)
        guard !rate.isBase, rate.grade(session) != .unknown else { return }
        let factor = rate.factor(session)
        let value = (try? Ratio(1).scaled(by: factor.numerator, over: factor.denominator)) ?? .zero
        let priced = currency == Conversion.pence ? Currency.gbp : currency
        let series = history.facts.rates.first { Set([$0.base, $0.quote]) == Set([priced, history.facts.base]) }
        var cursor = RateCursor(history.facts.rates, from: priced, to: history.facts.base)
        var entry = input(.rate, value.description, account, currency: currency)
        entry.source = series.map { "\($0.base)\($0.quote)" } ?? "rule"
        entry.asOf = cursor.entry(day.number, session).entry.map { Day(number: $0.day) }
        entry.quality = rate.grade(session).quality
        inputs.append(entry)
    }

    /// The value of one position.
    private func value(of position: PositionTimeline, _ account: Int) throws(ArithmeticOverflow) -> Amount {
        let rows = try AccountValuer.rows(
            history.timelines[account],
            history.tracks,
            slice: .security(position.security, of: history.facts.securities.count),
            sessions: session..<session + 1
        )
        return rows.table.count > 0 ? rows.table.amount(.value, 0) : .zero
    }

    private struct ChosenPrice {
        var grade: PriceGrade
        var day: Day?
        var source: String
    }

    /// The price of the session, with where it is from.
    private func choice(_ position: PositionTimeline) throws(ArithmeticOverflow) -> ChosenPrice {
        let slot = HistoryTracks.slot(position.security, position.basis)
        guard let sources = sources[slot] else { return ChosenPrice(grade: .unknown, source: "rule") }
        var cursor = PriceCursor(sources, at: session)
        cursor.advance(to: day.number)
        let choice = try cursor.choice(session)
        let source = choice.entry.flatMap { sources.series?.source(at: $0) } ?? (choice.day == nil ? "rule" : "trade")
        return ChosenPrice(grade: choice.grade, day: choice.day.map { Day(number: $0) }, source: source)
    }

    /// The last record up to the session that moved it; what is held where none did.
    private func lastRecord(
        _ account: Int,
        _ isNothing: (HistoryTransaction) -> Bool,
        _ isOfIt: (HistoryTransaction) -> Bool
    ) -> (source: String, day: Day, adapter: String) {
        let facts = history.facts.accounts[account]
        let moving = facts.transactions.filter { $0.day <= min(day, facts.asOf) && !isNothing($0) && isOfIt($0) }
        let adapter = facts.account.provider
        guard let last = moving.max(by: { $0.day < $1.day }) else { return ("holdings", facts.asOf, adapter) }
        return (last.record, last.day, adapter)
    }

    // MARK: Flows

    private mutating func addFlows(
        _ effects: [Effect],
        _ position: PositionTimeline?,
        _ account: Int
    ) throws(ArithmeticOverflow) {
        for effect in effects where effect.session == session {
            switch effect.part {
            case .flow, .transfer, .impliedFlow: break
            case .inside: if slice.isWhole { continue }
            case .income, .fee, .tax, .gain, .unexplained, .missingUnits: continue
            }
            let figure = try history.tracks.millionths(of: effect, in: position)
            let facts = history.facts.accounts[account]
            let security = position.map { history.facts.securities[$0.security] }
            let record = facts.transactions.indices.contains(effect.row) ? facts.transactions[effect.row] : nil
            var entry = input(
                .flow,
                Millionths.amount(figure).description,
                account,
                symbol: security.map { $0.symbol ?? $0.id },
                currency: history.facts.base
            )
            (entry.source, entry.adapter) = (record?.record ?? "rule", record.map { _ in facts.account.provider })
            (entry.asOf, entry.quality) = (record?.day ?? day, record == nil ? 0 : 100)
            inputs.append(entry)
        }
    }
}
