import FolioEngine
import FolioModel
import FolioStore

/// A store as a server of many users has it.
enum SampleStore {
    private static let accountsPerUser = 10
    private static let holdingsPerAccount = 5

    /// What user `default` has of each of the three providers.
    private static let ownAccounts = 4
    private static let ownHoldings = 20

    /// Now, as after a refresh: nothing is stale.
    private static let asOf = Timestamp.now

    /// Writes so many accounts of users of ten each, one provider a user, and user `default` with all three.
    static func write(_ path: String, accounts: Int) throws {
        let store = try Store.open(location: .file(path))
        let users = accounts / accountsPerUser
        for user in 0..<users {
            let numbers = Array(user * accountsPerUser..<(user + 1) * accountsPerUser)
            let provider = SamplePortfolio.providers[user % SamplePortfolio.providers.count]
            try connect("user-\(user)", provider, accounts: numbers, holdings: holdingsPerAccount, in: store)
        }
        for (index, provider) in SamplePortfolio.providers.enumerated() {
            let first = accounts + index * ownAccounts
            let numbers = Array(first..<first + ownAccounts)
            try connect("default", provider, accounts: numbers, holdings: ownHoldings, in: store)
        }
        print("accounts", users * accountsPerUser + SamplePortfolio.providers.count * ownAccounts)
        print("bytes", try store.sizeBytes())
        let own = SamplePortfolio.providers.count * ownAccounts
        print("own", own, own * ownHoldings)
        try store.close()
    }

    private static func connect(
        _ user: String,
        _ provider: (name: String, source: SourceKind),
        accounts: [Int],
        holdings: Int,
        in store: Store
    ) throws {
        let connection = try store.createConnection(
            user: user,
            provider: provider.name,
            externalID: user,
            institutionName: "Institution of " + provider.name
        )
        _ = try store.saveAccounts(
            connection: connection.id,
            accounts.map(SamplePortfolio.reported),
            source: provider.source,
            isComplete: true
        )
        var update = HoldingsUpdate(asOf: asOf)
        var known: Set<Int> = []
        for account in accounts {
            for symbol in SamplePortfolio.symbols(of: account, count: holdings) {
                if known.insert(symbol).inserted { update.securities.append(security(symbol)) }
                update.holdings.append(holding(symbol, of: account))
            }
            var cash = ReportedCash()
            cash.account = "x-\(account)"
            cash.amount = Amount(100 + account % 900)
            update.cash.append(cash)
        }
        try store.saveHoldings(connection: connection.id, update, source: provider.name)
        try store.updateConnection(id: connection.id) { connection in
            connection.status = .active
            connection.refreshedAt = asOf
        }
    }

    private static func security(_ symbol: Int) -> ReportedSecurity {
        var security = ReportedSecurity()
        security.externalID = "s-\(symbol)"
        security.ticker = "S\(symbol)"
        security.name = "Security \(symbol)"
        security.type = symbol % 5 == 0 ? .etf : .stock
        return security
    }

    private static func holding(_ symbol: Int, of account: Int) -> ReportedHolding {
        var holding = ReportedHolding()
        holding.account = "x-\(account)"
        holding.security = "s-\(symbol)"
        holding.quantity = SamplePortfolio.quantity(account, symbol)
        holding.costBasis = SamplePortfolio.cost(account, symbol)
        holding.price = SamplePortfolio.price(symbol)
        holding.priceAsOf = asOf
        return holding
    }
}

/// What the first question after a change costs: one user's facts from the store, valued.
enum LoadFigure {
    static func measure(_ path: String) throws {
        var (opening, loading) = (Samples(), Samples())
        let clock = ContinuousClock()
        for round in 0..<Samples.warmUp + Samples.count {
            let start = clock.now
            let store = try Store.open(location: .file(path))
            let opened = clock.now
            try store.close()
            if round >= Samples.warmUp { opening.add(opened - start) }
        }
        let store = try Store.open(location: .file(path))
        for round in 0..<Samples.warmUp + Samples.count {
            let start = clock.now
            let facts = try store.facts(user: "default")
            let valuation = try Valuation(facts: facts, base: .usd, now: SamplePortfolio.now) { _ in true }
            let value = try valuation.scoped(Scope()).value()
            let end = clock.now
            precondition(value.totalValue.description != "0.00")
            if round >= Samples.warmUp { loading.add(end - start) }
        }
        try store.close()
        opening.report("open")
        loading.report("load")
    }
}
