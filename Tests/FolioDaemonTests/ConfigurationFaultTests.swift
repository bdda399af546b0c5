import FolioDaemon
import Testing

@Suite struct ConfigurationFaultTests {
    /// A faulty text and the lines that report it.
    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let report: [String]
        var testDescription: String { text }

        init(_ text: String, _ report: String...) { (self.text, self.report) = (text, report) }
    }

    @Test(arguments: keys + texts + numbers + structures + syntax)
    func `a fault is reported with its place and what was expected`(fault: Fault) {
        let error = #expect(throws: ConfigurationErrors.self) { try Configuration.parse(fault.text, file: "f") }
        #expect(error?.faults.map(\.description) == fault.report)
    }

    @Test func `all faults are reported at once in the order of the file`() {
        let text = """
            mod: hybrid
            mode: off
            mode: hybrid
            socket:
              mode: 0660
              mode: "0660"
              path: run/foliod.sock
            schedule: {refresh_every: 6, end_of_day: "4:00"}
            """
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.parse(text, file: "f", environment: ["FF_WEBHOOKS": "on"])
        }
        #expect(
            error?.description == """
                environment: FF_WEBHOOKS: true or false is expected, not "on"
                f:1:1: mod: unknown key, did you mean `mode`?
                f:3:1: mode: given twice; the first is in line 2
                f:6:3: socket.mode: given twice; the first is in line 5
                f:7:9: socket.path: an absolute path is expected, not `run/foliod.sock`
                f:8:27: schedule.refresh_every: a duration from 1m to 30d, such as 6h or 30m, is expected, not the number 6
                f:8:42: schedule.end_of_day: a time such as "04:00" is expected, not "4:00"
                """
        )
    }

    @Test func `at most a hundred faults are reported`() {
        let text = (0..<300).map { "unknown\($0): 1\n" }.joined()
        let error = #expect(throws: ConfigurationErrors.self) { try Configuration.parse(text, file: "f") }
        #expect(error?.faults.count == 100)
    }

    @Test func `no error repeats what may be a secret`() {
        let text = """
            providers:
              plaid: {client_id: 770077, secret_file: hunter770077, secret: hunter770077}
              alpaca: {key_id: 770077, secret_file: [hunter770077]}
            prices: {fmp: {api_key_file: hunter770077}}
            """
        let error = #expect(throws: ConfigurationErrors.self) {
            try Configuration.parse(text, file: "f", environment: ["PLAID_SECRET_FILE": "hunter770077"])
        }
        #expect(error?.faults.count == 7)
        #expect(error?.description.contains("770077") == false)
    }

    static let keys = [
        Fault("modes: hybrid", "f:1:1: modes: unknown key, did you mean `mode`?"),
        Fault(
            "socket: {pth: /a, xyzzyx: 1}",
            "f:1:10: socket.pth: unknown key, did you mean `path`?",
            "f:1:19: socket.xyzzyx: unknown key; known here: path, mode, group"
        ),
        Fault("users: {ada: {mod: hybrid}}", "f:1:15: users.ada.mod: unknown key, did you mean `mode`?"),
        Fault(
            "users: {.ada: {}}",
            "f:1:9: users..ada: a user name (1 to 64 of A-Z a-z 0-9 . _ -, no leading dot) is expected"
        ),
        Fault(
            "mode: hybrid\nmode: hybrid\nsocket: {path: /a, \"path\": /b}\nmode: disabled\n",
            "f:2:1: mode: given twice; the first is in line 1",
            "f:3:20: socket.path: given twice; the first is in line 3",
            "f:4:1: mode: given twice; the first is in line 1"
        ),
        Fault("? [a]\n: 1\n", "f:1:3: a plain name is expected as key"),
        Fault(
            "plugins: {config: {a: {b: 1, b: 2}}}",
            "f:1:30: plugins.config.a.b: given twice; the first is in line 1"
        ),
    ]

    static let texts = [
        Fault(
            "mode: off",
            "f:1:7: mode: one of aggregation, brokerage, hybrid, disabled is expected, not `off`"
        ),
        Fault(
            "mode: hybird",
            "f:1:7: mode: one of aggregation, brokerage, hybrid, disabled is expected, not `hybird`, did you mean hybrid?"
        ),
        Fault("mode:", "f:1:6: mode: one of aggregation, brokerage, hybrid, disabled is expected, not null"),
        Fault("features: {webhooks: yes}", "f:1:22: features.webhooks: true or false is expected, not `yes`"),
        Fault(
            "features: {webhooks: \"true\"}",
            "f:1:22: features.webhooks: true or false is expected, not \"true\"; leave the quotes out"
        ),
        Fault("base_currency: usd", "f:1:16: base_currency: a currency code such as USD is expected, not `usd`"),
        Fault("socket: {group: 12x}", "f:1:17: socket.group: the name or number of a group is expected, not `12x`"),
        Fault(
            "socket: {group: -1}",
            "f:1:17: socket.group: the name or number of a group is expected, not the number -1"
        ),
        Fault(
            "store: {url: postgres://db/folio}",
            "f:1:14: store.url: sqlite:/absolute/path (other stores are not known yet) is expected, "
                + "not `postgres://db/folio`"
        ),
        Fault("secrets: {key_file: true}", "f:1:21: secrets.key_file: an absolute path is expected, not true"),
        Fault(
            "providers: {plaid: {base_url: plaid.com}}",
            "f:1:31: providers.plaid.base_url: an address such as https://example.com is expected, not `plaid.com`"
        ),
        Fault(
            "providers: {plaid: {base_url: \"https://me:pw@plaid.com\"}}",
            "f:1:31: providers.plaid.base_url: an address such as https://example.com is expected, "
                + "not \"https://me:pw@plaid.com\""
        ),
        Fault(
            "providers: {plaid: {webhook_url: http://a.b}}",
            "f:1:34: providers.plaid.webhook_url: an address such as https://example.com is expected, not `http://a.b`"
        ),
        Fault(
            "log: {level: warn}",
            "f:1:14: log.level: one of trace, debug, info, notice, warning, error, critical is expected, not `warn`"
        ),
        Fault(
            "prices: {sources: [cashed]}",
            "f:1:20: prices.sources[0]: no price source is named cashed, did you mean cached?"
        ),
        Fault(
            "plugins: {enabled: [plaid]}",
            "f:1:21: plugins.enabled[0]: plaid comes with the daemon, its settings are elsewhere"
        ),
        Fault(
            "plugins: {config: {a: {x: yes, y: 0o17, z: +1}}}",
            "f:1:27: plugins.config.a.x: yes reads in several ways: write true or false, or put it in quotes",
            "f:1:35: plugins.config.a.y: 0o17 reads in several ways: write a decimal number, or put it in quotes",
            "f:1:44: plugins.config.a.z: +1 reads in several ways: write a decimal number, or put it in quotes"
        ),
    ]

    static let numbers = [
        Fault(
            "socket: {mode: 0660}",
            "f:1:16: socket.mode: an octal mode such as \"0660\" is expected, not the number 0660; put it in quotes"
        ),
        Fault(
            "socket: {mode: 0o660}",
            "f:1:16: socket.mode: an octal mode such as \"0660\" is expected, not the number 0o660"
        ),
        Fault(
            "socket: {mode: \"0680\"}",
            "f:1:16: socket.mode: an octal mode such as \"0660\" is expected, not \"0680\""
        ),
        Fault(
            "providers: {plaid: {history_months: 25}}",
            "f:1:37: providers.plaid.history_months: a whole number from 1 to 24 is expected, not the number 25"
        ),
        Fault(
            "providers: {plaid: {history_months: \"12\"}}",
            "f:1:37: providers.plaid.history_months: a whole number from 1 to 24 is expected, not \"12\"; leave the quotes out"
        ),
        Fault(
            "limits: {connections: 0o17}",
            "f:1:23: limits.connections: a whole number from 1 to 65536 is expected, not the number 0o17"
        ),
        Fault(
            "limits: {connections: 1e2}",
            "f:1:23: limits.connections: a whole number from 1 to 65536 is expected, not the number 1e2"
        ),
        Fault(
            "limits: {json_depth: 99999999999999999999999999999}",
            "f:1:22: limits.json_depth: a whole number from 4 to 512 is expected, not the number 99999999999999999999999999999"
        ),
        Fault(
            "prices: {fmp: {cost_per_100k_requests: -1}}",
            "f:1:40: prices.fmp.cost_per_100k_requests: a plain decimal such as \"250.00\" is expected, not the number -1"
        ),
        Fault(
            "prices: {fmp: {cost_per_100k_requests: \"2,50\"}}",
            "f:1:40: prices.fmp.cost_per_100k_requests: a plain decimal such as \"250.00\" is expected, not \"2,50\""
        ),
        Fault(
            "schedule: {end_of_day: \"24:00\"}",
            "f:1:24: schedule.end_of_day: a time such as \"04:00\" is expected, not \"24:00\""
        ),
        Fault(
            "schedule: {refresh_every: 6 hours}",
            "f:1:27: schedule.refresh_every: a duration from 1m to 30d, such as 6h or 30m, is expected, not `6 hours`"
        ),
        Fault(
            "schedule: {refresh_every: 10s}",
            "f:1:27: schedule.refresh_every: a duration from 1m to 30d, such as 6h or 30m, is expected, not `10s`"
        ),
        Fault(
            "webhooks: {listen: 8787}",
            "f:1:20: webhooks.listen: an address such as 127.0.0.1:8787 is expected, not the number 8787"
        ),
        Fault(
            "webhooks: {listen: 127.0.0.1:65536}",
            "f:1:20: webhooks.listen: an address such as 127.0.0.1:8787 is expected, not `127.0.0.1:65536`"
        ),
        Fault(
            "metrics: {listen: 256.0.0.1:80}",
            "f:1:19: metrics.listen: an address such as 127.0.0.1:8787 is expected, not `256.0.0.1:80`"
        ),
    ]
}
