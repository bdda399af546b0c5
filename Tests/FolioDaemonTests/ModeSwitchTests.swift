import FolioModel
import FolioSandbox
import Glibc
import Testing

@Suite(.timeLimit(.minutes(5))) struct ModeSwitchTests {
    /// Log lines that say what came of a changed file.
    private static let taken = "Configuration read again"
    private static let refused = "Configuration refused"

    @Test func `a changed mode hides a source and brings it back at once, without asking the vendor`() async throws {
        try await ConnectedDaemon.run { daemon in
            let ids = try await daemon.connectAll()
            let whole = try await daemon.total()
            let external = try await daemon.total(["source": "external"])
            let brokerage = try await daemon.total(["source": "brokerage"])
            let requests = daemon.sandbox.requestCount()

            try await replaceFile(daemon, mode: "aggregation")
            try await expect(daemon, total: external, mode: "aggregation", hidden: [ids.alpaca])
            #expect(try await daemon.client.refusal("portfolio.orders").code == -32003)

            try await hangUp(daemon, mode: "brokerage")
            try await expect(daemon, total: brokerage, mode: "brokerage", hidden: [ids.plaid, ids.csv])
            try await daemon.client.call("portfolio.orders")

            let applied = try await reload(daemon, mode: "disabled")
            #expect(applied.contains("mode disabled, was brokerage"))
            try await expect(daemon, total: "0.00", mode: "disabled", hidden: [ids.plaid, ids.csv, ids.alpaca])

            try await replaceFile(daemon, mode: "hybrid")
            try await expect(daemon, total: whole, mode: "hybrid", hidden: [])
            #expect(daemon.sandbox.requestCount() == requests)
        }
    }

    @Test func `a bad file changes nothing, and the daemon's health says so`() async throws {
        try await ConnectedDaemon.run { daemon in
            let client = daemon.client
            let mark = daemon.process.log.mark
            let bad = daemon.place.text(mode: "hybird") + "colour: blue\n"
            try Scratch.replace(daemon.place.configuration, with: bad)
            #expect(
                await daemon.process.log.wait(for: Self.refused, after: mark, bound: CheckedClient.eventBound)
            )
            #expect(try await client.call("system.info")["mode"] == "hybrid")
            let health = try await client.call("system.health")
            #expect(health["status"] == "degraded")
            let check = health["checks"]?.array?.first { $0["name"] == "configuration" }
            #expect(check?["status"] == "degraded")
            #expect(check?["detail"]?.string?.contains("foliod.yaml:1:") == true, "\(check?.text ?? "")")

            let refusal = try await client.refusal("system.reload")
            #expect(refusal.code == -32009)
            let errors = try #require(refusal.data["errors"]?.array)
            #expect(errors.count == 2)
            #expect(errors.first?["file"]?.string == daemon.place.configuration)
            #expect(errors.first?["line"] == 1)
            #expect(errors.first?["column"] == 7)
            #expect(errors.first?["message"]?.string?.contains("hybrid") == true)

            let moved = daemon.place.text(mode: "hybrid").replacing("s.sock", with: "t.sock")
            try Scratch.replace(daemon.place.configuration, with: moved)
            #expect(try await client.refusal("system.reload").code == -32009)

            try await replaceFile(daemon, mode: "aggregation")
            let healed = try await client.call("system.health")["checks"]?.array
            #expect(healed?.first { $0["name"] == "configuration" }?["status"] == "ok")
        }
    }

    /// By a change of the file alone.
    private func replaceFile(_ daemon: ConnectedDaemon, mode: String) async throws {
        let mark = daemon.process.log.mark
        try Scratch.replace(daemon.place.configuration, with: daemon.place.text(mode: mode))
        try #require(await daemon.process.log.wait(for: Self.taken, after: mark, bound: CheckedClient.eventBound))
    }

    /// By SIGHUP, while the file is still open for writing, so that no watcher sees it change.
    private func hangUp(_ daemon: ConnectedDaemon, mode: String) async throws {
        let mark = daemon.process.log.mark
        try await withOpenFile(daemon, mode: mode) {
            daemon.process.signal(SIGHUP)
            let line = "applied=\"mode \(mode)"
            try #require(await daemon.process.log.wait(for: line, after: mark, bound: CheckedClient.eventBound))
            #expect(daemon.process.log.text.contains("reason=SIGHUP"))
        }
    }

    /// By `system.reload`, likewise.
    private func reload(_ daemon: ConnectedDaemon, mode: String) async throws -> [String] {
        var applied: [String] = []
        try await withOpenFile(daemon, mode: mode) {
            let answer = try await daemon.client.call("system.reload")
            applied = answer["applied"]?.array?.compactMap(\.string) ?? []
        }
        return applied
    }

    private func withOpenFile(_ daemon: ConnectedDaemon, mode: String, _ body: () async throws -> Void) async throws {
        let descriptor = open(daemon.place.configuration, O_WRONLY | O_TRUNC | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(daemon.place.text(mode: mode).utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        try await body()
    }

    /// What the client that was connected all the time sees.
    private func expect(
        _ daemon: ConnectedDaemon,
        total: String,
        mode: String,
        hidden: Set<String>
    ) async throws {
        #expect(try await daemon.total() == total, "\(mode)")
        #expect(try await daemon.client.call("mode.get")["mode"]?.string == mode)
        let connections = try #require(try await daemon.client.call("connections.list")["connections"]?.array)
        let out = connections.filter { $0["status"] == "disabled_by_mode" }.compactMap { $0["id"]?.string }
        #expect(Set(out) == hidden, "\(mode)")
        #expect(connections.count == 3)
    }
}
