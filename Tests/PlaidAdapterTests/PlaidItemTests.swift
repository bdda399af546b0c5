import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

/// What `/item/get` decides, webhooks, and refresh on demand.
struct PlaidItemTests {
    private static let loginRequired: JSONValue = [
        "error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED", "error_message": "x", "request_id": "r9",
    ]

    private func item(_ members: (String, JSONValue)...) -> HTTPResponse {
        .json(["item": .object(JSONObject([("item_id", "item-1")] + members))])
    }

    private func accounts(
        _ item: HTTPResponse,
        _ configuration: [(String, JSONValue)] = [],
        accounts: HTTPResponse? = nil
    ) async throws -> (plaid: FakePlaid, adapter: PlaidAdapter, params: AccountsRead.Params) {
        let plaid = try FakePlaid([
            "/item/get": item, "/accounts/get": accounts ?? (try Fixture.response("accounts_get.response.json")),
            "/item/webhook/update": try Fixture.response("item_webhook_update.response.json"),
        ])
        var params = AccountsRead.Params()
        params.connection = .linked
        return (plaid, try await plaid.adapter(configuration), params)
    }

    @Test func `an item that wants a login is not asked for accounts`() async throws {
        let (plaid, adapter, params) = try await accounts(item(("error", Self.loginRequired)))
        let error = try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
        #expect(error.kind == .authRequired && error.vendorCode == "ITEM_LOGIN_REQUIRED")
        #expect(error.vendorRequestID == "r9" && error.scope == "connection")
        #expect(plaid.paths == ["/item/get"])
    }

    @Test func `trouble that passes does not keep from what Plaid has`() async throws {
        let trouble: JSONValue = ["error_type": "INSTITUTION_ERROR", "error_code": "INSTITUTION_DOWN"]
        let (_, adapter, params) = try await accounts(item(("error", trouble)))
        #expect(try await adapter.accounts(params, .quiet).accounts.count == 1)
    }

    @Test func `an item whose state is unknown is read all the same`() async throws {
        let (_, adapter, params) = try await accounts(HTTPResponse(status: 502, body: []))
        let log = LogBook()
        let result = try await adapter.accounts(params, log.context)
        #expect(result.accounts.count == 1 && result.consentExpiresAt == nil)
        #expect(result.institution == Institution(id: "ins_117650", name: "Royal Bank of Plaid"))
        #expect(log.lines.map(\.fields) == [["reason": "unavailable"]])
    }

    @Test func `consent and institution come from the item`() async throws {
        let (_, adapter, params) = try await accounts(try Fixture.response("item_get.response.json"))
        let result = try await adapter.accounts(params, .quiet)
        #expect(result.consentExpiresAt?.description == "2024-03-16T15:53:00Z")
        #expect(result.institution == Institution(id: "ins_109508", name: "First Platypus Bank"))
    }

    @Test func `accounts without a name or a known kind are kept, and their money is as stated`() async throws {
        let answer: JSONValue = [
            "accounts": [
                [
                    "account_id": "a", "type": "prediction", "subtype": "prediction market", "mask": "123456",
                    "balances": [
                        "current": .number("12.5"), "available": .null, "iso_currency_code": .null,
                        "unofficial_currency_code": "GBX", "last_updated_datetime": "2026-11-24T10:00:00Z",
                    ],
                ],
                ["account_id": "b", "type": "payroll", "balances": [:]],
            ]
        ]
        let (_, adapter, params) = try await accounts(item(), accounts: .json(answer))
        let log = LogBook()
        let account = try #require(try await adapter.accounts(params, log.context).accounts.first)
        #expect(account.name == "Account" && account.type == "prediction" && account.mask == "3456")
        #expect(account.currency.code == "GBX" && account.balances.current?.description == "12.5")
        #expect(account.balances.cash == nil && account.balances.asOf?.description == "2026-11-24T10:00:00Z")
        #expect(log.lines.map(\.fields) == [["member": "accounts.type", "word": "prediction"]])
    }

    // MARK: Webhook

    private static let hook: [(String, JSONValue)] = [("webhook_url", "https://folio.example/webhook/plaid")]

