import FolioModel

/// A row of `/v2/orders`, with the orders below it.
struct AlpacaOrder: Sendable {
    let id: String
    let symbol: String
    let side: String
    let assetClass: String
    let submittedAt: Timestamp
    let isOpen: Bool

    /// The members without `legs`.
    fileprivate let members: JSONObject
    fileprivate(set) var legs: [AlpacaOrder] = []

    /// The order as JSON, its legs inside it or not.
    func record(isNested: Bool) -> JSONValue {
        var members = members
        members["legs"] = legs.isEmpty || !isNested ? .null : .array(legs.map { $0.record(isNested: true) })
        return .object(members)
    }

    /// Whether that is a symbol of it: a coin's pair with or without slash, an option by its underlying.
    func isOf(_ wanted: String) -> Bool {
        let plain = wanted.filter { $0 != "/" }
        let isUnderlying = assetClass == "us_option" && symbol.hasPrefix(wanted) && symbol.count > wanted.count + 14
        return symbol.filter { $0 != "/" } == plain || isUnderlying
    }
}

/// What is asked of `/v2/orders`.
struct AlpacaOrderQuery {
    private let isAscending: Bool
    private let limit: Int
    private let status: String
    private let after: Timestamp?
    private let until: Timestamp?
    private let symbols: [String]?
    private let side: String?
    private let classes: [String]?
    private let before: String?
    private let behind: String?
    private let isNested: Bool

    init(_ request: SandboxRequest) throws(AlpacaError) {
        isAscending = try request.isAscending()
        limit = try request.count("limit", default: 50, within: 1...500)
        status = request.parameter("status") ?? "open"
        guard ["open", "closed", "all"].contains(status) else { throw .unprocessable("invalid status: \(status)") }
        after = try request.instant("after")
        until = try request.instant("until")
        symbols = request.list("symbols")
        side = request.parameter("side")
        classes = request.list("asset_class")
        before = request.parameter("before_order_id")
        behind = request.parameter("after_order_id")
        guard before == nil || behind == nil else {
            throw .unprocessable("before_order_id and after_order_id are mutually exclusive")
        }
        guard before ?? behind == nil || (after == nil && until == nil) else {
            throw .unprocessable("an order id can't be combined with after or until")
        }
        isNested = request.parameter("nested") == "true"
    }

    /// The page asked for of orders in the order in which they were submitted.
    func page(of orders: [AlpacaOrder]) throws(AlpacaError) -> [JSONValue] {
        let all = isNested ? orders : orders.flatMap { [$0] + $0.legs }
        var kept = all[...]
        if let id = before ?? behind {
            guard let place = all.firstIndex(where: { $0.id == id }) else { throw .notFound("order") }
            kept = before == nil ? all[(place + 1)...] : all[..<place]
        }
        let wanted = kept.filter(isWanted)
        return (isAscending ? wanted : wanted.reversed()).prefix(limit).map { $0.record(isNested: isNested) }
    }

    private func isWanted(_ order: AlpacaOrder) -> Bool {
        (status == "all" || (status == "open") == order.isOpen)
            && (after.map { order.submittedAt > $0 } ?? true) && (until.map { order.submittedAt < $0 } ?? true)
            && (symbols.map { $0.contains(where: order.isOf) } ?? true) && (side.map { $0 == order.side } ?? true)
            && (classes?.contains(order.assetClass) ?? true)
    }
}

extension AlpacaRecords {
    /// What an order is made of.
    private struct Ticket {
        let id: String
        let security: WorldSecurity?
        let quantity: Quantity
        let side: String
        let submittedAt: Timestamp
        var status: String
        var orderClass = ""
        var limit: Price?
        var stop: Price?
        var fill: (at: Timestamp, price: Price)?

        /// `buy_to_open` and the like; legs of options have it.
        var intent: String?

        /// The order's type as both members state it.
        var kind: String {
            if intent != nil { return "" }
            return limit != nil ? "limit" : stop != nil ? "stop" : "market"
        }
    }

    func orderID(_ entry: WorldEntry) -> String { uuid("order \(entry.number)") }

    /// A filled order for each fill; besides a cancelled one, a cancelled spread of two options, two open ones, and an
    /// open one with a bracket; in the order in which they were submitted.
    func orders() -> [AlpacaOrder] {
        let filled = account.entries.compactMap { entry -> AlpacaOrder? in
            guard let security = entry.security.flatMap({ world.securities[$0] }), let price = entry.price else {
                return nil
            }
            let filledAt = tradeTime(entry)
            var ticket = Ticket(
                id: orderID(entry),
                security: security,
                quantity: entry.quantity.magnitude,
                side: entry.kind == .short ? "sell" : side(entry.kind),
                submittedAt: filledAt,
                status: "filled"
            )
            ticket.fill = (filledAt, price)
            return order(ticket)
        }
        let evening = Self.newYork(world.lastDay, seconds: 17 * 3600)
        let waiting = [
            ticket(0, "AMZN", 10, "buy", percent: 90, "canceled", at: evening),
            ticket(1, "VTI", 5, "buy", percent: 95, "accepted", at: evening.adding(seconds: 60)),
            ticket(2, "NVDA", 20, "sell", percent: 120, "accepted", at: evening.adding(seconds: 120)),
        ]
        let others = waiting.map(order) + [spread(at: evening.adding(seconds: -60)), bracket(at: evening)]
        return (filled + others).sorted { ($0.submittedAt, $0.id) < ($1.submittedAt, $1.id) }
    }

