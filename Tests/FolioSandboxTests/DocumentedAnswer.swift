import FolioModel
import FolioSandbox
import Testing

/// An endpoint with the documented answer that its own has to look like.
struct DocumentedAnswer: Sendable, CustomTestStringConvertible {
    /// The endpoint as the sandbox counts it.
    let endpoint: String

    /// The fixture; `nil` where the vendor documents a status and nothing else.
    let file: String?

    /// Paths that may be `null` though the example has a value.
    var nullable: Set<String> = []

    /// Paths that are left aside.
    var ignoring: Set<String> = []

    let ask: @Sendable (SandboxClient, SandboxServer) throws -> Answer

    var testDescription: String { "\(endpoint) \(file ?? "")" }

    init(
        _ endpoint: String,
        _ file: String?,
        nullable: Set<String> = [],
        ignoring: Set<String> = [],
        _ ask: @escaping @Sendable (SandboxClient, SandboxServer) throws -> Answer
    ) {
        (self.endpoint, self.file, self.nullable, self.ignoring, self.ask) = (endpoint, file, nullable, ignoring, ask)
    }

    /// Where the answer is not of the documented shape, or says a word that is not documented.
    func differences(_ client: SandboxClient, _ server: SandboxServer) throws -> [String] {
        let answer = try ask(client, server)
        guard answer.status == 200 else { return ["status \(answer.status): \(answer.text)"] }
        guard let file else { return [] }
        let value = try answer.json()
        if value == [] { return ["nothing to compare"] }
        let shape = Shape([try Self.documented(file)])
        return Shape([value]).differences(from: shape, nullable: nullable, ignoring: ignoring)
            + DocumentedWords.strangers(in: value)
    }

    /// The documented answer; `[]` behind the file makes a list of it, `[1]` a list of its second element.
    private static func documented(_ file: String) throws -> JSONValue {
        guard file.hasSuffix("]"), let bracket = file.lastIndex(of: "[") else { return try fixture(file) }
        let value = try fixture(String(file[..<bracket]))
        guard let place = Int(file[file.index(after: bracket)...].dropLast()) else { return [value] }
        return [try #require(value.array)[place]]
    }
}

extension DocumentedAnswer {
    /// Asks Plaid for something of a new item.
    private static func item(
        _ path: String,
        _ file: String?,
        _ members: [(String, JSONValue)] = [],
        nullable: Set<String> = [],
        ignoring: Set<String> = []
    ) -> DocumentedAnswer {
        DocumentedAnswer(path, file.map { "plaid/\($0).response.json" }, nullable: nullable, ignoring: ignoring) {
            client,
            _ in
            let token = JSONValue.string(try client.link(webhook: "https://example.com/hook"))
            return try client.plaid(path, .object(JSONObject([("access_token", token)] + members)))
        }
    }

    private static let linkRequest: JSONValue = [
        "client_name": "folio", "language": "en", "country_codes": ["US"], "user": ["client_user_id": "alice"],
        "products": ["investments"], "hosted_link": [:], "webhook": "https://example.com/hook",
    ]

    private static let publicTokenRequest: JSONValue = [
        "institution_id": "ins_109508", "initial_products": ["investments"],
    ]

