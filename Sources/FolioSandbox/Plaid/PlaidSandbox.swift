import FolioModel

/// Plaid's API over the world's three accounts at one institution, and a checking account beside them.
struct PlaidSandbox: Sendable {
    let world: SandboxWorld
    let records: PlaidRecords

    init(world: SandboxWorld, dialect: SandboxDialect.Plaid) {
        self.world = world
        records = PlaidRecords(world: world, dialect: dialect)
    }

    /// A request whose keys are right, with the parsed body.
    struct Call {
        let body: JSONValue
        let host: String
        let now: Timestamp
        let quirk: PageQuirk

        func string(_ name: String) -> String? { body[name]?.string }

        /// The members of that name; throws naming all that are missing.
        func require(_ names: String...) throws(PlaidError) {
            let missing = names.filter { body[$0] == nil || body[$0] == .null }
            guard missing.isEmpty else { throw .missing(missing) }
        }

        func text(_ name: String) throws(PlaidError) -> String {
            guard let text = string(name) else { throw .invalidField("\(name) must be a string") }
            return text
        }

        func day(_ name: String) throws(PlaidError) -> Day {
            guard let day = Day(try text(name)) else {
                throw .invalidField("\(name) must be a date in the form YYYY-MM-DD")
            }
            return day
        }
    }

    func respond(to call: SandboxCall, state: inout PlaidState) -> SandboxResponse {
        do throws(PlaidError) {
            if call.request.method == "GET", call.request.segments.count == 2, call.request.segments[0] == "hosted" {
                return try openLink(call.request.segments[1], state: &state, at: call.now)
            }
            guard call.request.method == "POST", Self.paths.contains(call.request.path) else {
                throw PlaidError.notFound
            }
            var members = try members(of: call.request.path, try authenticated(call), state: &state)
            members.append(("request_id", .string(call.requestID)))
            return SandboxResponse(200, .object(JSONObject(members)))
        } catch {
            return error.response(requestID: call.requestID)
        }
    }

    /// What rules and counts go by.
    static func key(of call: SandboxCall, _ state: PlaidState) -> RequestKey {
        let item = call.body?["access_token"]?.string.flatMap { state.items[$0] }
        let isHosted = call.request.segments.first == "hosted"
        return RequestKey(
            path: call.request.path,
            endpoint: paths.contains(call.request.path)
                ? call.request.path : isHosted ? "/hosted/{link_token}" : "/(unknown)",
            connection: item?.id,
            aliases: item.map { [$0.alias] } ?? [],
            symbols: []
        )
    }

    static let paths: Set<String> = [
        "/link/token/create", "/link/token/get", "/sandbox/public_token/create", "/item/public_token/exchange",
        "/item/get",
        "/item/remove", "/item/webhook/update", "/item/access_token/invalidate", "/accounts/get",
        "/institutions/get_by_id",
        "/investments/holdings/get", "/investments/transactions/get", "/investments/refresh",
        "/sandbox/item/reset_login", "/sandbox/item/fire_webhook",
    ]

    /// Errors by which Plaid does not know an item any more, whatever is asked.
    private static let lost: Set<String> = ["INVALID_ACCESS_TOKEN", "ITEM_NOT_FOUND", "ITEM_CONCURRENTLY_DELETED"]

    private func authenticated(_ call: SandboxCall) throws(PlaidError) -> Call {
        let request = call.request
        guard let body = call.body, body.object != nil else { throw .invalidBody }
        let clientID = body["client_id"]?.string ?? request.header("PLAID-CLIENT-ID")
        let secret = body["secret"]?.string ?? request.header("PLAID-SECRET")
        let missing = [("client_id", clientID), ("secret", secret)].filter { $0.1 == nil }.map(\.0)
        guard missing.isEmpty else { throw .missing(missing) }
        guard clientID == SandboxCredentials.plaidClientID, secret == SandboxCredentials.plaidSecret else {
            throw .invalidKeys
        }
        return Call(body: body, host: request.header("Host") ?? "127.0.0.1", now: call.now, quirk: call.quirk)
    }

