public import FolioModel

/// What a run of the conformance suite is given.
public struct ConformanceOptions: Sendable {
    /// What `configure` hands the adapter.
    public var config: JSONValue = [:]
    /// How a connection is had, and which symbols are asked for.
    public var input = ConformanceInput()
    /// Whether the vendor's real hosts may be asked.
    public var isLive = false
    /// The scenarios to run; empty for all.
    public var only: [String] = []
    /// Scenarios that are known to fail, with the reason of each.
    public var expectedFailures: [String: String] = [:]
    /// An existing directory for the adapter's working directories; each start gets one of its own below it.
    public var workDirectory = "/tmp"

    /// Whether the vendor is on this machine, where the configuration does not say it itself.
    package var isLoopback: Bool?

    /// Makes options with nothing given.
    public init() {}

    /// Whether the configuration names addresses of a vendor, and all are on loopback.
    package var reachesNobodyElse: Bool {
        let addresses = (config.object ?? JSONObject()).filter { $0.name.hasSuffix("base_url") }
        let texts = addresses.compactMap(\.value.string)
        return !texts.isEmpty && texts.allSatisfy(LoopbackAddress.isOne)
    }

    /// Reads a file of expected failures: an object of scenarios' names with a reason each.
    ///
    /// - Throws: ``ConformanceInputError`` for any other form, and for a scenario that there is not.
    public static func expectedFailures(_ file: JSONValue) throws(ConformanceInputError) -> [String: String] {
        if file.isNull { return [:] }
        guard let object = file.object else {
            throw ConformanceInputError("", "scenarios' names with a reason each are expected")
        }
        var failures: [String: String] = [:]
        for (name, reason) in object {
            try knows(name)
            guard let reason = reason.string, !reason.isEmpty else {
                throw ConformanceInputError(name, "a reason is expected, as a text")
            }
            failures[name] = reason
        }
        return failures
    }

    /// Throws where there is no scenario of that name.
    public static func knows(_ scenario: String) throws(ConformanceInputError) {
        let names = ConformanceRequirements.all.map(\.name)
        guard !names.contains(scenario) else { return }
        let hint = NearMiss.nearest(to: scenario, among: names).map { ", did you mean \"\($0)\"?" } ?? ""
        throw ConformanceInputError(scenario, "there is no such scenario" + hint)
    }
}

/// What is wrong in a file that the suite was given.
public struct ConformanceInputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Names from the top; empty at the top.
    public let path: String
    public let message: String

    init(_ path: String, _ message: String) { (self.path, self.message) = (path, message) }

    /// One sentence for a person.
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

/// How the suite gets a connection, and what it asks price sources for.
public struct ConformanceInput: WireObject, Hashable {
    /// A connection that is there already; its credentials are used as they are.
    public var connection: ConnectionContext?
    /// How a user would answer while linking.
    public var link: ConformanceLinkAnswers?
    public var prices = ConformanceSymbols()

    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("connection", \.connection, "A connection that is there already."),
        WireField("link", \.link, "How a user would answer while linking."),
        WireField("prices", \.prices, optional: true),
    ]

    /// Reads it from a file's content; an unknown name is an error.
    public static func read(_ file: JSONValue) throws(ConformanceInputError) -> ConformanceInput {
        if file.isNull { return ConformanceInput() }
        do {
            return try ConformanceInput(wire: file, at: WirePath(unknownMembers: .refused))
        } catch {
            throw ConformanceInputError(error.path, error.message)
        }
    }

    /// Every text that must not be told: credentials, and what a user fills in.
    var secrets: [String] {
        (connection?.credentials.texts ?? []) + Array((link?.fields ?? [:]).values)
            + [link?.publicToken].compactMap(\.self)
    }
}

/// How a user would answer while linking.
public struct ConformanceLinkAnswers: WireObject, Hashable {
    /// For the flow `fields`.
    public var fields: [String: String]?
    /// For the flow `hosted`: what the vendor's page would hand over.
    public var publicToken: String?
    /// For the flow `hosted`: whether getting the page's address is all a user has to do, as in the sandbox; only
    /// loopback addresses are visited.
    public var visit = false

    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("fields", \.fields, "For the flow fields."),
        WireField("public_token", \.publicToken, "For the flow hosted."),
        WireField("visit", \.visit, "For the flow hosted at a sandbox: get the page's address.", optional: true),
    ]
}

/// What price sources are asked for.
public struct ConformanceSymbols: WireObject, Hashable {
    /// Tickers that the source knows.
    public var known = ["AAPL"]
    /// One that no source knows.
    public var unknown = "ZZZZQQ9"
    /// The dates of daily closes that are asked for, both in.
    public var from = Day("2025-06-02") ?? Day(number: 0)
    public var to = Day("2025-08-29") ?? Day(number: 0)

    public init() {}

    public static let fields: [WireField<Self>] = [
        WireField("known", \.known, "Tickers that the source knows.", optional: true),
        WireField("unknown", \.unknown, "One that it does not know.", optional: true),
        WireField("from", \.from, "The first date of closes.", optional: true),
        WireField("to", \.to, "The last date of closes.", optional: true),
    ]
}

extension JSONValue {
    /// Every text in it, members' names aside.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let values): values.flatMap(\.texts)
        case .object(let object): object.flatMap { $0.value.texts }
        case .null, .bool, .number: []
        }
    }
}
