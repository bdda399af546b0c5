import FolioModel

/// Answers as the daemon gives them, short.
enum Samples {
    static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

    static let accounts = """
        {"accounts":[
        {"id":"a_yyc833zacj69v","name":"Platypus Brokerage","mask":"1001","institution":"First Platypus Bank",
        "type":"investment","subtype":"brokerage","provider":"plaid","portfolio_value":"118295.69","cash":"13966.30",
        "percentage":"0.6122"},
        {"id":"a_yr584jsptwpzv","name":"Alpaca paper","mask":null,"institution":"Alpaca","type":"investment",
        "subtype":null,"provider":"alpaca","portfolio_value":"74941.31","cash":"-30132.80","percentage":"0.3878"}],
        "total_accounts":2,"total_value":"193237.00"}
        """

    static let positions = """
        {"positions":[
        {"asset_id":"s_1","symbol":"AAPL","name":"Apple Inc.","qty":"68","current_price":"329.44",
        "market_value":"22401.920000","unrealized_pl":"11821.63","unrealized_plpc":"1.1173","change_today":"-0.0198",
        "weight":"0.7744","data_source":"hybrid","option_contract":null,"sources":[
        {"adapter":"plaid","account_name":"Platypus Brokerage","institution":"First Platypus Bank","qty":"48",
        "price":"329.44","market_value":"15813.12"},
        {"adapter":"alpaca","account_name":"Alpaca paper","institution":"Alpaca","qty":"20","price":"329.44",
        "market_value":"6588.80"}]},
        {"asset_id":"s_2","symbol":null,"name":"Granite Stable Value Fund II","qty":"381.53","current_price":"16.14",
        "market_value":"6157.894200","unrealized_pl":null,"unrealized_plpc":null,"change_today":null,"weight":"0.2129",
        "data_source":"plaid","option_contract":null,"sources":[]},
        {"asset_id":"s_3","symbol":"QQQ270115C00635000","name":null,"qty":"-1","current_price":"7.43",
        "market_value":"-743.000000","unrealized_pl":"594","unrealized_plpc":"0.4443","change_today":"-0.0642",
        "weight":"-0.0257","data_source":"alpaca","option_contract":{"type":"call","expiration_date":"2027-01-15",
        "strike_price":"635","underlying":"QQQ","multiplier":100},"sources":[]}],
        "cash":[{"currency":"USD","amount":"350.94","value":"350.94"}],
        "totals":{"total_value":"28926.52","unrealized_pl":null,"unrealized_plpc":null,"currency":"USD"}}
        """

    static let value = """
        {"total_value":"289347.60","holdings_value":"288996.66","cash":"350.94","cost_basis":"240273.00",
        "unrealized_pl":"48723.66","unrealized_plpc":"0.20278","day":{"change":"-1204.50","change_percent":"-0.0041",
        "basis":"close"},"currency":"USD","as_of":"2026-11-24T01:41:13Z","accounts":5,"data_quality":97,
        "stale":[{"connection":"c_fcg198pcxzjbq","reason":"CSV files are wrong in 2 places; nothing is changed.",
        "as_of":"2026-11-23T21:00:00Z"}]}
        """

    static let allocation = """
        {"slices":[{"key":"unknown","name":"Unknown","value":"188356.11","percentage":"0.6510"},
        {"key":"electronic_technology","name":"Electronic Technology","value":"70288.19","percentage":"0.2429"},
        {"key":"cash","name":"Cash","value":"-350.94","percentage":"-0.0012"}],"total":"289347.60"}
        """

    static let activities = """
        {"activities":[
        {"id":"t_1","date":"2026-11-30","account":"a_1","type":"dividend","symbol":"BAC.PRL","qty":"0","price":null,
        "amount":"36.25","currency":"USD","description":"DIVIDEND RECEIVED Bank of America 7.25% Series L",
        "pending":true},
        {"id":"t_2","date":"2026-11-19","account":"a_2","type":"buy","symbol":"VFIAX","qty":"1.074","price":"477.24",
        "amount":"-512.56","currency":"USD","description":"Vanguard 500 Index Fund","pending":false}],
        "next_cursor":"2026-11-19 66"}
        """

    static let orders = """
        {"orders":[
        {"id":"o_1","account":"a_2","symbol":"NVDA","side":"sell","type":"limit","qty":"20","filled_qty":"0",
        "filled_avg_price":null,"limit_price":"218.03","status":"accepted","submitted_at":"2026-11-23T22:02:00Z"},
        {"id":"o_2","account":"a_2","symbol":"BTC/USD","side":"buy","type":"market","qty":"0.113885",
        "filled_qty":"0.113885","filled_avg_price":"40391.58","limit_price":null,"status":"filled",
        "submitted_at":"2024-12-30T15:00:00Z"}],"next_cursor":null}
        """

    static let connections = """
        {"connections":[
        {"id":"c_hrj90vw4z1z1y","provider":"plaid","institution":{"id":"ins_1","name":"First Platypus Bank"},
        "status":"active","error":null,"accounts":["a","b","c"],"refreshed_at":"2026-11-24T01:41:00Z",
        "history":{"state":"complete","from":"2024-11-24"}},
        {"id":"c_fcg198pcxzjbq","provider":"csv","institution":{"id":null,"name":null},"status":"error",
        "error":{"code":"bad_vendor_data","message":"CSV files are wrong in 2 places; nothing is changed."},
        "accounts":[],"refreshed_at":null,"history":{"state":"none","from":null}}],"next_cursor":null}
        """

