import FolioAdapterKit
import FolioModel

/// The files of a recording: `run.json`, `vendor.jsonl` and `session.txt`, none of which holds a secret.
enum Recording {
    /// Bytes of a recording's file that are read again.
    static let maximumBytes = 512 << 20

    /// What a run was given, secrets replaced by words: enough to run it again.
    struct Run: WireObject, Hashable {
        var format = "folio-recording/1"
        var config: JSONValue = [:]
        var input = ConformanceInput()
        var report = ConformanceReport()

        init() {}

        static let fields: [WireField<Self>] = [
            WireField("format", \.format), WireField("config", \.config), WireField("input", \.input),
            WireField("report", \.report, optional: true),
        ]
    }

    static func parse(_ bytes: [UInt8], _ path: String) throws(ConformanceFailure) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes, limits: JSONLimits(depth: 64, bytes: maximumBytes))
        } catch {
            throw ConformanceFailure("\(path): \(error)")
        }
    }

    static func read<Value: WireValue>(
        _ type: Value.Type,
        _ bytes: [UInt8],
        _ path: String
    ) throws(ConformanceFailure) -> Value {
        let value = try parse(bytes, path)
        do {
            return try Value(wire: value, at: WirePath(unknownMembers: .ignored))
        } catch {
            throw ConformanceFailure("\(path): \(error)")
        }
    }

    /// The names of the configuration's members that say where the vendor is.
    static func places(in config: JSONValue) -> [(name: String, url: String)] {
        (config.object ?? JSONObject()).compactMap { name, value in
            guard name.hasSuffix("base_url"), let url = value.string else { return nil }
            return (name, url.hasSuffix("/") ? String(url.dropLast()) : url)
        }
    }
}

extension ConformanceRun {
    /// Runs the scenarios with a server between the adapter and each of its vendor's addresses, and keeps all of it.
    func record(
        _ subject: ProcessSubject,
        _ options: ConformanceOptions,
        to directory: String,
        _ onLine: @Sendable (ConformanceLine) -> Void
    ) async throws -> ConformanceReport {
        try ConformanceFile.makeDirectory(directory)
        let (recorder, session, secrets) = (VendorRecorder(), SessionRecorder(), SecretWords())
        var detoured = options
        // Asked as the options were given: the detour itself is on loopback, whatever lies behind it.
        detoured.isLoopback = options.isLoopback ?? options.reachesNobodyElse
        let servers = try await Self.detour(&detoured.config) { request, place, upstream in
            await recorder.answer(request, place: place, upstream: upstream)
        }
        let report = await ConformanceSuite.run(
            RecordedSubject(subject: subject, recorder: session),
            detoured,
            secrets: secrets,
            onLine: onLine
        )
        for server in servers { try await server.stop() }
        if recorder.isFull { throw ConformanceFailure("there is more than a recording can hold") }
        try Self.write(options, report, recorder, session, secrets, to: directory)
        return report
    }

    private static func write(
        _ options: ConformanceOptions,
        _ report: ConformanceReport,
        _ recorder: VendorRecorder,
        _ session: SessionRecorder,
        _ secrets: SecretWords,
        to directory: String
    ) throws {
        var run = Recording.Run()
        (run.config, run.input, run.report) = (options.config, options.input, report)
        let newline = [UInt8(ascii: "\n")]
        let text = secrets.clean(String(decoding: run.json, as: UTF8.self))
        try ConformanceFile.write(Array(text.utf8) + newline, to: directory + "/run.json")
        let lines = recorder.exchanges(without: secrets).flatMap { $0.json + newline }
        try ConformanceFile.write(lines, to: directory + "/vendor.jsonl")
        try ConformanceFile.write(Array(session.text(without: secrets).utf8), to: directory + "/session.txt")
    }

    /// Runs the scenarios with what was kept in place of the vendor; configuration and answers are the recording's.
    func replay(
        _ subject: ProcessSubject,
        _ options: ConformanceOptions,
        from directory: String,
        _ onLine: @Sendable (ConformanceLine) -> Void
    ) async throws -> ConformanceReport {
        let (runFile, vendorFile) = (directory + "/run.json", directory + "/vendor.jsonl")
        let bytes = try ConformanceFile.read(runFile, maximumBytes: Recording.maximumBytes)
        let run = try Recording.read(Recording.Run.self, bytes, runFile)
        let lines = try ConformanceFile.read(vendorFile, maximumBytes: Recording.maximumBytes)
        var exchanges: [VendorExchange] = []
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            exchanges.append(try Recording.read(VendorExchange.self, Array(line), vendorFile))
        }
        let replayer = VendorReplayer(exchanges)
        var replayed = options
        (replayed.config, replayed.input) = (run.config, run.input)
        if var link = replayed.input.link, link.visit {
            // The page that a user would visit is at the vendor; what came of the visit is recorded.
            (link.visit, link.publicToken) = (false, link.publicToken ?? "")
            replayed.input.link = link
        }
        let servers = try await Self.detour(&replayed.config) { request, place, _ in
            replayer.answer(request, place: place)
        }
        let report = await ConformanceSuite.run(subject, replayed, onLine: onLine)
        for server in servers { try await server.stop() }
        return report
    }

    /// Puts a server of our own in the place of each of the vendor's addresses.
    private static func detour(
        _ config: inout JSONValue,
        _ answering: @escaping @Sendable (VendorRequest, _ place: String, _ upstream: String) async -> HTTPResponse
    ) async throws -> [VendorServer] {
        guard case .object(var object) = config else { return [] }
        var servers: [VendorServer] = []
        for (name, url) in Recording.places(in: config) {
            let server = try await VendorServer.start { request in await answering(request, name, url) }
            servers.append(server)
            object[name] = .string(server.baseURL)
        }
        config = .object(object)
        return servers
    }
}
