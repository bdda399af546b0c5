import FolioModel
import FolioSandbox
import Testing

@Suite struct `A fault's effect` {
    /// A file of documented errors, with what a fault calls it.
    struct Documented: Sendable, CustomTestStringConvertible {
        let path: String
        let name: String
        let status: Int
        let file: String
        var testDescription: String { file }
    }

    private static let plaid: [Documented] =
        ((try? fixture("plaid/errors/index.json"))?.array ?? []).compactMap { row in
            guard let code = row["error_code"]?.string, let status = row["http_status"]?.int,
                let file = row["file"]?.string
            else { return nil }
            return Documented(path: "/accounts/get", name: code, status: status, file: "plaid/errors/\(file)")
        }

    @Test func `covers all of Plaid's documented errors`() {
        #expect(Self.plaid.count == 72)
        print("Plaid's documented errors compared: \(Self.plaid.count)")
    }

    @Test(arguments: plaid)
    func `is every documented error of Plaid, word for word`(error: Documented) async throws {
        try await withSandbox { server, client in
            server.inject(SandboxFault(path: error.path, effect: .error(error.name)))
            let answer = try client.plaid(error.path)
            #expect(answer.status == error.status)
            var (given, documented) = (try answer.json().object, try fixture(error.file).object)
            #expect(given?["request_id"]?.string?.utf8.count == 15)
            given?["request_id"] = nil
            documented?["request_id"] = nil
            #expect(given == documented)
        }
    }

    @Test(arguments: [
        Documented(path: "/v2/account", name: "40110000", status: 401, file: "401_40110000_not_authorized"),
        Documented(path: "/v2/account", name: "40310000", status: 403, file: "403_40310000_no_short"),
        Documented(
            path: "/v2/orders",
            name: "40310000_insufficient_qty",
            status: 403,
            file: "403_40310000_insufficient_qty"
        ),
        Documented(path: "/v2/orders/x", name: "40410000", status: 404, file: "404_40410000_order_not_found"),
        Documented(path: "/v2/orders", name: "40010001", status: 422, file: "422_40010001"),
    ])
    func `is every documented error of Alpaca, member for member`(error: Documented) async throws {
        try await withSandbox { server, client in
            server.inject(SandboxFault(path: error.path, effect: .error(error.name)))
            let answer = try client.alpaca(error.path)
            #expect(answer.status == error.status)
            let (given, documented) = (try answer.json(), try fixture("alpaca/errors/\(error.file).json"))
            #expect(Set(given.object?.memberNames ?? []) == Set(documented.object?.memberNames ?? []))
            for name in documented.object?.memberNames ?? [] { #expect(given[name] == documented[name]) }
        }
    }

    @Test(arguments: [
        Documented(path: "/stable/quote", name: "invalid-key", status: 401, file: "401.invalid-key.json"),
        Documented(path: "/stable/quote", name: "exclusive-endpoint", status: 402, file: "402.exclusive-endpoint.json"),
        Documented(path: "/stable/quote", name: "premium-parameter", status: 402, file: "402.premium-parameter.txt"),
        Documented(
            path: "/stable/quote",
            name: "restricted-endpoint",
            status: 402,
            file: "402.restricted-endpoint.txt"
        ),
        Documented(path: "/stable/quote", name: "legacy", status: 403, file: "403.legacy.json"),
        Documented(path: "/stable/quote", name: "suspended", status: 403, file: "403.suspended.json"),
        Documented(path: "/stable/quote", name: "bandwidth", status: 429, file: "429.bandwidth.json"),
        Documented(path: "/stable/quote", name: "limit-reach", status: 429, file: "429.limit-reach.json"),
    ])
    func `is every known message of FMP, with its own status and with 200`(error: Documented) async throws {
        try await withSandbox { server, client in
            for (effect, status) in [
                (SandboxFault.Effect.error(error.name), error.status), (.okError(error.name), 200),
            ] {
                server.inject(SandboxFault(path: error.path, effect: effect))
                let answer = try client.fmp(error.path)
                #expect(answer.status == status)
                let isPlain = error.file.hasSuffix("txt")
                #expect(answer.headers["content-type"]?.hasPrefix(isPlain ? "text/plain" : "application/json") == true)
                if isPlain {
                    #expect(try answer.text == text("fmp/errors/\(error.file)"))
                } else {
                    #expect(try answer.json() == fixture("fmp/errors/\(error.file)"))
                }
            }
        }
    }

    @Test func `is a rate limit in each vendor's form, with the headers it documents`() async throws {
        let start = try #require(Timestamp("2026-11-21T12:00:30Z"))
        try await withSandbox(clock: .manual(startingAt: start)) { server, client in
            for path in ["/investments/holdings/get", "/v2/positions", "/stable/quote"] {
                server.inject(SandboxFault(path: path, effect: .rateLimited))
                server.inject(SandboxFault(path: path, effect: .retryAfter(seconds: 7)))
            }
            let plaid = try (0..<2).map { _ in try client.plaid("/investments/holdings/get") }
            #expect(
                try plaid.map { try $0.json()["error_code"] }
                    == Array(repeating: "INVESTMENT_HOLDINGS_GET_LIMIT", count: 2)
            )
            let alpaca = try (0..<2).map { _ in try client.alpaca("/v2/positions") }
            for answer in alpaca {
                #expect(answer.headers["x-ratelimit-limit"] == "1000")
                #expect(answer.headers["x-ratelimit-remaining"] == "0")
                #expect(answer.headers["x-ratelimit-reset"] == String(start.milliseconds / 1000 + 30))
            }
            let fmp = try (0..<2).map { _ in try client.fmp("/stable/quote?symbol=AAPL") }
            for answers in [plaid, alpaca, fmp] {
                #expect(answers.map(\.status) == [429, 429])
                #expect(answers.map { $0.headers["retry-after"] } == [nil, "7"])
            }
        }
    }

