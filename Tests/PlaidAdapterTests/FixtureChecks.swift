import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

/// What each documented example has to come to.
enum FixtureChecks {
    typealias Check = @Sendable () async throws -> Void

    /// The check of a file; `nil` where there is none.
    static func check(of file: String) -> Check? {
        if let check = named[file] { return check }
        guard file.hasPrefix("errors/") else { return nil }
        return { try await error(file) }
    }

    static let named: [String: Check] = [
        "accounts_get.response.json": accounts,
        "errors/index.json": errorIndex,
        "institutions_get_by_id.response.json": institution,
        "investments_holdings_get.response.json": holdings,
        "investments_holdings_get.guide-sample.response.json": holdingsOfTheGuide,
        "investments_refresh.response.json": refresh,
        "investments_transactions_get.response.json": transactions,
        "investments_transactions_get.guide-sample.response.json": transactionsOfTheGuide,
        "item_get.response.json": item,
        "item_public_token_exchange.response.json": exchange,
        "item_remove.response.json": removal,
        "item_webhook_update.response.json": webhookUpdate,
        "link_token_create.response.json": linkToken,
        "link_token_get.response.json": linkSession,
        "requests/investments_holdings_get.request.json": holdingsRequest,
        "requests/investments_transactions_get.request.json": transactionsRequest,
        "requests/link_token_create.update_mode.request.json": repairRequest,
        "requests/link_token_create.update_mode_account_selection.request.json": selectionRequest,
        "sandbox_custom_user.brokerage.json": customUser,
    ]

    // MARK: Accounts, holdings, transactions

