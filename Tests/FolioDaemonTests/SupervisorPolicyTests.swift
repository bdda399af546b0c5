import FolioAdapterKit
import FolioDaemon
import FolioModel
import Testing

@Suite struct SupervisorPolicyTests {
    @Test func `waits double from one second to five minutes`() {
        var policy = RestartPolicy()
        let delays = (0..<11).map { _ in policy.died(afterRunning: .seconds(60), jitter: 0.5) }
        #expect(delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map { .backOff(.seconds($0)) })
    }

    @Test func `jitter takes or adds at most a fifth`() {
        var policy = RestartPolicy()
        #expect(policy.died(afterRunning: .seconds(60), jitter: 0) == .backOff(.seconds(0.8)))
        policy = RestartPolicy()
        #expect(policy.died(afterRunning: .seconds(60), jitter: 1) == .backOff(.seconds(1.2)))
    }

    @Test func `five quick deaths are a failure, and so is each one after`() {
        var policy = RestartPolicy()
        let decisions = (0..<6).map { _ in policy.died(afterRunning: .zero, jitter: 0.5) }
        #expect(Array(decisions.prefix(4)) == [1, 2, 4, 8].map { .backOff(.seconds($0)) })
        #expect(Array(decisions.suffix(2)) == [.fail(retryAfter: .seconds(900)), .fail(retryAfter: .seconds(900))])
    }

    @Test func `ten healthy minutes forgive everything`() {
        var policy = RestartPolicy()
        for _ in 0..<6 { _ = policy.died(afterRunning: .zero, jitter: 0.5) }
        #expect(policy.died(afterRunning: .seconds(600), jitter: 0.5) == .backOff(.seconds(1)))
    }

    @Test func `the environment is an allow-list`() {
        let own = ["PATH": "/bin", "https_proxy": "http://proxy:1", "AWS_SECRET": "s", "FOLIO_ADAPTER": "0"]
        let expected = [
            "PATH": "/bin", "https_proxy": "http://proxy:1", "FOLIO_ADAPTER": "1", "FOLIO_PROTOCOLS": "1",
            "FOLIO_ADAPTER_NAME": "plaid",
        ]
        #expect(AdapterEnvironment.variables(adapter: "plaid") { own[$0] } == expected)
    }

    @Test func `secrets are blanked, the longest first, and errors are cut`() {
        let redactor = Redactor { ["secret", "secret-longer", "abc"] }
        #expect(redactor.clean("a secret-longer secret abc") == "a [redacted] [redacted] abc")
        #expect(redactor.summary(String(repeating: "é", count: 150)).utf8.count == 200)
        let error = redactor.clean(AdapterError(.vendorError, "the key is secret"))
        #expect(error.message == "the key is [redacted]")
    }

    @Test(arguments: [
        #"päss/w"rt"#, #"päss/w"rt"# + "\u{301}", #"päss/w\"rt"#, #"p\u00e4ss/w\"rt"#, #"p\u00e4ss\/w\"rt"#,
        "p%C3%A4ss%2Fw%22rt",
    ]) func `a secret is blanked in each form that it takes in JSON and in addresses`(form: String) {
        let (redactor, words) = (Redactor { [#"päss/w"rt"#] }, SecretWords())
        words.learn([#"päss/w"rt"#])
        let mark = form.unicodeScalars.last == "\u{301}" ? "\u{301}" : ""
        #expect(redactor.clean("got \(form) there") == "got [redacted]\(mark) there")
        #expect(words.clean("got \(form) there") == "got redacted-1\(mark) there")
    }

    @Test func `lines on stderr have levels, a rate and a last word`() {
        var log = StandardErrorLog()
        let lines = log.lines(adding: Array("<4>careful\nplain\n".utf8), at: .zero)
        #expect(
            lines == [
                AdapterLogLine(level: "warning", message: "careful"), AdapterLogLine(level: "info", message: "plain"),
            ]
        )
        let flood = (0..<200).map { "line \($0)\n" }.joined()
        #expect(log.lines(adding: Array(flood.utf8), at: .zero).count == 98)  // 100 − 2
        let dropped = log.lines(adding: Array("next\n".utf8), at: .seconds(1))
        #expect(dropped.first?.fields == ["count": "102"])  // 200 − 98
        #expect(dropped.last?.message == "next")
        #expect(log.tail == ["line 196", "line 197", "line 198", "line 199", "next"])
    }
}
