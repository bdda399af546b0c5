import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

/// Alpaca says in each answer how many requests are left, and until when.
struct AlpacaRateTests {
    private static let start: Int64 = 1_795_521_600

    /// An Alpaca that answers with an account, and with what is left of the rate.
    private func alpaca(remaining: String, resetIn seconds: Int64) throws -> FakeAlpaca {
        var account = try Fixture.response("trading/account.json")
        account.headers = [
            ("x-ratelimit-limit", "200"), ("x-ratelimit-remaining", remaining),
            ("x-ratelimit-reset", String(Self.start + seconds)),
        ]
        return FakeAlpaca { [account] _ in account }
    }

    private func readTwice(_ alpaca: FakeAlpaca, _ clock: FakeClock, key: String = "PK1") async throws {
        let adapter = try await alpaca.adapter([], clock: clock)
        var params = AccountsRead.Params()
        params.connection = .linked
        _ = try await adapter.accounts(params, .quiet)
        params.connection.credentials = ["key_id": .string(key), "secret": "hush"]
        _ = try await adapter.accounts(params, .quiet)
    }

    @Test func `what is left is used without a wait`() async throws {
        let clock = FakeClock(Timestamp(seconds: Self.start))
        try await readTwice(alpaca(remaining: "1", resetIn: 8), clock)
        #expect(clock.waits.isEmpty)
    }

    @Test func `with nothing left, a reset that is near is waited for`() async throws {
        let clock = FakeClock(Timestamp(seconds: Self.start))
        try await readTwice(alpaca(remaining: "0", resetIn: 8), clock)
        #expect(clock.waits == [.seconds(8)])
    }

    @Test func `with nothing left, a request that would be refused is not sent`() async throws {
        let alpaca = try alpaca(remaining: "0", resetIn: 42)
        let clock = FakeClock(Timestamp(seconds: Self.start))
        let error = try await #require(throws: AdapterError.self) { try await readTwice(alpaca, clock) }
        #expect(error.kind == .rateLimited && error.retryAfterSeconds == 42 && error.scope == "connection")
        #expect(alpaca.made.count == 1 && clock.waits.isEmpty)
    }

    @Test func `one key's rate is not another's`() async throws {
        let clock = FakeClock(Timestamp(seconds: Self.start))
        try await readTwice(alpaca(remaining: "0", resetIn: 42), clock, key: "PK2")
        #expect(clock.waits.isEmpty)
    }

    @Test(arguments: [-5 as Int64, 0])
    func `a reset that is past is over`(seconds: Int64) async throws {
        let clock = FakeClock(Timestamp(seconds: Self.start))
        try await readTwice(alpaca(remaining: "0", resetIn: seconds), clock)
        #expect(clock.waits.isEmpty)
    }

    @Test func `a reset beyond the minute is a clock that is off`() async throws {
        let alpaca = try alpaca(remaining: "0", resetIn: 86_400)
        let clock = FakeClock(Timestamp(seconds: Self.start))
        let error = try await #require(throws: AdapterError.self) { try await readTwice(alpaca, clock) }
        #expect(error.retryAfterSeconds == 60)
    }

    @Test(arguments: [("17", 17), ("0", 1), ("99999", 3600), ("Fri, 31 Dec 1999 23:59:59 GMT", 42)])
    func `a refusal may name its wait itself`(value: String, seconds: Int) async throws {
        let refusal = HTTPResponse(
            status: 429,
            headers: [("Retry-After", value), ("X-RateLimit-Reset", String(Self.start + 42))]
        )
        let adapter = try await FakeAlpaca { _ in refusal }.adapter()
        var params = AccountsRead.Params()
        params.connection = .linked
        let error = try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
        #expect(error.kind == .rateLimited && error.retryAfterSeconds == seconds)
    }

    @Test func `configured keys that are refused are the configuration's to mend`() async throws {
        let alpaca = FakeAlpaca { _ in HTTPResponse(status: 401) }
        let adapter = try await alpaca.adapter([("key_id", "PK9"), ("secret", "s9")])
        var params = AccountsRead.Params()
        params.connection.credentials = ["source": "configuration"]
        let error = try await adapterError { () throws(AdapterError) in try await adapter.accounts(params, .quiet) }
        // One connection's, as other connections have keys of their own.
        #expect(error.kind == .badCredentials && error.scope == "connection")
    }
}
