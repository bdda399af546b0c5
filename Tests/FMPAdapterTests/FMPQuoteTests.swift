import FMPAdapter
import FolioAdapterKit
import FolioModel
import Testing

@Suite struct `Newest prices` {
    /// A row as FMP has it, of 2026-11-23 16:00:01 in New York unless told otherwise.
    private static func row(_ symbol: String, _ price: String = "10.5", _ more: String = "") -> String {
        #"{"symbol":"\#(symbol)","price":\#(price),"timestamp":1795467601\#(more)}"#
    }

    private static func answer(_ rows: String...) -> HTTPResponse {
        HTTPResponse(status: 200, body: Array("[\(rows.joined(separator: ","))]".utf8))
    }

    private static let restricted = HTTPResponse(status: 402, body: Array("Restricted Endpoint: not yours".utf8))

    @Test(arguments: [
        ("1e-05", "0.00001"), ("190.54999999", "190.54999999"), ("0.1", "0.1"), ("118741.16", "118741.16"),
        ("0.30000000000000004", "0.3"), ("7", "7"), ("\"12.5\"", "12.5"), ("2.5E+2", "250"),
    ])
    func `are read from the number's own text`(text: String, price: String) async throws {
        let fmp = FakeFMP { _ in Self.answer(Self.row("AAPL", text)) }
        let quotes = try await fmp.adapter().latest(PricesLatest.Params("AAPL"), .quiet).quotes
        #expect(quotes.map(\.price?.description) == [price])
    }

    @Test(arguments: [
        ("null", AdapterError.Kind.notFound), ("0", .notFound), ("-3", .notFound), ("1e-13", .notFound),
        ("\"n/a\"", .badVendorData), ("true", .badVendorData), ("1e40", .badVendorData),
    ])
    func `that are none are an error of their item alone`(text: String, kind: AdapterError.Kind) async throws {
        let fmp = FakeFMP { _ in Self.answer(Self.row("AAPL", text), Self.row("KO")) }
        let quotes = try await fmp.adapter().latest(PricesLatest.Params("AAPL", "KO"), .quiet).quotes
        #expect(quotes.map(\.error?.kind) == [kind, nil])
        #expect(quotes[1].price?.description == "10.5")
    }

