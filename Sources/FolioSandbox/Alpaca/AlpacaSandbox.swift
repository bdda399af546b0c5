import FolioModel

/// Alpaca's Trading API and a little of its market data, over the world's margin account.
struct AlpacaSandbox: Sendable {
    let world: SandboxWorld
    let account: WorldAccount
    let records: AlpacaRecords
    private let activities: [AlpacaActivity]
    private let orders: [AlpacaOrder]

    init(world: SandboxWorld) {
        guard let account = world.accounts.first(where: { $0.provider == .alpaca }) else {
            preconditionFailure("The world has no account at Alpaca")
        }
        self.world = world
        self.account = account
        records = AlpacaRecords(world: world, account: account)
        activities = records.activities()
        orders = records.orders()
    }

    /// An error in Alpaca's form.
    struct Failure: Error {
        let status: Int
        let code: Int
        let message: String

        static let unauthorized = Failure(status: 401, code: 40_110_000, message: "request is not authorized.")

        static func notFound(_ what: String) -> Failure {
            Failure(status: 404, code: 40_410_000, message: "\(what) not found")
        }

        static func unprocessable(_ message: String) -> Failure {
            Failure(status: 422, code: 40_010_001, message: message)
        }
    }

    static func failure(_ status: Int, _ code: Int, _ message: String) -> SandboxResponse {
        SandboxResponse(status, ["code": .int(code), "message": .string(message)])
    }

    func respond(to request: SandboxRequest) -> SandboxResponse {
        do throws(Failure) {
            guard request.header("APCA-API-KEY-ID") == SandboxCredentials.alpacaKeyID,
                request.header("APCA-API-SECRET-KEY") == SandboxCredentials.alpacaSecret
            else { throw .unauthorized }
            guard request.method == "GET" else {
                throw Failure(status: 405, code: 40_510_000, message: "method not allowed")
            }
            return SandboxResponse(200, try value(request))
        } catch {
            return Self.failure(error.status, error.code, error.message)
        }
    }

    private func value(_ request: SandboxRequest) throws(Failure) -> JSONValue {
        let segments = request.segments
        switch (segments.dropFirst().first, segments.count) {
        case ("account", 2): return records.accountRecord()
        case ("account", 3...) where segments[2] == "activities":
            return try listActivities(request, type: segments.count == 4 ? segments[3] : nil)
        case ("account", 4) where segments[2] == "portfolio" && segments[3] == "history":
            return try portfolioHistory(request)
        case ("positions", 2): return .array(account.holdings.map(records.position))
        case ("positions", 3): return try position(segments[2])
        case ("orders", 2): return try listOrders(request)
        case ("orders", 3):
            guard let order = orders.first(where: { $0.id == segments[2] }) else { throw .notFound("order") }
            return order.record
        case ("assets", 3...):  // a coin's pair has a slash of its own
            let symbol = segments.dropFirst(2).joined(separator: "/")
            guard let security = records.security(named: symbol) else { throw .notFound("asset") }
            return records.asset(security)
        case ("calendar", 2): return try calendar(request)
        case ("clock", 2): return Self.clock(at: .now)
        case ("stocks", 3) where segments[2] == "snapshots": return try AlpacaData(world: world).snapshots(request)
        case ("stocks", 3) where segments[2] == "bars": return try AlpacaData(world: world).bars(request)
        default: throw .notFound("endpoint")
        }
    }

    private func position(_ name: String) throws(Failure) -> JSONValue {
        guard let security = records.security(named: name),
            let holding = account.holdings.first(where: { $0.security == security.key })
        else { throw Failure(status: 404, code: 40_410_000, message: "position does not exist") }
        return records.position(holding)
    }

    // MARK: Activities

    private static let maximumPage = 100

    private func listActivities(_ request: SandboxRequest, type: String?) throws(Failure) -> JSONValue {
        let ascending = try isAscending(request)
        let size = request.parameter("page_size").map { Int($0) } ?? Self.maximumPage
        guard let size, (1...Self.maximumPage).contains(size) else {
            throw .unprocessable("page_size must be between 1 and \(Self.maximumPage)")
        }
        let types = type.map { [$0] } ?? request.list("activity_types")
        let category = request.parameter("category")
        guard types == nil || category == nil else {
            throw .unprocessable("category cannot be used with activity_types")
        }
        let after = try instant(request, "after")
        let until = try instant(request, "until")
        let date = try request.parameter("date").map { text throws(Failure) -> Day in
            guard let day = Day(text.prefix(10)) else { throw .unprocessable("invalid date: \(text)") }
            return day
        }
        var rows = activities.filter { row in
            (types?.contains { row.matches(type: $0) } ?? true)
                && (category.map { ($0 == "trade_activity") == row.isTrade } ?? true)
                && (after.map { row.createdAt > $0 } ?? true) && (until.map { row.createdAt < $0 } ?? true)
                && (date.map { row.createdAt.utcDay == $0 } ?? true)
        }
        if !ascending { rows.reverse() }
        if let token = request.parameter("page_token") {
            // Ids sort by time, so that a token whose own row is filtered out still marks a place.
            rows = rows.filter { ascending ? $0.id > token : $0.id < token }
        }
        let isUnbounded = date != nil && request.parameter("page_size") == nil
        return .array((isUnbounded ? rows[...] : rows.prefix(size)).map(\.record))
    }

