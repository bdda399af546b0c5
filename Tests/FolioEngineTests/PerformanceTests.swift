import FolioEngine
import FolioModel
import Foundation
import Testing

/// Figures that Fixtures/statistics.py computed with numpy, scipy, pyxirr and empyrical.
private struct Computed {
    let root: JSONValue

    init() throws { root = try JSONValue(parsing: try Self.file("statistics.json")) }

    static func file(_ name: String) throws -> String {
        let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/" + name)
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// Closes of the three shares, as traded.
    static func closes() throws -> [String: [(day: Day, price: Price)]] {
        var closes: [String: [(day: Day, price: Price)]] = [:]
        for line in try file("closes.csv").split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",")
            let entry = (day: try #require(Day(fields[1])), price: try #require(Price(exactly: fields[2])))
            closes[String(fields[0]), default: []].append(entry)
        }
        return closes
    }
}

extension JSONValue {
    fileprivate func number(_ name: String) throws -> Double { try #require(self[name]?.string.flatMap { Double($0) }) }

    fileprivate func figure<Value: FixedPoint>(_ type: Value.Type = Value.self) throws -> Value {
        try #require(figureText.flatMap { Value(vendorText: $0) })
    }
}

/// Nine places, and nine digits of what is large.
private func isNear(_ left: Double?, _ right: Double) -> Bool {
    left.map { abs($0 - right) <= 1e-9 * max(1, abs(right)) } ?? false
}

@Suite struct `Performance` {
    private static let symbols = ["AAPL", "MSFT", "IBM"]

    /// The scenario as a provider would show it at its end.
    private func past(_ scenario: JSONValue) throws -> Past {
        var past = try Past("2004-12-01", "2006-12-29")
        past.account("a") { $0.canBorrow = true }
        let closes = try Computed.closes()
        for (index, symbol) in Self.symbols.enumerated() {
            past.security(symbol)
            past.facts.prices.append(
                try PriceSeries(security: index, currency: .usd, source: "file", closes: try #require(closes[symbol]))
            )
            let held = try #require(scenario["holdings"]?[symbol]?.string)
            try past.hold("a", symbol, held)
        }
        try past.split("AAPL", "2005-02-28", 2, 1)
        try past.cash("a", try #require(scenario["cash"]?.string))
        for row in try #require(scenario["rows"]?.array) {
            let fields = try #require(row.array)
            try past.row(
                "a",
                try #require(fields[0].string),
                try #require(fields[1].string.flatMap(TransactionType.init(rawValue:))),
                fields[2].string,
                try fields[3].figure(Quantity.self).description,
                cash: try fields[4].figure(Amount.self).description,
                fees: try fields[5].figure(Amount.self).description
            )
        }
        return past
    }

    @Test(arguments: 0..<3)
    func `is what other libraries compute from two years of real closes`(number: Int) throws {
        let root = try Computed().root
        let scenario = try #require(root["scenarios"]?.array?[number])
        let past = try past(scenario)
        let scoped = try past.history().scoped(Scope())
        let values = (scenario["values"]?.array ?? []).compactMap(\.string)
        #expect((0..<scoped.table.count).map { scoped.table.amount(.value, $0) } == values.map { Amount(exactly: $0) })
        let benchmark = Benchmark(symbol: "IBM", levels: past.facts.prices[2].levels(splits: []))
        let result = scoped.performance(HistoryWindow(), benchmark: benchmark)
        let figures: [(String, Ratio?)] = [
            ("twr", result.twr), ("twr_annualized", result.twrAnnualized), ("mwr", result.mwr),
            ("mwr_annualized", result.mwrAnnualized), ("volatility", result.volatility), ("sharpe", result.sharpe),
            ("depth", result.maxDrawdown?.depth), ("benchmark_twr", result.benchmark?.twr),
            ("beta", result.benchmark?.beta), ("alpha", result.benchmark?.alpha),
            ("correlation", result.benchmark?.correlation), ("tracking_error", result.benchmark?.trackingError),
        ]
        for (name, figure) in figures {
            #expect(isNear(figure?.approximateDouble, try scenario.number(name)), "\(name)")
        }
        #expect(result.maxDrawdown?.peak?.description == scenario["peak"]?.string)
        #expect(result.maxDrawdown?.trough?.description == scenario["trough"]?.string)
        #expect(result.maxDrawdown?.recovered?.description == scenario["recovered"]?.string)
        for (name, row) in [("best", result.bestDay), ("worst", result.worstDay)] {
            let expected = try #require(scenario[name]?.array)
            #expect(row?.date.description == expected[0].string)
            #expect(isNear(row?.return.approximateDouble, try #require(expected[1].string.flatMap { Double($0) })))
        }
    }

    @Test func `money-weighted rates are those of two other solvers`() throws {
        let root = try Computed().root
        for (number, entry) in try #require(root["rates"]?.array).enumerated() {
            let payments = try #require(entry["payments"]?.array).map { payment in
                let fields = try #require(payment.array)
                return MoneyWeightedReturn.Payment(
                    day: try #require(fields[0].string.flatMap { Day($0) }),
                    amount: try #require(fields[1].string.flatMap { Double($0) })
                )
            }
            let found = MoneyWeightedReturn(payments)
            guard let rate = entry["rate"]?.string.flatMap({ Double($0) }) else {
                #expect(found == nil, "case \(number)")
                continue
            }
            #expect(isNear(found?.annual, rate), "case \(number): \(found?.annual ?? .nan) \(rate)")
            #expect(isNear(found?.period, try entry.number("period")), "case \(number)")
        }
    }

