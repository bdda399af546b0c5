import FolioModel

/// Accounts and what happened in them, for ledgers.
struct LedgerSample {
    var accounts: JSONValue
    var positions: [String: JSONValue]
    /// Newest first.
    var activities: [JSONValue]

    enum Name: CaseIterable, Sendable { case small, events, accountsWithoutCash, currencies }

    static let allCases = Name.allCases

    static func named(_ name: Name) throws -> LedgerSample {
        switch name {
        case .small: try small()
        case .events: try events()
        case .accountsWithoutCash: try withoutCash()
        case .currencies: try currencies()
        }
    }

    /// A row: what it is, and what it moves.
    private static func row(
        _ id: String,
        _ date: String,
        _ type: String,
        _ symbol: String? = nil,
        _ quantity: String = "0",
        _ amount: String = "0",
        price: String? = nil,
        fees: String? = nil,
        account: String = "a_1",
        currency: String = "USD",
        countsAsCash: Bool = false
    ) -> JSONValue {
        var object = JSONObject()
        (object["id"], object["date"], object["account"]) = (.string(id), .string(date), .string(account))
        (object["type"], object["currency"]) = (.string(type), .string(currency))
        object["asset_id"] = text(symbol.map { "s_" + $0 })
        object["symbol"] = text(symbol)
        object["counts_as_cash"] = .bool(countsAsCash)
        (object["qty"], object["amount"]) = (.string(quantity), .string(amount))
        (object["price"], object["fees"]) = (text(price), text(fees))
        return .object(object)
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    private static func holding(
        _ symbol: String,
        _ quantity: String,
        price: String? = nil,
        cost: String? = nil,
        value: String? = nil,
        currency: String = "USD",
        contract: JSONValue = .null
    ) -> JSONValue {
        var object = JSONObject()
        (object["asset_id"], object["symbol"]) = (.string("s_" + symbol), .string(symbol))
        (object["name"], object["qty"]) = (.string(symbol + " \"Inc.\""), .string(quantity))
        (object["currency"], object["price_as_of"]) = (.string(currency), "2026-11-24T21:00:00Z")
        (object["current_price"], object["market_value"]) = (text(price), text(value))
        (object["cost_basis"], object["option_contract"]) = (text(cost), contract)
        return .object(object)
    }

    private static func held(_ positions: [JSONValue], _ cash: [(String, String, String)]) -> JSONValue {
        let balances = cash.map { currency, amount, value -> JSONValue in
            ["currency": .string(currency), "amount": .string(amount), "value": .string(value)]
        }
        return ["positions": .array(positions), "cash": .array(balances), "totals": ["currency": "USD"]]
    }

    /// One account with a purchase, a sale over two lots and a dividend.
    static func small() throws -> LedgerSample {
        LedgerSample(
            accounts: [["id": "a_1", "name": "Brokerage", "mask": "1001", "institution": "First Platypus Bank"]],
            positions: [
                "a_1": held([holding("AAPL", "8", price: "329.44", cost: "1281.00")], [("USD", "350.94", "350.94")])
            ],
            activities: [
                row("t_3", "2026-11-10", "dividend", "AAPL", "0", "2.50"),
                row("t_2", "2026-10-02", "sell", "AAPL", "-12", "1919.00", price: "160", fees: "1.00"),
                row("t_1", "2026-09-01", "buy", "AAPL", "10", "-1501.00", price: "150", fees: "1.00"),
            ]
        )
    }

    /// Everything that can happen to units.
    private static func events() throws -> LedgerSample {
        let option = "QQQ270115C00635000"
        let contract: JSONValue = ["multiplier": 100]
        return LedgerSample(
            accounts: [
                ["id": "a_1", "name": "Paper", "institution": "Alpaca", "subtype": "margin"],
                ["id": "a_2", "name": "Paper", "institution": "Alpaca", "subtype": nil],
            ],
            positions: [
                "a_1": held(
                    [
                        holding("TSLA", "-35", price: "404.22", cost: "-14000"), holding("F", "40", price: "11.2"),
                        holding(option, "-1", price: "7.43", value: "-743.00", contract: contract),
                        holding("BTC/USD", "0.113885", price: "91000.5"), holding("BRK.B", "3"), holding("BRK-B", "2"),
                        holding("USD", "7", price: "90"),
                    ],
                    [("USD", "-30132.80", "-30132.80")]
                ),
                "a_2": held([], [("USD", "0.00", "0.00")]),
            ],
            activities: [
                row("t_22", "2026-11-20", "buy", "AMZN", "10", "-2000.00", price: "200"),
                row("t_21", "2026-11-19", "expiration", "SPY261119P00500000", "2"),
                row("t_20", "2026-11-18", "fee", "BTC/USD", "-0.0001", "0", price: "90000"),
                row("t_19", "2026-11-17", "merger", "OLD", "-10"), row("t_18", "2026-11-17", "merger", "F", "4"),
                row("t_17", "2026-11-16", "spin_off", "BRK-B", "2"),
                row("t_16", "2026-11-13", "return_of_capital", "BRK.B", "0", "12.34"),
                row("t_15", "2026-11-12", "adjustment", "F", "1", "-0.0001"),
                row("t_14", "2026-11-11", "tax", "F", "0", "-3.21"),
                row("t_13", "2026-11-10", "interest", nil, "0", "-41.19"),
                row("t_12", "2026-11-09", "fee", nil, "0", "-1.00", fees: "1.00"),
                row("t_11", "2026-11-06", "sell", option, "-1", "792.35", price: "7.93", fees: "0.65"),
                row("t_10", "2026-11-05", "cover", "TSLA", "10", "-3999.99", price: "399.999"),
                row("t_9", "2026-11-04", "sell", "TSLA", "-60", "24300.00", price: "405"),
                row("t_8", "2026-11-03", "split", "F", "20"),
                row("t_7", "2026-11-02", "buy", "F", "0.3333", "-3.70", price: "11.101"),
                row("t_6", "2026-10-30", "reinvestment", "F", "0.6667", "0", price: "11.25"),
                row("t_5", "2026-10-29", "transfer_out", "BRK.B", "-1"),
                row("t_4", "2026-10-28", "transfer_in", "BRK.B", "4"),
                row("t_3", "2026-10-27", "withdrawal", nil, "0", "-500.00"),
                row("t_2", "2026-10-26", "deposit", nil, "0", "1000.00"),
                row("t_1", "2026-10-23", "sell", "SPY261119P00500000", "-2", "310.00", price: "1.55"),
                row("t_0", "2026-10-22", "dividend", "SPAXX", "0", "1.10", account: "a_2", countsAsCash: true),
                row("t_y", "2026-10-22", "buy", "SPAXX", "1.10", "0", account: "a_2", countsAsCash: true),
                row("t_x", "2026-10-21", "split", "GONE", "5", account: "a_9"),
            ]
        )
    }

    /// A 401(k): trades move no cash.
    private static func withoutCash() throws -> LedgerSample {
        LedgerSample(
            accounts: [["id": "a_1", "name": "401(k)", "institution": nil, "mask": nil]],
            positions: ["a_1": held([holding("VFIAX", "46.6494", price: "476.74", cost: "20000")], [])],
            activities: [
                row("t_4", "2026-11-20", "sell", "VFIAX", "-7.5", "0", price: "480.10"),
                row("t_3", "2026-11-03", "dividend", "VFIAX"),
                row("t_2", "2026-10-20", "buy", "VFIAX", "1.0741", "0", price: "477.24"),
                row("t_1", "2026-10-06", "buy", "VFIAX", "1.1"),
            ]
        )
    }

    /// Shares and cash in several currencies, one without a minor unit.
    private static func currencies() throws -> LedgerSample {
        LedgerSample(
            accounts: [["id": "a_1", "name": "Global", "institution": "Bank", "currency": "EUR"]],
            positions: [
                "a_1": held(
                    [
                        holding("SAP", "11", price: "240.5", cost: "2500", currency: "EUR"),
                        holding("7203", "100", price: "2750", cost: "1800", currency: "JPY"),
                    ],
                    [("USD", "100.00", "100.00"), ("EUR", "41.07", "47.23"), ("JPY", "12000", "78.00")]
                )
            ],
            activities: [
                row("t_6", "2026-11-20", "sell", "SAP", "-4", "980.00", price: "245", currency: "EUR"),
                row("t_5", "2026-11-12", "sell", "7203", "-33", "90751", price: "2750.03", currency: "JPY"),
                row("t_4", "2026-11-10", "adjustment", nil, "0", "-1100.00"),
                row("t_3", "2026-11-10", "adjustment", nil, "0", "1000.00", currency: "EUR"),
                row("t_2", "2026-11-04", "buy", "SAP", "3", "-700.00", price: "233.333333", currency: "EUR"),
                row("t_1", "2026-11-02", "buy", "7203", "70", "-190001", price: "2714.3", currency: "JPY"),
            ]
        )
    }
}
