import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

struct PlaidErrorTests {
    /// The adapter's error where Plaid answers so.
    static func error(_ response: HTTPResponse) async throws -> AdapterError {
        let plaid = try FakePlaid(["/accounts/get": response])
        let adapter = try await plaid.adapter()
        var params = AccountsRead.Params()
        params.connection = .linked
        return try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
    }

    /// The kind of each code by the README's table.
    static func documentedKinds() throws -> [String: String] {
        var kinds: [String: String] = [:]
        for line in try Readme.table(under: "## Errors") {
            for code in line[0].split(separator: " ") {
                try #require(kinds.updateValue(line[1], forKey: String(code.dropFirst().dropLast())) == nil)
            }
        }
        return kinds
    }

    @Test(arguments: [
        ("RATE_LIMIT_EXCEEDED.INVESTMENT_HOLDINGS_GET_LIMIT", 60), ("RATE_LIMIT_EXCEEDED.INSTITUTION_RATE_LIMIT", 300),
        ("ITEM_ERROR.PRODUCT_NOT_READY", 30), ("INSTITUTION_ERROR.INSTITUTION_DOWN", 3600),
        ("API_ERROR.PLANNED_MAINTENANCE", 900), ("API_ERROR.INTERNAL_SERVER_ERROR", nil),
        ("ITEM_ERROR.ITEM_LOGIN_REQUIRED", nil),
    ])
    func `an error that passes says when to come back`(file: String, seconds: Int?) async throws {
        let error = try await Self.error(Fixture.response("errors/\(file).json", status: 400))
        #expect(error.retryAfterSeconds == seconds)
    }

    @Test(arguments: [
        ("RATE_LIMIT_EXCEEDED", "rate_limited"), ("INSTITUTION_ERROR", "unavailable"), ("API_ERROR", "unavailable"),
        ("OAUTH_ERROR", "auth_required"), ("RECAPTCHA_ERROR", "auth_required"), ("ITEM_ERROR", "vendor_error"),
        ("INVALID_REQUEST", "vendor_error"), ("INVALID_RESULT", "vendor_error"), ("INVALID_INPUT", "vendor_error"),
        ("ASSET_REPORT_ERROR", "vendor_error"), ("BASE_REPORT_ERROR", "vendor_error"),
        ("PAYMENT_ERROR", "vendor_error"), ("BANK_TRANSFER_ERROR", "vendor_error"),
        ("INCOME_VERIFICATION_ERROR", "vendor_error"), ("MICRODEPOSITS_ERROR", "vendor_error"),
        ("SANDBOX_ERROR", "vendor_error"), ("PARTNER_ERROR", "vendor_error"), ("SIGNAL_ERROR", "vendor_error"),
        ("TRANSACTIONS_ERROR", "vendor_error"), ("TRANSACTION_ERROR", "vendor_error"),
        ("TRANSFER_ERROR", "vendor_error"), ("CHECK_REPORT_ERROR", "vendor_error"),
        ("CONSUMER_REPORT_ERROR", "vendor_error"), ("USER_ERROR", "vendor_error"), ("ASSETS_ERROR", "vendor_error"),
        ("IDEMPOTENCY_ERROR", "vendor_error"), ("STATEMENTS_ERROR", "vendor_error"),
    ])
    func `a code that is new goes by its type, whatever the status`(type: String, kind: String) async throws {
        for status in [400, 429, 500] {
            let error = try await Self.error(
                .json(["error_type": .string(type), "error_code": "BRAND_NEW", "request_id": "r1"], status: status)
            )
            #expect(error.kind.rawValue == kind)
            #expect(error.vendorCode == "BRAND_NEW" && error.vendorRequestID == "r1")
        }
    }

    @Test(arguments: [(400, "vendor_error"), (404, "vendor_error"), (500, "unavailable"), (503, "unavailable")])
    func `a type that is new, too, goes by the status`(status: Int, kind: String) async throws {
        let error = try await Self.error(
            .json(["error_type": "FUTURE_ERROR", "error_code": "BRAND_NEW"], status: status)
        )
        #expect(error.kind.rawValue == kind)
    }

