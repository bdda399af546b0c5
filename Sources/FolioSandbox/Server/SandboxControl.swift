import FolioModel

/// The sandbox's own interface below ``prefix``, for tests in other processes and for people: what a vendor would not
/// let anybody do.
///
/// Every request carries the sandbox's token; bodies are read strictly; none of it is counted.
struct SandboxControl {
    /// Where it begins; no vendor has a path like it.
    static let prefix = "/sandbox-control/"

    /// A request that can't be done.
    struct Refusal: Error {
        let status: Int
        let message: String
    }

    let token: String

    func respond(to request: SandboxRequest, state: inout SandboxState, at now: Timestamp) -> SandboxResponse {
        do throws(Refusal) {
            guard isAllowed(request) else {
                throw Refusal(status: 401, message: "the sandbox's token is missing or wrong")
            }
            return SandboxResponse(200, try answer(request, &state, now))
        } catch {
            return SandboxResponse(error.status, ["error": .string(error.message)])
        }
    }

    private func isAllowed(_ request: SandboxRequest) -> Bool {
        let given = Array((request.header("Authorization") ?? "").utf8)
        let expected = Array("Bearer \(token)".utf8)
        return given.count == expected.count && zip(given, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func answer(
        _ request: SandboxRequest,
        _ state: inout SandboxState,
        _ now: Timestamp
    ) throws(Refusal) -> JSONValue {
        let parts = Array(request.segments.dropFirst())
        switch (request.method, parts.first, parts.count) {
        case ("POST", "faults", 1):
            let rule = try Self.read(request) { (value, path) throws(WireError) in
                try PlanRule(json: value, at: path)
            }
            guard let id = state.engine.arm(rule) else {
                throw Refusal(status: 409, message: "there are \(FaultPlan.maximumRules) rules in force already")
            }
            return ["id": .int(id)]
        case ("GET", "faults", 1): return Self.rules(state)
        case ("DELETE", "faults", 1):
            state.engine.disarmAll()
            return [:]
        case ("DELETE", "faults", 2):
            guard let id = Int(parts[1]), state.engine.disarm(id) else {
                throw Refusal(status: 404, message: "there is no rule \(parts[1])")
            }
            return [:]
        case ("POST", "changes", 1):
            let change = try Self.read(request) { (value, path) throws(WireError) in
                try PlanChange(json: value, at: path)
            }
            let record = state.apply(change, at: now)
            if let failure = record.failure { throw Refusal(status: 422, message: failure) }
            return record.json
        case ("GET", "changes", 1): return ["changes": .array(state.record.map(\.json))]
        default: return try planAnswer(request, parts, &state, now)
        }
    }

    private func planAnswer(
        _ request: SandboxRequest,
        _ parts: [String],
        _ state: inout SandboxState,
        _ now: Timestamp
    ) throws(Refusal) -> JSONValue {
        switch (request.method, parts) {
        case ("POST", ["plan"]):
            let world = state.world
            let plan = try Self.read(request) { (value, path) throws(WireError) in
                try Self.plan(value, at: path, over: world)
            }
            state.replacePlan(plan, at: now)
            return Self.place(state)
        case ("GET", ["plan"]): return state.plan.json
        case ("POST", ["step"]):
            guard state.step(at: now) else {
                throw Refusal(status: 409, message: "the plan has no further stage")
            }
            return Self.place(state)
        case ("POST", ["finish"]):
            state.finish(at: now)
            return Self.place(state)
        case ("GET", ["requests"]): return try Self.counts(state.counts, request)
        case ("GET", ["world"]): return state.world.json
        case ("GET", ["truth"]):
            var end = state
            end.finish(at: now)
            return end.world.json
        default: throw Refusal(status: 404, message: "there is no \(request.method) \(request.path)")
        }
    }

    // MARK: Reading

    private static func read<Value>(
        _ request: SandboxRequest,
        _ body: (JSONValue, WirePath) throws(WireError) -> Value
    ) throws(Refusal) -> Value {
        do {
            let value = try JSONValue(
                parsing: request.body,
                limits: JSONLimits(depth: 16, bytes: FaultPlan.maximumBytes)
            )
            return try body(value, WirePath(unknownMembers: .refused))
        } catch {
            throw Refusal(status: 400, message: "\(error)")
        }
    }

    /// A plan, or the seed of one.
    private static func plan(
        _ value: JSONValue,
        at path: WirePath,
        over world: SandboxWorld
    ) throws(WireError) -> FaultPlan {
        guard value["seed"] != nil else { return try FaultPlan(json: value, at: path) }
        var fields = try PlanFields(value, at: path)
        let seed = try fields.count("seed", in: 0...Int.max)
        try fields.finish()
        return .random(seed: UInt64(seed), over: world)
    }

    // MARK: Writing

    private static func place(_ state: SandboxState) -> JSONValue {
        [
            "stage": .int(state.stage), "stages": .int(state.plan.stages.count),
            "pending_faults": .int(state.engine.pendingFaults),
        ]
    }

    private static func rules(_ state: SandboxState) -> JSONValue {
        let rules = state.engine.armed.map { armed -> JSONValue in
            ["id": .int(armed.id), "seen": .int(armed.seen), "hits": .int(armed.hits), "rule": armed.rule.json]
        }
        return ["faults": .array(rules), "pending_faults": .int(state.engine.pendingFaults)]
    }

    private static func counts(_ counts: RequestCounts, _ request: SandboxRequest) throws(Refusal) -> JSONValue {
        let known = ["endpoint", "connection", "symbol"]
        if let stray = request.query.first(where: { !known.contains($0.name) }) {
            throw Refusal(status: 400, message: "\(stray.name): unknown key")
        }
        let (endpoint, connection, symbol) =
            (request.parameter("endpoint"), request.parameter("connection"), request.parameter("symbol"))
        let rows = counts.rows.filter { row in
            (endpoint.map { $0 == row.endpoint } ?? true) && (connection.map { $0 == row.connection } ?? true)
                && (symbol.map { $0 == row.symbol } ?? true)
        }
        return [
            "total": .int(counts.total),
            "count": .int(counts.count(endpoint: endpoint, connection: connection, symbol: symbol)),
            "requests": .array(
                rows.map { row in
                    [
                        "endpoint": .string(row.endpoint), "connection": .text(row.connection),
                        "symbol": .text(row.symbol), "count": .int(row.count),
                    ]
                }
            ),
        ]
    }
}

extension ChangeRecord {
    /// The record as the control interface shows it.
    fileprivate var json: JSONValue {
        [
            "change": change.json, "stage": .int(stage), "request": .int(request),
            "row": (outcome?.after ?? outcome?.before).map { .int($0.number) } ?? .null, "failure": .text(failure),
        ]
    }
}

extension SandboxWorld {
    /// What there is to be known of the open accounts: cash, holdings and rows.
    fileprivate var json: JSONValue {
        let accounts = accounts.map { account -> JSONValue in
            let holdings = account.holdings.map { holding -> JSONValue in
                [
                    "security": .string(holding.security), "quantity": .decimal(holding.quantity),
                    "cost": .decimal(holding.cost), "value": .decimal(value(of: holding)),
                ]
            }
            return [
                "account": .string(account.key), "provider": .string(account.provider.rawValue),
                "name": .string(account.name), "cash": account.reportsCash ? .decimal(account.cash) : .null,
                "value": .decimal(value(of: account)), "holdings": .array(holdings),
                "rows": .array(account.entries.map(\.json)),
            ]
        }
        return ["last_day": .string(lastDay.description), "accounts": .array(accounts)]
    }
}

extension WorldEntry {
    fileprivate var json: JSONValue {
        JSONValue.members([
            ("row", .int(number)), ("date", .string(day.description)), ("type", .string(kind.rawValue)),
            ("security", security.map { .string($0) }), ("quantity", .when(!quantity.isZero, .decimal(quantity))),
            ("price", price.map { .decimal($0) }), ("amount", .decimal(cash)),
            ("fees", .when(!fees.isZero, .decimal(fees))),
        ])
    }
}
