import FolioModel
import FolioSandbox
import Testing

@Suite struct `A Plaid item in the sandbox` {
    private let webhook = "https://example.com/hook"

    private func errorCode(_ client: SandboxClient, _ path: String, _ token: JSONValue) throws -> String? {
        try client.plaid(path, ["access_token": token]).json()["error_code"]?.string
    }

    @Test(arguments: [
        "ITEM_LOGIN_REQUIRED", "ITEM_LOCKED", "PASSWORD_RESET_REQUIRED", "ACCESS_NOT_GRANTED", "NO_ACCOUNTS",
        "USER_PERMISSION_REVOKED", "ADDITIONAL_CONSENT_REQUIRED",
    ])
    func `fails with an error of its own until it is repaired, and says so when asked`(code: String) async throws {
        try await withSandbox { server, client in
            let (one, two) = (JSONValue.string(try client.link()), JSONValue.string(try client.link()))
            #expect(server.apply(.connection(.failing(code: code), "plaid-2")).failure == nil)
            #expect(try errorCode(client, "/investments/holdings/get", two) == code)
            #expect(try errorCode(client, "/accounts/get", two) == code)
            #expect(try errorCode(client, "/accounts/get", one) == nil)
            let item = try client.plaid("/item/get", ["access_token": two]).json()
            #expect(item["item"]?["error"]?["error_code"]?.string == code)
            #expect(item["status"]?["investments"]?["last_failed_update"] != .null)
            server.apply(.connection(.working, "plaid-2"))
            #expect(try errorCode(client, "/accounts/get", two) == nil)
            #expect(try client.plaid("/item/get", ["access_token": two]).json()["item"]?["error"] == .null)
        }
    }

    @Test(arguments: ["INVALID_ACCESS_TOKEN", "ITEM_NOT_FOUND", "ITEM_CONCURRENTLY_DELETED"])
    func `that Plaid does not know any more fails whatever is asked`(code: String) async throws {
        try await withSandbox { server, client in
            let token = JSONValue.string(try client.link())
            server.apply(.connection(.failing(code: code), nil))
            for path in ["/accounts/get", "/item/get", "/item/remove"] {
                let found = try errorCode(client, path, token)
                #expect(found == code)
            }
        }
    }

    @Test func `changes its access token, and the old one is dead at once`() async throws {
        try await withSandbox { _, client in
            let old = JSONValue.string(try client.link())
            let id = try client.plaid("/item/get", ["access_token": old]).json()["item"]?["item_id"]
            let answer = try client.plaid("/item/access_token/invalidate", ["access_token": old]).json()
            let new = try #require(answer["new_access_token"])
            #expect(new != old)
            #expect(try errorCode(client, "/accounts/get", old) == "INVALID_ACCESS_TOKEN")
            #expect(try client.plaid("/item/get", ["access_token": new]).json()["item"]?["item_id"] == id)
        }
    }

    @Test func `has link tokens that live as long as documented`() async throws {
        let start = try #require(Timestamp("2026-11-21T12:00:00Z"))
        try await withSandbox(clock: .manual(startingAt: start)) { _, client in
            let token = JSONValue.string(try client.link())
            func lifetime(_ members: (String, JSONValue)...) throws -> String? {
                let common: [(String, JSONValue)] = [
                    ("client_name", "folio"), ("language", "en"), ("country_codes", ["US"]),
                    ("user", ["client_user_id": "alice"]),
                ]
                var request = JSONObject(common)
                for (name, value) in members { request[name] = value }
                let answer = try client.plaid("/link/token/create", .object(request)).json()
                return answer["expiration"]?.string ?? answer["error_code"]?.string
            }
            let products = ("products", JSONValue.array(["investments"]))
            #expect(try lifetime(products) == "2026-11-21T16:00:00Z")
            #expect(try lifetime(("access_token", token)) == "2026-11-21T12:30:00Z")
            #expect(try lifetime(products, ("hosted_link", [:])) == "2026-11-21T12:30:00Z")
            #expect(try lifetime(products, ("hosted_link", ["url_lifetime_seconds": 90])) == "2026-11-21T12:01:30Z")
            #expect(try lifetime(products, ("hosted_link", ["url_lifetime_seconds": 0])) == "INVALID_FIELD")
            #expect(try lifetime() == "MISSING_FIELDS")
        }
    }

