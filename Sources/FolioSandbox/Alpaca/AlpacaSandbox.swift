import FolioModel

/// Alpaca's Trading API over the world's margin account, its Broker API over that and the firm's other customer, and a
/// little of its market data.
struct AlpacaSandbox: Sendable {
    /// The account whose own keys the Trading API takes.
    static let tradingKey = "margin"

    let world: SandboxWorld
    let dialect: SandboxDialect.Alpaca

    /// Every account of the firm, closed ones included, the one of the Trading API first.
    let accounts: [AlpacaAccount]

    init(world: SandboxWorld, dialect: SandboxDialect.Alpaca) {
        (self.world, self.dialect) = (world, dialect)
        let open = world.accounts.filter { $0.provider == .alpaca }.map { ($0, false) }
        let closed = world.unlistedAccounts.filter { $0.provider == .alpaca }.map { ($0, $0.key == Self.tradingKey) }
        accounts = (open + closed).sorted { $0.0.key < $1.0.key }
            .map { AlpacaAccount($0.0, world: world, dialect: dialect, isClosed: $0.1) }
    }

    /// What rules and counts go by.
    func key(of call: SandboxCall) -> RequestKey {
        let route = AlpacaRoute(call.request)
        let account =
            switch route.api {
            case .trading where call.request.header("APCA-API-KEY-ID") == SandboxCredentials.alpacaKeyID:
                accounts.first { $0.account.key == Self.tradingKey }
            case .trading: nil as AlpacaAccount?
            case .broker: route.account.flatMap { id in accounts.first { $0.id == id } }
            }
        return RequestKey(
            path: call.request.path,
            endpoint: route.endpoint,
            connection: account?.id,
            aliases: account.map { [$0.account.key] } ?? [],
            symbols: route.symbols
        )
    }

    func respond(to call: SandboxCall, state: inout AlpacaState) -> SandboxResponse {
        let route = AlpacaRoute(call.request)
        let (isAllowed, headers) = state.take(route.api, limit: dialect.limit.requests, at: call.now)
        var response: SandboxResponse
        do throws(AlpacaError) {
            guard isAllowed else { throw AlpacaError(status: 429) }
            response = try answer(to: call, route, state: &state)
        } catch {
            response = error.response
        }
        let isData = route.resource.first == "stocks"
        if dialect.rateHeaders == .all || isData || !isAllowed { response.headers += headers }
        response.headers.append(("X-Request-ID", call.requestID))
        return response
    }

    private func answer(
        to call: SandboxCall,
        _ route: AlpacaRoute,
        state: inout AlpacaState
    ) throws(AlpacaError) -> SandboxResponse {
        if route.api == .broker { return try brokerAnswer(to: call, route, state: &state) }
        let request = call.request
        guard request.header("APCA-API-KEY-ID") == SandboxCredentials.alpacaKeyID,
            request.header("APCA-API-SECRET-KEY") == SandboxCredentials.alpacaSecret,
            let account = accounts.first(where: { $0.account.key == Self.tradingKey })
        else { throw .unauthorized }
        if let failure = state.failures[account.id] { throw AlpacaError.byName[failure] ?? .unauthorized }
        guard request.method == "GET" else { throw AlpacaError(status: 405) }
        if let value = try sharedValue(route, call) { return SandboxResponse(200, value) }
        return SandboxResponse(200, try account.value(route.resource, call))
    }

    /// What is the same for every account; `nil` where an account is asked for.
    func sharedValue(_ route: AlpacaRoute, _ call: SandboxCall) throws(AlpacaError) -> JSONValue? {
        let resource = route.resource
        switch (resource.first, resource.count) {
        case ("assets", 1): return listAssets(call.request)
        case ("assets", 2...):  // a coin's pair has a slash of its own
            let symbol = resource.dropFirst().joined(separator: "/")
            guard let security = accounts.first?.records.security(named: symbol) else { throw .notFound("asset") }
            return accounts.first?.records.asset(security)
        case ("calendar", 1): return try calendar(call.request)
        case ("clock", 1): return Self.clock(at: call.now)
        case ("stocks", 2) where resource[1] == "snapshots": return try AlpacaData(world: world).snapshots(call.request)
        case ("stocks", 2) where resource[1] == "bars": return try AlpacaData(world: world).bars(call.request)
        default: return nil
        }
    }

    private func listAssets(_ request: SandboxRequest) -> JSONValue {
        guard let records = accounts.first?.records else { return [] }
        let filters = [("status", "status"), ("asset_class", "class"), ("exchange", "exchange")]
        let assets = world.securities.values.filter(records.isListed).sorted { $0.key < $1.key }.map(records.asset)
        return .array(
            assets.filter { asset in
                filters.allSatisfy { parameter, member in
                    request.parameter(parameter).map { asset[member]?.string == $0 } ?? true
                }
            }
        )
    }

    private func calendar(_ request: SandboxRequest) throws(AlpacaError) -> JSONValue {
        let start = try request.instant("start")?.utcDay ?? world.sessions.first ?? world.lastDay
        let end = try request.instant("end")?.utcDay ?? world.lastDay.adding(months: 12)
        let bounded = min(end, start.adding(months: 12 * 60))
        return .array(
            ExchangeCalendar.sessions(from: start, through: bounded).map { day in
                let isEarly = ExchangeCalendar.session(on: day)?.isEarlyClose ?? false
                return [
                    "date": .string(day.description), "open": "09:30", "close": isEarly ? "13:00" : "16:00",
                    "session_open": "0400", "session_close": isEarly ? "1700" : "2000",
                    "settlement_date": .string(ExchangeCalendar.nextSession(after: day).description),
                ]
            }
        )
    }

    private static func clock(at now: Timestamp) -> JSONValue {
        var day = now.newYorkDay
        if (ExchangeCalendar.session(on: day)?.close ?? now) <= now { day = ExchangeCalendar.nextSession(after: day) }
        guard let session = ExchangeCalendar.session(on: day) else { return .null }
        let isOpen = session.open <= now
        let opensNext = isOpen ? ExchangeCalendar.nextSession(after: day) : day
        let nextOpen = ExchangeCalendar.session(on: opensNext)?.open ?? session.open
        return [
            "timestamp": .string(AlpacaRecords.eastern(now)), "is_open": .bool(isOpen),
            "next_open": .string(AlpacaRecords.eastern(nextOpen)),
            "next_close": .string(AlpacaRecords.eastern(session.close)),
        ]
    }
}
