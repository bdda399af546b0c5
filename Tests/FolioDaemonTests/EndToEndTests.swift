import FolioDaemon
import FolioModel
import FolioSandbox
import FolioStore
import Foundation
import Glibc
import Testing

/// One daemon with the sandbox's three providers, for the length of a test.
struct ConnectedDaemon {
    let world: SandboxWorld
    let sandbox: SandboxServer
    let place: DaemonPlace
    let process: FoliodProcess
    let client: CheckedClient

    /// The world that these tests look at.
    static let world = SandboxWorld(seed: 1, endingOn: ExchangeCalendar.lastFinishedSession(at: .now))

    /// Starts sandbox and daemon, runs the test, and takes everything down again.
    static func run(_ body: (ConnectedDaemon) async throws -> Void) async throws {
        let sandbox = try await SandboxServer.start(world: world)
        let place = try DaemonPlace(sandbox: sandbox.baseURL)
        let process = try await FoliodProcess.start(place)
        let outcome: Result<Void, any Error>
        do {
            let client = try await CheckedClient(place)
            let daemon = ConnectedDaemon(world: world, sandbox: sandbox, place: place, process: process, client: client)
            outcome = .success(try await body(daemon))
        } catch {
            outcome = .failure(error)
        }
        #expect(await process.end() == 0, "\(process.log.text.suffix(2000))")
        try await sandbox.stop()
        place.erase()
        try outcome.get()
    }

    /// Connects all three and waits for the first syncs.
    func connectAll() async throws -> (plaid: String, alpaca: String, csv: String) {
        let plaid = try await client.connectPlaid(place)
        let alpaca = try await client.connectAlpaca()
        let csv = try await client.connectCSV(place, world)
        try await client.ended(plaid.job)
        try await client.ended(alpaca.job)
        try await client.idle()
        return (plaid.id, alpaca.id, csv)
    }

    /// The accounts' ids by the world's keys, found by mask or name.
    func accounts() async throws -> [String: JSONValue] {
        var accounts: [String: JSONValue] = [:]
        for row in try #require(try await client.call("accounts.list")["accounts"]?.array) {
            let match = world.accounts.first {
                $0.provider.rawValue == row["provider"]?.string
                    && ($0.provider == .alpaca || $0.mask == row["mask"]?.string)
            }
            accounts[try #require(match?.key, "\(row.text)")] = row
        }
        return accounts
    }

    /// The rows of `portfolio.positions` for one account, quantity by symbol, or by name where there is no symbol.
    func quantities(account: String) async throws -> [String: Quantity] {
        let answer = try await client.call("portfolio.positions", ["account": .string(account), "group": "account"])
        var quantities: [String: Quantity] = [:]
        for row in try #require(answer["positions"]?.array) {
            let name = try #require(row["symbol"]?.string ?? row["name"]?.string)
            quantities[name] = Quantity(exactly: try #require(row["qty"]?.string))
        }
        return quantities
    }

    func total(_ scope: JSONValue = [:]) async throws -> String {
        try #require(try await client.call("portfolio.value", scope)["total_value"]?.string)
    }
}

