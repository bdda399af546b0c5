import FolioDaemon
import FolioModel
import Glibc
import Testing

@Suite(.timeLimit(.minutes(5))) struct PluginProcessTests {
    @Test func `a third party's account is linked, read, and shown like any other`() async throws {
        try await PluginPlace.run("enabled: [acme]") { place, _, client in
            let row = try await client.adapter("acme", in: "running")
            #expect(row["path"]?.string == place.plugins + "/acme")
            #expect(row["sha256"]?.string?.count == 64)
            #expect(row["refused"]?.isNull == true)
            #expect(row["kind"] == "provider")
            #expect(row["launch"] == "process")
            #expect(row["reason"] == "mode hybrid includes external providers")
            let connection = try await client.connectScript()
            try await client.ended(connection.job)
            #expect(try await client.call("portfolio.value")["total_value"]?.string == PluginScript.worth)
            #expect(try await client.call("portfolio.value", ["source": "acme"])["total_value"] == "3250.00")
            let position = try await client.call("portfolio.positions")["positions"]?.array?.first
            #expect(position?["qty"]?.string == "10")
            let accounts = try await client.call("accounts.list")["accounts"]?.array
            #expect(accounts?.map { $0["source"]?.string } == ["external"])
            #expect(try await client.call("mode.get")["data_sources"] == ["csv", "acme"])
            try await client.call("connections.refresh", ["connection": .string(connection.id), "wait": true])

            // In a mode without external accounts it is stopped and unseen, and afterwards back.
            try Scratch.replace(place.place.configuration, with: place.text(mode: "brokerage", "enabled: [acme]"))
            try await client.call("system.reload")
            #expect(try await client.adapter("acme")["state"] == "stopped")
            #expect(try await client.call("portfolio.value")["total_value"] == "0.00")
            // Named no longer it is gone, and what it reported unseen, but kept.
            try Scratch.replace(place.place.configuration, with: place.text("enabled: []"))
            try await client.call("system.reload")
            #expect(
                try await client.call("adapters.list")["adapters"]?.array?.contains { $0["name"] == "acme" } == false
            )
            #expect(try await client.call("portfolio.value")["total_value"] == "0.00")
            try Scratch.replace(place.place.configuration, with: place.text("enabled: [acme]"))
            try await client.call("system.reload")
            #expect(try await client.call("portfolio.value")["total_value"]?.string == PluginScript.worth)
            try await client.call("connections.remove", ["connection": .string(connection.id)])
        }
    }

    @Test func `what runs is shut in`() async throws {
        let script = PluginScript(atStart: "ulimit -a > limits; echo \"$#\" > count")
        try await PluginPlace.run("enabled: [{name: acme, memory_mib: 256}]", ["acme": script]) { place, _, client in
            let pid = try #require(try await client.adapter("acme", in: "running")["pid"]?.int)
            let root = "/proc/\(pid)"
            // The shell itself holds the script that it reads; nothing else is open.
            let script = place.plugins + "/acme"
            let open = Scratch.names(in: root + "/fd").filter { Self.target(root + "/fd/" + $0) != script }
            #expect(open == ["0", "1", "2"])
            let environment = String(decoding: Scratch.bytes(of: root + "/environ"), as: UTF8.self)
            #expect(
                environment.split(separator: "\0").sorted() == [
                    "FOLIO_ADAPTER=1", "FOLIO_ADAPTER_NAME=acme", "FOLIO_PROTOCOLS=1", "PATH=/usr/bin:/bin",
                ]
            )
            let status = String(decoding: Scratch.bytes(of: root + "/status"), as: UTF8.self)
            #expect(status.contains("NoNewPrivs:\t1\n"))
            let data = place.place.directory + "/adapters/acme"
            #expect(Self.target(root + "/cwd") == data)
            var directory = stat()
            #expect(stat(data, &directory) == 0 && directory.st_mode & 0o7777 == 0o700)
            #expect(Self.limit("Max core file size", of: pid) == ["0", "0"])
            #expect(Self.limit("Max open files", of: pid) == ["256", "256"])
            #expect(Self.limit("Max address space", of: pid) == ["268435456", "268435456"])
            #expect(String(decoding: Scratch.bytes(of: data + "/count"), as: UTF8.self) == "0\n")
            #expect(getsid(pid_t(pid)) == pid_t(pid))
        }
    }

    /// Where a link leads.
    private static func target(_ link: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        return String(decoding: buffer[..<max(count, 0)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The soft and the hard limit of a process.
    private static func limit(_ name: String, of pid: Int) -> [String] {
        let text = String(decoding: Scratch.bytes(of: "/proc/\(pid)/limits"), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return line.dropFirst(name.count).split(separator: " ").prefix(2).map(String.init)
    }

    @Test func `an adapter dies with a daemon that is killed`() async throws {
        let place = try PluginPlace()
        defer { place.place.erase() }
        try PluginScript(atStart: "trap '' HUP TERM PIPE").install("acme", in: place.plugins)
        try Scratch.replace(place.place.configuration, with: place.text("enabled: [acme]"))
        let process = try await FoliodProcess.start(place.place)
        let client = try await CheckedClient(place.place)
        let pid = try #require(try await client.adapter("acme", in: "running")["pid"]?.int)
        kill(pid_t(pid), SIGSTOP)  // so that it can't leave by itself
        #expect(await process.end(SIGKILL) == -SIGKILL)
        try await client.untilGone(pid)
    }

    @Test func `a changed file restarts that adapter alone, and a mended one starts`() async throws {
        let scripts = ["acme": PluginScript(), "other": PluginScript()]
        try await PluginPlace.run("enabled: [acme, other]", scripts) { place, process, client in
            let before = try await client.adapter("acme", in: "running")
            let other = try await client.adapter("other", in: "running")
            let csv = try await client.adapter("csv", in: "running")
            let pid = try #require(before["pid"]?.int)
            try PluginScript(version: "2").install("acme", in: place.plugins)
            let after = try await client.adapter("acme", in: "running", pidOtherThan: pid)
            #expect(after["version"] == "2")
            #expect(after["sha256"] != before["sha256"])
            #expect(!ProcessTable.isAlive(pid))
            #expect(try await client.adapter("other") == other)
            #expect(try await client.adapter("csv") == csv)

            chmod(place.plugins + "/acme", 0o777)
            let refused = try await client.adapter("acme", in: "failed")
            let reason = "\(place.plugins)/acme can be written by others: chmod go-w \(place.plugins)/acme"
            #expect(refused["refused"]?.string == reason)
            #expect(refused["last_error"]?.string?.hasPrefix("\(place.plugins)/acme can be written") == true)
            #expect(refused["pid"]?.isNull == true)
            #expect(try await client.call("system.health")["status"] == "degraded")
            #expect(try await client.refusal("connections.link", ["provider": "acme"]).code == -32004)
            chmod(place.plugins + "/acme", 0o755)
            try await client.adapter("acme", in: "running")
            #expect(try await client.adapter("other") == other)
        }
    }

    @Test func `a pin lets that content run and no other`() async throws {
        try await PluginPlace.run("enabled: [acme]") { place, _, client in
            let row = try await client.adapter("acme", in: "running")
            let digest = try #require(row["sha256"]?.string)
            let pinned = place.text("enabled: [{name: acme, sha256: \"\(digest)\"}]")
            try Scratch.replace(place.place.configuration, with: pinned)
            try await client.call("system.reload")
            #expect(try await client.adapter("acme") == row, "a pin that holds changes nothing")
            let larger = place.text("enabled: [{name: acme, sha256: \"\(digest)\", memory_mib: 128}]")
            try Scratch.replace(place.place.configuration, with: larger)
            #expect(try await client.call("system.reload")["applied"] == ["acme restarted: its memory_mib changed"])
            try await client.adapter("acme", in: "running")

            try PluginScript(version: "2").install("acme", in: place.plugins)
            let refused = try await client.adapter("acme", in: "failed")
            #expect(refused["refused"]?.string?.hasSuffix("but plugins.enabled wants \(digest)") == true)
            try PluginScript().install("acme", in: place.plugins)
            try await client.adapter("acme", in: "running")
        }
    }

    @Test func `an adapter of the brokerage's accounts runs in the brokerage's mode only`() async throws {
        let script = PluginScript(source: "brokerage")
        try await PluginPlace.run("enabled: [acme]", ["acme": script]) { place, _, client in
            try await client.until("it has said what it is") {
                try await client.adapter("acme")["reason"] == "mode hybrid includes the brokerage"
            }
            try Scratch.replace(place.place.configuration, with: place.text(mode: "aggregation", "enabled: [acme]"))
            try await client.call("system.reload")
            #expect(try await client.adapter("acme")["state"] == "stopped")
            #expect(try await client.refusal("connections.link", ["provider": "acme"]).code == -32003)
        }
    }

    @Test func `a source of prices that is not named as one runs all the same, in the brokerage's mode, too`()
        async throws
    {
        let script = PluginScript(kind: "prices", capabilities: #"["prices.latest"]"#)
        try await PluginPlace.run("enabled: [acme]", ["acme": script]) { place, _, client in
            try await client.until("it has said what it is") { try await client.adapter("acme")["kind"] == "prices" }
            let more = "prices: {sources: [cached, acme]}"
            let text = place.text(mode: "brokerage", "enabled: [acme]", more: more)
            let pid = try #require(try await client.adapter("acme", in: "running")["pid"]?.int)
            try Scratch.replace(place.place.configuration, with: text)
            try await client.call("system.reload")
            let row = try await client.adapter("acme")
            #expect(row["pid"]?.int == pid)
            #expect(row["reason"] == "prices.sources names it, and mode brokerage needs prices")
            #expect(try await client.call("mode.get")["data_sources"] == [])
        }
    }
}

extension CheckedClient {
    /// Waits until a process is gone.
    func untilGone(_ pid: Int) async throws {
        let end = ContinuousClock.now + Self.eventBound
        while ProcessTable.isAlive(pid) { try #require(ContinuousClock.now < end, "process \(pid) is gone") }
    }
}
