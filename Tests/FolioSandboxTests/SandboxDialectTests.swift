import FolioModel
import FolioSandbox
import Testing

@Suite struct `A dialect` {
    /// What Plaid says in a dialect, of the account with borrowed cash and a short position among others.
    private struct Spoken {
        let server: SandboxServer
        let accounts: [JSONValue]
        let holdings: [JSONValue]
        let rows: [JSONValue]
        let securities: [String: JSONValue]

        init(_ server: SandboxServer, _ client: SandboxClient, through end: String = "2026-11-30") throws {
            self.server = server
            let token = JSONValue.string(try client.link())
            let held = try client.plaid("/investments/holdings/get", ["access_token": token]).json()
            let history = try client.plaid(
                "/investments/transactions/get",
                [
                    "access_token": token, "start_date": "2024-11-01", "end_date": .string(end),
                    "options": ["count": 500],
                ]
            ).json()
            accounts = try #require(held["accounts"]?.array)
            holdings = try #require(held["holdings"]?.array)
            rows = try #require(history["investment_transactions"]?.array)
            let known = (held["securities"]?.array ?? []) + (history["securities"]?.array ?? [])
            securities = Dictionary(known.map { ($0["security_id"]?.string ?? "", $0) }) { $1 }
        }

        /// The id of the account with that mask.
        func account(_ mask: String) -> JSONValue? { accounts.first { $0["mask"]?.string == mask } }

        func holding(of ticker: String?, in mask: String) -> JSONValue? {
            holdings.first { holding in
                holding["account_id"] == account(mask)?["account_id"]
                    && securities[holding["security_id"]?.string ?? ""]?["ticker_symbol"]
                        == (ticker.map { .string($0) } ?? .null)
            }
        }

        func security(of holding: JSONValue?) -> JSONValue? { securities[holding?["security_id"]?.string ?? ""] }

        /// The option that the brokerage account holds.
        var option: JSONValue? { holdings.first { security(of: $0)?["type"] == "derivative" } }
    }

