import FolioEngine
import FolioModel
import Testing

/// Portfolios of many accounts, kinds and currencies, with gaps of every sort.
private struct RandomWorld {
    var world = World()
    private var generator: SeededGenerator

    static let types: [SecurityType] = [
        .stock, .etf, .mutualFund, .bond, .option, .cryptocurrency, .other, .moneyMarketFund, .cash, .treasuryBill,
    ]
    static let providers: [(String, SourceKind)] = [("plaid", .external), ("csv", .external), ("alpaca", .brokerage)]

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        for number in 0..<Int.random(in: 0...7, using: &generator) {
            let (provider, source) = Self.providers[Int.random(in: 0..<3, using: &generator)]
            let connection = provider + String(Int.random(in: 0...1, using: &generator))
            let bank = Bool.random(using: &generator) ? "Bank \(number % 3)" : nil
            world.account("a\(number)", provider: provider, source: source, connection: connection, institution: bank)
        }
        try world.rate(.eur, .usd, "1.083741")
        try world.rate(.usd, .gbp, "0.774913")
        for number in 0..<Int.random(in: 1...14, using: &generator) { try addSecurity("S\(number)") }
        for account in world.facts.accounts {
            for security in world.facts.securities.values.sorted(by: { $0.id < $1.id })
            where Int.random(in: 0..<3, using: &generator) > 0 {
                try addHolding(account.id, security)
            }
            for currency in [Currency.usd, .eur, .gbp] where Int.random(in: 0..<4, using: &generator) == 0 {
                try world.cash(account.id, decimal(-5_000...20_000, digits: 2), currency)
            }
        }
    }

    private mutating func decimal(_ range: ClosedRange<Int>, digits: Int) -> String {
        let whole = Int.random(in: range, using: &generator)
        let fraction = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        return "\(whole).\(fraction)"
    }

    private mutating func currency() -> Currency {
        let chf = Currency("CHF") ?? .usd  // no rate is known for it
        return [.usd, .usd, .usd, .eur, .gbp, chf][Int.random(in: 0..<6, using: &generator)]
    }

    private mutating func addSecurity(_ symbol: String) throws {
        let type = Self.types[Int.random(in: 0..<Self.types.count, using: &generator)]
        let currency = currency()
        let flag = Bool.random(using: &generator)
        world.security(symbol, type, currency: currency) { security in
            security.isCashEquivalent = flag
            if type == .bond {
                security.fixedIncome = FixedIncome()
                security.fixedIncome?.priceBasis = flag ? .percentOfPar : .unit
            }
        }
        guard Int.random(in: 0..<3, using: &generator) > 0 else { return }
        let previous = Bool.random(using: &generator) ? decimal(1...500, digits: 4) : nil
        let age = Int64.random(in: 0...20, using: &generator) * 86_400
        let price = decimal(0...500, digits: 7)
        try world.quote(symbol, price, previous: previous, currency: currency, asOf: World.close.adding(seconds: -age))
    }

    private mutating func addHolding(_ account: String, _ security: Security) throws {
        let cost = Int.random(in: 0..<4, using: &generator) > 0 ? decimal(-2_000...9_000, digits: 3) : nil
        let quantity = decimal(-40...90, digits: 8)
        let value = Bool.random(using: &generator) ? Amount(exactly: decimal(-900...9_000, digits: 9)) : nil
        let price = Bool.random(using: &generator) ? Price(exactly: decimal(0...400, digits: 6)) : nil
        let time = World.close.adding(seconds: -Int64.random(in: 0...20, using: &generator) * 86_400)
        let symbol = security.symbol ?? ""
        try world.hold(account, symbol, quantity, cost: cost, currency: security.currency) { holding in
            (holding.value, holding.price, holding.priceAsOf) = (value, price, time)
        }
        guard Int.random(in: 0..<8, using: &generator) == 0 else { return }
        let other: Currency = security.currency == .eur ? .usd : .eur  // the same thing once more, in another currency
        try world.hold(account, symbol, decimal(1...90, digits: 3), cost: cost, currency: other) { $0.value = value }
    }

    /// One scope for every filter that lets anything through, and some of two filters.
    var scopes: [Scope] {
        var scopes = [Scope()]
        func add(_ change: (inout Scope) -> Void) {
            var scope = Scope()
            change(&scope)
            scopes.append(scope)
        }
        for account in world.facts.accounts { add { $0.account = account.id } }
        for connection in world.facts.connections { add { $0.connection = connection.id } }
        for source in ["all", "external", "brokerage", "plaid", "csv", "alpaca"] { add { $0.source = source } }
        for assetClass in AssetClass.allCases { add { $0.assetClass = assetClass } }
        for security in world.facts.securities.values { add { $0.symbol = security.symbol } }
        for assetClass in AssetClass.allCases { add { ($0.assetClass, $0.source) = (assetClass, "external") } }
        return scopes
    }
}

@Suite struct ValuationPropertyTests {
    private func text(_ parts: [Amount]) throws -> String { Figure(total: try parts.sum(), in: .usd).description }

