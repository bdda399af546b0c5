import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import FolioSandbox
import Testing

/// The adapter over real HTTP against the vendor sandbox's Broker API.
struct AlpacaBrokerSandboxTests {
    private static let end = Day("2026-11-23") ?? Day(number: 0)

    /// The ids of the firm's accounts.
    private func accounts(_ server: SandboxServer) async throws -> [String] {
        var request = HTTPRequest("GET", server.baseURL + "/v1/accounts")
        let keys = Base64Text.encode("\(SandboxCredentials.brokerKeyID):\(SandboxCredentials.brokerSecret)")
        request.headers = [("Authorization", "Basic \(keys)")]
        let answer = try await CurlHTTPClient().send(request)
        return try JSONValue(parsing: answer.body).array?.compactMap { $0["id"]?.string } ?? []
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `each account of a firm adds up to its cash`(seed: UInt64) async throws {
        let server = try await SandboxServer.start(world: SandboxWorld(seed: seed, endingOn: Self.end))
        let adapter = AlpacaAdapter(http: CurlHTTPClient(), now: { Timestamp(Self.end).adding(seconds: 100_000) })
        var configure = Configure.Params()
        configure.config = [
            "api": "broker", "base_url": .string(server.baseURL),
            "key_id": .string(SandboxCredentials.brokerKeyID), "secret": .string(SandboxCredentials.brokerSecret),
        ]
        _ = try await adapter.configure(configure, .quiet)
        #expect(try await adapter.check(Check.Params(), .quiet).status == "ok")
        let ids = try await accounts(server)
        #expect(ids.count == 2)
        for id in ids {
            var complete = LinkComplete.Params()
            complete.filledFields = ["account_id": id]
            let link = try await adapter.completeLink(complete, .quiet)
            var connection = ConnectionContext()
            (connection.id, connection.externalID, connection.credentials) = ("c1", link.externalID, link.credentials)
            var params = TransactionsRead.Params()
            params.connection = connection
            var cash = Amount.zero
            var hasMore = true
            while hasMore {
                let page = try await adapter.transactions(params, .quiet)
                for row in page.added { try cash.add(row.cashDelta) }
                (hasMore, params.cursor) = (page.hasMore, page.nextCursor)
            }
            var hold = HoldingsRead.Params()
            hold.connection = connection
            #expect(try await adapter.holdings(hold, .quiet).cash.map(\.amount) == [cash])
        }
        try await server.stop()
    }
}