    @Test(arguments: [
        ("OAUTH_INVALID_TOKEN", "The institution no longer accepts the connection: connect again."),
        ("OAUTH_CONSENT_EXPIRED", "The consent to read the accounts has expired: connect again."),
        ("OAUTH_USER_REVOKED", "The user ended the access at the institution: connect again."),
        ("BRAND_NEW", "The institution asks for a new login: connect again."),
    ])
    func `the reason of a login that is asked for is told`(reason: String, sentence: String) async throws {
        let error = try await Self.error(
            .json(
                [
                    "error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED",
                    "error_code_reason": .string(reason),
                ],
                status: 400
            )
        )
        #expect(error.kind == .authRequired && error.message == sentence)
    }

    @Test(arguments: [(429, "rate_limited"), (403, "vendor_error"), (502, "unavailable")])
    func `a gateway's page goes by its status`(status: Int, kind: String) async throws {
        let error = try await Self.error(HTTPResponse(status: status, body: Array("<html>".utf8)))
        #expect(error.kind.rawValue == kind)
    }

    @Test func `a page that claims success is bad data`() async throws {
        #expect(try await Self.error(HTTPResponse(status: 200, body: Array("<html>".utf8))).kind == .badVendorData)
    }

    @Test func `an error under a status of success is one, too`() async throws {
        let response = try Fixture.response("errors/ITEM_ERROR.ITEM_LOGIN_REQUIRED.json", status: 200)
        #expect(try await Self.error(response).kind == .authRequired)
    }

    @Test func `a product that is not ready is waited for by holdings and transactions alike`() async throws {
        let wait = try Fixture.response("errors/ITEM_ERROR.PRODUCT_NOT_READY.json", status: 400)
        let plaid = try FakePlaid(["/investments/holdings/get": wait, "/investments/transactions/get": wait])
        let adapter = try await plaid.adapter()
        let holdings = try await adapterError { () throws(AdapterError) in
            var params = HoldingsRead.Params()
            params.connection = .linked
            return try await adapter.holdings(params, .quiet)
        }
        let transactions = try await adapterError { () throws(AdapterError) in
            var params = TransactionsRead.Params()
            params.connection = .linked
            return try await adapter.transactions(params, .quiet)
        }
        for error in [holdings, transactions] {
            #expect(error.kind == .notReady && error.kind.code == 1006 && error.kind.isTransient)
            #expect(error.retryAfterSeconds == 30)
        }
        // Asked once each: waiting is the host's, not a loop of the adapter's.
        #expect(plaid.paths == ["/investments/holdings/get", "/investments/transactions/get"])
    }

    @Test func `without keys nothing is asked`() async throws {
        let plaid = try FakePlaid([:])
        let adapter = PlaidAdapter(http: CurlHTTPClient())
        var params = Configure.Params()
        params.config = ["environment": "sandbox", "client_id": "id"]
        let error = try await adapterError { () throws(AdapterError) in try await adapter.configure(params, .quiet) }
        #expect(error.kind == .badCredentials)
        params.dryRun = true  // a sample without keys is still well-formed
        #expect(try await adapter.configure(params, .quiet).warnings.map(\.path) == ["/secret"])
        #expect(plaid.made.isEmpty)
    }

    @Test func `a wrong configuration is named key by key`() async throws {
        let adapter = PlaidAdapter(http: CurlHTTPClient())
        var params = Configure.Params()
        params.config = ["environment": "moon", "products": [], "history_months": 25, "client_id": 7]
        let error = try await adapterError { () throws(AdapterError) in try await adapter.configure(params, .quiet) }
        #expect(error.kind == .configInvalid)
        #expect(error.faults.map(\.path) == ["/environment", "/client_id", "/products", "/history_months"])
    }
}