    // MARK: Rules

    /// Sessions from 2025-09-15 with these values of an account, and these flows.
    private func scoped(_ values: [Int], flows: [Int: Int] = [:]) throws -> ScopedHistory {
        let first = ExchangeCalendar.Sessions.number(onOrAfter: try #require(Day("2025-09-15")))
        let rows = values.indices.map { index in
            var row = DayTable.Row(day: ExchangeCalendar.Sessions.day(first + index))
            row[.value] = Int128(values[index]) * 1_000_000
            row[.flow] = Int128(flows[index] ?? 0) * 1_000_000
            return row
        }
        var past = try Past("2025-09-15", "2025-12-31")
        past.account("a")
        let account = AccountHistory(
            account: past.facts.accounts[0].account,
            firstSession: first,
            wasEmptyBefore: false,
            lastSession: nil,
            table: try #require(DayTable(rows: rows)),
            transfers: []
        )
        let frame = HistoryFrame(from: rows[0].day, through: rows[rows.count - 1].day)
        return ScopedHistory([account], base: .usd, frame: frame)
    }

    @Test func `what comes in counts from the day's start and what goes out until its end`() throws {
        let result = try scoped([100, 220, 165], flows: [1: 100, 2: -55]).performance(HistoryWindow())
        #expect(result.twr?.description == "0.1")  // 220 / 200 × (165 + 55) / 220
    }

    @Test func `what is bought and held returns what its price does, splits and all`() throws {
        var past = try Past("2004-12-01", "2006-12-29")
        past.security("AAPL")
        past.account("a")
        let closes = try #require(try Computed.closes()["AAPL"])
        past.facts.prices = [try PriceSeries(security: 0, currency: .usd, source: "file", closes: closes)]
        try past.split("AAPL", "2005-02-28", 2, 1)
        try past.hold("a", "AAPL", "20")
        try past.row("a", "2004-12-01", .transferIn, "AAPL", "10")
        let result = try past.history().scoped(Scope()).performance(HistoryWindow())
        // 84.84 × 2 / 67.79 − 1
        #expect(isNear(result.twr?.approximateDouble, 84.84 * 2 / 67.79 - 1))
        #expect(isNear(result.mwr?.approximateDouble, 84.84 * 2 / 67.79 - 1))
    }

    @Test func `without flows the two returns are the same`() throws {
        let result = try scoped([100, 90, 130, 120]).performance(HistoryWindow())
        #expect(result.twr?.description == "0.2")
        #expect(result.mwr?.description == "0.2")
    }

    @Test func `a deposit on the last day is no return`() throws {
        #expect(try scoped([100, 110, 1110], flows: [2: 1000]).performance(HistoryWindow()).twr?.description == "0.1")
    }

    @Test func `days before the first value are skipped`() throws {
        #expect(try scoped([0, 0, 100, 110], flows: [2: 100]).performance(HistoryWindow()).twr?.description == "0.1")
    }

    @Test func `nothing is linked over a base below zero`() throws {
        let result = try scoped([100, -50, 60]).performance(HistoryWindow())
        #expect(result.twr == nil)
        #expect(try scoped([0, 0]).performance(HistoryWindow()).twr == nil)
    }

    @Test func `a short window is not annualised`() throws {
        let result = try scoped([100, 110]).performance(HistoryWindow())
        #expect(result.days == 1)
        #expect(result.twr?.description == "0.1")
        #expect(result.twrAnnualized == nil)
        #expect(result.mwr?.description == "0.1")
        #expect(result.mwrAnnualized == nil)
        #expect(result.volatility == nil)
        #expect(result.sharpe == nil)
    }

    @Test func `a total loss has a return but no money-weighted rate`() throws {
        let result = try scoped([100, 50, 0]).performance(HistoryWindow())
        #expect(result.twr?.description == "-1")
        #expect(result.mwr == nil)
        #expect(result.maxDrawdown?.depth.description == "-1")
    }

    @Test func `a drawdown knows when it was made good`() throws {
        let result = try scoped([100, 120, 90, 119, 120, 60, 80]).performance(HistoryWindow())
        #expect(result.maxDrawdown?.depth.description == "-0.5")
        #expect(result.maxDrawdown?.peak?.description == "2025-09-19")
        #expect(result.maxDrawdown?.trough?.description == "2025-09-22")
        #expect(result.maxDrawdown?.recovered == nil)
        let rising = try scoped([100, 110, 120]).performance(HistoryWindow())
        #expect(rising.maxDrawdown?.depth == .zero)
        #expect(rising.maxDrawdown?.peak == nil)
    }

    @Test func `the benchmark is compared on shared sessions only`() throws {
        let history = try scoped([100, 110, 121, 121, 133])
        let days = (0..<5).map(history.table.day)
        let levels = [0, 1, 3, 4].map { (day: days[$0], level: [1.0, 1.1, 0, 1.21, 1.331][$0]) }
        let result = history.performance(HistoryWindow(), benchmark: Benchmark(symbol: "SPY", levels: levels))
        #expect(result.benchmark?.symbol == "SPY")
        #expect(isNear(result.benchmark?.twr?.approximateDouble, 0.331))
    }

    @Test func `performance and changes print the same parts, which add up`() throws {
        for seed in 0..<40 as Range<UInt64> {
            let world = try ForwardWorld(seed: seed)
            let scoped = try PortfolioHistory(try world.facts(), frame: world.frame).scoped(Scope())
            guard scoped.table.count > 1 else { continue }
            let last = scoped.table.day(scoped.table.count - 1)
            var changes = scoped.changes(from: scoped.table.day(1), to: last)
            let performance = scoped.performance(HistoryWindow(from: scoped.table.day(0), to: last))
            #expect(performance.changes == changes)
            let ups = [changes.startValue, changes.contributions, changes.marketGain, changes.fxGain, changes.income]
            let downs = [changes.withdrawals, changes.fees, changes.taxes]
            let end = try ups.map(\.amount).sum() - downs.map(\.amount).sum()
            #expect(end == changes.endValue.amount)
            changes.endValue = .zero
            let points = try scoped.history(HistoryWindow())
            #expect(points.values.first?.description == changes.startValue.description)
        }
    }

    @Test func `an answer fits its schema`() throws {
        let history = try scoped([100, 110, 121, 121, 133])
        let benchmark = Benchmark(symbol: "SPY", levels: [])
        for value in [history.performance(HistoryWindow(), benchmark: benchmark), PerformanceResult()] {
            try expectFits(value)
        }
        try expectFits(try history.history(HistoryWindow()))
        try expectFits(history.changes(from: history.table.day(0), to: history.table.day(4)))
    }

    private func expectFits<Value: WireObject>(_ value: Value) throws {
        var catalogue = SchemaCatalogue()
        let schema = Value.schema(in: &catalogue)
        let schemas = JSONValue.object(JSONObject(catalogue.schemas.map { ($0, $1) }))
        let validator = JSONSchemaValidator(document: ["components": ["schemas": schemas]])
        #expect(validator.violations(of: value.jsonValue, against: schema) == [])
    }
}