    private func members(
        of path: String,
        _ call: Call,
        state: inout PlaidState
    ) throws(PlaidError) -> [(String, JSONValue)] {
        switch path {
        case "/link/token/create": return try createLinkToken(call, state: &state)
        case "/link/token/get": return try linkToken(call, state: state)
        case "/sandbox/public_token/create": return try createPublicToken(call, state: &state)
        case "/item/public_token/exchange": return try exchange(call, state: &state)
        case "/institutions/get_by_id": return try institution(call)
        default: break
        }
        try call.require("access_token")
        let item = try item(try call.text("access_token"), state)
        try state.limits.take(path, item: item.id, records.dialect.limits, at: call.now)
        if let members = try itemMembers(of: path, call, item, state: &state) { return members }
        if let failure = item.failure { throw PlaidError(failure) }
        switch path {
        case "/accounts/get":
            let accounts = try accounts(call, item, withMarginLoan: false)
            return [("accounts", .array(accounts)), ("item", records.item(item))]
        case "/investments/holdings/get": return try holdings(call, item)
        case "/investments/transactions/get": return try transactions(call, item)
        case "/investments/refresh": return []
        default: throw .notFound
        }
    }

    /// The item of a token; throws where there is none, or Plaid does not know it any more.
    private func item(_ token: String, _ state: PlaidState) throws(PlaidError) -> PlaidState.Item {
        guard let item = state.items[token] else {
            let isForgotten = records.dialect.removed == .invalidToken || !state.wasRemoved(token)
            throw isForgotten ? .invalidAccessToken : PlaidError("ITEM_NOT_FOUND")
        }
        if let failure = item.failure, Self.lost.contains(failure) { throw PlaidError(failure) }
        return item
    }

    /// What can be asked of an item that wants a new login, too; `nil` for anything else.
    private func itemMembers(
        of path: String,
        _ call: Call,
        _ item: PlaidState.Item,
        state: inout PlaidState
    ) throws(PlaidError) -> [(String, JSONValue)]? {
        var item = item
        switch path {
        case "/item/get": return records.itemWithStatus(item, at: call.now)
        case "/item/remove":
            state.remove(item.accessToken)
            return []
        case "/item/access_token/invalidate":
            state.items[item.accessToken] = nil
            item.rotations += 1
            let name = "access token \(item.ordinal) \(item.rotations)"
            item.accessToken = "access-sandbox-" + world.identifiers.uuid(name)
            state.items[item.accessToken] = item
            return [("new_access_token", .string(item.accessToken))]
        case "/item/webhook/update":
            item.webhook = call.string("webhook")
            state.items[item.accessToken] = item
            let url = JSONValue.text(item.webhook)
            state.notify(item, "WEBHOOK_UPDATE_ACKNOWLEDGED", [("error", .null), ("new_webhook_url", url)])
            return [("item", records.item(item))]
        case "/sandbox/item/reset_login":
            state.setFailure("ITEM_LOGIN_REQUIRED", of: item.accessToken)
            return [("reset_login", true)]
        case "/sandbox/item/fire_webhook": return try fireWebhook(call, item, state: &state)
        default: return nil
        }
    }

    private func exchange(_ call: Call, state: inout PlaidState) throws(PlaidError) -> [(String, JSONValue)] {
        try call.require("public_token")
        guard state.items.count < PlaidState.maximumItems else { throw PlaidError("RATE_LIMIT") }
        guard let pending = state.take(publicToken: try call.text("public_token"), at: call.now) else {
            throw .invalidPublicToken
        }
        let ordinal = pending.ordinal
        state.itemsMade += 1
        let item = PlaidState.Item(
            ordinal: ordinal,
            place: state.itemsMade,
            id: world.identifiers.plaid("item \(ordinal)"),
            accessToken: "access-sandbox-" + world.identifiers.uuid("access token \(ordinal)"),
            institution: pending.institution,
            createdAt: Timestamp(seconds: call.now.milliseconds / 1000),
            webhook: pending.webhook
        )
        state.items[item.accessToken] = item
        return [("access_token", .string(item.accessToken)), ("item_id", .string(item.id))]
    }

