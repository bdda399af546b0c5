package import FolioModel
import Glibc

extension FaultPlan {
    /// The longest plan in bytes.
    package static let maximumBytes = 1 << 20

    /// Reads a plan from its JSON; every mistake names its place.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        let path = WirePath(unknownMembers: .refused)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes, limits: JSONLimits(depth: 16, bytes: Self.maximumBytes))
        } catch {
            throw WireError(path, error.description)
        }
        try self.init(json: value, at: path)
    }

    /// Reads a plan from a file of its JSON.
    package init(file path: String) throws(WireError) {
        let place = WirePath(unknownMembers: .refused)
        guard let file = fopen(path, "r") else { throw WireError(place, "the file can't be read (error \(errno))") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw WireError(place, "the file can't be read (error \(errno))") }
        try self.init(parsing: Array(bytes.prefix(count)))
    }

    /// Reads a plan from its JSON.
    package init(json value: JSONValue, at path: WirePath) throws(WireError) {
        var fields = try PlanFields(value, at: path)
        stages = try fields.list("stages", atMost: Self.maximumStages) { (value, path) throws(WireError) in
            var fields = try PlanFields(value, at: path)
            let changes = try fields.list("changes", atMost: Self.maximumRules) { (value, path) throws(WireError) in
                try PlanChange(json: value, at: path)
            }
            let rules = try fields.list("rules", atMost: Self.maximumRules) { (value, path) throws(WireError) in
                try PlanRule(json: value, at: path)
            }
            try fields.finish()
            return Stage(changes: changes, rules: rules)
        }
        try fields.finish()
    }

    /// The plan's JSON, from which it can be read again.
    package var json: JSONValue {
        let stages = stages.map { stage in
            JSONValue.members([
                ("changes", .array(stage.changes.map(\.json))), ("rules", .array(stage.rules.map(\.json))),
            ])
        }
        return ["stages": .array(stages)]
    }
}

extension PlanRule {
    private static let maximumCount = 1_000_000

    /// Reads a rule from its JSON.
    package init(json value: JSONValue, at path: WirePath) throws(WireError) {
        var fields = try PlanFields(value, at: path)
        trigger = RequestTrigger(
            path: try fields.optional("path") ?? "",
            connection: try fields.optional("connection"),
            symbol: try fields.optional("symbol"),
            skip: try fields.count("skip", in: 0...Self.maximumCount, default: 0),
            every: try fields.count("every", in: 1...Self.maximumCount, default: 1)
        )
        if let word = try? fields.optional("count", as: String.self), word == "always" {
            trigger.count = nil
        } else {
            trigger.count = try fields.count("count", in: 1...Self.maximumCount, default: 1)
        }
        switch (fields.has("fault"), fields.has("change")) {
        case (true, false):
            let fault: JSONValue = try fields.required("fault")
            let effect = try SandboxFault.Effect(json: fault, at: path.member("fault"))
            try effect.check(for: trigger.path, at: path.member("fault"))
            action = .fault(effect)
        case (false, true):
            action = .change(try PlanChange(json: fields.required("change"), at: path.member("change")))
        default:
            try fields.finish()
            throw WireError(path, "either \"fault\" or \"change\" is expected")
        }
        try fields.finish()
    }

    /// The rule's JSON.
    package var json: JSONValue {
        let (fault, change): (JSONValue?, JSONValue?) =
            switch action {
            case .fault(let effect): (effect.json, nil)
            case .change(let change): (nil, change.json)
            }
        return JSONValue.members([
            ("path", .string(trigger.path)), ("connection", trigger.connection.map { .string($0) }),
            ("symbol", trigger.symbol.map { .string($0) }), ("skip", .when(trigger.skip > 0, .int(trigger.skip))),
            ("every", .when(trigger.every > 1, .int(trigger.every))),
            ("count", trigger.count.map { .int($0) } ?? "always"), ("fault", fault), ("change", change),
        ])
    }
}
