import FolioModel
import Testing

private func identity(
    _ ticker: String? = nil,
    isin: String? = nil,
    cusip: String? = nil,
    type: SecurityType = .stock,
    currency: Currency = .usd,
    name: String? = nil,
    record: String = "r"
) -> SecurityIdentity {
    var reported = ReportedSecurity()
    (reported.ticker, reported.isin, reported.cusip) = (ticker, isin, cusip)
    (reported.type, reported.currency, reported.name) = (type, currency, name)
    return SecurityIdentity(reported, record: record)
}

@Test func `an ISIN and the CUSIP inside it name the same`() {
    let match = SecurityMatcher.match(identity(isin: "US0378331005"), identity(cusip: "037833100"))
    #expect(match == .same(by: "cusip"))
}

@Test func `a fund that another provider calls a stock is the same by its ticker`() {
    #expect(SecurityMatcher.match(identity("VTI", type: .etf), identity("VTI")) == .same(by: "ticker"))
}

@Test func `a name alone never matches`() {
    let match = SecurityMatcher.match(
        identity(name: "Apple Inc.", record: "1"),
        identity(name: "Apple Inc.", record: "2")
    )
    #expect(match == .unrelated)
}

@Test func `an equal ticker of another currency or class never matches`() {
    #expect(SecurityMatcher.match(identity("BTC"), identity("BTC", type: .cryptocurrency)) == .unrelated)
    #expect(SecurityMatcher.match(identity("VOD"), identity("VOD", currency: .gbp)) == .unrelated)
}

@Test func `an option is not its underlying even with equal codes`() {
    let match = SecurityMatcher.match(identity(cusip: "037833100"), identity(cusip: "037833100", type: .option))
    #expect(match == .unrelated)
}

@Test func `an equal ticker with different codes is a contradiction`() {
    let match = SecurityMatcher.match(identity("AAPL", cusip: "037833100"), identity("AAPL", cusip: "594918104"))
    #expect(match == .contradiction)
}

@Test func `a code with a wrong check digit says nothing`() {
    let match = SecurityMatcher.match(identity("AAPL", cusip: "037833100"), identity("AAPL", cusip: "037833109"))
    #expect(match == .same(by: "ticker"))
}

@Test func `a record that knows both codes bridges those that know one`() {
    let known = [
        identity(isin: "IE00B4L5Y983"), identity(cusip: "594918104"),
        identity(isin: "IE00B4L5Y983", cusip: "594918104"),
    ]
    #expect(SecurityMatcher.partition(Array(known[..<2])).groups.count == 2)
    #expect(SecurityMatcher.partition(known).groups == [[0, 1, 2]])
}

@Test func `contradicting records stay apart, and one with the ticker alone joins neither`() {
    let partition = SecurityMatcher.partition([
        identity("AAPL", cusip: "037833100"), identity("AAPL"), identity("AAPL", cusip: "594918104"),
    ])
    #expect(partition.groups.count == 3)
    #expect(partition.conflicts.map(\.shared) == ["ticker AAPL USD listed"])
}

@Test func `an option is one by its OCC symbol or its terms`() throws {
    var terms = ReportedSecurity()
    terms.type = .option
    terms.option = try #require(OCCSymbol("AAPL250117C00150000")).contract
    let byTerms = SecurityIdentity(terms, record: "1")
    #expect(SecurityMatcher.match(byTerms, identity("AAPL  250117C00150000", type: .option)) == .same(by: "occ"))
}

/// Deterministic numbers for a seed.
private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

@Test(arguments: 0..<200 as Range<UInt64>)
func `the order of records does not matter`(seed: UInt64) {
    var generator = Generator(state: seed &* 7919 &+ 1)
    let isins: [String?] = [nil, nil, "US0378331005", "IE00B4L5Y983", "US5949181045"]
    let cusips: [String?] = [nil, nil, "037833100", "594918104", "38259P508"]
    let tickers: [String?] = [nil, "AAPL", "MSFT", "BRK-B"]
    let identities = (0..<8).map { index in
        identity(
            tickers.randomElement(using: &generator) ?? nil,
            isin: isins.randomElement(using: &generator) ?? nil,
            cusip: cusips.randomElement(using: &generator) ?? nil,
            type: [.stock, .etf, .option].randomElement(using: &generator) ?? .stock,
            record: String(index)
        )
    }
    func partition(_ order: [Int]) -> Set<Set<Int>> {
        Set(SecurityMatcher.partition(order.map { identities[$0] }).groups.map { Set($0.map { order[$0] }) })
    }
    let expected = partition(Array(identities.indices))
    for _ in 0..<5 { #expect(partition(identities.indices.shuffled(using: &generator)) == expected) }
}
