import FolioModel
import FolioSandbox
import Testing

@Suite(.timeLimit(.minutes(5))) struct LeakTests {
    /// What may be nowhere but in the key file, the secret file, and on the wire to the vendor.
    private static let secrets = [
        SandboxCredentials.plaidSecret, SandboxCredentials.alpacaSecret, "access-sandbox-",
    ]

    private static func leaks(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        return secrets.filter { text.contains($0) }
    }

    @Test func `no secret is in an answer, a log line, the store, or a process's arguments and environment`()
        async throws
    {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let ids = try await daemon.connectAll()
            var answers: [JSONValue] = []
            for method in [
                "system.info", "system.health", "adapters.list", "connections.list", "jobs.list", "accounts.list",
                "portfolio.positions", "portfolio.activities", "portfolio.orders", "users.list", "store.check",
            ] {
                answers.append(try await client.call(method))
            }
            // Errors of the vendor, too: they are quoted in answers and logs.
            for effect in [SandboxFault.Effect.status(400), .garbled] {
                daemon.sandbox.inject(SandboxFault(path: "/accounts/get", effect: effect))
                let params: JSONValue = ["connection": .string(ids.plaid), "wait": true]
                let refusal = try await client.refusal("connections.refresh", params)
                answers += [
                    refusal.data, try await client.call("jobs.list"), try await client.call("connections.list"),
                ]
            }
            let wrong = try await client.refusal(
                "connections.complete",
                [
                    "provider": "alpaca",
                    "fields": ["key_id": "PKWRONG", "secret": .string(SandboxCredentials.alpacaSecret)],
                ]
            )
            answers.append(wrong.data)
            for answer in answers { #expect(Self.leaks(Array(answer.text.utf8)) == []) }
            #expect(Self.leaks(Array(daemon.process.log.text.utf8)) == [])
            for name in Scratch.names(in: daemon.place.directory) where name.hasPrefix("folio.db") {
                #expect(Self.leaks(Scratch.bytes(of: daemon.place.directory + "/" + name)) == [], "\(name)")
            }
            let children = daemon.process.children
            #expect(children.count == 3)
            for pid in children + [Int(daemon.process.pid)] {
                // A core file would hold all of them.
                let limits = String(decoding: Scratch.bytes(of: "/proc/\(pid)/limits"), as: UTF8.self)
                let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
                #expect(core?.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(pid)")
                for file in ["cmdline", "environ"] {
                    #expect(Self.leaks(Scratch.bytes(of: "/proc/\(pid)/\(file)")) == [], "\(file) of \(pid)")
                }
            }
        }
    }
}
