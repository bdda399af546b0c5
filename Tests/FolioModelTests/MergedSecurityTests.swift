import FolioModel
import Testing

private let monday = Timestamp(seconds: 1_758_542_400)  // 2025-09-22T12:00:00Z
private let tuesday = monday.adding(seconds: 86_400)

private func statement(
    _ adapter: String = "plaid",
    _ kind: StatementKind = .holdings,
    since: Timestamp = monday,
    voice: StatementVoice? = nil,
    _ fill: (inout ReportedSecurity) -> Void
) -> SecurityStatement {
    var record = ReportedSecurity()
    fill(&record)
    return SecurityStatement(
        record,
        source: StatementSource(adapter: adapter, voice: voice, kind: kind, since: since)
    )
}

private func name(
    _ name: String,
    _ adapter: String = "plaid",
    _ kind: StatementKind = .holdings,
    since: Timestamp = monday
) -> SecurityStatement {
    statement(adapter, kind, since: since) { ($0.name, $0.ticker) = (name, "VTI") }
}

private func merged(_ statements: [SecurityStatement]) throws -> MergedSecurity {
    let merged = try #require(MergedSecurity(id: "s", statements))
    #expect(MergedSecurity(id: "s", statements.reversed()) == merged)
    return merged
}

@Suite struct MergedSecurityTests {
    @Test func `a brokerage's list of assets comes before holdings, transactions, orders and files`() throws {
        var statements = [
            name("Of a file", "csv"), name("Of orders", "alpaca", .orders), name("Of trades", "plaid", .transactions),
            name("Of holdings", "plaid", .holdings), name("Of assets", "alpaca", .assets),
        ]
        while let best = statements.last {
            let outcome = try merged(statements)
            #expect(outcome.security.name == best.record.name)
            #expect(outcome.origins[.name] == best.source)
            statements.removeLast()
        }
    }

    @Test func `what is set by hand comes before everything`() throws {
        let byHand = statement("folio", .holdings, voice: .manual) { $0.name = "My own word" }
        let outcome = try merged([name("Of assets", "alpaca", .assets, since: tuesday), byHand])
        #expect(outcome.security.name == "My own word")
    }

    @Test func `a symbol in the place of a name counts only where nobody knows the name`() throws {
        let bare = name("VTI", "alpaca", .assets, since: tuesday)
        #expect(try merged([bare]).security.name == "VTI")
        #expect(try merged([bare, name("Vanguard Total Stock", "csv")]).security.name == "Vanguard Total Stock")
        let option = statement { $0.name = "AAPL  250117C00150000" }
        #expect(try merged([option, name("Apple call", "csv")]).security.name == "Apple call")
    }

    @Test func `of equally good sources the properly written name counts, then the newer one`() throws {
        let shouted = name("VANGUARD TOTAL STOCK MKT", since: tuesday)
        let written = name("Vanguard Total Stock Market ETF")
        #expect(try merged([shouted, written]).security.name == "Vanguard Total Stock Market ETF")
        let renamed = name("Vanguard US Stock Market ETF", since: tuesday)
        #expect(try merged([written, renamed]).security.name == "Vanguard US Stock Market ETF")
        // A better source's counts however it is written.
        #expect(try merged([written, name("VANGUARD ETF", "alpaca", .assets)]).security.name == "VANGUARD ETF")
    }

    @Test func `a type that says more counts, whoever says it`() throws {
        let stock = statement("alpaca", .assets, since: tuesday) { $0.type = .stock }
        let etf = statement("csv") { $0.type = .etf }
        let other = statement("plaid") { $0.type = .other }
        #expect(try merged([stock, etf, other]).security.type == .etf)
        #expect(try merged([stock, etf]).origins[.type]?.adapter == "csv")
        #expect(try merged([stock, other]).security.type == .stock)
        let fund = statement("plaid") { $0.type = .mutualFund }
        #expect(try merged([etf, fund]).security.type == .mutualFund)
    }

    @Test(arguments: ["N/A", "-", " ", "unknown", "None"])
    func `a placeholder is no word`(placeholder: String) throws {
        let empty = statement("alpaca", .assets) { ($0.sector, $0.name) = (placeholder, placeholder) }
        #expect(try merged([empty]).security.sector == nil)
        let said = statement("csv") { ($0.sector, $0.name) = ("  Energy\t Minerals ", "Shell") }
        let outcome = try merged([empty, said])
        #expect(outcome.security.sector == "Energy Minerals")
        #expect(outcome.security.name == "Shell")
        #expect(outcome.origins[.sector]?.adapter == "csv")
    }

