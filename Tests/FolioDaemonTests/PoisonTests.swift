import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioStore
import Testing

@Suite(.timeLimit(.minutes(1))) struct PoisonTests {
    private let now = Timestamp(seconds: 1_758_657_600)

    private func subject(_ method: String, _ connection: String?) -> CallSubject {
        CallSubject(method: method, connection: connection)
    }

    @Test func `the second death under the same call makes it rest for a day`() {
        var ledger = PoisonLedger()
        let call = subject("accounts.read", "c1")
        #expect(ledger.died([call, subject("holdings.read", "c2")], at: now) == [])
        #expect(ledger.isSuspect(call, at: now))
        #expect(ledger.rest(of: call, at: now) == nil)
        ledger.answered(subject("holdings.read", "c2"))
        let until = now.adding(seconds: 86_400)
        let rested = QuarantinedCall(method: "accounts.read", connection: "c1", until: until)
        #expect(ledger.died([call], at: now) == [rested])
        #expect(ledger.rest(of: call, at: now) == until)
        #expect(ledger.quarantined(at: now) == [rested])
        #expect(ledger.rest(of: subject("holdings.read", "c1"), at: now) == nil)
        #expect(ledger.rest(of: call, at: until) == nil)
        #expect(ledger.died([call], at: until) == [])
    }

    @Test func `an answer clears a suspect, and so does a day`() {
        var ledger = PoisonLedger()
        let call = subject("accounts.read", "c1")
        _ = ledger.died([call], at: now)
        ledger.answered(call)
        #expect(ledger.died([call], at: now) == [])
        #expect(ledger.died([call], at: now.adding(seconds: 86_400)) == [])
    }

    @Test func `what is about no connection never rests, for it would rest for everybody`() {
        var ledger = PoisonLedger()
        let call = subject("link.begin", nil)
        for _ in 0..<3 { #expect(ledger.died([call], at: now) == []) }
        #expect(ledger.rest(of: call, at: now) == nil)
    }

    @Test func `a call that ended its adapter twice rests over a restart of the daemon until it is asked for`()
        async throws
    {
        let store = try Store.open(location: .memory)
        let poisoned = try store.createConnection(user: "default", provider: "plaid", externalID: "1").id
        let clock = ManualClock()
        let first = try HostileFixture("dies", clock: clock, store: store)
        await first.start()
        let death = await first.outcome(of: .accounts, connection: poisoned, passing: [HostileFixture.firstWait])
        guard case .failure(let error) = death else {
            Issue.record("it was answered")
            return
        }
        #expect(error.kind == .adapterCrashed && error.wire["data"]?["origin"] == "host")
        #expect(error.details["stderr_tail"] == "dying at 0")
        await first.pass([HostileFixture.firstWait * 2]) { await first.supervisor.status.state == .running }
        let refusal = await #expect(throws: AdapterError.self) { try await first.read(.accounts, connection: poisoned) }
        #expect(refusal?.kind == .quarantined && refusal?.isRetryable == false)
        try await first.read(.holdings, connection: poisoned)
        #expect(await first.supervisor.status.quarantined.map(\.connection) == [poisoned])
        #expect(await first.supervisor.status.restarts == 2)
        await first.stop()

        let second = try HostileFixture("none", clock: clock, store: store)
        await second.start()
        let still = await #expect(throws: AdapterError.self) { try await second.read(.accounts, connection: poisoned) }
        #expect(still?.kind == .quarantined)
        await second.supervisor.pardon(connection: poisoned)
        try await second.read(.accounts, connection: poisoned)
        #expect(try store.quarantines(provider: "plaid", now: clock.time) == [])
        await second.stop()
    }

    @Test func `system health names a call that rests, and a refresh by hand lets it go`() async throws {
        let store = try Store.open(location: .memory)
        let connection = try store.createConnection(user: "default", provider: "plaid", externalID: "1").id
        let until = Timestamp.now.adding(seconds: 3600)
        try store.saveQuarantine(StoredQuarantine(connection: connection, method: "accounts.read", until: until))
        let fixture = try DaemonFixture(store: store, supervised: true)
        fixture.set(mode: .aggregation)
        let configuration = fixture.services.settings.value.configuration
        let plan = AdapterPlan(configuration, modes: [.aggregation], secrets: fixture.services.settings.value.secrets)
        _ = await fixture.services.adapters.apply(plan, features: [:])
        let checks = try await fixture.call("system.health")["checks"]?.array
        let detail = checks?.first { $0["name"] == "adapters" }?["detail"]?.string
        #expect(
            detail?.contains("plaid: accounts.read of \(connection) ended it twice and rests until \(until)") == true
        )
        _ = try await fixture.call("connections.refresh", ["connection": .string(connection)])
        #expect(try store.quarantines(provider: "plaid", now: .now) == [])
        await fixture.services.adapters.stopAll()
    }
}
