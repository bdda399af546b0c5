import FolioModel

/// One account at Alpaca, as either API shows it.
struct AlpacaAccount: Sendable {
    let world: SandboxWorld
    let account: WorldAccount

    /// Whether it has been closed: it is still shown, and nothing else of it is.
    let isClosed: Bool
    let records: AlpacaRecords
    let activities: [AlpacaActivity]
    private let orders: [AlpacaOrder]

    init(_ account: WorldAccount, world: SandboxWorld, isClosed: Bool) {
        (self.world, self.account, self.isClosed) = (world, account, isClosed)
        records = AlpacaRecords(world: world, account: account)
        activities = records.activities()
        orders = records.orders()
    }

    /// The account's UUID.
    var id: String { records.id }

    /// Whether that is its id or its key in the world.
    func isNamed(_ name: String) -> Bool { name == id || name == account.key }

    /// What is asked of the account; throws where there is no such thing.
    func value(_ resource: [String], _ call: SandboxCall) throws(AlpacaError) -> JSONValue {
        let request = call.request
        switch (resource.first, resource.count) {
        case ("account", 1): return records.accountRecord(isClosed: isClosed)
        case ("account", 2...3) where resource[1] == "activities":
            let query = try AlpacaActivityQuery(request, type: resource.count == 3 ? resource[2] : nil)
            return .array(query.page(of: activities, call.quirk).map(\.record))
        case ("account", 3) where resource[1] == "portfolio" && resource[2] == "history":
            return try portfolioHistory(request)
        case ("positions", 1): return .array(account.holdings.map(records.position))
        case ("positions", 2...): return try position(resource.dropFirst().joined(separator: "/"))
        case ("orders", 1): return try listOrders(request)
        case ("orders", 2):
            guard let order = orders.first(where: { $0.id == resource[1] }) else { throw .notFound("order") }
            return order.record
        default: throw .notFound("endpoint")
        }
    }

    private func position(_ name: String) throws(AlpacaError) -> JSONValue {
        guard let security = records.security(named: name),
            let holding = account.holdings.first(where: { $0.security == security.key })
        else { throw AlpacaError(404, 40_410_000, "position does not exist") }
        return records.position(holding)
    }

    // MARK: Orders and history

    private func listOrders(_ request: SandboxRequest) throws(AlpacaError) -> JSONValue {
        let ascending = try request.isAscending()
        let limit = try request.count("limit", default: 50, within: 1...500)
        let status = request.parameter("status") ?? "open"
        guard ["open", "closed", "all"].contains(status) else { throw .unprocessable("invalid status: \(status)") }
        let after = try request.instant("after")
        let until = try request.instant("until")
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

    private func portfolioHistory(_ request: SandboxRequest) throws(AlpacaError) -> JSONValue {
        let timeframe = request.parameter("timeframe") ?? "1D"
        guard timeframe == "1D" else { throw .unprocessable("only the timeframe 1D is served here") }
        let bounds = [request.parameter("start"), request.parameter("end"), request.parameter("period")]
        guard bounds.contains(nil) else {
            throw .unprocessable("only two of start, end and period can be specified at the same time")
        }
        let end = try request.instant("end")?.newYorkDay ?? world.lastDay
        let start: Day
        if let given = try request.instant("start") {
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

    private static func day(before end: Day, by period: String) throws(AlpacaError) -> Day {
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
