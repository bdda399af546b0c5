import Dispatch
import FolioModel
import Glibc
import Testing

/// `foliod` run to its end with arguments.
enum FoliodCommand {
    struct Outcome {
        let status: Int32
        /// What it wrote to standard output and standard error.
        let text: String
    }

    static func run(_ arguments: [String], home: String) async throws -> Outcome {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        let executable = try BuiltProgram.path("foliod")
        let environment = ["PATH=/usr/bin:/bin", "HOME=\(home)"]
        var argv: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid = pid_t()
        try #require(posix_spawn(&pid, executable, &actions, nil, &argv, &envp) == 0)
        close(ends[1])
        let log = LineLog(descriptor: ends[0])
        _ = await log.wait(for: "\u{0}", bound: CheckedClient.eventBound)  // which never comes: the output's end
        let child = pid
        let status = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var status: Int32 = 0
                while waitpid(child, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
        return Outcome(status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F), text: log.text)
    }
}

@Suite(.timeLimit(.minutes(2))) struct CheckConfigTests {
    private static func check(_ place: PluginPlace, _ more: String...) async throws -> FoliodCommand.Outcome {
        try await FoliodCommand.run(
            ["check-config", "--config", place.place.configuration] + more,
            home: place.place.directory
        )
    }

    private static func actions(_ outcome: FoliodCommand.Outcome) throws -> [String: String] {
        let answer = try JSONValue(parsing: outcome.text)
        var actions: [String: String] = [:]
        for row in try #require(answer["plan"]?.array) {
            actions[try #require(row["adapter"]?.string)] = try #require(row["action"]?.string)
        }
        return actions
    }

    @Test func `a plan without a daemon starts everything that is wanted`() async throws {
        let place = try PluginPlace()
        defer { place.place.erase() }
        try PluginScript().install("acme", in: place.plugins)
        try Scratch.replace(place.place.configuration, with: place.text("enabled: [acme, missing]"))
        let good = try await Self.check(place)
        #expect(good.status == 0)
        #expect(
            good.text == """
                warning: the adapter missing would not run: there is no executable missing in \(place.plugins)
                \(place.place.configuration): good, mode hybrid

                """
        )
        let plan = try await Self.check(place, "--plan")
        #expect(plan.status == 2)
        #expect(
            plan.text == """
                warning: the adapter missing would not run: there is no executable missing in \(place.plugins)
                \(place.place.configuration): good, mode hybrid
                From nothing, as no daemon serves \(place.place.socket):
                  plaid    keep         providers.plaid.enabled is false
                  alpaca   keep         providers.alpaca.enabled is false
                  csv      start        mode hybrid includes external providers
                  cached   keep         prices.sources names it, and mode hybrid needs prices
                  fmp      keep         prices.sources leaves it out
                  acme     start        mode hybrid includes external providers
                  missing  start        plugins.enabled names it; it is asked whether it gives accounts or prices; \
                it would be refused: there is no executable missing in \(place.plugins)

                """
        )
        let json = try await Self.check(place, "--plan", "--json")
        #expect(json.status == 2)
        #expect(try Self.actions(json)["acme"] == "start")
        #expect(try JSONValue(parsing: json.text)["daemon"]?.isNull == true)
    }

    @Test func `a plan against the daemon says what would change`() async throws {
        try await PluginPlace.run("enabled: [acme]") { place, process, client in
            try await client.adapter("acme", in: "running")
            let same = try await Self.check(place, "--plan")
            #expect(same.status == 0, "\(same.text)")
            #expect(same.text.contains("Against the daemon that runs (pid \(process.pid)):"))

            let copy = place.place.directory + "/copy.yaml"
            try Scratch.write(place.text("enabled: []"), to: copy)
            let other = try await FoliodCommand.run(
                ["check-config", "--config", copy, "--plan", "--json"],
                home: place.place.directory
            )
            #expect(other.status == 2)
            #expect(try Self.actions(other)["csv"] == "start", "another file's plan is that of a start")
        }
    }

    @Test func `a faulty file is told, for people and for programs`() async throws {
        let place = try PluginPlace()
        defer { place.place.erase() }
        try Scratch.replace(place.place.configuration, with: "mode: hybird\n")
        let people = try await Self.check(place, "--plan")
        #expect(people.status == 1)
        #expect(people.text.hasPrefix("\(place.place.configuration):1:7: mode: one of aggregation"))
        let programs = try await Self.check(place, "--json")
        #expect(programs.status == 1)
        let error = try JSONValue(parsing: programs.text)["errors"]?.array?.first
        #expect(error?["line"] == 1)
        #expect(error?["key"] == "mode")
    }
}