    private func ticket(
        _ number: Int,
        _ key: String,
        _ units: Int,
        _ side: String,
        percent: Int,
        _ status: String,
        at submittedAt: Timestamp
    ) -> Ticket {
        var ticket = Ticket(
            id: uuid("open order \(number)"),
            security: world.securities[key],
            quantity: Quantity(units),
            side: side,
            submittedAt: submittedAt,
            status: status
        )
        ticket.limit = price(key, percent: percent)
        return ticket
    }

    private func price(_ key: String, percent: Int) -> Price {
        let close = world.close(key, on: world.lastDay) ?? .zero
        return Price(raw: close.raw * Int128(percent) / 100).rounded(to: 2)
    }

    /// A purchase that waits, and what is to happen once it is filled.
    private func bracket(at time: Timestamp) -> AlpacaOrder {
        var parent = ticket(3, "KO", 8, "buy", percent: 92, "accepted", at: time.adding(seconds: 30))
        parent.orderClass = "bracket"
        var profit = ticket(4, "KO", 8, "sell", percent: 125, "held", at: parent.submittedAt)
        profit.orderClass = "bracket"
        var loss = ticket(5, "KO", 8, "sell", percent: 80, "held", at: parent.submittedAt)
        (loss.orderClass, loss.stop, loss.limit) = ("bracket", loss.limit, nil)
        return order(parent, legs: [profit, loss])
    }

    /// A call bought and a higher one sold in one order, which was cancelled before anything was filled.
    private func spread(at time: Timestamp) -> AlpacaOrder {
        var parent = Ticket(
            id: uuid("spread"),
            security: nil,
            quantity: Quantity(1),
            side: "",
            submittedAt: time,
            status: "canceled"
        )
        (parent.orderClass, parent.limit) = ("mleg", Price(2))
        let calls = world.securities.values.filter { $0.option?.isCall ?? false }.sorted { $0.key < $1.key }
        let legs = calls.prefix(2).enumerated().map { index, call in
            var leg = Ticket(
                id: uuid("spread leg \(index)"),
                security: call,
                quantity: Quantity(1),
                side: index == 0 ? "buy" : "sell",
                submittedAt: time,
                status: "canceled"
            )
            (leg.orderClass, leg.intent) = ("mleg", index == 0 ? "buy_to_open" : "sell_to_open")
            return leg
        }
        return order(parent, legs: legs)
    }

    private func order(_ ticket: Ticket) -> AlpacaOrder { order(ticket, legs: []) }

    private func order(_ ticket: Ticket, legs: [Ticket]) -> AlpacaOrder {
        let symbol = ticket.security.map { self.symbol($0, withSlash: true) } ?? ""
        var order = AlpacaOrder(
            id: ticket.id,
            symbol: symbol,
            side: ticket.side,
            assetClass: ticket.security.map(assetClass) ?? "",
            submittedAt: ticket.submittedAt,
            isOpen: ["accepted", "held"].contains(ticket.status),
            members: members(ticket, symbol)
        )
        order.legs = legs.map(self.order)
        return order
    }

    private func members(_ ticket: Ticket, _ symbol: String) -> JSONObject {
        let time = JSONValue.string(ticket.submittedAt.description)
        let filledAt = ticket.fill.map { JSONValue.string($0.at.description) } ?? .null
        let isCanceled = ticket.status == "canceled"
        let common: [(String, JSONValue)] = [
            ("asset_class", .string(ticket.security.map(assetClass) ?? "")),
            ("asset_id", .string(ticket.security.map(assetID) ?? "")),
            ("canceled_at", isCanceled ? .string(ticket.submittedAt.adding(seconds: 30).description) : .null),
            ("client_order_id", .string(uuid("client \(ticket.id)"))), ("created_at", time), ("expired_at", .null),
            ("extended_hours", false), ("failed_at", .null), ("filled_at", filledAt),
            ("filled_avg_price", ticket.fill.map { .decimal($0.price) } ?? .null),
            ("filled_qty", ticket.fill == nil ? "0" : .decimal(ticket.quantity)), ("hwm", .null),
            ("id", .string(ticket.id)), ("legs", .null), ("limit_price", ticket.limit.map { .decimal($0) } ?? .null),
            ("notional", .null), ("order_class", .string(ticket.orderClass)), ("order_type", .string(ticket.kind)),
            ("qty", .decimal(ticket.quantity)), ("replaced_at", .null), ("replaced_by", .null), ("replaces", .null),
            ("side", .string(ticket.side)), ("source", .null), ("status", .string(ticket.status)),
            ("stop_price", ticket.stop.map { .decimal($0) } ?? .null), ("submitted_at", time), ("subtag", .null),
            ("symbol", .string(symbol)), ("time_in_force", ticket.limit == nil ? "day" : "gtc"),
            ("trail_percent", .null), ("trail_price", .null), ("type", .string(ticket.kind)),
            ("updated_at", ticket.fill == nil ? time : filledAt),
        ]
        var members = JSONObject(common)
        if let intent = ticket.intent {
            (members["position_intent"], members["ratio_qty"]) = (.string(intent), .decimal(ticket.quantity))
            members["expires_at"] = .string(Self.newYork(ticket.submittedAt.newYorkDay, seconds: 16 * 3600).description)
        }
        return members
    }
}
