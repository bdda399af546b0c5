import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Testing

/// What `assets.*` tells whom.
@Suite struct AssetTests {
    private static let rules = [
        AccessPolicy.Rule(subject: .uid(1001), users: ["ana"], isAdmin: false),
        AccessPolicy.Rule(subject: .uid(1002), users: ["bob"], isAdmin: false),
    ]
    private let ana = Caller(pid: 5, uid: 1001, gid: 1001)
    private let bob = Caller(pid: 5, uid: 1002, gid: 1002)
    private let store: Store
    private let fixture: DaemonFixture

    init() throws {
        store = try Store.open(location: .memory)
        fixture = try DaemonFixture(store: store, rules: Self.rules)
        fixture.set(mode: .hybrid)
    }

    private func say(_ user: String, _ provider: String, holds: Bool = true, _ records: [ReportedSecurity]) throws {
        let connection = try store.createConnection(user: user, provider: provider, externalID: "\(user) \(provider)")
        var account = ReportedAccount()
        (account.externalID, account.name) = ("A", "Account")
        let source: SourceKind = provider == "alpaca" ? .brokerage : .external
        _ = try store.saveAccounts(connection: connection.id, [account], source: source, isComplete: true)
        var update = HoldingsUpdate(asOf: Timestamp(seconds: 1_758_657_600))  // 2025-09-23T20:00:00Z
        update.securities = records
        if holds {
            update.holdings = records.map { record in
                var holding = ReportedHolding()
                (holding.account, holding.security, holding.quantity) = ("A", record.externalID, Quantity(2))
                (holding.price, holding.priceAsOf) = (Price(5), update.asOf)
                return holding
            }
        }
        try store.saveHoldings(connection: connection.id, update, source: provider)
    }

    private func record(
        _ id: String,
        _ ticker: String?,
        name: String? = nil,
        currency: Currency = .usd,
        fill: (inout ReportedSecurity) -> Void = { _ in }
    ) -> ReportedSecurity {
        var record = ReportedSecurity()
        (record.externalID, record.ticker, record.name, record.type) = (id, ticker, name, .stock)
        record.currency = currency
        fill(&record)
        return record
    }

    private func asset(_ params: JSONValue, as caller: Caller = DaemonFixture.root) async throws -> JSONValue {
        let answer = try await fixture.call("assets.get", params, as: caller)
        #expect(fixture.schemas.violations("assets.get", answer) == [])
        return answer
    }

    /// `field value adapter said_with` of each field.
    private func fields(_ answer: JSONValue) -> [String] {
        (answer["fields"]?.array ?? []).map { field in
            ["field", "value", "adapter", "said_with"].compactMap { field[$0]?.string }.joined(separator: " ")
        }
    }

    @Test func `a security comes with every code, and with the source of each field`() async throws {
        try say("ana", "plaid", [record("p", "AAPL", name: "Apple Inc.") { $0.sector = "Electronic Technology" }])
        try say(
            "ana",
            "alpaca",
            [record("a", "AAPL", name: "Apple Inc. Common Stock") { ($0.exchange, $0.marginable) = ("NASDAQ", true) }]
        )
        try say("ana", "csv", [record("c", "AAPL", name: "MY APPLE") { $0.isin = "US0378331005" }])
        let answer = try await asset(["symbol": "aapl"], as: ana)
        #expect(answer["name"] == "Apple Inc. Common Stock")
        #expect(answer["isin"] == "US0378331005")
        #expect(answer["held"] == true)
        #expect(answer["price"] == "5")
        #expect(answer["alternatives"] == [])
        #expect(answer["statements"] == .null)
        #expect(
            fields(answer) == [
                "symbol AAPL alpaca assets", "name Apple Inc. Common Stock alpaca assets",
                "security_type stock alpaca assets", "currency USD alpaca assets", "exchange NASDAQ alpaca assets",
                "isin US0378331005 csv holdings", "cusip 037833100 csv holdings",
                "sector Electronic Technology plaid holdings", "is_cash_equivalent false alpaca assets",
                "marginable true alpaca assets",
            ]
        )
        #expect(answer["fields"]?.array?.first?["as_of"] == "2025-09-23T20:00:00Z")
        let codes = (answer["identifiers"]?.array ?? []).map { code in
            "\(code["type"]?.string ?? "") \(code["value"]?.string ?? "") \(code["adapter"]?.string ?? "")"
        }
        #expect(codes == ["cusip 037833100 csv", "isin US0378331005 csv", "ticker AAPL alpaca"])