    private func isAscending(_ request: SandboxRequest) throws(Failure) -> Bool {
        switch request.parameter("direction") {
        case nil, "desc": return false
        case "asc": return true
        case .some(let other): throw .unprocessable("invalid direction: \(other)")
        }
    }

    private func instant(_ request: SandboxRequest, _ name: String) throws(Failure) -> Timestamp? {
        guard let text = request.parameter(name) else { return nil }
        if let instant = Timestamp(text) { return instant }
        if let day = Day(text) { return Timestamp(day) }
        throw .unprocessable("invalid \(name): \(text)")
    }

    // MARK: Orders, calendar, history

    private func listOrders(_ request: SandboxRequest) throws(Failure) -> JSONValue {
        let ascending = try isAscending(request)
        let limit = request.parameter("limit").map { Int($0) } ?? 50
        guard let limit, (1...500).contains(limit) else { throw .unprocessable("limit must be between 1 and 500") }
        let status = request.parameter("status") ?? "open"
        guard ["open", "closed", "all"].contains(status) else { throw .unprocessable("invalid status: \(status)") }
        let after = try instant(request, "after")
        let until = try instant(request, "until")
        let symbols = request.list("symbols")
        let side = request.parameter("side")
        var rows = orders.filter { order in
            (status == "all" || (status == "open") == order.isOpen)
                && (after.map { order.submittedAt > $0 } ?? true) && (until.map { order.submittedAt < $0 } ?? true)
                && (symbols?.contains(order.symbol) ?? true)
                && (side.map { order.record["side"]?.string == $0 } ?? true)
        }
        if !ascending { rows.reverse() }
        return .array(rows.prefix(limit).map(\.record))
    }

    private func calendar(_ request: SandboxRequest) throws(Failure) -> JSONValue {
        let start = try instant(request, "start")?.utcDay ?? world.sessions.first ?? world.lastDay
        let end = try instant(request, "end")?.utcDay ?? world.lastDay.adding(months: 12)
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

    private func portfolioHistory(_ request: SandboxRequest) throws(Failure) -> JSONValue {
        let timeframe = request.parameter("timeframe") ?? "1D"
        guard timeframe == "1D" else { throw .unprocessable("only the timeframe 1D is served here") }
        let bounds = [request.parameter("start"), request.parameter("end"), request.parameter("period")]
        guard bounds.contains(nil) else {
            throw .unprocessable("only two of start, end and period can be specified at the same time")
        }
        let end = try instant(request, "end")?.newYorkDay ?? world.lastDay
        let start: Day
        if let given = try instant(request, "start") {
            start = given.newYorkDay
        } else {
            start = try Self.day(before: end, by: request.parameter("period") ?? "1M")
        }
        let values = world.dailyValues(of: account).filter { $0.day >= start && $0.day <= end }
        let base = values.first?.value ?? .zero
        var members: [(String, JSONValue)] = [
            ("base_value", .figure(base.rounded(to: 2))),
            ("equity", .array(values.map { .figure($0.value.rounded(to: 2)) })),
            ("profit_loss", .array(values.map { .figure(Amount(raw: $0.value.raw - base.raw).rounded(to: 2)) })),
            ("profit_loss_pct", .array(values.map { Self.share($0.value.raw - base.raw, of: base.raw) })),
            ("timeframe", "1D"),
            ("timestamp", .array(values.map { .int(Int(AlpacaRecords.evening($0.day).milliseconds / 1000)) })),
        ]
        if let types = request.list("cashflow_types"), types != ["NONE"] {
            members.append(("cashflow", records.cashflow(types: types, days: values.map(\.day))))
        }
        return .object(JSONObject(members))
    }

    private static func share(_ part: Int128, of whole: Int128) -> JSONValue {
        guard whole != 0 else { return 0 }
        return .figure(Ratio(raw: part * 1_000_000_000_000 / whole).rounded(to: 4))
    }

    private static func day(before end: Day, by period: String) throws(Failure) -> Day {
        guard let count = Int(period.dropLast()), (1...1000).contains(count) else {
            throw .unprocessable("invalid period: \(period)")
        }
        switch period.last {
        case "D":
            var day = end
            for _ in 1..<max(2, count) { day = ExchangeCalendar.previousSession(before: day) }
            return day
        case "W": return end.adding(days: -7 * count)
        case "M": return end.adding(months: -count)
        case "A": return end.adding(months: -12 * count)
        default: throw .unprocessable("invalid period: \(period)")
        }
    }
}
