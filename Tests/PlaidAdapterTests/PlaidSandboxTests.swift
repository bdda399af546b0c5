import FolioAdapterKit
import FolioModel
import FolioSandbox
import PlaidAdapter
import Testing

/// The adapter over real HTTP against the vendor sandbox.
struct PlaidSandboxTests {
    private static let end = Day("2026-11-23") ?? Day(number: 0)

    private func linked(_ server: SandboxServer) async throws -> (PlaidAdapter, ConnectionContext) {
        let client = CurlHTTPClient()
        let adapter = PlaidAdapter(http: client, now: { Timestamp(Self.end).adding(seconds: 100_000) })
        var configure = Configure.Params()
        configure.config = [
            "environment": "sandbox", "base_url": .string(server.baseURL),
            "client_id": .string(SandboxCredentials.plaidClientID), "secret": .string(SandboxCredentials.plaidSecret),
        ]
        _ = try await adapter.configure(configure, .quiet)
        // The person's part: walk through the hosted page.
        let begin = try await adapter.beginLink(LinkBegin.Params(userReference: "u-1"), .quiet)
        _ = try await client.send(HTTPRequest("GET", #require(begin.hostedURL)))
        var complete = LinkComplete.Params()
        complete.state = begin.state
        let result = try await adapter.completeLink(complete, .quiet)
        var connection = ConnectionContext()
        (connection.id, connection.externalID, connection.credentials) = ("c1", result.externalID, result.credentials)
        return (adapter, connection)
    }

    private func history(
        _ adapter: PlaidAdapter,
        _ connection: ConnectionContext
    ) async throws -> [TransactionsRead.Result] {
        var pages: [TransactionsRead.Result] = []
        var params = TransactionsRead.Params()
        (params.connection, params.limit) = (connection, 100)
        repeat {
            pages.append(try await adapter.transactions(params, .quiet))
            params.cursor = pages.last?.nextCursor
            try #require(pages.count < 100)
        } while pages.last?.hasMore == true
        return pages
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `from link to removal, transactions add up to holdings and cash`(seed: UInt64) async throws {
        let world = SandboxWorld(seed: seed, endingOn: Self.end)
        let server = try await SandboxServer.start(world: world)
        let (adapter, connection) = try await linked(server)
        var read = AccountsRead.Params()
        read.connection = connection
        let accounts = try await adapter.accounts(read, .quiet).accounts
        let expected = world.accounts.filter { $0.provider == .plaid }
        #expect(accounts.map(\.name) == expected.map(\.name))
        var hold = HoldingsRead.Params()
        hold.connection = connection
        let holdings = try await adapter.holdings(hold, .quiet)
        let pages = try await history(adapter, connection)
        #expect(pages.count > 1 && pages.last?.window?.isAuthoritative == true)
        let events = pages.flatMap(\.added)
        #expect(Set(events.map(\.externalID)).count == events.count)
        for (account, known) in zip(accounts, expected) {
            let own = events.filter { $0.account == account.externalID }
            var units: [String: Quantity] = [:]
            for event in own {
                guard let security = event.security else { continue }
                units[security] = try (units[security] ?? .zero) + event.quantityDelta
            }
            let held = holdings.holdings.filter { $0.account == account.externalID }
            #expect(units.filter { !$0.value.isZero } == Dictionary(held.map { ($0.security, $0.quantity) }) { $1 })
            #expect(held.count == known.holdings.count)
            #expect(try held.map { try #require($0.costBasis) }.sum() == known.holdings.map(\.cost).sum())
            #expect(try held.map { try #require($0.value) }.sum() == known.holdings.map(world.value).sum())
            let cash = holdings.cash.filter { $0.account == account.externalID }.map(\.amount)
            #expect(cash == (known.reportsCash ? [known.cash] : []))
            if known.reportsCash { #expect(try own.map(\.cashDelta).sum() == known.cash, "\(known.name)") }
        }
        var end = Disconnect.Params()
        end.connection = connection
        #expect(try await adapter.disconnect(end, .quiet).revoked == true)
        #expect(try await adapter.disconnect(end, .quiet).revoked == "already")
        try await server.stop()
    }
}

extension LinkBegin.Params {
    fileprivate init(userReference: String) {
        self.init()
        self.userReference = userReference
    }
}
