import FolioModel

/// Answers about the past, as the daemon gives them.
extension Samples {
    /// A week of sessions, the last one live, with a deposit, a gap and an unknown cost basis.
    static let week: JSONValue = [
        "dates": ["2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24"],
        "values": ["278120.44", "285200.00", "288050.12", "289347.60"],
        "cash": ["350.94", "5350.94", "350.94", "350.94"],
        "cost_basis": [nil, "235273.00", "240273.00", "240273.00"],
        "net_flows": ["0.00", "5000.00", "0.00", "0.00"], "quality": [60, 95, 100, 100],
        "assumed": ["0.4", "0", "0", "0"], "kinds": ["reconstructed", "reconstructed", "daily_eod", "live"],
        "change": "11227.16", "change_percent": "0.040368", "from": "2026-11-19", "to": "2026-11-24",
        "complete": false,
        "gaps": [["from": "2026-11-19", "to": "2026-11-19", "reason": "account a_9 unknown before 2026-11-20"]],
    ]

    /// Five sessions a week for half a year.
    private static let sessions = (0..<130).map { Day(number: 20_605 + Int32($0 / 5 * 7 + $0 % 5)).description }

    /// Rises in waves, in cents.
    private static let values = (0..<130).map { index -> Int in
        let wave = index % 40 < 20 ? index % 40 : 40 - index % 40
        let noise = index * index % 37
        return 25_000_000 + index * 20_000 + wave * 90_000 + noise * 7000
    }

    private static func money(_ cents: Int) -> JSONValue {
        .string(Amount(raw: Int128(cents) * 10_000_000_000).text(decimals: 2))
    }

    private static func column(_ cell: (Int) -> JSONValue) -> JSONValue { .array(values.indices.map(cell)) }

    /// Half a year, sure from the 31st session on.
    static let history: JSONValue = {
        var object = JSONObject()
        object["dates"] = column { .string(sessions[$0]) }
        object["values"] = column { money(values[$0]) }
        object["cash"] = column { _ in "350.94" }
        object["cost_basis"] = column { _ in "240273.00" }
        object["net_flows"] = column { .string($0 == 60 ? "5000.00" : "0.00") }
        object["quality"] = column { .int($0 < 10 ? 60 : $0 < 30 ? 95 : 100) }
        object["assumed"] = column { _ in "0" }
        object["kinds"] = column { _ in "reconstructed" }
        object["change"] = money(values[129] - values[0])
        object["change_percent"] = "0.1431"
        object["gaps"] = []
        return .object(object)
    }()

    static let closes: JSONValue = {
        var object = JSONObject()
        object["symbol"] = "AAPL"
        (object["currency"], object["state"], object["missing"]) = ("USD", "gap", 2)
        object["detail"] = "2026-07-03 and 2026-07-06"
        object["dates"] = column { .string(sessions[$0]) }
        object["closes"] = column { money(values[$0] / 800) }
        return .object(object)
    }()

    private static let parts = """
        "start_value":"250000.00","contributions":"20000.00","withdrawals":"2500.00",
        "market_gain":"21534.11","fx_gain":"-312.40","income":"3120.55","fees":"45.10","taxes":"120.00",
        "unexplained":"-75.25","end_value":"291601.91","currency":"USD"
        """

    static let changes = "{\"from\":\"2025-11-24\",\"to\":\"2026-11-24\"," + parts + "}"

    static let performance = """
        {"from":"2025-11-24","to":"2026-11-24","days":365,"twr":"0.112","twr_annualized":"0.112","mwr":"0.1085",
        "mwr_annualized":"0.1085","volatility":"0.1423","sharpe":"0.83",
        "max_drawdown":{"depth":"-0.0812","peak":"2026-02-03","trough":"2026-04-07","recovered":null},
        "best_day":{"date":"2026-04-09","return":"0.0312"},"worst_day":{"date":"2026-04-03","return":"-0.0288"},
        "benchmark":{"symbol":"SPY","twr":"0.1312","beta":"0.91","alpha":"-0.006","correlation":"0.96",
        "tracking_error":"0.041"},
        """ + parts + "}"

    static let explain = """
        {"date":"2026-11-24","figure":"22752.86","inputs":[
        {"kind":"quantity","value":"68","source":"t_1","adapter":"plaid","as_of":"2026-10-02","quality":100,
        "account":"a_1","symbol":"AAPL","currency":null},
        {"kind":"price","value":"329.44","source":"fmp","adapter":"fmp","as_of":"2026-11-24","quality":100,
        "account":"a_1","symbol":"AAPL","currency":"USD"},
        {"kind":"value","value":"22401.92","source":"rule","adapter":null,"as_of":"2026-11-24","quality":100,
        "account":"a_1","symbol":"AAPL","currency":"USD"},
        {"kind":"cash","value":"350.94","source":"holdings","adapter":"plaid","as_of":"2026-11-24","quality":60,
        "account":"a_1","symbol":null,"currency":"USD"},
        {"kind":"value","value":"350.94","source":"rule","adapter":null,"as_of":"2026-11-24","quality":100,
        "account":"a_1","symbol":null,"currency":"USD"}]}
        """

    static let findings = """
        {"findings":[
        {"id":"f_3kd92","kind":"missing_transactions","severity":"warning","account":"a_1","security":"AAPL",
        "first_date":"2025-03-03","amount":null,"quantity":"-10","state":"open",
        "explanation":"10 units of AAPL were bought on 2025-03-03 and are not held now, but no sale is known.",
        "hint":"Import the statement with the sale: `folio import FILE`."},
        {"id":"f_8sp1q","kind":"stale_connection","severity":"error","account":null,"security":null,
        "first_date":null,"amount":null,"explanation":"Nothing was read for 9 days.","hint":null,
        "state":"dismissed"}],"next_cursor":null}
        """

    static let prices = """
        {"prices":[{"symbol":"AAPL","price":"329.44","previous_close":"336.10",
        "currency":"USD","as_of":"2026-11-24T21:00:00Z","source":"fmp"},
        {"symbol":"NONE","price":null,"currency":null,"as_of":null,"source":null}]}
        """

    static let usage = """
        {"usage":[{"date":"2026-11-24","source":"fmp","calls":3,"symbols":1200,"cache_hits":4200,"cache_misses":3,
        "hit_rate":"0.9993","calls_saved":4197,"estimated_cost":"0.003"}]}
        """

    static let mappings = """
        {"mappings":[{"security":"s_93qd2xgk0m4tz","name":"Granite Stable Value Fund","ticker":null,
        "cusip":"123456789","isin":null,"type":"mutual_fund","state":"pending","symbol":null,"method":null,
        "confidence":null,"source":"fmp","reason":"Several funds have this name",
        "candidates":[{"symbol":"GRSVX"},{"symbol":"GRSTX"}]},
        {"security":"s_0kd92mxq7r1va","name":"Apple Inc.","ticker":"AAPL","cusip":null,"isin":"US0378331005",
        "type":"stock","state":"resolved","source":"fmp","symbol":"AAPL","method":"isin","confidence":"1","candidates":[]}]}
        """
}