    private func speaking(
        _ settings: String...,
        through end: String = "2026-11-30",
        after change: WorldChange? = nil,
        _ body: (Spoken) throws -> Void
    ) async throws {
        try await withSandbox(dialect: try SandboxDialect(settings: settings)) { server, client in
            server.apply(.world(.opening(account: "leveraged")))
            if let change { #expect(server.apply(.world(change)).failure == nil) }
            try body(try Spoken(server, client, through: end))
        }
    }

    @Test(arguments: [
        ("holding", "USD", true), ("currency", "CUR:USD", true), ("untickered", nil, true), ("balance", "USD", false),
    ])
    func `tells cash as a holding with any ticker, or in the balance alone`(
        word: String,
        ticker: String?,
        isHeld: Bool
    ) async throws {
        try await speaking("plaid.cash=\(word)") { spoken in
            let cash = try #require(spoken.server.world.account("ira")?.cash)
            let holding = spoken.holdings.first { holding in
                holding["account_id"] == spoken.account("2002")?["account_id"]
                    && spoken.security(of: holding)?["name"] == "U S Dollar"
            }
            #expect(holding?["quantity"]?.figureText == (isHeld ? cash.description : nil))
            if isHeld { #expect(spoken.security(of: holding)?["ticker_symbol"] == ticker.map { .string($0) } ?? .null) }
            #expect(spoken.account("2002")?["balances"]?["available"]?.figureText == cash.description)
        }
    }

    @Test func `counts options in shares or in contracts, at the same value`() async throws {
        try await speaking() { spoken in
            #expect(spoken.option?["quantity"] == 300)
            let price: Price = try #require(spoken.option).figure("institution_price")
            let worth: Amount = try #require(spoken.option).figure("institution_value")
            #expect(try Quantity(300) * price == worth)
        }
        try await speaking("plaid.options=contracts") { spoken in
            #expect(spoken.option?["quantity"] == 3)
            let price: Price = try #require(spoken.option).figure("institution_price")
            let worth: Amount = try #require(spoken.option).figure("institution_value")
            #expect(try Quantity(300) * price == worth)
        }
    }

    @Test func `has fees inside the amount of a trade, or outside`() async throws {
        func amounts(_ spoken: Spoken) throws -> (amount: Amount, gross: Amount, fees: Amount) {
            let row = try #require(
                spoken.rows.first { $0["subtype"] == "buy" && ($0["fees"]?.figureText ?? "0") != "0" }
            )
            let (units, price): (Quantity, Price) = (try row.figure("quantity"), try row.figure("price"))
            return (try row.figure("amount"), try (units * price).rounded(to: 2), try row.figure("fees"))
        }
        try await speaking() { spoken in
            let (amount, gross, fees) = try amounts(spoken)
            #expect(try amount == gross + fees)
        }
        try await speaking("plaid.fees=outside") { spoken in
            let (amount, gross, _) = try amounts(spoken)
            #expect(amount == gross)
        }
    }

    @Test(arguments: [("added", ["+"]), ("none", ["0"]), ("both", ["-", "+"])])
    func `writes a split with its units, without, or as two rows`(word: String, signs: [String]) async throws {
        try await speaking("plaid.splits=\(word)") { spoken in
            let split = try #require(spoken.server.world.account("brokerage")?.entries.first { $0.kind == .split })
            let rows = spoken.rows.filter {
                $0["subtype"] == "split" && $0["account_id"] == spoken.account("1001")?["account_id"]
            }
            let units = try rows.reversed().map { try $0.figure("quantity") as Quantity }
            #expect(units.map { $0.isZero ? "0" : $0.isNegative ? "-" : "+" } == signs)
            let sum = try units.sum()
            #expect(sum == (word == "none" ? .zero : split.quantity))
            #expect(Set(rows.compactMap { $0["investment_transaction_id"] }).count == signs.count)
        }
    }

    @Test func `shows a short position by its sign, or by its lots`() async throws {
        try await speaking() { spoken in
            let short = try #require(spoken.holding(of: "TSLA", in: "7007"))
            #expect(short["quantity"] == -6)
            let value: Amount = try short.figure("institution_value")
            #expect(value.isNegative)
            #expect(short["tax_lots"] == nil)
        }
        try await speaking("plaid.shorts=lots") { spoken in
            let short = try #require(spoken.holding(of: "TSLA", in: "7007"))
            #expect(short["quantity"] == 6)
            let (value, cost): (Amount, Amount) = (
                try short.figure("institution_value"), try short.figure("cost_basis")
            )
            #expect(!value.isNegative && !cost.isNegative)
            #expect(short["tax_lots"]?.array?.map { $0["position_type"] } == ["SHORT"])
            let long = spoken.holding(of: "AAPL", in: "7007")
            #expect(long?["tax_lots"]?.array?.map { $0["position_type"] } == ["LONG"])
        }
    }

    @Test(arguments: [("cash", true, false), ("both", true, true), ("loan", false, true)])
    func `shows borrowed cash as cash, as a loan, or as both`(word: String, asCash: Bool, asLoan: Bool) async throws {
        try await speaking("plaid.margin=\(word)") { spoken in
            let owed = try #require(spoken.server.world.account("leveraged")?.cash)
            #expect(owed.isNegative)
            let cash = spoken.holding(of: "USD", in: "7007")?["quantity"]?.figureText
            #expect(cash == (asCash ? owed.description : nil))
            let loan = spoken.account("7007")?["balances"]?["margin_loan_amount"]
            #expect(loan == (asLoan ? .number((-owed).description) : .null))
        }
    }

    @Test func `leaves out the rows of the end date, or not`() async throws {
        let last = try #require(try SharedWorlds.world(seed: 7).account("brokerage")?.entries.last?.day.description)
        try await speaking(through: last) { spoken in #expect(spoken.rows.first?["date"]?.string == last) }
        try await speaking("plaid.dates=exclusive", through: last) { spoken in
            let date = try #require(spoken.rows.first?["date"]?.string)
            #expect(date < last)
        }
    }

    @Test func `states cost in total, by the unit, or not at all`() async throws {
        try await speaking() { spoken in
            let cost: Amount = try #require(spoken.holding(of: "KO", in: "1001")).figure("cost_basis")
            let known = spoken.server.world.account("brokerage")?.holdings.first { $0.security == "KO" }
            #expect(cost == known?.cost)
        }
        try await speaking("plaid.cost=unit") { spoken in
            let known = try #require(
                spoken.server.world.account("brokerage")?.holdings.first { $0.security == "KO" }
            )
            let cost: Price = try #require(spoken.holding(of: "KO", in: "1001")).figure("cost_basis")
            #expect(try (known.quantity * cost).rounded(to: 2) == known.cost.rounded(to: 2))
        }
        try await speaking("plaid.cost=unknown") { spoken in
            #expect(spoken.holdings.allSatisfy { $0["cost_basis"] == .null })
        }
    }

    @Test(arguments: [("some", 7), ("none", 0), ("all", 15)])
    func `gives identifiers for some securities, none, or all`(word: String, count: Int) async throws {
        try await speaking("plaid.identifiers=\(word)") { spoken in
            #expect(spoken.securities.values.filter { $0["cusip"] != .null }.count == count)
        }
    }

    @Test func `keeps the id of a corrected row, or gives another`() async throws {
        let change = WorldChange.correction(account: "ira", .recent(0), cents: 11, units: 0)
        for setting in ["plaid.corrections=same_id", "plaid.corrections=new_id"] {
            try await withSandbox(dialect: try SandboxDialect(settings: [setting])) { server, client in
                let before = try Spoken(server, client).rows
                server.apply(.world(change))
                let after = try Spoken(server, client).rows
                #expect(before.count == after.count)
                let account = { (row: JSONValue) in row["name"] }
                #expect(before.map(account) == after.map(account))
                #expect(zip(before, after).filter { $0["amount"] != $1["amount"] }.count == 1)
            }
            try await withSandbox(dialect: try SandboxDialect(settings: [setting])) { server, client in
                let token = JSONValue.string(try client.link())
                func ids() throws -> [JSONValue] {
                    let answer = try client.plaid(
                        "/investments/transactions/get",
                        ["access_token": token, "start_date": "2026-08-01", "end_date": "2026-11-30"]
                    ).json()
                    return (answer["investment_transactions"]?.array ?? []).compactMap {
                        $0["investment_transaction_id"]
                    }
                }
                let before = try ids()
                server.apply(.world(change))
                let changed = Set(try ids()).subtracting(before).count
                #expect(changed == (setting.hasSuffix("new_id") ? 1 : 0))
            }
        }
    }

    @Test func `leaves a removed row out, or takes it back by another`() async throws {
        let change = WorldChange.removal(account: "ira", .recent(0))
        try await speaking("plaid.removals=cancel_row", after: change) { spoken in
            let cancel = try #require(spoken.rows.first { $0["type"] == "cancel" })
            let id = cancel["cancel_transaction_id"]
            let named = try #require(spoken.rows.first { $0["investment_transaction_id"] == id })
            let taken: Amount = try named.figure("amount")
            let back: Amount = try cancel.figure("amount")
            #expect(back == -taken)
            #expect(cancel["date"]?.string == "2026-11-20")
        }
        try await speaking(after: change) { spoken in
            #expect(spoken.rows.allSatisfy { $0["type"] != "cancel" && $0["cancel_transaction_id"] == .null })
        }
    }

    @Test func `gives a trade a date, or an instant and the date of its settlement`() async throws {
        try await speaking("plaid.times=instants") { spoken in
            let trades = spoken.rows.filter { ["buy", "sell"].contains($0["type"]?.string) }
            let pairs = try trades.map { row in
                let instant = try #require(row["transaction_datetime"]?.string.flatMap { Timestamp($0) })
                return (instant.newYorkDay, try #require(row["date"]?.string.flatMap { Day($0) }))
            }
            #expect(!pairs.isEmpty)
            #expect(pairs.allSatisfy { ExchangeCalendar.nextSession(after: $0.0) == $0.1 })
        }
    }

    @Test(arguments: [("invalid_token", "INVALID_ACCESS_TOKEN"), ("not_found", "ITEM_NOT_FOUND")])
    func `answers for a removed item with either error`(word: String, code: String) async throws {
        try await withSandbox(dialect: try SandboxDialect(settings: ["plaid.removed=\(word)"])) { _, client in
            let token = JSONValue.string(try client.link())
            _ = try client.plaid("/item/remove", ["access_token": token])
            #expect(try client.plaid("/item/remove", ["access_token": token]).json()["error_code"]?.string == code)
        }
    }

    // MARK: Alpaca and FMP

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