    @Test func `each field is chosen by itself`() throws {
        let plaid = statement { ($0.sector, $0.cusip) = ("Electronic Technology", "037833100") }
        let alpaca = statement("alpaca", .assets) { security in
            (security.ticker, security.name, security.exchange, security.mic) = ("AAPL", "Apple Inc.", "NASDAQ", "XNAS")
            (security.type, security.marginable, security.shortable) = (.stock, true, false)
        }
        let file = statement("csv") { security in
            (security.isin, security.country, security.industry) = ("US0378331005", "us", "Phones")
            (security.sector, security.figi, security.sedol) = ("Tech", "BBG000B9XRY4", "2046251")
        }
        let security = try merged([plaid, alpaca, file]).security
        #expect(security.symbol == "AAPL")
        #expect(security.name == "Apple Inc.")
        #expect(security.sector == "Electronic Technology")
        #expect(security.industry == "Phones")
        #expect(security.country == "US")
        #expect((security.exchange, security.mic) == ("NASDAQ", "XNAS"))
        #expect((security.isin, security.cusip) == ("US0378331005", "037833100"))
        #expect((security.figi, security.sedol) == ("BBG000B9XRY4", "2046251"))
        #expect((security.marginable, security.shortable) == (true, false))
    }

    @Test func `codes with a wrong check digit, and markets and countries that are none, say nothing`() throws {
        let wrong = statement { security in
            (security.isin, security.cusip, security.figi) = ("US0378331004", "037833101", "BBG000B9XRY5")
            (security.sedol, security.mic, security.country) = ("2046252", "NASDAQ", "USA")
        }
        let outcome = try merged([wrong])
        let security = outcome.security
        #expect([security.isin, security.cusip, security.figi, security.sedol] == [nil, nil, nil, nil])
        #expect([security.mic, security.country] == [nil, nil])
        #expect(Set(outcome.origins.keys) == [.type, .currency, .isCashEquivalent])
    }

    @Test func `a multiplier that somebody states outranks the usual one, and terms come from the symbol`() throws {
        let occ = statement("alpaca", .assets) { ($0.ticker, $0.type) = ("AAPL250117C00150000", .option) }
        let terms = try #require(try merged([occ]).security.option)
        #expect(terms.strike.description == "150")
        #expect(terms.multiplier == 100)
        var mini = terms
        mini.multiplier = 10
        let stated = statement("csv") { [mini] in ($0.type, $0.option) = (.option, mini) }
        #expect(try merged([occ, stated]).security.option?.multiplier == 10)
        #expect(try merged([occ, stated]).security.symbol == "AAPL250117C00150000")
    }

    @Test func `the terms of a bond are chosen one by one, a rate with its kind`() throws {
        let rate = Ratio(exactly: "0.045")
        let plaid = statement { security in
            security.fixedIncome = FixedIncome()
            security.fixedIncome?.yieldType = "coupon"
            security.fixedIncome?.maturityDate = Day("2030-05-15")
        }
        let file = statement("csv") { security in
            security.fixedIncome = FixedIncome()
            security.fixedIncome?.yieldRate = rate
            security.fixedIncome?.yieldType = "yield"
            security.fixedIncome?.faceValue = Amount(1000)
            security.fixedIncome?.priceBasis = .percentOfPar
        }
        let outcome = try merged([plaid, file])
        let terms = try #require(outcome.security.fixedIncome)
        #expect((terms.yieldRate, terms.yieldType) == (rate, "yield"))
        #expect(terms.maturityDate == Day("2030-05-15"))
        #expect(terms.faceValue == Amount(1000))
        #expect(terms.priceBasis == .percentOfPar)
        #expect(outcome.origins[.maturityDate]?.adapter == "plaid")
        #expect(outcome.origins[.yield]?.adapter == "csv")
    }

    @Test func `one provider that knows something counts as cash is enough`() throws {
        let silent = statement("alpaca", .assets) { $0.type = .etf }
        let knowing = statement("csv") { ($0.type, $0.isCashEquivalent) = (.etf, true) }
        #expect(try merged([silent, knowing]).security.isCashEquivalent)
        #expect(try merged([silent, knowing]).origins[.isCashEquivalent]?.adapter == "csv")
    }

    @Test func `no statements describe nothing`() {
        #expect(MergedSecurity(id: "s", []) == nil)
    }

    @Test func `a wording leaves out ids and prices, and cuts what is endless`() {
        var record = ReportedSecurity()
        (record.externalID, record.ticker, record.name) = ("x", " VTI ", String(repeating: "n", count: 600))
        (record.closePrice, record.closePriceAsOf, record.sector) = (Price(7), Day("2025-09-22"), "  ")
        let wording = record.wording
        #expect((wording.externalID, wording.ticker, wording.sector) == ("", "VTI", nil))
        #expect(wording.name?.count == 500)
        #expect(wording.closePrice == nil)
        #expect(wording.wording == wording)
    }

