import FolioModel
import FolioSandbox
import Testing

@Suite struct `A dialect of Alpaca's or FMP's` {
    private func alpaca<Result>(
        _ setting: String,
        _ body: (SandboxServer, SandboxClient) throws -> Result
    ) async throws -> Result {
        var result: Result?
        try await withSandbox(dialect: try SandboxDialect(settings: [setting])) { server, client in
            result = try body(server, client)
        }
        return try #require(result)
    }

    @Test func `corrects an activity in place, or by a row of its own`() async throws {
        func statuses(_ setting: String) async throws -> [String?] {
            try await alpaca(setting) { server, client in
                let row = NewRow(.fee, amount: Amount(3), daysAgo: 5)
                let number = try #require(server.apply(.world(.arrival(account: "margin", row))).outcome?.after?.number)
                server.apply(.world(.correction(account: "margin", .number(number), cents: 25, units: 0)))
                let rows = try client.alpaca("/v2/account/activities/FEE?page_size=10").json().array ?? []
                let dated = rows.filter { $0["date"]?.string == "2026-11-13" }
                let fees = try dated.map { try $0.figure("net_amount") as Amount }.map(\.description)
                #expect(fees.sorted() == (setting.hasSuffix("new_row") ? ["-3", "-3.25"] : ["-3.25"]))
                return dated.sorted { $0["net_amount"]?.string ?? "" < $1["net_amount"]?.string ?? "" }
                    .map { $0["status"]?.string }
            }
        }
        #expect(try await statuses("alpaca.corrections=in_place") == ["correct"])
        #expect(try await statuses("alpaca.corrections=new_row") == ["canceled", "correct"])
    }

    @Test func `calls an activity that was withdrawn canceled`() async throws {
        try await withSandbox { server, client in
            let row = NewRow(.deposit, amount: Amount(100))
            let number = try #require(server.apply(.world(.arrival(account: "margin", row))).outcome?.after?.number)
            let before = try client.alpaca("/v2/account/activities/CSD?page_size=1").json().array?.first
            server.apply(.world(.removal(account: "margin", .number(number))))
            let after = try client.alpaca("/v2/account/activities/CSD?page_size=1").json().array?.first
            #expect(before?["id"] == after?["id"])
            #expect([before?["status"], after?["status"]] == ["executed", "canceled"])
        }
    }

    @Test func `signs a short position's cost either way`() async throws {
        for (word, sign) in [("negative", true), ("positive", false)] {
            let position = try await alpaca("alpaca.short_basis=\(word)") { try $1.alpaca("/v2/positions/TSLA").json() }
            let cost: Amount = try position.figure("cost_basis")
            #expect(cost.isNegative == sign)
            #expect(position["side"] == "short")
        }
    }

    @Test func `values an option with its multiplier, or without`() async throws {
        for (word, factor) in [("contracts", 100), ("shares", 1)] {
            let positions = try await alpaca("alpaca.options=\(word)") {
                try $1.alpaca("/v2/positions").json().array ?? []
            }
            let option = try #require(positions.first { $0["asset_class"] == "us_option" })
            let (units, price): (Quantity, Price) = (try option.figure("qty"), try option.figure("current_price"))
            let value: Amount = try option.figure("market_value")
            #expect(try (units * price).times(factor) == value)
        }
    }

    @Test(arguments: [("pair", "SPLIT", ["-", "+"]), ("reversed", "SPLIT", ["+", "-"]), ("none", "SPLIT", ["0"])])
    func `writes a split as a pair in either order, or without units`(
        word: String,
        type: String,
        signs: [String]
    ) async throws {
        let rows = try await alpaca("alpaca.splits=\(word)") {
            try $1.alpaca("/v2/account/activities/\(type)?direction=asc").json().array ?? []
        }
        let units = try rows.map { try $0.figure("qty") as Quantity }
        #expect(units.map { $0.isZero ? "0" : $0.isNegative ? "-" : "+" } == signs)
    }

    @Test func `answers as many requests a minute as it is told to`() async throws {
        let clock = SandboxClock.manual(startingAt: try #require(Timestamp("2026-11-21T12:00:59Z")))
        let dialect = try SandboxDialect(settings: ["alpaca.limit=200"])
        try await withSandbox(dialect: dialect, clock: clock) { _, client in
            let answers = try (0..<201).map { _ in try client.alpaca("/v2/clock") }
            #expect(answers.map(\.status) == Array(repeating: 200, count: 200) + [429])
            #expect(answers.last?.headers["x-ratelimit-remaining"] == "0")
            clock.advance(milliseconds: 1000)
            #expect(try client.alpaca("/v2/clock").headers["x-ratelimit-remaining"] == "199")
        }
    }

    @Test func `uses old names, other stamps, fewer headers and more members where told to`() async throws {
        let types = try await alpaca("alpaca.names=old") {
            Set(
                (try $1.alpaca("/v2/account/activities/SSP").json().array ?? []).compactMap {
                    $0["activity_type"]?.string
                }
            )
        }
        #expect(types == ["SSP"])
        let stamps = try await alpaca("alpaca.stamps=milliseconds") {
            try $1.alpaca("/v2/account/portfolio/history?timeframe=1D").json()["timestamp"]?.array?.compactMap(\.int)
                ?? []
        }
        #expect(stamps.allSatisfy { $0 > 100_000_000_000 })
        let headers = try await alpaca("alpaca.rate_headers=data") { _, client in
            try ["/v2/account", "/v2/stocks/snapshots?symbols=KO"].map {
                try client.alpaca($0).headers["x-ratelimit-limit"]
            }
        }
        #expect(headers == [nil, "1000"])
        let live = try await alpaca("alpaca.extras=live") {
            try $1.alpaca("/v2/account/activities/DIV").json().array ?? []
        }
        #expect(live.allSatisfy { $0["description"]?.string?.isEmpty == false })
    }

    @Test func `lets FMP answer for unknown symbols and with errors as some plans do`() async throws {
        let unknown = try await alpaca("fmp.unknown=premium") { try $1.fmp("/stable/quote?symbol=NONE") }
        #expect(unknown.status == 402)
        #expect(unknown.text.hasPrefix("Premium Query Parameter"))
        let refused = try await alpaca("fmp.errors=ok") { try $1.send("GET", "/stable/quote?symbol=AAPL&apikey=x") }
        #expect(refused.status == 200)
        #expect(try refused.json()["Error Message"]?.string?.hasPrefix("Invalid API KEY") == true)
    }

    @Test(arguments: [
        ("plaid.cahs=balance", "plaid.cahs: no such thing can be worded in several ways, did you mean \"plaid.cash\"?"),
        ("plaid.cash=none", "plaid.cash: one of holding, currency, untickered, balance is expected"),
        ("plaid.cash", "plaid.cash: one of holding, currency, untickered, balance is expected"),
    ])
    func `that does not exist is refused`(text: String, message: String) {
        let error = #expect(throws: WireError.self) { try SandboxDialect(settings: [text]) }
        #expect(error?.description == message)
    }
}
