import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import FolioSandbox
import Testing

/// The adapter over real HTTP against the vendor sandbox.
struct AlpacaSandboxTests {
    private static let end = Day("2026-11-23") ?? Day(number: 0)

    private func linked(_ server: SandboxServer) async throws -> (AlpacaAdapter, ConnectionContext) {
        let adapter = AlpacaAdapter(http: CurlHTTPClient(), now: { Timestamp(Self.end).adding(seconds: 100_000) })
        var configure = Configure.Params()
        configure.config = ["environment": "paper", "base_url": .string(server.baseURL)]
        _ = try await adapter.configure(configure, .quiet)
        var complete = LinkComplete.Params()
        complete.filledFields = ["key_id": SandboxCredentials.alpacaKeyID, "secret": SandboxCredentials.alpacaSecret]
        let result = try await adapter.completeLink(complete, .quiet)
        var connection = ConnectionContext()
        (connection.id, connection.externalID, connection.credentials) = ("c1", result.externalID, result.credentials)
        return (adapter, connection)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `activities add up to positions and cash`(seed: UInt64) async throws {
        let world = SandboxWorld(seed: seed, endingOn: Self.end)
        let known = try #require(world.accounts.first { $0.provider == .alpaca })
        let server = try await SandboxServer.start(world: world)
        let (adapter, connection) = try await linked(server)
        var hold = HoldingsRead.Params()
        hold.connection = connection
        let holdings = try await adapter.holdings(hold, .quiet)
        #expect(holdings.cash.map(\.amount) == [known.cash])
        #expect(holdings.holdings.map(\.quantity) == known.holdings.map(\.quantity))
        #expect(holdings.holdings.map(\.costBasis) == known.holdings.map(\.cost))
        #expect(holdings.holdings.map(\.value) == known.holdings.map { world.value(of: $0) })
        #expect(holdings.securities.allSatisfy { $0.type == .option || $0.name != nil })
        var params = TransactionsRead.Params()
        params.connection = connection
        var units: [String: Quantity] = [:]
        var cash = Amount.zero
        var hasMore = true
        while hasMore {
            let page = try await adapter.transactions(params, .quiet)
            let tickers = Dictionary(page.securities.map { ($0.externalID, $0.ticker ?? "") }) { $1 }
            for event in page.added {
                try cash.add(event.cashDelta)
                guard let ticker = event.security.flatMap({ tickers[$0] }) else { continue }
                units[ticker] = try (units[ticker] ?? .zero) + event.quantityDelta
            }
            (hasMore, params.cursor) = (page.hasMore, page.nextCursor)
        }
        let tickers = Dictionary(holdings.securities.map { ($0.externalID, $0.ticker ?? "") }) { $1 }
        let held = Dictionary(holdings.holdings.map { (tickers[$0.security] ?? "", $0.quantity) }) { $1 }
        #expect(units.filter { !$0.value.isZero } == held)
        #expect(cash == known.cash)
        try await server.stop()
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `the account's value day by day is the world's`(seed: UInt64) async throws {
        let world = SandboxWorld(seed: seed, endingOn: Self.end)
        let known = try #require(world.accounts.first { $0.provider == .alpaca })
        let server = try await SandboxServer.start(world: world)
        let (adapter, connection) = try await linked(server)
        var params = HistoryRead.Params()
        (params.connection, params.from, params.to) = (connection, Self.end.adding(days: -400), Self.end)
        let result = try await adapter.history(params, .quiet)
        // The evening after the last session it is not settled yet.
        let expected = world.dailyValues(of: known).filter { $0.day >= params.from && $0.day < Self.end }
        #expect(result.dates.count > 250 && result.dates == expected.map(\.day))
        #expect(result.values == expected.map { $0.value.rounded(to: 2) })
        try await server.stop()
    }

    @Test func `orders come page by page, none twice`() async throws {
        let server = try await SandboxServer.start(world: SandboxWorld(seed: 1, endingOn: Self.end))
        let (adapter, connection) = try await linked(server)
        var params = OrdersRead.Params()
        (params.connection, params.limit) = (connection, 7)
        var ids: [String] = []
        var hasMore = true
        while hasMore {
            let page = try await adapter.orders(params, .quiet)
            ids += page.orders.map(\.externalID)
            (hasMore, params.cursor) = (page.hasMore, page.nextCursor)
            try #require(ids.count < 1000)
        }
        (params.limit, params.cursor) = (500, nil)
        #expect(try await adapter.orders(params, .quiet).orders.map(\.externalID) == ids)
        #expect(Set(ids).count == ids.count)
        try await server.stop()
    }

    @Test func `keys that are wrong are refused`() async throws {
        let server = try await SandboxServer.start(world: SandboxWorld(seed: 1, endingOn: Self.end))
        let (adapter, known) = try await linked(server)
        var connection = known
        connection.credentials = ["key_id": "PK", "secret": "wrong"]
        var params = AccountsRead.Params()
        params.connection = connection
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.accounts(params, .quiet)
        }
        #expect(error.kind == .authRequired)
        try await server.stop()
    }
}
