import FolioDaemon
import Testing

@Suite struct PluginConfigurationTests {
    private static let digest = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"

    private static func faults(_ yaml: String) -> [String] {
        do throws(ConfigurationErrors) {
            _ = try Configuration.parse(yaml, file: "f")
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test func `an adapter is named alone, or with a pin and a limit`() throws {
        let yaml = "plugins: {enabled: [acme, {name: zeta, sha256: \(Self.digest), memory_mib: 64}, {name: eta}]}"
        let enabled = try Configuration.parse(yaml, file: "f").plugins.enabled
        #expect(enabled.map(\.name) == ["acme", "zeta", "eta"])
        #expect(enabled.map(\.sha256) == [nil, Self.digest.lowercased(), nil])
        #expect(enabled.map(\.memoryMebibytes) == [512, 64, 512])
    }

    @Test func `a digest of digits alone is taken as it is written`() throws {
        let digits = String(repeating: "0123456789", count: 6) + "0123"
        let yaml = "plugins: {enabled: [{name: acme, sha256: \(digits)}]}"
        #expect(try Configuration.parse(yaml, file: "f").plugins.enabled.first?.sha256 == digits)
    }

    @Test(arguments: [
        ("[{sha256: null}]", "f:1:21: plugins.enabled[0]: `name` is missing: the adapter's"),
        ("[{name: fmp}]", "f:1:28: plugins.enabled[0].name: fmp comes with the daemon, its settings are elsewhere"),
        (
            "[{name: acme, sha256: abc}]",
            "f:1:42: plugins.enabled[0].sha256: a SHA-256 digest of 64 hexadecimal digits is expected, not `abc`"
        ),
        (
            "[{name: acme, memory_mib: 8}]",
            "f:1:46: plugins.enabled[0].memory_mib: a whole number from 16 to 65536 is expected, not the number 8"
        ),
        (
            "[{name: acme, memory: 8}]",
            "f:1:34: plugins.enabled[0].memory: unknown key; known here: name, sha256, memory_mib"
        ),
        ("[acme, {name: acme, memory_mib: 64}]", "f:1:20: plugins.enabled: acme is named twice"),
        (
            "[../acme]",
            "f:1:21: plugins.enabled[0]: an adapter's name (a-z 0-9 _ -) is expected, not `../acme`"
        ),
    ])
    func `what is wrong with an entry is told with its place`(entry: String, fault: String) {
        #expect(Self.faults("plugins: {enabled: \(entry)}") == [fault])
    }

    @Test func `a source of prices may be a third party's that is enabled`() throws {
        let known = "known: cached, fmp; others need plugins.enabled"
        #expect(
            Self.faults("prices: {sources: [cached, acme]}") == [
                "f:1:28: prices.sources[1]: no price source is named acme, \(known)"
            ]
        )
        #expect(Self.faults("{prices: {sources: [cached, acme]}, plugins: {enabled: [{name: acme}]}}") == [])
    }

    @Test func `what sounds like a secret in an adapter's part is kept out of logs`() throws {
        let yaml = """
            plugins:
              enabled: [acme]
              config: {acme: {region: frankfurt, api_key: key-of-acme, login: {user: ada, passwords: [one-word, two-word]}}}
            """
        let configuration = try Configuration.parse(yaml, file: "f", environment: ["PLAID_SECRET": "plaid-secret-1"])
        let settings = Settings(
            configuration: configuration,
            secrets: configuration.resolveSecrets(),
            access: AccessPolicy(rules: [], ownUID: 0),
            generation: 1
        )
        #expect(settings.confidential == ["plaid-secret-1", "key-of-acme", "one-word", "two-word"])
    }
}
