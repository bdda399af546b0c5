import FMPAdapter
import FolioAdapterKit
import FolioModel
import Foundation
import Testing

@Suite struct `Splits, dividends and other events` {
    private static func splits(_ rows: (String, String, String)...) -> JSONValue {
        .array(
            rows.map { date, new, old in
                ["symbol": "AAPL", "date": .string(date), "numerator": .number(new), "denominator": .number(old)]
            }
        )
    }

    private static func read(
        _ fmp: FakeFMP,
        _ ticker: String = "AAPL",
        _ kinds: [ActionsRead.Kind] = []
    ) async throws -> ActionsRead.Result {
        try await fmp.adapter().actions(ActionsRead.Params([ticker], "2000-01-01", "2026-11-24", kinds), .quiet)
    }

    @Test(arguments: [
        ("4", "1", 4, 1), ("1", "80", 1, 80), ("1.5", "1", 3, 2), ("3.0", "2.0", 3, 2), ("1", "1.998", 500, 999),
        ("10", "4", 5, 2), ("1e1", "1", 10, 1),
    ])
    func `are two integers in lowest terms`(new: String, old: String, numerator: Int, denominator: Int) async throws {
        let result = try await Self.read(FakeFMP(["splits": Self.splits(("2020-08-31", new, old))]))
        #expect(result.actions.map(\.ratio) == [UnitRatio(numerator, for: denominator)])
        #expect(result.actions.map(\.exDate.description) == ["2020-08-31"])
        #expect(result.completeTo?.description == "2026-11-24")
    }

    @Test(arguments: [
        splits(("2020-08-31", "0", "1")), splits(("2020-08-31", "-4", "1")), splits(("2020-08-31", "null", "1")),
        splits(("2020-13-31", "4", "1")), splits(("2020-08-31", "4", "1"), ("2020-08-31", "2", "1")),
        splits(("2020-08-31", "1.000000000001", "1")),
    ])
    func `that cannot be read make their item an error`(rows: JSONValue) async throws {
        let result = try await Self.read(FakeFMP(["splits": rows]))
        #expect(result.actions.isEmpty && result.errors.map(\.error.kind) == [.badVendorData])
    }

    @Test func `twice the same are one, and one for one is none`() async throws {
        let rows = Self.splits(("2020-08-31", "4", "1"), ("2020-08-31", "8", "2"), ("2015-01-02", "1", "1"))
        #expect(try await Self.read(FakeFMP(["splits": rows])).actions.count == 1)
    }

    @Test func `are as paid then, where only the amount of today is known`() async throws {
        let dividends: JSONValue = [
            ["symbol": "AAPL", "date": "2014-05-08", "dividend": nil, "adjDividend": .number("0.1175")],
            ["symbol": "AAPL", "date": "2021-05-07", "dividend": .number("0.22"), "adjDividend": .number("0.22")],
            ["symbol": "AAPL", "date": "2022-05-06", "dividend": 0, "adjDividend": 0],
        ]
        let rows = Self.splits(("2020-08-31", "4", "1"), ("2014-06-09", "7", "1"))
        let result = try await Self.read(FakeFMP(["splits": rows, "dividends": dividends]), "AAPL", [.dividend])
        #expect(result.actions.map(\.kind) == [.dividend, .dividend])
        #expect(result.actions.compactMap(\.cashAmount).texts == ["3.29", "0.22"])  // 0.1175 × 4 × 7
        #expect(result.actions.map(\.currency) == [.usd, .usd])
    }

    @Test func `in pence have no currency, as FMP does not say which they are in`() async throws {
        let fmp = FakeFMP([
            "dividends": [["symbol": "PLTY.L", "date": "2026-06-04", "dividend": .number("4.5")]],
            "profile": [["symbol": "PLTY.L", "currency": "GBp"]],
        ])
        let action = try await Self.read(fmp, "PLTY.L", [.dividend]).actions[0]
        #expect(action.currency == nil && action.cashAmount?.description == "4.5")
    }

    @Test func `of coins and exchange rates there are none, and no request`() async throws {
        let fmp = FakeFMP([:])
        let result = try await Self.read(fmp, "BTCUSD")
        #expect(result.actions.isEmpty && result.errors.isEmpty && fmp.made.isEmpty)
    }

