import FolioDaemon
import FolioEngine
import FolioModel
import FolioStore
import Glibc

/// What the first question about a user's past costs: every row rebuilt, nothing kept from before.
enum HistoryFigure {
    private static let user = "default"

    /// Times the rebuilding of a store's history from the file and by the engine alone, each with its floor.
    static func measure(_ path: String) throws {
        let store = try Store.open(location: .file(path))
        var whole = Samples(), engine = Samples(), reading = Samples(), multiplying = Samples()
        let before = peak()
        for round in 0..<Samples.warmUp + Samples.count {
            let clock = ContinuousClock()
            let services = DaemonServices.idle(store: store, historyPrices: StorePrices(store: store))
            let start = clock.now
            let history = try services.history.view(of: user).history
            let rebuilt = clock.now
            if round == 0 { print("rebuild.memory", peak() - before, peak()) }
            let facts = history.facts
            if round == 0 { print("rebuild.findings", history.findings.count) }
            let began = clock.now
            let again = try PortfolioHistory(facts, frame: history.frame)
            let computed = clock.now
            precondition(again.accounts.count == history.accounts.count)
            try read(store, facts)
            let read = clock.now
            precondition(multiply(facts) != 0)
            let end = clock.now
            guard round >= Samples.warmUp else { continue }
            whole.add(rebuilt - start)
            engine.add(computed - began)
            reading.add(read - computed)
            multiplying.add(end - read)
        }
        try store.close()
        whole.report("rebuild")
        engine.report("rebuild.engine")
        reading.report("rebuild.reading")
        multiplying.report("rebuild.multiplying")
    }

    /// The floor of the whole: the same records and closes are read, and nothing is done with them.
    private static func read(_ store: Store, _ facts: HistoryFacts) throws {
        let records = try store.historyRecords(user: user)
        let days = facts.prices.compactMap { $0.days.first }
        let prices = try store.priceSeries(
            for: facts.securities.map(\.id),
            from: Day(number: days.min() ?? 0),
            through: ExchangeCalendar.lastFinishedSession(at: .now)
        )
        precondition(records.transactions.count > 0 && prices.count == facts.securities.count)
    }

    /// The floor of the engine: each close times a quantity, added up exactly.
    private static func multiply(_ facts: HistoryFacts) -> Int128 {
        var sum: Int128 = 0
        for series in facts.prices {
            let quantity = Int128(series.security + 1) * 1_000_000_000_000
            for mantissa in series.mantissas { sum += Int128(mantissa) * quantity / 1_000_000 }
        }
        return sum
    }

    /// The most memory that the process has had, in KiB.
    private static func peak() -> Int {
        var usage = rusage()
        getrusage(.init(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }
}
