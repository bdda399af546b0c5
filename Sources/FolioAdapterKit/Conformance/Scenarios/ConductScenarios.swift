import FolioModel
import Glibc

/// What an adapter must never do; the last ones sum up what was seen in the lines of all others.
enum ConductScenarios {
    static let all: [ConformanceScenario] =
        [
            ConformanceScenario(
                "secrets-stay-secret",
                .conduct,
                "credentials stand in no error, log line, progress or stderr",
                secretsStaySecret
            ),
            ConformanceScenario(
                "no-descriptors-left",
                .conduct,
                "descriptors do not grow with the number of requests",
                needs: [.process],
                noDescriptorsLeft
            ),
            ConformanceScenario(
                "no-child-left",
                .conduct,
                "nothing of the adapter runs after its end",
                needs: [.process],
                noChildLeft
            ),
            ConformanceScenario(
                "memory-bounded",
                .conduct,
                "the adapter stays below 512 MiB, which is what the host allows it",
                needs: [.process],
                memoryBounded
            ),
            ConformanceScenario(
                "quiet-without-request",
                .conduct,
                "nothing is said on stdout that was not asked for",
                quietWithoutRequest
            ),
        ] + sums

    private static let sums: [ConformanceScenario] = [
        sum(.lines, "stdout-is-protocol", "stdout has nothing but messages of the protocol"),
        sum(.ids, "one-answer-each", "each request has one answer, with its own id"),
        sum(.schema, "results-fit-schema", "every result fits its schema"),
        sum(.figures, "figures-are-strings", "money, prices and quantities are decimal strings, never JSON numbers"),
        sum(.times, "dates-and-times", "dates are YYYY-MM-DD, times RFC 3339 with a zone"),
        sum(.unknownMembers, "members-are-known", "members are the protocol's, or begin with x_"),
        sum(.contradictions, "counts-and-bounds", "counts are the numbers of rows, and no bound is passed"),
        sum(.errors, "errors-are-complete", "errors have a code of the protocol with its kind, a class and a message"),
        sum(.progress, "progress-advances", "progress names a request in flight, and does not go back"),
        sum(.notifications, "notifications", "log lines, stderr and rotated credentials have their form"),
    ]

    private static func sum(
        _ topic: ConformanceAudit.Topic,
        _ name: String,
        _ summary: String
    ) -> ConformanceScenario {
        ConformanceScenario(name, .conduct, summary) { bench in
            let findings = bench.audit.findings(topic)
            guard let first = findings.first else { return }
            throw ConformanceFailure(findings.count == 1 ? first : "\(first) (and \(findings.count - 1) more)")
        }
    }

    // MARK: Secrets

    /// Credentials whose texts are all the planted one, made from the adapter's own schema.
    private static func planted(_ schema: JSONValue) -> JSONValue {
        let names = (schema["properties"]?.object ?? JSONObject()).memberNames
        let members = (names.isEmpty ? ["token", "secret"] : names).map { name -> (String, JSONValue) in
            // A word of a closed set is no secret.
            if let word = schema["properties"]?[name]?["enum"]?.array?.first { return (name, word) }
            return (name, .string(PlantedSecret.credential))
        }
        return .object(JSONObject(members))
    }

