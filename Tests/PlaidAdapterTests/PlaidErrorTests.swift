import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

struct PlaidErrorTests {
    /// What each documented error becomes.
    static let expected: [String: AdapterError.Kind] = [
        "INTERNAL_SERVER_ERROR": .unavailable, "PLANNED_MAINTENANCE": .unavailable,
        "INSTITUTION_DOWN": .unavailable, "INSTITUTION_NOT_AVAILABLE": .unavailable,
        "INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT": .vendorError, "INSTITUTION_NOT_RESPONDING": .unavailable,
        "INSTITUTION_NO_LONGER_SUPPORTED": .unsupported, "INSTITUTION_REGISTRATION_REQUIRED": .vendorError,
        "UNAUTHORIZED_INSTITUTION": .vendorError, "UNSUPPORTED_RESPONSE": .vendorError,
        "ADDITIONAL_CONSENT_REQUIRED": .authRequired, "DIRECT_INTEGRATION_NOT_ENABLED": .badCredentials,
        "INVALID_ACCESS_TOKEN": .consentRevoked, "INVALID_ACCOUNT_ID": .notFound, "INVALID_API_KEYS": .badCredentials,
        "INVALID_INSTITUTION": .notFound, "INVALID_LINK_CUSTOMIZATION": .configInvalid,
        "INVALID_LINK_TOKEN": .authRequired, "INVALID_PRODUCT": .configInvalid, "INVALID_PUBLIC_TOKEN": .authRequired,
        "INVALID_WEBHOOK_VERIFICATION_KEY_ID": .notFound, "UNAUTHORIZED_ENVIRONMENT": .badCredentials,
        "UNAUTHORIZED_ROUTE_ACCESS": .badCredentials, "USER_PERMISSION_REVOKED": .consentRevoked,
        "INCOMPATIBLE_API_VERSION": .vendorError, "INVALID_BODY": .vendorError, "INVALID_CONFIGURATION": .configInvalid,
        "INVALID_FIELD": .vendorError, "INVALID_HEADERS": .vendorError, "MISSING_FIELDS": .vendorError,
        "NOT_FOUND": .vendorError, "NO_LONGER_AVAILABLE": .vendorError, "SANDBOX_ONLY": .unsupported,
        "UNKNOWN_FIELDS": .vendorError, "ACCESS_NOT_GRANTED": .consentRevoked,
        "INSUFFICIENT_CREDENTIALS": .authRequired, "INVALID_CREDENTIALS": .authRequired, "INVALID_MFA": .authRequired,
        "INVALID_UPDATED_USERNAME": .authRequired, "ITEM_CONCURRENTLY_DELETED": .consentRevoked,
        "ITEM_LOCKED": .authRequired, "ITEM_LOGIN_REQUIRED": .authRequired, "ITEM_NOT_FOUND": .consentRevoked,
        "ITEM_NOT_SUPPORTED": .unsupported, "MFA_NOT_SUPPORTED": .unsupported, "NO_ACCOUNTS": .authRequired,
        "NO_INVESTMENT_ACCOUNTS": .unsupported, "NO_INVESTMENT_AUTH_ACCOUNTS": .unsupported,
        "PASSWORD_RESET_REQUIRED": .authRequired, "PRODUCTS_NOT_SUPPORTED": .unsupported,
        "PRODUCT_NOT_ENABLED": .unsupported, "PRODUCT_NOT_READY": .notReady, "USER_INPUT_TIMEOUT": .authRequired,
        "USER_SETUP_REQUIRED": .authRequired, "INCORRECT_LINK_TOKEN": .authRequired,
        "INCORRECT_OAUTH_NONCE": .authRequired, "OAUTH_STATE_ID_ALREADY_PROCESSED": .authRequired,
        "OAUTH_STATE_ID_NOT_FOUND": .authRequired, "ACCOUNTS_BALANCE_GET_LIMIT": .rateLimited,
        "ACCOUNTS_LIMIT": .rateLimited, "BALANCE_LIMIT": .rateLimited, "CREDITS_EXHAUSTED": .vendorError,
        "INSTITUTIONS_GET_BY_ID_LIMIT": .rateLimited, "INSTITUTIONS_GET_LIMIT": .rateLimited,
        "INSTITUTION_RATE_LIMIT": .rateLimited, "INVESTMENT_HOLDINGS_GET_LIMIT": .rateLimited,
        "INVESTMENT_TRANSACTIONS_LIMIT": .rateLimited, "ITEM_GET_LIMIT": .rateLimited, "RATE_LIMIT": .rateLimited,
        "SANDBOX_PRODUCT_NOT_ENABLED": .unsupported, "SANDBOX_WEBHOOK_INVALID": .vendorError,
        "USER_NOT_FOUND": .vendorError,
    ]

