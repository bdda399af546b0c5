import FolioEngine
import FolioModel
import FolioStore

/// Makes the engine's facts of what is stored.
struct HistoryInputs {
    /// What a history is rebuilt from.
    var facts: HistoryFacts
    /// From the first session that any account may be known of through the one that ``Valuation`` speaks of.
    var frame: HistoryFrame

    /// How far back holdings are believed where nothing else is known.
    private static let monthsBack = 24

    /// Takes the accounts that the valuation has.
    init(
        _ valuation: Valuation,
        _ records: HistoryRecords,
        prices: any HistoryPrices,
        from earliest: Day? = nil
    ) throws {
        let securities = records.securities.values.sorted { $0.id < $1.id }
        facts = try HistoryFacts(valuation, securities: securities)
        Self.add(records, to: &facts)
        let starts = facts.accounts.map(Self.start)
        let first = earliest ?? starts.min() ?? valuation.session
        frame = HistoryFrame(from: first, through: valuation.session)
        let question = Self.question(facts, from: starts.min() ?? first, through: valuation.session)
        var answer = try prices.answer(question)
        answer.fill(with: records.facts.quotes, of: facts.securities)
        answer.fill(with: records.facts.rates)
        (facts.prices, facts.splits, facts.rates) = (answer.prices, answer.splits, answer.rates)
    }

    /// What to ask for all that these accounts ever held or moved.
    static func question(_ facts: HistoryFacts, from: Day, through: Day) -> PriceQuestion {
        var currencies = Set(facts.securities.map(\.currency))
        for account in facts.accounts {
            for cash in account.cash { currencies.insert(cash.currency) }
            for holding in account.holdings { currencies.insert(holding.currency) }
            for record in account.transactions { currencies.insert(record.currency) }
        }
        return PriceQuestion(
            securities: facts.securities,
            base: facts.base,
            currencies: currencies.subtracting([facts.base]),
            from: from,
            through: through
        )
    }

    private static func start(_ account: AccountFacts) -> Day {
        let days = [
            account.asOf.adding(months: -monthsBack), account.transactions.first?.day, account.recordedFrom,
        ]
        return days.compactMap { $0 }.min() ?? account.asOf
    }

    private static func add(_ records: HistoryRecords, to facts: inout HistoryFacts) {
        var places: [String: Int] = [:]
        for (place, security) in facts.securities.enumerated() { places[security.id] = place }
        var accounts: [String: Int] = [:]
        for (index, account) in facts.accounts.enumerated() { accounts[account.account.id] = index }
        for record in records.transactions {
            guard let index = accounts[record.account] else { continue }
            let place = record.security.flatMap { places[$0] }
            let security = place.map { facts.securities[$0] }
            facts.accounts[index].transactions.append(HistoryTransaction(record, place, security))
            if record.type.isOfCashAlone { facts.accounts[index].reportsCash = true }
        }
        for index in facts.accounts.indices {
            let account = facts.accounts[index].account
            facts.accounts[index].recordedFrom = records.recorded[account.id]?.first?.day
            guard account.reported.currency == facts.base else { continue }
            facts.accounts[index].checkpoints = (records.checkpoints[account.id] ?? []).map { point in
                var checkpoint = HistoryCheckpoint(day: point.day)
                checkpoint.value = point.value
                if let cash = point.cash { checkpoint.cash = [account.reported.currency: cash] }
                return checkpoint
            }
        }
    }
}

extension TransactionType {
    /// Whether only an account with cash can have it: one whose provider says so much of its cash reports it.
    var isOfCashAlone: Bool { Self.ofCashAlone.contains(self) }

    /// The types that only an account with cash can have.
    static let ofCashAlone: [TransactionType] = [.deposit, .withdrawal, .interest, .fee, .tax]
}

extension HistoryTransaction {
    /// A stored record; units of a currency are cash, which the record's cash says already.
    fileprivate init(_ stored: StoredTransaction, _ place: Int?, _ security: Security?) {
        let isMoney = security?.isCurrency(stored.currency) ?? false
        self.init(
            record: stored.record,
            day: stored.day,
            type: stored.type,
            security: isMoney ? nil : place,
            currency: stored.currency
        )
        if !isMoney { quantityDelta = stored.quantityDelta }
        (cashDelta, price, fees) = (stored.cashDelta, isMoney ? nil : stored.price, stored.fees ?? .zero)
    }
}
