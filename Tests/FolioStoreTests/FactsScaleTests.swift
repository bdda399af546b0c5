import FolioModel
import FolioStore
import Testing

@Test func `a portfolio of 200 accounts with 50 holdings each is read whole and at once`() throws {
    let (accounts, securities) = (200, 50)
    let store = try Store.open(location: .memory)
    let connection = try store.fixture(accounts: (0..<accounts).map { "A\($0)" })
    var update = HoldingsUpdate(asOf: .close)
    update.securities = (0..<securities).map { .fixture("s\($0)", "T\($0)") }
    for account in 0..<accounts {
        for security in 0..<securities {
            var holding = try ReportedHolding.fixture("A\(account)", "s\(security)", "12.345678")
            (holding.costBasis, holding.value) = (Amount(exactly: "1234.56"), Amount(exactly: "2345.67"))
            (holding.price, holding.priceAsOf) = (Price(exactly: "190.0025"), .close)
            update.holdings.append(holding)
        }
    }
    try store.saveHoldings(connection: connection.id, update, source: "plaid")
    var facts = PortfolioFacts()
    let elapsed = try ContinuousClock().measure { facts = try store.facts(user: "ana") }
    #expect(facts.holdings.count == 10_000)  // 200 × 50
    #expect(facts.quotes.count == 50)
    #expect(elapsed < .seconds(2), "a fortieth of this is usual")
}
