import FMPAdapter
import FolioAdapterKit
import FolioModel
import Testing

@Suite struct `Closes day by day` {
    /// Rows of the unadjusted history: a date and a close each.
    private static func rows(_ symbol: String, _ closes: [(String, String)]) -> JSONValue {
        .array(
            closes.map { date, close in
                ["symbol": .string(symbol), "date": .string(date), "adjClose": .number(close)]
            }
        )
    }

    private static func series(
        _ closes: [(String, String)],
        _ from: String,
        _ to: String,
        symbol: String = "AAPL",
        now: Timestamp = FakeFMP.noon
    ) async throws -> PricesEndOfDay.Series {
        let rows = rows(symbol, closes)
        let fmp = FakeFMP { _ in .json(rows) }
        let adapter = try await fmp.adapter(now: now)
        return try await adapter.endOfDay(PricesEndOfDay.Params([symbol], from, to), .quiet).series[0]
    }

    @Test func `are ascending, each once, within the range`() async throws {
        let closes = [
            ("2026-11-20", "3"), ("2026-11-19", "2"), ("2026-11-19", "2.0"), ("2026-11-18", "1"), ("2026-11-17", "9"),
            ("2026-11-21", "9"),
        ]
        let series = try await Self.series(closes, "2026-11-18", "2026-11-20")
        #expect(series.dates.map(\.description) == ["2026-11-18", "2026-11-19", "2026-11-20"])
        #expect(series.close.texts == ["1", "2", "3"])
        #expect(series.completeFrom?.description == "2026-11-18" && series.completeTo?.description == "2026-11-20")
    }

    @Test(arguments: [
        // Tuesday noon: Monday is final, Tuesday's row is not.
        (FakeFMP.noon, "2026-11-23"),
        // A minute before eight, Monday is not final yet: Sunday is the last day that is.
        (Timestamp(seconds: 1_795_507_140), "2026-11-22"), (Timestamp(seconds: 1_795_507_200), "2026-11-23"),
    ])
    func `of today are given and not final`(now: Timestamp, completeTo: String) async throws {
        let closes = [("2026-11-24", "4"), ("2026-11-23", "3"), ("2026-11-20", "2")]
        let series = try await Self.series(closes, "2026-11-20", "2026-11-24", now: now)
        #expect(series.close.texts == ["2", "3", "4"])
        #expect(series.completeTo?.description == completeTo)
    }

    @Test(arguments: [
        // A fund's price of Monday is late; a halt of weeks is over after a week; the range ends long before.
        ("2026-11-20", "2026-11-23", "2026-11-20"), ("2026-10-02", "2026-11-23", "2026-11-16"),
        ("2026-06-12", "2026-06-30", "2026-06-30"),
    ])
    func `may be late for a week and no longer`(newest: String, to: String, completeTo: String) async throws {
        let series = try await Self.series([("2026-06-10", "1"), (newest, "2")], "2026-06-10", to)
        #expect(series.completeFrom?.description == "2026-06-10")
        #expect(series.completeTo?.description == completeTo)
    }

    @Test func `begin with the first row where a plan or a listing cuts the past off`() async throws {
        let series = try await Self.series([("2021-11-26", "1"), ("2026-11-23", "2")], "2015-01-02", "2026-11-23")
        #expect(series.completeFrom?.description == "2021-11-26")
    }

    @Test func `without a price are no price`() async throws {
        let closes = [("2026-11-18", "1"), ("2026-11-19", "0"), ("2026-11-20", "null")]
        let series = try await Self.series(closes, "2026-11-18", "2026-11-20")
        #expect(series.dates.map(\.description) == ["2026-11-18"])
    }

    @Test func `that differ for one final day are refused`() async throws {
        let series = try await Self.series([("2026-11-20", "1"), ("2026-11-20", "2")], "2026-11-18", "2026-11-20")
        #expect(series.error?.kind == .badVendorData)
        #expect(series.error?.message.contains("2026-11-20 has two closes") == true)
    }

    @Test func `of another symbol are refused`() async throws {
        let rows = Self.rows("KO", [("2026-11-20", "1")])
        let adapter = try await FakeFMP { _ in .json(rows) }.adapter()
        let params = try PricesEndOfDay.Params(["AAPL"], "2026-11-18", "2026-11-20")
        #expect(try await adapter.endOfDay(params, .quiet).series[0].error?.kind == .badVendorData)
    }

    @Test(
        arguments: [
            ("2024-01-02", "2024-12-31", AdapterError.Kind.notFound), ("2026-11-20", "2026-11-23", nil),
            ("2026-01-05", "2026-01-06", nil),
        ] as [(String, String, AdapterError.Kind?)]
    )
    func `that FMP has none of say so only where it tells something`(
        from: String,
        to: String,
        kind: AdapterError.Kind?
    ) async throws {
        let series = try await Self.series([], from, to)
        #expect(series.error?.kind == kind)
        #expect(series.dates.isEmpty && series.completeTo == nil)
    }