    @Test func `every field comes with its value as text and whose word it is`() throws {
        let option = statement("alpaca", .assets) { ($0.ticker, $0.type) = ("AAPL250117C00150000", .option) }
        let words = try merged([option]).words
        #expect(
            words.map { "\($0.field)=\($0.value)" } == [
                "symbol=AAPL250117C00150000", "security_type=option", "currency=USD", "is_cash_equivalent=false",
                "option_contract.type=call", "option_contract.expiration_date=2025-01-17",
                "option_contract.strike_price=150", "option_contract.underlying=AAPL",
                "option_contract.multiplier=100",
            ]
        )
        #expect(words.allSatisfy { $0.source.adapter == "alpaca" && $0.source.kind == .assets })
    }
}

/// Statements as sources might make them, contradictions included.
struct RandomStatements {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func any<Value>(_ values: [Value]) -> Value {
        values[Int(generator.next() % UInt64(values.count))]
    }

    mutating func make(_ count: Int) -> [SecurityStatement] { (0..<count).map { _ in one() } }

    private mutating func one() -> SecurityStatement {
        var record = ReportedSecurity()
        record.name = any([nil, "AAPL", "APPLE INC", "Apple Inc.", "Apple Inc. Common Stock", "N/A", "037833100"])
        record.ticker = any([nil, "AAPL", "AAPL250117C00150000", "aapl "])
        record.type = any([.stock, .other, .etf, .option, .moneyMarketFund, .bond])
        record.currency = any([.usd, .eur])
        record.isin = any([nil, "US0378331005", "IE00B4L5Y983", "US0378331004"])
        record.cusip = any([nil, "037833100", "594918104"])
        record.sedol = any([nil, "2046251", "2046252"])
        record.figi = any([nil, "BBG000B9XRY4", "BBG000BPH459"])
        record.exchange = any([nil, "NASDAQ", "-"])
        record.mic = any([nil, "XNAS", "XNYS", "?"])
        record.sector = any([nil, "Tech", "Electronic Technology"])
        record.industry = any([nil, "Phones", "unknown"])
        record.country = any([nil, "US", "ie"])
        record.isCashEquivalent = any([false, false, true])
        record.marginable = any([nil, true, false])
        record.shortable = any([nil, true, false])
        if any([true, false, false]) { record.option = contract() }
        if any([true, false, false]) { record.fixedIncome = terms() }
        let source = StatementSource(
            adapter: any(["plaid", "alpaca", "csv", "elsewhere"]),
            kind: any(StatementKind.allCases),
            since: any([monday, tuesday])
        )
        return SecurityStatement(record, source: source)
    }

    private mutating func contract() -> OptionContract {
        var option = OptionContract()
        (option.underlying, option.multiplier) = (any(["AAPL", "MSFT"]), any([100, 10]))
        option.expiration = Day(number: any([20_000, 20_100]))
        return option
    }

    private mutating func terms() -> FixedIncome {
        var terms = FixedIncome()
        terms.yieldRate = any([nil, Ratio(1), Ratio(2)])
        terms.yieldType = any([nil, "coupon", "yield"])
        terms.maturityDate = any([nil, Day(number: 20_000)])
        terms.faceValue = any([nil, Amount(100), Amount(1000)])
        terms.priceBasis = any([.unit, .percentOfPar])
        return terms
    }
}

@Test(arguments: 0..<300 as Range<UInt64>)
func `the order of statements does not matter`(seed: UInt64) throws {
    var random = RandomStatements(seed: seed)
    var generator = SeededGenerator(seed: seed &+ 1)
    let statements = random.make(2 + Int(seed % 7))
    let expected = MergedSecurity(id: "s", statements)
    for _ in 0..<6 { #expect(MergedSecurity(id: "s", statements.shuffled(using: &generator)) == expected) }
    #expect(MergedSecurity(id: "s", statements + statements) == expected)
}

@Test(arguments: 0..<500 as Range<UInt64>)
func `vendors' words and a user's own, merged apart and put together, are what they are merged at once`(
    seed: UInt64
) throws {
    var random = RandomStatements(seed: seed)
    let statements = random.make(3 + Int(seed % 6))
    let vendors = statements.filter { $0.source.voice == .vendor }
    let own = statements.filter { $0.source.voice == .own }
    guard let shared = MergedSecurity(id: "s", vendors), let added = MergedSecurity(id: "s", own) else { return }
    #expect(shared.security.adding(own: added.security) == MergedSecurity(id: "s", statements)?.security)
}
