import FolioAdapterKit
import FolioModel
import PlaidAdapter

/// Answers of Plaid made by a test, a few members at a time.
enum PlaidAnswers {
    typealias Members = [(String, JSONValue)]

    static let brokerage: JSONValue = [
        "account_id": "a", "type": "investment", "subtype": "brokerage", "name": "A",
        "balances": ["current": .null, "available": .null, "iso_currency_code": "USD"],
    ]
    static let share: JSONValue = [
        "security_id": "share", "type": "equity", "ticker_symbol": "AAPL", "iso_currency_code": "USD",
    ]
    static let option: JSONValue = [
        "security_id": "option", "type": "derivative", "ticker_symbol": "AAPL250620C00100000",
        "iso_currency_code": "USD",
    ]
    static let bond: JSONValue = [
        "security_id": "bond", "type": "fixed income", "subtype": "bond", "iso_currency_code": "USD",
    ]
    static let fund: JSONValue = [
        "security_id": "fund", "type": "cash", "ticker_symbol": "VMFXX", "iso_currency_code": "USD",
    ]
    static let dollar: JSONValue = [
        "security_id": "dollar", "type": "cash", "subtype": "cash", "ticker_symbol": "USD", "iso_currency_code": "USD",
    ]
    static let euro: JSONValue = [
        "security_id": "euro", "type": "cash", "subtype": "cash", "ticker_symbol": "CUR:EUR",
        "iso_currency_code": "USD",
    ]

    /// An account with these balances.
    static func account(_ balances: Members) -> JSONValue {
        [
            "account_id": "a", "type": "investment", "subtype": "brokerage", "name": "A",
            "balances": .object(JSONObject([("iso_currency_code", "USD")] + balances)),
        ]
    }

    /// A row of holdings in account `a`, one unit of a share worth 1 unless told otherwise.
    static func holding(_ members: (String, JSONValue)...) -> JSONValue {
        let usual: Members = [
            ("account_id", "a"), ("security_id", "share"), ("quantity", 1), ("institution_value", 1),
            ("institution_price", 1), ("cost_basis", .null), ("iso_currency_code", "USD"),
        ]
        return .object(JSONObject(usual + members))
    }

    /// An answer of `/investments/holdings/get`.
    static func holdings(
        _ rows: [JSONValue],
        account: JSONValue = brokerage,
        securities: [JSONValue] = [share, option, bond, fund, dollar, euro]
    ) -> HTTPResponse {
        .json(["accounts": [account], "securities": .array(securities), "holdings": .array(rows)])
    }

    /// An answer of `/investments/transactions/get`: rows `t0`, `t1` … of 2026-06-30 unless told otherwise.
    static func transactions(_ rows: [Members]) -> HTTPResponse {
        let all = rows.enumerated().map { index, members in
            let usual: Members = [
                ("investment_transaction_id", .string("t\(index)")), ("account_id", "a"), ("security_id", "share"),
                ("date", "2026-06-30"), ("name", "ROW"), ("quantity", 0), ("amount", 0), ("price", 0),
                ("fees", .null), ("iso_currency_code", "USD"),
            ]
            return JSONValue.object(JSONObject(usual + members))
        }
        return .json([
            "accounts": [
                brokerage,
                ["account_id": "bank", "type": "depository", "balances": ["iso_currency_code": "USD"]],
            ],
            "securities": [share, option, bond, fund, dollar, euro], "investment_transactions": .array(all),
            "total_investment_transactions": .int(all.count),
        ])
    }
}

/// What the adapter makes of an answer.
struct Reading<Result: Sendable>: Sendable {
    let result: Result
    let log: LogBook
}

/// Reads holdings through the adapter.
func readHoldings(
    _ answer: HTTPResponse,
    accounts: [String]? = nil
) async throws -> Reading<HoldingsRead.Result> {
    let plaid = try FakePlaid([
        "/investments/holdings/get": answer, "/item/get": .json(["item": ["item_id": "item-1"]]),
    ])
    var params = HoldingsRead.Params()
    (params.connection, params.accounts) = (.linked, accounts)
    let log = LogBook()
    return Reading(result: try await plaid.adapter().holdings(params, log.context), log: log)
}

/// Reads one page of transactions through the adapter.
func readTransactions(_ answer: HTTPResponse) async throws -> Reading<TransactionsRead.Result> {
    let plaid = try FakePlaid(["/investments/transactions/get": answer])
    var params = TransactionsRead.Params()
    params.connection = .linked
    let log = LogBook()
    return Reading(result: try await plaid.adapter().transactions(params, log.context), log: log)
}
