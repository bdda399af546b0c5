import FolioDaemon
import FolioModel
import FolioStore
import Testing

/// Numbers that are the same for the same seed.
struct TestGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// One of `count` times true.
    mutating func isOne(of count: Int) -> Bool { number(1...count) == 1 }

    mutating func decimal(_ range: ClosedRange<Int>, digits: Int) -> String {
        "\(number(range))." + (0..<digits).map { _ in String(number(0...9)) }.joined()
    }
}

/// Users with connections, accounts and holdings of every kind, put into a store the way a sync does it.
struct RandomPortfolio {
    private var generator: TestGenerator
    private var pool: [ReportedSecurity] = []
    private let store: Store

    /// The users with accounts; others may exist without.
    private(set) var users: [String] = []

    static let providers: [(name: String, source: SourceKind)] = [
        ("plaid", .external), ("csv", .external), ("alpaca", .brokerage),
    ]

    /// Fills an empty store.
    init(seed: UInt64, into store: Store) throws {
        generator = TestGenerator(seed: seed)
        self.store = store
        for number in 0..<generator.number(2...6) { pool.append(try security(number)) }
        if generator.isOne(of: 2) { try saveRates() }
        for user in ["default", "ana", "bob"].prefix(generator.isOne(of: 4) ? 2 : 1) {
            users.append(user)
            try store.ensureUser(user)
            for number in 0..<generator.number(1...3) { try addConnection(number, of: user) }
        }
    }

    private func saveRates() throws {
        let figure = try #require(Ratio(exactly: "1.083741"))
        let rate = try #require(FXRate(base: .eur, quote: .usd, rate: figure, asOf: .now))
        try store.saveRates([rate], source: "test")
    }

    private mutating func currency() throws -> Currency {
        let francs = try #require(Currency("CHF"))  // nobody knows its rate
        return [.usd, .usd, .usd, .eur, francs][generator.number(0...4)]
    }

    private mutating func security(_ number: Int) throws -> ReportedSecurity {
        var security = ReportedSecurity()
        security.name = "Security \(number)"
        security.ticker = "TK\(number)"
        let types: [SecurityType] = [
            .stock, .etf, .mutualFund, .bond, .option, .cryptocurrency, .moneyMarketFund, .cash, .treasuryBill, .other,
        ]
        security.type = types[generator.number(0...(types.count - 1))]
        security.currency = try currency()
        security.isCashEquivalent = generator.isOne(of: 3)
        if generator.isOne(of: 2) { security.sector = "Sector \(number % 3)" }
        if generator.isOne(of: 2) { security.country = ["US", "DE", "JP"][number % 3] }
        switch security.type {
        case .option:
            security.ticker = "TK1260116C0015\(number)000"
            var option = OptionContract()
            option.expiration = try #require(Day("2026-01-16"))
            option.underlying = "TK1"
            if generator.isOne(of: 4) { option.multiplier = 10 }
            security.option = option
        case .bond, .treasuryBill:
            security.cusip = nil
            var terms = FixedIncome()
            terms.priceBasis = generator.isOne(of: 2) ? .percentOfPar : .unit
            security.fixedIncome = terms
        default: break
        }
        if generator.isOne(of: 2) {
            security.closePrice = Price(exactly: generator.decimal(1...400, digits: 4))
            security.closePriceAsOf = Timestamp.now.utcDay.adding(days: -generator.number(0...9))
        }
        return security
    }

    private mutating func addConnection(_ number: Int, of user: String) throws {
        let provider = Self.providers[generator.number(0...2)]
        let connection = try store.createConnection(
            user: user,
            provider: provider.name,
            externalID: "\(user)-\(number)",
            institutionName: generator.isOne(of: 3) ? nil : "Bank \(generator.number(0...2))",
            sealedCredentials: [1]
        )
        var accounts: [ReportedAccount] = []
        for index in 0..<generator.number(1...2) {
            var account = ReportedAccount()
            (account.externalID, account.name) = ("A\(index)", "Account \(index)")
            account.currency = try currency()
            account.tradable = provider.source == .brokerage
            accounts.append(account)
        }
        _ = try store.saveAccounts(connection: connection.id, accounts, source: provider.source, isComplete: true)
        try store.saveHoldings(connection: connection.id, try holdings(accounts), source: provider.name)
        try store.saveTransactions(connection: connection.id, try transactions(accounts))
    }

    private mutating func holdings(_ accounts: [ReportedAccount]) throws -> HoldingsUpdate {
        var update = HoldingsUpdate(asOf: Timestamp.now.adding(seconds: -Int64(generator.number(0...900_000))))
        for (number, known) in pool.enumerated() {
            var security = known
            security.externalID = "s\(number)"
            if generator.isOne(of: 3) { security.name = "Security \(number) as \(generator.number(0...9))" }
            if generator.isOne(of: 4) { security.sector = "Sector \(generator.number(0...2))" }
            if generator.isOne(of: 5) { security.industry = "Industry \(generator.number(0...2))" }
            update.securities.append(security)
            for account in accounts where generator.isOne(of: 2) {
                update.holdings.append(try holding(of: security, in: account))
            }
        }
        for account in accounts where !generator.isOne(of: 3) {
            var cash = ReportedCash()
            cash.account = account.externalID
            cash.currency = account.currency
            cash.amount = try #require(Amount(exactly: generator.decimal(-3_000...9_000, digits: 2)))
            update.cash.append(cash)
        }
        return update
    }

    private mutating func holding(
        of security: ReportedSecurity,
        in account: ReportedAccount
    ) throws -> ReportedHolding {
        var holding = ReportedHolding()
        (holding.account, holding.security) = (account.externalID, security.externalID)
        holding.currency = security.currency
        let isShort = generator.isOne(of: 5)
        holding.side = isShort ? .short : .long
        let sign = isShort ? "-" : ""
        holding.quantity = try #require(Quantity(exactly: sign + generator.decimal(0...90, digits: 8)))
        if !generator.isOne(of: 4) {
            holding.costBasis = Amount(exactly: sign + generator.decimal(0...9_000, digits: 3))
        }
        if generator.isOne(of: 2) { holding.value = Amount(exactly: sign + generator.decimal(0...9_000, digits: 9)) }
        if !generator.isOne(of: 4) {
            holding.price = Price(exactly: generator.decimal(0...400, digits: 7))
            holding.priceAsOf = Timestamp.now.adding(seconds: -Int64(generator.number(0...900_000)))
        }
        if generator.isOne(of: 2) { holding.previousClose = Price(exactly: generator.decimal(1...400, digits: 4)) }
        return holding
    }

    private mutating func transactions(_ accounts: [ReportedAccount]) throws -> TransactionsPage {
        var page = TransactionsPage(passID: "p")
        for number in 0..<generator.number(0...5) {
            var row = ReportedTransaction()
            row.externalID = "t\(number)"
            row.account = accounts[generator.number(0...(accounts.count - 1))].externalID
            row.date = Timestamp.now.utcDay.adding(days: -generator.number(-3...700))
            row.type = generator.isOne(of: 2) ? .deposit : .fee
            row.cashDelta = try #require(Amount(exactly: generator.decimal(-90...90, digits: 2)))
            page.added.append(row)
        }
        return page
    }
}
