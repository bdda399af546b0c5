import FolioDaemon
import FolioModel
import Glibc
import Testing

@Suite struct ConfigurationTests {
    @Test func `an empty file gives the built-in defaults`() throws {
        let configuration = try Configuration.parse("", file: "f")
        var expected = Configuration()
        expected.plugins.directories = ["/usr/lib/foliod/plugins"]  // nobody's home
        #expect(configuration == expected)
        #expect(try Configuration.parse("# nothing here\n---\n", file: "f") == expected)
        #expect(configuration.mode == .aggregation)
        #expect(configuration.socket.path == "/run/foliod/foliod.sock")
        #expect(configuration.socket.mode == 0o660)
        #expect(configuration.store.location == .file("/var/lib/foliod/folio.db"))
        #expect(configuration.schedule.refreshEvery == .seconds(21600))
        #expect(configuration.limits.messageBytes == 4_194_304)
        #expect(configuration.limits.unsentBytes == 8_388_608)
        #expect(configuration.access == [.init(subject: .group(.name("folio")), users: ["*"], role: .app)])
    }

    @Test func `an empty file is refused on reload`() {
        #expect(throws: ConfigurationErrors([.init(file: "f", message: "the file is empty")])) {
            try Configuration.parse("# a comment alone\n", file: "f", refusingEmpty: true)
        }
    }

    @Test func `every key takes effect`() throws {
        let configuration = try Configuration.parse(Self.everything, file: "f", environment: ["HOME": "/home/ada"])
        #expect(configuration.mode == .hybrid)
        #expect(configuration.features.byName.map(\.isOn) == [false, false, false, false, true])
        #expect(configuration.baseCurrency == .eur)
        #expect(configuration.socket.path == "/home/ada/folio.sock")
        #expect(configuration.socket.mode == 0o600)
        #expect(configuration.socket.group == nil)
        #expect(
            configuration.access == [
                .init(subject: .user(.number(1000)), users: ["ada", "bob"], role: .app),
                .init(subject: .group(.name("wheel")), users: ["*"], role: .admin),
            ]
        )
        #expect(configuration.store.location == .memory)
        #expect(configuration.secrets.keyFile == "/k")
        let plaid = configuration.providers.plaid
        #expect(plaid.environment == .sandbox)
        #expect(plaid.baseURL == "http://127.0.0.1:9000")
        #expect(plaid.clientID == "12345")
        #expect(plaid.countryCodes == ["US", "NO"])
        #expect(plaid.webhookURL == "https://folio.example.com/webhook/plaid")
        #expect(plaid.historyMonths == 12)
        #expect(configuration.providers.alpaca.api == .broker)
        #expect(configuration.providers.alpaca.dataBaseURL == "https://[::1]:8443")
        #expect(configuration.providers.csv.isEnabled == false)
        #expect(configuration.prices.sources == ["cached", "acme"])
        #expect(configuration.prices.fmp.costPer100kRequests == Amount(exactly: "12.345678"))
        #expect(configuration.prices.liveInterval == .seconds(5))
        #expect(configuration.plugins.directories == ["/p", "/home/ada/p"])
        #expect(
            configuration.plugins.config["acme"]?.text
                == #"{"depth":1.50,"on":true,"name":"yes","list":[1,null,"6h"],"empty":{}}"#
        )
        #expect(configuration.schedule.endOfDay == .init(hour: 23, minute: 59))
        #expect(configuration.schedule.refreshEvery == .seconds(90))
        #expect(configuration.webhooks.listen == .init(host: "::1", port: 80))
        #expect(configuration.log.level == .debug)
        #expect(configuration.log.format == .json)
        #expect(configuration.metrics.listen == .init(host: "localhost", port: 9464))
        #expect(configuration.users == ["ada": .init(mode: .brokerage), "bob": .init(mode: nil)])
        #expect(configuration.limits.jsonDepth == 32)
    }

    private static let everything = """
        mode: hybrid
        features: {plaid_investment_sync: false, multi_account_analytics: false, intraday_tracking: false,
          history_reconstruction: false, webhooks: true}
        base_currency: EUR
        socket: {path: ~/folio.sock, mode: '0600', group: null}
        access:
          - {uid: 1000, users: [ada, bob]}
          - {group: wheel, role: admin}
        store: {url: "sqlite::memory:"}
        secrets: {key_file: /k}
        providers:
          plaid:
            environment: sandbox
            base_url: http://127.0.0.1:9000/
            client_id: "12345"
            country_codes: [US, NO]
            webhook_url: https://folio.example.com/webhook/plaid
            history_months: 12
          alpaca: {api: broker, environment: paper, data_base_url: "https://[::1]:8443"}
          csv: {enabled: false}
        prices:
          sources: [cached, acme]
          fmp: {cost_per_100k_requests: 12.345678}
          live_interval_s: 5
        plugins:
          directories: [/p, ~/p]
          enabled: [acme]
          config:
            acme: {depth: 1.50, on: true, name: "yes", list: [1, ~, 6h], empty: {}}
        schedule: {end_of_day: 23:59, refresh_every: 90s}
        webhooks: {listen: "[::1]:80"}
        log: {level: debug, format: json}
        metrics: {listen: localhost:9464}
        users:
          ada: {mode: brokerage}
          bob:
        limits: {json_depth: 32}
        """

    @Test func `only the socket's path and the store need a restart`() throws {
        let running = Configuration()
        var changed = running
        changed.mode = .disabled
        changed.socket.mode = 0o600
        #expect(changed.needsRestart(comparedTo: running).isEmpty)
        changed.socket.path = "/elsewhere"
        changed.store.location = .memory
        #expect(changed.needsRestart(comparedTo: running) == ["socket.path", "store.url"])
    }

    @Test(
        arguments: [
            (nil, nil, nil, OperatingMode.aggregation),
            (nil, nil, "brokerage", .brokerage),
            (nil, "hybrid", "brokerage", .hybrid),
            ("disabled", "hybrid", "brokerage", .disabled),
        ] as [(String?, String?, String?, OperatingMode)]
    )
    func `the environment's mode ranks over the stored, the file's user and the daemon's`(
        override: String?,
        stored: String?,
        user: String?,
        expected: OperatingMode
    ) {
        var configuration = Configuration()
        configuration.modeOverride = override.flatMap(OperatingMode.init(rawValue:))
        configuration.users["ada"] = .init(mode: user.flatMap(OperatingMode.init(rawValue:)))
        let stored = stored.flatMap(OperatingMode.init(rawValue:))
        #expect(configuration.effectiveMode(user: "ada", stored: stored) == expected)
    }

    @Test func `the file is looked for in order`() {
        let environment = ["HOME": "/home/ada", "FOLIOD_CONFIG": "/c"]
        #expect(Configuration.locate(option: "/o", environment: environment) == "/o")
        #expect(Configuration.locate(option: nil, environment: environment) == "/c")
        #expect(
            Configuration.searchPath(environment: environment)
                == ["/home/ada/.config/foliod/foliod.yaml", "/etc/foliod/foliod.yaml"]
        )
    }

    @Test func `a daemon started by hand keeps its things with its person`() {
        let environment = ["HOME": "/home/ada", "XDG_RUNTIME_DIR": "/run/user/1000"]
        let places = InstallationPlaces.detect(uid: 1000, environment: environment)
        let configuration = Configuration(places: places)
        #expect(configuration.socket.path == "/run/user/1000/foliod.sock")
        #expect(configuration.store.location == .file("/home/ada/.local/share/foliod/folio.db"))
        #expect(InstallationPlaces.detect(uid: 0, environment: environment) == .system)
        #expect(InstallationPlaces.detect(uid: 1000, environment: ["RUNTIME_DIRECTORY": "/run/foliod"]) == .system)
        #expect(InstallationPlaces.personal(uid: 7, environment: [:]).socket == "/tmp/foliod-7/foliod.sock")
    }

    @Test func `adapters are handed their settings and secrets`() throws {
        let environment = ["PLAID_CLIENT_ID": "id", "PLAID_SECRET": "s"]
        let configuration = try Configuration.parse(
            "providers: {plaid: {client_id: other}, csv: {directory: /import}}",
            file: "f",
            environment: environment
        )
        let secrets = configuration.resolveSecrets()
        let plaid = configuration.adapterConfiguration(for: "plaid", secrets: secrets)
        #expect(plaid["client_id"] == "id")
        #expect(plaid["secret"] == "s")
        #expect(plaid["base_url"] == .null)
        #expect(plaid["history_months"] == 24)
        #expect(configuration.adapterConfiguration(for: "csv", secrets: secrets) == ["directory": "/import"])
        #expect(configuration.adapterConfiguration(for: "acme", secrets: secrets) == [:])
    }
}