    @Test(arguments: 0..<250 as Range<UInt64>)
    func `positions and cash, accounts and slices come to the value, as text, in every scope`(seed: UInt64) throws {
        let random = try RandomWorld(seed: seed)
        let valuation = try random.world.valuation()
        for scope in random.scopes {
            let scoped = try valuation.scoped(scope)
            let total = try scoped.value().totalValue.description
            let accounts = try scoped.accounts()
            #expect(try text(accounts.accounts.map(\.portfolioValue.amount)) == total, "\(scope)")
            #expect(accounts.totalValue.description == total)
            for group in PositionGroup.allCases {
                let result = try scoped.positions(group: group)
                let parts = result.positions.compactMap(\.marketValue?.amount) + result.cash.compactMap(\.value?.amount)
                #expect(try text(parts) == total, "\(scope)")
                #expect(result.totals.totalValue.description == total)
            }
            for key in AllocationKey.allCases {
                let allocation = try scoped.allocation(by: key)
                #expect(try text(allocation.slices.map(\.value.amount)) == total, "\(scope) by \(key)")
                #expect(allocation.total.description == total)
            }
        }
    }

    @Test(arguments: 0..<250 as Range<UInt64>)
    func `the parts of a partition add up exactly`(seed: UInt64) throws {
        let random = try RandomWorld(seed: seed)
        let valuation = try random.world.valuation()
        let whole = try valuation.scoped(Scope()).totalValue
        func sum(_ scopes: [(inout Scope) -> Void]) throws -> Amount {
            try scopes.map { change in
                var scope = Scope()
                change(&scope)
                return try valuation.scoped(scope).totalValue
            }.sum()
        }
        let facts = random.world.facts
        #expect(try sum(facts.accounts.map { account in { $0.account = account.id } }) == whole)
        #expect(try sum(facts.connections.map { connection in { $0.connection = connection.id } }) == whole)
        #expect(try sum(AssetClass.allCases.map { assetClass in { $0.assetClass = assetClass } }) == whole)
        #expect(try sum(["plaid", "csv", "alpaca"].map { source in { $0.source = source } }) == whole)
        #expect(try sum(["external", "brokerage"].map { source in { $0.source = source } }) == whole)
    }

    @Test(arguments: 0..<250 as Range<UInt64>)
    func `the sources of a position add up to it`(seed: UInt64) throws {
        let positions = try RandomWorld(seed: seed).world.scoped().positions().positions
        for row in positions {
            #expect(try row.sources.map(\.quantity).sum() == row.quantity)
            let values = row.sources.compactMap(\.marketValue?.amount)
            #expect(values.isEmpty == (row.marketValue == nil))
            #expect(try values.sum() == row.marketValue?.amount ?? .zero)
            let costs = row.sources.compactMap(\.costBasis?.amount)
            #expect((row.costBasis != nil) == (costs.count == row.sources.count))
            if let cost = row.costBasis { #expect(try costs.sum() == cost.amount) }
        }
    }

    @Test(arguments: 0..<250 as Range<UInt64>)
    func `the order of the facts does not matter`(seed: UInt64) throws {
        let world = try RandomWorld(seed: seed).world
        var shuffled = world
        var generator = SeededGenerator(seed: ~seed)
        shuffled.facts.holdings.shuffle(using: &generator)
        shuffled.facts.cash.shuffle(using: &generator)
        shuffled.facts.rates.shuffle(using: &generator)
        let (left, right) = (try world.scoped(), try shuffled.scoped())
        #expect(try left.positions() == right.positions())
        #expect(try left.value() == right.value())
        #expect(try left.accounts() == right.accounts())
        #expect(try left.allocation(by: .currency) == right.allocation(by: .currency))
    }

    @Test(arguments: 0..<250 as Range<UInt64>)
    func `hiding accounts is the same as never having had them`(seed: UInt64) throws {
        let facts = try RandomWorld(seed: seed).world.facts
        let hidden = try Valuation(facts: facts, base: .usd, now: World.evening) { $0.source == .external }
        var rest = facts
        rest.accounts.removeAll { $0.source == .brokerage }
        let without = try Valuation(facts: rest, base: .usd, now: World.evening) { _ in true }
        #expect(try hidden.scoped(Scope()).positions() == without.scoped(Scope()).positions())
        #expect(try hidden.scoped(Scope()).value() == without.scoped(Scope()).value())
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `every answer fits its own schema`(seed: UInt64) throws {
        let scoped = try RandomWorld(seed: seed).world.scoped()
        try expectFits(scoped.positions())
        try expectFits(scoped.value())
        try expectFits(scoped.accounts())
        try expectFits(scoped.allocation(by: .institution))
    }

    private func expectFits<Value: WireValue>(_ value: Value) throws {
        var catalogue = SchemaCatalogue()
        let schema = Value.schema(in: &catalogue)
        let schemas = JSONValue.object(JSONObject(catalogue.schemas.map { ($0, $1) }))
        let validator = JSONSchemaValidator(document: ["components": ["schemas": schemas]])
        #expect(validator.violations(of: value.jsonValue, against: schema) == [])
    }
}
