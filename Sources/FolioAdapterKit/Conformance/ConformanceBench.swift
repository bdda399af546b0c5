import FolioModel
import Glibc
import Synchronization

/// What scenarios have to work with: a way to start the adapter, and what earlier scenarios learned of it.
struct ConformanceBench: Sendable {
    private final class Memory: Sendable {
        let manifest = Mutex<AdapterManifest?>(nil)
        let connection = Mutex<Result<ConnectionContext, ConformanceFailure>?>(nil)
        let starts = Mutex(0)
    }

    let subject: any ConformanceSubject
    let options: ConformanceOptions
    let audit: ConformanceAudit
    /// Told of secrets that come up while linking.
    let learnSecrets: @Sendable ([String]) -> Void

    private let memory = Memory()

    init(
        subject: any ConformanceSubject,
        options: ConformanceOptions,
        audit: ConformanceAudit,
        learnSecrets: @escaping @Sendable ([String]) -> Void
    ) {
        (self.subject, self.options, self.audit, self.learnSecrets) = (subject, options, audit, learnSecrets)
    }

    // MARK: What is known of the adapter

    /// What the adapter said of itself; an empty manifest before.
    var manifest: AdapterManifest { memory.manifest.withLock { $0 } ?? AdapterManifest() }

    /// Whether the adapter has described itself.
    var isDescribed: Bool { memory.manifest.withLock { $0 != nil } }

    func learn(_ manifest: AdapterManifest) { memory.manifest.withLock { $0 = $0 ?? manifest } }

    /// What holds for lines and requests.
    var limits: AdapterLimits {
        var limits = AdapterLimits()
        limits.adopt(manifest)
        return limits
    }

    // MARK: Sessions

    /// Starts the adapter for as long as the body takes, described and, unless told otherwise, configured.
    func withSession<Value>(
        configured: Bool = true,
        _ change: (inout ConformanceStart) -> Void = { _ in },
        _ body: (ConformanceSession) async throws -> Value
    ) async throws -> Value {
        var start = ConformanceStart(directory: try newDirectory())
        change(&start)
        let port = try await subject.start(start)
        let session = ConformanceSession(port, directory: start.directory, audit: audit)
        do {
            if configured {
                _ = try await session.read(Describe.self, Describe.Params())
                _ = try await session.read(Configure.self, configuration(in: session))
            }
            let value = try await body(session)
            await session.finish()
            return value
        } catch {
            await session.finish()
            throw error
        }
    }

    private func newDirectory() throws(ConformanceFailure) -> String {
        let number = memory.starts.withLock { starts in
            starts += 1
            return starts
        }
        let path = options.workDirectory + "/start-\(number)"
        guard mkdir(path, 0o700) == 0 else {
            throw ConformanceFailure("the directory \(path) can't be made: \(String(cString: strerror(errno)))")
        }
        return path
    }

    /// What `configure` gets.
    func configuration(in session: ConformanceSession, generation: Int = 1) -> Configure.Params {
        var params = Configure.Params()
        (params.config, params.generation) = (options.config, generation)
        params.dataDirectory = session.directory
        return params
    }

    // MARK: What a scenario needs

    /// Why a scenario can't be tried; `nil` where it can.
    func reasonToSkip(_ need: ConformanceScenario.Need) -> String? {
        let manifest = manifest
        switch need {
        case .process: return subject.isProcess ? nil : "it needs a process of its own"
        case .provider: return manifest.kind != .prices ? nil : "the adapter is no provider of accounts"
        case .prices: return manifest.kind != .provider ? nil : "the adapter is no source of prices"
        case .capability(let word):
            return manifest.capabilities.contains(word) ? nil : "the adapter has no capability \"\(word)\""
        case .vendor:
            return reachesNobodyElse || options.isLive
                ? nil : "it would ask \(manifest.hosts.joined(separator: ", ")): give a base_url on loopback, or --live"
        case .link:
            if let reason = reasonToSkip(.harmless) { return reason }
            return hasLinkAnswers ? nil : "no answers for linking are given (--credentials)"
        case .harmless:
            return options.isLive ? "it would make, end or cost something at the vendor: not with --live" : nil
        case .connection:
            if options.input.connection != nil || manifest.link.flow == .none { return nil }
            return reasonToSkip(.link).map { $0 + ", and no connection" }
        }
    }

    private var hasLinkAnswers: Bool {
        guard let link = options.input.link else { return false }
        return switch manifest.link.flow {
        case .none: false
        case .fields: link.fields != nil
        case .hosted: link.publicToken != nil || link.visit
        }
    }

    private var reachesNobodyElse: Bool {
        manifest.hosts.isEmpty || (options.isLoopback ?? options.reachesNobodyElse)
    }

    // MARK: Connections

    /// The connection that reads are tried with: given, or made once by linking.
    func connection(_ session: ConformanceSession) async throws -> ConnectionContext {
        if let known = memory.connection.withLock({ $0 }) { return try known.get() }
        do {
            let connection = try await newConnection(session)
            memory.connection.withLock { $0 = .success(connection) }
            return connection
        } catch let failure as ConformanceFailure {
            memory.connection.withLock { $0 = .failure(failure) }
            throw failure
        }
    }

    private func newConnection(_ session: ConformanceSession) async throws -> ConnectionContext {
        if var given = options.input.connection {
            if given.id.isEmpty { given.id = Self.connectionID }
            return given
        }
        guard manifest.link.flow == .none else { return try await link(session) }
        var connection = ConnectionContext()
        (connection.id, connection.externalID, connection.credentials) = (Self.connectionID, "default", [:])
        return connection
    }

    static let connectionID = "c_conformance"

    /// Links as a user would.
    func link(_ session: ConformanceSession) async throws -> ConnectionContext {
        var begin = LinkBegin.Params()
        begin.userReference = "u_conformance"
        let offer = try await session.read(LinkBegin.self, begin)
        var complete = LinkComplete.Params()
        (complete.state, complete.filledFields) = (offer.state, options.input.link?.fields)
        complete.publicToken = options.input.link?.publicToken
        if options.input.link?.visit == true, let url = offer.hostedURL { try await visit(url) }
        let result = try await session.read(LinkComplete.self, complete)
        try demand(result.status == "complete", "link.complete with all that was given is \"\(result.status)\"")
        learnSecrets(result.credentials.texts)
        var connection = ConnectionContext()
        (connection.id, connection.credentials) = (Self.connectionID, result.credentials)
        (connection.externalID, connection.state) = (result.externalID, result.state)
        return connection
    }

    private func visit(_ url: String) async throws {
        try demand(LoopbackAddress.isOne(url), "the page to visit is not on loopback")
        do {
            let answer = try await CurlHTTPClient().send(HTTPRequest("GET", url))
            try demand(answer.status < 400, "the page to visit answered \(answer.status)")
        } catch let failure as HTTPFailure {
            throw ConformanceFailure("the page to visit can't be had: \(failure.message)")
        }
    }
}

/// Addresses of this machine itself.
package enum LoopbackAddress {
    /// Whether the host of an http address is a loopback one.
    package static func isOne(_ url: String) -> Bool {
        guard let scheme = url.firstRange(of: "://") else { return false }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { return false }
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