    @Test func `of a holiday cost no request`() async throws {
        let fmp = FakeFMP([:])
        let params = try PricesEndOfDay.Params(["AAPL"], "2025-12-25", "2025-12-25")
        let series = try await fmp.adapter().endOfDay(params, .quiet).series[0]
        #expect(fmp.made.isEmpty && series.error == nil && series.dates.isEmpty)
        #expect(series.completeFrom?.description == "2025-12-25" && series.completeTo?.description == "2025-12-25")
    }

    @Test func `of decades are read in windows that meet`() async throws {
        let fmp = FakeFMP { call in
            .json(Self.rows("AAPL", [(call.query["from"] ?? "", "1"), (call.query["to"] ?? "", "2")]))
        }
        let params = try PricesEndOfDay.Params(["AAPL"], "2000-01-03", "2026-11-23")
        let series = try await fmp.adapter().endOfDay(params, .quiet).series[0]
        let windows = fmp.made.map { "\($0.query["from"] ?? "") \($0.query["to"] ?? "")" }
        #expect(windows == ["2014-07-30 2026-11-23", "2002-04-04 2014-07-29", "2000-01-03 2002-04-03"])
        #expect(series.dates.count == 6)
    }

    @Test func `are five years where the plan has no more`() async throws {
        let fmp = FakeFMP { call in
            guard call.query["from"] ?? "" < "2021-11-24" else {
                return .json(Self.rows("AAPL", [("2021-11-26", "1"), ("2026-11-23", "2")]))
            }
            let text = "Premium Query Parameter: 'Special Endpoint : This value set for 'from' is not available"
            return HTTPResponse(status: 402, body: Array(text.utf8))
        }
        let params = try PricesEndOfDay.Params(["AAPL"], "2018-01-02", "2026-11-23")
        let series = try await fmp.adapter().endOfDay(params, .quiet).series[0]
        #expect(series.error == nil && series.completeFrom?.description == "2021-11-25")
    }

    @Test func `are told to be adjusted where the plan has no others`() async throws {
        let fmp = FakeFMP { call in
            guard call.endpoint == "historical-price-eod/full" else {
                return HTTPResponse(status: 402, body: Array("Restricted Endpoint: no".utf8))
            }
            return .json([["symbol": "AAPL", "date": "2026-11-20", "close": 5]])
        }
        let params = try PricesEndOfDay.Params(["AAPL"], "2026-11-20", "2026-11-20")
        let series = try await fmp.adapter().endOfDay(params, .quiet).series[0]
        #expect(series.adjusted == .splits && series.close.texts == ["5"])
    }

    @Test func `of many come in parts that fit a line, each item once`() async throws {
        let fmp = FakeFMP { call in
            let days = (0..<3650).map { Day(number: 16_800).adding(days: $0) }
            let rows = days.map { day -> JSONValue in
                [
                    "symbol": .string(call.query["symbol"] ?? ""), "date": .string(day.description),
                    "adjOpen": .number("123456.123456"), "adjHigh": .number("123456.123456"),
                    "adjLow": .number("123456.123456"), "adjClose": .number("123456.123456"),
                    "volume": .number("123456789012.125"),
                ]
            }
            return .json(.array(rows))
        }
        let adapter = try await fmp.adapter()
        let tickers = (0..<9).map { "T\($0)" }
        var params = try PricesEndOfDay.Params(tickers, "2015-12-31", "2025-12-27")
        var (seen, answers) = ([String](), 0)
        repeat {
            let result = try await adapter.endOfDay(params, .quiet)
            #expect(result.json.count < AdapterLimits().line * 3 / 4)
            seen += result.series.map(\.reference)
            params.next = result.next
            answers += 1
        } while params.next != nil && answers < 20
        #expect(seen == tickers.map { "r-" + $0 } && answers == 2)
        params.next = "nonsense"
        let error = try await adapterError { () throws(AdapterError) in try await adapter.endOfDay(params, .quiet) }
        #expect(error.kind == .cursorInvalid)
    }

    @Test func `that were read before a limit are kept`() async throws {
        let answered = Counter()
        let fmp = FakeFMP { call in
            guard answered.next() <= 3 else {
                return .json(["Error Message": "Limit Reach . Please upgrade your plan"], status: 429)
            }
            return .json(Self.rows(call.query["symbol"] ?? "", [("2026-11-20", "1")]))
        }
        let params = try PricesEndOfDay.Params((0..<40).map { "T\($0)" }, "2026-11-20", "2026-11-20")
        let series = try await fmp.adapter().endOfDay(params, .quiet).series
        #expect(series.count == 40 && series.filter { $0.error == nil }.count == 3)
        let refused = series.compactMap(\.error)
        #expect(refused.allSatisfy { $0.kind == .rateLimited && $0.retryAfterSeconds == 60 })
        #expect(fmp.made.count <= 3 + 6)  // those on their way, and none after
    }
}
