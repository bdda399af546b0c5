import FolioEngine
import FolioModel
import Testing

/// Sessions of 2025-09: 15 16 17 18 19.
@Suite struct `The trail of a figure` {
    private func past() throws -> Past {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("SAP", currency: .eur)
        past.account("a") { $0.completeFrom = Day("2025-09-01") }
        try past.prices("SAP", [("2025-09-15", "200"), ("2025-09-16", "210")])
        try past.rates(.eur, .usd, [("2025-09-15", "1.1"), ("2025-09-18", "1.2")])
        try past.hold("a", "SAP", "10")
        try past.cash("a", "500")
        try past.row("a", "2025-09-16", .transferIn, "SAP", "4")
        try past.row("a", "2025-09-18", .deposit, cash: "100")
        return past
    }

    private func lines(_ result: ExplainResult) -> [String] {
        result.inputs.map { input in
            let day = input.asOf?.description ?? "-"
            return
                "\(input.kind.rawValue) \(input.value) \(input.source) \(input.adapter ?? "-") \(day) \(input.quality)"
        }
    }

    @Test func `names units, price, rate, cash and flows with where each is from`() throws {
        let result = try past().history().explain(Scope(), on: try #require(Day("2025-09-20")))
        #expect(result.date?.description == "2025-09-19")
        #expect(result.figure.description == "3020.00")  // 10 × 210 × 1.2 + 500
        #expect(
            lines(result) == [
                "quantity 10 r0 plaid 2025-09-16 100", "price 210 fmp fmp 2025-09-16 95",
                "rate 1.2 EURUSD - 2025-09-18 95", "value 2520 rule - 2025-09-19 95",
                "cash 500 r1 plaid 2025-09-18 100", "value 500 rule - 2025-09-19 100",
            ]
        )
        let before = try past().history().explain(Scope(), on: try #require(Day("2025-09-18")))
        #expect(lines(before).last == "flow 100 r1 plaid 2025-09-18 100")
    }

    @Test func `of a symbol has its parts alone`() throws {
        let result = try past().history().explain(Scope(symbol: "SAP"), on: try #require(Day("2025-09-16")))
        #expect(result.figure.description == "2310.00")
        #expect(lines(result).last == "flow 924 r0 plaid 2025-09-16 100")  // 4 × 210 × 1.1
    }

    @Test func `of a day before everything is empty`() throws {
        let result = try past().history().explain(Scope(), on: try #require(Day("2025-08-01")))
        #expect(result == ExplainResult())
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `has values that add up to the figure`(seed: UInt64) throws {
        let world = try ForwardWorld(seed: seed)
        let history = try PortfolioHistory(try world.facts(), frame: world.frame)
        let day = world.market.days[world.market.windowStart + Int(seed) * 10]
        let result = try history.explain(Scope(), on: day)
        let values = try result.inputs.filter { $0.kind == .value }.map { try #require(Amount(exactly: $0.value)) }
        #expect(Figure(total: try values.sum(), in: .usd).description == result.figure.description)
    }
}
