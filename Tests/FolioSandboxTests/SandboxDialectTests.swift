import FolioModel
import FolioSandbox
import Testing

@Suite struct `A dialect of Plaid's` {
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

    @Test(arguments: [("sandbox", 40), ("production", 15)])
    func `keeps the documented limits a minute where told to`(word: String, limit: Int) async throws {
        let clock = SandboxClock.manual(startingAt: try #require(Timestamp("2026-11-21T12:00:00Z")))
        let dialect = try SandboxDialect(settings: ["plaid.limits=\(word)"])
        try await withSandbox(dialect: dialect, clock: clock) { _, client in
            let (one, two) = (JSONValue.string(try client.link()), JSONValue.string(try client.link()))
            func statuses(_ token: JSONValue, _ count: Int) throws -> [Int] {
                try (0..<count).map { _ in try client.plaid("/item/get", ["access_token": token]).status }
            }
            #expect(try statuses(one, limit + 1) == Array(repeating: 200, count: limit) + [429])
            #expect(try client.plaid("/item/get", ["access_token": one]).json()["error_code"] == "ITEM_GET_LIMIT")
            #expect(try statuses(two, 1) == [200])
            clock.advance(milliseconds: 60_000)
            #expect(try statuses(one, 1) == [200])
        }
    }
}