    static let plaid: [DocumentedAnswer] = [
        item("/accounts/get", "accounts_get"),
        item(
            "/investments/holdings/get",
            "investments_holdings_get",
            nullable: [".securities[].cfi_code", ".securities[].close_price_as_of"]
        ),
        item(
            "/investments/transactions/get",
            "investments_transactions_get",
            [("start_date", "2024-11-20"), ("end_date", "2026-11-20"), ("options", ["count": 500])],
            nullable: [
                ".securities[].cfi_code", ".securities[].isin", ".securities[].cusip", ".securities[].ticker_symbol",
                ".securities[].market_identifier_code", ".securities[].sector", ".securities[].industry",
                ".investment_transactions[].security_id",
            ],
            ignoring: [".item", ".securities[].option_contract", ".securities[].fixed_income"]
        ),
        item(
            "/item/get",
            "item_get",
            nullable: [".item.consent_expiration_time", ".status.transactions", ".status.last_webhook"],
            ignoring: [".status.investments"]
        ),
        item("/item/webhook/update", "item_webhook_update", [("webhook", "https://example.com/other")]),
        item("/item/remove", "item_remove"),
        item("/item/access_token/invalidate", "item_access_token_invalidate"),
        item("/investments/refresh", "investments_refresh"),
        item("/sandbox/item/reset_login", "sandbox_item_reset_login"),
        item(
            "/sandbox/item/fire_webhook",
            "sandbox_item_fire_webhook",
            [("webhook_type", "HOLDINGS"), ("webhook_code", "DEFAULT_UPDATE")]
        ),
        DocumentedAnswer(
            "/institutions/get_by_id",
            "plaid/institutions_get_by_id.response.json",
            ignoring: [".institution.status"]
        ) { client, _ in
            try client.plaid(
                "/institutions/get_by_id",
                [
                    "institution_id": "ins_109508", "country_codes": ["US"],
                    "options": ["include_optional_metadata": true],
                ]
            )
        },
        DocumentedAnswer(
            "/link/token/create",
            "plaid/link_token_create.response.json",
            ignoring: [".hosted_link_url"]
        ) { client, _ in try client.plaid("/link/token/create", linkRequest) },
        DocumentedAnswer("/link/token/get", "plaid/link_token_get.response.json", ignoring: [".user_id"]) { client, _ in
            let token = try client.plaid("/link/token/create", linkRequest).json()["link_token"]
            _ = try client.send("GET", "/hosted/\(token?.string ?? "")")
            return try client.plaid("/link/token/get", ["link_token": token ?? .null])
        },
        DocumentedAnswer("/hosted/{link_token}", nil) { client, _ in
            let token = try client.plaid("/link/token/create", linkRequest).json()["link_token"]?.string
            return try client.send("GET", "/hosted/\(token ?? "")")
        },
        DocumentedAnswer("/sandbox/public_token/create", "plaid/sandbox_public_token_create.response.json") {
            client,
            _ in
            try client.plaid("/sandbox/public_token/create", publicTokenRequest)
        },
        DocumentedAnswer("/item/public_token/exchange", "plaid/item_public_token_exchange.response.json") { client, _ in
            let made = try client.plaid("/sandbox/public_token/create", publicTokenRequest).json()
            return try client.plaid("/item/public_token/exchange", ["public_token": made["public_token"] ?? .null])
        },
    ]

    /// Asks Alpaca with an account's own keys; `[]` behind the file stands for a list of such, `[1]` for its second.
    private static func trading(
        _ endpoint: String,
        _ path: String,
        _ file: String,
        nullable: Set<String> = [],
        ignoring: Set<String> = []
    ) -> DocumentedAnswer {
        DocumentedAnswer(endpoint, "alpaca/\(file)", nullable: nullable, ignoring: ignoring) { client, _ in
            try client.alpaca(path)
        }
    }

    private static let ofLegs: Set<String> = ["[].expires_at", "[].position_intent", "[].ratio_qty"]
    private static let unfilled: Set<String> = [
        ".filled_at", ".filled_avg_price", ".legs[].filled_at", ".legs[].filled_avg_price",
    ]

