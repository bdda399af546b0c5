import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioRPC
import FolioSandbox
import FolioStore
import Testing

/// An adapter whose accounts fail as the connection's external id says: `kind vendor_code`, or not at all.
private struct FailingAdapter: ProviderAdapter {
    static let manifest: AdapterManifest = {
        var manifest = AdapterManifest()
        manifest.name = "plaid"
        manifest.version = "1.0"
        manifest.capabilities = ["accounts", "holdings", "transactions"]
        return manifest
    }()

    init() {}

    func configure(_ params: Configure.Params, _ context: CallContext) async throws(AdapterError) -> Configure.Result {
        Configure.Result()
    }

    func check(_ params: Check.Params, _ context: CallContext) async throws(AdapterError) -> Check.Result {
        Check.Result()
    }

    func beginLink(_ params: LinkBegin.Params, _ context: CallContext) async throws(AdapterError) -> LinkBegin.Result {
        LinkBegin.Result()
    }

    func completeLink(
        _ params: LinkComplete.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> LinkComplete.Result {
        LinkComplete.Result()
    }

    func accounts(
        _ params: AccountsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> AccountsRead.Result {
        let words = params.connection.externalID?.split(separator: " ").map(String.init) ?? []
        guard words.count == 2, let kind = AdapterError.Kind(rawValue: words[0]) else { return AccountsRead.Result() }
        var error = AdapterError(kind, "The vendor says \(words[1]).")
        (error.vendorCode, error.scope) = (words[1], "connection")
        throw error
    }

    func holdings(
        _ params: HoldingsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> HoldingsRead.Result {
        var result = HoldingsRead.Result()
        result.counts = HoldingCounts(of: result)
        return result
    }

    func transactions(
        _ params: TransactionsRead.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> TransactionsRead.Result { TransactionsRead.Result() }

    func disconnect(
        _ params: Disconnect.Params,
        _ context: CallContext
    ) async throws(AdapterError) -> Disconnect.Result { Disconnect.Result() }
}

@Suite(.timeLimit(.minutes(5))) struct ErrorActionTests {
    /// What a vendor says, and what the connection's row says then.
    private static let cases: [(kind: AdapterError.Kind, code: String, status: String, action: String)] = [
        (.authRequired, "ITEM_LOGIN_REQUIRED", "needs_relink", "relink"),
        (.consentRevoked, "USER_PERMISSION_REVOKED", "error", "relink"),
        (.badCredentials, "INVALID_API_KEYS", "error", "fix_config"),
        (.configInvalid, "INVALID_PRODUCT", "error", "fix_config"),
        (.rateLimited, "RATE_LIMIT", "pending", "retry"),
        (.unavailable, "INSTITUTION_DOWN", "pending", "retry"),
        (.notReady, "PRODUCT_NOT_READY", "pending", "retry"),
        (.vendorError, "CREDITS_EXHAUSTED", "error", "contact_vendor"),
        (.unsupported, "PRODUCTS_NOT_SUPPORTED", "error", "contact_vendor"),
        (.badVendorData, "unreadable", "error", "contact_vendor"),
    ]

    @Test func `the row of a connection says the same as the error of its refresh`() async throws {
        let fixture = try DaemonFixture(launches: [("plaid", .local(FailingAdapter()))])
        let services = fixture.services
        let configuration = services.settings.value.configuration
        let plan = AdapterPlan(configuration, modes: [.aggregation], secrets: services.settings.value.secrets)
        _ = await services.adapters.apply(plan, features: [:])
        let sync = SyncJob(store: services.store, adapters: services.adapters, vault: services.vault)
        await services.jobs.register(sync, for: SyncJob.kind)
        let running = Task { try await services.jobs.run() }
        for expected in Self.cases {
            let text = "\(expected.kind.rawValue) \(expected.code)"
            let connection = try services.store.createConnection(user: "default", provider: "plaid", externalID: text)
            let params: JSONValue = ["connection": .string(connection.id), "wait": true]
            let refused = try #require(await fixture.error("connections.refresh", params), "\(text)")
            #expect(refused.details["code"]?.string == expected.code)
            #expect(refused.details["action"]?.string == expected.action, "\(text)")
            #expect(refused.details["adapter"] == "plaid")
            let row = try await row(connection.id, fixture)
            #expect(row["status"]?.string == expected.status, "\(text)")
            #expect(row["error"]?["code"]?.string == expected.code)
            #expect(row["error"]?["action"]?.string == expected.action, "\(text)")

            try services.store.updateConnection(id: connection.id) { $0.externalID = "well \(expected.code)" }
            _ = try await fixture.call("connections.refresh", params)
            let healed = try await self.row(connection.id, fixture)
            #expect(healed["status"] == "active")
            #expect(healed["error"]?.isNull == true)
        }
        running.cancel()
        try await running.value
        await services.adapters.stopAll()
    }

    private func row(_ id: String, _ fixture: DaemonFixture) async throws -> JSONValue {
        let rows = try await fixture.call("connections.list")["connections"]?.array
        return try #require(rows?.first { $0["id"]?.string == id })
    }

    @Test func `a vendor's own answers lead to what a person should do`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let plaid = try await client.connectPlaid(daemon.place)
            try await client.ended(plaid.job)
            let params: JSONValue = ["connection": .string(plaid.id), "wait": true]
            for (code, status, action) in [
                ("ITEM_LOGIN_REQUIRED", "needs_relink", "relink"), ("USER_PERMISSION_REVOKED", "error", "relink"),
                ("INSTITUTION_DOWN", "error", "retry"),
                ("INVALID_BODY", "error", "contact_vendor"), ("PRODUCTS_NOT_SUPPORTED", "error", "contact_vendor"),
                ("INVALID_API_KEYS", "error", "fix_config"),
            ] {
                daemon.sandbox.inject(SandboxFault(path: "/accounts/get", effect: .error(code)))
                let refusal = try await client.refusal("connections.refresh", params)
                #expect(refusal.data["action"]?.string == action, "\(code)")
                let row = try await client.connection(plaid.id)
                #expect(row["status"]?.string == status, "\(code)")
                #expect(row["error"]?["code"]?.string == code)
                #expect(row["error"]?["action"]?.string == action, "\(code)")
            }
            // Refused keys take the adapter out of service until somebody has seen to them.
            try await client.call("adapters.restart", ["name": "plaid"])
            try await client.call("connections.refresh", params)
            #expect(try await client.connection(plaid.id)["error"]?.isNull == true)

            // Comes last: whoever is told to slow down is not asked again for a while.
            daemon.sandbox.inject(SandboxFault(path: "/accounts/get", effect: .error("ACCOUNTS_LIMIT")))
            let limited = try await client.refusal("connections.refresh", params)
            #expect(limited.data["action"]?.string == "retry")
            #expect(try await client.connection(plaid.id)["error"]?["code"]?.string == "ACCOUNTS_LIMIT")
        }
    }
}