    private func institution(_ call: Call) throws(PlaidError) -> [(String, JSONValue)] {
        try call.require("institution_id", "country_codes")
        guard try call.text("institution_id") == SandboxCredentials.plaidInstitution else { throw .invalidInstitution }
        let options = call.body["options"]
        return [
            (
                "institution",
                records.institution(
                    withStatus: options?["include_status"]?.bool ?? false,
                    withOptional: options?["include_optional_metadata"]?.bool ?? false
                )
            )
        ]
    }

    // MARK: Data

    /// The accounts asked for by `options.account_ids`, all of them without it.
    private func accounts(
        _ call: Call,
        _ item: PlaidState.Item,
        withMarginLoan: Bool
    ) throws(PlaidError) -> [JSONValue] {
        let all = records.accounts(item, withMarginLoan: withMarginLoan)
        guard let wanted = try accountIDs(call, item) else { return all }
        return all.filter { $0["account_id"]?.string.map(wanted.contains) ?? false }
    }

    private func accountIDs(_ call: Call, _ item: PlaidState.Item) throws(PlaidError) -> Set<String>? {
        guard let listed = call.body["options"]?["account_ids"] else { return nil }
        guard let values = listed.array else { throw .invalidField("account_ids must be an array") }
        let ids = Set(values.compactMap(\.string))
        let known = Set(records.accountKeys.map { records.accountID($0, item) })
        guard ids.count == values.count, ids.isSubset(of: known) else { throw .invalidAccount }
        return ids
    }

    private func holdings(_ call: Call, _ item: PlaidState.Item) throws(PlaidError) -> [(String, JSONValue)] {
        guard !records.investmentAccounts.isEmpty else { throw .noInvestmentAccounts }
        let wanted = try accountIDs(call, item)
        var rows: [JSONValue] = []
        var keys: Set<String> = []
        for account in records.investmentAccounts {
            let id = records.accountID(account.key, item)
            guard wanted?.contains(id) ?? true else { continue }
            for holding in records.holdings(account, accountID: id) {
                rows.append(holding.row)
                keys.insert(holding.security)
            }
        }
        return [
            ("accounts", .array(try accounts(call, item, withMarginLoan: true))), ("holdings", .array(rows)),
            ("item", records.item(item)), ("securities", .array(keys.sorted().map(records.security))),
        ]
    }

    private static let defaultCount = 100
    private static let maximumCount = 500

    private func transactions(_ call: Call, _ item: PlaidState.Item) throws(PlaidError) -> [(String, JSONValue)] {
        guard !records.investmentAccounts.isEmpty else { throw .noInvestmentAccounts }
        try call.require("start_date", "end_date")
        let (start, end) = (try call.day("start_date"), try call.day("end_date"))
        let options = call.body["options"]
        let count = options?["count"].map(\.int) ?? Self.defaultCount
        let offset = options?["offset"].map(\.int) ?? 0
        guard let count, (1...Self.maximumCount).contains(count) else {
            throw .invalidField("count must be between 1 and \(Self.maximumCount)")
        }
        guard let offset, offset >= 0 else { throw .invalidField("offset must not be negative") }
        guard start <= end else { throw .invalidField("start_date must not be after end_date") }
        let wanted = try accountIDs(call, item)
        let last = records.dialect.dates == .inclusive ? end : end.adding(days: -1)
        let all = records.transactions.filter { row in
            row.date >= start && row.date <= last
                && wanted?.contains(records.accountID(row.account, item)) ?? true
        }
        let page = all.dropFirst(max(0, offset - call.quirk.repeatedRows)).prefix(count)
        let keys = Set(page.compactMap { records.securityKey($0.entry) })
        return [
            ("accounts", .array(try accounts(call, item, withMarginLoan: true))),
            ("investment_transactions", .array(page.map { records.transaction($0, item) })),
            ("item", records.item(item)), ("securities", .array(keys.sorted().map(records.security))),
            ("total_investment_transactions", .int(max(0, all.count + call.quirk.totalError))),
        ]
    }
}
