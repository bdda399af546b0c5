import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

struct PlaidLinkTests {
    @Test func `a new link asks for the configured products`() async throws {
        let plaid = FakePlaid(["/link/token/create": try Fixture.response("link_token_create.response.json")])
        var params = LinkBegin.Params()
        (params.userReference, params.webhookURL) = ("u-1", "https://folio.example/webhook/plaid")
        let result = try await plaid.adapter().beginLink(params, .quiet)
        #expect(result.flow == .hosted)
        #expect(result.linkToken == "link-sandbox-af1a0311-da53-4636-b754-dd15cc058176")
        #expect(result.expiresAt?.description == "2020-03-27T12:56:34Z")
        let call = try #require(plaid.made.first)
        #expect(call.body["products"] == ["investments"])
        #expect(call.body["country_codes"] == ["US"])
        #expect(call.body["user"]?["client_user_id"] == "u-1")
        #expect(call.body["webhook"] == "https://folio.example/webhook/plaid")
        #expect(call.body["access_token"] == nil)
        #expect(call.headers["PLAID-CLIENT-ID"] == "id" && call.headers["PLAID-SECRET"] == "hush")
        #expect(call.headers["Plaid-Version"] == "2020-09-14")
    }

    @Test func `repairing names the item and no products`() async throws {
        let plaid = FakePlaid(["/link/token/create": try Fixture.response("link_token_create.response.json")])
        var params = LinkBegin.Params()
        (params.connection, params.webhookURL) = (.linked, "https://folio.example/webhook/plaid")
        _ = try await plaid.adapter().beginLink(params, .quiet)
        let call = try #require(plaid.made.first)
        #expect(call.body["access_token"] == "access-sandbox-1")
        #expect(call.body["products"] == nil && call.body["webhook"] == nil)
    }

    @Test func `a public token becomes an item with its institution`() async throws {
        let plaid = FakePlaid([
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json"),
            "/item/get": try Fixture.response("item_get.response.json"),
        ])
        var params = LinkComplete.Params()
        params.publicToken = "public-sandbox-1"
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.status == "complete")
        #expect(result.credentials["access_token"] == "access-sandbox-de3ce8ef-33f8-452c-a685-8671031fc0f6")
        #expect(result.externalID == "Ed6bjNrDLJfGvZWwnkQlfxwoNz54B5C97ejBr")
        #expect(result.institution == Institution(id: "ins_109508", name: "First Platypus Bank"))
        #expect(result.consentExpiresAt?.description == "2024-03-16T15:53:00Z")
        #expect(plaid.made.map(\.path) == ["/item/public_token/exchange", "/item/get"])
    }

    @Test func `an item without a name asks for the institution`() async throws {
        let plaid = FakePlaid([
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json"),
            "/item/get": .json(["item": ["item_id": "i", "institution_id": "ins_109512"]]),
            "/institutions/get_by_id": try Fixture.response("institutions_get_by_id.response.json"),
        ])
        var params = LinkComplete.Params()
        params.publicToken = "public-sandbox-1"
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.institution?.name == "Houndstooth Bank")
    }

    @Test func `an exchanged token is never lost to a later failure`() async throws {
        let plaid = FakePlaid([
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json")
        ])
        var params = LinkComplete.Params()
        params.publicToken = "public-sandbox-1"
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.externalID == "M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op")
        #expect(result.institution == nil)
    }

    @Test func `a hosted session hands over its token`() async throws {
        let plaid = FakePlaid([
            "/link/token/create": try Fixture.response("link_token_create.response.json"),
            "/link/token/get": try Fixture.response("link_token_get.response.json"),
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json"),
        ])
        let adapter = try await plaid.adapter()
        var params = LinkComplete.Params()
        params.state = try await adapter.beginLink(LinkBegin.Params(), .quiet).state
        _ = try await adapter.completeLink(params, .quiet)
        #expect(
            plaid.made[1].body["link_token"] == "link-sandbox-af1a0311-da53-4636-b754-dd15cc058176"
        )
        #expect(plaid.made[2].body["public_token"]?.string?.hasPrefix("public-") == true)
    }

    @Test func `a repaired item is confirmed and not exchanged`() async throws {
        let plaid = FakePlaid(["/item/get": try Fixture.response("item_get.response.json")])
        var params = LinkComplete.Params()
        (params.connection, params.publicToken) = (.linked, "public-sandbox-ignored")
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.credentials["access_token"] == "access-sandbox-1")
        #expect(plaid.made.map(\.path) == ["/item/get"])
    }

    @Test func `a repaired item that is still ill is not complete`() async throws {
        let plaid = FakePlaid([
            "/item/get": .json([
                "item": [
                    "item_id": "i", "error": ["error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"],
                ]
            ])
        ])
        let adapter = try await plaid.adapter()
        var params = LinkComplete.Params()
        params.connection = .linked
        let error = try await adapterError { () throws(AdapterError) in try await adapter.completeLink(params, .quiet) }
        #expect(error.kind == .authRequired && error.vendorCode == "ITEM_LOGIN_REQUIRED")
    }

    @Test func `accounts are the investment accounts`() async throws {
        let plaid = FakePlaid(["/accounts/get": try Fixture.response("accounts_get.response.json")])
        var params = AccountsRead.Params()
        params.connection = .linked
        let result = try await plaid.adapter().accounts(params, .quiet)
        let account = try #require(result.accounts.first)
        #expect(result.accounts.count == 1)
        #expect(account.name == "Plaid 401k" && account.subtype == "401k" && account.mask == "6666")
        #expect(account.balances.current?.description == "23631.9805")
        #expect(!account.tradable)
        #expect(result.institution == Institution(id: "ins_117650", name: "Royal Bank of Plaid"))
    }

    @Test func `removing an item ends it`() async throws {
        let plaid = FakePlaid(["/item/remove": try Fixture.response("item_remove.response.json")])
        var params = Disconnect.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().disconnect(params, .quiet).revoked == true)
        #expect(plaid.made.first?.body["access_token"] == "access-sandbox-1")
    }

    @Test(arguments: ["ITEM_ERROR.ITEM_NOT_FOUND", "INVALID_INPUT.INVALID_ACCESS_TOKEN"])
    func `an item that is gone is removed already`(file: String) async throws {
        let plaid = FakePlaid(["/item/remove": try Fixture.response("errors/\(file).json", status: 400)])
        var params = Disconnect.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().disconnect(params, .quiet).revoked == "already")
    }

    @Test func `a check asks for the item's health`() async throws {
        let plaid = FakePlaid(["/item/get": try Fixture.response("item_get.response.json")])
        var params = Check.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().check(params, .quiet).status == "ok")
        let ill = FakePlaid([
            "/item/get": try Fixture.response("errors/INVALID_INPUT.INVALID_API_KEYS.json", status: 400)
        ])
        #expect(try await ill.adapter().check(params, .quiet).status == "failed")
    }
}
