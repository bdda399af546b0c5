import FolioAdapterKit
import FolioDaemon
import FolioModel
import Testing

@Suite struct AdapterPlanTests {
    private static func plan(
        _ yaml: String,
        modes: Set<OperatingMode>,
        known: [String: AdapterFacts] = [:]
    ) throws -> AdapterPlan {
        let configuration = try Configuration.parse(yaml, file: "f")
        return AdapterPlan(configuration, modes: modes, secrets: configuration.resolveSecrets(), known: known)
    }

    private static func wanted(_ plan: AdapterPlan) -> [String] { plan.entries.filter(\.isWanted).map(\.name) }

    @Test func `adapters are listed as providers, sources of prices, and third parties'`() throws {
        let plan = try Self.plan("plugins: {enabled: [zeta, acme]}", modes: [.hybrid])
        #expect(plan.entries.map(\.name) == ["plaid", "alpaca", "csv", "cached", "fmp", "zeta", "acme"])
    }

    @Test(arguments: [
        ([OperatingMode.aggregation], ["plaid", "csv", "cached", "fmp"]),
        ([.brokerage], ["alpaca", "cached", "fmp"]),
        ([.hybrid], ["plaid", "alpaca", "csv", "cached", "fmp"]),
        ([.disabled], []),
        ([.disabled, .brokerage], ["alpaca", "cached", "fmp"]),
        ([], []),
    ])
    func `prices are wanted in every mode but disabled`(modes: [OperatingMode], wanted: [String]) throws {
        #expect(try Self.wanted(Self.plan("", modes: Set(modes))) == wanted)
    }

    @Test func `a bundled source of prices that is not named is disabled, and the reason says so`() throws {
        let plan = try Self.plan("prices: {sources: [cached]}", modes: [.hybrid])
        let fmp = try #require(plan["fmp"])
        #expect(!fmp.isWanted && fmp.isDisabled)
        #expect(fmp.reason == "prices.sources leaves it out")
        #expect(plan["cached"]?.reason == "prices.sources names it, and mode hybrid needs prices")
    }

    /// What an adapter says of itself, a mode, and whether it runs in it.
    static let verdicts: [(AdapterFacts?, OperatingMode, Bool)] = [
        (AdapterFacts(kind: .provider), .aggregation, true),
        (AdapterFacts(kind: .provider), .brokerage, false),
        (AdapterFacts(kind: .provider, source: .brokerage), .brokerage, true),
        (AdapterFacts(kind: .provider, source: .brokerage), .aggregation, false),
        (AdapterFacts(kind: .prices), .brokerage, true),
        (AdapterFacts(kind: .prices), .disabled, false),
        (AdapterFacts(kind: .both), .aggregation, true),
        (nil, .brokerage, true),
        (nil, .disabled, false),
    ]

    @Test(arguments: verdicts)
    func `what a third party's adapter says of itself decides when it runs`(
        facts: AdapterFacts?,
        mode: OperatingMode,
        isWanted: Bool
    ) throws {
        let known = facts.map { ["acme": $0] } ?? [:]
        let plan = try Self.plan("plugins: {enabled: [acme]}", modes: [mode], known: known)
        #expect(plan["acme"]?.isWanted == isWanted)
    }

    @Test func `an adapter of both kinds runs for prices where the mode leaves its accounts out`() throws {
        let yaml = "{prices: {sources: [cached, acme]}, plugins: {enabled: [acme]}}"
        let plan = try Self.plan(yaml, modes: [.brokerage], known: ["acme": AdapterFacts(kind: .both)])
        #expect(plan["acme"]?.isWanted == true)
        #expect(plan["acme"]?.reason == "prices.sources names it, and mode brokerage needs prices")
    }

    @Test func `each adapter is handed its own part`() throws {
        let yaml = """
            prices: {fmp: {base_url: "http://127.0.0.1:1", requests_per_minute: 7, cost_per_100k_requests: "1.50"}}
            plugins: {enabled: [acme], config: {acme: {region: eu}, other: {key: k}}}
            """
        let configuration = try Configuration.parse(yaml, file: "f", environment: ["FMP_API_KEY": "key-of-fmp"])
        let plan = AdapterPlan(configuration, modes: [.hybrid], secrets: configuration.resolveSecrets())
        #expect(
            plan["fmp"]?.configuration == [
                "base_url": "http://127.0.0.1:1", "api_key": "key-of-fmp", "requests_per_minute": 7,
                "cost_per_100k_requests": "1.50",
            ]
        )
        #expect(plan["acme"]?.configuration == ["region": "eu"])
    }

    @Test func `a first start starts what is wanted, and says what cannot run`() throws {
        let plan = try Self.plan("{mode: brokerage, plugins: {enabled: [acme]}}", modes: [.brokerage])
        let steps = plan.firstSteps(bundled: ["plaid", "alpaca", "csv"], silent: ["acme": "it is not there"])
        #expect(
            steps.map { "\($0.adapter) \($0.action.rawValue): \($0.reason)" } == [
                "plaid keep: mode brokerage leaves out external providers",
                "alpaca start: mode brokerage includes the brokerage",
                "csv keep: mode brokerage leaves out external providers",
                "cached keep: prices.sources names it, and mode brokerage needs prices",
                "fmp keep: it is not in this build",
                "acme start: plugins.enabled names it; it is asked whether it gives accounts or prices"
                    + "; it would be refused: it is not there",
            ]
        )
    }
}