        let full = try await asset(["symbol": "US0378331005", "origins": true], as: ana)
        let statements = try #require(full["statements"]?.array)
        #expect(statements.map { $0["adapter"]?.string } == ["alpaca", "plaid", "csv"])
        #expect(statements.map { $0["own"]?.bool } == [false, false, true])
        #expect(statements.allSatisfy { $0["connections"]?.array?.count == 1 })
        let said = try #require(statements.last?["says"]?.array)
        #expect(said.contains(["field": "name", "value": "MY APPLE"]))
    }

    @Test func `of several securities of a ticker the held one is told, and the others beside it`() async throws {
        try say("ana", "plaid", holds: false, [record("usd", "VOD", name: "Vodafone ADR")])
        try say("ana", "alpaca", [record("gbp", "VOD", name: "Vodafone Group", currency: .gbp)])
        let answer = try await asset(["symbol": "VOD"], as: ana)
        #expect(answer["currency"] == "GBP")
        let others = try #require(answer["alternatives"]?.array)
        #expect(others.map { $0["name"] } == ["Vodafone ADR"])
        #expect(others.map { $0["held"] } == [false])
        let other = try await asset(["asset_id": try #require(others.first?["asset_id"])], as: ana)
        #expect(other["name"] == "Vodafone ADR")
        #expect(other["held"] == false)
    }

    @Test func `a user's own words reach nobody else, not even by an id`() async throws {
        try say("ana", "csv", [record("h", "HOUSE", name: "Ana's house") { $0.isin = "IE00B4L5Y983" }])
        try say("bob", "plaid", [record("m", "MSFT", name: "Microsoft")])
        let mine = try await asset(["symbol": "HOUSE"], as: ana)
        #expect(mine["name"] == "Ana's house")
        let id = try #require(mine["asset_id"])
        for params in [["symbol": "HOUSE"], ["symbol": "IE00B4L5Y983"], ["asset_id": id]] as [JSONValue] {
            #expect(await fixture.error("assets.get", params, as: bob)?.code == .notFound)
        }
        #expect(try await fixture.call("assets.search", ["query": "house"], as: bob)["assets"] == [])
        // Who sees everyone sees it, as ana does and without her.
        #expect(try await asset(["symbol": "HOUSE", "user": "ana"])["name"] == "Ana's house")
        #expect(try await asset(["symbol": "HOUSE", "user": "bob"])["name"] == "Ana's house")
    }

    @Test func `who sees everyone is told of a user what that user is told`() async throws {
        try say("ana", "csv", [record("x", "AAPL", name: "Ana's Apple") { $0.sector = "Ana's" }])
        try say("bob", "csv", [record("x", "AAPL", name: "Bob's Apple")])
        try say("bob", "plaid", [record("x", "AAPL")])
        #expect(try await asset(["symbol": "AAPL", "user": "ana"]) == asset(["symbol": "AAPL"], as: ana))
        #expect(try await asset(["symbol": "AAPL", "user": "bob"])["name"] == "Bob's Apple")
        #expect(try await asset(["symbol": "AAPL", "user": "bob"])["sector"] == .null)
    }

    @Test func `either a symbol or an id is wanted, of a size`() async {
        for params in [[:], ["symbol": "A", "asset_id": "s_1"], ["symbol": ""]] as [JSONValue] {
            #expect(await fixture.error("assets.get", params, as: ana)?.code == .invalidParams)
        }
        let endless: JSONValue = ["symbol": .string(String(repeating: "A", count: 101))]
        #expect(await fixture.error("assets.get", endless, as: ana)?.code == .invalidParams)
        #expect(await fixture.error("assets.get", ["symbol": "NOSUCH"], as: ana)?.code == .notFound)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `positions and assets describe a security alike`(seed: UInt64) async throws {
        let world = try RandomPortfolio(seed: seed, into: store)
        let alike = ["name", "symbol", "exchange", "sector", "industry", "asset_class", "security_type"]
        for user in world.users {
            let scope: JSONValue = ["user": .string(user)]
            let positions = try #require(try await fixture.call("portfolio.positions", scope)["positions"]?.array)
            for position in positions {
                let id = try #require(position["asset_id"])
                let answer = try await asset(["user": .string(user), "asset_id": id])
                for name in alike { #expect(answer[name] == position[name], "seed \(seed), \(name)") }
                #expect(answer["held"] == true)
            }
        }
    }
}
