import FolioDaemon
import FolioModel
import FolioRPC
import FolioStore
import Testing

/// The daemon's methods over a store, without a socket, a process or a running job.
struct DaemonFixture: Sendable {
    let services: DaemonServices
    let registry: MethodRegistry
    let schemas: AnswerSchemas

    /// The caller that may do everything.
    static let root = Caller(pid: 1, uid: 0, gid: 0)

    init(
        store: Store? = nil,
        configuration: Configuration = Configuration(),
        rules: [AccessPolicy.Rule] = [],
        launches: [(name: String, launch: AdapterLaunch)]? = nil,
        prices: PriceDesk? = nil,
        supervised: Bool = false,
        historyPrices: any HistoryPrices = StatedPrices(),
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) throws {
        let child = AdapterLaunch.process(executable: "/nonexistent", arguments: [])
        services = .idle(
            store: try store ?? Store.open(location: .memory),
            configuration: configuration,
            access: AccessPolicy(rules: rules, ownUID: 0),
            launches: launches ?? [("plaid", child), ("alpaca", child), ("csv", child)],
            prices: prices,
            supervised: supervised,
            historyPrices: historyPrices,
            now: now
        )
        registry = MethodTable.registry(services)
        schemas = try AnswerSchemas(document: registry.openRPC(version: "test"))
    }

    /// Calls a method as the socket would, authorisation included.
    func call(
        _ method: String,
        _ params: JSONValue = [:],
        as caller: Caller = DaemonFixture.root
    ) async throws(RPCError) -> JSONValue {
        guard let definition = registry[method] else { throw .methodNotFound(method) }
        if let refusal = MethodTable.authorize(services.settings)(caller, definition) { throw refusal }
        let answer = try await definition.call(rawParams: Array(params.text.utf8), context: .local(caller: caller))
        do throws(JSONError) {
            return try JSONValue(parsing: answer)
        } catch {
            throw .internalError(error.description)
        }
    }

    /// The error that a call ends with; `nil` where it has a result.
    func error(_ method: String, _ params: JSONValue = [:], as caller: Caller = DaemonFixture.root) async -> RPCError? {
        do throws(RPCError) {
            _ = try await call(method, params, as: caller)
            return nil
        } catch {
            return error
        }
    }

    /// Puts a mode in force, as a reload does.
    func set(mode: OperatingMode) {
        let old = services.settings.value
        var configuration = old.configuration
        configuration.mode = mode
        services.settings.replace(
            Settings(
                configuration: configuration,
                secrets: old.secrets,
                access: old.access,
                generation: old.generation + 1
            )
        )
    }
}

/// Checks answers against the generated description of the interface.
struct AnswerSchemas: Sendable {
    private let results: [String: JSONValue]
    private let validator: JSONSchemaValidator

    /// The methods described.
    var methods: [String] { results.keys.sorted() }

    init(document: JSONValue) throws {
        var results: [String: JSONValue] = [:]
        for method in try #require(document["methods"]?.array) {
            results[try #require(method["name"]?.string)] = method["result"]?["schema"]
        }
        self.results = results
        validator = JSONSchemaValidator(document: document)
    }

    /// Where the answer differs from what the description promises.
    func violations(_ method: String, _ answer: JSONValue) -> [String] {
        guard let schema = results[method] else { return ["\(method) is not described"] }
        return validator.violations(of: answer, against: schema).map(\.description)
    }
}

extension JSONValue {
    /// The figure of that name.
    func amount(_ name: String) throws -> Amount {
        let text = try #require(self[name]?.string, "\(name) of \(text.prefix(200))")
        return try #require(Amount(exactly: text), "\(text)")
    }

    /// The sum of the figures of that name over the rows of a list; rows without one count nothing.
    func sum(_ list: String, _ name: String) throws -> Amount {
        try (self[list]?.array ?? []).compactMap { $0[name]?.isNull == false ? try $0.amount(name) : nil }.sum()
    }
}
