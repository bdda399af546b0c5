import FolioAdapterKit
import FolioClient
import FolioDaemon
import FolioModel
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReloadPlanTests {
    /// Reloads under load; more with `FOLIO_RELOADS=100`.
    private static let reloads = getenv("FOLIO_RELOADS").flatMap { Int(String(cString: $0)) } ?? 8

    private static func steps(_ answer: JSONValue) -> [String: String] {
        var steps: [String: String] = [:]
        for row in answer["plan"]?.array ?? [] { steps[row["adapter"]?.string ?? ""] = row["action"]?.string ?? "" }
        return steps
    }

    @Test func `each adapter has its step, and one whose part is the same keeps its process`() async throws {
        let scripts = [
            "kept": PluginScript(), "still": PluginScript(capabilities: #"["accounts","reconfigure"]"#),
            "anew": PluginScript(), "late": PluginScript(), "gone": PluginScript(),
        ]
        let first = "enabled: [kept, still, anew, gone], config: {still: {a: 1}, anew: {a: 1}, kept: {a: 1}}"
        try await PluginPlace.run(first, scripts) { place, _, client in
            var pids: [String: Int] = [:]
            for name in ["kept", "still", "anew", "gone"] {
                pids[name] = try #require(try await client.adapter(name, in: "running")["pid"]?.int)
            }
            let next = "enabled: [kept, still, anew, late], config: {still: {a: 2}, anew: {a: 2}, kept: {a: 1}}"
            let dry = try await Self.inPlace(place, next, isDry: true) {
                try await client.call("system.reload", ["dry_run": true])
            }
            let expected = [
                "plaid": "keep", "alpaca": "keep", "csv": "keep", "cached": "keep", "fmp": "keep", "kept": "keep",
                "still": "reconfigure", "anew": "restart", "late": "start", "gone": "stop",
            ]
            #expect(Self.steps(dry) == expected)
            #expect(dry["applied"] == [])
            #expect(dry["file"]?.string == place.place.configuration)
            #expect(try await client.adapter("gone")["pid"]?.int == pids["gone"])

            let done = try await Self.inPlace(place, next) { try await client.call("system.reload") }
            #expect(Self.steps(done) == expected)
            #expect(
                done["applied"] == [
                    "still reconfigured: its part of the configuration changed",
                    "anew restarted: its part of the configuration changed, and it takes none while it runs",
                    "late started: mode hybrid includes external providers",
                    "gone stopped: plugins.enabled no longer names it",
                ]
            )
            #expect(try await client.adapter("kept", in: "running")["pid"]?.int == pids["kept"])
            #expect(try await client.adapter("still", in: "running")["pid"]?.int == pids["still"])
            #expect(try await client.adapter("anew", in: "running")["pid"]?.int != pids["anew"])
            try await client.adapter("late", in: "running")
            for name in ["anew", "gone"] { #expect(!ProcessTable.isAlive(try #require(pids[name]))) }
            let again = try await Self.inPlace(place, next) { try await client.call("system.reload") }
            #expect(Set(Self.steps(again).values) == ["keep"])
            #expect(again["applied"] == [])
        }
    }

    /// Writes the configuration, and calls before the watcher can see it, as the file is still open for writing; behind
    /// a dry run the old text, which is in force, is there again.
    private static func inPlace(
        _ place: PluginPlace,
        _ plugins: String,
        isDry: Bool = false,
        _ body: () async throws -> JSONValue
    ) async throws -> JSONValue {
        let old = Scratch.bytes(of: place.place.configuration)
        let descriptor = open(place.place.configuration, O_WRONLY | O_TRUNC | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(place.text(plugins).utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        let answer = try await body()
        guard isDry else { return answer }
        try #require(ftruncate(descriptor, 0) == 0)
        try #require(pwrite(descriptor, old, old.count, 0) == old.count)
        return answer
    }

    @Test func `what a third party's adapter has against its part is told with its place, and nothing changes`()
        async throws
    {
        let picky = PluginScript(
            configure: """
                case $line in
                *'"region":"eu"'*) answer '{}' ;;
                *) fail '{"code":1010,"message":"wrong","data":{"kind":"config_invalid","class":"config",\
                "errors":[{"path":"/region","message":"eu is expected"}]}}' ;;
                esac
                """
        )
        try await PluginPlace.run("enabled: [acme], config: {acme: {region: eu}}", ["acme": picky]) {
            place,
            _,
            client in
            let pid = try #require(try await client.adapter("acme", in: "running")["pid"]?.int)
            let bad = place.text("enabled: [acme], config: {acme: {region: us}}")
            try Scratch.replace(place.place.configuration, with: bad)
            let refusal = try await client.refusal("system.reload")
            #expect(refusal.code == -32009)
            let error = try #require(refusal.data["errors"]?.array?.first)
            #expect(error["message"] == "plugins.config.acme.region: eu is expected")
            #expect(error["line"] == 7)
            #expect(try await client.adapter("acme")["pid"]?.int == pid)
            #expect(try await client.refusal("system.reload", ["dry_run": true]).code == -32009)
        }
    }

    @Test func `an adapter that can't be asked does not stand in a reload's way`() async throws {
        try await PluginPlace.run("enabled: []") { place, _, client in
            try PluginScript(atStart: "echo out of order >&2; exit 3").install("broken", in: place.plugins)
            try Scratch.replace(place.place.configuration, with: place.text("enabled: [broken, missing]"))
            try await client.call("system.reload")
            try await client.until("it is told why") {
                try await client.adapter("broken")["last_error"]?.string?.contains("out of order") == true
            }
            let missing = try await client.adapter("missing", in: "failed")
            #expect(missing["refused"]?.string == "there is no executable missing in \(place.plugins)")
        }
    }

    @Test func `a running job of an adapter that stays goes on through a reload`() async throws {
        let waiting = PluginScript(
            atStart: "[ -e gate ] || mkfifo gate",
            beforeAccounts: ": > begun; read word < gate || :"
        )
        try await PluginPlace.run("enabled: [kept, anew]", ["kept": waiting, "anew": PluginScript()]) {
            place,
            _,
            client in
            let connection = try await client.connectScript("kept")
            let data = place.place.directory + "/adapters/kept"
            try await client.until("the job waits for its accounts") { Scratch.names(in: data).contains("begun") }
            let text = place.text("enabled: [kept, anew], config: {anew: {n: 1}}")
            try Scratch.replace(place.place.configuration, with: text)
            let answer = try await client.call("system.reload")
            #expect(Self.steps(answer)["kept"] == "keep")
            let gate = open(data + "/gate", O_WRONLY | O_CLOEXEC)  // waits for the script, which waits for this
            #expect(write(gate, "on\n", 3) == 3)
            close(gate)
            let job = try await client.ended(connection.job)
            #expect(job["attempts"] == 1)
        }
    }

    @Test func `reloads under load drop no client and give no wrong answer`() async throws {
        let scripts = ["kept": PluginScript(), "anew": PluginScript()]
        try await PluginPlace.run("enabled: [kept, anew]", scripts) { place, process, client in
            let connection = try await client.connectScript("kept")
            try await client.ended(connection.job)
            let pid = try #require(try await client.adapter("kept")["pid"]?.int)
            let isOver = Latch()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        let one = try FolioClient.connect(path: place.place.socket)
                        var answers = 0
                        while !isOver.isOpen {
                            let value = try await one.call("portfolio.value", timeout: CheckedClient.answerBound)
                            try #require(value["total_value"]?.string == PluginScript.worth, "\(value.text)")
                            answers += 1
                        }
                        return answers
                    }
                }
                for number in 0..<Self.reloads {
                    let text = place.text("enabled: [kept, anew], config: {anew: {n: \(number)}}")
                    try Scratch.replace(place.place.configuration, with: text)
                    let answer = try await client.call("system.reload")
                    // The watcher may have read the file first.
                    #expect(["restart", "keep"].contains(Self.steps(answer)["anew"]))
                    #expect(Self.steps(answer)["kept"] == "keep")
                }
                isOver.open()
                for try await answers in group { #expect(answers > 0) }
            }
            #expect(try await client.adapter("kept")["pid"]?.int == pid)
            #expect(try await client.adapter("anew", in: "running")["restarts"]?.int ?? 0 >= 1)
            // The daemon's own children: the adapters that run, and nothing that was left.
            try await client.until("nothing is left") { process.children.count == 3 }
        }
    }
}
