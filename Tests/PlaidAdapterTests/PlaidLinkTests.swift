import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

struct PlaidLinkTests {
    @Test func `a new link asks for the configured products`() async throws {
        let plaid = try FakePlaid(["/link/token/create": try Fixture.response("link_token_create.response.json")])
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

    /// The request by which an item is repaired, with what `/item/get` says of it.
    private func repair(
        _ item: HTTPResponse,
        _ configuration: [(String, JSONValue)] = []
    ) async throws -> JSONValue {
        let plaid = try FakePlaid([
            "/link/token/create": try Fixture.response("link_token_create.response.json"), "/item/get": item,
        ])
        var params = LinkBegin.Params()
        (params.connection, params.webhookURL) = (.linked, "https://folio.example/webhook/plaid")
        (params.userReference, params.redirectURI) = ("u-1", "https://folio.example/back")
        _ = try await plaid.adapter(configuration).beginLink(params, .quiet)
        return try #require(plaid.made.last).body
    }

    private func item(_ error: JSONValue, consented: JSONValue = ["investments"]) -> HTTPResponse {
        .json(["item": ["item_id": "i", "error": error, "consented_products": consented]])
    }

    private static let loginRequired: JSONValue = ["error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"]

    @Test func `repairing names the item and no products`() async throws {
        let body = try await repair(item(Self.loginRequired))
        #expect(body["access_token"] == "access-sandbox-1")
        for member in ["products", "webhook", "update", "additional_consented_products"] {
            #expect(body[member] == nil)
        }
        #expect(try await repair(HTTPResponse(status: 502, body: [])) == body)
    }

    @Test func `repairing asks for consent that is missing`() async throws {
        let body = try await repair(item(Self.loginRequired, consented: ["transactions"]))
        #expect(body["additional_consented_products"] == ["investments"])
        #expect(try await repair(item(Self.loginRequired, consented: .null))["additional_consented_products"] == nil)
    }

    @Test(arguments: [nil, "NO_ACCOUNTS", "NO_INVESTMENT_ACCOUNTS", "ACCESS_NOT_GRANTED"])
    func `where no login is wanted, accounts are chosen anew`(code: String?) async throws {
        let error = code.map { ["error_type": "ITEM_ERROR", "error_code": .string($0)] as JSONValue } ?? .null
        #expect(try await repair(item(error))["update"] == ["account_selection_enabled": true])
        let abroad = try await repair(item(error), [("country_codes", ["US", "GB"])])
        #expect(abroad["update"] == nil)
    }

    @Test func `a public token becomes an item with its institution`() async throws {
        let plaid = try FakePlaid([
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
        #expect(plaid.paths == ["/item/public_token/exchange", "/item/get"])
    }

    @Test func `an item without a name asks for the institution`() async throws {
        let plaid = try FakePlaid([
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
        let plaid = try FakePlaid([
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json")
        ])
        var params = LinkComplete.Params()
        params.publicToken = "public-sandbox-1"
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.externalID == "M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op")
        #expect(result.institution == nil)
    }

    @Test func `a hosted session hands over its token`() async throws {
        let plaid = try FakePlaid([
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

    @Test func `a session's token is taken from its older place, too`() async throws {
        let plaid = try FakePlaid([
            "/link/token/create": try Fixture.response("link_token_create.response.json"),
            "/link/token/get": .json([
                "link_sessions": [["exit": [:]], ["on_success": ["public_token": "public-sandbox-7"]]]
            ]),
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json"),
        ])
        let adapter = try await plaid.adapter()
        var params = LinkComplete.Params()
        params.state = try await adapter.beginLink(LinkBegin.Params(), .quiet).state
        _ = try await adapter.completeLink(params, .quiet)
        #expect(plaid.made[2].body["public_token"] == "public-sandbox-7")
    }

    @Test func `a session that is not finished gives nothing`() async throws {
        let plaid = try FakePlaid([
            "/link/token/create": try Fixture.response("link_token_create.response.json"),
            "/link/token/get": .json(["link_sessions": []]),
        ])
        let adapter = try await plaid.adapter()
        var params = LinkComplete.Params()
        params.state = try await adapter.beginLink(LinkBegin.Params(), .quiet).state
        let error = try await adapterError { [params] () throws(AdapterError) in
            try await adapter.completeLink(params, .quiet)
        }
        #expect(error.kind == .authRequired)
        #expect(plaid.paths == ["/link/token/create", "/link/token/get"])
    }

    @Test func `a repaired item is confirmed and not exchanged`() async throws {
        let plaid = try FakePlaid(["/item/get": try Fixture.response("item_get.response.json")])
        var params = LinkComplete.Params()
        (params.connection, params.publicToken) = (.linked, "public-sandbox-ignored")
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.credentials["access_token"] == "access-sandbox-1")
        #expect(plaid.paths == ["/item/get"])
    }

    @Test func `a repaired item that is still ill is not complete`() async throws {
        let plaid = try FakePlaid([
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

    @Test func `removing an item ends it`() async throws {
        let plaid = try FakePlaid(["/item/remove": try Fixture.response("item_remove.response.json")])
        var params = Disconnect.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().disconnect(params, .quiet).revoked == true)
        #expect(plaid.made.first?.body["access_token"] == "access-sandbox-1")
    }

    @Test(arguments: ["ITEM_ERROR.ITEM_NOT_FOUND", "INVALID_INPUT.INVALID_ACCESS_TOKEN"])
    func `an item that is gone is removed already`(file: String) async throws {
        let plaid = try FakePlaid(["/item/remove": try Fixture.response("errors/\(file).json", status: 400)])
        var params = Disconnect.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().disconnect(params, .quiet).revoked == "already")
    }
}