    @Test func `is a body that is no answer`() async throws {
        try await withSandbox { server, client in
            let whole = try client.alpaca("/v2/account")
            func hit(_ effect: SandboxFault.Effect) throws -> Answer {
                server.inject(SandboxFault(path: "/v2/account", effect: effect))
                return try client.alpaca("/v2/account")
            }
            let truncated = try hit(.truncated)
            #expect(truncated.status == 200)
            #expect(truncated.text == String(whole.text.prefix(whole.text.count / 2)))
            let garbled = try hit(.garbled)
            #expect(garbled.status == 200)
            #expect(garbled.text.contains("\u{FFFD}"))
            #expect((try? garbled.json()) == nil)
            let page = try hit(.html(status: 200))
            #expect(page.status == 200)
            #expect(page.headers["content-type"] == "text/html")
            #expect(page.text.hasPrefix("<html>"))
            #expect(try hit(.html(status: 504)).status == 504)
            let sentence = try hit(.plainText(status: 504))
            #expect((sentence.status, sentence.text) == (504, "upstream request timeout"))
            #expect(sentence.headers["content-type"]?.hasPrefix("text/plain") == true)
            let empty = try hit(.empty)
            #expect((empty.status, empty.text, empty.headers["content-length"]) == (200, "", "0"))
        }
    }

    @Test func `is an answer that stops in the middle, or none`() async throws {
        try await withSandbox { server, client in
            let whole = try client.alpaca("/v2/account")
            server.inject(SandboxFault(path: "/v2/account", effect: .cutOff))
            let half = try client.alpaca("/v2/account")
            #expect(half.headers["content-length"] == String(whole.text.utf8.count))
            #expect(half.text.utf8.count == whole.text.utf8.count / 2)
            server.inject(SandboxFault(path: "/v2/account", effect: .disconnected))
            #expect((try? client.alpaca("/v2/account")) == nil)
            server.inject(SandboxFault(path: "/v2/account", effect: .silent))
            let request = "GET /v2/account HTTP/1.1\r\nHost: x\r\n\r\n"
            #expect(try client.exchange(Array(request.utf8), patienceMilliseconds: 100) == [])
            #expect(try client.alpaca("/v2/account").status == 200)
        }
    }

    @Test func `takes no time by a manual clock, which it moves`() async throws {
        let start = try #require(Timestamp("2026-11-21T12:00:00Z"))
        let clock = SandboxClock.manual(startingAt: start)
        try await withSandbox(clock: clock) { server, client in
            server.inject(SandboxFault(path: "/v2/account", effect: .delayed(milliseconds: 90_000)))
            #expect(try client.alpaca("/v2/account").status == 200)
            #expect(clock.now == start.adding(seconds: 90))
            server.inject(SandboxFault(path: "/v2/clock", effect: .dripping(bytes: 10, milliseconds: 1000)))
            let answer = try client.alpaca("/v2/clock")
            #expect(try answer.json()["timestamp"] == "2026-11-21T07:01:30-05:00")
            let pieces = (answer.text.utf8.count + 9) / 10
            #expect(clock.now == start.adding(seconds: 90 + Int64(pieces) - 1))
            clock.advance(milliseconds: 1500)
            #expect(clock.now.milliseconds % 1000 == 500)
        }
    }

    @Test func `is late, or in pieces, by the real clock, and whole all the same`() async throws {
        try await withSandbox { server, client in
            let whole = try client.alpaca("/v2/account").text
            server.inject(SandboxFault(path: "/v2/account", effect: .delayed(milliseconds: 5)))
            server.inject(SandboxFault(path: "/v2/account", effect: .dripping(bytes: 100, milliseconds: 1)))
            let texts = try (0..<2).map { _ in try client.alpaca("/v2/account").text }
            #expect(texts == [whole, whole])
        }
    }

    @Test func `is a page that begins too early, or states a wrong total`() async throws {
        try await withSandbox { server, client in
            let token = JSONValue.string(try client.link())
            func page(_ offset: Int) throws -> JSONValue {
                try client.plaid(
                    "/investments/transactions/get",
                    [
                        "access_token": token, "start_date": "2026-01-01", "end_date": "2026-11-30",
                        "options": ["count": 5, "offset": .int(offset)],
                    ]
                ).json()
            }
            let ids = { (page: JSONValue) in
                (page["investment_transactions"]?.array ?? []).compactMap { $0["investment_transaction_id"]?.string }
            }
            let first = try page(0)
            server.inject(SandboxFault(path: "/investments/", effect: .repeatedRows(2)))
            #expect(ids(try page(5)).prefix(2) == ids(first).suffix(2))
            server.inject(SandboxFault(path: "/investments/", effect: .wrongTotal(by: -3)))
            let total = try #require(first["total_investment_transactions"]?.int)
            #expect(try page(0)["total_investment_transactions"]?.int == total - 3)

            let rows = try client.alpaca("/v2/account/activities?page_size=5").json().array ?? []
            let last = try #require(rows.last?["id"]?.string)
            server.inject(SandboxFault(path: "/v2/account/activities", effect: .repeatedRows(3)))
            let next = try client.alpaca("/v2/account/activities?page_size=5&page_token=\(last)").json().array ?? []
            #expect(next.prefix(3) == rows.suffix(3))
            #expect(next.count == 5)
        }
    }
}