    @Sendable private static func accounts() async throws {
        let plaid = try FakePlaid(["/accounts/get": try Fixture.response("accounts_get.response.json")])
        var params = AccountsRead.Params()
        params.connection = .linked
        let result = try await plaid.adapter().accounts(params, .quiet)
        // The checking account and the student loan are no investments.
        #expect(
            result.accounts.map(NormalForm.line) == ["6Pdjj Plaid 401k ·6666 investment/401k current 23631.9805 USD"]
        )
        #expect(result.institution == Institution(id: "ins_117650", name: "Royal Bank of Plaid"))
        #expect(result.isComplete && !result.accounts[0].tradable)
    }

    @Sendable private static func holdings() async throws {
        let read = try await readHoldings(Fixture.response("investments_holdings_get.response.json"))
        #expect(NormalForm.lines(read.result) == [])
        #expect(read.log.lines.map(\.phrase) == [])
    }

    @Sendable private static func holdingsOfTheGuide() async throws {
        let read = try await readHoldings(Fixture.response("investments_holdings_get.guide-sample.response.json"))
        #expect(NormalForm.lines(read.result) == [])
    }

    @Sendable private static func transactions() async throws {
        let read = try await readTransactions(Fixture.response("investments_transactions_get.response.json"))
        #expect(NormalForm.lines(read.result) == [])
        #expect(read.result.window?.isAuthoritative == true && !read.result.hasMore)
        #expect(read.log.lines.map(\.phrase) == [])
    }

    @Sendable private static func transactionsOfTheGuide() async throws {
        // Its count is 2 for 3 rows, and one security is not described: no row is lost.
        let read = try await readTransactions(
            Fixture.response("investments_transactions_get.guide-sample.response.json")
        )
        #expect(NormalForm.lines(read.result) == [])
        #expect(read.result.window?.isAuthoritative == true && !read.result.hasMore)
    }

    @Sendable private static func customUser() async throws {
    }

    // MARK: Items and links

    @Sendable private static func item() async throws {
        let plaid = try FakePlaid(["/item/get": try Fixture.response("item_get.response.json")])
        var params = LinkComplete.Params()
        params.connection = .linked
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.externalID == "Ed6bjNrDLJfGvZWwnkQlfxwoNz54B5C97ejBr")
        #expect(result.institution == Institution(id: "ins_109508", name: "First Platypus Bank"))
        #expect(result.consentExpiresAt?.description == "2024-03-16T15:53:00Z")
        #expect(result.credentials == ["access_token": "access-sandbox-1"])
    }

    @Sendable private static func exchange() async throws {
        let plaid = try FakePlaid([
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json")
        ])
        var params = LinkComplete.Params()
        params.publicToken = "public-sandbox-1"
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.credentials == ["access_token": "access-sandbox-de3ce8ef-33f8-452c-a685-8671031fc0f6"])
        #expect(result.externalID == "M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op")
        #expect(plaid.made.first?.body == ["public_token": "public-sandbox-1"])
    }

    @Sendable private static func removal() async throws {
        let plaid = try FakePlaid(["/item/remove": try Fixture.response("item_remove.response.json")])
        var params = Disconnect.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().disconnect(params, .quiet).revoked == true)
        #expect(plaid.made.first?.body == ["access_token": "access-sandbox-1"])
    }

    @Sendable private static func institution() async throws {
        let plaid = try FakePlaid([
            "/item/get": .json(["item": ["item_id": "i", "institution_id": "ins_109512"]]),
            "/institutions/get_by_id": try Fixture.response("institutions_get_by_id.response.json"),
        ])
        var params = LinkComplete.Params()
        params.connection = .linked
        let result = try await plaid.adapter().completeLink(params, .quiet)
        #expect(result.institution == Institution(id: "ins_109512", name: "Houndstooth Bank"))
        #expect(plaid.made.last?.body == ["institution_id": "ins_109512", "country_codes": ["US"]])
    }

    @Sendable private static func webhookUpdate() async throws {
        let plaid = try FakePlaid([
            "/item/get": .json(["item": ["item_id": "i", "webhook": .null]]),
            "/accounts/get": .json(["accounts": []]),
            "/item/webhook/update": try Fixture.response("item_webhook_update.response.json"),
        ])
        var params = AccountsRead.Params()
        params.connection = .linked
        let log = LogBook()
        _ = try await plaid.adapter([("webhook_url", "https://folio.example/")]).accounts(params, log.context)
        #expect(plaid.made.last?.body == ["access_token": "access-sandbox-1", "webhook": "https://folio.example/"])
        #expect(plaid.paths.last == "/item/webhook/update" && log.lines.isEmpty)
    }

    @Sendable private static func refresh() async throws {
        let plaid = try FakePlaid(["/investments/refresh": try Fixture.response("investments_refresh.response.json")])
        var params = RefreshRequest.Params()
        params.connection = .linked
        #expect(try await plaid.adapter().requestRefresh(params, .quiet) == RefreshRequest.Result())
    }

    @Sendable private static func linkToken() async throws {
        let plaid = try FakePlaid(["/link/token/create": try Fixture.response("link_token_create.response.json")])
        let result = try await plaid.adapter().beginLink(LinkBegin.Params(), .quiet)
        #expect(result.flow == .hosted && result.hostedURL == nil)
        #expect(result.linkToken == "link-sandbox-af1a0311-da53-4636-b754-dd15cc058176")
        #expect(result.expiresAt?.description == "2020-03-27T12:56:34Z")
    }

    @Sendable private static func linkSession() async throws {
        let plaid = try FakePlaid([
            "/link/token/create": try Fixture.response("link_token_create.response.json"),
            "/link/token/get": try Fixture.response("link_token_get.response.json"),
            "/item/public_token/exchange": try Fixture.response("item_public_token_exchange.response.json"),
        ])
        let adapter = try await plaid.adapter()
        var params = LinkComplete.Params()
        params.state = try await adapter.beginLink(LinkBegin.Params(), .quiet).state
        _ = try await adapter.completeLink(params, .quiet)
        #expect(plaid.made[1].body == ["link_token": "link-sandbox-af1a0311-da53-4636-b754-dd15cc058176"])
        #expect(
            plaid.made[2].body == ["public_token": "public-sandbox-3b9687f0-3abd-4913-9889-f0ba816d4a3a"]
        )
    }

    // MARK: Requests

    /// The names of all members, with those of objects inside as `options.count`.
    private static func names(_ value: JSONValue, _ prefix: String = "") -> Set<String> {
        guard case .object(let members) = value else { return [] }
        return members.reduce(into: []) { names, member in
            names.insert(prefix + member.name)
            names.formUnion(Self.names(member.value, prefix + member.name + "."))
        }
    }

    @Sendable private static func holdingsRequest() async throws {
        let plaid = try FakePlaid(["/investments/holdings/get": PlaidAnswers.holdings([])])
        var params = HoldingsRead.Params()
        params.connection = .linked
        _ = try await plaid.adapter().holdings(params, .quiet)
        let documented = try Fixture.json("requests/investments_holdings_get.request.json")
        #expect(names(try #require(plaid.made.first).body) == names(documented))
    }

    @Sendable private static func transactionsRequest() async throws {
        let plaid = try FakePlaid(["/investments/transactions/get": PlaidAnswers.transactions([])])
        var params = TransactionsRead.Params()
        (params.connection, params.limit) = (.linked, 250)
        _ = try await plaid.adapter().transactions(params, .quiet)
        let documented = try Fixture.json("requests/investments_transactions_get.request.json")
        let body = try #require(plaid.made.first).body
        #expect(names(body) == names(documented))
        #expect(body["options"] == documented["options"])
    }

    private static func repairBody(_ error: JSONValue) async throws -> JSONValue {
        let plaid = try FakePlaid([
            "/link/token/create": try Fixture.response("link_token_create.response.json"),
            "/item/get": .json(["item": ["item_id": "i", "error": error]]),
        ])
        var params = LinkBegin.Params()
        (params.connection, params.userReference) = (.linked, "u-1")
        params.redirectURI = "https://www.sample.com/redirect.html"
        _ = try await plaid.adapter().beginLink(params, .quiet)
        return try #require(plaid.made.last).body
    }

    @Sendable private static func repairRequest() async throws {
        let body = try await repairBody(["error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"])
        let documented = try Fixture.json("requests/link_token_create.update_mode.request.json")
        // A webhook has no effect there; with `hosted_link` Plaid serves the pages.
        #expect(names(body).symmetricDifference(names(documented)) == ["webhook", "hosted_link"])
        for member in ["country_codes", "language", "redirect_uri"] { #expect(body[member] == documented[member]) }
    }

    @Sendable private static func selectionRequest() async throws {
        let body = try await repairBody(["error_type": "ITEM_ERROR", "error_code": "NO_ACCOUNTS"])
        let file = "requests/link_token_create.update_mode_account_selection.request.json"
        let documented = try Fixture.json(file)
        // The keys go in headers, and no customization of the pages is named.
        let others: Set<String> = ["client_id", "secret", "webhook", "hosted_link", "link_customization_name"]
        #expect(names(body).symmetricDifference(names(documented)) == others)
        #expect(body["update"] == documented["update"])
    }

    // MARK: Errors

    @Sendable private static func error(_ file: String) async throws {
        let fixture = try Fixture.json(file)
        let code = try #require(fixture["error_code"]?.string)
        let index = try #require(try Fixture.json("errors/index.json").array)
        let entry = try #require(index.first { "errors/" + ($0["file"]?.string ?? "") == file })
        // Whatever the status: a bank's trouble comes as 400, too.
        for status in Set([try #require(entry["http_status"]?.int), 400, 500]) {
            let error = try await PlaidErrorTests.error(Fixture.response(file, status: status))
            #expect(error.kind.rawValue == (try PlaidErrorTests.documentedKinds())[code], "\(file)")
            #expect(error.vendorCode == code && error.vendorRequestID == "HNTDNrA8F1shFEW")
            #expect(!error.message.isEmpty)
        }
    }

    @Sendable private static func errorIndex() async throws {
        let index = try #require(try Fixture.json("errors/index.json").array)
        let named = index.compactMap { $0["file"]?.string.map { "errors/" + $0 } }
        let files = FixtureLedgerTests.files.filter { $0.hasPrefix("errors/") && $0 != "errors/index.json" }
        #expect(Set(named) == Set(files))
        let codes = index.compactMap { $0["error_code"]?.string }
        #expect(Set(codes).isSubset(of: try PlaidErrorTests.documentedKinds().keys))
    }
}
