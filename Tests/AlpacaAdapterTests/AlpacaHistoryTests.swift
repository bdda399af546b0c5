import AlpacaAdapter
import FolioAdapterKit
import FolioModel
import Testing

/// What the account was worth, by Alpaca's own count.
struct AlpacaHistoryTests {
    private func read(
        _ answer: String,
        now: String = "2026-11-24T12:00:00Z",
        from: String = "2000-01-01",
        to: String = "2030-12-31"
    ) async throws -> ([String], FakeAlpaca) {
        let alpaca = try FakeAlpaca(["/v2/account/portfolio/history": .json(JSONValue(parsing: answer))])
        let adapter = try await alpaca.adapter(now: try #require(Timestamp(now)))
        var params = HistoryRead.Params()
        (params.connection, params.account) = (.linked, "account-1")
        (params.from, params.to) = (try #require(Day(from)), try #require(Day(to)))
        let result = try await adapter.history(params, .quiet)
        #expect(result.basis == "equity" && result.cash == nil)
        return (zip(result.dates, result.values).map { "\($0) \($1)" }, alpaca)
    }

    private static let week = """
        {"timestamp": [1697241600, 1697500800, 1697587200, 1697673600, 1697760000],
        "equity": [2784.79, 2794.79, 2805.46, 2774.16, 2748.73], "base_value": 2784.79, "timeframe": "1D"}
        """

    @Test func `days are asked for, within New York's dates and not beyond now`() async throws {
        let (_, past) = try await read(Self.week, from: "2023-10-13", to: "2023-10-19")
        #expect(past.made.map { $0.query["timeframe"] } == ["1D"])
        #expect(past.made.map { $0.query["start"] } == ["2023-10-13T12:00:00Z"])
        #expect(past.made.map { $0.query["end"] } == ["2023-10-20T12:00:00Z"])
        #expect(past.made.map { $0.query["period"] } == [nil])
        let (_, now) = try await read(Self.week, from: "2023-10-13", to: "2026-11-24")
        #expect(now.made.map { $0.query["end"] } == [nil])
    }

    @Test func `a day is New York's, though its stamp is the next in UTC`() async throws {
        let (days, _) = try await read(Self.week, from: "2023-10-16", to: "2023-10-18")
        #expect(days == ["2023-10-16 2794.79", "2023-10-17 2805.46", "2023-10-18 2774.16"])
    }

    @Test func `milliseconds are known by their size`() async throws {
        let (days, _) = try await read(#"{"timestamp": [1697241600000], "equity": [2784.79], "timeframe": "1D"}"#)
        #expect(days == ["2023-10-13 2784.79"])
    }

    /// Reported of Alpaca: from 20:00 on there is a stamp of the day, with the value of the day before.
    @Test(arguments: [
        ("2023-10-19T20:30:00Z", 4), ("2023-10-20T06:22:00Z", 4), ("2023-10-20T13:29:59Z", 4),
        ("2023-10-20T13:30:00Z", 5),
    ])
    func `the last day counts once the next session is open`(now: String, count: Int) async throws {
        let (days, _) = try await read(Self.week, now: now)
        #expect(days.count == count)
    }

    @Test func `days without a value and zeros before the first are left out`() async throws {
        let (days, _) = try await read(
            """
            {"timestamp": [1697241600, 1697500800, 1697587200, 1697673600, 1697760000],
            "equity": [0, 0.00, 2805.46, null, 0], "timeframe": "1D"}
            """
        )
        #expect(days == ["2023-10-17 2805.46", "2023-10-19 0"])
    }

    @Test func `an account without history has none`() async throws {
        let (none, _) = try await read(#"{"timestamp": [], "equity": [], "base_value": 0, "timeframe": "1D"}"#)
        let (missing, _) = try await read(#"{"timestamp": null, "equity": null, "base_value": null}"#)
        #expect(none.isEmpty && missing.isEmpty)
    }

    @Test func `what is no session has no value, and stamps before the close are of no day`() async throws {
        // Saturday 20:00; Monday midnight and noon; Monday 16:00 and 20:00 in New York
        let (days, _) = try await read(
            """
            {"timestamp": [1697328000, 1697428800, 1697472000, 1697486400, 1697500800],
            "equity": [1, 2, 3, 4, 5], "timeframe": "1H"}
            """
        )
        #expect(days == ["2023-10-16 4"])
    }

    @Test(arguments: [
        (#"{"timestamp": [1697241600], "equity": [1, 2]}"#, "equity"),
        (#"{"timestamp": ["soon"], "equity": [1]}"#, "timestamp[0]"),
        (#"{"timestamp": [-1], "equity": [1]}"#, "timestamp[0]"),
        (#"{"timestamp": [1e99], "equity": [1]}"#, "timestamp[0]"),
        (#"{"timestamp": [9999999999999999], "equity": [1]}"#, "timestamp[0]"),
        (#"{"timestamp": [1697241600, 1697500800], "equity": [1, "much"]}"#, "equity[1]"),
    ])
    func `garbled answers name their place`(answer: String, place: String) async throws {
        let error = try await #require(throws: AdapterError.self) { try await read(answer) }
        #expect(error.kind == .badVendorData && error.message.contains("at \(place):"))
    }

    @Test func `another account and an empty span are refused before Alpaca is asked`() async throws {
        let alpaca = FakeAlpaca([:])
        let adapter = try await alpaca.adapter()
        var params = HistoryRead.Params()
        (params.connection, params.account) = (.linked, "other")
        let other = try await adapterError { () throws(AdapterError) in try await adapter.history(params, .quiet) }
        (params.account, params.from, params.to) = (nil, Day(number: 20_001), Day(number: 20_000))
        let empty = try await adapterError { () throws(AdapterError) in try await adapter.history(params, .quiet) }
        #expect([other.kind, empty.kind] == [.notFound, .invalidParams] && alpaca.made.isEmpty)
    }
}
