import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

struct AlpacaLinkTests {
    @Test func `linking asks for two keys and tries them`() async throws {
        let alpaca = FakeAlpaca(["/v2/account": try Fixture.response("trading/account.json")])
        let adapter = try await alpaca.adapter()
        let begin = try await adapter.beginLink(LinkBegin.Params(), .quiet)
        #expect(begin.flow == .fields)
        #expect(begin.fieldsToFill.map(\.name) == ["key_id", "secret"])
        #expect(begin.fieldsToFill.map(\.isSecret) == [false, true])
        var params = LinkComplete.Params()
        (params.state, params.filledFields) = (begin.state, ["key_id": "PK2", "secret": "s2"])
        let result = try await adapter.completeLink(params, .quiet)
        #expect(result.status == "complete")
        #expect(result.credentials == ["key_id": "PK2", "secret": "s2"])
        #expect(result.externalID == "1d9eed04-be39-4e01-9b84-a48ac5bbafcf")
        #expect(result.institution == Institution(id: "alpaca", name: "Alpaca"))
        #expect(alpaca.made.first?.headers["APCA-API-KEY-ID"] == "PK2")
    }

    @Test func `half the keys are asked for again`() async throws {
        let alpaca = FakeAlpaca([:])
        var params = LinkComplete.Params()
        params.filledFields = ["key_id": "PK2"]
        let result = try await alpaca.adapter().completeLink(params, .quiet)
        #expect(result.status == "input_required" && result.fieldsToFill.count == 2)
        #expect(alpaca.made.isEmpty)
    }

    @Test func `configured keys serve where none are given, and are not copied`() async throws {
        let alpaca = FakeAlpaca(["/v2/account": try Fixture.response("trading/account.json")])
        let adapter = try await alpaca.adapter([("key_id", "PK9"), ("secret", "s9")])
        let result = try await adapter.completeLink(LinkComplete.Params(), .quiet)
        #expect(result.credentials == ["source": "configuration"])
        var params = AccountsRead.Params()
        params.connection.credentials = result.credentials
        _ = try await adapter.accounts(params, .quiet)
        #expect(alpaca.made.map { $0.headers["APCA-API-KEY-ID"] } == ["PK9", "PK9"])
    }

    @Test func `keys of another account do not repair a connection`() async throws {
        let alpaca = FakeAlpaca(["/v2/account": try Fixture.response("trading/account.json")])
        let adapter = try await alpaca.adapter()
        var params = LinkComplete.Params()
        (params.connection, params.filledFields) = (.linked, ["key_id": "PK2", "secret": "s2"])
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.completeLink(params, .quiet)
        }
        #expect(error.kind == .authRequired)
    }

    private func error(_ response: HTTPResponse) async throws -> AdapterError {
        let adapter = try await FakeAlpaca { _ in response }.adapter()
        var params = AccountsRead.Params()
        params.connection = .linked
        return try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
    }

    @Test(arguments: [
        ("401_40110000_not_authorized", 401, "auth_required", "40110000"),
        ("403_40310000_insufficient_qty", 403, "auth_required", "40310000"),
        ("403_40310000_no_short", 403, "auth_required", "40310000"),
        ("404_40410000_order_not_found", 404, "not_found", "40410000"),
        ("422_40010001", 422, "vendor_error", "40010001"),
    ])
    func `documented errors have their meaning and keep their code`(
        file: String,
        status: Int,
        kind: String,
        code: String
    ) async throws {
        let error = try await error(Fixture.response("errors/\(file).json", status: status))
        #expect(error.kind.rawValue == kind && error.vendorCode == code)
    }

    @Test(arguments: [(400, "vendor_error"), (500, "unavailable"), (504, "unavailable"), (403, "auth_required")])
    func `a gateway's page goes by its status`(status: Int, kind: String) async throws {
        let page = HTTPResponse(
            status: status,
            headers: [("X-Request-ID", "r1")],
            body: Array("<html>no</html>".utf8)
        )
        let error = try await error(page)
        #expect(error.kind.rawValue == kind && error.vendorCode == String(status) && error.vendorRequestID == "r1")
    }

    @Test(arguments: [("1795521642", 42), ("1795521595", 1), ("1795521000", 60), ("9999999999", 3600), ("soon", 60)])
    func `a rate limit ends when the vendor says`(reset: String, seconds: Int) async throws {
        let error = try await error(HTTPResponse(status: 429, headers: [("X-RateLimit-Reset", reset)]))
        #expect(error.kind == .rateLimited && error.retryAfterSeconds == seconds)
    }

    @Test func `a connection without keys is asked to connect again`() async throws {
        let adapter = try await FakeAlpaca([:]).adapter()
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.accounts(AccountsRead.Params(), .quiet)
        }
        #expect(error.kind == .authRequired)
    }

    @Test func `a wrong configuration is named key by key`() async throws {
        let adapter = AlpacaAdapter(http: FakeAlpaca([:]))
        var params = Configure.Params()
        params.config = ["api": "moon", "environment": "mars", "requests_per_minute": 0]
        let error = try await adapterError { () throws(AdapterError) in try await adapter.configure(params, .quiet) }
        #expect(error.faults.map(\.path) == ["/api", "/environment", "/requests_per_minute"])
    }
}