    private static func secretsStaySecret(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            var planted = ConnectionContext()
            (planted.id, planted.externalID) = (ConformanceBench.connectionID, "default")
            planted.credentials = Self.planted(bench.manifest.credentialsSchema)
            let mayAsk = bench.reasonToSkip(.vendor) == nil && bench.reasonToSkip(.harmless) == nil
            if mayAsk, bench.reasonToSkip(.provider) == nil {
                let connection: JSONValue = ["connection": planted.jsonValue, "limit": 10, "reason": "removed"]
                for method in [
                    AccountsRead.name, HoldingsRead.name, TransactionsRead.name, Check.name, Disconnect.name,
                ] {
                    _ = await session.call(method, connection, within: .seconds(60))
                }
                _ = await session.call(
                    LinkComplete.name,
                    [
                        "public_token": .string(PlantedSecret.publicToken),
                        "fields": planted.credentials, "state": .string(PlantedSecret.publicToken),
                    ],
                    within: LinkComplete.hardLimit
                )
            }
            // Last, for it may leave the adapter with keys that are good for nothing.
            var params = bench.configuration(in: session, generation: 2)
            params.config = Self.plantedConfiguration(bench.manifest, over: bench.options.config)
            _ = await session.call(Configure.name, params.jsonValue, within: Configure.hardLimit)
            if mayAsk { _ = await session.call(Check.name, [:], within: Check.hardLimit) }
            _ = await session.closeInput()
        }
        let findings = bench.audit.findings(.secrets)
        try demand(findings.isEmpty, findings.joined(separator: "; "))
    }

    private static func plantedConfiguration(_ manifest: AdapterManifest, over config: JSONValue) -> JSONValue {
        guard case .object(var object) = config else { return config }
        for name in (manifest.configSchema["properties"]?.object ?? JSONObject()).memberNames
        where SecretWords.isSecret(name) {
            object[name] = .string(PlantedSecret.configured)
        }
        return .object(object)
    }

    // MARK: The process

    private static func descriptors(of pid: Int) -> Int { DirectoryListing.names(in: "/proc/\(pid)/fd").count }

    private static func noDescriptorsLeft(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            guard let pid = session.port.processID else { throw ConformanceFailure("the adapter has ended") }
            let work = try await bench.work(session)
            var counts: [Int] = []
            for _ in 0..<3 {
                for _ in 0..<3 { _ = await session.call(work.method, work.params, within: work.limit) }
                _ = await session.call("no.such.method", [:])
                counts.append(descriptors(of: pid))
            }
            // The first round may open what is kept: connections, files of the system.
            try demand(
                counts[2] <= counts[1] + 1,
                "\(counts[2]) descriptors are open, after \(counts[1]) one round before"
            )
        }
    }

    private static func noChildLeft(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            guard let pid = session.port.processID else { throw ConformanceFailure("the adapter has ended") }
            let work = try await bench.work(session)
            _ = await session.call(work.method, work.params, within: work.limit)
            let end = await session.closeInput()
            try demand(end != nil, "the adapter still runs 5 s after the end of stdin")
            let left = ProcessList.session(pid)
            try demand(left.isEmpty, "\(left.count) processes of the adapter's session still run")
        }
    }

    /// What the host allows a third-party adapter, in KiB.
    private static let memoryLimit = 512 << 10

    private static func memoryBounded(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            guard let pid = session.port.processID else { throw ConformanceFailure("the adapter has ended") }
            let length = bench.limits.line
            for _ in 0..<2 {
                let id = session.newID("no.such.method")
                let padding = JSONValue.string(String(repeating: "x", count: length - 200))
                session.send(session.expect("no.such.method", ["x_padding": padding], id: id))
                let reply = await session.reply(to: id, within: .seconds(30))
                try demand(reply.isAnswered, "a line of \(length) bytes: \(reply.summary)")
            }
            guard let peak = ProcessList.peakMemory(of: pid) else { throw ConformanceSkip("/proc does not say it") }
            try demand(peak < memoryLimit, "the adapter has used \(peak >> 10) MiB")
        }
    }

    private static func quietWithoutRequest(_ bench: ConformanceBench) async throws {
        try await bench.withSession { session in
            _ = await session.call(Describe.name, Describe.Params().jsonValue, within: Describe.hardLimit)
            let lines = session.lineCount
            _ = await session.closeInput()
            try demand(session.lineCount == lines, "\(session.lineCount - lines) lines came that nobody asked for")
        }
    }
}

/// What `/proc` says of processes.
enum ProcessList {
    /// The living processes of a session.
    static func session(_ leader: Int) -> [Int] {
        DirectoryListing.names(in: "/proc").compactMap { Int($0) }.filter { pid in
            guard let stat = text(of: "/proc/\(pid)/stat"), let end = stat.lastIndex(of: ")") else { return false }
            // State, parent, group, session.
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            return fields.count > 3 && fields[0] != "Z" && fields[0] != "X" && Int(fields[3]) == leader
        }
    }

    /// The most memory that a process has used at once, in KiB.
    static func peakMemory(of pid: Int) -> Int? {
        let lines = text(of: "/proc/\(pid)/status")?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

    /// A file of `/proc`; these are small.
    private static func text(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
