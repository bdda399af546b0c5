import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioRPC
import Testing

@Suite struct AdapterPoolTests {
    @Test func `an adapter that this build lacks is failed, and whoever calls it is told`() async throws {
        let fixture = try DaemonFixture(launches: [])
        let adapters = fixture.services.adapters
        let settings = fixture.services.settings.value
        let plan = AdapterPlan(settings.configuration, modes: [.hybrid], secrets: settings.secrets)
        let steps = await adapters.apply(plan, features: [:])
        #expect(Set(steps.map(\.action)) == [.keep])
        let rows = try #require(try await fixture.call("adapters.list")["adapters"]?.array)
        #expect(rows.compactMap { $0["name"]?.string } == ["plaid", "alpaca", "csv", "cached", "fmp"])
        let missing = try #require(rows.last)
        #expect(missing["state"] == "failed")
        #expect(missing["kind"] == "prices")
        #expect(missing["last_error"] == "it is not in this build")
        #expect(missing["reason"] == "prices.sources names it, and mode hybrid needs prices")
        let error = await #expect(throws: AdapterError.self) { _ = try await adapters.running("fmp") }
        #expect(error?.kind == .adapterNotRunning)
        #expect(error?.message == "The adapter fmp does not run: it is not in this build.")
    }

    @Test func `the store is listed as a source of prices that is always there`() async throws {
        let fixture = try DaemonFixture(launches: [])
        let settings = fixture.services.settings.value
        let plan = AdapterPlan(settings.configuration, modes: [.hybrid], secrets: settings.secrets)
        await fixture.services.adapters.apply(plan, features: [:])
        let rows = try #require(try await fixture.call("adapters.list")["adapters"]?.array)
        let store = try #require(rows.first { $0["name"] == "cached" })
        #expect(store["state"] == "running")
        #expect(store["launch"] == "in_process")
        #expect(store["kind"] == "prices")
        let refusal = await fixture.error("connections.link", ["provider": "cached"])
        #expect(refusal?.name == "not_found")
    }

    @Test func `an adapter is made when a plan names it, and dropped with its process when none does`() async throws {
        let fixture = try DaemonFixture(launches: [("csv", .local(ScriptedAdapter()))])
        let adapters = fixture.services.adapters
        let settings = fixture.services.settings.value
        func plan(_ yaml: String, _ modes: Set<OperatingMode>) throws -> AdapterPlan {
            AdapterPlan(try Configuration.parse(yaml, file: "f"), modes: modes, secrets: settings.secrets)
        }
        let named = "plugins: {directories: [/nonexistent], enabled: [acme]}"
        await adapters.apply(try plan(named, [.aggregation]), features: [:])
        #expect(adapters.providers == ["plaid", "alpaca", "csv", "acme"])
        let row = try #require(try await fixture.call("adapters.list")["adapters"]?.array?.last)
        #expect(row["last_error"] == "third parties' adapters are not in this build")
        await adapters.apply(try plan("", [.aggregation]), features: [:])
        #expect(adapters.providers == ["plaid", "alpaca", "csv"])
        let error = await #expect(throws: AdapterError.self) { _ = try await adapters.running("acme") }
        #expect(error?.message == "There is no adapter acme.")
        await adapters.stopAll()
        #expect(await adapters.apply(try plan("", [.hybrid]), features: [:]).isEmpty, "nothing is started any more")
    }

    @Test func `a plan whose caller goes away waits for its turn all the same`() async throws {
        let child = try SupervisorChild(atEnd: "while :; do sleep 60; done")
        let fixture = try DaemonFixture(launches: [
            ("csv", .process(executable: "/bin/sh", arguments: [child.script]))
        ])
        let (adapters, settings) = (fixture.services.adapters, fixture.services.settings.value)
        let (on, off) = (
            AdapterPlan(settings.configuration, modes: [.aggregation], secrets: settings.secrets),
            AdapterPlan(settings.configuration, modes: [.disabled], secrets: settings.secrets)
        )
        await adapters.apply(on, features: [:])
        let supervisor = try await adapters.running("csv")
        _ = try await supervisor.call(AccountsRead.self, AccountsRead.Params(), cause: "")
        let pid = try #require(await supervisor.status.pid)
        let first = Task { await adapters.apply(off, features: [:]) }
        while await supervisor.status.state != .stopped { await Task.yield() }
        let second = Task {
            await adapters.apply(on, features: [:])
            return SupervisorChild.exists(pid)
        }
        second.cancel()
        await supervisor.hurry()
        #expect(await !second.value, "the next plan is carried out while the one before still ends an adapter")
        #expect(Set(await first.value.map(\.action)) == [.stop, .keep])
        await adapters.stopAll()
        child.erase()
    }
}
