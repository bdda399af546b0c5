import FolioAdapterKit
import FolioModel
import PlaidAdapter
import Testing

extension FixtureChecks {
    // MARK: Requests

    /// The names of all members, with those of objects inside as `options.count`.
    private static func names(_ value: JSONValue, _ prefix: String = "") -> Set<String> {
        guard case .object(let members) = value else { return [] }
        return members.reduce(into: []) { names, member in
            names.insert(prefix + member.name)
            names.formUnion(Self.names(member.value, prefix + member.name + "."))
        }
    }

    @Sendable static func holdingsRequest() async throws {
        let plaid = try FakePlaid(["/investments/holdings/get": PlaidAnswers.holdings([])])
        var params = HoldingsRead.Params()
        params.connection = .linked
        _ = try await plaid.adapter().holdings(params, .quiet)
        let documented = try Fixture.json("requests/investments_holdings_get.request.json")
        #expect(names(try #require(plaid.made.first).body) == names(documented))
    }

    @Sendable static func transactionsRequest() async throws {
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

    @Sendable static func repairRequest() async throws {
        let body = try await repairBody(["error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"])
        let documented = try Fixture.json("requests/link_token_create.update_mode.request.json")
        // A webhook has no effect there; with `hosted_link` Plaid serves the pages.
        #expect(names(body).symmetricDifference(names(documented)) == ["webhook", "hosted_link"])
        for member in ["country_codes", "language", "redirect_uri"] { #expect(body[member] == documented[member]) }
    }

    @Sendable static func selectionRequest() async throws {
        let body = try await repairBody(["error_type": "ITEM_ERROR", "error_code": "NO_ACCOUNTS"])
        let file = "requests/link_token_create.update_mode_account_selection.request.json"
        let documented = try Fixture.json(file)
        // The keys go in headers, and no customization of the pages is named.
        let others: Set<String> = ["client_id", "secret", "webhook", "hosted_link", "link_customization_name"]
        #expect(names(body).symmetricDifference(names(documented)) == others)
        #expect(body["update"] == documented["update"])
    }

    // MARK: Errors

    @Sendable static func error(_ file: String) async throws {
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

    @Sendable static func errorIndex() async throws {
        let index = try #require(try Fixture.json("errors/index.json").array)
        let named = index.compactMap { $0["file"]?.string.map { "errors/" + $0 } }
        let files = FixtureLedgerTests.files.filter { $0.hasPrefix("errors/") && $0 != "errors/index.json" }
        #expect(Set(named) == Set(files))
        let codes = index.compactMap { $0["error_code"]?.string }
        #expect(Set(codes).isSubset(of: try PlaidErrorTests.documentedKinds().keys))
    }
}
