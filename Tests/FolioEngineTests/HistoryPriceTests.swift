import FolioEngine
import FolioModel
import Testing

/// Sessions of 2025-09: 02 03 04 05, 08 09 10 11 12, 15 16 17 18 19, 22 23 24 25 26.
@Suite struct `The price of a session` {
    private func past(_ type: SecurityType = .stock, currency: Currency = .usd) throws -> Past {
        var past = try Past("2025-09-02", "2025-09-26")
        past.security("AAPL", type, currency: currency)
        past.account("a")
        try past.hold("a", "AAPL", "10")
        try past.row("a", "2025-09-02", .transferIn, "AAPL", "10")
        return past
    }

    @Test func `a missing close is the last one before, and costs a little trust, later more`() throws {
        var past = try past()
        try past.prices("AAPL", [("2025-09-02", "10"), ("2025-09-03", "11"), ("2025-09-26", "12")])
        let points = try past.points()
        #expect(points.valueTexts == ["100.00"] + Array(repeating: "110.00", count: 17) + ["120.00"])
        #expect(
            points.quality == [100, 100] + Array(repeating: 95, count: 5) + Array(repeating: 80, count: 11) + [100]
        )
        let finding = try #require(past.history().findings.first)
        #expect(finding.kind == .missingPrice)
        #expect(finding.firstDay.description == "2025-09-18")  // the eleventh session after 2025-09-03
        #expect(finding.lastDay.description == "2025-09-25")
        #expect(finding.sessions == 6)
        #expect(finding.security == 0)
        #expect(
            finding.explanation
                == "AAPL has no price from 2025-09-18 to 2025-09-25: the last one known stands in."
        )
    }

    @Test func `a close of a weekend counts as one before Monday`() throws {
        var past = try past(.cryptocurrency)
        try past.prices("AAPL", [("2025-09-02", "10"), ("2025-09-06", "11")])
        let points = try past.points()
        #expect(points.valueTexts.prefix(5) == ["100.00", "100.00", "100.00", "100.00", "110.00"])
        #expect(points.quality.prefix(5) == [100, 95, 95, 95, 95])
    }

    @Test func `before the first close the last trade counts`() throws {
        var past = try past()
        try past.prices("AAPL", [("2025-09-25", "12")])
        try past.row("a", "2025-09-03", .buy, "AAPL", "1", cash: "-11", price: "11")
        try past.cash("a", "0")
        past.facts.accounts[0].holdings[0].quantity = Quantity(11)
        let points = try past.points()
        #expect(points.valueTexts.prefix(2) == ["121.00", "121.00"])  // with the 11 in cash before
        #expect(points.quality.prefix(3) == [45, 60, 60])  // (110 × 40 + 11 × 100) / 121, then the trade's price
        #expect(points.assumed.map(\.description).prefix(2) == ["0.909090909091", "0"])
        #expect(points.valueTexts.suffix(2) == ["132.00", "132.00"])
        #expect(points.quality.suffix(2) == [100, 95])
    }

    @Test func `a later price stands in only where nothing earlier is known, and says so`() throws {
        var past = try past()
        try past.prices("AAPL", [("2025-09-24", "12")])
        let points = try past.points()
        #expect(Set(points.valueTexts) == ["120.00"])
        #expect(points.quality == Array(repeating: 40, count: 16) + [100, 95, 95])
        #expect(points.assumed.map(\.description) == Array(repeating: "1", count: 16) + ["0", "0", "0"])
        let finding = try #require(past.history().findings.first)
        #expect(finding.explanation.hasSuffix("a later price stands in."))
    }

    @Test func `a security without any price stays, counts nothing and is named`() throws {
        var past = try past()
        try past.cash("a", "50")
        try past.hold("a", "AAPL", "0")
        let points = try past.points()
        #expect(Set(points.valueTexts) == ["50.00"])
        #expect(Set(points.quality) == [50])
        let finding = try #require(past.history().findings.first)
        #expect(finding.explanation == "AAPL has no price from 2025-09-02 to 2025-09-26: it counts nothing.")
    }

    @Test func `a price is carried over a split at what it is after it`() throws {
        var past = try past()
        past.facts.accounts[0].holdings[0].quantity = Quantity(40)
        try past.prices("AAPL", [("2025-09-02", "100"), ("2025-09-12", "26")])
        try past.split("AAPL", "2025-09-08", 4, 1)
        #expect(
            try past.points().valueTexts.prefix(10) == Array(repeating: "1000.00", count: 8) + ["1040.00", "1040.00"]
        )
    }

    @Test func `a later price is taken back over a split`() throws {
        var past = try past()
        past.facts.accounts[0].holdings[0].quantity = Quantity(40)
        try past.prices("AAPL", [("2025-09-12", "26")])
        try past.split("AAPL", "2025-09-08", 4, 1)
        #expect(Set(try past.points().valueTexts) == ["1040.00"])
    }

    @Test func `a provider's own price stands in for the close of its date`() throws {
        var past = try past()
        try past.price("AAPL", "10", but: ["2025-09-26": nil])
        let day = try #require(Day("2025-09-26"))
        past.facts.accounts[0].holdings[0].price = DatedPrice(day: day, price: Price(13))
        #expect(try past.points().valueTexts.suffix(2) == ["100.00", "130.00"])
        #expect(try past.points().quality.last == 100)
    }

    @Test func `money market funds are worth one a unit and are cash`() throws {
        let past = try past(.moneyMarketFund)
        let points = try past.points()
        #expect(Set(points.valueTexts) == ["10.00"])
        #expect(Set(points.cash.map(\.description)) == ["10.00"])
        #expect(Set(points.quality) == [100])
        #expect(try past.history().findings == [])
    }

    @Test func `bonds are valued in percent of par and options by their multiplier`() throws {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("BOND", .bond) { security in
            security.fixedIncome = FixedIncome()
            security.fixedIncome?.priceBasis = .percentOfPar
        }
        past.security("CALL", .option) { security in
            security.option = OptionContract()
            security.option?.multiplier = 10
        }
        past.security("OTHER", .option)
        past.account("a")
        try past.price("BOND", "99.5")
        try past.price("CALL", "2")
        try past.price("OTHER", "3")
        try past.hold("a", "BOND", "1000")
        try past.hold("a", "CALL", "-2")
        try past.hold("a", "OTHER", "1")
        // 1000 × 0.995 − 2 × 2 × 10 + 3 × 100
        #expect(try past.points().valueTexts.last == "1255.00")
    }

    @Test func `a bond's series of another basis is not used`() throws {
        var past = try Past("2025-09-15", "2025-09-19")
        past.security("BOND", .bond)
        past.account("a")
        try past.hold("a", "BOND", "1000")
        past.facts.accounts[0].holdings[0].priceBasis = .percentOfPar
        try past.price("BOND", "995")
        #expect(try past.points().valueTexts.last == "0.00")
        #expect(try past.history().findings.map(\.kind) == [.missingPrice])
    }

    // MARK: Exchange rates

    @Test func `a missing rate is the last one known and never one`() throws {
        var past = try past(currency: .eur)
        try past.price("AAPL", "10")
        try past.rates(.eur, .usd, [("2025-09-02", "1.5"), ("2025-09-03", "1.2")])
        let points = try past.points()
        #expect(points.valueTexts.prefix(4) == ["150.00", "120.00", "120.00", "120.00"])
        #expect(points.quality.prefix(8) == [100, 100, 95, 95, 95, 95, 95, 80])
        let finding = try #require(past.history().findings.first)
        #expect(finding.currency == .eur)
        #expect(finding.security == nil)
        #expect(
            finding.explanation
                == "No exchange rate from EUR to USD is known from 2025-09-18 to 2025-09-26: the last one known stands in."
        )
    }

    @Test func `inverse pairs and pence count`() throws {
        let pence = try #require(Currency("GBX"))
        var past = try past(currency: pence)
        try past.price("AAPL", "1000")
        try past.rates(.usd, .gbp, [("2025-09-02", "0.8")])
        #expect(try past.points().valueTexts.first == "125.00")  // 10 × 1000 / 100 / 0.8
    }

    @Test func `without any rate the amount is left out and named`() throws {
        var past = try past(currency: .eur)
        try past.price("AAPL", "10")
        try past.cash("a", "100")
        #expect(Set(try past.points().valueTexts) == ["100.00"])
        #expect(Set(try past.points().quality) == [50])
        let finding = try #require(past.history().findings.first)
        #expect(finding.explanation.hasSuffix("what is in EUR is left out."))
    }

    @Test func `the gain of a rate is told from the gain of a price`() throws {
        var past = try past(currency: .eur)
        try past.price("AAPL", "10", but: ["2025-09-03": "11"])
        try past.rates(.eur, .usd, [("2025-09-02", "1.5"), ("2025-09-03", "1.2"), ("2025-09-04", "1.2")])
        let table = try past.history().accounts[0].table
        #expect(try table.text(.fxGain, "2025-09-03") == "-30")  // 100 × (1.2 − 1.5)
        #expect(try table.text(.marketGain, "2025-09-03") == "12")  // 10 × 1 × 1.2
    }
}
