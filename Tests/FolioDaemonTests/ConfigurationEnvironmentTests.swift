import FolioDaemon
import Foundation
import Testing

@Suite struct ConfigurationEnvironmentTests {
    private func parse(_ text: String = "", _ environment: [String: String]) throws -> Configuration {
        try Configuration.parse(text, file: "f", environment: environment)
    }

    @Test func `features of the environment win over the file`() throws {
        let configuration = try parse(
            "features: {webhooks: false}",
            ["FF_WEBHOOKS": "true", "FF_INTRADAY_TRACKING": "false"]
        )
        #expect(configuration.features.webhooks)
        #expect(!configuration.features.intradayTracking)
        #expect(configuration.features.plaidInvestmentSync)
    }

    @Test(
        arguments: [
            ("true", "true", OperatingMode.hybrid), ("true", "false", .aggregation), ("false", "true", .brokerage),
            ("false", "false", .disabled), ("true", nil, .aggregation), (nil, "true", .brokerage),
            ("false", nil, .disabled), (nil, "false", .disabled), (nil, nil, nil),
        ] as [(String?, String?, OperatingMode?)]
    )
    func `two variables decide the mode`(aggregation: String?, brokerage: String?, expected: OperatingMode?) throws {
        var environment: [String: String] = [:]
        environment["FF_AGGREGATION_MODE"] = aggregation
        environment["FF_BROKERAGE_MODE"] = brokerage
        let configuration = try parse("mode: disabled", environment)
        #expect(configuration.modeOverride == expected)
        #expect(configuration.daemonMode == expected ?? .disabled)
    }

    @Test func `faults of the environment name the variable`() {
        let environment = [
            "FF_AGGREGATION_MODE": "1", "FF_WEBHOOK": "true", "FF_SOMETHING_ELSE": "x", "FOLIOD_SOCKET": "sock",
            "FMP_API_KEY": "a", "FMP_API_KEY_FILE": "/k",
        ]
        let error = #expect(throws: ConfigurationErrors.self) { try parse("", environment) }
        #expect(
            error?.description == """
                environment: FF_AGGREGATION_MODE: true or false is expected, not "1"
                environment: FF_WEBHOOK: unknown variable, did you mean FF_WEBHOOKS?
                environment: FMP_API_KEY: set FMP_API_KEY or FMP_API_KEY_FILE, not both
                environment: FOLIOD_SOCKET: an absolute path is expected
                """
        )
    }

    @Test func `the socket of the environment wins`() throws {
        #expect(try parse("socket: {path: /a}", ["FOLIOD_SOCKET": "/b"]).socket.path == "/b")
    }

    @Test func `secrets come from the environment, else from files that others cannot read`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "folio-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (good, open) = (directory.appending(path: "good").path, directory.appending(path: "open").path)
        let mode = FileAttributeKey.posixPermissions
        let files = FileManager.default
        try #require(files.createFile(atPath: good, contents: Data("s3\n".utf8), attributes: [mode: 0o600]))
        try #require(files.createFile(atPath: open, contents: Data("s4\n".utf8), attributes: [mode: 0o644]))
        let text = "providers: {plaid: {client_id: id, secret_file: \(good)}, alpaca: {secret_file: \(open)}}"
        let configuration = try parse(text, ["ALPACA_KEY_ID": "key", "FMP_API_KEY_FILE": directory.path + "/none"])
        let secrets = configuration.resolveSecrets()
        #expect(secrets[.plaidClientID] == "id")
        #expect(secrets[.plaidSecret] == "s3")
        #expect(secrets[.alpacaKeyID] == "key")
        #expect(secrets[.alpacaSecret] == nil)
        #expect(secrets[.fmpAPIKey] == nil)
        #expect(
            secrets.faults.map(\.description) == [
                "\(open): providers.alpaca.secret_file: the secret can be read by others: chmod 600 \(open)",
                "\(directory.path)/none: prices.fmp.api_key_file: the secret cannot be read: No such file or directory",
            ]
        )
        #expect("\(secrets)" == #"secrets ["ALPACA_KEY_ID", "PLAID_CLIENT_ID", "PLAID_SECRET"]"#)
        let guarded = configuration.resolveSecrets(environment: ["CREDENTIALS_DIRECTORY": directory.path])
        #expect(guarded[.alpacaSecret] == "s4")
    }

    @Test(arguments: ["/nowhere/foliod.yaml", "/", "/dev/zero"])
    func `a file that cannot be read is an error`(path: String) {
        #expect(throws: ConfigurationErrors.self) { try Configuration.load(path: path, environment: [:]) }
    }
}
