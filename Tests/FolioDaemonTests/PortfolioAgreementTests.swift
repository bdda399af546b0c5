import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Testing

/// One slice of one user's portfolio by way of the methods, its parts summed.
private struct Slice {
    let parts: Amount
    let total: String
}

@Suite struct PortfolioAgreementTests {
    /// Worlds of one test case: what they share is the time to start it.
    static let chunk: UInt64 = 10
    static let worlds: UInt64 = 200
    static let allocationKeys = [
        "cash_stock_bond", "asset_class", "security_type", "sector", "industry", "account", "institution", "source",
        "currency", "country",
    ]
    static let assetClasses = ["equity", "fund", "fixed_income", "option", "crypto", "cash", "other"]

    @Test(arguments: stride(from: 0, to: worlds, by: UInt64.Stride(chunk)).map { $0..<($0 + chunk) })
    func `positions and cash, the accounts, every allocation and the value are the same text`(
        seeds: Range<UInt64>
    ) async throws {
        for seed in seeds {
            let store = try Store.open(location: .memory)
            let world = try RandomPortfolio(seed: seed, into: store)
            let fixture = try DaemonFixture(store: store)
            let everything = seed % Self.chunk == 0
            for user in world.users {
                var parts: [OperatingMode: Amount] = [:]
                for mode in [OperatingMode.aggregation, .brokerage, .hybrid, .disabled] {
                    fixture.set(mode: mode)
                    parts[mode] = try await checkPartitions(fixture, user, "seed \(seed) \(user) \(mode)", everything)
                }
                #expect(parts[.disabled] == .zero)
                let sides = try [parts[.aggregation], parts[.brokerage]].compactMap { $0 }.sum()
                #expect(sides == parts[.hybrid], "seed \(seed) \(user)")
            }
        }
    }

    /// Looks at every scope there is, and whether the parts of each partition come to the whole; gives the whole.
    private func checkPartitions(
        _ fixture: DaemonFixture,
        _ user: String,
        _ comment: String,
        _ isThorough: Bool
    ) async throws -> Amount {
        let groups = ["security", "account"]
        let whole = try await slice(
            fixture,
            ["user": .string(user)],
            comment,
            groups: groups,
            Self.allocationKeys,
            isThorough
        )
        // Nothing is visible then: each slice of it is looked at in some worlds only.
        if fixture.services.settings.value.configuration.mode == .disabled, !isThorough { return whole.parts }
        let facts = try fixture.services.store.facts(user: user)
        let partitions: [(name: String, values: [String])] = [
            ("account", facts.accounts.map(\.id)), ("connection", facts.connections.map(\.id)),
            ("source", ["plaid", "csv", "alpaca"]), ("source", ["external", "brokerage"]),
            ("asset_class", Self.assetClasses),
        ]
        var keys = Self.allocationKeys.makeIterator()
        for (name, values) in partitions {
            var parts: [Amount] = []
            for value in values {
                let scope: JSONValue = .object(JSONObject([("user", .string(user)), (name, .string(value))]))
                let key = keys.next() ?? Self.allocationKeys[parts.count % Self.allocationKeys.count]
                let isFirst = parts.isEmpty
                let group = groups[parts.count % 2]
                let part = try await slice(fixture, scope, comment, groups: [group], [key], isThorough && isFirst)
                parts.append(part.parts)
            }
            #expect(try parts.sum() == whole.parts, "\(comment) by \(name)")
        }
        for symbol in Set(facts.securities.values.compactMap(\.symbol)).sorted() {
            let scope: JSONValue = ["user": .string(user), "symbol": .string(symbol)]
            _ = try await slice(fixture, scope, comment, groups: ["security"], ["account"], false)
        }
        return whole.parts
    }

    /// Asks for one slice in every way; where it is thorough, every answer fits its schema, too.
    private func slice(
        _ fixture: DaemonFixture,
        _ scope: JSONValue,
        _ comment: String,
        groups: [String],
        _ keys: [String],
        _ isThorough: Bool
    ) async throws -> Slice {
        let comment = Comment(rawValue: "\(comment) \(scope.text)")
        func ask(_ method: String, _ name: String? = nil, _ value: String = "") async throws -> JSONValue {
            var params = try #require(scope.object)
            if let name { params[name] = .string(value) }
            let answer = try await fixture.call(method, .object(params))
            if isThorough { #expect(fixture.schemas.violations(method, answer) == [], comment) }
            return answer
        }
        let total = try #require(try await ask("portfolio.value")["total_value"]?.string)
        var parts = Amount.zero
        for group in groups {
            let answer = try await ask("portfolio.positions", "group", group)
            parts = try answer.sum("positions", "market_value") + answer.sum("cash", "value")
            #expect(parts.text(decimals: 2) == total, comment)
            #expect(answer["totals"]?["total_value"]?.string == total, comment)
        }
        let accounts = try await ask("accounts.list")
        #expect(try accounts.sum("accounts", "portfolio_value").text(decimals: 2) == total, comment)
        #expect(accounts["total_value"]?.string == total, comment)
        for key in keys {
            let allocation = try await ask("portfolio.allocation", "by", key)
            #expect(try allocation.sum("slices", "value").text(decimals: 2) == total, comment)
            #expect(allocation["total"]?.string == total, comment)
        }
        return Slice(parts: parts, total: total)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `every other answer about a portfolio fits its schema`(seed: UInt64) async throws {
        let store = try Store.open(location: .memory)
        let world = try RandomPortfolio(seed: seed, into: store)
        let fixture = try DaemonFixture(store: store)
        fixture.set(mode: .hybrid)
        for user in world.users {
            for method in ["portfolio.activities", "portfolio.orders", "connections.list", "mode.get", "accounts.list"]
            {
                let answer = try await fixture.call(method, ["user": .string(user)])
                #expect(fixture.schemas.violations(method, answer) == [], "seed \(seed)")
            }
        }
        for method in ["system.info", "system.health", "adapters.list", "users.list", "jobs.list", "store.check"] {
            let answer = try await fixture.call(method)
            #expect(fixture.schemas.violations(method, answer) == [], "seed \(seed)")
        }
        let found = try await fixture.call("assets.search", ["query": "TK"])
        #expect(fixture.schemas.violations("assets.search", found) == [])
        for asset in try #require(found["assets"]?.array) {
            let answer = try await fixture.call("assets.get", ["asset_id": try #require(asset["asset_id"])])
            #expect(fixture.schemas.violations("assets.get", answer) == [])
        }
    }

    @Test func `a user's own mode hides and brings back the brokerage, whatever the daemon's`() async throws {
        let store = try Store.open(location: .memory)
        let fixture = try DaemonFixture(store: store)
        let connection = try store.createConnection(user: "ana", provider: "alpaca", externalID: "x")
        var account = ReportedAccount()
        (account.externalID, account.name) = ("A", "Trading")
        _ = try store.saveAccounts(connection: connection.id, [account], source: .brokerage, isComplete: true)
        var update = HoldingsUpdate(asOf: .now)
        var cash = ReportedCash()
        (cash.account, cash.amount) = ("A", Amount(250))
        update.cash = [cash]
        try store.saveHoldings(connection: connection.id, update, source: "alpaca")
        func total() async throws -> String? {
            try await fixture.call("portfolio.value", ["user": "ana"])["total_value"]?.string
        }
        #expect(try await total() == "0.00")
        _ = try await fixture.call("users.set", ["user": "ana", "mode": "brokerage"])
        #expect(try await total() == "250.00")
        _ = try await fixture.call("users.set", ["user": "ana", "mode": nil])
        #expect(try await total() == "0.00")
    }
}