    @Test func `says when its consent ends`() async throws {
        let start = try #require(Timestamp("2026-11-21T12:00:00Z"))
        try await withSandbox(clock: .manual(startingAt: start)) { server, client in
            let token = JSONValue.string(try client.link(webhook: webhook))
            func end() throws -> JSONValue? {
                try client.plaid("/item/get", ["access_token": token]).json()["item"]?["consent_expiration_time"]
            }
            #expect(try end() == .null)
            server.apply(.connection(.consentEnding(days: 30), nil))
            #expect(try end() == "2026-12-21T12:00:00Z")
            #expect(server.takeNotices().isEmpty)
            server.apply(.connection(.consentEnding(days: 7), nil))
            let notices = server.takeNotices()
            #expect(notices.map { $0.body["webhook_code"] } == ["PENDING_DISCONNECT"])
            #expect(notices.first?.body["disconnect_time"] == "2026-11-28T12:00:00Z")
            server.apply(.connection(.consentEnding(days: nil), nil))
            #expect(try end() == .null)
        }
    }

    @Test func `loses accounts that close, gains those that open, and finds others under new ids`() async throws {
        try await withSandbox { server, client in
            let token = JSONValue.string(try client.link())
            func ids() throws -> [String: JSONValue] {
                let accounts =
                    try client.plaid("/accounts/get", ["access_token": token]).json()["accounts"]?.array ?? []
                return Dictionary(accounts.map { ($0["mask"]?.string ?? "", $0["account_id"] ?? .null) }) { $1 }
            }
            let before = try ids()
            server.apply(.world(.closing(account: "ira")))
            server.apply(.world(.opening(account: "roth")))
            server.apply(.world(.rekeying(account: "401k")))
            let after = try ids()
            #expect(Set(before.keys) == ["1001", "2002", "3003", "0000"])
            #expect(Set(after.keys) == ["1001", "3003", "6006", "0000"])
            #expect(after["1001"] == before["1001"])
            #expect(after["3003"] != before["3003"])
            let closed = try client.plaid(
                "/investments/holdings/get",
                ["access_token": token, "options": ["account_ids": [before["2002"] ?? .null]]]
            ).json()
            #expect(closed["error_code"] == "INVALID_ACCOUNT_ID")
            for key in ["brokerage", "401k", "roth"] { server.apply(.world(.closing(account: key))) }
            #expect(try errorCode(client, "/investments/holdings/get", token) == "NO_INVESTMENT_ACCOUNTS")
            #expect(try ids().count == 1)
        }
    }

    // MARK: Webhooks that would be sent

