import FolioModel
import FolioSandbox
import Testing

@Suite struct `The sandbox server` {
    @Test func `refuses a body that is too large, and headers that are`() async throws {
        try await withSandbox { _, client in
            let body = String(repeating: "x", count: (1 << 20) + 1)
            let tooLarge = try client.send("POST", "/accounts/get", body: body)
            #expect(tooLarge.status == 413)
            #expect(try tooLarge.json()["error_type"] != nil)
            let headers = [("X-Long", String(repeating: "x", count: 40_000))]
            #expect(try client.send("GET", "/v2/account", headers: headers).status == 431)
        }
    }

    @Test(arguments: ["\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nHost", "{}\n\n"])
    func `survives what is not HTTP`(garbage: String) async throws {
        try await withSandbox { _, client in
            let probe = garbage.hasSuffix("Host") ? garbage + "\r\nContent-Length: -1\r\n\r\n" : garbage
            _ = try client.exchange(Array(probe.utf8))
            #expect(try client.alpaca("/v2/clock").status == 200)
        }
    }

    @Test func `counts requests by path`() async throws {
        try await withSandbox { server, client in
            _ = try client.alpaca("/v2/clock?x=1")
            _ = try client.alpaca("/v2/clock")
            _ = try client.alpaca("/v2/account")
            #expect(server.requestCount(path: "/v2/clock") == 2)
            #expect(server.requestCount() == 3)
        }
    }

    @Test func `lets go wrong what it is told to, so many times`() async throws {
        try await withSandbox { server, client in
            server.inject(SandboxFault(path: "/v2/account", effect: .rateLimited, count: 2))
            #expect(try client.alpaca("/v2/account").status == 429)
            #expect(try client.alpaca("/v2/account").json()["code"] == 42_900_000)
            #expect(try client.alpaca("/v2/account").status == 200)
            server.inject(SandboxFault(path: "/item/get", effect: .status(500)))
            #expect(try client.plaid("/item/get").json()["error_code"] == "INTERNAL_SERVER_ERROR")
            server.inject(SandboxFault(path: "/stable/", effect: .rateLimited))
            #expect(try client.fmp("/stable/quote?symbol=AAPL").json()["Error Message"] != nil)
            server.inject(SandboxFault(path: "/v2/clock", effect: .garbled))
            let garbled = try client.alpaca("/v2/clock")
            #expect(garbled.status == 200)
            #expect((try? garbled.json()) == nil)
            server.inject(SandboxFault(path: "/v2/clock", effect: .disconnected))
            #expect((try? client.alpaca("/v2/clock")) == nil)
            server.inject(SandboxFault(path: "/v2/clock", effect: .delayed(milliseconds: 20)))
            #expect(try client.alpaca("/v2/clock").status == 200)
        }
    }

    @Test func `answers two requests on one connection in order`() async throws {
        try await withSandbox { _, client in
            let first = "GET /stable/quote HTTP/1.1\r\nHost: x\r\n\r\n"
            let second = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            let text = String(decoding: try client.exchange(Array((first + second).utf8)), as: UTF8.self)
            let answers = text.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
            #expect(answers == ["401", "404"])
        }
    }
}
