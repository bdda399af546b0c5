import FolioAdapterKit
import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Testing

@Suite(.timeLimit(.minutes(1))) struct PageBoundTests {
    @Test(
        arguments: [
            ("same-page", "The adapter's pages of transactions come again and do not end."),
            ("two-pages", "The adapter's pages of transactions come again and do not end."),
            ("endless-pages", "The adapter's pages of transactions do not end: there are more than 40."),
            ("wrong-counts", "The answer to transactions.read is refused: counts.added is 7, but there are 1 rows."),
        ]
    )
    func `pages that never end are the adapter's fault, and are not asked for again`(
        fault: String,
        sentence: String
    ) async throws {
        let program = try BuiltProgram.path("HostileAdapter")
        let fixture = try DaemonFixture(launches: [("plaid", .process(executable: program, arguments: [fault]))])
        let services = fixture.services
        let configuration = services.settings.value.configuration
        let plan = AdapterPlan(configuration, modes: [.aggregation], secrets: services.settings.value.secrets)
        _ = await services.adapters.apply(plan, features: [:])
        var bounds = SyncBounds()
        bounds.pages = 40
        let sync = SyncJob(store: services.store, adapters: services.adapters, vault: services.vault, bounds: bounds)
        await services.jobs.register(sync, for: SyncJob.kind)
        let running = Task { try await services.jobs.run() }
        let connection = try services.store.createConnection(user: "default", provider: "plaid", externalID: "1")
        let refused = await fixture.error(
            "connections.refresh",
            ["connection": .string(connection.id), "wait": true]
        )
        #expect(refused?.message == sentence)
        #expect(refused?.details["retryable"] == false)
        #expect(try services.store.connection(id: connection.id)?.status == .error)
        #expect(try services.store.unfinishedJobs() == [])
        running.cancel()
        try await running.value
        await services.adapters.stopAll()
    }
}