    private func error(_ response: HTTPResponse) async throws -> AdapterError {
        let adapter = try await FakePlaid(["/accounts/get": response]).adapter()
        var params = AccountsRead.Params()
        params.connection = .linked
        return try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
    }

    @Test func `every documented error has its meaning, whatever its status`() async throws {
        let index = try #require(try Fixture.json("errors/index.json").array)
        #expect(index.count > 60)
        for entry in index {
            let file = try #require(entry["file"]?.string)
            let fixture = try Fixture.json("errors/" + file)
            let code = try #require(fixture["error_code"]?.string)
            let status = try #require(entry["http_status"]?.int)
            for status in [status, 400] {
                let error = try await error(Fixture.response("errors/" + file, status: status))
                #expect(error.kind == Self.expected[code], "\(file)")
                #expect(error.vendorCode == code)
                #expect(error.vendorRequestID == fixture["request_id"]?.string)
            }
        }
    }

    @Test func `a rate limit says when to come back`() async throws {
        let error = try await error(
            Fixture.response("errors/RATE_LIMIT_EXCEEDED.INVESTMENT_HOLDINGS_GET_LIMIT.json", status: 429)
        )
        #expect(error.retryAfterSeconds == 60)
    }

    @Test(arguments: [
        ("RATE_LIMIT_EXCEEDED", "rate_limited"), ("INSTITUTION_ERROR", "unavailable"), ("API_ERROR", "unavailable"),
        ("ITEM_ERROR", "vendor_error"), ("FUTURE_ERROR", "vendor_error"),
    ])
    func `a code that is new goes by its type`(type: String, kind: String) async throws {
        let error = try await error(
            .json(["error_type": .string(type), "error_code": "BRAND_NEW", "request_id": "r1"], status: 400)
        )
        #expect(error.kind.rawValue == kind)
        #expect(error.vendorCode == "BRAND_NEW" && error.vendorRequestID == "r1")
    }

    @Test(arguments: [(429, "rate_limited"), (403, "vendor_error"), (502, "unavailable")])
    func `a gateway's page goes by its status`(status: Int, kind: String) async throws {
        let error = try await error(HTTPResponse(status: status, body: Array("<html>".utf8)))
        #expect(error.kind.rawValue == kind)
    }

    @Test func `a page that claims success is bad data`() async throws {
        #expect(try await error(HTTPResponse(status: 200, body: Array("<html>".utf8))).kind == .badVendorData)
    }

    @Test func `without keys nothing is asked`() async throws {
        let plaid = FakePlaid([:])
        let adapter = PlaidAdapter(http: plaid)
        var params = Configure.Params()
        params.config = ["environment": "sandbox", "client_id": "id"]
        let error = try await adapterError { () throws(AdapterError) in try await adapter.configure(params, .quiet) }
        #expect(error.kind == .badCredentials)
        params.dryRun = true  // a sample without keys is still well-formed
        #expect(try await adapter.configure(params, .quiet).warnings.map(\.path) == ["/secret"])
        #expect(plaid.made.isEmpty)
    }

    @Test func `a wrong configuration is named key by key`() async throws {
        let adapter = PlaidAdapter(http: FakePlaid([:]))
        var params = Configure.Params()
        params.config = ["environment": "moon", "products": [], "history_months": 25, "client_id": 7]
        let error = try await adapterError { () throws(AdapterError) in try await adapter.configure(params, .quiet) }
        #expect(error.kind == .configInvalid)
        #expect(error.faults.map(\.path) == ["/environment", "/client_id", "/products", "/history_months"])
    }
}
