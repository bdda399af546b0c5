import FolioEngine
import FolioModel
import Testing

/// A portfolio put together by hand for a test; a figure that is no number fails the test that uses it.
struct World {
    var facts = PortfolioFacts()

    /// Tuesday after the close: 2025-09-23 is the last finished session.
    static let evening = Timestamp(milliseconds: 1_758_664_800_000)  // 2025-09-23T22:00:00Z
    static let close = Timestamp(milliseconds: 1_758_657_600_000)  // 2025-09-23T20:00:00Z

    mutating func account(
        _ id: String,
        provider: String = "plaid",
        source: SourceKind = .external,
        connection: String? = nil,
        institution: String? = nil
    ) {
        let connection = connection ?? provider + "-1"
        if !facts.connections.contains(where: { $0.id == connection }) {
            facts.connections.append(
                Connection(id: connection, user: "u", provider: provider, externalID: connection, createdAt: Self.close)
            )
        }
        var reported = ReportedAccount()
        reported.externalID = id
        reported.name = "Account " + id
        reported.tradable = source == .brokerage
        facts.accounts.append(
            Account(
                id: id,
                connection: connection,
                provider: provider,
                source: source,
                institution: institution,
                reported: reported
            )
        )
    }

    mutating func security(
        _ symbol: String,
        _ type: SecurityType = .stock,
        currency: Currency = .usd,
        change: (inout Security) -> Void = { _ in }
    ) {
        var security = Security(id: "s-" + symbol, type: type, currency: currency)
        security.symbol = symbol
        change(&security)
        facts.securities[security.id] = security
    }

    mutating func hold(
        _ account: String,
        _ symbol: String,
        _ quantity: String,
        cost: String? = nil,
        currency: Currency = .usd,
        change: (inout Holding) throws -> Void = { _ in }
    ) throws {
        var holding = Holding(
            account: account,
            security: "s-" + symbol,
            quantity: try #require(Quantity(exactly: quantity)),
            currency: currency,
            asOf: Self.close
        )
        if let cost {
            let amount: Amount = try #require(Amount(exactly: cost))
            holding.costBasis = amount
        }
        holding.priceBasis = facts.securities[holding.security]?.fixedIncome?.priceBasis ?? .unit
        try change(&holding)
        facts.holdings.append(holding)
    }

    mutating func quote(
        _ symbol: String,
        _ price: String,
        previous: String? = nil,
        currency: Currency = .usd,
        asOf: Timestamp = close
    ) throws {
        let price = try #require(Price(exactly: price))
        var quote = Quote(price: price, currency: currency, asOf: asOf, source: "fmp")
        if let previous {
            let close: Price = try #require(Price(exactly: previous))
            quote.previousClose = close
        }
        quote.priceBasis = facts.securities["s-" + symbol]?.fixedIncome?.priceBasis ?? .unit
        facts.quotes["s-" + symbol] = quote
    }

    mutating func cash(_ account: String, _ amount: String, _ currency: Currency = .usd) throws {
        let amount = try #require(Amount(exactly: amount))
        facts.cash.append(CashBalance(account: account, currency: currency, amount: amount, asOf: Self.close))
    }

    mutating func rate(_ base: Currency, _ quote: Currency, _ rate: String, asOf: Timestamp = close) throws {
        let ratio = try #require(Ratio(exactly: rate))
        facts.rates.append(try #require(FXRate(base: base, quote: quote, rate: ratio, asOf: asOf)))
    }

    func valuation(now: Timestamp = evening, base: Currency = .usd) throws -> Valuation {
        try Valuation(facts: facts, base: base, now: now) { _ in true }
    }

    func scoped(now: Timestamp = evening, _ change: (inout Scope) -> Void = { _ in }) throws -> ScopedValuation {
        var scope = Scope()
        change(&scope)
        return try valuation(now: now).scoped(scope)
    }
}

/// SplitMix64: the same seed, the same portfolio.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
