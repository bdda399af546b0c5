import FolioModel
import Glibc

/// From the start of an adapter to its end.
enum LifecycleScenarios {
    static let describeName = "describe-answers"

    static let all: [ConformanceScenario] = [
        ConformanceScenario(
            describeName,
            .lifecycle,
            "describe is answered within 10 s of the start",
            describeAnswers
        ),
        ConformanceScenario("manifest-is-sound", .lifecycle, "the manifest's members are usable", manifestIsSound),
        ConformanceScenario(
            "describe-twice",
            .lifecycle,
            "describe says the same again, and after a new start",
            describeTwice
        ),
        ConformanceScenario(
            "describe-without-environment",
            .lifecycle,
            "describe needs no variable but FOLIO_ADAPTER",
            needs: [.process],
            describeWithoutEnvironment
        ),
        ConformanceScenario(
            "describe-without-network",
            .lifecycle,
            "describe and configure need no network",
            needs: [.process],
            describeWithoutNetwork
        ),
        ConformanceScenario(
            "describe-writes-nothing",
            .lifecycle,
            "describe works in a directory that can't be written to, and leaves nothing there",
            needs: [.process],
            describeWritesNothing
        ),
        ConformanceScenario(
            "protocol-unsupported",
            .lifecycle,
            "a host of another protocol gets error 1016, or a manifest that names protocol 1",
            protocolUnsupported
        ),
        ConformanceScenario("configure-accepts", .lifecycle, "the given configuration is taken", configureAccepts),
        ConformanceScenario(
            "configure-again",
            .lifecycle,
            "with the capability reconfigure a second configuration is taken without a new start",
            needs: [.capability("reconfigure")],
            configureAgain
        ),
        ConformanceScenario(
            "configure-dry-run",
            .lifecycle,
            "a dry run changes nothing: no file, and no answer",
            configureDryRun
        ),
        ConformanceScenario(
            "configure-names-faults",
            .lifecycle,
            "a wrong value is refused with 1010 and a JSON pointer to it",
            configureNamesFaults
        ),
        ConformanceScenario(
            "configure-ignores-features",
            .lifecycle,
            "features that the adapter does not know are ignored",
            configureIgnoresFeatures
        ),
        ConformanceScenario(
            "unconfigured-call",
            .lifecycle,
            "a call before configure is answered",
            unconfiguredCall
        ),
        ConformanceScenario("check-answers", .lifecycle, "check says ok, degraded or failed", needs: [.vendor], check),
        ConformanceScenario("ping-answers", .lifecycle, "ping is answered within 10 s", ping),
        ConformanceScenario(
            "shutdown",
            .lifecycle,
            "shutdown is answered within 5 s, and the end of stdin then ends the adapter with code 0",
            shutdown
        ),
        ConformanceScenario(
            "end-of-input",
            .lifecycle,
            "the end of stdin ends the adapter within 5 s",
            endOfInput
        ),
        ConformanceScenario(
            "end-of-input-unconfigured",
            .lifecycle,
            "so it does before anything was asked",
            endOfInputAtOnce
        ),
        ConformanceScenario(
            "end-of-input-in-call",
            .lifecycle,
            "so it does while requests are in flight",
            endOfInputInCall
        ),
        ConformanceScenario(
            "sigterm",
            .lifecycle,
            "SIGTERM ends the adapter within 5 s",
            needs: [.process],
            sigterm
        ),
        ConformanceScenario(
            "starts-after-kill",
            .lifecycle,
            "after SIGKILL the next start works in the same directory",
            needs: [.process],
            startsAfterKill
        ),
    ]

    // MARK: describe