    static let adapters = """
        {"adapters":[
        {"name":"plaid","kind":"provider","version":"0.1.0","state":"running","pid":28030,"restarts":0,
        "last_error":null,"reason":"mode hybrid includes external providers"},
        {"name":"alpaca","kind":"provider","version":"0.1.0","state":"backing_off","pid":null,"restarts":12,
        "last_error":"The adapter ended with status 70.","reason":"mode hybrid includes the brokerage"}],
        "next_cursor":null}
        """

    static let jobs = """
        {"jobs":[
        {"id":"j_9mddwxn8ndp2y","kind":"sync","state":"failed","progress":{"done":0,"total":null,"unit":null},
        "error":{"code":"bad_vendor_data","message":"CSV files are wrong in 2 places; nothing is changed."},
        "connection":"c_fcg198pcxzjbq","updated_at":"2026-11-24T01:42:35.609Z"},
        {"id":"j_8hgckwktz4k7t","kind":"refresh","state":"running","progress":{"done":2,"total":3,
        "unit":"connections"},"error":null,"connection":null,"updated_at":"2026-11-24T01:42:00Z"}],"next_cursor":null}
        """

    static let info = """
        {"name":"foliod","version":"0.1.0","protocol":"1","pid":28015,"started_at":"2026-11-24T01:41:10Z",
        "mode":"hybrid","store":{"kind":"sqlite","location":"/var/lib/foliod/folio.db"},
        "socket":"/run/foliod/foliod.sock"}
        """

    static let health = """
        {"status":"degraded","checks":[{"name":"store","status":"ok","detail":"/var/lib/foliod/folio.db, schema 1"},
        {"name":"adapters","status":"degraded","detail":"plaid, csv running; alpaca starts again in 8 s"},
        {"name":"prices","status":"ok","detail":"not served by this version: values use the providers' own prices"}]}
        """

    static let asset = """
        {"asset_id":"s_93qd2xgk0m4tz","symbol":"SHEL","name":"Shell plc American Depositary Shares",
        "held":true,"price":"71.5","currency":"USD",
        "price_as_of":"2026-11-23T21:00:00Z","price_source":"alpaca",
        "fields":[
        {"field":"symbol","value":"SHEL","adapter":"alpaca","said_with":"assets","as_of":"2026-11-20T21:00:00Z"},
        {"field":"name","value":"Shell plc American Depositary Shares (each representing two Ordinary Shares)",
        "adapter":"alpaca","said_with":"assets","as_of":"2026-11-20T21:00:00Z"},
        {"field":"security_type","value":"depositary_receipt","adapter":"plaid","said_with":"holdings",
        "as_of":"2026-11-23T05:00:00Z"},
        {"field":"isin","value":"US7802593050","adapter":"csv","said_with":"holdings","as_of":"2026-10-31T00:00:00Z"},
        {"field":"is_cash_equivalent","value":"false","adapter":"alpaca","said_with":"assets",
        "as_of":"2026-11-20T21:00:00Z"},
        {"field":"fixed_income.price_basis","value":"unit","adapter":"csv","said_with":"transactions",
        "as_of":"2026-10-31T00:00:00Z"}],
        "identifiers":[
        {"type":"isin","value":"US7802593050","adapter":"csv","as_of":"2026-10-31T00:00:00Z","former":false},
        {"type":"ticker","value":"SHEL","adapter":"alpaca","as_of":"2026-11-20T21:00:00Z","former":false},
        {"type":"ticker","value":"RDS.A","adapter":"plaid","as_of":"2022-01-31T00:00:00Z","former":true}],
        "statements":[
        {"adapter":"alpaca","said_with":"assets","as_of":"2026-11-20T21:00:00Z","own":false,"connections":[],
        "says":[{"field":"symbol","value":"SHEL"}]},
        {"adapter":"plaid","said_with":"holdings","as_of":"2026-11-23T05:00:00Z","own":false,
        "connections":["c_hrj90vw4z1z1y"],"says":[{"field":"security_type","value":"depositary_receipt"}]},
        {"adapter":"csv","said_with":"holdings","as_of":"2026-10-31T00:00:00Z","own":true,
        "connections":["c_fcg198pcxzjbq"],"says":[{"field":"isin","value":"US7802593050"},
        {"field":"name","value":"SHELL PLC SPON ADS"}]}],
        "alternatives":[{"asset_id":"s_0kd92mxq7r1va","symbol":"SHEL","name":"Shell plc","security_type":"stock",
        "currency":"GBP","cusip":null,"isin":"GB00BP6MXD84","held":false}]}
        """

    static let assets = """
        {"assets":[
        {"asset_id":"s_93qd2xgk0m4tz","symbol":"VTI","name":"Vanguard Total Stock Market ETF","security_type":"etf",
        "currency":"USD","isin":"US9229087690","cusip":"922908769"},
        {"asset_id":"s_0kd92mxq7r1va","symbol":null,"name":"Vanguard Target Retirement 2045 Trust II",
        "security_type":"mutual_fund","currency":"USD","isin":null,"cusip":null}],"next_cursor":null}
        """
}
