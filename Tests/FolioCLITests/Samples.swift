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

    static let imports = """
        {"import":"i_1","state":"faulty","files":[
        {"disposition":"kept","stored_as":"history_2025-11-25.csv","account":null,"contradicted":[],
        "name":"history.csv","size_bytes":2143219,"layout":"schwab.transactions",
        "title":"Charles Schwab, transactions","encoding":"utf-8","needs_account":false,
        "accounts":[{"external_id":"Schwab 1234","name":"Schwab Individual 1234"}],
        "rows":[{"kind":"buy","count":1204},{"kind":"dividend","count":96},{"kind":"transfer_in","count":1}],
        "skipped_rows":3,"from":"2024-01-02","to":"2025-09-23",
        "warnings":[{"file":"history.csv","line":7,"column":1,"message":"the action \\"Journal\\" is taken as a transfer"}],
        "faults":[]},
        {"disposition":"undecided","stored_as":"trades.csv","account":"Play money","contradicted":[
        {"change":"removed","date":"2025-09-15","account":"Play money","type":"dividend","symbol":"VTI","name":null,
        "qty":null,"amount":"6.42","currency":"USD","description":"Dividend","differences":[]}],
        "name":"trades.csv","size_bytes":980,"layout":"robinhood","title":"Robinhood","encoding":"utf-16le",
        "needs_account":false,"accounts":[],"rows":[],"skipped_rows":0,"from":"2025-09-15","to":"2025-09-15",
        "warnings":[],"faults":[]},
        {"disposition":"new","stored_as":"broken.csv","account":null,"contradicted":[],"name":"broken.csv",
        "size_bytes":1,"layout":null,"title":null,"encoding":null,"needs_account":false,"accounts":[],"rows":[],
        "skipped_rows":0,"from":null,"to":null,"warnings":[],
        "faults":[{"file":"broken.csv","line":1,"column":1,"message":"the file is of no layout that folio knows"}]}],
        "faults":[{"file":"older.csv","line":3,"column":9,"message":"states this account with the same as_of"}],
        "changes":null}
        """

    static let imported = """
        {"import":"i_1","state":"applied","files":[
        {"disposition":"known","stored_as":"may.csv","account":null,"contradicted":[],"name":"copy.csv",
        "size_bytes":2100,"layout":"folio.holdings","title":"folio, holdings","encoding":"utf-8",
        "needs_account":false,"accounts":[{"external_id":"A","name":"Broker"}],"rows":[{"kind":"holding","count":12}],
        "skipped_rows":0,"from":"2025-05-30","to":"2025-05-30","warnings":[],"faults":[]}],"faults":[],
        "changes":{"accounts":{"added":0,"changed":1,"removed":0,"unchanged":2},
        "holdings":{"added":1,"changed":1,"removed":1,"unchanged":9},
        "cash":{"added":0,"changed":1,"removed":0,"unchanged":0},
        "transactions":{"added":1312,"changed":1,"removed":0,"unchanged":8120},"partial":false,
        "account_rows":[{"change":"changed","name":"Broker","as_of_before":"2025-04-30T00:00:00Z",
        "as_of":"2025-05-30T00:00:00Z"}],
        "holding_rows":[
        {"change":"added","account":"Broker","symbol":"NVDA","name":"NVIDIA Corp.","qty_before":null,"qty":"5",
        "currency":"USD"},
        {"change":"changed","account":"Broker","symbol":"VTI","name":null,"qty_before":"10","qty":"12.5",
        "currency":"USD"},
        {"change":"removed","account":"Broker","symbol":null,"name":"Granite Stable Value Fund II","qty_before":"3",
        "qty":null,"currency":"USD"},
        {"change":"changed","account":"Broker","symbol":null,"name":null,"qty_before":"1250.75","qty":"1000",
        "currency":"USD"}],
        "transaction_rows":[
        {"change":"added","date":"2025-05-23","account":"Broker","type":"buy","symbol":"NVDA","name":null,"qty":"5",
        "amount":"-661.45","currency":"USD","description":"Bought","differences":[]},
        {"change":"changed","date":"2025-05-02","account":"Broker","type":"fee","symbol":null,"name":null,"qty":null,
        "amount":"-1.50","currency":"USD","description":null,"differences":["amount was -1.05"]}]}}
        """
}
