import FolioDaemon
import FolioModel
import FolioSandbox
import FolioStore
import Glibc
import Logging
import Testing

@Suite(.timeLimit(.minutes(5))) struct HangUpTests {
    @Test func `SIGHUP during the start ends nothing, and what changed meanwhile is in force`() async throws {
        let sandbox = try await SandboxServer.start(world: ConnectedDaemon.world)
        let place = try DaemonPlace(sandbox: sandbox.baseURL)
        let process = try FoliodProcess.launch(place)
        let pid = Int(process.pid)
        while !ProcessTable.minds(SIGHUP, pid) {
            try #require(ProcessTable.isAlive(pid))
            await Task.yield()
        }
        process.signal(SIGHUP)
        try Scratch.replace(place.configuration, with: place.text(mode: "aggregation"))
        while !process.log.text.contains("Serving") {
            try #require(ProcessTable.isAlive(pid), "\(process.log.text)")
            process.signal(SIGHUP)
            await Task.yield()
        }
        let client = try await CheckedClient(place)
        try await client.until("the change is in force") {
            try await client.call("mode.get")["mode"] == "aggregation"
        }
        process.signal(SIGTERM)
        process.signal(SIGHUP)
        #expect(await process.end(SIGHUP) == 0)
        place.erase()
        try await sandbox.stop()
    }

    @Test(arguments: [
        ("base_currency: CHF\n", Currency("CHF"), nil),
        ("base_currency: USD\n", Currency.usd, nil),
        ("base_currency: 7\n", Currency.usd, "base_currency"),
    ])
    func `a change between the start's reading and the first watching is caught up with`(
        text: String,
        currency: Currency?,
        fault: String?
    ) async throws {
        let directory = try Scratch.make()
        defer { Scratch.erase(directory) }
        let path = directory + "/foliod.yaml"
        let head = "mode: disabled\n"
        try Scratch.write(head + "base_currency: USD\n", to: path)
        let services = DaemonServices.idle(
            store: try Store.open(location: .memory),
            configuration: try Configuration.load(path: path, environment: [:])
        )
        let reloader = Reloader(
            path: path,
            environment: [:],
            trial: ConfigurationTrial(),
            overriding: { _ in },
            store: services.store,
            settings: services.settings,
            adapters: services.adapters,
            jobs: services.jobs,
            imports: ImportWatcher(store: services.store, jobs: services.jobs),
            style: FolioLogHandler.Style(level: .critical, isJSON: false),
            logger: Logger(label: "foliod")
        )
        try Scratch.replace(path, with: head + text)
        await reloader.catchUp()
        #expect(services.settings.value.configuration.baseCurrency == currency)
        #expect(await reloader.fault?.contains(fault ?? "") == (fault == nil ? nil : true))
        #expect(services.settings.generation == (fault == nil && currency != .usd ? 2 : 1))
    }
}
