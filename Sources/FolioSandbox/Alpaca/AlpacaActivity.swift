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

    static func type(of entry: WorldEntry, _ names: SandboxDialect.Alpaca.Names) -> String? {
        switch entry.kind {
        case .buy, .sell, .short, .cover: "FILL"
        case .dividend: "DIV"
        case .interest: "INT"
        case .fee: "FEE"
        case .deposit: "CSD"
        case .withdrawal: "CSW"
        case .split: names == .new ? "SPLIT" : "SSP"
        case .expiration: "OPEXP"
        case .transferIn, .transferOut: "ACATS"
        case .exercise: entry.price != nil ? "OPTRD" : names == .new ? "OPEXC" : "OPXRC"
        case .assignment: entry.price != nil ? "OPTRD" : "OPASN"
        case .returnOfCapital: "DIVROC"
        case .tax: "WH"
        default: nil
        }
    }
}

extension AlpacaRecords {
    private static let tradeSeconds = 10 * 3600

    /// A row that is no trade, as part of an entry.
    private struct Booking {
        let entry: WorldEntry
        let type: String
        var status = "executed"
        var quantity: Quantity?
        var leg = 0
        var group: String?

        /// The session on which the row was made.
        var createdOn: Day
    }

    /// Every activity, oldest first, in the order of their ids.
    func activities() -> [AlpacaActivity] {
        let withdrawn = account.withdrawn.filter { $0.reason == .canceled || dialect.corrections == .newRow }
        let all = account.shownEntries.flatMap { rows($0) } + withdrawn.flatMap { rows($0.entry, isCanceled: true) }
        return all.sorted { $0.id < $1.id }
    }

    private func rows(_ entry: WorldEntry, isCanceled: Bool = false) -> [AlpacaActivity] {
        guard let type = AlpacaActivity.type(of: entry, dialect.names) else { return [] }
        if type == "FILL" { return fill(entry).map { [$0] } ?? [] }
        let isNew = dialect.corrections == .newRow && entry.revision > 0
        var booking = Booking(
            entry: entry,
            type: type,
            createdOn: isNew ? entry.correctedOn ?? entry.day : entry.bookedOn
        )
        booking.status = isCanceled ? "canceled" : entry.revision > 0 ? "correct" : "executed"
        guard entry.kind == .split else { return [row(booking)] }
        booking.quantity = .zero
        guard dialect.splits != .none else { return [row(booking)] }
        booking.group = uuid("group \(entry.number)")
        let after = Quantity(raw: entry.heldBefore.raw + entry.quantity.raw)
        let legs = [-entry.heldBefore, after]
        return (dialect.splits == .pair ? legs : legs.reversed()).enumerated().map { leg, quantity in
            (booking.leg, booking.quantity) = (leg, quantity)
            return row(booking)
        }
    }

    func tradeTime(_ entry: WorldEntry) -> Timestamp {
        Self.newYork(entry.day, seconds: Self.tradeSeconds + entry.number % 1800)
    }

    /// `YYYYMMDDhhmmssSSS::` and a UUID, the time by New York's clock; date and the row's number where there is none.
    private func identifier(_ entry: WorldEntry, clock: String, leg: Int) -> String {
        let date = entry.day.description.filter { $0 != "-" }
        let isNew = dialect.corrections == .newRow && entry.revision > 0
        return date + clock + "::" + uuid("activity \(entry.number) \(leg)" + (isNew ? " \(entry.revision)" : ""))
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    func side(_ kind: TransactionType) -> String {
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

    private func row(_ booking: Booking) -> AlpacaActivity {
        let entry = booking.entry
        // Splits come before the day's trades, everything else after them.
        let isSplit = entry.kind == .split
        let place = isSplit ? entry.number * 10 : 170_000_000 + entry.number * 10
        let id = identifier(entry, clock: Self.padded(place + booking.leg, 9), leg: booking.leg)
        let createdAt = Self.newYork(booking.createdOn, seconds: isSplit ? 4 * 3600 : 17 * 3600)
        let security = entry.security.flatMap { world.securities[$0] }
        let isDividend = entry.kind == .dividend || entry.kind == .returnOfCapital
        let units = isDividend ? entry.heldBefore : booking.quantity ?? entry.quantity
        let each = (try? entry.cash.divided(by: entry.heldBefore)) ?? nil
        let isLive = dialect.extras == .live
        let record = JSONValue.members([
            ("activity_type", .string(booking.type)), ("activity_sub_type", subtype(entry).map { .string($0) }),
            ("created_at", .string(createdAt.description)), ("currency", "USD"),
            ("date", .string(entry.day.description)), ("id", .string(id)), ("net_amount", .decimal(entry.cash)),
            ("status", .string(booking.status)),
            ("symbol", security.map { .string(symbol($0, withSlash: true)) }),
            ("group_id", booking.group.map { .string($0) }), ("qty", .when(security != nil, .decimal(units))),
            ("per_share_amount", .when(isDividend, .decimal((each ?? .zero).rounded(to: 4)))),
            ("description", .when(isLive, .string(security?.name ?? ""))),
            (
                "price",
                entry.price.map { .decimal($0) } ?? .when(isLive && entry.kind == .transferIn, .decimal(Price.zero))
            ),
        ])
        return AlpacaActivity(id: id, type: booking.type, createdAt: createdAt, record: record)
    }

    private func subtype(_ entry: WorldEntry) -> String? {
        switch entry.kind {
        case .dividend: "CDIV"
        case .interest: entry.cash.isNegative ? "MGN" : "SWP"
        case .fee: "REG"
        case .split: entry.quantity.isNegative == entry.heldBefore.isNegative ? "FSPLIT" : "RSPLIT"
        default: nil
        }
    }
}