    private static func describeAnswers(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) { session in
            let reply = await session.call(Describe.name, Describe.Params().jsonValue, within: Describe.hardLimit)
            if case .none(let reason) = reply {
                let words = session.errorText.split(separator: "\n").suffix(5).joined(separator: " | ")
                throw ConformanceFailure(reason + (words.isEmpty ? "" : "; on stderr: \(words)"))
            }
            let manifest = try session.result(Describe.self, reply)
            if let reason = manifest.disable { throw ConformanceFailure("the adapter disables itself: \(reason)") }
            bench.learn(manifest)
        }
    }

    private static func manifestIsSound(_ bench: ConformanceBench) async throws {
        let manifest = bench.manifest
        let faults = ManifestAudit.faults(of: manifest)
        try demand(faults.isEmpty, faults.joined(separator: "; "))
    }

    static func describe(_ session: ConformanceSession) async throws -> JSONValue {
        let reply = await session.call(Describe.name, Describe.Params().jsonValue, within: Describe.hardLimit)
        guard case .result(let value) = reply else { throw ConformanceFailure("describe: \(reply.summary)") }
        return value
    }

    private static func describeTwice(_ bench: ConformanceBench) async throws {
        let first = try await bench.withSession(configured: false) { session in
            let first = try await describe(session)
            try demand(try await describe(session) == first, "the second describe differs from the first one")
            return first
        }
        try await bench.withSession(configured: false) { session in
            try demand(try await describe(session) == first, "describe differs after a new start")
        }
    }

    private static func describeWithoutEnvironment(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) {
            $0.hasEnvironment = false
        } _: {
            _ = try await describe($0)
        }
    }

    private static func describeWithoutNetwork(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) {
            $0.isWithoutNetwork = true
        } _: { session in
            _ = try await describe(session)
            _ = try await session.read(Configure.self, bench.configuration(in: session))
        }
    }

    private static func describeWritesNothing(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) {
            // The mode does not bind root; what is left behind shows in either case.
            chmod($0.directory, 0o500)
        } _: { session in
            _ = try await describe(session)
            chmod(session.directory, 0o700)
            let names = DirectoryListing.names(in: session.directory)
            try demand(names.isEmpty, "describe left \(names.joined(separator: ", ")) in its working directory")
        }
    }

    private static func protocolUnsupported(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) { session in
            var params = Describe.Params()
            params.protocols = ["999"]
            let reply = await session.call(Describe.name, params.jsonValue, within: Describe.hardLimit)
            switch reply {
            case .result(let value):
                let version = value["protocol"]?.string ?? ConformanceRequirements.protocolVersion
                try demand(
                    version == ConformanceRequirements.protocolVersion,
                    "the manifest names protocol \(version), which it was not made for"
                )
            case .refusal(let error, _):
                try demand(error.kind == .protocolUnsupported, "1016 is expected, not \(reply.summary)")
            case .none(let reason): throw ConformanceFailure(reason)
            }
        }
    }

    // MARK: Being there

    private static func check(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let result = try await session.read(Check.self, Check.Params())
            let words = [result.status] + result.checks.map(\.status)
            for word in words where !["ok", "degraded", "failed"].contains(word) {
                throw ConformanceFailure("the status \"\(word)\" is not ok, degraded or failed")
            }
        }
    }

    private static func ping(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let reply = await session.call(Ping.name, [:], within: Ping.hardLimit)
            switch reply {
            case .result(let value):
                let count = value["inflight"]?.int ?? 0
                try demand(count >= 0, "inflight is \(count)")
            case .refusal(let error, _):
                // An answer is a sign of life, whatever it says.
                try demand(error.kind == .unknownMethod, "ping: \(reply.summary)")
            case .none(let reason): throw ConformanceFailure("ping: \(reason)")
            }
        }
    }

    // MARK: The end

    private static func demandEnd(_ end: ConformanceEnd?, after what: String, cleanly: Bool) throws {
        guard let end else { throw ConformanceFailure("the adapter still runs 5 s after \(what)") }
        if cleanly { try demand(end == .exited(0), "the adapter \(end) after \(what), not with code 0") }
    }

    private static func shutdown(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            _ = try await session.read(Shutdown.self, Shutdown.Params())
            try demandEnd(await session.closeInput(), after: "shutdown and the end of stdin", cleanly: true)
        }
    }

    private static func endOfInput(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            try demandEnd(await session.closeInput(), after: "the end of stdin", cleanly: true)
        }
    }

    private static func endOfInputAtOnce(_ bench: ConformanceBench) async throws {
        try await bench.withSession(configured: false) { session in
            try demandEnd(await session.closeInput(), after: "the end of stdin", cleanly: true)
        }
    }

    private static func endOfInputInCall(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            let work = try await bench.work(session)
            for _ in 0..<bench.limits.inflight { session.begin(work.method, work.params) }
            try demandEnd(await session.closeInput(), after: "the end of stdin", cleanly: false)
        }
    }

    private static func sigterm(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            session.port.signal(SIGTERM)
            let end = await session.port.end(within: ConformanceSession.exitBound)
            try demand(end != nil, "the adapter still runs 5 s after SIGTERM")
        }
    }

    private static func startsAfterKill(_ bench: ConformanceBench) async throws {
        let directory = try await bench.withSession { session in
            session.port.signal(SIGKILL)
            _ = await session.port.end(within: ConformanceSession.exitBound)
            return session.directory
        }
        try await bench.withSession(configured: false) {
            $0.directory = directory
        } _: { session in
            _ = try await describe(session)
            _ = try await session.read(Configure.self, bench.configuration(in: session))
        }
    }
}