    @Test(
        arguments: [
            ("", nil), (#","timestamp":null"#, nil), (#","timestamp":1795467601000"#, "2026-11-23T21:00:01Z"),
            (#","timestamp":1795611600"#, nil), (#","timestamp":1404158400"#, "2014-06-30T20:00:00Z"),
        ] as [(String, String?)]
    )
    func `have the vendor's time, however old, and none of the future`(member: String, asOf: String?) async throws {
        let fmp = FakeFMP { _ in Self.answer(#"{"symbol":"AAPL","price":1\#(member)}"#) }
        let quotes = try await fmp.adapter().latest(PricesLatest.Params("AAPL"), .quiet).quotes
        #expect(quotes.map(\.asOf?.description) == [asOf])
        #expect(quotes.map(\.error?.kind) == [asOf == nil ? .badVendorData : nil])
    }

    @Test func `are one request for many, in whatever order the answer is`() async throws {
        let fmp = FakeFMP { _ in Self.answer(Self.row("BRK.B", "480"), Self.row("AAPL"), Self.row("OTHER", "1")) }
        let result = try await fmp.adapter().latest(PricesLatest.Params("AAPL", "BRK/B", "NONE", "AAPL"), .quiet)
        #expect(fmp.endpoints == ["batch-quote"])
        #expect(fmp.made[0].query == ["symbols": "AAPL,BRK-B,NONE"])
        #expect(result.quotes.map(\.price?.description) == ["10.5", "480", nil, "10.5"])
        #expect(result.quotes.map(\.error?.kind) == [nil, nil, .notFound, nil])
        #expect(result.usage?.calls == 1 && result.usage?.symbols == 3)
    }

    @Test func `of pairs that a batch leaves out are asked for alone`() async throws {
        let fmp = FakeFMP { call in
            call.endpoint == "batch-quote" ? Self.answer(Self.row("AAPL")) : Self.answer(Self.row("EURUSD", "1.08"))
        }
        let result = try await fmp.adapter().latest(PricesLatest.Params("AAPL", "EURUSD", "NONE"), .quiet)
        #expect(fmp.endpoints == ["batch-quote", "quote"])
        #expect(result.quotes.map(\.price?.description) == ["10.5", "1.08", nil])
    }

    @Test func `come one by one where the plan has no batches, which is remembered`() async throws {
        let fmp = FakeFMP { call in
            guard call.endpoint == "quote" else { return Self.restricted }
            return Self.answer(Self.row(call.query["symbol"] ?? ""))
        }
        let adapter = try await fmp.adapter()
        for _ in 0..<2 {
            let quotes = try await adapter.latest(PricesLatest.Params("AAPL", "KO", "IBM"), .quiet).quotes
            #expect(quotes.allSatisfy { $0.error == nil })
        }
        #expect(fmp.endpoints.filter { $0 == "batch-quote" }.count == 1)
        #expect(fmp.endpoints.filter { $0 == "quote" }.count == 6)
    }

    @Test func `of a symbol that the plan leaves out fail alone`() async throws {
        let fmp = FakeFMP { call in
            let symbol = call.query["symbol"] ?? "XYZ"
            let text = "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is not available"
            return symbol == "XYZ" ? HTTPResponse(status: 402, body: Array(text.utf8)) : Self.answer(Self.row(symbol))
        }
        let quotes = try await fmp.adapter().latest(PricesLatest.Params("AAPL", "XYZ", "KO"), .quiet).quotes
        #expect(quotes.map(\.error?.kind) == [nil, .unsupported, nil])
    }

    @Test(
        arguments: [
            ("GBp", "GBX", "71.5"), ("GBX", "GBX", "71.5"), ("GBP", "GBP", "71.5"), ("ZAc", "ZAR", "0.715"),
            ("ILA", "ILS", "0.715"), ("EUR", "EUR", "71.5"), ("gbp", nil, nil), ("", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `from abroad are in the currency of the profile, or there is none`(
        word: String,
        currency: String?,
        price: String?
    ) async throws {
        let fmp = FakeFMP { call in
            call.endpoint == "profile"
                ? Self.answer(#"{"symbol":"PLTY.L","currency":"\#(word)"}"#) : Self.answer(Self.row("PLTY.L", "71.5"))
        }
        let adapter = try await fmp.adapter()
        for _ in 0..<2 {
            let quote = try await adapter.latest(PricesLatest.Params("PLTY.L"), .quiet).quotes[0]
            #expect(quote.currency?.code == currency && quote.price?.description == price)
        }
        #expect(fmp.endpoints.filter { $0 == "profile" }.count == (currency == nil ? 2 : 1))
    }

    @Test(arguments: [
        // Ten in the morning in New York, a trade of then, one of the evening before, and a night.
        (1_795_532_400, 1_795_532_400, MarketSession.regular), (1_795_532_400, 1_795_467_601, .closed),
        (1_795_521_600, 1_795_467_601, .closed),
    ])
    func `are of a session that goes on only while it does`(
        now: Int,
        stamp: Int,
        session: MarketSession
    ) async throws {
        let fmp = FakeFMP { _ in Self.answer(#"{"symbol":"AAPL","price":1,"timestamp":\#(stamp)}"#) }
        let adapter = try await fmp.adapter(now: Timestamp(seconds: Int64(now)))
        #expect(try await adapter.latest(PricesLatest.Params("AAPL"), .quiet).quotes.map(\.session) == [session])
    }

    @Test func `of options and of what is no symbol cost no request`() async throws {
        let fmp = FakeFMP([:])
        let params = PricesLatest.Params("AAPL261218C00250000", "A,B", "", "A B C D E F G H I J K L M N", "?")
        let quotes = try await fmp.adapter().latest(params, .quiet).quotes
        #expect(quotes.map(\.error?.kind) == [.unsupported, .notFound, .notFound, .notFound, .notFound])
        #expect(fmp.made.isEmpty)
    }

    @Test func `beside the price that cannot be read or contradict are left out`() async throws {
        let more = #","previousClose":0,"open":"x","dayLow":12,"dayHigh":9,"volume":-4"#
        let fmp = FakeFMP { _ in Self.answer(Self.row("AAPL", "10.5", more)) }
        let quote = try await fmp.adapter().latest(PricesLatest.Params("AAPL"), .quiet).quotes[0]
        #expect(quote.price?.description == "10.5" && quote.previousClose == nil && quote.open == nil)
        #expect(quote.low == nil && quote.high == nil && quote.volume == nil)
    }

    @Test func `of more than five hundred items are refused`() async throws {
        var params = PricesLatest.Params()
        params.items = (0...500).map { PriceItem("A\($0)") }
        let adapter = try await FakeFMP([:]).adapter()
        let error = try await adapterError { () throws(AdapterError) in try await adapter.latest(params, .quiet) }
        #expect(error.kind == .tooLarge)
    }

    @Test func `carry the key in a header and nowhere else`() async throws {
        let fmp = FakeFMP { call in HTTPResponse(status: 401, body: Array("Invalid API KEY \(call.url)".utf8)) }
        let adapter = try await fmp.adapter()
        let error = try await adapterError { () throws(AdapterError) in
            try await adapter.latest(PricesLatest.Params("AAPL", "KO"), .quiet)
        }
        #expect(error.kind == .badCredentials)
        #expect(!error.wire.text.contains(FakeFMP.key) && !error.wire.text.contains("fmp.test"))
        #expect(fmp.made.allSatisfy { $0.headers["apikey"] == FakeFMP.key && !$0.url.contains(FakeFMP.key) })
    }
}
