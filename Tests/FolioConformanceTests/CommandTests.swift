import FolioModel
import Glibc
import Testing

/// `foliod adapter new` and `test`, as a person types them.
@Suite(.timeLimit(.minutes(2))) struct CommandTests {
    /// Runs foliod in a directory; its exit status, and what it put out.
    private static func foliod(_ arguments: [String], in directory: String) throws -> (status: Int32, text: String) {
        let output = directory + "/output"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory, try Built.foliod()]
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let environment = ["PATH=\(path)", "HOME=\(directory)"]
        var argv: [UnsafeMutablePointer<CChar>?] = (shell + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid = pid_t()
        try #require(posix_spawn(&pid, "/bin/sh", &actions, nil, &argv, &envp) == 0)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        try #require(status & 0x7F == 0)
        return ((status >> 8) & 0xFF, try Scratch.text(of: output))
    }

    private static func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = try Scratch.make()
        defer { Scratch.erase(directory) }
        try body(directory)
    }

    @Test(.enabled(if: Python.isThere, "there is no python3"))
    func `what new writes is what test takes`() throws {
        try Self.withDirectory { directory in
            let new = try Self.foliod(["adapter", "new", "my-bank"], in: directory)
            #expect(new.status == 0)
            #expect(Scratch.names(in: directory + "/my-bank") == ["README.md", "conformance.yaml", "my-bank.py"])
            let test = try Self.foliod(
                [
                    "adapter", "test", "--credentials", "my-bank/conformance.yaml", "--only", "accounts-read",
                    "my-bank/my-bank.py", "--report", "report.json",
                ],
                in: directory
            )
            #expect(test.status == 0, "\(test.text)")
            #expect(test.text.hasPrefix("ok    describe-answers\nok    accounts-read\n\n2 passed, 0 failed, 0 skipped"))
            let report = try JSONValue(parsing: try Scratch.text(of: directory + "/report.json"))
            #expect(report["adapter"] == "my-bank")
            #expect(try Self.foliod(["adapter", "new", "my-bank"], in: directory).status == 73)
        }
    }

    @Test func `an adapter that fails ends with 1, and wrong use with its own numbers`() throws {
        try Self.withDirectory { directory in
            try Scratch.write("link: {visit: maybe}\n", to: directory + "/bad.yaml")
            try Scratch.write("describe-answer: it is slow\n", to: directory + "/unknown.yaml")
            try Scratch.write("describe-answers: it says nothing\n", to: directory + "/expected.yaml")
            let cases: [([String], Int32, String)] = [
                (["/bin/true"], 1, "FAIL  describe-answers"),
                (["--expected-failures", "expected.yaml", "/bin/true"], 0, "xfail  describe-answers"),
                ([], 64, "the adapter's command is missing"),
                (["--only", "sigtrem", "/bin/true"], 64, "did you mean \"sigterm\"?"),
                (["--record", "a", "--replay", "b", "/bin/true"], 64, "exclude each other"),
                (["--credentials", "bad.yaml", "/bin/true"], 65, "bad.yaml: link.visit: true or false is expected"),
                (["--expected-failures", "unknown.yaml", "/bin/true"], 65, "did you mean \"describe-answers\"?"),
                (["--config", "missing.yaml", "/bin/true"], 65, "missing.yaml: cannot be read"),
                (["./nothing"], 69, "./nothing: there is no such program"),
                (["--replay", "nothing", "/bin/true"], 69, "nothing/run.json: No such file or directory"),
            ]
            for (arguments, status, words) in cases {
                let only = arguments.contains("--only") || arguments.isEmpty ? [] : ["--only", "describe-answers"]
                let result = try Self.foliod(["adapter", "test"] + only + arguments, in: directory)
                #expect(result.status == status, "\(arguments): \(result.text)")
                #expect(result.text.contains(words), "\(arguments): \(result.text)")
            }
        }
    }

    @Test func `a bundled adapter is started by its name as before`() throws {
        try Self.withDirectory { directory in
            let serve = try Self.foliod(["adapter", "csv"], in: directory)
            #expect(serve.status == 64)
            #expect(serve.text.hasPrefix("csv 1.0.0 is an adapter of foliod"))
            let nobody = try Self.foliod(["adapter", "nobody"], in: directory)
            #expect(nobody.status == 64)
            #expect(nobody.text.contains("there is no adapter \"nobody\""))
            let test = try Self.foliod(
                ["adapter", "test", "--only", "manifest-is-sound", "csv"],
                in: directory
            )
            #expect(test.status == 0, "\(test.text)")
        }
    }
}