    @Test func `has a documented webhook for all that happens to it`() async throws {
        try await withSandbox { server, client in
            let token = JSONValue.string(try client.link(webhook: webhook))
            server.apply(.world(.arrival(account: "ira", NewRow(.fee, amount: Amount(1)))))
            server.apply(.world(.removal(account: "ira", .recent(0))))
            server.apply(.world(.opening(account: "roth")))
            server.apply(.connection(.failing(code: "ITEM_LOGIN_REQUIRED"), nil))
            server.apply(.connection(.working, nil))
            server.apply(.connection(.failing(code: "USER_PERMISSION_REVOKED"), nil))
            server.apply(.connection(.working, nil))
            _ = try client.plaid("/item/webhook/update", ["access_token": token, "webhook": "https://example.com/2"])
            let notices = server.takeNotices()
            #expect(server.takeNotices().isEmpty)
            #expect(notices.map(\.url) == Array(repeating: webhook, count: 8) + ["https://example.com/2"])
            let names = notices.map { notice in
                [notice.body["webhook_type"]?.string, notice.body["webhook_code"]?.string].compactMap { $0 }
                    .joined(separator: ".")
            }
            #expect(
                names == [
                    "INVESTMENTS_TRANSACTIONS.DEFAULT_UPDATE", "HOLDINGS.DEFAULT_UPDATE",
                    "INVESTMENTS_TRANSACTIONS.DEFAULT_UPDATE", "HOLDINGS.DEFAULT_UPDATE",
                    "ITEM.NEW_ACCOUNTS_AVAILABLE", "ITEM.ERROR", "ITEM.LOGIN_REPAIRED", "ITEM.USER_PERMISSION_REVOKED",
                    "ITEM.WEBHOOK_UPDATE_ACKNOWLEDGED",
                ]
            )
            for (notice, name) in zip(notices, names) { try expectDocumented(notice, name) }
        }
    }

    @Test(arguments: [
        ("HOLDINGS", "DEFAULT_UPDATE"), ("INVESTMENTS_TRANSACTIONS", "DEFAULT_UPDATE"),
        ("ITEM", "NEW_ACCOUNTS_AVAILABLE"), ("ITEM", "LOGIN_REPAIRED"), ("ITEM", "PENDING_DISCONNECT"),
        ("ITEM", "USER_PERMISSION_REVOKED"), ("ITEM", "USER_ACCOUNT_REVOKED"),
    ])
    func `fires webhooks on request`(type: String, code: String) async throws {
        try await withSandbox { server, client in
            let token = JSONValue.string(try client.link(webhook: webhook))
            let request: JSONValue = [
                "access_token": token, "webhook_type": .string(type), "webhook_code": .string(code),
            ]
            #expect(try client.plaid("/sandbox/item/fire_webhook", request).json()["webhook_fired"] == true)
            let notices = server.takeNotices()
            #expect(notices.count == 1)
            try expectDocumented(try #require(notices.first), "\(type).\(code)")
        }
    }

    @Test func `fires none without an address, and none that is not documented`() async throws {
        try await withSandbox { _, client in
            func fire(_ token: String, _ code: String) throws -> JSONValue? {
                try client.plaid(
                    "/sandbox/item/fire_webhook",
                    ["access_token": .string(token), "webhook_type": "ITEM", "webhook_code": .string(code)]
                ).json()["error_code"]
            }
            let codes = [
                try fire(try client.link(), "LOGIN_REPAIRED"),
                try fire(try client.link(webhook: webhook), "HISTORICAL_UPDATE"),
            ]
            #expect(codes == ["SANDBOX_WEBHOOK_INVALID", "INVALID_FIELD"])
        }
    }

    @Test func `tells who made a link token that the session is over`() async throws {
        try await withSandbox { server, client in
            let token = try client.plaid(
                "/link/token/create",
                [
                    "client_name": "folio", "language": "en", "country_codes": ["US"],
                    "user": ["client_user_id": "alice"], "products": ["investments"], "hosted_link": [:],
                    "webhook": .string(webhook),
                ]
            ).json()["link_token"]?.string
            for _ in 0..<2 { _ = try client.send("GET", "/hosted/\(token ?? "")") }
            let notices = server.takeNotices()
            #expect(notices.map { $0.body["webhook_code"] } == ["ITEM_ADD_RESULT", "SESSION_FINISHED"])
            try expectDocumented(notices[0], "LINK.ITEM_ADD_RESULT")
            try expectDocumented(notices[1], "LINK.SESSION_FINISHED")
        }
    }

    private func expectDocumented(
        _ notice: SandboxNotice,
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = Shape([notice.body]).differences(
            from: Shape([try fixture("plaid/webhooks/\(name).json")]),
            nullable: [".error.display_message"],
            ignoring: [".user_id", ".error.error_code_reason"]
        )
        #expect(found == [], "\(name)", sourceLocation: sourceLocation)
    }
}
