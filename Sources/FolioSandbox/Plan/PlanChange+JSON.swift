package import FolioModel

extension PlanChange {
    private static let days = 0...3650
    private static let cents = -1_000_000_000...1_000_000_000

    private enum Kind: String, WireEnum {
        case arrival, removal, correction, opening, closing, rekeying, failing, working
        case consentEnding = "consent_ending"
    }

    /// Reads a change from its JSON.
    package init(json value: JSONValue, at path: WirePath) throws(WireError) {
        var fields = try PlanFields(value, at: path)
        switch try fields.required("kind", as: Kind.self) {
        case .arrival: self = .world(.arrival(account: try fields.required("account"), try Self.row(&fields)))
        case .removal: self = .world(.removal(account: try fields.required("account"), try Self.pick(&fields)))
        case .correction:
            self = .world(
                .correction(
                    account: try fields.required("account"),
                    try Self.pick(&fields),
                    cents: try fields.count("cents", in: Self.cents, default: 0),
                    units: try fields.count("units", in: -1_000_000...1_000_000, default: 0)
                )
            )
        case .opening: self = .world(.opening(account: try fields.required("account")))
        case .closing: self = .world(.closing(account: try fields.required("account")))
        case .rekeying: self = .world(.rekeying(account: try fields.required("account")))
        case .failing:
            let code: String = try fields.required("code")
            guard PlaidError.byCode[code] != nil || AlpacaError.byName[code] != nil else {
                throw WireError(path.member("code"), "no vendor documents the error \"\(code)\" for a connection")
            }
            self = .connection(.failing(code: code), try fields.optional("connection"))
        case .working: self = .connection(.working, try fields.optional("connection"))
        case .consentEnding:
            let days = fields.has("days") ? try fields.count("days", in: Self.days) : nil
            self = .connection(.consentEnding(days: days), try fields.optional("connection"))
        }
        try fields.finish()
    }

    private static func row(_ fields: inout PlanFields) throws(WireError) -> NewRow {
        NewRow(
            try fields.required("type"),
            of: try fields.optional("security"),
            units: try fields.optional("units"),
            amount: try fields.optional("amount"),
            daysAgo: try fields.count("days_ago", in: days, default: 0)
        )
    }

    private static func pick(_ fields: inout PlanFields) throws(WireError) -> RowPick {
        switch (fields.has("row"), fields.has("recent")) {
        case (true, false): return .number(try fields.count("row", in: 0...1_000_000))
        case (false, true):
            return .recent(
                try fields.count("recent", in: 0...1_000_000),
                withinDays: try fields.count("within_days", in: days, default: days.upperBound)
            )
        default: throw WireError(fields.path, "either \"row\" or \"recent\" is expected")
        }
    }

    /// The change's JSON.
    package var json: JSONValue {
        switch self {
        case .world(let change): change.json
        case .connection(.failing(let code), let connection):
            JSONValue.members([
                ("kind", .string(Kind.failing.rawValue)), ("connection", connection.map { .string($0) }),
                ("code", .string(code)),
            ])
        case .connection(.working, let connection):
            JSONValue.members([
                ("kind", .string(Kind.working.rawValue)), ("connection", connection.map { .string($0) }),
            ])
        case .connection(.consentEnding(let days), let connection):
            JSONValue.members([
                ("kind", .string(Kind.consentEnding.rawValue)), ("connection", connection.map { .string($0) }),
                ("days", days.map { .int($0) }),
            ])
        }
    }
}

extension WorldChange {
    fileprivate var json: JSONValue {
        let account = ("account", JSONValue?.some(.string(account)))
        switch self {
        case .arrival(_, let row):
            return JSONValue.members([
                ("kind", "arrival"), account, ("type", .string(row.kind.rawValue)),
                ("security", row.security.map { .string($0) }), ("units", row.units.map { .decimal($0) }),
                ("amount", row.amount.map { .decimal($0) }), ("days_ago", .when(row.daysAgo > 0, .int(row.daysAgo))),
            ])
        case .removal(_, let pick): return JSONValue.members([("kind", "removal"), account] + pick.members)
        case .correction(_, let pick, let cents, let units):
            return JSONValue.members(
                [("kind", "correction"), account] + pick.members
                    + [("cents", .when(cents != 0, .int(cents))), ("units", .when(units != 0, .int(units)))]
            )
        case .opening: return JSONValue.members([("kind", "opening"), account])
        case .closing: return JSONValue.members([("kind", "closing"), account])
        case .rekeying: return JSONValue.members([("kind", "rekeying"), account])
        }
    }
}

extension RowPick {
    fileprivate var members: [(String, JSONValue?)] {
        switch self {
        case .number(let number): [("row", .int(number))]
        case .recent(let count, let days): [("recent", .int(count)), ("within_days", .int(days))]
        }
    }
}
