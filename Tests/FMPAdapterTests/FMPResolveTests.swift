import FMPAdapter
import FolioAdapterKit
import FolioModel
import Testing

@Suite struct `Symbols of FMP's` {
    private static func found(_ rows: (String, String, String, String)...) -> JSONValue {
        .array(
            rows.map { symbol, name, currency, exchange in
                [
                    "symbol": .string(symbol), "name": .string(name), "currency": .string(currency),
                    "exchange": .string(exchange),
                ]
            }
        )
    }

    private static func item(_ set: (inout SymbolsResolve.Item) -> Void) -> SymbolsResolve.Item {
        var item = SymbolsResolve.Item()
        item.reference = "r"
        set(&item)
        return item
    }

    private static func resolve(
        _ fmp: FakeFMP,
        _ item: SymbolsResolve.Item
    ) async throws -> SymbolsResolve.Resolution {
        var params = SymbolsResolve.Params()
        params.items = [item]
        return try await fmp.adapter().resolve(params, .quiet).results[0]
    }

    private static let berkshire = found(("BRK-B", "Berkshire Hathaway Inc.", "USD", "NYSE"))

    @Test(arguments: ["BRK.B", "BRK/B", "BRK B", "BRK-B", "brk.b ", "BRKB"])
    func `are found in any spelling of a class of shares`(ticker: String) async throws {
        let fmp = FakeFMP { call in
            .json(call.endpoint == "search-symbol" && call.query["query"] == "BRK-B" ? Self.berkshire : [])
        }
        let result = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.currency) = (ticker, .usd) })
        #expect(result.status == .resolved && result.match?.ticker == "BRK-B" && result.method == .ticker)
        #expect(result.match?.mic == "XNYS" && result.confidence?.description == "0.85")
    }

    @Test func `are found where FMP writes them with a point`() async throws {
        let fmp = FakeFMP(["search-symbol": Self.found(("BRK.B", "Berkshire Hathaway", "USD", "NYSE"))])
        let result = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.mic) = ("BRK-B", "XNYS") })
        #expect(result.status == .resolved && result.match?.ticker == "BRK-B")
    }

    @Test(arguments: [
        ("BAC.PRK", "BAC-PK"), ("BAC PRK", "BAC-PK"), ("BAC.PR.K", "BAC-PK"), ("BAC-PK", "BAC-PK"),
        ("SPCE.WS", "SPCE-WS"), ("VOD.L", "VOD.L"), ("RDS.A", "RDS-A"), ("^GSPC", "%5EGSPC"), ("eur/usd", "EURUSD"),
        ("BTC-USD", "BTCUSD"),
    ])
    func `are asked for as FMP writes them`(ticker: String, symbol: String) async throws {
        let fmp = FakeFMP([:])
        _ = try await fmp.adapter().latest(PricesLatest.Params(ticker), .quiet)
        #expect(fmp.made.first?.url == "https://fmp.test/stable/quote?symbol=\(symbol)")
    }

    @Test func `of one CUSIP are told apart by ticker, market and currency`() async throws {
        let rows: JSONValue = [
            ["symbol": "AAPL.NE", "companyName": "Apple Inc.", "cusip": "037833100"],
            ["symbol": "AAPL.MX", "companyName": "Apple Inc.", "cusip": "037833100"],
            ["symbol": "AAPL", "companyName": "Apple Inc.", "cusip": "037833100"],
        ]
        let fmp = FakeFMP(["search-cusip": rows])
        let byTicker = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.cusip) = ("AAPL", "037833100") })
        #expect(byTicker.match?.ticker == "AAPL" && byTicker.confidence == Ratio(1) && byTicker.method == .cusip)
        #expect(byTicker.candidates.map(\.ticker) == ["AAPL.MX", "AAPL.NE"])
        let alone = try await Self.resolve(fmp, Self.item { $0.isin = "US0378331005" })
        #expect(alone.match?.ticker == "AAPL" && alone.confidence?.description == "0.9" && alone.method == .isin)
        let mexican = try await Self.resolve(fmp, Self.item { ($0.cusip, $0.mic) = ("037833100", "XMEX") })
        #expect(mexican.match?.ticker == "AAPL.MX")
    }

    @Test func `are found by ticker where a code is wrong or unknown`() async throws {
        let fmp = FakeFMP(["search-symbol": Self.found(("KO", "The Coca-Cola Company", "USD", "NYSE"))])
        let item = Self.item { ($0.ticker, $0.cusip, $0.isin) = ("KO", "123456789", "US1912161007") }
        let result = try await Self.resolve(fmp, item)
        #expect(result.match?.ticker == "KO" && result.method == .ticker)
        // The check digit of the CUSIP is wrong; the ISIN has another in it.
        #expect(fmp.endpoints == ["search-cusip", "search-isin", "search-symbol"])
        #expect(fmp.made[0].query["cusip"] == "191216100")
    }

    @Test(
        arguments: [
            ("COCA COLA CO COM", 95, SymbolsResolve.Status.resolved), ("Kohl's Corporation", 40, .ambiguous),
            (nil, 85, .resolved), ("The Coca-Cola Company", 95, .resolved),
        ] as [(String?, Int, SymbolsResolve.Status)]
    )
    func `are believed as far as names agree`(
        name: String?,
        percent: Int,
        status: SymbolsResolve.Status
    ) async throws {
        let fmp = FakeFMP(["search-symbol": Self.found(("KO", "The Coca-Cola Company", "USD", "NYSE"))])
        let result = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.name) = ("KO", name) })
        #expect(result.status == status && result.confidence?.approximateDouble == Double(percent) / 100)
        #expect((result.match == nil) == (status == .ambiguous))
    }

    @Test func `in London and New York are told apart by the currency, pence being pounds`() async throws {
        let rows = Self.found(
            ("PLTY", "Platypus Harbour plc", "USD", "NASDAQ"),
            ("PLTY.L", "Platypus Harbour plc", "GBp", "LSE")
        )
        for (code, symbol, currency) in [("GBP", "PLTY.L", "GBX"), ("GBX", "PLTY.L", "GBX"), ("USD", "PLTY", "USD")] {
            let fmp = FakeFMP(["search-symbol": rows])
            let result = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.currency) = ("PLTY", Currency(code)) })
            #expect(result.match?.ticker == symbol && result.match?.currency == currency)
        }
        let fmp = FakeFMP(["search-symbol": rows])
        let result = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.currency) = ("PLTY", .eur) })
        #expect(result.status == .ambiguous && result.candidates.count == 2 && result.match == nil)
    }

    @Test(arguments: [SecurityType.option, .bond, .treasuryBill, .cash, .loan])
    func `of what FMP has no prices of are unsupported, without a request`(type: SecurityType) async throws {
        let fmp = FakeFMP([:])
        let result = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.type) = ("X", type) })
        #expect(result.status == .unsupported && fmp.made.isEmpty)
        let option = try await Self.resolve(fmp, Self.item { $0.ticker = "AAPL261218C00250000" })
        #expect(option.status == .unsupported && fmp.made.isEmpty)
    }

    @Test(arguments: ["BTC", "BTC/USD", "BTCUSD", "btc-usd"])
    func `of coins are pairs, and never shares of the same name`(ticker: String) async throws {
        let fmp = FakeFMP([
            "search-symbol": Self.found(
                ("BTC", "Grayscale Bitcoin Mini Trust", "USD", "AMEX"),
                ("BTCUSD", "Bitcoin USD", "USD", "CRYPTO")
            )
        ])
        let item = Self.item { ($0.ticker, $0.type, $0.currency) = (ticker, .cryptocurrency, .usd) }
        let result = try await Self.resolve(fmp, item)
        #expect(result.match?.ticker == "BTCUSD" && result.match?.type == .cryptocurrency)
        let share = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.type) = ("BTC", .etf) })
        #expect(share.match?.ticker == "BTC")
    }

    @Test func `of what no longer trades come from the profile, and less sure`() async throws {
        let profile: JSONValue = [
            ["symbol": "WMBT", "companyName": "Wombat Petroleum Inc.", "currency": "USD", "exchange": "NYSE"]
        ]
        let fmp = FakeFMP(["profile": profile])
        let result = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.name) = ("WMBT", "WOMBAT PETE INC") })
        #expect(result.status == .resolved && result.confidence?.description == "0.75")
        // The ticker was used again: its new owner is somebody else.
        let other = try await Self.resolve(fmp, Self.item { ($0.ticker, $0.name) = ("WMBT", "Web Mobility Trust") })
        #expect(other.status == .ambiguous && other.match == nil)
    }

    @Test func `of a name are the only ones that have it, or candidates`() async throws {
        let one = FakeFMP(["search-name": Self.found(("VFIAX", "Vanguard 500 Index Fund Admiral", "USD", "NASDAQ"))])
        let named = Self.item { $0.name = "Vanguard 500 Index Fund Admiral Shares" }
        let result = try await Self.resolve(one, named)
        #expect(result.status == .resolved && result.confidence?.description == "0.6" && result.method == .name)
        #expect(result.match?.type == .mutualFund)
        let two = FakeFMP([
            "search-name": Self.found(
                ("VFIAX", "Vanguard 500 Index Fund Admiral", "USD", "NASDAQ"),
                ("VFINX", "Vanguard 500 Index Fund Admiral", "USD", "NASDAQ")
            )
        ])
        let several = try await Self.resolve(two, named)
        #expect(several.status == .ambiguous && several.candidates.map(\.ticker) == ["VFIAX", "VFINX"])
        #expect(try await Self.resolve(FakeFMP([:]), named).status == .notFound)
    }

    @Test func `are searched for by words and codes, best first`() async throws {
        let fmp = FakeFMP { call in
            switch call.endpoint {
            case "search-symbol":
                .json(Self.found(("AAPL.NE", "Apple Inc.", "CAD", "NEO"), ("AAPL", "Apple Inc.", "USD", "NASDAQ")))
            case "search-name": .json(Self.found(("APLE", "Apple Hospitality REIT", "USD", "NYSE")))
            default: .json([])
            }
        }
        var params = SymbolsSearch.Params()
        (params.query, params.country) = ("  aapl ", "US")
        #expect(try await fmp.adapter().search(params, .quiet).matches.map(\.ticker) == ["AAPL", "APLE"])
        params.country = nil
        #expect(try await fmp.adapter().search(params, .quiet).matches.map(\.ticker) == ["AAPL", "AAPL.NE", "APLE"])
        params.limit = 1
        #expect(try await fmp.adapter().search(params, .quiet).matches.count == 1)
        params.query = " "
        let count = fmp.made.count
        #expect(try await fmp.adapter().search(params, .quiet).matches.isEmpty && fmp.made.count == count)
    }
}