@Suite(.timeLimit(.minutes(5))) struct EndToEndTests {
    @Test func `three providers connected over the socket become one portfolio`() async throws {
        try await ConnectedDaemon.run { daemon in
            _ = try await daemon.connectAll()
            let accounts = try await daemon.accounts()
            #expect(accounts.count == daemon.world.accounts.count)
            var whole = Amount.zero
            for expected in daemon.world.accounts {
                let row = try #require(accounts[expected.key], "\(expected.key)")
                let value = daemon.world.value(of: expected)
                try whole.add(value.rounded(to: 6))
                #expect(
                    try row.amount("portfolio_value").text(decimals: 2) == value.text(decimals: 2),
                    "\(expected.key)"
                )
                let id = try #require(row["id"]?.string)
                #expect(try await daemon.quantities(account: id) == Self.quantities(expected, daemon.world))
            }
            #expect(try await daemon.total() == whole.text(decimals: 2))
            try await Self.checkShared(daemon)
        }
    }

    /// What the account holds without cash and its equivalents, as ``ConnectedDaemon/quantities(account:)`` gives it.
    private static func quantities(_ account: WorldAccount, _ world: SandboxWorld) -> [String: Quantity] {
        var quantities: [String: Quantity] = [:]
        for holding in account.holdings {
            guard let security = world.securities[holding.security] else { continue }
            guard security.type != .moneyMarketFund, security.type != .cash else { continue }
            quantities[security.symbol ?? security.name] = holding.quantity
        }
        return quantities
    }

    /// A security held at all three shows each share with its source.
    private static func checkShared(_ daemon: ConnectedDaemon) async throws {
        let world = daemon.world
        let shared = world.securities.values.filter { security in
            Set(
                world.accounts.filter { $0.holdings.contains { $0.security == security.key } }.map(\.provider)
            ).count == 3
        }
        let symbol = try #require(shared.compactMap(\.symbol).min())
        let answer = try await daemon.client.call("portfolio.positions", ["symbol": .string(symbol)])
        let rows = try #require(answer["positions"]?.array)
        #expect(rows.count == 1)
        let row = try #require(rows.first)
        #expect(row["data_source"]?.string == "hybrid")
        let sources = try #require(row["sources"]?.array)
        #expect(Set(sources.compactMap { $0["adapter"]?.string }) == ["plaid", "alpaca", "csv"])
        #expect(try row.sum("sources", "qty") == row.amount("qty"))
        #expect(try row.sum("sources", "market_value") == row.amount("market_value"))
        for source in sources {
            #expect(source["tradable"]?.bool == (source["adapter"]?.string == "alpaca"))
        }
        #expect(answer["cash"]?.array == [])
    }

    @Test func `a removed connection is ended at the vendor and leaves no row`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let ids = try await daemon.connectAll()
            let before = try await daemon.total(["connection": .string(ids.alpaca)])
            let rows = try await client.call("connections.remove", ["connection": .string(ids.plaid)])["removed"]
            #expect(rows?["connection"] == 1)
            #expect(rows?["account"] == 3)
            #expect(daemon.sandbox.requestCount(path: "/item/remove") == 1)
            let again = try await client.refusal("connections.remove", ["connection": .string(ids.plaid)])
            #expect(again.code == -32001)
            #expect(try await client.call("connections.list")["connections"]?.array?.count == 2)
            #expect(try await daemon.total(["source": "plaid"]) == "0.00")
            #expect(try await daemon.total(["connection": .string(ids.alpaca)]) == before)
            #expect(try await client.call("store.check")["ok"] == true)

            let copy = daemon.place.directory + "/copy.db"
            let backup = try await client.call("store.backup", ["path": .string(copy)])
            #expect((backup["size_bytes"]?.int ?? 0) > 0)
            #expect(try await client.refusal("store.backup", ["path": .string(copy)]).code == -32602)
            let store = try Store.open(location: .file(copy))
            #expect(try store.connection(id: ids.plaid) == nil)
            #expect(try store.transactionCount(connection: ids.plaid) == 0)
            #expect(try store.facts(user: "default").accounts.allSatisfy { $0.provider != "plaid" })
            #expect(try store.check().allSatisfy(\.isOK))
            try store.close()
        }
    }

    @Test func `users are set and removed with all they have`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            try await client.call("users.set", ["user": "ana", "mode": "aggregation"])
            let plaid = try await client.connectPlaid(daemon.place, user: "ana")
            try await client.ended(plaid.job)
            #expect(try await daemon.total(["user": "ana"]) != "0.00")
            #expect(try await daemon.total() == "0.00")
            #expect(try await client.refusal("portfolio.orders", ["user": "ana"]).code == -32003)
            #expect(try await client.refusal("connections.link", ["user": "ana", "provider": "alpaca"]).code == -32003)
            #expect(try await client.refusal("portfolio.value", ["connection": .string(plaid.id)]).code == -32001)
            let removed = try await client.call("users.remove", ["user": "ana"])["removed"]
            #expect(removed?["account"] == 3)
            #expect(daemon.sandbox.requestCount(path: "/item/remove") == 1)
            #expect(try await client.refusal("portfolio.value", ["user": "ana"]).code == -32001)
            #expect(try await client.refusal("users.remove", ["user": "ana"]).code == -32001)
            #expect(try await client.refusal("users.set", ["user": ".ana"]).code == -32602)
        }
    }

    @Test func `a refresh that runs already is a conflict that names its job`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let plaid = try await client.connectPlaid(daemon.place)
            try await client.ended(plaid.job)
            daemon.sandbox.inject(SandboxFault(path: "/accounts/get", effect: .delayed(milliseconds: 3000)))
            daemon.sandbox.inject(
                SandboxFault(path: "/investments/holdings/get", effect: .delayed(milliseconds: 3000))
            )
            let params: JSONValue = ["connection": .string(plaid.id)]
            let job = try #require(try await client.call("connections.refresh", params)["job"]?.string)
            let conflict = try await client.refusal("connections.refresh", params)
            #expect(conflict.code == -32005)
            #expect(conflict.data["job"]?.string == job)
            #expect(conflict.data["name"]?.string == "conflict")
            #expect(try await client.call("jobs.cancel", ["job": .string(job)])["cancelled"] == true)
            try await client.ended(job, as: "cancelled")
            let unknown = try await client.refusal("connections.refresh", ["connection": "c_none"])
            #expect(unknown.code == -32001)
            #expect(unknown.data["what"] == "connection")
            #expect(unknown.data["id"] == "c_none")
            try await client.call("connections.refresh", ["connection": .string(plaid.id), "wait": true])
        }
    }

    @Test func `every method of the description answers`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let ids = try await daemon.connectAll()
            for method in [
                "system.info", "system.health", "mode.get", "users.list", "adapters.list", "connections.list",
                "accounts.list", "portfolio.value", "portfolio.positions", "portfolio.activities", "portfolio.orders",
                "jobs.list", "store.check", "system.reload",
            ] {
                try await client.call(method)
            }
            for key in AllocationKeys.all { try await client.call("portfolio.allocation", ["by": .string(key)]) }
            let symbol = try #require(daemon.world.securities["AAPL"]?.symbol)
            try await client.call("assets.get", ["symbol": .string(symbol)])
            #expect(
                try await client.call("assets.search", ["query": .string(symbol)])["assets"]?.array?.isEmpty == false
            )
            #expect(try await client.refusal("assets.get", ["symbol": "NOSUCH"]).code == -32001)
            try await client.call("users.set", ["user": "bob", "mode": "hybrid"])
            try await client.call("users.remove", ["user": "bob"])
            try await client.call("adapters.restart", ["name": "csv"])
            try await client.call("connections.refresh", ["connection": .string(ids.csv), "wait": true])
            try await client.call("connections.refresh", ["wait": true])
            let job = try #require(try await client.call("connections.refresh")["job"]?.string)
            try await client.call("jobs.cancel", ["job": .string(job)])
            try await importAndDiscard(client)
            try await client.idle()
            try await client.call("store.backup", ["path": .string(daemon.place.directory + "/copy.db")])
            for method in ["portfolio.history", "portfolio.performance", "portfolio.explain", "findings.list"] {
                try await client.call(method)
            }
            try await client.call("portfolio.changes", ["from": "2025-01-02", "to": "2025-09-23"])
            try await client.call("history.rebuild", ["wait": true])
            try await client.call("snapshots.capture", ["wait": true])
            #expect(try await client.refusal("findings.dismiss", ["id": "f_none"]).code == -32001)
            try await client.call("prices.latest", ["symbols": ["VTI"]])
            try await client.call("prices.history", ["symbol": "VTI"])
            for method in ["prices.usage", "mappings.list"] { try await client.call(method) }
            let resolving: JSONValue = ["security": "none", "symbol": "VTI"]
            #expect(try await client.refusal("mappings.resolve", resolving).code == -32001)
            #expect(try await client.refusal("mappings.ignore", ["security": "none"]).code == -32001)
            try await client.call("connections.remove", ["connection": .string(ids.alpaca)])
            #expect(client.askedMethods == Set(client.methods))
            #expect(try await client.refusal("portfolio.intraday").code == -32601)
            #expect(try await client.refusal("portfolio.value", ["sorce": "plaid"]).data["path"] == "sorce")
        }
    }
}

/// Goes once through each step of an import.
private func importAndDiscard(_ client: CheckedClient) async throws {
    let text = """
        date,account,type,symbol,quantity,price,amount
        2025-09-03,Chest,buy,VTI,10,318.25,-3182.50

        """
    func begin() async throws -> JSONValue {
        let file: JSONValue = ["name": "chest.csv", "size": .int(text.utf8.count)]
        let id = try #require(try await client.call("imports.begin", ["files": [file]])["import"])
        let data = JSONValue.string(Data(text.utf8).base64EncodedString())
        try await client.call("imports.append", ["import": id, "file": "chest.csv", "offset": 0, "data": data])
        return id
    }
    let first = try await begin()
    let preview = try await client.call("imports.preview", ["import": first, "wait": true])
    #expect(preview["report"]?["changes"]?["transactions"]?["added"] == 1, "\(preview.text)")
    #expect(try await client.call("imports.discard", ["import": first])["discarded"] == true)
    try await client.call("imports.apply", ["import": try await begin(), "wait": true])
}

/// What `portfolio.allocation` spreads by.
enum AllocationKeys {
    static let all = PortfolioAgreementTests.allocationKeys
}
