import FolioCLI
import FolioModel
import Testing

/// Every view by name, drawn from its sample.
enum SampleView: String, CaseIterable, Sendable {
    case accounts, positions, sources, value, allocation, activities, orders, asset, assets, connections, adapters, jobs
    case status, imports, imported, history, sessions, performance, changes, explain, findings, prices, closes, usage
    case mappings

    func drawn(_ look: Look) throws -> String {
        let names = ["a_1": "Platypus Brokerage", "a_2": "Alpaca paper"]
        return switch self {
        case .accounts: PortfolioViews.accounts(try Samples.json(Samples.accounts), look)
        case .positions:
            PortfolioViews.positions(try Samples.json(Samples.positions), showsSources: false, look)
        case .sources: PortfolioViews.positions(try Samples.json(Samples.positions), showsSources: true, look)
        case .value: PortfolioViews.value(try Samples.json(Samples.value), look)
        case .allocation: PortfolioViews.allocation(try Samples.json(Samples.allocation), look)
        case .activities: PortfolioViews.activities(try Samples.json(Samples.activities), names: names, look)
        case .orders: PortfolioViews.orders(try Samples.json(Samples.orders), names: names, look)
        case .asset: AssetViews.asset(try Samples.json(Samples.asset), look)
        case .assets: AssetViews.search(try Samples.json(Samples.assets), look)
        case .connections: DaemonViews.connections(try Samples.json(Samples.connections), look)
        case .imports: ImportViews.preview(try Samples.json(Samples.imports), look)
        case .imported: ImportViews.applied(try Samples.json(Samples.imported), showsFiles: true, look)
        case .history: HistoryViews.chart(try HistoryAnswer(Samples.history), height: 8, look)
        case .sessions: HistoryViews.table(try HistoryAnswer(Samples.week), look)
        case .performance: PerformanceViews.performance(try Samples.json(Samples.performance), look)
        case .changes: PerformanceViews.changes(try Samples.json(Samples.changes), look)
        case .explain: PerformanceViews.explain(try Samples.json(Samples.explain), names: names, look)
        case .findings: FindingViews.findings(try Samples.json(Samples.findings), names: names, look)
        case .prices: PriceViews.latest(try Samples.json(Samples.prices), look)
        case .closes: PriceViews.history(Samples.closes, symbol: "AAPL", showsRows: false, look)
        case .usage: PriceViews.usage(try Samples.json(Samples.usage), look)
        case .mappings: PriceViews.mappings(try Samples.json(Samples.mappings), look)
        case .adapters: DaemonViews.adapters(try Samples.json(Samples.adapters), look)
        case .jobs: DaemonViews.jobs(try Samples.json(Samples.jobs), look)
        case .status:
            DaemonViews.status(info: try Samples.json(Samples.info), health: try Samples.json(Samples.health), look)
        }
    }
}

@Suite struct GoldenTests {
    @Test(arguments: SampleView.allCases, [60, 80, 120])
    func `an answer is drawn as it was`(view: SampleView, width: Int) throws {
        #expect(try view.drawn(Look(width: width)) == Goldens.all["\(view.rawValue) \(width)"])
    }

    /// Sentences that may be longer than the terminal, for they can be copied.
    private static let copied = ["There are more"]

    @Test(arguments: SampleView.allCases)
    func `no line is wider than the terminal`(view: SampleView) throws {
        for width in 20...200 {
            for isUnicode in [true, false] {
                let text = try view.drawn(Look(width: width, isUnicode: isUnicode))
                for line in text.split(separator: "\n") where !Self.copied.contains(where: line.hasPrefix) {
                    let isOneWord = line.split(separator: " ").count <= 2  // a label and a path, left whole
                    #expect(isOneWord || DisplayWidth.of(String(line)) <= width, "at \(width): \(line)")
                }
            }
        }
    }

    @Test(arguments: SampleView.allCases)
    func `a line without colour is the coloured one without its codes`(view: SampleView) throws {
        let colored = try view.drawn(Look(width: 80, hasColor: true))
        #expect(colored.contains("\u{1B}["))
        #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == (try view.drawn(Look(width: 80))))
    }

    @Test(arguments: SampleView.allCases)
    func `without Unicode everything is ASCII`(view: SampleView) throws {
        #expect(try view.drawn(Look(width: 80, isUnicode: false)).allSatisfy(\.isASCII))
    }
}
