import FolioModel

/// A row of `/v2/account/activities`.
struct AlpacaActivity: Sendable {
    let id: String
    let type: String
    let createdAt: Timestamp
    private(set) var record: JSONValue

    /// The row as the Broker API shows it: with the account it belongs to.
    func forBroker(account: String) -> AlpacaActivity {
        var row = self
        guard case .object(var members) = record else { return self }
        members["account_id"] = .string(account)
        row.record = .object(members)
        return row
    }

    var isTrade: Bool { type == "FILL" }

    /// Whether a filter by that type, or by one of the aliases, keeps the row.
    func matches(type filter: String) -> Bool {
        switch filter {
        case "TRANS": type == "CSD" || type == "CSW"
        case "MISC": !["CSD", "CSW", "DIV", "FILL"].contains(type)
        default: type == filter
        }
    }

    static func type(of kind: TransactionType) -> String? {
        switch kind {
        case .buy, .sell, .short, .cover: "FILL"
        case .dividend: "DIV"
        case .interest: "INT"
        case .fee: "FEE"
        case .deposit: "CSD"
        case .withdrawal: "CSW"
        case .split: "SPLIT"
        case .expiration: "OPEXP"
        case .transferIn, .transferOut: "ACATS"
        default: nil
        }
    }
}

/// A row of `/v2/orders`.
struct AlpacaOrder: Sendable {
    let id: String
    let symbol: String
    let submittedAt: Timestamp
    let isOpen: Bool
    let record: JSONValue
}

extension AlpacaRecords {
    private static let tradeSeconds = 10 * 3600

    /// Every activity, oldest first, in the order of their ids.
    func activities() -> [AlpacaActivity] {
        let withdrawn = account.withdrawn.filter { $0.reason == .canceled }.map(\.entry)
        let all = account.entries.flatMap { rows($0) } + withdrawn.flatMap { rows($0, isCanceled: true) }
        return all.sorted { $0.id < $1.id }
    }

    private func rows(_ entry: WorldEntry, isCanceled: Bool = false) -> [AlpacaActivity] {
        guard let type = AlpacaActivity.type(of: entry.kind) else { return [] }
        if type == "FILL" { return fill(entry).map { [$0] } ?? [] }
        guard type == "SPLIT" else { return [other(entry, type: type, isCanceled: isCanceled)] }
        let after = Quantity(raw: entry.heldBefore.raw + entry.quantity.raw)
        let group = uuid("group \(entry.number)")
        return [
            other(entry, type: type, quantity: -entry.heldBefore, leg: 0, group: group),
            other(entry, type: type, quantity: after, leg: 1, group: group),
        ]
    }

    private func tradeTime(_ entry: WorldEntry) -> Timestamp {
        Self.newYork(entry.day, seconds: Self.tradeSeconds + entry.number % 1800)
    }

    /// `YYYYMMDDhhmmssSSS::` and a UUID, the time by New York's clock; date and the row's number where there is none.
    private func identifier(_ entry: WorldEntry, clock: String, leg: Int) -> String {
        let date = entry.day.description.filter { $0 != "-" }
        return date + clock + "::" + uuid("activity \(entry.number) \(leg)")
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private func side(_ kind: TransactionType) -> String {
        switch kind {
        case .sell: "sell"
        case .short: "sell_short"
        default: "buy"
        }
    }

    private func fill(_ entry: WorldEntry) -> AlpacaActivity? {
        guard let security = entry.security.flatMap({ world.securities[$0] }), let price = entry.price else {
            return nil
        }
        let seconds = Self.tradeSeconds + entry.number % 1800
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Self.padded($0, 2) }.joined()
        let id = identifier(entry, clock: clock + Self.padded(entry.number % 1000, 3), leg: 0)
        let quantity = entry.quantity.magnitude
        return AlpacaActivity(
            id: id,
            type: "FILL",
            createdAt: tradeTime(entry),
            record: [
                "activity_type": "FILL", "cum_qty": .decimal(quantity), "id": .string(id), "leaves_qty": "0",
                "order_id": .string(orderID(entry)), "order_status": "filled", "price": .decimal(price),
                "qty": .decimal(quantity), "side": .string(side(entry.kind)),
                "symbol": .string(symbol(security, withSlash: true)),
                "transaction_time": .string(tradeTime(entry).description), "type": "fill",
            ]
        )
    }

