import FolioDaemon
import FolioModel
import FolioStore
import Testing

@Suite struct FindingVisibilityTests {
    @Test func `a finding that names an account that the mode hides is not shown`() async throws {
        let fixture = try HistoryFixture()
        try fixture.price("ACME", from: "2025-09-22", ["110", "112"])
        try fixture.connect("broker", provider: "alpaca", accounts: ["S"])
        try fixture.hold(["ACME": "6"], cash: "10", account: "S", connection: "broker", provider: "alpaca")
        try fixture.connect("item")
        try fixture.hold(["ACME": "6"], cash: "10", connection: "item")
        try await fixture.rebuild()
        let found = try fixture.store.findings(user: "default", state: .open)
        let twice = try #require(found.first { $0.draft.kind == "duplicate_position" })
        #expect(twice.draft.explanation.contains("Account S") && twice.draft.explanation.contains("(plaid)"))
        fixture.daemon.set(mode: .aggregation)
        let shown = try await fixture.daemon.call("findings.list")["findings"]?.array ?? []
        #expect(shown.filter { $0["kind"] == "duplicate_position" }.isEmpty)
    }
}
