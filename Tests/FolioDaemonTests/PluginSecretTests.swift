import FolioAdapterKit
import FolioClient
import FolioDaemon
import FolioModel
import Glibc
import Testing

@Suite(.timeLimit(.minutes(2))) struct PluginSecretTests {
    /// Prints each request that it answers.
    private static let indiscreet = PluginScript(
        atStart: """
            answer() {
                echo "asked: $line" >&2
                printf '{"jsonrpc":"2.0","id":"%s","result":%s}\\n' "$id" "$1"
            }
            """
    )

    @Test func `what is filled in for a link is blanked out of what the adapter prints`() async throws {
        try await PluginPlace.run("enabled: [acme]", ["acme": Self.indiscreet]) { _, process, client in
            try await client.adapter("acme", in: "running")
            let connection = try await client.connectScript()
            try await client.until("the account is read") {
                try await client.call("jobs.get", ["job": .string(connection.job)])["state"]?.string == "succeeded"
            }
            let log = process.log.text
            #expect(log.contains("link.complete"))
            #expect(!log.contains("acme-code-1"))
        }
    }

    @Test func `an adapter that quotes its part when it refuses it does not tell its secrets`() async throws {
        let quoting = PluginScript(
            configure: """
                case $line in
                *'"region":"eu"'*) answer '{}' ;;
                *) fail '{"code":1010,"message":"wrong","data":{"kind":"config_invalid","class":"config",\
                "errors":[{"path":"/region","message":"eu goes with open-sesame-2"}]}}' ;;
                esac
                """
        )
        let first = "enabled: [acme], config: {acme: {region: eu, api_key: open-sesame-1}}"
        try await PluginPlace.run(first, ["acme": quoting]) { place, _, client in
            try await client.adapter("acme", in: "running")
            let next = place.text("enabled: [acme], config: {acme: {region: us, api_key: open-sesame-2}}")
            try Scratch.replace(place.place.configuration, with: next)
            let refusal = try await client.refusal("system.reload")
            let error = try #require(refusal.data["errors"]?.array?.first)
            #expect(error["message"] == "plugins.config.acme.region: eu goes with [redacted]")
        }
    }
}