    private func other(
        _ entry: WorldEntry,
        type: String,
        quantity: Quantity? = nil,
        leg: Int = 0,
        group: String? = nil,
        isCanceled: Bool = false
    ) -> AlpacaActivity {
        // Splits come before the day's trades, everything else after them.
        let clock = Self.padded(type == "SPLIT" ? entry.number : 170_000_000 + entry.number * 10 + leg, 9)
        let id = identifier(entry, clock: clock, leg: leg)
        let createdAt = Self.newYork(entry.bookedOn, seconds: type == "SPLIT" ? 4 * 3600 : 17 * 3600)
        var members: [(String, JSONValue)] = [
            ("activity_type", .string(type)), ("created_at", .string(createdAt.description)), ("currency", "USD"),
            ("date", .string(entry.day.description)), ("id", .string(id)), ("net_amount", .decimal(entry.cash)),
            ("status", isCanceled ? "canceled" : entry.revision > 0 ? "correct" : "executed"),
        ]
        if let subtype = subtype(entry) { members.append(("activity_sub_type", .string(subtype))) }
        if let security = entry.security.flatMap({ world.securities[$0] }) {
            members.append(("symbol", .string(symbol(security, withSlash: true))))
        }
        if let group { members.append(("group_id", .string(group))) }
        if type == "DIV" {
            members.append(("qty", .decimal(entry.heldBefore)))
            let each = (try? entry.cash.divided(by: entry.heldBefore)) ?? nil
            members.append(("per_share_amount", .decimal((each ?? .zero).rounded(to: 4))))
        } else if entry.security != nil {
            members.append(("qty", .decimal(quantity ?? entry.quantity)))
        }
        return AlpacaActivity(id: id, type: type, createdAt: createdAt, record: .object(JSONObject(members)))
    }

    private func subtype(_ entry: WorldEntry) -> String? {
        switch entry.kind {
        case .dividend: "CDIV"
        case .interest: entry.cash.isNegative ? "MGN" : "SWP"
        case .fee: "REG"
        case .split: "FSPLIT"
        default: nil
        }
    }

    // MARK: Orders

    private func orderID(_ entry: WorldEntry) -> String { uuid("order \(entry.number)") }

    /// A filled order for each fill, a cancelled and two open ones; oldest first.
    func orders() -> [AlpacaOrder] {
        let filled = account.entries.compactMap { entry -> AlpacaOrder? in
            guard let security = entry.security.flatMap({ world.securities[$0] }), let price = entry.price else {
                return nil
            }
            let filledAt = tradeTime(entry)
            return order(
                orderID(entry),
                security,
                entry.quantity.magnitude,
                side(entry.kind),
                submittedAt: filledAt,
                status: "filled",
                limit: nil,
                fill: (filledAt, price)
            )
        }
        let evening = Self.newYork(world.lastDay, seconds: 17 * 3600)
        let waiting: [(String, Int, String, Int, String)] = [
            ("AMZN", 10, "buy", 90, "canceled"), ("VTI", 5, "buy", 95, "accepted"),
            ("NVDA", 20, "sell", 120, "accepted"),
        ]
        let others = waiting.enumerated().compactMap { index, row -> AlpacaOrder? in
            guard let security = world.securities[row.0], let close = world.close(row.0, on: world.lastDay) else {
                return nil
            }
            let limit = Price(raw: close.raw * Int128(row.3) / 100).rounded(to: 2)
            return order(
                uuid("open order \(index)"),
                security,
                Quantity(row.1),
                row.2,
                submittedAt: evening.adding(seconds: Int64(index * 60)),
                status: row.4,
                limit: limit,
                fill: nil
            )
        }
        return (filled + others).sorted { ($0.submittedAt, $0.id) < ($1.submittedAt, $1.id) }
    }

    private func order(
        _ id: String,
        _ security: WorldSecurity,
        _ quantity: Quantity,
        _ side: String,
        submittedAt: Timestamp,
        status: String,
        limit: Price?,
        fill: (at: Timestamp, price: Price)?
    ) -> AlpacaOrder {
        let symbol = symbol(security, withSlash: true)
        let time = JSONValue.string(submittedAt.description)
        let filledAt = fill.map { JSONValue.string($0.at.description) } ?? .null
        let kind: JSONValue = limit == nil ? "market" : "limit"
        let assetClass: JSONValue =
            security.option != nil ? "us_option" : security.type == .cryptocurrency ? "crypto" : "us_equity"
        let record: JSONValue = [
            "asset_class": assetClass, "asset_id": .string(assetID(security)),
            "canceled_at": status == "canceled" ? .string(submittedAt.adding(seconds: 30).description) : .null,
            "client_order_id": .string(uuid("client \(id)")), "created_at": time,
            "expired_at": .null, "extended_hours": false, "failed_at": .null, "filled_at": filledAt,
            "filled_avg_price": fill.map { .decimal($0.price) } ?? .null,
            "filled_qty": fill == nil ? "0" : .decimal(quantity), "hwm": .null, "id": .string(id), "legs": .null,
            "limit_price": limit.map { .decimal($0) } ?? .null, "notional": .null, "order_class": "",
            "order_type": kind, "qty": .decimal(quantity), "replaced_at": .null, "replaced_by": .null,
            "replaces": .null, "side": .string(side == "sell_short" ? "sell" : side), "source": .null,
            "status": .string(status), "stop_price": .null, "submitted_at": time, "subtag": .null,
            "symbol": .string(symbol), "time_in_force": limit == nil ? "day" : "gtc", "trail_percent": .null,
            "trail_price": .null, "type": kind, "updated_at": fill == nil ? time : filledAt,
        ]
        return AlpacaOrder(
            id: id,
            symbol: symbol,
            submittedAt: submittedAt,
            isOpen: status == "accepted",
            record: record
        )
    }
}
