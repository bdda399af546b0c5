import FolioCLI
import FolioClient
import FolioModel
import Testing

@Suite struct HistorySessionTests {
    private func session(
        _ answers: [Result<JSONValue, FolioClientError>],
        _ paper: Paper,
        isJSON: Bool = false
    )
        -> (Session, ScriptedDaemon)
    {
        let daemon = ScriptedDaemon(answers)
        return (
            Session(client: daemon, screen: paper.screen(width: 60), isJSON: isJSON, clock: SleepingClock()), daemon
        )
    }

    @Test func `a script gets the answer as it is`() async throws {
        let paper = Paper()
        let (session, _) = session([.success(Samples.week)], paper, isJSON: true)
        try await session.history([:], showsRows: false, height: 12)
        #expect(paper.output == Samples.week.text + "\n")
    }

    @Test(arguments: ["values", "cash", "cost_basis", "net_flows", "quality", "kinds", "dates"])
    func `a history without one of its arrays is drawn nowhere`(name: String) async throws {
        var object = try #require(Samples.week.object)
        object[name] = nil
        let paper = Paper()
        let (session, _) = session([.success(.object(object))], paper)
        await #expect(throws: FolioClientError.protocolViolation("portfolio.history has no \(name)")) {
            try await session.history([:], showsRows: false, height: 12)
        }
        #expect(paper.output.isEmpty)
    }

    @Test func `a figure that is none is drawn nowhere`() async throws {
        var object = try #require(Samples.week.object)
        object["values"] = ["278120.44", "1e5", "288050.12", "289347.60"]
        let (session, _) = session([.success(.object(object))], Paper())
        await #expect(throws: FolioClientError.protocolViolation("portfolio.history has no figure at values[1]")) {
            try await session.history([:], showsRows: false, height: 12)
        }
    }

    @Test func `nothing known is said plainly, with the reason`() async throws {
        var object = try #require(Samples.week.object)
        for name in ["dates", "values", "cash", "cost_basis", "net_flows", "quality", "assumed", "kinds"] {
            object[name] = []
        }
        let paper = Paper()
        let (session, _) = session([.success(.object(object)), .success(.object(object))], paper)
        try await session.history([:], showsRows: false, height: 12)
        try await session.history([:], showsRows: true, height: 12)
        let text = "Nothing is known in that time:\nGap 2026-11-19: account a_9 unknown before 2026-11-20\n"
        #expect(paper.output == text + text)
    }

    @Test func `newest prices are asked for together, closes one by one`() async throws {
        let paper = Paper()
        let (session, daemon) = session([.success(try Samples.json(Samples.prices)), .success(Samples.closes)], paper)
        try await session.prices(["AAPL", "NONE"], WindowChoice(), user: "ana", showsRows: false)
        var window = WindowChoice()
        window.from = Day(number: 20_600)
        try await session.prices(["AAPL", "MSFT"], window, user: nil, showsRows: true)
        #expect(
            daemon.asked == [
                #"prices.latest {"user":"ana","symbols":["AAPL","NONE"]}"#,
                #"prices.history {"symbol":"AAPL","from":"2026-05-27"}"#,
                #"prices.history {"symbol":"MSFT","from":"2026-05-27"}"#,
            ]
        )
        #expect(paper.output.contains("AAPL    329.44"))
    }

    @Test func `parts that miss the end are told`() throws {
        let changes = Samples.changes.replacing("\"taxes\":\"120.00\"", with: "\"taxes\":\"121.00\"")
        let text = PerformanceViews.changes(try Samples.json(changes), Look())
        #expect(text.hasSuffix("The parts come to 291,600.91, not to the end value: please report this.\n"))
    }

    @Test func `nothing known of changes, performance or a date is said`() throws {
        let nothing: JSONValue = [
            "from": nil, "to": nil, "start_value": "0.00", "end_value": "0.00", "currency": "USD",
        ]
        #expect(PerformanceViews.changes(nothing, Look()) == "Nothing is known in that time.\n")
        #expect(PerformanceViews.performance(nothing, Look()) == "Nothing is known in that time.\n")
        let unknown: JSONValue = ["date": nil, "figure": "0.00", "inputs": []]
        #expect(PerformanceViews.explain(unknown, names: [:], Look()) == "Nothing is known of that date.\n")
        #expect(FindingViews.findings(["findings": []], names: [:], Look()) == "Everything fits: no findings.\n")
        #expect(PriceViews.latest(["prices": []], Look()) == "No price is known.\n")
    }
}
