import FolioModel

/// Made-up accounts, the same at every run.
enum SamplePortfolio {
    /// Securities there are; an account holds consecutive ones.
    static let symbols = 200

    /// 2025-09-23T22:00:00Z, after the close of a session.
    static let now = Timestamp(milliseconds: 1_758_664_800_000)

    /// 2025-09-23T20:00:00Z.
    static let close = Timestamp(milliseconds: 1_758_657_600_000)

    static let providers: [(name: String, source: SourceKind)] = [
        ("plaid", .external), ("csv", .external), ("alpaca", .brokerage),
    ]

    /// In units of one 100th.
    static func price(_ symbol: Int) -> Price { Price(raw: Int128(1025 + symbol * 37) * hundredth) }

    /// In units of one 100th.
    static func quantity(_ account: Int, _ symbol: Int) -> Quantity {
        Quantity(raw: Int128(150 + (account * 7 + symbol * 13) % 5000) * hundredth)
    }

    /// Every seventh is unknown.
    static func cost(_ account: Int, _ symbol: Int) -> Amount? {
        (account + symbol) % 7 == 0 ? nil : Amount(1000 + (account + symbol) % 900)
    }

    /// The securities of an account.
    static func symbols(of account: Int, count: Int) -> [Int] {
        (0..<count).map { (account * 3 + $0) % symbols }
    }

    private static let hundredth: Int128 = 10_000_000_000

    /// The portfolio as the store would give it.
    static func facts(accounts: Int, holdings: Int) -> PortfolioFacts {
        var facts = PortfolioFacts()
        for provider in providers {
            facts.connections.append(
                Connection(
                    id: "c-" + provider.name,
                    user: "default",
                    provider: provider.name,
                    externalID: provider.name,
                    createdAt: close
                )
            )
        }
        for symbol in 0..<symbols {
            var security = Security(id: "s-\(symbol)", type: symbol % 5 == 0 ? .etf : .stock, currency: .usd)
            security.symbol = "S\(symbol)"
            facts.securities[security.id] = security
            facts.quotes[security.id] = Quote(price: price(symbol), currency: .usd, asOf: close, source: "plaid")
        }
        for number in 0..<accounts {
            let provider = providers[number % providers.count]
            facts.accounts.append(
                Account(
                    id: "a-\(number)",
                    connection: "c-" + provider.name,
                    provider: provider.name,
                    source: provider.source,
                    institution: "Institution \(number % 50)",
                    reported: reported(number)
                )
            )
            facts.holdings += symbols(of: number, count: holdings).map { holding($0, of: number) }
        }
        return facts
    }

    /// An account as its provider states it.
    static func reported(_ number: Int) -> ReportedAccount {
        var account = ReportedAccount()
        account.externalID = "x-\(number)"
        account.name = "Account \(number)"
        account.mask = "\(1000 + number % 9000)"
        return account
    }

    private static func holding(_ symbol: Int, of account: Int) -> Holding {
        var holding = Holding(
            account: "a-\(account)",
            security: "s-\(symbol)",
            quantity: quantity(account, symbol),
            currency: .usd,
            asOf: close
        )
        holding.costBasis = cost(account, symbol)
        holding.price = price(symbol)
        holding.priceAsOf = close
        return holding
    }
}