    static let alpaca: [DocumentedAnswer] = [
        trading("/v2/account", "/v2/account", "trading/account.json"),
        trading("/v2/positions", "/v2/positions", "trading/positions.json"),
        trading("/v2/positions/{symbol}", "/v2/positions/VTI", "trading/position.json"),
        trading(
            "/v2/positions/{symbol}",
            "/v2/positions/BTCUSD",
            "trading/position.crypto.json",
            ignoring: [".asset_marginable"]
        ),
        trading("/v2/assets/{symbol}", "/v2/assets/AAPL", "trading/asset.json"),
        trading("/v2/assets", "/v2/assets?asset_class=us_equity", "trading/asset.json[]"),
        trading("/v2/clock", "/v2/clock", "trading/clock.json"),
        trading("/v2/calendar", "/v2/calendar?start=2025-01-02&end=2025-01-02", "trading/calendar.json"),
        trading(
            "/v2/account/portfolio/history",
            "/v2/account/portfolio/history?period=7D&timeframe=1D",
            "trading/portfolio_history.query-1d-7d.json"
        ),
        trading(
            "/v2/account/portfolio/history",
            "/v2/account/portfolio/history?period=1D&timeframe=15Min",
            "trading/portfolio_history.intraday-query-15min-1d.json"
        ),
        trading(
            "/v2/account/portfolio/history",
            "/v2/account/portfolio/history?period=2A&timeframe=1D&cashflow_types=CSD,DIV",
            "trading/portfolio_history.cashflows.json",
            ignoring: [".base_value_asof"]
        ),
        trading(
            "/v2/account/activities",
            "/v2/account/activities?category=trade_activity",
            "trading/activities.json[0]"
        ),
        trading("/v2/account/activities/{activity_type}", "/v2/account/activities/DIV", "trading/activities.json[1]"),
        trading(
            "/v2/orders",
            "/v2/orders?status=all&limit=500&asset_class=us_equity",
            "trading/order.equity.json[]",
            nullable: ["[].limit_price"]
        ),
        trading(
            "/v2/orders",
            "/v2/orders?status=all&asset_class=us_option",
            "trading/order.option.json[]",
            nullable: ["[].limit_price"],
            ignoring: ofLegs
        ),
        trading(
            "/v2/orders",
            "/v2/orders?status=all&asset_class=crypto",
            "trading/order.crypto.json[]",
            nullable: ["[].limit_price"]
        ),
        DocumentedAnswer(
            "/v2/orders/{order_id}",
            "alpaca/trading/order.multilegoptions.json",
            nullable: unfilled
        ) { client, _ in
            let orders = try client.alpaca("/v2/orders?status=all&limit=500&nested=true").json().array ?? []
            let spread = orders.first { $0["order_class"] == "mleg" }?["id"]?.string ?? "none"
            return try client.alpaca("/v2/orders/\(spread)?nested=true")
        },
        trading("/v2/stocks/snapshots", "/v2/stocks/snapshots?symbols=AAPL,TSLA,NONE", "data/stocks_snapshots.json"),
        trading(
            "/v2/stocks/bars",
            "/v2/stocks/bars?symbols=AAPL&start=2026-10-01&end=2026-10-31&limit=5",
            "data/stocks_bars.json"
        ),
    ]

    /// Asks Alpaca's Broker API for something of the first customer.
    private static func firm(
        _ endpoint: String,
        _ file: String?,
        _ query: String = "",
        nullable: Set<String> = [],
        ignoring: Set<String> = []
    ) -> DocumentedAnswer {
        DocumentedAnswer(endpoint, file.map { "alpaca/\($0)" }, nullable: nullable, ignoring: ignoring) { client, _ in
            let account = try client.alpaca("/v2/account").json()["id"]?.string ?? ""
            let order = try client.alpaca("/v2/orders?status=closed&limit=1&side=buy").json().array?.first
            let names = [
                "{account_id}": account, "{symbol}": "VTI", "{activity_type}": "CSD",
                "{order_id}": order?["id"]?.string ?? "none",
            ]
            let path = names.reduce(endpoint) { $0.replacing($1.key, with: $1.value) }
            return try client.broker(path + query.replacing("{account_id}", with: account))
        }
    }

    private static let ofAccount = "/v1/trading/accounts/{account_id}"