    @Test func `that FMP has no ratios of leave the answer incomplete`() async throws {
        let result = try await Self.read(FakeFMP([:]), "AAPL", [.split, .spinOff])
        #expect(result.completeTo == nil && result.errors.isEmpty)
    }

    @Test func `that stand on pages a plan lacks leave the answer incomplete`() async throws {
        let page = (0..<100).map { index -> JSONValue in
            ["symbol": .string("D\(index)"), "delistedDate": "2026-10-01"]
        }
        let fmp = FakeFMP { call in
            guard call.endpoint == "delisted-companies" else { return .json([]) }
            guard call.query["page"] == "0" else {
                return HTTPResponse(status: 402, body: Array("Restricted Endpoint".utf8))
            }
            return .json(.array(page))
        }
        let result = try await Self.read(fmp, "D7", [.delisting])
        #expect(result.actions.map(\.kind) == [.delisting] && result.completeTo == nil)
        #expect(result.actions.map(\.exDate.description) == ["2026-10-01"])
    }

    @Test func `of one item do not fail those of another`() async throws {
        let fmp = FakeFMP { call in
            if call.query["symbol"] == "KO" { return HTTPResponse(status: 200, body: Array("{".utf8)) }
            return .json(call.endpoint == "splits" ? Self.splits(("2020-08-31", "4", "1")) : [])
        }
        let params = try ActionsRead.Params(["AAPL", "KO"], "2000-01-01", "2026-11-24", [.split])
        let result = try await fmp.adapter().actions(params, .quiet)
        #expect(result.actions.map(\.reference) == ["r-AAPL"])
        #expect(result.errors.map(\.reference) == ["r-KO"] && result.errors[0].error.kind == .badVendorData)
    }
}

/// Real closes as traded around real splits, with closes that another source adjusted (public domain).
@Suite struct `Real closes across real splits` {
    private struct Row {
        let date: String
        let close: String
        let adjusted: Double
    }

    private static func rows(_ ticker: String, _ year: String) throws -> [Row] {
        let text = String(decoding: try Fixture.bytes("real-splits.csv"), as: UTF8.self)
        return text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
            .filter { $0[0] == ticker && $0[1].hasPrefix(year) }
            .map { Row(date: $0[1], close: $0[2], adjusted: Double($0[4]) ?? 0) }
    }

    @Test(arguments: [
        ("AAPL", "2000", "2000-06-21"), ("AAPL", "2005", "2005-02-28"), ("MSFT", "2003", "2003-02-18"),
    ])
    func `go on from day to day once they are divided by the split`(
        ticker: String,
        year: String,
        splitDay: String
    ) async throws {
        let rows = try Self.rows(ticker, year)
        #expect(rows.count == 17)
        let fmp = FakeFMP([
            "historical-price-eod/non-split-adjusted": .array(
                rows.reversed().map {
                    ["symbol": .string(ticker), "date": .string($0.date), "adjClose": .number($0.close)]
                }
            ),
            "splits": [["symbol": .string(ticker), "date": .string(splitDay), "numerator": 2, "denominator": 1]],
        ])
        let adapter = try await fmp.adapter()
        let (from, to) = (rows[0].date, rows[16].date)
        let series = try await adapter.endOfDay(PricesEndOfDay.Params([ticker], from, to), .quiet).series[0]
        let split = try #require(
            try await adapter.actions(ActionsRead.Params([ticker], from, to, [.split]), .quiet).actions.first
        )
        let ratio = try #require(split.ratio)
        #expect(series.dates.map(\.description) == rows.map(\.date))
        let restated = zip(series.dates, series.close).map { day, close in
            close.approximateDouble * (day < split.exDate ? Double(ratio.denominator) / Double(ratio.numerator) : 1)
        }
        // The other source's adjustment is one factor, dividends of a cent apart: Microsoft's first was that week.
        let factors = zip(rows, restated).map { $0.adjusted / $1 }
        let (least, most) = (try #require(factors.min()), try #require(factors.max()))
        #expect(most / least < 1.005)
        let raw = zip(rows, series.close).map { $0.adjusted / $1.approximateDouble }
        #expect(try #require(raw.max()) / #require(raw.min()) > 1.9)
    }
}