    @Test func `an item with another webhook is told the configured one, once for each configuration`() async throws {
        let (plaid, adapter, params) = try await accounts(item(("webhook", "https://old.example/")), Self.hook)
        for _ in 0..<2 { _ = try await adapter.accounts(params, .quiet) }
        #expect(
            plaid.paths == ["/item/get", "/accounts/get", "/item/webhook/update", "/item/get", "/accounts/get"]
        )
        #expect(plaid.made[2].body["webhook"] == "https://folio.example/webhook/plaid")
        #expect(plaid.made[2].body["access_token"] == "access-sandbox-1")
        try await plaid.configure(adapter, Self.hook)
        _ = try await adapter.accounts(params, .quiet)
        #expect(plaid.paths.filter { $0 == "/item/webhook/update" }.count == 2)
    }

    @Test func `an item with the configured webhook, or without a configured one, is left alone`() async throws {
        let right = try await accounts(item(("webhook", "https://folio.example/webhook/plaid")), Self.hook)
        _ = try await right.adapter.accounts(right.params, .quiet)
        let none = try await accounts(item(("webhook", "https://old.example/")))
        _ = try await none.adapter.accounts(none.params, .quiet)
        for plaid in [right.plaid, none.plaid] { #expect(plaid.paths == ["/item/get", "/accounts/get"]) }
    }

    @Test func `a webhook that cannot be set is only logged`() async throws {
        let plaid = try FakePlaid([
            "/item/get": item(), "/accounts/get": try Fixture.response("accounts_get.response.json"),
            "/item/webhook/update": try Fixture.response("errors/INVALID_REQUEST.INVALID_FIELD.json", status: 400),
        ])
        let log = LogBook()
        var params = AccountsRead.Params()
        params.connection = .linked
        #expect(try await plaid.adapter(Self.hook).accounts(params, log.context).accounts.count == 1)
        #expect(log.phrases == ["The webhook of an item could not be set"])
    }

    // MARK: Check

    private func check(_ item: HTTPResponse) async throws -> Check.Result {
        var params = Check.Params()
        params.connection = .linked
        return try await FakePlaid(["/item/get": item]).adapter().check(params, .quiet)
    }

    private func status(updated: JSONValue, failed: JSONValue) -> HTTPResponse {
        .json([
            "item": ["item_id": "i"],
            "status": ["investments": ["last_successful_update": updated, "last_failed_update": failed]],
        ])
    }

    @Test func `a check asks for the item's health`() async throws {
        #expect(try await check(Fixture.response("item_get.response.json")).status == "ok")
        #expect(try await check(item(("error", Self.loginRequired))).status == "failed")
        let keys = try Fixture.response("errors/INVALID_INPUT.INVALID_API_KEYS.json", status: 400)
        #expect(try await check(keys).status == "failed")
    }

    @Test func `a check tells of a last try that failed`() async throws {
        let failed = try await check(status(updated: "2026-11-20T01:00:00Z", failed: "2026-11-21T01:00:00Z"))
        #expect(failed.status == "degraded")
        #expect(failed.checks.map(\.detail) == ["Plaid could not read the institution at 2026-11-21T01:00:00Z."])
        #expect(try await check(status(updated: .null, failed: "2026-11-21T01:00:00Z")).status == "degraded")
        #expect(
            try await check(status(updated: "2026-11-22T01:00:00Z", failed: "2026-11-21T01:00:00Z")).status == "ok"
        )
    }

    @Test func `a check without a connection only tries the keys`() async throws {
        let unknown = try Fixture.response("errors/INVALID_INPUT.INVALID_INSTITUTION.json", status: 400)
        for answer in [unknown, try Fixture.response("institutions_get_by_id.response.json")] {
            let plaid = try FakePlaid(["/institutions/get_by_id": answer])
            #expect(try await plaid.adapter().check(Check.Params(), .quiet).status == "ok")
            #expect(plaid.made.first?.body["country_codes"] == ["US"])
        }
    }

    // MARK: Refresh

    private func refresh(_ answer: HTTPResponse) throws -> (plaid: FakePlaid, params: RefreshRequest.Params) {
        var params = RefreshRequest.Params()
        params.connection = .linked
        return (try FakePlaid(["/investments/refresh": answer]), params)
    }

    @Test func `a refresh asks Plaid to read the institution now`() async throws {
        let (plaid, params) = try refresh(Fixture.response("investments_refresh.response.json"))
        _ = try await plaid.adapter().requestRefresh(params, .quiet)
        #expect(plaid.paths == ["/investments/refresh"])
        #expect(plaid.made.first?.body == ["access_token": "access-sandbox-1"])
        #expect(PlaidAdapter.manifest.capabilities.contains("refresh"))
        #expect(!RefreshRequest.isRepeatable)
    }

    @Test(arguments: [
        ("ITEM_ERROR.PRODUCTS_NOT_SUPPORTED", "unsupported", "connection"),
        ("ITEM_ERROR.PRODUCT_NOT_ENABLED", "unsupported", "connection"),
        ("INVALID_INPUT.UNAUTHORIZED_ROUTE_ACCESS", "unsupported", "connection"),
        ("INVALID_INPUT.INVALID_PRODUCT", "unsupported", "connection"),
        ("RATE_LIMIT_EXCEEDED.INSTITUTION_RATE_LIMIT", "rate_limited", "connection"),
        ("ITEM_ERROR.PRODUCT_NOT_READY", "not_ready", "connection"),
        ("ITEM_ERROR.ITEM_LOGIN_REQUIRED", "auth_required", "connection"),
        ("INVALID_INPUT.INVALID_API_KEYS", "bad_credentials", "adapter"),
    ])
    func `where Plaid does not offer a refresh, nothing else is affected`(
        file: String,
        kind: String,
        scope: String
    ) async throws {
        let (plaid, params) = try refresh(Fixture.response("errors/\(file).json", status: 400))
        let adapter = try await plaid.adapter()
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.requestRefresh(params, .quiet)
        }
        #expect(error.kind.rawValue == kind && error.scope == scope)
        #expect(error.vendorCode == file.split(separator: ".").last.map(String.init))
    }

    @Test func `a refresh is paid for, so a failure is not repeated`() async throws {
        let (plaid, params) = try refresh(HTTPResponse(status: 502, body: []))
        let adapter = try await plaid.adapter()
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.requestRefresh(params, .quiet)
        }
        #expect(error.kind == .unavailable && plaid.paths.count == 1)
    }
}