    static let broker: [DocumentedAnswer] = [
        firm(ofAccount + "/account", "broker/trade_account.json"),
        firm(ofAccount + "/positions", "broker/positions.json"),
        firm(ofAccount + "/positions/{symbol}", "trading/position.json"),
        firm(
            ofAccount + "/orders",
            "trading/order.equity.json[]",
            "?status=all&limit=500&asset_class=us_equity",
            nullable: ["[].limit_price"]
        ),
        firm(ofAccount + "/orders/{order_id}", "trading/order.equity.json", nullable: [".limit_price"]),
        firm(
            ofAccount + "/account/portfolio/history",
            "broker/portfolio_history.json",
            "?period=1M&timeframe=1D&cashflow_types=ALL",
            ignoring: [".base_value_asof", ".cashflow"]
        ),
        firm(
            "/v1/accounts/activities",
            "broker/activities.json[0]",
            "?account_id={account_id}&category=trade_activity"
        ),
        firm(
            "/v1/accounts/activities/{activity_type}",
            "broker/activities.json[1]",
            "?account_id={account_id}",
            ignoring: ["[].description", "[].created_at", "[].currency"]
        ),
        firm("/v1/accounts", nil), firm("/v1/accounts/{account_id}", nil),
        firm("/v1/assets", "trading/asset.json[]", "?asset_class=us_equity"),
        firm("/v1/assets/{symbol}", "trading/asset.json"),
        firm("/v1/calendar", "trading/calendar.json", "?start=2025-01-02&end=2025-01-02"),
        firm("/v1/clock", "trading/clock.json"),
        DocumentedAnswer("/v1/oauth2/token", nil) { client, _ in try client.firmToken() },
    ]

    private static func price(_ endpoint: String, _ query: String, _ file: String) -> DocumentedAnswer {
        DocumentedAnswer("/stable/" + endpoint, "fmp/\(file).json") { client, _ in
            try client.fmp("/stable/\(endpoint)?\(query)")
        }
    }

    static let fmp: [DocumentedAnswer] = [
        price("quote", "symbol=AAPL", "quote.AAPL"), price("quote", "symbol=BTCUSD", "quote.BTCUSD"),
        price("batch-quote", "symbols=AAPL,BRK-B,NONE", "batch-quote.AAPL"),
        price("quote-short", "symbol=AAPL", "quote-short.AAPL"),
        price("batch-quote-short", "symbols=AAPL,KO", "batch-quote-short.AAPL"),
        price("historical-price-eod/full", "symbol=AAPL&from=2026-10-01", "historical-price-eod_full.AAPL"),
        price("historical-price-eod/light", "symbol=AAPL&from=2026-10-01", "historical-price-eod_light.AAPL"),
        price(
            "historical-price-eod/non-split-adjusted",
            "symbol=AAPL",
            "historical-price-eod_non-split-adjusted.AAPL"
        ),
        price(
            "historical-price-eod/dividend-adjusted",
            "symbol=AAPL",
            "historical-price-eod_dividend-adjusted.AAPL"
        ),
        price("quote", "symbol=EURUSD", "quote.EURUSD"), price("profile", "symbol=AAPL", "profile.AAPL"),
        price("historical-price-eod/full", "symbol=BTCUSD&from=2026-10-01", "historical-price-eod_full.BTCUSD"),
        price("historical-price-eod/full", "symbol=EURUSD&from=2026-10-01", "historical-price-eod_full.EURUSD"),
        price("historical-price-eod/light", "symbol=EURUSD&from=2026-10-01", "historical-price-eod_light.EURUSD"),
        price("symbol-change", "invalid=false&limit=100", "symbol-change"),
        price("delisted-companies", "page=0&limit=100", "delisted-companies"),
        price("splits", "symbol=NVDA", "splits.AAPL"), price("dividends", "symbol=AAPL", "dividends.AAPL"),
        price("search-symbol", "query=AAPL", "search-symbol.AAPL"), price("search-name", "query=A", "search-name.AA"),
        price("search-cusip", "cusip=037833100", "search-cusip.037833100"),
        price("search-isin", "isin=US0378331005", "search-isin.US0378331005"),
    ]
}
