import FolioModel
import FolioSandbox
import Testing

@Suite struct `FMP's sandbox` {
    @Test func `adjusts the closes before a split in the one history and not in the other`() async throws {
        try await withSandbox { server, client in
            let split = try #require(server.world.securities["NVDA"]?.split)
            let before = ExchangeCalendar.previousSession(before: split.day)
            let range = "symbol=NVDA&from=\(before)&to=\(split.day)"
            let full = try client.fmp("/stable/historical-price-eod/full?\(range)").json().array ?? []
            let raw = try client.fmp("/stable/historical-price-eod/non-split-adjusted?\(range)").json().array ?? []
            #expect(full.map { $0["date"]?.string } == [split.day.description, before.description])
            #expect(full[0]["close"] == raw[0]["adjClose"])
            let adjusted = try #require(full[1]["close"]?.figureText.flatMap { Price(exactly: $0) })
            let close = try #require(raw[1]["adjClose"]?.figureText.flatMap { Price(exactly: $0) })
            #expect(try adjusted.times(2) == close)
            #expect(server.world.close("NVDA", on: before) == close)
        }
    }

    @Test func `refuses a wrong key and knows no other symbols`() async throws {
        try await withSandbox { _, client in
            let refused = try client.send("GET", "/stable/quote?symbol=AAPL&apikey=wrong")
            #expect(refused.status == 401)
            let documented = try fixture("fmp/errors/401.invalid-key.json")
            #expect(try refused.json() == documented)
            #expect(try client.fmp("/stable/quote?symbol=NONE").text == "[]")
            #expect(try client.fmp("/stable/nothing").status == 404)
            #expect(try client.fmp("/api/v3/quote/AAPL").status == 403)
            let byQuery = try client.send("GET", "/stable/quote?symbol=AAPL&apikey=\(SandboxCredentials.fmpKey)")
            #expect(byQuery.status == 200)
        }
    }

    @Test func `quotes coins on every day of the week`() async throws {
        try await withSandbox { _, client in
            let rows = try client.fmp("/stable/historical-price-eod/full?symbol=BTCUSD&from=2026-11-09&to=2026-11-15")
            #expect(try rows.json().array?.count == 7)
        }
    }
}
